"""The text of a report as its paragraphs: planted layouts, and real reports against the grades Ofsted published."""

import pandas as pd
import pytest
from tests.reading.cases import parsed

from scouting.reading.parse import paragraphs

ILACS = """Inspection of Rutland County Council
children’s social care services
Inspection dates: 17 to 28 January 2022

 The experiences and progress of             Requires improvement to be good
 children in care
 Overall effectiveness                       Good

Leaders know 3 things. What follows is no paragraph.

What needs to improve?
◼ The sufficiency of homes
  for children.

◼ Supervision.

The experiences and progress of children who need help and
protection: outstanding
1.     Children are helped when they
       need it.
2.     In 17 of 20
Inspection of Rutland County Council children’s social care services
17 to 28 January 2022                                                     2

       cases a plan was made.
The experiences and progress of children in care is
requires improvement to be good

3. The judgement for the
   experiences and progress of children in care and care leavers is inadequate.
4.     Few move.
Impact of leaders on social work practice with children and families: good

5. What needs to improve
   is known.
The Office for Standards in Education, Children’s Services and Skills (Ofsted)
6. This is about Ofsted.
"""
SIF = """1. Children who need help and protection                     Good
2. Children looked after                                     Good
Executive summary
Contents
    Recommendations                                                 8
    Leadership, management and governance                           30
Recommendations
1.    Improve plans.

2.    Ensure that:
      − foster carers are found
      − homes are near.

Adoption
3.    Find adopters.
Summary for children
• A word to children.
The experiences and progress of
children looked after and achieving                      Requires
permanence                                               improvement
Inspection findings
4.    Few children move. (Recommendation)
The graded judgement for adoption performance is that it is good
5.    Adopters are found.
Leadership, management and
                                                         Inadequate
governance
6.    Leaders come and go.
The Local Safeguarding Children Board (LSCB)
Recommendations
7.    The board should meet.
"""


def read(text):
    found = paragraphs(text)
    return found.assign(section_grade=found.section_grade.fillna(0)).drop(columns="text").to_numpy().tolist(), found


def test_a_report_since_2018():
    """Page headings among the lines, headings over two lines, numbering that goes on, words like a heading's."""
    rows, found = read(ILACS)
    assert rows == [
        ["overall_effectiveness", 2, "improve 1", True],
        ["overall_effectiveness", 2, "improve 2", True],
        ["help_and_protection", 1, "1", False],
        ["help_and_protection", 1, "2", False],
        ["children_in_care", 3, "3", False],
        ["children_in_care", 3, "4", False],
        ["impact_of_leaders", 2, "5", False],
    ]
    assert found.text[0] == "The sufficiency of homes for children."
    assert found.text[3] == "In 17 of 20 cases a plan was made."
    assert found.text[4].endswith("care leavers is inadequate.") and found.text[6] == "What needs to improve is known."


def test_a_report_of_2013_to_2018():
    """A table of contents, numbered recommendations, grades in a column, and a board that is not the council."""
    rows, found = read(SIF)
    assert rows == [
        ["overall_effectiveness", 0, "1", True],
        ["overall_effectiveness", 0, "2", True],
        ["overall_effectiveness", 0, "3", True],
        ["children_in_care", 3, "4", False],
        ["adoption", 2, "5", False],
        ["impact_of_leaders", 4, "6", False],
    ]
    assert found.text[1] == "Ensure that: − foster carers are found − homes are near."


@pytest.mark.parametrize("text", ["", "A letter.\n1. One.\n2. Two.", "Recommendations", "\n".join(map(str, range(99)))])
def test_what_is_in_neither_layout_gives_no_rows(text):
    assert len(paragraphs(text)) == 0


def test_grades_of_sections_are_those_that_ofsted_published(releases, data):
    """A second source: the inspectorate's list of outcomes, which the parser never sees."""
    found = parsed(releases)
    sections = found[~found.improve].drop_duplicates(["area_code", "published", "section"])
    known = data.catalog.inspections.rename(columns={"publication_date": "published"})
    both, off = 0, []
    for row in sections.merge(known, on=["area_code", "published"]).itertuples():
        listed = getattr(row, row.section)
        if pd.notna(listed) and pd.notna(row.section_grade):
            both += 1
            off += [(row.area_code, row.published, row.section)] if listed != row.section_grade else []
    assert both > 1500
    assert off == []


def test_paragraphs_are_numbered_without_gaps(releases):
    """In every report since 2018 from 1 to the last; two have lost one number where a page breaks."""
    found = parsed(releases)
    body = found[(found.framework == "ILACS") & ~found.improve]
    numbers = body.assign(n=body.paragraph.astype(int)).groupby(["area_code", "published"]).n
    assert (numbers.min() == 1).all() and (numbers.size() > 30).all()
    short = numbers.max() - numbers.size()
    assert short[short > 0].to_dict() == {("E06000040", "2020-02-24"): 1, ("E08000027", "2023-01-13"): 1}


def test_every_report_but_two_says_what_needs_to_improve(releases):
    """These two say so in a sentence, and have no list."""
    found = parsed(releases)
    points = found.groupby(["framework", "area_code", "published"]).improve.sum()
    assert sorted(points[points == 0].index) == [
        ("ILACS", "E06000013", "2022-11-25"),
        ("ILACS", "E06000034", "2024-10-29"),
    ]
