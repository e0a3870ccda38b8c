"""What is known of a batch between two runs: what a pack was made from, how it ended, and who is at work."""

from __future__ import annotations

import hashlib
import json
import secrets
from contextlib import AbstractContextManager
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from scouting import paths, shelf
from scouting.batch.packs import Pack
from scouting.own import shown

STATUS = "status.json"
#: In the folder of a batch: the lock and what was checked; and the notebooks of runs that failed.
WORK, FAILED = ".batch", "failed"
WHOLE, BROKEN = "whole", "failed"
#: Libraries whose next version may draw or count otherwise.
_LIBRARIES = ("pandas", "numpy", "scipy", "matplotlib", "nbconvert", "papermill", "ipykernel")


def _sha(parts: list[Any]) -> str:
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


def _files(folder: Path) -> list[Path]:
    seen = (path for path in folder.rglob("*") if path.is_file())
    return sorted(p for p in seen if not any(part.startswith(".") for part in p.relative_to(folder).parts))


@lru_cache(maxsize=1)
def inputs() -> str:
    """A hash of all that every pack is made from: this code, the figures, the catalogue, local tables, libraries.

    Taken once a process: it is what the process began with. It leaves with every pack, and local tables hold small
    counts: whoever could make the same hash would try them all. So a secret that stays goes into it. What reports have
    shown is no part of it: the same figures give the same reports again.
    """
    files = [path for path in _files(paths.DATA) if path.parent != paths.PACKS and path.name != shown.NAME]
    held = [(path.name, hashlib.sha256(path.read_bytes()).hexdigest()) for path in files]
    told = json.dumps([shelf.code(), held, [_version(name) for name in _LIBRARIES]])
    return hashlib.blake2b(told.encode(), digest_size=32, key=_secret()).hexdigest()


def _secret() -> bytes:
    """Random bytes that stay in data/local, made when they are first asked for; none where nothing local is held."""
    if not _files(paths.LOCAL):
        return b""
    path = paths.LOCAL / ".secret"
    with paths.lock(paths.LOCAL):
        if not path.is_file():
            with paths.new_file(path) as aside:
                aside.write_bytes(secrets.token_bytes(32))
        return path.read_bytes()


def _version(library: str) -> str:
    try:
        return version(library)
    except PackageNotFoundError:
        return "none"


def pack_key(pack: Pack, small_counts: int) -> str:
    """A hash of a pack and the notebooks it runs, with all that ``inputs`` stands for."""
    return _sha([inputs(), recipe_key(pack, small_counts)])


def recipe_key(pack: Pack, small_counts: int) -> str:
    """A hash of how a pack is made, whatever the figures: its entries, the notebooks it runs, the libraries."""
    books = [paths.NOTEBOOKS / f"{name}.ipynb" for name, _ in pack.notebooks]
    sources = [hashlib.sha256(_sources(book)).hexdigest() for book in books if book.is_file()]
    told = [pack.name, pack.title, pack.notebooks, pack.indicators, pack.neighbours, pack.outputs]
    return _sha([sources, told, small_counts, [_version(name) for name in _LIBRARIES]])


def _sources(notebook: Path) -> bytes:
    """What a notebook runs and says, without the outputs that it carries."""
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    return json.dumps([(c["cell_type"], c["source"], c["metadata"].get("tags")) for c in cells]).encode()


def council_key(key: str, area_code: str) -> str:
    """The hash of one council's pack."""
    return _sha([key, area_code])


def read_status(folder: Path) -> dict[str, Any]:
    """How a council's last run ended; empty where nothing is there, or nothing that can be read."""
    try:
        held = json.loads((folder / STATUS).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return held if isinstance(held, dict) else {}


def is_whole(out: Path, folder: str, key: str) -> bool:
    """Whether a council's pack is there and was made from just this."""
    held = read_status(out / folder)
    there = (out / folder / f"{folder}.html").is_file() and (out / folder / "tables" / "comparison.csv").is_file()
    return there and held.get("status") == WHOLE and held.get("key") == key


def alone(out: Path) -> AbstractContextManager[None]:
    """Nobody else makes packs in this folder meanwhile: see ``paths.lock``."""
    return paths.lock(
        out, 0, out / WORK / "lock",
        lambda who: f"Another batch is running in {out} ({who}). This one stopped and changed nothing. Wait for it, or "
        "name another folder with --out.",
    )  # fmt: skip
