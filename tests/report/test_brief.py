"""The brief as a page: one sheet per host, read back; and nothing written where something is wrong."""

import re

import pandas as pd
import pytest
from bs4 import BeautifulSoup
from python_calamine import CalamineWorkbook
from tests.blame import BLAME_WORDS

from scouting.errors import ScoutingError
from scouting.own import visits
from scouting.pages.visit_sheet.visit import visit
from scouting.pages.visit_sheet.words import topic_words
from scouting.report.brief import body, council_brief
from scouting.study import study
from scouting.terms import MOST_VISITS


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    return council_brief("Blackpool").make(tmp_path_factory.mktemp("my briefs"))


def test_the_page_has_a_sheet_a_host_and_one_of_ours(made, data):
    html = BeautifulSoup((made / f"{made.name}.html").read_text(encoding="utf-8"), "html.parser")
    told = visit(study("Blackpool", data=data))
    titles = [sheet.h2.get_text() for sheet in html.select("section.sheet")]
    wanted = [f"Visiting {sheet.name}: {topic_words(sheet.topic)}" for sheet in told.sheets]
    assert not any("looked after" in title for title in wanted)
    assert titles == [*wanted, "What others could learn from Blackpool"] and 0 < len(wanted) <= MOST_VISITS
    assert html.find("script") is None and html.html["lang"] == "en-GB"
    rows = html.table.select("tbody tr")
    assert [row.th.get_text() for row in rows] == [*told.hosts["name"]]
    for part, sheet in zip(html.select("section.sheet"), told.sheets, strict=False):
        text = " ".join(part.get_text(" ").split())
        assert all(question in text for question in sheet.questions.question)
    targets = [a["href"].removeprefix("#") for a in html.nav.find_all("a")]
    assert len(set(targets)) == len(targets) and all(html.find(id=t) for t in targets)


def test_the_form_comes_back_as_visits(made, data, tmp_path):
    """Two rows filled in, a third left blank; what was ticked, the day and the note as they were written."""
    rows = pd.read_csv(made / f"{made.name}-form.csv", dtype=str, keep_default_na=False, encoding="utf-8-sig")
    rows.loc[0, ["date", "They serve people better", "note", "take"]] = "01/03/2026", "x", "=1+1", "Copy"
    rows.loc[1, "note"] = "nothing to see"
    rows.to_csv(tmp_path / "form.csv", index=False)
    _, n = visits.take_in(data.catalog, tmp_path / "form.csv", tmp_path / "local")
    got = visits.read(data.catalog, tmp_path / "local")
    assert n == 2 and got.found.tolist() == ["serves", "none"] and got["take"].tolist() == ["copy", "undecided"]
    assert got.date[0] == "2026-03-01" and got.note.tolist() == ["=1+1", "nothing to see"]
    with pytest.raises(ScoutingError, match="is not filled in"):
        visits.take_in(data.catalog, made / f"{made.name}-form.csv", tmp_path / "local")


def test_the_workbook_holds_hosts_and_evidence(made, data):
    book = CalamineWorkbook.from_path(str(made / f"{made.name}.xlsx"))
    assert book.sheet_names == ["about", "hosts", "leads", "findings", "evidence", "strengths", "columns"]
    told = visit(study("Blackpool", data=data))
    assert len(book.get_sheet_by_name("findings").to_python()) == len(told.why.findings) + 1
    assert [row[1] for row in book.get_sheet_by_name("hosts").to_python()[1:]] == [*told.hosts["name"]]


def test_another_question_has_a_folder_of_its_own(made):
    adults = council_brief("Blackpool", indicators="adults").make(made.parent)
    assert (
        {made.name, adults.name}
        == {"blackpool-brief", "blackpool-adults-brief"}
        == {path.name for path in made.parent.iterdir()}
    )


def test_a_wrong_host_writes_nothing(tmp_path):
    with pytest.raises(ScoutingError, match="is not among the councils"):
        council_brief("Blackpool", "Kent").make(tmp_path / "out")
    assert not (tmp_path / "out").exists()


@pytest.mark.long
def test_every_council_gets_its_brief(data):
    """All councils of today that have neighbours: no missing number, no word of blame, hosts who are clearly ahead."""
    made, facts = 0, data.catalog.indicators
    about = [
        *facts.counting_note,
        *facts.title,
        *facts.short_title,
        *facts.numerator_label,
        *data.catalog.not_held.what,
    ]
    about = sorted({" ".join(text.split()) for text in about if text}, key=len, reverse=True)
    for code in data.every_neighbour("dfe_2025_05").area_code.unique():
        told = visit(study(code, data=data))
        text = " ".join(BeautifulSoup(body(told), "html.parser").get_text(" ").split())
        for given in about:  # what indicators are called and how they are counted is not said of anybody
            text = text.replace(given, "")
        words = set(re.findall(r"[a-z'-]+", text.lower()))
        assert not words & set(BLAME_WORDS), (code, words & set(BLAME_WORDS))
        assert not re.search(r"\bnan\b|\bNone\b(?! of)|\bNaT\b", text), code
        ahead = set(told.why.leads.about_code)
        assert set(told.hosts.about_code[told.hosts.kind == "clear"]) == ahead, code
        assert len(told.sheets) == min(len(told.hosts), MOST_VISITS), code
        made += 1
    assert made == 153
