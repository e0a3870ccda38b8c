"""The brief as a page: one sheet per host, read back; and nothing written where something is wrong."""

import re

import pytest
from bs4 import BeautifulSoup
from python_calamine import CalamineWorkbook
from tests.blame import BLAME_WORDS

from scouting.errors import ScoutingError
from scouting.pages.scouting_party.brief import CHECKS, brief
from scouting.report.brief import body, council_brief
from scouting.study import study
from scouting.terms import MOST_VISITS


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    return council_brief("Blackpool").make(tmp_path_factory.mktemp("my briefs"))


def test_the_page_has_a_sheet_a_host_and_one_of_ours(made, data):
    html = BeautifulSoup((made / f"{made.name}.html").read_text(encoding="utf-8"), "html.parser")
    told = brief(study("Blackpool", data=data))
    titles = [sheet.h2.get_text() for sheet in html.select("section.sheet")]
    assert titles == [*told.best["name"], "What others could learn from Blackpool"] and len(told.best) <= MOST_VISITS
    assert html.find("script") is None and html.html["lang"] == "en-GB"
    for sheet, code in zip(html.select("section.sheet"), told.best.about_code, strict=False):
        text = " ".join(sheet.get_text(" ").split())
        for line in [*told.why.lead_lines(code), *told.questions(code), *told.others(code), *CHECKS]:
            assert " ".join(line.split()) in text
    targets = [a["href"].removeprefix("#") for a in html.nav.find_all("a")]
    assert len(set(targets)) == len(targets) and all(html.find(id=t) for t in targets)


def test_the_workbook_holds_questions_and_evidence(made, data):
    book = CalamineWorkbook.from_path(str(made / f"{made.name}.xlsx"))
    assert book.sheet_names == ["about", "hosts", "questions", "leads", "findings", "evidence", "strengths", "columns"]
    told = brief(study("Blackpool", data=data))
    rows = book.get_sheet_by_name("questions").to_python()
    assert [row[2] for row in rows[1:]] == told.question_table().question.tolist()
    assert len(book.get_sheet_by_name("findings").to_python()) == len(told.why.findings) + 1


def test_another_question_has_a_folder_of_its_own(made):
    adults = council_brief("Blackpool", indicators="adults").make(made.parent)
    assert (
        {made.name, adults.name}
        == {"blackpool-brief", "blackpool-adults-brief"}
        == {path.name for path in made.parent.iterdir()}
    )


def test_a_wrong_host_writes_nothing(tmp_path):
    with pytest.raises(ScoutingError, match="is no neighbour of"):
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
        told = brief(study(code, data=data))
        text = " ".join(BeautifulSoup(body(told), "html.parser").get_text(" ").split())
        for given in about:  # what indicators are called and how they are counted is not said of anybody
            text = text.replace(given, "")
        words = set(re.findall(r"[a-z'-]+", text.lower()))
        assert not words & set(BLAME_WORDS), (code, words & set(BLAME_WORDS))
        assert not re.search(r"\bnan\b|\bNone\b(?! of)|\bNaT\b", text), code
        ahead = set(told.why.leads.about_code)
        assert set(told.hosts.about_code) == ahead and len(told.best) == min(len(ahead), MOST_VISITS), code
        made += 1
    assert made == 153
