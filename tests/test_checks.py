"""The lines of ``scouting data check`` hold what the tables say: numbers read back and worked out again."""

import re

import numpy as np
import pandas as pd
import pytest

from scouting import checks
from scouting.dataset import Built


@pytest.fixture(scope="module")
def lines(data):
    return list(checks.of_store(data))


def _table(lines, title):
    """The rows of a printed table that follow the line beginning with a title: first word -> the others."""
    block = lines[next(k for k, line in enumerate(lines) if line.startswith(title)) + 1]
    return [row.split() for row in block.splitlines()[1:]]


def test_sound(data, lines):
    assert checks.problems() == []
    n, rows = re.match(r"The catalogue and the store are sound: (\d+) indicators, ([\d,]+) rows\.", lines[0]).groups()
    assert int(n) == len(data.catalog.indicators) and int(rows.replace(",", "")) == len(data.values)


def test_coverage_is_counted(data, lines):
    held = data.values.astype({"indicator_id": "str", "area_code": "str", "period": "str"})
    councils = held[held.area_code.str[:3].isin(["E06", "E08", "E09", "E10"])]
    table = _table(lines, "Coverage")
    assert [row[0] for row in table] == data.catalog.indicators.index.tolist()
    for indicator_id, newest, having, missing, periods in table:
        mine = councils[councils.indicator_id == indicator_id]
        last = mine.period_end[mine.value.notna()].max()
        assert newest == f"{last:%Y-%m-%d}"
        now = mine[mine.period_end == last]
        assert (int(having), int(missing)) == (now.value.notna().sum(), now.value.isna().sum())
        assert int(periods) == mine.period.nunique()


def test_shares_and_reliability_are_the_tables(data, lines):
    table = {(row[0], row[1]): row[2:] for row in _table(lines, "Standing against")}
    panel = data.panel
    assert {k[0] for k in table} == set(panel.indicators.index)
    for place, horizon in enumerate(["now", "sustained"]):
        for i, indicator_id in enumerate(panel.indicators.index):
            cells = table[indicator_id, horizon]
            y = (panel.figures[i, :, -1], panel.mean[i])[place][panel.councils]
            se = (panel.se[i, :, -1], panel.mean_se[i])[place][panel.councils]
            assert int(cells[0]) == (np.isfinite(y) & np.isfinite(se)).sum()
            if int(cells[0]) > 1:
                assert cells[1] == f"{panel.reliability[place, i]:.0%}"
    shares = [float(c.rstrip("%")) for c in table["re_referrals", "sustained"][3:6]]
    assert sum(shares) == pytest.approx(100, abs=1.5)


def test_summary_lines(lines):
    for line in lines[-2:]:
        horizon, n, low, high, middle = re.match(
            r"(\w+): (\d+) indicators that can be compared; similar (\d+)% to (\d+)%, median (\d+)%;", line
        ).groups()
        assert horizon in ("now", "sustained") and int(n) > 40 and int(low) <= int(middle) <= int(high)


def test_counts_agree_with_the_published_figures(lines):
    (line,) = [x for x in lines if x.startswith("Worked out from counts")]
    n, lowest = re.match(r"Worked out from counts: ([\d,]+) figures; lowest agreement ([\d.]+)%", line).groups()
    assert int(n.replace(",", "")) > 10_000 and float(lowest) > 90


def test_a_builds_report_tells_what_disagrees(data):
    """A build planted with one disagreement, one overlap that differs and one note."""
    built = Built(
        data.values.head(7),
        pd.DataFrame([["one", "one.csv", "abcdef" * 10, 12, 7]],
                     columns=["source_id", "file", "sha256", "rows", "values"]),
        pd.DataFrame([["good", "one", 900, 1.0], ["odd", "one", 100, 0.5]],
                     columns=["indicator_id", "source_id", "rows", "agree"]),
        pd.DataFrame([["good", 40, 0], ["odd", 60, 3]], columns=["indicator_id", "both", "differ"]),
        ["A note."],
    )  # fmt: skip
    text = "\n".join(checks.of_build(built))
    assert "2 indicators and releases, 1,000 figures, lowest agreement 50.0%" in text
    assert "100 figures of 2 indicators; 3 differ beyond rounding" in text
    assert re.search(r"odd +one +100 +50\.0%", text) and not re.search(r"good +one", text)
    assert "A note." in text and f"7 rows, {data.values.head(7).value.notna().sum()} figures" in text


def test_flips_between_two_vintages_are_told(lines):
    """By the first tool's rule about one verdict in ten flips: 988 of 9,796 in an independent count."""
    said = next(line for line in lines if line.startswith("From dfe_2025_05 to dfe_2021_04"))
    flipped, of = (int(n.replace(",", "")) for n in re.search(r"([\d,]+) of ([\d,]+) verdicts flip", said).groups())
    assert 0.08 < flipped / of < 0.12
