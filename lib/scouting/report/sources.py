"""The page's last part: every release and every figure with its age, from the day the report was made on."""

from __future__ import annotations

import datetime as dt

import pandas as pd

from scouting import markup
from scouting import words as say
from scouting.frames import each_row
from scouting.study import Study
from scouting.terms import FACETS, LICENCE
from scouting.words.figures import day_words


def figure_ages(study: Study, as_of: dt.date) -> pd.DataFrame:
    """How old each indicator's latest figure is: one row per indicator, in the order of the comparison.

    Columns: title, facet (its words), span ("year to March 2025"), period_end, age ("20 months old").
    """
    facts, rows = study.panel.indicators, study.comparison
    return pd.DataFrame(
        {
            "title": facts.title,
            "facet": facts.facet.map(FACETS),
            "span": [
                say.period_words(row.period_end, facts.year_end[row.Index], facts.statistic[row.Index], row.period_kind)
                for row in each_row(rows)
            ],
            "period_end": rows.period_end,
            "age": [say.age_words(end, as_of) for end in rows.period_end],
        },
        index=rows.index,
    )


def html(study: Study, as_of: dt.date) -> str:
    """The part as HTML: releases with the age of the newest period, then, folded, every figure with its own."""
    rows, ages = study.sources(), figure_ages(study, as_of)
    releases = pd.DataFrame(
        {
            "Release": rows.title,
            "Publisher": rows.publisher,
            "Newest period ends": rows.newest.astype(str),
            "How old": [say.age_words(end, as_of) for end in rows.newest],
            "Published at": rows.landing_page.str.removeprefix("https://"),
        }
    )
    figures = ages[["title", "span", "age"]].set_axis(["Measure", "Figure of", "How old"], axis=1)
    day, publishers = day_words(as_of), ", ".join(dict.fromkeys(rows.publisher))
    parts = [
        markup.heading(2, "Sources"),
        markup.sentences([f"Every figure on this page comes from these releases. Ages are counted to {day}."]),
        markup.table(releases, f"Releases, and how old their newest figures were on {day}"),
        markup.sentences([f"{LICENCE} ({publishers})."]),
        markup.folded("How old each figure is", markup.table(figures, f"The latest figure of each measure on {day}")),
    ]
    return f'<section class="annex">{"".join(parts)}</section>'
