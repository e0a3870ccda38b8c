"""The verdict beyond one set of neighbours: against other sets, between two councils, and what is set aside."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd

from scouting.compare.comparison import Against
from scouting.compare.panel import Panel
from scouting.frames import place_of


def verdicts_of(panel: Panel, area_code: str, neighbours: list[str]) -> pd.DataFrame:
    """The verdict on one council against the median of its neighbours, one row per indicator of the panel.

    The rule is that of ``compare``. Columns: indicator_id, gap, sureness, verdict, by_a_lot, level_n (neighbours with a
    level).
    """
    own = place_of(panel.areas, area_code)
    others = panel.areas.get_indexer(pd.Index(sorted(set(neighbours) - {area_code})))
    made = Against(panel, own, np.asarray(others[others >= 0], dtype=int))
    return pd.DataFrame(
        {
            "indicator_id": panel.indicators.index,
            "gap": made.gap,
            "sureness": made.sureness,
            "verdict": made.verdict,
            "by_a_lot": made.by_a_lot,
            "level_n": made.n,
        }
    )


def side(verdict: str) -> str:
    """The side that a verdict tells, clearly or probably; "too close to call" and its like are their own.

    >>> side("clearly better"), side("too close to call")
    ('better', 'too close to call')
    """
    return verdict.removeprefix("clearly ").removeprefix("probably ")


def holds(words: pd.Series, verdicts: Iterable[pd.DataFrame]) -> pd.DataFrame:
    """In how many sets of neighbours each verdict keeps its side: columns holds, holds_of, indexed by indicator_id.

    ``words``: the council's verdicts by indicator_id; ``verdicts``: those in each set, as ``verdicts_of`` gives them. A
    set counts where it can be compared; clearly and probably are one side.
    """
    own = words.map(side)
    kept, of = pd.Series(0, index=words.index), pd.Series(0, index=words.index)
    for told in verdicts:
        other = told.set_index("indicator_id")
        compared = other.sureness.notna()
        of += compared.to_numpy()
        kept += (compared & (other.verdict.map(side) == own)).to_numpy()
    return pd.DataFrame({"holds": kept, "holds_of": of})


def aside(panel: Panel, newest: pd.Series) -> np.ndarray:
    """Why an indicator is never among headlines, strengths, gaps or hosts: a reason, or "" where it may be.

    ``newest``: the newest period_end of each release, by source_id and year_end. Reasons: "ended", "older than
    its release", "context", "first year of a new method", "mirror" (of one that is in the panel and not set aside
    itself).
    """
    facts = panel.indicators
    blank = pd.Series("", index=facts.index)
    ended, mirrors = facts.get("ended", blank), facts.get("mirrors", blank)
    release = pd.MultiIndex.from_frame(facts[["source_id", "year_end"]])
    older = panel.ends[:, -1] < newest.reindex(release).to_numpy("datetime64[s]") - np.timedelta64(31, "D")
    periods = ((panel.position >= 0) & (panel.segment == panel.segment[:, [-1]])).sum(1)
    before = (panel.position >= 0).sum(1) > periods
    new = (periods == 1) & (before | (facts.get("status", blank) == "in development").to_numpy())
    out = np.select(
        [(ended != "").to_numpy(), (facts.facet == "need").to_numpy(), older, new],
        ["ended", "context", "older than its release", "first year of a new method"],
        default="",
    ).astype(object)
    told = set(facts.index[out == ""])
    mirror = (out == "") & mirrors.isin(told).to_numpy()
    return np.where(mirror, "mirror", out)
