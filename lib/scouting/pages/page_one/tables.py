"""What stands on page one: at most three measures worth asking about and three worth showing others, and the hosts."""

from __future__ import annotations

import numpy as np
import pandas as pd

from scouting.catalog import terms_in
from scouting.pages.scouting_party.summary import compared
from scouting.pages.visit_sheet.hosts import CLEAR
from scouting.pages.visit_sheet.visit import visit
from scouting.study.core import Study
from scouting.terms import CLEARLY, PROBABLY, TOO_CLOSE

#: Rows of each side.
MOST = 3
#: Hosts that are named.
HOSTS = 3
#: A share done in time that is under this is far below any law's limit: most people wait longer.
HALF = 50.0


def rows(study: Study, *, good: bool) -> pd.DataFrame:
    """The measures of one side, first what matters most: at most three rows of the comparison, indexed as it is.

    Clear verdicts come before probable ones, and within each those that are sure and touch many people: ordered by the
    place by people plus the place by sureness. Never two of one theme (they tell the same thing), nothing without a
    figure, nothing whose latest figure lies on the other side than its level, nothing set aside. Where there is room
    among what is worth asking about, one measure with a target follows that most people do not get in time, although no
    one near does better.

    >>> from scouting.study import study
    >>> len(rows(study("Isles of Scilly"), good=True)) <= MOST
    True
    """
    side = "better" if good else "worse"
    held = study.headline[study.headline.value.notna() & ~study.headline.turned]
    groups = _groups(study)
    kept: list[str] = []
    for word in (CLEARLY[side], PROBABLY[side]):
        for indicator_id in ordered(held[held.verdict == word]).index:
            if groups.get(indicator_id, indicator_id) not in {groups.get(i, i) for i in kept}:
                kept.append(indicator_id)
    kept = kept[:MOST]
    if not good and len(kept) < MOST:
        kept += [i for i in _late(study, held) if groups.get(i, i) not in {groups.get(k, k) for k in kept}][:1]
    return study.comparison.loc[kept]


def ordered(rows: pd.DataFrame) -> pd.DataFrame:
    """Rows by people and sureness together; who counts no people comes last by people."""
    by_people = rows.people.abs().fillna(0).rank(ascending=False)
    place = by_people + rows.sureness.abs().rank(ascending=False)
    return rows.iloc[np.lexsort([-rows.sureness.abs(), place])]


def _groups(study: Study) -> dict[str, str]:
    """Of each measure that shares a theme with others, the theme."""
    themes = study.data.catalog.themes.indicators
    return {i: theme for theme in themes for i in terms_in(theme) if ";" in theme}


def _late(study: Study, held: pd.DataFrame) -> list[str]:
    """Measures with a target of time that under half get here, and under half in the middle of similar councils."""
    facts = study.panel.indicators.loc[held.index]
    timed = (facts.targeted == "yes") & (facts.facet == "timeliness") & (facts.unit == "%")
    mine = held[timed & (held.verdict == TOO_CLOSE) & (held.value < HALF) & (held.neighbour_median < HALF)]
    return list(mine.sort_values("value", kind="stable").index)


def counts(study: Study) -> dict[str, int]:
    """How many measures have which verdict, of those that counts are made of: better, worse, probable, close, all."""
    words = compared(study).verdict
    return {
        "better": int((words == CLEARLY["better"]).sum()),
        "worse": int((words == CLEARLY["worse"]).sum()),
        "probable": int(words.isin([PROBABLY["better"], PROBABLY["worse"]]).sum()),
        "close": int((words == TOO_CLOSE).sum()),
        "all": len(words),
    }


def new_counting(study: Study) -> tuple[int, str]:
    """How many further measures cannot be compared as a new way of counting began, and the period in which most did.

    Of those on which better can be told from worse. (0, "") where there is none.
    """
    p, rows = study.panel, study.comparison
    held = p.position >= 0
    now = held & (p.segment == p.segment[:, [-1]])
    before = held.sum(1) > now.sum(1)
    mine = before & rows.value.notna().to_numpy() & rows.noise.isna().to_numpy() & (p.sign != 0)
    mine &= rows.aside.isin(["", "first year of a new method"]).to_numpy()
    began = pd.Series([p.labels[i, now[i]][0] for i in np.flatnonzero(mine)], dtype="str")
    return (int(mine.sum()), began.mode()[0]) if len(began) else (0, "")


def people(study: Study, indicator_id: str) -> float:
    """How many people the latest figure counts, as published; NaN where no count is."""
    p = study.panel
    return float(p.numerator[p.indicators.index.get_loc(indicator_id), p.areas.get_loc(study.area_code), -1])


def hosts(study: Study, asked: list[str]) -> pd.DataFrame:
    """Councils to ask, best first, three at most: name, kind, indicator_id, years_ahead, years_of.

    ``asked``: the measures that page one asks about, in order. Of hosts that are clearly ahead the first of these on
    which one leads is told, or else that on which the best host leads surest; of other hosts none (indicator_id is "").
    """
    told, columns = visit(study), ["name", "kind", "indicator_id", "years_ahead", "years_of"]
    every = told.hosts
    if every.empty or every.kind.iloc[0] != CLEAR:
        rows = every[every.kind == every.kind.iloc[0]] if len(every) else every
        return rows.head(HOSTS).assign(indicator_id="", years_ahead=0, years_of=0)[columns].reset_index(drop=True)
    clear = every[every.kind == CLEAR].set_index("about_code")
    leads = told.why.leads
    best = leads[leads.about_code == clear.index[0]].sort_values("sureness", ascending=False)
    on = next((i for i in asked if (leads.indicator_id == i).any()), best.indicator_id.iloc[0])
    mine = leads[leads.indicator_id == on].set_index("about_code")
    mine = mine.reindex(clear.index.intersection(mine.index, sort=False)).head(HOSTS)
    return mine.assign(name=clear["name"], kind=CLEAR)[columns].reset_index(drop=True)
