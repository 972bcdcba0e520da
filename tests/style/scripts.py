"""The scripts hold what they promise.

Among it: a test that was skipped, disabled or never run counts as a failure, and
the stream of the demo is the same everywhere and as its labels say.
"""

import decimal
import importlib.util
import json
import pathlib
import subprocess
import sys
import tempfile
import unittest
from collections import defaultdict

ROOT = pathlib.Path(__file__).resolve().parents[2]
SCRIPTS = ROOT / "scripts"


def load(name):
    spec = importlib.util.spec_from_file_location(name, SCRIPTS / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


class ShellTest(unittest.TestCase):
    def test_syntax(self):
        for script in ["setup", "test", "demo", "stage.sh", "../.ci/run"]:
            with self.subTest(script=script):
                subprocess.run(["bash", "-n", SCRIPTS / script], check=True)

    def test_packages_are_listed_once(self):
        listed = subprocess.run(
            ["bash", SCRIPTS / "setup", "--all", "--list"], check=True, text=True,
            capture_output=True).stdout.split()
        self.assertEqual(len(listed), len(set(listed)))
        self.assertIn("g++", listed)

    def test_the_demo_looks_at_its_numbers_first(self):
        for option, value in (("--events", "5"), ("--events", "20000001"),
                              ("--events", "many"), ("--seed", "x")):
            with self.subTest(option=option, value=value):
                wrong = subprocess.run(["bash", SCRIPTS / "demo", option, value],
                                       text=True, capture_output=True)
                self.assertEqual((wrong.returncode, wrong.stdout), (3, ""))
                self.assertIn(f"{option} {value}", wrong.stderr)

    def test_usage(self):
        for script in ["setup", "test", "demo"]:
            with self.subTest(script=script):
                asked = subprocess.run(["bash", SCRIPTS / script, "--help"],
                                       text=True, capture_output=True)
                self.assertEqual(asked.returncode, 0)
                self.assertIn(f"scripts/{script}", asked.stdout)
                wrong = subprocess.run(["bash", SCRIPTS / script, "--unheard-of"],
                                       text=True, capture_output=True)
                self.assertEqual(wrong.returncode, 3)
                self.assertIn("--unheard-of", wrong.stderr)


class ReportTest(unittest.TestCase):
    """test_report.py on made-up reports of CTest and GoogleTest."""

    def judge(self, ctest, gtest="", names=("a",)):
        with tempfile.TemporaryDirectory() as name:
            folder = pathlib.Path(name)
            (folder / "gtest").mkdir()
            (folder / "registered.json").write_text(json.dumps({"tests": [
                {"name": test, "properties": [{"name": "LABELS", "value": ["unit"]}]}
                for test in names]}))
            (folder / "ctest.xml").write_text(f"<testsuite>{ctest}</testsuite>")
            if gtest:
                (folder / "gtest/a.xml").write_text(
                    f"<testsuites><testsuite>{gtest}</testsuite></testsuites>")
            lines, well = load("test_report").judge("dev", folder, "1")
            return well, "\n".join(lines)

    PASSED = '<testcase name="a" status="run"/>'

    def test_passed(self):
        case = '<testcase classname="A" name="B" status="run" result="completed"/>'
        well, text = self.judge(self.PASSED, case)
        self.assertTrue(well, text)
        self.assertIn("1 unit", text)
        self.assertIn("1 cases", text)

    def test_not_passed(self):
        for state in ["fail", "notrun", "disabled"]:
            with self.subTest(state=state):
                well, text = self.judge(f'<testcase name="a" status="{state}"/>')
                self.assertFalse(well)
                self.assertIn(f"a: {state}", text)

    def test_never_run(self):
        self.assertFalse(self.judge(self.PASSED, names=("a", "b"))[0])
        self.assertFalse(self.judge("", names=())[0])
        self.assertFalse(self.judge("<cut short")[0])

    def test_inside(self):
        for case, state in [
            ('status="run" result="skipped"/>', "skipped"),
            ('status="notrun" result="suppressed"/>', "disabled"),
            ('status="run" result="completed"><failure/></testcase>', "failed"),
        ]:
            with self.subTest(state=state):
                case = f'<testcase classname="A" name="B" {case}'
                well, text = self.judge(self.PASSED, case)
                self.assertFalse(well)
                self.assertIn(f"a: A.B: {state}", text)


def read_stream(path):
    """{card: [(at, line, record)] in order of time} of the payments."""
    cards = defaultdict(list)
    with open(path, encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            record = json.loads(line, parse_float=decimal.Decimal)
            at = record["at"]  # All of one month, so these are milliseconds.
            time = ((int(at[8:10]) * 24 + int(at[11:13])) * 60 + int(at[14:16])) * 60
            time = (time + int(at[17:19])) * 1000 + int(at[20:23])
            if record["kind"] == "payment":
                cards[record["card"]].append((time, number, record))
    return {card: sorted(found, key=lambda entry: entry[:2])
            for card, found in cards.items()}


def card_testing(payments):
    """Lines of the rule's matches on one card, as the rule's text says."""
    after = -1
    for index, (time, number, record) in enumerate(payments):
        probes = [line for at, line, probe in payments[after + 1:index]
                  if probe["amount"] < 2 and time - at <= 600_000]
        large = record["amount"] > 500 and record["status"] == "approved"
        if large and len(probes) >= 3:
            after = index
            yield probes[:3] + [number]


def forced_abroad(payments):
    for (at, line, refused), (time, number, record) in zip(payments, payments[1:]):
        abroad = record["country"] != record["issuer"]["country"]
        if (refused["status"] == "declined" and record["status"] == "approved"
                and abroad and not record["three_ds"] and time - at <= 120_000):
            yield [line, number]


class StreamTest(unittest.TestCase):
    def make(self, folder, seed, events=20_000):
        out, labels = folder / "out", folder / "labels"
        subprocess.run(
            [sys.executable, "-B", SCRIPTS / "make_payments.py", "--events",
             str(events), "--seed", str(seed), "--out", out, "--labels", labels],
            check=True, capture_output=True)
        return out, labels

    def test_same_bytes_for_same_options(self):
        with tempfile.TemporaryDirectory() as name:
            folder = pathlib.Path(name)
            first = [path.read_bytes() for path in self.make(folder, 1)]
            second = [path.read_bytes() for path in self.make(folder, 1)]
            other = [path.read_bytes() for path in self.make(folder, 2)]
            self.assertEqual(first, second)
            self.assertNotEqual(first, other)

    def test_labels_are_what_the_rules_say(self):
        with tempfile.TemporaryDirectory() as name:
            for seed in (1, 2, 3):
                out, labels = self.make(pathlib.Path(name), seed)
                cards = read_stream(out).values()
                matches = sorted(
                    [("card_testing", lines) for card in cards
                     for lines in card_testing(card)]
                    + [("forced_abroad", lines) for card in cards
                       for lines in forced_abroad(card)])
                planted = [json.loads(line) for line in labels.read_text().splitlines()]
                frauds = sorted((label["rule"], label["lines"])
                                for label in planted if label["fires"])
                self.assertEqual(matches, frauds)
                self.assertTrue(any(not label["fires"] for label in planted))


class DemoTest(unittest.TestCase):
    """show_alerts.py says so when alerts are not what was planted."""

    LABELS = [{"rule": "r", "fires": True, "case": "x", "lines": [1, 2]},
              {"rule": "r", "fires": False, "case": "y", "lines": [3]},
              {"rule": "r", "fires": False, "case": "z", "lines": [4]}]

    def status(self, *cases):
        with tempfile.TemporaryDirectory() as name:
            alerts, labels = pathlib.Path(name, "a"), pathlib.Path(name, "l")
            alerts.write_text("".join(json.dumps(
                {"rule": rule, "severity": "high", "time": "2026-03-02T00:00:00Z",
                 "events": [{"offset": line} for line in lines]}) + "\n"
                for rule, lines in cases))
            labels.write_text("".join(json.dumps(l) + "\n" for l in self.LABELS))
            return subprocess.run(
                [sys.executable, "-B", SCRIPTS / "show_alerts.py", alerts, labels],
                capture_output=True).returncode

    def test_status(self):
        self.assertEqual(self.status(("r", [1, 2])), 0)
        self.assertEqual(self.status(), 1)
        self.assertEqual(self.status(("r", [1, 2]), ("r", [3])), 1)
        self.assertEqual(self.status(("r", [1, 2]), ("r", [1, 2])), 1)
        self.assertEqual(self.status(("s", [1, 2])), 1)


if __name__ == "__main__":
    unittest.main(verbosity=2)
