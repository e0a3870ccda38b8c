"""All figures of all areas in one block, the latest period last, with their noise: made once, asked often."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace

import numpy as np
import pandas as pd

from scouting import periods
from scouting.catalog import breaks
from scouting.stats import noise
from scouting.terms import COUNCIL_TYPES, POLARITIES, WOBBLE_SPAN, Z95

#: The indicator that says how large a council is, by service.
SIZE_BY = {"children": "children_0_17", "adults": "adults_65_over"}


@dataclass(frozen=True)
class Panel:
    """Figures of ``indicators`` x ``areas`` x periods; the last slot is each indicator's latest period.

    ``figures``, ``numerator``, ``denominator``, ``se`` (standard error of one year's figure) and ``lower``,
    ``upper`` (the range it is likely to lie in) have shape (indicators, areas, slots), NaN where missing;
    ``markers`` the same with texts.
    ``labels``, ``ends``, ``position`` (place in time), ``segment`` (stretch between breaks) have shape
    (indicators, slots); slots before an indicator's first period have an empty label and position -1.
    ``kind``: what each indicator's periods are, "year", "quarter" or "month".
    ``mean``, ``mean_se``: the sustained figure, shape (indicators, areas), of years alone. ``spread``,
    ``reliability``: tau squared between councils and the share of their variance that is signal,
    (2, indicators), now and sustained.
    ``method``: how each noise came about, (indicators, areas). ``sampling``: the part of the noise of each figure that
    its published counts or limits give, shape of ``figures``.
    """

    indicators: pd.DataFrame
    areas: pd.Index
    councils: np.ndarray
    labels: np.ndarray
    ends: np.ndarray
    position: np.ndarray
    segment: np.ndarray
    kind: np.ndarray
    figures: np.ndarray
    markers: np.ndarray
    numerator: np.ndarray
    denominator: np.ndarray
    lower: np.ndarray
    upper: np.ndarray
    se: np.ndarray
    mean: np.ndarray
    mean_se: np.ndarray
    spread: np.ndarray
    reliability: np.ndarray
    method: np.ndarray
    sampling: np.ndarray

    @property
    def sign(self) -> np.ndarray:
        """Polarity of each indicator as +1, -1 or 0."""
        return self.indicators.polarity.map(POLARITIES).to_numpy()

    def take(self, ids: pd.Index) -> Panel:
        """The panel of some of its indicators, in their order; those it lacks are left out."""
        if ids.equals(self.indicators.index):
            return self
        rows = self.indicators.index.get_indexer(ids)
        rows = rows[rows >= 0]
        by_horizon = {"spread", "reliability"}
        cut = {}
        for name in (f.name for f in fields(self) if f.name not in ("areas", "councils")):
            block = getattr(self, name)
            cut[name] = (
                block[:, rows] if name in by_horizon else block.iloc[rows] if name == "indicators" else block[rows]
            )
        return replace(self, **cut)

    def consecutive(self) -> np.ndarray:
        """Whether each indicator's last two periods follow each other with no gap and no break."""
        if self.position.shape[1] < 2:
            return np.zeros(len(self.position), bool)
        step = self.position[:, -1] - self.position[:, -2]
        return (step == 1) & (self.segment[:, -1] == self.segment[:, -2]) & (self.position[:, -2] >= 0)


def _slots(values: pd.DataFrame, indicators: pd.DataFrame, counted: np.ndarray) -> pd.DataFrame:
    """Each indicator's periods in order: slot (last = latest with a council's figure), position, segment."""
    keys = ["indicator_id", "period", "period_end"]
    every = values[keys].assign(filled=counted & values.value.notna().to_numpy())
    every = every.groupby(keys, observed=True, as_index=False).filled.any()
    every = every.astype({"indicator_id": "str", "period": "str"}).sort_values(["indicator_id", "period_end"])
    parts = []
    for indicator_id, rows in every.groupby("indicator_id"):
        last = rows.filled.to_numpy().nonzero()[0]
        rows = rows.iloc[: last[-1] + 1] if len(last) else rows
        days = rows.period_end.diff().dt.days
        # The shortest step, not the middle one: a series with more gaps than neighbours in time would hide them.
        typical = days.min() if len(rows) > 1 else 1.0
        new = list(breaks(indicators.breaks[indicator_id]))
        starts = rows.period_end[rows.period.isin(new)]
        parts.append(
            rows.assign(
                slot=np.arange(-len(rows), 0),
                position=(days.fillna(0) / typical).round().cumsum().astype(int),
                segment=np.searchsorted(np.sort(starts.to_numpy()), rows.period_end.to_numpy(), side="right"),
            )
        )
    return pd.concat(parts, ignore_index=True)


def panel(values: pd.DataFrame, indicators: pd.DataFrame, areas: pd.DataFrame) -> Panel:
    """The panel of some indicators (rows of the catalogue, in the order wanted) over all areas.

    Councils of similar size pool their wobble: size is the number of children, or of adults of 65 and over, by the
    service of the indicator (``SIZE_BY``). Rows of other indicators and of areas that ``areas`` lacks are ignored.
    """
    sizes = {service: _sizes(values, by, areas.index) for service, by in SIZE_BY.items()}
    values = values[values.indicator_id.isin(indicators.index) & values.area_code.isin(areas.index)]
    indicators = indicators[indicators.index.isin(values.indicator_id.astype("str").unique())]
    is_council = areas.type.isin(COUNCIL_TYPES).to_numpy()
    councils = areas.index[is_council]
    slots = _slots(values, indicators, values.area_code.isin(councils).to_numpy())
    ni, na, nt = len(indicators), len(areas), int(-slots.slot.min())
    values = values.astype({"indicator_id": "str", "period": "str", "area_code": "str", "marker": "str"})
    rows = values.merge(slots[["indicator_id", "period", "slot"]], on=["indicator_id", "period"])
    i, a = indicators.index.get_indexer(rows.indicator_id), areas.index.get_indexer(rows.area_code)
    t = rows.slot.to_numpy() + nt

    def block(column: str) -> np.ndarray:
        out = np.full((ni, na, nt), np.nan)
        out[i, a, t] = rows[column].to_numpy(float)
        return out

    markers = np.full((ni, na, nt), "", dtype=object)
    markers[i, a, t] = rows.marker.to_numpy()
    si, st = indicators.index.get_indexer(slots.indicator_id), slots.slot.to_numpy() + nt
    labels = np.full((ni, nt), "", dtype=object)
    labels[si, st] = slots.period.to_numpy()
    ends = np.full((ni, nt), np.datetime64("NaT"), dtype="datetime64[s]")
    ends[si, st] = slots.period_end.to_numpy()
    position, segment = np.full((ni, nt), -1), np.zeros((ni, nt), int)
    position[si, st], segment[si, st] = slots.position, slots.segment

    figures, lower, upper = block("value"), block("lower_ci"), block("upper_ci")
    counts = noise.sampling(lower, upper)
    se, method = _noise(figures, counts, position, segment, sizes, indicators, areas)
    lower, upper = _limits(figures, se, lower, upper, indicators)
    mean, mean_se = noise.sustained(figures, se, position[:, None, :], segment[:, None, :])
    kind = np.array([periods.parse(label).kind for label in labels[:, -1]], dtype=object)
    # Three quarters or months are no three years: what was so for a few months is compared for the latest alone.
    mean[kind != "year"] = mean_se[kind != "year"] = np.nan
    horizons = ((figures[:, is_council, -1], se[:, is_council, -1]), (mean[:, is_council], mean_se[:, is_council]))
    spread, reliability = np.empty((2, ni)), np.empty((2, ni))
    for h, (y, s) in enumerate(horizons):
        for k in range(ni):
            spread[h, k] = noise.additive_variance(y[k], s[k], _middle(y[k]))[1]
            reliability[h, k] = noise.reliability(y[k], s[k])
    return Panel(
        indicators, areas.index, is_council, labels, ends, position, segment, kind, figures, markers,
        block("numerator"), block("denominator"), lower, upper, se, mean, mean_se, spread, reliability, method, counts,
    )  # fmt: skip


def _middle(y: np.ndarray) -> float:
    y = y[np.isfinite(y)]
    return float(np.median(y)) if len(y) else np.nan


def _sizes(values: pd.DataFrame, size_by: str, areas: pd.Index) -> np.ndarray:
    sized = values[(values.indicator_id == size_by) & values.value.notna()].sort_values("period_end")
    last = sized.groupby(sized.area_code.astype("str")).value.last()
    return last.reindex(areas).to_numpy(float)


def _limits(figures, se, lower, upper, indicators) -> tuple[np.ndarray, np.ndarray]:
    """The exact limits where sampling is the larger noise, else 1.96 times the noise either way, within what can be."""
    with np.errstate(invalid="ignore"):
        exact = noise.sampling(lower, upper) >= se - 1e-12
    kind = indicators.statistic.to_numpy()
    floor = np.where(kind == "score", -np.inf, 0.0)[:, None, None]
    ceiling = np.where(kind == "proportion", indicators.multiplier.to_numpy(float), np.inf)[:, None, None]
    lower = np.maximum(np.where(exact, lower, figures - Z95 * se), floor)
    upper = np.minimum(np.where(exact, upper, figures + Z95 * se), ceiling)
    # A figure published in whole numbers can lie outside the limits of its own counts (0% for 1 of 2,357).
    return np.minimum(lower, figures), np.maximum(upper, figures)


def _noise(figures, counts, position, segment, sizes, indicators, areas) -> tuple[np.ndarray, np.ndarray]:
    last = slice(-WOBBLE_SPAN, None)
    rss, df = noise.scatter(figures[..., last], position[:, None, last], segment[:, None, last])
    wobble = np.full(rss.shape, np.nan)
    is_council = areas.type.isin(COUNCIL_TYPES).to_numpy()
    for service, size in sizes.items():
        mine = np.ix_((indicators.service == service).to_numpy(), is_council)
        wobble[mine] = noise.wobble(rss[mine], df[mine], size[is_council])
    # England and the regions have no others of their size: each keeps its own scatter.
    own = np.divide(rss, df, out=np.full(rss.shape, np.nan), where=df > 0)
    wobble[:, ~is_council] = np.sqrt(own[:, ~is_council])
    floor = noise.rounding(indicators.decimals.to_numpy())[:, None, None]
    se = np.fmax(counts, wobble[..., None])
    se = np.where(np.isfinite(figures), np.fmax(se, np.where(np.isfinite(se), floor, np.nan)), np.nan)
    latest, has_wobble = counts[..., -1], np.isfinite(wobble)
    method = np.select(
        [np.isfinite(latest) & has_wobble & (latest >= wobble), np.isfinite(latest) & has_wobble,
         np.isfinite(latest), has_wobble],
        ["sampling, larger than wobble", "wobble, larger than sampling", "sampling only", "wobble only"],
        "none",
    )  # fmt: skip
    return se, method
