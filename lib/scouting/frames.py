"""Rows and cells of a table for a type checker, which cannot know what a column holds: of any type."""

from collections.abc import Iterator
from typing import Any, cast

import pandas as pd

# Texts as Python's own: a cell of Arrow's is made anew each time that it is looked at, a fifth of a report's time.
pd.set_option("mode.string_storage", "python")


def each_row(table: pd.DataFrame) -> Iterator[Any]:
    """The rows of a table, each with its columns as attributes and its label as `Index`.

    >>> [row.name for row in each_row(pd.DataFrame({"name": ["Devon", "Dorset"]}))]
    ['Devon', 'Dorset']
    """
    return table.itertuples()


def each_cell(column: pd.Series) -> Iterator[tuple[Any, Any]]:
    """The labels of a column, each with its cell.

    >>> list(each_cell(pd.Series({"E06000054": 2.5})))
    [('E06000054', 2.5)]
    """
    return column.items()


def row_of(table: pd.DataFrame, label: Any) -> pd.Series:
    """The row of a table whose labels are each there once.

    >>> row_of(pd.DataFrame({"unit": ["%"]}, ["re_referrals"]), "re_referrals").unit
    '%'
    """
    return cast(pd.Series, table.loc[label])


def place_of(labels: pd.Index, label: Any) -> int:
    """Where a label is among labels that are each there once.

    >>> place_of(pd.Index(["E06000054", "E06000066"]), "E06000066")
    1
    """
    return cast(int, labels.get_loc(label))
