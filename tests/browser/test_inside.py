"""The what-if inside a report's page, in a real browser from its file: its ranks and ranges against Python's."""

import re
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from tests import hostile
from tests.cases import few

from scouting import index
from scouting.pages.what_if import choices, inside
from scouting.pages.what_if.words import place_sentences
from scouting.recipes import weights
from scouting.report.page import element, write_body
from scouting.report.room import topic
from scouting.study import study
from scouting.words import ordinal

#: Recipes, and weights by measure or kind that are otherwise than there: uneven, none, one measure alone, two kinds.
WEIGHTS = [
    ("childrens_outcomes", {"re_referrals": 0, "sdq_average_score": 7.25, "placed_over_20_miles": 0.01}),
    ("childrens_outcomes", {}),
    ("adult_outcomes", {}),
    ("adult_outcomes", {"care_quality_of_life": 0, "care_control": 0, "care_feel_safe": 0, "care_social_contact": 0,
                        "carer_quality_of_life": 0}),
    ("people_first_children", {"workforce": 3}),
    ("people_first_children", {"experience": 0.5, "social_worker_caseload": 0}),
]  # fmt: skip
#: Answers to the ten questions: going round in a circle, uneven, all alike.
ANSWERS = [
    ("childrens_outcomes", (1, 1, 1, 1, 1, -1, 1, 1, 1, 1)),
    ("childrens_outcomes", (1, 1, 1, 1, 1, 1, -1, 0, 0, -1)),
    ("adult_outcomes", (0,) * 10),
]
#: Ranks and ranges of every council by a line of weights, as the page works them out.
ASKED = """text => {
  const { found, problems } = read(text), all = scores(shares(found)), rank = ranks(all), started = performance.now();
  const ends = rank.map((one, k) => Number.isNaN(one) ? [NaN, NaN] : range(all, k, one));
  return { rank, ends, problems, line: line(found), milliseconds: (performance.now() - started) / rank.length };
}"""
STATUS, TEXT = "#what-if .answer [role=status]", "#what-if input[type=text]"


@pytest.fixture
def shown(page, tmp_path):
    """Opens the page of a study by a recipe, offline; ``planted`` changes what it carries."""

    def make(of, recipe="", planted=lambda held: held):
        made = weights.read(recipe) if recipe else inside.weighting(of)
        matrix = inside.matrix(of, made)
        data = element(inside.DATA, planted(inside.held(of, made, matrix, topic)))
        html, path = inside.section(of, made, matrix), tmp_path / "page.html"
        write_body(html, of.name, [], path, data=data, script=inside.script())
        page.context.set_offline(True)
        page.goto(path.as_uri())
        return matrix

    yield make
    assert page.problems == [] and [asked for asked in page.outside if not asked.startswith("file:")] == []


def reweighed(recipe, moved):
    made = weights.read(recipe)
    kinds = {name: weight for name, weight in moved.items() if name in set(made.facets.facet)}
    return made.reweighed(kinds, {name: weight for name, weight in moved.items() if name not in kinds})


def table(matrix, made):
    """The index table by Python, in the order of the page's councils."""
    drawn = index.draw(matrix, made, 10_000, weights=False)
    return index.table(matrix, made, drawn).set_index("area_code", drop=False).loc[matrix.areas]


@pytest.mark.parametrize("recipe,moved", few(WEIGHTS[:1], WEIGHTS))
def test_every_councils_rank_is_pythons_and_its_range_within_three(page, shown, wiltshire, recipe, moved):
    matrix, made = shown(wiltshire, recipe), reweighed(recipe, moved)
    told, expected = page.evaluate(ASKED, weights.to_text(made)), table(matrix, made)
    print(f"{recipe}: {told['milliseconds']:.1f} ms a range")
    assert told["problems"] == [] and told["line"] == weights.to_text(made)
    assert np.array_equal(np.array(told["rank"], float), expected["rank"], equal_nan=True)
    ends = np.array(told["ends"], float)
    assert np.array_equal(np.isnan(ends[:, 0]), expected["rank"].isna())
    assert np.nanmax(np.abs(ends - expected[["rank_low", "rank_high"]].to_numpy())) <= 3


def test_by_keys_alone_on_a_phone(page, shown, wiltshire, no_faults):
    page.set_viewport_size({"width": 390, "height": 800})
    matrix = shown(wiltshire)
    assert page.locator(STATUS).inner_text().startswith("Wiltshire would be ")
    page.keyboard.press("Tab")
    while page.evaluate("document.activeElement.type") != "range":
        page.keyboard.press("Tab")
    for _ in range(8):
        page.keyboard.press("ArrowRight")
    assert page.locator(TEXT).input_value() == "recipe=childrens_outcomes re_referrals=4"
    made = reweighed("childrens_outcomes", {"re_referrals": 4})
    by_python = table(matrix, made)
    own = by_python.loc[wiltshire.area_code]
    said = re.findall(r"(\d+)(?:st|nd|rd|th)", page.locator(STATUS).inner_text())
    assert int(said[0]) == own["rank"] and abs(int(said[1]) - own.rank_low) <= 3 >= abs(int(said[2]) - own.rank_high)
    started = index.scores(matrix).set_index("area_code").loc[wiltshire.area_code]
    first = f"With the starting weights: {ordinal(started['rank'])} of {int(started.of)}"
    assert first in page.locator(STATUS).inner_text()
    ticks = page.locator("#what-if svg .near")
    near = by_python["rank"].reindex(wiltshire.neighbour_set.codes).dropna().sort_values()
    drawn = [float(ticks.nth(k).get_attribute("x1")[:-1]) for k in range(ticks.count())]
    assert drawn == pytest.approx(2 + 96 * (near - 1) / (own.of - 1))
    alt = page.locator("#what-if svg").get_attribute("aria-label")
    assert f"Wiltshire is {said[0]}" in alt and f"marked: {len(near)} of them" in alt
    assert not any(name in page.locator("#what-if").inner_text() for name in wiltshire.data.catalog.areas.name
                   if name != "Wiltshire")  # fmt: skip
    page.locator("#what-if summary").press("Enter")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    no_faults(page, "#what-if")


def test_a_line_is_taken_or_refused_with_every_problem(page, shown, wiltshire):
    shown(wiltshire)

    def use(text):
        page.fill(TEXT, text)
        page.get_by_role("button", name="Use this line").press("Enter")
        return page.locator("#what-if .controls > [role=status]").inner_text()

    before = page.locator(STATUS).inner_text()
    evil = "<img/src=x/onerror=alert(1)>"
    told = use(f"recipe=adult_outcomes {evil} constructor=1 re_referrals=1e3 cp_plans_repeat=2 cp_plans_repeat=3 x")
    for part in (
        "begins from other weights: adult_outcomes", f"“{evil.partition('=')[0]}” is not one", "“constructor” is not",
        "“re_referrals” is “1e3”", "“cp_plans_repeat” is there twice", "“x” is not of the form",
    ):  # fmt: skip
        assert part in told
    assert page.locator(STATUS).inner_text() == before and page.locator("#what-if img").count() == 0
    made = weights.read("childrens_outcomes")
    zero = weights.to_text(made.reweighed({}, dict.fromkeys(made.indicators.indicator_id[1:], 0)))
    assert "those of the line" in use(zero) and page.locator(TEXT).input_value() == zero
    assert "Every weight is zero" in use(f"{zero} re_referrals=0")
    page.get_by_role("button", name="Starting weights").click()
    assert page.locator(STATUS).inner_text() == before
    page.get_by_role("button", name="Equal weights").click()
    assert set(weights.from_text(page.locator(TEXT).input_value()).indicators.weight) == {1.0}


def fitted(answers, groups):
    """Weights of groups from answers by least squares, worked out with no help of the code."""
    asked = choices.pairs(groups)
    sides = np.array([[(k == a) - (k == b) for k in range(groups)] for a, b in asked], float)
    logs = np.linalg.lstsq(np.vstack([sides, np.ones(groups)]), np.r_[np.log(3) * np.array(answers), 0], rcond=None)[0]
    agree = sum((x * (logs[a] - logs[b]) > 1e-6) if x else abs(logs[a] - logs[b]) <= np.log(3) / 2
                for x, (a, b) in zip(answers, asked, strict=True))  # fmt: skip
    return np.exp(logs) / np.exp(logs).sum(), agree


@pytest.mark.parametrize("recipe,answers", few(ANSWERS[:1], ANSWERS))
def test_ten_answers_become_weights(page, shown, wiltshire, recipe, answers):
    carried = []
    shown(wiltshire, recipe, lambda held: carried.append(held) or held)
    page.locator("#what-if summary").click()
    for number, answer in enumerate(answers):
        page.locator(f"#what-if input[name=what-if-{number}][value='{answer}']").check()
    groups = carried[0]["choices"]["groups"]
    share, agree = fitted(answers, len(groups))
    told = page.locator("#what-if details [role=status]").inner_text()
    assert told.startswith(f"Your answers agree with these weights in {agree} of 10; answers at random")
    made = weights.from_text(page.locator(TEXT).input_value())
    ids, start = [one[0] for one in carried[0]["measures"]], weights.read(recipe).shares
    for (_, mine), counts in zip(groups, share, strict=True):
        names = [ids[place] for place in mine]
        assert made.shares[names].sum() == pytest.approx(counts, abs=0.002)
        assert np.allclose(made.shares[names] / counts, start[names] / start[names].sum(), atol=0.02)
    page.locator("#what-if input[type=range]").first.press("ArrowLeft")
    assert page.locator("#what-if details [role=status]").inner_text() == ""


def test_a_council_without_enough_figures_is_told_so(page, shown, data):
    of = study("Isles of Scilly", data=data)
    matrix = shown(of)
    row = pd.Series(index.scores(matrix).set_index("area_code").loc[of.area_code])
    assert page.locator(STATUS).inner_text() == place_sentences(of.name, row, "", matrix.weighting.coverage)[0]
    assert page.locator("#what-if svg").is_hidden()


def test_hostile_text_stays_text(page, shown, wiltshire):
    evil = f"</script>{hostile.MARKUP}<!-- {{{{ title }}}}"

    def plant(held):
        held["measures"] = [[name, evil, *rest] for name, _, *rest in held["measures"]]
        held["choices"]["groups"] = [[evil, mine] for _, mine in held["choices"]["groups"]]
        return held

    dialogs = []
    page.on("dialog", lambda box: (dialogs.append(box.message), box.dismiss()))
    shown(replace(wiltshire, name=evil), planted=plant)
    page.locator("#what-if summary").click()
    assert page.locator(STATUS).inner_text().startswith(f"{evil} would be ")
    assert evil in page.locator("#what-if .sliders").inner_text()
    assert page.locator("img").count() == 0 and page.locator("script").count() == 2 and dialogs == []


def test_the_script_runs_in_a_whole_report_and_nothing_else_may(page, whole_page):
    page.goto(whole_page.as_uri())
    assert page.locator(STATUS).inner_text().startswith("Wiltshire would be ")
    assert page.problems == []
    page.evaluate("document.body.append(Object.assign(document.createElement('script'), { text: 'window.ran = 1' }))")
    assert page.evaluate("window.ran") is None and "Content Security Policy" in page.problems[0]
