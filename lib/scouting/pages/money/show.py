"""What the page "Is it money?" shows: each function displays one part, from the tables of ``study.money``."""

from __future__ import annotations

import numpy as np
import pandas as pd

from scouting import context, markup, money
from scouting import words as say
from scouting.charts import axis
from scouting.charts import quadrant as quadrant_chart
from scouting.charts import shares as shares_chart
from scouting.charts.emit import emit
from scouting.frames import each_row, row_of
from scouting.journeys import over_time, serving, story
from scouting.pages.money import words
from scouting.pages.money.tables import DEMAND, Money
from scouting.words.figures import said
from scouting.words.verdict import rank_words

#: Ranks that a council must move by to be counted as moved much.
MOVED = 20


def own_row(table: pd.DataFrame, code: str) -> pd.Series | None:
    """The row of one council, or None."""
    mine = table[table.area_code == code]
    return mine.iloc[0] if len(mine) else None


def need(look: Money) -> None:
    """The outcome allowed for need: as published and adjusted, the gap split, the same by other measures of need."""
    o, made, name = look.outcome(), look.adjusted(), look.of.name
    row = own_row(made.table, look.of.area_code)
    lines = [words.fit_sentence(o.facts.title, made, look.context)]
    if row is not None:
        lines += words.gap_sentences(row, o.facts, name, o.period)
        lines.append(words.rank_sentence(row, name))
    if made.helps:
        moved = context.moved_most(made, look.of.area_code, MOVED)
        lines.append(words.moved_sentence(moved, MOVED, name))
    lines += [words.policy_sentence(made), words.EXPLAINED, words.CHOICE]
    markup.put(markup.sentences(lines), _under_others(look), _declared(look))


def _under_others(look: Money) -> str:
    """The own rank under each set of measures of need."""
    rows, titles = [], look.of.data.catalog.indicators.short_title
    for name in context.CONTEXTS:
        made = look.adjusted(name=name)
        row = own_row(made.table, look.of.area_code)
        told = row is not None and pd.notna(row.adjusted_rank)
        rows.append(
            {
                "Measures of need": f"{name}: {', '.join(titles[i] for i in made.context)}",
                "Predict": words.percent(made.r2) if made.helps else "nothing: not adjusted",
                "Rank with need allowed for": rank_words(row, "adjusted_rank") if told else "none",
                "Not explained": "none" if row is None or pd.isna(row.unexplained) else words.about(
                    row.unexplained, row.unexplained_low, row.unexplained_high, look.outcome().facts.unit,
                    int(look.outcome().facts.decimals) + 1),
            }
        )  # fmt: skip
    return markup.table(pd.DataFrame(rows), f"{look.of.name} under each set of measures of need")


def _declared(look: Money) -> str:
    """What councils declared of their own policy, the own figure beside the others' middle."""
    held = look.declared
    if held.empty:
        return ""
    mine, others = held.reindex([look.of.area_code]).iloc[0], held.drop(look.of.area_code, errors="ignore")
    shown = {
        "Declared policy": held.columns,
        look.of.name: ["not declared" if pd.isna(v) else f"{v:g}" for v in mine],
        "Median of the others": ["none" if pd.isna(v) else f"{v:g}" for v in others.median()],
        "Others": others.notna().sum().to_numpy(),
    }
    return markup.table(shown, "Local policies, as councils declared them", numbers=list(shown)[1:])


#: One of the people that spending is divided by.
HEADS = {"adults": "adult", "children": "child"}


def about(look: Money, as_of: str) -> None:
    """What is set beside what, how old it is, who has no figure, and which need is allowed for and why."""
    o, s, known = look.outcome(), look.spend, look.of.data.catalog
    ages = [
        f"{what}: {one.facts.title}, {one.period}" + (f" ({say.age_words(one.end, as_of)})." if one.end else ".")
        for what, one in (("Outcome", o), ("Spending", s))
    ]
    gone = [
        words.absent_sentence([known.name(code) for code in x.value.index[x.value.isna()]], what)
        for what, x in (("outcome", o), ("spending", s))
    ]
    rows = [
        {
            "Allowed for": known.indicators.title[f.indicator_id],
            "Why": f.why,
            "Councils": int(look.features(name)[f.indicator_id].notna().sum()),
            "In": ", ".join(n for n, of in context.CONTEXTS.items() if f in of[look.service]),
        }
        for name, chosen in list(context.CONTEXTS.items())[::-1][:1]
        for f in chosen[look.service]
    ]
    table = markup.table(pd.DataFrame(rows), "Measures of need, and the sets they are in")
    markup.put(
        markup.sentences(look.of.notices, "notice"), markup.sentences([*ages, *gone, words.PLAIN]), table,
        markup.heading(3, "What the change in spending comes from"), markup.sentences(_change(look)),
    )  # fmt: skip


def _change(look: Money) -> list[str]:
    """The change of the last years in spending, split over the people and the lines that it went to."""
    of = look.of
    return [
        " ".join(story(over_time(of.data, of.area_code, journey_id), of.name, ""))
        for journey_id in serving(of.data.catalog, look.service, "spending")
    ]


def shares(look: Money, topic: str = "", out: str = "") -> None:
    """The national page: the shares of variation of a topic's measures drawn, and every topic's in a table."""
    every = look.shares()
    topic = topic or look.outcome().facts.topic or every.topic.iloc[0]
    rows = every[every.topic == topic]
    if rows.empty:
        rows = look.shares(topic)  # says which topics there are
    title = f"{topic.capitalize()}: what the variation between councils goes with"
    if rows.need.notna().any():
        told = rows[rows.need.notna()]
        emit(shares_chart.draw(told, title=title, subtitle=_sub(look)), f"shares-{topic}",
             shares_chart.alt_text(told, title=title), out or None)  # fmt: skip
    markup.put(
        markup.sentences([words.shares_sentence(rows, topic), words.sure_spend_sentence(every)]),
        markup.folded("Every topic", _topics(every)),
        markup.folded("Every measure, with ranges", _shares_table(every)),
    )


#: The shares of variation, as columns are called.
_SHARES = {
    "need": "Goes with need", "spend": "With spending after need", "noise": "Ups and downs of one year",
    "persists": "Neither, but lasts",
}  # fmt: skip


def _sub(look: Money) -> str:
    return f"The {look.context} measures of need; {look.spend.facts.short_title.lower()}, {look.spend.period}"


def _topics(rows: pd.DataFrame) -> str:
    parts = {title: share for share, title in _SHARES.items()}
    middle = rows.groupby("topic", sort=False)[[*parts.values()]].median()
    counts = rows[rows.need.notna()].groupby("topic").size().reindex(middle.index).fillna(0).astype(int)
    shown = {"Topic": middle.index, "Measures": counts.to_numpy()}
    for title, column in parts.items():
        shown[title] = [_share(v) for v in middle[column]]
    return markup.table(shown, "The median of each topic's measures", numbers=list(shown)[1:])


def _share(value: float, low: float = np.nan, high: float = np.nan) -> str:
    if pd.isna(value):
        return "not known"
    return words.percent(value) + (
        "" if pd.isna(low) else f" ({say.number(100 * low, 0)} to {say.number(100 * high, 0)})"
    )


def _shares_table(rows: pd.DataFrame) -> str:
    shown = {"Measure": list(rows.name), "Councils": list(rows.n)}
    for part, title in _SHARES.items():
        three = zip(rows[part], rows[f"{part}_low"], rows[f"{part}_high"], strict=True)
        shown[title] = [_share(*one) for one in three]
    return markup.table(shown, "Shares of the variation between councils (95%)", numbers=list(shown)[1:])


def quadrant(look: Money, out: str = "") -> None:
    """The headline: outcome beside spending, and what is left of the outcome after spending and need."""
    o, s, q, rows = look.outcome(), look.spend, look.quadrant, look.quadrant_rows()
    style = {"middles": (q.middle_outcome, q.middle_spend), "unit": o.facts.unit, "decimals": int(o.facts.decimals),
             "pounds": s.facts.unit}  # fmt: skip
    row = own_row(rows, look.of.area_code)
    where = "too close to call" if row is None or row.told != row.quadrant or not row.quadrant else row.quadrant
    title = f"{o.facts.short_title} beside spending: {look.of.name}, {where}"
    drawn = quadrant_chart.draw(rows, title=title, good=o.good, subtitle=f"{o.period}; spending {s.period}", **style)
    emit(drawn, "outcome-and-pounds", quadrant_chart.alt_text(rows, title=title, **style), out or None)
    lines = words.quadrant_sentences(row, q, o.facts, s.facts.unit, look.of.name)
    lines.append(words.left_sentence(own_row(look.left.table, look.of.area_code), look.left, o.facts, look.of.name))
    near = rows[rows.role.isin(["focus", "neighbour"])]
    markup.put(markup.sentences(lines), markup.folded("The council and similar councils", _quadrant_table(near, o, s)))


def _quadrant_table(rows: pd.DataFrame, o, s) -> str:
    def span(row, what: str, unit: str, decimals: int) -> str:
        value, low, high = (row[f"{what}{end}"] for end in ("", "_low", "_high"))
        text = axis.short(value, unit, decimals)
        return text if pd.isna(low) else f"{text} ({say.number(low, decimals)} to {say.number(high, decimals)})"

    shown = {
        "Council": rows.name,
        o.facts.short_title: [span(r, "outcome", o.facts.unit, int(o.facts.decimals)) for _, r in rows.iterrows()],
        s.facts.short_title: [span(r, "spend", "£", 0) for _, r in rows.iterrows()],
        "By the figures": rows.quadrant.replace("", "no figure"),
        "Chance": ["" if pd.isna(c) else words.percent(c) for c in rows.chance],
    }
    return markup.table(shown, "Outcome beside spending (95%)", numbers=["Chance"])


def ratio(look: Money) -> None:
    """The ratio, second: its formula, the council's, and what the ranking mostly is."""
    weighted, plain = look.ratio()
    fitted = look.spend_adjusted()
    row = own_row(weighted.table, look.of.area_code)
    formula = (
        "Ratio = 100 × outcome index ÷ (spending per head ÷ need weight). Outcome index = 100 + "
        f"{money.POINTS:g} × the standard score between councils, turned so that high is good. Need weight = what "
        "need would lead one to expect a council to spend, over the mean of that."
    )
    weight = words.fit_sentence(look.spend.facts.title, fitted, look.context)
    unweighted = "" if fitted.helps else "Every need weight is 1: spending is taken as it is."
    markup.put(
        markup.sentences([formula, *words.ratio_sentences(weighted, plain, row, look.of.name), weight, unweighted])
    )


def case(look: Money) -> None:
    """The case a council can make: spent and need-expected, the demand behind it, the outcomes beside it, the rest."""
    made, name, code = look.spend_adjusted(), look.of.name, look.of.area_code
    rows = look.case()
    unusual = money.unusual(made.table, code) if len(rows) else None
    lines = words.case_sentences(rows, made, unusual, name, HEADS[look.service])
    lines = [words.fit_sentence(look.spend.facts.title, made, look.context), *lines]
    markup.put(
        markup.sentences([*lines, words.policy_sentence(made)]), _steps(rows, made.policy_helps), _cases(look),
        markup.heading(3, "The demand behind it"), _beside(look, list(DEMAND[look.service])),
        markup.heading(3, "The outcomes beside it"), _beside(look, list(look.judged().index), judged=True),
        markup.sentences([words.EXPLAINED, words.PLAIN]),
    )  # fmt: skip


_STEPS = {
    "spent": "Spent", "need": "Goes with need, against the mean of the others", "expected": "Expected from need",
    "left": "Not explained by need", "policy": "of which goes with policy", "rest": "of which goes with neither",
}  # fmt: skip


def _steps(rows: pd.DataFrame, policy: bool) -> str:
    rows = rows[rows.per_head.notna() & (policy | ~rows.step.isin(["policy", "rest"]))]
    if rows.empty:
        return ""
    each = [words.pounds(r.per_head, r.low, r.high) for r in each_row(rows)]
    whole = [words.pounds(r.pounds, r.pounds_low, r.pounds_high) for r in each_row(rows)]
    shown = {"Step": rows.step.map(_STEPS), "Per head": each, "In total": whole}
    return markup.table(shown, "The case, in £ (95%)", numbers=["Per head", "In total"])


def _cases(look: Money) -> str:
    """What is not explained under each set of measures of need: a case that holds under one alone is none."""
    rows = []
    for name in context.CONTEXTS:
        made, steps = look.spend_adjusted(name), look.case(name).set_index("step")
        left = row_of(steps, "left") if len(steps) else None
        rows.append(
            {
                "Measures of need": name,
                "Predict": words.percent(made.r2) if made.helps else "nothing: the mean of the others is used",
                "Not explained, per head": "none" if left is None else words.pounds(left.per_head, left.low, left.high),
            }
        )
    caption = "The part not explained, under each set of measures of need"
    return markup.table(pd.DataFrame(rows), caption, numbers=["Predict"])


def _beside(look: Money, ids: list[str], judged: bool = False) -> str:
    """The council's latest figures and levels beside similar councils', and the verdict on each."""
    rows = look.of.comparison.reindex(ids).dropna(subset=["indicator_id"])
    facts = look.of.panel.indicators.loc[rows.index]

    def figures(column: str) -> list[str]:
        three = zip(rows[column], facts.unit, facts.decimals, strict=True)
        return ["none" if pd.isna(v) else axis.short(v, u, d) for v, u, d in three]

    shown = {
        "Measure": facts.title.to_numpy(),
        "Period": rows.period.to_numpy(),
        f"{look.of.name}, latest": figures("value"),
        "Over up to three years": figures("level"),
        "Similar councils": figures("level_median"),
        "Verdict": [said(row) for row in each_row(rows)],
    }
    table = markup.table(shown, "Beside similar councils", numbers=list(shown)[2:5])
    if not judged:
        return table
    told = f"{say.many(len(rows), 'outcome')} against similar councils: {say.verdict_counts(rows.verdict)}."
    return markup.sentences([told]) + markup.folded("Each of them", table)
