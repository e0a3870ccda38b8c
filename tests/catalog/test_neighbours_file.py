"""The neighbour sets are the published files, to the last row and word."""

import csv
import re

import pytest
from python_calamine import CalamineWorkbook

from scouting.terms import COUNCIL_TYPES

FILES = {"dfe_2025_05": "sn_may_2025.xlsx", "dfe_2021_04": "sn_april_2021.xlsx"}


@pytest.fixture(scope="module")
def by_number(data):
    """The council that a DfE number means: today's where two have had it."""
    areas = data.catalog.areas
    areas = areas[areas.type.isin(COUNCIL_TYPES)]
    ended, now = areas[areas.valid_to != ""], areas[areas.valid_to == ""]
    return {n: c for rows in (ended, now) for c, n in rows.dfe_number.items()}


def _published(path, by_number):
    """(council, rank, neighbour, closeness) of a file, its columns found by their headings."""
    rows = CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()
    head = rows[2]
    places = [(rank, head.index(f"SN{rank}")) for rank in range(1, 11)]
    assert all(head[at + 1] == "SNP" for _, at in places) and head[2] == "LA number"
    found = []
    for row in rows[3:]:
        if isinstance(row[2], float):
            for rank, at in places:
                if row[at] != "-":
                    word = re.sub(r"\s+", " ", row[at + 1]).strip().lower()
                    found.append((by_number[f"{row[2]:.0f}"], rank, by_number[f"{row[at]:.0f}"], word))
    return found


@pytest.mark.parametrize("set_id", FILES)
def test_a_set_equals_its_file(data, releases, by_number, set_id):
    published = _published(releases / "dfe-lait" / FILES[set_id], by_number)
    ours = data.catalog.neighbours
    ours = ours[ours.set_id == set_id]
    held = list(zip(ours.area_code, ours["rank"].astype(int), ours.neighbour_code, ours.closeness, strict=True))
    assert sorted(held) == sorted(published)
    assert len(published) > 1500


def test_the_ons_set_of_before_equals_its_file(data, releases):
    """Of each row, the upper-tier councils of England in the order of the file; two codes were reissued since."""
    reissued = {"E08000038": "E08000016", "E08000039": "E08000019"}
    areas = data.catalog.areas
    today = set(areas.index[areas.type.isin(COUNCIL_TYPES) & (areas.valid_to == "")])
    published, none = [], []
    with open(releases / "context" / "ons_demographic_neighbours.csv", encoding="utf-8-sig", newline="") as file:
        head, *rows = csv.reader(file)
    assert head == ["AREACD", *map(str, range(1, 21))] and len(rows) == 397
    for row in rows:
        code, *others = [reissued.get(cell, cell) for cell in row]
        kept = [other for other in others if other in today] if code in today else []
        published += [(code, rank, other, "") for rank, other in enumerate(kept, start=1)]
        none += [code] if code in today and not kept else []
    ours = data.catalog.neighbours
    ours = ours[ours.set_id == "ons_demographic"]
    assert (
        list(zip(ours.area_code, ours["rank"].astype(int), ours.neighbour_code, ours.closeness, strict=True))
        == published
    )
    sizes = ours.groupby("area_code").size().reindex(sorted(today), fill_value=0)
    note = data.catalog.neighbour_sets.set_index("set_id").note["ons_demographic"]
    said = re.search(r"the counts are uneven: (\d+)(?: \((.+?)\))? to (\d+)\.", note)
    assert (int(said[1]), int(said[3])) == (sizes.min(), sizes.max())
    assert (said[2] or "") == ", ".join(data.catalog.name(code) for code in none)
    assert len(published) == 2251


def test_every_council_of_today_has_ten_different_ones(data):
    known = data.catalog
    mine = known.neighbours[known.neighbours.set_id == "dfe_2025_05"]
    councils = known.areas[known.areas.type.isin(COUNCIL_TYPES) & (known.areas.valid_to == "")]
    sizes = mine.groupby("area_code").neighbour_code.nunique().reindex(councils.index)
    assert (sizes == 10).all()
    ranks = mine.groupby("area_code")["rank"].apply(sorted)
    assert ranks.map(lambda r: r == list(range(1, 11))).all()


def test_the_neighbours_of_todays_councils_are_of_today(data):
    """In the newer set nobody is set beside a council that is no more."""
    known = data.catalog
    mine = known.neighbours[known.neighbours.set_id == "dfe_2025_05"]
    mine = mine[mine.area_code.map(known.areas.valid_to) == ""]
    assert sorted(set(mine.neighbour_code[mine.neighbour_code.map(known.areas.valid_to) != ""])) == []


def test_two_vintages_share_about_half(data):
    """5.4 of ten over the councils of today in both (stated beside the releases)."""
    known = data.catalog
    sets = {
        set_id: rows.groupby("area_code").neighbour_code.agg(set) for set_id, rows in known.neighbours.groupby("set_id")
    }
    newer, older = sets["dfe_2025_05"], sets["dfe_2021_04"]
    both = [code for code in newer.index.intersection(older.index) if not known.areas.valid_to[code]]
    shared = sum(len(newer[code] & older[code]) for code in both) / len(both)
    assert shared == pytest.approx(5.4, abs=0.05)
    left_out = {known.name(code) for code in newer.index.difference(older.index)}
    assert left_out == {"Cumberland", "Westmorland and Furness"}


def test_closeness_words_of_the_older_set_are_as_counted_elsewhere(data, releases):
    """DfE's April 2021 labels over today's links, from the reference numbers."""
    known = data.catalog
    rows = known.neighbours[known.neighbours.set_id == "dfe_2021_04"]
    counts = rows.closeness.value_counts().to_dict()
    assert sum(counts.values()) == 1560
    assert counts == {
        "extremely close": 91,
        "very close": 931,
        "close": 293,
        "somewhat close": 137,
        "not close": 108,
    }
