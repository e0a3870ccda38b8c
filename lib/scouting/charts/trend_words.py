"""The trend in words: its table put in order, its alt text, its notes."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd

from scouting.charts import axis, layout
from scouting.terms import UNPUBLISHED

COLUMNS = (
    "period", "period_end", "value", "lower", "upper", "marker", "neighbour_q25", "neighbour_median",
    "neighbour_q75", "n_with_value", "england", "segment",
)  # fmt: skip
FIGURES = ("value", "lower", "upper", "neighbour_q25", "neighbour_median", "neighbour_q75", "england")
SERIES = ("value", "neighbour_median", "england")


def alt_text(
    rows: pd.DataFrame, *, title: str, unit: str, decimals: int, focus_name: str,
    own: pd.DataFrame | None = None, target: float = math.nan,
) -> str:  # fmt: skip
    """The chart in words: every figure of the council, where the comparators start and end, own figures and target.

    >>> rows = pd.DataFrame([("2025", pd.Timestamp("2025-03-31"), 25.5, 24.2, 26.9, "", 19.0, 22.3, 24.0, 10, 22.5, 0)],
    ...                     columns=COLUMNS)
    >>> alt_text(rows, title="Up", unit="%", decimals=1, focus_name="Wiltshire")
    'Line chart: Up. Wiltshire: 25.5% in 2025. Similar councils’ median: 22.3% in 2025. England: 22.5% in 2025.'
    """
    rows = ordered(rows)
    every = [f"{axis.short(r.value, unit, decimals)} in {r.period}" for r in rows.itertuples() if pd.notna(r.value)]
    parts = [f"Line chart: {title.rstrip('.')}.", *filter(None, [axis.figures_are(unit)])]
    parts.append(f"{focus_name}: {', '.join(every) or 'no figure'}.")
    for name, words in (("neighbour_median", "Similar councils’ median"), ("england", "England")):
        held = rows[rows[name].notna()]
        if held.empty and name == "england":  # a local indicator has none
            continue
        ends = held.iloc[[0, -1]] if len(held) > 1 else held
        said = " to ".join(f"{axis.short(r[name], unit, decimals)} in {r['period']}" for _, r in ends.iterrows())
        parts.append(f"{words}: {said or 'no figure'}.")
    if own is not None and len(own):
        held = [f"{_figure(row, unit, decimals)} in {row.period}" for row in own.itertuples()]
        parts.append(f"{focus_name}’s own figures, {UNPUBLISHED}: {', '.join(held)}.")
    if not math.isnan(target):
        parts.append(f"{focus_name}’s own target: {axis.short(target, unit, decimals)}.")
    return " ".join([*parts, *_gaps(rows), *_break_words(rows)])


def _figure(row: Any, unit: str, decimals: int) -> str:
    return axis.absent(row.marker) if pd.isna(row.value) else axis.short(row.value, unit, decimals)


def ordered(rows: pd.DataFrame) -> pd.DataFrame:
    rows = layout.check(rows, COLUMNS, "trend", FIGURES)
    return rows.sort_values("period_end", kind="stable", ignore_index=True)


def _gaps(rows: pd.DataFrame) -> list[str]:
    """The periods without a figure and why, neighbouring ones of one reason together."""
    spans: list[tuple[str, list[str]]] = []
    previous = ""
    for row in rows.itertuples():
        reason = axis.absent(row.marker) if pd.isna(row.value) else ""
        if reason and reason == previous:
            spans[-1][1].append(row.period)
        elif reason:
            spans.append((reason, [row.period]))
        previous = reason
    lost = []
    for reason, periods in spans:
        text = " to ".join([periods[0], periods[-1]][: len(periods)])
        lost.append(text if reason == "no figure" else f"{text} ({reason})")
    return [f"No figure for {axis.join(lost)}."] if lost else []


def _break_words(rows: pd.DataFrame) -> list[str]:
    return [f"Series break before {rows.at[i, 'period']}: not comparable across it." for i in break_places(rows)]


def break_places(rows: pd.DataFrame) -> list[int]:
    return [i for i in range(1, len(rows)) if rows.at[i, "segment"] != rows.at[i - 1, "segment"]]


def notes(rows: pd.DataFrame, own: pd.DataFrame, focus_name: str, *, from_zero: bool) -> list[str]:
    """What the reader has to know, only as far as it is on this chart; of missing ``own`` figures, which and why."""
    bare = int((rows["value"].notna() & (rows["lower"].isna() | rows["upper"].isna())).sum())
    known = int(rows["value"].notna().sum()) - bare
    said = [*(f"{focus_name}: n{text[1:]}" for text in _gaps(rows)), *_break_words(rows)]
    said += [f"Own figures: n{text[1:]}" for text in _gaps(own)]
    if known:
        said.append("Thin upright lines: how far one year’s figure usually moves when nothing has changed.")
    if bare:
        said.append(f"Hollow: not known how far it usually moves ({axis.counted(bare, 'period', 'periods')}).")
    shown = rows.loc[rows["neighbour_median"].notna(), "n_with_value"]
    if len(shown):
        low, high = int(shown.min()), int(shown.max())
        many = axis.counted(low, "council", "councils") if low == high else f"{low} to {high} councils"
        said.append(f"Similar councils: median of {many}, band their middle half.")
    if own["value"].notna().any():
        said.append(f"Diamonds: {focus_name}’s own figures, {UNPUBLISHED}.")
    if rows[list(SERIES)].notna().any(axis=None) and not from_zero:
        said.append("The axis does not start at zero.")
    return [" ".join(said)] if said else []
