"""The first part of a rerun's page: what changed since the last pack, or the one line that nothing did."""

from __future__ import annotations

import pandas as pd

from scouting.report.since import Since, counts
from scouting.sentences import since as words
from scouting.study import markup
from scouting.terms import NEW_FIGURE, REVISION

HEADING = "Since the last pack"


def html(told: Since | None) -> str:
    """The section as HTML; nothing for a first pack."""
    if told is None:
        return ""
    if told.rows.empty:
        return markup.heading(2, HEADING) + markup.sentences([words.nothing_sentence(told.earlier)])
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
        shown = markup.table(table, f"New figures and revisions since {words.day_words(told.earlier)}")
        parts += [markup.heading(3, "New figures and revisions"), shown]
    return "".join(parts)


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
