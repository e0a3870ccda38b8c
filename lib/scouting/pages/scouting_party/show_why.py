"""What a notebook shows of why others are ahead: by facet, the four explanations."""

from __future__ import annotations

import pandas as pd

from scouting import markup
from scouting.frames import each_row
from scouting.pages.common import texts
from scouting.pages.scouting_party.why import Why
from scouting.terms import AGAINST, EXPLANATIONS, FACETS, FOR, ONLY_ASKED
from scouting.words import number


def beside(why: Why) -> None:
    """How the council does beside similar councils, by facet; what improved or held; where it is best or last."""
    rows = why.facets
    shown = pd.DataFrame(
        {
            "Kind of measure": rows.facet.map(FACETS),
            "Measures compared": rows.indicators,
            "Clearly better": rows.ahead,
            "Clearly worse": rows.behind,
            "Improved or stayed high": [f"{n} of {of}" for n, of in zip(rows.improved, rows.moved_of, strict=True)],
            "By more than usual": rows.more_than_usual,
        }
    ).astype("str")
    caption = "Against similar councils, by kind of measure"
    table = markup.table(shown, caption, numbers=list(shown.columns[1:])) if len(shown) else ""
    # Where the figures can explain hardly anything, that is said before anything is told of them.
    first = why.cannot_tell_lines()[:1] if why.mostly_open else []
    markup.put(markup.sentences([*first, *why.place_lines()]), table)


def explanations(why: Why) -> None:
    """What the published figures say of each explanation of each lead; first of all, how often they cannot tell."""
    rows, name = why.findings, why.of.name
    others = rows[(rows.about_code != why.of.area_code) & (rows.grade != ONLY_ASKED)]
    parts = [markup.heading(3, "Why might they be ahead?"), markup.sentences(why.cannot_tell_lines())]
    if len(others):
        keys = ["topic", "about_code"]
        wide = others.pivot_table(index=keys, columns="kind", values="grade", aggfunc="first", sort=False)
        kinds = [kind for kind in EXPLANATIONS if kind in wide]
        shown = pd.DataFrame({"Topic": wide.index.get_level_values(0)})
        shown["Ahead"] = [why.of.data.catalog.name(code) for code in wide.index.get_level_values(1)]
        for kind in kinds:
            shown[EXPLANATIONS[kind].capitalize()] = wide[kind].to_numpy()
        speaks = wide[kinds].isin([FOR, AGAINST]).any(axis=1).to_numpy()
        caption = f"Similar councils ahead of {name}, where published figures suggest why, or why not"
        if speaks.any():
            parts.append(markup.table(shown[speaks], caption))
        if not speaks.all():
            rest = markup.table(shown[~speaks], f"Similar councils ahead of {name}, where figures do not say why")
            parts.append(markup.folded(f"Where published figures do not say why: {(~speaks).sum()}", rest))
        parts.append(markup.folded("The evidence, for and against", _evidence(why, others)))
        parts.append(_what_if(why))
    markup.put(*parts)


def _what_if(why: Why) -> str:
    """The counting what-if of each lead that has counts: a checklist to hold against one's own return, no advice."""
    rows = why.what_if()
    if rows.empty:
        return ""
    facts = why.of.data.catalog.indicators
    shown = {
        "Measure": facts.short_title[rows.indicator_id].to_numpy(),
        "Ahead": [why.of.data.catalog.name(code) for code in rows.about_code],
        "Counted per head, theirs over ours": [number(x, 2) for x in rows.denominator_ratio],
        "Our figure if we counted as many": texts(rows.what_if, facts.loc[rows.indicator_id], "no figure"),
        "Share of the gap": [_share(share) for share in rows.share],
        "Hold against our own return": rows.counting_note,
    }
    caption = "If we counted as many per head as they do, the same cases in the numerator"
    return markup.folded("A counting what-if", markup.table(shown, caption))


def _share(share: float) -> str:
    return f"{number(100 * max(share, 0), 0)}%" if share <= 1 else "all of it"


def _evidence(why: Why, rows: pd.DataFrame) -> str:
    def lines(column: str) -> pd.Series:
        return rows[column].str.replace("\n", " ")

    shown = {
        "Topic": rows.topic,
        "Ahead": [why.of.data.catalog.name(code) for code in rows.about_code],
        "Explanation": rows.kind.map(EXPLANATIONS),
        "Grade": rows.grade,
        "For": lines("evidence_for"),
        "Against": lines("evidence_against"),
        "Neither way": lines("undecided"),
        "No data": lines("no_data"),
        "Rule": rows.rule,
    }
    return markup.table(shown, "Evidence on every lead")


def ourselves(why: Why) -> None:
    """Whether the council's own targets seem to come at a price elsewhere: asked of itself, and of nobody else."""
    rows = why.findings[why.findings.about_code == why.of.area_code]
    lines = [f"{row.sentence} {row.question}" for row in each_row(rows)]
    none = "No topic of these measures has both targets and balancing measures."
    markup.put(markup.heading(3, "And we ourselves?"), markup.sentences(lines or [none]))
