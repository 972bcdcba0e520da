"""Shows the alerts of the demo, and compares them with what was planted.

    show_alerts.py ALERTS LABELS

ALERTS is what `precept replay --out` wrote, LABELS what make_payments.py did.
An alert is right where its rule and the lines of its events are those of a
planted fraud.  The status is 1 where a fraud was missed or an alert is false.
"""

import json
import os
import sys
import textwrap

COLORS = {"critical": "1;31", "high": "31", "medium": "33", "low": "36", "info": "2"}


def paint(text, color):
    if not sys.stdout.isatty() or "NO_COLOR" in os.environ:
        return text
    return f"\033[{color}m{text}\033[0m"


def read(path):
    with open(path, encoding="utf-8") as lines:
        return [json.loads(line) for line in lines if line.strip()]


def case_of(alert):
    """What identifies an alert: its rule and the lines of its events."""
    return alert["rule"], tuple(event["offset"] for event in alert["events"])


def show_lines(alerts):
    for alert in alerts:
        severity = paint(f"{alert['severity']:<8}", COLORS[alert["severity"]])
        print(f"   {alert['time'][:19].replace('T', ' ')}  {severity}  "
              f"{alert['rule']:<13}  {alert.get('message', '')}")


def show_whole(alert):
    print("\n   One of them whole:\n")
    text = json.dumps(alert, indent=2, ensure_ascii=False)
    print(textwrap.indent(text, "     "))


def show_cases(title, cases):
    for rule, _, case, lines in cases:
        print(f"     {title}: {rule}, {case}, lines {list(lines)}")


def compare(alerts, labels):
    """Prints the counts; returns whether all is as planted."""
    planted = [(label["rule"], label["fires"], label["case"], tuple(label["lines"]))
               for label in labels]
    reported = {case_of(alert) for alert in alerts}
    frauds = {(rule, lines) for rule, fires, _, lines in planted if fires}
    found = frauds & reported
    missed = [case for case in planted if case[1] and (case[0], case[3]) not in found]
    false = [alert for alert in alerts if case_of(alert) not in frauds]
    quiet = [case for case in planted if not case[1]]
    twice = len(alerts) - len(reported)

    print(f"\n   planted frauds  {len(frauds):4}")
    print(f"     found         {len(found):4}")
    print(f"     missed        {len(missed):4}")
    print(f"   false alerts    {len(false) + twice:4}")
    print(f"   look-alikes     {len(quiet):4}, such as "
          f"“{quiet[0][2]}” and “{quiet[-2][2]}”")
    show_cases("missed", missed)
    for alert in false:
        print(f"     false: {alert['rule']}, {alert.get('message', '')}, "
              f"lines {[event['offset'] for event in alert['events']]}")
    well = not missed and not false and not twice
    print("\n   " + (paint("Every fraud was found, and nothing else was reported.", "32")
                     if well else paint("This is not what was planted.", "1;31")))
    return well


def main():
    alerts, labels = read(sys.argv[1]), read(sys.argv[2])
    show_lines(alerts)
    if alerts:
        # The shortest: it is long enough.
        show_whole(min(alerts, key=lambda alert: len(alert["events"])))
    return 0 if compare(alerts, labels) else 1


if __name__ == "__main__":
    sys.exit(main())
