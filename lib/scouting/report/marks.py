"""The one picture of the first page: a mark an indicator, by facet, worse to better, with the age of the figures."""

from __future__ import annotations

from html import escape

import pandas as pd

from scouting.report.sources import span_and_age
from scouting.sentences import many
from scouting.study import Study, markup
from scouting.terms import FACETS, NOT_COMPARED, SIMILAR

#: A standing's sign, and the kind that colours it: the sign alone is enough to read it.
SIGNS = {
    "much worse": ("▼▼", "worse"),
    "worse": ("▼", "worse"),
    SIMILAR: ("·", "similar"),
    "better": ("▲", "better"),
    "much better": ("▲▲", "better"),
    "much higher": ("↑↑", "higher"),
    "higher": ("↑", "higher"),
    "lower": ("↓", "lower"),
    "much lower": ("↓↓", "lower"),
    NOT_COMPARED: ("–", "none"),
}
#: Names told under the picture, of each side.
NAMED = 6


def picture(of: Study, ages: pd.DataFrame) -> str:
    """The picture as HTML: a table with a row a facet; the marks of each row are described in words.

    ``ages``: ``sources.figure_ages`` of the study.
    """
    rows, names = of.comparison, of.panel.indicators.short_title
    body = []
    for facet in [facet for facet in FACETS.values() if (ages.facet == facet).any()]:
        mine = ages[ages.facet == facet]
        standing = rows.standing[mine.index]
        body.append(
            f'<tr><th scope="row">{escape(facet)}</th><td>{_marks(standing, names)}</td>'
            f"<td>{escape(span_and_age(mine))}</td></tr>"
        )
    caption = f"{of.name} against its neighbours over three years, a mark an indicator"
    head = "".join(f'<th scope="col">{name}</th>' for name in ("Facet", "Standing", "Latest figures of"))
    table = f'<table class="marks"><caption>{escape(caption)}</caption><thead><tr>{head}</tr></thead><tbody>'
    key = "▲ better, ▼ worse, · similar, ↑ higher and ↓ lower where neither is good, – not compared; twice: by much."
    return "".join([table, *body, "</tbody></table>", f'<p class="small">{key}</p>', _named(of)])


def _marks(standing: pd.Series, names: pd.Series) -> str:
    order = list(SIGNS)
    placed = sorted(standing.items(), key=lambda pair: order.index(pair[1]))
    drawn = "".join(
        f'<i class="{SIGNS[word][1]}" title="{escape(names[i])}: {word}">{SIGNS[word][0]}</i>' for i, word in placed
    )
    return f'<span role="img" aria-label="{escape(_in_words(placed, names))}">{drawn}</span>'


def _in_words(placed: list[tuple[str, str]], names: pd.Series) -> str:
    """The marks of a facet in words; those that stand out by name."""
    said = []
    for word in dict.fromkeys(word for _, word in placed):
        mine = [names[i] for i, w in placed if w == word]
        listed = f" ({', '.join(mine)})" if word not in (SIMILAR, NOT_COMPARED) else ""
        said.append(f"{len(mine)} {word}{listed}")
    return f"{many(len(placed), 'indicator')}: {'; '.join(said)}"


def _named(of: Study) -> str:
    """Which they are: worse first, the surest first; and those that only the latest figures tell."""
    names, said = of.panel.indicators.short_title, []
    for good, now in ((False, False), (True, False), (False, True), (True, True)):
        mine = list(names[of.judged(good=good, now=now).index])
        if mine:
            word, when = ("Better" if good else "Worse"), (f", in the latest {of.latest} alone" if now else "")
            more = f", and {len(mine) - NAMED} more" if len(mine) > NAMED else ""
            said.append(f"{word}{when}: {', '.join(mine[:NAMED])}{more}.")
    return markup.sentences(said)
