"""Small faults planted in modules whose mistakes would cost most: does any test of the module notice each?

Run by ``make mutants``: a sample of each module, drawn with a seed; ``--all`` plants every fault, ``MODULE`` names
modules. Of each fault that no test notices its place and what was changed is told; the exit status is 1 where fewer
than 95 of 100 are noticed. A fault is planted in memory, in a process of its own: the files stay as they are.
"""

from __future__ import annotations

import argparse
import ast
import contextlib
import copy
import importlib
import importlib.abc
import importlib.util
import io
import os
import random
import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LIB = ROOT / "lib"
#: Each module with the tests that are its own.
TESTS = {
    "own/secondary": ["tests/own/test_disclosure.py", "tests/own/test_inference.py"],
    "own/disclosure": ["tests/own/test_disclosure.py", "tests/own/test_inference.py"],
    "own/shown": ["tests/own/test_shown.py"],
    "own/seen": ["tests/own/test_seen.py"],
    "report/since": ["tests/report/test_since_typed.py", "tests/report/test_since.py"],
    "report/since_council": ["tests/report/test_since_typed.py", "tests/report/test_since.py"],
    "report/since_region": ["tests/report/test_region_since.py"],
    "paths": ["tests/test_paths.py"],
    "stats/intervals": ["tests/stats/test_intervals.py"],
    "stats/gaps": ["tests/stats/test_gaps.py"],
    "compare/verdict": ["tests/compare/test_verdict.py"],
    "compare/verdicts": ["tests/compare/test_verdicts.py"],
}
SAMPLE, SEED, KILLED = 25, 2026, 0.95
#: Seconds of the processor that the tests of a module may take with a fault in it: one may never end.
PATIENCE = 120

_SWAPPED = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.Add: ast.Sub, ast.Sub: ast.Add,
    ast.Mult: ast.Div, ast.Div: ast.Mult, ast.BitAnd: ast.BitOr, ast.BitOr: ast.BitAnd, ast.And: ast.Or,
    ast.Or: ast.And,
}  # fmt: skip


def _changes(node: ast.AST) -> Iterator[tuple[str, object]]:
    """The faults that can be planted in a node: what it is called, and the value of which attribute."""
    if isinstance(node, ast.Compare) and type(node.ops[0]) in _SWAPPED:
        yield "a comparison is another", ("ops", [_SWAPPED[type(node.ops[0])](), *node.ops[1:]])
    if isinstance(node, ast.BinOp | ast.BoolOp | ast.AugAssign) and type(node.op) in _SWAPPED:
        yield "an operator is another", ("op", _SWAPPED[type(node.op)]())
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not | ast.Invert):
        yield "a not is left out", ("op", ast.UAdd())
    if isinstance(node, ast.Constant) and isinstance(node.value, bool):
        yield f"{node.value} is {not node.value}", ("value", not node.value)
    elif isinstance(node, ast.Constant) and isinstance(node.value, int | float):
        yield f"{node.value} is one more", ("value", node.value + 1)
        yield f"{node.value} is one less", ("value", node.value - 1)
    elif isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.strip():
        yield f"'{node.value[:30]}' is another text", ("value", f"{node.value}x")  # "utf-8_" would be the same encoding
    if isinstance(node, ast.Return) and node.value is not None:
        yield "nothing is returned", ("value", ast.Constant(None))
    if isinstance(node, ast.If | ast.IfExp):
        yield "a condition is the other way round", ("test", ast.UnaryOp(ast.Not(), node.test))


def _sites(tree: ast.Module) -> Iterator[ast.AST]:
    """The nodes that do something: no docstring, annotation, import, or text within another."""
    skipped = set()
    for node in ast.walk(tree):
        parts = []
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            parts.append(node)
        if isinstance(node, ast.FunctionDef):
            parts += [node.returns, *(arg.annotation for arg in [*node.args.args, *node.args.kwonlyargs])]
        if isinstance(node, ast.AnnAssign):
            parts.append(node.annotation)
        skipped |= {id(inner) for part in parts if part is not None for inner in ast.walk(part)}
    yield from (node for node in ast.walk(tree) if id(node) not in skipped and hasattr(node, "lineno"))


def _in_functions(tree: ast.Module) -> set[int]:
    """The nodes in the bodies of functions and methods, by what can be swapped while a module stays."""
    classes = [node for node in tree.body if isinstance(node, ast.ClassDef)]
    held = [node for body in (tree.body, *(one.body for one in classes)) for node in body]
    functions = [node for node in held if isinstance(node, ast.FunctionDef)]
    return {id(inner) for one in functions for part in one.body for inner in ast.walk(part)}


def faults(source: str) -> list[tuple[int, str, ast.Module, bool]]:
    """Every fault of a module: its line, what it is, the module with it, and whether it lies in a function's body."""
    tree, found = ast.parse(source), []
    inside = _in_functions(tree)
    for number, node in enumerate(_sites(tree)):
        for said, (name, value) in _changes(node):
            planted = copy.deepcopy(tree)
            here = next(one for place, one in enumerate(_sites(planted)) if place == number)
            if name == "test":  # of the copy
                value = ast.UnaryOp(ast.Not(), here.test)
            setattr(here, name, value)
            found.append((node.lineno, said, ast.fix_missing_locations(planted), id(node) in inside))
    return found


class _Planted(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Gives one module with a fault in it, and no other."""

    def __init__(self, name: str, path: Path, tree: ast.Module) -> None:
        self.name, self.path, self.tree = name, path, tree

    def find_spec(self, name, path=None, target=None):
        del path, target
        return importlib.util.spec_from_file_location(name, self.path, loader=self) if name == self.name else None

    def create_module(self, spec):
        del spec

    def exec_module(self, module) -> None:
        exec(compile(self.tree, str(self.path), "exec"), module.__dict__)  # noqa: S102 - of our own tree


def _bare(found: object) -> object:
    """The function within a property, a class method or a decorated function."""
    found = getattr(found, "fget", None) or getattr(found, "__func__", found)
    return getattr(found, "__wrapped__", found)


def _swap(name: str, tree: ast.Module) -> None:
    """Give every function and method of a module that is taken in already the code that it has in another tree."""
    module = sys.modules[name]
    fresh = {"__name__": name, "__file__": module.__file__}
    exec(compile(tree, str(module.__file__), "exec"), fresh)  # noqa: S102 - of our own tree
    pairs = [(old, fresh.get(key)) for key, old in vars(module).items() if getattr(old, "__module__", "") == name]
    for old, new in list(pairs):
        if isinstance(old, type) and isinstance(new, type):
            pairs += [(one, vars(new).get(key)) for key, one in vars(old).items()]
    for old, new in ((_bare(one), _bare(other)) for one, other in pairs):
        if hasattr(old, "__code__") and hasattr(new, "__code__"):
            old.__code__ = new.__code__


def notices(module: str, tree: ast.Module | None, inside: bool = False) -> bool:
    """Whether the tests of a module fail with a fault in it; without one they must not.

    ``inside``: the fault is in the body of a function, so that all else need not be taken in again.
    """
    pid = os.fork()
    if pid == 0:
        os.nice(5)
        import resource

        resource.setrlimit(resource.RLIMIT_CPU, (PATIENCE, PATIENCE))
        path = LIB / "scouting" / f"{module}.py"
        name = f"scouting.{module.replace('/', '.')}"
        if tree is not None and inside:
            _swap(name, tree)
        elif tree is not None:
            for ours in [one for one in sys.modules if one.partition(".")[0] in ("scouting", "tests")]:
                del sys.modules[ours]
            sys.meta_path.insert(0, _Planted(name, path, tree))
        os.chdir(ROOT)
        os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"  # none of them is needed, and each takes its time
        import pytest

        with open(os.devnull, "w") as nowhere:
            os.dup2(nowhere.fileno(), 1), os.dup2(nowhere.fileno(), 2)
            options = ["-x", "-q", "-p", "no:cacheprovider"]
            with contextlib.redirect_stdout(io.StringIO()):
                status = pytest.main([*options, *TESTS[module]])
        os._exit(int(status != 0))
    _, status = os.waitpid(pid, 0)
    return status != 0


def _take_in(modules: list[str]) -> None:
    """Import modules and their tests once for all, since each fault has a process of its own."""
    for library in ("matplotlib.pyplot", "pyarrow.parquet", "pytest", "scipy.stats"):
        importlib.import_module(library)
    for module in modules:
        importlib.import_module(f"scouting.{module.replace('/', '.')}")
    tests = [Path(path) for module in modules for path in TESTS[module]]
    beside = [
        folder / "conftest.py" for path in tests for folder in path.parents if (ROOT / folder / "conftest.py").exists()
    ]
    for path in (*beside, *tests):
        importlib.import_module(".".join(path.with_suffix("").parts))


def main() -> int:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("modules", nargs="*", metavar="MODULE", help=", ".join(TESTS))
    asked.add_argument("--all", action="store_true", help="every fault, not a sample")
    asked.add_argument("--sample", type=int, default=SAMPLE, help="faults of each module")
    asked.add_argument("--seed", type=int, default=SEED, help="another draws another sample")
    given = asked.parse_args()
    sys.path[:0] = [str(LIB), str(ROOT)]
    signal.signal(signal.SIGXCPU, signal.SIG_DFL)
    _take_in(given.modules or [*TESTS])
    tried = noticed = 0
    for module in given.modules or TESTS:
        if notices(module, None):
            print(f"{module}: its tests fail without any fault", flush=True)
            return 2
        every, start = faults((LIB / "scouting" / f"{module}.py").read_text(encoding="utf-8")), time.monotonic()
        chosen = every if given.all else random.Random(given.seed).sample(every, min(given.sample, len(every)))
        chosen.sort(key=lambda one: one[0])
        left = [(line, said) for line, said, *fault in chosen if not notices(module, *fault)]
        tried, noticed = tried + len(chosen), noticed + len(chosen) - len(left)
        took = time.monotonic() - start
        told = f"{len(chosen) - len(left)} of {len(chosen)} noticed ({len(every)} there are; {took:.0f} s)"
        print(f"{module}: {told}", flush=True)
        for line, said in left:
            print(f"  line {line}: {said}", flush=True)
    print(f"{noticed} of {tried} noticed, {noticed / tried:.0%}.")
    return int(noticed < KILLED * tried)


if __name__ == "__main__":
    sys.exit(main())
