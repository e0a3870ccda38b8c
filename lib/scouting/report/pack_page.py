"""A pack's page: the summary, what changed, what the notebooks hold, the sources; its tables within."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import nbformat
import pandas as pd

from scouting.report import arrange, embedded, first, page, sources
from scouting.report.since import Since
from scouting.study import Study


def write(
    of: Study,
    notebooks: list[nbformat.NotebookNode],
    sheets: dict[str, pd.DataFrame],
    facts: list[tuple[str, str]],
    news: Since | None,
    as_of: dt.date,
    path: Path,
    outputs: tuple[str, ...],
) -> None:
    """Write the page of a study whose notebooks were run. The same input gives the same bytes.

    ``sheets``: ``tables.tables`` of the study; ``facts``: of the report (see ``make.facts``); ``news``: what changed
    since the last pack; ``outputs``: what lies beside the page (``terms.PACK_OUTPUTS``).
    """
    held = dict(facts)
    summary, said = first.summary(of, news, as_of, f"Made on {held['Made on']}. {held['Licence of the figures']}.")
    body = "".join([summary, first.html(news), arrange.arranged(notebooks, tuple(said)), sources.html(of, as_of)])
    beside = f'<p><a href="{path.stem}-room.html">One page per topic, for a meeting</a></p>{page.WHOLE}'
    others = [f"{path.stem}{end}" for what, end in (("workbook", ".xlsx"), ("slides", ".pptx")) if what in outputs]
    left_out = arrange.left_out(arrange.annex_titles(body), path.stem, others)
    data = embedded.block(sheets)
    page.write_body(body + left_out, held["Report"], facts, path, beside=beside, data=data, annex=True)
