"""The palette as people see it who see fewer colours, and on a black and white print.

Pairs that are set beside each other keep a distance, or a glyph, a hatch, a shape or a line style tells them apart.
"""

from itertools import combinations, pairwise

import numpy as np
import pandas as pd
import pytest
from matplotlib.colors import to_hex

from scouting import terms
from scouting.charts import (  # fmt: skip
    cells,
    distribution,
    foretold,
    hexmap,
    inspections,
    league,
    ranked_bars,
    steps,
    theme,
    trend,
    xmr,
)
from scouting.charts import (
    coverage as coverage_chart,
)
from scouting.charts import (
    funnel as funnel_chart,
)
from scouting.charts import (
    quadrant as quadrant_chart,
)

# Machado, Oliveira and Fernandes (2009), A Physiologically-based Model for Simulation of Color Vision Deficiency,
# IEEE Transactions on Visualization and Computer Graphics 15(6), severity 1.0; on linear RGB.
SEEN = {
    "all colours": np.eye(3),
    "protanopia": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    "deuteranopia": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]],
    "tritanopia": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]],
    "greyscale": [[0.2126, 0.7152, 0.0722]] * 3,
}


def lab(colour, seen):
    """A colour in CIELAB (D65), as it is seen."""
    channels = np.array([int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)])
    linear = np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)
    linear = np.clip(np.array(SEEN[seen]) @ linear, 0, 1)
    to_xyz = np.array([[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750],
                       [0.0193339, 0.1191920, 0.9503041]])  # fmt: skip
    xyz = to_xyz @ linear / np.array([0.95047, 1.0, 1.08883])
    f = np.where(xyz > 216 / 24389, np.cbrt(xyz), (24389 / 27 * xyz + 16) / 116)
    return 116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])


def ciede2000(one, two):
    """The difference of two colours in CIELAB: Sharma, Wu and Dalal (2005), Color Research and Application 30(1)."""
    (l1, a1, b1), (l2, a2, b2) = one, two
    c7 = ((np.hypot(a1, b1) + np.hypot(a2, b2)) / 2) ** 7
    g = 0.5 * (1 - np.sqrt(c7 / (c7 + 25**7)))
    a1, a2 = a1 * (1 + g), a2 * (1 + g)
    c1, c2 = np.hypot(a1, b1), np.hypot(a2, b2)
    h1, h2 = (np.degrees(np.arctan2(b, a)) % 360 for a, b in ((a1, b1), (a2, b2)))
    grey = c1 * c2 == 0
    dh = 0 if grey else (h2 - h1 + 180) % 360 - 180
    h = h1 + h2 if grey else (h1 + dh / 2) % 360
    dl, dc, dbig = l2 - l1, c2 - c1, 2 * np.sqrt(c1 * c2) * np.sin(np.radians(dh / 2))
    level, chroma = (l1 + l2) / 2, (c1 + c2) / 2
    t = (1 - 0.17 * np.cos(np.radians(h - 30)) + 0.24 * np.cos(np.radians(2 * h))
         + 0.32 * np.cos(np.radians(3 * h + 6)) - 0.20 * np.cos(np.radians(4 * h - 63)))  # fmt: skip
    sl = 1 + 0.015 * (level - 50) ** 2 / np.sqrt(20 + (level - 50) ** 2)
    sc, sh = 1 + 0.045 * chroma, 1 + 0.015 * chroma * t
    turn = np.sin(np.radians(60 * np.exp(-(((h - 275) / 25) ** 2))))
    rt = -2 * np.sqrt(chroma**7 / (chroma**7 + 25**7)) * turn
    return float(np.sqrt((dl / sl) ** 2 + (dc / sc) ** 2 + (dbig / sh) ** 2 + rt * dc / sc * dbig / sh))


def distance(one, two, seen):
    colours = (theme.COLOURS.get(name, name) for name in (one, two))
    return ciede2000(*(lab(colour, seen) for colour in colours))


@pytest.mark.parametrize(
    "one,two,wanted",
    [
        ((50, 2.6772, -79.7751), (50, 0, -82.7485), 2.0425),
        ((50, 2.5, 0), (73, 25, -18), 27.1492),
        ((50, 2.5, 0), (61, -5, 29), 22.8977),
        ((50, 2.5, 0), (56, -27, -3), 31.9030),
        ((60.2574, -34.0099, 36.2677), (60.4626, -34.1751, 39.4387), 1.2644),
        ((2.0776, 0.0795, -1.1350), (0.9033, -0.0636, -0.5514), 0.9082),
    ],
)
def test_the_distance_is_that_of_its_authors_examples(one, two, wanted):
    assert ciede2000(one, two) == pytest.approx(wanted, abs=5e-5)


#: Colours that stand beside each other and must be told apart by themselves, whoever looks: CIEDE2000 of 8 or more.
#: (About 2.3 is the least that is noticed side by side; 8 is still seen between small marks apart from each other.)
APART = 8
PAIRS = [
    ("better", "worse"), ("better", "similar"), ("worse", "similar"), ("higher", "similar"),  # spine, verdicts
    ("better", "higher"), ("focus", "neighbour"), ("focus", "other"), ("focus", "grid"), ("neighbour", "grid"),
    ("neighbour", "median"), ("neighbour", "england"), ("median", "england"), ("focus", "median"),
    ("other", "paper"), ("neighbour", "paper"), ("worse", "paper"), ("target", "paper"), ("similar", "ink"),
]  # fmt: skip


def alike(pairs):
    """The pairs that somebody cannot tell apart, with how they see."""
    return [(one, two, seen) for one, two in pairs for seen in SEEN if distance(one, two, seen) < APART]


def test_colours_beside_each_other_are_told_apart_by_everybody():
    assert alike(PAIRS) == []


def test_steps_of_a_map_are_told_apart_by_everybody():
    ladders = [["A", "B", "C", "D"], terms.QUARTERS]
    pairs = [(hexmap.GROUPS[one], hexmap.GROUPS[two]) for ladder in ladders for one, two in pairwise(ladder)]
    assert alike(pairs) == [] and len(pairs) == 6


def test_steps_of_a_rug_are_told_apart_by_everybody():
    for side in terms.SIDES:
        told = [(f"clearly {side}", True), (f"clearly {side}", False), (f"probably {side}", False)]
        assert alike(pairwise(cells.colour(*verdict) for verdict in told)) == [], side


def test_on_a_map_shades_that_look_alike_are_on_two_sides_of_a_sign():
    for one, two in combinations("ABCD", 2):
        assert not alike([(hexmap.GROUPS[one], hexmap.GROUPS[two])]) or (one in hexmap.BELOW) != (
            two in hexmap.BELOW
        ), (one, two)


def test_the_sign_is_drawn_in_every_hexagon_under_the_middle(data):
    rows = data.catalog.tiles.assign(name="X", role="other", group=["C", "A", "D"] * 51)
    ax = hexmap.draw(rows, title="T")
    signs = next(c for c in ax.collections if c.get_label() == "signs")
    assert len(signs.get_offsets()) == 102
    assert sum(t.get_text() == "▾" for t in ax.texts) == 2  # in the key
    hexmap.update(ax, rows.assign(group="A"))
    assert [len(c.get_offsets()) for c in ax.collections if c.get_label() == "signs"] == [0]


# Pairs that no palette of so many meanings keeps apart in greyscale: what else tells each is asserted below.


def test_every_verdict_has_a_glyph_of_its_own():
    """Worse and higher are one grey; the glyph never is."""
    glyphs = [cells.GLYPHS[word] for word in terms.VERDICTS if word != terms.NOT_COMPARED]
    assert len(set(glyphs)) == len(glyphs) and all(glyphs)


def test_comparators_on_bars_differ_by_line_and_shape():
    """Region, England and the own target are greys close to the focus: diamonds, each with a line of its own."""
    roles = ["focus", "region", "england", "target"]
    rows = pd.DataFrame({"area_code": roles, "name": roles, "role": roles, "value": [20.0, 22, 24, 26], "lower": 19.0,
                         "upper": 27.0, "marker": "", "note": ""})  # fmt: skip
    ax = ranked_bars.draw(rows, title="T", unit="%", decimals=1)
    shapes = {line.get_label(): line.get_marker() for line in ax.lines if str(line.get_label()).startswith("mark:")}
    assert [shapes[f"mark:{code}"] for code in rows.area_code] == ["o", "D", "D", "D"]
    assert len(set(ranked_bars.LINES.values())) == len(ranked_bars.LINES) == 4


def test_lines_of_a_trend_differ_by_width_or_dash():
    looks = {(style["lw"], str(style.get("ls", "-"))) for style in trend.LINES.values()}
    assert len(looks) == len(trend.LINES)


def test_neighbours_among_other_councils_are_rimmed_or_larger():
    """Neighbour and other are one grey: dots, funnel and quadrant rim neighbours in ink, the strip enlarges them."""
    rims = {role: look["mec"] for role, look in distribution.LOOKS.items()}
    assert distance(rims["neighbour"], rims["other"], "greyscale") > 50
    assert funnel_chart.LOOKS is distribution.LOOKS and quadrant_chart.LOOKS is distribution.LOOKS
    n = league.MOST_NAMED + 10
    rows = pd.DataFrame({"area_code": "E", "name": "X", "role": ["focus", "neighbour", *["other"] * (n - 2)],
                         "rank": np.arange(1.0, n + 1), "rank_low": 1.0, "rank_high": n, "of": n})  # fmt: skip
    ax = league.draw(rows, title="T")
    sizes = next(c for c in ax.collections if c.get_label() == "marks").get_sizes()
    assert sizes[1] > 2 * sizes[2]


def test_shades_of_coverage_in_the_key_are_told_apart_by_everybody():
    rows = pd.DataFrame([("a", "need", "Referrals", 2025, 0.7, False)], columns=coverage_chart.COLUMNS)
    drawn = {p.get_label(): to_hex(p.get_facecolor()) for p in coverage_chart.draw(rows, title="T").patches}
    shades = ["#ffffff", *(drawn[f"cell:key:{share:g}"] for share in coverage_chart.KEY_SHARES)]
    assert [seen for seen in SEEN if distance(*shades[:2], seen) < APART / 2] == []
    assert alike(pairwise(shades[1:])) == []


def test_every_grade_of_an_inspection_is_written_in_its_cell():
    row = (pd.Timestamp("2023-09-25"), "outstanding", "good", "requires improvement", "inadequate", "")
    rows = pd.DataFrame([row], columns=inspections.COLUMNS)
    ax = inspections.draw(rows, title="T", first="2018-01-01", last="2025-03-31")
    said = [t.get_text().replace("\n", " ") for t in ax.texts if t.get_label().startswith("grade:")]
    assert said == [*row[1:5], "not judged"]


def test_a_score_that_tells_no_more_than_a_coin_is_hollow():
    rows = pd.DataFrame([("Risk", 0.7, 0.6, 0.8, 90), ("Noise", 0.55, 0.4, 0.7, 90)], columns=foretold.COLUMNS)
    dots = {line.get_label(): line for line in foretold.draw(rows, title="T").lines}
    fills = [to_hex(dots[f"dot:{y}"].get_markerfacecolor()) for y in (0, 1)]
    assert fills == [theme.COLOURS["focus"].lower(), theme.COLOURS["paper"].lower()]


def test_lines_of_a_step_view_and_of_limits_differ_by_dots_width_or_dash():
    ends = pd.to_datetime(["2023-03-31", "2024-03-31", "2025-03-31"])
    rows = pd.DataFrame({"period": ["2023", "2024", "2025"], "period_end": ends, "value": [10.0, 12, 20],
                         "neighbour_median": [11.0, 11, 12], "england": [12.0, 12, 13], "segment": 0,
                         "part": ["before", "before", "after"],
                         "position": [0, 1, 2], "marker": "", "outside": [False, False, True], "shift": False,
                         "trend": False})  # fmt: skip
    ax = steps.draw(rows, title="T", unit="%", decimals=1, expected=12.0, reach=4.0)
    looks = {line.get_label(): (line.get_linewidth(), line.get_linestyle()) for line in ax.lines}
    wanted = ("line:value", "line:neighbour_median", "level:before")
    assert len({looks[name] for name in wanted}) == len(wanted) and "points" in looks
    ax = xmr.draw(rows, title="T", mean=14.0, lower=9.0, upper=19.0, unit="%", decimals=1)
    looks = {line.get_label(): (line.get_linewidth(), line.get_linestyle()) for line in ax.lines}
    assert len({looks["level:Mean"], looks["level:Upper limit"], looks["line"]}) == 3
    assert "ring:2025" in looks and [t.get_text() for t in ax.texts if t.get_label() == "signal:2025"] == ["outside"]
