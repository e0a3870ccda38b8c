"""A copy of the pack's tables inside its page, for programs: JSON that no browser runs."""

from __future__ import annotations

import json

import pandas as pd

#: Enough to work on and to trace what the page tells, and no more: the page must stay light. The rest is in tables/.
TABLES = ("comparison", "neighbours", "sources")


def block(sheets: dict[str, pd.DataFrame]) -> str:
    """The tables as an element that holds data alone: ``{name: {"columns": [...], "rows": [[...]]}}``.

    Figures are unrounded numbers, missing ones null, dates YYYY-MM-DD: what the CSV files hold. No text can end the
    element: each ``<`` is written as ``\\u003c``.

    >>> block({"sources": pd.DataFrame({"title": ["</script>"], "newest": [None]})})[44:]
    '{"sources":{"columns":["title","newest"],"rows":[["\\\\u003c/script>",null]]}}</script>'
    """
    held = {
        name: {"columns": list(sheets[name]), "rows": [[_plain(cell) for cell in row]
                                                       for row in sheets[name].itertuples(index=False, name=None)]}
        for name in TABLES if name in sheets
    }  # fmt: skip
    text = json.dumps(held, ensure_ascii=False, allow_nan=False, separators=(",", ":")).replace("<", "\\u003c")
    return f'<script type="application/json" id="tables">{text}</script>'


def _plain(cell):
    """A cell as JSON has it."""
    if pd.isna(cell):
        return None
    if isinstance(cell, pd.Timestamp):
        return f"{cell:%Y-%m-%d}"
    if hasattr(cell, "isoformat"):
        return cell.isoformat()
    return cell.item() if hasattr(cell, "item") else cell
