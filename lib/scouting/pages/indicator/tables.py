"""One indicator, every council: who stands where, who has no figure, how it is counted, how far it can be trusted."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd

from scouting.compare import level_before
from scouting.compare.blocks import SIZE_BY
from scouting.errors import ScoutingError
from scouting.frames import place_of
from scouting.ingest.history import in_life
from scouting.pages.common import roles
from scouting.stats import heaping, ranks
from scouting.study.core import Study
from scouting.terms import FEWEST_NEIGHBOURS, LOCAL, QUARTERS, WOBBLE_SPAN, Z95

#: Figures counted from fewer people than this are left out where figures at round numbers are counted.
ROUND_FROM = 50
#: Under this many figures nothing is told of how many are round.
FEWEST_ROUND = 100
#: Under this many councils with a figure nothing is told of how they lie about a target.
FEWEST_BUNCHED = 10
#: Round figures are multiples of this, in per cent.
ROUND_TO = 5


def only(study: Study) -> str:
    """The one indicator of a study. Raises ScoutingError where it has several, or where no figure of it is held.

    >>> from scouting.study import study
    >>> only(study("Wiltshire", indicators="re_referrals"))
    're_referrals'
    """
    ids = list(study.indicators.index)
    if len(ids) > 1:
        raise ScoutingError(
            f"One indicator is looked at here, and {len(ids)} were named: {', '.join(ids[:3])}"
            f"{' and others' if len(ids) > 3 else ''}. Give one id; data/catalog/indicators.csv lists them."
        )
    if ids[0] not in study.panel.indicators.index:
        raise ScoutingError(f"No figure of '{ids[0]}' is held yet. Add one with: scouting data add FILE")
    return ids[0]


def place(study: Study) -> int:
    """The row of the study's one indicator in its panel."""
    return place_of(study.panel.indicators.index, only(study))


def there(study: Study) -> np.ndarray:
    """Places in the panel of the councils that were there in the indicator's latest period.

    Of an indicator that councils added of their own: of those, the ones that have a figure, and the council itself.
    """
    p, known = study.panel, study.data.catalog
    changed = known.area_changes
    # One that only changed its code or its kind has its figures under today's code.
    old = set(changed.old_code[changed.kind.isin(["continues", "recoded"])])
    ends = pd.Series(p.ends[place(study), -1], index=range(len(p.areas)))
    if p.indicators.source_id.iloc[place(study)] == LOCAL:
        lived = p.areas == study.area_code
    else:
        lived = in_life(p.areas.to_series(), ends, known)
    held = np.isfinite(p.figures[place(study), :, -1])
    council = p.areas.isin(known.councils().index)
    return np.flatnonzero(council & (lived | held) & ~p.areas.isin(old))


def everyone(study: Study) -> pd.DataFrame:
    """Every council that was there in the latest period, in the order of the names.

    Columns: area_code, name, role (focus, neighbour, region, other), value, lower, upper (how far one year's figure
    usually moves when nothing has changed), marker (why there is no figure), too_few (whether too few people stand
    behind the figure to compare it), rank, rank_low, rank_high (the ranks that it could be), of (councils that are
    ranked), band (quarter A best to D; without polarity one of ``terms.QUARTERS``; blank for no figure). Where too few
    people stand behind a figure, or half of the councils have none, there is neither rank nor band.

    >>> from scouting.study import study
    >>> rows = everyone(study("Wiltshire", indicators="re_referrals"))
    >>> len(rows), int(rows.of.max()), rows.loc[rows.role == "focus", "rank"].tolist()
    (153, 153, [59.0])
    """
    p, i, a = study.panel, place(study), there(study)
    y, se, n = p.figures[i, a, -1], p.se[i, a, -1], len(a)
    if p.indicators.statistic.iloc[i] == "count":
        se = np.full(n, np.nan)  # a count of people says how large a council is: it has no noise to be told apart by
    sign = np.full(n, p.sign[i])
    few = p.too_few[i, a]
    others = np.where(np.eye(n, dtype=bool), np.nan, y)
    low, high = ranks.rank_limits(others, np.tile(se, (n, 1)), y, se, sign)
    has = np.isfinite(y)
    shown = has & np.isfinite(se) & ~few & (has.sum() - 1 >= FEWEST_NEIGHBOURS * (n - 1))
    bare = np.isnan(y) & (p.markers[i, a, -1] == "")
    table = pd.DataFrame(
        {
            "area_code": p.areas[a],
            "name": [study.data.catalog.name(code) for code in p.areas[a]],
            "role": roles(study, p.areas[a]),
            "value": y,
            "lower": p.lower[i, a, -1],
            "upper": p.upper[i, a, -1],
            "marker": np.where(bare, "-", p.markers[i, a, -1]),
            "too_few": few & np.isfinite(y),
            "rank": np.where(shown, ranks.rank(others, y, sign), np.nan),
            "rank_low": np.where(shown, low, np.nan),
            "rank_high": np.where(shown, high, np.nan),
            "of": int(has.sum()),
            "band": np.where(shown, _quarters(y, p.sign[i]), ""),
        }
    )
    return table.sort_values("name", ignore_index=True)


def _quarters(y: np.ndarray, sign: int) -> np.ndarray:
    """The quarter of each council among all, by DfE's rule; by height where high is neither good nor bad."""
    bands = ranks.bands(np.tile(y, (len(y), 1)), y, np.full(len(y), sign or 1))
    return bands if sign else pd.Series(bands).map(dict(zip("ABCD", QUARTERS, strict=True))).fillna("").to_numpy()


class Trust(NamedTuple):
    """How far the indicator can tell councils apart: reliability (the share of the differences between councils that
    is no chance), stayed (the share of the best quarter of three years before that is still there), and the figures
    at round numbers: how many, how many expected, out of how many, and the p of so many."""

    reliability: float
    stayed: float
    round_found: int
    round_expected: float
    round_of: int
    round_p: float


def trust(study: Study) -> Trust:
    """How far the indicator can be trusted to tell councils apart; NaN where it cannot be told.

    Round figures (multiples of 5%) are looked for over the last ten periods, in proportions published with counts.

    >>> from scouting.study import study
    >>> found = trust(study("Wiltshire", indicators="re_referrals"))
    >>> bool(1 > found.reliability > 0.5)
    True
    """
    p, i = study.panel, place(study)
    mine = p.councils
    stayed = ranks.stayed_in_best_quarter(level_before(p, i)[mine], p.level[i, mine], p.sign[i] or 1)
    facts = p.indicators.iloc[i]
    top, bottom = (b[i, mine, -WOBBLE_SPAN:].ravel() for b in (p.numerator, p.denominator))
    told = np.isfinite(p.figures[i, mine, -WOBBLE_SPAN:].ravel()) & np.isfinite(top) & (bottom >= ROUND_FROM)
    told &= (facts.statistic == "proportion") & (top > 0) & (top < bottom)  # nobody and everybody are round anyway
    told &= told.sum() >= FEWEST_ROUND
    counts = heaping.round_figures(top[told], bottom[told], facts.multiplier, int(facts.decimals), ROUND_TO)
    return Trust(float(p.reliability[i]), stayed, counts[0], counts[1], int(told.sum()), counts[2])


class AtTarget(NamedTuple):
    """How many councils lie just below a target and just above, within which width, and the p of so uneven a split."""

    below: int
    above: int
    width: float
    p: float


def at_target(study: Study) -> AtTarget | None:
    """How figures lie about the council's own target, in the latest period; None without a target, noise to go by, or
    ten councils.

    Just below and just above mean within the distance that half of the councils' figures usually stay within when
    nothing has changed.
    """
    p, i, a = study.panel, place(study), there(study)
    noise = p.se[i, a, -1]
    if only(study) not in study.targets.index or np.isfinite(noise).sum() < FEWEST_BUNCHED:
        return None
    width = float(Z95 * np.nanmedian(noise))
    below, above, chance = heaping.bunching(p.figures[i, a, -1], float(study.targets.target[only(study)]), width)
    return AtTarget(below, above, width, chance)


def per_head(study: Study) -> pd.DataFrame:
    """What is counted against the people who live there: where it is unusual, councils may count differently.

    One row per council with both: area_code, denominator, people (children, or adults of 65 and over), per_head (per
    10,000 people), times (as a multiple of the median council's). Empty where the denominator is not held, is the
    population itself (no council differs from the median by a fifth), or the service has no size.
    """
    p, i = study.panel, place(study)
    whole, service = study.data.panel, p.indicators.service.iloc[i]
    size = whole.indicators.index.get_indexer(pd.Index([SIZE_BY.get(service, "")]))[0]
    columns = ["area_code", "denominator", "people", "per_head", "times"]
    if size < 0 or p.indicators.statistic.iloc[i] != "proportion":
        return pd.DataFrame(columns=columns)
    a = there(study)
    among, people = p.denominator[i, a, -1], whole.figures[size, a, -1]
    table = pd.DataFrame({"area_code": p.areas[a], "denominator": among, "people": people})
    table = table[table.denominator.gt(0) & table.people.gt(0)].reset_index(drop=True)
    table["per_head"] = 10_000 * table.denominator / table.people
    table["times"] = table.per_head / table.per_head.median()
    alike = table.times.between(0.8, 1.25).all()
    return table.head(0) if alike else table
