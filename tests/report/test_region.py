"""The document of a group, read back; and every region's, on every service."""

import re

import pytest
from bs4 import BeautifulSoup
from python_calamine import CalamineWorkbook
from tests.blame import BLAME_WORDS

from scouting.catalog.groups import region_codes
from scouting.errors import ScoutingError
from scouting.pages.region.tables import region
from scouting.report.region import region_document


def checked(folder, of):
    """What every document must be: whole, self-contained, each council and each exchange in it, no host over two."""
    page = BeautifulSoup((folder / f"{folder.name}.html").read_text(encoding="utf-8"), "html.parser")
    assert page.find("script") is None
    assert all(tag["src"].startswith("data:") for tag in page.find_all("img")) and page.find("img")["alt"]
    shown = {t.caption.get_text(): [[c.get_text() for c in r.find_all(["th", "td"])] for r in t.tbody.find_all("tr")]
             for t in page.find_all("table")}  # fmt: skip
    assert [row[0] for row in shown["What each could ask and offer"]] == [*of.names.values()]
    pairs = [tuple(row[:2]) for row in shown.get("Who could ask whom, if all asked", [])]
    assert pairs == list(zip(of.exchange.area_name, of.exchange.about_name, strict=True))
    for place in (0, 1):
        named = [pair[place] for pair in pairs]
        assert all(named.count(name) <= 2 for name in named)
    book = CalamineWorkbook.from_path(str(folder / f"{folder.name}.xlsx"))
    sheets = ["about", "councils", "topics", "verdicts", "exchange", "questions", "asked of nobody",
              "hosts if all asked", "neighbours", "indicators", "sources"]  # fmt: skip
    assert book.sheet_names == [*sheets, "columns"]
    assert {p.stem for p in (folder / "tables").glob("*.csv")} == {s.replace(" ", "_") for s in sheets[1:]}
    assert len(book.get_sheet_by_name("verdicts").to_python()) == len(of.verdicts) + 1
    targets = [a["href"].removeprefix("#") for a in page.nav.find_all("a")]
    assert len(targets) > 6 and all(page.find(id=t) is not None for t in targets)
    return page


def test_a_document_of_a_few_councils(tmp_path, data):
    asked = "Derby, Bournemouth, Christchurch and Poole, Isles of Scilly, Westmorland and Furness, Kent"
    folder = region_document(asked, indicators="re_referrals,care_entry_rate,social_worker_turnover").make(tmp_path)
    assert re.fullmatch(r"region-5-councils-[0-9a-f]{6}-3-indicators-[0-9a-f]{6}", folder.name)
    of = region(asked, indicators="re_referrals,care_entry_rate,social_worker_turnover", data=data)
    page = checked(folder, of)
    assert page.h1.get_text().startswith(f"{of.name}: children's social care to September 2025, council by council")
    assert "Isles of Scilly" in page.main.get_text() and "Open Government Licence v3.0" in page.footer.get_text()
    assert [p.name for p in tmp_path.iterdir()] == [folder.name]


def test_a_wrong_group_writes_nothing(tmp_path):
    with pytest.raises(ScoutingError, match="Unknown council 'Kennt'"):
        region_document("Kennt, Derby").make(tmp_path / "out")
    assert not (tmp_path / "out").exists()


@pytest.mark.long
def test_every_region_gets_its_document_on_every_service(tmp_path, data):
    for name in region_codes(data.catalog):
        for indicators in ("children", "adults", "all"):
            folder = region_document(name, indicators=indicators, data=data).make(tmp_path)
            page = checked(folder, region(name, indicators=indicators, data=data))
            text = page.main.get_text(" ")
            for title in sorted(data.catalog.indicators.short_title, key=len, reverse=True):
                text = text.replace(title, " ")
            assert not set(re.findall(r"[a-z-]+", text.casefold())) & set(BLAME_WORDS), name
            assert not re.search(r"\bnan\b", text), name
