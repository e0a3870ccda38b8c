"""The notebooks are thin, carry the outputs of a run, and run from any folder for awkward councils."""

import datetime as dt
import json
import re

import nbformat
import pandas as pd
import pytest
from tests.cases import few

from scouting import paths
from scouting.errors import ScoutingError
from scouting.report.run import check_parameters, known_parameters, run

NOTEBOOKS = sorted(paths.NOTEBOOKS.glob("*.ipynb"))
FORBIDDEN = re.compile(r"^\s*(def|class|for|while|%|!)\b|read_csv|read_parquet|sys\.path|\.\./", re.M)


def thin(path):
    """Raises AssertionError with what is thick in a notebook."""
    book = nbformat.read(path, as_version=4)
    code = [c for c in book.cells if c.cell_type == "code"]
    assert len(code) <= 13
    assert [c.source for c in code if FORBIDDEN.search(c.source)] == []
    assert [c.source for c in code if len(c.source.splitlines()) > 8] == []
    tagged = [c for c in code if "parameters" in c.metadata.get("tags", [])]
    assert len(tagged) == 1 and tagged[0] is code[0]
    assert all("#" in line for line in tagged[0].source.splitlines()), "each parameter says its unit or choices"
    for place, cell in enumerate(book.cells):
        if cell.cell_type == "code":
            assert book.cells[place - 1].cell_type == "markdown", f"no prose before: {cell.source}"


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)
def test_is_thin(path):
    thin(path)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)
def test_carries_outputs_of_a_clean_run(path):
    book = nbformat.read(path, as_version=4)
    code = [c for c in book.cells if c.cell_type == "code"]
    assert [c.execution_count for c in code] == list(range(1, len(code) + 1))
    assert any(c.outputs for c in code)
    assert not [o for c in code for o in c.outputs if o.output_type in ("error", "stream")]
    text = json.dumps(book)
    assert not re.search(r"/(home|tmp|root|work|Users)/", text), "a path of one machine"
    assert "ipykernel_" not in text


@pytest.mark.parametrize("council", ["Isles of Scilly", "Westmorland and Furness"])
def test_runs_by_papermill_from_another_folder(council, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    book = run(
        paths.NOTEBOOKS / "1_scouting_party.ipynb", tmp_path / "out.ipynb",
        {"council": council, "indicators": "re_referrals,social_worker_turnover", "out": str(tmp_path / "charts")},
    )  # fmt: skip
    shown = " ".join(str(o.get("data", {}).get("text/html", "")) for c in book.cells for o in c.get("outputs", []))
    assert council in shown
    assert ("is close to it" in shown) == (council == "Isles of Scilly")
    drawn = {p.stem for p in (tmp_path / "charts").glob("*.png")} - {"verdicts-1"}  # only where a verdict depends
    assert len(drawn) == 4  # bars and trend of two indicators


@pytest.mark.long
def test_the_check_notebook_runs_for_one_council_from_another_folder(tmp_path, monkeypatch):
    """The City of London, whose figures are often suppressed, on a few indicators: its own holes and nobody else's."""
    monkeypatch.chdir(tmp_path)
    parameters = {"council": "City of London", "indicators": "cp_plans_repeat,care_entry_rate,adults_18_64"}
    book = run(paths.NOTEBOOKS / "7_check_data.ipynb", tmp_path / "out.ipynb", parameters)
    shown = " ".join(str(o.get("data", {}).get("text/html", "")) for c in book.cells for o in c.get("outputs", []))
    assert "3 indicators: newest periods ended" in shown and "suppressed" in shown
    assert "City of London" in shown and "Kensington" not in shown


def test_one_indicator_runs_by_papermill_from_another_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    book = run(
        paths.NOTEBOOKS / "5_indicator.ipynb", tmp_path / "out.ipynb",
        {"council": "Westmorland and Furness", "indicator": "conferences_15_days", "out": str(tmp_path / "charts")},
    )  # fmt: skip
    shown = " ".join(str(o.get("data", {}).get("text/html", "")) for c in book.cells for o in c.get("outputs", []))
    assert "Too few figures to say where Westmorland and Furness is going: 2 figures since the last break" in shown
    assert "Without a figure for 2025: " in shown and "With the usual differences allowed for" in shown
    assert {path.stem.rsplit("-")[-1] for path in (tmp_path / "charts").glob("*.png")} == {
        "everyone", "map", "funnel", "trend",
    }  # fmt: skip


@pytest.mark.long
@pytest.mark.parametrize(("council", "service", "outcome"), [
    ("Birmingham", "children", "re_referrals"), ("Isles of Scilly", "adults", "adult_outcomes"),
])  # fmt: skip
def test_need_and_money_run_by_papermill_from_another_folder(council, service, outcome, tmp_path, monkeypatch):
    """A council without a return, and one without an outcome: each is told so, and the national page stands."""
    monkeypatch.chdir(tmp_path)
    book = run(
        paths.NOTEBOOKS / "9_money.ipynb", tmp_path / "out.ipynb",
        {"council": council, "service": service, "outcome": outcome, "out": str(tmp_path / "charts")},
    )  # fmt: skip
    shown = " ".join(str(o.get("data", {}).get("text/html", "")) for c in book.cells for o in c.get("outputs", []))
    assert f"{council} is not in the picture" in shown and f"{council} has no ratio" in shown
    assert ("No case can be made for Birmingham" in shown) == (council == "Birmingham")
    assert len(list((tmp_path / "charts").glob("*.png"))) == 2


@pytest.mark.long
@pytest.mark.parametrize("council, service", [("Isles of Scilly", "children"), ("Kent", "adults")])
def test_early_warning_runs_by_papermill_from_another_folder(council, service, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    parameters = {"council": council, "service": service, "out": str(tmp_path / "charts")}
    book = run(paths.NOTEBOOKS / "4_early_warning.ipynb", tmp_path / "out.ipynb", parameters)
    shown = " ".join(str(o.get("data", {}).get("text/html", "")) for c in book.cells for o in c.get("outputs", []))
    assert "too few people or years" in shown and "questions to ask ourselves" in shown
    assert ("Ofsted" in shown) == (service == "children")
    drawn = {p.stem for p in (tmp_path / "charts").glob("*.png")}
    assert ("foretold-improve" in drawn) == (service == "children")


AGES = [path for path in NOTEBOOKS if "as_of" in known_parameters(path)]


def test_the_day_is_blank_where_it_is_carried():
    first = {p.stem: next(c.source for c in nbformat.read(p, 4).cells if c.cell_type == "code") for p in AGES}
    assert [stem for stem, source in first.items() if not re.search(r'^as_of = ""  # ', source, re.M)] == []


@pytest.mark.parametrize("path", few(AGES[:1], AGES), ids=lambda p: p.stem)
def test_a_wrong_day_stops_the_first_cell_after(path, tmp_path):
    with pytest.raises(ScoutingError) as caught:
        run(path, tmp_path / "out.ipynb", {"as_of": "5 November"})
    told = "as_of is a date such as 2026-11-05, or blank for today: '5 November' was given."
    # The second cell as it stands; the parameters that were given make it the third.
    assert f"stopped in code cell 3: ScoutingError: {told}" in str(caught.value)


def test_every_notebook_that_tells_an_age_takes_the_day():
    """Of today's outputs: no other notebook shows an age."""
    telling = {path for path in NOTEBOOKS if re.search(r"\d months? old", path.read_text(encoding="utf-8"))}
    assert telling <= set(AGES) and len(AGES) == 6


@pytest.mark.parametrize("day", few(["2031-01-31"], ["", "2031-01-31"]))
def test_ages_are_told_from_the_day_that_is_given_or_from_today(day, tmp_path, data):
    book = run(paths.NOTEBOOKS / "5_indicator.ipynb", tmp_path / "out.ipynb", {"as_of": day})
    shown = " ".join(str(o.get("data", {}).get("text/html", "")) for c in book.cells for o in c.get("outputs", []))
    end = data.values[data.values.indicator_id == "re_referrals"].period_end.max()
    now = pd.Period(day or dt.date.today(), "M")
    assert f"{(now - pd.Period(end, 'M')).n} months old" in shown


def test_an_unknown_parameter_is_refused_with_the_nearest_right_one():
    with pytest.raises(ScoutingError) as caught:
        check_parameters(paths.NOTEBOOKS / "1_scouting_party.ipynb", {"counsil": "Wiltshire", "neighbors": ""})
    text = str(caught.value)
    assert "Unknown parameter 'counsil'. Did you mean council?" in text
    assert "Unknown parameter 'neighbors'. Did you mean neighbours?" in text
