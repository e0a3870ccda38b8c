"""Which measures are told at length, and the tables that their drawings are made of."""

from __future__ import annotations

from itertools import chain

import pandas as pd

from scouting.explain.questions import choose
from scouting.frames import row_of
from scouting.pages.page_one import tables, texts
from scouting.study.core import Study

#: Stories, where nobody chose the measures.
MOST = 3
#: Measures that somebody chose: so many are all told.
CHOSEN = 6
#: Periods that a drawing goes back.
PERIODS = 10
#: Roles of what a council is compared with as a whole: they stand apart from the ranking.
APART = ("median", "region", "england", "target")


def ids(study: Study) -> list[str]:
    """The measures that are told at length, in order: those chosen, or those of page one, both sides by turns.

    >>> from scouting.study import study
    >>> ids(study("Derby", indicators="re_referrals"))
    ['re_referrals']
    """
    rows = study.comparison
    if len(rows) <= CHOSEN:
        return list(rows.index)
    sides = {good: tables.rows(study, good=good) for good in (False, True)}
    return [one for one, _ in texts.stories(sides, MOST)]


def years(study: Study, indicator_id: str) -> pd.DataFrame:
    """The last ten periods of ``Study.trend``, from the council's first figure on; none where it has fewer than two."""
    rows = study.trend(indicator_id)
    rows = rows[rows.position > rows.position.max() - PERIODS]
    held = rows.value.notna().to_numpy()
    return rows.iloc[held.argmax() :].reset_index(drop=True) if held.sum() > 1 else rows.head(0)


def ranked(study: Study, indicator_id: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The rows of ``Study.bars`` that are councils, best first, and what they are compared with as a whole.

    Of the latter the middle of similar councils first, then region, England and the council's own target.
    """
    rows = study.bars(indicator_id)
    whole = rows[rows.role.isin(APART)]
    names = {"median": "Similar councils", "target": "Our own target"}
    whole = whole.assign(name=whole.role.map(names).fillna(whole["name"]))
    order = whole.role.map(APART.index).sort_values(kind="stable").index
    return rows[~rows.role.isin(APART)], whole.loc[order]


def questions(study: Study, told: list[str], n: int) -> dict[str, list[str]]:
    """Of each measure that is told, ``n`` questions of the bank on its topic; none is asked twice.

    >>> from scouting.study import study
    >>> questions(study("Derby", indicators="re_referrals,referral_rate"), ["re_referrals"], 1)["re_referrals"][0][:25]
    'Who stays in touch with a'
    """
    bank, found = study.data.catalog.questions, {}
    for indicator_id in told:
        facts = row_of(study.indicators, indicator_id)
        here = ((bank.service == facts.service) & (bank.topic == facts.topic)).any()
        asked = set(chain(*found.values()))
        rows = choose(bank, facts.service, facts.topic, [], [indicator_id]).question if here else []
        found[indicator_id] = [one for one in rows if one not in asked][:n]
    return found
