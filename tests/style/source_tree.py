"""The checkout as the tests of style see it: paths, texts, includes.

A tree is a plain dict {path relative to the root: text}, so that each test can
be tried on a few made-up files.
"""

import argparse
import pathlib
import re
import sys
import unittest

# Folders with C++ of ours, in the order of the layers.
CODE_FOLDERS = ["lang", "nfa", "compiler", "runtime", "connectors", "cli"]
OTHER_FOLDERS = ["tests", "bench", "rules", "docs", "scripts", "cmake", ".ci"]
IGNORED = {"build", "__pycache__"}
TEXT_SUFFIXES = {
    ".h", ".cc", ".def", ".txt", ".cmake", ".md", ".py", ".precept", ".json",
    ".yaml", ".sh", "",
}


def read(root):
    """The text files of the checkout at `root`."""
    tree = {}
    for path in sorted(root.rglob("*")):
        inside = path.relative_to(root)
        top = inside.parts[0]
        hidden = any(p.startswith(".") for p in inside.parts[:-1] if p != ".ci")
        if hidden or IGNORED & set(inside.parts[:-1]) or not path.is_file():
            continue
        known = top in CODE_FOLDERS + OTHER_FOLDERS or len(inside.parts) == 1
        if known and path.suffix in TEXT_SUFFIXES:
            tree[inside.as_posix()] = path.read_text("utf-8", "replace")
    return tree


def is_code(path):
    return path.endswith((".h", ".cc", ".def"))


def includes(text):
    """(line, target, is_quoted) of every include."""
    pattern = re.compile(r'^\s*#\s*include\s*(?:"([^"]+)"|<([^>]+)>)')
    for number, line in enumerate(text.splitlines(), 1):
        found = pattern.match(line)
        if found:
            yield number, found[1] or found[2], found[1] is not None


_TOKEN = re.compile(
    r'//[^\n]*|/\*.*?\*/'
    r'|R"(?P<mark>[^()\s\\]{0,16})\(.*?\)(?P=mark)"'
    r'|"(?:[^"\\\n]|\\.)*"'
    r"|(?<![0-9A-Fa-f_])'(?:[^'\\\n]|\\.)+'",
    re.DOTALL,
)


def without_comments_and_text(text):
    """C++ with comments, strings and characters blanked, lines kept."""
    def blank(found):
        token = found[0]
        kept = "" if token.startswith(("//", "/*")) else '""'
        return kept + "\n" * token.count("\n")

    return _TOKEN.sub(blank, text)


def run(check, self_test, report=None):
    """The command line of a test: --root to check, --self-test to try it."""
    parser = argparse.ArgumentParser()
    here = pathlib.Path(__file__).resolve().parent
    parser.add_argument("--root", type=pathlib.Path, default=here.parents[1])
    parser.add_argument("--self-test", action="store_true")
    arguments = parser.parse_args()
    if arguments.self_test:
        suite = unittest.defaultTestLoader.loadTestsFromTestCase(self_test)
        result = unittest.TextTestRunner(verbosity=2).run(suite)
        sys.exit(0 if result.wasSuccessful() and result.testsRun else 1)
    tree = read(arguments.root)
    if not any(is_code(path) for path in tree):
        sys.exit(f"no code found under {arguments.root}")
    problems = check(tree)
    if report:
        print(report(tree))
    for problem in problems:
        print(problem)
    sys.exit(f"{len(problems)} problems" if problems else 0)
