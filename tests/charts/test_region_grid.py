"""The grid of councils and topics says in marks, numbers and words what its table holds."""

import pandas as pd
import pytest
from tests.cases import few

from scouting.charts import region_grid
from scouting.errors import ScoutingError

COUNTS = [(6, 2, 0), (6, 0, 3), (8, 2, 5), (4, 0, 0), (0, 0, 0), (12, 11, 10)]


def planted(councils, topics):
    rows = [
        (f"Bournemouth, Christchurch and Poole {c}" if c % 3 == 0 else f"Council {c}",
         "children in need: education" if t == 0 else f"topic {t}", *COUNTS[(c + t) % 6])
        for c in range(councils)
        for t in range(topics)
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=region_grid.COLUMNS)


@pytest.mark.parametrize(("councils", "topics"), few([(2, 1), (24, 17)], [(2, 1), (10, 13), (24, 17)]))
def test_every_shape_is_legible(eyes, councils, topics):
    ax = region_grid.draw(planted(councils, topics), title="South East: where councils are ahead", notes=("a note",))
    eyes.legible(ax)


def test_each_cell_says_its_counts_and_is_hatched_where_nothing_is_compared(eyes):
    rows = planted(6, 6)
    ax = region_grid.draw(rows.iloc[:-1], title="T")
    marks, cells = eyes.labelled(ax, "mark:"), eyes.labelled(ax, "cell:")
    for row in rows.iloc[:-1].itertuples():
        name = f"{row.area_name}:{row.topic}"
        if not row.compared:
            assert name not in marks and cells[name].get_hatch()
            continue
        text = marks[name].get_text()
        assert eyes.numbers(text.replace("▲", " ").replace("▼", " ")) == [n for n in (row.ahead, row.behind) if n]
        assert ("▲" in text) == (row.ahead > 0) and ("▼" in text) == (row.behind > 0)
    last = rows.iloc[-1]
    assert cells[f"{last.area_name}:{last.topic}"].get_hatch()  # a cell that is not there is not compared


def test_councils_stand_in_the_order_given(eyes):
    rows = planted(7, 2)
    ax = region_grid.draw(rows, title="T")
    heights = {name: text.get_position()[1] for name, text in eyes.labelled(ax, "name:").items()}
    assert sorted(heights, key=heights.get) == list(dict.fromkeys(rows.area_name))


def test_alt_text_counts_every_council_of_every_topic(eyes):
    rows = planted(6, 3)
    said = region_grid.alt_text(rows, title="Where they stand.")
    assert said.startswith("Grid of 6 councils by 3 topics: Where they stand. ")
    for topic, mine in rows.groupby("topic", sort=False):
        part = said.split(f" {topic}: ")[1].split(".")[0]
        for row in mine.itertuples():
            for column in ("ahead", "behind"):
                n = getattr(row, column)
                told = [p for p in part.split("; ") if p.startswith(f"{column} ")]
                assert (f"{row.area_name} ({n})" in told[0]) if n else not told or f"{row.area_name} (" not in told[0]
        alike = int(((mine.compared > 0) & (mine.ahead + mine.behind == 0)).sum())
        absent = int((mine.compared == 0).sum())
        assert f"no clear difference for {alike}" in part and f"{absent} not compared" in part


def test_too_many_and_too_few_are_refused():
    with pytest.raises(ScoutingError, match="room for 17 topics, not for 18: draw it in parts"):
        region_grid.draw(planted(2, 18), title="T")
    with pytest.raises(ScoutingError, match="room for 24 councils, not for 25"):
        region_grid.draw(planted(25, 2), title="T")
    with pytest.raises(ScoutingError, match="region_grid needs columns that the table has not: ahead"):
        region_grid.draw(planted(2, 2).drop(columns="ahead"), title="T")
