"""What notebook 6 shows of neighbours: real councils, the awkward ones among them, read back from its output."""

import re

import pytest
from bs4 import BeautifulSoup

from scouting.compare import side
from scouting.pages.neighbours import show as neighbours_page
from scouting.study import study


@pytest.fixture
def page(data, monkeypatch):
    """What a function shows of a council's study: its HTML together, and the alt texts of its pictures."""
    shown, pictures = [], []
    monkeypatch.setattr("scouting.markup.display", lambda html: shown.append(html.data))
    monkeypatch.setattr(
        "scouting.charts.emit.display", lambda _, metadata, raw: pictures.append(metadata["image/png"]["alt"])
    )

    def of(what, council, *args, every=True, **asked):
        party = study(council, data=data, **asked)
        what(party, *args, **({} if every else {"every": False}))
        return party, BeautifulSoup("".join(shown), "html.parser"), pictures

    return of


def rows(table):
    return [[cell.get_text() for cell in tr.find_all(["th", "td"])] for tr in table.find_all("tr")]


@pytest.mark.parametrize("council", ["Wiltshire", "Rutland", "Isles of Scilly", "Westmorland and Furness"])
def test_in_how_many_sets_a_council_is_a_neighbour(page, data, council):
    of, html, _ = page(neighbours_page.in_sets, council)
    several, alone = rows(html.find_all("table")[0]), rows(html.find_all("table")[1])
    head = several[0]
    found = {}
    for line in several[1:] + alone[1:]:
        for set_id, cell in zip(head[2:], line[2:], strict=True):
            if cell:
                found.setdefault(set_id, {})[line[0]] = int(cell)
        assert line[1] == f"{sum(map(bool, line[2:]))} of {len(head) - 2}"
    for set_id, places in found.items():
        members = data.neighbours(set_id, of.area_code).members
        want = {data.catalog.name(c): int(r) for c, r in zip(members.neighbour_code, members["rank"], strict=True)}
        assert places == want
    assert all(line[1].startswith("1 ") for line in alone[1:]) and len(alone) + len(several) > 11


def test_a_set_without_the_council_is_named_with_its_reason(page):
    _, html, _ = page(neighbours_page.in_sets, "Isles of Scilly")
    said = html.get_text()
    assert "'children_z'" in said and "'nhs_adult'" in said and "the recipe leaves it out" in said
    assert "--neighbours" not in said
    _, html, _ = page(neighbours_page.in_sets, "Rutland")
    assert "Rutland is not in the set 'ons_demographic'" in html.get_text()


def test_why_tells_the_calculated_list_and_its_shares(page, data):
    of, html, _ = page(neighbours_page.why, "Bournemouth, Christchurch and Poole")
    made = data.calculated("children_z")
    mine = made.links[made.links.area_code == of.area_code]
    table, shares = (rows(t) for t in html.find_all("table"))
    assert [line[0] for line in table[1:]] == [data.catalog.name(c) for c in mine.neighbour_code]
    assert [line[1] for line in table[1:]] == mine.closeness.tolist()
    for line in shares[1:]:
        assert sum(int(cell.rstrip("%")) for cell in line[1:]) == pytest.approx(100, abs=5)  # each is rounded
    said = html.get_text()
    assert "extremely close up to 0.23" in said and "acts squared" in said
    assert "Isles of Scilly and City of London are left out" in said and "200 draws" in said


def test_why_of_a_council_left_out_says_so(page):
    _, html, pictures = page(neighbours_page.why, "City of London")
    said = html.get_text()
    assert (
        "No similar councils of City of London are calculated" in said and not html.find_all("table") and not pictures
    )
    assert "Isles of Scilly and City of London are left out: they are unlike every other council." in said


@pytest.mark.parametrize(
    ("asked", "name"),
    [
        ({}, "children_z"),
        ({"indicators": "adults"}, "nhs_adult"),
        ({"neighbours_set": "nhs_adult"}, "nhs_adult"),
        ({"indicators": "adults", "neighbours_set": "children_z"}, "children_z"),
        ({"neighbours_set": "region", "indicators": "adults"}, "nhs_adult"),
    ],
)
def test_the_recipe_is_the_sets_or_the_services_own(data, asked, name):
    assert neighbours_page.recipe_of(study("Derby", data=data, **asked)) == name


def test_the_map_names_the_neighbours(page):
    of, _, (alt,) = page(neighbours_page.map, "Westmorland and Furness")
    assert all(of.data.catalog.name(code) in alt for code in of.neighbour_set.codes)
    assert "Hexagon map of 153 councils" in alt


def test_a_council_that_was_replaced_is_not_on_the_map(page):
    _, html, pictures = page(neighbours_page.map, "Cumbria", neighbours_set="region", last_period=True)
    assert "Cumbria is not a council of today" in html.get_text() and not pictures


def test_the_matrix_its_table_and_its_files_agree(page, tmp_path):
    asked = {"indicators": "re_referrals,social_worker_turnover,children_in_need_rate,looked_after_rate"}
    _, html, (alt,) = page(neighbours_page.verdicts, "Birmingham", str(tmp_path), **asked)
    table = rows(html.find_all("table")[0])
    assert table[0][:2] == ["Measure", "Holds in"] and len(table) == 5
    steady = 0
    for line in table[1:]:
        sides = [side(word.removesuffix(", by a lot")) for word in line[2:]]
        assert line[1] == f"{sides.count(sides[0])} of {len(sides) - sides.count('not compared')}"
        steady += len(set(sides) - {"not compared"}) == 1
    said = html.get_text()
    assert re.search(rf"\b{steady} of 4 verdicts holds? in all of {len(table[0][2:])} ways", said)
    assert f"Matrix of 4 measures by {len(table[0][2:])} sets" in alt
    assert sorted(p.suffix for p in tmp_path.iterdir()) == [".png", ".svg", ".txt"]


def test_a_report_has_the_tables_alone_and_each_set_by_a_letter(page):
    _, html, pictures = page(neighbours_page.verdicts, "Birmingham", every=False)
    verdicts, sets = (rows(table) for table in html.find_all("table")[:2])
    letters = verdicts[0][2:]
    assert pictures == [] and letters == list("ABCDEFGHIJKLMNOP"[: len(letters)])
    assert [line[0] for line in sets[1:]] == letters
