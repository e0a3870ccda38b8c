"""Sentences on what to read before a visit: which paragraphs, what inspectors asked for and when. None is quoted."""

from __future__ import annotations

from collections.abc import Collection

import pandas as pd

from scouting.catalog import Catalog, terms_in
from scouting.frames import each_row
from scouting.reading.queries import asked_the_same, asked_to_improve, newer_report, to_read
from scouting.terms import COLLECTED, INSPECTION_GRADES
from scouting.words import day_words, listed

#: What a topic is called within a sentence; one that is not here is called by its name, as focuses are.
TOPICS = {
    "front door": "the front door",
    "assessment": "assessments and plans",
    "looked after: numbers": "children entering and leaving care",
    "looked after: placements": "where children in care live",
    "looked after: health": "the health of children in care",
    "looked after: education": "the education of children in care",
    "special educational needs": "special educational needs and disability",
    "workforce": "the workforce",
    "children in need: education": "children missing education or taught at home",
    "family context": "what families live with",
    "spending": "money",
}
FOCUSES = {
    "distance": "homes far away",
    "missing": "children who go missing",
    "social workers": "changes of social worker",
    "asylum": "children seeking asylum",
    "plans and support": "EHC plans",
    "enquiries and conferences": "child protection enquiries and conferences",
}
#: Councils that are named of those who were asked the same.
MOST_NAMED = 2
LOOK_UP = "reports.ofsted.gov.uk"


def sentences(
    catalog: Catalog, host: str, topic: str, focus: str = "", guest: str = "", among: Collection[str] = ()
) -> list[str]:
    """What to read of a host's reports before a visit on a topic, each sentence with its facts; none where there is
    nothing to say.

    ``focus``: as ``queries.to_read`` takes it. ``guest``: who goes there, for whom councils are named that were asked
    the same; ``among``: similar councils, which come first.

    >>> from scouting.catalog import read
    >>> topic, focus = "looked after: placements", "foster carers; sufficiency"
    >>> for line in sentences(read(), "E06000025", topic, focus): print(line)
    Ofsted's report of 23 July 2024 (good): paragraphs 22, 24, 29, 34, 35 and 52 are on foster carers and sufficiency.
    Ofsted's report of 8 May 2019 (requires improvement): paragraphs 26, 28 and 41 are on foster carers and sufficiency.
    In 2019 inspectors asked South Gloucestershire to improve on sufficiency (point 8). Overall it was judged \
'requires improvement' then and 'good' in 2024.
    """
    name, about = catalog.name(host), _about(topic, focus)
    said = [_newer(row) for row in each_row(newer_report(catalog, host).tail(1))]
    said += [_paragraphs(rows, about) for _, rows in _reports(to_read(catalog, host, topic, focus))]
    asked = asked_to_improve(catalog, host, topic, focus)
    said += [_asked(row, name, _about(topic, row.focuses)) for row in each_row(asked)]
    if guest:
        mine = {one for cell in asked_to_improve(catalog, guest, topic, focus).focuses for one in terms_in(cell)}
        shared = _about(topic, "; ".join(one for one in terms_in(focus) if one in mine))
        said += _same(asked_the_same(catalog, guest, topic, focus, among), catalog, guest, shared)
    return said


def _reports(rows: pd.DataFrame):
    """The rows of each report with paragraphs that stand in its sections, newest first."""
    return rows[rows.paragraphs != ""].groupby("published", sort=False)


def _about(topic: str, focus: str) -> str:
    return listed([FOCUSES.get(one, one) for one in terms_in(focus)]) if focus else TOPICS.get(topic, topic)


def _grade(grade: float) -> str:
    return INSPECTION_GRADES.get(int(grade), "") if pd.notna(grade) else ""


def _paragraphs(rows: pd.DataFrame, about: str) -> str:
    numbers = sorted({int(n) for cell in rows.paragraphs for n in cell.replace(" and ", ", ").split(", ")})
    grade = _grade(rows.grade.iloc[0])
    what = "paragraph {} is" if len(numbers) == 1 else "paragraphs {} are"
    told = what.format(listed(_runs(numbers)))
    day = day_words(rows.published.iloc[0])
    return f"Ofsted's report of {day}{f' ({grade})' if grade else ''}: {told} on {about}."


def _runs(numbers: list[int]) -> list[str]:
    """Numbers with three and more in a row as a span.

    >>> _runs([17, 28, 29, 30, 37, 38])
    ['17', '28 to 30', '37', '38']
    """
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return [one for run in runs for one in ([f"{run[0]} to {run[-1]}"] if len(run) > 2 else map(str, run))]


def _asked(row, name: str, about: str) -> str:
    """When a council was asked to improve on something, its grade then and now."""
    one = "point" if row.framework == "ILACS" else "recommendation"
    points = f"{one}{'' if row.paragraphs.isdigit() else 's'} {row.paragraphs}"
    asked = f"In {row.published.year} inspectors asked {name} to improve on {about} ({points})."
    then, now = _grade(row.grade), _now(row)
    if not then:
        return f"{asked} It was judged {now}." if now else asked
    if now.startswith(f"'{then}'"):
        return f"{asked} Overall it was judged '{then}' both times."
    return f"{asked} Overall it was judged '{then}' then and {now}." if now else asked


def _now(row) -> str:
    """The newest grade with its year and, where no official edition has it, where it is from; blank without one."""
    if not _grade(row.now_grade):
        return ""
    source = " (unofficial list)" if row.now_kind == COLLECTED else ""
    return f"'{_grade(row.now_grade)}' in {row.now_published.year}{source}"


def _same(rows: pd.DataFrame, catalog: Catalog, guest: str, about: str) -> list[str]:
    """Who was asked the same as a council and is judged good or better now: a sentence each for the first, or none."""
    if rows.empty:
        return []
    told = [f"{catalog.name(row.area_code)} was asked in {row.published.year} and was judged {_now(row)}."
            for row in each_row(rows[:MOST_NAMED])]  # fmt: skip
    asked = f"Others were asked to improve on {about} as {catalog.name(guest)} was, "
    asked += "and later had a better overall judgement."
    return [f"{asked} {' '.join(told)}"]


def _newer(row) -> str:
    grade = f" ({_grade(row.grade)})" if _grade(row.grade) else ""
    return f"The newest report, of {day_words(row.published)}{grade}, is not covered here. Read it at {LOOK_UP}."
