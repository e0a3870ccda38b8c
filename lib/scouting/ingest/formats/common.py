"""What every adapter needs: published text into figures and markers, codes into cells, cells into values."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pandas as pd

from scouting.errors import Problems, ScoutingError
from scouting.frames import each_row
from scouting.ingest.glance import cut_short, not_utf8
from scouting.terms import COMPUTED, MARKERS, MARKERS_WITH_VALUE, OTHER_SYMBOLS
from scouting.values import COLUMNS, empty

NUMBER = re.compile(r"[-+]?(\d+(\.\d*)?|\.\d+)([eE][-+]?\d{1,3})?")
#: Above this size a double no longer holds nine decimals, so there is no binary noise of that kind to clean.
_CLEAN_BELOW = 1e6
#: Symbols that stand in a cell in place of a figure.
_GAPS = [marker for marker in MARKERS if marker not in MARKERS_WITH_VALUE]
#: A provisional or revised figure with its marker beside it: 25.0 [r].
_BESIDE = r"(?i)^(.*[0-9]) ?[\[(]?([pr])[\])]?$"


#: Where a list is set, a cell that is neither figure nor marker is left out and told there; else its file is refused.
_LEFT_OUT: ContextVar[list[str] | None] = ContextVar("cells left out", default=None)


@contextmanager
def without_odd_cells() -> Iterator[list[str]]:
    """While this lasts a cell that is neither figure nor marker costs itself (marker x) and not its file.

    Yields the list in which each such cell is told with its place.

    >>> with without_odd_cells() as left_out:
    ...     figures(pd.Series(["1", "†"]), "file").marker.tolist()
    ['', 'x']
    >>> left_out
    ["Left out: file row 3: '†' is neither a number nor a marker (c k low u x z -)."]
    """
    left_out: list[str] = []
    token = _LEFT_OUT.set(left_out)
    try:
        yield left_out
    finally:
        _LEFT_OUT.reset(token)


@dataclass
class Reading:
    """What an adapter read: values (the contract's columns), how many rows the file had, and notes for the log."""

    values: pd.DataFrame
    rows: int
    notes: list[str] = field(default_factory=list)


def figures(texts: pd.Series, where: str, blank: str = "x") -> pd.DataFrame:
    """Published cells as value and marker: a symbol becomes a marker, never a number; p and r may stand beside one.

    Binary noise is cleaned (20.599999999999998 is 20.6), never to the decimals of display.
    ``blank``: the marker of an empty cell. Raises ScoutingError for text that is neither, with its places: the
    index of ``texts`` is the row of the file after its header, or a label to say instead.

    >>> figures(pd.Series(["20.599999999999998", "c", "0", "", "25.0 [r]"]), "file").values.tolist()
    [[20.6, ''], [nan, 'c'], [0.0, ''], [nan, 'x'], [25.0, 'r']]
    """
    text = texts.astype("str").fillna("").str.strip()
    distinct = pd.Series(text.unique(), dtype="str")
    symbol = distinct.replace(OTHER_SYMBOLS).str.lower().str.strip("[]:").where(distinct != "", blank)
    beside = distinct.str.extract(_BESIDE)
    plain = beside[0].fillna(distinct)
    is_number = plain.str.fullmatch(NUMBER)
    bad = distinct[~is_number & ~symbol.isin(_GAPS)].tolist()
    number = pd.to_numeric(plain.where(is_number), errors="coerce").to_numpy(dtype=float)
    bad += distinct[is_number & ~np.isfinite(number)].tolist()
    if bad:
        problems = []
        for entry in bad[:20]:
            rows = texts.index[[cell == entry for cell in text]][:3]  # == of a series loses a last NUL
            numbered = all(isinstance(row, int) for row in rows)
            place = f"row {', '.join(str(row + 2) for row in rows)}" if numbered else "; ".join(rows)
            problems.append(f"{where} {place}: '{entry}' is neither a number nor a marker ({' '.join(_GAPS)}).")
        left_out = _LEFT_OUT.get()
        if left_out is None:
            raise ScoutingError([f"{problem} Nothing was read." for problem in problems])
        left_out += [f"Left out: {problem}" for problem in problems if f"Left out: {problem}" not in left_out]
        odd = distinct.isin(bad)
        is_number, symbol, number = is_number & ~odd, symbol.mask(odd, "x"), np.where(odd, np.nan, number)
    small = np.abs(number) < _CLEAN_BELOW
    number = np.where(small, np.round(np.where(small, number, 0), 9), number)
    known = dict(
        zip(distinct, zip(number, symbol.where(~is_number, beside[1].str.lower().fillna("")), strict=True), strict=True)
    )
    pairs = [known[t] for t in text]
    return pd.DataFrame(pairs, columns=["value", "marker"], index=texts.index)


def read_csv(path: Path, columns: list[str]) -> pd.DataFrame:
    """A CSV file as text. Raises ScoutingError where it is none in UTF-8 or lacks a column."""
    try:
        frame = pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8-sig")
    except UnicodeError:
        raise ScoutingError(not_utf8(path)) from None
    except (pd.errors.ParserError, pd.errors.EmptyDataError) as err:
        raise ScoutingError(f"{path.name} cannot be read as CSV in UTF-8: {str(err).strip()}") from None
    need(frame, columns, path.name)
    if cut_short(path):
        where = f"{path.name} row {len(frame) + 1}"
        raise ScoutingError(f"{where} ends before its last column. The file was probably cut short: download it again.")
    return frame


def need(frame: pd.DataFrame, columns: list[str], where: str) -> None:
    """Raises ScoutingError with every column that the frame lacks."""
    absent = [c for c in columns if c not in frame]
    if absent:
        raise ScoutingError(f"{where} lacks the column{'s'[: len(absent) > 1]} {', '.join(absent)}.")


def period_ends(years: pd.Series, year_end: str) -> pd.Series:
    """The last day of each period from its year and the day (MM-DD) on which such years end.

    >>> period_ends(pd.Series([2025]), "03-31").dt.date.tolist()
    [datetime.date(2025, 3, 31)]
    """
    return pd.to_datetime(years.astype(int).astype(str) + "-" + year_end).astype("datetime64[s]")


def codes(wanted: pd.DataFrame) -> set[str]:
    """Every code that the wanted rows name, sums taken apart.

    >>> sorted(codes(pd.DataFrame({"source_code": ["computed"], "numerator_code": ["A + B"], "denominator_code": ""})))
    ['A', 'B']
    """
    columns = ("source_code", "numerator_code", "denominator_code")
    return {part.strip() for c in columns for code in wanted[c] for part in code.split(" + ")} - {"", COMPUTED}


#: The cells of one code: area_code, period, year, value, marker.
Cells = Callable[[str], pd.DataFrame]


def sum_of(code: str, cells: Cells) -> pd.DataFrame:
    """The cells of a code, or the sum of several joined by ' + ' (missing where any part is)."""
    key = ["area_code", "period", "year"]
    total, *others = (cells(part.strip()).set_index(key) for part in code.split(" + "))
    for one in others:
        both = total.join(one.add_suffix("_2"), how="inner")
        both["value"] = both.value + both.value_2
        both["marker"] = both.marker.where(both.marker != "", both.marker_2)
        total = both[["value", "marker"]]
    return total.reset_index()


def assemble(wanted: pd.DataFrame, source_id: str, cells: Cells, where: str) -> pd.DataFrame:
    """Values of every wanted indicator from the cells of its codes.

    ``wanted``: indicator_id, source_code, numerator_code, denominator_code, period_shift, year_end.
    Raises ScoutingError with every code that the release does not hold and every double row.
    """
    parts, problems = [], Problems()
    for row in each_row(wanted):
        joined = None
        for column, code in (
            ("value", row.source_code),
            ("numerator", row.numerator_code),
            ("denominator", row.denominator_code),
        ):
            if code in ("", COMPUTED):
                continue
            try:
                one = sum_of(code, cells).rename(columns={"value": column})
            except ScoutingError as err:
                problems += [f"{row.indicator_id}: {p}" for p in err.problems]
                continue
            key = ["area_code", "period", "year"]
            doubled = one[one.duplicated(key)]
            if len(doubled):
                first = doubled.iloc[0]
                twice = f"{first.area_code} {first.period}"
                problems.append(f"{row.indicator_id}: {where} has two rows of '{code}' for {twice}.")
                continue
            if column != "value":
                # A joint return is one figure for two councils: its counts belong to neither alone.
                one[column] = one[column].where(one.marker != "j")
                # Why a figure that is worked out is missing, its numerator tells, or else its denominator.
                if row.source_code != COMPUTED:
                    one = one.drop(columns="marker")
                elif column == "denominator":
                    one = one.rename(columns={"marker": "of"})
            joined = one if joined is None else joined.merge(one, on=key, how="left")
        if joined is not None:
            if {"of", "numerator"} <= set(joined):
                hidden = joined.numerator.notna() & joined.denominator.isna() & joined.of.isin(_GAPS)
                joined["marker"] = joined.marker.mask(hidden, joined.of)
            joined["year"] += int(row.period_shift)
            if row.period_shift:
                joined["period"] = joined.year.astype(str)
            joined["period_end"] = period_ends(joined.year, row.year_end)
            parts.append(joined.assign(indicator_id=row.indicator_id, source_id=source_id))
    problems.raise_if_any()
    every = pd.concat([empty(), *parts], ignore_index=True) if parts else empty()
    every["marker"] = every.marker.fillna("")
    return every[COLUMNS]


def counts_only(wanted: pd.DataFrame) -> pd.DataFrame:
    """What is wanted without the code 'computed', which no release holds.

    >>> counts_only(pd.DataFrame({"source_code": ["computed", "Rate"]})).source_code.tolist()
    ['', 'Rate']
    """
    return wanted.assign(source_code=wanted.source_code.replace(COMPUTED, ""))
