"""The adult social care metrics of the Office for Local Government (CSV): one row a council, year and metric.

A code is the office's own: ``ASC6`` requests that result in a service, ``ASC7`` turnover of the workforce. ASC1 to ASC5
repeat measures of the outcomes framework. Figures only: the file has no counts, England or regions.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from scouting.catalog import Catalog
from scouting.errors import ScoutingError, did_you_mean
from scouting.ingest.formats import ascof
from scouting.ingest.formats.common import Reading, assemble, read_csv
from scouting.ingest.glance import Fit, Glance, fit

YEAR, AREA, NAME = "Financial year", "Local authority code", "Local authority name"
COLUMNS = [YEAR, AREA, NAME, "Grouping", "Code", "Value"]
#: Rows of councils' own figures; the office's extracts can also hold medians of groups.
OWN = "LA_Raw"


def codes(frame: pd.DataFrame) -> dict[str, str]:
    """The metrics of a file: code and title.

    >>> codes(pd.DataFrame({"Code": ["ASC7", "ASC7"], "Measure": ["Outcome, Workforce turnover rate"] * 2}))
    {'ASC7': 'Workforce turnover rate'}
    """
    pairs = frame.drop_duplicates("Code")
    return dict(zip(pairs.Code, pairs.Measure.str.removeprefix("Outcome, "), strict=True))


def fits(file: Glance, wanted: pd.DataFrame, catalog: Catalog) -> Fit | None:
    """Whether a file is an extract of the office's metrics, by its columns."""
    own = {YEAR, "Grouping", "MADs_from_median"} & set(file.columns)
    return fit([*COLUMNS, "Measure"], file.columns) if file.kind == "csv" and own else None


def read(path: Path, wanted: pd.DataFrame, catalog: Catalog) -> Reading:
    """Values of the wanted indicators; a blank is missing.

    Raises ScoutingError for a file of another shape, an unknown metric, and text that is no figure.
    """
    path = Path(path)
    frame = read_csv(path, [*COLUMNS, "Measure"])
    total = len(frame)
    frame = frame[frame.Grouping == OWN]
    frame = frame.join(ascof.years_of(frame[YEAR], path.name))
    frame = ascof.at_areas(frame, frame[AREA].str.strip(), frame[NAME], catalog, path.name)
    by_code, titles = dict(list(frame.groupby("Code"))), codes(frame)

    def cells(code: str) -> pd.DataFrame:
        if code not in by_code:
            hint = did_you_mean(code, titles)
            listed = ", ".join(sorted(titles)) or "none"
            raise ScoutingError(
                f"{path.name} has no metric '{code}' (it has: {listed}).{hint} Mend the code in data/catalog."
            )
        rows = by_code[code]
        return ascof.read_at(rows, rows.Value, f"{path.name}, Value,").drop(columns="joint")

    return Reading(assemble(wanted, wanted.source_id.iloc[0], cells, path.name), total)
