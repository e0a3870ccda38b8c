"""A council's own indicators, row by row: what may be left blank is filled in, the rest keeps the catalogue's rules."""

from __future__ import annotations

import re
from collections.abc import Callable

from scouting.adapters.own_tables import ASKED, TABLES, Row, filled
from scouting.catalog import Catalog
from scouting.catalog.check import rules
from scouting.periods import parse

_PER = re.compile(r"per ([0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)\b")
#: The statistics that are made from two counts.
COUNTED = ("proportion", "rate")
_LONGEST = {"indicator_id": 40, "title": 120}
_MOST_DECIMALS = 6


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
        "short_title": title[:34].rstrip(),
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
    counted = texts["statistic"] in COUNTED
    if texts["unit"] == "%" and not counted:
        row.say("statistic", f"'{texts['statistic']}', but a percentage is a proportion or a rate: it has two counts.")
    if not float(texts["multiplier"]) > 0:
        row.say("multiplier", "must be above 0.")
    if not (float(texts["decimals"]).is_integer() and float(texts["decimals"]) <= _MOST_DECIMALS):
        row.say("decimals", f"'{texts['decimals']}' is not a whole number from 0 to {_MOST_DECIMALS}.")
