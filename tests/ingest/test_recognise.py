"""Any known release is known by its content, whatever it is called; anything else is told what it is not."""

import dataclasses
import re
import shutil

import pandas as pd
import pytest
import xlsxwriter

from scouting import catalog
from scouting.errors import ScoutingError
from scouting.ingest import lists
from scouting.ingest.formats import ADAPTERS
from scouting.ingest.recognise import recognise

KNOWN = catalog.read()
SOURCES = dict(zip(KNOWN.sources.file, KNOWN.sources.source_id, strict=True))
EARLIER = {"b1": "dfe_cin_2025", "d3": "dfe_cpp_repeat_2025", "d5": "dfe_cpp_duration_2025", "cs": "dfe_workforce_2025"}


def _renamed(path, folder):
    return shutil.copyfile(path, folder / "download (3)")


def _message(path, known=KNOWN):
    with pytest.raises(ScoutingError) as caught:
        recognise(path, known)
    return str(caught.value)


def _taken_for_another(releases, folder, files):
    found = {file: recognise(_renamed(releases / file, folder), KNOWN) for file in files}
    return {file: source_id for file, source_id in found.items() if source_id != SOURCES[file]}


def test_a_real_release_of_each_format_is_known_by_its_content(releases, tmp_path):
    """The newest of each, and placements of children looked after, which have the same columns year after year."""
    telling = KNOWN.sources.sort_values("published").drop_duplicates("adapter", keep="last").file
    alike = [file for file, source_id in SOURCES.items() if source_id.startswith("dfe_cla_placements")]
    assert len(set(telling)) == KNOWN.sources.adapter.nunique()
    assert _taken_for_another(releases, tmp_path, [*telling, *alike]) == {}


@pytest.mark.long
def test_every_real_release_is_known_by_its_content(releases, tmp_path):
    assert _taken_for_another(releases, tmp_path, SOURCES) == {}


@pytest.mark.parametrize("all_of", [False, pytest.param(True, marks=pytest.mark.long)])
def test_earlier_editions_are_known_too_and_renamed_columns_are_told(releases, tmp_path, all_of):
    found = sorted((releases / "dfe-ees" / "earlier").glob("*.csv"))
    assert len(found) == 10
    for file in found if all_of else {file.name[:2]: file for file in found if file.name[:2] != "b1"}.values():
        path = _renamed(file, tmp_path)
        if file.name.startswith("c1"):  # the columns of referrals had other names before 2025
            said = _message(path)
            assert "looks like 'Children in need: referrals and re-referrals" in said
            assert "It lacks the columns no_further_action_count" in said and "referral_count" in said
            assert "mend the codes of dfe_cin_referrals_2025 in data/catalog/indicators.csv and series.csv" in said
        else:
            assert recognise(path, KNOWN) == EARLIER[file.name[:2]]


#: Refused, too, but as another layout of a release that it shares most of its columns with.
ALIKE = {"la_cla_during_year_new_placements.csv", "population20_utla20.csv"}


def test_what_lies_beside_the_releases_is_none(releases, tmp_path):
    others = [f for f in sorted(releases.rglob("*.*")) if str(f.relative_to(releases)) not in SOURCES]
    others = [f for f in others if "earlier" not in f.parts and f.name not in ALIKE]
    assert len(others) > 12
    for file in others:
        said = _message(_renamed(file, tmp_path))
        assert "is not a known release" in said or "is JSON" in said, file


def test_a_file_of_a_publishers_shape_is_known_without_the_real_ones(plans):
    assert recognise(plans(), KNOWN) == "dfe_cpp_repeat_2025"


def test_a_renamed_column_is_told_with_what_to_mend(plans):
    said = _message(plans(head=[h.replace("CPP_start", "CPP_started") for h in plans.head]))
    assert "looks like 'Children in need: child protection plans which are a second or subsequent plan" in said
    assert "(dfe_cpp_repeat_2025) with another header. It lacks the column CPP_start." in said
    assert "https://explore-education-statistics.service.gov.uk/find-statistics/children-in-need" in said


def _house(path, head, *rows):
    places = "time_period,time_identifier,geographic_level,country_code,country_name,region_code,region_name,"
    start = ",Reporting year,National,E92000001,England,,,,,,"
    lines = [places + "old_la_code,la_name,new_la_code," + head, *(f"{row[0]}{start}{row[1]}" for row in rows)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def test_a_file_of_another_age_group_is_told_what_it_is_about(tmp_path):
    rows = [(year, f"Young people aged 16 to 17 years,{year}000") for year in (2024, 2025)]
    said = _message(_house(tmp_path / "mid_year.csv", "age_group,population_estimate", *rows))
    assert (
        "mid_year.csv has the columns of 'Mid-year population estimates: children aged 0 to 17, 2012 to 2024'" in said
    )
    assert "its age_group is 'Young people aged 16 to 17 years', where age_group 'Children aged 0 to 17 years'" in said


def test_another_header_is_known_by_its_categories_or_those_that_it_could_be_are_listed(tmp_path):
    """What a file is about tells more than that it has a column called number, which many releases have."""
    of = "Social worker changes across 12 months,"
    rows = [(2020, f"{of}{word},540,54") for word in ("Total", "With two or more social worker changes")]
    said = _message(_house(tmp_path / "x.csv", "change_measure,stability,number,percentage", *rows))
    assert "x.csv looks like 'Children looked after: changes of social worker, 2019 and 2020'" in said
    assert "school_moves" not in said and "mend the codes of dfe_cla_social_workers_2020" in said
    # Care leavers' activities under the headings of earlier editions, in words of none: any of them.
    rows = [(2026, f"19 to 21 years,{word},540,54") for word in ("All", "In education employment or training")]
    said = _message(_house(tmp_path / "z.csv", "age,activity,number,percentage", *rows))
    assert {f"dfe_care_leavers_activity_{year}" for year in (2022, 2023, 2024)} <= set(re.findall(r"\w+", said))
    rows = [(2024, "CLA on 31 March,Total children,540,54")]
    said = _message(_house(tmp_path / "y.csv", "cla_group,stability,number,percentage", *rows))
    assert "y.csv cannot be told" in said and "It could be: " in said and "mend" not in said
    assert "dfe_cla_school_moves_2024" in said and "dfe_cla_social_workers_2024" in said
    assert said.endswith("Where each is published: scouting data sources")


def test_what_nothing_fits_names_what_it_looks_like_and_every_page(tmp_path):
    path = tmp_path / "download (3)"
    path.write_text("colour,size\nred,3\n")
    said = _message(path)
    assert said.startswith("download (3) is not a known release: it is a CSV table with the columns colour, size.")
    assert [page for page in KNOWN.sources.landing_page if page not in said] == []


@pytest.mark.parametrize(
    ("sheet", "source_id"),
    [
        ("RO3_LA_Data_2022-23", "mhclg_ro3_2023"),
        ("RO3_LA_Data_202324", "mhclg_ro3_2024"),
        ("RO3_LA_Data_202526", "mhclg_ro3_2025"),  # a year that the catalogue does not have follows the newest
        ("RO3_LA_Data_2025-26", "mhclg_ro3_2025"),
    ],
)
def test_a_file_of_one_year_is_of_that_year_or_follows_the_newest(tmp_path, sheet, source_id):
    path = tmp_path / "download (3)"
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet("Notes")
        book.add_worksheet(sheet)
    assert recognise(path, KNOWN) == source_id


def test_two_that_fit_equally_ask_which(plans):
    row = KNOWN.sources[KNOWN.sources.source_id == "dfe_cpp_repeat_2025"].assign(source_id="twin", title="A twin")
    series = KNOWN.indicators[KNOWN.indicators.source_id == "dfe_cpp_repeat_2025"].assign(period_shift=0.0, note="")
    series = series.assign(source_id="twin")[KNOWN.series.columns]
    known = dataclasses.replace(
        KNOWN,
        sources=pd.concat([KNOWN.sources, row], ignore_index=True),
        series=pd.concat([KNOWN.series, series], ignore_index=True),
    )
    said = _message(plans(), known)
    assert said.startswith("download (3) fits several releases equally. Say which it is: ")
    assert "--source dfe_cpp_repeat_2025 (Children in need: " in said and "--source twin (A twin)" in said


def test_every_format_of_the_catalogue_can_be_known():
    assert set(KNOWN.sources.adapter) == set(ADAPTERS) | set(lists.PARTS)
    assert [name for name, module in ADAPTERS.items() if module.__name__ != f"scouting.ingest.formats.{name}"] == []
