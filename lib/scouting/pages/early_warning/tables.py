"""One council's signs of difficulty and recovery, its neighbours' beside them, and the order in which they came."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

import pandas as pd

from scouting import periods
from scouting.frames import each_row
from scouting.pages.early_warning import words
from scouting.pages.early_warning.signs import signs_of
from scouting.pages.early_warning.stages import counted, latest
from scouting.study.core import Study
from scouting.terms import NOT_ENOUGH, SHOWN


class Warned(NamedTuple):
    """``rows``: one row per sign, its latest state and facts; ``history``: one row per sign and period; ``topics``: one
    row per service, kind and topic, the signs of it counted (``stages.counted``). All of one council."""

    rows: pd.DataFrame
    history: pd.DataFrame
    topics: pd.DataFrame


def warned(study: Study) -> Warned:
    """The signs of the services that a study is of, whatever its indicators: what chance would show is reckoned
    for all of them.

    ``rows``, topic by topic: the columns of ``signs.csv`` and those of ``signs.signs`` for the latest period, topic,
    title, year and since_year (calendar years in which the period, and the first of the run shown, ended),
    since_earlier (whether the year before could not be judged, so that the sign may be older), neighbours_shown and
    neighbours_judged, councils_shown and councils_judged (how many show it, of those that can be judged, whole or in
    part).

    >>> from scouting.study import study
    >>> found = warned(study("Derby"))
    >>> len(found.rows), found.topics.topic.nunique()
    (40, 6)
    """
    return study.once(_warned)


def _warned(study: Study) -> Warned:
    known = study.data.catalog
    declared = known.signs[known.signs.service.isin(study.indicators.service)]
    declared = _by_topic(declared.assign(topic=declared.indicator_id.map(known.indicators.topic)))
    every = signs_of(study.data)
    every = every[every.sign_id.isin(declared.sign_id)]
    last = latest(every)
    own = last[last.area_code == study.area_code]
    history = every[every.area_code == study.area_code]
    rows = declared.merge(own.drop(columns="indicator_id"), on="sign_id", how="left")
    rows["state"] = rows.state.fillna(NOT_ENOUGH)
    rows[["basis", "since"]] = rows[["basis", "since"]].fillna("")
    rows["title"] = [words.sign_title(row, known.indicators) for row in each_row(rows)]
    rows["year"] = rows.period_end.dt.year
    ends = known.indicators.year_end
    began = [
        periods.parse(row.since, ends[row.indicator_id]).end.year if row.since else pd.NA for row in each_row(rows)
    ]
    rows["since_year"] = pd.array(began, dtype="Int64")
    rows["since_earlier"] = [_blind_before(history, row) for row in each_row(rows)]
    for who, codes in (("neighbours", study.neighbour_set.codes), ("councils", None)):
        theirs = last[last.area_code.isin(codes)] if codes is not None else last
        rows[f"{who}_shown"] = rows.sign_id.map(theirs[theirs.state == SHOWN].groupby("sign_id").size())
        rows[f"{who}_judged"] = rows.sign_id.map(theirs[theirs.judged != "none"].groupby("sign_id").size())
    counts = [f"{who}_{what}" for who in ("neighbours", "councils") for what in ("shown", "judged")]
    rows[counts] = rows[counts].fillna(0).astype(int)
    return Warned(rows, history, _by_topic(counted(own, declared, "topic")))


def _by_topic(rows: pd.DataFrame) -> pd.DataFrame:
    """The same rows, those of one service, kind and topic together, in the order in which they first come."""
    return rows.iloc[rows.groupby(["service", "kind", "topic"], sort=False).ngroup().argsort(kind="stable")]


def _blind_before(history: pd.DataFrame, row) -> bool:
    mine = history[history.sign_id == row.sign_id].sort_values("period_end")
    if not row.since:
        return False
    before = mine.state.shift()[mine.period == row.since]
    return bool(before.isna().any() or (before == NOT_ENOUGH).any())


def order(rows: pd.DataFrame) -> pd.DataFrame:
    """The warnings that are shown, in the order in which they began: columns of ``rows`` and ``first`` (whether the
    sign is among those that began in the earliest year). Those whose beginning may be earlier still come as they are.
    """
    shown = rows[(rows.state == SHOWN) & (rows.kind == "warning")].sort_values("since_year", kind="stable")
    return shown.assign(first=shown.since_year == shown.since_year.min() if len(shown) else False)


def alone(study: Study, indicator_id: str) -> Study:
    """The study of one indicator of the catalogue, whatever the indicators of the study."""
    return replace(study, indicators=study.data.catalog.indicators.loc[[indicator_id]])
