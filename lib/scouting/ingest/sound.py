"""Whether what a release's file says can be right by itself: whole, of years that are over, as its counts say."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import numpy as np
import pandas as pd

from scouting.catalog import Catalog
from scouting.frames import each_cell, each_row
from scouting.ingest.history import beside_counts
from scouting.terms import ENGLAND
from scouting.words import many

#: Of every release held each figure agrees with its counts: a period in which fewer do has a column or a row displaced.
AGREES = 0.99


def unsound(new: pd.DataFrame, catalog: Catalog, name: str) -> list[str]:
    """What speaks against the readings of a file, whatever is held: figures that cannot be, or that counts contradict.

    >>> from scouting.catalog import read
    >>> rows = pd.DataFrame({"indicator_id": "cp_plans_repeat", "area_code": "E06000054", "period": "2026",
    ...                      "source_id": "s", "value": [950.5], "numerator": [10.0], "denominator": [40.0]})
    >>> print(*unsound(rows, read(), "d3.csv"), sep="\\n")  # doctest: +ELLIPSIS
    d3.csv has 1 figure of cp_plans_repeat for 2026 outside the range, 0 to 100, such as 950.5 of Wiltshire; ...
    """
    found = [*_beyond(new, catalog), *_contradicted(new, catalog), *_of_all_england(new, catalog)]
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


def _beyond(new: pd.DataFrame, catalog: Catalog) -> list[str]:
    """Proportions outside 0 to their whole, and counts and rates under 0, by indicator and period."""
    facts = catalog.indicators.reindex(new.indicator_id)
    whole = facts.multiplier.where(facts.statistic == "proportion").to_numpy(float)
    counted = facts.statistic.isin(["proportion", "rate", "count"]).to_numpy()
    out = new.assign(whole=whole)[counted & ((new.value < 0) | (new.value > whole))]
    return [
        f"{many(len(rows), 'figure')} of {indicator_id} for {period} outside the range, "
        + (f"0 to {rows.whole.iloc[0]:g}" if rows.whole.notna().all() else "0 and more")
        + f", such as {rows.value.iloc[0]:.10g} of {catalog.name(rows.area_code.iloc[0])}"
        for (indicator_id, period), rows in out.groupby(["indicator_id", "period"])
    ]


def _of_all_england(new: pd.DataFrame, catalog: Catalog) -> list[str]:
    """Councils with over half of all that England has of a count: England's own row, or a region's."""
    found = []
    counted = new.assign(value=new.value.where(new.indicator_id.map(catalog.indicators.statistic) == "count"))
    for part in ("value", "numerator", "denominator"):
        known = counted[counted[part].notna()]
        whole = known[known.area_code == ENGLAND].set_index(["indicator_id", "period"])[part]
        mine = known[known.area_code.str.match("E0[689]|E10")]
        most = 0.5 * whole.reindex(pd.MultiIndex.from_frame(mine[["indicator_id", "period"]])).to_numpy()
        for row in each_row(mine[(mine[part].to_numpy() > most) & (most >= 50)]):
            found.append(
                f"{getattr(row, part):,.10g} of {catalog.name(row.area_code)} for {row.period} ({row.indicator_id}), "
                "over half of all England's"
            )
    return found


def _contradicted(new: pd.DataFrame, catalog: Catalog) -> list[str]:
    """Indicators and periods in which fewer figures than ``AGREES`` are what their counts give."""
    found = []
    for (indicator_id, period), rows in beside_counts(new, catalog).groupby(["indicator_id", "period"]):
        wrong = rows[~rows.agree]
        if len(wrong) > (1 - AGREES) * len(rows):
            first = wrong.iloc[0]
            found.append(
                f"{len(wrong):,} of {len(rows):,} figures of {indicator_id} for {period} that are not what their "
                f"counts give, such as {first.value:.10g} of {catalog.name(first.area_code)}, where "
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
        f"{name} has {many(n, 'figure')} for {period}, which ends on {end.day} {end:%B %Y}: that is still to "
        "come. Nothing was changed."
        for (period, end), n in each_cell(ahead.groupby(["period", "period_end"]).size())
    ]


def broken_off(path: Path, new: pd.DataFrame, catalog: Catalog) -> list[str]:
    """A sentence where a text has no end of line after its last row and a figure is not what its counts give.

    A number that lost its last digits is a number still: only its counts can tell.
    """
    rows = beside_counts(new, catalog)
    wrong = rows[~rows.agree]
    if wrong.empty or _ends_a_line(path):
        return []
    last = wrong.iloc[-1]
    return [
        f"{path.name} was cut short in its last cell: it has no end of line, and {last.value:.10g} of "
        f"{catalog.name(last.area_code)} {last.period} ({last.indicator_id}) is not what its counts give "
        f"({last.worked:.4g}). Download it again. Nothing was changed."
    ]


def _ends_a_line(path: Path) -> bool:
    """Whether a text ends with an end of line; what is no text needs none."""
    with path.open("rb") as file:
        if file.read(4) in (b"PAR1", b"PK\x03\x04"):
            return True
        file.seek(-1, 2)
        return file.read(1) in b"\r\n"


_CELL = ["indicator_id", "area_code", "period_end"]
_PERIOD = ["indicator_id", "period_end"]
#: A period with less than this share of the figures that are held is taken for a file cut short.
ENOUGH = 2 / 3


def figures(rows: pd.DataFrame) -> pd.Series:
    """Which rows hold a figure: a value, or a count of one that is worked out."""
    return rows.value.notna() | rows.numerator.notna() | rows.denominator.notna()


def compared(old: pd.DataFrame, new: pd.DataFrame, catalog: Catalog) -> pd.DataFrame:
    """The cells that both editions have a figure for: _CELL, period, before, after, differ (beyond rounding), counts.

    An indicator is compared by its value where the release gives one, else by its numerator or denominator.
    ``counts``: whether a numerator or a denominator that both give is another one.
    """
    both = old[figures(old)].merge(new[figures(new)], on=_CELL, suffixes=("_old", "_new"))
    both["period"] = both.period_new
    both["before"], both["after"], both["slack"], both["counts"] = np.nan, np.nan, 1e-9, False
    unit = 10.0 ** -both.indicator_id.map(catalog.indicators.decimals).astype(float)
    for column in ("value", "numerator", "denominator"):
        before, after = both[f"{column}_old"], both[f"{column}_new"]
        take = both.before.isna() & before.notna() & after.notna()
        both.loc[take, "before"], both.loc[take, "after"] = before[take], after[take]
        if column == "value":
            both.loc[take, "slack"] += unit[take] / 2
        else:
            both["counts"] |= (after - before).abs() > 1e-9
    both = both[both.before.notna()]
    both["differ"] = (both.after - both.before).abs() > both.slack
    return both[[*_CELL, "period", "before", "after", "differ", "counts"]]


def falls(old: pd.DataFrame, new: pd.DataFrame, catalog: Catalog, name: str) -> list[str]:
    """What speaks against taking a file: indicators or periods that lost their figures."""
    if old.empty:
        return []
    now, then = (rows[figures(rows)].groupby(_PERIOD).area_code.nunique() for rows in (new, old))
    found = []
    for indicator_id, held in then.groupby(level=0):
        counted = now[now.index.get_level_values(0) == indicator_id].droplevel(0)
        if counted.empty:
            found.append(f"no figure of {indicator_id}, of which {held.sum():,} are held")
            continue
        newest = held.droplevel(0).sort_index()
        # A period that is not held is measured by the newest that is.
        expected = newest.reindex(counted.index).fillna(newest.iloc[-1])
        low = counted[counted < ENOUGH * expected]
        found += [
            f"{count:,} figures of {indicator_id} for the period to {end:%d %B %Y}, where {expected[end]:,.0f} were "
            "to be expected"
            for end, count in each_cell(low)
        ]
    return refusal(name, found, "It was probably cut short, or is another file")


def told(old: pd.DataFrame, new: pd.DataFrame, how: str, entry: list, catalog: Catalog) -> list[str]:
    """A file in lines: what it is and how far it goes, periods that are new, and how it agrees with what is held."""
    source_id, name, _, total, *_ = entry
    source = catalog.sources.set_index("source_id").loc[source_id]
    ends, held = (rows[figures(rows)].sort_values("period_end").period.tail(1).to_list() for rows in (new, old))
    lines = [f"{name}: {source.title} ({source_id}), {total:,} rows."]
    if not ends:
        return [*lines, "It has no figure of any indicator that the catalogue takes from this release."]
    if not held:
        return [*lines, f"The first edition of this release. It goes to {ends[0]}."]
    lines.append(
        {
            "newer": f"Newer: it goes to {ends[0]}, the edition held to {held[0]}. It takes the other's place.",
            "same": f"It ends with {ends[0]}, as the edition held does: where it differs it is taken as a correction.",
            "older": f"Not newer: it goes to {ends[0]}, the edition held to {held[0]}. It replaces no figure.",
            "both": f"It goes to {ends[0]}, the edition held to {held[0]}. It takes the other's place in indicators "
            "that it takes further; of the others it replaces no figure.",
        }[how]
    )
    new_periods = pd.MultiIndex.from_frame(new[_PERIOD])
    fresh = new[figures(new) & ~new_periods.isin(pd.MultiIndex.from_frame(old[figures(old)][_PERIOD]))]
    for period, rows in fresh.groupby("period"):
        lines.append(f"New: {period}, {len(rows):,} figures (indicators: {rows.indicator_id.nunique()}).")
        lines += _absent(old, rows, catalog)
    if how == "newer" and ends[0] not in source.period_covers:
        lines.append(
            f"data/catalog/sources.csv still describes the edition before ('{source.period_covers}'): mend title, "
            "period_covers and published."
        )
    return lines + _agreement(compared(old, new, catalog), old, new, how, catalog)


def _absent(old: pd.DataFrame, new: pd.DataFrame, catalog: Catalog) -> list[str]:
    """A line for each indicator of a new period that lacks areas which the last period held before it has."""
    lines = []
    for indicator_id, rows in new.groupby("indicator_id"):
        held = old[figures(old) & (old.indicator_id == indicator_id) & (old.period_end < rows.period_end.iloc[0])]
        last = held[held.period_end == held.period_end.max()]
        absent = sorted(set(last.area_code) - set(rows.area_code))
        if absent:
            names = ", ".join(map(catalog.name, absent[:5])) + (f" and {len(absent) - 5} more" if absent[5:] else "")
            there = last.area_code.nunique() - len(absent)
            of = f"{there:,} of {last.area_code.nunique():,} areas held for {last.period.iloc[0]}"
            lines.append(f"  {indicator_id}: {of}. No figure of {names}.")
    return lines


def _agreement(both: pd.DataFrame, old: pd.DataFrame, new: pd.DataFrame, how: str, catalog: Catalog) -> list[str]:
    lines = [f"Held by both: {len(both):,} figures; {both.differ.sum():,} differ beyond rounding."]
    for indicator_id, rows in both[both.differ].groupby("indicator_id"):
        of = (both.indicator_id == indicator_id).sum()
        apart = (rows.after - rows.before).abs().sort_values(ascending=False, kind="stable")
        most = "; ".join(
            f"{catalog.name(row.area_code)} {row.period}: {row.before:.10g} held, {row.after:.10g} in this file"
            for row in each_row(rows.loc[apart.index[:3]])
        )
        lines.append(f"  {indicator_id}: {len(rows):,} of {of:,} differ. {most}{'; …' if len(rows) > 3 else ''}")
    alone = both[both.counts & ~both.differ]
    if len(alone):
        names = ", ".join(sorted(set(alone.indicator_id))[:5])
        lines.append(f"Counts alone: {len(alone):,} further cells have the same figure from other counts ({names}).")
    gone = old[figures(old)].merge(new[~figures(new)], on=_CELL, suffixes=("", "_new"))
    if len(gone) and how != "older":
        names = ", ".join(sorted(set(gone.indicator_id))[:5])
        lines.append(f"Withdrawn: {len(gone):,} figures that were held are missing in this file ({names}).")
    return lines
