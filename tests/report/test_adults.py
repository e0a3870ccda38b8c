"""A report on adults holds nothing of children's services: no inspection by Ofsted, no figure, no unnamed word."""

import re

import pandas as pd
import pytest

from scouting import paths

from .conftest import AWKWARD

COUNCILS = ["Rutland", *(pytest.param(name, marks=pytest.mark.long) for name in AWKWARD if name != "Rutland")]


@pytest.fixture(scope="module", params=COUNCILS)
def texts(request, reports):
    """Every text that a reader finds in page, room page, slides, notes and workbook, one by one."""
    made = reports(request.param, "adults")
    found = [
        text for soup in (made.page, made.room) for tag in (soup.main, soup.footer) for text in tag.stripped_strings
    ]
    found += [img["alt"] for img in made.page.find_all("img")] + made.notes
    for shape in (shape for slide in made.slides for shape in slide.shapes):
        found += [shape.text_frame.text] if shape.has_text_frame else []
        found += [cell.text for row in shape.table.rows for cell in row.cells] if shape.has_table else []
    found += [
        cell.value for sheet in made.book for row in sheet.iter_rows() for cell in row if isinstance(cell.value, str)
    ]
    return found


@pytest.fixture(scope="module")
def facts():
    return pd.read_csv(paths.CATALOG / "indicators.csv", dtype=str, keep_default_na=False).set_index("indicator_id")


def test_no_measure_of_childrens_services_is_told(texts, facts):
    ours, theirs = facts[facts.service == "adults"], facts[facts.service == "children"]
    names = {name for column in ("title", "short_title", "means") for name in theirs[column]}
    names = (names | {*theirs.index}) - {name for column in ("title", "short_title") for name in ours[column]}
    assert [text for text in texts if text in names or text.rstrip(".") in names] == []
    long = [name.rstrip(".") for name in names if len(name) > 25]  # within a sentence, too
    whole = "\n".join(texts)
    assert [name for name in long if name in whole] == []


def test_children_are_named_wherever_they_come_in(texts):
    assert [text for text in texts if re.search(r"\bchild", text, re.I) and "children's" not in text] == []


def test_no_inspection_of_councils_is_told(texts, facts):
    """Ratings of care homes are measures of adults' services: their own words stand, and the name of their kind."""
    own = facts[(facts.service == "adults") & (facts.facet == "inspection")]
    known = {text.rstrip(".") for column in own for text in own[column] if " " in text}
    rest = []
    for text in texts:
        for given in sorted(known, key=len, reverse=True):
            text = text.replace(given, "").replace(given[:1].lower() + given[1:], "")
        rest.append(re.sub(r"^inspection$", "", text, flags=re.I))  # the kind's own name among codes and steps
    assert not [text for text in texts if "Ofsted" in text]
    assert not [text for text in rest if re.search("inspect", text, re.I)]
