"""Rows and cells of a table as a type checker should take them: of any type, as pandas' stubs cannot know a column's."""

from collections.abc import Iterator
from typing import Any

import pandas as pd


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
