"""Outcomes of children in need and new placements: the store against the files, read by the csv module alone."""

import csv
import math
from collections import defaultdict

import pandas as pd
import pytest

from scouting import values
from scouting.ingest.history import one_label
from scouting.terms import ENGLAND, MARKERS, MARKERS_WITH_VALUE

GROUPS = {
    "children_in_need": "CINO at 31 March",
    "cp_plan": "CPPO at 31 March",
    "looked_after": "CLA 12 months at 31 March",
}
#: file: {indicator: columns of value, numerator and denominator}, one for each group.
OUTCOMES = {
    "absence_la.csv": {
        "persistent_absence": ("pt_pupils_pa_10_exact", "t_pupils_pa_10_exact", "t_pupils"),
        "severe_absence": ("pt_pupils_pa_50_exact", "t_pupils_pa_50_exact", "t_pupils"),
        "unauthorised_absence": ("pt_sess_unauthorised", "t_sess_unauthorised", "t_sess_possible"),
    },
    "ks2_la.csv": {
        "key_stage_2": ("pt_rwm_met_expected_standard", "t_rwm_met_expected_standard", "t_rwm_eligible_pupils")
    },
    "ks4_la.csv": {
        "attainment_8": ("avg_att8", "t_att8", "t_pupils"),
        "english_maths": ("pt_l2basics_94", "t_l2basics_94", "t_pupils"),
    },
}
#: The placements whose distance is known, but for those far away inside the council; reasons for a change.
NEAR, NEXT, FAR = (
    f"Placed {place} from home"
    for place in ("inside LA boundary less than 20 miles", "outside LA boundary less than 20 miles",
                  "outside LA boundary more than 20 miles")
)  # fmt: skip
NEW = {"new_placements_near_home": NEAR, "new_placements_over_20_miles": FAR}
MOVES = {
    "placement_moves_planned": "Change to/implementation of care plan",
    "placement_moves_behaviour": "Carer requests placement ends due to child's behaviour",
    "placement_moves_carer": "Carer requests placement end other than due to child's behaviour",
}
#: Isles of Scilly, Westmorland and Furness, Bournemouth with Christchurch and Poole, Birmingham, Rutland, Kent.
AWKWARD = ["420", "943", "839", "330", "857", "886"]


def _read(releases, file):
    with (releases / "dfe-ees" / file).open(encoding="utf-8-sig", newline="") as source:
        return [row for row in csv.DictReader(source) if row["geographic_level"] != "Regional"]


@pytest.fixture(scope="module")
def published(releases, data):
    """(indicator, DfE number or England, period): the texts of value, numerator and denominator."""
    made = {}
    for file, measures in OUTCOMES.items():
        for row in _read(releases, file):
            if row.get("phase_type_grouping", "Total") != "Total":
                continue
            period = f"{row['time_period'][:4]}/{row['time_period'][4:]}"
            (group,) = [name for name, words in GROUPS.items() if words == row["social_care_group"]]
            for name, columns in measures.items():
                if f"{group}_{name}" in data.catalog.indicators.index:
                    key = (f"{group}_{name}", row["old_la_code"] or ENGLAND, period)
                    made[key] = [row[column] for column in columns]
    moves = defaultdict(dict)
    for row in _read(releases, "la_cla_during_year_new_placements.csv"):
        moves[row["old_la_code"] or ENGLAND, row["time_period"]][row["breakdown"]] = row
    for (area, period), rows in moves.items():
        total = rows["Total placements changing"]["children_count"]
        for name, mine in MOVES.items():
            made[name, area, period] = [rows[mine]["children_percent"], rows[mine]["children_count"], total]
        known = [rows[part]["children_count"] for part in (NEAR, NEXT, FAR)]
        for name, mine in NEW.items():
            one = rows[mine]["children_count"]
            gap = next((text for text in (one, *known) if text in MARKERS), "")
            every = gap or str(sum(map(int, known)))
            share = gap or (str(100 * int(one) / int(every)) if int(every) else "x")
            made[name, area, period] = [share, one, every]
    return made


@pytest.fixture(scope="module")
def held(data, published):
    ids = {key[0] for key in published}
    rows = data.values[data.values.indicator_id.isin(ids)].astype(dict.fromkeys(values.KEY, "str"))
    return rows.set_index(values.KEY)


def _agrees(got, texts, counted):
    """What a stored row has against the three texts of the file."""
    for name, text in zip(("value", "numerator", "denominator"), texts, strict=True):
        if name != "value" and not counted:
            assert math.isnan(got[name])
        elif text in MARKERS and text not in MARKERS_WITH_VALUE:
            assert math.isnan(got[name]) and (name != "value" or got.marker == text)
        else:
            assert got[name] == pytest.approx(float(text), abs=1e-9) and (name != "value" or got.marker == "")


def test_awkward_councils_and_england_have_the_files_figures_and_no_others(data, published, held):
    areas = data.catalog.areas
    code = {n: areas.index[(areas.dfe_number == n) & (areas.valid_to == "")][0] for n in AWKWARD} | {ENGLAND: ENGLAND}
    checked = defaultdict(int)
    for (name, number, period), texts in published.items():
        if number in code and (name, code[number], period) in held.index:
            # Half days of one child are no chances of their own: their counts are left out.
            _agrees(held.loc[name, code[number], period], texts, counted=not name.endswith("unauthorised_absence"))
            checked[code[number]] += 1
        elif number in code:
            assert set(texts) <= {"x", "z"}, (name, number, period)
    # Westmorland and Furness is in the files since 2023, all others throughout.
    assert min(checked.values()) > 25 and checked[ENGLAND] == len([key for key in published if key[1] == ENGLAND])
    assert held.loc["children_in_need_persistent_absence", ENGLAND, "2024/25"].value == 46.0
    assert held.loc["new_placements_over_20_miles", "E06000017", "2025"].numerator == 11


def test_every_share_is_what_its_counts_give(data, published):
    """In the files, of all councils: to the last decimal that is published, and Attainment 8 the same."""
    decimals, wrong, seen = data.catalog.indicators.decimals, [], 0
    for (name, number, period), texts in published.items():
        if number != ENGLAND and not set(texts) & set(MARKERS) and float(texts[2]) > 0:
            value, numerator, denominator = map(float, texts)
            worked = data.catalog.indicators.multiplier[name] * numerator / denominator
            if abs(worked - value) > 0.5 * 10.0 ** -decimals[name] + 1e-9:
                wrong.append((name, number, period, value, worked))
            seen += 1
    assert wrong == [] and seen > 12_000


def test_years_in_which_nothing_was_collected_stay_empty(held):
    """No absence in 2019/20, no tests in either year of the pandemic; the tool has none to put in."""
    found = held.reset_index()
    absent = found.indicator_id.str.endswith("_absence") & (found.period == "2019/20")
    untested = found.indicator_id.str.endswith("_key_stage_2") & found.period.isin(["2019/20", "2020/21"])
    rows = found[absent | untested]
    assert len(rows) > 1000 and rows.value.isna().all() and set(rows.marker) <= {"x", "z", "-"}


def test_earlier_years_of_the_tool_go_before_in_the_same_words(held):
    """2018 in the tool is 2017/18 here; where both have a figure, the newer file's is taken and both agree."""
    rows = held.loc["children_in_need_english_maths"].reset_index()
    periods = rows[rows.value.notna()].drop_duplicates("period").set_index("period").source_id
    before = periods[periods == "dfe_lait"]
    assert sorted(before.index) == ["2016/17", "2017/18"]
    assert sorted(periods[periods == "dfe_outcomes_ks4_2025"].index) == [f"20{y}/{y + 1}" for y in range(18, 25)]


def test_a_school_year_is_written_as_the_first_release_writes_it():
    rows = [
        ("a", "2018/19", "2019-08-31", 0), ("a", "2019", "2019-08-31", 1), ("a", "2009", "2009-08-31", 1),
        ("b", "2018", "2018-08-31", 0), ("c", "2024-25", "2025-03-31", 0), ("c", "2025", "2025-03-31", 1),
        ("c", "2024", "2024-03-31", 1),
    ]  # fmt: skip
    table = pd.DataFrame(rows, columns=["indicator_id", "period", "period_end", "place"])
    table = table.assign(period_end=pd.to_datetime(table.period_end)).sample(frac=1, random_state=3)
    made = one_label(table).sort_index().period.tolist()
    assert made == ["2018/19", "2018/19", "2008/09", "2018", "2024-25", "2024-25", "2024"]
