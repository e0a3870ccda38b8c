"""What the notebook of a region shows: each function displays one part, from the region's own tables."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.special import ndtr

from scouting import markup
from scouting import words as say
from scouting.charts import region_grid
from scouting.charts.emit import emit
from scouting.explain import figures_of
from scouting.explain.words import sizes_words
from scouting.frames import each_row
from scouting.pages.own_figures import show as own_figures_page
from scouting.pages.region import words
from scouting.pages.region.tables import Region
from scouting.periods import newest_of_care
from scouting.terms import MOST_VISITS, SERVICES


def listed(of: Region) -> pd.DataFrame:
    """The figures that members share, councils by name within a period: columns as ``study.own.figures``."""
    return own_figures_page.listed(of.shared, of.data.catalog, of.shared_facts)


def questions(of: Region) -> pd.DataFrame:
    """Every question of the exchange: area_name, about_name, topic, question."""
    facts, rows = of.data.catalog.indicators, []
    for pair in each_row(of.exchange):
        for topic in dict.fromkeys(topic for topic, _ in pair.leads):
            on = [i for t, i in pair.leads if t == topic]
            unlike: dict[str, str] = {}  # of each kind of people once
            for i in on:
                if text := _sizes(of, pair, i):
                    unlike.setdefault(facts.denominator_label[i], text)
            titles, sizes = [*facts.short_title[on]], [*unlike.values()]
            text = words.question(pair.area_name, pair.about_name, topic, titles, pair.neighbour, sizes)
            rows.append((pair.area_name, pair.about_name, topic, text))
    return pd.DataFrame(rows, columns=["area_name", "about_name", "topic", "question"])


def _sizes(of: Region, pair, indicator_id: str) -> str:
    """How many people the figures of a pair are of, where one has over three times as many."""
    figures = figures_of(of.data)
    own, other = figures.place(pair.area_code), figures.place(pair.about_code)
    i = figures.facts.index.get_loc(indicator_id)
    theirs, ours = figures.denominator[i, [other, own], -1]
    like = figures.like_size(own, np.array([other]))[i, 0]
    row = pd.Series({"theirs_of": theirs, "ours_of": ours, "like_size": like})
    return sizes_words(row, figures.facts.loc[indicator_id], pair.area_name, pair.about_name)


def neighbours(of: Region) -> pd.DataFrame:
    """The similar councils of each council: area_code, area_name, set_id, neighbour_code, name."""
    known, codes = of.data.catalog, [(code, other) for code in of.names for other in of.sets[code].codes]
    rows = [(code, of.names[code], of.sets[code].set_id, other, known.name(other)) for code, other in codes]
    return pd.DataFrame(rows, columns=["area_code", "area_name", "set_id", "neighbour_code", "name"])


def tables(of: Region) -> dict[str, pd.DataFrame]:
    """Every table of a group by its sheet's name, in reading order; unrounded figures, codes and names."""
    described = of.panel.indicators[["title", "means", "topic", "unit", "decimals", "polarity", "polarity_reason",
                                     "counting_note", "source_id"]]  # fmt: skip
    held = listed(of)
    return {
        "councils": of.members,
        "topics": of.topics,
        "verdicts": of.verdicts,
        **({"shared figures": held} if len(held) else {}),
        "exchange": of.exchange.drop(columns="leads"),
        "questions": questions(of),
        "asked of nobody": of.unmet(),
        "hosts if all asked": of.hosts,
        "neighbours": neighbours(of),
        "indicators": described.rename_axis("indicator_id").reset_index(),
        "sources": of.sources(),
    }


def summary(of: Region, as_of: str) -> None:
    """Who is in the group, how many comparisons there are, how old the figures are, what a reader must know first."""
    made, clear = int(of.topics.compared.sum()), int((of.verdicts.told_apart != "").sum())
    chance = 2 * ndtr(-of.panel.cutoffs.clear) * made
    newest = newest_of_care(of.verdicts, of.indicators)
    lines = [
        words.comparisons_sentence(len(of.codes), made, clear, chance),
        f"The newest figure is to {newest:%B %Y} ({say.age_words(newest, as_of)}).",
        "Councils are in order of name, each beside its own similar councils. Do not rank the rows against each other.",
    ]
    markup.put(markup.sentences(of.notices, "notice"), markup.sentences(lines))


def grid(of: Region, out: str = "") -> None:
    """Councils by topics: a grid a service and page, and the same in words."""
    for service in [s for s in SERVICES if (of.topics.service == s).any()]:
        mine = of.topics[of.topics.service == service]
        seen = mine.groupby("topic").compared.transform("sum") > 0
        bare = list(dict.fromkeys(mine.topic[~seen]))
        mine = mine[seen]
        if bare:
            markup.put(markup.sentences([f"Not compared for any council here: {', '.join(bare)}."]))
        if mine.empty:
            continue
        names, most = list(dict.fromkeys(mine.area_name)), region_grid.MOST_COUNCILS
        pages = -(-len(names) // most)
        size = -(-len(names) // pages)
        for page in range(pages):
            part = mine[mine.area_name.isin(names[page * size : (page + 1) * size])]
            more = f" ({page + 1} of {pages})" if pages > 1 else ""
            title = f"{of.name}: where councils are clearly ahead of similar councils, or behind{more}"
            note = (
                "Each cell: on how many of the topic's measures a council is clearly better or worse than the median "
                "of its own similar councils. No clear difference is not the same as alike."
            )
            drawn = region_grid.draw(part, title=title, notes=(note,))
            emit(drawn, f"{service}-grid-{page + 1}", region_grid.alt_text(part, title=title), out or None)
        wide = mine.assign(words=[words.cell_words(row) for row in each_row(mine)])
        wide = wide.pivot(index="area_name", columns="topic", values="words").reindex(names)
        table = wide[list(dict.fromkeys(mine.topic))].fillna("not compared")
        shown = table.rename_axis(columns=None).reset_index(names="Council")
        markup.put(markup.folded("The same in words", markup.table(shown, "Councils by topics")))


def sides(of: Region) -> None:
    """What each council asks, and what it can offer, beside its own similar councils."""
    rows = of.members
    table = pd.DataFrame(
        {
            "Council": rows.area_name,
            "Could ask about": rows.asks.where(rows.asks != "", "nothing clear"),
            "Can offer": rows.offers.where(rows.offers != "", "nothing clear"),
            "Similar councils": rows.neighbours,
        }
    )
    lines = []
    if rows.neighbours.nunique() == 1:
        lines = [f"Similar councils are each one's own in {table.pop('Similar councils').iloc[0]}."]
    markup.put(markup.table(table, "What each could ask and offer"), markup.sentences(lines))


def exchange(of: Region) -> None:
    """Who could ask whom on what if all asked, nobody asked by more than two; what is left open; the questions."""
    rows, members = of.exchange, of.members
    gets, gives = int((members.gets > 0).sum()), int((members.gives > 0).sum())
    both = int(rows.both_ways.sum()) // 2
    markup.put(markup.sentences([words.exchange_sentence(len(rows), gets, gives, len(members), both)]))
    if len(rows):
        table = {
            "Council": rows.area_name,
            "Could ask": rows.about_name,
            "About": rows.topics,
            "Clearly ahead on": rows["on"],
            **_sizes_of_both(of, rows),
            "Similar council": rows.neighbour.map({True: "yes", False: "no"}),
            "Both ways": rows.both_ways.map({True: "yes", False: "no"}),
        }
        markup.put(markup.table(table, "Who could ask whom, if all asked"))
        markup.put(markup.folded("The questions", markup.sentences(questions(of).question)))
    idle = [words.idle_sentence(row.area_name, row.gets, row.gives) for row in each_row(members)]
    if any(idle):
        markup.put(markup.folded("Councils that only ask, only give, or do neither", markup.sentences(idle)))


def _sizes_of_both(of: Region, rows: pd.DataFrame) -> dict[str, list[str]]:
    """How large both councils of each pair are, by service of the group: of another size, less carries over."""
    figures, shown = figures_of(of.data), {}
    for service in (s for s in SERVICES if (of.indicators.service == s).any()):
        heads = figures.heads[service]
        pairs = zip(rows.area_code, rows.about_code, strict=True)
        sizes = [[say.number(heads[figures.place(code)], 0) for code in pair] for pair in pairs]
        shown[_PEOPLE[service]] = [f"{guest} and {host}" for guest, host in sizes]
    return shown


#: Whom a service is for, as a heading over the sizes of both.
_PEOPLE = {"children": "Children in both", "adults": "Adults in both"}


def unmet(of: Region) -> None:
    """Topics on which somebody asks and nobody of the group could help; and who could, further afield."""
    lines = [words.unmet_sentence(row.topic, row.names) for row in each_row(of.unmet())]
    markup.put(
        markup.sentences(
            lines or ["On every topic that a council could ask about, another here is clearly ahead of it."]
        )
    )
    if len(of.hosts):
        asked = of.hosts.groupby("area_name", sort=False).about_name.agg("; ".join)
        table = {"Council": asked.index, "Could visit": asked.to_numpy()}
        caption = f"Further away, if all councils of England asked and none was asked by more than {MOST_VISITS}"
        markup.put(markup.folded("Hosts among each council's similar councils", markup.table(table, caption)))


def shared(of: Region) -> None:
    """The in-year figures that members share with the group, by indicator; how to share some where there are none."""
    held = listed(of)
    if held.empty:
        line = (
            "No council here shares figures of its own with the group. Figures marked for the region or for everybody "
            "would be shown here; figures marked as a council's own never are."
        )
        markup.put(markup.sentences([line]))
        return
    for _, rows in held.groupby("indicator_id", sort=False):
        table = own_figures_page.shown(rows, of.shared_facts).drop(columns="Indicator")
        caption = own_figures_page.caption_of(rows, f"{rows.title.iloc[0]}: shared by its councils")
        markup.put(markup.table(table, caption, numbers=own_figures_page.NUMBERS))
