"""A person's table in the layout of ours: where its names are, which name is which of ours, periods across to rows."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field

import pandas as pd

from scouting.errors import Problems, did_you_mean
from scouting.own import cells
from scouting.own.cells import Sheet, heading, one_line
from scouting.own.spellings import like_period
from scouting.own.tables import ASKED, columns, kind_of

#: The figure and the counts of one period, and the column that says which of them a row holds.
PARTS, PART = ("value", "numerator", "denominator"), "part"
#: Every column that a table of ours may have.
OURS = tuple(dict.fromkeys([*(name for kind in ASKED for name in columns(kind)), PART]))
_ACROSS = re.compile(rf"(.*?)[ ,:_-]*\b({'|'.join(PARTS)})", re.IGNORECASE)
#: Headings of other people's tables, and what is asked for under them.
_NEAR = {
    "council": "local_authority la la_name authority area area_name area_code council_name organisation",
    "indicator_id": "measure indicator indicator_name measure_name metric kpi pi",
    "period": "quarter month year date time_period reporting_period financial_year",
    "value": "figure result actual percentage percent rate outturn performance",
    "numerator": "count num",
    "denominator": "base den total",
}
_NEAR = {name: {ours, *names.split()} for ours, names in _NEAR.items() for name in names.split()}
#: What stands under the names of columns, and is none.
_FIGURE = re.compile(r"-?\d+(\.\d+)?%?")


@dataclass(frozen=True)
class Asked:
    """What a person says of a file: ``columns`` (its heading: our column), ``fixed`` (our column: what every row has
    there), ``indicators`` (what it calls an indicator: our id; "" for all rows), and whether odd cells are left out.
    """

    columns: dict[str, str] = field(default_factory=dict)
    fixed: dict[str, str] = field(default_factory=dict)
    indicators: dict[str, str] = field(default_factory=dict)
    skip_cells: bool = False

    @property
    def said(self) -> bool:
        """Whether anything was said of how the file is to be read."""
        return bool(self.columns or self.fixed or self.indicators)


#: Nothing was said: the file is in the layout of ours, or another tool's that is known.
PLAIN = Asked()


def asked(maps: Iterable[str], sets: Iterable[str], indicators: Iterable[str], *, skip_cells: bool = False) -> Asked:
    """What the options ``--map "Theirs=ours"``, ``--set ours=text`` and ``--indicator theirs=ours`` say.

    Raises ScoutingError with every one that cannot be.

    >>> asked(["Local Authority=council"], ["share=public"], ["re_referrals"]).columns
    {'local_authority': 'council'}
    """
    problems = Problems()

    def pair(option: str, text: str, example: str) -> tuple[str, str]:
        first, equals, last = text.rpartition("=")
        if not (equals and first.strip() and last.strip()):
            problems.append(f"{option} '{text}' is not written like {option} {example}.")
        return one_line(first), one_line(last)

    def ours(option: str, name: str) -> str:
        if heading(name) not in OURS:
            problems.append(
                f"{option}: '{name}' is not one of our columns.{did_you_mean(name, OURS)} They are {', '.join(OURS)}."
            )
        return heading(name)

    found = {heading(theirs): ours("--map", name)
             for theirs, name in (pair("--map", text, '"Local Authority=council"') for text in maps)}  # fmt: skip
    fixed = {}
    for text in sets:
        name, equals, said = text.partition("=")
        if not equals:
            problems.append(f"--set '{text}' is not written like --set share=public.")
        fixed[ours("--set", one_line(name))] = one_line(said)
    called = dict(
        pair("--indicator", text, '"Their name=re_referrals"') if "=" in text else ("", one_line(text))
        for text in indicators
    )
    twice = sorted({name for name in found.values() if list(found.values()).count(name) > 1})
    problems += [f"--map: two headings are mapped to {name}. Map only one." for name in twice]
    problems.raise_if_any()
    return Asked(found, fixed, {theirs.casefold(): id_ for theirs, id_ in called.items()}, skip_cells)


def held(texts: Iterable[str], asked: Asked) -> set[str]:
    """The columns that a row of names has, in our words as far as they are known; periods across are two of them.

    >>> sorted(held(["Council", "Apr-25", "Sent"], PLAIN))
    ['apr-25', 'council', 'period', 'sent', 'value']
    """
    names = {heading(text): one_line(text) for text in texts}
    found = {asked.columns.get(name, name) for name in names if name} | set(asked.fixed)
    if "council" in found and any(map(like_period, names.values())):
        found |= {"period", "value"}
    return found | ({"indicator_id"} if asked.indicators else set())


def place(rows: list[list[str]], asked: Asked, known: Callable[[Collection[str]], str]) -> int:
    """Where the names of columns are: the first row of the beginning that is known for one, else the likeliest.

    ``known``: which other tool's export has some names, if any.
    """
    named = [{heading(text) for text in texts} - {""} for texts in rows[: cells.LOOK]]
    for number, names in enumerate(named):
        if any(_FIGURE.fullmatch(text.strip()) and not like_period(text) for text in rows[number]):
            names.clear()
        if names and (kind_of(held(rows[number], asked)) or known(names)):
            return number
    like = [len(names & {*_NEAR, *OURS, *asked.columns}) for names in named]
    best = max(like, default=0)
    return like.index(best) if best >= 2 else next((number for number, names in enumerate(named) if names), 0)


def fitted(sheet: Sheet, asked: Asked) -> None:
    """Give the columns of a sheet our names, fill in what every row has, and turn periods across into rows."""
    held = [str(name) for name in sheet.cells]
    for theirs in asked.columns:
        if theirs not in held:
            shown = ", ".join(sheet.typed.get(name, name) for name in held)
            sheet.problems.append(f"{sheet.where()}: has no column '{theirs}', which --map names. It has {shown}.")
    names = {name: asked.columns.get(name, name) for name in held}
    taken = set(asked.columns.values())
    names = {name: ours for name, ours in names.items() if name in asked.columns or ours not in taken}
    across = _across(sheet, names) if "period" not in names.values() else {}
    if asked.columns:  # another tool's table: what is not ours is of no use here
        strange = [name for name in held if name not in across and names.get(name) not in OURS]
        if strange:
            shown = ", ".join(sheet.typed.get(name, name) for name in strange)
            sheet.notes.append(f"{sheet.where()}: left out the column{'s'[: len(strange) > 1]} {shown}.")
        names = {name: ours for name, ours in names.items() if name not in strange}
    sheet.typed |= {ours: sheet.typed.get(name, name) for name, ours in names.items()}
    sheet.cells = sheet.cells[list(names)].set_axis(list(names.values()), axis=1)
    for name, text in asked.fixed.items():
        if name in sheet.cells and (sheet.cells[name] != "").any():
            sheet.problems.append(
                f"{sheet.where()}: has a column {name} that is filled in; --set {name} would overwrite it."
            )
        sheet.cells[name] = text
    if across:
        _lengthen(sheet, across)
    elif PART in sheet.cells:
        sheet.problems.append(f"{sheet.where()}: the column part is for tables with a column per period.")
    _indicators(sheet, asked)


def _indicators(sheet: Sheet, asked: Asked) -> None:
    """Put our ids in the place of what a file calls its indicators."""
    if not asked.indicators:
        return
    if "" in asked.indicators and "indicator_id" not in sheet.cells:
        sheet.cells["indicator_id"] = asked.indicators[""]
    elif "" in asked.indicators:
        id_ = asked.indicators[""]
        sheet.problems.append(
            f'{sheet.where()}: names its indicators itself. Say which is which: --indicator "THEIRS={id_}".'
        )
    else:
        held = sheet.cells.get("indicator_id", pd.Series("", index=sheet.cells.index))
        sheet.cells["indicator_id"] = [asked.indicators.get(text.casefold(), text) for text in held]


def _across(sheet: Sheet, names: Iterable[str]) -> dict[str, tuple[str, str]]:
    """The headings that are periods, with their period and the part that stands under them."""
    found = {}
    for name in names:
        text = sheet.typed.get(name, name)
        parted = _ACROSS.fullmatch(text)
        label, part = (parted[1], parted[2].casefold()) if parted else (text, "value")
        if name not in OURS and like_period(label):
            found[name] = (label, part)
    return found


def _lengthen(sheet: Sheet, across: dict[str, tuple[str, str]]) -> None:
    """One row for each period of a table that has a column for each; a blank cell makes none."""
    keys = [str(name) for name in sheet.cells if name not in across and name != PART]
    made: dict[tuple, dict[str, str]] = {}
    labels: dict[tuple, str] = {}
    for number, texts in zip(sheet.cells.index, _records(sheet.cells), strict=True):
        said = heading(texts.get(PART, ""))
        if said and said not in PARTS:
            sheet.problems.append(f"{sheet.where(number, PART)}: '{texts[PART]}' is not one of {', '.join(PARTS)}.")
            continue
        for name, (period, part) in across.items():
            if not texts[name]:
                continue
            key = (*(texts[k] for k in keys), period)
            if (said or part) in made.get(key, {}):
                key = (*key, number)  # a second row of the same: told as such
            made.setdefault(key, {k: texts[k] for k in keys} | {"period": period})[said or part] = texts[name]
            labels.setdefault(key, f"row {number}, {sheet.typed.get(name, name)}")
    sheet.cells = (
        pd.DataFrame(list(made.values()), index=list(labels.values()), columns=[*keys, "period", *PARTS])
        .astype(object)
        .fillna("")
    )
    unused = [part for part in PARTS[1:] if not (sheet.cells[part] != "").any()]
    sheet.cells = sheet.cells.drop(columns=unused).astype("str")


def _records(table: pd.DataFrame) -> list[dict[str, str]]:
    return [{str(name): text for name, text in row.items()} for row in table.to_dict("records")]


def near(names: Iterable[str]) -> dict[str, str]:
    """Which of some headings are, or are near, a column of ours: our column to the heading, each once.

    >>> near(["local_authority", "quarter", "sent", "value"])
    {'council': 'local_authority', 'period': 'quarter', 'value': 'value'}
    """
    found: dict[str, str] = {}
    for name in names:
        for ours in ("council", "indicator_id", "period", *PARTS):
            if name == ours or ours in _NEAR.get(name, ()):
                found.setdefault(ours, name)
    return found
