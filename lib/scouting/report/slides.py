"""A report as slides for a meeting: five sentences, where to ask, what others could learn, charts, sources.

The pictures are those of the executed notebook, with their alt text; tables are the program's own, to be edited.
"""

from __future__ import annotations

import base64
import datetime as dt
from dataclasses import dataclass
from pathlib import Path

import nbformat
import pandas as pd

from scouting import words as say
from scouting.charts import cells
from scouting.frames import each_row, row_of
from scouting.pages.common import texts
from scouting.pages.scouting_party import show as party_page
from scouting.pages.scouting_party import summary
from scouting.paths import new_file
from scouting.report import deck
from scouting.study import Study
from scouting.terms import CLEARLY
from scouting.words.figures import said

#: Rows of a table on one slide; the rest are counted.
ROWS = 8


@dataclass(frozen=True)
class Picture:
    """A chart as it was drawn in a notebook, and what it shows in words."""

    png: bytes
    alt: str


def pictures(notebooks: list[nbformat.NotebookNode]) -> dict[str, Picture]:
    """The charts of executed notebooks by name (``charts.emit`` gives it), in the order in which they stand there."""
    found = {}
    for output in (o for book in notebooks for cell in book.cells for o in cell.get("outputs", [])):
        about = output.get("metadata", {}).get("image/png", {})
        if "name" in about:
            found[about["name"]] = Picture(base64.b64decode(output.data["image/png"]), about["alt"])
    return found


def write(
    study: Study, notebooks: list[nbformat.NotebookNode], facts: list[tuple[str, str]], as_of: dt.date, path: Path
) -> None:
    """Write the slides of a study whose notebooks were run. The same input gives the same bytes.

    ``facts``: of the report (``Document.facts``), the title first. Raises ScoutingError where the file cannot be
    written.
    """
    made = deck.blank(facts[0][1])
    drawn = pictures(notebooks)
    _opening(made, study, facts, as_of)
    for good in (False, True):
        _clear(made, study, good)
    _closer(made, study, drawn)
    _overview(made, study)
    _ending(made, study, facts)
    with new_file(path) as aside:
        aside.write_bytes(deck.packed(made))


def _opening(made, study: Study, facts: list[tuple[str, str]], as_of: dt.date) -> None:
    held = dict(facts)
    deck.title(made, held["Report"], [f"Similar councils: {held['Similar councils']}", f"Made on {held['Made on']}"])
    first, rest = summary.shortened(summary.told(study, as_of.isoformat()))
    deck.lines(made, f"{study.name} in short", [*study.notices, *first], notes=rest)


def _clear(made, study: Study, good: bool) -> None:
    """What is clearly better, or clearly worse, as a table: the figures that the verdict rests on."""
    rows, facts = study.clear(good=good), study.panel.indicators
    word, why = (CLEARLY["better"], "what others could learn") if good else (CLEARLY["worse"], "where to ask")
    if rows.empty:
        none = f"On no measure is {study.name} {word} than similar councils."
        deck.lines(made, f"{word.capitalize()} than similar councils: none", [none])
        return
    table = pd.DataFrame(
        {
            "Measure": facts.title.loc[rows.index],
            "Years": [f"{row.level_from} to {row.period}" if row.level_periods > 1 else row.period
                      for row in each_row(rows)],
            study.name: texts(rows.level, facts.loc[rows.index], "no figure"),
            "Similar councils": texts(rows.level_median, facts.loc[rows.index], "no figure"),
            "Verdict": [said(row) for row in each_row(rows)],
            "Rank in the latest year": [say.place(row) for _, row in rows.iterrows()],
        }
    )  # fmt: skip
    more = f" The {ROWS} surest of {len(table)}; all stand on the page." if len(table) > ROWS else ""
    deck.table(
        made,
        f"{word.capitalize()} than similar councils on {say.many(len(rows), 'measure')}: {why}",
        table.head(ROWS),
        numbers=(study.name, "Similar councils"),
        note=f"Up to three years, the latest counting most; the surest first.{more}",
    )


def _closer(made, study: Study, drawn: dict[str, Picture]) -> None:
    """The indicators looked at closely: one slide per chart, with the sentence of the verdict in the notes."""
    facts, titles = study.panel.indicators, study.data.catalog.sources.set_index("source_id").title
    for indicator_id in party_page.closer_ids(study):
        row, mine = row_of(study.comparison, indicator_id), row_of(facts, indicator_id)
        sentence = say.verdict_sentence(row, mine, study.name)
        of_its_own = f"{mine.source_id} {indicator_id}"  # an indicator that councils added with its source
        source = f"Source: {titles.get(of_its_own, titles.get(mine.source_id, mine.source_id))}"
        stem = indicator_id.replace("_", "-")
        for kind, title in (("bars", f"{mine.short_title}: {said(row)}"), ("trend", f"{mine.short_title} over time")):
            if f"{stem}-{kind}" in drawn:
                deck.picture(made, title, drawn[f"{stem}-{kind}"], source, notes=[mine.means, sentence])


def _overview(made, study: Study) -> None:
    """The overview as tables, shaded as its charts are: those are too high to be read on a slide."""
    parts = cells.pages(study.overview())
    for number, part in enumerate(parts, start=1):
        table = pd.DataFrame({"Measure": part.short_title, "Figure": part.value_text, "Period": part.period})
        england = part.assign(verdict=part.verdict_england, by_a_lot=False)
        shades = pd.DataFrame()
        for heading, rows in (("Similar councils", part), ("England", england)):
            told = list(each_row(rows))
            table[heading] = [f"{cells.glyph(row.verdict, row.by_a_lot)} {said(row)}".strip() for row in told]
            shades[heading] = [cells.colour(row.verdict, row.by_a_lot) for row in told]
        title = say.overview_title(part) + (f" ({number} of {len(parts)})" if len(parts) > 1 else "")
        deck.table(made, title, table, numbers=("Figure",), size=12, fills=shades)


def _ending(made, study: Study, facts: list[tuple[str, str]]) -> None:
    rows = study.sources()
    table = pd.DataFrame(
        {"Release": rows.title, "Publisher": rows.publisher, "Newest period ends": rows.newest.astype(str)}
    )
    for start in range(0, len(table), deck.MOST_ROWS):
        which = f" ({start // deck.MOST_ROWS + 1} of {-(-len(table) // deck.MOST_ROWS)})"
        title = f"Sources{which if len(table) > deck.MOST_ROWS else ''}"
        deck.table(made, title, table.iloc[start : start + deck.MOST_ROWS], size=11)
    held = dict(facts)
    deck.lines(
        made,
        "What these slides are for, and not for",
        [
            "For asking better questions: a gap says where to look, not why it is there.",
            f"Not for {held['Not for']}.",
            f"{held['Licence of the figures']}.",
            "Files and checksums of every release stand on the page and in the workbook beside these slides.",
        ],
    )
