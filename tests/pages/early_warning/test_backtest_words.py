"""The back-test in words: the numbers are those of the table, good or bad, and nothing blames."""

import re

import pandas as pd
import pytest
from tests.blame import BLAME_WORDS

from scouting.pages.early_warning import backtest_words
from scouting.pages.early_warning.backtest_words import CAVEATS, recent_sentences, recent_words, verdict
from scouting.pages.early_warning.inspections import between, careers, dated, timeline, yearly
from scouting.pages.early_warning.words import NOT_TRUTH, between_sentences, in_and_out_sentences, own_sentences


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
    rows = data.catalog.inspections
    graded = rows.groupby(rows.inspection_date.str[:4].astype(int)).overall_effectiveness
    share = (graded.apply(lambda grades: (grades == 4).mean()) * 100).round().astype(int)
    n = graded.size()
    told, before = recent_words(recent, "inadequate"), share.loc[:2023]
    newest = f"{share[2024]}% in 2024 ({(graded.get_group(2024) == 4).sum()} of {n[2024]})"
    assert told == f"{newest}, and {before.min()}% to {before.max()}% a year in 2018 to 2023"
    assert recent_sentences(recent)[1].endswith(f"were judged inadequate: {told}.")
    for row in table[(table.section == "shown") & (table.n >= 10)].itertuples():
        assert backtest_words.of_hundred(table, row.predictor, recent).endswith(f" Of all inspections: {told}.")


def test_rates_of_few_years_and_of_none():
    years = pd.DataFrame({"year": [2023, 2024], "n": [10, 8], "inadequate": [1, 2], "improve": [5, 4]})
    assert recent_words(years.tail(1), "inadequate") == "25% in 2024 (2 of 8)"
    assert recent_words(years, "inadequate") == "25% in 2024 (2 of 8), and 10% in 2023"
    assert recent_sentences(years.head(0)) == []


def test_of_hundred_for_every_sign_and_stage(table, recent):
    for row in table[table.section == "shown"].itertuples():
        line = backtest_words.of_hundred(table, row.predictor, recent, row.outcome)
        if row.n < 10:
            assert "too few" in line and "about" not in line
            continue
        about = [int(n) for n in re.findall(r"about (\d+)", line)]
        assert about == pytest.approx([100 * row.value, 100 * row.against], abs=0.51)
        assert f"{row.cases:.0f} of {row.n:.0f} inspections" in line
        assert ("may be chance" in line) == (row.lower <= row.against <= row.upper)
    assert backtest_words.of_hundred(table, "sign:requests_served_falling", recent) == "Never back-tested."


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
    ways, names = careers(rows), {code: data.catalog.name(code) for code in rows.area_code.unique()}
    for code, name in list(names.items())[::5]:
        mine = [*own_sentences(timeline(rows, code), name), *in_and_out_sentences(ways, name, code)]
        lines += mine
        others = [other for other in names.values() if other not in name]
        assert not [o for o in others if any(o in line.replace(name, "") for line in mine)]
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
    table = pd.DataFrame(
        {"inspections": [3, 2], "inadequate": [2, 1], "left": [True, True], "fell": [True, False],
         "in_and_out": [True, False]}, index=["a", "b"],
    )  # fmt: skip
    assert (
        in_and_out_sentences(table, "Here", "a")[-1] == "Here is one of the 2, and went both in and out in this time."
    )
    assert in_and_out_sentences(table, "Here", "b")[-1] == "Here is one of the 2, and came out of it in this time."
    assert "1 went both in and out" in in_and_out_sentences(table, "Here", "c")[0]
    assert len(in_and_out_sentences(table, "Here", "c")) == 2
