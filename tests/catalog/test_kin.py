"""What the catalogue says of short and ended series, held against the figures themselves."""

import pytest

from scouting.catalog import breaks, terms_in
from scouting.terms import COUNCIL_TYPES, WOBBLE_PERIODS


@pytest.fixture(scope="module")
def years(data):
    """Periods of each indicator since its last break, oldest first: those that half as many councils have as now."""
    areas = data.catalog.areas
    held = data.values[data.values.area_code.isin(areas.index[areas.type.isin(COUNCIL_TYPES)])]
    held = held[held.value.notna()].astype({"indicator_id": "str", "period": "str"})
    counted = held.groupby(["indicator_id", "period_end", "period"]).area_code.nunique().reset_index("period")
    found = {}
    for name, one in data.catalog.indicators.iterrows():
        table = counted.loc[name]
        full = table[table.area_code >= table.area_code.iloc[-1] / 2].period.tolist()
        last = [period for period in breaks(one.breaks) if period in table.period.tolist()][-1:]
        since = table.period.tolist().index(last[0]) if last else 0
        found[name] = [period for period in full if period in table.period.tolist()[since:]]
    return found


def test_a_short_series_has_kin_or_says_why_not_and_no_other_has(data, years):
    facts = data.catalog.indicators
    short = {name for name in facts.index if len(years[name]) < WOBBLE_PERIODS}
    assert set(facts.index[facts.kin_reason != ""]) == short
    assert len(short) > 50


def test_kin_have_years_enough_themselves(data, years):
    named = [name for cell in data.catalog.indicators.kin for name in terms_in(cell)]
    assert len(named) > 20 and {name: len(years[name]) for name in named if len(years[name]) < WOBBLE_PERIODS} == {}


def test_an_ended_series_has_no_figure_after_its_end(data, years):
    ended = data.catalog.indicators.ended
    ended = ended[ended != ""]
    assert len(ended) > 10 and {name: years[name][-1] for name in ended.index} == ended.to_dict()


def test_a_mirrored_share_is_a_part_of_the_same_whole_or_its_other_side(data):
    """In every council and year: never more than what it mirrors, or never more than what that leaves of 100%."""
    facts = data.catalog.indicators
    pairs = facts[(facts.mirrors != "") & (facts.statistic == "proportion")].mirrors
    pairs = pairs[facts.statistic[pairs].to_numpy() == "proportion"]
    held = data.values.set_index(["area_code", "period"])
    for name, kept in pairs.items():
        one, other = (held[held.indicator_id == i].value.dropna() for i in (name, kept))
        both = one.to_frame("mirror").join(other.rename("kept"), how="inner")
        assert len(both) > 100, name
        assert (both.mirror <= both.kept).all() or (both.mirror + both.kept <= 101).all(), name
    assert len(pairs) >= 8
