"""What the notebook of one indicator shows: each function displays one part, from the tables of that indicator."""

from __future__ import annotations

from typing import Any

import pandas as pd

from scouting import catalog, markup, periods
from scouting import words as say
from scouting.charts import distribution, hexmap
from scouting.charts import funnel as funnel_chart
from scouting.charts.emit import emit
from scouting.compare.blocks import SIZE_BY
from scouting.errors import ScoutingError
from scouting.frames import each_row, row_of
from scouting.pages.common import USUALLY, map_rows, or_why, texts
from scouting.pages.indicator import funnels, tables, words
from scouting.pages.own_figures import show as own_figures_page
from scouting.study.core import Study
from scouting.terms import FACETS, NOT_COMPARED, POLARITIES

#: What a denominator is called where nobody named it.
_SIZE = "denominator"
#: Whom a denominator is set against, by service.
PEOPLE = {"children": "children of the area", "adults": "adults of 65 and over in the area"}


def about(study: Study) -> tuple[str, pd.Series, pd.Series]:
    """The indicator's id, its catalogue row, and the council's comparison row."""
    indicator_id = tables.only(study)
    return indicator_id, row_of(study.panel.indicators, indicator_id), row_of(study.comparison, indicator_id)


def style_of(facts: pd.Series) -> dict[str, Any]:
    """Unit and decimals, as every chart takes them."""
    return {"unit": facts.unit, "decimals": int(facts.decimals)}


def step_of(study: Study) -> str:
    """What lies between two periods: year, quarter or month."""
    _, facts, row = about(study)
    try:
        return periods.parse(row.period, facts.year_end).kind
    except ScoutingError:
        return "period"


def what(study: Study, as_of: str) -> None:
    """What the indicator is, how it is counted, how old it is, which way is good and why, where its series breaks."""
    _, facts, row = about(study)
    when = say.period_words(row.period_end, facts.year_end, facts.statistic, step_of(study))
    about_it = f"{facts.means} {FACETS[facts.facet]}; {when}, {say.age_words(row.period_end, as_of)}."
    lines = [about_it, *counting_lines(facts)]
    markup.put(
        markup.heading(3, facts.title), markup.sentences(study.notices, "notice"), markup.sentences(lines),
        markup.sentences(own_figures_page.sentences(study, tables.only(study))),
    )  # fmt: skip


def counting_lines(facts: pd.Series) -> list[str]:
    """Which way is good and why, what is counted and how, the target, where the series breaks: of whichever council."""
    good = {1: "High is good", -1: "Low is good", 0: "High is neither good nor bad"}[POLARITIES[facts.polarity]]
    labels = facts.numerator_label, facts.denominator_label
    parts = ", of ".join(labels) if all(labels) else ""
    new = [f"New series from {period}: {reason}." for period, reason in catalog.breaks(facts.breaks).items()]
    return [
        f"{good}: {facts.polarity_reason}" if facts.polarity_reason else f"{good}.",
        f"Counted: {parts}." if parts else "",
        facts.counting_note,
        f"Target or timescale: {facts.target}" if facts.targeted == "yes" else "",
        *new,
        "" if new else "No break in the series is known.",
    ]


def everyone(study: Study, out: str = "") -> None:
    """Every council: the verdict in words, a dot each, who has no figure and why, and the table by name."""
    indicator_id, facts, row = about(study)
    rows = tables.everyone(study)
    dots = _with_levels(study, rows)
    if rows.value.notna().any():
        title, style = _place_title(study, rows), style_of(facts)
        drawn = distribution.draw(dots, title=title, subtitle=f"{row.period}. {study.neighbour_set.described}",
                                  good=POLARITIES[facts.polarity], **style)  # fmt: skip
        emit(drawn, f"{indicator_id}-everyone", distribution.alt_text(dots, title=title, **style), out or None)
    reasons = rows.marker[rows.value.isna()].map(say.missing_words).value_counts()
    gone = f"Without a figure for {row.period}: " + ", ".join(f"{word} {n}" for word, n in reasons.items()) + "."
    whole = f"Every one of {len(rows)} councils has a figure." if len(rows) > 1 else ""
    markup.put(
        markup.sentences([
            say.verdict_sentence(row, facts, study.name), say.people_sentence(row, facts, study.name),
            gone if len(reasons) else whole,
        ]),
        markup.folded("The table behind the chart, by name", _everyone_table(rows, facts)),
    )  # fmt: skip


def _with_levels(study: Study, rows: pd.DataFrame) -> pd.DataFrame:
    """The councils, and as lines across the median of similar councils and England."""
    bars = study.bars(tables.only(study))
    levels = bars[bars.role.isin(["median", "england"]) & bars.value.notna()]
    return pd.concat([rows, levels[["area_code", "name", "role", "value", "lower", "upper", "marker"]]])


def _place_title(study: Study, rows: pd.DataFrame) -> str:
    _, facts, row = about(study)
    mine = rows[rows.role == "focus"]
    if mine.empty or pd.isna(mine.value.iloc[0]):
        return say.bars_title(row, facts, study.name)
    told = mine.iloc[0].rename({"of": "rank_of"})
    order = "" if facts.polarity != "no_judgement" else ", highest first"
    where = say.place(told)
    shown = f"{facts.title}: {study.name} {say.figure(told.value, facts.unit, facts.decimals)}"
    return f"{shown}, {where}{order}" if where else shown


def _everyone_table(rows: pd.DataFrame, facts: pd.Series) -> str:
    words = {"focus": "this council", "neighbour": "similar council", "region": "same region", "other": ""}
    shown = {
        "Council": rows["name"],
        "Figure": or_why(rows.value, rows.marker, facts),
        "Usually from": texts(rows.lower, facts),
        "Usually to": texts(rows.upper, facts),
        "Could rank": [_span(row) for row in each_row(rows)],
        "Who": rows.role.map(words),
    }
    caption = f"{facts.title}. {USUALLY}"
    return markup.table(shown, caption, numbers=["Figure", "Usually from", "Usually to", "Could rank"])


def _span(row) -> str:
    """The ranks that a council could have: an order of single ranks would say more than is known."""
    if row.too_few:
        return "too few people to rank"
    return "" if pd.isna(row.rank_low) else f"{int(row.rank_low)} to {int(row.rank_high)} of {row.of}"


def on_map(study: Study, out: str = "") -> None:
    """Every council's quarter on the hexagon map."""
    indicator_id, facts, row = about(study)
    roles = dict.fromkeys(study.neighbour_set.codes, "neighbour")
    table = map_rows(study.data.catalog, study.area_code, roles)
    bands = tables.everyone(study).set_index("area_code").band.reindex(table.area_code).fillna("")
    table["group"] = bands.where(bands != "", NOT_COMPARED).to_numpy()
    if (table.group == NOT_COMPARED).all():
        markup.put(markup.sentences(["Fewer than four councils have a figure: there are no quarters to map."]))
        return
    mine = table.group[table.role == "focus"]
    told = hexmap.GROUP_WORDS.get(*mine, *mine) if len(mine) and mine.iloc[0] != NOT_COMPARED else ""
    title = f"{facts.short_title}, {row.period}: " + (
        f"{study.name} in the {told}" if told else "every council's quarter"
    )
    drawn = hexmap.draw(table, title=title, subtitle=study.neighbour_set.described)
    emit(drawn, f"{indicator_id}-map", hexmap.alt_text(table, title=title), out or None)


def funnel(study: Study, out: str = "") -> None:
    """The funnel and what it says, or why there is none."""
    indicator_id, facts, row = about(study)
    why = funnels.why_none(study)
    if why:
        markup.put(markup.sentences([why]))
        return
    found = funnels.funnel(study)
    lines = words.funnel_sentences(found.rows, facts, found.target, found.phi, found.left_out, study.name)
    beyond = int((found.rows.outside_wide != "").sum())
    n = say.many(len(found.rows), "council")
    title = f"{facts.title}: {beyond} of {n} further out than councils usually are"
    style = {"title": title, "target": found.target, "size_label": facts.denominator_label or _SIZE, **style_of(facts)}
    drawn = funnel_chart.draw(found.rows, found.curves, subtitle=row.period, **style)
    emit(drawn, f"{indicator_id}-funnel", funnel_chart.alt_text(found.rows, **style), out or None)
    named = found.rows[found.rows.role.isin(["focus", "neighbour"])]
    markup.put(
        markup.sentences(lines),
        markup.folded("The table behind the chart: this and similar councils", _funnel_table(named, facts)),
    )


def _funnel_table(rows: pd.DataFrame, facts: pd.Series) -> str:
    def between(which: str) -> list[str]:
        ends = (texts(rows[f"{side}95{which}"], facts) for side in ("lower", "upper"))
        return [f"{low} to {high}" for low, high in zip(*ends, strict=True)]

    shown = {
        "Council": rows["name"],
        (facts.denominator_label or _SIZE).capitalize(): [say.number(n, 0) for n in rows["size"]],
        "Figure": texts(rows.value, facts),
        "Chance alone, 95%": between(""),
        "Chance and usual differences": between("_wide"),
    }
    return markup.table(shown, facts.title, numbers=list(shown)[1:])


def trust(study: Study) -> None:
    """How much of the differences is no chance, and whether figures gather at round numbers or at the own target."""
    lines = words.trust_sentences(tables.trust(study))
    near = tables.at_target(study)
    markup.put(markup.sentences([*lines, words.target_bunching_sentence(near, about(study)[1]) if near else ""]))


def counting(study: Study) -> None:
    """Where councils may count differently: what is counted per head, how many lie far out, the council's own."""
    _, facts, _ = about(study)
    rows = tables.per_head(study)
    lines = words.counting_sentences(rows, facts, study.area_code, study.name, PEOPLE.get(facts.service, ""))
    none = "The denominator is the population, or is not held: it cannot show where councils count differently."
    size = SIZE_BY.get(facts.service, "")
    from_where = f"The number of {PEOPLE[facts.service]} is from: {_release(study, size)}." if lines else ""
    markup.put(markup.sentences([*(lines or [none]), from_where]))


def _release(study: Study, indicator_id: str) -> str:
    """Title and publisher of the release that an indicator's newest figures come from."""
    held = study.data.values[study.data.values.indicator_id == indicator_id]
    newest = held.source_id.iloc[held.period_end.to_numpy().argmax()]
    source = row_of(study.data.catalog.sources.set_index("source_id"), newest)
    return f"{source.title} ({source.publisher})"
