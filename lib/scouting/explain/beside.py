"""What else moved in a council at the time when it parted from another: beside it, not because of it."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
from scipy.special import ndtr

from scouting.dataset import Dataset
from scouting.explain.figures import Figures
from scouting.frames import each_row
from scouting.stats.fdr import adjusted
from scouting.terms import FALSE_SHARE, INSPECTION_GRADES

#: How far from the parting anything else still happened "at about that time".
YEARS_AROUND = 1.5
#: Moves that are told beside a parting, at most.
MOST_BESIDE = 3
#: Topics that say where people live who are looked after, or in long-term care.
PLACEMENTS = ("looked after: placements", "care homes", "living independently")

BESIDE = [
    "kind", "what", "indicator_id", "before_period", "before", "after_period", "after", "sureness", "day", "note",
]  # fmt: skip


def moved_beside(data: Dataset, figures: Figures, other: int, indicator_id: str, day: dt.date) -> pd.DataFrame:
    """What else moved in the council in place ``other`` when it parted from another: beside it, not because of it.

    ``indicator_id``: the measure on which they parted, which is left out; ``day``: of its ``Parted``. Looked at are
    measures of the same service in their figures of the year before and the year after: staffing (facet workforce),
    spending (cost), placements (by topic, where the
    counting rule leaves no room) and demand (rates of need and activity). Told are at most three, the surest
    first, that moved by more than a year's figure usually does and beside the middle council (95%, with their number
    allowed for). Then its inspection reports, and its reorganisation, up to a year and a half away.

    Columns: kind (measure, inspection, reorganisation), what (staffing, spending, placements, demand; the grade; the
    kind of change), indicator_id, before_period, before, after_period, after (figures, unit of the measure), sureness,
    day (of the report, of the change), note (framework; what the area register says).

    >>> from scouting.dataset import load
    >>> from scouting.explain import figures_of
    >>> figures, day = figures_of(load()), dt.date(2023, 3, 31)
    >>> somerset = figures.place("E06000066")
    >>> moved_beside(load(), figures, somerset, "re_referrals", day).kind.tolist()[-1]
    'reorganisation'
    """
    service = str(figures.facts.service[indicator_id])
    rows = _moves(data, figures, other, service, indicator_id, day)
    code = str(figures.names.index[other])
    rows += _reports(data, code, service, day) + _reorganised(data, code, day)
    return pd.DataFrame(rows, columns=BESIDE)


def _what(facts: pd.DataFrame) -> np.ndarray:
    """What each measure is told as beside a parting; "" for one that is not."""
    rate = facts.facet.isin(["need", "activity"]) & (facts.statistic == "rate")
    # Where the counting rule leaves room a move may be one of counting.
    placements = facts.topic.isin(PLACEMENTS) & (facts.facet != "inspection") & (facts.counting_room == "")
    kinds = {
        "staffing": facts.facet == "workforce",
        "spending": facts.facet == "cost",
        "placements": placements,
        "demand": rate,
    }
    return np.select([k.to_numpy() for k in kinds.values()], list(kinds), default="").astype(object)


def _moves(data: Dataset, figures: Figures, other: int, service: str, indicator_id: str, day: dt.date) -> list[tuple]:
    facts = figures.facts
    what = np.where((facts.service == service) & (facts.index != indicator_id), _what(facts), "")
    found = []
    for i in np.flatnonzero(what != "").tolist():
        before, after = _around_year(data.panel.ends[i], figures.segment[i], day)
        y, se = figures.figures[i][:, [before, after]], figures.se[i, other, [before, after]]
        if before < 0 or np.isnan(figures.figures[i, other, before : after + 1]).any() or not np.hypot(*se) > 0:
            continue
        change = y[:, 1] - y[:, 0]
        beside = change[other] - np.nanmedian(change)
        # The lesser of what it moved and what it moved beside the middle council, none where the two disagree.
        least = min(abs(change[other]), abs(beside)) if change[other] * beside > 0 else 0.0
        labels = figures.labels[i, [before, after]]
        found.append((what[i], facts.index[i], labels[0], y[other, 0], labels[1], y[other, 1], least / np.hypot(*se)))
    fair = adjusted(2 * ndtr(-np.array([row[-1] for row in found]))) if found else []
    sure = sorted((row for row, p in zip(found, fair, strict=True) if p <= FALSE_SHARE), key=lambda row: -row[-1])
    return [("measure", *row, "", "") for row in sure[:MOST_BESIDE]]


def _around_year(ends: np.ndarray, segment: np.ndarray, day: dt.date) -> tuple[int, int]:
    """The places of the periods that ended a year before a day and a year after it, half a year off at most; -1, -1
    where one is not there, or a break lies between."""
    years = (ends - np.datetime64(day)) / np.timedelta64(1, "D") / 365.25  # NaN where there is no period
    before, after = (np.flatnonzero(np.abs(years - at) <= 0.5) for at in (-1, 1))
    if not (len(before) and len(after)) or segment[before[0]] != segment[after[0]]:
        return -1, -1
    return int(before[0]), int(after[0])


def _around(days: pd.Series, day: dt.date) -> np.ndarray:
    apart = (pd.to_datetime(days, errors="coerce") - pd.Timestamp(day)).dt.days.abs()
    return (apart <= YEARS_AROUND * 365.25).to_numpy()


def _reports(data: Dataset, code: str, service: str, day: dt.date) -> list[tuple]:
    """Reports of inspections of the council at about that time, oldest first; adults': assessments."""
    nothing = ("", "", np.nan, "", np.nan, np.nan)
    if service == "children":
        rows = data.catalog.inspections.rename(columns={"publication_date": "day"})
        rows = rows.assign(grade=rows.overall_effectiveness.map(INSPECTION_GRADES).fillna(""), note=rows.framework)
    else:
        rows = data.catalog.assessments.rename(columns={"report_date": "day", "rating": "grade"}).assign(note="CQC")
    mine = rows[(rows.area_code == code) & _around(rows.day, day)].sort_values("day")
    return [("inspection", row.grade, *nothing, row.day, row.note) for row in each_row(mine)]


def _reorganised(data: Dataset, code: str, day: dt.date) -> list[tuple]:
    """Whether the council began, in its present form, at about that time."""
    rows = data.catalog.area_changes
    mine = rows[(rows.new_code == code) & (rows.kind != "recoded") & _around(rows.changed, day)]
    nothing = ("", "", np.nan, "", np.nan, np.nan)
    return [("reorganisation", r.kind, *nothing, r.changed, r.note) for r in each_row(mine.drop_duplicates("changed"))]
