"""One council's signs beside its neighbours', and what the notebook shows of them, on awkward councils."""

import ast
import dataclasses
import re

import numpy as np
import pandas as pd
import pytest

from scouting import paths
from scouting.errors import ScoutingError
from scouting.pages.early_warning import show as early_warning_page
from scouting.pages.early_warning import show_backtest, views
from scouting.pages.early_warning.signs import signs_of
from scouting.pages.early_warning.tables import order, warned
from scouting.study import study
from scouting.terms import STAGES

AWKWARD = ["Isles of Scilly", "City of London", "Westmorland and Furness", "Bournemouth, Christchurch and Poole",
           "Birmingham", "Rutland", "Kent", "Derby"]  # fmt: skip


@pytest.fixture(scope="module")
def parties(data):
    signs_of(data)
    return {name: study(name, indicators="children", data=data) for name in AWKWARD}


@pytest.fixture
def page(monkeypatch):
    """All that a part of the notebook puts on the page, as text; charts as their alt texts."""
    said = []
    monkeypatch.setattr("scouting.markup.put", lambda *parts: said.extend(map(str, parts)))
    for module in ("show", "views", "show_backtest"):
        where = f"scouting.pages.early_warning.{module}.emit"
        monkeypatch.setattr(where, lambda ax, name, alt, folder=None: said.append(alt))

    def shown(call, *arguments):
        said.clear()
        call(*arguments)
        return re.sub("<[^>]+>", " ", " ".join(said)).replace("&#x27;", "'")

    return shown


def test_neighbours_are_counted_by_hand(data, parties):
    of = parties["Kent"]
    rows = warned(of).rows.set_index("sign_id")
    for sign in ("agency_rising", "long_plans_rising", "enquiries_per_conference_rising"):
        every = signs_of(data)[signs_of(data).sign_id == sign]
        last = every[(every.period_end == every.period_end.max()) & every.area_code.isin(of.neighbour_set.codes)]
        assert rows.neighbours_shown[sign] == (last.state == "shown").sum()
        assert rows.neighbours_judged[sign] == (last.judged != "none").sum() <= len(of.neighbour_set.codes)


def test_since_is_told_as_older_only_where_the_year_before_is_blind(data, parties):
    for of in parties.values():
        found = warned(of)
        for row in found.rows[found.rows.since != ""].itertuples():
            mine = found.history[found.history.sign_id == row.sign_id].sort_values("period_end")
            before = mine.state[mine.period < row.since]
            assert row.since_earlier == (before.empty or before.iloc[-1] == "not_enough")
            assert (mine.state[mine.period >= row.since] == "shown").all()


def test_what_came_first_has_the_earliest_year(parties):
    rows = order(warned(parties["Derby"]).rows)
    assert rows.since_year.is_monotonic_increasing and (rows.since_year[rows["first"]] == rows.since_year.min()).all()
    assert (rows.since_year[~rows["first"]] > rows.since_year.min()).all() and set(rows.kind) == {"warning"}


@pytest.mark.parametrize("name", AWKWARD)
def test_the_page_names_nobody_else(data, parties, page, name):
    """Another council is never named beside a sign, and signs that cannot be judged are told apart."""
    of = parties[name]
    said = page(early_warning_page.counted, of) + page(early_warning_page.first_and_followed, of)
    if name in AWKWARD[:2]:  # the charts take their time
        said += page(early_warning_page.signs, of) + page(early_warning_page.recovery, of)
    others = {data.catalog.name(code) for code in of.neighbour_set.codes} - {name}
    assert others and not [other for other in others if other in said]
    assert "A sign is a reason to ask, not a finding." in said
    rows = warned(of).rows
    warnings = rows[rows.kind == "warning"]
    blind = (warnings.state == "not_enough").sum()
    assert ("cannot be judged: too few figures" in said) == (blind > 0)


def test_signs_are_counted_by_topic(data, parties, page):
    """Each topic's signs counted by hand from their rows, and none is lost."""
    of = parties["Derby"]
    found, said = warned(of), page(early_warning_page.counted, of)
    rows = found.rows[found.rows.kind == "warning"]
    assert (rows.topic == rows.indicator_id.map(data.catalog.indicators.topic)).all()
    for topic, some in rows.groupby("topic"):
        states = [str((some.state == state).sum()) for state in ("shown", "no_sign", "not_enough")]
        assert re.search(rf"{topic.capitalize()} +{' +'.join(states)} +0\.\d", said), topic
    n = (rows.state == "shown").sum()
    assert f"{n} of the {(rows.state != 'not_enough').sum()} warning signs that can be judged are shown." in said


def test_a_new_council_gets_no_clean_bill(parties, page):
    said = page(early_warning_page.counted, parties["Westmorland and Furness"])
    assert int(re.search(r"(\d+) more signs cannot be judged: too few figures", said)[1]) > 10


def page_of(page, of):
    """All that the notebook shows of a council, but for the releases."""
    of_page = ("counted", "signs", "first_and_followed", "recovery", "workforce", "history")
    parts = (show_backtest.result, *(getattr(early_warning_page, name) for name in of_page), views.views,
             views.own_months, show_backtest.backtest)  # fmt: skip
    return " ".join(page(part, of) for part in parts)


def test_adults_pages_hold_nothing_of_childrens(data, page):
    said = page_of(page, study("Wiltshire", indicators="adults", data=data))
    assert len(said) > 3000 and "Signs of adults' services have never been tested" in said
    assert not re.search(r"child|ofsted|inadequate|inspect|foretold|social worker|looked after", said, re.I)


def test_what_the_notebook_calls_is_what_was_searched():
    """A section that is added to the notebook is searched, too."""
    book = (paths.NOTEBOOKS / "4_early_warning.ipynb").read_text(encoding="utf-8")
    called = set(re.findall(r'"((?:show\w*|signs)\.\w+)\(party', book))
    assert called == {
        "show_backtest.result", "show.counted", "show.signs", "show.first_and_followed",
        "show.recovery", "show.workforce", "show.history", "signs.views",
        "signs.own_months", "show_backtest.backtest",
    }  # fmt: skip


def test_no_stage_and_no_motive_on_a_councils_page(data, parties, page):
    """Derby shows signs of every kind: no stage by name, no reasoning about people's motives, in any part."""
    said = page_of(page, parties["Derby"])
    told = [words for words in (*STAGES.values(), *data.catalog.signs.why) if words.lower() in said.lower()]
    assert told == [] and "Of 100 councils showing this" in said
    assert not re.search(r"\bstages?\b|posture|reputation|losing grip", said, re.I)
    for risk in re.findall(r"Of 100 councils showing this.*?Of all inspections: (.*?)\.", said):
        assert re.match(r"\d+% in \d{4} \(\d+ of \d+\), and \d+% to \d+% a year in 2018 to 20", risk)


def test_a_sign_in_the_table_names_its_rows(data, parties, page):
    said = page(early_warning_page.signs, parties["Derby"])
    assert "section_47_rate, initial_conference_rate" in said and "2016" in said


def test_workforce_beside_neighbours(parties, page):
    of = parties["Kent"]
    said, row = page(early_warning_page.workforce, of), of.comparison.loc["social_worker_turnover"]
    assert f"{row.value:.1f}%" in said and f"{row.neighbour_median:.1f}%" in said
    assert "A stable workforce decides whether a change lasts." in said


@pytest.mark.parametrize("name", ["Isles of Scilly", "Derby"])
def test_views_are_of_the_signs_shown(parties, page, name):
    rows = warned(parties[name]).rows
    shown = rows[rows.state == "shown"]
    said = page(views.views, parties[name], "shown")
    steps = shown[shown.basis.str.startswith("change")]
    assert said.count("Step view: ") == len(steps)
    for row in steps.itertuples():
        assert f"Step view: {row.title}, {name}: shown" in said
    assert said.count("XmR chart: ") <= shown.indicator_id.nunique() + 1
    assert said.count("The table behind the chart") == said.count("XmR chart: ") + said.count("Step view: ")


def test_the_step_view_has_the_levels_that_the_sign_compares(parties, page):
    rows = warned(parties["Derby"]).rows.set_index("sign_id")
    said = page(views.views, parties["Derby"], "shown")
    for sign, decimals in (("police_referrals_rising", 1), ("enquiries_per_conference_rising", 2)):
        row = rows.loc[sign]
        unit = "%" if decimals == 1 else ""
        assert f"Before {row.before:.{decimals}f}{unit}, after {row.value:.{decimals}f}{unit}" in said


def test_every_step_view_has_both_levels(data, page):
    """Adults' signs, all of them: where a standing is nearer to being shown, no step is drawn."""
    said = page(views.views, study("Kent", indicators="adults", data=data), "all")
    assert said.count("Step view: ") == said.count("Before ") == said.count(", after ") > 3
    assert "Break before 2016-17" in said


def test_no_views_and_an_unknown_choice(parties, page):
    assert "No sign is drawn." in page(views.views, parties["Derby"], "none")
    with pytest.raises(ScoutingError, match=r"Unknown choice of signs to draw 'some'\. Allowed: shown, all, none\."):
        views.views(parties["Derby"], "some")


def test_own_months_are_held_against_limits_of_their_own(data, parties, page, monkeypatch):
    """Twelve months with one left out and a jump at the end: the jump signals, no range reaches over the hole."""
    of = parties["Derby"]
    assert "No quarterly or monthly series of Derby's own" in page(views.own_months, of)
    months = [m for m in range(1, 14) if m != 5]
    labels = [f"{2025 + (m - 1) // 12}-{(m - 1) % 12 + 1:02d}" for m in months]
    ends = [pd.Period(label, "M").end_time.normalize() for label in labels]
    values = [20.0, 21, 20, 21, 20, 21, 20, 21, 20, 21, 20, 40]
    own = pd.DataFrame({"indicator_id": "re_referrals", "area_code": of.area_code, "period": labels, "value": values})
    own = own.assign(period_end=ends, numerator=np.nan, denominator=np.nan, marker="", note="", share="own")
    with_own = dataclasses.replace(of, own=own)
    rows = views.own_rows(with_own, "re_referrals")
    assert rows.period[rows.outside].tolist() == ["2026-01"]
    assert rows.position.tolist() == list(range(13)) and rows.period[rows.value.isna()].tolist() == ["2025-05"]
    said = page(views.own_months, with_own)
    assert "Re-referrals within a year, Derby, local, unpublished: 2 points signal in 12" in said
    assert "Unusual: 2025-12 (shift), 2026-01 (outside)." in said
    assert re.search(r"2025-12 +20\.0% +shift +2026-01 +40\.0% +outside", said)


def test_signs_stand_in_the_councils_own_report_alone():
    """No module of briefs, visits, indices, pages or widgets asks for the signs of a council."""
    allowed = {"pages/early_warning/show.py", "pages/early_warning/views.py", "pages/early_warning/tables.py"}
    package = paths.ROOT / "lib" / "scouting"
    asking = set()
    for path in package.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.module == "scouting.pages.early_warning.tables":
                asking.add(str(path.relative_to(package)))
    assert asking <= allowed and "pages/early_warning/show.py" in asking


def test_a_study_made_from_another_has_signs_of_its_own(parties, data):
    derby, other = parties["Derby"], parties["Rutland"].neighbour_set
    before = warned(derby)  # worked out, and kept
    moved = warned(dataclasses.replace(derby, neighbour_set=other)).rows
    pd.testing.assert_frame_equal(
        moved, warned(dataclasses.replace(study("Derby", data=data), neighbour_set=other)).rows
    )
    assert not moved.neighbours_shown.equals(before.rows.neighbours_shown)
