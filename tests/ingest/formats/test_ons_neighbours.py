"""Who is nearest by ONS: the order and the distances of the release, checked against each other and by hand."""

import numpy as np
import pytest
import xlsxwriter
from python_calamine import CalamineWorkbook

from scouting import catalog
from scouting.errors import ScoutingError
from scouting.ingest.formats import ons_neighbours

FILE = "context/localauthoritynearestneighboursengland.xlsx"
NAME = ["Upper tier local authority code", "Upper tier local authority name"]


@pytest.fixture(scope="module")
def known():
    return catalog.read()


@pytest.fixture
def small(tmp_path, known):
    """A release of seventeen councils on a line, one apart and the first a little nearer."""
    codes = known.today().index[:17].tolist()
    places = np.array([0.5, *range(1, 17)]) ** 1.01

    def write(swapped=False, strange=""):
        apart = np.abs(places[:, None] - places)
        order = [[codes[j] for j in np.argsort(row, kind="stable") if j != i] for i, row in enumerate(apart)]
        if swapped:
            order[0][0], order[0][1] = order[0][1], order[0][0]
        if strange:
            order[0][2] = strange
        with xlsxwriter.Workbook(tmp_path / "n.xlsx") as book:
            for name, head, rows in (("Table 3", [f"Neighbour {n}" for n in range(1, 17)], order),
                                     ("Table 4", codes, apart.tolist())):  # fmt: skip
                page = book.add_worksheet(name)
                page.write(0, 0, name)
                page.write_row(3, 0, [*NAME, *head])
                for row, (code, cells) in enumerate(zip(codes, rows, strict=True)):
                    page.write_row(4 + row, 0, [code, "A council", *cells])
        return tmp_path / "n.xlsx"

    return codes, write


def test_the_nearest_fifteen_in_order(small, known):
    codes, write = small
    got = ons_neighbours.links(write(), known)
    assert got.groupby("area_code").size().tolist() == [15] * 17
    first = got[got.area_code == codes[0]]
    assert first.neighbour_code.tolist() == codes[1:16] and first["rank"].tolist() == list(range(1, 16))
    assert first.distance.iloc[0] == pytest.approx(1 - 0.5**1.01, abs=1e-4)


def test_an_order_that_is_not_that_of_the_distances_and_a_strange_code_are_refused(small, known):
    codes, write = small
    with pytest.raises(ScoutingError, match=f"not in the order of the distances in Table 4 for {known.name(codes[0])}"):
        ons_neighbours.links(write(swapped=True), known)
    with pytest.raises(ScoutingError, match=r"areas that data/catalog/areas\.csv lacks: E06000999"):
        ons_neighbours.links(write(strange="E06000999"), known)


def test_the_whole_release(releases, known):
    got = ons_neighbours.links(releases / FILE, known)
    assert set(got.area_code) == set(known.today().index) and set(got.neighbour_code) <= set(known.today().index)
    assert got.groupby("area_code").neighbour_code.nunique().tolist() == [15] * 153
    assert (got.area_code != got.neighbour_code).all()
    book = CalamineWorkbook.from_path(str(releases / FILE))
    rows = {row[0]: row[2:17] for row in book.get_sheet_by_name("Table 3").to_python()[4:]}
    assert got.groupby("area_code").neighbour_code.agg(list).to_dict() == rows
    # Each pair is as far apart from either side.
    pairs = got.set_index(["area_code", "neighbour_code"]).distance
    back = pairs.reindex(pairs.index.swaplevel())
    both = back.notna().to_numpy()
    assert both.mean() > 0.5 and (pairs.to_numpy()[both] == back.to_numpy()[both]).all()
