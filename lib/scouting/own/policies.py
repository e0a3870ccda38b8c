"""What councils decide themselves and declare: policies.csv of data/local, thresholds and charges, written by hand."""

from __future__ import annotations

import math
from pathlib import Path

import pandas as pd

from scouting import paths
from scouting.catalog import Catalog, find_area
from scouting.errors import Problems, did_you_mean
from scouting.own.seen import texts
from scouting.terms import SHARES

COLUMNS = ["council", "policy", "value", "share", "note"]


def read(catalog: Catalog, folder: Path | None = None) -> pd.DataFrame:
    """Every policy declared: area_code, policy (its name, as written), value (a number), share, note.

    ``share``: own (also when blank), region or public. No rows where there is no file. Raises ScoutingError with every
    row that cannot be: an unknown council, no name, text in place of a number, an unknown share, a policy twice.
    """
    path = Path(folder or paths.LOCAL) / "policies.csv"
    paths.check_folder(path.parent)
    columns = ["area_code", *COLUMNS[1:]]
    if not path.exists():
        return pd.DataFrame(columns=columns)
    table, problems, rows = texts(path, COLUMNS), Problems(), []
    for row, one in enumerate(table.to_dict("records"), start=2):
        wrong = Problems()
        code = wrong.attempt(find_area, catalog, one["council"]) or ""
        value = pd.to_numeric(one["value"], errors="coerce")
        share = one["share"] or "own"
        if not one["policy"].strip():
            wrong.append("no name of a policy.")
        if pd.isna(value) or not math.isfinite(value):
            wrong.append(f"value: '{one['value']}' is not a number. Write pounds and percentages as plain numbers.")
        if share not in SHARES:
            wrong.append(f"share: '{share}' is not one of {', '.join(SHARES)}.{did_you_mean(share, SHARES)}")
        if any(code == kept[0] and one["policy"].strip() == kept[1] for kept in rows):
            wrong.append(f"'{one['policy'].strip()}' of {catalog.name(code)} is there twice.")
        problems += [f"{path} row {row}: {what}" for what in wrong]
        rows.append((code, one["policy"].strip(), value, share, one["note"]))
    problems.raise_if_any()
    return pd.DataFrame(rows, columns=columns)


def seen_by(table: pd.DataFrame, catalog: Catalog, area_code: str) -> pd.DataFrame:
    """The policies that may stand on one council's page, area_code x policy: its own, public ones, its region's.

    >>> from scouting import catalog
    >>> held = pd.DataFrame([["E06000054", "hourly charge", 21.0, "own", ""]], columns=["area_code", *COLUMNS[1:]])
    >>> seen_by(held, catalog.read(), "E06000054").to_dict(), seen_by(held, catalog.read(), "E10000016").empty
    ({'hourly charge': {'E06000054': 21.0}}, True)
    """
    region = table.area_code.map(catalog.areas.region_code) == catalog.areas.region_code[area_code]
    mine = (table.area_code == area_code) | (table["share"] == "public") | ((table["share"] == "region") & region)
    wide = table[mine].pivot(index="area_code", columns="policy", values="value")
    return wide.rename_axis(index=None, columns=None)
