"""Headers that stand on their own.

Each has `#pragma once` and no `using namespace`; a source includes its own
header first, so that the build shows where one lacks an include.  With
--compile every header is compiled alone, which takes minutes.
"""

import argparse
import concurrent.futures
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest

import source_tree


def check(tree):
    problems = []
    for path, text in tree.items():
        if path.endswith(".h"):
            problems += check_header(path, text)
        elif path.endswith(".cc"):
            problems += check_source(path, text, tree)
    return problems


def check_header(path, text):
    problems = []
    code = source_tree.without_comments_and_text(text)
    if not re.search(r"^#pragma once$", code, re.MULTILINE):
        problems.append(f"{path}: lacks #pragma once")
    for number, line in enumerate(code.splitlines(), 1):
        if re.search(r"\busing\s+namespace\b", line):
            problems.append(f"{path}:{number}: using namespace in a header")
    return problems


def check_source(path, text, tree):
    own = path.removesuffix(".cc") + ".h"
    if own not in tree:
        return []
    for number, target, _ in source_tree.includes(text):
        if target == own:
            return []
        return [f"{path}:{number}: includes {own} not first"]
    return [f"{path}: does not include {own}"]


def compile_alone(root, path, scratch):
    """Compiler output where `path` does not compile alone, else ""."""
    source = pathlib.Path(scratch) / (path.replace("/", "__") + ".cc")
    source.write_text(f'#include "{path}"\n')
    compiler = os.environ.get("CXX", "g++")
    result = subprocess.run(
        [compiler, "-std=c++20", "-fsyntax-only", f"-I{root}", str(source)],
        capture_output=True, text=True)
    return result.stderr if result.returncode else ""


def compile_all(root, jobs):
    headers = [path for path in source_tree.read(root) if path.endswith(".h")]
    with tempfile.TemporaryDirectory() as scratch, \
            concurrent.futures.ThreadPoolExecutor(jobs) as pool:
        outputs = pool.map(lambda path: compile_alone(root, path, scratch), headers)
        failed = [(path, said) for path, said in zip(headers, outputs) if said]
    for path, said in failed:
        print(f"{path} does not compile alone:\n{said}")
    print(f"{len(headers)} headers, {len(headers) - len(failed)} compile alone")
    return not failed and bool(headers)


class SelfTest(unittest.TestCase):
    def test_pragma(self):
        self.assertTrue(check({"nfa/a.h": "int a;\n"}))
        self.assertTrue(check({"nfa/a.h": "// #pragma once\nint a;\n"}))
        self.assertEqual(check({"nfa/a.h": "#pragma once\nint a;\n"}), [])

    def test_using_namespace(self):
        text = "#pragma once\nusing namespace std;\n"
        self.assertTrue(check({"nfa/a.h": text}))
        text = "#pragma once\n// using namespace std;\n"
        self.assertEqual(check({"nfa/a.h": text}), [])

    def test_own_header_first(self):
        header = {"nfa/a.h": "#pragma once\n"}
        wrong = '#include <string>\n#include "nfa/a.h"\n'
        self.assertTrue(check(header | {"nfa/a.cc": wrong}))
        self.assertTrue(check(header | {"nfa/a.cc": "int a;\n"}))
        right = '// What it is.\n#include "nfa/a.h"\n\n#include <string>\n'
        self.assertEqual(check(header | {"nfa/a.cc": right}), [])
        self.assertEqual(check({"cli/main.cc": "#include <string>\n"}), [])

    def test_compiles_alone(self):
        with tempfile.TemporaryDirectory() as folder:
            root = pathlib.Path(folder)
            (root / "nfa").mkdir()
            (root / "nfa/a.h").write_text("#pragma once\nstd::string a();\n")
            self.assertTrue(compile_alone(root, "nfa/a.h", folder))
            (root / "nfa/a.h").write_text("#pragma once\nint a();\n")
            self.assertEqual(compile_alone(root, "nfa/a.h", folder), "")


def main():
    if "--compile" not in sys.argv:
        source_tree.run(check, SelfTest)
    parser = argparse.ArgumentParser()
    here = pathlib.Path(__file__).resolve().parent
    parser.add_argument("--root", type=pathlib.Path, default=here.parents[1])
    parser.add_argument("--compile", action="store_true")
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    arguments = parser.parse_args()
    sys.exit(0 if compile_all(arguments.root, arguments.jobs) else 1)


if __name__ == "__main__":
    main()
