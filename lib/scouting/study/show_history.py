"""What a notebook shows of a council's inspections: its own by name, all others counted."""

from __future__ import annotations

import pandas as pd

from scouting.charts import inspections as chart
from scouting.charts.emit import emit
from scouting.sentences import inspections as say
from scouting.sentences.words import day_words, number
from scouting.study import markup
from scouting.study.core import Study
from scouting.terms import SUB_JUDGEMENTS
from scouting.warning.inspections import between, careers, dated, timeline

#: The span of the chart: the first year of the framework, and to a year's end after the newest inspection held.
FIRST = "2018-01-01"


def history(study: Study, out: str = "") -> None:
    """The council's inspections since 2018 with every judgement, how long between, and who went in and out, counted.

    They are those of children's services: a study of adults is shown nothing, not even a heading.
    """
    if study.service == "adults":
        return
    rows = dated(study.data.catalog.inspections)
    mine = timeline(rows, study.area_code)
    lines = [
        *say.own_sentences(mine, study.name),
        *say.in_and_out_sentences(careers(rows), study.name, study.area_code),
        *say.between_sentences(between(rows)),
        say.NOT_TRUTH,
    ]
    table = markup.folded("The inspections as a table", _table(mine)) if len(mine) else ""
    markup.put(markup.heading(2, "Inspection history"), markup.sentences(lines), table)
    if len(mine):
        latest = mine.iloc[-1]
        title = f"{study.name} was judged {latest.overall} in {latest.inspection_date:%B %Y}"
        last = f"{rows.inspection_date.max().year}-12-31"
        drawn = chart.draw(mine, title=title, first=FIRST, last=last, subtitle="Inspections of children's services")
        emit(drawn, "inspections", chart.alt_text(mine, title=title), out or None)


def _table(mine: pd.DataFrame) -> str:
    shown = pd.DataFrame(
        {
            "Inspection": [day_words(day) for day in mine.inspection_date],
            "Report": [day_words(day) for day in mine.publication_date],
            "Overall": mine.overall,
            **{word.capitalize(): mine[column].replace("", "not judged") for column, word in SUB_JUDGEMENTS.items()},
            "Years since the one before": ["" if pd.isna(y) else number(y, 1) for y in mine.years_since],
        }
    )
    return markup.table(shown, "Inspections since 2018", numbers=["Years since the one before"])
