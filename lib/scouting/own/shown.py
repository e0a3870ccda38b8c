"""What reports have shown of a council's own figures, and what they suppressed: shown.csv of data/local.

A figure that was shown once cannot be taken back, so what is suppressed later must not follow from it. The file stays
on this machine, readable by its owner alone, for it holds suppressed counts too.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pandas as pd

from scouting import paths
from scouting.catalog import Catalog
from scouting.errors import ScoutingError
from scouting.frames import each_row
from scouting.own.disclosure import SUPPRESSED

_KEY = ["area_code", "indicator_id", "period"]
_COUNTS = ["value", "numerator", "denominator"]
#: ``marker``: 'c' where it was suppressed, of counts under ``level``; ``day``: of the first report that had it so.
COLUMNS = [*_KEY, *_COUNTS, "marker", "level", "day"]
_NUMBERS = [*_COUNTS, "level"]
NAME = "shown.csv"


def read(folder: Path | None = None) -> pd.DataFrame:
    """Every figure that a report showed or suppressed, one row for each and for each revision of it: ``COLUMNS``.

    No rows where there is no file. Raises ScoutingError where it was spoilt.
    """
    path = Path(folder or paths.LOCAL) / NAME
    if not path.exists():
        return pd.DataFrame(columns=COLUMNS, dtype="str").astype(dict.fromkeys(_NUMBERS, float))
    try:
        held = pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8")[COLUMNS]
        return held.replace(dict.fromkeys(_NUMBERS, ""), "nan").astype(dict.fromkeys(_NUMBERS, float))
    except (OSError, ValueError, KeyError) as err:
        raise ScoutingError(
            f"{path} cannot be read ({str(err).strip()}). It says what reports have shown, so that nothing suppressed "
            "follows from it: restore it from a copy."
        ) from None


def note_down(rows: pd.DataFrame, figures: pd.DataFrame, level: int, day: dt.date, folder: Path | None = None) -> None:
    """Keep what a report is about to show of own figures, and what it suppressed; what is kept so already is not again.

    ``rows``: as the report has them, small counts suppressed; ``figures``: all own figures as they are, in which the
    suppressed ones are looked up; ``level``: under which counts are suppressed; ``day``: of the report.
    """
    rows = rows[rows.value.notna() | (rows.marker == SUPPRESSED)]
    if rows.empty:
        return
    folder = Path(folder or paths.LOCAL)
    new = rows[_KEY].merge(figures[[*_KEY, *_COUNTS]], on=_KEY, how="left", validate="one_to_one")
    new = new.assign(
        marker=rows.marker.where(rows.marker == SUPPRESSED, "").to_numpy(), level=float(level), day=f"{day}"
    )
    with paths.lock(folder):
        before = read(folder)
        every = pd.concat([before, new[COLUMNS]]).drop_duplicates([c for c in COLUMNS if c != "day"])
        if len(every) > len(before):
            with paths.new_file(folder / NAME) as aside:
                every.sort_values([*_KEY, "day"]).to_csv(aside, index=False, encoding="utf-8", lineterminator="\n")


def lines(catalog: Catalog, folder: Path | None = None) -> list[str]:
    """What reports have shown and suppressed of councils' own figures, a line each, and what follows from it."""
    held = read(folder)
    if held.empty:
        return ["No report has shown figures of a council's own."]
    told = [
        f"{catalog.name(row.area_code)}, {row.indicator_id}, {row.period}: "
        f"{f'suppressed, counts under {row.level:.0f}' if row.marker == SUPPRESSED else 'shown'} (from {row.day})"
        for row in each_row(held)
    ]
    return [
        *told,
        "What was shown cannot be taken back, so later reports also suppress what would give a small count "
        "away with it.",
    ]
