"""Whole packs read back: page, workbook and slides against the store as it lies on disk, worked out here anew.

Nothing of the comparison is used: a mean of three years, a median, a place are taken from the rows of the store.
"""

import re
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
import pytest
from bs4 import BeautifulSoup
from pptx import Presentation
from python_calamine import CalamineWorkbook

from scouting import paths
from scouting.report import make

ENGLAND = "E92000001"
#: In a series no median of one neighbour is told: it would be that neighbour.
ALONE = 2
FEW = "re_referrals,social_worker_turnover,conferences_15_days,looked_after_rate,care_quality_of_life,direct_payments"
#: Councils with an awkward name, new boundaries, few people, much suppressed, or nobody alike; whole services.
WHOLE = [
    ("Isles of Scilly", "adults"), ("Isles of Scilly", "children"), ("City of London", "children"),
    ("City of London", "adults"), ("Westmorland and Furness", "children"), ("Westmorland and Furness", "adults"),
    ("Bournemouth, Christchurch and Poole", "adults"), ("Birmingham", "children"), ("Rutland", "adults"),
    ("Kent", "children"), ("Derby", "adults"), ("Cornwall", "children"), ("Northumberland", "adults"),
]  # fmt: skip
CASES = [("City of London", FEW), ("Westmorland and Furness", FEW)]
CASES += [pytest.param(case, marks=pytest.mark.long) for case in WHOLE]


class Store:
    """The figures on disk, by indicator, period and area; nothing else of the project."""

    def __init__(self):
        rows = pd.read_parquet(paths.STORE)
        for column in ("indicator_id", "area_code", "period"):
            rows[column] = rows[column].astype(str)
        self.held = rows.set_index(["indicator_id", "period", "area_code"])[["value", "denominator"]].astype(float)
        self.values = self.held.value.to_dict()
        ends = rows[["indicator_id", "period", "period_end"]].drop_duplicates().sort_values("period_end")
        self.periods = ends.groupby("indicator_id").period.agg(list).to_dict()
        self.facts = pd.read_csv(paths.CATALOG / "indicators.csv", dtype=str, keep_default_na=False)
        self.facts = self.facts.set_index("indicator_id")

    def value(self, indicator_id, period, area_code):
        return self.values.get((indicator_id, period, area_code), np.nan)

    def three(self, indicator_id, start, end, area_code):
        """The mean of the three periods from one to another; missing where any of them is."""
        known = self.periods[indicator_id]
        span = known[known.index(start) : known.index(end) + 1]
        assert len(span) == 3, (indicator_id, start, end)
        return np.mean([self.value(indicator_id, period, area_code) for period in span])


def middle(values, fewest=1):
    """The median of the values that are there, told from some number of them on, and how many there are."""
    known = [v for v in values if np.isfinite(v)]
    return (np.median(known) if len(known) >= fewest else np.nan), len(known)


def number(text):
    """The first number in a figure as it is shown; missing where it is words."""
    found = re.search(r"[−-]?£?[0-9][0-9,]*(\.[0-9]+)?", text)
    return float(found[0].replace("−", "-").replace(",", "").replace("£", "")) if found else np.nan


def close(text, value, what):
    """A figure as it is shown is the value, rounded to the decimals that are shown; missing says so in words."""
    shown = number(text)
    if np.isnan(value):
        assert np.isnan(shown), (what, text, value)
        return
    decimals = len((re.search(r"\.([0-9]+)", text) or [0, ""])[1])
    assert shown == pytest.approx(value, abs=0.5 * 10.0**-decimals + 1e-6), (what, text, value)


@dataclass
class Pack:
    """A pack with what its parts say, and the council and neighbours that its workbook names."""

    folder: object
    name: str
    store: Store
    sheets: dict = field(init=False)
    page: BeautifulSoup = field(init=False)

    def __post_init__(self):
        book = CalamineWorkbook.from_path(str(self.folder / f"{self.folder.name}.xlsx"))
        rows = {s: book.get_sheet_by_name(s).to_python() for s in book.sheet_names}
        self.sheets = {s: pd.DataFrame(r[1:], columns=r[0]) for s, r in rows.items() if s != "charts" and r}
        html = (self.folder / f"{self.folder.name}.html").read_text(encoding="utf-8")
        self.page = BeautifulSoup(html, "html.parser")
        self.code = self.sheets["comparison"].area_code[0]
        self.neighbours = list(self.sheets["neighbours"].neighbour_code)

    @property
    def rows(self):
        """The rows of the comparison that say when, by the indicator: its periods alone are taken from it."""
        return self.sheets["comparison"].set_index("indicator_id")

    def tables(self):
        """Caption, headings and rows of texts of every table on the page."""
        for table in self.page.find_all("table"):
            head = [c.get_text() for c in table.thead.find_all("th")]
            body = [[c.get_text() for c in r.find_all(["th", "td"])] for r in table.tbody.find_all("tr")]
            yield table.caption.get_text(), head, body


@pytest.fixture(scope="module")
def store():
    return Store()


@pytest.fixture(scope="module", params=CASES, ids=lambda case: f"{case[0]}, {case[1][:8]}")
def pack(request, store, tmp_path_factory):
    council, indicators = request.param
    return Pack(make(council, indicators=indicators, out=tmp_path_factory.mktemp("pack")), council, store)


def blank(cell):
    return np.nan if cell == "" else float(cell)


def test_the_workbook_compares_what_the_store_holds(pack):
    store, checked = pack.store, 0
    for key, row in pack.rows.iterrows():
        near = [store.value(key, row.period, code) for code in pack.neighbours]
        own, (median, n) = store.value(key, row.period, pack.code), middle(near)
        wanted = {"value": own, "neighbour_median": median, "england": store.value(key, row.period, ENGLAND),
                  "gap": own - median, "n_with_value": n}  # fmt: skip
        if row.sustained_from:
            means = [store.three(key, row.sustained_from, row.period, code) for code in pack.neighbours]
            wanted["sustained"] = store.three(key, row.sustained_from, row.period, pack.code)
            wanted["sustained_median"], wanted["sustained_n"] = middle(means)
        if row.people != "":
            people = store.held.denominator.get((key, row.period, pack.code)) / float(store.facts.multiplier[key])
            wanted["people"] = (own - median) * people
        ways = {"high_is_good": -1, "low_is_good": 1}.get(store.facts.polarity[key], -1)
        if row["rank"] != "":
            wanted["rank"] = 1 + sum(ways * v < ways * own for v in near if np.isfinite(v))
            wanted["rank_of"] = 1 + n
        for column, value in wanted.items():
            assert blank(row[column]) == pytest.approx(value, rel=1e-9, abs=1e-9, nan_ok=True), (key, column)
        checked += np.isfinite(own)
    assert checked > 0


def test_every_year_and_every_council_of_the_workbook_is_the_stores(pack):
    store = pack.store
    for row in pack.sheets["trends"].itertuples():
        near, n = middle([store.value(row.indicator_id, row.period, code) for code in pack.neighbours], ALONE)
        wanted = [store.value(row.indicator_id, row.period, pack.code), near, n]
        wanted.append(store.value(row.indicator_id, row.period, ENGLAND))
        held = [blank(cell) for cell in (row.value, row.neighbour_median, row.n_with_value, row.england)]
        assert held == pytest.approx(wanted, rel=1e-9, nan_ok=True), (row.indicator_id, row.period)
    councils = pack.sheets["councils"]
    for row in councils[councils.area_code != ""].itertuples():
        value = store.value(row.indicator_id, pack.rows.period[row.indicator_id], row.area_code)
        assert blank(row.value) == pytest.approx(value, rel=1e-9, nan_ok=True), (row.indicator_id, row.area_code)


def test_the_tables_of_the_page_are_the_stores(pack):
    store, rows, facts = pack.store, pack.rows, pack.store.facts.loc[pack.rows.index]
    by_title, by_short = ({t: i for i, t in facts[c].items()} for c in ("title", "short_title"))
    seen = {"every": 0, "bars": 0, "trend": 0, "ahead": 0}
    for caption, head, body in pack.tables():
        if caption == "Standing on every indicator":
            for cells in body:
                key = by_short[cells[0]]
                assert cells[2] == rows.period[key]
                close(cells[3], store.value(key, rows.period[key], pack.code), cells)
                seen["every"] += 1
        elif caption in by_title and head[:3] == ["Area", "Code", "Figure"]:
            key = by_title[caption]
            for cells in body:
                period = rows.period[key]
                near = middle([store.value(key, period, code) for code in pack.neighbours])[0]
                close(cells[2], store.value(key, period, cells[1]) if cells[1] else near, (caption, cells))
                seen["bars"] += 1
        elif caption in by_title and head[:2] == ["Period", pack.name]:
            key = by_title[caption]
            for period, own, near, n, england in body:
                median, with_figure = middle([store.value(key, period, code) for code in pack.neighbours], ALONE)
                close(own, store.value(key, period, pack.code), (caption, period))
                close(near, median, (caption, period))
                close(england, store.value(key, period, ENGLAND), (caption, period))
                assert int(n) == with_figure, (caption, period)
                seen["trend"] += 1
        elif caption.startswith("Neighbours better than"):
            codes = dict(pack.sheets["neighbours"][["name", "neighbour_code"]].itertuples(index=False))
            for title, own, named in (row for row in body if len(row) == 3):  # the last may count what paper leaves out
                key = by_short[title]
                span = key, rows.sustained_from[key], rows.period[key]
                close(own, store.three(*span, pack.code), title)
                for part in re.sub("; and .*", "", named).split(", "):
                    name = max((n for n in codes if part.startswith(n)), key=len)
                    close(part.removeprefix(name), store.three(*span, codes[name]), part)
                    seen["ahead"] += 1
    assert seen["every"] == len(rows) and seen["bars"] > 0 and seen["trend"] > 0


SUSTAINED = re.compile(
    r"^(?P<title>.+): over (?P<start>\S+) to (?P<end>\S+) (?P<name>.+) averaged (?P<own>.+), (?P<how>much better than|"
    r"better than|much worse than|worse than|much higher than|higher than|much lower than|lower than|not to be told "
    r"apart from) the median of its neighbours \((?P<near>.+), (?P<n>\d+) with figures\): a gap of (?P<gap>.+), "
    r"(?P<times>[\d.,]+) times its noise\.$"
)
NOW = re.compile(
    r"^(?P<title>.+): in (?P<end>\S+) alone (?P<name>.+) had (?P<own>.+), (?P<how>.+) the median of its neighbours "
    r"\((?P<near>.+), (?P<n>\d+) with figures\): a gap of (?P<gap>.+), (?P<times>[\d.,]+) times its noise\.$"
)


def agrees(told, pack):
    """The figures of one sentence on a standing, its direction and its gap, from the store."""
    key = next(i for i, title in pack.store.facts.title.items() if title == told["title"])
    if "start" in told:
        codes, span = pack.neighbours, (key, told["start"], told["end"])
        own, near = pack.store.three(*span, pack.code), middle([pack.store.three(*span, c) for c in codes])
    else:
        own = pack.store.value(key, told["end"], pack.code)
        near = middle([pack.store.value(key, told["end"], code) for code in pack.neighbours])
    assert told["name"] == pack.name
    close(told["own"], own, told)
    close(told["near"], near[0], told)
    close(told["gap"], abs(own - near[0]), told)
    assert int(told["n"]) == near[1], told
    sign = {"high_is_good": 1, "low_is_good": -1}.get(pack.store.facts.polarity[key], 1)
    ahead = (own - near[0]) * sign > 0
    if "not to be told" not in told["how"]:
        assert ahead == any(word in told["how"] for word in ("better", "higher")), told
    times = float(told["times"])
    assert times == 1.96 or (times > 1.96) == ("not to be told" not in told["how"]), told  # 1.96 may be 1.964


def sentences(lines, pack):
    """How many of some lines are sentences on a standing; each is checked."""
    seen = 0
    for line in lines:
        found = SUSTAINED.match(line) or NOW.match(line)
        assert found or "times its noise." not in line or "averaged" not in line, line
        if found:
            agrees(found.groupdict(), pack)
            seen += 1
    return seen


def test_the_sentences_of_page_and_slides_say_what_the_store_holds(pack):
    ways = pack.rows.standing.str.removeprefix("much ").isin(["better", "worse"])
    said = [tag.get_text() for tag in pack.page.main.find_all(["p", "li"]) if not tag.find(["p", "li"])]
    assert sentences(said, pack) >= ways.sum()
    slides = Presentation(str(pack.folder / f"{pack.folder.name}.pptx")).slides
    noted = [line for s in slides if s.has_notes_slide for line in s.notes_slide.notes_text_frame.text.split("\n")]
    sentences(noted, pack)
    assert {line for line in noted if SUSTAINED.match(line) or NOW.match(line)} <= set(said)


def test_the_tables_of_the_slides_are_the_stores(pack):
    by_title = {title: key for key, title in pack.store.facts.title.loc[pack.rows.index].items()}
    seen, overview = 0, []
    for slide in Presentation(str(pack.folder / f"{pack.folder.name}.pptx")).slides:
        for shape in (s for s in slide.shapes if s.has_table):
            head, *body = [[c.text for c in row.cells] for row in shape.table.rows]
            if head[:2] == ["Indicator", "Figure"]:
                overview += [row[0] for row in body]
                continue
            for title, years, own, near, *_ in body if head[0] == "Indicator" else ():
                key, span = by_title[title], years.split(" to ")
                close(own, pack.store.three(key, *span, pack.code), title)
                close(near, middle([pack.store.three(key, *span, c) for c in pack.neighbours])[0], title)
                seen += 1
    ways = pack.rows.standing.str.removeprefix("much ")
    assert seen == sum(min((ways == word).sum(), 8) for word in ("better", "worse"))
    assert sorted(overview) == sorted(pack.store.facts.short_title.loc[pack.rows.index])


def test_the_words_of_a_bar_chart_say_the_figures_of_its_bars(pack):
    """The alt text and the file beside the picture, name by name, against the workbook's sheet of councils."""
    councils, facts, seen = pack.sheets["councils"], pack.store.facts, 0
    for path in sorted((pack.folder / "charts").glob("*-bars.txt")):
        key = path.stem.removesuffix("-bars").replace("-", "_")
        words = path.read_text(encoding="utf-8").strip()
        assert facts.title[key] in words and pack.name in words
        listed = words.partition("From top to bottom: ")[2].rstrip(".")
        names = dict(councils[councils.indicator_id == key][["name", "value"]].itertuples(index=False))
        for part in re.split("; |[.] ", listed):
            name = max((n for n in names if part.startswith(n)), key=len, default=None)
            if name and not part.startswith("Neighbours"):
                close(part.removeprefix(name).partition(" (")[0], blank(names[name]), part)
                seen += 1
    assert seen > 0


def test_every_chart_says_what_it_shows_and_has_a_table(pack):
    """Alt text with a name and a number; a table before the next heading; every heading of a table with its scope."""
    titles = [*pack.store.facts.title, *pack.store.facts.short_title, *pack.store.facts.topic, pack.name]
    pictures = pack.page.find_all("img")
    for img in pictures:
        alt = img["alt"]
        assert re.search(r"\d", alt) and any(t in alt for t in titles if t) and ".png" not in alt, alt
        table, heading = img.find_next("table"), img.find_next(["h2", "h3"])
        assert table is not None and (heading is None or table in heading.find_all_previous("table")), alt
    assert len(pictures) > 3 and all(th.get("scope") in ("col", "row") for th in pack.page.find_all("th"))
