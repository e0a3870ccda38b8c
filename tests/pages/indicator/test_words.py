"""Sentences about one indicator hold the numbers of their tables: read back out of the words and set beside them."""

import re
from decimal import ROUND_HALF_UP, Decimal

import numpy as np
import pandas as pd
import pytest

from scouting import words as say
from scouting.pages.indicator import funnels, movement, tables, words
from scouting.study import study
from scouting.terms import POLARITIES

#: Proportions, rates, money and grades; with polarity and without; long series, short ones, broken ones.
CHOSEN = [
    "re_referrals", "cp_plan_rate", "looked_after_rate", "assessments_45_days", "placements_3_or_more",
    "cp_plans_2_years_open", "ehc_plans_20_weeks", "cost_adult_social_care", "inspection_overall",
]  # fmt: skip
COUNCILS = [
    "Isles of Scilly",
    "City of London",
    "Westmorland and Furness",
    "Bournemouth, Christchurch and Poole",
    "Kent",
]


@pytest.fixture(scope="module", params=CHOSEN)
def several(request, data):
    """The study of one indicator for each of some awkward councils."""
    return [study(council, indicators=request.param, data=data) for council in COUNCILS]


def numbers(text):
    """Numbers as they are written, those of a name left out."""
    return [Decimal(n.replace(",", "").replace("−", "-")) for n in re.findall(r"−?\d[\d,]*(?:\.\d+)?", text)]


def rounded(value, decimals):
    return Decimal(f"{value:.9f}").quantize(Decimal(1).scaleb(-int(decimals)), ROUND_HALF_UP)


def unit_numbers(facts):
    return len(numbers(facts.unit))


@pytest.fixture(scope="module")
def directions(several):
    """The directions of all councils on the indicator."""
    return movement.directions(several[0])


def test_a_direction_says_its_slope_and_span(several, directions):
    facts, rows = several[0].panel.indicators.iloc[0], directions
    way = {"better": "has got better", "worse": "has got worse", "rising": "has risen", "falling": "has fallen"}
    for _, row in rows[rows.n >= 5].iterrows():
        text = words.direction_sentence(row, facts, "X")
        assert f"from {row['first']} to {row['last']}" in text
        assert ("no clear change" in text) == (row.p >= 0.05) == (row.word == "no clear change")
        if row.word != "no clear change":
            assert text.startswith(f"X {way[row.word]} from ")
            slope = text.split(" by about ")[1]
            assert numbers(slope)[0] == abs(rounded(row.slope, int(facts.decimals) + 1)) and slope.endswith(" a year.")
    for _, row in rows[rows.n < 5].iterrows():
        text = words.direction_sentence(row, facts, "X")
        assert f": {say.many(row.n, 'figure')} since" in text and text.startswith("Too few figures")


def test_the_tally_of_directions_adds_up(directions):
    tested_words = directions.word
    text = words.directions_sentence(tested_words)
    head, _, chance = text.partition(". Chance")
    first, *rest = numbers(head)
    assert first == len(tested_words) == sum(rest)
    tested = int((tested_words != "too few points").sum())
    assert numbers(chance) == ([rounded(0.05 * tested, 0), tested] if tested else [])


def test_gaining_and_losing_are_by_polarity(several):
    for of in several:
        facts, row = of.panel.indicators.iloc[0], movement.relative(of)
        text = words.relative_sentence(row, facts, "X")
        if row.word == "too few points":
            assert text == ""
            continue
        sign = POLARITIES[facts.polarity]
        assert ("no clear change" in text) == (row.word == "no clear change")
        if row.word == "no clear change":
            continue
        if sign:
            assert ("gained ground on" in text) == (row.slope * sign > 0) != ("lost ground to" in text)
        else:
            assert ("has risen against" in text) == (row.slope > 0) != ("has fallen against" in text)


def test_the_funnel_counts_what_its_table_holds(several):
    for of in several:
        facts = of.panel.indicators.iloc[0]
        if funnels.why_none(of):
            continue
        found = funnels.funnel(of)
        rows = found.rows
        lines = words.funnel_sentences(rows, facts, found.target, found.phi, found.left_out, of.name)
        n, chance = len(rows), (rows.outside != "").sum()
        assert f"All {n} councils together: {say.figure(found.target, facts.unit, facts.decimals)}." in lines[0]
        assert f"; {chance} are outside." in lines[0]
        assert lines[0].endswith(f"allowed for, {(rows.outside_wide != '').sum()} are outside.")
        mine = rows[rows.role == "focus"]
        assert ("no figure with counts" in lines[1]) == mine.empty
        if len(mine):
            row = mine.iloc[0]
            assert f"{row['size']:,.0f} {facts.denominator_label}" in lines[1]
            assert ("outside the " + row.outside + "% limits" in lines[1]) == bool(row.outside)
            assert ("outside the wider" in lines[1]) == bool(row.outside_wide)
        assert (len(lines) == 3) == (found.left_out > 0)
        if found.left_out:
            assert lines[2].endswith(f"{say.many(found.left_out, 'council')}.")


def test_movement_adds_up_in_words(several):
    for of in several:
        facts, found = of.panel.indicators.iloc[0], movement.moved(of)
        if found.rows.empty:
            continue
        lines = words.moved_sentences(found.rows, facts, found.slope, found.start, found.end, of.name, 5)
        best = found.rows.head(5)
        sign = POLARITIES[facts.polarity] or 1
        behind = (sign * (best.start - found.rows.start.median()) < 0).sum()
        assert f"from the level of {found.start} to that of {found.end}, {behind} started in" in lines[0]
        assert f"Of a gap of 10 between two councils, {say.number(10 * found.slope, 1)} was left" in lines[1]
        assert f"Beyond that, {found.rows.told.sum()} of {len(found.rows)} councils" in lines[2]
        mine = found.rows[found.rows.role == "focus"]
        assert len(lines) == 3 + len(mine)
        for row in mine.itertuples():
            decimals = max(int(facts.decimals), 1)
            tail = lines[3].removeprefix(of.name)
            signs = [v for v in numbers(tail) if v not in numbers(facts.unit)]
            wanted = [rounded(v, decimals) for v in (row.start, row.end, row.change, row.expected, row.beyond)]
            assert signs == [w for w in wanted if w not in numbers(facts.unit)]


def test_trust_in_words(several):
    of = several[0]
    found = tables.trust(of)
    lines = words.trust_sentences(found)
    if np.isnan(found.reliability):
        assert "is not known" in lines[0]
    else:
        assert f"about {rounded(100 * (1 - found.reliability), 0)}% of the differences" in lines[0]
    text = " ".join(lines)
    assert ("We name no council" in text) == (found.reliability < 0.5)
    assert ("best quarter" in text) == (not np.isnan(found.stayed))
    if not np.isnan(found.stayed):
        assert f"{rounded(100 * found.stayed, 0)}% are still there" in text
    assert ("multiple of 5%" in text) == (found.round_of > 0)
    if found.round_of:
        assert f"{found.round_found} of {found.round_of:,}" in lines[-1]
        assert ("more than chance" in lines[-1]) == (found.round_p < 0.05)


def test_counting_is_told_in_numbers_not_names(several):
    for of in several:
        facts, rows = of.panel.indicators.iloc[0], tables.per_head(of)
        lines = words.counting_sentences(rows, facts, of.area_code, of.name, "children of the area")
        if rows.empty:
            assert lines == []
            continue
        far = (rows.times > 2).sum(), (rows.times < 0.5).sum()
        assert (
            f"{say.many(int(far[0]), 'council has', 'councils have')} more than twice that and {far[1]} less"
            in lines[0]
        )
        said = " ".join(lines).replace(of.name, "")
        assert not [name for name in of.data.catalog.areas.name if re.search(rf"\b{re.escape(name)}\b", said)]
        mine = rows[rows.area_code == of.area_code]
        if len(mine):
            assert f"{say.number(mine.times.iloc[0], 2)} times the median" in lines[1]


def test_bunching_at_a_target_in_words():
    facts = pd.Series({"unit": "%", "decimals": 1})
    text = words.target_bunching_sentence(tables.AtTarget(3, 21, 2.5, 0.0003), facts)
    assert text == (
        "Within 2.5 percentage points of your own target, 3 councils lie below it and 21 at it or above: more unevenly "
        "than chance would put them."
    )
    assert words.target_bunching_sentence(tables.AtTarget(1, 2, 2.5, 1.0), facts).endswith(
        ": no more unevenly than by chance."
    )
