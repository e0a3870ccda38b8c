"""The page of one indicator: for awkward councils and indicators of every kind, and for a council's own indicator."""

import html
import re

import pytest

from scouting.own.tables import TABLES
from scouting.pages.indicator import show as indicator_page
from scouting.pages.indicator import show_movement
from scouting.study import study

PARTS = [
    lambda of: indicator_page.what(of, "2026-11-23"), indicator_page.everyone, indicator_page.on_map,
    indicator_page.funnel, show_movement.years, show_movement.moved, show_movement.signals, indicator_page.trust,
    indicator_page.counting,
]  # fmt: skip
#: Money, grades, counts, a rate of adults; polarity and none; long series, one year, many gaps.
CASES = [
    ("Isles of Scilly", "cp_plans_2_years_open"), ("City of London", "placements_3_or_more"),
    ("Westmorland and Furness", "long_term_support_65_over"), ("Birmingham", "cost_adult_social_care"),
    ("Rutland", "inspection_overall"), ("Kent", "children_0_17"),
]  # fmt: skip
#: Words that have no place on a page about councils.
BLAME = re.compile(r"\b(fail\w*|poor\w*|blame\w*|worst|cheat\w*|gaming|manipulat\w*|hid(e|ing)|suspicious\w*)\b")


@pytest.fixture
def page(read_page):
    """The sentences, tables and alt texts of the page, of all its parts unless some are named."""
    return lambda of, parts=PARTS: read_page(of, parts)


@pytest.mark.parametrize(("council", "chosen"), CASES)
def test_every_part_says_something_and_nothing_is_nan(data, page, council, chosen):
    text = page(study(council, indicators=chosen, data=data))
    assert council in text and data.catalog.indicators.title[chosen] in text
    assert not re.search(r"\bnan\b|None of them|\bNaT\b|<", text)
    ours = text.replace(data.catalog.indicators.counting_note[chosen], "")
    assert not BLAME.search(ours.replace(data.catalog.indicators.polarity_reason[chosen], "").lower())


@pytest.mark.long
def test_every_indicator_has_a_page(data, page):
    """Each for another council in turn, the awkward ones first."""
    councils = ["Isles of Scilly", "City of London", "Westmorland and Furness", "Bournemouth, Christchurch and Poole",
                "Birmingham", "Rutland", "Kent", "Derby", "Kingston upon Thames"]  # fmt: skip
    for k, chosen in enumerate(data.panel.indicators.index):
        council = councils[k % len(councils)]
        text = page(study(council, indicators=chosen, data=data))
        assert council in text and not re.search(r"\bnan\b|\bNaT\b|\binf\b", text), chosen


def test_nobody_is_named_without_polarity_or_reliability(data, page):
    text = page(study("Derby", indicators="looked_after_rate", data=data), [show_movement.moved])
    assert "We name no council: neither rising nor falling is good here." in text
    assert "Shropshire" not in text.split("Of the 5 councils that rose most")[1]
    of = study("Derby", indicators="re_referrals", data=data)
    of.panel.reliability[0] = 0.4  # of this study's own copy of the panel
    assert "We name no council: differences between councils are mostly chance here." in page(of, [show_movement.moved])


def test_the_table_by_name_gives_ranks_that_could_be_not_an_order(data):
    from scouting.pages.indicator import tables

    of = study("Wiltshire", indicators="re_referrals", data=data)
    rows = tables.everyone(of)
    table = indicator_page._everyone_table(rows, of.panel.indicators.iloc[0])
    names = re.findall(r'<th scope="row">([^<]+)</th>', table)
    assert [html.unescape(n) for n in names] == sorted(rows["name"])
    row = rows.loc[rows.role == "focus"].iloc[0]
    assert f">{int(row.rank_low)} to {int(row.rank_high)} of 153<" in table and row.rank_high - row.rank_low > 50


def test_a_councils_own_indicator_has_a_page(data, page, tmp_path, monkeypatch):
    monkeypatch.setattr("scouting.paths.LOCAL", tmp_path)
    visits = (
        "visits,Visits in time <b>,Visits,Whether someone came.,children,own,timeliness,%,100,1,high_is_good,"
        "proportion,visits in time,visits due,,03-31"
    )
    quarters = [
        f"E06000054,visits,2024-25 Q{q},{day},{75 + 5 * q},{150 + 10 * q},200,,own,"
        for q, day in enumerate(["2024-06-30", "2024-09-30", "2024-12-31", "2025-03-31"], start=1)
    ]
    quarters.append("E06000054,visits,2025-26 Q1,2025-06-30,97,194,200,,own,")
    lines = {"indicators": [visits], "figures": quarters, "targets": ["E06000054,visits,95,0,"]}
    for table, held in lines.items():
        text = "\n".join([",".join(TABLES[table]), *held]) + "\n"
        (tmp_path / f"{table}.csv").write_text(text, encoding="utf-8")
    text = page(study("Wiltshire", indicators="visits", data=data))
    assert "Visits in time <b>" in text and "quarter to June 2025" in text
    assert "No funnel: 1 of 1 councils with a figure have counts beside it; it takes 10" in text
    assert "Wiltshire has got better from 2024-25 Q1 to 2025-26 Q1, by about 5.00 percentage points a quarter." in text
    assert "not published" not in text and "Of 1 council" not in text
    assert "Fewer than four councils have a figure: there are no quarters to map." in text
