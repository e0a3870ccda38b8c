"""What a notebook shows of the back-test: its result first, good or bad, then its parts and what to know of it.

The inspections are those of children's services. A study of adults is shown nothing of it, not even a heading.
"""

from __future__ import annotations

import pandas as pd

from scouting import markup
from scouting import words as say
from scouting.catalog import Catalog
from scouting.charts import foretold
from scouting.charts.emit import emit
from scouting.frames import each_row
from scouting.pages.early_warning import backtest_words
from scouting.pages.early_warning.backtest_words import CAVEATS, OUTCOME_WORDS, SCORE_WORDS, one_area, recent_sentences
from scouting.pages.early_warning.inspections import dated, yearly
from scouting.pages.early_warning.words import measure
from scouting.study.core import Study
from scouting.words.figures import day_words

#: Scores that the chart shows, in its order.
_DRAWN = ("risk", "signs", "previous", "risk_again", "missing", "before")


def result(study: Study) -> None:
    """How well such signs did on past inspections, and how common each grade has been of late; nothing for adults."""
    if study.service == "adults":
        return
    lines = [*backtest_words.backtest_sentences(study.data.catalog.backtest), *_recent(study)]
    markup.put(markup.heading(2, "How good such signs are"), markup.sentences(lines))


def _recent(study: Study) -> list[str]:
    return recent_sentences(yearly(dated(study.data.catalog.inspections)))


def backtest(study: Study, out: str = "") -> None:
    """The parts of the result, for both outcomes: areas, forecasts and outcomes, top tens, signs; and the caveats.

    Nothing for adults.
    """
    if study.service == "adults":
        return
    table, known = study.data.catalog.backtest, study.data.catalog
    fixed = sorted(set(known.signs.fixed_on[known.signs.service == "children"]))
    rules = f"The rules of the signs were fixed on {' and '.join(day_words(day) for day in fixed)}."
    markup.put(
        markup.heading(2, "The back-test in full"),
        markup.sentences([*_recent(study), rules, *CAVEATS, *backtest_words.revision_sentences(known.revisions)]),
        markup.folded("Forecast and outcome, by band of risk", _shares(table, "calibration", "Band", "Forecast")),
        markup.folded("The ten highest risks of each year", _shares(table, "top_ten", "Year", "All of that year")),
        markup.sentences(backtest_words.aftermath_sentences(known.aftermath)),
        markup.folded("The years after a judgement, beside councils alike before", _aftermath(known.aftermath)),
        markup.folded("Every sign by itself", _signs(table, known)),
        markup.folded("Every measure by itself", _indicators(table, known.indicators)),
    )
    for outcome, words in OUTCOME_WORDS.items():
        rows = areas(table, outcome)
        if rows.empty:
            continue
        first = rows.iloc[0]
        title = f"{first.label} picked out a grade of {words} in {_of_100(first.value)} of 100 pairs; chance gives 50"
        drawn = foretold.draw(rows, title=title, subtitle="Inspections of children's services, 2018 to 2025")
        emit(drawn, f"foretold-{outcome}", foretold.alt_text(rows, title=title), out or None)


def areas(table: pd.DataFrame, outcome: str) -> pd.DataFrame:
    """The rows behind the chart of one outcome: label, value, lower, upper, n."""
    held = [(SCORE_WORDS[name], one_area(table, name, outcome)) for name in _DRAWN]
    rows = [(label, row.value, row.lower, row.upper, int(row.n)) for label, row in held if row is not None]
    return pd.DataFrame(rows, columns=list(foretold.COLUMNS))


def _share(share: float) -> str:
    return "" if pd.isna(share) else f"{_of_100(share)}%"


def _of_100(share: float) -> str:
    return say.number(100 * share, 0)


def _range(row) -> str:
    return "too few" if pd.isna(row.lower) else f"{_of_100(row.lower)} to {_of_100(row.upper)}"


def _shares(table: pd.DataFrame, section: str, part: str, against: str) -> str:
    rows = table[(table.section == section) & (table.predictor == "risk")]
    shown = {
        part: rows.part,
        "Judged": rows.outcome.map(OUTCOME_WORDS),
        against: rows.against.map(_share),
        "Outcome": rows.value.map(_share),
        "Likely, of 100": [_range(row) for row in each_row(rows)],
        "Inspections": [f"{row.cases:.0f} of {row.n:.0f}" for row in each_row(rows)],
    }
    said = {
        "calibration": "Forecast: how earlier inspections of the band had ended, of reports already out",
        "top_ten": "How the ten inspections with the highest mean risk ended, of years with twenty or more",
    }
    return markup.table(shown, said[section], numbers=list(shown)[2:])


def _aftermath(rows: pd.DataFrame) -> str:
    told = [f"{say.number(r.value, 1)} ({say.number(r.lower, 1)} to {say.number(r.upper, 1)})" for r in each_row(rows)]
    shown = {
        "Grade of the report": rows.grade,
        "Measures": rows.score.map({"all": "all fifteen", "workforce": "workforce"}),
        "Counted from": rows.kind.map({"after": "the year before it", "placebo": "four years before it"}),
        "Years on": rows.years.map("{:.0f}".format),
        "Points towards the low end": told,
        "Reports": rows.n.map("{:.0f}".format),
        **{title: [say.number(v, 0) for v in rows[column]] for column, title in _BALANCE.items()},
    }
    caption = "How far councils moved after a judgement, beside five that were alike before: places of 100"
    return markup.table(shown, caption, numbers=list(shown)[3:])


_BALANCE = {"place": "Place then", "matched_place": "Theirs", "need": "Need then", "matched_need": "Need, theirs"}


def _signs(table: pd.DataFrame, catalog: Catalog) -> str:
    names = {"sign:" + sign.sign_id: measure(sign, catalog.indicators) for sign in each_row(catalog.signs)}
    rows = table[(table.section == "shown") & table.predictor.isin(list(names))]
    both = rows.pivot(index="predictor", columns="outcome", values=["value", "cases", "against", "n"])
    both = both.reindex(rows.predictor.drop_duplicates())
    shown = {
        "Got worse": [names[name] for name in both.index],
        "Inspections": both["n"]["improve"].map("{:.0f}".format),
    }
    for outcome, words in OUTCOME_WORDS.items():
        with_it, without = both["value"][outcome].map(_share), both["against"][outcome].map(_share)
        shown[f"{words[0].upper()}{words[1:]}"] = with_it.where(both["n"][outcome] >= 10, "too few")
        shown[f"Did not: {words}"] = without
    return markup.table(pd.DataFrame(shown), "How inspections ended where a measure had got worse",
                        numbers=list(shown)[1:])  # fmt: skip


def _indicators(table: pd.DataFrame, indicators: pd.DataFrame) -> str:
    rows = table[(table.section == "area") & table.predictor.str.startswith("indicator:")]
    shown = {
        "Indicator": rows.predictor.str.removeprefix("indicator:").map(indicators.short_title),
        "Judged": rows.outcome.map(OUTCOME_WORDS),
        "Of 100 pairs": [_of_100(v) for v in rows.value],
        "Likely": [_range(row) for row in each_row(rows)],
        "Inspections": rows.n.map("{:.0f}".format),
    }
    return markup.table(shown, "Each of the fifteen alone, as known on the first day", numbers=list(shown)[2:])
