"""Inspection history: every inspection of children's services since 2009, what changed between, who went in and out."""

from __future__ import annotations

import pandas as pd

from scouting.terms import INADEQUATE, INSPECTION_GRADES, JUDGEMENTS, OFFICIAL, OUTCOMES

_DAYS_A_YEAR = 365.25


def dated(inspections: pd.DataFrame, *, collected: bool = False) -> pd.DataFrame:
    """The ILACS inspections of Ofsted's own edition, dates as dates, oldest first of each council, with the one before.

    Rates, waits and the back-test rest on these alone: other frameworks asked other things, and a collected list holds
    the newest inspection of each council only. ``collected``: with those of the list that have a grade, for forecasts
    and their scores. Adds previous (the overall grade of the council's inspection before,
    where its report was out by the first day of this one) and years_since (years between the two first days); missing
    for a council's first.
    """
    held = (inspections.kind == OFFICIAL) | (collected & inspections.overall_effectiveness.notna())
    rows = _with_days(inspections[(inspections.framework == "ILACS") & held])
    rows = rows.sort_values(["area_code", "inspection_date"], ignore_index=True)
    by = rows.groupby("area_code")
    out = by.publication_date.shift() <= rows.inspection_date
    since = (rows.inspection_date - by.inspection_date.shift()).dt.days / _DAYS_A_YEAR
    return rows.assign(previous=by.overall_effectiveness.shift().where(out), years_since=since)


def _with_days(rows: pd.DataFrame) -> pd.DataFrame:
    days = {column: pd.to_datetime(rows[column]) for column in ("inspection_date", "publication_date")}
    return rows.assign(**days)


def timeline(inspections: pd.DataFrame, area_code: str) -> pd.DataFrame:
    """One council's inspections under every framework by the day of the report, dates as dates, grades as words.

    Adds overall, and the words of each other judgement in place of its number; blank where it was not made.
    """
    mine = _with_days(inspections[inspections.area_code == area_code]).sort_values("publication_date", kind="stable")
    words = {column: mine[column].map(INSPECTION_GRADES).fillna("") for column in JUDGEMENTS}
    overall = mine.overall_effectiveness.map(INSPECTION_GRADES).fillna("")
    return mine.assign(overall=overall, **words).reset_index(drop=True)


def graded(inspections: pd.DataFrame, *, collected: bool = False) -> pd.DataFrame:
    """One grade per council and day of a report, in Ofsted's own editions; ``collected``: and in the collected list.

    Columns: area_code, publication_date, framework, grade. The grade is the overall one; of an inspection without it
    (2009 to 2013) the worse of safeguarding and looked after children; of two reports of one day the worse. Frameworks
    differ in what they asked, so grades of two of them say which way a judgement went, and not by how much.
    """
    rows = inspections[(inspections.kind == OFFICIAL) | collected]
    grade = rows.overall_effectiveness.fillna(rows[["safeguarding", "looked_after"]].max(axis=1))
    rows = _with_days(rows.assign(grade=grade)).dropna(subset="grade").sort_values("grade")
    rows = rows.drop_duplicates(["area_code", "publication_date"], keep="last")
    columns = ["area_code", "publication_date", "framework", "grade"]
    return rows.sort_values(["area_code", "publication_date"], ignore_index=True)[columns]


def in_out_in(rows: pd.DataFrame) -> pd.DataFrame:
    """The councils that were judged inadequate, then better, then inadequate again, the first time that they were.

    ``rows``: as ``graded`` gives them. Index area_code; into, out and again (days of the reports) and the framework of
    each (into_by, out_by, again_by).

    >>> days = pd.to_datetime(["2010-05-01", "2013-05-01", "2016-05-01", "2019-05-01"])
    >>> rows = pd.DataFrame({"area_code": "a", "publication_date": days, "framework": ["SLAC", "SIF", "SIF", "ILACS"],
    ...                      "grade": [4, 3, 2, 4]})
    >>> in_out_in(rows).again.dt.year.tolist(), in_out_in(rows[:3]).index.tolist()
    ([2019], [])
    """
    found = []
    for code, mine in rows.groupby("area_code"):
        turns = mine[(mine.grade >= INADEQUATE).ne((mine.grade >= INADEQUATE).shift())]  # where the side changes
        turns = turns[(turns.grade >= INADEQUATE).cumsum() > 0].head(3)
        if len(turns) == 3:
            found.append([code, *turns.publication_date, *turns.framework])
    columns = ["area_code", "into", "out", "again", "into_by", "out_by", "again_by"]
    return pd.DataFrame(found, columns=columns).set_index("area_code")


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
