"""Sentences hold the numbers of their row: read back out of the words and set beside it."""

import re
from decimal import ROUND_HALF_UP, Decimal

import numpy as np
import pandas as pd
import pytest

from scouting import sentences as say
from scouting.study import study

TODAY = ["unitary", "metropolitan", "county", "inner_london", "outer_london"]


@pytest.fixture(scope="module")
def sample(data):
    """Twenty councils on all indicators, the awkward ones among them: (row, indicator, name)."""
    areas = data.catalog.areas
    today = areas[(areas.valid_to == "") & areas.type.isin(TODAY)]
    codes = ["E06000053", "E09000001", "E06000064", "E08000025", "E09000021"]
    codes += today.index.difference(codes).to_series().sample(15, random_state=8).tolist()
    facts = data.catalog.indicators
    found = []
    for code in codes:
        one = study(code, data=data)
        found += [(row, facts.loc[key], one.name) for key, row in one.comparison.iterrows()]
    return found


def _rounded(value, decimals) -> Decimal:
    """Half away from zero, of the figure as it is printed in full (binary noise gone)."""
    return Decimal(f"{value:.9f}").quantize(Decimal(1).scaleb(-int(decimals)), ROUND_HALF_UP)


def _numbers(text: str) -> list[Decimal]:
    return [Decimal(n.replace(",", "").replace("−", "-")) for n in re.findall(r"−?\d[\d,]*(?:\.\d+)?", text)]


def _after(text: str, start: str) -> str:
    assert text.startswith(start), text
    return text[len(start) :]


def test_standing_sentences_hold_their_rows_numbers(sample):
    told = 0
    for row, facts, name in sample:
        text = say.standing_sentence(row, facts, name)
        if row.standing == "not compared":
            continue
        told += 1
        shown = max(facts.decimals, 1) if facts.unit == "%" else facts.decimals
        rest = _after(text, f"{facts.title}: over {row.sustained_from} to {row.period} {name} averaged ")
        rest = rest.replace("per 10,000", "per").replace("per 100,000", "per")
        assert _numbers(rest) == [
            _rounded(row.sustained, shown),
            _rounded(row.sustained_median, shown),
            Decimal(int(row.sustained_n)),
            _rounded(abs(row.sustained_gap), shown),
            _rounded(abs(row.sustained_gap_noise), 2),
        ], text
        how = re.search(r", ((?:much )?\w+) than the median|, not to be told apart from the median", rest)
        assert (how[1] or "similar") == row.standing
    assert told > 800


def test_bars_titles_hold_their_rows_numbers(sample):
    for row, facts, name in sample:
        text = say.bars_title(row, facts, name)
        if np.isnan(row.value):
            continue
        rest = _after(text, f"{facts.title}: {name} ").replace("per 10,000", "per").replace("per 100,000", "per")
        want = [_rounded(row.value, facts.decimals), Decimal(int(row["rank"])), Decimal(int(row.rank_of))]
        if np.isnan(row.rank_low):
            assert "no estimate of noise" in rest
        elif row.rank_low < row.rank_high:
            want += [Decimal(int(row.rank_low)), Decimal(int(row.rank_high))]
        assert (_numbers(rest) == want) if row.rank_of > 1 else (_numbers(rest) == want[:1]), text
        assert ("highest first" in rest) == (facts.polarity == "no_judgement" and row.rank_of > 1)


def test_trend_titles_hold_their_rows_numbers(sample):
    told = 0
    for row, facts, name in sample:
        text = say.trend_title(row, facts, name)
        if np.isnan(row.value):
            continue
        rest = _after(text, f"{facts.short_title}, {name}: ").replace("per 10,000", "per").replace("per 100,000", "per")
        shown = re.match(r"(?:grade )?£?(−?[\d,.]*\d)", rest)
        assert _numbers(shown[1]) == [_rounded(row.value, facts.decimals)]
        assert f" in {row.period}" in rest
        moved = re.search(r"(up|down) £?([\d,.]*\d)", rest)
        if np.isnan(row.change):
            assert rest.endswith("no unbroken year before it") and not moved
        elif _rounded(abs(row.change), facts.decimals) == 0:
            assert rest.endswith(f"as in {row.change_from}") and not moved
        else:
            told += 1
            assert (moved[1] == "up") == (row.change > 0)
            assert _numbers(moved[2]) == [_rounded(abs(row.change), facts.decimals)]
            assert f" on {row.change_from}" in rest
            usual = np.isfinite(row.noise) and abs(row.change) <= 1.96 * 2**0.5 * row.noise
            assert ("within its noise" in rest) == usual
    assert told > 1000


def test_people_sentences_hold_their_rows_numbers(sample):
    """Behind: what would match the median. Not behind: what the median would amount to, not what to reach for."""
    kinds = {"match": 0, "there": 0}
    for row, facts, _ in sample:
        text = say.people_sentence(row, facts)
        assert (text == "") == (bool(np.isnan(row.people)) or not facts.numerator_label)
        if not text or text.startswith("The same number"):
            assert not text or _rounded(abs(row.people), 0) == 0
            continue
        n, way = re.search(r"([\d,]+) (more|fewer) ", text).groups()
        assert _numbers(n) == [_rounded(abs(row.people), 0)]
        assert (way == "fewer") == (row.value > row.neighbour_median)
        good = {"high_is_good": row.value > row.neighbour_median, "low_is_good": row.value < row.neighbour_median}
        behind = facts.polarity in good and not good[facts.polarity]
        assert ("would match" in text) == behind and ("there would be" in text) == (not behind)
        kinds["match" if behind else "there"] += 1
        assert text.endswith(f"({row.period}).")
    assert min(kinds.values()) > 100


def test_a_missing_figure_has_no_number_but_its_period(sample):
    seen = 0
    for row, facts, name in sample:
        if not np.isnan(row.value):
            continue
        seen += 1
        assert say.people_sentence(row, facts) == ""
        for text in (
            say.standing_sentence(row, facts, name),
            say.bars_title(row, facts, name),
            say.trend_title(row, facts, name),
        ):
            bare = (
                text.replace(facts.title, "").replace(facts.short_title, "").replace(name, "").replace(row.period, "")
            )
            assert _numbers(bare) == [], text
            assert "no figure" in text and say.missing_words(row.marker) in text
            assert "better" not in text and "worse" not in text
    assert seen > 50


def test_no_judgement_is_never_better_or_worse(sample):
    for row, facts, name in sample:
        texts = [f(row, facts, name) for f in (say.standing_sentence, say.bars_title, say.trend_title)]
        bare = " ".join([*texts, say.people_sentence(row, facts)])
        for own in (facts.title, facts.short_title, facts.numerator_label):
            bare = bare.replace(own, "") if own else bare
        if facts.polarity == "no_judgement":
            assert not re.search(r"\b(better|worse)\b", bare), bare
            assert "would match" not in bare
        else:
            assert not re.search(r"\b(higher|lower)\b", bare), bare


def test_grammar(sample):
    ones = 0
    for row, facts, name in sample:
        texts = [f(row, facts, name) for f in (say.standing_sentence, say.bars_title, say.trend_title)]
        people = say.people_sentence(row, facts)
        for text in [*texts, people]:
            assert "nan" not in text.split() and "None" not in text and "  " not in text and ".." not in text, text
            assert "−0 " not in text and "−0.0" not in text and "£-" not in text, text
            points = re.findall(r"([\d.,]+) percentage point(s?)", text)
            assert all((float(n.replace(",", "")) != 1) == bool(s) for n, s in points), text
        if re.search(r"\b1 (more|fewer) ", people):
            ones += 1
            assert facts.numerator_label not in people
        assert texts[0].endswith(".") and not texts[1].endswith(".") and not texts[2].endswith(".")
    assert ones > 10


@pytest.mark.parametrize(
    ("many", "one"),
    [
        (
            "children in need with an education, health and care plan",
            "child in need with an education, health and care plan",
        ),
        ("young people out of learning or unknown", "young person out of learning or unknown"),
        ("admissions of children for mental health disorders", "admission of children for mental health disorders"),
        ("care leavers in suitable accommodation", "care leaver in suitable accommodation"),
        ("repeat protection plans", "repeat protection plan"),
        ("social workers leaving (FTE)", "social worker leaving (FTE)"),
        ("section 47 enquiries", "section 47 enquiry"),
    ],
)
def test_one_of_many(many, one):
    assert say.one_of(many) == one


def test_every_label_can_be_made_one(data):
    counted = data.catalog.indicators[data.catalog.indicators.statistic.isin(["proportion", "rate"])]
    labels = {label for label in counted.numerator_label if label}
    assert all(say.one_of(label) != label for label in labels)


@pytest.mark.parametrize("decimals", [0, 1, 2])
def test_numbers_round_as_published_tables_do(decimals):
    """Half away from zero, of the decimal that was published, whatever the computer makes of it."""
    step = Decimal(1).scaleb(-decimals - 1)
    for k in range(-2500, 2500, 7):
        exact = k * step
        want = exact.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
        assert _numbers(say.number(float(exact), decimals)) == [abs(want) if want == 0 else want]


def test_percentage_points_of_one_and_others(data):
    facts = data.catalog.indicators.loc["re_referrals"]
    row = pd.Series({"value": 40.0, "period": "2025", "change_from": "2024", "noise": np.nan, "marker": ""})
    for change, want in (
        (0.1, "0.1 percentage points"),
        (1.0, "1.0 percentage point"),
        (10.0, "10.0 percentage points"),
        (-100.0, "100.0 percentage points"),
    ):
        text = say.trend_title(pd.concat([row, pd.Series({"change": change})]), facts, "Kent")
        assert f" {want} on 2024" in text
