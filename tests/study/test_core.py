"""One council's study: what may be asked for, and that every part agrees with the figures and with each other."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from statsmodels.stats.multitest import multipletests

from scouting import values
from scouting.errors import ScoutingError
from scouting.pages.scouting_party.why import Why
from scouting.study import every_comparison, study
from scouting.terms import POLARITIES

#: Few people and a set of its own, new boundaries, many neighbours ahead: in the usual run; the others in the long one.
USUAL = ["Isles of Scilly", "Westmorland and Furness", "Birmingham"]
LONG = ["City of London", "Bournemouth, Christchurch and Poole", "Rutland", "Kent", "Derby", "Kingston upon Thames"]
AWKWARD = [*USUAL, *(pytest.param(name, marks=pytest.mark.long) for name in LONG)]


@pytest.fixture(scope="module", params=AWKWARD)
def one(request, data):
    return study(request.param, data=data)


@pytest.fixture(scope="module")
def raw(data):
    """The store as plain text and numbers."""
    return data.values.astype(dict.fromkeys(["indicator_id", "area_code", "period", "marker", "source_id"], "str"))


# --- what may be asked for --------------------------------------------------------------------------------------


def test_every_mistake_at_once(data):
    with pytest.raises(ScoutingError) as err:
        study("Wilshire", "dfe_2025_5", "re_referal, looked_after_rat", data=data)
    text = str(err.value)
    assert len(err.value.problems) == 4 and text.startswith("4 problems:")
    for mistake, right in (
        ("council 'Wilshire'", "Wiltshire"),
        ("neighbour set 'dfe_2025_5'", "dfe_2025_05"),
        ("indicator 're_referal'", "re_referrals"),
        ("indicator 'looked_after_rat'", "looked_after_rate"),
    ):
        (line,) = [p for p in err.value.problems if mistake in p]
        assert f"Did you mean {right}" in line
        assert "data/catalog/" in line


def test_an_abolished_council_is_refused_with_its_followers(data):
    with pytest.raises(ScoutingError) as err:
        study("Cumbria", data=data)
    text = str(err.value)
    assert "ended on 31 March 2023" in text and "Cumberland and Westmorland and Furness" in text
    assert "--last-period" in text


IDS = ["social_worker_turnover", "re_referrals"]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("ids.txt", "social_worker_turnover\nre_referrals\n"),
        ("with a space.csv", "indicator_id\nsocial_worker_turnover\nre_referrals\n"),
        ("windows.csv", "indicator_id\r\nsocial_worker_turnover\r\nre_referrals\r\n"),
        ("bom é.csv", "\ufeffindicator_id\nsocial_worker_turnover\n\n re_referrals \nre_referrals\n"),
        ("bom_only", "\ufeffsocial_worker_turnover,re_referrals"),
    ],
)
def test_indicators_from_a_file(data, tmp_path, name, content):
    path = tmp_path / "a folder" / name
    path.parent.mkdir()
    path.write_bytes(content.encode())
    assert study("Kent", indicators=str(path), data=data).comparison.index.tolist() == IDS


@pytest.mark.parametrize(
    "asked", [IDS, "social_worker_turnover,re_referrals", " social_worker_turnover , re_referrals,"]
)
def test_indicators_from_a_list_in_the_order_asked(data, asked):
    assert study("Kent", indicators=asked, data=data).comparison.index.tolist() == IDS


def test_all_indicators(data):
    for asked in ("all", " all "):
        rows = study("Kent", indicators=asked, data=data).comparison
        assert rows.index.tolist() == [i for i in data.catalog.indicators.index if i in rows.index]
        assert set(rows.index) == set(data.values.indicator_id)


@pytest.mark.parametrize("asked", ["x" * 5000, "no/such/file.csv", "no/such/file", "a\0b", "re_referrals\nturnover"])
def test_what_is_neither_file_nor_indicator(data, asked):
    with pytest.raises(ScoutingError, match=r"Unknown indicator|file.csv cannot be read as a list of indicators"):
        study("Kent", indicators=asked, data=data)


@pytest.mark.parametrize("asked", [[], ",", "", " "])
def test_no_indicator_named(data, asked):
    with pytest.raises(ScoutingError, match="No indicator was named"):
        study("Kent", indicators=asked, data=data)


def test_a_file_that_is_no_text(data, tmp_path):
    (tmp_path / "x.xlsx").write_bytes(b"\xff\xfe\x00PK")
    with pytest.raises(ScoutingError, match="cannot be read as a list of indicators"):
        study("Kent", indicators=str(tmp_path / "x.xlsx"), data=data)


def test_some_indicators_give_the_rows_of_all(data):
    """What else is asked for changes nothing about an indicator."""
    every = study("Kent", data=data).comparison
    some = study("Kent", indicators=IDS, data=data).comparison
    pd.testing.assert_frame_equal(some, every.loc[IDS], check_dtype=False)


# --- whom it is compared with -----------------------------------------------------------------------------------


@pytest.mark.parametrize("set_id", ["dfe_2025_05", "ons_demographic", "ons_2025_10", "children_z", "nhs_adult",
                                    "region", "type", "england"])  # fmt: skip
def test_a_study_in_every_set(data, set_id):
    one = study("Derby", set_id, ["re_referrals"], data=data)
    row = one.comparison.loc["re_referrals"]
    want = data.every_neighbour(set_id)
    codes = want.neighbour_code[want.area_code == "E06000015"]
    assert one.neighbour_set.codes == codes.tolist() and row.n_neighbours == len(codes)
    assert row.set_id == set_id and one.neighbour_set.described.endswith(f": {len(codes)} councils")
    held = data.values[(data.values.indicator_id == "re_referrals") & (data.values.period == row.period)]
    assert row.neighbour_median == pytest.approx(held.value[held.area_code.isin(codes)].median())


def test_the_set_that_is_used_unless_another_is_named(data):
    assert study("Derby", indicators="children", data=data).neighbour_set.set_id == "dfe_2025_05"
    assert study("Derby", indicators="all", data=data).neighbour_set.set_id == "dfe_2025_05"
    assert study("Derby", indicators="adults", data=data).neighbour_set.set_id == "nhs_adult"


@pytest.mark.parametrize("name", ["Isles of Scilly", "City of London"])
def test_a_council_that_the_usual_set_leaves_out_is_set_beside_its_region(data, name):
    one = study(name, indicators="adults", data=data)
    assert one.neighbour_set.set_id == "region" and one.usual_set == "nhs_adult"
    (notice,) = [n for n in one.notices if "list" in n]
    assert notice.startswith(f"{name} is on no list of similar councils") and "nhs_adult" not in notice
    assert notice.endswith("so it is compared with its region instead.")
    with pytest.raises(ScoutingError, match=r"is not in the set 'nhs_adult'.*--neighbours region"):
        study(name, "nhs_adult", "adults", data=data)
    assert not [n for n in study(name, "region", "adults", data=data).notices if "list" in n]


def test_every_comparison_in_a_calculated_set(data):
    rows = every_comparison(data, "nhs_adult")
    assert rows.area_code.nunique() == 151 and (rows.n_neighbours == 15).all()
    mine = rows[rows.area_code == "E06000015"].set_index("indicator_id")
    alone = study("Derby", "nhs_adult", "adults", data=data).comparison
    pd.testing.assert_series_equal(mine.neighbour_median[alone.index], alone.neighbour_median, check_names=False)


# --- a council that is no more ----------------------------------------------------------------------------------


def test_last_period_of_cumbria(data, raw):
    one = study("Cumbria", last_period=True, data=data)
    rows = one.comparison
    assert (rows.period_end <= pd.Timestamp("2023-03-31")).all() and rows.period_end.max() == pd.Timestamp("2023-03-31")
    mine = raw[(raw.area_code == one.area_code) & raw.value.notna()]
    last = mine[mine.period_end == pd.Timestamp("2023-03-31")].set_index("indicator_id").value
    last = last[last.index.isin(rows.index)]
    assert len(last) > 40
    shown = rows[rows.period_end == pd.Timestamp("2023-03-31")].value.dropna()
    pd.testing.assert_series_equal(shown.sort_index(), last.sort_index(), check_names=False)
    assert one.trend("looked_after_rate").period_end.max() <= pd.Timestamp("2023-03-31")
    assert any("ended on 31 March 2023" in n for n in one.notices)
    assert (pd.to_datetime(one.sources().newest) <= pd.Timestamp("2023-03-31")).all()


def test_a_council_of_today_is_the_same_with_the_flag(data):
    a, b = (study("Kent", indicators=IDS, last_period=flag, data=data) for flag in (False, True))
    pd.testing.assert_frame_equal(a.comparison, b.comparison)
    assert a.notices == b.notices == []


def test_joint_return_is_said(data, raw):
    for name in ("Kingston upon Thames", "Richmond upon Thames"):
        one = study(name, data=data)
        joint = raw[(raw.area_code == one.area_code) & (raw.marker == "j")].indicator_id.nunique()
        assert joint > 0
        (notice,) = [n for n in one.notices if "joint return" in n]
        assert f"on {joint} of these measures" in notice
        bars = one.bars("social_worker_turnover").set_index("role")
        assert bars.note["focus"] == "joint return of two councils"


# --- parts that must agree --------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def newest(raw):
    """The end of the newest period for which any council has a figure, by the indicator."""
    councils = ~raw.area_code.str.startswith(("E12", "E13", "E92"))
    return raw[councils & raw.value.notna()].groupby("indicator_id").period_end.max()


def test_comparison_is_what_the_store_holds(one, raw, newest):
    mine = raw[raw.area_code == one.area_code].set_index(["indicator_id", "period"])
    for row in one.comparison.itertuples():
        key = (row.indicator_id, row.period)
        held = mine.loc[key] if key in mine.index else None
        if held is None:
            assert np.isnan(row.value) and row.marker == "-"
        else:
            assert row.value == held.value or (np.isnan(row.value) and np.isnan(held.value))
            assert row.marker == held.marker
        assert newest[row.indicator_id] <= row.period_end


def test_bars_agree(one, data):
    known = data.catalog.areas["name"]
    for indicator_id, row in one.comparison.iterrows():
        bars = one.bars(indicator_id)
        by = bars.set_index("role")
        for role, column in (("focus", "value"), ("england", "england")):
            assert by.value[role] == pytest.approx(row[column], nan_ok=True)
        assert (by.marker["focus"] == row.marker) and by.area_code["focus"] == one.area_code
        near = bars[bars.role == "neighbour"]
        assert len(near) == row.n_neighbours and near.value.count() == row.n_with_value
        assert near.value.median() == pytest.approx(row.neighbour_median, nan_ok=True)
        assert near.value.mean() == pytest.approx(row.neighbour_mean, nan_ok=True)
        assert (bars.marker[bars.value.isna()] != "").all()
        if row.region_code:
            assert (by.area_code["region"], by.value["region"]) == (row.region_code, row.region)
        else:
            assert "region" not in by.index
        # The order on the page is the rank in the row.
        sign = POLARITIES[one.indicators.polarity[indicator_id]]
        seen = bars[bars.role.isin(["focus", "neighbour"]) & bars.value.notna()]
        assert (np.diff(seen.value) * (1 if sign < 0 else -1) >= 0).all()
        if np.isfinite(row["rank"]):
            assert seen.value.rank(method="min", ascending=sign < 0)[seen.role == "focus"].iloc[0] == row["rank"]
            assert len(seen) == row.rank_of
        else:  # no figure, no range, too few people, or too few others to be ranked among
            unsure = np.isnan(row.noise) or row.verdict == "too few to compare"
            assert unsure or (seen.role == "focus").sum() == 0 or 2 * (len(seen) - 1) < row.n_neighbours
        places = bars[bars.role != "median"]
        assert places["name"].tolist() == known.reindex(places.area_code).tolist()
        median = bars[bars.role == "median"]
        assert median.value.tolist() == ([row.neighbour_median] if row.n_with_value > 1 else [])


def test_trends_agree(one, raw):
    mine = raw[raw.area_code == one.area_code].set_index(["indicator_id", "period"]).value
    for indicator_id, row in one.comparison.iterrows():
        years = one.trend(indicator_id)
        last = years.iloc[-1]
        assert (
            last.period == row.period
            and years.period_end.is_monotonic_increasing
            and not years.period.duplicated().any()
        )
        for column in ("value", "lower", "upper", "england", "neighbour_median", "neighbour_q25", "neighbour_q75"):
            alone = column.startswith("neighbour") and row.n_with_value < 2  # one figure has no middle
            want = np.nan if alone else row[column]
            assert last[column] == pytest.approx(want, nan_ok=True), (indicator_id, column)
        assert last.n_with_value == row.n_with_value
        for period, value in zip(years.period, years.value, strict=True):
            assert value == pytest.approx(mine.get((indicator_id, period), np.nan), nan_ok=True)
        if np.isfinite(row.change):
            assert years.value.iloc[-1] - years.value.iloc[-2] == pytest.approx(row.change)
            assert years.period.iloc[-2] == row.change_from
        if np.isfinite(row.level):
            n = int(row.level_periods)
            used, weights = years.iloc[-n:], np.array([0.1, 0.3, 0.6])[-n:]
            assert used.value @ weights / weights.sum() == pytest.approx(row.level)
            assert used.period.iloc[0] == row.level_from
            assert used.segment.nunique() == 1 and (np.diff(used.position) == 1).all()


def test_overview_agrees(one):
    table, rows = one.overview(), one.comparison
    assert sorted(table.indicator_id) == sorted(rows.index)
    same = ["verdict", "by_a_lot", "sureness", "verdict_england", "england_sureness", "period"]
    for shown in same:
        want = rows.loc[table.indicator_id, shown].reset_index(drop=True)
        pd.testing.assert_series_equal(table[shown], want, check_names=False)
    here = rows.loc[table.indicator_id]
    assert table.has_noise.tolist() == here.noise.notna().tolist()
    assert (table.value_text == "no figure").tolist() == here.value.isna().tolist()
    for text, value, indicator_id in zip(table.value_text, here.value, table.indicator_id, strict=True):
        if np.isfinite(value):
            decimals = one.indicators.decimals[indicator_id]
            shown = float(
                text.removeprefix("grade ")
                .removeprefix("£")
                .split("%")[0]
                .split()[0]
                .replace(",", "")
                .replace("−", "-")
            )
            assert abs(shown - value) <= 0.5 * 10.0**-decimals + 1e-9
    # A facet is one block, and the catalogue's order is kept within it.
    assert (table.facet != table.facet.shift()).sum() == table.facet.nunique()
    for _, block in table.groupby("facet"):
        places = one.indicators.index.get_indexer(block.indicator_id)
        assert (np.diff(places) > 0).all()


def test_what_is_clear_is_of_the_headline_and_has_not_turned(one):
    rows, facts = one.comparison, one.panel.indicators
    for good, word in ((True, "clearly better"), (False, "clearly worse")):
        got = one.clear(good=good)
        want = rows[(rows.verdict == word) & ~rows.turned & (rows.aside == "")]
        assert set(got.index) == set(want.index) and (np.diff(got.sureness.abs()) <= 0).all()
        assert (facts.polarity[got.index] != "no_judgement").all() and (facts.facet[got.index] != "need").all()
        assert (facts.ended[got.index] == "").all()
    told = one.headline.index
    assert not set(facts.mirrors[told]) & set(told)  # a mirror is told once


def test_ahead_by_a_plain_loop(one, raw):
    """Levels from the store; limits from the panel, put together by hand. Nobody on what is set aside or unjudged."""
    p, made = one.panel, {}
    figures = raw[raw.area_code.isin([one.area_code, *one.neighbour_set.codes])]
    figures = figures.set_index(["indicator_id", "area_code", "period"]).value
    own = p.areas.get_loc(one.area_code)
    for i, indicator_id in enumerate(p.indicators.index):
        sign = {"high_is_good": 1, "low_is_good": -1, "no_judgement": 0}[p.indicators.polarity.iloc[i]]
        row = one.comparison.loc[indicator_id]
        if sign == 0 or row.aside or np.isnan(row.level) or p.too_few[i, own]:
            continue
        weights = {}  # of the last three years of one definition
        for back, weight in enumerate((0.6, 0.3, 0.1)):
            slot = p.labels.shape[1] - 1 - back
            if p.position[i, slot] < 0 or p.position[i, -1] - p.position[i, slot] != back:
                break
            if p.segment[i, slot] != p.segment[i, -1]:
                break
            weights[p.labels[i, slot]] = weight
        for code in one.neighbour_set.codes:
            k = p.areas.get_loc(code)
            held, total = 0.0, 0.0
            for period, weight in weights.items():
                figure = figures.get((indicator_id, code, period), np.nan)
                if np.isnan(figure):
                    break
                held, total = held + weight * figure, total + weight
            if not total or p.too_few[i, k]:
                continue
            theirs, gap = held / total, held / total - row.level
            sides = (p.level_lower[i, k], row.level_upper) if gap >= 0 else (p.level_upper[i, k], row.level_lower)
            noise = np.hypot(theirs - sides[0], row.level - sides[1]) / 1.959963984540054
            spread = 2 * p.between[i]
            sure = sign * gap / noise * np.sqrt(spread / (spread + noise**2)) if noise > 0 else np.nan
            if np.isfinite(sure):
                made[indicator_id, code] = (theirs, sure)
    left = multipletests([2 * stats.norm.sf(abs(sure)) for _, sure in made.values()], 0.05, "fdr_bh")[0]
    want = {key: told for (key, told), stays in zip(made.items(), left, strict=True)
            if stays and told[1] >= p.cutoffs.clear}  # fmt: skip
    got = Why(one).named
    assert set(zip(got.indicator_id, got.neighbour_code, strict=True)) == set(want)
    for row in got.itertuples():
        assert (row.theirs, row.sureness) == pytest.approx(want[row.indicator_id, row.neighbour_code])
        assert row.ours == pytest.approx(one.comparison.level[row.indicator_id])
        assert row.n_ahead == sum(k[0] == row.indicator_id for k in want)
    assert got.groupby("indicator_id").sureness.is_monotonic_decreasing.all()


def test_somebody_is_ahead_of_somebody(data):
    """The loop above compares something: Birmingham has neighbours ahead, on some indicators and not on all."""
    one = study("Birmingham", data=data)
    named = Why(one).named
    assert len(named) > 20
    assert set(named.indicator_id) < set(one.headline.index)


def test_sources_are_those_of_the_figures(one, raw, data):
    table = one.sources().set_index("source_id")
    used = raw[raw.indicator_id.isin(one.comparison.index)]
    assert set(table.index) == set(used.source_id)
    log = values.releases().set_index("source_id")
    for source_id, row in table.iterrows():
        assert pd.Timestamp(row.newest) == used.period_end[used.source_id == source_id].max()
        assert row.sha256 == log.sha256[source_id] and len(row.sha256) == 64
        assert row.title == data.catalog.sources.set_index("source_id").title[source_id]
