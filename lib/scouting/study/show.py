"""What a notebook shows of a study: each function displays one part, from the study's own tables."""

from __future__ import annotations

import pandas as pd

from scouting import sentences as say
from scouting.charts import cells, ranked_bars, trend
from scouting.charts import overview as rug
from scouting.charts.emit import emit
from scouting.study import markup, movement, own, summing_up
from scouting.study.core import Study
from scouting.study.missing import not_held as not_held
from scouting.terms import FACETS, LOCAL, RELIABILITY_FLOOR

#: Strengths and gaps looked at closely, of each, when nobody chose the indicators.
CLOSER = 3
#: Neighbours named as ahead on one indicator; the rest are counted, and stand in the table "ahead".
NAMED = 3


def summary(study: Study, as_of: str) -> None:
    """Who is compared with whom, on what, how old it is, and what came out: a few sentences."""
    markup.put(markup.sentences(study.notices, "notice"), markup.sentences(summing_up.told(study, as_of).values()))


def overview(study: Study, out: str = "") -> None:
    """Every indicator at a glance: against neighbours and England, by facet, with the table behind it."""
    rows = study.overview()
    parts = cells.pages(rows)
    for number, part in enumerate(parts, start=1):
        of = f" ({number} of {len(parts)})" if len(parts) > 1 else ""
        title = f"{say.overview_title(part, study.name)}{of}"
        emit(rug.draw(part, title=title, subtitle=study.neighbour_set.described), f"overview-{number}",
             rug.alt_text(part, title=title), out or None)  # fmt: skip
    table = pd.DataFrame(
        {
            "Indicator": rows.short_title,
            "Facet": rows.facet,
            "Period": rows.period,
            study.name: rows.value_text,
            "Three years, neighbours": rows.standing,
            "Latest, neighbours": rows.standing_now,
            "Three years, England": rows.standing_england,
        }
    )
    markup.put(markup.folded("The table behind the overview", markup.table(table, "Standing on every indicator")))


def standing_list(study: Study, *, good: bool) -> None:
    """The indicators on which the council is better (or worse) than its neighbours, a sentence each."""
    rows = study.judged(good=good)
    lines = [say.standing_sentence(row, study.panel.indicators.loc[key], study.name) for key, row in rows.iterrows()]
    word = "better" if good else "worse"
    none = f"On no indicator is {study.name} {word} than the median of its neighbours beyond noise over three years."
    markup.put(markup.heading(3, f"{word.capitalize()} than the neighbours"), markup.sentences(lines or [none]))
    rows = study.judged(good=good, now=True)
    lines = [say.now_sentence(row, study.panel.indicators.loc[key], study.name) for key, row in rows.iterrows()]
    if lines:
        told = f"The latest {study.latest} alone, where three years cannot be compared: {word} on {len(lines)}"
        markup.put(markup.heading(4, told), markup.sentences(lines))


def ahead(study: Study) -> None:
    """Which neighbours are ahead beyond noise, on what, and by how much."""
    rows = study.ahead()
    facts = study.panel.indicators
    doubtful = facts.index[(study.reliability < RELIABILITY_FLOOR) & (facts.polarity != "no_judgement")]
    lines = []
    if len(doubtful):
        titles = ", ".join(facts.short_title[doubtful])
        lines.append(
            f"Nobody is named where less than {RELIABILITY_FLOOR:.0%} of the difference between councils is signal: "
            f"{titles}."
        )
    if rows.empty:
        markup.put(markup.sentences([f"No neighbour is ahead of {study.name} beyond noise over three years.", *lines]))
        return
    # Surest first: by the gap in units of its noise, as the neighbours within a row.
    order = study.comparison.sustained_gap_noise.abs().loc[rows.indicator_id.unique()].sort_values(ascending=False)
    listed = []
    for indicator_id in order.index:
        mine = rows[rows.indicator_id == indicator_id]
        shown = [
            f"{name} {figure}"
            for name, figure in zip(mine["name"], _figures(mine.sustained, mine.indicator_id, facts), strict=True)
        ]
        more = f"; and {len(shown) - NAMED} more" if len(shown) > NAMED else ""
        ours = _figures(mine.ours.head(1), mine.indicator_id.head(1), facts)[0]
        listed.append([facts.short_title[indicator_id], ours, ", ".join(shown[:NAMED]) + more])
    table = pd.DataFrame(listed, columns=["Indicator", study.name, "Neighbours ahead, surest first"])
    caption = f"Neighbours better than {study.name} beyond noise, mean of three years; surest first"
    markup.put(markup.table(table, caption, numbers=[study.name]), markup.sentences(lines))


def _figures(values: pd.Series, ids: pd.Series, facts: pd.DataFrame) -> list[str]:
    return [say.figure(v, facts.unit[i], facts.decimals[i]) for v, i in zip(values, ids, strict=True)]


def closer_ids(study: Study) -> list[str]:
    """The indicators to look at closely: those chosen, or the largest gaps and strengths.

    Those told apart over three years come first, then those of the latest period; where there are none, those
    whose gap from the neighbours is the surest.
    """
    rows = study.comparison
    if len(rows) <= 2 * CLOSER:
        return list(rows.index)
    gaps, strengths = (
        [*study.judged(good=good).index, *study.judged(good=good, now=True).index][:CLOSER] for good in (False, True)
    )
    judged = rows[study.panel.indicators.polarity != "no_judgement"]
    latest = judged.gap_noise.abs().sort_values(ascending=False, kind="stable").dropna()
    return [*gaps, *strengths] or list(latest.index[:CLOSER]) or list(rows.index[:CLOSER])


def closer(study: Study, as_of: str, out: str = "") -> None:
    """Each indicator looked at closely: sentences, ranked bars, trend, the tables, how it is counted."""
    for indicator_id in closer_ids(study):
        indicator(study, indicator_id, as_of, out)


def indicator(study: Study, indicator_id: str, as_of: str, out: str = "") -> None:
    """One indicator of the study: what it means, how the council stands, two charts and their tables."""
    facts, row = study.panel.indicators.loc[indicator_id], study.comparison.loc[indicator_id]
    when = say.period_words(row.period_end, facts.year_end, facts.statistic, row.period_kind)
    markup.put(
        markup.heading(3, facts.title),
        markup.sentences([f"{facts.means} {FACETS[facts.facet]}; {when}, {say.age_words(row.period_end, as_of)}."]),
        markup.sentences([say.standing_sentence(row, facts, study.name), say.people_sentence(row, facts)]),
        markup.sentences([*movement.lines(study, indicator_id), *own.sentences(study, indicator_id)]),
    )
    style = {"unit": facts.unit, "decimals": int(facts.decimals)}
    bars = study.bars(indicator_id)
    title = say.bars_title(row, facts, study.name)
    against = study.neighbour_set.described
    chart = ranked_bars.draw(bars, title=title, subtitle=f"{when[0].upper()}{when[1:]}. {against}", **style)
    emit(chart, f"{indicator_id}-bars", ranked_bars.alt_text(bars, title=title, **style), out or None)
    markup.put(markup.folded("The table behind the chart", _bars_table(bars, facts)))
    years = study.trend(indicator_id)
    title = say.trend_title(row, facts, study.name)
    style |= {"title": title, "focus_name": study.name, **own.marks(study, indicator_id)}
    said = trend.alt_text(years, **style)
    emit(trend.draw(years, subtitle=against, **style), f"{indicator_id}-trend", said, out or None)
    markup.put(
        markup.folded("The table behind the chart", trend_table(years, facts, study.name)),
        markup.folded("How it is counted", markup.sentences([facts.counting_note, f"Recomputed: {facts.recompute}"])),
    )


def _bars_table(bars: pd.DataFrame, facts: pd.Series) -> str:
    def shown(values: pd.Series) -> list[str]:
        return [say.figure(v, facts.unit, facts.decimals) for v in values]

    texts = [
        say.missing_words(m) if pd.isna(v) else f
        for v, m, f in zip(bars.value, bars.marker, shown(bars.value), strict=True)
    ]
    table = pd.DataFrame(
        {
            "Area": bars["name"],
            "Code": bars.area_code,
            "Figure": texts,
            "Lower 95%": shown(bars.lower),
            "Upper 95%": shown(bars.upper),
            "Note": bars.note,
        }
    ).replace("no figure", "")
    return markup.table(table, facts.title, numbers=["Figure", "Lower 95%", "Upper 95%"])


def trend_table(years: pd.DataFrame, facts: pd.Series, name: str) -> str:
    """The table behind a trend, as HTML: a row a period, with the council, its neighbours and England."""

    def shown(values: pd.Series) -> list[str]:
        return ["" if pd.isna(v) else say.figure(v, facts.unit, facts.decimals) for v in values]

    own = [
        say.missing_words(m) if pd.isna(v) else f
        for v, m, f in zip(years.value, years.marker, shown(years.value), strict=True)
    ]
    table = pd.DataFrame(
        {
            "Period": years.period,
            name: own,
            "Neighbours' median": shown(years.neighbour_median),
            "Neighbours with figures": years.n_with_value,
            "England": shown(years.england),
        }
    )
    if facts.source_id == LOCAL:
        del table["England"]
    return markup.table(table, facts.title, numbers=list(table.columns[1:]))


def neighbours(study: Study) -> None:
    """The comparators: who they are, how close, and which set they come from."""
    members, known = study.neighbour_set.members, study.data.catalog
    table = pd.DataFrame(
        {
            "Council": [known.name(code) for code in members.neighbour_code],
            "Code": members.neighbour_code,
            "Region": [known.name(known.areas.region_code[code]) for code in members.neighbour_code],
            "How close": members.closeness,
        }
    )
    chosen = study.neighbour_set
    markup.put(markup.table(table, chosen.described), markup.sentences([chosen.note]))


def sources(study: Study) -> None:
    """Every release behind the figures, and where it is published."""
    rows = study.sources()
    table = pd.DataFrame(
        {
            "Release": rows.title,
            "Publisher": rows.publisher,
            "Newest period ends": rows.newest.astype(str),
            "Published at": rows.landing_page.str.removeprefix("https://"),
        }
    )
    line = "Contains public sector information licensed under the Open Government Licence v3.0 "
    line += "(DfE, DHSC, NHS England, MHCLG, Ofsted, ONS)."
    markup.put(markup.table(table, "Releases"), markup.sentences([line]))
