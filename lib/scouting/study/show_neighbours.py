"""What a notebook shows of a council's neighbours: who they are in each set, why, and whether the verdict holds."""

from __future__ import annotations

import pandas as pd

from scouting import recipes
from scouting.catalog import Catalog
from scouting.charts import cells as rug
from scouting.charts import hexmap
from scouting.charts import verdicts as chart
from scouting.charts.emit import emit
from scouting.neighbours import Calculated, NeighbourSet
from scouting.neighbours import words as say
from scouting.neighbours.explain import mutual, stability
from scouting.neighbours.explain import why as explain_why
from scouting.neighbours.listing import in_each, side_by_side, with_ranks
from scouting.neighbours.sets import DEFAULT_RECIPES
from scouting.sentences import many
from scouting.study import markup
from scouting.study import verdicts as holding
from scouting.study.core import Study
from scouting.terms import FACETS, NOT_COMPARED, POLARITIES


def recipe_of(study: Study) -> str:
    """The name of the recipe behind the study's set, or of its service's own where the set is not calculated."""
    chosen = study.neighbour_set.set_id
    service = "children" if (study.indicators.service == "children").any() else "adults"
    return chosen if chosen in recipes.names() else DEFAULT_RECIPES[service]


def in_sets(study: Study) -> None:
    """Who is a neighbour in which set: councils down, sets across, in how many."""
    data, name_of = study.data, study.data.catalog.name
    found, refused = in_each(with_ranks(data.catalog), study.area_code, data.neighbours)
    if found:
        ranks = side_by_side(found)
        columns = {
            "Council": [name_of(code) for code in ranks.index],
            "In how many": [f"{n} of {len(found)}" for n in ranks.sets],
        }
        columns |= {one.set_id: ["" if pd.isna(r) else f"{r:.0f}" for r in ranks[one.set_id]] for one in found}
        table, several = pd.DataFrame(columns), (ranks.sets > 1).to_numpy()
        numbers = list(columns)[1:]
        caption = f"Neighbours of {study.name} in more than one set, and their place in each; blank: not in it"
        alone = markup.table(table[~several], f"Neighbours of {study.name} in one set alone", numbers=numbers)
        listed = markup.table(_listed({one.set_id: one for one in found}), "Sets that rank their members")
        markup.put(
            markup.table(table[several], caption, numbers=numbers),
            markup.folded(f"In one set alone: {many(int((~several).sum()), 'council')}", alone),
            markup.folded("The sets", listed),
        )
    chosen = study.neighbour_set.set_id
    links = mutual(data.every_neighbour(chosen))
    turn = say.in_turn(links, study.area_code, study.name) if chosen in with_ranks(data.catalog) else ""
    markup.put(markup.sentences([turn and f"{chosen}: {turn}", *refused]))


def why(study: Study) -> None:
    """The calculated list: how close each is, whether in turn, how sure its place is, and what sets the two apart."""
    data, area, known = study.data, study.area_code, study.data.catalog
    made = data.calculated(recipe_of(study))
    recipe, weights = made.recipe, made.recipe.multipliers
    facts = [say.cutoffs(), say.weights_act(recipe.weight_acts), say.judged_features(recipe, known)]
    facts.append(say.left_out(known, recipe.leave_out, made.lacking))
    mine = mutual(made.links)[made.links.area_code == area]
    if mine.empty:
        markup.put(markup.sentences([f"{study.name} has no calculated neighbours ({recipe.title}).", *facts]))
        return
    steady = stability(made.space, weights, area, recipe.k)
    apart = [explain_why(made.space, weights, area, code) for code in mine.neighbour_code]
    table = pd.DataFrame(
        {
            "Council": [known.name(code) for code in mine.neighbour_code],
            "How close": mine.closeness,
            "Over the typical distance": [f"{d / made.space.typical(weights):.2f}" for d in mine.distance],
            "In turn": mine.mutual.map({True: "yes", False: "no"}),
            "Stays": [f"{kept:.0%}" for kept in steady.kept],
            "Largest shares of the distance": [_apart(rows, known) for rows in apart],
        }
    )
    caption = f"{recipe.title} ({recipe.name}): {len(mine)} nearest to {study.name}"
    nearest = say.why(apart[0], known, area, mine.neighbour_code.iloc[0])
    markup.put(
        markup.table(table, caption, numbers=["Over the typical distance", "Stays"]),
        markup.folded("Every feature's share", _shares(made, mine, apart, known)),
        markup.sentences(
            [
                nearest,
                say.in_turn(mutual(made.links), area, study.name),
                say.steadiness(steady, study.name, known.name),
                *facts,
                recipe.note,
            ]
        ),
    )


def _apart(rows: pd.DataFrame, known: Catalog) -> str:
    """The two features that set two councils apart most."""
    held = rows[rows.share > 0].head(2)
    return ", ".join(f"{known.indicators.short_title[i]} {share:.0%}" for i, share in held.share.items())


def _shares(made: Calculated, mine: pd.DataFrame, apart: list[pd.DataFrame], known: Catalog) -> str:
    """The whole table of shares: a row a neighbour, a column a feature."""
    columns = {"Council": [known.name(code) for code in mine.neighbour_code]}
    for feature in made.recipe.features.indicator_id:
        columns[known.indicators.short_title[feature]] = [f"{rows.share[feature]:.0%}" for rows in apart]
    return markup.table(pd.DataFrame(columns), "Shares of the squared distance", numbers=list(columns)[1:])


def map_rows(known: Catalog, area_code: str, roles: dict[str, str]) -> pd.DataFrame:
    """The table behind the hexagon map: every council of today, one of them in focus, others by their role."""
    role = known.tiles.area_code.map({**roles, area_code: "focus"}).fillna("other")
    return known.tiles.assign(name=known.tiles.area_code.map(known.areas.name), role=role, group="")


def map(study: Study, out: str = "") -> None:
    """Where the council's neighbours are, each council one hexagon."""
    rows = map_rows(study.data.catalog, study.area_code, dict.fromkeys(study.neighbour_set.codes, "neighbour"))
    if not (rows.role == "focus").any():
        markup.put(markup.sentences([f"{study.name} is no council of today: the map does not have it."]))
        return
    title = f"Where the neighbours of {study.name} are"
    drawn = hexmap.draw(rows, title=title, subtitle=study.neighbour_set.described)
    emit(drawn, "neighbours-map", hexmap.alt_text(rows, title=title), out or None)


def verdicts(study: Study, out: str = "", *, every: bool = True) -> None:
    """Whether each verdict holds whatever the set: sentences, the matrix, and the tables behind it.

    ``every``: draw all indicators that are compared, or only those whose verdict does not hold.
    """
    sets, without = holding.sets_of(study)
    table = holding.matrix(study, sets)
    rows = _rows(study, holding.judged(table))
    heading = "" if every else markup.heading(3, "Does the verdict hold?")
    markup.put(heading, markup.sentences([*holding.sentences(study, table, sets), *without]))
    shown = rows[rows.verdict != NOT_COMPARED] if every else rows[rows.verdict.isin([holding.DEPENDS, holding.TURNS])]
    parts = rug.pages(shown) if len(shown) else []
    for number, part in enumerate(parts, start=1):
        of = f" ({number} of {len(parts)})" if len(parts) > 1 else ""
        _page(part, table, sets, f"{_title(part, study.name)}{of}", f"verdicts-{number}", out)
    markup.put(
        markup.folded("The table behind the matrix", markup.table(_wide(rows, table), "Standing by set and middle")),
        markup.folded("The sets", markup.table(_listed(sets), "Sets compared")),
    )


def _title(rows: pd.DataFrame, name: str) -> str:
    shaky = int((rows.verdict != holding.HOLDS).sum())
    turned = int((rows.verdict == holding.TURNS).sum())
    if not shaky:
        return f"{many(len(rows), 'verdict')} on {name}, none of which depends on the set of neighbours"
    among = f"{shaky} of {many(len(rows), 'verdict')}" if shaky < len(rows) else many(shaky, "verdict")
    more = f"; {turned} {'turns' if turned == 1 else 'turn'} round" if turned else ""
    return f"{among} on {name} {'depends' if shaky == 1 else 'depend'} on the set of neighbours{more}"


def _rows(study: Study, judged: pd.DataFrame) -> pd.DataFrame:
    """The rows of the matrix, in the order of the overview."""
    facts, periods = study.panel.indicators, study.comparison.period
    order = study.overview().indicator_id
    return pd.DataFrame(
        {
            "indicator_id": order,
            "facet": order.map(facts.facet).map(FACETS),
            "short_title": order.map(facts.short_title),
            "period": order.map(periods),
            "good": order.map(facts.polarity).map(POLARITIES),
            "verdict": order.map(judged.verdict),
        }
    )


def _page(
    rows: pd.DataFrame, table: pd.DataFrame, sets: dict[str, NeighbourSet], title: str, name: str, out: str
) -> None:
    """One page of rows, in as many charts as the sets need."""
    names = list(sets)
    for start in range(0, len(names), chart.MOST_SETS):
        some = names[start : start + chart.MOST_SETS]
        matrix = table[table.set_id.isin(some)]
        described = "; ".join(f"{one}: {sets[one].described}" for one in some)
        drawn = chart.draw(rows, matrix, title=title, notes=(f"The sets. {described}.",))
        emit(drawn, f"{name}-{start}" if start else name, chart.alt_text(rows, matrix, title=title), out or None)


def _wide(rows: pd.DataFrame, table: pd.DataFrame) -> pd.DataFrame:
    keys = list(dict.fromkeys(zip(table.set_id, table.middle, strict=True)))
    wide = table.pivot(index="indicator_id", columns=["set_id", "middle"], values="standing").loc[rows.indicator_id]
    columns = {f"{set_id}, {middle}": wide[(set_id, middle)].to_numpy() for set_id, middle in keys}
    return pd.DataFrame({"Indicator": rows.short_title.to_numpy(), "Verdict": rows.verdict.to_numpy(), **columns})


def _listed(sets: dict[str, NeighbourSet]) -> pd.DataFrame:
    return pd.DataFrame({"Set": list(sets), "What it is": [one.described for one in sets.values()]})
