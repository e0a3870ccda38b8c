"""Page one as HTML: native tables and inline SVG, no picture and no script."""

from __future__ import annotations

from html import escape

import pandas as pd

from scouting import markup
from scouting.frames import place_of, row_of
from scouting.pages import common, sparkline
from scouting.pages.page_one import headline, tables, words
from scouting.study.core import Study

#: Where on the page the hosts are told at length.
VISIT = "whom-to-visit"
SIDES = {False: "Worth asking about", True: "Worth showing others"}


def show(study: Study, as_of: str) -> None:
    """Page one in a notebook."""
    markup.put(f'<p class="page-head">{head(study, as_of)}</p>', html(study))


def head(study: Study, as_of: str) -> str:
    """The line over page one as HTML."""
    return f"<b>{escape(study.name)}</b> <span>{' · '.join(words.about(study, as_of))}</span>"


def html(study: Study, since: str = "") -> str:
    """Page one: headline, counts, rows, whom to ask, what changed (``since``: a sentence), what is not known."""
    asked, shown = (tables.rows(study, good=good) for good in (False, True))
    parts = [
        common.style(),
        f'<p class="headline" role="heading" aria-level="2">{escape(headline.sentence(study))}</p>',
        markup.sentences([words.counts_line(study)]),
        # The first sentence of each; the whole stands further down.
        markup.sentences([words.first_sentence(notice) for notice in study.notices], "notice"),
        _table(study, {False: asked, True: shown}),
        _lines(study, list(asked.index), since),
    ]
    return f'<section class="summary page-one">{"".join(parts)}</section>'


def _table(study: Study, sides: dict[bool, pd.DataFrame]) -> str:
    if all(rows.empty for rows in sides.values()):
        return ""
    heads = ["Measure", study.name, "Similar", "England", "Ten years", "How sure"]
    top = "".join(f'<th scope="col" role="columnheader">{escape(name)}</th>' for name in heads)
    bodies = []
    for good, rows in sides.items():
        if rows.empty:
            continue
        title = f'<tr role="row"><th colspan="6" scope="rowgroup" role="rowheader">{SIDES[good]}</th></tr>'
        lines = [_row(study, row, asked=not good, whole=k == 0) for k, (_, row) in enumerate(rows.iterrows())]
        bodies.append(f'<tbody role="rowgroup">{title}{"".join(lines)}</tbody>')
    return (
        f'<table class="fits rows" role="table" aria-label="What stands out"><thead role="rowgroup">'
        f'<tr role="row">{top}</tr></thead>{"".join(bodies)}</table>'
    )


def _row(study: Study, row: pd.Series, *, asked: bool, whole: bool) -> str:
    facts = row_of(study.panel.indicators, row.indicator_id)
    name = words.named(row, facts, tables.people(study, row.indicator_id))
    told = words.below(study, row, facts, asked=asked, whole=whole)
    below = f"<small>{escape(told)}</small>" if told else ""
    figures = (("here", row.value, row.marker), ("similar", row.neighbour_median, ""), ("England", row.england, ""))
    cells = "".join(
        f'<td class="num" role="cell" data-label="{label}">{escape(words.shown(value, facts, marker))}</td>'
        for label, value, marker in figures
    )
    p = study.panel
    i, own = place_of(p.indicators.index, row.indicator_id), place_of(p.areas, study.area_code)
    line = sparkline.svg(p.figures[i, own], p.position[i], p.segment[i])
    return (
        f'<tr role="row"><th scope="row" role="rowheader">{escape(name)}{below}</th>{cells}'
        f'<td class="line" role="cell">{line}</td><td class="sure" role="cell">{escape(words.sure(row))}</td></tr>'
    )


def _lines(study: Study, asked: list[str], since: str) -> str:
    """Whom to ask, what changed, what is not known: a term and a line each; those with nothing to say are left out."""
    told = []
    hosts = tables.hosts(study, asked)
    if len(hosts):
        on = hosts.indicator_id[0]
        line = words.hosts_line(hosts, study.panel.indicators.short_title[on] if on else "")
        names, colon, rest = line.partition(":")
        told.append(("Whom to ask", f'<a href="#{VISIT}">{escape(names)}</a>{colon}{escape(rest)}'))
    if since:
        told.append(("Since last", escape(since)))
    unknown = words.not_known(study)
    if unknown:
        told.append(("Not known", escape(f"{' · '.join(unknown)}")))
    return f"<dl>{''.join(f'<dt>{term}</dt><dd>{line}</dd>' for term, line in told)}</dl>" if told else ""
