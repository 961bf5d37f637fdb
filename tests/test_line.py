"""The line from problems to the command: who imports whom, what modules are called, what docs and public names need."""

from __future__ import annotations

import ast
import dataclasses
import importlib
import inspect
import os
import pkgutil
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import netlab
from netlab.cli import parser

HOME = Path(netlab.__file__).parent
LINE = (
    *("problems", "texts", "codebook", "drawings", "positions", "persons", "cleaning", "networks", "readers"),
    *("interviews", "study", "outputs", "checks", "links", "privacy", "exports", "measures", "changes", "statistics"),
    *("simulation", "figures", "widgets", "report", "scaffold", "conversion", "withdrawal", "serving"),
    *("sheets", "cli"),
)
FORBIDDEN = {"utils", "util", "helpers", "helper", "common", "manager", "managers", "base", "misc", "core"}
SETTINGS = HOME / "report" / "ipython"  # what IPython reads: no modules of netlab
HEAVY = (
    "pandas",
    "numpy",
    "scipy",
    "statsmodels",
    "networkx",
    "plotly",
    "papermill",
    "nbconvert",
    "nbformat",
    "IPython",
)


def sources() -> list[Path]:
    return sorted(p for p in HOME.rglob("*.py") if not p.is_relative_to(SETTINGS))


def name_of(path: Path) -> str:
    """`netlab.measures.structure` for its file."""
    parts = path.relative_to(HOME.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def place(module: str) -> int:
    """Where a module of netlab stands in the line; netlab itself and `python -m netlab` stand after everything."""
    part = module.split(".")[1] if "." in module else ""
    return LINE.index(part) if part in LINE else len(LINE)


def imported(tree: ast.AST) -> Iterator[str]:
    """Every module of netlab that a file imports, also within functions and for type hints."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (a.name for a in node.names if a.name.split(".")[0] == "netlab")
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are written in full"
            if node.module == "netlab":
                public = {**netlab._WHERE, "__version__": "netlab.problems"}
                yield from (public.get(a.name, f"netlab.{a.name}") for a in node.names)
            elif node.module and node.module.startswith("netlab."):
                yield node.module


PARSED = {path: ast.parse(path.read_text(encoding="utf-8")) for path in sources()}
each_file = pytest.mark.parametrize("path", PARSED, ids=name_of)


@each_file
def test_a_module_imports_only_from_the_left(path):
    own = name_of(path)
    wrong = [
        other
        for other in imported(PARSED[path])
        if place(other) >= place(own) and not (place(own) < len(LINE) and other.split(".")[1] == own.split(".")[1])
    ]
    assert wrong == [], f"{own} stands left of {wrong} in the line, or beside it"


def test_every_module_stands_in_the_line():
    there = {name_of(p).split(".")[1] for p in PARSED if name_of(p) != "netlab"} - {"__main__"}
    assert there <= set(LINE)


@each_file
def test_the_first_line_of_a_module_says_its_job(path):
    words = ast.get_docstring(PARSED[path])
    assert words, "a module starts with a line that says its one job"
    assert words.splitlines()[0].endswith((".", ":")), "the job is one sentence on one line"


def test_no_module_is_called_after_nothing():
    assert FORBIDDEN & {part for p in PARSED for part in p.relative_to(HOME).with_suffix("").parts} == set()


def public(tree: ast.Module) -> Iterator[ast.FunctionDef]:
    """Public functions and the public methods of public classes."""
    for node in tree.body:
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
            yield node
        elif isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
            yield from (n for n in node.body if isinstance(n, ast.FunctionDef) and not n.name.startswith("_"))


@each_file
def test_public_functions_have_type_hints_and_a_docstring(path):
    lacking = []
    for function in public(PARSED[path]):
        arguments = function.args
        given = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs, arguments.vararg, arguments.kwarg]
        bare = [a.arg for a in given if a is not None and a.annotation is None and a.arg not in ("self", "cls")]
        if bare or function.returns is None or not ast.get_docstring(function):
            lacking.append(function.name)
    assert lacking == []


def sections(docstring: str) -> dict[str, str]:
    """The parts of a numpydoc docstring by their heading."""
    parts = re.split(r"^(\w+)\n-+\n", docstring, flags=re.M)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


PUBLIC = {f"nl.{n}": getattr(netlab, n) for n in netlab._WHERE}
PUBLIC |= {f"nl.figures.{n}": getattr(netlab.figures, n) for n in netlab.figures.__all__}


@pytest.mark.parametrize("name", [n for n, found in PUBLIC.items() if not inspect.isclass(found)])
def test_a_public_name_says_what_it_takes_gives_and_refuses(name):
    said = sections(inspect.getdoc(PUBLIC[name]) or "")
    taken = {word for line in said.get("Parameters", "").splitlines() if not line.startswith(" ")
             for word in re.findall(r"\w+", line.split(" : ")[0])}  # fmt: skip
    assert set(inspect.signature(PUBLIC[name]).parameters) <= taken
    assert {"Returns", "Raises"} <= set(said)


@pytest.mark.parametrize("kind", [netlab.EgoNetworks, netlab.Codebook])
def test_a_public_class_says_what_its_fields_are(kind):
    said = sections(inspect.getdoc(kind) or "")["Attributes"]
    named = {word for line in said.splitlines() if not line.startswith(" ")
             for word in re.findall(r"\w+", line.split(" : ")[0])}  # fmt: skip
    assert named == {f.name for f in dataclasses.fields(kind)}


def packages() -> list[str]:
    return ["netlab", *(m.name for m in pkgutil.iter_modules([str(HOME)], "netlab.") if m.ispkg)]


@pytest.mark.parametrize("package", packages())
def test_no_module_is_called_like_a_public_name_beside_it(package):
    """`netlab.check` would be a function at first and the module `netlab/check.py` after its first use."""
    module = importlib.import_module(package)
    names = set(getattr(module, "__all__", ())) - set(getattr(module, "_PARTS", ()))
    beside = {m.name for m in pkgutil.iter_modules(module.__path__)}
    folders = {p.name for p in Path(module.__path__[0]).iterdir() if p.is_dir()}
    assert names & (beside | folders) == set()


def run(script: str) -> str:
    """What a fresh Python prints."""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=300, cwd=HOME.parent)
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stdout.strip()


@pytest.mark.parametrize("module", ["netlab", "netlab.cli"])
def test_nothing_heavy_is_imported_before_it_is_needed(module):
    assert run(f"import sys, {module}; print([m for m in {HEAVY} if m in sys.modules])") == "[]"


# A fresh process per name, cheaply: third-party packages are imported once, then every name has a fork of its own.
FIRST = """
import os, sys, traceback
sys.modules["rfc3987_syntax"] = None  # as netlab.report has it: saves 0.8 s
import anywidget, nbconvert, openpyxl, papermill, PIL.Image, plotly.io, pyreadstat, rapidfuzz
import networkx, numpy, pandas, plotly.graph_objects, scipy.sparse.csgraph, scipy.stats
failed = []
for name in {names}:
    child = os.fork()
    if child == 0:
        try:
            {use}
        except BaseException:
            traceback.print_exc()
            os._exit(1)
        os._exit(0)
    if os.waitpid(child, 0)[1]:
        failed.append(name)
print(failed)
"""
forks = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")


@forks
@pytest.mark.slow
def test_every_public_name_can_be_the_first_one_asked_for():
    use = """
            import netlab
            first = getattr(netlab, name)
            for other in reversed(netlab.__all__):
                getattr(netlab, other)
            assert getattr(netlab, name) is first, "another thing after its first use"
            if name in netlab._WHERE:
                assert callable(first), "no function or class"
                assert first.__name__ == name"""
    assert run(FIRST.format(names=list(netlab.__all__), use=use.strip())) == "[]"


@forks
@pytest.mark.slow
def test_every_module_can_be_the_first_one_imported():
    names = [name_of(p) for p in PARSED if p.name != "__main__.py"]
    assert run(FIRST.format(names=names, use="__import__(name)")) == "[]"


@pytest.mark.parametrize("package", packages())
def test_every_public_name_of_a_package_is_there(package):
    module = importlib.import_module(package)
    assert [n for n in getattr(module, "__all__", ()) if not hasattr(module, n)] == []
    assert len(set(getattr(module, "__all__", ()))) == len(getattr(module, "__all__", ()))


PAGES = [HOME.parent / p for p in ("README.md", "LEESMIJ.md", "CONTRIBUTING.md", "data/README.md", "reports/README.md")]
PAGES += sorted((HOME.parent / "docs").glob("*.md"))
each_page = pytest.mark.parametrize("page", PAGES, ids=lambda p: p.relative_to(HOME.parent).as_posix())


def anchors(page: Path) -> set[str]:
    """The places in a page that a link can lead to, as GitHub names them."""
    headings = re.findall(r"^#+ (.*)$", page.read_text(encoding="utf-8"), re.M)
    return {re.sub(r"[^\w\- ]", "", h.lower()).replace(" ", "-") for h in headings}


@each_page
def test_every_link_in_the_documentation_leads_somewhere(page):
    broken = []
    for link in re.findall(r"\]\(([^)\s]+)\)", page.read_text(encoding="utf-8")):
        to, _, anchor = link.partition("#")
        target = (page.parent / to).resolve() if to else page
        if not target.exists() or (anchor and anchor not in anchors(target)):
            broken.append(link)
    assert broken == []


@each_page
def test_every_command_in_the_documentation_exists(page):
    text = page.read_text(encoding="utf-8")
    made = re.findall(r"^([a-z]+):", (HOME.parent / "Makefile").read_text(encoding="utf-8"), re.M)
    (commands,) = [a.choices for a in parser()._actions if isinstance(a.choices, dict)]
    assert set(re.findall(r"(?:`|^ {4})make ([a-z]+)", text, re.M)) <= set(made)
    assert set(re.findall(r"(?:`|^ {4})netlab ([a-z]+)", text, re.M)) <= set(commands)


@each_page
def test_every_name_of_netlab_in_the_documentation_exists(page):
    text = page.read_text(encoding="utf-8")
    for name in set(re.findall(r"(?<![.\w])nl\.(\w+(?:\.\w+)?)", text)):
        found = netlab
        for part in name.split("."):
            found = getattr(found, part)
    for part, name in set(re.findall(r"(?<!from )(?<![./\w])netlab\.(\w+)\.(\w+)", text)):
        assert part in netlab.__all__, f"netlab.{part} is not there after `import netlab`"
        assert hasattr(getattr(netlab, part), name)
    paths = {p for p in re.findall(r"`((?:netlab|tests|docs|notebooks)/[\w./-]*)`", text) if "<" not in p}
    assert {p for p in paths if not (HOME.parent / p).exists()} == set()


def written_to() -> list[str]:
    """Where the commands in the documentation and in the help write what participants answered."""
    (commands,) = [a.choices for a in parser()._actions if isinstance(a.choices, dict)]
    told = [p.read_text(encoding="utf-8") for p in PAGES] + [parser().epilog, *(c.epilog for c in commands.values())]
    said = {to for text in told for to in re.findall(r"(?:\bnetlab [^`\n|]*?-o|--cards) ([\w./]*[a-z])", text)}
    return sorted({to.replace("STUDY", "data/mijn_onderzoek") for to in said})


@pytest.mark.skipif(not (HOME.parent / ".git").exists(), reason="not in a clone")
def test_git_ignores_every_file_that_the_documentation_says_to_write():
    places = written_to()
    assert {"data/mijn_onderzoek/export", "data/egor_tables"} <= set(places)
    done = subprocess.run(["git", "check-ignore", *places], cwd=HOME.parent, capture_output=True, text=True)
    assert done.stdout.split() == places
