"""What a notebook shows of what is missing: figures, periods, and whole subjects that nobody counts."""

from __future__ import annotations

import pandas as pd

from scouting import sentences as say
from scouting.study import markup
from scouting.study.core import Study
from scouting.study.held import Asked
from scouting.terms import SERVICES


def gaps(about: Asked, holes: pd.DataFrame, newest: pd.DataFrame, skipped: pd.DataFrame) -> None:
    """Cells without a figure, newest figures that are missing, periods left out: by indicator and period.

    ``holes``, ``newest``, ``skipped``: ``checks.gaps``, ``checks.newest_missing``, ``checks.skipped``.
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
    """A row an indicator, period and reason, with the councils by name."""
    known = about.data.catalog
    by = rows.groupby(["indicator_id", "period", "marker"], sort=False).area_code
    listed = by.agg(lambda codes: ", ".join(sorted(map(known.name, codes)))).reset_index(name="who")
    listed["count"] = by.size().to_numpy()
    shown = pd.DataFrame(
        {
            "Indicator": about.indicators.title[listed.indicator_id].to_numpy(),
            "Period": listed.period,
            "Because": listed.marker.map(say.missing_words),
            "Councils": listed["count"].astype("str"),
            "Which": listed.who,
        }
    )
    return markup.table(shown, caption, numbers=["Councils"])


def not_held(about: Asked | Study) -> None:
    """What matters and is no indicator, for the services asked about: why, what to ask instead, a figure of one's own.

    Takes a study too: both know their dataset and their indicators.
    """
    rows = about.data.catalog.not_held
    for service in [s for s in SERVICES if s in set(about.indicators.service)]:
        mine = rows[rows.service == service]
        shown = pd.DataFrame(
            {
                "What": mine.what,
                "Why it is not here": [
                    f"{s.capitalize()}. {why}" for s, why in zip(mine.status, mine.why, strict=True)
                ],
                "What to ask instead": mine.question,
                "A figure of your own": mine["add"],
            }
        )
        markup.put(markup.table(shown, f"Not counted or not held, {service}"))
