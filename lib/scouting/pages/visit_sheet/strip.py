"""Two councils side by side: size, deprivation, rurality, spending, latest inspection; how far apart and how alike."""

from __future__ import annotations

import numpy as np
import pandas as pd

from scouting.catalog import Catalog
from scouting.frames import each_row, row_of
from scouting.pages.visit_sheet.sheet import MEASURES, Sheet
from scouting.terms import INSPECTION_GRADES
from scouting.words.figures import day_words, figure

#: The unit is in the name of these rows.
_BARE = ("children_0_17", "adults_18_over", "deprivation_score", "looked_after_rate", "long_term_support_65_over")
METRES_A_MILE = 1609.344


def strip(sheet: Sheet) -> pd.DataFrame:
    """The two councils side by side, texts as they are read: label, theirs, ours; rows with a figure of either."""
    p = sheet.of.data.panel
    here = p.areas.get_indexer(pd.Index([sheet.code, sheet.of.area_code]))
    rows = []
    for indicator_id, label in MEASURES[sheet.of.service].items():
        facts = sheet.of.data.catalog.indicator(indicator_id)
        figures = p.figures[p.indicators.index.get_loc(indicator_id), here, -1]
        if np.isfinite(figures).any():
            unit = "" if indicator_id in _BARE else facts.unit
            decimals = 0 if indicator_id == "rural_residents" else int(facts.decimals)  # a rule of thumb, no measure
            told = [figure(y, unit, decimals) if np.isfinite(y) else "not published" for y in figures]
            rows.append((label, *told))
    codes = (sheet.code, sheet.of.area_code)
    judged = [inspected(sheet.of.data.catalog, sheet.of.service, code) for code in codes]
    if any(judged):
        by = "Ofsted" if sheet.of.service == "children" else "Care Quality Commission"
        rows.append((f"Latest {by} judgement", *(text or "none held" for text in judged)))
    return pd.DataFrame(rows, columns=["label", "theirs", "ours"])


def inspected(catalog: Catalog, service: str, code: str) -> str:
    """A council's latest judgement of a service with its month, or "".

    >>> from scouting.catalog import read
    >>> inspected(read(), "children", "E06000025")
    'good, July 2024'
    """
    if service == "children":
        rows = catalog.inspections
        rows = rows[(rows.area_code == code) & rows.overall_effectiveness.notna()].sort_values("publication_date")
        graded = [(INSPECTION_GRADES[int(r.overall_effectiveness)], r.publication_date) for r in each_row(rows)]
    else:
        rows = catalog.assessments[catalog.assessments.area_code == code].sort_values("report_date")
        graded = [*zip(rows.rating, rows.report_date, strict=True)]
    return f"{graded[-1][0]}, {day_words(graded[-1][1]).partition(' ')[2]}" if graded else ""


def miles(catalog: Catalog, one: str, other: str) -> float:
    """Miles between the centres of two councils as the crow flies; NaN where a centre is not held.

    >>> from scouting.catalog import read
    >>> round(miles(read(), "E08000035", "E08000032"))
    14
    """
    centres = catalog.centres.set_index("area_code")
    if not {one, other} <= set(centres.index):
        return np.nan
    a, b = (row_of(centres, code) for code in (one, other))
    return float(np.hypot(a.easting - b.easting, a.northing - b.northing) / METRES_A_MILE)
