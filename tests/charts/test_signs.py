"""Signs over the years: every state where the table has it, three states never alike, and all said in the alt text."""

import re

import pandas as pd
import pytest

from scouting.charts import signs as signs_chart

HEADINGS = ["Losing grip", "Breakdown", "Systemic crisis", "Complete lock"]


def tables(n, years=range(2014, 2026)):
    """``n`` signs over twelve years, every state and basis among them; one sign has no row in some years."""
    rows = [
        (f"s{k}", HEADINGS[k * 4 // n], f"Children on a protection plan whose reviews were in time {k}", "10 of 10")
        for k in range(n)
    ]
    told = []
    for k in range(n):
        for year in years:
            kind = (k + year) % 5
            if k == 1 and year < 2020:
                continue
            state = "not_enough" if kind == 0 else "no_sign" if kind == 1 else "shown"
            basis = ["", "", "change", "standing", "change and standing"][kind]
            told.append((f"s{k}", year, state, basis))
    return pd.DataFrame(rows, columns=signs_chart.ROWS), pd.DataFrame(told, columns=signs_chart.CELLS)


@pytest.mark.parametrize("n, kind", [(4, "recovery"), (23, "warning")])
def test_legible_and_each_cell_is_its_state(eyes, n, kind):
    rows, matrix = tables(n)
    ax = signs_chart.draw(rows, matrix, title="Bournemouth, Christchurch and Poole: signs", kind=kind)
    eyes.legible(ax)
    cells, glyphs = eyes.labelled(ax, "cell:"), eyes.glyphs(ax)
    assert len(cells) == n * 10  # the last ten years, known or not
    told = {f"{c.sign_id}:{c.year}": c for c in matrix.itertuples() if c.year > 2015}
    faces = {"shown": set(), "no_sign": set(), "not_enough": set()}
    for name, patch in cells.items():
        state = told[name].state if name in told else "not_enough"
        faces[state].add(patch.get_facecolor())
        assert bool(patch.get_hatch()) == (state == "not_enough")
        wanted = {"not_enough": None, "no_sign": "·"}.get(
            state, signs_chart.LETTERS.get(getattr(told.get(name), "basis", ""))
        )
        assert glyphs.get(name) == wanted
    assert all(len(colours) == 1 for colours in faces.values()) and len(set.union(*faces.values())) == 3


def test_alt_text_says_every_year_shown():
    rows, matrix = tables(4)
    said = signs_chart.alt_text(rows, matrix, title="Signs")
    for row in rows.itertuples():
        mine = matrix[(matrix.sign_id == row.sign_id) & (matrix.year > 2015)]
        part = re.split("[;.]", said.split(row.title)[1])[0]
        for cell in mine.itertuples():
            assert (str(cell.year) in part.split(" shown in ")[-1].split("(")[0]) == (cell.state == "shown")
        unknown = 10 - (mine.state != "not_enough").sum()
        assert (f"{unknown} of 10 years not known" in part) == (unknown > 0)
