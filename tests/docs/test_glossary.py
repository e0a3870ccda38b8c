"""docs/glossary.md has every word of terms.py and every heading of the report's tables."""

import re
import string

import nbformat
import pytest
from bs4 import BeautifulSoup

from scouting import paths, terms
from scouting.neighbours import set_ids
from scouting.report.council_sheets import Sheets
from scouting.study import study

PAGE = (paths.ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
WORDS, HEADINGS = PAGE.split("\n## Headings of the report's tables\n")
#: What stands in terms.py as a word for readers.
TERMS = [
    *terms.FACETS, *terms.STATISTICS, *terms.MARKERS.values(), *terms.CLOSENESS, *terms.SHARES, *terms.VERDICTS,
    *terms.QUARTERS, *terms.DIRECTIONS, *terms.EXPLANATIONS.values(), *terms.GRADES, *terms.STAGES.values(),
    *terms.STAGE_KINDS, terms.WARNING, terms.LOST, terms.GOT_BETTER, terms.OF_ENGLAND, *terms.TAKES,
    *terms.GAPS, *terms.INSPECTION_GRADES.values(), terms.UNPUBLISHED,
]  # fmt: skip


def entries():
    return re.findall(r"^- \*\*([^*]+)\*\*: .+$", WORDS, re.MULTILINE)


def headings():
    return re.findall(r"^\| ([^|]+) \| [^|]+ \|$", HEADINGS, re.MULTILINE)[1:]


def test_every_word_of_the_terms_is_explained():
    held = {entry.casefold() for entry in entries()}
    assert sorted({word for word in TERMS if word.casefold() not in held}) == []


@pytest.mark.parametrize("found", [entries(), headings()], ids=["words", "headings"])
def test_it_is_in_the_order_of_the_alphabet_and_nothing_is_there_twice(found):
    assert len(found) > 50
    assert found == sorted(dict.fromkeys(found), key=str.casefold)


def test_every_line_is_one_line():
    lines = [line for line in WORDS.splitlines() if line.startswith("- ")]
    assert len(lines) == len(entries()) and max(map(len, lines)) < 180


@pytest.mark.parametrize("notebook", ["1_scouting_party", "4_early_warning"])
def test_every_heading_of_a_report_is_explained(notebook, data):
    """Of the notebooks that a report is made of, as they are here; each set heads a column, by its id or a letter."""
    shown = set()
    for cell in nbformat.read(paths.NOTEBOOKS / f"{notebook}.ipynb", as_version=4).cells:
        for output in cell.get("outputs", []):
            soup = BeautifulSoup(output.get("data", {}).get("text/html", ""), "html.parser")
            shown |= {head.get_text(" ", strip=True) for head in soup.select("thead th")}
    shown -= {*data.catalog.areas.name, *set_ids(data.catalog), *string.ascii_uppercase}
    assert len(shown) > 30 and sorted(shown - set(headings())) == []


def test_every_heading_of_the_workbooks_summary_is_explained(data):
    asked = study("Kent", indicators="re_referrals", data=data)
    shown = {head for head in Sheets(asked).summary().table if not head.isdigit()}
    assert sorted(shown - {"Kent", "Kent then"} - set(headings())) == []
