"""A report as slides for a meeting: five sentences, where to ask, what others could learn, the charts, the sources.

The pictures are those of the executed notebook, with their alt text; tables are the program's own, to be edited.
"""

from __future__ import annotations

import base64
import datetime as dt
from dataclasses import dataclass
from pathlib import Path

import nbformat
import pandas as pd

from scouting import sentences as say
from scouting.charts import cells, theme
from scouting.paths import new_file
from scouting.report import deck
from scouting.study import Study, show, summing_up
from scouting.terms import NOT_COMPARED

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
    of: Study, notebooks: list[nbformat.NotebookNode], facts: list[tuple[str, str]], as_of: dt.date, path: Path
) -> None:
    """Write the slides of a study whose notebooks were run. The same input gives the same bytes.

    ``facts``: of the report (see ``make.facts``), the title first. Raises ScoutingError where the file cannot be
    written.
    """
    made = deck.blank(facts[0][1])
    drawn = pictures(notebooks)
    _opening(made, of, facts, as_of)
    for good in (False, True):
        _standings(made, of, good)
    _closer(made, of, drawn)
    _overview(made, of)
    _ending(made, of, facts)
    with new_file(path) as aside:
        aside.write_bytes(deck.packed(made))


def _opening(made, of: Study, facts: list[tuple[str, str]], as_of: dt.date) -> None:
    held = dict(facts)
    deck.title(made, held["Report"], [f"Neighbours: {held['Neighbours']}", f"Made on {held['Made on']}"])
    first, rest = summing_up.shortened(summing_up.told(of, as_of.isoformat()))
    deck.lines(made, f"Where {of.name} stands", [*of.notices, *first], notes=rest)


def _standings(made, of: Study, good: bool) -> None:
    rows, facts = of.judged(good=good), of.panel.indicators
    word, why = ("better", "what others could learn") if good else ("worse", "where asking is worth most")
    if rows.empty:
        said = f"On no indicator is {of.name} {word} than the median of its neighbours beyond noise over three years."
        deck.lines(made, f"{word.capitalize()} than the neighbours: none", [said])
        return
    table = pd.DataFrame(
        {
            "Indicator": facts.title.loc[rows.index],
            "Years": rows.sustained_from + " to " + rows.period,
            of.name: _figures(rows.sustained, facts),
            "Neighbours' median": _figures(rows.sustained_median, facts),
            "Standing": rows.standing,
            "Place in the latest year": [say.place(row) for _, row in rows.iterrows()],
        }
    )
    more = f" The {ROWS} surest of {len(table)}; all stand on the page." if len(table) > ROWS else ""
    deck.table(
        made,
        f"{word.capitalize()} than the neighbours on {say.many(len(rows), 'indicator')}: {why}",
        table.head(ROWS),
        numbers=(of.name, "Neighbours' median"),
        note=f"Means of three years, beyond noise; the surest first.{more}",
    )


def _figures(values: pd.Series, facts: pd.DataFrame) -> list[str]:
    # A mean of three whole percentages is none: as in the page's sentences.
    return [
        say.figure(v, facts.unit[i], max(facts.decimals[i], 1) if facts.unit[i] == "%" else facts.decimals[i])
        for i, v in values.items()
    ]


def _closer(made, of: Study, drawn: dict[str, Picture]) -> None:
    """The indicators looked at closely: a slide a chart, with the sentence of the standing in the notes."""
    facts, titles = of.panel.indicators, of.data.catalog.sources.set_index("source_id").title
    for indicator_id in show.closer_ids(of):
        row, mine = of.comparison.loc[indicator_id], facts.loc[indicator_id]
        sentence = say.standing_sentence(row, mine, of.name)
        source = f"Source: {titles.get(mine.source_id, mine.source_id)}"
        lasting = row.standing != NOT_COMPARED
        standing = f"{row.standing} over three years" if lasting else f"{row.standing_now} in {row.period}"
        stem = indicator_id.replace("_", "-")
        for kind, title in (("bars", f"{mine.short_title}: {standing}"), ("trend", f"{mine.short_title} over time")):
            if f"{stem}-{kind}" in drawn:
                deck.picture(made, title, drawn[f"{stem}-{kind}"], source, notes=[mine.means, sentence])


def _overview(made, of: Study) -> None:
    """The overview as tables, shaded as its charts are: those are too high to be read on a slide."""
    parts = cells.pages(of.overview())
    for number, part in enumerate(parts, start=1):
        said, shades = pd.DataFrame({"Indicator": part.short_title, "Figure": part.value_text}), pd.DataFrame()
        said["Period"] = part.period
        for heading, standing, gap in _LOOKS:
            said[heading] = [f"{cells.GLYPHS[word]} {word}".strip() for word in part[standing]]
            told = zip(part[standing], part[gap], part.good, strict=True)
            shades[heading] = [_shade(*one) for one in told]
        title = say.overview_title(part) + (f" ({number} of {len(parts)})" if len(parts) > 1 else "")
        deck.table(made, title, said, numbers=("Figure",), size=12, fills=shades)


#: Columns of the overview on a slide: heading, standing, gap in units of noise.
_LOOKS = (
    ("Three years, neighbours", "standing", "gap_noise"),
    ("Latest, neighbours", "standing_now", "now_gap_noise"),
    ("Three years, England", "standing_england", "england_gap_noise"),
)


def _shade(standing: str, gap: float, good: int) -> str:
    compared = standing != NOT_COMPARED and pd.notna(gap)
    return theme.shade(float(gap), int(good)) if compared else theme.COLOURS["paper"]


def _ending(made, of: Study, facts: list[tuple[str, str]]) -> None:
    rows = of.sources()
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
