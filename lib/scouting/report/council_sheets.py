"""What a council's workbook tells on each sheet: the tables of its study for people, unrounded."""

from __future__ import annotations

from functools import cached_property

import numpy as np
import pandas as pd

from scouting.charts import cells
from scouting.pages.spine.tables import CONTEXT, spine
from scouting.pages.visit_sheet import show as visit_page
from scouting.pages.visit_sheet.hosts import CLEAR, PROBABLE
from scouting.pages.visit_sheet.visit import visit
from scouting.pages.visit_sheet.words import KINDS, topic_words
from scouting.report.readable import Figures, Part
from scouting.study import Study
from scouting.terms import CLEARLY, ENGLAND, GAPS, LOCAL, PROBABLY, TOO_FEW_PEOPLE
from scouting.words import level_words, many, missing_words, place
from scouting.words.figures import said

#: Years across, and rows of a sheet by year on paper: those that matter most come first.
YEARS, MOST_PRINTED = 10, 200
#: Why a median is missing.
FEW = "too few"
_FIGURE = 8.5


class Sheets:
    """The sheets of one study. ``of``: the study."""

    def __init__(self, study: Study) -> None:
        self.study, self.panel = study, study.panel
        self.facts = study.panel.indicators
        self.order = spine(study)
        self.at = self.facts.index.get_indexer(pd.Index(self.order.indicator_id))

    @cached_property
    def years(self) -> np.ndarray:
        """The last ten years in which a period ends."""
        p = self.panel
        last = int(pd.DatetimeIndex(p.ends[p.position >= 0]).year.max())
        return np.arange(last - YEARS + 1, last + 1)

    @cached_property
    def slots(self) -> np.ndarray:
        """Where each measure's last period of each year stands, (measures, years); -1 where none is held."""
        p = self.panel
        ends = pd.DatetimeIndex(np.where(p.position >= 0, p.ends, np.datetime64("NaT")).ravel()).year
        ends = ends.to_numpy().reshape(p.position.shape)
        found = ends[:, None, :] == self.years[None, :, None]
        return np.where(found.any(2), found.shape[2] - 1 - found[:, :, ::-1].argmax(2), -1)

    def by_year(self, figures: np.ndarray) -> np.ndarray:
        """Figures of (measures, periods) as (measures, years); NaN where no period is held."""
        return np.where(self.slots >= 0, np.take_along_axis(figures, self.slots, 1), np.nan)

    def breaks(self) -> np.ndarray:
        """Before which years a new way of counting began, (measures, years)."""
        segment = self.by_year(self.panel.segment.astype(float))
        return segment > pd.DataFrame(segment).ffill(axis=1).shift(axis=1).to_numpy()

    def area(self, code: str) -> tuple[np.ndarray, np.ndarray]:
        """An area's figures, and why each missing one is missing, (measures, years)."""
        p, at = self.panel, self.panel.areas.get_indexer(pd.Index([code]))[0]
        if at < 0:
            shape = self.slots.shape
            return np.full(shape, np.nan), np.full(shape, GAPS[1], dtype=object)
        figures = self.by_year(p.figures[:, at])
        markers = np.take_along_axis(p.markers[:, at], self.slots, 1)
        unsaid = np.where((self.facts.source_id == LOCAL).to_numpy()[:, None], "", "-")
        words = [missing_words(m) for m in np.where(markers == "", unsaid, markers).ravel()]
        why = np.where(self.slots >= 0, np.array(words, dtype=object).reshape(markers.shape), GAPS[1])
        return figures, np.where(np.isnan(figures), why, "")

    def medians(self) -> tuple[np.ndarray, np.ndarray]:
        """Similar councils' median, and why there is none, (measures, years)."""
        p = self.panel
        figures = np.full(p.position.shape, np.nan)
        for i, indicator_id in enumerate(self.facts.index):
            figures[i, p.position[i] >= 0] = self.study.trend(indicator_id).neighbour_median
        held = self.by_year(figures)
        return held, np.where(np.isnan(held), np.where(self.slots >= 0, FEW, GAPS[1]), "")

    @cached_property
    def surest(self) -> np.ndarray:
        """The measures' places: first those on which the council clearly differs, then probably, in the journey's
        order."""
        verdicts = self.order.verdict
        kind = np.where(verdicts.isin(CLEARLY.values()), 0, np.where(verdicts.isin(PROBABLY.values()), 1, 2))
        return self.at[np.lexsort((np.arange(len(kind)), kind + 3 * (self.order.aside != "").to_numpy()))]

    def summary(self) -> Figures:
        """One row per measure in the order of the journey: the latest figures, the verdict, years across."""
        study, facts = self.study, self.facts.iloc[self.at]
        rows, order = study.comparison.iloc[self.at], self.order
        compared = (rows.sureness.notna() & (rows.verdict != TOO_FEW_PEOPLE)).to_numpy()
        ranks = [place(row).rstrip(")").partition(" (") for _, row in rows.iterrows()]
        own, why = (block[self.at] for block in self.area(study.area_code))
        years = [str(year) for year in self.years]
        markers = [missing_words(m) if pd.isna(v) else "" for v, m in zip(rows.value, rows.marker, strict=True)]
        first = {
            "Step": order.step.to_numpy(),
            "Measure": facts.short_title.to_numpy(),
            "Unit": facts.unit.to_numpy(),
            "Period": rows.period.to_numpy(),
            study.name: rows.value.to_numpy(),
            "Similar councils": rows.neighbour_median.to_numpy(),
            "Region": rows.region.to_numpy(),
            "England": rows.england.to_numpy(),
            "Verdict": [said(row) for _, row in rows.iterrows()],
            "Rank": [start for start, _, _ in ranks],
            "Change": rows.change.to_numpy(),
            **dict(zip(years, own.T, strict=True)),
        }
        more = {
            "Rank could be": [end.removeprefix("could be ") for _, _, end in ranks],
            "Changed since": rows.change_from.to_numpy(),
            "The verdict is on": [
                level_words(row) if is_so else "" for (_, row), is_so in zip(rows.iterrows(), compared, strict=True)
            ],
            f"{study.name} then": rows.level.where(compared).to_numpy(),
            "Similar councils then": rows.level_median.where(compared).to_numpy(),
            "Similar councils with a figure": rows.n_with_value.to_numpy(),
            "Verdict against England": rows.verdict_england.to_numpy(),
            "Why there is no figure": markers,
            "Code": rows.indicator_id.to_numpy(),
        }
        local = (facts.source_id == LOCAL).to_numpy()
        theirs = np.where(local, "", missing_words("-"))
        blank = [""] * len(rows)
        return Figures(
            pd.DataFrame({**first, **more}), [*facts.unit], [*facts.decimals],
            {study.name: markers, "Similar councils": [FEW] * len(rows), "Region": theirs, "England": theirs,
             f"{study.name} then": blank, "Similar councils then": blank, **dict(zip(years, why.T, strict=True))},
            {"Step": 27, "Measure": 32, "Unit": 18, "Period": 8, study.name: 10, "Similar councils": 9, "Region": 8.5,
             "England": 8.5, "Verdict": 24, "Rank": 9, "Change": 8, "The verdict is on": 34, "Code": 26,
             "Verdict against England": 20, "Why there is no figure": 16, **dict.fromkeys(years, 7.5)},
            across=len(first), down=len(rows), held=2, changes=["Change"], wraps=["Step", "Measure", "Unit"],
            breaks=dict(zip(years, self.breaks()[self.at].T, strict=True)),
            shades={"Verdict": [cells.colour(v, lot) for v, lot in zip(rows.verdict, rows.by_a_lot, strict=True)]},
            quiet=[*(order.step == CONTEXT)],
        )  # fmt: skip

    def similar(self) -> Figures:
        """One row per measure and council, the council first, then similar ones, the nearest first; years across."""
        members = self.study.neighbour_set.members
        codes = [self.study.area_code, *members.neighbour_code]
        close = ["", *members.closeness.fillna("")]
        blocks = [self.area(code) for code in codes]
        whose = {"Council": [self.study.data.catalog.name(code) for code in codes], "How close": close}
        return self._by_year(whose, blocks, {"Council": 26, "How close": 15})

    def history(self) -> Figures:
        """Three rows per measure: the council, similar councils' median and England; years across."""
        blocks = [self.area(self.study.area_code), self.medians(), self.area(ENGLAND)]
        return self._by_year({"Whose": [self.study.name, "Similar councils", "England"]}, blocks, {"Whose": 26})

    def _by_year(self, whose: dict[str, list[str]], blocks: list, widths: dict[str, float]) -> Figures:
        """``blocks``: figures and reasons, one of each row of a measure."""
        n, k = len(self.surest), len(blocks)
        figures, why = (np.stack([block[part][self.surest] for block in blocks], 1).reshape(n * k, -1)
                        for part in (0, 1))  # fmt: skip
        facts = self.facts.iloc[np.repeat(self.surest, k)]
        years = [str(year) for year in self.years]
        named = {"Measure": facts.short_title.to_numpy(), **{head: words * n for head, words in whose.items()}}
        table = pd.DataFrame({**named, "Unit": facts.unit.to_numpy(), **dict(zip(years, figures.T, strict=True))})
        marked = np.repeat(self.breaks()[self.surest], k, 0)
        return Figures(
            table, [*facts.unit], [*facts.decimals], dict(zip(years, why.T, strict=True)),
            {"Measure": 34, "Unit": 20, **dict.fromkeys(years, _FIGURE), **widths},
            across=len(table.columns), down=min(n, max(MOST_PRINTED // k, 1)) * k, held=2,
            breaks=dict(zip(years, marked.T, strict=True)), strong=([True] + [False] * (k - 1)) * n,
        )  # fmt: skip


def visit_parts(study: Study) -> list[Part]:
    """Whom to visit, on what they are ahead, what to ask them, and what others could learn."""
    told = visit(study)
    rows, sheets = told.hosts, told.sheets
    counted = [f" on {many(n, 'measure')}" if kind in (CLEAR, PROBABLE) else ""
               for kind, n in zip(rows.kind, rows.n_indicators + rows.n_unlike, strict=True)]  # fmt: skip
    hosts = pd.DataFrame(
        {
            "Host": rows["name"],
            "How sure": rows.kind.map(KINDS) + pd.Series(counted, rows.index, dtype=object),
            "Ahead most on": rows.topic.map(topic_words),
        }
    )
    leads = [(s.name, topic_words(s.topic), line)
             for s in sheets for line in [*visit_page.lead_lines(s), visit_page.since_line(s)] if line]  # fmt: skip
    asked = [(s.name, row.who, row.question) for s in sheets for _, row in s.questions.iterrows()]
    parts = [
        Part("Whom to visit", [told.rule_line()], hosts),
        Part("Why them", [" ".join(visit_page.why_lines(sheet)) for sheet in sheets],
             pd.DataFrame(leads, columns=["Host", "On", "What the figures say"])),
        Part("What to ask", [], pd.DataFrame(asked, columns=["Host", "Who can answer", "Question"])),
        Part(f"What others could learn from {study.name}", told.strength_lines()),
    ]  # fmt: skip
    return [part for part in parts if part.sentences or len(part.table)]
