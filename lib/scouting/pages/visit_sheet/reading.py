"""What to read before a visit: which paragraphs of the host's inspection reports, and what a reader added of them."""

from __future__ import annotations

import pandas as pd

from scouting.own.reports import quotes
from scouting.pages.visit_sheet.sheet import Sheet
from scouting.reading.words import sentences

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
#: Sentences on the sheet at most.
MOST = 3
#: Paragraphs of an added report at most.
MOST_QUOTES = 6


def told(sheet: Sheet) -> list[str]:
    """Which reports and paragraphs to read, what inspectors asked the host to improve, who was asked the same.

    Ofsted's reports on children's services; none are held on adults'.
    """
    if sheet.of.service != "children":
        return []
    focus, near = FOCUS.get(sheet.main, ""), sheet.of.neighbour_set.codes
    catalog, own = sheet.of.data.catalog, sheet.of.area_code
    return sentences(catalog, sheet.code, sheet.topic, focus, own, near)[:MOST]


def quoted(sheet: Sheet) -> pd.DataFrame:
    """Paragraphs on the topic of the reports that the reader added: columns as ``own.reports.quotes``."""
    focus = FOCUS.get(sheet.main, "") if sheet.of.service == "children" else ""
    return quotes(sheet.of.data.catalog, sheet.code, sheet.topic, focus).head(MOST_QUOTES)
