"""What a notebook shows of a council's similar councils: who they are in each set, why, whether the verdict holds."""

from __future__ import annotations

from string import ascii_uppercase

import pandas as pd

from scouting import markup, recipes
from scouting.catalog import Catalog
from scouting.charts import cells, hexmap
from scouting.charts import verdicts as verdicts_chart
from scouting.charts.emit import emit
from scouting.frames import each_cell, each_row
from scouting.neighbours import Calculated, NeighbourSet, words
from scouting.neighbours.explain import mutual, stability
from scouting.neighbours.explain import why as explain_why
from scouting.neighbours.listing import in_each, side_by_side, with_ranks
from scouting.neighbours.sets import DEFAULT_RECIPES
from scouting.pages.common import map_rows
from scouting.pages.neighbours.verdicts import matrix, sentences, steady
from scouting.study.core import Study
from scouting.terms import FACETS
from scouting.words import many, number
from scouting.words.figures import said


def recipe_of(study: Study) -> str:
    """The name of the recipe behind the study's set, or of its service's own where the set is not calculated."""
    chosen = study.neighbour_set.set_id
    service = "children" if (study.indicators.service == "children").any() else "adults"
    return chosen if chosen in recipes.names() else DEFAULT_RECIPES[service]


def in_sets(study: Study) -> None:
    """Who is a similar council in which set: councils down, sets across, in how many."""
    data, name_of = study.data, study.data.catalog.name
    found, refused = in_each(with_ranks(data.catalog), study.area_code, data.neighbours)
    if found:
        ranks = side_by_side(found)
        columns = {
            "Council": [name_of(code) for code in ranks.index],
            "In how many": [f"{n} of {len(found)}" for n in ranks.sets],
        }
        columns |= {one.set_id: ["" if pd.isna(r) else number(r, 0) for r in ranks[one.set_id]] for one in found}
        table, several = pd.DataFrame(columns), (ranks.sets > 1).to_numpy()
        numbers = list(columns)[1:]
        caption = f"Similar councils of {study.name} in more than one set, and their rank in each; blank: not in it"
        alone = markup.table(table[~several], f"Similar councils of {study.name} in one set alone", numbers=numbers)
        listed = markup.table(_listed({one.set_id: one for one in found}), "Sets that rank their members")
        markup.put(
            markup.table(table[several], caption, numbers=numbers),
            markup.folded(f"In one set alone: {many(int((~several).sum()), 'council')}", alone),
            markup.folded("The sets", listed),
        )
    chosen = study.neighbour_set.set_id
    links = mutual(data.every_neighbour(chosen))
    turn = words.in_turn(links, study.area_code, study.name) if chosen in with_ranks(data.catalog) else ""
    markup.put(markup.sentences([turn and f"{chosen}: {turn}", *refused]))


def why(study: Study) -> None:
    """The calculated list: how close each is, whether in turn, how sure its place is, and what sets the two apart."""
    data, area, known = study.data, study.area_code, study.data.catalog
    made = data.calculated(recipe_of(study))
    recipe, weights = made.recipe, made.recipe.multipliers
    facts = [words.cutoffs(), words.weights_act(recipe.weight_acts), words.judged_features(recipe, known)]
    facts.append(words.left_out(known, recipe.leave_out, made.lacking))
    mine = mutual(made.links)[made.links.area_code == area]
    if mine.empty:
        markup.put(markup.sentences([f"No similar councils of {study.name} are calculated ({recipe.title}).", *facts]))
        return
    steady = stability(made.space, weights, area, recipe.k)
    apart = [explain_why(made.space, weights, area, code) for code in mine.neighbour_code]
    table = {
        "Council": [known.name(code) for code in mine.neighbour_code],
        "How close": mine.closeness,
        "Over the typical distance": [number(d / made.space.typical(weights), 2) for d in mine.distance],
        "In turn": mine.mutual.map({True: "yes", False: "no"}),
        "Stays": [_share(kept) for kept in steady.kept],
        "Largest shares of the distance": [_apart(rows, known) for rows in apart],
    }
    caption = f"{recipe.title} ({recipe.name}): {len(mine)} nearest to {study.name}"
    nearest = words.why(apart[0], known, area, mine.neighbour_code.iloc[0])
    markup.put(
        markup.table(table, caption, numbers=["Over the typical distance", "Stays"]),
        markup.folded("Every feature's share", _shares(made, mine, apart, known)),
        markup.sentences(
            [
                nearest,
                words.in_turn(mutual(made.links), area, study.name),
                words.steadiness(steady, study.name, known.name),
                *facts,
                recipe.note,
            ]
        ),
    )


def _share(share: float) -> str:
    return f"{number(100 * share, 0)}%"


def _apart(rows: pd.DataFrame, catalog: Catalog) -> str:
    """The two features that set two councils apart most."""
    held = rows[rows.share > 0].head(2)
    return ", ".join(f"{catalog.indicators.short_title[i]} {_share(share)}" for i, share in each_cell(held.share))


def _shares(made: Calculated, mine: pd.DataFrame, apart: list[pd.DataFrame], catalog: Catalog) -> str:
    """The whole table of shares: one row per similar council, one column per feature."""
    columns = {"Council": [catalog.name(code) for code in mine.neighbour_code]}
    for feature in made.recipe.features.indicator_id:
        columns[catalog.indicators.short_title[feature]] = [_share(rows.share[feature]) for rows in apart]
    return markup.table(pd.DataFrame(columns), "Shares of the squared distance", numbers=list(columns)[1:])


def map(study: Study, out: str = "") -> None:
    """Where the similar councils are, each council one hexagon."""
    rows = map_rows(study.data.catalog, study.area_code, dict.fromkeys(study.neighbour_set.codes, "neighbour"))
    if not (rows.role == "focus").any():
        markup.put(markup.sentences([f"{study.name} is not a council of today, so it is not on the map."]))
        return
    title = f"Where councils similar to {study.name} are"
    drawn = hexmap.draw(rows, title=title, subtitle=study.neighbour_set.described)
    emit(drawn, "neighbours-map", hexmap.alt_text(rows, title=title), out or None)


def verdicts(study: Study, out: str = "", *, every: bool = True) -> None:
    """Whether each verdict holds whoever the similar councils are: sentences, the matrix, and the tables behind it.

    ``every``: with the matrix drawn, the sets by their ids; or, on a page for readers, the tables alone, the sets by
    letters.
    """
    sets, kept = study.sensible_sets, steady(study)
    table = matrix(study)
    rows = _rows(study, kept)
    heading = "" if every else markup.heading(3, "Does the verdict hold?")
    markup.put(heading, markup.sentences(sentences(study, table)))
    parts = cells.pages(rows) if every and len(rows) else []
    for k, part in enumerate(parts, start=1):
        of = f" ({k} of {len(parts)})" if len(parts) > 1 else ""
        _page(part, table, sets, f"{_title(part, study.name)}{of}", f"verdicts-{k}", out)
    if not every:
        letters = dict(zip(sets, ascii_uppercase, strict=False))
        table, sets = table.replace({"set_id": letters}), {letters[one]: chosen for one, chosen in sets.items()}
    markup.put(
        markup.folded("The verdict in each set", markup.table(_wide(rows, table), "The verdict in each set")),
        markup.folded("The sets", markup.table(_listed(sets), "Ways to choose similar councils")),
    )


def _title(rows: pd.DataFrame, name: str) -> str:
    n, loose = len(rows), int((rows.holds < rows.holds_of).sum())
    if not loose:
        return f"{name}: {many(n, 'verdict')}, the same whoever the similar councils are"
    of = f"{loose} of {many(n, 'verdict')}" if loose < n else many(n, "verdict")
    return f"{name}: {of} {'changes' if loose == 1 else 'change'} with the choice of similar councils"


def _rows(study: Study, steady: pd.DataFrame) -> pd.DataFrame:
    """The rows of the matrix, in the order of the overview."""
    facts = study.panel.indicators
    order = study.overview().indicator_id
    order = order[order.isin(steady.index)].reset_index(drop=True)
    return pd.DataFrame(
        {
            "indicator_id": order,
            "facet": order.map(facts.facet).map(FACETS),
            "short_title": order.map(facts.short_title),
            "period": order.map(study.comparison.period),
            "holds": order.map(steady.holds),
            "holds_of": order.map(steady.holds_of),
        }
    )


def _page(
    rows: pd.DataFrame, table: pd.DataFrame, sets: dict[str, NeighbourSet], title: str, name: str, out: str
) -> None:
    """One page of rows, in as many charts as the sets need."""
    names = list(sets)
    for start in range(0, len(names), verdicts_chart.MOST_SETS):
        some = names[start : start + verdicts_chart.MOST_SETS]
        cells = table[table.set_id.isin(some)]
        described = "; ".join(f"{one}: {sets[one].described}" for one in some)
        drawn = verdicts_chart.draw(rows, cells, title=title, notes=(f"The sets. {described}.",))
        alt = verdicts_chart.alt_text(rows, cells, title=title)
        emit(drawn, f"{name}-{start}" if start else name, alt, out or None)


def _wide(rows: pd.DataFrame, table: pd.DataFrame) -> pd.DataFrame:
    wide = table.assign(told=[said(row) for row in each_row(table)])
    wide = wide.pivot(index="indicator_id", columns="set_id", values="told").loc[rows.indicator_id]
    columns = {set_id: wide[set_id].to_numpy() for set_id in dict.fromkeys(table.set_id)}
    holds = [f"{row.holds} of {row.holds_of}" for row in each_row(rows)]
    return pd.DataFrame({"Measure": rows.short_title.to_numpy(), "Holds in": holds, **columns})


def _listed(sets: dict[str, NeighbourSet]) -> pd.DataFrame:
    return pd.DataFrame({"Set": list(sets), "What it is": [one.described for one in sets.values()]})
