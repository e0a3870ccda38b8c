"""When the next edition of each release is due: one step of its series later, and the publisher's usual wait."""

import datetime as dt

import pandas as pd

from scouting import paths
from scouting.ingest import build, published


def test_age_and_due_day_of_each_release(data):
    rows, log = build.read(paths.STORE)
    table = published.releases(data.catalog, rows, log, dt.date(2026, 12, 1)).set_index("source_id")
    assert set(table.index) <= set(data.catalog.sources.source_id) and len(table) > 25
    plans = table.loc["dfe_cpp_repeat_2025"]
    # A year on from 31 March 2025, and the 244 days that sources.csv allows.
    assert (plans.published, plans.newest) == ("2025-10", pd.Timestamp(2025, 3, 31))
    wait = int(data.catalog.sources.set_index("source_id").lag_days["dfe_cpp_repeat_2025"])
    assert plans.due == pd.Timestamp(2026, 3, 31) + pd.Timedelta(days=wait) and plans.overdue == (wait < 245)
    for closed in ("ons_census_2021_tenure", "oflog_adult_2023", "mhclg_ro3_2023", "ofsted_2024"):
        assert pd.isna(table.due[closed]) and not table.overdue[closed], closed
    later = log.assign(published=(log.source_id == "dfe_cpp_repeat_2025").map({True: "2026-11-02", False: ""}))
    assert published.releases(data.catalog, rows, later, dt.date(2027, 1, 1)).published.max() == "2026-11-02"
    words = published.lines(table.reset_index())
    assert len(words) == 3 * len(table) + 1 and "with figures to 31 March 2025" in words[4]
