#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""run-lints.py ROOT BUILD: runs all lints on the project; TAP."""
import sys

import lints


def main():
    tree = lints.Tree(sys.argv[1], sys.argv[2])
    print(f"1..{len(lints.LINTS)}", flush=True)
    failed = 0
    for number, lint in enumerate(lints.LINTS, 1):
        complaints = lint(tree)
        print("not ok" if complaints else "ok", number, lint.__name__.removeprefix("lint_"))
        for complaint in complaints:
            print(complaint, file=sys.stderr)  # meson shows this, and not what else a TAP program prints
        failed += bool(complaints)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
