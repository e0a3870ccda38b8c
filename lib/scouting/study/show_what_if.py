"""What the notebook and the app show of a what-if question: place, interval, what it would take, need, pounds."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from scouting.recipes import weighting as recipes
from scouting.recipes.weighting import Weighting
from scouting.sentences import many
from scouting.sentences import what_if as say
from scouting.study import markup, question
from scouting.study.question import REACHES, RESTING, Answer, Question
from scouting.terms import FACETS

#: What the page says of itself wherever a rank is shown.
PURPOSE = (
    "A place is a question to ask. It tells nothing about any person or worker, and is not for appraisal, sanction or "
    "press rankings."
)


def words(told: Answer) -> str:
    """The council's place in sentences, as HTML: what is read out when a weight moves."""
    asked = told.question
    made, name = asked.weighting, asked.study.name
    among = REACHES[asked.reach]
    if asked.reach == "neighbours":
        among = f"itself and its {many(len(told.table) - 1, 'neighbour')}"
    lines = say.place_sentences(name, told.own, among, made.coverage)
    if told.adjusted is not None:
        raw = told.raw.set_index("area_code").loc[asked.study.area_code]
        lines += say.allowed_sentences(name, raw, told.own, told.adjusted.r2, told.adjusted.helps)
    if made.mostly_activity:
        lines.append(
            f"{made.activity_share:.0%} of the weight lies on activity: on how much is done, not on what comes of it."
        )
    first, *rest = lines
    return f'<p style="font-size: 1.3em; margin: 0.2em 0"><strong>{markup.sentences([first])[3:-4]}</strong></p>' + (
        markup.sentences(rest)
    )


def detail(told: Answer) -> str:
    """The table behind the picture, what each indicator weighs, and what is left out, folded, as HTML."""
    asked = told.question
    titles = asked.study.data.catalog.indicators.short_title
    out = say.left_out_sentence(told.matrix.left_out, titles)
    note = f"From {told.draws:,} draws of the noise in the figures and of weights around these."
    return (
        markup.sentences([out])
        + markup.folded("The councils, their ranks and how sure they are", league_table(told) + markup.sentences([note]))
        + markup.folded("What each indicator weighs", weights_table(asked.weighting, titles))
        + markup.sentences([PURPOSE])
    )


def league_table(told: Answer) -> str:
    """The index table as HTML, the council's own row marked; those that are not scored at the end."""
    known, own = told.question.study.data.catalog, told.question.study.area_code
    rows = told.table
    held = rows["rank"].notna()
    table = pd.DataFrame(
        {
            "Council": [known.name(c) + (" (this council)" if c == own else "") for c in rows.area_code],
            "Rank": [f"{r:.0f} of {n}" if ok else "not scored" for r, n, ok in zip(rows["rank"], rows.of, held, strict=True)],
            "Between": [f"{a:.0f} and {b:.0f}" if ok else "" for a, b, ok in zip(rows.rank_low, rows.rank_high, held, strict=True)],
            "Best quarter": [say.chance(x) if ok else "" for x, ok in zip(rows.chance_top, held, strict=True)],
            "Last quarter": [say.chance(x) if ok else "" for x, ok in zip(rows.chance_bottom, held, strict=True)],
            "Has figures for": [f"{x:.0%} of the weight" for x in rows.coverage],
        }
    )  # fmt: skip
    if told.question.reach == "england":
        # Places of all councils by name would be a league table: the council's own surroundings are enough.
        at = int(rows.index[rows.area_code == own][0])
        near = range(max(0, at - 8), min(len(rows), at + 9)) if held[at] else [at]
        table = table.iloc[list(near)]
    caption = f"Ranks by '{told.question.weighting.title}' among {REACHES[told.question.reach]}"
    return markup.table(table, caption, numbers=["Rank", "Between", "Best quarter", "Last quarter"])


def weights_table(made: Weighting, titles: pd.Series) -> str:
    """Each indicator's share of the whole weight, by facet, as HTML."""
    rows = made.indicators
    table = pd.DataFrame(
        {
            "Indicator": rows.indicator_id.map(titles),
            "Facet": rows.facet.map(FACETS),
            "Share of the weight": [f"{share:.1%}" for share in made.shares],
        }
    )
    return markup.table(table, made.title, numbers=["Share of the weight"])


def beside(asked: Question, weightings: list[Weighting], n: int = RESTING) -> str:
    """The council's place under each of several weightings, with intervals, as HTML."""
    rows = []
    for made in weightings:
        told = question.answer(replace(asked, weighting=made, pounds=False), n)
        own = told.own
        scored = pd.notna(own["rank"])
        place = say.rank_words(own) if scored else f"not scored: figures for {own.coverage:.0%} of the weight"
        stars = say.stars_words(own) if scored else ""
        rows.append([made.title, f"{made.activity_share:.0%}", place, stars])
    columns = ["Recipe", "Weight on activity", "Place", "Stars"]
    among = REACHES[asked.reach]
    caption = f"{asked.study.name} under each recipe, among {among}"
    return markup.table(pd.DataFrame(rows, columns=columns), caption, numbers=["Weight on activity"])


def recipe(asked: Question) -> None:
    """The recipe: what it says of itself, how it is put together, what each indicator weighs."""
    made, titles = asked.weighting, asked.study.data.catalog.indicators.short_title
    how = (
        f"{made.normalisation} scores, {made.aggregation} mean, missing figures: {made.missing}, at least "
        f"{made.coverage:.0%} of the weight, horizon {made.horizon}."
    )
    told = what_if.matrix_of(asked.study.data, made).left_out
    markup.put(
        markup.sentences([made.title, made.note, how, say.left_out_sentence(told, titles)]),
        markup.folded("What each indicator weighs", weights_table(made, titles)),
    )


def under_each(asked: Question, n: int = RESTING) -> None:
    """The council's place under each recipe in the box, among all of England, with intervals."""
    data = asked.study.data
    markup.put(beside(asked, [recipes.read(name, data.catalog) for name in recipes.names()], n))
