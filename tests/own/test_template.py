"""The template: what is in it, and that it comes back."""

import csv
import datetime as dt
import re

import openpyxl
import pytest
from click.testing import CliRunner

from scouting import catalog, paths
from scouting.cli.main import main
from scouting.errors import ScoutingError
from scouting.own import add, seen, tables, template
from scouting.terms import COUNCIL_TYPES, MARKERS, SHARES

TODAY = dt.date(2025, 11, 24)


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    folder = tmp_path_factory.mktemp("template")
    return template.write_template(folder)


def test_each_sheet_has_its_columns_an_example_and_what_helps_to_fill_it_in(written):
    book = openpyxl.load_workbook(written[0])
    assert book.sheetnames == ["read me", *tables.TABLES, "codes"]
    for kind in tables.TABLES:
        names, example, *rest = book[kind].iter_rows(values_only=True)
        assert list(names) == tables.columns(kind) and not rest
        filled = dict(zip(names, example, strict=True))
        assert filled["title" if kind == "indicators" else "council"].startswith("Example: ")
        assert all(filled[column] not in (None, "") for column in tables.ASKED[kind][0])
        assert book[kind].freeze_panes == "A2"
    figures = book["figures"]
    assert figures.column_dimensions["C"].number_format == "@"  # else 2025-07 would become a day
    lists = {str(rule.sqref).split(":")[0]: rule.formula1.strip('"').split(",") for rule in
             figures.data_validations.dataValidation}  # fmt: skip
    assert lists == {"G2": list(MARKERS), "H2": list(SHARES)}
    assert len(list(book["read me"].rows)) == 11


def test_the_codes_are_those_of_the_catalogue(written, data):
    rows = list(openpyxl.load_workbook(written[0])["codes"].iter_rows(values_only=True))
    listed = {name: [cell for cell in column if cell] for name, *column in zip(*rows, strict=True)}
    areas = data.catalog.areas
    today = areas[areas.type.isin(COUNCIL_TYPES) & (areas.valid_to == "")]
    assert set(listed["ONS code"]) == set(today.area_code) and len(listed["council"]) == 153
    assert [data.catalog.name(code) for code in listed["ONS code"]] == listed["council"]
    assert listed["indicator_id"] == data.catalog.indicators.index.tolist()
    assert listed["marker"] == list(MARKERS) and listed["share"] == list(SHARES)


def test_the_template_as_it_is_holds_nothing_to_add(written, tmp_path):
    for path in written:
        with pytest.raises(ScoutingError) as caught:
            add.add_own(path, today=TODAY, folder=tmp_path / "local")
        assert str(caught.value) == f"{path.name} has only the example rows of the template: nothing was added."
    assert not (tmp_path / "local").exists()


def test_the_template_with_a_row_filled_in_is_accepted(written, tmp_path):
    book = openpyxl.load_workbook(written[0])
    book["figures"].append(["Rutland", "re_referrals", "2025-07", None, 3, 12, None, "region", "by hand"])
    book["targets"].append(["Rutland", "visits_on_time", 95])
    row = {"indicator_id": "visits_on_time", "title": "Visits on time", "service": "children", "unit": "%",
           "polarity": "high_is_good", "statistic": "proportion"}  # fmt: skip
    book["indicators"].append([row.get(name) for name in tables.columns("indicators")])
    path = tmp_path / "filled.xlsx"
    book.save(path)
    lines = add.add_own(path, today=TODAY, folder=tmp_path / "local")
    assert [line for line in lines if "example" in line] == [
        f"filled.xlsx, sheet {kind}: 1 example row left out."
        for kind in ("indicators", "figures", "targets", "neighbours", "assessments")
    ]
    held = vars(seen.read(catalog.read(), tmp_path / "local"))
    assert held["figures"].iloc[0].tolist()[:2] == ["E06000017", "re_referrals"]
    assert held["figures"].value.tolist() == [25.0] and held["figures"].share.tolist() == ["region"]
    assert held["targets"].indicator_id.tolist() == ["visits_on_time"] and len(held["neighbours"]) == 0


def test_the_csv_with_a_row_filled_in_is_accepted(written, tmp_path):
    path = tmp_path / "filled.csv"
    text = written[1].read_text(encoding="utf-8-sig")
    assert next(csv.reader(text.splitlines())) == tables.columns("figures")
    path.write_text(text + "Rutland,re_referrals,2024-25,25.0,3,12,,,\n", encoding="utf-8")
    assert add.add_own(path, today=TODAY, folder=tmp_path / "local")[0] == "filled.csv: 1 example row left out."


def test_the_examples_would_be_sound_rows(written, tmp_path):
    book = openpyxl.load_workbook(written[0])
    for kind in tables.TABLES:
        for cell in book[kind][2]:
            if isinstance(cell.value, str):
                cell.value = cell.value.removeprefix("Example: ")
    book.save(tmp_path / "examples.xlsx")
    lines = add.add_own(tmp_path / "examples.xlsx", today=TODAY, folder=tmp_path / "local")
    assert len(lines) == 5 and all("(1 added)" in line for line in lines)


def test_the_template_is_the_same_bytes_each_time(written, tmp_path):
    again = template.write_template(tmp_path)
    assert [path.read_bytes() for path in again] == [path.read_bytes() for path in written]


def test_the_command_writes_it_and_never_over_a_filled_one(tmp_path):
    words = ["data", "template", "--out", str(tmp_path / "new")]
    answer = CliRunner().invoke(main, words)
    assert answer.exit_code == 0
    assert answer.output.split() == [str(tmp_path / "new" / name) for name in (template.WORKBOOK, template.CSV)]
    (tmp_path / "new" / template.WORKBOOK).unlink()
    (tmp_path / "new" / template.CSV).write_text("mine")
    answer = CliRunner().invoke(main, words)
    assert answer.exit_code == 2
    assert f"{template.CSV} is there and may hold your figures. Move it, or choose another folder" in answer.output
    assert [path.name for path in (tmp_path / "new").iterdir()] == [template.CSV]
    assert (tmp_path / "new" / template.CSV).read_text() == "mine"


def test_what_the_page_for_analysts_says_is_so(tmp_path):
    page = (paths.ROOT / "docs" / "own_figures.md").read_text(encoding="utf-8")
    for kind, (must, may) in tables.ASKED.items():
        assert f"| `{kind}` | {', '.join(must)} | {', '.join(may)} |" in page
    for name, block in (("own.csv", r"```\n(council,.*?)```"), ("set.yml", r"```yaml\n(.*?)```")):
        (tmp_path / name).write_text(re.search(block, page, re.DOTALL)[1], encoding="utf-8")
        add.add_own(tmp_path / name, today=TODAY, folder=tmp_path / "local")
    held = vars(seen.read(catalog.read(), tmp_path / "local"))
    assert held["figures"].value.dropna().tolist() == [812.0, 25.0] and len(held["neighbours"]) == 6
