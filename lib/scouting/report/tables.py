"""A study's tables as CSV files and one workbook."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from scouting.compare.blocks import SIZE_BY
from scouting.pages.neighbours import verdicts
from scouting.pages.own_figures import show as own_figures_page
from scouting.pages.scouting_party.why import Why
from scouting.paths import new_file
from scouting.report.council_sheets import Sheets
from scouting.report.workbook import write_xlsx
from scouting.study import Study

__all__ = ["digests", "harmless", "read_csv", "sizes", "tables", "write_csv", "write_xlsx"]

#: Spreadsheet programs take a text that begins so for a formula.
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def tables(study: Study) -> dict[str, pd.DataFrame]:
    """Every table of a study by its sheet's name, in reading order; unrounded figures, codes and names."""
    facts, known = study.panel.indicators, study.data.catalog
    about = ["title", "unit", "facet", "polarity"]
    comparison = facts[about].join(study.comparison.drop(columns="indicator_id")).rename_axis("indicator_id")
    comparison.insert(0, "area_name", study.name)
    comparison["figures"] = digests(study.data.values, facts.index)
    comparison["sizes"] = sizes(study.data.values, facts)
    bars = {i: study.bars(i) for i in facts.index}
    for indicator_id, rows in bars.items():
        rows["level"] = _level(study, indicator_id).reindex(rows.area_code).to_numpy()
    trends = {i: study.trend(i).drop(columns="position") for i in facts.index}
    members = study.neighbour_set.members
    members = members.assign(
        name=[known.name(c) for c in members.neighbour_code],
        set_id=study.neighbour_set.set_id,
        title=study.neighbour_set.title,
        publisher=study.neighbour_set.publisher,
        published=study.neighbour_set.published,
    )
    described = [
        "title", "short_title", "means", "topic", "facet", "unit", "decimals", "polarity", "polarity_reason", "target",
    ]  # fmt: skip
    described += ["recompute", "counting_note", "breaks", "source_id"]
    # Sheets of the council's own are there only where it has some.
    local = {"own figures": own_figures_page.figures(study), "own targets": own_figures_page.targets(study)}
    local = {name: table for name, table in local.items() if len(table)}
    return {
        "summary": Sheets(study).summary().table,
        "comparison": comparison.reset_index(),
        "ahead": study.once(Why).named,
        "councils": _stacked(bars),
        "trends": _stacked(trends),
        "verdicts": _verdicts(study),
        **local,
        "neighbours": members,
        "indicators": facts[described].rename_axis("indicator_id").reset_index(),
        "sources": study.sources(),
    }


def digests(figures: pd.DataFrame, ids: pd.Index) -> pd.Series:
    """A word for all figures of some indicators, whatever the order of their rows: another where any is another.

    ``figures``: a values table. Index: ``ids``; blank where there is no figure.

    >>> from scouting import values
    >>> held, ids = values.read().head(500), pd.Index(["children_0_17", "nothing"])
    >>> digests(held, ids).equals(digests(held.sample(frac=1, random_state=1), ids))
    True
    """
    figures = figures[figures.indicator_id.isin(ids)]
    columns = ["area_code", "period", "period_end", "value", "numerator", "denominator", "lower_ci", "upper_ci"]
    rows = pd.util.hash_pandas_object(figures[[*columns, "marker"]], index=False)
    # Sums wrap at 64 bits, and do not ask in which order.
    by = rows.groupby(figures.indicator_id.astype("str").to_numpy()).sum()
    return by.map("{:016x}".format).astype("str").reindex(ids).fillna("")


def sizes(figures: pd.DataFrame, facts: pd.DataFrame) -> pd.Series:
    """A word for the populations by which councils of similar size share their noise, for each indicator of ``facts``.

    >>> from scouting import values
    >>> facts = pd.DataFrame({"service": ["children", "adults", "children"]}, index=["a", "b", "c"])
    >>> sizes(values.read(), facts).nunique()
    2
    """
    return facts.service.map(SIZE_BY).map(digests(figures, pd.Index([*SIZE_BY.values()])))


def _level(study: Study, indicator_id: str) -> pd.Series:
    """Each area's level, by its code."""
    p = study.panel
    return pd.Series(p.level[p.indicators.index.get_loc(indicator_id)], index=p.areas)


def _verdicts(study: Study) -> pd.DataFrame:
    """The verdict on every indicator against every sensible set of similar councils, the report's own first."""
    cells = verdicts.matrix(study)
    cells.insert(1, "title", cells.indicator_id.map(study.panel.indicators.title))
    return cells


def _stacked(by_indicator: dict[str, pd.DataFrame]) -> pd.DataFrame:
    every = pd.concat(by_indicator, names=["indicator_id", None])
    return every.reset_index("indicator_id").reset_index(drop=True)


def harmless(text: str) -> str:
    """A text that no spreadsheet takes for a formula when it opens a CSV.

    A published marker such as '-' and a plain negative number are left as they are.

    >>> harmless("=1+1"), harmless("-"), harmless("Wiltshire")
    ("'=1+1", '-', 'Wiltshire')
    """
    return f"'{text}" if len(text) > 1 and text.startswith(_FORMULA_STARTS) else text


def read_csv(path: Path) -> pd.DataFrame:
    """A table as ``write_csv`` wrote it, every cell as its text; blank where there is nothing."""
    held = pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8")
    return held.map(lambda text: text[1:] if text.startswith("'") and harmless(text[1:]) != text[1:] else text)


def write_csv(sheets: dict[str, pd.DataFrame], folder: Path) -> None:
    """Each table as a CSV in UTF-8, with codes and unrounded figures; missing figures are blank."""
    for name, table in sheets.items():
        write_one(table, folder / f"{name.replace(' ', '_')}.csv")


def write_one(table: pd.DataFrame, path: Path) -> None:
    """One table as ``write_csv`` writes it."""
    table = table.rename(columns=harmless)  # a council's name is among the headings
    for column in table.select_dtypes(include=["object", "str"]):
        table[column] = table[column].map(lambda x: harmless(x) if isinstance(x, str) else x)
    with new_file(path) as aside:
        table.to_csv(aside, index=False, encoding="utf-8", lineterminator="\n", date_format="%Y-%m-%d")
