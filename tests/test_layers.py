"""Imports point down, never sideways: the rows of the design, walked from the source."""

import ast
from pathlib import Path

import pytest

from scouting import paths

ROWS = [
    {"errors", "paths", "terms"},
    {"values", "catalog", "periods", "recipes", "secondary", "sentences", "stats"},
    {
        "adapters",
        "neighbours",
        "compare",
        "context",
        "charts",
        "disclosure",
        "explain",
        "history",
        "index",
        "money",
        "warning",
        "naming",
    },
    {"dataset", "study"},
    {"report", "widgets", "app", "cli_help"},
    {"batch", "cli_data", "cli_weights"},
    {"cli"},
]
# The study package, the checks and a region stand on dataset, which they are handed; they share its row of the design.
STANDS_ON = {"study": {"dataset"}, "checks": {"dataset", "study"}, "region": {"dataset", "study"}}
ROW_OF = {name: row for row, names in enumerate(ROWS) for name in names} | {"checks": 3, "region": 3}
# Within the first row, paths says its mistakes in the words of errors.
STANDS_ON["paths"] = {"errors"}
# Within the second, a recipe names indicators and councils of the catalogue.
STANDS_ON["recipes"] = {"catalog"}
# Within the third, a sign is looked for in the panel that comparison makes.
STANDS_ON["warning"] = {"compare"}
PACKAGE = paths.ROOT / "lib" / "scouting"
FILES = sorted(PACKAGE.rglob("*.py"))


def imported(path: Path) -> set[str]:
    """The parts of scouting that a file imports, wherever in it."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            assert node.level == 0, f"{path}: relative import"
            if node.module == "scouting":
                found |= {alias.name for alias in node.names}
            elif node.module.startswith("scouting."):
                found.add(node.module.split(".")[1])
        elif isinstance(node, ast.Import):
            found |= {a.name.split(".")[1] for a in node.names if a.name.startswith("scouting.")}
    return found - {"__version__"}


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(PACKAGE)))
def test_imports_point_down(path):
    own = path.relative_to(PACKAGE).parts[0].removesuffix(".py")
    if own == "__init__":
        assert imported(path) == set()
        return
    for other in imported(path) - {own}:
        allowed = ROW_OF[other] < ROW_OF[own] or other in STANDS_ON.get(own, set())
        assert allowed, f"{path.name} (row {ROW_OF[own] + 1}) imports {other} (row {ROW_OF[other] + 1})"


def test_every_part_has_a_row():
    parts = {p.relative_to(PACKAGE).parts[0].removesuffix(".py") for p in FILES} - {"__init__"}
    assert parts == set(ROW_OF)


def test_modules_are_short():
    long = {str(p.relative_to(PACKAGE)): n for p in FILES if (n := len(p.read_text().splitlines())) > 260}
    assert long == {}


def test_charts_do_not_compute_and_nothing_runs_data():
    """Charts take no statistics; no pickle, eval or exec anywhere."""
    for path in FILES:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        names = {n.id for n in ast.walk(tree) if isinstance(n, ast.Name)}
        modules = {a.name for n in ast.walk(tree) if isinstance(n, ast.Import) for a in n.names}
        assert not names & {"eval", "exec", "__import__"}, path
        assert not modules & {"pickle", "marshal", "shelve"}, path
        if path.parent.name == "charts":
            assert not imported(path) & {"stats", "compare"}, path
