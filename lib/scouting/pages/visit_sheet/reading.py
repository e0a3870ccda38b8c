"""What to read before a visit: which paragraphs of the host's inspection reports, and what a reader added of them."""

from __future__ import annotations

import pandas as pd

from scouting.own.reports import quotes
from scouting.pages.visit_sheet.sheet import Sheet
from scouting.reading.words import sentences
from scouting.terms import SEND_OUTCOMES
from scouting.words import day_words

#: What to look for within a wide topic, by the measure that the sheet follows.
FOCUS = {
    "placed_over_20_miles": "foster carers; sufficiency",
    "new_placements_over_20_miles": "foster carers; sufficiency",
    "new_placements_near_home": "foster carers; sufficiency",
    "looked_after_fostered": "foster carers; sufficiency",
    "placements_3_or_more": "stability",
    "placement_long_term": "stability",
    "missing_more_than_once": "missing",
    "social_workers_3_or_more": "social workers",
    "re_referrals": "contacts and referrals; thresholds",
    "conferences_15_days": "enquiries and conferences",
    "left_care_special_guardianship": "special guardianship",
    "left_care_adopted": "adoption",
}
SEND = "special educational needs"
#: Sentences on the sheet at most.
MOST = 3
#: Paragraphs of an added report at most.
MOST_QUOTES = 6


def told(sheet: Sheet) -> list[str]:
    """Which reports and paragraphs to read, what inspectors asked the host to improve, who was asked the same.

    Ofsted's reports on children's services, and area inspections of special educational needs; of adults' services
    where to look.
    """
    if sheet.of.service != "children":
        return [f"The Care Quality Commission's report on {sheet.name}, if there is one, is at cqc.org.uk."]
    if sheet.topic == SEND:
        return _area_send(sheet)
    focus, near = FOCUS.get(sheet.main, ""), sheet.of.neighbour_set.codes
    catalog, own = sheet.of.data.catalog, sheet.of.area_code
    said = sentences(catalog, sheet.code, sheet.topic, focus, own, near)
    older = [line for line in said if line.startswith("Ofsted's report of ")][1:]
    return [line for line in said if line not in older][:MOST]


def _area_send(sheet: Sheet) -> list[str]:
    """The newest area inspection of special educational needs: reports on social care are of other things."""
    rows = sheet.of.data.catalog.other_inspections
    rows = rows[(rows.area_code == sheet.code) & (rows.framework == "area_send")].sort_values("publication_date")
    if rows.empty:
        return [f"No area SEND inspection of {sheet.name} is held. Look for one at reports.ofsted.gov.uk."]
    day, found = day_words(rows.publication_date.iloc[-1]), SEND_OUTCOMES.get(rows.outcome.iloc[-1], "")
    return [f"The area SEND inspection of {sheet.name}, published {day}{f', found: {found}' if found else ''}."]


def quoted(sheet: Sheet) -> pd.DataFrame:
    """Paragraphs on the topic of the reports that the reader added: columns as ``own.reports.quotes``."""
    focus = FOCUS.get(sheet.main, "") if sheet.of.service == "children" else ""
    return quotes(sheet.of.data.catalog, sheet.code, sheet.topic, focus).head(MOST_QUOTES)
