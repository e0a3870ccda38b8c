"""What is not counted or not held: every row sound, none contradicted by the catalogue, every hole told."""

import dataclasses

import pytest

from scouting import terms
from scouting.catalog.check import problems

#: Subjects that a reader will look for, and a word of the row that tells of each.
SUBJECTS = {
    "the child's own voice, in care": ("children", "experience", "children in care say"),
    "the child's own voice, in need": ("children", "experience", "child in need"),
    "waits of adults": ("adults", "timeliness", "How long adults wait"),
    "delays in hospital since 2020": ("adults", "timeliness", "Council figures .* ended in March 2020"),
    "qualifications of care leavers": ("children", "outcome", "by the time they leave care"),
    "adult workforce": ("adults", "workforce", "Vacancies"),
    "adult workers' view": ("adults", "workforce", "social workers say"),
    "children's workers' view": ("children", "workforce", "social workers say"),
    "assessments of councils": ("adults", "inspection", "Care Quality Commission"),
    "unmet need": ("adults", "need", "get none"),
    "requests that end with nothing": ("adults", "activity", "no service"),
    "carers between surveys": ("adults", "experience", "between two surveys"),
    "counts of assessments": ("children", "timeliness", "45 working days"),
    "reviews": ("adults", "timeliness", "reviewed"),
    "quality of help": ("children", "outcome", "Whether help was good"),
    "quality of care": ("adults", "outcome", "what mattered"),
    "cost of an outcome, children": ("children", "cost", "good end"),
    "cost of an outcome, adults": ("adults", "cost", "life they wanted"),
}


@pytest.mark.parametrize("subject", SUBJECTS)
def test_a_subject_people_look_for_is_told(data, subject):
    service, facet, words = SUBJECTS[subject]
    rows = data.catalog.not_held
    mine = rows[(rows.service == service) & (rows.facet == facet)]
    assert (mine.what + " " + mine.why).str.contains(words).any()


def test_status_and_words_agree(data):
    """What is published somewhere is 'not held' and says by whom or where; a question is a question."""
    rows = data.catalog.not_held
    assert set(rows.status) == set(terms.GAPS)
    held = rows[rows.status == "not held"]
    assert held.why.str.contains("ublish").all() and held.why.str.contains("releases here").all()
    assert rows.question.str.endswith("?").all()
    assert not rows.what.str.endswith(".").any() and rows.why.str.endswith(".").all()


def test_a_hole_in_the_catalogue_that_no_row_tells_is_a_problem(data):
    """Adults' workforce without its one indicator: told by a row today, a problem without it."""
    facts, gaps = data.catalog.indicators, data.catalog.not_held
    without = facts[~((facts.service == "adults") & (facts.facet == "workforce"))]
    assert len(without) == len(facts) - 1
    sound = dataclasses.replace(data.catalog, indicators=without)
    assert not [p for p in problems(sound) if p.startswith("not_held.csv")]
    silent = gaps[~((gaps.service == "adults") & (gaps.facet == "workforce"))]
    found = problems(dataclasses.replace(sound, not_held=silent))
    assert "not_held.csv: no indicator is of adults and workforce, and no row says why." in found


def test_what_is_an_indicator_is_not_called_missing(data):
    gaps = data.catalog.not_held.copy()
    gaps.loc[3, "gap_id"] = "re_referrals"
    gaps.loc[4, ["status", "facet", "question"]] = ["lost", "voice", ""]
    found = problems(dataclasses.replace(data.catalog, not_held=gaps))
    where = f"not_held.csv row 6 ({gaps.gap_id[4]})"
    assert found == [
        f"{where}, facet: 'voice' is not one of {', '.join(terms.FACETS)}.",
        f"{where}, status: 'lost' is not one of not counted, not held.",
        f"{where}, question: is blank.",
        "not_held.csv (re_referrals): is an indicator, so it is held. Delete the row.",
    ]


def test_the_catalogue_is_large_enough_and_holds_every_facet_of_both_services(data):
    facts = data.catalog.indicators
    assert len(facts) >= 150
    cells = set(facts[["service", "facet"]].itertuples(index=False, name=None))
    assert cells == {(service, facet) for service in terms.SERVICES for facet in terms.FACETS}
