"""All figures of all areas in blocks, the latest period last, as they were published."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from functools import cached_property
from typing import Self

import numpy as np
import pandas as pd

from scouting import periods
from scouting.catalog import breaks
from scouting.stats import noise
from scouting.terms import COUNCIL_TYPES, POLARITIES

#: The indicator that says how large a council is, by service.
SIZE_BY = {"children": "children_0_17", "adults": "adults_65_over"}


@dataclass(frozen=True)
class Blocks:
    """Figures of ``indicators`` x ``areas`` x periods, as published; the last slot is each indicator's latest period.

    ``figures``, ``numerator``, ``denominator`` and ``sampling`` (the standard error that published limits amount to)
    have shape (indicators, areas, slots), NaN where missing; ``markers`` the same with texts.
    ``labels``, ``ends``, ``position`` (place in time), ``segment`` (stretch between breaks) have shape
    (indicators, slots); slots before an indicator's first period have an empty label and position -1.
    ``kind``: what each indicator's periods are, "year", "quarter" or "month". ``councils`` (areas,): which are
    councils; ``today`` (areas,): which of them have a latest figure of anything; ``sizes``: by service, how large each
    area is, (areas,).
    """

    indicators: pd.DataFrame
    areas: pd.Index
    councils: np.ndarray
    today: np.ndarray
    sizes: dict[str, np.ndarray]
    labels: np.ndarray
    ends: np.ndarray
    position: np.ndarray
    segment: np.ndarray
    kind: np.ndarray
    figures: np.ndarray
    markers: np.ndarray
    numerator: np.ndarray
    denominator: np.ndarray
    sampling: np.ndarray

    def take(self, ids: pd.Index) -> Self:
        """Those of some of its indicators, in their order; those it lacks are left out."""
        if ids.equals(self.indicators.index):
            return self
        rows = self.indicators.index.get_indexer(ids)
        rows = rows[rows >= 0]
        whole = ("areas", "councils", "today", "sizes", "cutoffs")
        cut = {name: getattr(self, name) for name in (f.name for f in fields(self)) if name not in whole}
        return replace(self, **{n: b.iloc[rows] if n == "indicators" else b[rows] for n, b in cut.items()})

    def before(self, periods: int) -> Blocks:
        """The same without each indicator's last periods: what was known then, as it is published now."""
        keep = slice(None, -periods or None)
        names = ("labels", "ends", "position", "segment", "figures", "markers", "numerator", "denominator", "sampling")
        return replace(self, **{name: getattr(self, name)[..., keep] for name in names})

    @cached_property
    def sign(self) -> np.ndarray:
        """Polarity of each indicator as +1, -1 or 0."""
        return self.indicators.polarity.map(POLARITIES).to_numpy()

    def consecutive(self) -> np.ndarray:
        """Whether each indicator's last two periods follow each other with no gap and no break."""
        if self.position.shape[1] < 2:
            return np.zeros(len(self.position), bool)
        step = self.position[:, -1] - self.position[:, -2]
        return (step == 1) & (self.segment[:, -1] == self.segment[:, -2]) & (self.position[:, -2] >= 0)


def _slots(values: pd.DataFrame, indicators: pd.DataFrame, counted: np.ndarray) -> pd.DataFrame:
    """Each indicator's periods in order, with those left out: slot (last = latest with a council's figure), position,
    segment. They go from the first to the last in which a council has a figure."""
    keys = ["indicator_id", "period", "period_end"]
    every = values[keys].assign(filled=counted & values.value.notna().to_numpy())
    every = every.groupby(keys, observed=True, as_index=False)[["filled"]].any()
    every = every.astype({"indicator_id": "str", "period": "str"}).sort_values(["indicator_id", "period_end"])
    parts = []
    for indicator_id, rows in every.groupby("indicator_id"):
        held = rows.filled.to_numpy().nonzero()[0]
        rows = rows.iloc[held[0] : held[-1] + 1] if len(held) else rows
        rows = periods.complete(rows).assign(indicator_id=indicator_id)
        new = list(breaks(indicators.breaks[indicator_id]))
        starts = rows.period_end[rows.period.isin(new)]
        parts.append(
            rows.assign(
                slot=np.arange(-len(rows), 0),
                segment=np.searchsorted(np.sort(starts.to_numpy()), rows.period_end.to_numpy(), side="right"),
            )
        )
    return pd.concat(parts, ignore_index=True)


def blocks_of(values: pd.DataFrame, indicators: pd.DataFrame, areas: pd.DataFrame) -> Blocks:
    """The figures of some indicators (rows of the catalogue, in the order wanted) over all areas.

    Rows of other indicators and of areas that ``areas`` lacks are ignored.
    """
    sizes = {service: _sizes(values, by, areas.index) for service, by in SIZE_BY.items()}
    values = values[values.indicator_id.isin(indicators.index) & values.area_code.isin(areas.index)]
    indicators = indicators[indicators.index.isin(values.indicator_id.astype("str").unique())]
    is_council = areas.type.isin(COUNCIL_TYPES).to_numpy()
    slots = _slots(values, indicators, values.area_code.isin(areas.index[is_council]).to_numpy())
    ni, na, nt = len(indicators), len(areas), int(-slots.slot.min())
    values = values.astype({"indicator_id": "str", "period": "str", "area_code": "str", "marker": "str"})
    rows = values.merge(slots[["indicator_id", "period", "slot"]], on=["indicator_id", "period"])
    i, a = (t.index.get_indexer(pd.Index(rows[k])) for t, k in ((indicators, "indicator_id"), (areas, "area_code")))
    t = rows.slot.to_numpy() + nt

    def block(column: str) -> np.ndarray:
        out = np.full((ni, na, nt), np.nan)
        out[i, a, t] = rows[column].to_numpy(float)
        return out

    si, st = indicators.index.get_indexer(pd.Index(slots.indicator_id)), slots.slot.to_numpy() + nt
    labels = np.full((ni, nt), "", dtype=object)
    labels[si, st] = slots.period.to_numpy()
    ends = np.full((ni, nt), np.datetime64("NaT"), dtype="datetime64[s]")
    ends[si, st] = slots.period_end.to_numpy()
    position, segment = np.full((ni, nt), -1), np.zeros((ni, nt), int)
    position[si, st], segment[si, st] = slots.position, slots.segment
    markers = _markers((i, a, t), rows.marker, position, na)
    kind = np.array([periods.kind_of(label) for label in labels[:, -1]], dtype=object)
    figures = block("value")
    today = is_council & np.isfinite(figures[..., -1]).any(0)
    return Blocks(
        indicators, areas.index, is_council, today, sizes, labels, ends, position, segment, kind, figures, markers,
        block("numerator"), block("denominator"), noise.sampling(block("lower_ci"), block("upper_ci")),
    )  # fmt: skip


def _markers(
    at: tuple[np.ndarray, np.ndarray, np.ndarray], given: pd.Series, position: np.ndarray, na: int
) -> np.ndarray:
    """The markers in their places ``at``. Where an area has rows of an indicator, a period without one is marked as
    missing: x before its last row, - (not published) after it. Where it has none at all, nothing is marked.
    """
    there = np.zeros((len(position), na, position.shape[1]), bool)
    there[at] = True
    absent = ~there & there.any(-1, keepdims=True) & (position >= 0)[:, None]
    goes_on = np.maximum.accumulate(there[..., ::-1], axis=-1)[..., ::-1]
    out = np.select([absent & goes_on, absent], ["x", "-"], "").astype(object)
    out[at] = given.to_numpy()
    return out


def _sizes(values: pd.DataFrame, size_by: str, areas: pd.Index) -> np.ndarray:
    sized = values[(values.indicator_id == size_by) & values.value.notna()].sort_values("period_end")
    last = sized.groupby(sized.area_code.astype("str")).value.last()
    return last.reindex(areas).to_numpy(float)
