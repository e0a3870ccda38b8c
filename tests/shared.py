"""What tests share is as it was when it was made: tables held beside a copy, files beside their bytes."""

from pathlib import Path

import pandas as pd

_held = {}


def _tables(thing) -> dict[str, pd.DataFrame | pd.Series]:
    """The tables that a thing has at first hand, and those of its catalogue."""
    parts = dict(vars(thing))
    if hasattr(thing, "catalog"):
        parts |= {f"catalog.{name}": table for name, table in vars(thing.catalog).items()}
    return {name: part for name, part in parts.items() if isinstance(part, pd.DataFrame | pd.Series)}


def _files(folder: Path) -> dict[str, bytes]:
    paths = [folder] if folder.is_file() else sorted(p for p in folder.rglob("*") if p.is_file())
    return {str(path): path.read_bytes() for path in paths}


def _parts(thing):
    return _files(thing) if isinstance(thing, Path) else _tables(thing)


def hold(name: str, thing):
    """The thing itself; from now on ``changed`` tells what becomes of it."""
    parts = _parts(thing)
    assert parts, f"{name} holds neither tables nor files"
    _held[name] = thing, {part: held if isinstance(held, bytes) else held.copy() for part, held in parts.items()}
    return thing


def let_go(name: str) -> None:
    del _held[name]


def changed() -> list[str]:
    """What is no longer as it was made: 'data, values' or 'report, /tmp/.../wiltshire.html'."""
    said = []
    for name, (thing, before) in _held.items():
        now = _parts(thing)
        said += [f"{name}, {part}" for part in before if not _same(before[part], now.get(part))]
    return said


def _same(before, now) -> bool:
    return before == now if isinstance(before, bytes) else now is not None and before.equals(now)
