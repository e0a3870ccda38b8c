"""A council's own figures in packs: in its own alone unless shared, and no small count in any."""

import csv
import datetime as dt
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import nbformat
import pandas as pd
import pytest
from bs4 import BeautifulSoup
from python_calamine import CalamineWorkbook

from scouting import paths
from scouting.own.tables import TABLES
from scouting.pages.own_figures import show as own_figures_page
from scouting.report import tables
from scouting.report.brief import council_brief
from scouting.report.council import CouncilReport
from scouting.report.region import region_document
from scouting.study import study

WILTSHIRE, NEIGHBOUR = "E06000054", "E06000025"  # South Gloucestershire: a neighbour, of the same region
CHOSEN, DAY = "re_referrals", dt.date(2026, 11, 23)
#: Numbers and words that stand nowhere else.
SECRET = {"figure": "13.57", "note": "zebra crossing", "target": "17.93", "indicator": "Quagga sightings"}


@pytest.fixture
def home(tmp_path):
    """A project of its own with the published figures and local tables: {table: lines}."""

    def build(name, **local):
        root = tmp_path / name
        (root / "data" / "local").mkdir(parents=True)
        for part in ("catalog", "recipes", "values.parquet", "values.parquet.sha256"):
            if (paths.DATA / part).exists():
                os.symlink(paths.DATA / part, root / "data" / part)
        os.symlink(paths.NOTEBOOKS, root / "notebooks")
        for table, lines in local.items():
            text = "\n".join([",".join(TABLES[table]), *lines]) + "\n"
            (root / "data" / "local" / f"{table}.csv").write_text(text, encoding="utf-8")
        return root

    return build


def pack(root: Path, council: str, *options: str) -> Path:
    command = [
        sys.executable,
        "-m",
        "scouting.cli",
        "report",
        council,
        "--indicators",
        CHOSEN,
        "--out",
        str(root / "out"),
    ]
    told = subprocess.run(
        [*command, *options],
        env={**os.environ, "SCOUTING_HOME": str(root)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert told.returncode == 0, told.stderr
    return Path(re.search("The report: (.*)", told.stdout)[1]).parent


def contents(folder: Path) -> dict[str, bytes]:
    """Every file of a pack, byte for byte; of the executed notebook what a reader sees."""
    found = {}
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        held = path.read_bytes()
        if path.suffix == ".ipynb":
            cells = json.loads(held)["cells"]
            shown = [[c["source"], [o.get("data") for o in c.get("outputs", [])]] for c in cells]
            held = json.dumps(shown).encode()
        found[str(path.relative_to(folder))] = held
    return found


def own(numerator, period="2025-26 Q2", end="2025-09-30", share="own", note="", area=WILTSHIRE, out_of=1000):
    value = 100 * numerator / out_of
    return f"{area},{CHOSEN},{period},{end},{value},{numerator},{out_of},,{share},{note}"


def planted(small):
    """A small count in the second quarter; the year, which would give it away, held fixed."""
    others = [own(n, f"2025-26 Q{q}", end) for q, n, end in
              [(1, 40, "2025-06-30"), (3, 30, "2025-12-31"), (4, 25, "2026-03-31")]]  # fmt: skip
    return [own(small, "2025-26 Q2", "2025-09-30", note=f"all {small} of them"), *others,
            own(98, "2025-26", "2026-03-31", out_of=4000)]  # fmt: skip


def same_for(home, counts):
    made = [contents(pack(home(f"with-{n}", figures=planted(n)), "Wiltshire")) for n in counts]
    for other in made[1:]:
        assert list(other) == list(made[0])
        assert [name for name in other if other[name] != made[0][name]] == []
    return made[0]


@pytest.fixture
def written(data, tmp_path, monkeypatch):
    """Gives the folder of a council's files for readers, written here from local tables: no notebook is run.

    What the notebook tells of own figures stands beside them, as a text.
    """
    book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell("## A part")])

    def write(name, council, **local):
        folder = tmp_path / name
        (folder / "local").mkdir(parents=True)
        for table, lines in local.items():
            text = "\n".join([",".join(TABLES[table]), *lines]) + "\n"
            (folder / "local" / f"{table}.csv").write_text(text, encoding="utf-8")
        monkeypatch.setattr("scouting.paths.LOCAL", folder / "local")
        of = study(council, indicators=CHOSEN, data=data)
        made = CouncilReport(of, dt.date(2026, 11, 23))
        sheets = made.tables()
        tables.write_csv(sheets, folder / "out" / "tables")
        made.write_beside(sheets, folder / "out" / "pack")
        made.write([book], sheets, None, folder / "out" / "pack")
        told = [*own_figures_page.sentences(of, CHOSEN), *(str(v) for v in own_figures_page.marks(of, CHOSEN).values())]
        (folder / "out" / "told.txt").write_text("\n".join(told), encoding="utf-8")
        return folder / "out"

    return write


def check_suppressed(page, rows):
    assert "suppressed" in page and "all 1 of them" not in page
    listed = list(csv.DictReader(rows.splitlines()))
    hidden = {row["period"] for row in listed if row["marker"] == "c"}
    assert hidden == {"2025-26 Q2", "2025-26"}  # and the year, which would give it away
    assert all(row[c] == "" for row in listed if row["marker"] == "c" for c in ("value", "lower", "numerator", "note"))


def test_the_files_for_readers_are_the_same_whatever_the_small_count_was(written):
    """Page, room page, workbook, slides and tables, byte for byte; the long run compares whole packs."""
    one, four = (contents(written(f"with-{n}", "Wiltshire", figures=planted(n))) for n in (1, 4))
    assert list(one) == list(four) and {"pack.html", "pack-room.html", "pack.xlsx", "pack.pptx"} < {*one}
    assert [name for name in one if one[name] != four[name]] == []
    check_suppressed(one["told.txt"].decode(), one["tables/own_figures.csv"].decode())


def again(small):
    """A local indicator that Wiltshire and its similar councils share: small counts of its own and of a neighbour's."""
    near = ["E06000054", "E06000025", "E06000051", "E06000019", "E10000008", "E10000013", "E10000014", "E10000031"]
    counts = {(WILTSHIRE, 1): small, (NEIGHBOUR, 2): small}
    rows = []
    for place, code in enumerate(near):
        for year in range(3):
            n = counts.get((code, year), 20 + 7 * place + 3 * year)
            rows.append(f"{code},again,{2022 + year}-{23 + year},{2023 + year}-03-31,{n / 4},{n},400,,public,n is {n}")
    return rows


AGAIN = "again,Seen again,Again,How many.,children,front door,outcome,%,100,1,low_is_good,proportion,seen,of,,,,,"


@pytest.fixture
def of_small_counts(tmp_path, monkeypatch):
    """Gives what a document leaves where a small count was 1, and where it was 4: {file: bytes} of each."""

    def make(write):
        made = []
        for small in (1, 4):
            folder = tmp_path / f"with-{small}"
            (folder / "local").mkdir(parents=True)
            quarters = [row.replace(",own,", ",region,") for row in planted(small)]
            for table, lines in {"figures": [*quarters, *again(small)], "indicators": [AGAIN]}.items():
                text = "\n".join([",".join(TABLES[table]), *lines]) + "\n"
                (folder / "local" / f"{table}.csv").write_text(text, encoding="utf-8")
            monkeypatch.setattr("scouting.paths.LOCAL", folder / "local")
            write(folder / "out")
            made.append(contents(folder / "out"))
        return made

    return make


@pytest.mark.long
def test_a_brief_is_the_same_whatever_a_small_count_was(data, of_small_counts):
    """Page, workbook, form and tables, byte for byte, where small counts are among those that are compared."""

    def write(out):
        asked = f"{CHOSEN},conferences_15_days,again"
        brief = council_brief("Wiltshire", "South Gloucestershire", indicators=asked, as_of=DAY, data=data)
        hidden = brief.of.own[brief.of.own.marker == "c"]
        assert hidden.area_code[hidden.indicator_id == "again"].nunique() == 2
        assert brief.of.comparison.value["again"] == 6.5  # what is left is compared
        sheets = brief.tables()
        tables.write_csv(sheets, out)
        brief.write([], sheets, None, out / "brief")

    one, four = of_small_counts(write)
    assert list(one) == list(four) and {"brief.html", "brief.xlsx", "brief-form.csv", "leads.csv"} < {*one}
    assert [name for name in one if one[name] != four[name]] == []


@pytest.mark.long
def test_a_regions_tables_are_the_same_whatever_a_small_count_was(data, of_small_counts):
    def write(out):
        region = region_document("South West", indicators=f"{CHOSEN},conferences_15_days", as_of=DAY, data=data)
        assert (region.local().marker == "c").sum() > 2
        tables.write_csv(region.tables(), out)

    one, four = of_small_counts(write)
    assert list(one) == list(four) and "shared_figures.csv" in one
    assert [name for name in one if one[name] != four[name]] == []


@pytest.mark.long
def test_a_pack_is_the_same_whichever_of_four_small_counts_it_was(home):
    first = same_for(home, (1, 2, 3, 4))
    check_suppressed(first["wiltshire-re-referrals.html"].decode(), first["tables/own_figures.csv"].decode())


def secrets(share="own"):
    return {
        "figures": [
            own(1357, share=share, note=SECRET["note"], out_of=10000),
            f"{WILTSHIRE},quagga,2025-04,2025-04-30,321,,,,{share},",
        ],
        "targets": [f"{WILTSHIRE},{CHOSEN},{SECRET['target']},,"],
        "indicators": [
            f"quagga,{SECRET['indicator']},Quagga,How many.,children,own,activity,quaggas,1,0,no_judgement,count,,,,",
        ],
    }


def text_of(folder: Path) -> str:
    """All that can be read in a pack: page, alt texts, tables, workbook, notebook, file names."""
    told = [str(p.relative_to(folder)) for p in folder.rglob("*")]
    for path in folder.rglob("*"):
        if path.suffix in (".html", ".txt", ".csv", ".ipynb"):
            told.append(path.read_text(encoding="utf-8"))
        if path.suffix == ".svg":  # its words, not its coordinates, among which any number may be
            told += re.findall("<!--.*?-->|<dc:[a-z]+>.*?</dc", path.read_text(encoding="utf-8"), re.S)
        if path.suffix == ".xlsx":
            book = CalamineWorkbook.from_path(str(path))
            told += [
                str(cell)
                for name in book.sheet_names
                for row in book.get_sheet_by_name(name).to_python()
                for cell in row
            ]
    return "\n".join(told)


def check_apart(mine: str, theirs: str):
    assert all(SECRET[word] in mine for word in ("note", "target")) and "13.6%" in mine
    assert "local, unpublished" in mine
    assert not [word for word in (*SECRET.values(), "13.6%", "quagga", "local, unpublished") if word in theirs]


def test_what_is_ones_own_is_in_ones_own_files_and_in_no_neighbours(written):
    """As written here without a notebook; the long run reads whole packs."""
    mine, theirs = (text_of(written(c, c, **secrets())) for c in ("Wiltshire", "South Gloucestershire"))
    check_apart(mine, theirs)


@pytest.mark.long
def test_what_is_ones_own_is_in_ones_own_pack_and_in_no_neighbours(home):
    root = home("planted", **secrets())
    check_apart(*(text_of(pack(root, c)) for c in ("Wiltshire", "South Gloucestershire")))


@pytest.mark.long
def test_a_neighbours_pack_is_the_same_bytes_without_ones_own(home):
    """The usual run compares its tables: ``test_no_table_of_any_other_council_changes``."""
    theirs = pack(home("planted", **secrets()), "South Gloucestershire")
    assert contents(theirs) == contents(pack(home("bare"), "South Gloucestershire"))


def _sheets(council, data):
    return tables.tables(study(council, indicators=CHOSEN, data=data))


def every(data):
    """All councils of today but Wiltshire and those without neighbours."""
    today = data.catalog.today()
    return [code for code in today.area_code if code not in (WILTSHIRE, "E06000053", "E09000001")]


def beside(data):
    """Those that Wiltshire's figures reach: it is a neighbour of theirs, or of the same region; and one far away."""
    links = data.every_neighbour("dfe_2025_05")
    areas = data.catalog.areas
    region = areas.index[areas.region_code == areas.region_code[WILTSHIRE]]
    near = {*links.area_code[links.neighbour_code == WILTSHIRE], *list(region)[:5], NEIGHBOUR, "E06000001"}
    return [code for code in every(data) if code in near]


def nearest(data):
    """Of each kind of these one: Wiltshire is its neighbour or not, and of its region or not."""
    links = data.every_neighbour("dfe_2025_05")
    reached = set(links.area_code[links.neighbour_code == WILTSHIRE])
    here = data.catalog.areas.region_code == data.catalog.areas.region_code[WILTSHIRE]
    kinds = {(code in reached, bool(here[code])): code for code in beside(data)}
    return [*kinds.values(), NEIGHBOUR]


@pytest.mark.parametrize("councils", [nearest, *(pytest.param(c, marks=pytest.mark.long) for c in (beside, every))])
def test_no_table_of_any_other_council_changes(councils, data, tmp_path, monkeypatch):
    """In-process: every table with and without Wiltshire's own rows."""
    data.panel  # noqa: B018 - made once for all
    monkeypatch.setattr("scouting.paths.LOCAL", tmp_path / "nothing")
    before = {code: _sheets(code, data) for code in councils(data)}
    assert len(before) >= (4 if councils is nearest else 10)
    local = tmp_path / "local"
    local.mkdir()
    for table, lines in secrets().items():
        (local / f"{table}.csv").write_text("\n".join([",".join(TABLES[table]), *lines]) + "\n")
    monkeypatch.setattr("scouting.paths.LOCAL", local)
    for code, sheets in before.items():
        after = _sheets(code, data)
        assert list(after) == list(sheets)
        for name, table in sheets.items():
            pd.testing.assert_frame_equal(table, after[name])
    assert "own figures" in _sheets(WILTSHIRE, data)


UNTOLD = "cannot be told from the target"
JUDGED = (
    "Wiltshire misses its own target: 18.7% in 2025, against 10.0%, give or take 1.0 percentage point.",
    "Wiltshire's figure cannot be told from its own target: 11.0% in the 4 quarters to September 2025",
)


def quarters():
    figures = [own(60, "2024-25 Q3", "2024-12-31"), own(70, "2024-25 Q4", "2025-03-31"),
               own(120, "2025-26 Q1", "2025-06-30"), own(190, note="=1+1")]  # fmt: skip
    return {"figures": figures, "targets": [f"{WILTSHIRE},{CHOSEN},10,1,plan"]}


def check_sheets(folder: Path, name: str):
    """Workbook and CSVs say the same of own figures and targets, marked local and unpublished."""
    book = CalamineWorkbook.from_path(str(folder / f"{name}.xlsx"))
    sheet, aims = (book.get_sheet_by_name(f"Own {what}").to_python() for what in ("figures", "targets"))
    told = list(csv.reader((folder / "tables" / "own_targets.csv").read_text(encoding="utf-8").splitlines()))
    for names, row in (aims[:2], told):
        row = dict(zip(names, row, strict=True))
        found = row["against"], row["own_against"], row["own_period"]
        assert found == ("missed", UNTOLD, "4 quarters to September 2025")
        assert float(row["own_value"]) == pytest.approx(11.0) and float(row["own_lower"]) < 11 < float(row["own_upper"])
    listed = list(csv.reader((folder / "tables" / "own_figures.csv").read_text(encoding="utf-8").splitlines()))
    assert [row[-1] for row in sheet[1:]] == [row[-1] for row in listed[1:]] == ["local, unpublished"] * 4
    note = sheet[0].index("note")
    assert (sheet[4][note], listed[4][note]) == ("=1+1", "'=1+1")
    ends = [row[sheet[0].index("period_end")] for row in sheet[1:]]
    assert ends[2:] == [dt.date(2025, 6, 30), dt.date(2025, 9, 30)]


def test_the_sheets_of_own_figures_are_the_tables_and_the_sentences_judge_by_the_target(written):
    folder = written("own", "Wiltshire", **quarters())
    check_sheets(folder, "pack")
    told = (folder / "told.txt").read_text(encoding="utf-8")
    assert all(sentence in told for sentence in JUDGED)


@pytest.mark.long
def test_the_own_pages_numbers_are_the_tables(home):
    """The page's own tables, the sheets, the CSVs and the chart's words say the same."""
    folder = pack(home("own", **quarters()), "Wiltshire")
    check_sheets(folder, folder.name)
    html = BeautifulSoup((folder / f"{folder.name}.html").read_text(encoding="utf-8"), "html.parser")
    shown = {t.caption.get_text(): t for t in html.find_all("table")}
    rows = [[c.get_text() for c in r.find_all(["th", "td"])] for r in
            shown["Figures of councils' own (local, unpublished)"].tbody.find_all("tr")]  # fmt: skip
    assert [r[2:4] for r in rows[2:]] == [["2025-26 Q1", "12.0%"], ["2025-26 Q2", "19.0%"]]
    assert [r[6:8] for r in rows[2:]] == [["120", "1,000"], ["190", "1,000"]]
    aim = [c.get_text() for c in shown["Wiltshire's own targets"].tbody.find_all(["th", "td"])]
    assert aim[1:] == ["10.0%", "1.0%", "18.7% (2025)", "missed", "11.0% (4 quarters to September 2025)", UNTOLD,
                       "18.5%", "plan"]  # fmt: skip
    assert all(sentence in html.get_text() for sentence in JUDGED)
    alt = (folder / "charts" / "re-referrals-trend.txt").read_text(encoding="utf-8")
    assert "own figures, local, unpublished: 6.0% in 2024-25 Q3, 7.0% in 2024-25 Q4, 12.0% in 2025-26 Q1" in alt
    assert "own target: 10.0%." in alt
