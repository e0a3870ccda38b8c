"""Ofsted's history under five frameworks: a small workbook of its shape, and every one of the 569 inspections."""

import datetime

import pandas as pd
import pytest
import xlsxwriter

from scouting import catalog, paths
from scouting.errors import ScoutingError
from scouting.ingest.formats import ofsted_history

FILE = "ofsted/Childrens_social_care_in_England_2023_underlying_data.ods"
EXPECTED = paths.ROOT.parent / "shared" / "references" / "ofsted_inspections_2009_2023_expected.csv"
G, R, I = "Good", "Requires improvement to be good", "Inadequate"  # noqa: E741
HEADINGS = [heading for _, _, day, columns in ofsted_history.KINDS for heading in (day, *columns.values())]


@pytest.fixture(scope="module")
def known():
    return catalog.read()


def _book(path, now, ended):
    """A workbook of the publisher's shape; a row is a name and its cells by heading."""
    head = ["Web link", "Local authority name", *HEADINGS]

    def cells(name, held):
        return ["link", name, *(held.get(heading, "") for heading in HEADINGS)]

    first = [h.replace("ILACS framework", "First ILACS framework") if h.startswith("ILACS") else h for h in head]
    rows = [["Title"], first, *(cells(*one) for one in now), [], ["Councils that existed before"],
            [h if not h.startswith("Second") else "" for h in head], *(cells(*one) for one in ended)]  # fmt: skip
    with xlsxwriter.Workbook(path, {"default_date_format": "d mmmm yyyy"}) as book:
        page = book.add_worksheet("LA_inspections_2009-2023")
        for row, line in enumerate(rows):
            for column, cell in enumerate(line):
                page.write(row, column, cell)
    return path


def _cells(kind, day, *grades):
    """The cells of one inspection: the day of its report, and grades in the order of its columns."""
    _, _, heading, columns = next(one for one in ofsted_history.KINDS if one[1] == kind)
    return {heading: datetime.datetime.fromisoformat(day), **dict(zip(columns.values(), grades, strict=False))}


def test_each_kind_has_its_own_judgements_and_a_name_its_own_council(tmp_path, known):
    now = [("Dorset", _cells("ILACS", "2021-11-19", G, G, R, G)), ("Wiltshire", _cells("SLAC", "2012-07-05", I, " -"))]
    ended = [("Dorset", _cells("SLAC", "2011-10-28", G, R) | _cells("TLAC", "2013-08-16", I))]
    got = ofsted_history.events(_book(tmp_path / "h.xlsx", now, ended), known)
    rows = [{c: v for c, v in row.items() if pd.notna(v)} for row in got.to_dict("records")]
    for row in rows:
        row["publication_date"] = f"{row['publication_date']:%Y-%m-%d}"
    told = {(row.pop("area_code"), row.pop("inspection_type"), row.pop("publication_date")): row for row in rows}
    assert told == {
        ("E06000054", "SLAC", "2012-07-05"): {"framework": "SLAC", "safeguarding": 4},
        ("E06000059", "ILACS", "2021-11-19"): {
            "framework": "ILACS", "overall_effectiveness": 2, "impact_of_leaders": 2, "help_and_protection": 3,
            "children_in_care": 2},
        # The county that ended in 2019 has the name of the council of today, and is another one.
        ("E10000009", "SLAC", "2011-10-28"): {"framework": "SLAC", "safeguarding": 2, "looked_after": 3},
        ("E10000009", "TLAC", "2013-08-16"): {"framework": "TLAC", "looked_after": 4},
    }  # fmt: skip


def test_what_is_wrong_is_told_all_at_once(tmp_path, known):
    odd = _cells("CPI", "2013-01-01", "Fine") | {ofsted_history.KINDS[0][2]: "spring 2010"}
    with pytest.raises(ScoutingError) as caught:
        ofsted_history.events(_book(tmp_path / "h.xlsx", [("Wilshire", {}), ("Kent", odd)], []), known)
    said = str(caught.value)
    assert "Unknown council 'Wilshire'. Did you mean Wiltshire?" in said and "row 4" in said
    assert "'spring 2010' is no date" in said and "'Fine' is no judgement (Outstanding, Good" in said


def test_every_inspection_is_as_expected(releases, known):
    """Held against a table made elsewhere, cell by cell, with the first days that the reports state."""
    if not EXPECTED.is_file():
        pytest.skip(f"the expected table is not here ({EXPECTED})")
    every = ofsted_history.events(releases / FILE, known)
    every["publication_date"] = every.publication_date.dt.strftime("%Y-%m-%d")
    held = known.inspections[known.inspections.source_id == "ofsted_history_2023"]
    history = pd.concat([held, every[every.framework == "ILACS"]])[[*every, "inspection_date"]]
    history["inspection_date"] = history.inspection_date.replace("", pd.NA)
    assert (len(held), len(every)) == (392, 569)
    wanted = pd.read_csv(EXPECTED)
    # The table made elsewhere gives the county of Dorset the code of the council that followed it.
    county = (wanted.council == "Dorset") & ~wanted.framework.str.startswith("ILACS")
    assert county.sum() == 2
    wanted.loc[county, "area_code"] = "E10000009"
    wanted["children_in_care"] = wanted.in_care.fillna(wanted.in_care_and_leavers)
    wanted["inspection_type"] = wanted.framework.str.replace(r"^ILACS .*", "ILACS", regex=True)
    wanted["framework"] = wanted.framework.str.extract(r"^(\w+)")[0]
    renamed = {
        "inspection_start": "inspection_date", "published": "publication_date", "overall": "overall_effectiveness",
        "overall_safeguarding": "safeguarding", "overall_looked_after": "looked_after",
        "leadership": "impact_of_leaders",
    }  # fmt: skip
    wanted = wanted.rename(columns=renamed)[list(history)]
    order = ["area_code", "publication_date", "inspection_type"]
    left, right = (frame.sort_values(order, ignore_index=True) for frame in (history, wanted))
    assert len(left) == 569
    pd.testing.assert_frame_equal(left, right, check_dtype=False)
