"""What may not stand in the tree, and whether the README's map is true.

No path of one machine; no reminder that does not name the condition that ends
it ("until <condition>"); a map in README.md, under the heading "Map", that
lists exactly the folders that exist, two levels deep.
"""

import re
import unittest

import source_tree

# Spelled apart, so that this file does not refuse itself.
_REMINDERS = re.compile(r"\b(" + "|".join(["TO" "DO", "FIX" "ME", "X" "XX", "HA" "CK"])
                        + r")\b")
_CONDITION = re.compile(r"\buntil\s+\S")
_MACHINE = re.compile(r"(?<![\w./*])/(work|home|root|Users|" "tm" r"p|var/folders)/\w")
# Rules and the data of tests speak of such paths where attackers use them.
_SPEAKS_OF_PATHS = ("rules/", "tests/", "docs/", "lang/README.md")
# No text may name this one, whatever it speaks of.
_NEVER = re.compile(r"(?<![\w./*])/" r"work/")


def check_words(tree):
    problems = []
    for path, text in tree.items():
        for number, line in enumerate(text.splitlines(), 1):
            if _REMINDERS.search(line) and not _CONDITION.search(line):
                problems.append(
                    f"{path}:{number}: a reminder without the condition that ends it")
            found = _NEVER.search(line)
            if not path.startswith(_SPEAKS_OF_PATHS):
                found = found or _MACHINE.search(line)
            if found:
                problems.append(f"{path}:{number}: a path of one machine")
    return problems


def folders_of(tree):
    """The folders that hold something, two levels deep: "nfa/", "nfa/screen/"."""
    found = set()
    for path in tree:
        parts = path.split("/")[:-1]
        for depth in range(1, min(2, len(parts)) + 1):
            found.add("/".join(parts[:depth]) + "/")
    return found


def mapped_folders(readme):
    """The folders in the fenced block under the heading "Map" of README.md."""
    section = re.search(r"^## Map\b.*?^```\w*\n(.*?)^```", readme,
                        re.MULTILINE | re.DOTALL)
    if not section:
        return None
    found, top = set(), ""
    for line in section[1].splitlines():
        entry = re.match(r"( *)([\w./-]+/)(?=\s|$)", line)
        if entry and entry[1]:
            found.add(top + entry[2])
        elif entry:
            top = entry[2]
            found.add(top)
    return found


def check_map(tree):
    mapped = mapped_folders(tree.get("README.md", ""))
    if mapped is None:
        return ["README.md: has no map"]
    real = folders_of(tree)
    return ([f"README.md: the map lacks {folder}" for folder in sorted(real - mapped)]
            + [f"README.md: the map has {folder}, which does not exist or is empty"
               for folder in sorted(mapped - real)])


def check(tree):
    return check_words(tree) + check_map(tree)


class SelfTest(unittest.TestCase):
    def test_reminders(self):
        mark = "TO" + "DO"
        self.assertTrue(check_words({"nfa/a.h": f"// {mark}: better\n"}))
        self.assertTrue(check_words({"nfa/a.h": f"// {mark} until\n"}))
        fine = f"// {mark}: std::format, until g++ 13 is in Debian\n"
        self.assertEqual(check_words({"nfa/a.h": fine}), [])

    def test_machine_paths(self):
        home, other = "/ho" "me/ann/x", "/wo" "rk/x"
        self.assertTrue(check_words({"nfa/a.cc": f'open("{home}")'}))
        self.assertEqual(check_words({"rules/security/a.precept": home}), [])
        self.assertTrue(check_words({"rules/security/a.precept": other}))
        self.assertEqual(check_words({"nfa/a.cc": "net" + other}), [])

    def test_map(self):
        readme = "# A\n\n## Map\n\n```\nnfa/       x\n  screen/  y\n```\n"
        tree = {"README.md": readme, "nfa/a.h": "", "nfa/screen/b.h": ""}
        self.assertEqual(check_map(tree), [])
        self.assertTrue(check_map(tree | {"cli/main.cc": ""}))
        self.assertTrue(check_map({"README.md": readme, "nfa/a.h": ""}))
        self.assertTrue(check_map({"README.md": "# A\n"}))


if __name__ == "__main__":
    source_tree.run(check, SelfTest)
