"""A council's own figures and targets, row by row, held against the indicators and what counts and rates must be."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pandas as pd

from scouting.adapters import entries
from scouting.adapters.own_indicators import COUNTED
from scouting.adapters.own_tables import Row, councils, filled
from scouting.catalog import Catalog
from scouting.errors import ScoutingError, did_you_mean, unknown
from scouting.periods import Period, parse
from scouting.terms import SHARES


@dataclass(frozen=True)
class Facts:
    """What the rows of a file are held against."""

    catalog: Catalog
    indicators: pd.DataFrame  # published and local, by indicator_id: statistic, unit, multiplier, decimals, year_end
    today: dt.date
    #: Indicators of the same file whose own row is wrong: that is told there, and not again for each figure.
    spoilt: frozenset[str] = frozenset()
    #: A council that is not found is told once: in YAML it stands in many rows, with one place to mend it.
    once: bool = False


def _indicator(facts: Facts) -> Callable[[str], dict]:
    known = facts.indicators.to_dict("index")

    def indicator(text: str) -> dict:
        if filled(text) in known:
            return known[text]
        if text in facts.spoilt:
            raise ScoutingError([])
        raise ScoutingError(unknown("indicator", text, known, "data/catalog/indicators.csv, your own in data/local"))

    return indicator


def _count(text: str) -> float:
    value = entries.number(text) if text else math.nan
    if value < 0:
        raise ScoutingError(f"'{text}' is negative. A count is 0 or more.")
    return value


def _share(text: str) -> str:
    share = text.casefold() or "own"
    if share not in SHARES:
        allowed = "; ".join(f"{word}: {meaning}" for word, meaning in SHARES.items())
        raise ScoutingError(f"'{text}' is no word for who may see it.{did_you_mean(share, SHARES)} Allowed: {allowed}.")
    return share


def _ended(text: str, year_end: str, today: dt.date) -> Period:
    period = parse(filled(text), year_end)
    if period.end > today:
        raise ScoutingError(f"'{text}' has not ended yet: it ends on {period.end.day} {period.end:%B %Y}.")
    return period


def figures(facts: Facts) -> Callable[[Row], dict]:
    """A reader of rows of figures: a row of ``own_tables.TABLES["figures"]`` and kind; problems stay with the row."""
    council, indicator = councils(facts.catalog), _indicator(facts)

    def one(row: Row) -> dict:
        area = row.read("council", council, "")
        about = row.read("indicator_id", indicator, {})
        period = row.read("period", lambda text: _ended(text, about.get("year_end", "03-31"), facts.today), None)
        value, symbol = row.read("value", entries.figure, (math.nan, ""))
        numerator, denominator = (row.read(c, _count, math.nan) for c in ("numerator", "denominator"))
        marker = row.read("marker", entries.marker, "")
        share = row.read("share", _share, "own")
        if not row.sound:
            return {}
        if symbol and marker and symbol != marker:
            row.say("marker", f"'{marker}', but the column value says '{symbol}'. Which is it?")
        marker = marker or symbol
        for column, problem in _disagreements(about, value, numerator, denominator, marker):
            row.say(column, problem)
        if row.sound and math.isnan(value) and marker not in entries.GAPS:
            value = about["multiplier"] * numerator / denominator
        return {
            "area_code": area, "indicator_id": about["indicator_id"], "period": period.label, "kind": period.kind,
            "period_end": period.end, "value": value, "numerator": numerator, "denominator": denominator,
            "marker": marker, "share": share, "note": row.texts.get("note", ""),
        }  # fmt: skip

    return one


def _disagreements(
    about: dict, value: float, numerator: float, denominator: float, marker: str
) -> Iterator[tuple[str, str]]:
    """What does not fit together in a row whose cells can all be read: column and problem."""
    statistic = about["statistic"]
    blank, counts = math.isnan(value), not (math.isnan(numerator) or math.isnan(denominator))
    if marker in entries.GAPS:
        for column, number in (("value", value), ("numerator", numerator)):
            if not math.isnan(number):
                yield column, f"is filled in, but the marker {marker} says that there is no figure. Leave one blank."
    elif statistic not in COUNTED:
        if blank:
            yield "value", f"is blank. It is needed (statistic: {statistic}), or a marker that says why there is none."
        elif statistic == "count" and value < 0:
            yield "value", f"'{value:.15g}' is negative. A count is 0 or more."
    elif not counts:
        what = "percentage" if about["unit"] == "%" else statistic
        lacking = " and ".join(c for c, n in (("numerator", numerator), ("denominator", denominator)) if math.isnan(n))
        problem = f"gives a {what} without its counts: small counts could not be protected. Fill in {lacking}."
        yield ("numerator" if math.isnan(numerator) else "denominator"), problem
    elif denominator == 0:
        yield "denominator", "is 0: there is no figure. Leave value and numerator blank and write the marker z."
    elif statistic == "proportion" and numerator > denominator:
        yield (
            "numerator",
            f"{numerator:.15g} is above the denominator {denominator:.15g} of a proportion: mend one.",
        )
    elif not blank:
        multiplier, decimals = float(about["multiplier"]), int(about["decimals"])
        parts = f"{multiplier:.15g} × {numerator:.15g} / {denominator:.15g}"
        worked = multiplier * numerator / denominator
        if abs(value - worked) > 10.0**-decimals / 2 + 1e-9 * (1 + abs(worked)):
            problem = f"{value:.15g} does not agree with its counts: {parts} is {worked:.{decimals}f}."
            yield "value", f"{problem} Mend one of them, or leave value blank."


def _target(text: str) -> float:
    return entries.number(filled(text))


def targets(facts: Facts) -> Callable[[Row], dict]:
    """A reader of rows of targets: a row of ``own_tables.TABLES["targets"]``; problems stay with the row."""
    council, indicator = councils(facts.catalog), _indicator(facts)

    def one(row: Row) -> dict:
        return {
            "area_code": row.read("council", council, ""),
            "indicator_id": row.read("indicator_id", indicator, {}).get("indicator_id", ""),
            "target": row.read("target", _target, math.nan),
            "tolerance": row.read("tolerance", _tolerance, math.nan),
            "note": row.texts.get("note", ""),
        }

    return one


def _tolerance(text: str) -> float:
    value = entries.number(text) if text else math.nan
    if value < 0:
        raise ScoutingError(f"'{text}' is negative. A tolerance is 0 or more: how far from the target still meets it.")
    return value
