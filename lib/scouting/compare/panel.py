"""The blocks with what is known of each figure's noise, and the level that verdicts rest on: made once, asked often."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

import numpy as np
import pandas as pd

from scouting.catalog import terms_in
from scouting.compare.blocks import SIZE_BY, Blocks, blocks_of
from scouting.compare.verdict import NOMINAL, Cutoffs
from scouting.stats import course, level, noise, scales
from scouting.terms import FEWEST_NEIGHBOURS, FEWEST_PEOPLE, SMALL_COUNT, WOBBLE_PERIODS, WOBBLE_SPAN, Z95

#: A council this much smaller than the middle one has few people behind every figure, counted or not.
TINY = 1 / 20
#: The marker of a figure that two councils return together.
JOINT = "j"
#: How a figure's noise came about.
COUNTS, LENT, BY_SIZE, LENT_BY_SIZE, NONE = (
    "counts and overdispersion", "counts and overdispersion of its kin", "scatter of councils of its size",
    "scatter of its kin at its size", "none",
)  # fmt: skip


@dataclass(frozen=True)
class Panel(Blocks):
    """The blocks with what is known of each figure's noise, and the level that verdicts rest on.

    ``se``: standard error of one period's figure, ``lower``, ``upper``: how far such a figure usually moves when
    nothing has changed, all (indicators, areas, slots). Of shape (indicators, areas): ``level``; ``level_se``,
    ``level_lower``, ``level_upper``; ``level_periods``: how many periods it is made of; ``scaled``, ``scaled_se``:
    level and noise on the scale of its kind; ``too_few``: whose figure is of too few people to compare; ``method``:
    how the noise came about. Of shape (indicators,): ``overdispersion`` (how much more yearly figures scatter than
    counts alone, NaN without counts), ``correlation`` (of one year's scatter with the next one's), ``lent_by`` (the
    kin whose noise is used, or ""), ``between`` (tau squared between councils, beyond noise), ``apart`` (an
    unweighted robust standard deviation between councils), ``reliability`` (share of their variance that is
    signal). ``cutoffs``: from what sureness on a gap is called clear, and probable.
    """

    se: np.ndarray
    lower: np.ndarray
    upper: np.ndarray
    level: np.ndarray
    level_se: np.ndarray
    level_lower: np.ndarray
    level_upper: np.ndarray
    level_periods: np.ndarray
    scaled: np.ndarray
    scaled_se: np.ndarray
    too_few: np.ndarray
    method: np.ndarray
    overdispersion: np.ndarray
    correlation: np.ndarray
    lent_by: np.ndarray
    between: np.ndarray
    apart: np.ndarray
    reliability: np.ndarray
    cutoffs: Cutoffs = NOMINAL

    def arrays(self) -> dict[str, np.ndarray]:
        """All that was worked out, as arrays by name: what ``of_arrays`` makes the same panel from."""
        sizes = {f"size of {service}": size for service, size in self.sizes.items()}
        plain = {f.name: getattr(self, f.name) for f in fields(self) if f.name not in _GIVEN}
        return {"ids": self.indicators.index.to_numpy(object), **sizes, **plain}

    @classmethod
    def of_arrays(
        cls, arrays: dict[str, np.ndarray], indicators: pd.DataFrame, areas: pd.Index, cutoffs: Cutoffs
    ) -> Panel:
        """The panel again, from its arrays and what it was made from."""
        sizes = {service: arrays[f"size of {service}"] for service in SIZE_BY}
        plain = {f.name: arrays[f.name] for f in fields(cls) if f.name not in _GIVEN}
        return cls(indicators=indicators.loc[list(arrays["ids"])], areas=areas, sizes=sizes, cutoffs=cutoffs, **plain)


#: What a panel is given, or holds by service: no arrays of its own.
_GIVEN = ("indicators", "areas", "sizes", "cutoffs")


def panel_of(values: pd.DataFrame, indicators: pd.DataFrame, areas: pd.DataFrame, cutoffs: Cutoffs = NOMINAL) -> Panel:
    """The panel of some indicators (rows of the catalogue, in the order wanted) over all areas.

    Councils of similar size pool their scatter where no counts are published: size is the number of children, or of
    adults of 65 and over, by the service of the indicator (``SIZE_BY``).
    """
    return judged(blocks_of(values, indicators, areas), cutoffs)


def judged(made: Blocks, cutoffs: Cutoffs = NOMINAL) -> Panel:
    """Blocks with their noise and levels: what a verdict needs beside the neighbours."""
    return Panel(**{f.name: getattr(made, f.name) for f in fields(Blocks)}, cutoffs=cutoffs, **_judged(made))


class _Measure:
    """One indicator of the blocks on its scale: what its noise is made from."""

    def __init__(self, made: Blocks, i: int):
        self.kind = made.indicators.statistic.iloc[i]
        multiplier = float(made.indicators.multiplier.iloc[i])
        #: What a figure is divided by to be on its scale: a proportion is in 0 to 1, a rate keeps its unit.
        self.unit = multiplier if self.kind == scales.PROPORTION else 1.0
        self.figures = made.figures[i] / self.unit
        self.size = scales.size_of(self.kind, self.figures, made.sampling[i] / self.unit)
        if self.kind in (scales.PROPORTION, scales.RATE):
            people = made.denominator[i] / (1.0 if self.kind == scales.PROPORTION else multiplier)
            self.size = np.where(people > 0, people, self.size)
        self.counted = bool(np.isfinite(self.size[made.councils, -1]).any()) if self.size.shape[1] else False
        #: A figure of two councils together is published without counts: it has those of councils of its size.
        self.joint = made.markers[i] == JOINT
        usual = self.size / made.sizes[made.indicators.service.iloc[i]][:, None]
        if self.counted and self.joint.any() and np.isfinite(usual[made.councils]).any():
            like = np.nanmedian(usual[made.councils]) * made.sizes[made.indicators.service.iloc[i]][:, None]
            self.size = np.where(self.joint & np.isnan(self.size), like, self.size)
        self.scaled = scales.scaled(self.kind, self.figures, self.size)
        self.rounding = float(noise.rounding(made.indicators.decimals.iloc[i])) / self.unit

    def within(self, figure, variance, times: float = 1.0) -> tuple[np.ndarray, np.ndarray]:
        """Limits in the published unit, rounding (``times`` as large) allowed for, within what can be."""
        lower, upper = scales.limits(self.kind, figure, variance)
        reach = Z95 * self.rounding * times
        lower, upper = figure - np.hypot(figure - lower, reach), figure + np.hypot(upper - figure, reach)
        floor = -np.inf if self.kind == "score" else 0.0
        ceiling = 1.0 if self.kind == scales.PROPORTION else np.inf
        # A figure published in whole numbers may itself lie a whisker outside.
        lower, upper = np.minimum(np.maximum(lower, floor), figure), np.maximum(np.minimum(upper, ceiling), figure)
        return lower * self.unit, upper * self.unit


def _course(made: Blocks, i: int, mine: _Measure) -> course.Course:
    """The scatter of one indicator's figures round each council's course, within the present definition."""
    last = slice(-WOBBLE_SPAN, None)
    now = (made.segment[i, last] == made.segment[i, -1]) & (made.position[i, last] >= 0)
    y, size = mine.scaled[:, last][:, now], mine.size[:, last][:, now]
    variance = 1 / (4 * size) if mine.counted else np.ones_like(y)
    return course.course(y, variance, made.position[i, last][now], made.councils, WOBBLE_PERIODS)


def _kin(made: Blocks, i: int, measures: list[_Measure], courses: list[course.Course]) -> int:
    """The place of the first kin that can lend its noise: of the same kind, counted as it is; -1 for none."""
    for name in terms_in(str(made.indicators.get("kin", pd.Series("", made.indicators.index)).iloc[i])):
        k = made.indicators.index.get_indexer(pd.Index([name]))[0]
        if k >= 0 and np.isfinite(courses[k].pooled):
            alike = measures[k].kind == measures[i].kind and measures[k].counted == measures[i].counted
            if alike:
                return int(k)
    return -1


def _by_size(made: Blocks, i: int, found: course.Course) -> np.ndarray:
    """The variance of one period's figure where no counts are: scatter pooled over councils of its size, (areas,)."""
    ratio, c = found.ratio, made.councils
    df = np.where(np.isfinite(ratio), 1.0, 0.0)
    size = made.sizes[made.indicators.service.iloc[i]]
    out = np.where(c, np.nan, ratio)  # England and the regions have no others of their size: each has its own
    out[c] = noise.wobble(np.nan_to_num(ratio)[None, c], df[None, c], size[c])[0] ** 2
    return out


def _judged(made: Blocks) -> dict[str, Any]:
    ni, na, nt = made.figures.shape
    flat, whole = (ni, na), (ni, na, nt)
    out = {name: np.full(whole, np.nan) for name in ("se", "lower", "upper")}
    flats = ("level", "level_se", "level_lower", "level_upper", "scaled", "scaled_se")
    out |= {name: np.full(flat, np.nan) for name in flats}
    out |= {"level_periods": np.zeros(flat, int), "too_few": np.zeros(flat, bool)}
    out |= {"method": np.full(flat, NONE, dtype=object), "lent_by": np.full(ni, "", dtype=object)}
    out |= {name: np.full(ni, np.nan) for name in ("overdispersion", "correlation", "between", "apart", "reliability")}
    measures = [_Measure(made, i) for i in range(ni)]
    courses = [_course(made, i, mine) for i, mine in enumerate(measures)]
    for i, mine in enumerate(measures):
        found, k = courses[i], _kin(made, i, measures, courses)
        # A year in which few councils took part makes long series of those alone: they do not speak for the others.
        has = np.isfinite(mine.figures[made.councils, -1])
        drawn = np.isfinite(found.ratio[made.councils][has])
        lent = k >= 0 and drawn.sum() < FEWEST_NEIGHBOURS * len(drawn)
        if lent:
            found, out["lent_by"][i] = courses[k], made.indicators.index[k]
        if not np.isfinite(found.pooled):
            continue
        out["correlation"][i] = found.correlation
        if mine.counted:
            # Chance in the counts is the least there is.
            out["overdispersion"][i] = max(found.pooled, 1.0)
            variance = out["overdispersion"][i] / (4 * mine.size)
            method = LENT if lent else COUNTS
        else:
            variance = np.repeat(_by_size(made, i, found)[:, None], nt, axis=1)
            method = LENT_BY_SIZE if lent else BY_SIZE
        out["lower"][i], out["upper"][i] = mine.within(mine.figures, variance)
        weight = level.weights(mine.figures, made.position[i], made.segment[i], made.kind[i])
        y = level.level(mine.figures, weight)
        v = level.variance(weight, variance, found.correlation)
        used = np.nan_to_num(weight)
        lower, upper = mine.within(y, v, float(np.sqrt((used**2).sum(1).max(initial=0.0))))
        out["level"][i], out["level_lower"][i], out["level_upper"][i] = y * mine.unit, lower, upper
        out["level_periods"][i] = (used > 0).sum(1)
        out["scaled"][i] = scales.scaled(mine.kind, y)
        out["scaled_se"][i] = np.sqrt(v)
        out["method"][i, np.isfinite(lower)] = method
    for part in ("", "level_"):
        se = (out[f"{part}upper"] - out[f"{part}lower"]) / (2 * Z95)
        out["se" if not part else "level_se"] = se
    out["too_few"] = too_few(made, measures)
    c = made.councils
    for i in range(ni):
        y, s = out["level"][i, c], out["level_se"][i, c]
        y = np.where(out["too_few"][i, c], np.nan, y)
        out["apart"][i] = noise.robust_spread(y, axis=0)[1] if np.isfinite(y).any() else np.nan
        out["between"][i] = noise.additive_variance(y, s, float(np.nanmedian(y)) if np.isfinite(y).any() else 0.0)[1]
        out["reliability"][i] = noise.reliability(y, s)
    return out


def too_few(made: Blocks, measures: list[_Measure]) -> np.ndarray:
    """Whose latest figure has too few people behind it to be compared: (indicators, areas).

    A proportion of fewer than ten people; a rate with under five cases where the middle council's rate would give
    under five, too; where counts are published of others but not of this council, since it is small numbers that are
    held back; and, where no counts are published at all, of a council a twentieth the size of the middle one or less.
    """
    out = np.zeros(made.figures.shape[:2], bool)
    c = made.councils
    for i, mine in enumerate(measures):
        seen = np.isfinite(mine.figures[:, -1])
        people = made.denominator[i, :, -1]
        published = np.isfinite(people[c & seen]).mean() >= 0.5 if (c & seen).any() else False
        if mine.kind in (scales.PROPORTION, scales.RATE) and published:
            few = ~(people >= FEWEST_PEOPLE) & ~mine.joint[:, -1]
            if mine.kind == scales.RATE:
                size = people / float(made.indicators.multiplier.iloc[i])
                usual = np.nanmedian(mine.figures[c & seen, -1])
                few |= np.maximum(mine.figures[:, -1], usual) * size < SMALL_COUNT
        else:
            size = made.sizes[made.indicators.service.iloc[i]]
            few = size < TINY * np.nanmedian(size[c]) if np.isfinite(size[c]).any() else np.zeros(len(size), bool)
            if mine.counted and mine.kind == scales.PROPORTION:  # a survey's answers
                few = few | (mine.size[:, -1] < FEWEST_PEOPLE)
        out[i] = seen & few & c
    return out
