"""The lines of ``scouting data check`` hold what the tables say: numbers read back and worked out again."""

import re

import pandas as pd
import pytest

from scouting import checks
from scouting.dataset import Built


@pytest.fixture(scope="module")
def lines(data):
    return list(checks.of_store(data, "2026-11-24"))


def _after(lines, start):
    """The words of each row of the printed table that follows the line beginning so."""
    block = lines[next(k for k, line in enumerate(lines) if line.startswith(start)) + 1]
    return [row.split() for row in block.splitlines()[1:]]


def test_sound(data, lines):
    assert checks.problems() == []
    n, rows = re.match(r"The catalogue and the store are sound: (\d+) indicators, ([\d,]+) rows\.", lines[0]).groups()
    assert int(n) == len(data.catalog.indicators) and int(rows.replace(",", "")) == len(data.values)


def test_it_is_short(lines):
    """The whole answer fits a screen or two, and says where the rest is."""
    text = "\n".join(lines).splitlines()
    assert len(text) < 60 and max(map(len, text)) < 240
    assert text[-1].endswith("notebooks/7_check_data.ipynb")


def test_coverage_in_short_is_the_table(data, lines):
    table = checks.coverage(data, "2026-11-24")
    (line,) = [x for x in lines if x.startswith("Coverage")]
    least, most, middle, missing, of = re.search(
        r"are (\d+) to (\d+) months old, half of them (\d+) or less; ([\d,]+) of ([\d,]+)", line
    ).groups()
    assert (int(least), int(most), int(middle)) == (table.age_months.min(), table.age_months.max(), 20)
    assert int(missing.replace(",", "")) == table.missing.sum() and int(of.replace(",", "")) == table.of.sum()
    oldest = table.set_index("indicator_id").age_months.nlargest(5)
    assert [int(row[2]) for row in _after(lines, "Coverage")] == oldest.tolist()


def test_gaps_breaks_and_odd_figures_are_counted(data, lines):
    text = "\n".join(lines)
    assert f"Gaps: {len(checks.gaps(data)):,} cells" in text
    assert f"Breaks: {len(checks.breaks(data))} in" in text and "0 means of three periods cross one" in text
    found = checks.odd(data)
    assert f"to be checked with their source: {len(found)} of" in text
    told = _after(lines, "Odd figures")
    assert len(told) == sum(min(3, n) for n in found.rule.value_counts())
    gap = checks.gaps(data).groupby(["indicator_id", "period"]).size()
    for indicator_id, period, councils in _after(lines, "Gaps"):
        assert gap[indicator_id, period] == int(councils) >= gap.nlargest(5).min()


def test_the_lowest_reliability_is_the_tables(data, lines):
    panel = data.panel
    sustained = pd.Series(panel.reliability[1], index=panel.indicators.index).dropna().sort_values()
    for row, (indicator_id, share) in zip(_after(lines, "Standing against"), sustained.items(), strict=False):
        assert row[0] == indicator_id and row[2] == f"{share:.0%}"


def test_summary_lines(lines):
    told = [line for line in lines if line.startswith(("now: ", "sustained: "))]
    assert len(told) == 2
    for line in told:
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
        7, 5,
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
    assert "A note." in text and "7 rows, 5 figures" in text


def test_flips_between_two_vintages_are_told(lines):
    """By the first tool's rule about one verdict in ten flips: 988 of 9,796 in an independent count."""
    said = lines[next(k for k, line in enumerate(lines) if line.startswith("From dfe_2025_05 to dfe_2021_04")) + 1]
    flipped, of = (int(n.replace(",", "")) for n in re.search(r"([\d,]+) of ([\d,]+) flip", said).groups())
    assert 0.08 < flipped / of < 0.12
