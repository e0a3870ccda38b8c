"""docs/how_to_add.md is true: each of its examples is added as it says, and taken in by the project."""

import csv
import importlib.util
import re
import shutil

import nbformat
import pandas as pd
import pytest
from click.testing import CliRunner
from tests import test_notebooks

from scouting import catalog, journeys, paths, values
from scouting.batch import packs
from scouting.catalog.check import problems_in
from scouting.catalog.questions import EVIDENCE
from scouting.cli.main import main
from scouting.dataset import Dataset
from scouting.errors import ScoutingError
from scouting.explain.questions import choose
from scouting.ingest import build, editions, glance
from scouting.ingest.formats import ADAPTERS
from scouting.report.run import run
from scouting.terms import COUNCIL_TYPES

PAGE = (paths.ROOT / "docs" / "how_to_add.md").read_text(encoding="utf-8")
SOURCE = "dfe_cin_factors_2025"


#: What the table says of itself.
TABLE = "Factors identified at the end of assessment"


def block(heading, kind):
    """The code under a heading of the page."""
    part = PAGE.split(f"\n## {heading}\n")[1].split("\n## ")[0]
    return re.search(rf"^```{kind}\n(.*?)^```$", part, re.MULTILINE | re.DOTALL)[1]


def module(text, path):
    path.write_text(text, encoding="utf-8")
    spec = importlib.util.spec_from_file_location(path.stem, path)
    made = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(made)
    return made


def row_of_the_page():
    """The example's cell of every column, in the page's order."""
    part = PAGE.split("\n## An indicator\n")[1].split("\n## ")[0]
    rows = re.findall(r"^\| (\w+) \| [^|]+ \|(?: `([^`]*)`)? \|$", part, re.MULTILINE)
    return dict(rows)


@pytest.fixture
def home(tmp_path, monkeypatch):
    """A copied catalogue with the page's row in it."""
    folder = shutil.copytree(paths.CATALOG, tmp_path / "catalog")
    with (folder / "indicators.csv").open("a", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerow(row_of_the_page().values())
    monkeypatch.setattr("scouting.paths.CATALOG", folder)
    return folder


def test_the_page_has_every_column_in_its_order():
    with (paths.CATALOG / "indicators.csv").open(encoding="utf-8") as file:
        assert list(row_of_the_page()) == next(csv.reader(file))


def test_an_indicator_is_sound_and_a_slip_in_it_is_told_with_its_row(home):
    assert problems_in(home) == []
    path = home / "indicators.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("Young carers,", "x" * 35 + ",", 1), encoding="utf-8")
    (told,) = problems_in(home)
    assert "(factor_young_carer), short_title:" in told and "must have 1 to 34 characters" in told


def test_a_question_takes_the_place_of_another_and_is_asked(home):
    """The page's row is sound, is asked, and names every kind of evidence."""
    text = block("A question for a visit", "csv")
    (new,) = csv.reader([text])
    with (home / "questions.csv").open("a", encoding="utf-8", newline="") as file:
        file.write(text)
    assert problems_in(home) == []
    bank = pd.read_csv(home / "questions.csv", dtype=str, keep_default_na=False)
    bank = bank[(bank.question_id == new[0]) | (bank.evidence != new[4])]
    assert new[0] in choose(bank, *new[1:3], [new[4]]).question_id.tolist()
    part = PAGE.split("\n## A question for a visit\n")[1].split("\n## ")[0]
    assert set(EVIDENCE) <= set(re.findall(r"`(\w+)`", part))


def test_its_figures_come_with_the_releases_own_file(home, tmp_path, monkeypatch):
    """The release is added as it was published, with the new column among the others."""
    rows, log = build.read(paths.STORE)
    rows, log = (table[table.source_id == SOURCE].reset_index(drop=True) for table in (rows, log))
    known = catalog.read(paths.CATALOG)
    store = tmp_path / "store" / "values.parquet"
    build.store_of(editions.as_releases(log, rows), known, store)
    monkeypatch.setattr(paths, "STORE", store)
    path = published(tmp_path / "download (1)", rows, known)
    answer = CliRunner().invoke(main, ["data", "add", "--published", "2026-01", str(path)])
    assert answer.exit_code == 0, answer.output
    (one,) = values.read(areas=["E06000054"], path=store).query("indicator_id == 'factor_young_carer'").itertuples()
    assert (one.period, one.value, one.numerator, one.denominator) == ("2025", 2.5, 30, 1200)


def published(path, rows, known):
    """The edition of 2025 in the publisher's shape: the counts that are held, and a young carer in 40 assessments."""

    def young(of):
        return "c" if pd.isna(of) or of < 240 else int(of) // 40

    facts = known.indicators[known.indicators.source_id == SOURCE]
    held = rows[rows.period == "2025"].pivot(index="area_code", columns="indicator_id", values="numerator")
    whole = rows[rows.period == "2025"].groupby("area_code").denominator.first()
    areas = known.areas[known.areas.type.isin(COUNCIL_TYPES)]
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file)
        codes = facts.numerator_code.drop("factor_young_carer").str.partition(" @ ")[0]
        out.writerow(["time_period", "geographic_level", "region_code", "old_la_code", "new_la_code", "la_name",
                      "category", "Episodes_with_assessment_factor", "Young_Carer", *codes])  # fmt: skip
        for code in held.index.intersection(areas.index):
            own = code == "E06000054"
            of = 1200 if own else whole[code]
            counts = ["c" if own or pd.isna(n) else int(n) for n in held.loc[code, codes.index]]
            place = [2025, "Local authority", "", areas.dfe_number[code], code, areas.name[code], TABLE]
            out.writerow([*place, "c" if pd.isna(of) else int(of), 30 if own else young(of), *counts])
    return path


def test_the_smallest_adapter_reads_a_file_of_its_own_and_leaves_others(tmp_path, data):
    made = module(block("A release", "python"), tmp_path / "example.py")
    assert all({"read", "fits"} <= set(vars(adapter)) for adapter in [made, *ADAPTERS.values()])
    file = tmp_path / "download"
    file.write_text("ons_code,year,waiting\nE06000054,2025,12.5\nE06000015,2025,c\n")
    row = {"indicator_id": "waiting", "source_id": "example", "source_code": "waiting", "numerator_code": "",
           "denominator_code": "", "period_shift": 0, "year_end": "03-31"}  # fmt: skip
    wanted = pd.DataFrame([row])
    assert made.fits(glance.look(file), wanted, data.catalog).absent == frozenset()
    read = made.read(file, wanted, data.catalog)
    assert read.rows == 2
    got = read.values.set_index("area_code")
    assert got.value["E06000054"] == 12.5 and got.marker["E06000015"] == "c" and got.period_end.dt.year.eq(2025).all()
    file.write_text("ons_code,year,waiting\nE06000054,2025,many\n")
    with pytest.raises(ScoutingError, match="'many' is neither a number nor a marker"):
        made.read(file, wanted, data.catalog)
    file.write_text("other,columns\n1,2\n")
    assert made.fits(glance.look(file), wanted, data.catalog) is None


def test_the_smallest_chart_draws_its_table_and_says_it(tmp_path):
    made = module(block("A chart", "python"), tmp_path / "dots.py")
    rows = pd.DataFrame({"name": ["Derby", "City of London", "Bournemouth, Christchurch and Poole"],
                         "value": [25.5, None, 18.7]})  # fmt: skip
    ax = made.draw(rows, title="T", unit="%", decimals=1)
    (dots,) = [line for line in ax.lines if line.get_label() == "dots"]
    assert dots.get_xdata()[[0, 2]].tolist() == [25.5, 18.7] and pd.isna(dots.get_xdata()[1])
    assert made.alt_text(rows, title="T", unit="%", decimals=1) == (
        "Dots: T. Derby 25.5%; Bournemouth, Christchurch and Poole 18.7%. 1 without a figure."
    )
    with pytest.raises(ScoutingError, match="columns that the table has not: value"):
        made.draw(rows[["name"]], title="T", unit="%", decimals=1)


def test_the_recipe_is_sound_by_its_own_command(tmp_path):
    (tmp_path / "families.yml").write_text(block("A recipe", "yaml"), encoding="utf-8")
    answer = CliRunner().invoke(main, ["weights", "check", str(tmp_path / "families.yml")])
    assert answer.exit_code == 0, answer.output
    assert "It is sound." in answer.output and "33.3%" in answer.output


def test_the_pack_is_sound_and_a_slip_in_it_is_told(tmp_path):
    path, text = tmp_path / "front_door.yml", block("A pack", "yaml")
    path.write_text(text, encoding="utf-8")
    pack = packs.read(path)
    packs.check(pack)
    assert pack.councils == ("Derby", "Rutland", "Kent") and pack.outputs == ("workbook",)
    path.write_text(text.replace("re_referrals", "re_referals"), encoding="utf-8")
    with pytest.raises(ScoutingError, match="Did you mean re_referrals"):
        packs.check(packs.read(path))


def test_the_notebook_is_thin_and_runs(tmp_path):
    cells = []
    for part in re.split(r"^(# .+)$", block("A notebook", "text"), flags=re.MULTILINE):
        if part.startswith("# "):
            cells.append(nbformat.v4.new_markdown_cell(part.removeprefix("# ")))
        elif part.strip():
            cells.append(nbformat.v4.new_code_cell(part.strip()))
    cells[1].metadata["tags"] = ["parameters"]
    about = {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}}
    book, path = nbformat.v4.new_notebook(cells=cells, metadata=about), tmp_path / "10_turnover.ipynb"
    nbformat.write(book, path)
    test_notebooks.thin(path)
    done = run(path, tmp_path / "done.ipynb", {"council": "Rutland"})
    shown = " ".join(str(o.get("data", {}).get("text/html", "")) for c in done.cells for o in c.get("outputs", []))
    assert "Rutland" in shown and "workforce" in shown


def test_a_journey_is_added_and_split(tmp_path, data):
    folder = tmp_path / "catalogue"
    shutil.copytree(paths.CATALOG, folder)
    with (folder / "journeys.csv").open("a", encoding="utf-8") as file:
        file.write(block("A journey", "csv"))
    assert problems_in(folder) == []
    rows = journeys.between(Dataset(catalog.read(folder), data.values), "E06000054", "E06000015", "in_need_long")
    assert rows.status.tolist() == ["split", "split"] and rows.part.sum() == pytest.approx(rows.gap.iloc[0], abs=1e-9)
    assert "in_need_long" in journeys.serving(catalog.read(folder), "children", "assessment")
