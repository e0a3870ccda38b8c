import base64
import struct
import sys

import matplotlib as mpl
import pytest
from matplotlib.figure import Figure

from scouting.charts import ranked_bars, theme
from scouting.charts.emit import emit
from scouting.errors import ScoutingError

ALT = "Ranked bars: £ & “quotes” <tag>."


@pytest.fixture
def shown(monkeypatch):
    seen = []
    monkeypatch.setattr("scouting.charts.emit.display", lambda data, metadata, raw: seen.append((data, metadata, raw)))
    return seen


@pytest.fixture
def ax(eyes):
    return ranked_bars.draw(eyes.ranked_rows([30.0, 20.0]), title="T", unit="%", decimals=1)


def test_the_picture_is_shown_with_its_alt_text_and_nothing_is_returned(ax, shown):
    height = ax.figure.get_figheight()
    assert emit(ax, "A chart", ALT) is None
    ((data, metadata, raw),) = shown
    png = base64.b64decode(data["image/png"])
    assert raw and data["text/plain"] == ALT
    assert metadata == {"image/png": {"alt": ALT, "width": 900, "name": "a-chart"}}
    wide, high = struct.unpack(">II", png[16:24])
    assert wide == 1215 and abs(high - height * 135) <= 1


def test_the_files_are_named_safely_and_hold_the_picture_shown(ax, shown, tmp_path):
    emit(ax, "../Ynys Môn: 25% / year", ALT, tmp_path / "charts")
    assert sorted(p.name for p in (tmp_path / "charts").iterdir()) == [
        "ynys-mon-25-year.png", "ynys-mon-25-year.svg", "ynys-mon-25-year.txt",
    ]  # fmt: skip
    assert [p.name for p in tmp_path.iterdir()] == ["charts"]
    png = (tmp_path / "charts" / "ynys-mon-25-year.png").read_bytes()
    assert base64.b64decode(shown[0][0]["image/png"]) == png
    assert (tmp_path / "charts" / "ynys-mon-25-year.txt").read_text(encoding="utf-8") == f"{ALT}\n"


def test_svg_keeps_text_as_text_and_is_the_same_each_time(eyes, shown, tmp_path):
    for folder in ("a", "b"):
        chart = ranked_bars.draw(eyes.ranked_rows([30.0, 20.0]), title="My title", unit="%", decimals=1)
        emit(chart, "x", ALT, tmp_path / folder)
    one, two = ((tmp_path / f / "x.svg").read_text(encoding="utf-8") for f in ("a", "b"))
    assert one == two
    assert ">My title<" in one and "<dc:date>" not in one


def test_a_folder_that_cannot_be_made_is_an_error_in_words(ax, shown, tmp_path):
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(ScoutingError, match="Could not write"):
        emit(ax, "x", ALT, tmp_path / "file")
    assert shown == []


def test_a_chart_without_alt_text_is_refused(ax, shown):
    with pytest.raises(ScoutingError, match="no alt text"):
        emit(ax, "x", " ")
    assert shown == []


def test_the_figure_is_closed_and_pyplot_never_needed(ax, shown):
    figure = ax.figure
    emit(figure, "x", ALT)
    assert figure.axes == []


def test_a_pyplot_figure_is_released(shown):
    plt = pytest.importorskip("matplotlib.pyplot")
    before = plt.get_fignums()
    figure, _ = plt.subplots()
    emit(figure, "x", ALT)
    assert plt.get_fignums() == before
    assert "matplotlib.pyplot" in sys.modules


def test_drawing_and_saving_leave_matplotlib_as_it_was(eyes, shown, tmp_path):
    before = dict(mpl.rcParams)
    emit(ranked_bars.draw(eyes.ranked_rows([30.0]), title="T", unit="%", decimals=1), "x", ALT, tmp_path)
    assert dict(mpl.rcParams) == before


def test_any_figure_may_be_emitted(shown):
    emit(Figure(figsize=(4, 2)), "x", ALT)
    assert shown[0][1]["image/png"]["width"] == 400


def test_margins_are_fixed_and_no_layout_engine_runs(ax):
    assert ax.figure.get_layout_engine() is None
    assert round(ax.get_position().x0 * theme.WIDTH, 6) == theme.MARGINS["ranked"].left
