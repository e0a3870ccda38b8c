"""What a notebook shows of the checks: each function displays one table of ``tables``, long ones folded."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import pandas as pd

from scouting import markup, values
from scouting import words as say
from scouting.catalog import find_area
from scouting.charts import coverage as coverage_chart
from scouting.charts.emit import emit
from scouting.dataset import Dataset
from scouting.own import seen
from scouting.own.words import kind_of_own
from scouting.pages.check_data import words
from scouting.pages.common import texts
from scouting.study.choose import chosen
from scouting.terms import FACETS, LICENCE, SERVICES, SMALL_COUNT

#: Months after which a figure is called old: a yearly release is out within a year of its period and lasts another.
OLD = 24


@dataclass(frozen=True)
class Asked:
    """What is asked about: the dataset, the catalogue's rows of some indicators, one council's code or none.

    ``own``: the council's own local figures of these indicators, small counts suppressed.
    """

    data: Dataset
    indicators: pd.DataFrame
    area_code: str
    own: pd.DataFrame

    def mine(self, table: pd.DataFrame) -> pd.DataFrame:
        """The rows of a table that are about the indicators, and about the council where it names councils."""
        rows = table[table.indicator_id.isin(self.indicators.index)]
        return rows[rows.area_code == self.area_code] if self.area_code and "area_code" in rows else rows


def asked(
    data: Dataset, indicators: str | Iterable[str] = "all", council: str = "", small_counts: int = SMALL_COUNT
) -> Asked:
    """What to check: indicators as for a study ('all', a service, ids, a file), and a council (blank: every one).

    A council that was replaced can be asked about too. What a council added of its own is looked at when it is named.
    Raises ScoutingError for an unknown name.
    """
    code = find_area(data.catalog, council, ended=True) if council else ""
    figures = values.empty()
    if code:
        data, local = seen.extended(data, code, small_counts)
        figures = local.figures[local.figures.area_code == code]
    rows = chosen(data, indicators)
    return Asked(data, rows, code, figures[figures.indicator_id.isin(rows.index)])


def own(about: Asked, far: pd.DataFrame) -> None:
    """How many figures of its own a council holds, and which lie far from any published one: ``odd.odd_own``."""
    if not about.area_code:
        markup.put(markup.sentences(["To check a council's own figures, name the council."]))
        return
    name, n = about.data.catalog.name(about.area_code), len(about.own)
    hidden = int(about.own.value.isna().sum())
    kind = kind_of_own(about.own)
    called = f" ({kind})" if kind else ""
    lines = [f"{say.many(n, 'figure')} of {name}'s own{called}, {hidden} of them suppressed or missing."]
    facts = about.indicators.loc[far.indicator_id]
    shown = {
        "Indicator": facts.title.to_numpy(),
        "Period": far.period,
        "Figure": texts(far.value, facts),
        "Published from": texts(far.lowest, facts),
        "to": texts(far.highest, facts),
    }
    lines.append(
        f"{len(far)} of them far from every published figure of any council: a unit, or a column, may be wrong."
    )
    table = markup.table(shown, "Own figures far from any published one", numbers=["Figure", "Published from", "to"])
    markup.put(markup.sentences(lines if n else lines[:1]), table if len(far) else "")


def coverage(about: Asked, table: pd.DataFrame) -> None:
    """How much is held and how old it is, one table per facet. ``table``: ``tables.coverage``."""
    rows = about.mine(table)
    old = rows[rows.age_months > OLD]
    lines = [
        f"{say.many(len(rows), 'indicator')}: newest periods ended {rows.age_months.min()} to {rows.age_months.max()} "
        f"months ago. Older than {OLD} months: {len(old)}.",
        f"Of {rows.of.sum():,} newest figures that councils could have, {rows.missing.sum():,} are missing.",
    ]
    parts = []
    for service in SERVICES:
        for facet, heading in FACETS.items():
            mine = rows[(rows.service == service) & (rows.facet == facet)]
            if len(mine):
                title = f"{service.capitalize()}, {heading.lower()}: {len(mine)}"
                parts.append(markup.folded(title, _coverage(about, mine, title)))
    markup.put(markup.sentences(lines), *parts)


def _coverage(about: Asked, rows: pd.DataFrame, caption: str) -> str:
    shown = pd.DataFrame(
        {
            "Indicator": about.indicators.title[rows.indicator_id].to_numpy(),
            "Newest": rows.period,
            "How old": ["" if pd.isna(n) else f"{say.many(n, 'month')} old" for n in rows.age_months],
            "Councils": [f"{n} of {of}" for n, of in zip(rows.councils, rows.of, strict=True)],
            "Missing because": rows.reasons,
            "Periods": rows.periods,
        }
    ).astype("str")
    return markup.table(shown, caption, numbers=["How old", "Councils", "Periods"])


def years(about: Asked, table: pd.DataFrame) -> None:
    """Strips of how many councils have a figure, year by year. ``table``: ``tables.by_year``."""
    facts = about.indicators
    rows = replace(about, area_code="").mine(table)
    rows = rows.join(facts[["service", "facet", "short_title"]], on="indicator_id")
    for service in [s for s in SERVICES if s in set(rows.service)]:
        mine = rows[rows.service == service]
        order = mine.facet.map(list(FACETS).index) * len(facts) + facts.index.get_indexer(pd.Index(mine.indicator_id))
        pages = coverage_chart.pages(mine.iloc[order.argsort(kind="stable")])
        for number, page in enumerate(pages, start=1):
            last, of = mine.year.max(), page.indicator_id.nunique()
            title = (
                f"{service.capitalize()}, {last}: figures of {(page.year == last).sum()} of {say.many(of, 'indicator')}"
            )
            title += f" ({number} of {len(pages)})" if len(pages) > 1 else ""
            drawn = coverage_chart.draw(page, title=title)
            emit(drawn, f"held-{service}-{number}", coverage_chart.alt_text(page, title=title))


def breaks(about: Asked, table: pd.DataFrame) -> None:
    """Where a series begins anew and why. ``table``: ``tables.breaks``."""
    rows = about.mine(table)
    shown = {
        "Indicator": about.indicators.title[rows.indicator_id].to_numpy(),
        "New from": rows.period,
        "Because": rows.reason,
        "Periods since": rows.since.astype("str"),
    }
    lines = [
        f"{say.many(len(rows), 'break')} in {say.many(rows.indicator_id.nunique(), 'indicator')}. "
        f"Levels that reach back over one: {rows.crossed.sum()}.",
        f"{(~rows.held).sum()} breaks are at a period that is not held." if not rows.held.all() else "",
    ]
    markup.put(
        markup.sentences(lines), markup.folded("Every break", markup.table(shown, "Breaks", numbers=["Periods since"]))
    )


def odd(about: Asked, table: pd.DataFrame, rules: dict[str, str]) -> None:
    """Figures to be checked with their source, by the rule that they trip. ``table``, ``rules``: ``odd.odd``."""
    rows, known = about.mine(table), about.data.catalog
    parts = [
        markup.sentences([f"{say.many(len(rows), 'figure')} to ask about; every one is kept as it was published."])
    ]
    for rule, meaning in rules.items():
        mine = rows[rows.rule == rule]
        facts = about.indicators.loc[mine.indicator_id]
        shown = {
            "Indicator": facts.short_title.to_numpy(),
            "Council": [known.name(code) for code in mine.area_code],
            "Period": mine.period,
            "Figure": texts(mine.value, facts),
            "Held against": texts(mine.against, facts),
            "Rule's number": [say.number(x, 2) for x in mine.measure],
            "Source": mine.source_id,
        }
        title, right = f"{rule.capitalize()}: {len(mine)}", ["Figure", "Held against", "Rule's number"]
        inner = markup.sentences([f"{meaning[0].upper()}{meaning[1:]}."])
        parts.append(markup.folded(title, inner + markup.table(shown, title, numbers=right) if len(mine) else inner))
    markup.put(*parts)


def reliability(about: Asked, table: pd.DataFrame) -> None:
    """How far each indicator can tell councils apart. ``table``: ``tell.reliability``."""
    rows = about.mine(table)
    rows = rows[rows.reliability.notna()].sort_values("reliability")
    names = {
        "reliability": "Reliability",
        "stayed_best": "Stayed best",
        "ahead": "Better or higher",
        "too_close": "Too close to call",
        "behind": "Worse or lower",
        "clear": "Clear",
        "by_a_lot": "By a lot",
    }
    shown = {"Indicator": about.indicators.title[rows.indicator_id].to_numpy()}
    for column, name in names.items():
        shown[name] = ["" if pd.isna(x) else say.figure(100 * x, "%", 0) for x in rows[column]]
    shown["Too few to compare"] = rows.too_few.to_numpy()
    alike = about.indicators.short_title[rows.indicator_id[~rows.can_name]].tolist()
    lines = [
        f"{say.many(len(rows), 'indicator')}, the least reliable first. Reliability is how much of the difference "
        "between councils is more than chance.",
        words.mostly_chance_sentence(alike),
    ]
    caption = "Shares of the councils that are compared"
    markup.put(
        markup.sentences(lines),
        markup.folded("Every indicator", markup.table(shown, caption, numbers=list(shown)[1:])),
    )


def calibration(table: pd.DataFrame) -> None:
    """How often verdicts stood on the same side a year later. ``table``: the catalogue's calibration."""
    rows = words.calibration_rows(table)
    caption = "Each year was tested by the rule that the other years set"
    markup.put(
        markup.sentences([words.calibration_sentence(table)]),
        markup.table(rows, caption, numbers=list(rows.columns[1:])),
    )


def sources(about: Asked) -> None:
    """Every release behind the figures, with its checksum's first letters."""

    known, held = about.data.catalog.sources.set_index("source_id"), about.mine(about.data.values)
    read = values.releases().set_index("source_id")
    used = known.loc[sorted(held.source_id.astype("str").unique())]
    shown = pd.DataFrame(
        {
            "Release": used.title,
            "Publisher": used.publisher,
            "Published": used.published,
            "SHA-256 begins": read.sha256.reindex(used.index).str[:12],
            "Published at": used.landing_page.str.removeprefix("https://"),
        }
    ).fillna("")
    line = f"{LICENCE} (DfE, DHSC, NHS England, MHCLG, Ofsted, ONS)."
    markup.put(markup.table(shown, "Releases"), markup.sentences([line]))


def gaps(about: Asked, holes: pd.DataFrame, newest: pd.DataFrame, skipped: pd.DataFrame) -> None:
    """Cells without a figure, newest figures that are missing, periods left out: by indicator and period.

    ``holes``, ``newest``, ``skipped``: ``tables.gaps``, ``tables.newest_missing``, ``tables.skipped``.
    """
    holes, newest, left_out = about.mine(holes), about.mine(newest), about.mine(skipped)
    title = about.indicators.title
    left = pd.DataFrame(
        {
            "Indicator": title[left_out.indicator_id].to_numpy(),
            "After": left_out.after,
            "Before": left_out.before,
            "Periods left out": left_out.periods.astype("str"),
        }
    )
    parts = [
        markup.sentences([f"{len(holes):,} figures are missing between a council's first and its last."]),
        markup.folded("Missing in between", _missing(about, holes, "Figures missing in between")),
        markup.sentences([f"{len(newest):,} figures of a newest period are missing."]),
        markup.folded("Missing in the newest period", _missing(about, newest, "Figures missing in the newest period")),
        markup.sentences([f"{say.many(len(left), 'time')} an indicator leaves out a period for everybody."]),
        markup.folded("Periods left out", markup.table(left, "Periods without a figure", numbers=["Periods left out"])),
    ]
    markup.put("".join(parts))


def _missing(about: Asked, rows: pd.DataFrame, caption: str) -> str:
    """One row per indicator, period and reason, with the councils by name."""
    known = about.data.catalog
    by = rows.groupby(["indicator_id", "period", "marker"], sort=False).area_code
    listed = by.agg(lambda codes: ", ".join(sorted(map(known.name, codes)))).reset_index(name="who")
    listed["count"] = by.size().to_numpy()
    shown = {
        "Indicator": about.indicators.title[listed.indicator_id].to_numpy(),
        "Period": listed.period,
        "Because": listed.marker.map(say.missing_words),
        "Councils": listed["count"].astype("str"),
        "Which": listed.who,
    }
    return markup.table(shown, caption, numbers=["Councils"])
