"""A name of a council's own that the catalogue publishes later: nothing stops, nothing is mixed up, nothing is lost."""

import datetime as dt
from dataclasses import replace

import pandas as pd
import pytest

from scouting import catalog, paths
from scouting.own import add, held, seen, shown

TODAY = dt.date(2026, 11, 1)
DERBY = "E06000015"
FILES = {
    "indicators.csv": "indicator_id,title,service,unit,polarity,statistic\n"
    "visits,Visits in time,children,%,high_is_good,proportion\n",
    "figures.csv": "council,indicator_id,period,value,numerator,denominator\nDerby,visits,2024-25,,30,120\n"
    "Derby,re_referrals,2025-07,,25,100\n",
    "targets.csv": "council,indicator_id,target\nDerby,visits,80\n",
    "neighbours.csv": "set_id,title,council,neighbour,rank\nours,Ours,Derby,Kent,1\n",
}


@pytest.fixture
def known():
    return catalog.read()


@pytest.fixture
def later(known):
    """The catalogue of a later version, which publishes an indicator and a neighbour set of the council's names."""
    row = known.indicators.loc[["re_referrals"]].assign(indicator_id="visits", title="Visits, as published")
    sets = known.neighbour_sets.iloc[[0]].assign(set_id="ours", title="Published")
    return replace(
        known,
        indicators=pd.concat([known.indicators, row.set_index("indicator_id", drop=False)]).rename_axis(None),
        neighbour_sets=pd.concat([known.neighbour_sets, sets], ignore_index=True),
    )


@pytest.fixture
def folder(tmp_path, monkeypatch, known):
    monkeypatch.setattr(paths, "LOCAL", tmp_path / "local")
    for name, text in FILES.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
        add.add_own(tmp_path / name, today=TODAY)
    figures = seen.read(known).figures
    shown.note_down(figures[figures.indicator_id == "visits"], figures, 5, TODAY)
    return tmp_path / "local"


def test_it_is_read_under_a_name_beside_and_stays_the_council_s_own(folder, data, later):
    before = {path.name: path.read_bytes() for path in folder.glob("*.csv")}
    published = replace(data, catalog=later)
    extended, mine = seen.extended(published, DERBY)
    assert extended.catalog.indicators.title["visits"] == "Visits, as published"
    assert extended.catalog.indicators.title["visits_own"].startswith("Visits in time (")
    assert extended.catalog.indicators.index.is_unique and extended.catalog.neighbour_sets.set_id.is_unique
    assert dict(zip(mine.figures.indicator_id, mine.figures.numerator, strict=True)) == {
        "visits_own": 30, "re_referrals": 25,
    }  # fmt: skip
    assert mine.targets.indicator_id.tolist() == ["visits_own"]
    assert mine.neighbours.set_id.tolist() == ["ours_own"]
    assert before == {path.name: path.read_bytes() for path in folder.glob("*.csv")}  # looking writes nothing


def test_the_next_file_that_is_added_settles_the_name_and_the_old_one_is_the_published(
    folder, tmp_path, later, monkeypatch
):
    monkeypatch.setattr(catalog, "read", lambda: later)
    (tmp_path / "next.csv").write_text(
        "council,indicator_id,period,value,numerator,denominator\nDerby,visits,2025-08,,1,4\n", encoding="utf-8"
    )
    told = add.add_own(tmp_path / "next.csv", today=TODAY)
    assert told[:2] == [
        "The catalogue now has a 'visits' of its own: yours is called 'visits_own' from now on.",
        "The catalogue now has a 'ours' of its own: yours is called 'ours_own' from now on.",
    ]
    local = seen.read(later)
    assert sorted(zip(local.figures.indicator_id, local.figures.period, strict=True)) == [
        ("re_referrals", "2025-07"), ("visits", "2025-08"), ("visits_own", "2024-25"),
    ]  # fmt: skip
    assert local.indicators.indicator_id.tolist() == ["visits_own"] and local.targets.indicator_id.tolist() == [
        "visits_own"
    ]
    assert shown.read().indicator_id.tolist() == ["visits_own"]  # what was shown still protects what it protected
    assert not any("called" in line for line in add.add_own(tmp_path / "next.csv", today=TODAY))


def test_what_reports_have_shown_protects_under_the_new_name_at_once(folder, data, later):
    assert seen._shown(later, None).indicator_id.tolist() == ["visits_own"]
    assert seen._shown(data.catalog, None).indicator_id.tolist() == ["visits"]


def test_it_is_removed_by_its_new_name(folder, later, monkeypatch):
    monkeypatch.setattr(held, "read_catalog", lambda: later)
    lines = held.remove(held.Which(indicator="visits_own"))
    assert "yours is called 'visits_own'" in lines[0] and sum("1 " in line for line in lines) >= 3
    assert seen.read(later).figures.indicator_id.tolist() == ["re_referrals"]


def test_a_name_beside_that_is_taken_is_not_given_twice(known):
    from scouting.own.renamed import new_names

    own = {"indicators": pd.DataFrame({"indicator_id": ["re_referrals", "re_referrals_own"]})}
    assert new_names(own, known)["indicator_id"] == {"re_referrals": "re_referrals_own_own"}
