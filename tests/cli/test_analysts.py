"""Plain ways for analysts through the command: councils by hand, one topic, one measure, one chart, groups."""

import re
import xml.etree.ElementTree as ET
from dataclasses import replace

import docx
import nbformat
import pandas as pd
import pytest
from bs4 import BeautifulSoup
from click.testing import CliRunner
from PIL import Image
from tests.cases import few

from scouting import catalog, values
from scouting.catalog.check import problems
from scouting.catalog.groups import combined_authorities, councils, group_name
from scouting.cli.main import main
from scouting.compare import compare
from scouting.report.council import council_report
from scouting.report.region import region_document
from scouting.study import study

DERBY, KENT, WILTSHIRE = "E06000015", "E10000016", "E06000054"
NAMED = "Kent, Bristol, City of, E06000015"


def ask(*words):
    return CliRunner().invoke(main, list(words))


MISTAKES = {
    "unknown names, all at once": (
        ["Wiltshire", "--with", "Derbyshir, Kentt, Swindon"],
        ["2 problems", "'Derbyshir'. Did you mean Derbyshire?", "'Kentt'. Did you mean Kent?"],
    ),
    "the council itself": (["Wiltshire", "--with", "Kent, Wiltshire"], ["Wiltshire cannot be compared with itself"]),
    "one council": (["Wiltshire", "--with", "Kent"], ["name 2 or more", "Named: Kent."]),
    "nobody": (["Wiltshire", "--with", ""], ["name 2 or more", "Named: no council."]),
    "a council that ended": (["Wiltshire", "--with", "Cumbria, Kent"], ["Cumbria ended on 31 March 2023"]),
    "a set as well": (
        ["Wiltshire", "--with", "Kent, Derby", "--neighbours", "region"],
        ["(--neighbours) or councils by hand (--with), not both"],
    ),
    "an unknown topic": (
        ["Wiltshire", "--topic", "care leaver"],
        ["Unknown topic 'care leaver'. Did you mean care leavers?", "front door"],
    ),
    "a topic of the other service": (["Wiltshire", "--indicators", "adults", "--topic", "care leavers"], ["carers"]),
    "everything at once": (
        ["Wilshire", "--with", "Kant, Derby", "--topic", "x"],
        ["3 problems", "'Kant'", "topic 'x'"],
    ),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_ends_with_status_2_and_writes_nothing(mistake, tmp_path):
    words, wanted = MISTAKES[mistake]
    answer = ask("report", *words, "--out", str(tmp_path / "out"))
    assert answer.exit_code == 2 and not (tmp_path / "out").exists()
    assert [part for part in wanted if part not in answer.output] == []


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A report on one topic against councils chosen by hand, in Word, too."""
    out = tmp_path_factory.mktemp("my reports")
    words = ["--with", NAMED, "--indicators", "re_referrals,social_worker_turnover,social_worker_agency"]
    answer = ask("report", "Wiltshire", *words, "--topic", "workforce", "--docx", "--out", str(out))
    assert answer.exit_code == 0, answer.output
    (folder,) = out.iterdir()
    return folder


def test_a_set_by_hand_is_called_so_wherever_similar_councils_are_named(made):
    page = BeautifulSoup((made / f"{made.name}.html").read_text(encoding="utf-8"), "html.parser")
    chosen = "The similar councils here were chosen by hand: Bristol, Derby and Kent."
    assert "compared with 3 councils chosen by hand" in page.h1.get_text()
    assert chosen in [line.get_text() for line in page.select(".page-one .notice li, .page-one .notice p, p.notice")]
    text = page.main.get_text()
    assert "statistical neighbours):" not in text and "Councils chosen by hand: 3 councils" in text
    paper = [p.text for p in docx.Document(str(made / f"{made.name}.docx")).paragraphs]
    assert "The similar councils here were chosen by hand." in paper
    assert any("chosen by hand. They are Bristol, Derby and Kent." in p for p in paper[-3:])
    held = pd.read_csv(made / "tables" / "neighbours.csv")
    assert held.set_id.unique().tolist() == ["by_hand"] and set(held.neighbour_code) == {DERBY, KENT, "E06000023"}


def test_a_topic_has_its_measures_alone_and_the_verdict_is_held_against_the_sensible_sets(made):
    """The notebook was given the same councils; in how many sets a verdict holds counts the usual ones and this one."""
    rows = pd.read_csv(made / "tables" / "comparison.csv").set_index("indicator_id")
    assert set(rows.index) == {"social_worker_turnover", "social_worker_agency"}
    sets = set(pd.read_csv(made / "tables" / "verdicts.csv").set_id)
    assert {"by_hand", "dfe_2025_05", "region"} <= sets and rows.holds_of.dropna().max() == len(sets)
    book = nbformat.read(made / "notebooks" / "1_scouting_party.ipynb", 4)
    given = book.metadata.papermill["parameters"]
    assert given["neighbours"] == "with E06000023,E06000015,E10000016"  # codes, whatever was typed
    assert (
        given["indicators"] == "social_worker_turnover,social_worker_agency" or len(given["indicators"].split(",")) == 2
    )


def test_the_comparison_is_with_just_those_councils(data):
    """By another way: the median that ``compare`` gives for the codes, which nobody's list ranks."""
    of = study("Wiltshire", f"with {NAMED}", "re_referrals", data=data)
    codes = [DERBY, KENT, "E06000023"]
    plain = compare(of.panel, WILTSHIRE, codes, "x", []).iloc[0]
    row = of.comparison.iloc[0]
    assert row.neighbour_median == plain.neighbour_median and row.verdict == plain.verdict and row.n_neighbours == 3
    latest = data.values[(data.values.indicator_id == "re_referrals") & data.values.area_code.isin(codes)]
    latest = latest[latest.period_end == latest.period_end.max()].value
    assert row.neighbour_median == pytest.approx(latest.median())


def test_another_choice_is_another_report_and_the_same_is_the_same(data):
    def name(councils):
        return council_report("Wiltshire", f"with {councils}", "re_referrals", data=data).name

    assert name("Kent, Derby") == name("Derby, E10000016") != name("Kent, Luton")
    assert len({name("Kent, Derby"), council_report("Wiltshire", indicators="re_referrals", data=data).name}) == 2


def test_a_group_that_the_council_is_in_stands_for_the_others_of_it(data):
    of = study("Bolton", "with Greater Manchester", "re_referrals", data=data)
    known = combined_authorities(data.catalog)["Greater Manchester"]
    assert set(of.neighbour_set.codes) == {*known} - {of.area_code} and len(known) == 10


def test_a_set_by_hand_is_one_councils_alone(tmp_path):
    """A group's document and a pack are of many councils: they take sets by name."""
    answer = ask("region", "Kent, Derby", "--neighbours", "with Luton, Bury", "--out", str(tmp_path))
    assert answer.exit_code == 2 and "Unknown neighbour set 'with Luton, Bury'" in answer.output


def test_one_measure_of_everybody_as_a_csv(data, tmp_path):
    path = tmp_path / "all.csv"
    answer = ask("data", "measure", "re_referrals", "--out", str(path))
    assert answer.exit_code == 0 and f"{path}" in answer.output.replace("\n", "")
    got = pd.read_csv(path, dtype={"period": str}, keep_default_na=False)
    held = values.read(["re_referrals"])
    assert len(got) == len(held) and set(got.area_code) == set(held.area_code)
    both = got.assign(value=pd.to_numeric(got.value)).merge(held.astype({"area_code": str, "period": str}),
                                                           on=["area_code", "period"])  # fmt: skip
    assert (both.value_x.fillna(-1) == both.value_y.fillna(-1)).all() and len(both) == len(held)
    assert (got[got.value == ""].marker != "").all()
    kent = got[got.area_name == "Kent"]
    assert kent.period.is_monotonic_increasing and kent.region.unique().tolist() == ["South East"]
    assert "=" not in "".join(got.title.str[0].unique())


def test_a_break_in_a_series_is_another_number(data, tmp_path):
    """By the catalogue: the first period of the second series is the one that its column breaks names."""
    path = tmp_path / "x.csv"
    assert ask("data", "measure", "ehc_plans_20_weeks", "--out", str(path)).exit_code == 0
    rows = pd.read_csv(path, dtype={"period": str})
    begins = rows[rows.series > 1].groupby("series").period.min().tolist()
    assert begins == re.findall(r"(?:^|; ?)(\d{4}(?:-\d\d)?):", data.catalog.indicators.breaks["ehc_plans_20_weeks"])


@pytest.mark.parametrize(
    "words", [["data", "measure", "re_referals"], ["data", "measure", "children"], ["chart", "re_referals", "Kent"]]
)
def test_an_unknown_measure_is_told_with_the_nearest(words, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    answer = ask(*words)
    assert answer.exit_code == 2 and "Unknown indicator" in answer.output and list(tmp_path.iterdir()) == []


def test_a_chart_is_a_picture_with_its_words(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    answer = ask("chart", "re_referrals", "St. Helens")
    assert answer.exit_code == 0 and "The chart: re-referrals-st-helens.png" in answer.output
    picture = Image.open(tmp_path / "re-referrals-st-helens.png")
    said = answer.output.splitlines()[-1]
    assert said.startswith("Ranked bars: ") and "St. Helens" in said and picture.text["Description"] == said
    answer = ask("chart", "re_referrals", "St. Helens", "--years", "--out", "x.svg")
    assert answer.output.splitlines()[-1].startswith("Line chart: ")
    assert ET.parse(tmp_path / "x.svg").getroot().tag.endswith("svg")
    assert ask("chart", "re_referrals", "Kent", "--out", "x.pdf").exit_code == 2
    assert ask("chart", "re_referrals", "Kent", "--out", "noending").exit_code == 2
    assert {path.name for path in tmp_path.iterdir()} == {"re-referrals-st-helens.png", "x.svg"}


#: As ONS has the codes of May 2025, typed once more.
CODES = {1: 10, 2: 4, 3: 5, 4: 6, 6: 5, 7: 7, 8: 2, 9: 3, 12: 2, 13: 4, 14: 7, 15: 2, 16: 2, 17: 3, 18: 3}


@pytest.mark.parametrize("number", few([1, 7], CODES))
def test_a_combined_authority_is_a_group_by_name_and_code(number, data):
    code = f"E{47000000 + number}"
    name = group_name(code, data.catalog)
    assert len(councils([code], data.catalog)) == CODES[number]
    assert councils([name], data.catalog) == councils([code], data.catalog) == sorted(
        combined_authorities(data.catalog)[name], key=data.catalog.name)  # fmt: skip


def test_a_name_that_is_a_regions_means_the_region(data):
    for name, of_region, of_authority in (("West Midlands", 14, 7), ("North East", 12, 7), ("East Midlands", 10, 4)):
        assert len(councils([name], data.catalog)) == of_region
        assert len(councils([f"{name} Combined Authority"], data.catalog)) == of_authority
    assert group_name("East Midlands Combined County Authority", data.catalog) == "East Midlands Combined Authority"


def test_members_are_those_of_the_published_lookup(releases):
    """ONS's lookup of codes in the releases has the authorities of its time; changed since: the North East."""
    table = pd.read_csv(releases / "context" / "la_all_codes.csv", dtype=str)
    table = table[(table.Current == "TRUE") & table.CAUTHCD.notna()]
    today = catalog.to_areas(catalog.read(), table.UTLACD).area_code  # some codes were given anew
    theirs = today.groupby(table.CAUTHCD).agg(set).to_dict()
    ours = catalog.read().combined_authorities.groupby("authority_code").area_code.agg(set).to_dict()
    both = set(ours) & set(theirs)
    assert len(both) == 8 and {code: ours[code] for code in both} == {code: theirs[code] for code in both}
    gone = {"E47000010", "E47000011"}  # one authority since May 2024
    assert set(theirs) - both == gone and ours["E47000014"] == set.union(*(theirs[code] for code in gone))


def test_a_group_document_is_called_after_its_combined_authority(data):
    asked = region_document("hull and east yorkshire", indicators="re_referrals", data=data)
    assert asked.name == "region-hull-and-east-yorkshire-re-referrals"
    assert asked.title().startswith("Hull and East Yorkshire: ")
    assert asked.parameters["councils"] == "Hull and East Yorkshire"  # what its notebook is given means the same
    assert councils([asked.parameters["councils"]], data.catalog) == asked.of.codes == ["E06000011", "E06000010"]


@pytest.mark.long
def test_a_combined_authoritys_document_is_made(tmp_path):
    answer = ask("region", "Greater Manchester", "--indicators", "re_referrals", "--out", str(tmp_path))
    assert answer.exit_code == 0, answer.output
    (page,) = tmp_path.glob("*/region-greater-manchester-re-referrals.html")
    assert (
        BeautifulSoup(page.read_text(encoding="utf-8"), "html.parser").h1.get_text().startswith("Greater Manchester: ")
    )


def test_a_misspelt_group_is_offered(tmp_path):
    answer = ask("region", "Greater Manchster", "--out", str(tmp_path))
    assert answer.exit_code == 2 and "Did you mean Greater Manchester?" in answer.output


def test_no_set_of_ones_own_is_called_by_hand(data):
    """Its tables would be taken for a choice that somebody made for one report."""
    sets = data.catalog.neighbour_sets
    taken = sets.assign(set_id=sets.set_id.replace("dfe_2021_04", "by_hand"))
    told = problems(replace(data.catalog, neighbour_sets=taken))
    assert any("neighbour_sets.csv" in one and "'by_hand' is the name of another set." in one for one in told)
