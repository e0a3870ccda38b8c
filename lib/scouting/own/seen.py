"""A council's own figures, targets, indicators and neighbour sets: kept in data/local, shown to whom they are for."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import pandas as pd

from scouting import paths, values
from scouting.catalog import Catalog
from scouting.catalog.groups import one_region
from scouting.dataset import Dataset
from scouting.errors import Problems, unknown
from scouting.frames import each_row
from scouting.ingest.history import with_limits
from scouting.neighbours import regions
from scouting.own import shown
from scouting.own.disclosure import controlled
from scouting.own.keeping import texts
from scouting.own.renamed import new_names, under_new_names
from scouting.own.tables import ADDED, LATER, NUMBERS, TABLES, frame
from scouting.periods import kind_of
from scouting.terms import LOCAL, SHARES, SMALL_COUNT, UNPUBLISHED

#: Kinds of period, longest first.
_KINDS = ("year", "quarter", "month")


@dataclass(frozen=True)
class Local:
    """What councils added of their own, one DataFrame a table, columns as in ``TABLES``."""

    figures: pd.DataFrame
    targets: pd.DataFrame
    indicators: pd.DataFrame
    neighbours: pd.DataFrame
    assessments: pd.DataFrame


def read(catalog: Catalog, folder: Path | None = None) -> Local:
    """The tables of data/local (or another folder); one that is not there has no rows.

    An indicator or set whose name the catalogue has published since is under a name beside it (``renamed``). Raises
    ScoutingError with every cell that cannot be, for the files may be edited by hand.

    >>> from scouting.catalog import read as catalog
    >>> list(read(catalog(), Path("nowhere")).targets)
    ['area_code', 'indicator_id', 'target', 'tolerance', 'note', 'added']
    """
    folder, problems = Path(folder or paths.LOCAL), Problems()
    paths.check_folder(folder)
    tables = {name: problems.attempt(_table, name, folder / f"{name}.csv") for name in TABLES}
    problems.raise_if_any()
    if not any(map(len, tables.values())):
        return Local(**tables)
    names = new_names(tables, catalog)
    tables = {name: under_new_names(table, names) for name, table in tables.items()}
    ids = {*catalog.indicators.index, *tables["indicators"].indicator_id}
    for name in ("figures", "targets", "neighbours", "assessments"):
        problems += _strange(folder / f"{name}.csv", tables[name], catalog, ids)
    kinds = pd.concat([catalog.indicators.statistic, tables["indicators"].set_index("indicator_id").statistic])
    unsound = values.problems(_as_values(tables["figures"]), kinds)
    problems += [f"{folder / 'figures.csv'}: {problem}" for problem in unsound]
    problems.raise_if_any()
    return Local(**tables)


def _shown(catalog: Catalog, folder: Path | None) -> pd.DataFrame:
    """What reports have shown, under the names that ``read`` gives."""
    path = Path(folder or paths.LOCAL) / "indicators.csv"
    return under_new_names(shown.read(folder), new_names({"indicators": _table("indicators", path)}, catalog))


def _as_values(figures: pd.DataFrame) -> pd.DataFrame:
    """Own figures in the columns of the values table, without limits."""
    return figures.assign(source_id=LOCAL, lower_ci=float("nan"), upper_ci=float("nan"))[values.COLUMNS]


@cache
def _empty(kind: str) -> pd.DataFrame:
    return frame(kind, [])


def _table(kind: str, path: Path) -> pd.DataFrame:
    columns = TABLES[kind]
    if not path.exists():
        return _empty(kind).copy()
    held, problems = texts(path, columns, LATER.get(kind, (ADDED,))), Problems()
    for column in [c for c in columns if c in NUMBERS]:
        number = pd.to_numeric(held[column].where(held[column] != ""), errors="coerce").astype(float)
        for row in held.index[number.isna() & (held[column] != "")]:
            problems.append(f"{path} row {row + 2}, {column}: '{held[column][row]}' is not a number.")
        held[column] = number
    problems.raise_if_any()
    if "period_end" in columns:
        held["period_end"] = pd.to_datetime(held.period_end, errors="coerce").astype("datetime64[s]")
    return held


def _strange(path: Path, table: pd.DataFrame, catalog: Catalog, ids: set[str]) -> list[str]:
    """Codes and words of a local table that nothing else knows."""
    found = []
    councils = catalog.councils().index
    allowed = {
        "area_code": ("council", councils, "data/catalog/areas.csv"),
        "neighbour_code": ("council", councils, "data/catalog/areas.csv"),
        "indicator_id": ("indicator", ids, "data/catalog/indicators.csv and data/local/indicators.csv"),
        "share": ("share", SHARES, f"the documentation: {', '.join(SHARES)}"),
    }
    for column, (kind, names, where) in allowed.items():
        if column in table:
            odd = table.index[~table[column].isin(list(names))]
            found += [f"{path} row {row + 2}: {unknown(kind, table[column][row], names, where)}" for row in odd]
    return found


def seen_by(local: Local, catalog: Catalog, area_code: str) -> Local:
    """What may stand in a pack of one council: its own, what its region's councils share with it, what is public.

    Targets and assessments are the council's own alone; a local indicator without a figure that may be seen is left
    out, and so is a neighbour set in which the council has no neighbours.
    """
    figures = local.figures
    mine = regions(catalog, area_code)[-1]  # all of London for its inner and outer part
    of_region = [code for code in figures.area_code.unique() if regions(catalog, code)[-1] == mine]
    shared = (figures.share == "region") & figures.area_code.isin(of_region)
    may = (figures.area_code == area_code) | (figures.share == "public") | shared
    figures = figures[may].reset_index(drop=True)
    sets = local.neighbours.set_id[local.neighbours.area_code == area_code]
    return replace(
        local,
        figures=figures,
        targets=local.targets[local.targets.area_code == area_code].reset_index(drop=True),
        indicators=local.indicators[local.indicators.indicator_id.isin(figures.indicator_id)].reset_index(drop=True),
        neighbours=local.neighbours[local.neighbours.set_id.isin(sets)].reset_index(drop=True),
        assessments=local.assessments[local.assessments.area_code == area_code].reset_index(drop=True),
    )


def extended(
    data: Dataset, area_code: str, small: int = SMALL_COUNT, folder: Path | None = None
) -> tuple[Dataset, Local]:
    """The published figures with what one council may see of local ones, small counts suppressed first.

    Local indicators and neighbour sets join the catalogue, the unpublished ones marked so; each that was published
    elsewhere, or is shared with everybody, has a source of its own. Figures of a local
    indicator join the values where they are of the longest kind of period it has: a quarter is never compared with a
    year. Every local figure is in the second part of the answer; there alone are those of shorter periods and those of
    published indicators, so that they displace no other. Figures that were extended before, for whichever council, are
    begun from the published ones again. Raises ScoutingError for local tables that cannot be.
    """
    data = data.published or data
    known = data.catalog
    local = read(known, folder)
    if not any(map(len, vars(local).values())):
        return data, local
    facts = pd.concat([known.indicators, _indicators(local, known)])
    safe = controlled(local.figures, data.values, facts, small, _shown(known, folder))
    mine = seen_by(replace(local, figures=safe), known, area_code)
    if mine.indicators.empty and mine.neighbours.empty:
        return data, mine
    facts = facts.loc[[*known.indicators.index, *mine.indicators.indicator_id]]
    catalog = replace(known, indicators=facts, **_sets(mine.neighbours, known))
    if mine.indicators.empty:
        return Dataset(catalog, data.values, data), mine
    catalog = replace(catalog, sources=pd.concat([known.sources, _sources(mine, facts, known)], ignore_index=True))
    rows = _longest(mine.figures[mine.figures.indicator_id.isin(mine.indicators.indicator_id)])
    rows = with_limits(_as_values(rows), catalog)
    given = LOCAL + " " + rows.indicator_id.astype("str")
    rows["source_id"] = given.where(given.isin(catalog.sources.source_id), LOCAL)
    return Dataset(catalog, pd.concat([data.values.astype(rows.dtypes), rows], ignore_index=True), data), mine


def published(data: Dataset) -> tuple[Dataset, Local]:
    """The published figures alone, as ``extended`` gives them where no council added anything."""
    return data.published or data, Local(**{kind: _empty(kind).copy() for kind in TABLES})


def shared_among(
    data: Dataset, codes: list[str], small: int = SMALL_COUNT, folder: Path | None = None
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """What some councils share with each other: the catalogue's rows with local indicators, and the figures.

    A council's own row is never among them. What is shared with a region is there where all of the councils are of that
    region; what is public always. Small counts are suppressed first. Raises ScoutingError as ``extended``.
    """
    known = data.catalog
    local = read(known, folder)
    facts = pd.concat([known.indicators, _indicators(local, known)])
    safe = controlled(local.figures, data.values, facts, small, _shown(known, folder))
    to_all = ["public", "region"] if one_region(codes, known) else ["public"]
    return facts, safe[safe.share.isin(to_all) & safe.area_code.isin(codes)].reset_index(drop=True)


def _longest(figures: pd.DataFrame) -> pd.DataFrame:
    """The rows of the longest kind of period in which an indicator has a figure: years, else quarters, else months."""
    place = figures.period.map(kind_of).map(_KINDS.index)
    # A kind of which every figure is missing would compare nothing.
    of = place.where(figures.value.notna()).groupby(figures.indicator_id).transform("min")
    return figures[place == of.fillna(place.groupby(figures.indicator_id).transform("min"))]


def _open(local: Local) -> dict[str, str]:
    """Of local indicators that are not called unpublished: id to publisher, blank where all share it and none is given.

    An indicator is published if its publisher is given, and open if every figure of it is for everybody.
    """
    closed = set(local.figures.indicator_id[local.figures.share != "public"])
    shared = set(local.figures.indicator_id) - closed
    rows = zip(local.indicators.indicator_id, local.indicators.publisher, strict=True)
    return {id_: publisher for id_, publisher in rows if publisher or id_ in shared}


def _indicators(every: Local, catalog: Catalog) -> pd.DataFrame:
    """Local indicators as rows of the catalogue, the titles of unpublished ones saying what they are."""
    local, shown = every.indicators, _open(every)
    closed = ~local.indicator_id.isin(list(shown))
    table = local.assign(
        title=local.title.where(~closed, local.title + f" ({UNPUBLISHED})"),
        short_title=local.short_title.where(~closed, local.short_title + f" ({LOCAL})"),
        owner=local.publisher,
        means=[f"{means.rstrip('. ')}." for means in local.means],
        source_id=LOCAL,
        source_code=local.indicator_id,
        decimals=local.decimals.fillna(1).astype(int),
        multiplier=local.multiplier.fillna(1.0),
        year_end=local.year_end.where(local.year_end != "", "03-31"),
        targeted="no",
        recompute="From the council's own counts, where it gave them.",
    )
    table = table.reindex(columns=catalog.indicators.columns, fill_value="")
    return table.set_index("indicator_id", drop=False).rename_axis(None)


def _sets(own: pd.DataFrame, catalog: Catalog) -> dict[str, pd.DataFrame]:
    """The catalogue's neighbour tables with a council's own sets behind the published ones."""
    sets = own.drop_duplicates("set_id").reindex(columns=catalog.neighbour_sets.columns, fill_value="")
    sets = sets.assign(default="no", licence="the council's own")
    # A set without ranks is in the order of its file.
    order = own.groupby(["set_id", "area_code"]).cumcount() + 1
    ranked = own.assign(rank=own["rank"].fillna(order).astype(int))
    members = ranked.reindex(columns=catalog.neighbours.columns, fill_value="").assign(distance=float("nan"))
    return {
        "neighbour_sets": pd.concat([catalog.neighbour_sets, sets], ignore_index=True),
        "neighbours": pd.concat([catalog.neighbours, members], ignore_index=True),
    }


def _sources(mine: Local, facts: pd.DataFrame, catalog: Catalog) -> pd.DataFrame:
    """Where local figures are from: one row for the unpublished, one for each indicator that is published or open.

    ``facts``: the catalogue's rows of indicators, whose owner is the publisher of a local one.
    """
    closed = facts.title[mine.indicators.indicator_id].str.endswith(f"({UNPUBLISHED})").to_numpy()
    what = "Figures that councils added of their own"
    rows = [
        (LOCAL, f"{what} ({UNPUBLISHED})" if closed.any() else what, "the councils themselves", "", "not published")
    ]
    for one in each_row(mine.indicators[~closed]):
        title, key = one.source or one.title, f"{LOCAL} {one.indicator_id}"
        if one.publisher:
            rows.append((key, title, one.publisher, one.link, "see its publisher"))
        else:
            rows.append((key, f"{title} (source not given)", "councils that share it with everybody", "", "not known"))
    table = pd.DataFrame(rows, columns=["source_id", "title", "publisher", "landing_page", "licence"])
    return table.assign(lag_days=0.0).reindex(columns=catalog.sources.columns, fill_value="")
