"""One word and one rounded figure for each indicator: in page, room page, slides, paper, workbook and CSV of a report,
and in the site."""

import json
import re
from collections import defaultdict
from decimal import ROUND_HALF_UP, Decimal
from html import unescape

import pytest

from scouting import dataset
from scouting.catalog import find_area
from scouting.site import council
from scouting.site.council import Site

WORDS = ("clearly better", "clearly worse", "clearly higher", "clearly lower", "probably better", "probably worse",
         "probably higher", "probably lower", "too close to call", "too few to compare", "not compared")  # fmt: skip
A_LOT = ", by a lot"
OF_PAPER = ("first page of the paper", "years of the paper", "sentence of the paper", "story of the paper")
#: How a sentence ends that tells a verdict, and what it says where too few people stand behind a figure.
VERDICT = re.compile(rf": ({'|'.join(WORDS[:9])})({A_LOT})?\.( |$)")
TOO_FEW = "Too few people stand behind this figure to compare it."


def rounded(value: float, places: int) -> str:
    """Half away from zero, as a spreadsheet shows a number: from the fifteen digits that it keeps of it."""
    kept = Decimal(f"{value:.15g}").quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    return f"{abs(kept) if kept == 0 else kept:,}"


def as_shown(cell) -> str:
    """What a spreadsheet shows of a cell: its number format applied to the raw value."""
    if cell.value is None or isinstance(cell.value, str):
        return ""
    places = re.fullmatch(r'(?:"£")?#,##0(?:\.(0+))?(?:"%")?', cell.number_format)
    assert places, (cell.coordinate, cell.number_format)
    return rounded(cell.value, len(places[1] or ""))


def digits(text: str) -> str:
    """The number at the start of a figure that is told in words; blank where none is told."""
    found = re.match(r"(?:grade |score )?([−-]?)£?([0-9][0-9,]*(?:\.[0-9]+)?)", text)
    return f"{'-' if found[1] else ''}{found[2]}" if found else ""


def in_hundreds(text: str) -> str:
    """A figure told as so many in 100; blank for others."""
    found = re.search(r"([0-9]+) in 100", text)
    return found[1] if found else ""


def told_word(line: str) -> str:
    if TOO_FEW in line:
        return "too few to compare"
    found = VERDICT.search(line)
    return f"{found[1]}{found[2] or ''}" if found else "not compared"


class Told:
    """What each part of a report says of each indicator: {indicator: {place: (word, figure)}}."""

    def __init__(self, made):
        self.made, self.said = made, defaultdict(dict)
        self.facts = made.csv("indicators").set_index("indicator_id")
        self.by_title, self.by_short = ({t: i for i, t in self.facts[c].items()} for c in ("title", "short_title"))
        self.means = {text.rstrip("."): i for i, text in self.facts.means.items()}
        assert len(self.by_title) == len(self.by_short) == len(self.means) == len(self.facts)
        self.csv()
        self.workbook()
        self.page()
        self.room()
        self.slides()
        self.paper()
        self.site()

    def add(self, indicator, place, word, figure):
        assert place not in self.said[indicator] or self.said[indicator][place] == (word, figure), (indicator, place)
        self.said[indicator][place] = word, figure

    def csv(self):
        self.rows = self.made.csv("comparison").set_index("indicator_id")
        for i, row in self.rows.iterrows():
            figure = rounded(float(row.value), self.places(i)) if row.value else ""
            self.add(i, "csv", row.verdict + (A_LOT if row.by_a_lot == "True" else ""), figure)

    def places(self, indicator):
        return int(self.facts.decimals[indicator])

    def workbook(self):
        name = self.made.name
        self.levels = {}  # the two figures that each verdict rests on, as the workbook shows them
        for row in self.sheet("Data"):
            i, lot = row["indicator_id"].value, A_LOT if row["by_a_lot"].value == "True" else ""
            self.add(i, "xlsx data", row["verdict"].value + lot, as_shown(row["value"]))
            self.levels[i] = [as_shown(row[column]) for column in ("level", "level_median")]
        years = {}  # the year under which each latest figure stands
        for row in self.sheet("Data"):
            years[row["indicator_id"].value] = str(row["period_end"].value.year)
        for row in self.sheet("Summary"):
            i, then = row["Code"].value, [as_shown(row[f"{who} then"]) for who in (name, "Similar councils")]
            self.add(i, "xlsx summary", row["Verdict"].value, as_shown(row[name]))
            assert then in (self.levels[i], ["", ""]), i
            if years[i] in row:  # the last ten years
                self.add(i, "xlsx years", None, as_shown(row[years[i]]))
        for sheet, who in (("Similar councils", "Council"), ("History", "Whose")):
            for row in self.sheet(sheet):
                i = self.by_short[row["Measure"].value]
                if row[who].value == name and years[i] in row:
                    self.add(i, f"xlsx {sheet}", None, as_shown(row[years[i]]))

    def sheet(self, name):
        """The cells of each row of a sheet, by their heading."""
        head, *body = self.made.book[name].iter_rows()
        return [{one.value: cell for one, cell in zip(head, cells, strict=True)} for cells in body]

    def page(self):
        for row in self.made.page.select(".spine tbody tr:has(td)"):
            told, figure = row.select_one(".sure").get_text(), row.select_one(".num").get_text()
            word = re.sub(r"^\W+|; turning$", "", told)
            self.add(self.by_title[row.th["title"]], "spine", word, digits(figure))
        for row in self.made.page.select(".rows tbody tr:has(td)"):
            short = re.sub(r" \([\d,]+\)$", "", row.th.find(string=True))
            self.add(self.by_short[short], "page one", None, digits(row.select_one(".num").get_text()))
        held = json.loads(self.made.page.find("script", id="tables").string)["comparison"]
        for cells in held["rows"]:
            row = dict(zip(held["columns"], cells, strict=True))
            figure = "" if row["value"] is None else rounded(row["value"], self.places(row["indicator_id"]))
            self.add(row["indicator_id"], "page data", row["verdict"] + (A_LOT if row["by_a_lot"] else ""), figure)
        for line in self.made.lines:
            self.sentence("page sentence", line)
        for story in self.made.page.select("section.story"):  # the measure in full, then what its figures are
            about, told = (part.get_text() for part in story.find_all("p")[:2])
            title = max((one for one in self.by_title if about.startswith(one)), key=len)
            self.sentence("page sentence", f"{title}: {told}")

    def site(self):
        """The council's page of the site of England: the rows of the service's spine, each leading to its measure."""
        known = dataset.load()
        code = find_area(known.catalog, self.made.name)
        page = council.html(Site(known, frozenset([code]), frozenset(known.catalog.indicators.index), {}), code)
        for row in page.split("<tr data-d=")[1:]:
            found = re.search(r"<a href=(\w+)\.html>.*?<td>([^<]*)<td>[^<]*<td>[^<]*<td>([^<]*)", row)
            if found[1] in self.facts.index:
                word = re.sub(r"^\W+|; turning$", "", found[3])
                self.add(found[1], "site", word, digits(unescape(found[2])))

    def sentence(self, place, line):
        """A sentence on a verdict, "Title: council figure in period": its word, its figure, and what it rests on."""
        title, _, rest = line.partition(f": {self.made.name} ")
        if title in self.by_title and (digits(rest) or rest.startswith("has no figure")):
            self.add(self.by_title[title], place, told_word(line), digits(rest))
            self.rests_on(self.by_title[title], line)

    def rests_on(self, indicator, line):
        """The two figures that the verdict rests on: "Over PERIODS, 27% against 20% in similar councils" and so on."""
        told = line.rpartition(" Over ")[2].partition(" in similar councils")[0]
        own, _, near = told.replace(" here and ", " against ").partition(" against ")
        if near and " Over " in line:
            wanted = self.levels[indicator]
            if in_hundreds(near):
                wanted = [rounded(float(self.rows[column][indicator]), 0) for column in ("level", "level_median")]
            assert [digits(own.rpartition(", ")[2].removeprefix("it is ")), digits(near)] == wanted, line

    def room(self):
        for line in (p.get_text() for p in self.made.room.select(".room > p")):
            means = next((m for m in self.means if line.startswith(f"{m}: ")), None)
            if means:
                i, rest = self.means[means], line.removeprefix(f"{means}: ")
                whole = in_hundreds(rest.partition(" in " + self.made.name)[0])
                if whole:
                    assert whole == rounded(float(self.rows.value[i]), 0), line
                self.add(i, "room", told_word(line), None if whole else digits(rest))
                self.rests_on(i, line)

    def slides(self):
        for slide in self.made.slides:
            for shape in (s for s in slide.shapes if s.has_table):
                head, *body = [[cell.text for cell in row.cells] for row in shape.table.rows]
                if head[0] == "Measure":
                    self.slide_rows(head, body)
            for shape in (s for s in slide.shapes if s.has_chart):
                own = next(line for line in shape.chart.plots[0].series if line.name == self.made.name)
                short = slide.shapes.title.text_frame.text.partition(": ")
                i, last = self.by_short[short[0]], [value for value in own.values if value is not None][-1]
                assert digits(short[2]) == rounded(last, self.places(i)), short
        for line in (text for slide in self.made.slides for s in slide.shapes if s.has_text_frame
                     for text in s.text_frame.text.split("\n")):  # fmt: skip
            self.sentence("sentence of slides", line)
        for line in self.made.notes:
            self.sentence("notes of slides", line)

    def paper(self):
        for table in self.made.paper.tables:
            head, *body = [[cell.text for cell in row.cells] for row in table.rows]
            if head[0] == "Measure":
                self.slide_rows(head, body, "first page of the paper")
            elif head[0] in self.by_short:  # a story's years, the newest at the right
                (own,) = [line for line in body if line[0] == self.made.name]
                self.add(self.by_short[head[0]], "years of the paper", None, digits(own[-1]))
        for line in self.made.paper.paragraphs:
            self.sentence("sentence of the paper", line.text)
            short, _, rest = line.text.partition(": ")
            if line.style.name == "Heading 1" and short in self.by_short:
                self.add(self.by_short[short], "story of the paper", None, digits(rest))

    def slide_rows(self, head, body, first="first slide"):
        """Rows of the slides of page one and of every measure: the word stands over the rows of the second."""
        word = None
        for cells in body:
            if head[-1] == "Verdict" and not cells[1]:
                word = re.sub(r" \(\d+\)$", "", cells[0]).lower()
            elif cells[1]:
                short = re.sub(r"( \([\d,]+\))?(: about .*)?$", "", cells[0])
                lot = A_LOT if cells[-1].endswith("by a lot") else ""
                place = "slide of every measure" if word else first
                self.add(self.by_short[short], place, f"{word}{lot}" if word else None, digits(cells[1]))


@pytest.fixture(scope="module")
def told(report_of):
    return Told(report_of)


def test_every_part_of_a_report_says_one_word_and_one_figure_of_each_indicator(told):
    apart = {}
    for indicator, places in told.said.items():
        words, figures = ({one[k] for one in places.values()} - {None} for k in (0, 1))
        if len(words) != 1 or len(figures) != 1:
            apart[indicator] = places
    assert not apart


def test_every_indicator_is_in_every_part_that_shows_all_and_the_others_are_not_bare(told):
    for place in ("csv", "xlsx data", "xlsx summary", "page data", "spine", "site"):
        assert {i for i, places in told.said.items() if place in places} == {*told.facts.index}, place
    stories = any(shape.has_chart for slide in told.made.slides for shape in slide.shapes)
    of_stories = ("notes of slides", "sentence of slides", *OF_PAPER) if stories else ()
    for place in ("room", "page sentence", "slide of every measure", *of_stories):
        assert any(place in places for places in told.said.values()), place


BY_HAND = [(20.25, 1, "20.3"), (-2.5, 0, "-3"), (1234.5, 0, "1,235"), (-0.04, 1, "0.0"), (2.675, 2, "2.68")]


@pytest.mark.parametrize("value,places,wanted", BY_HAND)
def test_our_rounding_is_a_spreadsheets(value, places, wanted):
    """By hand: half away from zero, of the decimal that is meant and not of the binary number that is held."""
    from scouting.words import number

    assert rounded(value, places) == wanted == number(value, places).replace("−", "-")
