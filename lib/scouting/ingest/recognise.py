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

#: A file that lacks columns is called a release with another header when it has so much of what that release needs.
_LIKE = 0.4


def recognise(path: Path, catalog: Catalog, limit: int = LIMIT) -> str:
    """The source_id of the release that a file is an edition of; its name does not matter.

    Of several that fit, the one that needs most of what the file has; of releases that are one year each, the one of
    the file's own year, or the newest, which a file of a new year follows. ``limit``: bytes above which a file is
    refused. Raises ScoutingError for what is no release, saying what it looks like and which are known; for a release
    with another header; and where two fit equally.
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
        raise ScoutingError(_unlike(file, fits, catalog))
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
    """What to say of a file that no release fits."""

    def near(found: Fit) -> tuple[float, int]:
        held = {name.casefold() for name in (*file.columns, *file.sheets)}
        close = sum(bool(get_close_matches(name.casefold(), held, n=1, cutoff=0.8)) for name in found.needs)
        return close / len(found.needs), close

    best = max(fits, key=lambda source_id: near(fits[source_id]), default=None)
    if best and near(fits[best])[0] >= _LIKE:
        row = catalog.sources.set_index("source_id").loc[best]
        absent = sorted(fits[best].absent)
        what = ("sheet" if file.kind == "workbook" else "column") + "s"[: len(absent) > 1]
        return (
            f"{file.path.name} looks like '{row.title}' ({best}) with another header. It lacks the {what} "
            f"{', '.join(absent)}. If the publisher has renamed what it lacks, mend the codes of {best} in "
            f"data/catalog/indicators.csv and series.csv. It is published at {row.landing_page}"
        )
    return f"{file.path.name} is no release that is known: it is {file}. Known are:\n{listed(catalog.sources)}"


def listed(sources: pd.DataFrame) -> str:
    """The releases by the page they are published on, a line each page.

    >>> from scouting.catalog import read
    >>> listed(read().sources.tail(2)[:1])
    '  Local authority inspection outcomes as at 31 March 2025: https://www.gov.uk/government/collections/childrens-social-care-statistics'
    """
    titles = sources.title.str.split(": ").str[0]
    pages = titles.groupby(sources.landing_page, sort=False).agg(lambda names: "; ".join(dict.fromkeys(names)))
    return "\n".join(f"  {names}: {page}" for page, names in pages.items())
