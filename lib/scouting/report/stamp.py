"""A pack's stamp: the day it was made, by which code, from what; a pack whose stamp would be the same is not due."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import asdict, dataclass
from pathlib import Path

from scouting.paths import LAYOUT, check_layout, new_file

NAME = "pack.json"


@dataclass(frozen=True)
class Stamp:
    """``made`` (YYYY-MM-DD), ``version`` and ``code`` (a digest of the package), ``content`` (of figures, catalogue,
    neighbours), ``earlier``: the day of the pack that this one is set beside, blank for none; ``layout``: of its files.
    """

    made: str
    version: str
    code: str
    content: str
    earlier: str = ""
    layout: int = LAYOUT


def write(stamp: Stamp, folder: Path) -> None:
    """Write the stamp among a pack's tables."""
    with new_file(folder / "tables" / NAME) as aside:
        aside.write_text(json.dumps(asdict(stamp), indent=1) + "\n", encoding="utf-8")


def check(folder: Path) -> None:
    """Raises ScoutingError where a later version of Scouting made the pack."""
    try:
        held = json.loads((folder / "tables" / NAME).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return
    check_layout(held.get("layout") if isinstance(held, dict) else "", folder)


def read(folder: Path) -> Stamp | None:
    """The stamp of a pack; None where it has none, or none that can be read."""
    try:
        held = Stamp(**json.loads((folder / "tables" / NAME).read_text(encoding="utf-8")))
        dt.date.fromisoformat(held.made)
        dt.date.fromisoformat(held.earlier or held.made)
    except (OSError, ValueError, TypeError):
        return None
    return held


def apart(before: Stamp, after: Stamp) -> str:
    """In words, which versions two packs were made by."""
    if before.version != after.version:
        return f", worked out by Scouting {after.version} in place of {before.version}"
    return "" if before.code == after.code else f", worked out by another build of Scouting {after.version}"
