"""What was known at a date: a figure counts from the end of its period and the longest wait for its release."""

from __future__ import annotations

import pandas as pd


def known_from(values: pd.DataFrame, sources: pd.DataFrame) -> pd.Series:
    """The day from which each row of a values table counts as known: period_end + lag_days of its release.

    ``sources``: source_id and lag_days of the catalogue. A release without lag_days is never known (NaT): an unknown
    wait is no short one.

    >>> rows = pd.DataFrame({"period_end": pd.to_datetime(["2024-03-31"]), "source_id": ["a"]})
    >>> known_from(rows, pd.DataFrame({"source_id": ["a"], "lag_days": [244.0]})).dt.date.iloc[0].isoformat()
    '2024-11-30'
    """
    wait = values.source_id.astype("str").map(sources.set_index("source_id").lag_days)
    return values.period_end + pd.to_timedelta(wait, unit="D")


def known_at(values: pd.DataFrame, sources: pd.DataFrame, day) -> pd.DataFrame:
    """The rows of a values table that count as known on a day. The figures are today's, revised ones."""
    return values[known_from(values, sources) <= pd.Timestamp(day)]


def blocks(values: pd.DataFrame, sources: pd.DataFrame, days: pd.Series) -> pd.Series:
    """For each day, the latest day on or before it on which anything became known: days of one block know the same.

    NaT before the first. A back-test computes once a block, not once an inspection.
    """
    fresh = known_from(values, sources).dropna().drop_duplicates().sort_values().to_numpy()
    place = pd.Index(fresh).searchsorted(pd.to_datetime(days).to_numpy(), side="right") - 1
    return pd.Series(pd.DatetimeIndex(fresh)[place.clip(0)], index=days.index).where(place >= 0)
