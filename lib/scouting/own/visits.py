"""What the scouting party brought home: visits.csv of data/local, written by hand or by ``scouting visit``."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pandas as pd

from scouting import paths
from scouting.catalog import Catalog, find_area
from scouting.errors import Problems, did_you_mean, unknown
from scouting.own.seen import texts
from scouting.terms import EXPLANATIONS, TAKES

COLUMNS = ["date", "area_code", "visited_code", "topic", "found", "take", "note"]
#: What may be found true on a visit: one of the four explanations, or none of them.
FOUND = (*EXPLANATIONS, "none")


def read(catalog: Catalog, folder: Path | None = None) -> pd.DataFrame:
    """Every visit noted down: date (as text, YYYY-MM-DD), area_code, visited_code, topic, found, take, note.

    No rows where there is no file. Raises ScoutingError with every row that cannot be.
    """
    path = Path(folder or paths.LOCAL) / "visits.csv"
    paths.check_folder(path.parent)
    if not path.exists():
        return pd.DataFrame(columns=COLUMNS, dtype="str")
    table = texts(path, COLUMNS)
    councils = set(catalog.councils().index)
    problems = Problems()
    for row, one in enumerate(table.to_dict("records"), start=2):
        wrong = [f"'{one[c]}' is not the ONS code of a council." for c in ("area_code", "visited_code")
                 if one[c] not in councils]  # fmt: skip
        problems += [f"{path} row {row}: {what}" for what in [*wrong, *_wrong(one, catalog)]]
    problems.raise_if_any()
    return table


def _wrong(one: dict, catalog: Catalog) -> list[str]:
    """What is wrong with a visit, apart from its councils."""
    problems, topics = [], sorted(set(catalog.indicators.topic))
    if pd.isna(pd.to_datetime(one["date"], format="%Y-%m-%d", errors="coerce")):
        problems.append(f"'{one['date']}' is not a date like 2026-03-31.")
    if one["topic"] not in topics:
        problems.append(unknown("topic", one["topic"], topics, f"the catalogue: {', '.join(topics)}"))
    for column, allowed in (("found", FOUND), ("take", TAKES)):
        if one[column] not in allowed:
            near = did_you_mean(one[column], allowed)
            problems.append(f"{column}: '{one[column]}' is not one of {', '.join(allowed)}.{near}")
    return problems


def note_down(
    catalog: Catalog, council: str, visited: str, topic: str, found: str, take: str, note: str = "", date: str = "",
    folder: Path | None = None,
) -> Path:  # fmt: skip
    """Add one visit to visits.csv and give its path. ``date``: YYYY-MM-DD (blank: today).

    Raises ScoutingError with all that is wrong together; then nothing is written.
    """
    problems = Problems()
    code, there = (problems.attempt(find_area, catalog, name) for name in (council, visited))
    if code and code == there:
        problems.append(f"{catalog.name(code)} cannot visit itself.")
    one = {"date": date or f"{dt.date.today()}", "topic": topic, "found": found, "take": take, "note": note,
           "area_code": code, "visited_code": there}  # fmt: skip
    problems += _wrong(one, catalog)
    problems.raise_if_any()
    path = Path(folder or paths.LOCAL) / "visits.csv"
    with paths.lock(path.parent):
        table = pd.concat([read(catalog, folder), pd.DataFrame([one], columns=COLUMNS)], ignore_index=True)
        with paths.new_file(path) as aside:
            table.to_csv(aside, index=False, encoding="utf-8", lineterminator="\n")
        paths.mark_folder(path.parent)
    return path
