"""Names that hold over the whole package: of functions beside modules, of imports, and of what functions are given."""

import ast
from collections import defaultdict

import pytest
from tests.parsed import Parsed

from scouting import paths

PACKAGE = paths.ROOT / "lib" / "scouting"
TREES = Parsed(
    path for folder in ("lib", "tests", "benchmarks") for path in sorted((paths.ROOT / folder).rglob("*.py"))
)
OURS = Parsed(path for path in TREES if PACKAGE in path.parents)
#: Modules by the name that they are imported under in full.
MODULES = {".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts).removesuffix(".__init__") for path in OURS}
#: The name of a parameter or field that holds one.
CALLED = {"Catalog": "catalog", "Study": "study"}


def imports(tree: ast.AST) -> list[tuple[str, str]]:
    """What a file imports from the package, in full, and the name it gives it."""
    found = [n for n in ast.walk(tree) if isinstance(n, ast.ImportFrom) and (n.module or "").startswith("scouting")]
    return [(f"{node.module}.{alias.name}", alias.asname or alias.name) for node in found for alias in node.names]


def test_no_package_exports_a_function_under_the_name_of_one_of_its_modules():
    offenders = []
    for path, tree in OURS.items():
        package = ".".join(path.parent.relative_to(PACKAGE.parent).parts)
        if path.name == "__init__.py":
            offenders += [f"{package}: {name}" for full, name in imports(tree)
                          if f"{package}.{name}" in MODULES and full not in MODULES]  # fmt: skip
    assert offenders == []


def test_a_module_has_one_name_wherever_it_is_imported():
    """Its own, or one other that reads well beside what it is used with; pages' shared words are ``say``."""
    names = defaultdict(set)
    for tree in TREES.values():
        for full, name in imports(tree):
            if full in MODULES:
                names[full].add(name)
    assert {full: found for full, found in names.items() if len(found) > 1} == {}
    assert names["scouting.words"] == {"say"}
    assert {full: found for full, found in names.items() if full.endswith(".words")} == {
        full: {"words"} for full in names if full.endswith(".words") and full != "scouting.words"
    } | {"scouting.words": {"say"}}


@pytest.mark.parametrize("cls", CALLED)
def test_what_a_function_is_given_is_called_what_it_is(cls):
    offenders = [
        f"{path.relative_to(PACKAGE)}:{node.lineno} {node.name}({given.arg}: {cls})"
        for path, tree in OURS.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef)
        for given in node.args.posonlyargs + node.args.args + node.args.kwonlyargs
        if given.annotation and ast.unparse(given.annotation) in (cls, f"{cls} | None")
        if given.arg.strip("_") not in ("", CALLED[cls])
    ]
    assert offenders == []
