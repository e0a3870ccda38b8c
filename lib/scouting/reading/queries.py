"""What to read about a council, what inspectors asked it to improve and when, and who was asked the same."""

from __future__ import annotations

from collections.abc import Collection

import pandas as pd

from scouting.catalog import Catalog, terms_in
from scouting.terms import INSPECTION_GRADES
from scouting.words import listed

TO_READ = ["published", "framework", "grade", "section", "section_grade", "paragraphs", "improve_paragraphs"]
ASKED = ["area_code", "published", "framework", "paragraphs", "focuses", "grade", "since", "now_published",
         "now_framework", "now_grade", "now_kind"]  # fmt: skip
#: The day of a report and the one that the list of inspections has for it lie apart by days at most.
_SAME_REPORT = pd.Timedelta(days=45)
#: Judged good or better.
_GOOD = 2


def to_read(catalog: Catalog, area_code: str, topic: str, focus: str = "") -> pd.DataFrame:
    """The paragraphs of a council's reports on a topic, newest report first, one row per section.

    ``focus``: one or several joined by ";", of which a paragraph has one. Columns: published (a day), framework, grade
    (overall, 1 to 4, missing where not known), section (as in ``terms.REPORT_SECTIONS``), section_grade, paragraphs
    ("22, 34 and 35"; blank where all stand under what needs to improve), improve_paragraphs.

    >>> from scouting.catalog import read
    >>> rows = to_read(read(), "E06000025", "looked after: placements", "foster carers; sufficiency")
    >>> newest = rows[rows.published == rows.published.max()]
    >>> "34 and 35" in newest.set_index("section").paragraphs["children_in_care"]
    True
    """
    mine = catalog.once(_on, topic, focus)
    mine = _graded(mine[mine.area_code == area_code], catalog)
    if mine.empty:
        return pd.DataFrame(columns=TO_READ)
    asked = mine.improve == "yes"
    parts = mine.assign(paragraphs=mine.paragraph.mask(asked), improve_paragraphs=mine.paragraph.where(asked))
    # Sections as they follow in the report: what needs to improve stands first.
    parts["place"] = parts.groupby("published").cumcount()
    by = parts.groupby(["published", "section"], as_index=False).agg(
        framework=("framework", "first"), grade=("grade", "first"), section_grade=("section_grade", "first"),
        paragraphs=("paragraphs", _numbers), improve_paragraphs=("improve_paragraphs", _numbers),
        place=("place", "min"),
    )  # fmt: skip
    return by.sort_values(["published", "place"], ascending=[False, True], ignore_index=True)[TO_READ]


def asked_to_improve(catalog: Catalog, area_code: str, topic: str, focus: str = "") -> pd.DataFrame:
    """When inspectors asked a council to improve on a topic, newest first, and what it was judged then and since.

    One row per report. Columns: area_code, published, framework, paragraphs (the points of its list, "2 and 5"),
    focuses, grade (overall then), since (the grades of later inspections in words, oldest first, joined by ";"),
    now_published, now_framework, now_grade, now_kind (the newest inspection; missing where that is the one that asked).

    >>> from scouting.catalog import read
    >>> rows = asked_to_improve(read(), "E06000025", "looked after: placements", "sufficiency")
    >>> rows[["since", "focuses", "paragraphs"]].iloc[0].tolist()
    ['good', 'sufficiency', '8']
    """
    rows = catalog.once(_asked, topic, focus)
    return rows[rows.area_code == area_code].sort_values("published", ascending=False, ignore_index=True)


def asked_the_same(
    catalog: Catalog, area_code: str, topic: str, focus: str = "", among: Collection[str] = ()
) -> pd.DataFrame:
    """Councils that were asked to improve on what this one was asked on, and are judged good or better now.

    Their newest inspection is better than the one that asked, too. The same: the topic, and one of its focuses where
    this council's points have any. One row per council of today, for its report nearest in time to this council's.
    ``among``: these come first (similar councils). Columns: as
    ``asked_to_improve``, with first (whether among these) and days (between the two reports that asked). No rows where
    this council was never asked.
    """
    rows = catalog.once(_asked, topic, focus)
    ours = rows[rows.area_code == area_code].sort_values("published")
    alike, better = _alike(rows, ours), (rows.now_grade <= _GOOD) & (rows.now_grade < rows.grade)
    others = rows[alike & better & (rows.area_code != area_code) & rows.area_code.isin(catalog.today().area_code)]
    if ours.empty or others.empty:
        return others.iloc[:0].assign(first=False, days=0)
    apart = [min(abs((day - mine).days) for mine in ours.published) for day in others.published]
    found = others.assign(first=others.area_code.isin(list(among)), days=apart).sort_values(["days", "published"])
    found = found.drop_duplicates("area_code")
    return found.sort_values(["first", "days", "area_code"], ascending=[False, True, True], ignore_index=True)


def newer_report(catalog: Catalog, area_code: str) -> pd.DataFrame:
    """The inspections of a council whose reports are newer than the newest that is indexed, oldest first.

    Columns: published, framework, grade, kind. All of them where none of its reports is indexed.
    """
    held = _days(catalog.reading.published[catalog.reading.area_code == area_code])
    known = catalog.once(_inspections)
    known = known[known.area_code == area_code]
    after = known[known.published > held.max() + _SAME_REPORT] if len(held) else known
    return after[["published", "framework", "grade", "kind"]].reset_index(drop=True)


def _days(cells: pd.Series) -> pd.Series:
    return pd.to_datetime(cells).astype("datetime64[s]")


def _on(catalog: Catalog, topic: str, focus: str) -> pd.DataFrame:
    """The rows of the index on a topic and one of the focuses, days as days; of their focuses those asked about, or
    all of the topic's."""
    lists, rows, asked = catalog.reading_topics, catalog.reading, terms_in(focus)
    wanted = [one for one in dict.fromkeys(lists.focus[lists.topic == topic]) if one in asked or not asked]
    rows = rows[rows.topics.map({cell: topic in terms_in(cell) for cell in rows.topics.unique()})]
    kept = {cell: "; ".join(w for w in terms_in(cell) if w in wanted) for cell in rows.focuses.unique()}
    rows = rows.assign(published=_days(rows.published), focuses=rows.focuses.map(kept).astype(str))
    return rows[rows.focuses != ""] if focus else rows


def _inspections(catalog: Catalog) -> pd.DataFrame:
    """Every inspection with the day of its report, oldest first: area_code, published, framework, grade, kind."""
    named = {"publication_date": "published", "overall_effectiveness": "grade"}
    rows = catalog.inspections.rename(columns=named)[["area_code", "published", "framework", "grade", "kind"]]
    return rows.assign(published=_days(rows.published)).sort_values("published", ignore_index=True)


def _graded(rows: pd.DataFrame, catalog: Catalog) -> pd.DataFrame:
    """Rows of the index with the overall grade of their inspection."""
    known = catalog.once(_inspections)[["area_code", "framework", "published", "grade"]]
    return pd.merge_asof(
        rows.assign(at=range(len(rows))).sort_values("published"), known, on="published", by=["area_code", "framework"],
        direction="nearest", tolerance=_SAME_REPORT,
    ).sort_values("at").drop(columns="at")  # fmt: skip


def _asked(catalog: Catalog, topic: str, focus: str) -> pd.DataFrame:
    """Every report that asked its council to improve on a topic, with the grade then and now: columns ``ASKED``."""
    rows = catalog.once(_on, topic, focus)
    rows = _graded(rows[rows.improve == "yes"], catalog)
    asked = rows.groupby(["area_code", "published"], as_index=False).agg(
        framework=("framework", "first"), paragraphs=("paragraph", _numbers), focuses=("focuses", _together),
        grade=("grade", "first"),
    )  # fmt: skip
    now = {name: f"now_{name}" for name in ("published", "framework", "grade", "kind")}
    known = catalog.once(_inspections).rename(columns=now)
    later = asked[["area_code", "published"]].merge(known, on="area_code")
    later = later[later.now_published > later.published + _SAME_REPORT]
    words = later.assign(since=later.now_grade.map(INSPECTION_GRADES).fillna("not graded"))
    since = words.groupby(["area_code", "published"], as_index=False).since.agg("; ".join)
    newest = later.drop_duplicates(["area_code", "published"], keep="last")
    for part in (since, newest):
        asked = asked.merge(part, "left", on=["area_code", "published"])
    return asked.assign(since=asked.since.fillna(""))[ASKED]


def _alike(rows: pd.DataFrame, ours: pd.DataFrame) -> pd.Series:
    """Which rows share a focus with ours; all, where ours have none."""
    wanted = {focus for cell in ours.focuses for focus in terms_in(cell)}
    return pd.Series(
        [not wanted or bool(wanted & set(terms_in(cell))) for cell in rows.focuses], rows.index, dtype=bool
    )


def _together(cells: pd.Series) -> str:
    """The entries of several lists, each once."""
    return "; ".join(dict.fromkeys(entry for cell in cells for entry in terms_in(cell)))


def _numbers(labels: pd.Series) -> str:
    """Paragraphs as a person writes them, in order: "22, 34 and 35"; a point without a number by its place."""
    numbers = sorted({int(label.removeprefix("improve ")) for label in labels.dropna()})
    return listed([str(number) for number in numbers])
