"""Judges one run of CTest: prints a few lines, fails where a test did not run.

    test_report.py PRESET FOLDER SECONDS

FOLDER holds registered.json (what CTest was to run), ctest.xml (its JUnit
output) and gtest/*.xml (the reports of the GoogleTest programs).  CTest calls a program that skips half of its cases
passed; here it is a failure, as is a test that is disabled or was not built.
"""

import json
import pathlib
import sys
import xml.etree.ElementTree as xml
from collections import Counter


def ctest_states(report):
    """{name: state} of what CTest ran; state "run" is passed."""
    return {case.get("name"): case.get("status")
            for case in xml.parse(report).getroot().iter("testcase")}


def registered(listing):
    """{name: labels} of every test that CTest was to run."""
    tests = json.loads(listing.read_text("utf-8"))["tests"]
    return {test["name"]: [label for entry in test.get("properties", [])
                           if entry["name"] == "LABELS" for label in entry["value"]]
            for test in tests}


def gtest_cases(folder):
    """(name, state) of every case; state is run, failed, skipped, disabled."""
    for report in sorted(folder.glob("*.xml")):
        try:
            root = xml.parse(report).getroot()
        except xml.ParseError:
            yield report.stem, "report is cut short"
            continue
        for case in root.iter("testcase"):
            name = f"{report.stem}: {case.get('classname')}.{case.get('name')}"
            if case.get("status") == "notrun":
                yield name, "disabled"
            elif case.get("result") == "skipped":
                yield name, "skipped"
            elif case.find("failure") is not None:
                yield name, "failed"
            else:
                yield name, "run"


def judge(preset, folder, seconds):
    """Returns (lines to print, whether all is well)."""
    try:
        states = ctest_states(folder / "ctest.xml")
        tests = registered(folder / "registered.json")
    except (OSError, ValueError, xml.ParseError) as reason:
        return [f"{preset:12} CTest left no report: {reason}"], False
    cases = list(gtest_cases(folder / "gtest"))
    wrong = [f"{name}: {states.get(name, 'did not run')}" for name in tests
             if states.get(name) != "run"]
    wrong += [f"{name}: {state}" for name, state in cases if state != "run"]
    if not tests:
        wrong.append("no test is registered")
    labels = Counter(label for found in tests.values() for label in found)
    by_label = ", ".join(f"{n} {label}" for label, n in sorted(labels.items()))
    lines = [
        f"{preset:12} {len(tests)} tests ({by_label or 'no labels'}), "
        f"{len(cases)} cases of GoogleTest inside, in {seconds} s"
    ]
    lines += [f"{'':12} NOT PASSED  {entry}" for entry in wrong]
    return lines, not wrong


def main():
    preset, folder, seconds = sys.argv[1:]
    lines, well = judge(preset, pathlib.Path(folder), seconds)
    print("\n".join(lines))
    return 0 if well else 1


if __name__ == "__main__":
    sys.exit(main())
