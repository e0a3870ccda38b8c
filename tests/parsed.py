"""The project's own code as Python reads it: each file parsed once, and not before a test asks for it."""

import ast
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


class Parsed(Mapping[Path, ast.Module]):
    """Files, each with its tree."""

    def __init__(self, paths: Iterable[Path]) -> None:
        self.paths = list(paths)

    def __getitem__(self, path: Path) -> ast.Module:
        return tree(path)

    def __iter__(self) -> Iterator[Path]:
        return iter(self.paths)

    def __len__(self) -> int:
        return len(self.paths)
