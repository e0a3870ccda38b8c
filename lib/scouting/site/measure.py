"""The page of a measure: every council by name, how they lie, ten years, beside England on a map, how it is counted."""

from __future__ import annotations

from html import escape

import numpy as np
import pandas as pd

from scouting import markup
from scouting import words as say
from scouting.charts.axis import axis_unit, short
from scouting.compare.comparison import beside_england
from scouting.dataset import Dataset
from scouting.frames import each_row, place_of, row_of
from scouting.pages.indicator import funnels, tables, words
from scouting.pages.indicator.show import counting_lines
from scouting.pages.page_one.words import SERVICES
from scouting.pages.sparkline import PERIODS
from scouting.pages.spine.tables import step
from scouting.site import drawings
from scouting.site.council import Site
from scouting.site.page import page
from scouting.stats import ranks
from scouting.study import Study, study
from scouting.terms import ENGLAND, TOO_FEW_PEOPLE
from scouting.words.figures import day_words

#: How a council stands beside England: what the map and the table call it, in the order of the map's key.
HIGHER, LOWER, CLOSE, NONE = "higher", "lower", "too close", "not compared"
LOOKS = {HIGHER: "higher", LOWER: "lower", CLOSE: "close", NONE: "none"}
_KEY = {HIGHER: "Higher than England", LOWER: "Lower than England", CLOSE: "Too close to call", NONE: "Not compared"}
#: Fewest councils with a figure for how they lie to be drawn, and for the middle half of a year.
FEWEST = 4


def beside(data: Dataset) -> pd.DataFrame:
    """How every area stands beside England on every measure, by the verdict of its report, clear or probable: one row
    per measure (indicator_id), one column per area (area_code), a word of ``LOOKS`` each."""
    p = data.panel
    told = []
    for own in range(len(p.areas)):
        made = beside_england(p, own)
        sides = np.where(made["england_gap"] > 0, HIGHER, LOWER)
        word = np.array([str(one).partition(" ")[0] for one in made["verdict_england"]])
        is_told = np.isin(word, ["clearly", "probably"])
        told.append(np.where(is_told, sides, np.where(np.isfinite(made["england_sureness"]), CLOSE, NONE)))
    return pd.DataFrame(np.stack(told, axis=1), index=p.indicators.index, columns=p.areas)


def html(site: Site, indicator_id: str) -> str:
    """A measure's page. Councils stand by name: nothing here is in the order of a rank."""
    known = site.data.catalog
    of = study(min(site.councils), indicators=indicator_id, own=False, data=site.data)
    facts = row_of(known.indicators, indicator_id)
    rows = tables.everyone(of)
    rows["beside"] = site.data.once(beside).loc[indicator_id, rows.area_code].to_numpy()
    p, i = of.panel, tables.place(of)
    when = say.period_words(p.ends[i, -1], facts.year_end, facts.statistic, str(p.kind[i]))
    parts = [
        f"<p class=where>{SERVICES[facts.service]} · {escape(step(known.indicators.loc[[indicator_id]]).iloc[0])}</p>",
        f"<h1>{escape(facts.title)}</h1>",
        markup.sentences([_means(facts, when)], "lead"),
        markup.sentences([_ended(facts)], "notice"),
        '<p class=chosen role="status"></p>',
        _spread(rows, facts, float(p.figures[i, place_of(p.areas, ENGLAND), -1])),
        _years(of, facts),
        _map(site, rows, facts),
        _funnel(of, facts),
        f"<h2>How it is counted</h2>{markup.sentences(counting_lines(facts))}",
        f"<h2>How far it can tell councils apart</h2>{markup.sentences(words.trust_sentences(tables.trust(of)))}",
        _everyone(site, rows, facts, when),
        _source(of, facts),
    ]
    return page(facts.title, "".join(filter(None, parts)), root="../")


def _means(facts: pd.Series, when: str) -> str:
    return f"{facts.means.rstrip('.')}. Figures are of {'the ' * when[0].islower()}{when}."


def _ended(facts: pd.Series) -> str:
    return f"This measure has ended: {facts.ended} was its last period." if facts.ended else ""


def _spread(rows: pd.DataFrame, facts: pd.Series, england: float) -> str:
    """How the councils lie: England, the middle half of councils, the lowest and the highest; drawn as dots."""
    held = rows[rows.value.notna()]
    missing = rows.marker[rows.value.isna()].map(say.missing_words).value_counts()
    gone = f"Without a figure: {', '.join(f'{word} {n}' for word, n in missing.items())}." if len(missing) else ""
    title = "<h2>Where councils are</h2>"
    if len(held) < FEWEST:
        return title + markup.sentences([f"{say.many(len(held), 'council')} of {len(rows)} have a figure.", gone])
    low, middle, high = (say.figure(v, facts.unit, facts.decimals) for v in ranks.quantiles(
        held.value.to_numpy(float)[None], [0.25, 0.5, 0.75]).ravel())  # fmt: skip
    line = f"Half of {say.many(len(held), 'council')} are between {low} and {high}; the middle one is at {middle}."
    there = f"England: {say.figure(england, facts.unit, facts.decimals)}." if np.isfinite(england) else ""
    drawn = drawings.strip(held.value.to_numpy(float), england, facts.unit, f"{facts.title}: {line} {there}")
    return (
        title
        + markup.sentences([f"{line} {there}", gone])
        + f"<figure>{drawn}</figure><p class=small>Each dot is a council.</p>"
    )


def _years(study: Study, facts: pd.Series) -> str:
    """The last ten periods: the middle half of all councils, their middle, and England."""
    p, i = study.panel, tables.place(study)
    held = (p.position[i] >= 0) & (p.position[i] > p.position[i].max(initial=-1) - PERIODS)
    block = p.figures[i][p.councils][:, held]
    n = np.isfinite(block).sum(0)
    quarters = np.where(n >= FEWEST, ranks.quantiles(block.T, [0.25, 0.5, 0.75]), np.nan)
    table = pd.DataFrame({"period": p.labels[i, held], "position": p.position[i, held], "segment": p.segment[i, held],
                          "q25": quarters[0], "median": quarters[1], "q75": quarters[2], "n": n,
                          "england": p.figures[i, place_of(p.areas, ENGLAND), held]})  # fmt: skip
    some = table[["median", "england"]].notna().any(axis=1)
    if some.sum() < 2:
        return ""
    shown = {
        "Period": table.period,
        "England": [_short(value, facts) for value in table.england],
        "Middle council": [_short(value, facts) for value in table["median"]],
        "Middle half": [_between(a, b, facts) for a, b in zip(table.q25, table.q75, strict=True)],
        "Councils with a figure": table.n,
    }
    told, title = table[some], f"{facts.title}{_unit(facts)}"
    label = f"{facts.title}, {told.period.iloc[0]} to {told.period.iloc[-1]}: the figures are in the table below."
    drawn = drawings.years(told, facts.unit, label)
    return (
        f"<h2>Over the years</h2><figure>{drawn}</figure><p class=small>Dashed line: England. Full line: the middle "
        "council. Band: the middle half of councils. Nothing is joined across a break or a gap.</p>"
        + markup.folded("The years as a table", _WIDE.format(markup.table(shown, title, numbers=list(shown)[1:])))
    )


#: A table that scrolls by itself where it is wider than the page.
_WIDE = '<div class="wide" role="group" aria-label="The years" tabindex="0">{}</div>'


def _unit(facts: pd.Series) -> str:
    """What a title still has to say of the unit of the figures under it."""
    unit = axis_unit(facts.unit)
    return f", {unit.removeprefix('£ ') if unit.startswith('£') else unit}" if unit else ""


def _short(value: float, facts: pd.Series, marker: str = "") -> str:
    """A figure of a table, its unit in the title; or why there is none."""
    return short(value, facts.unit, int(facts.decimals)) if np.isfinite(value) else say.missing_words(marker)


def _between(low: float, high: float, facts: pd.Series) -> str:
    """A range: the unit of per cent and pounds stands with the figures."""
    if not (np.isfinite(low) and np.isfinite(high)):
        return ""
    return " to ".join(_short(value, facts) for value in (low, high))


def _map(site: Site, rows: pd.DataFrame, facts: pd.Series) -> str:
    """Who is higher or lower than England, clearly or probably: whoever is too close to call has no colour."""
    counts = rows.beside.value_counts()
    if counts.get(NONE, 0) == len(rows):
        return ""
    tiles = site.data.catalog.tiles
    groups = tiles.area_code.map(rows.set_index("area_code").beside).fillna(NONE).map(LOOKS).to_numpy(str)
    told = {word: f"{_KEY[word]}: {counts[word]}" for word in _KEY if word in counts}
    label = f"Map of councils. {'; '.join(told.values())}. Who is where is in the table of councils."
    drawn = drawings.map_of(tiles, groups, [*LOOKS.values()], label)
    key = "".join(f"<li><i class={LOOKS[word]}></i>{line}</li>" for word, line in told.items())
    return (
        f"<h2>Beside England</h2><div class=beside><figure>{drawn}</figure><div><ul class=key>{key}</ul><p class=small>"
        "Only councils that are clearly or probably higher or lower have a colour. Those between are too close to "
        "call: they have no order. As in the reports, this rests on up to three years.</p></div></div>"
    )


def _funnel(study: Study, facts: pd.Series) -> str:
    """The funnel, where there are counts."""
    if funnels.why_none(study):
        return ""
    found = funnels.funnel(study)
    rows = found.rows.assign(role="other")
    lines = words.funnel_sentences(rows, facts, found.target, found.phi, found.left_out, "")
    told = [lines[0], *lines[2:]]  # the second is of one council
    drawn = drawings.funnel(rows, found.curves, found.target, facts.unit, f"{facts.title}. {told[0]}")
    return (
        f"<h2>Small councils vary more</h2>{markup.sentences(told)}<figure>{drawn}</figure><p class=small>Across: "
        f"{escape(facts.denominator_label or 'how many it is counted from')}, small councils on the left. Lines: 99.8% "
        "would lie between them by chance alone. Band: 95%, the usual differences between councils allowed for.</p>"
    )


def _everyone(site: Site, rows: pd.DataFrame, facts: pd.Series, when: str) -> str:
    """Every council by name: its figure, how far one year's figure usually moves, and how it stands beside England."""
    told = rows.beside.where(~rows.too_few, TOO_FEW_PEOPLE).replace(NONE, "")
    figures = [_short(value, facts, marker) for value, marker in zip(rows.value, rows.marker, strict=True)]
    cells = zip(rows.area_code, figures, rows.lower, rows.upper, told, strict=True)
    body = "".join(
        f"<tr><th>{site.council(code)}</th><td>{escape(figure)}</td><td>{_between(low, high, facts)}</td>"
        f"<td>{word}</td></tr>"
        for code, figure, low, high, word in cells
    )
    title = f"{facts.title}{_unit(facts)}, {when}"
    heads = "".join(f'<th scope="col">{name}</th>' for name in ("Council", "Figure", "Usual range", "Beside England"))
    return (
        f'<h2>Every council, by name</h2><table class="every"><caption>{escape(title)}. Usual '
        "range: how far one year’s figure usually moves when nothing has changed. Where two ranges overlap, the "
        f"figures cannot say who is ahead.</caption><thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table>"
    )


def _source(study: Study, facts: pd.Series) -> str:
    """Which releases the figures come from."""
    lines = [
        f"{one.title} ({one.publisher}), newest period to {day_words(one.newest)}" for one in each_row(study.sources())
    ]
    return f"<h2>Source</h2>{markup.sentences([f'{line}.' for line in lines])}"
