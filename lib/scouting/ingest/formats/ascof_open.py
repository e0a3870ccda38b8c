"""The open data of the adult social care outcomes framework (NHS Digital): 2014-15 to 2018-19, and 2020-21.

One long table, as parquet or as the only sheet of a workbook. A code is the publisher's own measure code, whose
ending says whom it covers (``4A`` all, ``4A1864`` and ``4A65OV`` by age, ``4AF`` and ``4AM`` by sex), and a measure
type: ``4A outcome``, ``2D1864 numerator``, ``1C1A denominator``. Codes are written without brackets, as the later
years do (1C(1A) is 1C1A). ``2A1_1415`` is the publisher's mark of a definition of 2014-15 only, and kept apart.
A rate of two counts is written ``1G denominator per 100,000 of 2A1 denominator``.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from python_calamine import CalamineError

from scouting.catalog import Catalog
from scouting.errors import ScoutingError, did_you_mean
from scouting.ingest import sheets
from scouting.ingest.formats import ascof
from scouting.ingest.formats.common import Reading, need
from scouting.ingest.glance import Fit, Glance, fit, is_parquet

YEAR, CODE, NAME = "Return Year", "ONS Area Code", "Geographical Description"
COLUMNS = [NAME, "Geographical Level", CODE, "ASCOF Measure Code", "Measure Type", "Measure Value"]
LEVELS = {"council", "region", "england"}
LEFT_OUT = "council type"


def plain(code: str) -> str:
    """A measure code as the later years write it.

    >>> plain("1C(1A)1864"), plain("2A(1)_1415")
    ('1C1A1864', '2A1_1415')
    """
    return code.replace("(", "").replace(")", "").strip()


def _headings(columns: Iterable) -> list[str]:
    plainly = (str(column).replace(".", " ").strip() for column in columns)
    return [CODE if column == "ONS Code" else column for column in plainly]


def fits(file: Glance, wanted: pd.DataFrame, catalog: Catalog) -> Fit | None:
    """Whether a table or the first sheet of a workbook has the columns, and the last of the years it gives.

    A file without years fits only a release of one year.
    """
    if file.kind == "workbook":
        first = file.rows(file.sheets[0]) if file.sheets else []
        columns = _headings(first[0]) if first else []
    else:
        columns = _headings(file.columns)
    if "ASCOF Measure Code" not in columns or file.kind == "csv":
        return None
    if YEAR not in columns:
        try:
            return fit(COLUMNS, columns, edition=_only_year(catalog, wanted.source_id.iloc[0], file.path.name))
        except ScoutingError:
            return fit([*COLUMNS, YEAR], columns)
    if file.kind == "workbook":
        return fit(COLUMNS, columns)
    years = pq.read_table(file.path, columns=[file.columns[columns.index(YEAR)]]).column(0).unique().to_pylist()
    return fit(COLUMNS, columns, edition=max(map(str, years)))


def read(path: Path, wanted: pd.DataFrame, catalog: Catalog) -> Reading:
    """Values of the wanted indicators; survey measures with limits where a margin of error is stated (2016-17 on).

    A table without years is of the one year that sources.csv says it covers. Rows of council types are left out.
    Raises ScoutingError for a file of another shape, an unknown measure, and text that is no figure.
    """
    path = Path(path)
    frame = _parquet(path) if is_parquet(path) else _workbook(path)
    frame.columns = _headings(frame.columns)
    need(frame, COLUMNS, path.name)
    total = len(frame)
    if YEAR not in frame:
        frame[YEAR] = _only_year(catalog, wanted.source_id.iloc[0], path.name)
    level = frame["Geographical Level"].str.strip().str.casefold()
    odd = frame[~level.isin({*LEVELS, LEFT_OUT})]
    if len(odd):
        first = f"{path.name} row {odd.index[0] + 2}: '{odd['Geographical Level'].iloc[0]}'"
        raise ScoutingError(
            f"{first} is no Geographical Level that can be read (Council, Council Type, England, Region)."
        )
    texts = frame["ASCOF Measure Code"]
    measure = texts.map({text: plain(text) for text in texts.unique()})
    asked = {code.partition(" ")[0] for code in ascof.parts(wanted)}
    held = sorted(measure.unique())
    frame = frame.assign(measure=measure)[(level != LEFT_OUT) & measure.isin(asked)]
    frame = frame.join(ascof.years_of(frame[YEAR], path.name))
    frame = ascof.at_areas(frame, frame[CODE].str.strip(), frame[NAME], catalog, path.name)
    kind = frame["Measure Type"].str.strip().str.casefold()
    by_code = dict(list(frame.groupby(frame.measure + " " + kind)))

    def cells(code: str) -> pd.DataFrame:
        if code not in by_code:
            hint = did_you_mean(code, by_code) or did_you_mean(code.partition(" ")[0], held)
            raise ScoutingError(f"{path.name} has no rows of '{code}'.{hint} Mend the code in data/catalog.")
        rows = by_code[code]
        found = ascof.read_at(rows, rows["Measure Value"], f"{path.name}, {code},")
        return found.drop(columns="joint")

    values, notes = ascof.survey(wanted, cells, by_code, "base", path.name)
    return Reading(values, total, notes)


def _parquet(path: Path) -> pd.DataFrame:
    try:
        return pq.read_table(path).to_pandas().astype("str").fillna("")
    except (pa.ArrowInvalid, OSError) as err:
        raise ScoutingError(f"{path.name} cannot be read as parquet: {err}") from None


def _workbook(path: Path) -> pd.DataFrame:
    try:
        book = sheets.workbook(path)
        table = book.get_sheet_by_index(0).to_python(skip_empty_area=False) if book.sheet_names else []
    except (CalamineError, OSError) as err:
        raise ScoutingError(f"{path.name} cannot be read as a workbook: {err}") from None
    if not table:
        raise ScoutingError(f"{path.name} is empty.")
    texts = [["" if c is None else str(c) for c in row] for row in table]
    return pd.DataFrame(texts[1:], columns=texts[0], dtype="str")


def _only_year(catalog: Catalog, source_id: str, where: str) -> str:
    """The one financial year of a release, from the catalogue. Raises ScoutingError where it is not one."""
    covered = catalog.sources.period_covers[catalog.sources.source_id == source_id]
    words = "".join(covered).replace(",", " ").replace(";", " ").split()
    years = [word for word in words if ascof.period(word)]
    if len(years) != 1:
        raise ScoutingError(
            f"{where} has no column '{YEAR}', so its year is period_covers of '{source_id}' in "
            f"data/catalog/sources.csv, which must name one year like 2020-21. It says '{''.join(covered)}'."
        )
    return years[0]
