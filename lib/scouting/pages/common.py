"""What several notebooks show: sources, similar councils, the table behind a trend, what is not held."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from scouting import markup
from scouting import words as say
from scouting.catalog import Catalog
from scouting.dataset import Dataset
from scouting.index import Matrix, matrix_of
from scouting.recipes.weights import Weighting
from scouting.study.core import Study
from scouting.terms import LICENCE, LOCAL, SERVICES

#: What two columns of the tables of figures are.
USUALLY = "Usually from, to: how far one year's figure moves when nothing has changed."


def style() -> str:
    """The style of what stands on a page as HTML with inline SVG, in a notebook and in a report alike.

    >>> style()[:7]
    '<style>'
    """
    return f"<style>{(Path(__file__).parent / 'inline.css').read_text(encoding='utf-8')}</style>"


def texts(values: Iterable[float], facts: Any, blank: str = "") -> list[str]:
    """Figures as they are read, ``blank`` where there is none. ``facts``: a row of the catalogue, or one per figure.

    >>> texts([20.25, float("nan")], pd.Series({"unit": "%", "decimals": 1}))
    ['20.3%', '']
    """
    values = list(values)
    units, decimals = (np.broadcast_to(facts[column], len(values)) for column in ("unit", "decimals"))
    told = zip(values, units, decimals, strict=True)
    return [blank if pd.isna(value) else say.figure(value, unit, places) for value, unit, places in told]


def or_why(values: Iterable[float], markers: Iterable[str], facts: Any) -> list[str]:
    """Figures as they are read, or why there is none. ``facts``: a row of the catalogue, or one per figure.

    >>> or_why([20.25, float("nan")], ["", "c"], pd.Series({"unit": "%", "decimals": 1}))
    ['20.3%', 'suppressed']
    """
    return [text or say.missing_words(m) for text, m in zip(texts(values, facts), markers, strict=True)]


def trend_table(years: pd.DataFrame, facts: pd.Series, name: str) -> str:
    """The table behind a trend, as HTML: one row per period, with the council, similar councils and England."""
    table = {
        "Period": years.period,
        name: or_why(years.value, years.marker, facts),
        "Similar councils' median": texts(years.neighbour_median, facts),
        "Similar councils with a figure": years.n_with_value,
        "England": texts(years.england, facts),
    }
    if facts.source_id == LOCAL:
        del table["England"]
    return markup.table(table, facts.title, numbers=list(table)[1:])


def sources(study: Study) -> None:
    """Every release behind the figures, and where it is published."""
    rows = study.sources()
    table = {
        "Release": rows.title,
        "Publisher": rows.publisher,
        "Newest period ends": rows.newest.astype(str),
        "Published at": rows.landing_page.str.removeprefix("https://"),
    }
    publishers = ", ".join(dict.fromkeys(rows.publisher))
    markup.put(markup.table(table, "Releases"), markup.sentences([f"{LICENCE} ({publishers})."]))


def neighbours(study: Study) -> None:
    """The similar councils: who they are, how close, and which set they come from."""
    members, known = study.neighbour_set.members, study.data.catalog
    table = {
        "Council": [known.name(code) for code in members.neighbour_code],
        "Code": members.neighbour_code,
        "Region": [known.name(known.areas.region_code[code]) for code in members.neighbour_code],
        "How close": members.closeness,
    }
    chosen = study.neighbour_set
    markup.put(markup.table(table, chosen.described), markup.sentences([chosen.note]))


def not_held(study: Study) -> None:
    """What matters and is no indicator, for the services asked about: why, what to ask instead, a figure of one's own.

    Takes what was asked of the data, too: both know their dataset and their indicators.
    """
    rows = study.data.catalog.not_held
    for service in [s for s in SERVICES if s in set(study.indicators.service)]:
        mine = rows[rows.service == service]
        shown = {
            "What": mine.what,
            "Why it is not here": [f"{s.capitalize()}. {why}" for s, why in zip(mine.status, mine.why, strict=True)],
            "What to ask instead": mine.question,
            "A figure of your own": mine["add"],
        }
        markup.put(markup.table(shown, f"Not counted or not held, {service}"))


def map_rows(catalog: Catalog, area_code: str, roles: dict[str, str]) -> pd.DataFrame:
    """The table behind the hexagon map: every council of today, one of them in focus, others by their role.

    One that the catalogue gives no hexagon has no q and r.
    """
    tiles, today = catalog.tiles, catalog.today().index
    codes = [*tiles.area_code[tiles.area_code.isin(today)], *today.difference(pd.Index(tiles.area_code))]
    rows = pd.DataFrame({"area_code": codes}).merge(tiles, how="left", on="area_code")
    role = rows.area_code.map({**roles, area_code: "focus"}).fillna("other")
    return rows.assign(name=rows.area_code.map(catalog.areas.name), role=role, group="")


def roles(study: Study, codes: pd.Index) -> np.ndarray:
    """The part each council has: focus, neighbour, region (the same region), other."""
    known = study.data.catalog.areas
    same = (known.region_code.reindex(codes) == known.region_code[study.area_code]).to_numpy()
    role = np.where(codes.isin(study.neighbour_set.codes), "neighbour", np.where(same, "region", "other"))
    return np.where(codes == study.area_code, "focus", role)


def matrix_today(data: Dataset, weighting: Weighting) -> Matrix:
    """The figures of an index for every council of today; one without any figure is among them, and not scored.

    >>> from scouting import dataset
    >>> from scouting.recipes import weights
    >>> len(matrix_today(dataset.load(), weights.read("adult_outcomes")).areas)
    153
    """
    return matrix_of(data.panel, weighting, data.catalog.today().index)
