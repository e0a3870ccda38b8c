"""From what a person asks for to a study: every name checked, all problems told at once."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pandas as pd

from scouting import dataset, texts
from scouting.catalog import find_area
from scouting.dataset import Dataset
from scouting.errors import Problems, ScoutingError, unknown
from scouting.ingest.history import lives
from scouting.neighbours import REGION, NeighbourSet, by_hand, check_set, default_set, is_by_hand
from scouting.neighbours.words import none_close
from scouting.own import seen
from scouting.own.disclosure import uncounted
from scouting.own.words import own_notices, uncounted_sentence
from scouting.study.core import Study
from scouting.terms import LAST_YEARS, LOCAL, SERVICES, SMALL_COUNT
from scouting.words.figures import day_words, listed


def chosen(data: Dataset, indicators: str | Iterable[str], topic: str = "") -> pd.DataFrame:
    """The catalogue's rows of some indicators: 'all', a service, ids joined by commas, or a file with one id per line;
    those of one ``topic`` alone where one is named.

    Raises ScoutingError with every unknown id and the nearest right one, for a topic that they have none of, and for a
    list that is too long.
    """
    rows = _listed(data, indicators)
    topics = [*rows.topic.unique()]
    if topic and topic not in topics:
        raise ScoutingError(unknown("topic", topic, topics, f"the measures asked for: {', '.join(topics)}"))
    return rows[rows.topic == topic] if topic else rows


def _listed(data: Dataset, indicators: str | Iterable[str]) -> pd.DataFrame:
    known = data.catalog.indicators
    if isinstance(indicators, str):
        text = indicators.strip()
        if text == "all":
            return known
        if text in SERVICES:
            return known[known.service == text]
        if "," not in text and text not in known.index and texts.is_file(text):
            text = ",".join(texts.entries(Path(text), "list of indicators", "indicator_id"))
        indicators = [part.strip() for part in text.split(",")]
    wanted = list(dict.fromkeys(filter(None, indicators)))
    texts.check_listed(len(wanted), "indicators")
    strange = [i for i in wanted if i not in known.index]
    if strange:
        where = "data/catalog/indicators.csv, your own by the command: scouting data list"
        raise ScoutingError([unknown("indicator", i, known.index, where) for i in strange])
    if not wanted:
        ways = f"Give ids joined by commas, a file with one id per line, or: {', '.join(SERVICES)}, all"
        raise ScoutingError(f"No indicator was named. {ways}")
    return known.loc[wanted]


def comparators(data: Dataset, set_id: str, service: str, area_code: str) -> tuple[NeighbourSet, list[str]]:
    """A council's neighbours in the set that was named, else in the service's own, and what to tell the reader.

    A council that the service's own set leaves out is set beside its region, and the notice says why; one that a named
    set leaves out is refused with a ScoutingError. In place of a set's name councils can be named: "with Derby, Kent".
    """
    if is_by_hand(set_id):
        chosen = by_hand(data.catalog, set_id, area_code)
        named = listed([data.catalog.name(code) for code in chosen.codes])
        return chosen, [f"The similar councils here were chosen by hand: {named}."]
    if set_id:
        return data.neighbours(set_id, area_code), []
    try:
        return data.neighbours(default_set(data.catalog, service), area_code), []
    except ScoutingError:
        why = f"{data.catalog.name(area_code)} is on no list of similar councils for this service"
        return data.neighbours(REGION, area_code), [f"{why}, so it is compared with its region instead."]


def study(
    council: str,
    neighbours_set: str = "",
    indicators: str | Iterable[str] = "children",
    *,
    topic: str = "",
    last_period: bool = False,
    small_counts: int = SMALL_COUNT,
    own: bool = True,
    data: Dataset | None = None,
) -> Study:
    """The study of one council.

    ``council``: any published spelling, ONS code or DfE number. ``neighbours_set``: a set's name (default: the
    service's own), or councils by hand ("with Derby, Kent"). ``indicators``: a service, 'all', ids, or a file of ids;
    ``topic``: those of one topic alone. ``last_period``: allows a council that was
    replaced, at the last period it had. ``small_counts``: the council's own counts under this are suppressed; what it
    added of its own in data/local is in its study, and in no other unless it shares it. ``own``: False leaves all of
    that out, for what everybody may read. ``data``: the published figures (default: the embedded ones). Raises
    ScoutingError with every problem at once.

    >>> study("Wiltshire", indicators="re_referrals").comparison.rank_of.tolist()
    [11]
    """
    data, problems = data or dataset.load(), Problems()
    area_code = problems.attempt(find_area, data.catalog, council, ended=last_period)
    extended: tuple[Dataset, seen.Local] = (
        area_code and problems.attempt(seen.extended, data, area_code, small_counts) if own else seen.published(data)
    )
    seen_data = extended[0] if extended else data
    rows = problems.attempt(chosen, seen_data, indicators, topic)
    if is_by_hand(neighbours_set):
        problems.attempt(by_hand, seen_data.catalog, neighbours_set, area_code)
    elif neighbours_set:
        problems.attempt(check_set, seen_data.catalog, neighbours_set)
    problems.raise_if_any()
    data, local = extended
    service = "children" if (rows.service == "children").any() else "adults"
    members, notices = comparators(data, neighbours_set, service, area_code)
    ended = data.catalog.areas.valid_to[area_code]
    if ended:
        before = data.values[data.values.period_end <= pd.Timestamp(ended)]
        data = Dataset(data.catalog, before, data.published or data)
    figures = local.figures[local.figures.indicator_id.isin(rows.index)]
    targets = local.targets[local.targets.indicator_id.isin(rows.index)].set_index("indicator_id")
    name = data.catalog.name(area_code)
    notices += _notices(data, area_code, members, rows)
    notices += own_notices(name, area_code, figures, targets, small_counts)
    if open_ := uncounted(figures, rows.statistic):
        notices.append(uncounted_sentence(list(rows.short_title[open_]), small_counts))
    held = data.catalog.assessments
    assessments = pd.concat([held[held.area_code == area_code], local.assessments], ignore_index=True)
    return Study(data, area_code, name, members, rows, notices, figures, targets, assessments)


def _notices(data: Dataset, area_code: str, members: NeighbourSet, rows: pd.DataFrame) -> list[str]:
    """What a reader must know of this council before any figure, a sentence each."""
    name, areas = data.catalog.name(area_code), data.catalog.areas
    began, ended, notices = areas.valid_from[area_code], areas.valid_to[area_code], []
    if ended:
        notices.append(f"{name} ended on {day_words(ended)}. Everything here is as it was then.")
    if members.none_close:
        notices.append(none_close(name, len(members.codes)))
    published = data.values[data.values.source_id != LOCAL]
    newest = published.period_end.max()
    if began and not ended and lives(data.catalog).valid_from[area_code] > newest - pd.DateOffset(years=LAST_YEARS):
        notices.append(
            f"{name} began on {day_words(began)}. Until it has three years of its own, verdicts rest on fewer. Nothing "
            "is carried over from the council before it."
        )
    joint = data.values[(data.values.area_code == area_code) & (data.values.marker == "j")]
    joint = joint[joint.indicator_id.isin(rows.index)]
    if len(joint):
        notices.append(
            f"{name} makes a joint return with another council on {joint.indicator_id.nunique()} of these measures: "
            "their figures are of both councils together."
        )
    return notices
