# SPDX-License-Identifier: GPL-3.0-or-later
"""The lints: each is a function from a Tree to a list of complaints 'file:line: what is wrong'. CONTRIBUTING.md gives the reasons."""
import json
import os
import pathlib
import re
import shlex
import subprocess
import tempfile
from concurrent.futures import ThreadPoolExecutor

MAX_C_LINES, MAX_H_LINES, MAX_FUNCTION_LINES, MAX_COLUMNS = 600, 400, 100, 140

# Who may include what: a layer's own headers and those of the layers listed for it.
LAYERS = {
    "core": {"core"},
    "engine": {"core", "engine"},
    "render": {"core", "engine", "render"},
    "cli": {"core", "engine", "render", "cli"},
    "app": {"core", "engine", "render", "app"},
}
SYSTEM_INCLUDES = (  # (what the name of a system header starts with, the layers that may include it)
    (re.compile(r"(gtk|gdk|gsk)/"), {"app"}),
    (re.compile(r"cairo|pango/"), {"render", "app"}),
    (re.compile(r"(glib|gio|gobject|gmodule)[/.-]|glib"), {"engine", "render", "cli", "app"}),
    (re.compile(r"fitsio|wcslib/|json-glib/"), {"engine"}),
)
# What the archive of a layer must not ask the linker for. The engine never prints and never ends the program.
PRINTS_OR_EXITS = r"(v?printf|__v?printf_chk|puts|putchar|stdout|stderr|_?exit|g_print|g_printerr)"
FORBIDDEN_SYMBOLS = {
    "core": re.compile(rf"({PRINTS_OR_EXITS}|(g|gtk|gdk|gsk|cairo)_\w+|ff\w{{4,5}}|wcs\w+)$"),
    "engine": re.compile(rf"({PRINTS_OR_EXITS}|(gtk|gdk|gsk|cairo)_\w+)$"),
    "render": re.compile(rf"({PRINTS_OR_EXITS}|(gtk|gdk|gsk)_\w+)$"),
}
TEXT_SUFFIXES = {".c", ".h", ".py", ".sh", ".build", ".ui", ".css", ".xml", ".svg", ".in", ".md", ".ini", ".txt", ".po", ""}
NAMES_THAT_REPEAT = {"meson.build", "README.md", "README"}
TRANSLATABLE = re.compile(r'\b(?:_|N_|C_|NC_|ngettext)\s*\(\s*"|translatable="(?:yes|true)"')


class Tree:
    """The files of the project, as git sees them, or all of them in an unpacked tarball. `build` is a build folder or None."""

    def __init__(self, root, build=None):
        self.root = pathlib.Path(root).resolve()
        self.build = pathlib.Path(build).resolve() if build else None
        self.files = sorted(self._list())

    def _list(self):
        if (self.root / ".git").exists():
            command = ["git", "-C", str(self.root), "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
            result = subprocess.run(command, capture_output=True, text=True, check=False)
            if result.returncode == 0:
                return [name for name in result.stdout.split("\0") if name and (self.root / name).is_file()]
        found = []
        for folder, folders, names in os.walk(self.root):
            folders[:] = [f for f in folders if not f.startswith("build") or f == "build-aux"]
            found += [str((pathlib.Path(folder) / name).relative_to(self.root)) for name in names]
        return found

    def matching(self, pattern):
        return [name for name in self.files if re.fullmatch(pattern, name)]

    def lines(self, name):
        return (self.root / name).read_text(encoding="utf-8", errors="replace").splitlines()

    def text_files(self):
        return [name for name in self.files if pathlib.Path(name).suffix in TEXT_SUFFIXES and name != "COPYING" and self._is_text(name)]

    def _is_text(self, name):
        with open(self.root / name, "rb") as file:
            return b"\0" not in file.read(4096)


def include_lines(tree, name):
    for number, line in enumerate(tree.lines(name), 1):
        match = re.match(r'\s*#\s*include\s*([<"])([^>"]+)[>"]', line)
        if match:
            yield number, match.group(1) == '"', match.group(2)


def lint_layers(tree):
    """An include may only point to the own layer or to a lower one; each library belongs to certain layers."""
    home = {pathlib.Path(name).name: name.split("/")[1] for name in tree.matching(r"src/\w+/.*\.h")}
    complaints = []
    for name in tree.matching(r"src/\w+/.*\.[ch]"):
        layer = name.split("/")[1]
        for number, is_own, header in include_lines(tree, name):
            target = home.get(pathlib.Path(header).name) if is_own else None
            if target and target not in LAYERS[layer]:
                complaints.append(f"{name}:{number}: {layer} includes {header} of {target}")
            for pattern, allowed in SYSTEM_INCLUDES:
                if not is_own and pattern.match(header) and layer not in allowed:
                    complaints.append(f"{name}:{number}: {layer} includes <{header}>")
    return complaints


def lint_symbols(tree):
    """What grep cannot see: the undefined symbols of the layers' archives."""
    complaints = []
    for layer, forbidden in FORBIDDEN_SYMBOLS.items():
        archive = tree.build / "src" / layer / f"libpixelmap-{layer}.a"
        result = subprocess.run(["nm", "-u", str(archive)], capture_output=True, text=True, check=False)
        if result.returncode != 0:
            complaints.append(f"{archive}: {result.stderr.strip()}")
        wanted = {line.split()[-1].split("@")[0] for line in result.stdout.splitlines() if line.startswith(" ")}
        complaints += [f"{layer}: the archive needs {symbol}" for symbol in sorted(wanted) if forbidden.match(symbol)]
    return complaints


def functions(lines):
    """(first line, name, length) of each function of GNU style: from the '{' to the '}' in column 0 after a parameter list."""
    start, before = None, ""
    for number, line in enumerate(lines, 1):
        if line.startswith("{") and before.rstrip().endswith(")"):
            name = next((m.group(1) for text in reversed(lines[max(0, number - 12): number - 1])
                         for m in [re.match(r"(\w+) \(", text)] if m), "?")
            start = (number, name)
        elif line.startswith("}") and start:
            yield start[0], start[1], number - start[0] + 1
            start = None
        if line.strip():
            before = line


def lint_sizes(tree):
    """Small files and small functions."""
    complaints = []
    for name in tree.matching(r"(src|tests)/.*\.[ch]"):
        lines = tree.lines(name)
        limit = MAX_H_LINES if name.endswith(".h") else MAX_C_LINES
        if len(lines) > limit:
            complaints.append(f"{name}:{len(lines)}: more than {limit} lines")
        complaints += [f"{name}:{number}: {function}() has {length} lines, at most {MAX_FUNCTION_LINES}"
                       for number, function, length in functions(lines) if length > MAX_FUNCTION_LINES]
    return complaints


def lint_names(tree):
    """A file name stands for one file, in logs, in __FILE__ and in a search."""
    seen, complaints = {}, []
    for name in tree.matching(r"(src|tests)/.*"):
        base = pathlib.Path(name).name
        if base in seen and base not in NAMES_THAT_REPEAT and not name.startswith("tests/data/"):
            complaints.append(f"{name}:1: {seen[base]} has the same name")
        seen.setdefault(base, name)
    return complaints


def lint_style(tree):
    """Marks, blanks, tabs, long lines, a licence line, paths of somebody's machine."""
    marks = re.compile(r"\b(" + "|".join(("TO" "DO", "FIX" "ME", "X" "XX", "HA" "CK")) + r")\b")
    homes = re.compile(r"(?<![\w.$}])/(" + "|".join(("wo" "rk", "ro" "ot", "ho" "me")) + r")/\w")
    complaints = []
    for name in tree.text_files():
        suffix, lines = pathlib.Path(name).suffix, tree.lines(name)
        is_source = suffix in (".c", ".h", ".py", ".sh", ".css") or (lines and lines[0].startswith("#!"))
        if is_source and "SPDX-License-Identifier: GPL-3.0-or-later" not in "\n".join(lines[:3]):
            complaints.append(f"{name}:1: no SPDX line")
        for number, line in enumerate(lines, 1):
            problems = [
                (marks.search(line), "unfinished mark"),
                (homes.search(line), "path of one machine"),
                ("\t" in line and not name.startswith("tests/data/"), "tab"),
                (line != line.rstrip(), "blank at the end of the line"),
                (suffix in (".c", ".h") and len(line) > MAX_COLUMNS, f"more than {MAX_COLUMNS} columns"),
            ]
            complaints += [f"{name}:{number}: {what}" for found, what in problems if found]
    return complaints


def lint_tested(tree):
    """Each kernel has its test program, or is listed with the one that covers it."""
    listed, complaints = {}, []
    table = "tests/lint/covered-elsewhere.txt"
    if table in tree.files:
        for number, line in enumerate(tree.lines(table), 1):
            words = line.split()
            if not words or words[0].startswith("#"):
                continue
            listed[words[0]] = number
            complaints += [f"{table}:{number}: there is no {word}" for word in words[:2] if word not in tree.files]
            if len(words) < 2:
                complaints.append(f"{table}:{number}: names no test")
    for name in tree.matching(r"src/core/pm-.*\.c"):
        test = f"tests/core/test-{pathlib.Path(name).stem[3:]}.c"
        if test not in tree.files and name not in listed:
            complaints.append(f"{name}:1: there is no {test}")
        if test in tree.files and name in listed:
            complaints.append(f"{table}:{listed[name]}: {test} exists")
    return complaints


def lint_potfiles(tree):
    """po/POTFILES lists exactly the files that have something to translate."""
    listed = {line.strip() for line in tree.lines("po/POTFILES") if line.strip() and not line.startswith("#")}
    wanted = set(tree.matching(r"data/.*\.desktop\.in"))
    for name in tree.matching(r"src/.*\.[ch]|ui/.*\.ui"):
        if TRANSLATABLE.search("\n".join(tree.lines(name))):
            wanted.add(name)
    return [f"po/POTFILES:1: {name} is missing" for name in sorted(wanted - listed)] + [
        f"po/POTFILES:1: {name} has nothing to translate" for name in sorted(listed - wanted)]


def run_gettext(tree, *command):
    result = subprocess.run([str(word) for word in command], cwd=tree.root, capture_output=True, text=True, check=False,
                            env={**os.environ, "LC_ALL": "C.UTF-8", "LANGUAGE": "C"})
    return result.returncode, result.stderr.strip()


def lint_translations(tree):
    """Each language of po/LINGUAS is complete, has no fuzzy entry, and keeps the formats."""
    complaints = []
    with tempfile.TemporaryDirectory(prefix="pm-pot-") as folder:
        template = pathlib.Path(folder, "pixelmap.pot")
        status, message = run_gettext(tree, "xgettext", "--from-code=UTF-8", "--keyword=_", "--keyword=N_", "--keyword=C_:1c,2",
                                      "--files-from=po/POTFILES", "-o", template)
        if status != 0:
            complaints.append(f"po/POTFILES:1: {message}")
        for language in " ".join(line for line in tree.lines("po/LINGUAS") if not line.startswith("#")).split():
            po = f"po/{language}.po"
            for command in (["msgfmt", "--check-format", "--statistics", "-o", os.devnull, po], ["msgcmp", po, template]):
                status, message = run_gettext(tree, *command)
                if status != 0 or re.search("untranslated|fuzzy", message):
                    complaints.append(f"{po}:1: {message}")
    return complaints


def compile_flags(tree):
    """For each layer, the compiler's command line without input and output, from one of its sources."""
    flags = {}
    for entry in json.loads((tree.build / "compile_commands.json").read_text()):
        layer = re.search(r"(?:src|tests)/(core|engine|render|cli|app|support)/", entry["file"])
        words = shlex.split(entry["command"])
        if not layer or layer.group(1) in flags:
            continue
        drop = {i + k for i, word in enumerate(words) if word in ("-o", "-c", "-MF", "-MQ") for k in (0, 1)}
        flags[layer.group(1)] = [word for i, word in enumerate(words) if i not in drop and word not in ("-MD",)]
    return flags


def lint_headers(tree):
    """Each header compiles alone, with the flags of its layer."""
    flags = compile_flags(tree)

    def compile_alone(name):
        layer = name.split("/")[1]
        if layer not in flags:
            return []
        command = [*flags[layer], f"-I{(tree.root / name).parent}", "-fdiagnostics-color=never", "-fsyntax-only", "-x", "c", "-"]
        source = f'#include "{pathlib.Path(name).name}"\n'
        result = subprocess.run(command, cwd=tree.build, input=source, capture_output=True, text=True, check=False)
        return [] if result.returncode == 0 else [f"{name}:1: does not compile alone: {result.stderr.strip().splitlines()[0]}"]

    with ThreadPoolExecutor(max_workers=2) as pool:
        return sum(pool.map(compile_alone, tree.matching(r"src/\w+/.*\.h|tests/support/.*\.h")), [])


LINTS = [lint_layers, lint_symbols, lint_sizes, lint_names, lint_style, lint_tested, lint_potfiles, lint_translations, lint_headers]
