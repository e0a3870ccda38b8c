"""A few plain bars with their names and figures, as a drawing that is text: small, sharp on paper, the same bytes."""

from __future__ import annotations

from html import escape

import pandas as pd

_WIDE, _ROW, _BAR = 500, 54, 18  # units of the drawing


def bars(rows: pd.DataFrame, title: str) -> str:
    """Bars from zero, one under the other, each under its name; a thin line from ``lower`` to ``upper``.

    Columns of ``rows``: name, value, text (the figure as it is read), lower, upper (missing: no line), usual (the
    line's ends as they are read), here (drawn dark). The picture says itself what it shows.

    >>> row = {"name": "Derby, 2025", "value": 27.0, "text": "27%", "lower": 23.0, "upper": 31.0,
    ...        "usual": "23% to 31%", "here": True}
    >>> drawn = bars(pd.DataFrame([row]), "How many live far away")
    >>> drawn[drawn.index("aria-label"):].split('"')[1]
    'Bars. How many live far away: Derby, 2025 27% (usually moves within 23% to 31% when nothing changes).'
    """
    low = min(0.0, rows[["value", "lower"]].min().min())
    high = max(rows[["value", "upper"]].max().max(), 1e-9)
    scale = (_WIDE - 2) / (high - low)

    def x(value: float) -> str:
        return f"{(max(value, low) - low) * scale:.1f}"

    drawn, said = [], []
    for place, row in enumerate(rows.itertuples(index=False)):
        top = place * _ROW
        kind = ' class="here"' if row.here else ""
        strong = ' class="strong"' if row.here else ""
        start, end = sorted((0.0, row.value))
        wide = (end - start) * scale
        drawn.append(f'<text x="0" y="{top + 16}"{strong}>{escape(row.name)}: {escape(row.text)}</text>')
        drawn.append(f'<rect x="{x(start)}" y="{top + 23}" width="{wide:.1f}" height="{_BAR}"{kind}/>')
        moves = ""
        if pd.notna(row.lower) and pd.notna(row.upper):
            middle = top + 23 + _BAR + 3
            drawn.append(f'<line x1="{x(row.lower)}" y1="{middle}" x2="{x(row.upper)}" y2="{middle}"/>')
            moves = f" (usually moves within {row.usual} when nothing changes)"
        said.append(f"{row.name} {row.text}{moves}")
    words = escape(f"Bars. {title}: {'; '.join(said)}.")
    size = f'viewBox="0 0 {_WIDE} {len(rows) * _ROW}"'
    return f'<svg role="img" aria-label="{words}" xmlns="http://www.w3.org/2000/svg" {size}>{"".join(drawn)}</svg>'
