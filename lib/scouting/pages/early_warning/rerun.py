"""The back-test's tables beside the catalogue: every inspection, how far figures are revised, what the test came to."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pandas as pd

from scouting import catalog, paths, values
from scouting.catalog import Catalog, series
from scouting.catalog.tables import TABLES
from scouting.errors import ScoutingError
from scouting.frames import each_row
from scouting.ingest import build
from scouting.ingest.formats import dfe_ees, ofsted
from scouting.terms import SUB_JUDGEMENTS

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


def inspections(folder: Path, catalog: Catalog) -> pd.DataFrame:
    """Every inspection in the newest release of inspections that has dates, as ``inspections.csv`` holds them.

    Raises ScoutingError where the file is missing.
    """
    source = catalog.sources[catalog.sources.adapter == "ofsted"].sort_values("published").iloc[-1]
    path = Path(folder) / source.file
    if not path.is_file():
        raise ScoutingError(f"{path} is missing ({source.title}, {source.publisher}). See {source.landing_page}")
    made = ofsted.events(path, catalog).assign(source_id=source.source_id)
    for column in ("inspection_date", "publication_date"):
        made[column] = made[column].dt.strftime("%Y-%m-%d")
    grades = ["overall_effectiveness", *SUB_JUDGEMENTS]
    made[grades] = made[grades].astype("Int64")
    return made[TABLES["inspections"].split()]


def revisions(folder: Path, catalog: Catalog) -> pd.DataFrame:
    """How far today's editions changed earlier figures: ``revisions.csv``, one row per edition and indicator.

    Columns: source_id, edition (its last year), indicator_id, both (councils' figures that it and today's release both
    give), changed (by more than half the last decimal), largest (of the changes, in the indicator's unit; missing
    without any), only_one (cells in which one of the two has a figure and the other a marker), newest and
    newest_changed (as both and changed, of the edition's last year alone, which its readers saw first). Counts are
    compared where a release gives counts only.
    """
    today, _ = build.read(paths.STORE)
    wanted = series(catalog)
    rows = []
    for path in sorted((Path(folder) / EARLIER).glob("*_to_[0-9][0-9][0-9][0-9].csv")):
        stem, _, edition = path.stem.rpartition("_to_")
        source = catalog.sources[catalog.sources.file.str.startswith(f"dfe-ees/{stem}_to_")]
        for row in each_row(wanted[wanted.source_id.isin(source.source_id)]):
            mine = wanted[(wanted.indicator_id == row.indicator_id) & (wanted.source_id == row.source_id)]
            rows += _compared(path, edition, mine, today, catalog)
    return pd.DataFrame(rows, columns=TABLES["revisions"].split())


def _compared(path: Path, edition: str, mine: pd.DataFrame, today: pd.DataFrame, catalog: Catalog) -> Iterator[tuple]:
    row = mine.iloc[0]
    column = "value" if row.source_code and row.source_code != "computed" else "numerator"
    if not (row.source_code or row.numerator_code):
        return
    today = today[(today.source_id == row.source_id) & (today.indicator_id == row.indicator_id)]
    columns = ["source_code", "numerator_code", "denominator_code"]
    if "rereferral" in path.stem:
        names = {f"^{today}": then for today, then in _OLD_NAMES.items()}
        mine = mine.assign(**{c: mine[c].replace(names, regex=True) for c in columns})
    then = dfe_ees.read(path, mine, catalog).values
    keys = ["area_code", "period"]
    cells = then[[*keys, "period_end", column]].merge(today[[*keys, column]], on=keys, suffixes=("", "_now"))
    cells = cells[cells.area_code.isin(catalog.councils().index)]
    was, now = cells[column], cells[f"{column}_now"]
    both = was.notna() & now.notna()
    unit = 10.0 ** -catalog.indicators.decimals[row.indicator_id] if column == "value" else 1.0
    moved = both & ((was - now).abs() > unit / 2 + 1e-9)
    newest = both & (cells.period_end == cells.period_end.max())
    largest = round((was - now).abs()[moved].max(), 3) if moved.any() else np.nan
    yield (
        row.source_id, edition, row.indicator_id, both.sum(), moved.sum(), largest, (was.notna() ^ now.notna()).sum(),
        newest.sum(), (moved & newest).sum(),
    )  # fmt: skip


def run(
    releases: Path | None = None, say: Callable[[str], None] = lambda _: None, folder: Path | None = None
) -> pd.DataFrame:
    """Work out the back-test anew from the figures held and write ``backtest.csv``; gives that table.

    ``releases``: the folder of published releases, from which inspections and revisions are read and written first;
    without it those in the catalogue stand. ``folder``: where to write (default: the catalogue).
    """
    from scouting.pages.early_warning.backtest import predictors
    from scouting.pages.early_warning.results import results

    folder = Path(folder or paths.CATALOG)
    if releases is not None:
        known = catalog.read()
        _write(inspections(releases, known), folder / "inspections.csv")
        _write(revisions(releases, known), folder / "revisions.csv")
    known = catalog.read(folder)
    if known.inspections.empty:
        raise ScoutingError("data/catalog/inspections.csv holds no inspection. Write it with --releases FOLDER.")
    made = results(predictors(values.read(), known, say))
    _write(made, folder / "backtest.csv")
    return made


def _write(table: pd.DataFrame, path: Path) -> None:
    with paths.new_file(path) as aside:
        table.to_csv(aside, index=False, lineterminator="\n")
