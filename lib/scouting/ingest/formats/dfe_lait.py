"""The background data of DfE's Local Authority Interactive Tool: one long parquet table."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from scouting.catalog import Catalog
from scouting.errors import ScoutingError
from scouting.ingest.formats.areas import areas_of
from scouting.ingest.formats.common import Reading, assemble, codes, figures
from scouting.ingest.glance import Fit, Glance, fit
from scouting.terms import ENGLAND
from scouting.words import many

COLUMNS = ["Short Desc", "Years", "LA and Regions", "Values", "LA Number"]
_LABEL = re.compile(r"(?P<label>\d{4}(?:/\d{2}-\d{2}/\d{2}|[-/]\d{2})?)(?: \((?P<note>\w+)\))?")
#: Fewest councils by which England's figure is judged.
MANY = 75
_NOTE_MARKERS = {"rev": "r", "prov": "p"}


def period(label: str) -> tuple[str, int, str] | None:
    """A year label as (label without its note, the year in which it ends, marker of the note), or None.

    >>> period("2024-25 (OT)"), period("2018 (Rev)"), period("2021/22-23/24"), period("0")
    (('2024-25', 2025, ''), ('2018', 2018, 'r'), ('2021/22-23/24', 2024, ''), None)
    """
    match = _LABEL.fullmatch(label.strip())
    if not match:
        return None
    base = match["label"]
    year = int(base) if len(base) == 4 else int(base[:2] + base[-2:])
    return base, year, _NOTE_MARKERS.get((match["note"] or "").lower(), "")


def fits(file: Glance, wanted: pd.DataFrame, catalog: Catalog) -> Fit | None:
    """Whether a file is the tool's parquet table, by its columns."""
    own = {"Short Desc", "LA and Regions"} & set(file.columns)
    return fit(COLUMNS, file.columns) if file.kind == "parquet" and own else None


def read(path: Path, wanted: pd.DataFrame, catalog: Catalog) -> Reading:
    """Values of the wanted indicators; codes are the measures' short names.

    Raises ScoutingError for a file of another shape, an unknown measure, and text that is no figure.
    """
    path = Path(path)
    try:
        file = pq.ParquetFile(path)
    except (pa.ArrowInvalid, OSError) as err:
        raise ScoutingError(f"{path.name} cannot be read as parquet: {err}") from None
    absent = [c for c in COLUMNS if c not in file.schema_arrow.names]
    if absent:
        raise ScoutingError(f"{path.name} lacks the column{'s'[: len(absent) > 1]} {', '.join(absent)}.")
    asked = sorted(codes(wanted))
    frame = pq.read_table(path, columns=COLUMNS, filters=[("Short Desc", "in", asked)]).to_pandas()
    frame = frame[frame.Years.notna()]

    labels = {label: period(label) for label in frame.Years.unique()}
    odd = frame.Years.map({label: found is None for label, found in labels.items()})
    notes = [f"{path.name}: {odd.sum()} rows with a year label that is no year were left out."] if odd.any() else []
    frame = frame[~odd]
    numbers = frame["LA Number"].map("{:.0f}".format).replace("nan", "")
    years = frame.Years.map({label: found[1] for label, found in labels.items() if found})
    areas = areas_of(
        catalog, path.name, numbers, name=frame["LA and Regions"], year=years, year_end=wanted.year_end.iloc[0]
    )
    frame = frame.assign(area_code=areas.area_code)
    # The rows read are a part of the file, so a cell is named by what it is and not by a row's number.
    cells_named = frame["Short Desc"] + ", " + frame["LA and Regions"] + ", " + frame.Years
    read_once = figures(frame.pop("Values").set_axis(cells_named), path.name)
    frame = frame.join(read_once.set_axis(frame.index))
    for place, column in enumerate(["period", "year", "note"]):
        frame[column] = frame.Years.map({k: v[place] for k, v in labels.items() if v})
    frame["marker"] = frame.marker.where(frame.marker != "", frame.note)
    by_code = dict(list(frame.groupby("Short Desc", observed=True)))

    def cells(code: str) -> pd.DataFrame:
        if code not in by_code:
            raise ScoutingError(f"{path.name} has no measure '{code}'. Mend the code in data/catalog.")
        return by_code[code][["area_code", "period", "year", "value", "marker"]]

    made = assemble(wanted, wanted.source_id.iloc[0], cells, path.name)
    wrong = _impossible(made, catalog)
    for indicator_id, rows in made[wrong].groupby("indicator_id"):
        places = ", ".join(sorted({catalog.name(code) for code in rows.area_code}))
        left_out = f"{many(len(rows), 'figure')} of {indicator_id} left out as impossible: {places}."
        notes.append(f"{path.name}: {left_out}")
    made.loc[wrong, ["value", "marker"]] = [float("nan"), "x"]
    return Reading(made, file.metadata.num_rows, notes)


def _impossible(made: pd.DataFrame, catalog: Catalog) -> pd.Series:
    """Rows with a share above its whole, or with a figure of England above or below that of every council.

    The tool once adds up the rates of the regions and calls the sum England's. An average of many lies among them.
    """
    facts = catalog.indicators.reindex(made.indicator_id).set_axis(made.index)
    above = (facts.statistic == "proportion") & (made.value > facts.multiplier)
    councils = made[made.area_code.isin(catalog.councils().index)]
    span = councils.groupby(["indicator_id", "period"]).value.agg(["min", "max", "count"])
    span = span.reindex(pd.MultiIndex.from_frame(made[["indicator_id", "period"]])).set_axis(made.index)
    outside = (made.value > span["max"]) | (made.value < span["min"])
    outside &= (made.area_code == ENGLAND) & (span["count"] >= MANY) & facts.statistic.isin(["proportion", "rate"])
    return above | outside
