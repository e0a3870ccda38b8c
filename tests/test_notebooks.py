"""The notebooks are thin, carry the outputs of a run, and run from any folder for awkward councils."""

import json
import re

import nbformat
import pytest

from scouting import paths
from scouting.errors import ScoutingError
from scouting.report.run import check_parameters, run

NOTEBOOKS = sorted(paths.NOTEBOOKS.glob("*.ipynb"))
FORBIDDEN = re.compile(r"^\s*(def|class|for|while|%|!)\b|read_csv|read_parquet|sys\.path|\.\./", re.M)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)
def test_is_thin(path):
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
    assert len(drawn) == 5  # the overview, and bars and trend of two indicators


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
    assert "Westmorland and Furness: too few points for a direction: 2 figures since the last break" in shown
    assert "Without a figure for 2025: " in shown and "With the usual spread between councils allowed for" in shown
    assert {path.stem.rsplit("-")[-1] for path in (tmp_path / "charts").glob("*.png")} == {
        "everyone", "map", "funnel", "trend",
    }  # fmt: skip


def test_an_unknown_parameter_is_refused_with_the_nearest_right_one():
    with pytest.raises(ScoutingError) as caught:
        check_parameters(paths.NOTEBOOKS / "1_scouting_party.ipynb", {"counsil": "Wiltshire", "neighbors": ""})
    text = str(caught.value)
    assert "Unknown parameter 'counsil'. Did you mean council?" in text
    assert "Unknown parameter 'neighbors'. Did you mean neighbours?" in text
