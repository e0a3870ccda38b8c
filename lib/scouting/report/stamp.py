"""A pack's stamp: the day it was made, by which code, from what; a pack whose stamp would be the same is not due."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path

import scouting
from scouting.paths import new_file
from scouting.report.tables import digests
from scouting.study import Study

NAME = "pack.json"


@dataclass(frozen=True)
class Stamp:
    """``made`` (YYYY-MM-DD), ``version`` and ``code`` (a digest of the package), ``content`` (of figures, catalogue,
    neighbours), ``earlier``: the day of the pack that this one is set beside, blank for none.
    """

    made: str
    version: str
    code: str
    content: str
    earlier: str = ""


@lru_cache(maxsize=1)
def code() -> str:
    """A digest of the package: its code, templates and styles."""
    folder = Path(scouting.__file__).parent
    told = hashlib.sha256()
    for path in sorted(p for p in folder.rglob("*") if p.suffix in (".py", ".css", ".html", ".j2", ".json")):
        told.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes())
    return told.hexdigest()[:16]


def content(of: Study) -> str:
    """A digest of all that a study's pack is made from: it tells whether there is anything new in it.

    Every figure of the study's services (explanations set indicators beside each other), the catalogue's rows of them,
    councils and neighbours, the council's sets, its own figures and targets, and the releases' checksums.
    """
    facts = of.data.catalog.indicators
    services = facts[facts.service.isin(of.indicators.service.unique())]
    mine = digests(of.data.values, services.index)
    sets = {name: chosen.codes for name, chosen in of.sensible_sets.items()}
    parts = [of.area_code, of.neighbour_set.set_id, sets, list(of.indicators.index), list(mine)]
    known = of.data.catalog
    frames = [services, known.areas, known.neighbours, known.neighbour_sets, known.not_held, of.own, of.targets,
              of.sources()]  # fmt: skip
    texts = [frame.astype(str).to_csv() for frame in frames]
    return hashlib.sha256(json.dumps([parts, texts], sort_keys=True, default=str).encode()).hexdigest()[:32]


def of_study(of: Study, as_of: dt.date, earlier: str = "") -> Stamp:
    """The stamp of a study's pack made on a day."""
    return Stamp(as_of.isoformat(), scouting.__version__, code(), content(of), earlier)


def write(stamp: Stamp, folder: Path) -> None:
    """Write the stamp among a pack's tables."""
    with new_file(folder / "tables" / NAME) as aside:
        aside.write_text(json.dumps(asdict(stamp), indent=1) + "\n", encoding="utf-8")


def read(folder: Path) -> Stamp | None:
    """The stamp of a pack; None where it has none, or none that can be read."""
    try:
        held = Stamp(**json.loads((folder / "tables" / NAME).read_text(encoding="utf-8")))
        dt.date.fromisoformat(held.made)
        dt.date.fromisoformat(held.earlier or held.made)
    except (OSError, ValueError, TypeError):
        return None
    return held


def unchanged(folder: Path, of: Study) -> bool:
    """Whether the pack in a folder was made by this code from just what the study holds: it need not be made again.

    Notebooks and the pack's own entries are not looked at: whoever asks knows whether those are the same.
    """
    held = read(folder)
    return held is not None and (held.code, held.content) == (code(), content(of))


def apart(before: Stamp, after: Stamp) -> str:
    """In words, which versions two packs were made by."""
    if before.version != after.version:
        return f", worked out by Scouting {after.version} in place of {before.version}"
    return "" if before.code == after.code else f", worked out by another build of Scouting {after.version}"
