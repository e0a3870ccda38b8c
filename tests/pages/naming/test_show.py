"""The page on naming: agrees with the index, says something for awkward councils, and names nobody else."""

import html
import re

import nbformat
import pytest

from scouting import index, paths
from scouting import words as say
from scouting.errors import ScoutingError
from scouting.pages.naming import show as naming_page
from scouting.pages.naming import tables
from scouting.pages.naming.named import BEST, LAST
from scouting.report.run import run
from scouting.words.verdict import rank_words

SCILLY = "Isles of Scilly"
PARTS = [
    naming_page.what, naming_page.places, naming_page.stars, naming_page.others, naming_page.progress,
    naming_page.in_2001, naming_page.small,
]  # fmt: skip
#: Of both lists of 2001 and of neither, large, new, not ranked; weights of every kind.
CASES = [
    (SCILLY, "adult_outcomes"), ("City of London", "childrens_outcomes"), ("Westmorland and Furness", "response_times"),
    ("Bournemouth, Christchurch and Poole", "people_first_children"), ("Birmingham", "quantity_only"),
    ("Buckinghamshire", "balanced_adults"), ("Derby", "balanced_children"),
]  # fmt: skip


@pytest.fixture
def page(read_page):
    """The sentences, tables and alt texts of the page, of all its parts unless some are named."""
    return lambda of, parts=PARTS: read_page(of, parts)


def others_named(data, text, own):
    """The councils that a text names besides the reader's own and Isles of Scilly."""
    left = text.replace(own, "").replace(SCILLY, "")
    names = {*data.catalog.areas.name[data.catalog.tiles.area_code], *data.catalog.named_2001.name}
    return sorted(name for name in names if re.search(rf"\b{re.escape(name)}\b", left))


@pytest.mark.parametrize(
    ("council", "recipe"),
    [pytest.param(*case, marks=pytest.mark.long if k in (1, 3, 5) else ()) for k, case in enumerate(CASES)],
)
def test_every_part_says_something_and_nobody_else_is_named(data, page, council, recipe):
    of = tables.look(council, recipe, draws=300, data=data)
    text = page(of)
    assert council in text and of.weighting.title in text
    assert not re.search(r"\bnan\b|\binf\b|None\b", text)
    assert others_named(data, text, council) == []


def test_a_name_that_is_there_would_be_found(data):
    assert others_named(data, "Derbyshire and Kent, not Derby", "Derby") == ["Kent"]
    assert others_named(data, "Kent beside Rutland", "Kent") == ["Rutland"]


def test_the_notebook_in_the_box_names_nobody_else(data):
    book = nbformat.read(paths.NOTEBOOKS / "3_naming.ipynb", as_version=4)
    own = re.search(r'^council = "([^"]+)"', next(c.source for c in book.cells if c.cell_type == "code"), re.M)[1]
    outputs = [str(o.get("data", {})) for c in book.cells for o in c.get("outputs", [])]
    text = html.unescape(re.sub(r"<[^>]+>", " ", " ".join(re.sub(r"'image/png': '[^']*'", "", o) for o in outputs)))
    sources = text.index("Published at")
    assert own in text and others_named(data, text[:sources], own) == []


def test_places_and_stars_are_those_of_the_index(data):
    of = tables.look("Derby", "childrens_outcomes", draws=500, data=data)
    table, n = of.table, len(of.score)
    best = of.places[of.places.group == "best"]
    assert set(best.area_code) == set(table.area_code[table["rank"] <= BEST])
    last = of.places[of.places.group == "last"]
    assert set(last.area_code) == set(table.area_code[table["rank"] > n - LAST])
    # The chance of three stars is that of a place among the first tenth: the same draws, the same cut-off.
    k = int(index.STAR_CUTS[0] * n)
    within = (of.draws.rank <= k).mean(axis=0)
    assert table.chance_3[of.draws.areas].to_numpy() == pytest.approx(within)
    mine = of.chances()
    own = of.draws.areas.get_loc("E06000015")
    assert mine == pytest.approx(
        ((of.draws.rank[:, own] <= BEST).mean(), (of.draws.rank[:, own] > n - LAST).mean()), abs=1e-9
    )


def test_the_page_gives_the_numbers_of_its_tables(data, page):
    of = tables.look("Derby", "childrens_outcomes", draws=500, data=data)
    text = page(of)
    row = of.own
    assert f"Derby ranks {rank_words(row)}." in text
    expected = of.places.groupby("group").chance.sum()
    assert f"About {say.number(expected['best'], 1)} of the 15 best of {len(of.score)} would then be named" in text
    kept = of.others[~of.others.same]
    low, high = (kept.kept[kept.group == "last"].agg(f) for f in ("min", "max"))
    assert f"Of the 14 last, {low} to {high} would be named by another set of weights ({len(kept) // 2} tried" in text
    groups = of.groups.set_index("list")
    assert f"{groups.above['worst']} of {groups.scored['worst']} named last in 2001" in text
    assert "Derby was named best in 2001. Today, Derby ranks" in text


def test_other_recipes_are_the_shipped_ones_of_the_service_on_every_scale(data):
    of = tables.look("Kent", "adult_outcomes", draws=200, data=data)
    keys = [(w.name, w.normalisation) for w in tables.tried(data, of.weighting)]
    assert len(keys) == len(set(keys)) and ("adult_outcomes", "z") not in keys
    assert ("adult_outcomes", "percentile") in keys and ("balanced_adults", "z") in keys
    assert not any("children" in name for name, _ in keys)


def test_the_same_look_twice_is_the_same(data):
    one, two = (tables.look("Rutland", "childrens_outcomes", draws=300, data=data) for _ in range(2))
    assert one.places.equals(two.places) and one.others.equals(two.others)


def test_an_unknown_recipe_or_council_and_too_few_draws_are_refused(data):
    with pytest.raises(ScoutingError, match=r"Unknown weighting 'adult_outcome'\. Did you mean adult_outcomes"):
        tables.look("Kent", "adult_outcome", data=data)
    with pytest.raises(ScoutingError, match="Unknown council 'Kentt'"):
        tables.look("Kentt", "adult_outcomes", data=data)
    with pytest.raises(ScoutingError, match="draws is 0: chances need 100 at least; 10,000 is usual"):
        tables.look("Kent", "adult_outcomes", draws=0, data=data)


def test_the_notebook_runs_from_another_folder(tmp_path, monkeypatch, data):
    monkeypatch.chdir(tmp_path)
    parameters = {"council": "Torbay", "recipe": "adult_outcomes", "draws": 300, "out": str(tmp_path / "charts")}
    book = run(paths.NOTEBOOKS / "3_naming.ipynb", tmp_path / "out.ipynb", parameters)
    text = " ".join(str(o.get("data", {}).get("text/html", "")) for c in book.cells for o in c.get("outputs", []))
    assert "Torbay was named last in 2001." in html.unescape(text)
    said = [p.read_text(encoding="utf-8") for p in (tmp_path / "charts").glob("*.txt")]
    assert len(said) == 3 and others_named(data, " ".join(said), "Torbay") == []
