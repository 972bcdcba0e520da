#!/usr/bin/env python3
"""Makes a stream of card payments with planted frauds and look-alikes.

    make_payments.py --out payments.ndjson --labels labels.ndjson
                     [--events 200000] [--seed 1]

The stream is one week of payments as they reach a processor: in order of
arrival, so up to three seconds out of order by their own time `at`.  The same
options give the same bytes with every version of Python.

Each line of the labels is one planted case: the rule it concerns, whether it
must be found, what is special about it, and the lines of the stream (from 1)
that its alert must name.  A card has no other payments around a planted case,
so what else a card does never changes the answer.
"""

import argparse
import datetime
import json
import sys

WEEK_START = datetime.datetime(2026, 3, 2, tzinfo=datetime.timezone.utc)
SECOND, MINUTE, HOUR, DAY = 1_000, 60_000, 3_600_000, 86_400_000
WEEK = 7 * DAY

# Payments in each hour of the day, night to evening.
HOURS = [4, 2, 1, 1, 1, 3, 10, 22, 34, 38, 42, 52,
         66, 58, 46, 44, 50, 64, 72, 62, 44, 30, 18, 9]
WEEKDAYS = [90, 90, 95, 100, 125, 140, 80]  # Monday first, in percent.

# (merchant kind, weight, lowest and highest amount in cents)
MERCHANTS = [
    ("grocer", 300, 450, 9_500), ("bakery", 130, 210, 1_900),
    ("fuel", 90, 2_000, 9_900), ("restaurant", 110, 900, 12_000),
    ("transit", 100, 220, 880), ("parking", 40, 120, 900),
    ("pharmacy", 60, 390, 6_000), ("clothing", 70, 1_500, 24_000),
    ("electronics", 25, 1_900, 145_000), ("travel", 15, 6_000, 190_000),
    ("webshop", 60, 990, 32_000),
]
COUNTRIES = [("DE", "EUR", 46), ("FR", "EUR", 18), ("NL", "EUR", 9),
             ("AT", "EUR", 7), ("ES", "EUR", 7), ("IT", "EUR", 6),
             ("PL", "PLN", 4), ("GB", "GBP", 3)]
CURRENCY = {country: currency for country, currency, _ in COUNTRIES}
CURRENCY |= {"BR": "BRL", "TH": "THB", "US": "USD", "NG": "NGN"}
FAR_AWAY = ["BR", "TH", "US", "NG"]
DEVICES = ["chip", "contactless", "phone", "web"]


class Random:
    """xorshift64*: the same numbers everywhere."""

    MASK = (1 << 64) - 1

    def __init__(self, seed):
        self.state = (seed * 0x9E3779B97F4A7C15 + 0xD1B54A32D192ED03) & self.MASK or 1
        for _ in range(8):
            self.bits()

    def bits(self):
        x = self.state
        x ^= x >> 12
        x = (x ^ (x << 25)) & self.MASK
        x ^= x >> 27
        self.state = x
        return (x * 0x2545F4914F6CDD1D & self.MASK) >> 32

    def below(self, bound):
        return self.bits() * bound >> 32

    def between(self, low, high):
        return low + self.below(high - low + 1)

    def chance(self, percent):
        return self.below(100) < percent

    def pick(self, choices):
        return choices[self.below(len(choices))]

    def weighted(self, choices, weight):
        left = self.below(sum(weight(choice) for choice in choices))
        for choice in choices:
            left -= weight(choice)
            if left < 0:
                return choice
        raise AssertionError("weights add up to their sum")


class Stream:
    """The records of a stream before they are put in order of arrival."""

    def __init__(self, random):
        self.random = random
        self.records = []  # (arrival, number, record)
        self.labels = []   # (case, numbers of its records)

    def add(self, at, card, cents, **fields):
        """Adds a record at `at` (ms into the week); returns its number."""
        random = self.random
        home = fields.pop("home")
        country = fields.pop("country", home)
        record = {
            "at": time_text(at),
            "kind": fields.pop("kind", "payment"),
            "card": card,
            "amount": f"@{cents // 100}.{cents % 100:02}@",
            "currency": CURRENCY[country],
            "merchant": fields.pop("merchant", None) or merchant_name(random, "webshop"),
            "country": country,
            "issuer": {"bank": f"bank-{sum(card.encode()) % 17:02}", "country": home},
            "status": fields.pop("status", "approved"),
            "three_ds": fields.pop("three_ds", True),
            "terminal": f"t{random.below(90_000):05}",
        }
        assert not fields, fields
        if random.chance(85):  # Some terminals do not say.
            record["device"] = random.pick(DEVICES)
        number = len(self.records)
        self.records.append((at + random.below(3 * SECOND), number, record))
        return number

    def label(self, rule, fires, case, numbers):
        self.labels.append((rule, fires, case, numbers))

    def write(self, out, labels):
        line_of = {}
        for line, (_, number, record) in enumerate(sorted(
                self.records, key=lambda entry: entry[:2]), 1):
            line_of[number] = line
            text = json.dumps(record, separators=(",", ":"))
            # Amounts are exact: written as digits, never through a float.
            out.write(text.replace('"@', "").replace('@"', "") + "\n")
        for rule, fires, case, numbers in self.labels:
            lines = [line_of[number] for number in numbers]
            labels.write(json.dumps({"rule": rule, "fires": fires, "case": case,
                                     "lines": lines}) + "\n")


def time_text(at):
    moment = WEEK_START + datetime.timedelta(milliseconds=at)
    return moment.strftime("%Y-%m-%dT%H:%M:%S.") + f"{at % 1000:03}Z"


def merchant_name(random, kind):
    # A few shops of a kind see most of its customers.
    return f"{kind}-{random.below(1 + random.below(400)):03}"


def planted_time(random):
    """A time well inside the week, whole seconds."""
    return random.between(6 * HOUR, WEEK - 6 * HOUR) // SECOND * SECOND


# ---- planted cases --------------------------------------------------------------
# Each adds its records around `at` and labels itself.  A probe is below 2.00, a
# large purchase above 500; the window of ten minutes includes its bound.

def testing(stream, at, card, home, case, fires, probes, big_at, big_cents=89_900,
            named=None, big_card=None, **big):
    """Probes at the given (ms, cents), then a purchase."""
    numbers = [stream.add(at + ms, card, cents, home=home, three_ds=False,
                          status=stream.random.pick(["approved", "declined"]))
               for ms, cents in probes]
    purchase = stream.add(at + big_at, big_card or card, big_cents, home=home,
                          merchant=merchant_name(stream.random, "electronics"),
                          three_ds=False, **big)
    used = [numbers[i] for i in (named or range(min(3, len(numbers))))]
    stream.label("card_testing", fires, case, used + [purchase])


def plant_testing(stream, at, card, home, variant):
    def cents():
        return stream.random.between(10, 199)

    quick = [(0, cents()), (40 * SECOND, cents()), (95 * SECOND, cents())]
    amount = stream.random.between(50_100, 240_000)

    def case(name, fires, probes=quick, big_at=4 * MINUTE, cents=amount, **more):
        testing(stream, at, card, home, name, fires, probes, big_at, cents, **more)

    if variant == "plain":
        case("three probes, then a large purchase", True)
    elif variant == "many":
        case("five probes: the alert names the first three", True,
             quick + [(130 * SECOND, cents()), (170 * SECOND, cents())])
    elif variant == "between":
        stream.add(at + 60 * SECOND, card, 2_350, home=home)
        case("an everyday payment between the probes", True)
    elif variant == "moved":
        case("the first probe is too old, the next three are not", True,
             [(0, cents()), (5 * MINUTE, cents()), (6 * MINUTE, cents()),
              (7 * MINUTE, cents())], 12 * MINUTE, named=[1, 2, 3])
    elif variant == "at_bound":
        case("ten minutes to the millisecond", True, big_at=10 * MINUTE)
    elif variant == "past_bound":
        case("a millisecond more than ten minutes", False, big_at=10 * MINUTE + 1)
    elif variant == "spread":
        case("probes spread over an hour", False,
             [(0, cents()), (20 * MINUTE, cents()), (40 * MINUTE, cents())],
             44 * MINUTE)
    elif variant == "two_probes":
        case("two probes only", False, quick[:2])
    elif variant == "not_tiny":
        case("one of the three costs 2.00, which is no probe", False,
             quick[:2] + [(95 * SECOND, 200)])
    elif variant == "not_large":
        case("500.00, which is not above 500", False, cents=50_000)
    elif variant == "refused":
        case("the large purchase is refused", False, status="declined")
    elif variant == "other_card":
        case("the large purchase is on another card", False, big_at=5 * MINUTE,
             big_card=card + "x")
    elif variant == "purchase_first":
        case("the large purchase comes before the probes", False, big_at=-MINUTE)
    else:
        raise AssertionError(variant)


def plant_forced(stream, at, card, home, variant):
    random = stream.random
    far = random.pick(FAR_AWAY)

    def pay(ms, **fields):
        return stream.add(at + ms, card, random.between(2_000, 49_000), home=home,
                          **fields)

    def case(name, fires, numbers):
        stream.label("forced_abroad", fires, name, numbers)

    def refused(ms=0):
        return pay(ms, status="declined", country=far)

    def passed(ms=45 * SECOND, **fields):
        return pay(ms, **({"country": far, "three_ds": False} | fields))

    if variant == "plain":
        case("refused, then through abroad", True, [refused(), passed()])
    elif variant == "refund_between":
        first = refused()
        pay(20 * SECOND, kind="refund")
        case("a refund between, which is no payment", True, [first, passed()])
    elif variant == "twice_refused":
        refused()
        case("refused twice: the second refusal is the one followed at once", True,
             [refused(20 * SECOND), passed()])
    elif variant == "at_bound":
        case("two minutes to the millisecond", True,
             [refused(), passed(2 * MINUTE)])
    elif variant == "past_bound":
        case("a millisecond more than two minutes", False,
             [refused(), passed(2 * MINUTE + 1)])
    elif variant == "payment_between":
        first = refused()
        pay(20 * SECOND)
        case("another payment between", False, [first, passed()])
    elif variant == "secured":
        case("with 3-D Secure", False, [refused(), passed(three_ds=True)])
    elif variant == "at_home":
        case("at home", False, [refused(), passed(country=home)])
    else:
        raise AssertionError(variant)


PLANTS = [(plant_testing, variant) for variant in
          ["plain"] * 5 + ["many", "many", "between", "moved", "at_bound",
                           "past_bound", "spread", "spread", "two_probes",
                           "not_tiny", "not_large", "refused", "other_card",
                           "purchase_first"]]
PLANTS += [(plant_forced, variant) for variant in
           ["plain"] * 4 + ["refund_between", "twice_refused", "at_bound",
                            "past_bound", "payment_between", "payment_between",
                            "secured", "at_home"]]


# ---- everyday payments ------------------------------------------------------------

def everyday_times(random, count):
    """`count` times in the week, in order, with the rhythm of days and hours."""
    slots = [(day * DAY + hour * HOUR, WEEKDAYS[day] * HOURS[hour])
             for day in range(7) for hour in range(24)]
    total = sum(weight for _, weight in slots)
    times, passed = [], 0
    for start, weight in slots:
        upto = count * (passed + weight) // total
        amount = upto - count * passed // total
        times += [start + random.below(HOUR) for _ in range(amount)]
        passed += weight
    return sorted(times)


def add_everyday(stream, count, cards, quiet):
    """Payments of all cards, none within 15 minutes of the card's last one."""
    random, last = stream.random, {}
    for at in everyday_times(random, count):
        card, home = random.pick(cards)
        while (at - last.get(card, -HOUR) < 15 * MINUTE
               or abs(at - quiet.get(card, -DAY)) < 2 * HOUR):
            card, home = random.pick(cards)
        last[card] = at
        kind, _, low, high = random.weighted(MERCHANTS, lambda entry: entry[1])
        # Small amounts are the common ones.
        cents = low + random.below(1 + random.below(high - low))
        merchant = merchant_name(random, kind)
        abroad = random.chance(3)
        country = random.pick(FAR_AWAY) if abroad else home
        everyday = {"home": home, "country": country, "merchant": merchant,
                    "three_ds": random.chance(92)}
        if random.below(1000) < 15:
            stream.add(at, card, cents, kind="refund", **everyday)
            continue
        declined = random.below(1000) < 24
        stream.add(at, card, cents, status="declined" if declined else "approved",
                   **everyday)
        if declined and random.chance(55):
            # What most people do: try again, and confirm on the phone.
            again = at + random.between(15 * SECOND, 90 * SECOND)
            everyday["three_ds"] = True
            stream.add(again, card, cents, **everyday)
            last[card] = again


def make(events, seed):
    random = Random(seed)
    stream = Stream(random)
    homes = [random.weighted(COUNTRIES, lambda entry: entry[2])[0]
             for _ in range(max(500, events // 12))]
    cards = [(f"c{number:06}", home) for number, home in enumerate(homes, 100_000)]
    quiet = {}
    for plant, variant in PLANTS:
        card, home = random.pick(cards)
        while card in quiet:
            card, home = random.pick(cards)
        quiet[card] = planted_time(random)
        plant(stream, quiet[card], card, home, variant)
    # A retry follows one refusal in two, so a few fewer are drawn.
    everyday = max(0, events - len(stream.records))
    add_everyday(stream, everyday * 1000 // 1013, cards, quiet)
    return stream


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--events", type=int, default=200_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", required=True)
    parser.add_argument("--labels", required=True)
    arguments = parser.parse_args()
    if not 1_000 <= arguments.events <= 20_000_000:
        parser.error("--events must lie between 1000 and 20000000")
    stream = make(arguments.events, arguments.seed)
    with open(arguments.out, "w", encoding="utf-8", newline="\n") as out, \
            open(arguments.labels, "w", encoding="utf-8", newline="\n") as labels:
        stream.write(out, labels)
    frauds = sum(fires for _, fires, _, _ in stream.labels)
    print(f"{len(stream.records)} events, {frauds} planted frauds, "
          f"{len(stream.labels) - frauds} look-alikes")


if __name__ == "__main__":
    sys.exit(main())
