"""Imports point down: one row per folder or single module of the package, lowest first, walked from the source."""

import ast
from graphlib import TopologicalSorter
from pathlib import Path

from tests.parsed import Parsed

import scouting
from scouting import paths

ROWS = [
    {"bounds", "errors", "frames", "keeps", "terms"},
    {"packed", "paths", "periods", "plain_yaml", "stats", "texts", "words"},
    {"catalog", "charts", "context", "markup", "money", "shelf", "values"},
    {"compare", "reading", "recipes"},
    {"index", "neighbours"},
    {"dataset"},
    {"explain", "ingest", "journeys"},
    {"own"},
    {"study"},
    {"pages"},
    {"report"},
    {"batch", "site"},
    {"app"},
    {"cli"},
]
ROW_OF = {name: row for row, names in enumerate(ROWS) for name in names}
LONGEST = 400
PACKAGE = paths.ROOT / "lib" / "scouting"
FILES = Parsed(sorted(PACKAGE.rglob("*.py")))


def part(path: Path) -> str:
    """The folder or single module of the package that a file is of."""
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imported(tree: ast.AST) -> set[str]:
    """The parts of the package that a file imports, wherever in it."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module == "scouting":
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("scouting."):
            found.add(node.module.split(".")[1])
        elif isinstance(node, ast.Import):
            found |= {a.name.split(".")[1] for a in node.names if a.name.startswith("scouting.")}
    return found - {"__version__"}


def test_imports_point_down():
    upward = [
        f"{path.relative_to(PACKAGE)} (row {ROW_OF[part(path)] + 1}) imports {other} (row {ROW_OF[other] + 1})"
        for path, tree in FILES.items()
        for other in sorted(imported(tree) - {part(path)})
        if part(path) == "__init__" or ROW_OF[other] >= ROW_OF[part(path)]
    ]
    assert upward == []


def test_no_module_leads_back_to_itself():
    """Of what is imported when a module is: so any of them can be the first."""
    names = {".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts): tree for path, tree in FILES.items()}
    names = {name.removesuffix(".__init__"): tree for name, tree in names.items()}
    asks = {name: set() for name in names}
    for name, tree in names.items():
        for node in (one for one in tree.body if isinstance(one, ast.ImportFrom) and one.module):
            for full in (f"{node.module}.{alias.name}" for alias in node.names):
                parts = full.split(".")
                asks[name] |= {".".join(parts[:n]) for n in range(1, len(parts) + 1)} & set(names)
        asks[name] -= {".".join(name.split(".")[:n]) for n in range(1, name.count(".") + 2)}
    TopologicalSorter(asks).prepare()  # names the circle where there is one


def test_every_part_has_one_row():
    assert {part(path) for path in FILES} - {"__init__"} == set(ROW_OF)
    assert len(ROW_OF) == sum(map(len, ROWS))


def test_the_package_says_the_same_rows_highest_first():
    said = [line.strip().split(", ") for line in scouting.__doc__.splitlines() if line.startswith("    ")]
    assert said == [sorted(row) for row in reversed(ROWS)]


def test_nothing_is_imported_relatively():
    assert [
        str(p) for p, tree in FILES.items() for n in ast.walk(tree) if isinstance(n, ast.ImportFrom) and n.level
    ] == []


def test_modules_are_short():
    lines = {str(p.relative_to(PACKAGE)): len(p.read_text(encoding="utf-8").splitlines()) for p in FILES}
    assert {name: n for name, n in lines.items() if n > LONGEST} == {}


def test_charts_do_not_compute_and_nothing_runs_data():
    """Charts take no statistics; no pickle, eval or exec anywhere."""
    for path, tree in FILES.items():
        names = {n.id for n in ast.walk(tree) if isinstance(n, ast.Name)}
        modules = {a.name for n in ast.walk(tree) if isinstance(n, ast.Import) for a in n.names}
        assert not names & {"eval", "exec", "__import__"}, path
        assert not modules & {"pickle", "marshal", "shelve"}, path
        if part(path) == "charts":
            assert not imported(tree) & {"stats", "compare"}, path
