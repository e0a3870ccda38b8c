"""The lines of ``scouting data check`` hold what the tables say: numbers read back and worked out again."""

import re

import numpy as np
import pandas as pd
import pytest

from scouting.compare import verdicts_of
from scouting.ingest.build import Built
from scouting.neighbours import default_set
from scouting.pages.check_data import odd, tables, tell
from scouting.study import study


@pytest.fixture(scope="module")
def lines(data):
    return list(tell.of_store(data, "2026-11-24"))


def _after(lines, start):
    """The words of each row of the printed table that follows the line beginning so."""
    block = lines[next(k for k, line in enumerate(lines) if line.startswith(start)) + 1]
    return [row.split() for row in block.splitlines()[1:]]


def test_sound(data, lines):
    assert tell.problems() == []
    n, rows = re.match(r"The catalogue and the store are sound: (\d+) indicators, ([\d,]+) rows\.", lines[0]).groups()
    assert int(n) == len(data.catalog.indicators) and int(rows.replace(",", "")) == len(data.values)


def test_it_is_short(lines):
    """The whole answer fits a screen or two, and says where the rest is."""
    text = "\n".join(lines).splitlines()
    assert len(text) < 75 and max(map(len, text)) < 300
    assert text[-1].endswith("notebooks/7_check_data.ipynb")


def test_coverage_in_short_is_the_table(data, lines):
    table = tables.coverage(data, "2026-11-24")
    (line,) = [x for x in lines if x.startswith("Coverage")]
    least, most, middle, missing, of = re.search(
        r"are (\d+) to (\d+) months old, half of them (\d+) or less; ([\d,]+) of ([\d,]+)", line
    ).groups()
    assert (int(least), int(most), int(middle)) == (
        table.age_months.min(), table.age_months.max(), round(table.age_months.median()),
    )  # fmt: skip
    assert int(missing.replace(",", "")) == table.missing.sum() and int(of.replace(",", "")) == table.of.sum()
    oldest = table.set_index("indicator_id").age_months.nlargest(5)
    assert [int(row[2]) for row in _after(lines, "Coverage")] == oldest.tolist()


def test_gaps_breaks_and_odd_figures_are_counted(data, lines):
    text, gaps = "\n".join(lines), tables.gaps(data)
    assert f"Gaps: {len(gaps):,} cells" in text
    assert f"Breaks: {len(tables.breaks(data))} in" in text and "0 levels reach back over one" in text
    found = odd.odd(data)
    assert f"to be checked with their source: {len(found)} of" in text
    told = _after(lines, "Odd figures")
    assert len(told) == sum(min(3, n) for n in found.rule.value_counts())
    gap = gaps.groupby(["indicator_id", "period"]).size()
    for indicator_id, period, councils in _after(lines, "Gaps"):
        assert gap[indicator_id, period] == int(councils) >= gap.nlargest(5).min()


def test_the_lowest_reliability_is_the_tables(data, lines):
    reliable = pd.Series(data.panel.reliability, index=data.panel.indicators.index).dropna().sort_values()
    told = _after(lines, "Verdicts against")
    assert len(told) == 5
    for row, (indicator_id, share) in zip(told, reliable.items(), strict=False):
        assert row[0] == indicator_id and row[2] == f"{share:.0%}"
    named = [line.replace("\n", " ") for line in lines if line.startswith("We name no council on ")]
    assert (
        len(named) == 1
        and "social worker turnover" in named[0]
        and named[0].endswith("differences there are mostly chance.")
    )
    assert named[0].count(";") + named[0].count(" and ") + 1 >= (reliable < 0.5).sum()


def test_verdicts_are_counted_over_every_council_by_a_second_count(data):
    """Each service against its own set: one measure of each, compared alone, council by council."""
    for indicator_id in ("care_control", "placed_over_20_miles"):
        panel = data.panel.take(pd.Index([indicator_id]))

        def alone(code, neighbours, panel=panel):
            return verdicts_of(panel, code, neighbours).verdict.iloc[0]

        _counted_again(data, indicator_id, alone)


@pytest.mark.long
@pytest.mark.parametrize("indicator_id", ["care_control", "placed_over_20_miles"])
def test_verdicts_are_counted_from_studies_made_one_by_one(data, indicator_id):
    def studied(code, neighbours):
        return study(code, indicators=indicator_id, data=data).comparison.verdict.iloc[0]

    _counted_again(data, indicator_id, studied)


def _counted_again(data, indicator_id, verdict):
    row = data.once(tell.reliability).set_index("indicator_id").loc[indicator_id]
    service = data.catalog.indicators.service[indicator_id]
    lists = data.every_neighbour(default_set(data.catalog, service)).groupby("area_code").neighbour_code.agg(list)
    words = pd.Series([verdict(code, lists[code]) for code in lists.index])
    compared = words[~words.isin(["not compared", "too few to compare"])]
    assert row.clear == pytest.approx(compared.str.startswith("clearly").mean())
    assert row.too_close == pytest.approx((compared == "too close to call").mean())
    assert row.ahead == pytest.approx(compared.str.endswith("better").mean())
    assert row.too_few == (words == "too few to compare").sum()
    assert row.not_compared == (words == "not compared").sum()


def test_the_summary_line(data, lines):
    (line,) = [line for line in lines if "indicators are compared" in line]
    n, low, high, middle = map(int, re.findall(r"\d+", line))
    shares = data.once(tell.reliability).dropna(subset="clear").too_close * 100
    assert n == len(shares)
    assert (low, high, middle) == pytest.approx((shares.min(), shares.max(), shares.median()), abs=0.51)


def test_how_many_can_be_given_a_verdict_by_a_second_count(data, lines):
    """From the noise itself: a measure is judged where a council has a level, its noise, and people enough."""
    panel, facts = data.panel, data.panel.indicators
    known = np.isfinite(panel.level) & np.isfinite(panel.level_se) & ~panel.too_few
    going = facts[(facts.polarity != "no_judgement") & (facts.ended == "")]
    judged = pd.Series(known[:, panel.councils].any(1), index=facts.index)[going.index]
    start = "Measures with a direction that can be given a verdict, "
    mine = [line.removeprefix(start).split(": ") for line in lines if line.startswith(start)]
    cells = [(service, cell) for service, told in mine for cell in re.findall(r"(\w+) (\d+) of (\d+)", told)]
    told = {(service, facet): (int(n), int(j)) for service, (facet, j, n) in cells}
    groups = judged.groupby([going.service, going.facet])
    assert told == {key: (len(rows), int(rows.sum())) for key, rows in groups}
    assert sum(told["children", facet][1] for facet in ("outcome", "timeliness", "experience")) >= 60


def test_how_often_verdicts_held_is_the_catalogues_table(data, lines):
    row = data.catalog.calibration.iloc[-1]
    (line,) = [line for line in lines if "stood on the same side a year later" in line]
    numbers = [int(n.replace(",", "")) for n in re.findall(r"\d[\d,]*", line)]
    clear, kept, share, _, probable, probable_kept, probable_share, _ = numbers
    assert (clear, kept, probable, probable_kept) == (row.clear, row.clear_kept, row.probable, row.probable_kept)
    assert share == round(100 * kept / clear) and probable_share == round(100 * probable_kept / probable)
    years = lines[lines.index(line) + 1].splitlines()
    assert len(years) == 1 + len(data.catalog.calibration) and years[-1].split()[:2] == ["all", "years"]


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
    text = "\n".join(tell.of_build(built))
    assert "2 indicators and releases, 1,000 figures, lowest agreement 50.0%" in text
    assert "100 figures of 2 indicators; 3 differ beyond rounding" in text
    assert re.search(r"odd +one +100 +50\.0%", text) and not re.search(r"good +one", text)
    assert "A note." in text and "7 rows, 5 figures" in text


def test_flips_between_two_vintages_are_told(lines):
    """By the first tool's rule about one verdict in ten flips."""
    said = lines[next(k for k, line in enumerate(lines) if line.startswith("From dfe_2025_05 to dfe_2021_04")) + 1]
    flipped, of = (int(n.replace(",", "")) for n in re.search(r"([\d,]+) of ([\d,]+) verdicts flip", said).groups())
    assert 0.08 < flipped / of < 0.12
