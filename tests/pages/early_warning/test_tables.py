"""What has changed lately for one council, and what the notebook shows of it, on awkward councils."""

import ast
import dataclasses
import re

import numpy as np
import pandas as pd
import pytest
from tests.cases import few

from scouting import paths
from scouting.errors import ScoutingError
from scouting.pages.early_warning import show as early_warning_page
from scouting.pages.early_warning import show_backtest, views
from scouting.pages.early_warning.signs import signs_of
from scouting.pages.early_warning.tables import lately, series_of
from scouting.study import study
from scouting.terms import GOT_BETTER, LOST, NOT_ENOUGH, STAGES, WARNING

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


@pytest.mark.parametrize("name", AWKWARD)
def test_similar_councils_are_those_of_the_comparison(data, parties, name):
    """Figure and middle beside it are those of the comparison, and the state is what that middle makes it."""
    of = parties[name]
    rows = lately(of).set_index("sign_id")
    single = rows[rows.beside == ""]
    table = of.comparison.loc[single.indicator_id].set_axis(single.index)
    has = single.figure.notna() & single.similar.notna()
    np.testing.assert_allclose(single.similar[has], table.neighbour_median[has])
    np.testing.assert_allclose(single.figure[has], table.value[has])
    assert (single.verdict == table.verdict).all()
    worse = np.where(rows.direction == "rising", 1, -1)
    assert (rows.gap * worse)[rows.state == LOST].lt(0).all() and (rows.gap * worse)[rows.state == WARNING].ge(0).all()
    asked = data.catalog.signs[data.catalog.signs.service == "children"]
    assert sorted(rows.index) == sorted(asked.sign_id)


def test_another_set_of_similar_councils_has_sides_of_its_own(data, parties):
    """Beside the councils that are best on a measure, what was an improvement lost is a warning; nothing else moves."""
    derby = parties["Derby"]
    every = signs_of(data)
    lost = every[(every.state == LOST) & (every.period == "2025")].iloc[0]
    of = study(lost.area_code, indicators="children", data=data)
    last = every[(every.sign_id == lost.sign_id) & (every.period == "2025")].dropna(subset="level")
    worse = data.catalog.signs.set_index("sign_id").direction[lost.sign_id] == "rising"
    best = last.sort_values("level", ascending=worse).area_code.head(5).tolist()
    beside = dataclasses.replace(of.neighbour_set, members=of.neighbour_set.members.head(5).assign(neighbour_code=best))
    moved = lately(dataclasses.replace(of, neighbour_set=beside)).set_index("sign_id")
    assert (lately(of).set_index("sign_id").state[lost.sign_id], moved.state[lost.sign_id]) == (LOST, WARNING)
    assert lately(derby) is lately(derby)


@pytest.mark.parametrize("name", AWKWARD)
def test_five_sentences_at_most_with_figures_and_a_question(data, parties, page, name):
    of = parties[name]
    rows = lately(of)
    said = page(early_warning_page.moved, of)
    told = rows[rows.state.isin([WARNING, LOST, GOT_BETTER])].head(5)
    listed = [line for line in re.split(r"(?<=\?) ", said) if line.count("?") == 1 and "on average in" in line]
    assert len(listed) == len(told) <= 5
    for row, line in zip(told.itertuples(), listed, strict=True):
        assert row.title in line and ("similar councils are at" in line) == bool(np.isfinite(row.similar))
        assert line.count(" went from ") + line.count(" stayed at ") == 1
        assert ("still no worse" in line) == (row.state == LOST)
    judged = int((rows.state != NOT_ENOUGH).sum())
    assert (f"Of {judged} measure" in said) == (judged > 0)
    others = {data.catalog.name(code) for code in of.neighbour_set.codes} - {name}
    assert others and not [other for other in others if other in said]


def test_isles_of_scilly_shows_none(parties, page):
    assert set(lately(parties["Isles of Scilly"]).state) == {NOT_ENOUGH}
    said = page(early_warning_page.moved, parties["Isles of Scilly"])
    assert "There are too few people or years behind these figures to tell what has changed." in said
    assert page(views.views, parties["Isles of Scilly"]).strip().startswith("No figure moved: none is drawn.")


PARTS = ("moved", "history", "ask_ourselves")


def page_of(page, of, parts=PARTS):
    """What the notebook shows of a council, but for the releases."""
    called = (show_backtest.result, *(getattr(early_warning_page, name) for name in parts), views.views,
              views.own_months, show_backtest.backtest)  # fmt: skip
    return " ".join(page(part, of) for part in called)


def test_adults_pages_hold_nothing_of_childrens(data, page):
    said = page_of(page, study("Wiltshire", indicators="adults", data=data), PARTS[:2])
    assert len(said) > 800 and "local-authority-assessment-reports" in said
    assert not re.search(r"child|ofsted|inadequate|inspect|foretold|social worker|looked after", said, re.I)


def test_what_the_notebook_calls_is_what_was_searched():
    """A section that is added to the notebook is searched, too."""
    book = (paths.NOTEBOOKS / "4_early_warning.ipynb").read_text(encoding="utf-8")
    called = set(re.findall(r'"((?:show\w*|signs)\.\w+)\(party', book))
    assert called == {
        "show_backtest.result", *(f"show.{part}" for part in PARTS), "signs.views", "signs.own_months",
        "show_backtest.backtest",
    }  # fmt: skip


@pytest.mark.parametrize("name", few(["Derby"], AWKWARD))
def test_no_stage_and_no_motive_on_a_councils_page(parties, page, name):
    """Nothing that goes into a report names a stage. The questions to oneself do, as headings of questions alone."""
    said = page_of(page, parties[name], PARTS[:2])
    assert [words for words in STAGES.values() if words.lower() in said.lower()] == []
    assert not re.search(r"\bstages?\b|posture|reputation|losing grip|because (they|it|the council)", said, re.I)
    asked = page(early_warning_page.ask_ourselves, parties[name])
    for words in STAGES.values():
        assert asked.count(words) == asked.count(f"{words}: what to ask ourselves") + asked.count(
            f"{words}: questions to ask ourselves"
        )
    assert "no figure says that a council is in one" in asked and f"{name} is" not in asked


def test_the_questions_stand_in_no_report():
    book = (paths.NOTEBOOKS / "4_early_warning.ipynb").read_text(encoding="utf-8")
    cells = [cell for cell in ast.literal_eval(book.replace("null", "None"))["cells"]]
    (asked,) = [cell for cell in cells if "show.ask_ourselves" in "".join(cell["source"])]
    assert asked["metadata"]["tags"] == ["page-skip", "app-keep"]


@pytest.mark.parametrize("name", ["Isles of Scilly", "Derby"])
def test_one_chart_for_each_figure_that_moved(parties, page, name):
    rows = lately(parties[name])
    moved = rows[rows.state.isin([WARNING, LOST, GOT_BETTER])]
    said = page(views.views, parties[name])
    assert said.count("Step view: ") == len(moved) == said.count("The table behind the chart")
    assert "XmR" not in said


def test_a_chart_shows_what_its_sign_compares(data, page):
    """Kent, all signs: levels in the chart are the row's, and the later one lies outside the band where it moved."""
    of = study("Kent", indicators="children", data=data)
    said, known = page(views.views, of, "all"), data.catalog.indicators
    rows = lately(of)
    rows = rows[rows.state != NOT_ENOUGH]
    alts = [part for part in said.split("Step view: ")[1:]]
    assert len(alts) == len(rows)
    for row, alt in zip(rows.itertuples(), alts, strict=True):
        decimals = 2 if row.beside else int(known.decimals[row.indicator_id])
        now, before = (f"{n:.{decimals}f}" for n in (row.value, row.before))
        assert abs(float(re.search(r"after ([\d.,]*\d)", alt)[1]) - float(now)) <= 0.11, (row.title, alt)
        assert abs(float(re.search(r"Before ([\d.,]*\d)", alt)[1]) - float(before)) <= 0.11
        low, high = (float(n.replace("−", "-")) for n in re.search(
            r"In ordinary years ([−-]?[\d.]*\d)\D*? to ([−-]?[\d.]*\d)", alt).groups())  # fmt: skip
        outside = not low - 0.06 <= row.value <= high + 0.06
        assert outside <= (row.state != "no sign") or abs(row.z) > 2.4, row.title


def test_no_chart_and_an_unknown_choice(parties, page):
    assert "No figure is drawn." in page(views.views, parties["Derby"], "none")
    with pytest.raises(ScoutingError, match=r"Unknown choice of figures to draw 'some'. Allowed: moved, all, none"):
        views.views(parties["Derby"], "some")


def test_the_series_of_a_pair_is_one_over_the_other(data, parties):
    row = lately(parties["Derby"]).set_index("sign_id", drop=False).loc["enquiries_per_conference"]
    made = series_of(parties["Derby"], row).set_index("period")
    held = data.values[data.values.area_code == "E06000015"].astype({"period": "str", "indicator_id": "str"})
    both = held.pivot(index="period", columns="indicator_id", values="value")
    want = (both.section_47_rate / both.initial_conference_rate).dropna()
    np.testing.assert_allclose(made.value.dropna(), want.loc[made.value.dropna().index])
    assert made.england.notna().all()


def test_own_months_are_held_against_limits_of_their_own(parties, page):
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
    package, asking = paths.ROOT / "lib" / "scouting", set()
    for path in package.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.module == "scouting.pages.early_warning.tables":
                asking.add(str(path.relative_to(package)))
    allowed = {f"pages/early_warning/{name}.py" for name in ("show", "views", "tables", "stages")}
    assert asking <= allowed and "pages/early_warning/show.py" in asking
