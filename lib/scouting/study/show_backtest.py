"""What a notebook shows of the back-test: its result first, good or bad, then its parts and what to know of it."""

from __future__ import annotations

import pandas as pd

from scouting import sentences as say
from scouting.charts import foretold as chart
from scouting.charts.emit import emit
from scouting.sentences.backtest import CAVEATS, OUTCOME_WORDS, SCORE_WORDS, one_area
from scouting.study import markup
from scouting.study.core import Study
from scouting.terms import STAGES

#: Scores that the chart shows, in its order.
_DRAWN = ("risk", "signs", "previous", "risk_again", "missing", "before")


def result(study: Study) -> None:
    """How well such signs foretold inspections: the sentences for the top of a page, and the small print of a pack."""
    markup.put(markup.sentences(say.backtest_sentences(study.data.catalog.backtest)))


def backtest(study: Study, out: str = "") -> None:
    """The parts of the result, for both outcomes: areas, forecasts and outcomes, top tens, signs; and the caveats."""
    table, known = study.data.catalog.backtest, study.data.catalog
    for outcome, words in OUTCOME_WORDS.items():
        rows = areas(table, outcome)
        if rows.empty:
            continue
        first = rows.iloc[0]
        title = f"{first.label} foretold a grade of {words} in {100 * first.value:.0f} of 100 pairs, a coin in 50"
        drawn = chart.draw(rows, title=title, subtitle="Inspections of children's services, 2018 to 2025")
        emit(drawn, f"foretold-{outcome}", chart.alt_text(rows, title=title), out or None)
    fixed = sorted(set(known.signs.fixed_on))
    lines = [f"The rules of the signs were fixed on {' and '.join(fixed)}.", *CAVEATS]
    markup.put(
        markup.sentences([*lines, *say.revision_sentences(known.revisions)]),
        markup.folded("Forecast and outcome, by band of risk", _shares(table, "calibration", "Band", "Forecast")),
        markup.folded("The ten highest risks of each year", _shares(table, "top_ten", "Year", "All of that year")),
        markup.folded("Every sign and stage by itself", _signs(table, known.signs)),
        markup.folded("Every indicator by itself", _indicators(table, known.indicators)),
    )


def areas(table: pd.DataFrame, outcome: str) -> pd.DataFrame:
    """The rows behind the chart of one outcome: label, value, lower, upper, n."""
    held = [(SCORE_WORDS[name], one_area(table, name, outcome)) for name in _DRAWN]
    rows = [(label, row.value, row.lower, row.upper, int(row.n)) for label, row in held if row is not None]
    return pd.DataFrame(rows, columns=list(chart.COLUMNS))


def _share(share: float) -> str:
    return "" if pd.isna(share) else f"{share:.0%}"


def _range(row) -> str:
    return "too few" if pd.isna(row.lower) else f"{100 * row.lower:.0f} to {100 * row.upper:.0f}"


def _shares(table: pd.DataFrame, section: str, part: str, against: str) -> str:
    rows = table[(table.section == section) & (table.predictor == "risk")]
    shown = pd.DataFrame(
        {
            part: rows.part,
            "Judged": rows.outcome.map(OUTCOME_WORDS),
            against: rows.against.map(_share),
            "Outcome": rows.value.map(_share),
            "Likely, of 100": [_range(row) for row in rows.itertuples()],
            "Inspections": [f"{row.cases:.0f} of {row.n:.0f}" for row in rows.itertuples()],
        }
    )
    said = {
        "calibration": "Forecast: what inspections of the band had come to in reports already out",
        "top_ten": "What the ten inspections with the highest mean risk came to, of years with twenty or more",
    }
    return markup.table(shown, said[section], numbers=list(shown.columns[2:]))


def _signs(table: pd.DataFrame, signs: pd.DataFrame) -> str:
    rows = table[table.section == "shown"]
    names = {
        **{f"stage:{stage}": f"Stage: {word}" for stage, word in STAGES.items()},
        **{("recovery:" if s.kind == "recovery" else "sign:") + s.sign_id: s.why for s in signs.itertuples()},
    }
    both = rows.pivot(index="predictor", columns="outcome", values=["value", "cases", "against", "n"])
    both = both.reindex(rows.predictor.drop_duplicates())
    shown = {
        "Shown": [str(names.get(name, name)) for name in both.index],
        "Inspections": both["n"]["improve"].map("{:.0f}".format),
    }
    for outcome, words in OUTCOME_WORDS.items():
        with_it, without = both["value"][outcome].map(_share), both["against"][outcome].map(_share)
        shown[f"{words[0].upper()}{words[1:]}"] = with_it.where(both["n"][outcome] >= 10, "too few")
        shown[f"Not shown: {words}"] = without
    return markup.table(pd.DataFrame(shown), "What inspections came to where a sign was shown, and where it was not",
                        numbers=list(shown)[1:])  # fmt: skip


def _indicators(table: pd.DataFrame, indicators: pd.DataFrame) -> str:
    rows = table[(table.section == "area") & table.predictor.str.startswith("indicator:")]
    shown = pd.DataFrame(
        {
            "Indicator": rows.predictor.str.removeprefix("indicator:").map(indicators.short_title),
            "Judged": rows.outcome.map(OUTCOME_WORDS),
            "Of 100 pairs": [f"{100 * v:.0f}" for v in rows.value],
            "Likely": [_range(row) for row in rows.itertuples()],
            "Inspections": rows.n.map("{:.0f}".format),
        }
    )
    return markup.table(shown, "Each of the fifteen alone, as known on the first day", numbers=list(shown.columns[2:]))
