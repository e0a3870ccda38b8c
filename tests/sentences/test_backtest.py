"""The back-test in words: the numbers are those of the table, good or bad, and nothing blames."""

import re

import pandas as pd
import pytest

from scouting import sentences as say
from scouting.sentences.backtest import CAVEATS, verdict
from scouting.sentences.inspections import NOT_TRUTH, between_sentences, in_and_out_sentences, own_sentences
from scouting.terms import BLAME_WORDS
from scouting.warning.inspections import between, careers, dated, timeline


@pytest.fixture
def table(data):
    return data.catalog.backtest


def test_the_result_says_what_the_table_holds(table):
    lines = say.backtest_sentences(table)
    for outcome, word in (("improve", "Requires improvement or worse:"), ("inadequate", "Inadequate:")):
        row = table[(table.section == "area") & (table.predictor == "risk") & (table.outcome == outcome)].iloc[0]
        line = next(line for line in lines if line.startswith(word))
        numbers = [int(n) for n in re.findall(r"\d+", line.split("indicators ")[1])][:4]
        assert numbers[3] == row.n
        assert numbers[:3] == pytest.approx([100 * row.value, 100 * row.lower, 100 * row.upper], abs=0.51)
    assert lines[0].startswith("In short, ") and "coin" in lines[0]


@pytest.mark.parametrize(
    ("value", "lower", "words"),
    [
        (0.9, 0.85, "much better than a coin"),
        (0.7, 0.6, "better than a coin, and often mistaken"),
        (0.58, 0.51, "hardly better than a coin"),
        (0.61, 0.5, "not to be told from a coin"),
        (0.4, 0.3, "not to be told from a coin"),
    ],
)
def test_a_bad_result_is_told_as_plainly_as_a_good_one(table, value, lower, words):
    assert verdict(pd.Series({"value": value, "lower": lower})) == words
    changed = table.copy()
    here = (changed.section == "area") & (changed.predictor == "risk")
    changed.loc[here, ["value", "lower"]] = [value, lower]
    assert f"requires improvement or worse, {words};" in say.backtest_sentences(changed)[0]


def test_of_hundred_for_every_sign_and_stage(table):
    for row in table[table.section == "shown"].itertuples():
        line = say.of_hundred(table, row.predictor, row.outcome)
        if row.n < 10:
            assert "too few" in line and "about" not in line
            continue
        about = [int(n) for n in re.findall(r"about (\d+)", line)]
        assert about == pytest.approx([100 * row.value, 100 * row.against], abs=0.51)
        assert f"{row.cases:.0f} of {row.n:.0f} inspections" in line
        assert ("may be chance" in line) == (row.lower <= row.against <= row.upper)
    assert say.of_hundred(table, "sign:requests_served_falling") == "Never back-tested."


def test_nothing_blames(data, table):
    rows = dated(data.catalog.inspections)
    lines = [*say.backtest_sentences(table), *CAVEATS, *say.revision_sentences(data.catalog.revisions), NOT_TRUTH]
    lines += between_sentences(between(rows))
    ways, names = careers(rows), {code: data.catalog.name(code) for code in rows.area_code.unique()}
    for code, name in list(names.items())[::5]:
        mine = [*own_sentences(timeline(rows, code), name), *in_and_out_sentences(ways, name, code)]
        lines += mine
        others = [other for other in names.values() if other not in name]
        assert not [o for o in others if any(o in line.replace(name, "") for line in mine)]
    found = {word for line in lines for word in re.findall(r"[\w-]+", line.lower())} & set(BLAME_WORDS)
    assert not found


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
