"""The tables beside the back-test: worked out again from the releases, and refused where they cannot be."""

import shutil

import pandas as pd
import pytest

from scouting import catalog, paths
from scouting.errors import ScoutingError
from scouting.pages.early_warning import rerun


@pytest.fixture(scope="module")
def known():
    return catalog.read()


def test_revisions_are_those_of_the_editions(releases, known, tmp_path):
    if not (releases / rerun.EARLIER).is_dir():
        pytest.skip("the earlier editions are not here")
    rerun._write(rerun.revisions(releases, known), tmp_path / "made.csv")
    assert (tmp_path / "made.csv").read_bytes() == (paths.CATALOG / "revisions.csv").read_bytes()
    # One of them by hand, from the publisher's own columns.
    frames = [
        pd.read_csv(path, dtype=str)
        for path in (
            releases / rerun.EARLIER / "c1_children_in_need_referrals_and_rereferrals_2013_to_2024.csv",
            releases / "dfe-ees" / "c1_children_in_need_referrals_and_rereferrals_2013_to_2025.csv",
        )
    ]
    then, now = (f[f.geographic_level == "Local authority"].set_index(["old_la_code", "time_period"]) for f in frames)
    both = pd.concat(
        [pd.to_numeric(then.Re_referrals_percent, errors="coerce"),
         pd.to_numeric(now.rereferral_percent, errors="coerce")], axis=1,
    ).dropna()  # fmt: skip
    row = known.revisions[(known.revisions.indicator_id == "re_referrals") & (known.revisions.edition == "2024")].iloc[
        0
    ]
    assert row.both == len(both)
    assert row.changed == (both.diff(axis=1).iloc[:, 1].abs() > 0.05).sum()


def test_a_revised_figure_is_counted(releases, known, tmp_path):
    """One figure and one marker changed in a copy of an earlier edition: both are seen."""
    name = "d3_cpps_subsequent_plan_2013_to_2024.csv"
    folder = tmp_path / rerun.EARLIER
    folder.mkdir(parents=True)
    frame = pd.read_csv(releases / rerun.EARLIER / name, dtype=str, keep_default_na=False)
    mine = frame.index[(frame.geographic_level == "Local authority") & (frame.time_period == "2024")]
    numbers = mine[pd.to_numeric(frame.CPP_subsequent_percent[mine], errors="coerce").notna()]
    frame.loc[numbers[0], "CPP_subsequent_percent"] = "99"
    frame.loc[numbers[1], "CPP_subsequent_percent"] = "c"
    frame.to_csv(folder / name, index=False)
    was = known.revisions[
        (known.revisions.indicator_id == "cp_plans_repeat") & (known.revisions.edition == "2024")
    ].iloc[0]
    made = rerun.revisions(tmp_path, known).iloc[0]
    assert (made.both, made.changed, made.only_one) == (was.both - 1, was.changed + 1, was.only_one + 1)
    assert made.newest_changed == 1 and made.largest > 50


def test_no_inspections_no_back_test(tmp_path):
    folder = shutil.copytree(paths.CATALOG, tmp_path / "catalog")
    head = (folder / "inspections.csv").read_text().splitlines()[0]
    (folder / "inspections.csv").write_text(head + "\n")
    before = (folder / "backtest.csv").read_bytes()
    with pytest.raises(ScoutingError, match=r"inspections.csv holds no inspection.*--releases"):
        rerun.run(folder=folder)
    assert (folder / "backtest.csv").read_bytes() == before
