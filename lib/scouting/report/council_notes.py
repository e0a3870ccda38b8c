"""The notes of a council's workbook: how to read it, how each measure is counted, why figures are missing, sources."""

from __future__ import annotations

import pandas as pd

from scouting.report.council_sheets import FEW
from scouting.report.readable import Part
from scouting.report.workbook import told
from scouting.study import Study
from scouting.terms import GAPS, LICENCE, LOCAL, MARKERS, UNPUBLISHED
from scouting.words import day_words

#: Parts that are printed: the others are long, and for the screen.
ON_PAPER = 5

READING = (
    "Summary has one row for each measure, in the order in which people meet the service. {name} stands beside similar "
    "councils' median, the region and England.",
    "The verdict compares {name} with similar councils. Clear: at least 95 of 100 such verdicts stood a year later. "
    "Probable: at least 80 of 100. Everything else is too close to call.",
    "The verdict rests on up to three years, the latest counting most. Those figures stand at the right of Summary: "
    "“{name} then” and “Similar councils then”.",
    "Rank 1 is the best among {name} and similar councils. Where neither high nor low is better, it is the highest.",
    "A column headed 2025 holds the period that ended in 2025. Of months and quarters it holds the last one.",
    "A line to the left of a figure marks a new way of counting. Do not compare figures across it.",
    "Cells hold the figure unrounded and show it rounded as in the report. Change is on the period before.",
    "Similar councils and History begin with the measures on which the verdict is clear. Only the first ones print.",
    "Data holds the whole comparison with codes, for formulas and other programs.",
    "A measure differs between councils for many reasons. Use the figures to ask questions, not to judge.",
)
#: Why a cell holds words, beyond the publishers' markers.
_WHY = {
    "c": "Held back, because so few people stand behind the figure that they could be known.",
    "k": "The publisher says that the figure rounds to zero, and not what it is.",
    "u": "Too uncertain for the publisher to give.",
    "x": "The publisher has no figure for this council and period.",
    "z": "The measure does not apply to this council.",
    "-": "The publisher gives no figure and no reason.",
}


def notes(study: Study, facts: list[tuple[str, str]], data: pd.DataFrame) -> list[Part]:
    """The parts of the sheet. ``facts``: of the report; ``data``: the sheet with codes."""
    chosen, said = study.neighbour_set, dict(facts)
    lines = [chosen.described, *([chosen.note] if chosen.note else [])]
    why = [(MARKERS[marker].capitalize(), text) for marker, text in _WHY.items()]
    why += [(FEW.capitalize(), "Too few similar councils have a figure to tell a median."),
            (GAPS[1].capitalize(), "No period that ended in that year is held.")]  # fmt: skip
    return [
        Part("How to read this workbook", [line.format(name=study.name) for line in READING]),
        Part("Why a figure is missing", [], pd.DataFrame(why, columns=["The cell says", "What that means"])),
        Part("Similar councils", lines),
        Part("Sources", [f"{LICENCE}.", f"Made on {said['Made on']}. Not for {said['Not for']}."], _sources(study)),
        Part("What is not here", [], _not_held(study)),
        Part("How each measure is counted", [], _measures(study)),
        Part("The columns of the sheet Data", [], told({"Data": data})[["Column", "What it means"]]),
    ]


def _sources(study: Study) -> pd.DataFrame:
    rows = study.sources()
    newest = [day_words(day) for day in rows.newest]
    return pd.DataFrame({"Publisher": rows.publisher, "Release": rows.title, "Published at": rows.landing_page,
                         "Newest period ends": newest})  # fmt: skip


def _not_held(study: Study) -> pd.DataFrame:
    rows = study.data.catalog.not_held
    rows = rows[rows.service.isin(study.indicators.service)]
    why = [f"{status.capitalize()}. {text}" for status, text in zip(rows.status, rows.why, strict=True)]
    return pd.DataFrame({"Topic": rows.topic, "What": rows.what, "Why it is not here": why,
                         "What to ask instead": rows.question})  # fmt: skip


def _measures(study: Study) -> pd.DataFrame:
    rows, titles = study.panel.indicators, study.data.catalog.sources.title
    titles = titles.set_axis(study.data.catalog.sources.source_id)
    counted = [" ".join(filter(None, parts)) for parts in zip(rows.counting_note, rows.recompute, strict=True)]
    broken = [f"{means} New ways of counting: {when}." if when else means
              for means, when in zip(rows.means, rows.breaks, strict=True)]  # fmt: skip
    source = [UNPUBLISHED.capitalize() if one == LOCAL else titles.get(one, one) for one in rows.source_id]
    return pd.DataFrame({"Measure": rows.title, "What it means": broken, "How it is counted": counted,
                         "Source": source}).reset_index(drop=True)  # fmt: skip
