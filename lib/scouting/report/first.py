"""A pack's first page: five sentences, one picture, what changed since the last pack, how to read it."""

from __future__ import annotations

import datetime as dt
from html import escape

import pandas as pd

from scouting.report import marks
from scouting.report.since import Since, counts
from scouting.report.sources import figure_ages
from scouting.sentences import since as words
from scouting.sentences.words import day_words
from scouting.study import Study, markup, summing_up
from scouting.terms import NEW_FIGURE, REVISION

SUMMARY, CHANGED, HEADING = "In short", "What changed", "Since the last pack"
READING = (
    "Better or worse: further from the middle one of the neighbours than chance and ordinary ups and downs explain, "
    "over three years together. Similar: the two cannot be told apart.",
    "A gap says where to ask, not why it is there; some gaps are how councils count.",
    "A figure that is missing is said to be missing. It is never nought.",
    "This page is no league table, and says nothing about any person.",
)


def summary(of: Study, told: Since | None, as_of: dt.date, licence: str) -> tuple[str, list[str]]:
    """The first page as HTML, to stand alone on paper; and its sentences, which need not be told again."""
    first, _ = summing_up.shortened(summing_up.told(of, as_of.isoformat()))
    parts = [
        markup.heading(2, SUMMARY),
        markup.sentences(of.notices, "notice"),
        markup.sentences(first),
        marks.picture(of, figure_ages(of, as_of)),
        markup.heading(3, CHANGED),
        markup.sentences([_changed(told)]),
        markup.heading(3, "How to read it"),
        markup.sentences(READING),
        f'<p class="small">{escape(licence)}</p>',
    ]
    return f'<section class="summary">{"".join(parts)}</section>', [*of.notices, *first]


def _changed(told: Since | None) -> str:
    if told is None:
        return "This is the first pack of this question here: the next will say what changed."
    if told.rows.empty:
        return words.nothing_sentence(told.earlier)
    return words.summary_sentence(told.earlier, counts(told.rows))


def html(told: Since | None) -> str:
    """What changed, one by one, as a part of its own; nothing for a first pack."""
    if told is None or told.rows.empty:
        return ""
    rows = told.rows
    standing = rows.what == "standing"
    parts = [
        markup.heading(2, HEADING),
        markup.sentences([words.summary_sentence(told.earlier, counts(rows))]),
        markup.sentences(f"{sentence.rstrip('.')}." for sentence in rows.sentence[rows.what.isin(
            ["council", "neighbours", "indicator"])]),
    ]  # fmt: skip
    if standing.any():
        parts += [markup.heading(3, "Standings that changed, and why"), markup.sentences(rows.sentence[standing])]
    figures = rows[rows.what.isin([NEW_FIGURE, REVISION])]
    if len(figures):
        table = pd.DataFrame(
            {
                "Indicator": figures.title,
                "What": figures.what,
                "Before": _dated(figures.before, figures.period_before),
                "Now": _dated(figures.after, figures.period),
            }
        )
        # A revision of others' figures has no figure of ours beside it: its sentence says whose.
        alone = figures.before == ""
        table.loc[alone, "Before"] = figures.sentence[alone]
        shown = markup.table(table, f"New figures and revisions since {day_words(told.earlier)}")
        parts += [markup.heading(3, "New figures and revisions"), shown]
    return f"<section>{''.join(parts)}</section>"


def of_region(told: Since | None) -> str:
    """The same of a group's document (rows as ``region_since.changes``); nothing for a first one."""
    if told is None:
        return ""
    head = markup.heading(2, "Since the last document")
    if told.rows.empty:
        return head + markup.sentences([words.nothing_sentence(told.earlier)])
    rows = told.rows

    def said(*whats: str) -> str:
        return markup.sentences(f"{sentence.rstrip('.')}." for sentence in rows.sentence[rows.what.isin(whats)])

    parts = [head, markup.sentences([words.summary_sentence(told.earlier, counts(rows), "document")]),
             said("council", "neighbours", "indicator", "shared")]  # fmt: skip
    standing = rows[rows.what == "standing"]
    if len(standing):
        # Many councils by many indicators: the sentences are there for who opens them.
        shown = standing.groupby(["title", "cause"], sort=False).area_name.unique().map(lambda names: "; ".join(names))
        shown = shown.reset_index()[["title", "area_name", "cause"]]
        shown.columns = ["Indicator", "Councils", "Why"]
        parts += [markup.heading(3, "Standings that changed, and why"),
                  markup.table(shown, "Councils with a standing that changed, by indicator and cause"),
                  markup.folded("Each of them", said("standing"))]  # fmt: skip
    if rows.what.isin(["side", "exchange"]).any():
        parts += [markup.heading(3, "What that moves: who could ask, and whom"), said("side", "exchange")]
    if rows.what.isin([NEW_FIGURE, REVISION]).any():
        parts += [markup.heading(3, "New figures and revisions"), said(NEW_FIGURE, REVISION)]
    return "".join(parts)


def _dated(figures: pd.Series, periods: pd.Series) -> list[str]:
    return [f"{figure} ({period})" if figure else "" for figure, period in zip(figures, periods, strict=True)]
