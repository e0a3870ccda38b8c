"""The Care Quality Commission's assessments of councils' adult social care, which a council or region adds itself.

They are published, report by report, and no list of them is among the releases: so a person fills in the template.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable

from scouting.catalog import Catalog
from scouting.catalog.check import rules
from scouting.own import cells
from scouting.own.tables import Row, councils, filled
from scouting.terms import QUALITY_STATEMENTS


def assessments(catalog: Catalog, today: dt.date) -> Callable[[Row], dict]:
    """A reader of rows of assessments: a row of ``own_tables.TABLES["assessments"]``; problems stay with the row.

    ``today``: a report of a later day is refused.
    """
    council, rule = councils(catalog), rules(vars(catalog))["assessments"]

    def score(text: str) -> float:
        return cells.number(text) if text else math.nan

    def one(row: Row) -> dict:
        made = {
            "area_code": row.read("council", council, ""),
            "report_date": row.read("report_date", filled, ""),
            "rating": row.read("rating", filled, "").lower(),
            "link": row.texts.get("link", ""),
        }
        texts = {c: made[c] for c in ("report_date", "rating") if made[c]} | {"link": made["link"]}
        for column, text in (texts | {c: row.texts.get(c, "") for c in QUALITY_STATEMENTS}).items():
            if wrong := rule[column](text):
                row.say(column, wrong)
        if row.sound and dt.date.fromisoformat(made["report_date"]) > today:
            row.say("report_date", f"'{made['report_date']}' is in the future.")
        return made | {column: row.read(column, score, math.nan) for column in QUALITY_STATEMENTS if row.sound}

    return one
