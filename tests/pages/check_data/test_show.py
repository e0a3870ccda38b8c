"""What the check notebook shows: the numbers of the tables, every name escaped, and only what was asked about."""

import dataclasses

import pandas as pd
import pytest
from bs4 import BeautifulSoup

from scouting import markup
from scouting import words as say
from scouting.dataset import Dataset
from scouting.errors import ScoutingError
from scouting.pages import common
from scouting.pages.check_data import show as check_data_page
from scouting.pages.check_data.odd import RULES, odd
from scouting.pages.check_data.tables import breaks, by_year, coverage, gaps, newest_missing, skipped
from scouting.study import study

AWKWARD = [
    "Isles of Scilly", "City of London", "Westmorland and Furness", "Bournemouth, Christchurch and Poole", "Birmingham",
    "Rutland", "Kent", "Derby",
]  # fmt: skip


@pytest.fixture
def shown(monkeypatch):
    """What was displayed, as one piece of HTML."""
    from scouting.charts import emit

    parts = []
    monkeypatch.setattr(markup, "display", lambda what: parts.append(what.data))
    monkeypatch.setattr(emit, "display", lambda what, **_: parts.append(f"<img alt='{what['text/plain']}'>"))
    return lambda: BeautifulSoup("".join(parts), "html.parser")


def _rows(soup):
    return [[cell.get_text() for cell in row.find_all(["th", "td"])] for row in soup.select("tbody tr")]


@pytest.fixture(scope="module")
def tables(data):
    return {
        "coverage": coverage(data, "2026-11-24"),
        "gaps": (gaps(data), newest_missing(data), skipped(data)),
        "breaks": breaks(data),
        "odd": odd(data),
    }


def test_coverage_shows_every_indicator_once_with_its_numbers(data, shown, tables):
    check_data_page.coverage(check_data_page.asked(data), tables["coverage"])
    rows = {row[0]: row[1:] for row in _rows(shown())}
    assert len(rows) == len(data.catalog.indicators)
    for one in tables["coverage"].itertuples():
        told = rows[data.catalog.indicators.title[one.indicator_id]]
        age = say.age_words(one.period_end, "2026-11-24")
        assert told == [one.period, age, f"{one.councils} of {one.of}", one.reasons, str(one.periods)]


def test_only_what_was_asked_about_is_shown(data, shown, tables):
    check_data_page.coverage(check_data_page.asked(data, "adults"), tables["coverage"])
    assert len(_rows(shown())) == (data.catalog.indicators.service == "adults").sum()


@pytest.mark.parametrize("council", AWKWARD)
def test_one_councils_holes_and_odd_figures_are_its_own(data, shown, tables, council):
    about = check_data_page.asked(data, "all", council)
    check_data_page.gaps(about, *tables["gaps"])
    check_data_page.odd(about, tables["odd"], RULES)
    soup = shown()
    mine = tables["gaps"][0]
    first = soup.find("p").get_text()
    assert first.startswith(f"{(mine.area_code == about.area_code).sum():,} figures are missing")
    names = {data.catalog.name(code) for code in data.catalog.areas.index} - {council}
    councils = [row[4] for row in _rows(soup) if len(row) == 5]  # the tables of missing figures name councils
    assert set(councils) <= {council}
    odd = [row for row in _rows(soup) if len(row) == 7]
    assert len(odd) == (tables["odd"].area_code == about.area_code).sum()
    assert not {row[1] for row in odd} & names


def test_gaps_name_every_council_that_lacks_a_figure(data, shown, tables):
    check_data_page.gaps(check_data_page.asked(data, "re_referrals,referral_rate"), *tables["gaps"])
    holes, newest, _ = tables["gaps"]
    ids = ["re_referrals", "referral_rate"]
    expected = holes[holes.indicator_id.isin(ids)].area_code.size + newest[newest.indicator_id.isin(ids)].area_code.size
    rows = [row for row in _rows(shown()) if len(row) == 5]
    assert sum(int(row[3]) for row in rows) == expected > 0
    some = holes[holes.indicator_id == "referral_rate"].iloc[0]
    assert any(data.catalog.name(some.area_code) in row[4] and row[1] == some.period for row in rows)


def test_odd_figures_stand_under_their_rule_with_what_tripped_it(data, shown, tables):
    check_data_page.odd(check_data_page.asked(data), tables["odd"], RULES)
    soup = shown()
    titles = [s.get_text() for s in soup.find_all("summary")]
    counts = tables["odd"].rule.value_counts()
    assert titles == [f"{rule.capitalize()}: {counts.get(rule, 0)}" for rule in RULES]
    assert len(_rows(soup)) == len(tables["odd"])
    hampshire = [row for row in _rows(soup) if row[1] == "Hampshire" and row[0] == "In a suitable home, 17 and 18"]
    assert ["28%", "54%"] in [row[3:5] for row in hampshire]


def test_strips_say_in_words_what_they_show(data, shown):
    check_data_page.years(check_data_page.asked(data, "re_referrals,care_control"), by_year(data))
    alts = [img["alt"] for img in shown().find_all("img")]
    assert len(alts) == 2
    assert alts[0].startswith("Strips of 1 indicator, 2015 to 2025: Adults, 2025: figures of 1 of 1 indicator.")
    assert "Fewer than half of the councils have a figure: Control over daily life 2021." in alts[0]


def test_an_indicator_of_one_year_and_one_service_is_enough(data, shown, tables):
    """Of home owners there is one census, without gaps, breaks or odd figures in Kent: no row is no failure."""
    about = check_data_page.asked(data, "home_owners", "Kent")
    check_data_page.years(about, by_year(data))
    check_data_page.gaps(about, *tables["gaps"])
    check_data_page.breaks(about, tables["breaks"])
    check_data_page.odd(about, tables["odd"], RULES)
    soup = shown()
    assert [img["alt"] for img in soup.find_all("img")] == [
        "Strips of 1 indicator, 2021 to 2021: Adults, 2021: figures of 1 of 1 indicator. 1 year held in all."
    ]
    assert _rows(soup) == []


def test_what_is_not_held_is_shown_for_the_services_asked_about(data, shown):
    common.not_held(check_data_page.asked(data, "re_referrals"))
    gaps = data.catalog.not_held
    rows = _rows(shown())
    assert [row[0] for row in rows] == gaps.what[gaps.service == "children"].tolist()
    assert all(row[1].startswith(("Not counted. ", "Not held. ")) for row in rows)


def test_a_study_shows_it_too(data, shown):
    common.not_held(study("Derby", indicators="adults", data=data))
    gaps = data.catalog.not_held
    assert len(_rows(shown())) == (gaps.service == "adults").sum()


def test_texts_are_escaped(data, shown):
    gaps = data.catalog.not_held.head(1).assign(what="<script>alert(1)</script>")
    known = dataclasses.replace(data.catalog, not_held=gaps)
    common.not_held(check_data_page.asked(Dataset(known, data.values)))
    assert not shown().find_all("script") and "<script>" in shown().get_text()


def test_unknown_names_are_refused_with_the_nearest(data):
    with pytest.raises(ScoutingError, match=r"Unknown indicator 're_referals'. Did you mean re_referrals\?"):
        check_data_page.asked(data, "re_referals")
    with pytest.raises(ScoutingError, match=r"Unknown council 'Wilshire'. Did you mean Wiltshire\?"):
        check_data_page.asked(data, "all", "Wilshire")
    assert check_data_page.asked(data, "all", "Cumbria").area_code == "E10000006"  # what it had can still be checked


def test_reliability_and_breaks_and_sources_are_the_tables(data, shown, tables):
    about = check_data_page.asked(data, "children")
    check_data_page.breaks(about, tables["breaks"])
    mine = tables["breaks"][tables["breaks"].indicator_id.isin(about.indicators.index)]
    soup = shown()
    assert [row[1:] for row in _rows(soup)] == [
        [r.period, r.reason, str(r.since)] for r in mine.itertuples()
    ]  # fmt: skip
    assert "Levels that reach back over one: 0." in soup.get_text()


def test_sources_are_those_of_the_figures(data, shown):
    about = check_data_page.asked(data, "re_referrals")
    check_data_page.sources(about)
    used = data.values[data.values.indicator_id == "re_referrals"].source_id.unique()
    rows = _rows(shown())
    assert [row[0] for row in rows] == data.catalog.sources.set_index("source_id").title[sorted(used)].tolist()
    assert all(len(row[3]) == 12 for row in rows)


def test_reliability_is_one_row_an_indicator_and_says_where_nobody_is_named(data, shown):
    nan = float("nan")
    table = pd.DataFrame(
        {
            "indicator_id": ["re_referrals", "social_worker_turnover", "care_control", "cost_adults_65"],
            "reliability": [0.91, 0.21, 0.40, nan],
            "stayed_best": [0.5, nan, 0.3, nan],
            "clear": [0.125, 0.0, 0.0, nan],
            "too_few": [0, 2, 1, 0],
            "can_name": [True, False, False, False],
        }
    ).assign(ahead=0.2, too_close=0.6, behind=0.2, by_a_lot=0.1)
    check_data_page.reliability(
        check_data_page.asked(data, "re_referrals,social_worker_turnover,cost_adults_65"), table
    )
    rows = _rows(shown())
    assert [row[1:3] for row in rows] == [["21%", ""], ["91%", "50%"]]  # what is not asked about, or known, has no row
    assert rows[1][3:] == ["20%", "60%", "20%", "13%", "10%", "0"]
    told = "We name no council on social worker turnover, because differences there are mostly chance."
    assert told in shown().get_text()


def test_how_often_verdicts_held_is_the_table_with_all_years_last(data, shown):
    check_data_page.calibration(data.catalog.calibration)
    rows, table = _rows(shown()), data.catalog.calibration
    assert [row[0] for row in rows] == [*(f"{k} year{'s'[: k > 1]} back" for k in range(1, len(table))), "all years"]
    for row, one in zip(rows, table.itertuples(), strict=True):
        assert row[1] == f"{one.comparisons:,}" and float(row[2]) == pytest.approx(one.clear_from, abs=0.005)
        assert row[3] == f"{one.clear:,}" and row[4].startswith(f"{one.clear_kept:,} (9")
        assert row[5] == f"{one.probable:,}" and row[6].startswith(f"{one.probable_kept:,} (8")
    assert f"Of {table.clear.iloc[-1]:,} verdicts that were called clear" in shown().get_text()
