"""What has changed lately in one council's figures, and the series behind each."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import numpy as np
import pandas as pd

from scouting.frames import each_row
from scouting.pages.early_warning import words
from scouting.pages.early_warning.signs import latest, signs_of, with_side
from scouting.study.core import Study
from scouting.terms import GOT_BETTER, LOST, NOT_ENOUGH, WARNING

#: Figures that are told in sentences, and how many of them got worse at most while others wait.
MOST, MOST_WARNINGS = 5, 3


def lately(study: Study) -> pd.DataFrame:
    """The signs of the services that a study is of, one row per sign, whatever the indicators of the study.

    The columns of ``signs.csv`` and of ``signs.signs`` for the latest period, state and gap beside the study's own
    similar councils; title (of the measure, or of the pair), neutral (whether neither way is better by itself), similar
    (the middle latest figure of the similar councils) and verdict (that of the comparison; blank for a pair). Those
    that moved stand first, in the order in which they are told.

    >>> from scouting.study import study
    >>> rows = lately(study("Derby"))
    >>> len(rows), bool((rows.people[rows.state == "warning"] >= 20).all())
    (22, True)
    """
    return study.once(_lately)


def _lately(study: Study) -> pd.DataFrame:
    known, codes = study.data.catalog, study.neighbour_set.codes
    declared = known.signs[known.signs.service.isin(study.indicators.service)]
    last = latest(signs_of(study.data))
    own = with_side(last, study.area_code, codes, declared)
    rows = declared.merge(own.drop(columns="indicator_id"), on="sign_id", how="left")
    rows["state"] = rows.state.fillna(NOT_ENOUGH)
    rows["title"] = [words.measure(row, known.indicators) for row in each_row(rows)]
    rows["neutral"] = rows.indicator_id.map(known.indicators.polarity) == "no_judgement"
    near = last[last.area_code.isin(codes)].groupby("sign_id")["figure"]
    half = near.count() >= 0.5 * len(codes)
    rows["similar"] = rows.sign_id.map(near.median().where(half))
    verdict = alone(study, rows.indicator_id[rows.beside == ""]).comparison.verdict
    rows["verdict"] = rows.indicator_id.map(verdict).where(rows.beside == "").fillna("")
    return rows.loc[_order(rows)].reset_index(drop=True)


def _order(rows: pd.DataFrame) -> list:
    """Warnings, then what got better, each by how far it moved; at first no more warnings than leave room for both."""
    by = rows.assign(far=rows.z.abs()).sort_values("far", ascending=False, kind="stable")
    warned, other = by.index[by.state == WARNING], by.index[by.state.isin([LOST, GOT_BETTER])]
    told = [*warned[:MOST_WARNINGS], *other[: MOST - MOST_WARNINGS], *warned[MOST_WARNINGS:]]
    told += [k for k in other if k not in told]
    return [*told, *(k for k in rows.index if k not in told)]


def alone(study: Study, ids: Iterable[str]) -> Study:
    """The study of some indicators of the catalogue, whatever the indicators of the study."""
    return replace(study, indicators=study.data.catalog.indicators.loc[list(ids)])


def series_of(study: Study, row) -> pd.DataFrame:
    """The series behind a sign: period, period_end, value, marker, neighbour_median, england, segment; oldest first.

    ``row``: of ``lately``. The figures of a pair are divided period by period; their middle is then left out.
    """
    columns = ["period", "period_end", "value", "marker", "neighbour_median", "england", "segment"]
    one = alone(study, [row.indicator_id]).trend(row.indicator_id)[columns]
    if not row.beside:
        return one
    other = alone(study, [row.beside]).trend(row.beside)[["period", "value", "england", "segment"]]
    both = one.merge(other, on="period", suffixes=("", "_"))
    for name in ("value", "england"):
        below = both[f"{name}_"].where(both[f"{name}_"] > 0)
        both[name] = np.divide(both[name], below)
    return both.assign(neighbour_median=np.nan, segment=both.segment + both.segment_)[columns]
