"""Which release of the catalogue a file is an edition of, by its content."""

from __future__ import annotations

from difflib import get_close_matches
from pathlib import Path

import pandas as pd

from scouting.catalog import Catalog, series
from scouting.errors import ScoutingError
from scouting.frames import each_row
from scouting.ingest import lists
from scouting.ingest.formats import ADAPTERS
from scouting.ingest.glance import LIMIT, Fit, Glance, look

#: A file is called a release with another header when it has so much of what that release's codes name, and no other
#: release has nearly as much: over ``_MUCH`` of it.
_LIKE, _MUCH = 0.4, 0.6


class NoRelease(ScoutingError):
    """A file that can be read, and that is none of the releases that are known."""


def recognise(path: Path, catalog: Catalog, limit: int = LIMIT) -> str:
    """The source_id of the release that a file is an edition of; its name does not matter.

    Of several that fit, the one that needs most of what the file has; of releases that are one year each, the one of
    the file's own year, or the newest, which a file of a new year follows. ``limit``: bytes above which a file is
    refused. Raises NoRelease for what is no release, saying what it looks like and which are known, and for a release
    with another header; ScoutingError for what cannot be read, and where two fit equally.
    """
    file = look(path, limit)
    for source in each_row(catalog.sources):
        if lists.is_list(source.source_id, catalog) and lists.PARTS[source.adapter].fits(file):
            return source.source_id
    wanted = series(catalog)
    fits: dict[str, Fit] = {}
    for source in each_row(catalog.sources):
        mine = wanted[wanted.source_id == source.source_id]
        found = ADAPTERS[source.adapter].fits(file, mine, catalog) if len(mine) else None
        if found:
            fits[source.source_id] = found
    whole = {source_id: found for source_id, found in fits.items() if not found.absent}
    if not whole:
        raise NoRelease(_unlike(file, fits, catalog))
    most = max((len(found.needs), found.seen) for found in whole.values())
    best = [source_id for source_id, found in whole.items() if (len(found.needs), found.seen) == most]
    return best[0] if len(best) == 1 else _by_year(file, best, whole, catalog)


def _by_year(file: Glance, best: list[str], fits: dict[str, Fit], catalog: Catalog) -> str:
    """The one of several releases of one format that covers the file's year, or the newest of them."""
    sources = catalog.sources.set_index("source_id").loc[best]
    editions = {fits[source_id].edition for source_id in best}
    if sources.adapter.nunique() == 1 and len(editions) == 1 and editions != {""}:
        covers = sources[sources.period_covers.str.contains(editions.pop(), regex=False)]
        newest = covers if len(covers) else sources[sources.published == sources.published.max()]
        if len(newest) == 1:
            return newest.index[0]
    listed = "; ".join(f"--source {source_id} ({sources.title[source_id]})" for source_id in best)
    raise ScoutingError(f"{file.path.name} fits several releases equally. Say which it is: {listed}.")


def _unlike(file: Glance, fits: dict[str, Fit], catalog: Catalog) -> str:
    """What to say of a file that no release fits: the one that it must be and what is amiss, or those it could be."""
    close = {source_id: _likeness(file, found) for source_id, found in fits.items()}
    most = max(close.values(), default=0)
    near = [source_id for source_id, share in close.items() if share >= max(_LIKE, _MUCH * most)]
    rows = catalog.sources.set_index("source_id")
    name = file.path.name
    if most < _LIKE:
        return f"{name} is not a known release: it is {file}. Known are:\n{listed(catalog.sources)}"
    if len(near) > 1:
        could = "; ".join(f"{rows.title[source_id]} ({source_id})" for source_id in near)
        return (
            f"{name} cannot be told: its columns or categories have other names than those of the releases that are "
            f"known. It could be: {could}. It is {file}. Where each is published: scouting data sources"
        )
    row = rows.loc[near[0]]
    title, absent = f"'{row.title}' ({near[0]})", sorted(fits[near[0]].absent)
    if absent[0].endswith("'"):  # the columns are there, the categories are not
        column = absent[0].partition(" '")[0]
        seen = list(dict.fromkeys(row[column] for row in file.sample if row.get(column)))
        has = ", ".join(f"'{word}'" for word in seen[:4])
        return (
            f"{name} has the columns of {title} but is about something else: its {column} is {has}, where "
            f"{' or '.join(absent[:4])} is needed. If the publisher now writes the same in other words, mend the codes "
            f"of {near[0]} in data/catalog/indicators.csv and series.csv. It is published at {row.landing_page}"
        )
    what = ("sheet" if file.kind == "workbook" else "column") + "s"[: len(absent) > 1]
    return (
        f"{name} looks like {title} with another header. It lacks the {what} {', '.join(absent)}. If the publisher has "
        f"renamed what it lacks, mend the codes of {near[0]} in data/catalog/indicators.csv and series.csv. It is "
        f"published at {row.landing_page}"
    )


def _likeness(file: Glance, found: Fit) -> float:
    """How much of what a release's codes name, headings and categories alike, a file has in nearly those words."""

    def close(names: frozenset[str], held: set[str]) -> int:
        return sum(bool(get_close_matches(name.casefold(), held, n=1, cutoff=0.8)) for name in names)

    heads = {name.casefold() for name in (*file.columns, *file.sheets)}
    words = {word.casefold() for row in file.sample for word in row.values()} if found.says else set()
    return (close(found.needs, heads) + close(found.says, words)) / len(found.needs | found.says)


def listed(sources: pd.DataFrame) -> str:
    """The releases by the page they are published on, a line each page.

    >>> from scouting.catalog import read
    >>> listed(read().sources.tail(2)[:1])
    '  Local authority inspection outcomes as at 31 March 2025: https://www.gov.uk/government/collections/childrens-social-care-statistics'
    """
    titles = sources.title.str.split(": ").str[0]
    pages = titles.groupby(sources.landing_page, sort=False).agg(lambda names: "; ".join(dict.fromkeys(names)))
    return "\n".join(f"  {names}: {page}" for page, names in pages.items())
