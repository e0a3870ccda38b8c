"""Inspection history: every inspection of children's services since 2018, what changed between, who went in and out."""

from __future__ import annotations

import pandas as pd

from scouting.terms import INADEQUATE, INSPECTION_GRADES, OUTCOMES, SUB_JUDGEMENTS

_DAYS_A_YEAR = 365.25


def dated(inspections: pd.DataFrame) -> pd.DataFrame:
    """The catalogue's inspections with dates as dates, oldest first of each council, and what came before.

    Adds previous (the overall grade of the council's inspection before, where its report was out by the first day of
    this one) and years_since (years between the two first days); missing for a council's first.
    """
    rows = inspections.assign(
        inspection_date=pd.to_datetime(inspections.inspection_date),
        publication_date=pd.to_datetime(inspections.publication_date),
    ).sort_values(["area_code", "inspection_date"], ignore_index=True)
    by = rows.groupby("area_code")
    out = by.publication_date.shift() <= rows.inspection_date
    since = (rows.inspection_date - by.inspection_date.shift()).dt.days / _DAYS_A_YEAR
    return rows.assign(previous=by.overall_effectiveness.shift().where(out), years_since=since)


def timeline(rows: pd.DataFrame, area_code: str) -> pd.DataFrame:
    """One council's inspections in the order of time, of the table that ``dated`` gives, with grades as words too.

    Adds overall, and the words of each sub-judgement in place of its number; blank where it was not made.
    """
    mine = rows[rows.area_code == area_code].reset_index(drop=True)
    words = {column: mine[column].map(INSPECTION_GRADES).fillna("") for column in SUB_JUDGEMENTS}
    return mine.assign(overall=mine.overall_effectiveness.map(INSPECTION_GRADES), **words)


def careers(rows: pd.DataFrame) -> pd.DataFrame:
    """Each council's way through its inspections, indexed by area_code.

    inspections; inadequate (how many of them); left and fell (whether one judged inadequate was followed by a better
    one, or the other way); in_and_out (both).

    >>> rows = pd.DataFrame({"area_code": ["a"] * 3 + ["b"] * 2, "inspection_date": range(5),
    ...                      "overall_effectiveness": [4, 3, 4, 4, 2]})
    >>> careers(rows).values.tolist()
    [[3, 2, True, True, True], [2, 1, True, False, False]]
    """
    rows = rows.sort_values(["area_code", "inspection_date"])
    poor = rows.overall_effectiveness >= INADEQUATE
    before = poor.groupby(rows.area_code).shift()
    was, was_better = before.eq(True), before.eq(False)
    table = pd.DataFrame({"poor": poor, "left": was & ~poor, "fell": was_better & poor}).groupby(rows.area_code)
    made = table.agg(
        inspections=("poor", "size"), inadequate=("poor", "sum"), left=("left", "any"), fell=("fell", "any")
    )
    return made.assign(in_and_out=made.left & made.fell)


def between(rows: pd.DataFrame) -> pd.DataFrame:
    """How long it took to the next inspection, by the grade before: inspections come sooner after failure.

    ``rows``: as ``dated`` gives them. One row per grade: previous, n (inspections that followed one with that grade),
    lower_quartile, middle, upper_quartile (years), and inadequate (how many of the n were judged inadequate).
    A council not inspected again is in none.
    """
    followed = rows[rows.years_since.notna()]
    grade = rows.groupby("area_code").overall_effectiveness.shift()[followed.index].rename("previous")
    by = followed.groupby(grade)
    years = by.years_since
    return pd.DataFrame(
        {
            "n": by.size(),
            "lower_quartile": years.quantile(0.25),
            "middle": years.median(),
            "upper_quartile": years.quantile(0.75),
            "inadequate": by.overall_effectiveness.agg(lambda g: int((g >= INADEQUATE).sum())),
        }
    ).reset_index()


def yearly(rows: pd.DataFrame) -> pd.DataFrame:
    """How the inspections of each whole year ended, of all councils: the rate that any risk is held against.

    ``rows``: as ``dated`` gives them. Columns: year (of the first day), n (inspections), improve and inadequate (how
    many were judged requires improvement or worse, and inadequate). The year of the newest inspection is left out
    unless that was in December: the release ends within it.

    >>> rows = pd.DataFrame({"inspection_date": pd.to_datetime(["2023-05-01", "2023-06-01", "2024-03-01"]),
    ...                      "overall_effectiveness": [3, 4, 1]})
    >>> yearly(rows).values.tolist()
    [[2023, 2, 2, 1]]
    """
    newest = rows.inspection_date.max()
    year = rows.inspection_date.dt.year
    whole = rows[(year < newest.year) | (newest.month == 12)]
    ended = {name: whole.overall_effectiveness >= least for name, least in OUTCOMES.items()}
    table = pd.DataFrame({"year": year, "n": 1, **{name: hit.astype(int) for name, hit in ended.items()}}, whole.index)
    return table.groupby("year", as_index=False).sum()
