"""A report's page: page one on top, what changed since the last report, the notebooks' parts, how to read it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from functools import partial
from pathlib import Path

import nbformat
import pandas as pd
from bs4 import BeautifulSoup

from scouting import markup
from scouting.catalog import Catalog
from scouting.pages.early_warning import expected, words
from scouting.pages.page_one import show as page_one
from scouting.report import arrange, page, sources
from scouting.report.since import Since
from scouting.report.what_if import what_if
from scouting.study import Study
from scouting.terms import ANOTHER_PERIOD, NEW_FIGURE, REVISION
from scouting.words.figures import day_words, number

HEADING = "Since the last report"
#: How to read the verdicts, with what they were worth on past figures: of 100 that were clear, and of 100 probable.
READING = (
    "Clearly: on past figures, {clear} of 100 such verdicts stood on the same side a year later.",
    "Probably: {probable} of 100 did.",
    "Too close to call: the figures cannot say who does better.",
    "A gap says where to ask, not why it is there; some gaps are how councils count.",
    "A figure that is missing is said to be missing. It is never zero.",
    "This page is no league table, and says nothing about any person.",
)


def opening_page(study: Study, told: Since | None) -> str:
    """Page one as HTML, to stand alone on paper. What changed is told where something did."""
    return page_one.html(study, told.sentence() if told is not None and len(told.rows) else "")


def how_to_read(study: Study) -> str:
    """What the verdicts are worth and what the page is not, as a part of its own."""
    parts = [markup.heading(2, "How to read this report"), markup.sentences(reading(study.data.catalog))]
    return f"<section>{''.join(parts)}</section>"


def reading(catalog: Catalog) -> list[str]:
    """How to read the verdicts, with what they were worth on past figures: a sentence each."""
    tried = catalog.calibration.iloc[-1]  # all years together
    kept = {word: number(100 * float(tried[f"{word}_kept"]) / float(tried[word]), 0) for word in ("clear", "probable")}
    return [line.format(**kept) for line in READING]


def html(told: Since | None, surprising: Iterable[str] = ()) -> str:
    """What changed, one by one, as a part of its own; nothing for a first report, or beside another version's.

    ``surprising``: sentences on which of the new figures were not to be expected.
    """
    if told is None or told.rows.empty or told.unlike:
        return ""
    rows = told.rows
    moved = rows.what == "verdict"
    parts = [
        markup.heading(2, HEADING),
        markup.sentences([told.sentence()]),
        _said(rows, "council", "neighbours", "indicator", ANOTHER_PERIOD),
    ]
    if moved.any():
        parts += [markup.heading(3, "Verdicts that changed, and why"), markup.sentences(rows.sentence[moved])]
    figures = rows[rows.what.isin([NEW_FIGURE, REVISION])]
    if len(figures):
        table = pd.DataFrame(
            {
                "Measure": figures.title,
                "What": figures.what,
                "Before": _dated(figures.before, figures.period_before),
                "Now": _dated(figures.after, figures.period),
            }
        )
        # A revision of others' figures has no figure of ours beside it: its sentence says whose.
        alone = (figures.before == "") & (figures.after == "")
        table.loc[alone, "Before"] = figures.sentence[alone]
        shown = markup.table(table, f"New figures and revisions since {day_words(told.earlier)}")
        parts += [markup.heading(3, "New figures and revisions"), markup.sentences(surprising), shown]
    return f"<section>{''.join(parts)}</section>"


def unexpected(study: Study, told: Since | None) -> list[str]:
    """Which of the new figures lie outside what past years made likely, in sentences; nothing without new figures."""
    if told is None or told.unlike:
        return []
    ids = told.rows.indicator_id[told.rows.what == NEW_FIGURE].tolist()
    return words.expected_sentences(expected.outside(study, ids), study.data.catalog.indicators) if ids else []


def of_region(told: Since | None) -> str:
    """The same of a group's document (rows of ``since_region.REGION``); nothing for a first one."""
    if told is None:
        return ""
    head = markup.heading(2, "Since the last document")
    if told.rows.empty or told.unlike:
        return head + markup.sentences([told.sentence()])
    rows, said = told.rows, partial(_said, told.rows)
    parts = [
        head,
        markup.sentences([told.sentence()]),
        said("council", "neighbours", "indicator", ANOTHER_PERIOD, "shared"),
    ]
    moved = rows[rows.what == "verdict"]
    if len(moved):
        # Many councils by many measures: the sentences are there for who opens them.
        shown = moved.groupby(["title", "cause"], sort=False).area_name.unique().map("; ".join)
        shown = shown.reset_index()[["title", "area_name", "cause"]]
        shown.columns = ["Measure", "Councils", "Why"]
        parts += [markup.heading(3, "Verdicts that changed, and why"),
                  markup.table(shown, "Councils with a verdict that changed, by measure and cause"),
                  markup.folded("Each of them", said("verdict"))]  # fmt: skip
    if rows.what.isin(["side", "exchange"]).any():
        parts += [markup.heading(3, "What follows: who could ask, and whom"), said("side", "exchange")]
    if rows.what.isin([NEW_FIGURE, REVISION]).any():
        parts += [markup.heading(3, "New figures and revisions"), said(NEW_FIGURE, REVISION)]
    return "".join(parts)


def _said(rows: pd.DataFrame, *whats: str) -> str:
    """The sentences of some kinds of changes."""
    return markup.sentences(f"{sentence.rstrip('.')}." for sentence in rows.sentence[rows.what.isin(whats)])


def _dated(figures: pd.Series, periods: pd.Series) -> list[str]:
    return [f"{figure} ({period})" if figure else "" for figure, period in zip(figures, periods, strict=True)]


def write(
    study: Study,
    notebooks: list[nbformat.NotebookNode],
    sheets: dict[str, pd.DataFrame],
    facts: list[tuple[str, str]],
    news: Since | None,
    as_of: dt.date,
    path: Path,
    outputs: tuple[str, ...],
    house: str = "",
) -> None:
    """Write the page of a study whose notebooks were run. The same input gives the same bytes.

    ``sheets``: ``tables.tables`` of the study; ``facts``: of the report (``Document.facts``); ``news``: what changed
    since the last pack; ``outputs``: what lies beside the page (``terms.PACK_OUTPUTS``);
    ``house``: the council's own look (``style.html``).
    """
    held, opening, asked = dict(facts), opening_page(study, news), what_if(study)
    body = BeautifulSoup(f"{opening}{html(news, unexpected(study, news))}", "html.parser")
    body.extend(arrange.arranged(notebooks, asked.html + how_to_read(study), sources.html(study, as_of)))
    beside = f'<p><a href="{path.stem}-room.html">Four topics at most, a page each, for a meeting</a></p>{page.WHOLE}'
    others = [f"{path.stem}{end}" for what, end in (("workbook", ".xlsx"), ("slides", ".pptx")) if what in outputs]
    left_out = arrange.left_out(path.stem, others)
    body.append(BeautifulSoup(left_out, "html.parser"))
    page.write_body(
        body, held["Report"], facts, path, head=page_one.head(study, as_of.isoformat()), beside=beside,
        data=page.block(sheets) + asked.data, script=asked.script, annex=True,
        house=house,
    )  # fmt: skip
