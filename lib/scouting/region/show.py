"""What the notebook of a region shows: each function displays one part, from the region's own tables."""

from __future__ import annotations

import pandas as pd

from scouting import sentences as say
from scouting.charts import region_grid
from scouting.charts.emit import emit
from scouting.region.core import Region
from scouting.region.shared import listed, questions
from scouting.sentences import region as words
from scouting.study import markup, own
from scouting.terms import SERVICES


def summary(of: Region, as_of: str) -> None:
    """Who is in the group, how many comparisons there are, how old the figures are, what a reader must know first."""
    looked = of.standings[of.standings.gap_noise.notna()]
    plain = looked.standing.str.removeprefix("much ").isin(["better", "worse"])
    newest = of.panel.ends[:, -1].max()
    lines = [
        words.looks_sentence(len(of.codes), len(looked), int(plain.sum()), int((looked.told_apart != "").sum())),
        f"The newest figure is to {pd.Timestamp(newest):%B %Y} ({say.age_words(newest, as_of)}).",
        "Councils stand by name. Each is set beside its own neighbours: rows are not to be ranked against each other.",
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
            markup.put(markup.sentences([f"Not compared for anybody here: {', '.join(bare)}."]))
        if mine.empty:
            continue
        names, most = list(dict.fromkeys(mine.area_name)), region_grid.MOST_COUNCILS
        pages = -(-len(names) // most)
        size = -(-len(names) // pages)
        for page in range(pages):
            part = mine[mine.area_name.isin(names[page * size : (page + 1) * size])]
            more = f" ({page + 1} of {pages})" if pages > 1 else ""
            title = f"{of.name}: where councils are ahead of their own neighbours, or behind{more}"
            note = (
                "Each cell: on how many of the topic's indicators a council is told apart from the median of its own "
                "neighbours over three years, the number of looks in this document allowed for. Not told apart is "
                "not the same: the figures cannot tell."
            )
            drawn = region_grid.draw(part, title=title, notes=(note,))
            emit(drawn, f"{service}-grid-{page + 1}", region_grid.alt_text(part, title=title), out or None)
        wide = mine.assign(words=[words.cell_words(row) for row in mine.itertuples()])
        wide = wide.pivot(index="area_name", columns="topic", values="words").reindex(names)
        table = wide[list(dict.fromkeys(mine.topic))].fillna("not compared")
        shown = table.rename_axis(columns=None).reset_index(names="Council")
        markup.put(markup.folded("The same in words", markup.table(shown, "Councils by topics")))


def sides(of: Region) -> None:
    """What each council asks, and what it can offer, by its own neighbours."""
    rows = of.members
    table = pd.DataFrame(
        {
            "Council": rows.area_name,
            "Could ask about": rows.asks.where(rows.asks != "", "nothing that the figures can tell"),
            "Can offer": rows.offers.where(rows.offers != "", "nothing that the figures can tell"),
            "Set beside": rows.neighbours,
        }
    )
    lines = []
    if rows.neighbours.nunique() == 1:
        lines = [f"Each is set beside its own neighbours in {table.pop('Set beside').iloc[0]}."]
    markup.put(markup.table(table, "What each could ask and offer"), markup.sentences(lines))


def exchange(of: Region) -> None:
    """Who could ask whom on what, nobody asked by more than two; what is left open; the questions."""
    rows, members = of.exchange, of.members
    gets, gives = int((members.gets > 0).sum()), int((members.gives > 0).sum())
    both = int(rows.both_ways.sum()) // 2
    markup.put(markup.sentences([words.exchange_sentence(len(rows), gets, gives, len(members), both)]))
    if len(rows):
        table = pd.DataFrame(
            {
                "Council": rows.area_name,
                "Could ask": rows.about_name,
                "About": rows.topics,
                "Ahead on": rows["on"],
                "Statistical neighbour": rows.neighbour.map({True: "yes", False: "no"}),
                "Both ways": rows.both_ways.map({True: "yes", False: "no"}),
            }
        )
        markup.put(markup.table(table, "Who could ask whom"))
        markup.put(markup.folded("The questions", markup.sentences(questions(of).question)))
    idle = [words.idle_sentence(row.area_name, row.gets, row.gives) for row in members.itertuples()]
    if any(idle):
        markup.put(markup.folded("Who takes no part, or one part only", markup.sentences(idle)))


def unmet(of: Region) -> None:
    """Topics on which somebody asks and nobody of the group could help."""
    lines = [words.unmet_sentence(row.topic, row.names) for row in of.unmet().itertuples()]
    markup.put(markup.sentences(lines or ["Every ask has somebody here who is ahead on it."]))


def shared(of: Region) -> None:
    """The in-year figures that members share with the group, by indicator; how to share some where there are none."""
    held = listed(of)
    if held.empty:
        line = (
            "No council here shares figures of its own with the group. Rows of data/local/figures.csv whose share is "
            "'region' or 'public' would stand here; a council's own rows never do."
        )
        markup.put(markup.sentences([line]))
        return
    for _, rows in held.groupby("indicator_id", sort=False):
        table = own.shown(rows, of.shared_facts).drop(columns="Indicator")
        caption = f"{rows.title.iloc[0]}: shared by its councils (local, unpublished)"
        markup.put(markup.table(table, caption, numbers=own.NUMBERS))
