"""The front page's list, and a notebook made into the page of one council."""

import nbformat
import pytest

from scouting import paths
from scouting.app.pages import page_list, prepare
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


@pytest.mark.parametrize("asked", ["E06000058", "bournemouth, christchurch & poole"])
def test_the_council_goes_in_after_the_parameters_by_its_code(book, data, asked):
    before = [c.source for c in book.cells if c.cell_type == "code"]
    made = prepare(book, data.catalog, asked)
    code = [c.source for c in made.cells if c.cell_type == "code"]
    assert code == [before[0], "council = 'E06000058'", *before[1:]]
    assert made.metadata.title.endswith(": Bournemouth, Christchurch and Poole")


def test_a_page_about_a_group_is_given_the_councils_region(data):
    made = prepare(nbformat.read(paths.NOTEBOOKS / "8_region.ipynb", as_version=4), data.catalog, "City of London")
    assert [c.source for c in made.cells if c.cell_type == "code"][1] == "councils = 'London'"
    assert made.metadata.title == "A region: London"


def test_without_a_council_every_code_cell_stays_as_it_is(book, data):
    before = [c.source for c in book.cells if c.cell_type == "code"]
    assert [c.source for c in prepare(book, data.catalog, " ").cells if c.cell_type == "code"] == before


@pytest.mark.parametrize(
    "asked", ['x"\nimport os; os.system("id") #', "<script>alert(1)</script>", "](javascript:alert(1))", "Deby"]
)
def test_what_is_no_council_runs_nothing_and_is_said_as_plain_text(book, data, asked):
    made = prepare(book, data.catalog, asked)
    assert [c.cell_type for c in made.cells] == ["markdown"]
    text = made.cells[0].source
    assert "<script" not in text and "\n" not in text and text.startswith("<section><p>")
    if asked == "Deby":
        assert "Did you mean Derby?" in text


@pytest.mark.parametrize(
    "file", [name for name in page_list().file if "as_of" in known_parameters(paths.NOTEBOOKS / name)]
)
def test_ages_on_a_page_are_told_from_today(file, data):
    made = prepare(nbformat.read(paths.NOTEBOOKS / file, as_version=4), data.catalog, "Derby")
    lines = [line for c in made.cells if c.cell_type == "code" for line in c.source.splitlines()]
    given = [line.partition("  #")[0] for line in lines if line.startswith("as_of = ")]
    assert given == ['as_of = ""', "as_of = as_of_day(as_of)"]
