"""The areas of a release's rows, found by code; a name or a code beside it must not be another council's."""

from __future__ import annotations

import pandas as pd

from scouting.catalog import Catalog, find_area, to_areas
from scouting.errors import Problems, ScoutingError
from scouting.frames import each_cell, each_row
from scouting.ingest import newcomers
from scouting.words import many

#: So many rows whose codes disagree are named; the rest are counted.
_TOLD = 5


def areas_of(
    catalog: Catalog,
    where: str,
    code: pd.Series,
    *,
    name: pd.Series | None = None,
    other: pd.Series | None = None,
    region: pd.Series | None = None,
    year: pd.Series | None = None,
    year_end: str = "03-31",
) -> pd.DataFrame:
    """The areas of rows: area_code and joint, as ``catalog.to_areas`` gives them, with the index of ``code``.

    ``code``: the ONS code or DfE number that rows are found by. As far as the file has them: ``name``, the ``other``
    code, ``region`` code, and ``year`` in which the period ends (on ``year_end``, as MM-DD). Raises ScoutingError where
    the catalogue lacks an area, with the rows that it would need, and where name or other code are another council's.
    """
    given = {"code": code, "name": name, "other": other, "region": region, "year": year}
    rows = pd.DataFrame({key: value for key, value in given.items() if value is not None})
    rows = rows.reindex(columns=list(given)).drop_duplicates()
    texts = ["code", "name", "other", "region"]
    rows[texts] = rows[texts].astype("object").where(rows[texts].notna(), "").astype("str")
    distinct = pd.Series(rows.code.unique(), index=rows.code.unique(), dtype="str")
    found = to_areas(catalog, distinct)
    single = found.area_code[~found.joint].to_dict()
    halves = set(found.index[found.joint & found.area_code.isna()])
    rows["area_code"] = rows.code.map(single).where(~rows.code.isin(halves))
    problems = Problems()
    lacking = rows.area_code.isna() & (rows.code.isin(single) | rows.code.isin(halves))
    if lacking.any():
        one_each = rows[lacking | rows.code.isin(single)]
        problems.append(newcomers.unknown(one_each, catalog, where, year_end))
    problems += _disagreeing(rows[rows.area_code.notna()], catalog, where)
    problems.raise_if_any()
    return code.rename("published").to_frame().join(found, on="published")[["area_code", "joint"]]


def _disagreeing(rows: pd.DataFrame, catalog: Catalog, where: str) -> list[str]:
    """A sentence where the name or the other code of a row is another council's than the code that it is found by."""
    rows = rows[rows.area_code.isin(catalog.councils().index)].drop_duplicates(["code", "name", "other"])
    followed = set(zip(catalog.area_changes.old_code, catalog.area_changes.new_code, strict=True))
    others = to_areas(catalog, pd.Series(rows.other.unique(), index=rows.other.unique(), dtype="str")).area_code
    by_other = dict(each_cell(others[~others.index.duplicated()].dropna()))
    by_name = {name: _meant(catalog, name) for name in rows.name.unique()}
    told = []
    for row in each_row(rows):
        held = {row.code: row.area_code, row.other: by_other.get(row.other), row.name: by_name[row.name]}
        areas = {text: area for text, area in held.items() if text and area}
        if not all({one, two} <= {one} or followed & {(one, two), (two, one)} for one in areas.values()
                   for two in areas.values()):  # fmt: skip
            told.append(", ".join(f"{text} is {catalog.name(area)}" for text, area in areas.items()))
    if not told:
        return []
    more = f"; and {many(len(told) - _TOLD, 'other row')}" if len(told) > _TOLD else ""
    return [
        f"{where} has rows whose name and codes are those of different councils: {'; '.join(told[:_TOLD])}{more}. Ask "
        "the publisher which is right. Nothing was read."
    ]


def _meant(catalog: Catalog, name: str) -> str | None:
    try:
        return find_area(catalog, name, ended=True)
    except ScoutingError:
        return None
