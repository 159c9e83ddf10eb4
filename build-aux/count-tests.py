#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Adds up the test cases of several meson builds and prints 'N passed, M failed' as its last line.

meson writes one <testcase> per TAP case into testlog.junit.xml and one line per test program into testlog.json. A program that crashed,
timed out or was killed may have left no failed case behind: it counts as one. A skipped case counts as failed too, because all that the
tests need has been installed before they ran.
"""
import argparse
import json
import pathlib
import re
import sys
import xml.etree.ElementTree as ElementTree

GOOD = {"OK", "EXPECTEDFAIL"}
NOT_IN_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")  # meson copies a test's output as it is


def read_cases(junit):
    """[(case, problem or None)] of each program that reports cases, by 'pixelmap.' and the program's name in testlog.json."""
    root = ElementTree.fromstring(NOT_IN_XML.sub("?", junit.read_text(encoding="utf-8", errors="replace")).encode())
    programs = {}
    for case in root.iter("testcase"):
        problem = next((tag for tag in ("failure", "error", "skipped") if case.find(tag) is not None), None)
        programs.setdefault(case.get("classname"), []).append((case.get("name"), problem))
    return programs


def count_build(build):
    """The (passed, complaints) of one build folder."""
    logs = pathlib.Path(build) / "meson-logs"
    if not (logs / "testlog.junit.xml").exists():
        return 0, []
    programs = read_cases(logs / "testlog.junit.xml")
    passed, complaints = 0, []
    for entry in map(json.loads, (logs / "testlog.json").read_text().splitlines()):
        name, ended_well = entry["name"], entry["result"] in GOOD
        cases = programs.get(f"pixelmap.{name}", [(name, None)] if ended_well else [])
        wrong = [f"{build}: {name}: {case} ({problem})" for case, problem in cases if problem]
        passed += len(cases) - len(wrong)
        if not wrong and not ended_well:
            wrong = [f"{build}: {name} ({entry['result']})"]
        complaints += wrong
    return passed, complaints


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--failed-steps", nargs="*", default=[])
    parser.add_argument("--builds", nargs="+", required=True)
    options = parser.parse_args()
    passed, complaints = 0, [f"failed: {step}" for step in options.failed_steps]
    for build in options.builds:
        build_passed, build_complaints = count_build(build)
        print(f"{build}: {build_passed} passed, {len(build_complaints)} failed")
        passed += build_passed
        complaints += build_complaints
    for complaint in complaints:
        print("  " + complaint)
    print(f"{passed} passed, {len(complaints)} failed")
    return 1 if complaints or passed == 0 else 0


if __name__ == "__main__":
    sys.exit(main())
