"""What a notebook shows of a study: each function displays one part, from the study's own tables."""

from __future__ import annotations

import pandas as pd

from scouting import markup
from scouting import words as say
from scouting.charts import ranked_bars, trend
from scouting.charts.emit import emit
from scouting.frames import row_of
from scouting.journeys import counted_in, over_time, story
from scouting.pages.common import or_why, texts, trend_table
from scouting.pages.indicator import movement
from scouting.pages.own_figures.show import marks
from scouting.pages.own_figures.show import sentences as own_sentences
from scouting.pages.scouting_party.summary import told
from scouting.pages.scouting_party.why import Why
from scouting.study.core import Study
from scouting.terms import CLEARLY, FACETS, NOT_COMPARED, RELIABILITY_FLOOR, TOO_FEW_PEOPLE

#: Strengths and gaps looked at closely, of each, when nobody chose the indicators.
CLOSER = 3
#: Similar councils named as ahead on one measure; the rest are counted, and stand in the table "ahead".
NAMED = 3
#: What two columns of the tables of figures are.
USUALLY = "Usually from, to: how far one year's figure moves when nothing has changed."


def summary(study: Study, as_of: str) -> None:
    """What came out, who is compared with whom, on what, and how old it is: a few sentences."""
    markup.put(markup.sentences(study.notices, "notice"), markup.sentences(told(study, as_of).values()))


def clear(study: Study) -> None:
    """What is clearly better than similar councils, and what clearly worse: a sentence each, surest first."""
    parts = []
    for good, side in ((True, "better"), (False, "worse")):
        lines = clear_lines(study, good=good)
        if lines:
            parts += [markup.heading(3, f"Clearly {side} than similar councils"), markup.sentences(lines)]
    none = f"Nothing sets {study.name} clearly apart from similar councils."
    markup.put(*(parts or [markup.sentences([none])]))


def clear_lines(study: Study, *, good: bool) -> list[str]:
    """A sentence for each measure of ``Study.clear``, and one for those that have turned in the latest year."""
    facts, rows = study.panel.indicators, study.clear(good=good)
    lines = [" ".join(_told(row, row_of(facts, key), study.name)).strip() for key, row in rows.iterrows()]
    word = CLEARLY["better" if good else "worse"]
    rest = study.headline.index[(study.headline.verdict == word) & ~study.headline.index.isin(rows.index)]
    if len(rest):
        titles = ", ".join(facts.short_title[rest])
        lines.append(f"Also {word}, but the latest figure alone lies on the other side: {titles}.")
    return lines


def _told(row: pd.Series, facts: pd.Series, name: str) -> list[str]:
    """The verdict and what it amounts to in people, both on the level."""
    return [say.verdict_sentence(row, facts, name), say.people_sentence(row, facts, name)]


def ahead(study: Study) -> None:
    """Which similar councils are clearly ahead, on what, and by how much."""
    rows = study.once(Why).named
    facts = study.panel.indicators
    doubtful = [i for i in study.headline.index[study.reliability[study.headline.index] < RELIABILITY_FLOOR]
                if i not in set(rows.indicator_id)]  # fmt: skip
    lines = []
    if doubtful:
        titles = ", ".join(facts.short_title[doubtful])
        lines.append(f"We name no council where differences are mostly chance: {titles}.")
    if rows.empty:
        markup.put(markup.sentences([f"No similar council is clearly ahead of {study.name}.", *lines]))
        return
    # Surest first: by the surest of the councils ahead, as the councils within a row.
    order = rows.groupby("indicator_id", sort=False).sureness.max().sort_values(ascending=False, kind="stable")
    listed = []
    for indicator_id in order.index:
        mine, fact = rows[rows.indicator_id == indicator_id], facts.loc[indicator_id]
        shown = [
            f"{name} {figure}" for name, figure in zip(mine["name"], texts(mine.theirs, fact, "no figure"), strict=True)
        ]
        more = f"; and {len(shown) - NAMED} more" if len(shown) > NAMED else ""
        both = texts([study.comparison.value[indicator_id], mine.ours.iloc[0]], fact, "no figure")
        listed.append([fact.short_title, *both, ", ".join(shown[:NAMED]) + more])
    # Beside the one figure that every page shows stand those that the verdict rests on, and are called so.
    figures = ["Latest figure", "Our level"]
    table = pd.DataFrame(listed, columns=["Measure", *figures, "Similar councils ahead, with their levels"])
    caption = f"Similar councils clearly ahead of {study.name}, surest first, with the levels that verdicts rest on"
    markup.put(markup.table(table, caption, numbers=figures), markup.sentences(lines))


def closer_ids(study: Study) -> list[str]:
    """The indicators to look at closely: those chosen, or the surest gaps and strengths.

    Where nothing is clear, those whose difference from similar councils is the surest.
    """
    rows = study.comparison
    if len(rows) <= 2 * CLOSER:
        return list(rows.index)
    gaps, strengths = (list(study.clear(good=good).index[:CLOSER]) for good in (False, True))
    sure = study.headline.sureness.abs().sort_values(ascending=False, kind="stable").dropna()
    return [*gaps, *strengths] or list(sure.index[:CLOSER]) or list(rows.index[:CLOSER])


def closer(study: Study, as_of: str, out: str = "") -> None:
    """Each indicator looked at closely: sentences, ranked bars, trend, the tables, how it is counted."""
    for indicator_id in closer_ids(study):
        indicator(study, indicator_id, as_of, out)


def indicator(study: Study, indicator_id: str, as_of: str, out: str = "") -> None:
    """One indicator of the study: what it means, how the council does, two charts and their tables."""
    facts, row = (row_of(table, indicator_id) for table in (study.panel.indicators, study.comparison))
    when = say.period_words(row.period_end, facts.year_end, facts.statistic, row.period_kind)
    markup.put(
        markup.heading(3, facts.title),
        markup.sentences(_told(row, facts, study.name)),
        markup.sentences(
            [
                _held_in(row),
                *movement.lines(study, indicator_id),
                *_explained(study, indicator_id),
                *own_sentences(study, indicator_id),
            ]
        ),
        markup.sentences([f"{facts.means} {FACETS[facts.facet]}; {when}, {say.age_words(row.period_end, as_of)}."]),
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
    style |= {"title": title, "focus_name": study.name, **marks(study, indicator_id)}
    said = trend.alt_text(years, **style)
    emit(trend.draw(years, subtitle=against, **style), f"{indicator_id}-trend", said, out or None)
    markup.put(
        markup.folded("The table behind the chart", trend_table(years, facts, study.name)),
        markup.folded("How it is counted", markup.sentences([facts.counting_note, f"Recomputed: {facts.recompute}"])),
    )


def _explained(study: Study, indicator_id: str) -> list[str]:
    """What the change of the last years comes from, step by step, where the counts are held."""
    for journey_id in counted_in(study.data.catalog, indicator_id)[:1]:
        rows = over_time(study.data, study.area_code, journey_id)
        if rows.gap.notna().any():
            return [" ".join(story(rows, study.name, ""))]
    return []


def _held_in(row: pd.Series) -> str:
    """In how many sets of similar councils the verdict holds; blank where it is not compared."""
    if row.verdict in (NOT_COMPARED, TOO_FEW_PEOPLE) or row.holds_of < 2:
        return ""
    return (
        f"This verdict holds in {row.holds} of {row.holds_of} comparisons, one for each way to choose similar councils."
    )


def _bars_table(bars: pd.DataFrame, facts: pd.Series) -> str:
    table = pd.DataFrame(
        {
            "Area": bars["name"],
            "Code": bars.area_code,
            "Figure": or_why(bars.value, bars.marker, facts),
            "Usually from": texts(bars.lower, facts),
            "Usually to": texts(bars.upper, facts),
            "Note": bars.note,
        }
    ).replace("no figure", "")
    caption = f"{facts.title}. {USUALLY}"
    return markup.table(table, caption, numbers=["Figure", "Usually from", "Usually to"])
