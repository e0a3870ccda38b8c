"""Where an indicator is going: one headline direction for each council, against its neighbours, and from its start."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import pandas as pd

from scouting import periods
from scouting.compare import level_before
from scouting.errors import ScoutingError
from scouting.pages.common import roles
from scouting.pages.indicator import words
from scouting.pages.indicator.tables import only, place, there
from scouting.stats import shrink, spc, trend
from scouting.study.core import Study
from scouting.terms import ENGLAND, FEWEST_NEIGHBOURS, LAST_YEARS, Z95

_DIRECTION = ["word", "slope", "lower", "upper", "p", "n", "first", "last"]
#: With fewer figures since the last break a series has no limits of its own worth drawing.
FEWEST_XMR = 5


def overlapping(study: Study) -> bool:
    """Whether a period of the indicator begins before the one before it has ended."""
    i, facts = place(study), study.panel.indicators.iloc[place(study)]
    labels = [label for label in study.panel.labels[i] if label]
    try:
        spans = [periods.parse(label, facts.year_end) for label in labels]
    except ScoutingError:  # a label of a kind that is not read: nothing is known of its span
        return False
    return any(late.start <= early.end for early, late in pairwise(spans))


def _row(study: Study, y: np.ndarray, shared: bool) -> list[object]:
    p, i = study.panel, place(study)
    found = trend.direction(y, p.position[i], p.segment[i], p.sign[i], overlapping=shared)
    ends = [p.labels[i, k] if k >= 0 else "" for k in (found.first, found.last)]
    t = found.trend
    return [found.word, t.slope, t.lower, t.upper, t.p, found.n, *ends]


def directions(study: Study) -> pd.DataFrame:
    """The headline direction of every council that was there in the latest period, and of England.

    Columns: area_code, name, role (focus, neighbour, region, other, england), word, slope (per period) with its 95%
    limits (lower, upper), p, n (figures), first, last (their periods). The rule: ``stats.trend.direction``.

    >>> from scouting.study import study
    >>> rows = directions(study("Wiltshire", indicators="re_referrals")).set_index("role")
    >>> rows.loc["focus", ["word", "first", "last"]].tolist()
    ['no clear change', '2016', '2025']
    """
    p, i, a = study.panel, place(study), there(study)
    shared = overlapping(study)
    codes = [*p.areas[a], ENGLAND]
    role = [*roles(study, p.areas[a]), "england"]
    told = [_row(study, p.figures[i, k], shared) for k in [*a, p.areas.get_loc(ENGLAND)]]
    table = pd.DataFrame({"area_code": codes, "name": [study.data.catalog.name(c) for c in codes], "role": role})
    return table.join(pd.DataFrame(told, columns=_DIRECTION))


def lines(study: Study, indicator_id: str) -> list[str]:
    """The council's headline direction on one indicator of a study, and whether it gains on similar councils: in words.

    >>> from scouting.study import study
    >>> lines(study("Wiltshire", indicators="re_referrals,looked_after_rate"), "re_referrals")[0]
    'Wiltshire shows no clear change from 2016 to 2025.'
    """
    one = replace(study, indicators=study.indicators.loc[[indicator_id]])
    if indicator_id not in one.panel.indicators.index:
        return []
    facts, step = one.panel.indicators.iloc[0], one.panel.kind[place(one)]
    told = [words.direction_sentence(direction(one), facts, one.name, step)]
    return (
        told if facts.statistic == "count" else [*told, words.relative_sentence(relative(one), facts, one.name, step)]
    )


def direction(study: Study) -> pd.Series:
    """The council's own headline direction: columns as ``directions``, from ``word`` on.

    >>> from scouting.study import study
    >>> direction(study("Wiltshire", indicators="re_referrals")).word
    'no clear change'
    """
    p = study.panel
    figures = p.figures[place(study), p.areas.get_loc(study.area_code)]
    return pd.Series(_row(study, figures, overlapping(study)), index=_DIRECTION)


def relative(study: Study) -> pd.Series:
    """The direction of the council's gap from its neighbours' median: columns as ``directions``, from ``word`` on.

    A period counts where at least half of the neighbours have a figure. Better: gaining on them.
    """
    p, i = study.panel, place(study)
    others = p.areas.get_indexer(pd.Index(sorted(study.neighbour_set.codes)))
    block = p.figures[i][others[others >= 0]]
    enough = np.isfinite(block).sum(0) >= max(1, FEWEST_NEIGHBOURS * len(others))
    median = np.full(block.shape[1], np.nan)
    median[enough] = np.nanmedian(block[:, enough], axis=0)
    gap = p.figures[i, p.areas.get_loc(study.area_code)] - median
    return pd.Series(_row(study, gap, overlapping(study)), index=_DIRECTION)


class Moved(NamedTuple):
    """``rows``: one row per council; ``slope``: end on start over all councils; ``start``, ``end``: the periods."""

    rows: pd.DataFrame
    slope: float
    start: str
    end: str


def moved(study: Study) -> Moved:
    """How far each council moved in three years, beside what its start alone made expected (regression to the mean).

    From the level of three years before to that of now, six unbroken years; ``rows`` is empty where they are not held,
    or by fewer councils than ``stats.shrink`` needs. A council with too few people to compare is left out. Columns:
    area_code, name, role, start, end, change, expected (of the start alone), beyond (change less expected), gain and
    gain_beyond (the same in the good direction; without polarity upwards), told (the gain beyond what was expected
    exceeds 1.96 times the usual spread). Those that gained most come first.

    >>> from scouting.study import study
    >>> found = moved(study("Wiltshire", indicators="re_referrals"))
    >>> found.start, found.end, bool(0 < found.slope < 1)
    ('2020 to 2022', '2023 to 2025', True)
    """
    p, i, a = study.panel, place(study), there(study)
    sign = p.sign[i] or 1
    start, end = level_before(p, i)[a], np.where(p.too_few[i, a], np.nan, p.level[i, a])
    years = np.isfinite(p.figures[i][a][:, -2 * LAST_YEARS :]).all(1)
    start = np.where(years & _unbroken(study), start, np.nan)
    found = shrink.conditioned(start, end)
    table = pd.DataFrame(
        {
            "area_code": p.areas[a],
            "name": [study.data.catalog.name(code) for code in p.areas[a]],
            "role": roles(study, p.areas[a]),
            "start": start,
            "end": end,
            "change": end - start,
            "expected": found.expected,
            "beyond": found.beyond,
            "gain": sign * (end - start),
            "gain_beyond": sign * found.beyond,
            "told": sign * found.beyond > Z95 * found.spread,
        }
    )
    table = table[table.beyond.notna()].sort_values(["gain", "name"], ascending=[False, True], ignore_index=True)
    labels = p.labels[i, -2 * LAST_YEARS :]
    spans = [f"{labels[k]} to {labels[k + LAST_YEARS - 1]}" for k in (0, LAST_YEARS)] if len(table) else ["", ""]
    return Moved(table, found.slope, *spans)


def _unbroken(study: Study) -> bool:
    """Whether twice the years of a level follow each other without a gap or a break."""
    p, i = study.panel, place(study)
    steps = np.diff(p.position[i, -2 * LAST_YEARS :])
    whole = len(steps) == 2 * LAST_YEARS - 1 and (steps == 1).all() and p.position[i, -2 * LAST_YEARS] >= 0
    return bool(whole and p.kind[i] == "year" and len(set(p.segment[i, -2 * LAST_YEARS :])) == 1)


class Signals(NamedTuple):
    """``rows``: one row per period since the last break; mean, lower, upper: the limits of the chart; ``recent``: the
    word of OHID's recent trend over the last five figures."""

    rows: pd.DataFrame
    mean: float
    lower: float
    upper: float
    recent: str


def signals(study: Study) -> Signals:
    """The council's own series against limits of its own (XmR), and Fingertips' recent trend.

    ``rows``, from the council's first figure: period, period_end, position, value, marker, outside, shift, trend
    (whether the point signals, by rule).
    The recent trend takes the limits that are published, or come from counts, of five periods in a row since the break.

    >>> from scouting.study import study
    >>> found = signals(study("Wiltshire", indicators="re_referrals"))
    >>> len(found.rows), found.recent
    (13, 'increasing')
    """
    p, i = study.panel, place(study)
    own = p.areas.get_loc(study.area_code)
    since = np.flatnonzero((p.position[i] >= 0) & (p.segment[i] == p.segment[i, -1]))
    y = p.figures[i, own, since]
    # A council that began later has no figure missing before that.
    begun = np.isfinite(y).argmax() if len(y) else 0
    since, y = since[begun:], y[begun:]
    found = spc.xmr(y)
    rows = pd.DataFrame(
        {
            "period": p.labels[i, since],
            "period_end": p.ends[i, since],
            "position": p.position[i, since],
            "value": y,
            "marker": p.markers[i, own, since],
            "outside": found.outside,
            "shift": found.shift,
            "trend": found.trend,
        }
    )
    held = study.data.values
    held = held[(held.indicator_id == only(study)) & (held.area_code == study.area_code)]
    limits = held.astype({"period": "str"}).set_index("period")[["lower_ci", "upper_ci"]].reindex(rows.period)
    last = rows.position.diff().eq(1)[-trend.FEWEST + 1 :].all() and len(rows) >= trend.FEWEST
    recent = trend.recent_trend(y, limits.lower_ci, limits.upper_ci).direction if last else "cannot be calculated"
    return Signals(rows, found.mean, found.lower, found.upper, recent)
