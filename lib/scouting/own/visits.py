"""What the scouting party brought home: visits.csv of data/local, written by hand, by ``scouting visit`` or a form."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from scouting import paths
from scouting.catalog import Catalog, find_area
from scouting.errors import Problems, ScoutingError, did_you_mean, unknown
from scouting.own import files
from scouting.own.seen import texts
from scouting.terms import EXPLANATIONS, TAKES

COLUMNS = ["date", "area_code", "visited_code", "topic", "found", "take", "note", "follow_up"]
#: What may be found true on a visit: some of the four explanations, or none of them.
NONE = "none"
#: The four explanations as a visit finds them, in the words of the form.
LESSONS = {
    "counts": "They count it differently",
    "watches": "They watch it closely",
    "serves": "They serve people better",
    "chases": "It costs something elsewhere",
}
#: The form of a brief: one row per host and topic; the four lessons are ticked with anything that is not blank.
FORM = ["council", "visited", "topic", "date", *LESSONS.values(), "take", "note", "follow_up"]
_SEVERAL = ", "


def read(catalog: Catalog, folder: Path | None = None) -> pd.DataFrame:
    """Every visit noted down, oldest first as written: columns ``COLUMNS``, all text (date: YYYY-MM-DD).

    No rows where there is no file; a file of before follow_up was asked has it blank. Raises ScoutingError with every
    row that cannot be.
    """
    path = Path(folder or paths.LOCAL) / "visits.csv"
    paths.check_folder(path.parent)
    if not path.exists():
        return pd.DataFrame(columns=COLUMNS, dtype="str")
    table = texts(path, COLUMNS, later=("follow_up",))
    councils = set(catalog.councils().index)
    problems = Problems()
    for row, one in enumerate(table.to_dict("records"), start=2):
        wrong = [f"'{one[c]}' is not the ONS code of a council." for c in ("area_code", "visited_code")
                 if one[c] not in councils]  # fmt: skip
        problems += [f"{path} row {row}: {what}" for what in [*wrong, *_wrong(one, catalog)]]
    problems.raise_if_any()
    return table


def found_of(cell: str) -> list[str]:
    """What was found true, one word each.

    >>> found_of("counts, serves")
    ['counts', 'serves']
    """
    return [word.strip() for word in cell.replace(";", ",").split(",") if word.strip()]


def _wrong(one: dict, catalog: Catalog) -> list[str]:
    """What is wrong with a visit, apart from its councils."""
    problems, topics = [], sorted(set(catalog.indicators.topic))
    if pd.isna(pd.to_datetime(one["date"], format="%Y-%m-%d", errors="coerce")):
        problems.append(f"'{one['date']}' is not a date like 2026-03-31.")
    if one["topic"] not in topics:
        problems.append(unknown("topic", one["topic"], topics, f"the catalogue: {', '.join(topics)}"))
    found, allowed = found_of(one["found"]), (*EXPLANATIONS, NONE)
    for word in found or [""]:
        if word not in allowed:
            problems.append(f"found: '{word}' is not one of {', '.join(allowed)}.{did_you_mean(word, allowed)}")
    if NONE in found and len(found) > 1:
        problems.append(f"found: '{one['found']}' says none and something else.")
    if one["take"] not in TAKES:
        near = did_you_mean(one["take"], TAKES)
        problems.append(f"take: '{one['take']}' is not one of {', '.join(TAKES)}.{near}")
    return problems


def note_down(
    catalog: Catalog, council: str, visited: str, topic: str, found: str, take: str, note: str = "", date: str = "",
    follow_up: str = "", folder: Path | None = None,
) -> Path:  # fmt: skip
    """Add one visit to visits.csv and give its path. ``date``: YYYY-MM-DD (blank: today); ``found``: some of the four
    explanations joined by commas, or none.

    Raises ScoutingError with all that is wrong together; then nothing is written.
    """
    row, problems = _row(catalog, council, visited, {
        "topic": topic, "found": found, "take": take, "note": note, "date": date, "follow_up": follow_up})  # fmt: skip
    problems.raise_if_any()
    return _add(catalog, [row], folder)


def take_in(catalog: Catalog, form: Path, folder: Path | None = None) -> tuple[Path, int]:
    """Add the visits of a form (columns ``FORM``) to visits.csv: its path, and how many there were.

    A row without a date, a tick, a take and a note is a visit that was not made, and is left out. Raises ScoutingError
    with all that is wrong together, and where no row is filled in; then nothing is written.
    """
    rows, problems = [], Problems()
    for number, one in _filled_in(Path(form)):
        ticked = [kind for kind, heading in LESSONS.items() if one[heading]]
        if not (ticked or any(one[c] for c in ("date", "take", "note", "follow_up"))):
            continue
        facts = {"found": _SEVERAL.join(ticked) or NONE, "take": one["take"].casefold() or "undecided"}
        facts |= {column: one[column] for column in ("topic", "note", "follow_up")} | {"date": _iso(one["date"])}
        row, wrong = _row(catalog, one["council"], one["visited"], facts)
        problems += [f"{form} row {number}: {what}" for what in wrong]
        rows.append(row)
    problems.raise_if_any()
    if not rows:
        raise ScoutingError(f"{form} is not filled in: no row has a date, a tick, a take or a note.")
    return _add(catalog, rows, folder), len(rows)


def _filled_in(form: Path) -> Iterator[tuple[int, dict[str, str]]]:
    """The rows of a form, whatever program saved it, with their numbers: a blank cell is blank text."""
    sheet = files.read(form, ["form"])[0]
    (_, head, _), *body = sheet.rows or [(0, [], [])]
    names = [cell.strip() for cell in head]
    if absent := [name for name in FORM if name not in names]:
        raise ScoutingError(f"{form} lacks the column{'s'[: len(absent) > 1]} {', '.join(absent)}.")
    for number, cells, _ in body:
        texts_ = [*(str(cell).strip() for cell in cells), *[""] * (len(names) - len(cells))]
        yield number, dict(zip(names, texts_, strict=False))


def _iso(day: str) -> str:
    """A day as a spreadsheet in Britain writes it, as YYYY-MM-DD; anything else as it is.

    >>> _iso("02/03/2026"), _iso("2026-03-02")
    ('2026-03-02', '2026-03-02')
    """
    read = pd.to_datetime(day, format="%d/%m/%Y", errors="coerce")
    return day if pd.isna(read) else f"{read:%Y-%m-%d}"


def _row(catalog: Catalog, council: str, visited: str, facts: dict) -> tuple[dict, Problems]:
    problems = Problems()
    code, there = (problems.attempt(find_area, catalog, name) for name in (council, visited))
    if code and code == there:
        problems.append(f"{catalog.name(code)} cannot visit itself.")
    one = facts | {"date": facts["date"] or f"{dt.date.today()}", "area_code": code, "visited_code": there}
    problems += _wrong(one, catalog)
    return one | {"found": _SEVERAL.join(found_of(one["found"]))}, problems


def _add(catalog: Catalog, rows: list[dict], folder: Path | None) -> Path:
    path = Path(folder or paths.LOCAL) / "visits.csv"
    with paths.lock(path.parent):
        table = pd.concat([read(catalog, folder), pd.DataFrame(rows, columns=COLUMNS)], ignore_index=True)
        with paths.new_file(path) as aside:
            table.to_csv(aside, index=False, encoding="utf-8", lineterminator="\n")
        paths.mark_folder(path.parent)
    return path
