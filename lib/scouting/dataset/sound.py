"""Whether what a release's file says can be right by itself: whole, of years that are over, as its counts say."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pandas as pd

from scouting.catalog import Catalog
from scouting.history import beside_counts
from scouting.sentences import many

#: Of every release held each figure agrees with its counts: a period in which fewer do has a column or a row displaced.
AGREES = 0.99


def unsound(new: pd.DataFrame, known: Catalog, name: str) -> list[str]:
    """What speaks against the readings of a file, whatever is held: figures that cannot be, or that counts contradict.

    >>> from scouting.catalog import read
    >>> rows = pd.DataFrame({"indicator_id": "cp_plans_repeat", "area_code": "E06000054", "period": "2026",
    ...                      "source_id": "s", "value": [950.5], "numerator": [10.0], "denominator": [40.0]})
    >>> print(*unsound(rows, read(), "d3.csv"), sep="\\n")  # doctest: +ELLIPSIS
    d3.csv has 1 figure of cp_plans_repeat for 2026 outside the range, 0 to 100, such as 950.5 of Wiltshire; ...
    """
    found = [*_beyond(new, known), *_contradicted(new, known)]
    return refusal(name, found, "A column or a row is probably displaced")


def refusal(name: str, found: list[str], probably: str) -> list[str]:
    """The one sentence that refuses a file for what was found in it (five of it told); none where nothing was found."""
    if not found:
        return []
    more = f"; and {len(found) - 5} more" if len(found) > 5 else ""
    return [
        f"{name} has {'; '.join(found[:5])}{more}. {probably}. Download it again; if the publisher says that it is "
        "right, add it with --force. Nothing was changed."
    ]


def _beyond(new: pd.DataFrame, known: Catalog) -> list[str]:
    """Proportions outside 0 to their whole, and counts and rates under 0, by indicator and period."""
    facts = known.indicators.reindex(new.indicator_id)
    whole = facts.multiplier.where(facts.statistic == "proportion").to_numpy(float)
    counted = facts.statistic.isin(["proportion", "rate", "count"]).to_numpy()
    out = new.assign(whole=whole)[counted & ((new.value < 0) | (new.value > whole))]
    return [
        f"{many(len(rows), 'figure')} of {indicator_id} for {period} outside the range, "
        + (f"0 to {rows.whole.iloc[0]:g}" if rows.whole.notna().all() else "0 and more")
        + f", such as {rows.value.iloc[0]:.10g} of {known.name(rows.area_code.iloc[0])}"
        for (indicator_id, period), rows in out.groupby(["indicator_id", "period"])
    ]


def _contradicted(new: pd.DataFrame, known: Catalog) -> list[str]:
    """Indicators and periods in which fewer figures than ``AGREES`` are what their counts give."""
    found = []
    for (indicator_id, period), rows in beside_counts(new, known).groupby(["indicator_id", "period"]):
        wrong = rows[~rows.agree]
        if len(wrong) > (1 - AGREES) * len(rows):
            first = wrong.iloc[0]
            found.append(
                f"{len(wrong):,} of {len(rows):,} figures of {indicator_id} for {period} that are not what their "
                f"counts give, such as {first.value:.10g} of {known.name(first.area_code)}, where "
                f"{first.numerator:.10g} of {first.denominator:.10g} is {first.worked:.4g}"
            )
    return found


def not_over(new: pd.DataFrame, today: dt.date, name: str) -> list[str]:
    """A sentence where a file has figures of periods that end after ``today``.

    What figures are divided by may come before them: mid-year estimates serve a later year.

    >>> rows = pd.DataFrame({"period": ["2025", "2030"], "period_end": pd.to_datetime(["2025-03-31", "2030-03-31"]),
    ...                      "value": 1.0, "numerator": 1.0, "denominator": 1.0})
    >>> not_over(rows, dt.date(2026, 1, 1), "d3.csv")
    ['d3.csv has 1 figure for 2030, which ends on 31 March 2030: that is still to come. Nothing was changed.']
    """
    ahead = new[(new.value.notna() | new.numerator.notna()) & (new.period_end > pd.Timestamp(today))]
    return [
        f"{name} has {many(len(rows), 'figure')} for {period}, which ends on {end.day} {end:%B %Y}: that is still to "
        "come. Nothing was changed."
        for (period, end), rows in ahead.groupby(["period", "period_end"])
    ]


def broken_off(path: Path, new: pd.DataFrame, known: Catalog) -> list[str]:
    """A sentence where a text has no end of line after its last row and a figure is not what its counts give.

    A number that lost its last digits is a number still: only its counts can tell.
    """
    rows = beside_counts(new, known)
    wrong = rows[~rows.agree]
    if wrong.empty or _ends_a_line(path):
        return []
    last = wrong.iloc[-1]
    return [
        f"{path.name} was cut short in its last cell: it has no end of line, and {last.value:.10g} of "
        f"{known.name(last.area_code)} {last.period} ({last.indicator_id}) is not what its counts give "
        f"({last.worked:.4g}). Download it again. Nothing was changed."
    ]


def _ends_a_line(path: Path) -> bool:
    """Whether a text ends with an end of line; what is no text needs none."""
    with path.open("rb") as file:
        if file.read(4) in (b"PAR1", b"PK\x03\x04"):
            return True
        file.seek(-1, 2)
        return file.read(1) in b"\r\n"
