"""The tables of data/local as they stand in their files: written all together, or none of them."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

import pandas as pd

from scouting import paths
from scouting.errors import ScoutingError
from scouting.own.tables import NUMBERS


def as_texts(table: pd.DataFrame) -> pd.DataFrame:
    """A table as it stands in its file: whole numbers without a point, others to their last digit.

    >>> as_texts(pd.DataFrame({"value": [25.0, 0.1, float("nan")]})).value.tolist()
    ['25', '0.1', '']
    """

    def written(value: float) -> str:
        if pd.isna(value):
            return ""
        return str(int(value)) if float(value).is_integer() and abs(value) < 1e15 else repr(float(value))

    texts = {c: table[c].map(written) for c in NUMBERS & set(table)}
    if "period_end" in table:
        texts["period_end"] = table.period_end.dt.strftime("%Y-%m-%d")
    return table.assign(**texts)


def texts(path: Path, columns: list[str], later: Collection[str] = ()) -> pd.DataFrame:
    """A local table as text, in its columns, or as it is where none are named.

    ``later``: columns that an earlier version did not write, and that are blank where they are not there. Raises
    ScoutingError where it is no CSV in UTF-8 or lacks one of the others.
    """
    try:
        held = pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError, pd.errors.ParserError, pd.errors.EmptyDataError) as err:
        raise ScoutingError(f"{path} cannot be read as CSV in UTF-8: {str(err).strip()}") from None
    absent = [c for c in columns if c not in held and c not in later]
    if absent:
        raise ScoutingError(f"{path} lacks the column{'s'[: len(absent) > 1]} {', '.join(absent)}.")
    return held.reindex(columns=columns, fill_value="") if columns else held


def put(changed: dict[Path, pd.DataFrame]) -> None:
    """Write tables of text, all of them or none. Raises ScoutingError where one cannot be; then nothing was changed."""
    if not changed:
        return
    folder = next(iter(changed)).parent
    try:
        with paths.together(folder):
            for path, table in changed.items():
                with paths.new_file(path) as aside:
                    table.to_csv(aside, index=False, encoding="utf-8", lineterminator="\n")
    except OSError as err:
        raise ScoutingError(f"Could not write to {folder}: {err.strerror or err}. Nothing was changed.") from err
