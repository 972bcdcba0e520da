"""The command as a shell meets it: options, exit codes, pipes, signals."""

import gzip
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

PROGRAM = ""

RULES = """event Payment from "payments" { at: timestamp @time  card: string  n: int }
rule large { match by card { p: Payment where n > 5 } }
"""


def record(n):
    second = f"{n // 3600 % 24:02}:{n // 60 % 60:02}:{n % 60:02}"
    return json.dumps({"at": f"2026-01-05T{second}Z", "card": "c", "n": 9}) + "\n"


class CommandTest(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.path = pathlib.Path(self.folder.name)
        self.rules = str(self.path / "rules.precept")
        pathlib.Path(self.rules).write_text(RULES)
        self.events = str(self.path / "events.ndjson")
        pathlib.Path(self.events).write_text("".join(map(record, range(5))))

    def run_program(self, *arguments, **options):
        return subprocess.run([PROGRAM, *arguments], capture_output=True, text=True,
                              timeout=60, check=False, **options)

    def test_version_and_help(self):
        version = self.run_program("--version")
        self.assertEqual(version.returncode, 0)
        self.assertRegex(version.stdout, r"^precept \d+\.\d+\.\d+\n$")
        for arguments in (["--help"], ["replay", "--help"], ["fmt", "--help"]):
            shown = self.run_program(*arguments)
            self.assertEqual(shown.returncode, 0)
            self.assertIn("Examples:", shown.stdout)
        self.assertNotIn("--batch", self.run_program("replay", "--help").stdout)

    def test_help_in_plain_words(self):
        whole = self.run_program("help")
        self.assertEqual((whole.returncode, whole.stderr), (0, ""))
        self.assertEqual(whole.stdout, self.run_program("--help").stdout)
        for verb in ("check", "fmt", "replay", "explain"):
            with self.subTest(verb=verb):
                self.assertRegex(whole.stdout, rf"(?m)^  {verb} ")
                shown = self.run_program("help", verb)
                self.assertEqual((shown.returncode, shown.stderr), (0, ""))
                self.assertEqual(shown.stdout, self.run_program(verb, "-h").stdout)
                self.assertIn(f"Usage: precept {verb} RULES... [OPTIONS]", shown.stdout)
                for raw in ("{", "->", "REQUIRED", "POSITIVE", ":value", "Excludes"):
                    self.assertNotIn(raw, shown.stdout)
                self.assertLessEqual(max(map(len, shown.stdout.splitlines())), 80)

    def test_wrong_use_is_said_in_plain_words(self):
        rules = self.rules
        for arguments, message in (
                ([], "a verb is needed; there are: check, fmt, replay, explain"),
                (["chekc"], "no verb `chekc`; did you mean `check`?"),
                (["help", "explian"], "no verb `explian`; did you mean `explain`?"),
                (["test", rules], "the verb `test` is not in this version"),
                (["help", "run"], "the verb `run` is not in this version"),
                (["generate"], "the verb `generate` is not in this version"),
                (["--versio"], "precept has no option `--versio`; did you mean `--version`?"),
                (["check"], "check needs rule files"),
                (["check", rules, "--strct=1"],
                 "check has no option `--strct`; did you mean `--strict`?"),
                (["check", rules, "--strict=1"], "--strict takes no value"),
                (["check", rules, "--format", "jsn"],
                 "--format is one of text, json; did you mean `json`?"),
                (["explain", rules, "--stage", "autmaton"],
                 "--stage is one of ast, checked, plan, automaton; "
                 "did you mean `automaton`?"),
                (["explain", rules, "--stage", "0"],
                 "--stage is one of ast, checked, plan, automaton"),
                (["explain", rules, "--dot", "--svg"],
                 "--dot and --svg exclude each other"),
                (["replay", rules, "--max-starts", "0"],
                 "--max-starts is a whole number from 1: `0` is none"),
                (["replay", rules, "--max-starts", "1" + "0" * 20],
                 "--max-starts is a whole number from 1: `1" + "0" * 20 + "` is too large"),
                (["replay", rules, "--out"], "--out needs a value: --out FILE"),
                (["replay", rules, "--out", "a", "--out", "b"],
                 "--out is given more than once")):
            with self.subTest(arguments=arguments):
                refused = self.run_program(*arguments)
                self.assertEqual((refused.returncode, refused.stdout), (3, ""))
                first, pointer = refused.stderr.splitlines()
                self.assertTrue(first.startswith("error: " + message), first)
                self.assertRegex(pointer, "^`precept help( [a-z]+)?` says more$")

    def test_usage(self):
        for arguments in ([], ["chekc"], ["check"], ["check", self.rules, "--nope"],
                          ["replay", self.rules, "--stream", "nobody=x"],
                          ["replay", self.rules],
                          ["check", self.rules, "--format", "xml"],
                          ["explain", self.rules, "--dot", "--svg"],
                          ["explain", self.rules, "--rule", "small"]):
            with self.subTest(arguments=arguments):
                refused = self.run_program(*arguments)
                self.assertEqual(refused.returncode, 3, refused.stderr)
                self.assertTrue(refused.stderr)

    def test_options_take_one_value(self):
        fine = self.run_program("replay", "--stream", "payments=" + self.events,
                                "--lateness", "1s", self.rules)
        self.assertEqual(fine.returncode, 0, fine.stderr)
        self.assertEqual(len(fine.stdout.splitlines()), 5)
        self.assertEqual(fine.stderr, "")

    def test_standard_input(self):
        text = pathlib.Path(self.events).read_text()
        piped = self.run_program("replay", self.rules, "--stream", "payments=-",
                                 input=text)
        named = self.run_program("replay", self.rules, "--stream",
                                 "payments=" + self.events)
        self.assertEqual(piped.stdout, named.stdout)
        formatted = self.run_program("fmt", "-", input="const   a=1\n")
        self.assertEqual((formatted.returncode, formatted.stdout),
                         (0, "const a = 1\n"))

    def test_rules_from_standard_input(self):
        checked = self.run_program("check", "-", input=RULES)
        self.assertEqual(checked.returncode, 0, checked.stderr)
        self.assertIn("1 file: ", checked.stdout)
        refused = self.run_program("check", "-", input="rule r { match { e: F } }\n")
        self.assertEqual(refused.returncode, 2)
        self.assertIn("-:1:", refused.stdout)
        self.assertEqual(self.run_program("check", "-", self.rules).returncode, 3)

    def test_compressed_standard_input(self):
        text = pathlib.Path(self.events).read_bytes()
        packed = self.path / "events.gz"
        packed.write_bytes(gzip.compress(text))
        with open(packed, "rb") as file:
            redirected = self.run_program("replay", self.rules, "--stream",
                                          "payments=-", stdin=file)
        with subprocess.Popen(["cat", packed], stdout=subprocess.PIPE) as cat:
            piped = self.run_program("replay", self.rules, "--stream", "payments=-",
                                     stdin=cat.stdout)
        for refused in (redirected, piped):
            self.assertEqual((refused.returncode, refused.stdout), (4, ""))
            self.assertIn("standard input is compressed (gzip): zcat", refused.stderr)

    def test_nothing_that_is_missing(self):
        for arguments in (["check", "no/such.precept"],
                          ["replay", self.rules, "--stream", "payments=no/such"]):
            refused = self.run_program(*arguments)
            self.assertEqual(refused.returncode, 4)
            self.assertIn("no/such", refused.stderr)

    def test_a_reader_that_goes_away(self):
        many = self.path / "many.ndjson"
        many.write_text("".join(map(record, range(20000))))
        with subprocess.Popen(
                [PROGRAM, "replay", self.rules, "--stream", f"payments={many}"],
                stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
            process.stdout.readline()
            process.stdout.close()
            self.assertEqual(process.stderr.read(), b"")
            self.assertEqual(process.wait(timeout=60), 0)

    def test_a_full_disk(self):
        if not os.path.exists("/dev/full"):
            self.fail("/dev/full is needed")
        for arguments in (["replay", self.rules, "--stream", "payments=" + self.events],
                          ["explain", self.rules]):
            with open("/dev/full", "w") as full:
                stopped = subprocess.run(
                    [PROGRAM, *arguments], stdout=full, stderr=subprocess.PIPE,
                    text=True, timeout=60, check=False)
            self.assertEqual(stopped.returncode, 4)
            self.assertIn("cannot be written", stopped.stderr)

    def test_drawing(self):
        drawn = self.run_program("explain", self.rules, "--rule", "large", "--svg")
        self.assertEqual(drawn.returncode, 0, drawn.stderr)
        self.assertIn("<svg", drawn.stdout)
        without = self.run_program("explain", self.rules, "--svg",
                                   env={"PATH": "/nonexistent"})
        self.assertEqual(without.returncode, 4)
        self.assertIn("graphviz", without.stderr)


if __name__ == "__main__":
    PROGRAM = sys.argv.pop(1)
    unittest.main()
