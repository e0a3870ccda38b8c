"""The one picture of the first page: one mark per measure, by kind, worse to better, with the age of the figures."""

from __future__ import annotations

from html import escape

import pandas as pd

from scouting import markup
from scouting.charts.cells import glyph
from scouting.frames import each_row
from scouting.report.sources import span_and_age
from scouting.study import Study
from scouting.terms import CLEARLY, FACETS, NOT_COMPARED, PROBABLY, TOO_CLOSE, TOO_FEW_PEOPLE
from scouting.words import many
from scouting.words.figures import said

#: Verdicts in the order of their marks, each with the kind that colours it: the mark alone is enough to read it.
KINDS = {
    CLEARLY["worse"]: "worse",
    PROBABLY["worse"]: "probably worse",
    TOO_CLOSE: "close",
    PROBABLY["better"]: "probably better",
    CLEARLY["better"]: "better",
    CLEARLY["higher"]: "higher",
    PROBABLY["higher"]: "probably higher",
    PROBABLY["lower"]: "probably lower",
    CLEARLY["lower"]: "lower",
    TOO_FEW_PEOPLE: "none",
    NOT_COMPARED: "none",
}
_UNTOLD = (TOO_CLOSE, TOO_FEW_PEOPLE, NOT_COMPARED)
#: Names told under the picture, of each side.
NAMED = 6


def picture(study: Study, ages: pd.DataFrame) -> str:
    """The picture as HTML: a table with one row per kind of measure; the marks of each row are described in words.

    ``ages``: ``sources.figure_ages`` of the study.
    """
    rows, names = study.comparison, study.panel.indicators.short_title
    body = []
    for facet in [facet for facet in FACETS.values() if (ages.facet == facet).any()]:
        mine = ages[ages.facet == facet]
        body.append(
            f'<tr><th scope="row">{escape(facet)}</th><td>{_marks(rows.loc[mine.index], names)}</td>'
            f"<td>{escape(span_and_age(mine))}</td></tr>"
        )
    caption = f"{study.name} against similar councils, one mark per measure"
    head = "".join(f'<th scope="col">{name}</th>' for name in ("Kind of measure", "Verdicts", "Latest figures of"))
    table = f'<table class="marks"><caption>{escape(caption)}</caption><thead><tr>{head}</tr></thead><tbody>'
    return "".join([table, *body, "</tbody></table>", f'<p class="small">{_key()}</p>', _named(study)])


def _key() -> str:
    told = [f"{glyph(word)} {word}" for word in KINDS if word != NOT_COMPARED]
    return f"{', '.join(told)}, empty: {NOT_COMPARED}. Twice the mark: by a lot."


def _marks(rows: pd.DataFrame, names: pd.Series) -> str:
    placed = rows.assign(order=rows.verdict.map([*KINDS].index)).sort_values("order", kind="stable")
    drawn = "".join(
        f'<i class="{KINDS[row.verdict]}" title="{escape(names[row.Index])}: {said(row)}">'
        f"{glyph(row.verdict, row.by_a_lot) or '&nbsp;'}</i>"
        for row in each_row(placed)
    )
    return f'<span role="img" aria-label="{escape(_in_words(placed, names))}">{drawn}</span>'


def _in_words(placed: pd.DataFrame, names: pd.Series) -> str:
    """The marks of a kind of measure in words; those that stand out by name."""
    told = []
    for word, mine in placed.groupby("verdict", sort=False):
        listed = f" ({'; '.join(names[mine.index])})" if word not in _UNTOLD else ""
        told.append(f"{len(mine)} {word}{listed}")
    return f"{many(len(placed), 'measure')}: {'; '.join(told)}"


def _named(study: Study) -> str:
    """Which are clearly better or worse: worse first, the surest first."""
    names, told = study.panel.indicators.short_title, []
    for good in (False, True):
        mine = list(names[study.clear(good=good).index])
        if mine:
            word = CLEARLY["better" if good else "worse"]
            more = f"; and {len(mine) - NAMED} more" if len(mine) > NAMED else ""
            told.append(f"{word.capitalize()}: {'; '.join(mine[:NAMED])}{more}.")
    return markup.sentences(told)
