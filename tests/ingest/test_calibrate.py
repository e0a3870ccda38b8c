"""The cut-offs are found anew with the project's own store, whole or not at all, and with no other."""

import pandas as pd
import pytest

from scouting import paths, recipes
from scouting.dataset import Dataset
from scouting.ingest.calibrate import calibrate, calibration, recalibrate

SOME = ["re_referrals", "placements_3_or_more"]
MORE = [*SOME, "placed_over_20_miles", "care_control", "care_feel_safe"]


@pytest.fixture(scope="module")
def some(data):
    """The figures of two measures alone, and those that neighbours are found by."""
    return only(data, SOME)


def only(data, ids):
    used = [*ids, *recipes.read("nhs_adult", data.catalog).weights.index]
    return Dataset(data.catalog, data.values[data.values.indicator_id.isin(used)])


@pytest.fixture
def home(tmp_path, monkeypatch):
    """A folder in the place of the project's data, with a rule of before in its catalogue."""
    folder = tmp_path / "data" / "catalog"
    folder.mkdir(parents=True)
    (folder / "calibration.csv").write_text("the rule of before\n")
    monkeypatch.setattr(paths, "CATALOG", folder)
    return folder


def test_what_is_written_is_what_is_found(some, home):
    told = []
    made = calibrate(some, told.append)
    held = pd.read_csv(home / "calibration.csv", dtype={"years_back": "str"})
    pd.testing.assert_frame_equal(held, made, check_dtype=False)
    assert held.years_back.tolist() == ["1", "2", "3", "4", "5", "all"] and held.comparisons.iloc[-1] > 1000
    assert len(told) == 1 and "15 seconds" in told[0]
    assert [path.name for path in home.iterdir()] == ["calibration.csv"]


@pytest.mark.long
def test_what_is_found_of_both_services_is_written_and_found_again(data, home):
    five = only(data, MORE)
    made = calibrate(five)
    pd.testing.assert_frame_equal(made, calibration(five))
    held = pd.read_csv(home / "calibration.csv", dtype={"years_back": "str"})
    pd.testing.assert_frame_equal(held, made, check_dtype=False)


def test_a_rule_that_cannot_be_written_leaves_that_of_before(some, home, monkeypatch):
    def full(self, path, *_, **__):
        path.write_text("half of the")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(pd.DataFrame, "to_csv", full)
    with pytest.raises(OSError, match="No space left"):
        calibrate(some)
    assert (home / "calibration.csv").read_text() == "the rule of before\n"
    assert [path.name for path in home.iterdir()] == ["calibration.csv"]


def test_too_few_past_years_set_no_rule(data, home):
    told = []
    kept = calibrate(only(data, ["care_control"]), told.append)
    assert kept is data.catalog.calibration and "the rule of before stays" in told[-1]
    assert (home / "calibration.csv").read_text() == "the rule of before\n"


def test_a_store_elsewhere_leaves_the_projects_rule_alone(tmp_path, home):
    recalibrate(tmp_path / "elsewhere" / "values.parquet")
    assert (home / "calibration.csv").read_text() == "the rule of before\n"


def test_the_projects_own_store_finds_it_anew(store_of, home, monkeypatch, data):
    """A store beside the catalogue, to which an edition is added."""
    store = store_of("dfe_cin_referrals_2025", "dfe_cpp_repeat_2025")
    beside = home.parent / store.name
    for file in store.parent.iterdir():
        file.rename(home.parent / file.name)
    for file in paths.ROOT.joinpath("data", "catalog").glob("*.csv"):
        if file.name != "calibration.csv":
            (home / file.name).write_bytes(file.read_bytes())
    (home / "calibration.csv").write_bytes((paths.ROOT / "data" / "catalog" / "calibration.csv").read_bytes())
    recalibrate(beside)
    made = pd.read_csv(home / "calibration.csv")
    whole = data.catalog.calibration
    assert 1000 < made.comparisons.iloc[-1] < whole.comparisons.iloc[-1]
