"""Who may include whom: the table that keeps the tree acyclic.

    lang        the standard library, Boost               never ours, clocks, I/O
    nfa         the standard library, Boost containers and multiprecision, RE2,
                date; a multi-pattern matcher under nfa/screen/
                                                 never ours, threads, clocks, I/O
    compiler    lang, nfa                                             never files
    runtime     nfa, lang/diagnostic.h, lang/source_text.h; compiler only where
                rules are loaded; RocksDB only under runtime/state/
                                                  never connectors, librdkafka
    connectors  nfa (schema, batches), the source and sink interfaces of runtime
                (with the decoder's, which a codec implements)
    cli         all, and is included by nobody

Boost.Spirit X3 stays under lang/grammar/, simdjson under connectors/codec/.
The oracle of the tests shares nothing with the engine but values.
"""

import re
import unittest

import source_tree

RULE_LOADER = re.compile(r"runtime/rule_loader(_\w+)?\.(h|cc)$")
# What a connector may know of nfa: schemas, batches and what they consist of.
NFA_FOR_CONNECTORS = {
    f"nfa/{name}.h"
    for name in (
        "bitmap", "column", "decimal", "event_batch", "id", "limits", "schema",
        "status", "value",
    )
}
# What a connector implements.
RUNTIME_FOR_CONNECTORS = {
    f"runtime/{name}.h" for name in ("decoder", "sink", "source")
}
NFA_FOR_ORACLE = {"nfa/value.h", "nfa/decimal.h", "nfa/status.h"}


def may_include_ours(path, target):
    """Whether the file `path` may include our header `target`."""
    folder, wanted = path.split("/")[0], target.split("/")[0]
    if wanted in ("tests", "bench"):
        return folder == wanted
    if path.startswith("tests/"):
        oracle = path.startswith("tests/oracle/") and not path.endswith("_test.cc")
        return not oracle or wanted == "lang" or target in NFA_FOR_ORACLE
    if target.startswith("lang/grammar/"):
        return path.startswith("lang/")
    if folder == wanted or folder == "bench":
        return True
    if folder == "compiler":
        return wanted in ("lang", "nfa")
    if folder == "runtime":
        if wanted == "compiler":
            return bool(RULE_LOADER.match(path))
        return wanted == "nfa" or target in (
            "lang/diagnostic.h", "lang/source_text.h")
    if folder == "connectors":
        return target in NFA_FOR_CONNECTORS | RUNTIME_FOR_CONNECTORS
    if folder == "cli":
        return wanted in source_tree.CODE_FOLDERS
    return False


# (what it is, pattern of the header, the only places that may include it)
LIBRARIES = [
    ("Boost.Spirit", r"boost/(spirit|fusion|phoenix)/", r"lang/grammar/"),
    ("Boost containers",
     r"boost/(unordered|container|intrusive|multiprecision|container_hash|"
     r"circular_buffer|heap|dynamic_bitset)\b", r"(lang|nfa|compiler|runtime|cli)/"),
    ("Boost", r"boost/", r"(lang|compiler|runtime|cli)/"),
    ("RE2", r"re2/", r"(nfa|compiler|cli)/"),
    ("date", r"date/", r"(nfa|compiler|runtime|connectors/codec|cli)/"),
    ("Vectorscan", r"(hs/)?hs(_\w+)?\.h$", r"nfa/screen/"),
    ("simdjson", r"simdjson", r"connectors/codec/"),
    ("librdkafka", r"librdkafka/", r"connectors/kafka/"),
    ("RocksDB", r"rocksdb/", r"runtime/state/"),
    ("oneTBB", r"(tbb|oneapi)/", r"runtime/"),
    ("Protocol Buffers", r"google/protobuf/", r"(connectors/codec|runtime)/"),
    ("xxHash", r"xxhash\.h$|xxh3\.h$", r"(nfa|compiler|runtime|connectors|cli)/"),
    ("fmt", r"fmt/", r"(compiler|runtime|connectors|cli)/"),
    ("CLI11", r"CLI/", r"cli/"),
    ("yaml-cpp", r"yaml-cpp/", r"cli/"),
    ("GoogleTest", r"(gtest|gmock)/", r"(?!)"),
    ("Google Benchmark", r"benchmark/", r"(?!)"),
    ("the operating system",
     r"(sys/\w+|unistd|fcntl|poll|signal|pthread|termios|errno|time|stdio|"
     r"stdlib|string)\.h$", r"(runtime|connectors|cli)/"),
]

# Libraries that must not come in through a header of ours either.
CONTAINED = ("Boost.Spirit", "simdjson", "librdkafka", "RocksDB")

# Headers of the standard library that a folder does without, and why.
IO_HEADERS = {"fstream", "iostream", "filesystem"}
THREAD_HEADERS = {
    "thread", "mutex", "shared_mutex", "condition_variable", "future",
    "semaphore", "latch", "barrier", "stop_token", "atomic",
}
STANDARD_BANS = {
    "lang": (IO_HEADERS, "lang does no I/O"),
    "nfa": (IO_HEADERS | THREAD_HEADERS, "nfa has no threads and does no I/O"),
    "compiler": (IO_HEADERS, "the compiler reads no files"),
}
CLOCKS = re.compile(
    r"\b(system_clock|steady_clock|high_resolution_clock|utc_clock|"
    r"clock_gettime|gettimeofday)\b")
IO_CALLS = re.compile(
    r"(?<![\w.>])(?:std::)?(fopen|fprintf|printf|fputs|puts|fwrite|fread|getenv)"
    r"\s*\(|\bstd::(cout|cerr|clog|cin)\b")
LAYERED = ("lang/", "nfa/", "compiler/")


def library_problem(path, target):
    folder = path.split("/")[0]
    for name, header, places in LIBRARIES:
        if re.match(header, target):
            free = folder in ("tests", "bench")
            if free or re.match(places, path):
                return None
            return f"{name} does not belong here"
    if re.fullmatch(r"[a-z_]+", target):
        banned, why = STANDARD_BANS.get(folder, (set(), ""))
        return why if target in banned else None
    return None if folder in ("tests", "bench") else (
        "a library that the table does not know")


def check_includes(tree):
    problems = []
    for path, text in tree.items():
        if not source_tree.is_code(path):
            continue
        for line, target, quoted in source_tree.includes(text):
            if quoted:
                fine = may_include_ours(path, target)
                why = None if fine else f"may not include {target}"
                if fine and target not in tree and "/" not in target:
                    why = f"{target}: includes are relative to the root"
            else:
                why = library_problem(path, target)
                why = why and f"<{target}>: {why}"
            if why:
                problems.append(f"{path}:{line}: {why}")
    return problems


def check_calls(tree):
    problems = []
    for path, text in tree.items():
        if not source_tree.is_code(path) or not path.startswith(LAYERED):
            continue
        code = source_tree.without_comments_and_text(text)
        for number, line in enumerate(code.splitlines(), 1):
            if CLOCKS.search(line):
                problems.append(f"{path}:{number}: reads a clock")
            if IO_CALLS.search(line):
                problems.append(f"{path}:{number}: does I/O")
    return problems


def find_cycle(graph):
    """A cycle of {node: set of nodes} as a list, or None."""
    done, path = set(), []

    def visit(node):
        if node in path:
            return path[path.index(node):] + [node]
        if node in done:
            return None
        path.append(node)
        for following in sorted(graph.get(node, ())):
            cycle = visit(following)
            if cycle:
                return cycle
        path.pop()
        done.add(node)
        return None

    for start in sorted(graph):
        cycle = visit(start)
        if cycle:
            return cycle
    return None


def check_cycles(tree):
    files, folders = {}, {}
    for path, text in tree.items():
        top = path.split("/")[0]
        if not source_tree.is_code(path) or top not in source_tree.CODE_FOLDERS:
            continue
        for _, target, quoted in source_tree.includes(text):
            if not quoted:
                continue
            if path.endswith(".h"):
                files.setdefault(path, set()).add(target)
            wanted = target.split("/")[0]
            if wanted != top:
                folders.setdefault(top, set()).add(wanted)
    problems = []
    for name, graph in (("folders", folders), ("headers", files)):
        cycle = find_cycle(graph)
        if cycle:
            problems.append(f"{name} that include each other: {' -> '.join(cycle)}")
    return problems


def check_containment(tree):
    """Headers of ours do not carry a contained library out of its place."""
    problems = []
    for name, header, places in LIBRARIES:
        if name not in CONTAINED:
            continue
        carriers = {path for path, text in tree.items() if path.endswith(".h") and any(
            not quoted and re.match(header, target)
            for _, target, quoted in source_tree.includes(text))}
        grown = True
        while grown:
            users = {(path, line, target) for path, text in tree.items()
                     if source_tree.is_code(path)
                     for line, target, quoted in source_tree.includes(text)
                     if quoted and target in carriers}
            more = {path for path, _, _ in users if path.endswith(".h")} - carriers
            grown = bool(more)
            carriers |= more
        problems += [f"{path}:{line}: {target} brings in {name}"
                     for path, line, target in sorted(users)
                     if not re.match(places, path)
                     and not path.startswith(("tests/", "bench/"))]
    return problems


# Which of our libraries each library may be linked with.
LINKS = {
    "lang": set(),
    "nfa": set(),
    "compiler": {"lang", "nfa"},
    "runtime": {"lang", "nfa", "compiler"},
    "connectors": {"nfa", "runtime"},
    "cli": set(source_tree.CODE_FOLDERS),
}


def check_links(tree):
    problems = []
    for path, text in tree.items():
        folder = path.split("/")[0]
        if folder not in LINKS or not path.endswith("CMakeLists.txt"):
            continue
        text = re.sub(r"#[^\n]*", "", text)
        for wanted in re.findall(r"\bprecept_(\w+)", text):
            known = wanted in source_tree.CODE_FOLDERS and wanted != folder
            if known and wanted not in LINKS[folder]:
                problems.append(f"{path}: may not link precept_{wanted}")
    return problems


def check(tree):
    return (check_includes(tree) + check_calls(tree) + check_cycles(tree)
            + check_containment(tree) + check_links(tree))


class SelfTest(unittest.TestCase):
    REFUSED = [
        ("lang/a.h", '#include "nfa/value.h"'),
        ("lang/a.cc", "#include <fstream>"),
        ("lang/a.cc", "#include <boost/spirit/home/x3.hpp>"),
        ("compiler/a.cc", '#include "lang/grammar/config.h"'),
        ("lang/a.cc", "#include <fmt/format.h>"),
        ("lang/a.cc", 'void f() { std::cerr << "x"; }'),
        ("lang/a.cc", "auto t = std::chrono::system_clock::now();"),
        ("nfa/a.h", '#include "lang/ast.h"'),
        ("nfa/a.cc", '#include "runtime/source.h"'),
        ("nfa/a.cc", "#include <mutex>"),
        ("nfa/a.cc", "#include <rocksdb/db.h>"),
        ("nfa/a.cc", "#include <boost/asio.hpp>"),
        ("nfa/a.cc", "#include <hs/hs.h>"),
        ("nfa/a.cc", "auto t = std::chrono::steady_clock::now();"),
        ("nfa/a.cc", '#include "tests/oracle/naive_matcher.h"'),
        ("compiler/a.cc", '#include "runtime/source.h"'),
        ("compiler/a.cc", "#include <filesystem>"),
        ("compiler/a.cc", "#include <simdjson.h>"),
        ("runtime/a.cc", '#include "connectors/file/file_source.h"'),
        ("runtime/a.cc", '#include "lang/ast.h"'),
        ("runtime/a.cc", '#include "compiler/compile.h"'),
        ("runtime/a.cc", "#include <rocksdb/db.h>"),
        ("runtime/a.cc", "#include <librdkafka/rdkafka.h>"),
        ("connectors/file/a.cc", '#include "compiler/compile.h"'),
        ("connectors/file/a.cc", '#include "lang/diagnostic.h"'),
        ("connectors/file/a.cc", '#include "nfa/matcher.h"'),
        ("connectors/file/a.cc", '#include "runtime/engine.h"'),
        ("connectors/file/a.cc", "#include <simdjson.h>"),
        ("runtime/a.cc", '#include "cli/main.h"'),
        ("cli/a.cc", "#include <gtest/gtest.h>"),
        ("cli/a.cc", "#include <unknown/thing.h>"),
        ("cli/a.cc", '#include "options.h"'),
        ("tests/oracle/naive_matcher.h", '#include "nfa/matcher.h"'),
        ("tests/oracle/naive_matcher.cc", '#include "compiler/compile.h"'),
    ]
    ALLOWED = [
        ("lang/a.cc", '#include "lang/ast.h"\n#include <string>'),
        ("lang/grammar/parser.cc", "#include <boost/spirit/home/x3.hpp>"),
        ("lang/a.cc", '// std::cerr is not for us: "system_clock"'),
        ("nfa/a.cc", "#include <boost/unordered/unordered_flat_map.hpp>"),
        ("nfa/a.cc", "#include <re2/re2.h>\n#include <date/date.h>"),
        ("nfa/a.h", "#include <chrono>"),
        ("nfa/screen/a.cc", "#include <hs/hs.h>"),
        ("compiler/a.cc", '#include "lang/ast.h"\n#include "nfa/value.h"'),
        ("runtime/a.cc", '#include "lang/diagnostic.h"'),
        ("runtime/rule_loader.cc", '#include "compiler/compile.h"'),
        ("runtime/state/a.cc", "#include <rocksdb/db.h>"),
        ("connectors/codec/a.cc", "#include <simdjson.h>"),
        ("connectors/file/a.h", '#include "runtime/source.h"'),
        ("cli/a.cc", '#include "runtime/engine.h"\n#include <CLI/CLI.hpp>'),
        ("tests/oracle/naive_matcher.h", '#include "lang/ast.h"'),
        ("tests/oracle/agreement_test.cc", '#include "nfa/matcher.h"'),
        ("tests/unit/nfa/a_test.cc", "#include <gtest/gtest.h>"),
    ]

    def test_refuses(self):
        for path, text in self.REFUSED:
            with self.subTest(path=path, text=text):
                self.assertTrue(check_includes({path: text})
                                + check_calls({path: text}))

    def test_allows(self):
        for path, text in self.ALLOWED:
            with self.subTest(path=path, text=text):
                self.assertEqual(check({path: text}), [])

    def test_cycles(self):
        headers = {"nfa/a.h": '#include "nfa/b.h"', "nfa/b.h": '#include "nfa/a.h"'}
        self.assertIn("headers", "".join(check_cycles(headers)))
        folders = {"nfa/a.cc": '#include "lang/a.h"',
                   "lang/a.cc": '#include "nfa/a.h"'}
        self.assertIn("folders", "".join(check_cycles(folders)))

    def test_containment(self):
        spirit = "#include <boost/spirit/home/x3.hpp>"
        inside = {"lang/grammar/a.h": spirit,
                  "lang/grammar/b.h": '#include "lang/grammar/a.h"',
                  "lang/grammar/b.cc": '#include "lang/grammar/b.h"'}
        self.assertEqual(check(inside), [])
        outside = {"lang/parser.cc": '#include "lang/grammar/b.h"'}
        self.assertEqual(len(check_containment(inside | outside)), 1)

    def test_links(self):
        wrong = "precept_library(precept_nfa SOURCES a.cc LINKS precept_lang)"
        self.assertTrue(check_links({"nfa/CMakeLists.txt": wrong}))
        right = "precept_library(precept_compiler LINKS precept_lang precept_nfa)"
        self.assertEqual(check_links({"compiler/CMakeLists.txt": right}), [])


if __name__ == "__main__":
    source_tree.run(check, SelfTest)
