"""Whole reports read back: page, workbook and slides against the store as it lies on disk, worked out here anew.

Nothing of the comparison is used but which figures have too few people behind them (tests/compare holds that): a
level, a median, a rank are taken from the rows of the store.
"""

import re
from functools import cached_property

import numpy as np
import pandas as pd
import pytest

from scouting import paths
from scouting.study import study

ENGLAND = "E92000001"
#: In a series no median of one similar council is told: it would be that council's figure.
ALONE = 2
#: Weights of a level, newest first.
WEIGHTS = (0.6, 0.3, 0.1)
SIDES = {"better": 1, "worse": -1, "higher": 1, "lower": -1}


class Store:
    """The figures on disk, by indicator, period and area; nothing else of the project."""

    def __init__(self):
        rows = pd.read_parquet(paths.STORE)
        for column in ("indicator_id", "area_code", "period"):
            rows[column] = rows[column].astype(str)
        self.held = rows.set_index(["indicator_id", "period", "area_code"])[["value", "denominator"]].astype(float)
        self.values = self.held.value.to_dict()
        self.facts = pd.read_csv(paths.CATALOG / "indicators.csv", dtype=str, keep_default_na=False)
        self.facts = self.facts.set_index("indicator_id")

    def value(self, indicator_id, period, area_code):
        return self.values.get((indicator_id, period, area_code), np.nan)


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


def blank(cell):
    return np.nan if cell == "" else float(cell)


class Pack:
    """A report with its sheets as tables, and the council and similar councils that its workbook names."""

    def __init__(self, made, store, data):
        self.made, self.store = made, store
        named = (made.book[title] for title in ("Summary", "Similar councils", "History", "Data"))
        held = {s.title: pd.DataFrame(list(s.values)[1:], columns=next(s.values), dtype=object) for s in named}
        self.sheets = {title: table.where(table.notna(), "") for title, table in held.items()}
        self.sheets |= {name: made.csv(name) for name in ("neighbours", "trends", "councils")}
        self.code = self.sheets["Data"].area_code[0]
        self.neighbours = list(self.sheets["neighbours"].neighbour_code)
        panel = study(made.name, indicators=made.service, data=data).panel
        self.few = pd.DataFrame(panel.too_few, panel.indicators.index, panel.areas)

    @cached_property
    def rows(self):
        """The rows of the comparison that say when, by the indicator: its periods alone are taken from it."""
        return self.sheets["Data"].set_index("indicator_id")

    @cached_property
    def spans(self):
        """The periods of each indicator since its last break, newest first, that follow each other."""
        found = {}
        for key, years in self.sheets["trends"].groupby("indicator_id"):
            years = years[years.segment == years.segment.iloc[-1]].iloc[::-1]
            apart = pd.to_datetime(years.period_end).diff(-1).dt.days.to_numpy()[:-1]
            run = 1 + next((k for k, days in enumerate(apart) if days > 400), len(apart))
            found[key] = list(years.period[:run])
        return found

    def level(self, key, area_code):
        """The weighted mean of up to three years that follow each other, the latest first; no year may be missing."""
        values = [self.store.value(key, period, area_code) for period in self.spans[key][:3]]
        gap = next((k for k, value in enumerate(values) if np.isnan(value)), len(values))
        return np.average(values[:gap], weights=WEIGHTS[:gap]) if gap else np.nan

    def near(self, key):
        """The median of similar councils' levels, those of too few people left out, and how many there are."""
        return middle([self.level(key, code) for code in self.neighbours if not self.few.at[key, code]])

    def tables(self):
        """Caption, headings and rows of texts of every table on the page; page one's has none."""
        for table in self.made.page.find_all(lambda tag: tag.name == "table" and tag.caption):
            head = [c.get_text() for c in table.thead.find_all("th")]
            body = [[c.get_text() for c in r.find_all(["th", "td"])] for r in table.tbody.find_all("tr")]
            yield table.caption.get_text(), head, body


@pytest.fixture(scope="module")
def store():
    return Store()


@pytest.fixture(scope="module")
def pack(report_of, store, data):
    return Pack(report_of, store, data)


def test_the_workbook_compares_what_the_store_holds(pack):
    store, checked = pack.store, 0
    for key, row in pack.rows.iterrows():
        near = [store.value(key, row.period, code) for code in pack.neighbours]
        own, (median, n) = store.value(key, row.period, pack.code), middle(near)
        wanted = {"value": own, "neighbour_median": median, "england": store.value(key, row.period, ENGLAND),
                  "n_with_value": n}  # fmt: skip
        if not np.isnan(blank(row.level)):
            wanted["level"], (wanted["level_median"], wanted["level_n"]) = pack.level(key, pack.code), pack.near(key)
            if not np.isnan(blank(row.gap)):
                wanted["gap"] = wanted["level"] - wanted["level_median"]
                checked += 1
        if not np.isnan(blank(row.people)):
            people = store.held.denominator.get((key, row.period, pack.code)) / float(store.facts.multiplier[key])
            wanted["people"] = wanted["gap"] * people
        if not np.isnan(blank(row["rank"])):
            ways = {"high_is_good": -1, "low_is_good": 1}.get(store.facts.polarity[key], -1)
            others = [v for v in near if np.isfinite(v)]
            wanted["rank"], wanted["rank_of"] = 1 + sum(ways * v < ways * own for v in others), 1 + len(others)
        for column, value in wanted.items():
            assert blank(row[column]) == pytest.approx(value, rel=1e-9, abs=1e-9, nan_ok=True), (key, column)
    assert checked > 0 or pack.made.name in ("Isles of Scilly", "City of London")


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


def test_the_sheets_by_year_hold_what_the_store_holds_and_words_where_it_holds_nothing(pack):
    """Every cell of Similar councils, History and Summary's years: the last period that ended in that year."""
    store, trends = pack.store, pack.sheets["trends"]
    ends = trends.assign(year=trends.period_end.str[:4]).groupby(["indicator_id", "year"]).period.last().to_dict()
    by_short = {store.facts.short_title[key]: key for key in pack.rows.index}
    codes = dict(pack.sheets["neighbours"][["name", "neighbour_code"]].itertuples(index=False))
    codes |= {pack.made.name: pack.code, "England": ENGLAND, "": pack.code}
    seen = 0
    for sheet, who in (("Similar councils", "Council"), ("History", "Whose"), ("Summary", None)):
        table = pack.sheets[sheet]
        for year in (head for head in table if head.isdigit()):
            names = table[who] if who else [""] * len(table)
            for short, name, cell in zip(table.Measure, names, table[year], strict=True):
                key = by_short[short]
                period = ends.get((key, year), "")
                if name == "Similar councils":
                    wanted = middle([store.value(key, period, code) for code in pack.neighbours], ALONE)[0]
                else:
                    wanted = store.value(key, period, codes[name])
                if np.isnan(wanted):
                    assert isinstance(cell, str) and cell and cell != "0", (sheet, short, name, year, cell)
                else:
                    assert cell == pytest.approx(wanted, rel=1e-9), (sheet, short, name, year)
                    seen += 1
    n, k = len(pack.rows), 1 + len(pack.neighbours)
    assert [len(pack.sheets[one]) for one in ("Summary", "Similar councils", "History")] == [n, n * k, n * 3]
    assert seen > n


def test_the_tables_of_the_page_are_the_stores(pack):
    store, rows, facts = pack.store, pack.rows, pack.store.facts.loc[pack.rows.index]
    by_title, by_short = ({t: i for i, t in facts[c].items()} for c in ("title", "short_title"))
    seen, name = {"every": 0, "bars": 0, "trend": 0, "ahead": 0}, pack.made.name
    for row in pack.made.page.select(".spine tbody tr:has(td)"):
        key = by_title[row.th["title"]]
        at = {code: store.value(key, rows.period[key], code) for code in (pack.code, ENGLAND, *pack.neighbours)}
        wanted = (at[pack.code], middle([at[code] for code in pack.neighbours])[0], at[ENGLAND])
        for cell, value in zip(row.select(".num"), wanted, strict=True):
            close(cell.get_text(), value, row.th["title"])
        seen["every"] += 1
    for caption, head, body in pack.tables():
        title = next((t for t in by_title if caption == t or caption.startswith(f"{t}. ")), None)
        if title and head[:3] == ["Area", "Code", "Figure"]:
            key = by_title[title]
            for cells in body:
                period = rows.period[key]
                near = middle([store.value(key, period, code) for code in pack.neighbours])[0]
                close(cells[2], store.value(key, period, cells[1]) if cells[1] else near, (caption, cells))
                seen["bars"] += 1
        elif title and head[:2] == ["Period", name]:
            key = by_title[title]
            for period, own, near, n, england in body:
                median, with_figure = middle([store.value(key, period, code) for code in pack.neighbours], ALONE)
                close(own, store.value(key, period, pack.code), (caption, period))
                close(near, median, (caption, period))
                close(england, store.value(key, period, ENGLAND), (caption, period))
                assert int(n) == with_figure, (caption, period)
                seen["trend"] += 1
        elif caption.startswith("Similar councils clearly ahead of "):
            codes = dict(pack.sheets["neighbours"][["name", "neighbour_code"]].itertuples(index=False))
            for short, latest, own, named in (
                row for row in body if len(row) == 4
            ):  # the last may count what paper leaves out
                key = by_short[short]
                close(latest, store.value(key, rows.period[key], pack.code), short)
                close(own, pack.level(key, pack.code), short)
                for part in re.sub("; and .*", "", named).split(", "):
                    other = max((n for n in codes if part.startswith(n)), key=len)
                    close(part.removeprefix(other), pack.level(key, codes[other]), part)
                    seen["ahead"] += 1
    assert seen["every"] == len(rows) and seen["bars"] > 0 and seen["trend"] > 0


#: "Title: council figure in period. Over periods, own against near in similar councils: verdict."
_FIGURE = r"(?:score |grade )?{}[^:]*?"
SENTENCE = re.compile(
    r"^(?P<title>.+): (?P<name>.+?) " + _FIGURE.format(r"(?P<value>[−£]?[0-9]\S*)") + r" in (?P<period>\S+?)"
    r"(?:[.] Over (?P<start>\S+) to (?P<end>[^ ,]+)(?:, the latest counting most)?, "
    + _FIGURE.format(r"(?P<own>[−£]?[0-9]\S*)") + r" against |, against )" + _FIGURE.format(r"(?P<near>[−£]?[0-9]\S*)")
    + r" in similar councils: (?:clearly|probably)? ?(?P<side>better|worse|higher|lower|too close to call)\b"
)  # fmt: skip


def agrees(told, pack):
    """The figures of one sentence on a verdict and its side, from the store."""
    key = next(i for i, title in pack.store.facts.title.items() if title == told["title"])
    own, near = pack.level(key, pack.code), pack.near(key)[0]
    assert told["name"] == pack.made.name and told["period"] == pack.spans[key][0]
    close(told["value"], pack.store.value(key, told["period"], pack.code), told)
    close(told["own"] or told["value"], own, told)
    close(told["near"], near, told)
    if told["side"] in SIDES:
        sign = {"high_is_good": 1, "low_is_good": -1}.get(pack.store.facts.polarity[key], 1)
        assert (own - near) * sign * SIDES[told["side"]] > 0, told


def sentences(lines, pack):
    """Which of some lines are sentences on a verdict with its figures; each is checked."""
    seen = []
    for line in lines:
        found = SENTENCE.match(line)
        if found and found["title"] in set(pack.store.facts.title):
            agrees(found.groupdict(), pack)
            seen.append(line)
    return seen


def test_the_sentences_of_page_and_slides_say_what_the_store_holds(pack):
    rows = pack.rows
    clear = rows.verdict.isin(["clearly better", "clearly worse"]) & (rows.aside == "") & (rows.turned == "False")
    said = sentences(pack.made.lines, pack)
    assert len(said) >= clear.sum()
    noted = sentences(pack.made.notes, pack)
    # A story has the measure in its heading, and the figures in a sentence of their own.
    told = [line.partition(": ")[2] for line in noted]
    assert all(any(line in other for other in pack.made.lines) for line in told)


def test_the_slides_are_the_stores(pack):
    """Every row of their tables of measures, and every point of their charts."""
    store, facts = pack.store, pack.store.facts.loc[pack.rows.index]
    by_short, seen = {name: key for key, name in facts.short_title.items()}, []
    for slide in pack.made.slides:
        for shape in slide.shapes:
            head, *body = [[c.text for c in row.cells] for row in shape.table.rows] if shape.has_table else [[""]]
            for cells in body if head[0] == "Measure" else ():
                if not cells[1]:
                    continue  # a heading over rows
                key = by_short[re.sub(r"( \([\d,]+\))?(: about .*)?$", "", cells[0])]
                period = pack.rows.period[key]
                near = middle([store.value(key, period, code) for code in pack.neighbours])[0]
                for text, value in zip(cells[1:4], (store.value(key, period, pack.code), near,
                                                    store.value(key, period, ENGLAND)), strict=True):  # fmt: skip
                    close(text, value, cells)
                seen.append(key)
            if shape.has_chart:
                key = by_short[slide.shapes.title.text_frame.text.partition(": ")[0]]
                plot = shape.chart.plots[0]
                lines = {line.name: line.values for line in plot.series}
                for k, period in enumerate(plot.categories):
                    at = {code: store.value(key, period, code) if period.strip() else np.nan
                          for code in (pack.code, ENGLAND, *pack.neighbours)}  # fmt: skip
                    near = middle([at[code] for code in pack.neighbours], ALONE)[0]
                    wanted = {pack.made.name: at[pack.code], "England": at[ENGLAND], "Middle of similar councils": near}
                    for name, values in lines.items():
                        told = np.nan if values[k] is None else values[k]
                        assert told == pytest.approx(wanted[name], rel=1e-9, nan_ok=True), (key, name, period)
    rows = pack.rows[pack.rows.verdict.isin(["clearly better", "clearly worse"]) & (pack.rows.aside == "")]
    assert set(rows.index) <= set(seen)


def test_the_words_of_a_bar_chart_say_the_figures_of_its_bars(pack):
    """The alt text and the file beside the picture, name by name, against the workbook's sheet of councils."""
    councils, facts, seen = pack.sheets["councils"], pack.store.facts, 0
    for path in sorted((pack.made.folder / "charts").glob("*-bars.txt")):
        key = path.stem.removesuffix("-bars").replace("-", "_")
        words = path.read_text(encoding="utf-8").strip()
        assert facts.title[key] in words and pack.made.name in words
        listed = words.partition("From top to bottom: ")[2].rstrip(".")
        names = dict(councils[councils.indicator_id == key][["name", "value"]].itertuples(index=False))
        for part in re.split("; |[.] ", listed):
            name = max((n for n in names if part.startswith(n)), key=len, default=None)
            if name and not part.startswith("Similar councils"):
                close(part.removeprefix(name).partition(" (")[0], blank(names[name]), part)
                seen += 1
    assert seen > 0


def test_every_chart_says_what_it_shows_and_has_a_table(pack):
    """Alt text with a name and a number; a table under the same heading; every heading of a table with its scope."""
    titles = [*pack.store.facts.title, *pack.store.facts.short_title, *pack.store.facts.topic, pack.made.name]
    pictures = pack.made.page.select("img, svg[aria-label]")
    for img in pictures:
        alt = img.get("alt") or img["aria-label"]
        assert re.search(r"\d", alt) and any(t in alt for t in titles if t) and ".png" not in alt, alt
        heading = img.find_previous(["h2", "h3"])
        assert any(table.find_previous(["h2", "h3"]) is heading for table in heading.find_all_next("table")), alt
    assert len(pictures) > 1 and all(
        th.get("scope") in ("col", "row", "rowgroup") for th in pack.made.page.find_all("th")
    )
