"""The back-test's tables beside the catalogue: how far figures are revised, what the test came to."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from scouting import catalog, paths, values
from scouting.catalog import Catalog, series
from scouting.catalog.tables import TABLES
from scouting.errors import ScoutingError
from scouting.frames import each_row
from scouting.ingest import build
from scouting.ingest.formats import dfe_ees

#: What earlier editions of the referrals file called its columns.
_OLD_NAMES = {
    "rereferral_percent": "Re_referrals_percent",
    "rereferral_count": "Re_referrals",
    "referral_count": "Referrals",
    "no_further_action_percent": "No_Further_Action_percent",
    "no_further_action_count": "No_Further_Action",
    "not_in_need_percent": "Not_in_Need_percent",
    "not_in_need_count": "Not_in_Need",
}
#: Where a folder of releases keeps editions before those of sources.csv, named by their last year.
EARLIER = "dfe-ees/earlier"


def revisions(folder: Path, catalog: Catalog) -> pd.DataFrame:
    """How far today's editions changed earlier figures: ``revisions.csv``, one row per edition and indicator.

    Columns: source_id (the newest edition), edition (the last year of the earlier one), indicator_id, both (councils'
    figures that the two give), changed (by more than half the last decimal), largest (of the changes, in the
    indicator's unit; missing without any), only_one (cells in which one of the two has a figure and the other a
    marker), newest and newest_changed (as both and changed, of the edition's last year alone, which its readers saw
    first). Counts are compared where a release gives counts only.
    """
    rows, _ = build.read(paths.STORE)
    held = dict(iter(rows.groupby(["source_id", "indicator_id"])))
    compared = [*_editions_in_files(Path(folder), held, catalog), *_editions_held(held, catalog)]
    made = [_compared(*one, catalog) for one in compared]
    return pd.DataFrame([row for row in made if row], columns=TABLES["revisions"].split())


#: What is compared: the newest release, the year of the earlier edition, the indicator, what that edition says of it,
#: and what the newest one says.
_Pair = tuple[str, str, str, pd.DataFrame, pd.DataFrame]


#: What each release says of each indicator.
_Held = dict[Any, pd.DataFrame]


def _editions_in_files(folder: Path, held: _Held, catalog: Catalog) -> Iterator[_Pair]:
    """Editions that add no year to the store, from their files."""
    for path in sorted((folder / EARLIER).glob("*_to_[0-9][0-9][0-9][0-9].csv")):
        stem, _, edition = path.stem.rpartition("_to_")
        source = catalog.sources[catalog.sources.file.str.startswith(f"dfe-ees/{stem}_to_")]
        wanted = series(catalog)
        wanted = wanted[wanted.source_id.isin(source.source_id) & (wanted.source_code + wanted.numerator_code != "")]
        if "rereferral" in path.stem:
            names = {f"^{now}": then for now, then in _OLD_NAMES.items()}
            columns = ["source_code", "numerator_code", "denominator_code"]
            wanted = wanted.assign(**{c: wanted[c].replace(names, regex=True) for c in columns})
        then = dict(iter(dfe_ees.read(path, wanted, catalog).values.groupby("indicator_id")))
        for row in each_row(wanted):
            now = held[row.source_id, row.indicator_id]
            yield row.source_id, edition, row.indicator_id, then[row.indicator_id], now


def _editions_held(held: _Held, catalog: Catalog) -> Iterator[_Pair]:
    """Editions that the store holds as releases of their own: ids that differ in the year at their end alone."""
    wanted = series(catalog)
    ids = wanted.source_id.str.extract(r"^(?P<release>.+)_(?P<edition>20\d\d)$").assign(source_id=wanted.source_id)
    for (indicator_id, _), rows in ids.groupby([wanted.indicator_id, ids.release], sort=False):
        *earlier, newest = each_row(rows.sort_values("edition"))
        for one in earlier:
            then, now = (held[source_id, indicator_id] for source_id in (one.source_id, newest.source_id))
            yield newest.source_id, one.edition, str(indicator_id), then, now


def _compared(
    source_id: str, edition: str, indicator_id: str, then: pd.DataFrame, now: pd.DataFrame, catalog: Catalog
) -> tuple | None:
    """The row of two editions of one indicator; none where they share no figure."""
    column = "value" if now.value.notna().any() else "numerator"
    keys = ["area_code", "period"]
    cells = then[[*keys, "period_end", column]].merge(now[[*keys, column]], on=keys, suffixes=("", "_now"))
    cells = cells[cells.area_code.isin(catalog.councils().index)]
    was, is_now = cells[column], cells[f"{column}_now"]
    both = was.notna() & is_now.notna()
    if not both.any():
        return None
    unit = 10.0 ** -catalog.indicators.decimals[indicator_id] if column == "value" else 1.0
    moved = both & ((was - is_now).abs() > unit / 2 + 1e-9)
    newest = both & (cells.period_end == cells.period_end.max())
    largest = round((was - is_now).abs()[moved].max(), 3) if moved.any() else np.nan
    return (
        source_id, edition, indicator_id, both.sum(), moved.sum(), largest, (was.notna() ^ is_now.notna()).sum(),
        newest.sum(), (moved & newest).sum(),
    )  # fmt: skip


def run(
    releases: Path | None = None, say: Callable[[str], None] = lambda _: None, folder: Path | None = None
) -> pd.DataFrame:
    """Work out the back-test anew from the figures held and write ``backtest.csv`` and ``aftermath.csv``; gives the
    first.

    ``releases``: the folder of published releases, from which revisions are read and written first; without it those in
    the catalogue stand. ``folder``: where to write (default: the catalogue).
    """
    from scouting.pages.early_warning.aftermath import aftermath
    from scouting.pages.early_warning.backtest import predictors
    from scouting.pages.early_warning.results import results

    folder = Path(folder or paths.CATALOG)
    if releases is not None:
        known = catalog.read()
        _write(revisions(releases, known), folder / "revisions.csv")
    known = catalog.read(folder)
    if known.inspections.empty:
        raise ScoutingError(
            "data/catalog/inspections.csv holds no inspection. Make it with: scouting data build --releases FOLDER"
        )
    figures = values.read()
    _write(aftermath(figures, known), folder / "aftermath.csv")
    made = results(predictors(figures, known, say=say))
    # What was held against inspections once, after the signs were fixed, is never worked out again.
    kept = known.backtest[known.backtest.section == "forward"]
    _write(pd.concat([made, kept]), folder / "backtest.csv")
    return made


def _write(table: pd.DataFrame, path: Path) -> None:
    with paths.new_file(path) as aside:
        table.to_csv(aside, index=False, lineterminator="\n")
