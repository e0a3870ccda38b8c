"""What the notebook and the app show of a what-if question: rank, range, what it would take, need, spending."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from scouting import index, markup
from scouting.charts import league
from scouting.charts import quadrant as quadrant_chart
from scouting.charts.emit import emit
from scouting.context import CONTEXTS
from scouting.frames import row_of
from scouting.pages import common
from scouting.pages.what_if import question, words
from scouting.pages.what_if.question import REACHES, RESTING, Answer, Question
from scouting.pages.what_if.reach import activity, sets
from scouting.pages.what_if.words import pulls_sentences
from scouting.recipes import weights
from scouting.recipes.weights import Weighting
from scouting.terms import FACETS
from scouting.words import figure, figures, many, number
from scouting.words.verdict import rank_words

#: The title of the picture of spending.
SPENDING = "Spending beside this index: what stands together, not what money buys"
#: The scales, as they are called.
SCALES = {"z": "Standard scores", "min_max": "0 to 100 between the extremes", "percentile": "Percentiles"}
#: What the page says of itself wherever a rank is shown.
PURPOSE = (
    "A rank is a question to ask. It says nothing about any person or worker, and is not for appraisal, sanctions or "
    "rankings in the press."
)


def rank_lines(told: Answer) -> str:
    """The council's rank in sentences, as HTML: what is read out when a weight moves."""
    asked = told.question
    made, name = asked.weighting, asked.study.name
    among = REACHES[asked.reach]
    if asked.reach == "neighbours":
        among = f"itself and {many(len(told.table) - 1, 'similar council')}"
    lines = words.place_sentences(name, told.own, among, made.coverage)
    if told.adjusted is not None:
        raw = row_of(told.raw.set_index("area_code"), asked.study.area_code)
        lines += words.allowed_sentences(name, raw, told.own, told.adjusted.r2, told.adjusted.helps)
    first, *rest = lines
    return f'<p style="font-size: 1.3em; margin: 0.2em 0"><strong>{markup.sentences([first])[3:-4]}</strong></p>' + (
        markup.sentences(rest)
    )


def detail(told: Answer) -> str:
    """The table behind the picture, what each measure weighs, and what is left out, folded, as HTML."""
    asked = told.question
    titles = asked.study.data.catalog.indicators.short_title
    out = words.left_out_sentence(told.matrix.left_out, titles)
    note = f"From {told.draws:,} draws of the figures within their usual movement, and of weights near these."
    return (
        activity(told)
        + markup.sentences([out])
        + markup.folded(
            "The councils, their ranks and how sure they are", league_table(told) + markup.sentences([note])
        )
        + markup.folded("What each measure weighs", weights_table(asked.weighting, titles))
        + markup.sentences([PURPOSE])
    )


def league_table(told: Answer) -> str:
    """The index table as HTML, the council's own row marked; those that are not scored at the end."""
    known, own = told.question.study.data.catalog, told.question.study.area_code
    rows = told.table
    held = list(zip(rows.to_dict("records"), rows["rank"].notna(), strict=True))
    table = pd.DataFrame(
        {
            "Council": [known.name(c) + " (this council)" * (c == own) for c in rows.area_code],
            "Rank": [f"{r['rank']:.0f} of {r['of']}" if ok else "not ranked" for r, ok in held],
            "Between": [f"{r['rank_low']:.0f} and {r['rank_high']:.0f}" if ok else "" for r, ok in held],
            "Best quarter": [figures.chance(r["chance_top"]) if ok else "" for r, ok in held],
            "Last quarter": [figures.chance(r["chance_bottom"]) if ok else "" for r, ok in held],
            "Has figures for": [f"{_percent(x)} of the weight" for x in rows.coverage],
        }
    )
    if told.question.reach == "england":
        # All councils by name would be a league table: only the council and similar ones are named.
        table = table[rows.area_code.isin([own, *told.question.study.neighbour_set.codes])]
    caption = f"Ranks by '{told.question.weighting.title}' among {REACHES[told.question.reach]}"
    return markup.table(table, caption, numbers=["Rank", "Between", "Best quarter", "Last quarter"])


def weights_table(made: Weighting, titles: pd.Series) -> str:
    """Each measure's share of the whole weight, by kind, as HTML."""
    rows = made.indicators
    table = {
        "Measure": rows.indicator_id.map(titles),
        "Kind": rows.facet.map(FACETS),
        "Share of the weight": [_percent(share, 1) for share in made.shares],
    }
    return markup.table(table, made.title, numbers=["Share of the weight"])


def beside(asked: Question, weightings: list[Weighting], n: int = RESTING) -> str:
    """The council's rank under each of several sets of weights, with ranges, as HTML."""
    rows = []
    for made in weightings:
        told = question.answer(replace(asked, weighting=made, spending=False), n)
        own = told.own
        scored = pd.notna(own["rank"])
        place = rank_words(own) if scored else f"not ranked: figures for {_percent(own.coverage)} of the weight"
        stars = words.stars_words(own) if scored else ""
        rows.append([made.title, _percent(made.activity_share), place, stars])
    columns = ["Weights", "On activity", "Rank", "Stars"]
    among = REACHES[asked.reach]
    caption = f"{asked.study.name} under each set of weights, among {among}"
    return markup.table(pd.DataFrame(rows, columns=columns), caption, numbers=["On activity"])


def roles(asked: Question, codes: pd.Series) -> list[str]:
    """Who a council is in a chart: focus, neighbour or other."""
    own, near = asked.study.area_code, set(asked.study.neighbour_set.codes)
    return ["focus" if c == own else "neighbour" if c in near else "other" for c in codes]


def league_rows(told: Answer) -> pd.DataFrame:
    """The table behind the league strip: the index table with name and role."""
    names = told.question.study.data.catalog.areas.name
    rows = told.table
    return rows.assign(name=names[rows.area_code].to_numpy(), role=roles(told.question, rows.area_code))


def league_title(told: Answer) -> str:
    """The strip's message: the council's rank."""
    own, name = told.own, told.question.study.name
    return f"{name}: {rank_words(own)}" if pd.notna(own["rank"]) else f"{name} is not ranked"


def quadrant_rows(told: Answer) -> pd.DataFrame | None:
    """The table behind the picture of spending beside the index: every council of England that has both."""
    if told.quadrant is None:
        return None
    names = told.question.study.data.catalog.areas.name
    rows = told.quadrant.table
    rows = rows[rows.outcome.notna() & rows.spend.notna()].reset_index(drop=True)
    return rows.assign(name=names[rows.area_code].to_numpy(), role=roles(told.question, rows.area_code))


def quadrant_options(told: Answer) -> dict:
    """What the chart of the quadrant takes besides its table."""
    if told.quadrant is None:
        return {}
    spend = told.question.study.data.catalog.indicators.unit[question.SPEND[told.question.service]]
    middles = (told.quadrant.middle_outcome, told.quadrant.middle_spend)
    return {"middles": middles, "unit": "points", "decimals": 2, "pounds": spend}


def recipe(asked: Question) -> None:
    """The weights: what they say of themselves, how they are put together, what each measure weighs."""
    made, titles = asked.weighting, asked.study.data.catalog.indicators.short_title
    how = (
        f"{SCALES[made.normalisation]}, {made.aggregation} mean. A council is ranked where it has figures for "
        f"{_percent(made.coverage)} of the weight or more."
    )
    told = common.matrix_today(asked.study.data, made).left_out
    markup.put(
        markup.sentences(made.notices, "notice"),
        markup.sentences([f"{made.title}.", made.note, how, words.left_out_sentence(told, titles)]),
        markup.folded("What each measure weighs", weights_table(made, titles)),
    )


def _percent(share: float, decimals: int = 0) -> str:
    return figure(100 * share, "%", decimals)


def under_each(asked: Question, n: int = RESTING) -> None:
    """The council's rank under each set of weights in the box, among all of England, with ranges."""
    data = asked.study.data
    markup.put(beside(asked, [weights.read(name, data.catalog) for name in weights.names()], n))


def place(asked: Question, out: str = "", n: int = RESTING) -> None:
    """The council's rank in England and among similar councils: strip, sentences, tables."""
    for reach in REACHES:
        told = question.answer(replace(asked, reach=reach), n)
        rows, title = league_rows(told), league_title(told)
        markup.put(markup.heading(3, f"Among {REACHES[reach]}"))
        emit(league.draw(rows, title=title), f"league-{reach}", league.alt_text(rows, title=title), out or None)
        markup.put(rank_lines(told), detail(told))
    markup.put(sets(asked))


def takes(asked: Question) -> None:
    """What it would take to reach the next quarter of England, and what pulls the council's rank most."""
    data, made = asked.study.data, asked.weighting
    titles, matrix = data.catalog.indicators.short_title, common.matrix_today(data, made)
    ranks = index.scores(matrix, made.shares).set_index("area_code")
    own = row_of(ranks, asked.study.area_code)
    if pd.isna(own["rank"]):
        markup.put(markup.sentences([f"{asked.study.name} is not ranked, so there is no rank to move."]))
        return
    end = index.next_quarter(own["rank"], own.of)
    lines = [f"{asked.study.name} is in the best quarter already, by the ranks as they stand."]
    if end is not None:
        lines = words.needed_sentences(index.needed(matrix, made, asked.study.area_code, end), titles, int(own.of))
    rows = index.pulls(matrix, made, asked.study.area_code)
    lines += pulls_sentences(asked.study.name, rows, data.catalog.indicators, int(own.of))
    table = {
        "Measure": rows.indicator_id.map(titles),
        "Share of the weight": [_percent(share, 1) for share in rows.share],
        "Pulls the score by": ["+" * (pull > 0) + number(pull, 3) for pull in rows.pull],
        "Councils that one unit better would pass": rows.places.astype(int),
    }
    caption = f"What pulls the rank of {asked.study.name}, largest first"
    markup.put(markup.sentences(lines), markup.table(table, caption, numbers=list(table)[1:]))


def need(asked: Question, n: int = RESTING) -> None:
    """The rank as published and with need allowed for, side by side, under each set of measures of need."""
    rows, lines = [], []
    for name in CONTEXTS:
        told = question.answer(replace(asked, need=True), n, context=name)
        if (made := told.adjusted) is None:
            continue
        raw = row_of(told.raw.set_index("area_code"), asked.study.area_code)
        lines = lines or words.allowed_sentences(asked.study.name, raw, told.own, made.r2, made.helps)
        titles = asked.study.data.catalog.indicators.short_title[list(made.context)]
        places = [rank_words(row) if pd.notna(row["rank"]) else "not ranked" for row in (raw, told.own)]
        rows.append([name, ", ".join(titles), figures.chance(max(made.r2, 0)), *places])
    columns = ["Need", "What is allowed for", "Predicts", "As published", "With need allowed for"]
    table = markup.table(pd.DataFrame(rows, columns=columns), f"{asked.study.name}, as published and allowed for need")
    markup.put(markup.sentences(lines), table)


def spending(asked: Question, out: str = "", n: int = RESTING) -> None:
    """The index beside spending a head, over England."""
    told = question.answer(replace(asked, spending=True), n)
    rows, options = quadrant_rows(told), quadrant_options(told)
    if rows is None or told.quadrant is None:
        return
    emit(
        quadrant_chart.draw(rows, title=SPENDING, **options), "index-and-spending",
        quadrant_chart.alt_text(rows, title=SPENDING, **options), out or None,
    )  # fmt: skip
    known = asked.study.data.catalog
    own = row_of(told.quadrant.table.set_index("area_code"), asked.study.area_code)
    title = known.indicators.title[question.SPEND[asked.service]]
    markup.put(markup.sentences(words.spending_sentences(asked.study.name, own, told.quadrant, title, known.name)))
