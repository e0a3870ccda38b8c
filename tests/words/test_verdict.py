"""Sentences hold the numbers of their row: read back out of the words and set beside it; none contradicts another."""

import re
from decimal import ROUND_HALF_UP, Decimal

import numpy as np
import pandas as pd
import pytest

from scouting import words as say
from scouting.pages.scouting_party import show as party_page
from scouting.study import study
from scouting.terms import CLEARLY, POLARITIES, PROBABLY, TOO_CLOSE
from scouting.words.figures import said

TODAY = ["unitary", "metropolitan", "county", "inner_london", "outer_london"]
#: Isles of Scilly, City of London, Westmorland and Furness, Birmingham, Kingston, Stoke-on-Trent, Liverpool.
AWKWARD = ["E06000053", "E09000001", "E06000064", "E08000025", "E09000021", "E06000021", "E08000012"]
SIDED = {word: side for words in (CLEARLY, PROBABLY) for side, word in words.items()}


@pytest.fixture(scope="module")
def sample(data):
    """Twenty councils on all indicators, the awkward ones among them: (row, indicator, name)."""
    areas = data.catalog.areas
    today = areas[(areas.valid_to == "") & areas.type.isin(TODAY)]
    codes = AWKWARD + today.index.difference(AWKWARD).to_series().sample(13, random_state=8).tolist()
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


def _bare(text: str) -> str:
    """Without what a figure is per: 100, 1,000, 10,000 or 100,000."""
    return re.sub(r"per 1[0,]*00\b", "per", text)


def test_verdict_sentences_hold_their_rows_numbers(sample):
    told = 0
    for row, facts, name in sample:
        text = say.verdict_sentence(row, facts, name)
        if row.verdict not in (*SIDED, TOO_CLOSE):
            assert "against" not in text and ("ot compared" in text or "compare it" in text or "no figure" in text)
            continue
        told += 1
        rest = _bare(_after(text, f"{facts.title}: {name} "))
        latest, _, lasting = rest.partition(f" in {row.period}")
        assert _numbers(latest) == [_rounded(row.value, facts.decimals)]
        if row.level_periods > 1:
            assert lasting.startswith(f". Over {row.level_from} to {row.period}")
            lasting = lasting.split("counting most, ")[-1]
            assert _numbers(lasting) == [_rounded(v, facts.decimals) for v in (row.level, row.level_median)], text
        else:
            assert _numbers(lasting) == [_rounded(row.level_median, facts.decimals)]
            assert row.level == pytest.approx(row.value)
        assert re.search(rf": {said(row)}\.( The latest figure alone|$)", text), text
        assert ("may be turning" in text) == (row.turned and row.verdict != TOO_CLOSE)
    assert told > 800


def test_bars_titles_hold_their_rows_numbers(sample):
    for row, facts, name in sample:
        text = say.bars_title(row, facts, name)
        if np.isnan(row.value):
            continue
        rest = _bare(_after(text, f"{facts.title}: {name} "))
        want = [_rounded(row.value, facts.decimals)]
        ranked = np.isfinite(row["rank"]) and row.rank_of > 1
        if ranked:
            want += [Decimal(int(row["rank"])), Decimal(int(row.rank_of))]
            if np.isnan(row.rank_low):
                assert "how sure is not known" in rest
            elif row.rank_low < row.rank_high:
                want += [Decimal(int(row.rank_low)), Decimal(int(row.rank_high))]
        assert _numbers(rest) == want, text
        assert ("highest first" in rest) == (facts.polarity == "no_judgement" and ranked)
        assert not (ranked and row.verdict == "too few to compare")


def test_trend_titles_hold_their_rows_numbers(sample):
    told = 0
    for row, facts, name in sample:
        text = say.trend_title(row, facts, name)
        if np.isnan(row.value):
            continue
        rest = _bare(_after(text, f"{facts.short_title}, {name}: "))
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
            assert ("no more than usual" in rest) == usual
    assert told > 1000


def test_people_sentences_hold_their_rows_numbers(sample):
    """What the gap amounts to, and which way; nothing of a gap that is too close to call, or has turned."""
    told = 0
    for row, facts, name in sample:
        text = say.people_sentence(row, facts, name)
        sure = row.verdict in SIDED and not row.turned and bool(facts.numerator_label)
        if not sure or np.isnan(row.people) or _rounded(abs(row.people), 0) == 0:
            assert text == ""
            continue
        told += 1
        n, way = re.search(r"About ([\d,]+) (more|fewer) ", text).groups()
        assert _numbers(n) == [_rounded(abs(row.people), 0)]
        assert (way == "more") == (row.level > row.level_median)
        assert text.endswith(f" than if {name} matched similar councils.")
    assert told > 150


def _agree(row, facts, name):
    """Every sentence about one council and one indicator says the same side, or none; asserted."""
    text = say.verdict_sentence(row, facts, name)
    side = SIDED[row.verdict]
    words = re.sub(re.escape(facts.title), "", text)
    assert re.findall(r"\b(better|worse|higher|lower)\b", words) == [side], text
    # The two figures that stand beside the verdict lie as it says; rounded alike they say nothing else.
    left, _, right = words.partition(" against ")
    left = left.partition(f" in {row.period},")[0] if row.level_periods <= 1 else left
    ours, theirs = _numbers(_bare(left))[-1], _numbers(_bare(right))[0]
    up = {"higher": 1, "lower": -1, "better": POLARITIES[facts.polarity], "worse": -POLARITIES[facts.polarity]}[side]
    assert (ours - theirs) * up >= 0, text
    people = say.people_sentence(row, facts, name)
    assert not people or (re.search("(more|fewer)", people)[1] == "more") == (up > 0), (text, people)
    # The rank is of the latest figure: in that half, or it is said that the verdict may be turning.
    title = say.bars_title(row, facts, name)
    assert not re.search(r"\b(better|worse|higher|lower)\b", title.replace(facts.title, "")), title
    level = abs(row.value - row.neighbour_median) < 1e-9  # in the middle now: on neither side
    if (place := re.search(r", (\d+)(?:st|nd|rd|th) of (\d+)", title)) and not row.turned and not level:
        rank, of = map(int, place.groups())
        good = side in ("better", "higher")  # without polarity the highest is first
        assert rank <= (of + 1) / 2 if good else rank >= of / 2, (text, title)
    if row.turned:
        assert "other side" in text and people == "", text


def _check(data, codes, services=("children", "adults")):
    told = turned = 0
    for code in codes:
        for service in services:
            of = study(code, indicators=service, data=data)
            facts = of.panel.indicators
            rows = of.comparison[of.comparison.verdict.isin(SIDED)]
            for key, row in rows.iterrows():
                _agree(row, facts.loc[key], of.name)
            told, turned = told + len(rows), turned + int(rows.turned.sum())
            # The page's lists and the table of every measure say the words of the rows.
            for good, side in ((True, "better"), (False, "worse")):
                lines = party_page.clear_lines(of, good=good)
                assert all(f"clearly {side}" in line for line in lines)
            table = of.overview().set_index("indicator_id")
            assert (table.verdict[rows.index] == rows.verdict).all()
            assert (table.by_a_lot[rows.index] == rows.by_a_lot).all()
    return told, turned


def test_no_pair_of_sentences_points_opposite_ways(data):
    """Stoke-on-Trent's immunisations (84% over three years, 97% in the last) and Liverpool's dentists among them."""
    told, turned = _check(data, [*AWKWARD, "E06000054", "E10000016"], ["children"])
    assert told > 200 and turned
    of = study("Stoke-on-Trent", data=data)
    row = of.comparison.loc["looked_after_immunisations"]
    text = say.verdict_sentence(row, of.panel.indicators.loc[row.indicator_id], of.name)
    assert row.verdict == "clearly worse" and "so this may be turning" in text
    assert row.indicator_id not in of.clear(good=False).index


@pytest.mark.long
def test_no_pair_of_sentences_of_any_council_points_opposite_ways(data):
    areas = data.catalog.areas
    told, turned = _check(data, areas.index[(areas.valid_to == "") & areas.type.isin(TODAY)])
    assert told > 4000 and turned


def test_a_missing_figure_has_no_number_but_its_period(sample):
    seen = 0
    for row, facts, name in sample:
        if not np.isnan(row.value):
            continue
        seen += 1
        assert say.people_sentence(row, facts, name) == ""
        for text in (
            say.verdict_sentence(row, facts, name),
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
        texts = [f(row, facts, name) for f in (say.verdict_sentence, say.bars_title, say.trend_title)]
        bare = " ".join([*texts, say.people_sentence(row, facts, name)])
        for own in (facts.title, facts.short_title, facts.numerator_label):
            bare = bare.replace(own, "") if own else bare
        if facts.polarity == "no_judgement":
            assert not re.search(r"\b(better|worse)\b", bare), bare
        else:
            assert not re.search(r"\b(higher|lower)\b", bare), bare


def test_grammar(sample):
    ones = 0
    for row, facts, name in sample:
        texts = [f(row, facts, name) for f in (say.verdict_sentence, say.bars_title, say.trend_title)]
        people = say.people_sentence(row, facts, name)
        for text in [*texts, people]:
            assert "nan" not in text.split() and "None" not in text and "  " not in text and ".." not in text, text
            assert "−0 " not in text and "−0.0" not in text and "£-" not in text, text
            points = re.findall(r"([\d.,]+) percentage point(s?)", text)
            assert all((float(n.replace(",", "")) != 1) == bool(s) for n, s in points), text
        if people:
            ones += 1
            one = say.people_sentence(pd.Series({**row, "people": np.sign(row.people)}), facts, name)
            assert re.search(r"About 1 (more|fewer) ", one) and facts.numerator_label not in one
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
