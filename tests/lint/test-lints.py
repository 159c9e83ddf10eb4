#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Each lint must find the fault that it is there for, and must let a good tree pass. TAP.

A small good tree is written to a temporary folder; each case changes one thing in it and says which lint must complain, and how.
"""
import json
import pathlib
import subprocess
import sys
import tempfile

import lints

SPDX = "/* SPDX-License-Identifier: GPL-3.0-or-later */\n"
GOOD = {
    "src/core/pm-sum.h": SPDX + "#pragma once\n\n#include <stddef.h>\n\ndouble pm_sum (const double *v, size_t n);\n",
    "src/core/pm-sum.c": SPDX + '#include "pm-sum.h"\n\n#include <math.h>\n\ndouble\npm_sum (const double *v, size_t n)\n{\n  return n ? v[0] : NAN;\n}\n',
    "src/engine/pm-load.c": SPDX + '#include "pm-sum.h"\n\n#include <gio/gio.h>\n#include <fitsio.h>\n',
    "src/engine/pm-load.h": SPDX + "#pragma once\n\nint pm_load (void);\n",
    "src/render/pm-paint.c": SPDX + '#include "pm-load.h"\n\n#include <cairo.h>\n',
    "src/cli/main-cli.c": SPDX + '#include "pm-paint.h"\n',
    "src/app/pm-view.c": SPDX + '#include <gtk/gtk.h>\n\nconst char *title = _("Map");\n',
    "tests/core/test-sum.c": SPDX + "int x;\n",
    "tests/lint/covered-elsewhere.txt": "# FILE TEST REASON\n",
    "po/POTFILES": "# The files\nsrc/app/pm-view.c\n",
    "po/LINGUAS": "de\n",
    "po/de.po": 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n\nmsgid "Map"\nmsgstr "Karte"\n',
}
LONG_FUNCTION = SPDX + "void\npm_long (void)\n{\n" + "  x ();\n" * 99 + "}\n"
JUST_SHORT_ENOUGH = SPDX + "static const int table[] =\n{\n" + "  1,\n" * 150 + "};\n\nvoid\npm_short (void)\n{\n" + "  x ();\n" * 98 + "}\n"

# (what is wrong, lint, {file: new content, None: removed}, part of the complaint; None: there must be none)
CASES = [
    ("a good tree", None, {}, None),
    ("core includes GLib", "layers", {"src/core/pm-sum.c": SPDX + "#include <glib.h>\n"}, "core includes <glib.h>"),
    ("core includes GLib by a longer name", "layers", {"src/core/pm-sum.c": SPDX + "#  include <glib/gstdio.h>\n"}, "core includes"),
    ("core includes the engine", "layers", {"src/core/pm-sum.c": SPDX + '#include "pm-load.h"\n'}, "core includes pm-load.h of engine"),
    ("engine includes cairo", "layers", {"src/engine/pm-load.c": SPDX + "#include <cairo/cairo.h>\n"}, "engine includes <cairo"),
    ("render includes GTK", "layers", {"src/render/pm-paint.c": SPDX + "#include <gdk/gdk.h>\n"}, "render includes <gdk/gdk.h>"),
    ("render includes cfitsio", "layers", {"src/render/pm-paint.c": SPDX + "#include <fitsio.h>\n"}, "render includes <fitsio.h>"),
    ("cli includes the app", "layers",
     {"src/app/pm-view.h": SPDX + "#pragma once\n", "src/cli/main-cli.c": SPDX + '#include "app/pm-view.h"\n'}, "cli includes app/pm-view.h"),
    ("a long source", "sizes", {"src/core/pm-sum.c": SPDX + "int x;\n" * 600}, "more than 600 lines"),
    ("a long header", "sizes", {"src/core/pm-sum.h": SPDX + "int x;\n" * 400}, "more than 400 lines"),
    ("a long function", "sizes", {"src/core/pm-sum.c": LONG_FUNCTION}, "pm_long() has 101 lines"),
    ("a long table and a function of 100 lines", "sizes", {"src/core/pm-sum.c": JUST_SHORT_ENOUGH}, None),
    ("one name twice", "names", {"tests/core/pm-sum.c": SPDX}, "src/core/pm-sum.c has the same name"),
    ("an unfinished mark", "style", {"src/core/pm-sum.c": SPDX + "/* TO" "DO: more */\n"}, "pm-sum.c:2: unfinished mark"),
    ("another unfinished mark", "style", {"NEWS": "FIX" "ME\n"}, "NEWS:1: unfinished mark"),
    ("a template of mkstemp", "style", {"NEWS": "pm-test-X" "XXXXX\n"}, None),
    ("a tab", "style", {"src/core/pm-sum.c": SPDX + "\tint x;\n"}, "pm-sum.c:2: tab"),
    ("a blank at the end", "style", {"NEWS": "new \n"}, "NEWS:1: blank at the end"),
    ("a long line", "style", {"src/core/pm-sum.c": SPDX + "/* " + "x" * 140 + " */\n"}, "more than 140 columns"),
    ("no licence", "style", {"src/core/pm-sum.c": "int x;\n"}, "no SPDX line"),
    ("a script without licence", "style", {"do-it": "#!/bin/sh\n"}, "do-it:1: no SPDX line"),
    ("a path of one machine", "style", {"NEWS": "see /ho" "me/me/scan.fits\n"}, "path of one machine"),
    ("a path like one of a machine", "style", {"NEWS": "see https://example.org/ho" "me/x and $PWD/wo" "rk/x\n"}, None),
    ("a kernel without a test", "tested", {"tests/core/test-sum.c": None}, "there is no tests/core/test-sum.c"),
    ("a kernel tested elsewhere", "tested",
     {"tests/core/test-sum.c": None, "tests/engine/test-load.c": SPDX,
      "tests/lint/covered-elsewhere.txt": "src/core/pm-sum.c tests/engine/test-load.c needs a scan\n"}, None),
    ("an excuse that is no longer true", "tested",
     {"tests/lint/covered-elsewhere.txt": "src/core/pm-sum.c tests/core/test-sum.c why\n"}, "tests/core/test-sum.c exists"),
    ("an excuse that names nothing", "tested",
     {"tests/core/test-sum.c": None, "tests/lint/covered-elsewhere.txt": "src/core/pm-sum.c tests/core/gone.c\n"}, "there is no tests/core/gone.c"),
    ("a file missing from POTFILES", "potfiles", {"ui/pm-view.ui": '<property translatable="yes">A</property>\n'}, "ui/pm-view.ui is missing"),
    ("a plural missing from POTFILES", "potfiles", {"src/cli/main-cli.c": 'ngettext ("a", "b", n);\n'}, "main-cli.c is missing"),
    ("a file too many in POTFILES", "potfiles", {"src/app/pm-view.c": SPDX}, "nothing to translate"),
    ("a new text without translation", "translations",
     {"src/app/pm-view.c": SPDX + 'const char *title = _("Chart");\n'}, "used but not defined in po/de.po"),
    ("an incomplete translation", "translations",
     {"po/de.po": GOOD["po/de.po"] + '\nmsgid "Scan"\nmsgstr ""\n'}, "1 untranslated"),
    ("a doubtful translation", "translations",
     {"po/de.po": GOOD["po/de.po"] + '\n#, fuzzy\nmsgid "Scan"\nmsgstr "Skan"\n'}, "1 fuzzy"),
    ("a translation with another format", "translations",
     {"po/de.po": GOOD["po/de.po"] + '\n#, c-format\nmsgid "%d maps"\nmsgstr "%s Karten"\n'}, "po/de.po"),
    ("a header that needs another one", "headers",
     {"src/core/pm-sum.h": SPDX + "#pragma once\nsize_t pm_sum (void);\n"}, "src/core/pm-sum.h:1: does not compile alone"),
    ("an engine that prints", "symbols", {"src/engine/pm-load.c": '#include <stdio.h>\nvoid f (void) { printf ("%d", 1); }\n'}, "engine: the archive needs"),
    ("an engine that writes to stderr", "symbols",
     {"src/engine/pm-load.c": '#include <stdio.h>\nvoid f (void) { fprintf (stderr, "x"); }\n'}, "engine: the archive needs stderr"),
    ("an engine that ends the program", "symbols",
     {"src/engine/pm-load.c": "#include <stdlib.h>\nvoid f (void) { exit (1); }\n"}, "engine: the archive needs exit"),
    ("a hidden call of GTK", "symbols",
     {"src/engine/pm-load.c": "void gtk_init (void);\nvoid f (void) { gtk_init (); }\n"}, "engine: the archive needs gtk_init"),
    ("a hidden call of GLib", "symbols",
     {"src/core/pm-sum.c": "void g_free (void *);\nvoid f (void) { g_free (0); }\n"}, "core: the archive needs g_free"),
]


def write_tree(root, changes):
    for name, content in {**GOOD, **changes}.items():
        if content is not None:
            path = root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(content)


def build_archives(root, build):
    """What meson would leave: the archives of the layers, for the lints that look into them."""
    for layer, source in (("core", "pm-sum.c"), ("engine", "pm-load.c"), ("render", "pm-paint.c")):
        folder = build / "src" / layer
        folder.mkdir(parents=True)
        path = root / "src" / layer / source
        if "#include" not in path.read_text() or "stdio" in path.read_text() or "stdlib" in path.read_text():
            subprocess.run(["cc", "-c", str(path), "-o", str(folder / "x.o")], check=True)
        else:  # the good sources need libraries, and what they call is not the point
            subprocess.run(["cc", "-c", "-x", "c", "-", "-o", str(folder / "x.o")], input="int pm_x;\n", text=True, check=True)
        subprocess.run(["ar", "rcs", str(folder / f"libpixelmap-{layer}.a"), str(folder / "x.o")], check=True)


def complaints_of(changes, names):
    with tempfile.TemporaryDirectory(prefix="pm-lint-") as folder:
        root, build = pathlib.Path(folder, "tree"), pathlib.Path(folder, "out")
        root.mkdir()
        build.mkdir()
        write_tree(root, changes)
        if "symbols" in names:
            build_archives(root, build)
        commands = [{"directory": str(build), "file": f"src/{layer}/x.c", "command": "cc -c x.c -o x.o"} for layer in ("core", "engine")]
        (build / "compile_commands.json").write_text(json.dumps(commands))
        tree = lints.Tree(root, build)
        return [text for name in names for text in getattr(lints, "lint_" + name)(tree)]


def main():
    every_lint = [lint.__name__.removeprefix("lint_") for lint in lints.LINTS]
    untested = set(every_lint) - {case[1] for case in CASES}
    print(f"1..{len(CASES) + 1}", flush=True)
    failed = bool(untested)
    print("not ok" if untested else "ok", 1, "each lint has a bad example", *sorted(untested))
    for number, (title, lint, changes, expected) in enumerate(CASES, 2):
        found = complaints_of(changes, [lint] if lint else every_lint)
        good = not found if expected is None else any(expected in text for text in found)
        print("ok" if good else "not ok", number, title)
        if not good:
            failed = True
            print(f"{title}: expected: {expected}, found: {found}", file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
