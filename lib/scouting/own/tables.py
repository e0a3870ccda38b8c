"""The five tables of a council's own figures: their columns, what a person fills in for them, and a row of cells."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

import pandas as pd

from scouting.catalog import Catalog, find_area
from scouting.catalog.areas import ended_sentence
from scouting.catalog.check import rules
from scouting.errors import ScoutingError, did_you_mean, shown
from scouting.frames import each_row
from scouting.own.cells import Sheet
from scouting.periods import parse
from scouting.terms import QUALITY_STATEMENTS

#: The columns of each table as it is kept.
TABLES = {
    "figures": "area_code indicator_id period period_end value numerator denominator marker share note added",
    "targets": "area_code indicator_id target tolerance note added",
    "indicators": "indicator_id title short_title means service topic facet unit multiplier decimals polarity "
    "statistic numerator_label denominator_label counting_note year_end publisher source link added",
    "neighbours": "set_id title publisher published area_code neighbour_code rank added",
    "assessments": f"area_code report_date rating {' '.join(QUALITY_STATEMENTS)} link added",
}
TABLES = {kind: columns.split() for kind, columns in TABLES.items()}
#: The day on which a row was added, and what tables of earlier versions lack, which is blank in them.
ADDED = "added"
LATER = {"indicators": ("publisher", "source", "link", ADDED)}
#: Columns that hold numbers; period_end holds days, all others text.
NUMBERS = frozenset(
    ["value", "numerator", "denominator", "target", "tolerance", "multiplier", "decimals", "rank", *QUALITY_STATEMENTS]
)
#: What a person fills in: the columns that must be there, and those that may.
ASKED = {kind: (must.split(), may.split()) for kind, (must, may) in {
    "figures": ("council indicator_id period value", "numerator denominator marker share note"),
    "targets": ("council indicator_id target", "tolerance note"),
    "indicators": (
        "indicator_id title service unit polarity statistic",
        "short_title means topic facet multiplier decimals numerator_label denominator_label counting_note year_end "
        "publisher source link",
    ),
    "neighbours": ("set_id title council neighbour", "publisher published rank"),
    "assessments": ("council report_date rating", f"{' '.join(QUALITY_STATEMENTS)} link"),
}.items()}  # fmt: skip
#: The template's sheet of what may be written: it has the columns of a table, and none of its rows.
CODES = "codes"
#: Columns that hardly any other file has.
_TELLING = {"council", "indicator_id", "set_id"}

T = TypeVar("T")


def columns(kind: str) -> list[str]:
    """The columns that a person may fill in, those that must be there first.

    >>> columns("targets")
    ['council', 'indicator_id', 'target', 'tolerance', 'note']
    """
    must, may = ASKED[kind]
    return must + may


def kind_of(names: Iterable[str]) -> str:
    """The table that column names are most like, or nothing.

    >>> kind_of(["council", "indicator_id", "period", "figure"]), kind_of(["time_period", "la_name", "value"])
    ('figures', '')
    """
    held = set(names)
    shared = {kind: len(held & set(columns(kind))) for kind in ASKED}
    best = max(shared, key=shared.__getitem__)
    return best if shared[best] >= 3 and held & _TELLING else ""


def wrong_columns(sheet: Sheet, kind: str) -> list[str]:
    """A sentence for each column that is missing or unknown, with the nearest right name."""
    held, allowed = list(sheet.cells), columns(kind)
    found = [f"{sheet.where()}: the column {c} is missing." for c in ASKED[kind][0] if c not in held]
    for name in held:
        if name not in allowed:
            # A unit in brackets is no part of the name: "Value (%)".
            near = did_you_mean(re.sub(r"_*\(.*?\)", "", str(name)), [c for c in allowed if c not in held])
            listed = f" The columns of {kind} are {', '.join(allowed)}."
            typed = shown(sheet.typed.get(str(name), str(name)))
            found.append(f"{sheet.where(sheet.top)}: unknown column '{typed}'.{near}{listed}")
    return found


class Row:
    """One row of texts: hands each cell to its reader and keeps what is wrong (``odd``: in which columns)."""

    def __init__(self, place: str, texts: dict):
        self.place, self.texts, self.problems, self.odd = place, texts, [], set()

    @property
    def sound(self) -> bool:
        return not self.odd

    def read(self, column: str, reader: Callable[[str], T], otherwise: T) -> T:
        """What the reader makes of a cell (blank where the column is missing); its ScoutingError is kept.

        That a column is missing is told once for its sheet, not for each row.
        """
        try:
            return reader(self.texts.get(column, ""))
        except ScoutingError as err:
            self.odd.add(column)
            for problem in err.problems if column in self.texts else ():
                self.say(column, problem)
            return otherwise

    def say(self, column: str, problem: str) -> None:
        self.odd.add(column)
        text = self.texts.get(column, "")
        self.problems.append(f"{self.place}, {column}: {problem.replace(text, shown(text)) if text else problem}")


def rows(sheet: Sheet, example: str) -> Iterator[Row]:
    """The rows of a sheet but those of the template, whose cell in the column ``example`` begins with that word."""
    for number, texts in zip(sheet.cells.index, sheet.cells.to_dict("records"), strict=True):
        if not texts.get(example, "").casefold().startswith("example"):
            yield Row(sheet.where(number), texts)


def filled(text: str) -> str:
    """The text of a cell that must not be blank."""
    if not text:
        raise ScoutingError("is blank. It must be filled in.")
    return text


def councils(catalog: Catalog, *, once: bool = False) -> Callable[[str], str]:
    """A reader of council cells: name, ONS code or DfE number to code; each spelling is looked up once.

    ``once``: what is wrong with a spelling is told the first time only.
    """
    known: dict[str, str] = {}
    told: set[str] = set()

    def council(text: str) -> str:
        if text in told:
            raise ScoutingError([])
        if text not in known:
            try:
                code = find_area(catalog, filled(text), ended=True)
                if catalog.areas.valid_to[code]:
                    raise ScoutingError(ended_sentence(catalog, code, offer="Name one of them."))
            except ScoutingError:
                told.update([text] if once else [])
                raise
            known[text] = code
        return known[text]

    return council


def frame(kind: str, found: list[dict], more: Iterable[str] = ()) -> pd.DataFrame:
    """A table of its kind from rows, in its columns and types (also without a row)."""
    made = pd.DataFrame(found, columns=[*TABLES[kind], *more])
    for column in TABLES[kind]:
        if column == "period_end":
            made[column] = pd.to_datetime(made[column]).astype("datetime64[s]")
        else:
            made[column] = (
                made[column].astype("float64")
                if column in NUMBERS
                else made[column].astype(object).fillna("").astype("str")
            )
    return made


#: What a row of each table must not share with another one.
KEYS = {
    "figures": (["area_code", "indicator_id", "kind", "period_end"], "council, indicator and period"),
    "targets": (["area_code", "indicator_id"], "council and indicator"),
    "indicators": (["indicator_id"], "indicator"),
    "neighbours": (["set_id", "area_code", "neighbour_code"], "set, council and neighbour"),
    "assessments": (["area_code", "report_date"], "council and day of the report"),
}


def twice(kind: str, made: pd.DataFrame) -> list[str]:
    """A sentence for each row of a table (with its ``place``) whose key another row before it has."""
    key, words = KEYS[kind]
    first = made.groupby(key).place.transform("first")
    again = made.assign(first=first)[made.duplicated(key)]
    return [f"{row.place}: the same {words} as in {row.first}. Leave one of them out." for row in each_row(again)]


_PER = re.compile(r"per ([0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)\b")
#: The statistics that are made from two counts.
COUNTED = ("proportion", "rate")
_LONGEST, _SHORT = {"indicator_id": 40, "title": 120, "publisher": 120, "source": 200, "link": 500}, 34
#: A figure per million is the finest there is.
_MOST_DECIMALS, _MOST_MULTIPLIER = 6, 1_000_000


def _cut(title: str) -> str:
    """A title in so many letters as a chart has room for, cut behind a word."""
    words = title[:_SHORT].rsplit(" ", 1)[0][: _SHORT - 1]
    return f"{words.rstrip(' ,;:.(-')}…"


def defaults(texts: dict[str, str]) -> dict[str, str]:
    """What stands in the columns that a person left blank; the multiplier of a rate comes from its unit.

    >>> made = defaults({"title": "Visits in time", "unit": "per 10,000 children", "statistic": "rate"})
    >>> made["short_title"], made["multiplier"], made["decimals"], made["year_end"]
    ('Visits in time', '10000', '1', '03-31')
    """
    title, unit, statistic = (texts.get(column, "") for column in ("title", "unit", "statistic"))
    per = _PER.search(unit)
    multiplier = "100" if unit == "%" else per[1].replace(",", "") if per else ""
    return {
        "short_title": title if len(title) <= _SHORT else _cut(title),
        "means": title,
        "topic": "own",
        "facet": "activity",
        "multiplier": multiplier or ("" if statistic == "rate" else "1") if statistic in COUNTED else "1",
        "decimals": "0" if statistic == "count" else "1",
        "counting_note": "The council's own indicator: how it is counted was not noted.",
        "year_end": "03-31",
    }


def indicators(catalog: Catalog) -> Callable[[Row], dict]:
    """A reader of rows of indicators: a row of ``own_tables.TABLES["indicators"]``; problems stay with the row."""
    rule, published = rules(vars(catalog))["indicators"], set(catalog.indicators.index)

    def one(row: Row) -> dict:
        given = {column: row.texts.get(column, "") for column in TABLES["indicators"]}
        texts = {column: text or defaults(given).get(column, "") for column, text in given.items()}
        for column, text in texts.items():
            if text and column in rule and (wrong := rule[column](text)):
                row.say(column, wrong)
            elif column in ASKED["indicators"][0]:
                row.read(column, filled, "")
            elif not text and column == "multiplier" and texts["unit"]:
                row.say(column, f"is blank, and the unit '{texts['unit']}' does not say per how many (per 1,000 …).")
        for column, most in _LONGEST.items():
            if len(texts[column]) > most:
                row.say(column, f"has {len(texts[column])} characters; {most} are allowed.")
        if texts["indicator_id"] in published:
            row.say("indicator_id", f"'{texts['indicator_id']}' is a published indicator. Give yours another id.")
        if row.sound:
            _fits(row, texts)
        return texts | {c: float(texts[c]) for c in ("multiplier", "decimals")} if row.sound else {}

    return one


def _fits(row: Row, texts: dict[str, str]) -> None:
    """Keeps what does not fit together in a row whose cells keep their rules."""
    row.read("year_end", lambda text: parse("2025", text or "03-31"), None)
    if (texts["source"] or texts["link"]) and not texts["publisher"]:
        row.say("publisher", "is blank: who published it? A figure without a publisher is called unpublished.")
    if texts["link"] and not re.fullmatch(r"https?://[^\s\"'<>]+", texts["link"]):
        row.say("link", f"'{texts['link']}' is not an address like https://www.gov.uk/…")
    counted = texts["statistic"] in COUNTED
    if texts["unit"] == "%" and not counted:
        row.say("statistic", f"'{texts['statistic']}', but a percentage is a proportion or a rate: it has two counts.")
    if not 0 < float(texts["multiplier"]) <= _MOST_MULTIPLIER:
        row.say("multiplier", f"'{texts['multiplier']}' must be above 0, and at most {_MOST_MULTIPLIER:,}.")
    elif texts["unit"] == "%" and counted and float(texts["multiplier"]) != 100:
        row.say("multiplier", f"'{texts['multiplier']}', but a percentage is 100 × numerator / denominator.")
    if not (float(texts["decimals"]).is_integer() and float(texts["decimals"]) <= _MOST_DECIMALS):
        row.say("decimals", f"'{texts['decimals']}' is not a whole number from 0 to {_MOST_DECIMALS}.")
