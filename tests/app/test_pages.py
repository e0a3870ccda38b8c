"""The front page's list, and a notebook made into the page of one council."""

import re

import nbformat
import pytest

from scouting import paths
from scouting.app import page_list
from scouting.app.choices import Choices
from scouting.app.pages import prepare, used
from scouting.catalog.groups import names_and_codes
from scouting.report.run import known_parameters


@pytest.fixture
def book():
    return nbformat.read(paths.NOTEBOOKS / "1_scouting_party.ipynb", as_version=4)


def test_every_notebook_but_the_first_is_a_page_with_its_own_title():
    listed = page_list()
    assert set(listed.file) == {p.name for p in paths.NOTEBOOKS.glob("*.ipynb")} - {"0_start_here.ipynb"}
    for row in listed.itertuples():
        source = nbformat.read(paths.NOTEBOOKS / row.file, as_version=4).cells[0].source
        assert source.startswith(f"# {row.title}\n") and row.about.endswith((".", "?"))
        assert "cell" not in row.about  # nobody sees cells on a page


def test_the_councils_are_those_of_today_once_each(data):
    listed = names_and_codes(data.catalog)
    assert len(listed) == len(set(listed)) == 153
    codes = {code for _, code in listed}
    assert {"E06000053", "E09000001", "E06000064"} <= codes and "E10000006" not in codes  # Cumbria is gone


def test_what_was_chosen_goes_in_after_the_parameters_and_the_heading_names_the_council(book, data):
    before = [c.source for c in book.cells if c.cell_type == "code"]
    made = prepare(book, data.catalog, Choices("E06000058", "adults", "care_quality_of_life", "region"))
    code = [c.source for c in made.cells if c.cell_type == "code"]
    assert code[0] == before[0] and code[2:] == before[1:]
    assert code[1].splitlines() == ["council = 'E06000058'", "neighbours = 'region'", "indicators = 'adults'"]
    assert made.metadata.title == made.cells[0].source[2:] == "Scouting party: Bournemouth, Christchurch and Poole"


def test_a_page_about_a_group_is_given_the_councils_region(data):
    book = nbformat.read(paths.NOTEBOOKS / "8_region.ipynb", as_version=4)
    made = prepare(book, data.catalog, Choices("E09000001"))
    assert "councils = 'London'" in [c.source for c in made.cells if c.cell_type == "code"][1]
    assert made.metadata.title == "A region: London, the region of City of London"


@pytest.mark.parametrize("file", page_list().file)
def test_links_in_the_prose_carry_the_choices_and_are_called_by_title(file, data):
    chosen = Choices("E06000015", "children", "re_referrals", "region")
    made = prepare(nbformat.read(paths.NOTEBOOKS / file, as_version=4), data.catalog, chosen)
    prose = "\n".join(c.source for c in made.cells if c.cell_type == "markdown")
    links = re.findall(r"\[([^]]*)\]\((\w+\.ipynb)([^)]*)\)", prose)
    assert (len(links) > 0) == (file == "2_what_if.ipynb")
    for words, where, query in links:
        assert query == f"?{chosen.query}" and words == dict(page_list()[["file", "title"]].to_numpy())[where]


def test_which_choices_a_page_goes_by():
    assert used({"council": "", "indicator": ""}) == {
        "council": True, "service": True, "measure": True, "neighbours": False,
    }  # fmt: skip


@pytest.mark.parametrize(
    "file", [name for name in page_list().file if "as_of" in known_parameters(paths.NOTEBOOKS / name)]
)
def test_ages_on_a_page_are_told_from_today_unless_a_day_is_chosen(file, data):
    for more, want in (({}, ['as_of = ""']), ({"as_of": "2026-11-05"}, ['as_of = ""', "as_of = '2026-11-05'"])):
        book = nbformat.read(paths.NOTEBOOKS / file, as_version=4)
        made = prepare(book, data.catalog, Choices("E06000015", more=more))
        lines = [line for c in made.cells if c.cell_type == "code" for line in c.source.splitlines()]
        given = [line.partition("  #")[0] for line in lines if line.startswith("as_of = ")]
        assert given == [*want, "as_of = as_of_day(as_of)"]
