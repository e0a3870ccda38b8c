"""Where each release is published, how old the edition is that is held, and when the next one is due."""

from __future__ import annotations

import datetime as dt

import pandas as pd

from scouting.catalog import Catalog, series
from scouting.frames import each_row


def releases(catalog: Catalog, rows: pd.DataFrame, log: pd.DataFrame, today: dt.date) -> pd.DataFrame:
    """One row per release that an indicator needs, in the order of sources.csv.

    ``rows``, ``log``: the readings behind a store and its files, as ``build.read`` gives them. Columns: source_id,
    title, landing_page, published (of the newest edition held, as far as is known), newest (the last day of its newest
    figures; NaT where it has none), due (the day by which the next period's are usually out: one step of its series
    later, and the usual wait; NaT where its series have ended, another release goes further, or there has been one
    period only), overdue.
    """
    # What other figures are divided by is dated as those are.
    held = rows[rows.value.notna() | rows.numerator.notna()]
    held = held[["indicator_id", "source_id", "period_end"]].drop_duplicates()
    ended = catalog.indicators.index[catalog.indicators.ended != ""]
    ends = held.groupby("indicator_id").period_end.agg(lambda days: sorted(set(days))[-2:])
    newest = held.groupby("source_id").period_end.max()
    wanted, found = series(catalog), []
    for source in each_row(catalog.sources[catalog.sources.source_id.isin(wanted.source_id)]):
        last = newest.get(source.source_id, pd.NaT)
        mine = set(wanted.indicator_id[wanted.source_id == source.source_id]).difference(ended)
        mine = ends[ends.index.isin(mine)]
        steps = [days[1] - days[0] for days in mine if len(days) == 2 and days[1] == last]
        due = last + min(steps) + pd.Timedelta(days=float(source.lag_days)) if steps else pd.NaT
        stated = log.published[log.source_id == source.source_id]
        found.append([source.source_id, source.title, source.landing_page, max([source.published, *stated]), last, due])
    columns = ["source_id", "title", "landing_page", "published", "newest", "due"]
    table = pd.DataFrame(found, columns=columns)
    return table.assign(overdue=table.due < pd.Timestamp(today))


def lines(table: pd.DataFrame) -> list[str]:
    """The releases in words, three lines each, and how the next file of one is added."""
    told = []
    for row in each_row(table):
        age = f"Published {row.published}"
        if pd.notna(row.newest):
            age += f", with figures to {row.newest.day} {row.newest:%B %Y}"
        if pd.notna(row.due):
            by = f"{row.due.day} {row.due:%B %Y}"
            age += f". The next were due by {by}: look now" if row.overdue else f". The next are due by {by}"
        told += [row.title, f"  {age}.", f"  {row.landing_page}"]
    return [*told, "Download a release's next file from its page, then add it with: scouting data add FILE"]
