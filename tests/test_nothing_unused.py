"""Nothing public in the package is there for its tests alone: the package, a notebook or a benchmark uses it."""

import ast
import re
from collections.abc import Iterator
from functools import cache

import nbformat
from tests.parsed import tree as parsed

from scouting import paths

PACKAGE = paths.ROOT / "lib" / "scouting"
#: What nothing names, and why it stands there all the same.
ALLOWED = {
    "scouting.app.handlers.write_error": "what the server calls when a page cannot be made",
    "scouting.app.ready.USED": "imported in one process so that kernels forked from it have it",
    "scouting.batch.ready.USED": "keeps what is imported for the sake of the kernels that are forked",
    "scouting.batch.warm.send_signal": "what a kernel's manager asks of a process, which this stands for",
    "scouting.terms.DIRECTIONS": "the whole list of words, which the glossary is held against",
    "scouting.terms.GRADES": "the whole list of words, which the glossary is held against",
    "scouting.terms.VERDICTS": "the whole list of words, which the glossary and the charts are held against",
}


@cache
def modules() -> dict[str, ast.Module]:
    """The modules of the package and the benchmarks by name, and the notebooks' cells of code."""
    trees = {path.name: parsed(path) for path in (paths.ROOT / "benchmarks").glob("*.py")}
    for path in PACKAGE.rglob("*.py"):
        name = ".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts).removesuffix(".__init__")
        trees[name] = parsed(path)
    for path in paths.NOTEBOOKS.glob("*.ipynb"):
        cells = [cell.source for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code"]
        trees[path.name] = ast.parse(re.sub(r"^[%!].*", "", "\n".join(cells), flags=re.MULTILINE))
    return trees


@cache
def imported() -> dict[str, dict[str, str]]:
    """What each module calls the things that it imports: name to where they come from."""
    return {
        module: {
            alias.asname or alias.name: f"{node.module}.{alias.name}"
            for node in ast.walk(tree)
            if isinstance(node, ast.ImportFrom)
            for alias in node.names
        }
        for module, tree in modules().items()
    }


def origin(name: str) -> str:
    """Where a thing is defined that a package may hand on from one of its modules."""
    module, _, last = name.rpartition(".")
    handed_on = imported().get(module, {}).get(last)
    return name if name in modules() or handed_on in (None, name) else origin(handed_on)


def named(node: ast.AST, module: str, within: str = "") -> Iterator[tuple[str, str]]:
    """Everything that is read somewhere, with the function or class around it.

    By its full name where the module says what it is; a leaf alone (.name) where that is known only as it runs, such as
    an attribute of a call's result, a text that getattr is given, or the end of a path to import.
    """
    for child in ast.iter_child_nodes(node):
        here = within
        if isinstance(child, ast.FunctionDef | ast.ClassDef):
            here = within or f"{module}.{child.name}"
        if isinstance(child, ast.Assign) and ast.unparse(child.targets[0]) == "__all__":
            continue
        if isinstance(child, ast.Name) and isinstance(child.ctx, ast.Load):
            yield origin(imported()[module].get(child.id, f"{module}.{child.id}")), within
        elif isinstance(child, ast.Attribute):
            base = child.value
            known = imported()[module].get(base.id) if isinstance(base, ast.Name) else None
            yield (origin(f"{origin(known)}.{child.attr}") if known else f".{child.attr}"), within
        elif isinstance(child, ast.Constant) and isinstance(child.value, str):
            yield f".{re.split('[.:]', child.value)[-1]}", within
        yield from named(child, module, here)


def defined(tree: ast.Module) -> Iterator[tuple[str, bool]]:
    """The public functions, classes and constants of a module, and the methods of its own classes (True)."""
    for node in tree.body:
        if isinstance(node, ast.ClassDef) and not node.bases:  # a framework calls what replaces a method of its own
            yield from ((one.name, True) for one in node.body if isinstance(one, ast.FunctionDef))
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            decorators = [d.func for d in node.decorator_list if isinstance(d, ast.Call)]
            if not any(isinstance(d, ast.Attribute) and d.attr == "command" for d in decorators):
                yield node.name, False
        for target in node.targets if isinstance(node, ast.Assign) else ():
            yield from ((one.id, False) for one in ast.walk(target) if isinstance(one, ast.Name))


def test_everything_public_is_used():
    read: dict[str, set[str]] = {}
    for module, tree in modules().items():
        for name, within in named(tree, module):
            read.setdefault(name, set()).add(within)
    leaves, unused = {name.rpartition(".")[2] for name in read}, []
    for module, tree in modules().items():
        for name, method in defined(tree) if module.startswith("scouting") else ():
            full = f"{module}.{name}"
            by = name in leaves if method else read.get(full, set()) - {full} | read.get(f".{name}", set())
            if not (by or name.startswith("_")):
                unused.append(full)
    assert sorted(unused) == sorted(ALLOWED)
