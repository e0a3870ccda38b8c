"""Every text that a person can write, hostile: through packs, index, brief, region, workbooks, slides and the app.

Nothing executes, nothing is fetched, nothing is a formula or a link, and nothing leaves its folder.
"""

import csv
import os
import re
import subprocess
import sys
import zipfile

import pytest
from bs4 import BeautifulSoup
from tests import hostile

from scouting import paths

pytestmark = pytest.mark.long
ASKED = {
    "batch": ["batch", "evil"],
    "report": ["report", hostile.WILTSHIRE, "--indicators", "re_referrals,evil"],
    "brief": ["brief", hostile.WILTSHIRE, "--indicators", "re_referrals,social_worker_turnover"],
    "region": ["region", f"{hostile.WILTSHIRE}, {hostile.NEIGHBOUR}", "--indicators", "re_referrals"],
}


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    return hostile.home(tmp_path_factory.mktemp("hostile"))


@pytest.fixture(scope="module")
def made(home):
    """The folder of everything made, a folder a command."""
    before = {p for p in home.rglob("*") if "made" not in p.parts}
    env = {**os.environ, "SCOUTING_HOME": str(home), "PYTHONPATH": str(paths.ROOT / "lib")}
    for name, words in ASKED.items():
        command = [sys.executable, "-W", "error::UserWarning:xlsxwriter", "-m", "scouting.cli", *words]
        told = subprocess.run([*command, "--out", str(home / "made" / name)], env=env, capture_output=True, text=True)
        assert told.returncode == 0, told.stderr
    assert {p for p in home.rglob("*") if "made" not in p.parts and "__pycache__" not in p.parts} == before
    return home / "made"


def files(made, ending):
    found = sorted(made.rglob(f"*.{ending}"))
    assert found, ending
    return found


def test_names_of_files_are_plain(made):
    names = {p.name for p in made.rglob("*")}
    assert [n for n in names if not re.fullmatch(r"\.?[a-z0-9][a-z0-9_.-]*", n)] == []


def test_pages_hold_the_text_as_text(made):
    for path in files(made, "html"):
        html = BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")
        scripts = html.find_all(hostile.PLANTED)
        assert len(scripts) == (path.name == "index.html"), path  # the index's own, allowed by its digest
        assert not [tag for tag in html.find_all(True) if any(name.startswith("on") for name in tag.attrs)]
        assert all(img["src"].startswith("data:image/png") for img in html.find_all("img"))
        assert not [a for a in html.find_all("a") if a["href"].partition(":")[0].strip().lower() == "javascript"]
        assert "<script>alert(1)</script>" in html.get_text(), f"{path}: nothing was planted"


def test_executed_notebooks_hold_no_markup_of_a_text(made):
    import nbformat

    for path in files(made, "ipynb"):
        for cell in nbformat.read(path, as_version=4).cells:
            for output in cell.get("outputs", []):
                html = BeautifulSoup(output.get("data", {}).get("text/html", ""), "html.parser")
                assert html.find_all([*hostile.PLANTED, "img"]) == []


def test_pages_run_and_fetch_nothing_in_a_browser(made, page):
    dialogs = []
    page.on("dialog", lambda box: (dialogs.append(box.message), box.dismiss()))
    for path in files(made, "html"):
        page.goto(path.as_uri())
        page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true; })")
        assert page.evaluate("[...document.images].every(i => i.naturalWidth > 100)")
    assert dialogs == [] and page.problems == []
    assert [asked for asked in page.outside if not asked.startswith("file:")] == []


def test_workbooks_have_no_formula_and_no_link(made):
    for path in files(made, "xlsx"):
        with zipfile.ZipFile(path) as parts:
            sheets = [parts.read(n).decode() for n in parts.namelist() if n.startswith("xl/worksheets/sheet")]
            charts = [parts.read(n).decode() for n in parts.namelist() if n.startswith("xl/charts/chart")]
            links = [parts.read(n).decode() for n in parts.namelist() if n.endswith(".rels")]
        assert not any("<f>" in s or "<hyperlink" in s for s in sheets) and not any("External" in r for r in links)
        for formula in re.findall("<c:f>(.*?)</c:f>", "".join(charts), re.DOTALL):
            assert re.fullmatch(r"Charts!\$[A-Z]+\$\d+:\$[A-Z]+\$\d+", formula), formula


def test_slides_have_no_link_and_no_field(made):
    for path in files(made, "pptx"):
        with zipfile.ZipFile(path) as parts:
            mine = {n: parts.read(n) for n in parts.namelist() if n.startswith(("ppt/slides/", "ppt/notesSlides/"))}
        assert not [n for n, held in mine.items() if b"hlinkClick" in held or b"External" in held]
        assert not [n for n in mine if n.startswith("ppt/slides/slide") and b"<a:fld" in mine[n]]


def test_no_cell_of_a_table_is_a_formula(made):
    planted = 0
    for path in files(made, "csv"):
        with path.open(encoding="utf-8", newline="") as file:
            cells = [cell for row in csv.reader(file) for cell in row]
        planted += sum("alert(1)" in cell for cell in cells)
        risky = [
            c for c in cells if len(c) > 1 and c[0] in "=+-@\t\r" and not re.fullmatch(r"-\d+(\.\d+)?(e-?\d+)?", c)
        ]
        assert risky == [], path
    assert planted > 10


def test_charts_drawn_as_svg_hold_no_markup_of_a_text(made):
    for path in files(made, "svg"):
        drawn = BeautifulSoup(path.read_text(encoding="utf-8"), "xml")
        assert drawn.find_all(["script", "foreignObject", "image"]) == []
        assert not [t for t in drawn.find_all(True) if any(n.lower().startswith("on") for n in t.attrs)]


@pytest.mark.parametrize(
    "file", ["1_scouting_party", "2_what_if", "5_indicator", "6_neighbours", "8_region", "9_money"]
)
def test_pages_of_the_app_run_nothing(home, serve, page, file):
    app = serve("-m", "scouting.app", "--no-browser", SCOUTING_HOME=str(home))
    dialogs = []
    page.on("dialog", lambda box: (dialogs.append(box.message), box.dismiss()))
    page.set_default_timeout(150_000)
    page.goto(app.url(""))
    page.locator("#council").select_option(value=hostile.WILTSHIRE)
    page.locator(f"button[formaction$='{file}.ipynb']").press("Enter")
    page.wait_for_selector(".voila-skeleton-container", state="attached")
    page.wait_for_function("() => !document.querySelector('.voila-skeleton-container')")
    page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true; })")
    page.wait_for_timeout(1500)
    assert page.locator("[data-mime-type*=stderr], [data-mime-type*=error]").count() == 0
    assert "<script>alert(1)</script>" in page.locator("main").inner_text()
    assert page.locator("img[src=x], main svg[onload], main iframe").count() == 0
    assert dialogs == [] and page.problems == [] and page.outside == []
