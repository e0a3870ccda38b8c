"""What is in the box: the figures held, the indicators, one council's card."""

from __future__ import annotations

from scouting import dataset, markup
from scouting.catalog import find_area
from scouting.dataset import Dataset
from scouting.frames import row_of
from scouting.neighbours import neighbours
from scouting.own import seen
from scouting.periods import newest_of_care
from scouting.terms import FACETS, LOCAL
from scouting.words import many

_TYPES = {
    "unitary": "unitary council",
    "metropolitan": "metropolitan borough",
    "county": "county council",
    "inner_london": "inner London borough",
    "outer_london": "outer London borough",
}


def held(name: str) -> Dataset:
    """The published figures, with the indicators and neighbour sets that a council added of its own.

    Raises ScoutingError for an unknown council.
    """
    data = dataset.load()
    return seen.extended(data, find_area(data.catalog, name))[0]


def contents(data: Dataset) -> None:
    """How much is held: councils, indicators, published figures, missing ones, releases, neighbour sets."""
    figures = data.values[data.values.source_id != LOCAL]
    own = int((data.catalog.indicators.source_id == LOCAL).sum())
    councils = data.catalog.councils()
    today = int((councils.valid_to == "").sum())
    lines = [
        f"{today} councils of today and {len(councils) - today} that were replaced.",
        f"{len(data.catalog.indicators) - own} published indicators, {figures.value.notna().sum():,} figures, "
        f"{figures.value.isna().sum():,} more are missing, each with the reason that the publisher gave.",
        f"The newest figure of care is to {newest_of_care(figures, data.catalog.indicators):%B %Y}, the oldest figure "
        f"to {figures.period_end.min():%B %Y}.",
        f"{figures.source_id.nunique()} releases, {len(data.catalog.neighbour_sets)} neighbour sets.",
        f"{many(own, 'indicator')} of your own." if own else "",
    ]
    markup.put(markup.sentences(lines))


def indicators(data: Dataset) -> None:
    """The indicators by facet: id, title, unit and whether high or low is good."""
    rows = data.catalog.indicators
    for facet, title in FACETS.items():
        mine = rows[rows.facet == facet]
        if mine.empty:
            continue
        table = {"Id": mine.index, "Indicator": mine.title, "Unit": mine.unit, "Good is": mine.polarity.map(_GOOD)}
        markup.put(markup.folded(f"{title}: {len(mine)}", markup.table(table, title)))


_GOOD = {"high_is_good": "high", "low_is_good": "low", "no_judgement": "not judged"}


def council(data: Dataset, name: str) -> None:
    """One council's card: code, kind, region, its neighbours in each published set."""
    known = data.catalog
    code = find_area(known, name)
    row = row_of(known.areas, code)
    numbers = f"ONS code {code}, DfE number {row.dfe_number}"
    lines = [f"{row['name']}: {_TYPES[row.type]}, {known.name(row.region_code)}, {numbers}."]
    for set_id in known.neighbour_sets.set_id:
        held = known.neighbours[(known.neighbours.set_id == set_id) & (known.neighbours.area_code == code)]
        if len(held):
            chosen = neighbours(known, set_id, code)
            lines.append(f"{chosen.title}: {', '.join(known.name(c) for c in chosen.codes)}.")
    markup.put(markup.sentences(lines))
