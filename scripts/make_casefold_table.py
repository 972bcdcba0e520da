#!/usr/bin/env python3
"""Writes nfa/casefold_table.cc: simple case folding and simple upper case.

The mappings are those of the Unicode Character Database as Python knows it
(unicodedata.unidata_version is written into the table):

* folding is what CaseFolding.txt marks C and S.  str.casefold is full folding
  (C and F); where it yields several characters, S is the simple lower case, if
  there is one.
* upper case is the simple mapping of UnicodeData.txt.  str.upper is the full
  one; where it yields several characters, the simple one is the title case if
  that is a single character, else there is none.

Usage: scripts/make_casefold_table.py > nfa/casefold_table.cc
"""

import sys
import unicodedata


def simple_fold(char):
    full = char.casefold()
    if len(full) == 1:
        return full
    lower = char.lower()
    return lower if len(lower) == 1 else char


def simple_upper(char):
    full = char.upper()
    if len(full) == 1:
        return full
    title = char.title()
    return title if len(title) == 1 else char


def mappings(function):
    for code in range(0x80, sys.maxunicode + 1):
        if 0xD800 <= code <= 0xDFFF:
            continue
        mapped = ord(function(chr(code)))
        if mapped != code:
            yield code, mapped - code


def ranges(function):
    """(first, last, stride, delta), ascending and disjoint in what they map."""
    result = []
    for code, delta in mappings(function):
        if result:
            first, last, stride, last_delta = result[-1]
            step = code - last
            if delta == last_delta and (step == stride or (first == last and step <= 2)):
                result[-1] = (first, code, step, delta)
                continue
        result.append((code, code, 1, delta))
    return result


def write_table(name, function):
    table = ranges(function)
    print(f"const std::array<CaseRange, {len(table)}> {name}Ranges = {{{{")
    for first, last, stride, delta in table:
        print(f"    {{0x{first:05X}, 0x{last:05X}, {stride}, {delta}}},")
    print("}};")


def main():
    print(f"""// Made by scripts/make_casefold_table.py from Unicode {unicodedata.unidata_version}; do not edit.

#include "nfa/casefold_table.h"

#include <array>

namespace precept::nfa {{
namespace {{
""")
    write_table("kFold", simple_fold)
    print()
    write_table("kUpper", simple_upper)
    print("""
}  // namespace

std::span<const CaseRange> FoldRanges() { return kFoldRanges; }
std::span<const CaseRange> UpperRanges() { return kUpperRanges; }

}  // namespace precept::nfa""")


if __name__ == "__main__":
    main()
