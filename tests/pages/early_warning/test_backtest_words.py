"""The back-test in words: the numbers are those of the table, good or bad, and nothing blames."""

import re

import pandas as pd
import pytest
from tests.blame import BLAME_WORDS

from scouting.pages.early_warning import backtest_words
from scouting.pages.early_warning.backtest_words import CAVEATS, recent_sentences, recent_words, verdict
from scouting.pages.early_warning.inspections import between, dated, graded, in_out_in, timeline, yearly
from scouting.pages.early_warning.words import (
    NOT_ONE_SCALE,
    NOT_TRUTH,
    assessment_sentences,
    between_sentences,
    in_and_out_sentences,
    other_sentences,
    own_sentences,
)
from scouting.terms import FRAMEWORKS
from scouting.words import number


@pytest.fixture
def table(data):
    return data.catalog.backtest


@pytest.fixture(scope="module")
def recent(data):
    return yearly(dated(data.catalog.inspections))


def test_the_result_says_what_the_table_holds(table):
    lines = backtest_words.backtest_sentences(table)
    for outcome, word in (("improve", "Requires improvement or worse:"), ("inadequate", "Inadequate:")):
        row = table[(table.section == "area") & (table.predictor == "risk") & (table.outcome == outcome)].iloc[0]
        line = next(line for line in lines if line.startswith(word))
        numbers = [int(n) for n in re.findall(r"\d+", line.split("measures ")[1])][:4]
        assert numbers[3] == row.n
        assert numbers[:3] == pytest.approx([100 * row.value, 100 * row.lower, 100 * row.upper], abs=0.51)
    assert lines[0].startswith("Fifteen measures together ") and "no better than chance" in lines[0]


@pytest.mark.parametrize(
    ("value", "lower", "words"),
    [
        (0.9, 0.85, "much better than chance"),
        (0.7, 0.6, "better than chance, though often mistaken"),
        (0.58, 0.51, "hardly better than chance"),
        (0.61, 0.5, "no better than chance"),
        (0.4, 0.3, "no better than chance"),
    ],
)
def test_a_bad_result_is_told_as_plainly_as_a_good_one(table, value, lower, words):
    assert verdict(pd.Series({"value": value, "lower": lower})) == words
    changed = table.copy()
    here = (changed.section == "area") & (changed.predictor == "risk")
    changed.loc[here, ["value", "lower"]] = [value, lower]
    assert f"requires improvement or worse, {words};" in backtest_words.backtest_sentences(changed)[0]


def test_every_risk_stands_beside_the_rate_of_recent_years(data, table, recent):
    """Recounted from the file, year by year: the newest whole year by itself, the range of those before it."""
    rows = data.catalog.inspections[data.catalog.inspections.source_id == "ofsted_2025"]
    by_year = rows.groupby(rows.inspection_date.str[:4].astype(int)).overall_effectiveness
    share = (by_year.apply(lambda grades: (grades == 4).mean()) * 100).round().astype(int)
    n = by_year.size()
    told, before = recent_words(recent, "inadequate"), share.loc[:2023]
    newest = f"{share[2024]}% in 2024 ({(by_year.get_group(2024) == 4).sum()} of {n[2024]})"
    assert told == f"{newest}, and {before.min()}% to {before.max()}% a year in 2018 to 2023"
    assert recent_sentences(recent)[1].endswith(f"were judged inadequate: {told}.")


def test_rates_of_few_years_and_of_none():
    years = pd.DataFrame({"year": [2023, 2024], "n": [10, 8], "inadequate": [1, 2], "improve": [5, 4]})
    assert recent_words(years.tail(1), "inadequate") == "25% in 2024 (2 of 8)"
    assert recent_words(years, "inadequate") == "25% in 2024 (2 of 8), and 10% in 2023"
    assert recent_sentences(years.head(0)) == []


def test_the_forward_test_and_the_forecasts_are_told_with_their_numbers(table):
    kept = table[(table.section == "forward") & (table.outcome == "improve")].set_index("predictor")
    first, second = backtest_words.forward_sentences(table)
    assert f"{100 * kept.against['forecast']:.0f}% would be judged" in first and "(6 of 42)" in first
    assert "fixed on 24 November 2026" in first and f"{number(100 * kept.value['risk'], 0)} (likely 41 to 9" in second
    assert backtest_words.forward_sentences(table[table.section != "forward"]) == []
    brier = table[(table.section == "brier") & (table.predictor == "risk")]
    told = backtest_words.brier_sentences(table)
    for row, line in zip(brier.itertuples(), told, strict=True):
        assert f"missed by {row.value:.3f}" in line and line.endswith(f"missed by {row.against:.3f}.")


def test_nothing_blames(data, table, recent):
    rows = dated(data.catalog.inspections)
    lines = [
        *backtest_words.backtest_sentences(table),
        *CAVEATS,
        *recent_sentences(recent),
        *backtest_words.revision_sentences(data.catalog.revisions),
        NOT_TRUTH,
    ]
    lines += between_sentences(between(rows))
    every, names = graded(data.catalog.inspections), {code: data.catalog.name(code) for code in rows.area_code.unique()}
    others, went = data.catalog.other_inspections, in_out_in(every)
    for code, name in list(names.items())[::5]:
        mine = [
            *own_sentences(timeline(data.catalog.inspections, code), name),
            *in_and_out_sentences(every, went, name, code),
            *other_sentences(others[others.area_code == code]),
        ]
        lines += mine
        elsewhere = [other for other in names.values() if other not in name]
        assert not [o for o in elsewhere if any(o in line.replace(name, "") for line in mine)]
    found = {word for line in lines for word in re.findall(r"[\w-]+", line.lower())} & set(BLAME_WORDS)
    assert not found


def test_editions_are_named_one_after_the_other():
    columns = ["both", "changed", "only_one", "newest", "newest_changed"]
    table = pd.DataFrame([[10, 2, 0, 4, 1]] * 3, columns=columns).assign(
        indicator_id="x", edition=["2023", "2022", "2024"]
    )
    assert backtest_words.revision_sentences(table)[0].startswith(
        "Of 30 figures that an edition of 2022, 2023 or 2024 and the one of today both give, 6 were changed"
    )


def test_a_council_in_and_out_is_told_so():
    days = pd.to_datetime(["2010-05-01", "2013-05-01", "2019-05-01", "2012-01-01"])
    by = ["SLAC", "SIF", "ILACS", "SLAC"]
    rows = pd.DataFrame({"area_code": [*"aaab"], "publication_date": days, "framework": by, "grade": [4, 3, 4, 4]})
    first, own = in_and_out_sentences(rows, in_out_in(rows), "Here", "a")
    assert first.startswith(
        "Of 2 councils with reports from 2010 to May 2019, 2 were judged inadequate at least once, "
    )
    assert first.endswith("1 went in, came out and went in again.")
    assert own.startswith("Here is one of the 1: inadequate in May 2010 (SLAC), better in May 2013 (SIF), inadequate ")
    assert own.endswith("again in May 2019 (ILACS).")
    assert len(in_and_out_sentences(rows, in_out_in(rows), "Here", "b")) == 1


def test_own_inspections_say_which_framework_and_which_list(data):
    """Awkward ones: no overall grade, from a collected list, and grades of four frameworks."""
    every = data.catalog.inspections
    told = own_sentences(timeline(every, "E06000066"), "Somerset")
    assert "no overall grade but impact of leaders requires improvement, help and protection requires " in told[0]
    assert told[0].endswith("care leavers good (April 2026).")
    assert told[-1].startswith("The report of June 2026 is from a collected list (Data to Insight), not yet in ")
    told = own_sentences(timeline(every, "E06000054"), "Wiltshire")
    assert told[0].startswith("Wiltshire has had 2 inspections under today's framework, ILACS: good (June 2019), ")
    assert told[1] == "The latest came 4.3 years after the one before."
    assert told[2].startswith(
        "Earlier frameworks, 3 reports since 2009: safeguarding inadequate, looked after children "
    )
    assert "requires improvement (CPI, August 2013)" in told[2] and told[3] == NOT_ONE_SCALE and told[4] == ""
    assert "since 2009 is held" in own_sentences(timeline(every, "E92000001"), "Nowhere")[0]


def test_the_years_of_a_framework_are_those_of_its_reports(data):
    rows = data.catalog.inspections
    years = rows.publication_date.str[:4].astype(int).groupby(rows.framework).agg(["min", "max"])
    for framework, words in FRAMEWORKS.items():
        told = [int(year) for year in re.findall(r"20\d\d", words)]
        first, last = years.loc[framework]
        # The first reports of an inspection come out in the year after it began.
        assert told[0] in (first, first - 1) and (told[1:] or [last])[-1] == last, framework


def test_other_inspections_are_a_line_each(data):
    rows = data.catalog.other_inspections
    (slough,) = other_sentences(rows[(rows.area_code == "E06000039") & (rows.framework == "area_send")])
    assert slough.startswith("Area SEND inspection (of the area's partnership, not of the council alone), report of ")
    assert slough.endswith("November 2025: no outcome in the list. From a collected list (Data to Insight).")
    (shared,) = other_sentences(rows[(rows.area_code == "E06000051") & (rows.framework == "youth_justice")])
    assert shared.startswith("Youth justice inspection of a service shared with other councils, report of May 2022: ")
    assert ": requires improvement. From a collected list" in shared
    (again,) = other_sentences(rows[(rows.area_code == "E06000001") & (rows.framework == "area_send")])
    assert "The one before was in October 2016." in again


def test_an_assessment_is_told_with_its_scores_and_where_to_look_without_one(data):
    rows = pd.DataFrame([dict.fromkeys(data.catalog.assessments)])
    (none,) = assessment_sentences(rows.head(0), "Here")
    assert "local authority assessment reports: https://www.cqc.org.uk/" in none
    link = "https://www.cqc.org.uk/x"
    (told,) = assessment_sentences(rows.assign(report_date="2025-09-01", rating="good", link=link, equity=2.0), "Here")
    assert told == (
        "The Care Quality Commission rated Here good (report of 1 September 2025). Scores from 1 to 4, 4 the best: "
        f"equity in experience and outcomes 2. Report: {link}"
    )
