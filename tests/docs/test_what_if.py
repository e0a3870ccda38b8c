"""docs/what_if.md says what the code and the figures say."""

import re

import pytest

from scouting import index, paths
from scouting.index.draws import WIDTH
from scouting.pages.common import matrix_today
from scouting.pages.what_if.question import beside_outcomes
from scouting.recipes import weights

PAGE = (paths.ROOT / "docs" / "what_if.md").read_text(encoding="utf-8")


def test_every_recipe_is_on_the_page_with_its_number_of_indicators(data):
    rows = re.findall(r"^\| ((?:`\w+`(?:, )?)+) \| [^|]+ \| ([\d, ]+) \|$", PAGE, re.MULTILINE)
    told = {
        n: int(k) for names, counts in rows for n, k in zip(re.findall(r"\w+", names), counts.split(","), strict=True)
    }
    assert told == {n: len(weights.read(n, data.catalog).indicators) for n in weights.names()}


def test_the_figures_on_the_page_are_those_held(data):
    _, rows = beside_outcomes(data, weights.read("quantity_only", data.catalog))
    said = re.search(r"alike by (−?[\d.]+) .* half of the councils move (\d+) ranks", PAGE)
    assert float(said[1].replace("−", "-")) == pytest.approx(index.agreement(rows), abs=0.005)
    assert int(said[2]) == int(rows.moved.abs().median())
    widths = re.findall(r"`(\w+)` is (\d+) of (\d+) ranks wide", PAGE)
    assert len(widths) == 2
    for name, wide, of in widths:
        made = matrix_today(data, weights.read(name, data.catalog))
        table = index.table(made, None, index.draw(made)).dropna(subset=["rank"])
        assert (int(of), int(wide)) == (len(table), int((table.rank_high - table.rank_low + 1).median()))
    assert f"Width {WIDTH} unless changed" in PAGE
    assert index.STAR_CUTS == (0.1, 0.5, 0.9) and "three for the best tenth of ranks, two down to the half" in PAGE


def test_the_shared_line_on_the_page_is_read(data):
    text = re.search(r"such as `(recipe=[^`]+)`", PAGE)[1]
    assert weights.to_text(weights.from_text(text, data.catalog)) == text
