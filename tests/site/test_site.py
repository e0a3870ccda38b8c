"""The site's pages: word for word what reports say, of the council they are called by, of published figures alone."""

import re
from dataclasses import replace
from html import unescape
from html.parser import HTMLParser
from itertools import product
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pandas as pd
import pytest
from tests import hostile
from tests.cases import SITE, few

from scouting import paths
from scouting.dataset import Dataset
from scouting.pages.page_one import show as page_one
from scouting.pages.page_one.words import SERVICES
from scouting.pages.spine import show as spine
from scouting.site import council, front, measure
from scouting.site.council import Site
from scouting.site.page import PLACES
from scouting.study import study
from scouting.terms import ENGLAND
from scouting.words import missing_words

EVERY = frozenset(SITE)
#: A row of a spine in the site: the address of its measure, its first figure, how sure.
ROW = re.compile(r"<tr data-d=\S+><th><a href=\"?([\w.]+?)\.html\"?>.*?</th>?.*?<td>(.*?)<td>.*?<td>.*?<td>([^<]*)")


class Page(HTMLParser):
    """What a page leads to, what it names, and what could run in it."""

    def __init__(self, path: Path):
        super().__init__()
        self.links, self.ids, self.tags, self.attributes = [], set(), set(), []
        self.text = path.read_text(encoding="utf-8")
        self.feed(self.text)

    def handle_starttag(self, tag, attrs):
        held = dict(attrs)
        self.tags.add(tag)
        self.attributes += [name for name, _ in attrs]
        self.ids |= {held["id"]} if "id" in held else set()
        self.links += [held[name] for name in ("href", "src") if held.get(name)]


@pytest.fixture(scope="module")
def pages(small_site):
    return {path: Page(path) for path in sorted(small_site.rglob("*.html"))}


def words(html: str) -> str:
    """What a person reads of a piece of HTML, without blanks; drawings and styles left out."""
    plain = re.sub(r"<(style|svg)\b.*?</\1>", "", html, flags=re.DOTALL)
    return "".join(unescape(re.sub(r"<[^>]+>", "", plain)).split())


def section(text: str, service: str) -> str:
    """The part of a council's page on a service."""
    return text.split(f"<section class=service id={service}>")[1].split("</section><section class=s")[0]


def test_every_link_leads_to_a_page_or_part_that_is_there_and_none_leads_elsewhere(pages, small_site):
    for path, page in pages.items():
        for link in page.links:
            to = urlsplit(link)
            assert not to.scheme and not to.netloc and not to.query, (path, link)
            file = (path.parent / unquote(to.path)).resolve() if to.path else path
            assert file.is_file() and small_site in file.parents, (path, link)
            if to.fragment and not file.name.startswith("what-if"):
                assert to.fragment in pages[file].ids, (path, link)


def test_a_page_runs_the_sites_own_scripts_alone(pages):
    for path, page in pages.items():
        assert "style" not in page.attributes and not [a for a in page.attributes if a.startswith("on")], path
        assert page.text.count("<script src=") == page.text.count("<script") - page.text.count("application/json")
        assert not page.tags & {"iframe", "object", "img", "link rel=import"}
        assert "default-src 'none'" in page.text


@pytest.mark.parametrize("code", few(["E06000015"], SITE))
def test_a_council_is_told_word_for_word_as_in_its_reports_and_never_another(code, pages, small_site, data):
    text = pages[small_site / "pages" / f"{code}.html"].text
    name = data.catalog.name(code)
    assert re.search(r"<h1>(.*?)</h1>", text)[1] == name
    for service in SERVICES:
        of, mine = study(code, indicators=service, data=data), section(text, service)
        told = words(mine)
        for html in (page_one.html(of), spine.html(of)):
            assert words(html) in told
        by_id = {i: (figure, sure) for i, figure, sure in ROW.findall(mine)}
        for i in set(by_id) & set(of.comparison.index):
            row = of.comparison.loc[i]
            if pd.isna(row.value):
                assert by_id[i][0] == missing_words(row.marker)
            else:
                number = float(re.sub(r"[^\d.−]", "", by_id[i][0]).replace("−", "-"))
                assert abs(number - row.value) <= 0.5 * 10.0 ** -int(of.indicators.decimals[i]) + 1e-9, i
            assert by_id[i][1].endswith(row.verdict + (", by a lot" if row.by_a_lot else "")) or row.turned


def test_the_figures_of_a_measure_stand_by_name_each_beside_its_own_council(pages, small_site, data):
    p = data.panel
    for i in ("re_referrals", "care_quality_of_life", "cost_adults_18_64"):
        text = pages[small_site / "pages" / f"{i}.html"].text
        rows = re.findall(r"<tr><th>(.*?)<td>(.*?)<td>(.*?)<td>", text.split("Every council, by name")[1])
        names = [unescape(re.sub(r"<[^>]+>", "", head)) for head, *_ in rows]
        assert names == sorted(names) and len(names) > 140
        figures = pd.Series(p.figures[p.indicators.index.get_loc(i), :, -1], index=p.areas)
        codes = {data.catalog.name(code): code for code in figures.index}
        decimals = int(data.catalog.indicators.decimals[i])
        for name, (_, figure, usual) in zip(names, rows, strict=True):
            value = figures[codes[name]]
            if pd.isna(value):
                assert not re.search(r"\d", figure) and usual == ""
                continue
            number = float(re.search(r"-?[\d.,]+", figure)[0].replace(",", ""))
            assert abs(number - value) <= 0.5 * 10.0**-decimals + 1e-9
            if usual:
                low, high = (float(re.sub(r"[^\d.−]", "", end).replace("−", "-")) for end in usual.split(" to "))
                assert low - 1e-9 <= number <= high + 1e-9


def test_the_map_colours_whom_the_report_calls_clear_or_probable_beside_england_and_no_other(data):
    """The words of every council's own comparison with England, by another way: each council's study."""
    table = measure.beside(data)
    for code, service in product(list(SITE)[:2], SERVICES):
        rows = study(code, indicators=service, data=data).comparison
        told = rows.verdict_england.str.startswith(("clearly", "probably")).to_numpy(bool)
        side = rows.england_gap.gt(0).map({True: measure.HIGHER, False: measure.LOWER}).to_numpy()
        mine = table.loc[rows.index, code].to_numpy()
        assert (mine[told] == side[told]).all()
        assert set(mine[~told]) <= {measure.CLOSE, measure.NONE}
    assert (table[ENGLAND].isin([measure.CLOSE, measure.NONE])).all()


def test_nothing_a_council_added_of_its_own_is_in_any_page(data, tmp_path, monkeypatch):
    """Own figures, indicators, targets, sets, visits, policies: planted, seen in a study, and not in the site."""
    site = Site(data, frozenset([hostile.WILTSHIRE]), frozenset(["re_referrals"]), {})
    monkeypatch.setattr(paths, "LOCAL", tmp_path / "nothing")
    before = council.html(site, hostile.WILTSHIRE), measure.html(site, "re_referrals"), front.places(site)
    monkeypatch.setattr(paths, "LOCAL", hostile.home(tmp_path / "home") / "data" / "local")
    seen = study(hostile.WILTSHIRE, indicators="all", data=data)
    assert "evil" in seen.indicators.index and len(seen.own) and len(seen.targets)
    after = council.html(site, hostile.WILTSHIRE), measure.html(site, "re_referrals"), front.places(site)
    assert before == after


def test_a_name_is_never_markup_nor_a_path(data):
    areas = data.catalog.areas.copy()
    areas.loc[hostile.WILTSHIRE, "name"] = hostile.NAME
    known = replace(data.catalog, areas=areas)
    site = Site(Dataset(known, data.values), frozenset([hostile.WILTSHIRE]), frozenset(["re_referrals"]), {})
    vars(site.data)["panel"] = data.panel
    made = [council.html(site, hostile.WILTSHIRE), measure.html(site, "re_referrals"), front.index(site, "2026-11-23")]
    for text in made:
        assert "alert(1)" in text and not re.search(r"<(script>|img|iframe|object)", text)
        assert "etc/passwd" not in "".join(re.findall(r"(?:href|src)=\S+", text))
    assert "<" not in front.places(site)


def test_every_part_of_the_site_leads_to_every_other(pages, small_site):
    for path, page in pages.items():
        if path.name != "index.html":
            assert {Path(link).name for link in page.links} >= {*PLACES, "index.html"}, path
