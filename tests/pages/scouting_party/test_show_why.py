"""What a notebook shows of the explanations: every grade of the tables, and nobody else's price."""

import pytest
from bs4 import BeautifulSoup

from scouting import explain, markup
from scouting.pages.scouting_party import show_why
from scouting.pages.visit_sheet.visit import visit
from scouting.study import study
from scouting.terms import EXPLANATIONS


@pytest.fixture
def shown(monkeypatch):
    parts = []
    monkeypatch.setattr(markup, "display", lambda what: parts.append(what.data))
    return lambda: BeautifulSoup("".join(parts), "html.parser")


@pytest.fixture(scope="module", params=["Blackpool", "Westmorland and Furness", "City of London"])
def told(request, data):
    return visit(study(request.param, data=data))


def _rows(table):
    return [[cell.get_text() for cell in row.find_all(["th", "td"])] for row in table.select("tbody tr")]


def test_every_comparison_is_shown_once_with_its_grades(told, shown):
    show_why.explanations(told.why)
    tables = [t for t in shown().find_all("table") if t.caption.get_text().startswith("Similar councils ahead of")]
    got = {(row[0], row[1]): row[2:] for table in tables for row in _rows(table)}
    rows = told.why.findings[told.why.findings.about_code != told.of.area_code]
    rows = rows[rows.kind != "chases"]
    wanted = {}
    for row in rows.itertuples():
        wanted.setdefault((row.topic, told.of.data.catalog.name(row.about_code)), {})[row.kind] = row.grade
    assert got == {key: [grades[k] for k in EXPLANATIONS if k in grades] for key, grades in wanted.items()}


def test_what_may_come_at_a_price_is_asked_of_oneself_alone(told, shown):
    show_why.ourselves(told.why)
    text = shown().get_text()
    for code in told.of.neighbour_set.codes:
        assert told.of.data.catalog.name(code) not in text


def test_the_facets_add_up(told, shown):
    show_why.beside(told.why)
    tables = shown().find_all("table")
    rows = _rows(tables[0]) if tables else []
    assert [int(row[1]) for row in rows] == told.why.facets.indicators.tolist()
    assert sum(told.why.facets.improved) == told.why.improved[1].counted


def test_where_nearly_nothing_is_explained_that_comes_first(told, shown):
    show_why.beside(told.why)
    first = shown().find(["li", "p"]).get_text()
    ended = explain.ends(told.why.findings)
    assert first.startswith("Published figures mostly do not say why") == (ended.cannot_tell.mean() > 0.9)
