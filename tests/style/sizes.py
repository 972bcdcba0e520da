"""How long files and functions may get.

Hard stops: a header 400 lines, a source 1,000, a function 100.  The marks
aimed at (p90 of headers 250, of sources 600, of functions 35) are reported.
"""

import re
import unittest

import source_tree

HEADER_LINES, SOURCE_LINES, FUNCTION_LINES = 400, 1000, 100
MARKS = {"headers": 250, "sources": 600, "functions": 35}

# A brace after one of these opens a scope that holds functions.
_SCOPE = re.compile(r"(^|[\s;}])(namespace|class|struct|union|enum|extern)\b[^;=]*$")


def functions(text):
    """(name, first line, lines) of every function body in C++ text.

    A brace opens a function where what stands before it, back to the end of
    the last declaration, has a parameter list and is no class, namespace or
    initialiser.  That is not all of C++, but all of ours.
    """
    code = source_tree.without_comments_and_text(text)
    code = re.sub(r"^\s*#(?:[^\n]*\\\n)*[^\n]*", lambda m: "\n" * m[0].count("\n"),
                  code, flags=re.MULTILINE)
    found, line = [], 1
    head, head_line, depth, begun = "", 1, 0, None
    for char in code:
        if depth:  # Inside a body: only its end matters.
            depth += (char == "{") - (char == "}")
            if depth == 0:
                if begun:
                    found.append((begun[0], begun[1], line - begun[1] + 1))
                    begun = None
                    head = ""
                else:
                    head += "{}"
        elif char == "{":
            if _is_function(head):
                depth, begun = 1, (_name(head), head_line)
            elif _SCOPE.search(head) or not head.strip():
                head = ""
            else:
                depth = 1
        elif char in ";}":
            head = ""
        elif head.strip() or not char.isspace():
            if not head.strip():
                head_line = line
            head += char
        if char == "\n":
            line += 1
    return found


def _is_function(head):
    without_templates = re.sub(r"^\s*template\s*<.*?>\s*(?=\w)", "", head, flags=re.S)
    if "(" not in without_templates:
        return False
    if re.search(r"\)\s*(noexcept\s*)?:[^:].*[\w>]\s*$", without_templates, re.S):
        return False  # `A::A() : a_{`: a member's initialiser, not the body.
    if _SCOPE.search(re.sub(r"\(.*\)", "", without_templates, flags=re.S)):
        # `struct A f() {` is not how we write; `class alignas(8) A {` is none.
        return False
    # An initialiser: `int a = f({`, `constexpr T kTable[] = {`; not operator=.
    assigned = re.sub(r"operator\s*\S+?\s*\(|\(.*?\)|[<>=!]=", "", without_templates,
                      flags=re.S)
    return "=" not in assigned


def _name(head):
    found = re.search(r"([\w:~]+|operator\s*\S+?)\s*\(", head)
    return found[1] if found else "?"


def line_count(text):
    return text.count("\n") + (not text.endswith("\n"))


def measure(tree):
    """{kind: [(size, where)]} of headers, sources and functions."""
    sizes = {"headers": [], "sources": [], "functions": []}
    for path, text in tree.items():
        if not path.endswith((".h", ".cc")):
            continue
        kind = "headers" if path.endswith(".h") else "sources"
        sizes[kind].append((line_count(text), path))
        for name, line, lines in functions(text):
            sizes["functions"].append((lines, f"{path}:{line}: {name}"))
    return sizes


def check(tree):
    stops = {"headers": HEADER_LINES, "sources": SOURCE_LINES,
             "functions": FUNCTION_LINES}
    return [
        f"{where} has {size} lines, more than {stops[kind]}"
        for kind, found in measure(tree).items()
        for size, where in sorted(found, reverse=True)
        if size > stops[kind]
    ]


def report(tree):
    lines = []
    for kind, found in measure(tree).items():
        ordered = sorted(size for size, _ in found) or [0]
        middle, ninety = (ordered[int(len(ordered) * q)] for q in (0.5, 0.9))
        over = " OVER THE MARK" if ninety > MARKS[kind] else ""
        lines.append(f"{kind}: {len(found)}, median {middle}, p90 {ninety} "
                     f"(mark {MARKS[kind]}), longest {ordered[-1]}{over}")
    return "\n".join(lines)


class SelfTest(unittest.TestCase):
    def test_finds_functions(self):
        text = "\n".join([
            "namespace precept {",
            "namespace {",
            "constexpr int kTable[] = {1, 2};",
            'constexpr auto kText = R"({ not ( a brace)";',
            "struct A {",
            "  int f() const { return '{'; }",
            "  bool operator==(const A& other) const = default;",
            "  A& operator=(const A& other) {",
            "    return *this;",
            "  }",
            "};",
            "enum class B : int { kOne };",
            "}  // namespace",
            "template <class T, int n = 3>",
            "auto g(T x, int y = 1)",
            "    -> int {",
            "  auto inner = [&](int z) { return z; };",
            "  if (x) {",
            "    return inner(y);",
            "  }",
            "}",
            "C::C(int a) : a_{a}, b_(a) {",
            "}",
            "const std::vector<D> kList = MakeList({",
            "    1,",
            "});",
            "}  // namespace precept",
        ])
        self.assertEqual(
            [(line, lines) for _, line, lines in functions(text)],
            [(6, 1), (8, 3), (14, 8), (22, 2)])

    def test_refuses_what_is_too_long(self):
        body = "  g();\n"
        long_function = "void f() {\n" + body * 99 + "}\n"
        self.assertEqual(len(check({"nfa/a.cc": long_function})), 1)
        just = "void f() {\n" + body * 98 + "}\n"
        self.assertEqual(check({"nfa/a.cc": just}), [])
        self.assertEqual(len(check({"nfa/a.h": "int a;\n" * 401})), 1)
        self.assertEqual(check({"nfa/a.h": "int a;\n" * 400}), [])
        self.assertEqual(len(check({"nfa/a.cc": "int a;\n" * 1001})), 1)

    def test_reports_the_mark(self):
        self.assertIn("OVER", report({"nfa/a.h": "int a;\n" * 300}))


if __name__ == "__main__":
    source_tree.run(check, SelfTest, report)
