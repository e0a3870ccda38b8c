"""Each sign of each explanation, planted by hand in a world of its own; and what the signs come to together."""

from dataclasses import replace

import numpy as np
import pytest
from tests.explain import planted, worlds

from scouting.explain import chases, counts, serves, watches
from scouting.explain.evidence import Item, verdict


@pytest.fixture(scope="module")
def blocks():
    """Councils that differ, nothing planted, no cell missing."""
    return planted.figures(worlds.world("unconnected", 0.0, 8, 4, missing=0.0))


def place(blocks, name):
    return blocks.facts.index.get_loc(name)


def one(items, point):
    return next(item for item in items if item.point == point)


def changed(blocks, **columns):
    """The blocks with one council's cells written over: {block: (indicator, council, last figures)}."""
    out = {}
    for name, (i, k, last) in columns.items():
        block = getattr(blocks, name).copy()
        block[i, k, -len(last) :] = last
        out[name] = block
    return replace(blocks, **out)


def test_exact_hundreds_count_only_where_the_denominator_makes_them_improbable(blocks):
    i, k = place(blocks, "t1"), 5
    large = changed(blocks, figures=(i, k, [100.0, 100, 100]), denominator=(i, k, [400.0, 380, 390]))
    item = one(counts.counts(large, np.array([i]), 0, k), "hundreds")
    assert item.verdict == "for" and item.n == 3
    rate = np.nanmedian(large.level[i]) / 100
    assert item.value == pytest.approx(rate ** (400 + 380 + 390))
    small = changed(blocks, figures=(i, k, [100.0, 100, 100]), denominator=(i, k, [4.0, 5, 3]))
    assert one(counts.counts(small, np.array([i]), 0, k), "hundreds").verdict == "neither"
    once = changed(blocks, figures=(i, k, [100.0, 97, 98]), denominator=(i, k, [400.0, 380, 390]))
    assert one(counts.counts(once, np.array([i]), 0, k), "hundreds").verdict == "neither"
    # Where little is good it is exact noughts that would be improbable, not hundreds.
    j = place(blocks, "o1")
    low = changed(blocks, figures=(j, k, [0.0, 0, 0]), denominator=(j, k, [400.0, 380, 390]))
    assert one(counts.counts(low, np.array([j]), 0, k), "hundreds").verdict == "for"


def test_heaping_is_seen_beside_the_field_and_never_in_coarse_figures(blocks):
    i, k = place(blocks, "t1"), 5
    d = np.full(8, 900.0)
    heaped = changed(blocks, figures=(i, k, [70.0, 75, 80, 80, 85, 80, 75, 80]), denominator=(i, k, d))
    item = one(counts.counts(heaped, np.array([i]), 0, k), "heaping")
    assert item.verdict == "for" and item.n == 8 and item.value < 1e-6
    plain = changed(blocks, figures=(i, k, [70.1, 75.3, 80, 80.2, 84.9, 79.7, 75.6, 81.1]), denominator=(i, k, d))
    assert one(counts.counts(plain, np.array([i]), 0, k), "heaping").verdict == "neither"
    coarse = replace(heaped, figures=np.round(heaped.figures / 5) * 5)
    assert one(counts.counts(coarse, np.array([i]), 0, k), "heaping").verdict == "no data"
    whole = replace(heaped, facts=heaped.facts.assign(decimals=0.0))
    assert one(counts.counts(whole, np.array([i]), 0, k), "heaping").verdict == "no data"
    few = changed(heaped, denominator=(i, k, np.full(8, 20.0)))
    assert one(counts.counts(few, np.array([i]), 0, k), "heaping").verdict == "no data"


@pytest.mark.parametrize(
    ("marks", "n"), [(["u", "", "p"], 1), (["", "", ""], 0), (["p", "r", ""], 0), (["c", "j", "u"], 3)]
)
def test_partial_figures_are_counted_and_provisional_ones_are_not(blocks, marks, n):
    i, k = place(blocks, "t1"), 5
    item = one(counts.counts(changed(blocks, markers=(i, k, marks)), np.array([i]), 0, k), "markers")
    assert (item.value, item.verdict) == (n, "for" if n else "neither")


def test_a_jump_of_the_denominator_is_one_sign_and_two_signs_speak(blocks):
    i, k = place(blocks, "t1"), 5
    d = blocks.denominator[i, k]
    jumped = changed(blocks, denominator=(i, k, [*(d[-3:-1]), d[-1] * 2.2]))
    items = counts.counts(jumped, np.array([i]), 0, k)
    assert one(items, "jump").verdict == "for" and one(items, "jump").value == pytest.approx(1.2, abs=0.05)
    hints = [item for item in items if item.point != "denominator"]
    assert counts.grade(hints) != "for"
    both = changed(jumped, markers=(i, k, ["u", "u", "u"]))
    assert counts.grade(counts.counts(both, np.array([i]), 0, k)) == "for"


def test_what_need_explains_reads_counting_threshold_or_need():
    """The same unusual denominator, once with a need that goes with it and once without."""
    made = planted.figures(worlds.world("counts", 2.5, 6, 8, missing=0.0))
    own, other, i = made.place(worlds.FOCUS), made.place(worlds.PLANTED), place(made, "o1")
    item = one(counts.counts(made, np.array([i]), own, other), "denominator")
    assert item.verdict == "for" and item.detail == ""
    needy = {"children": np.column_stack([made.need["children"], np.nan_to_num(made.counts.unusual[i])])}
    item = one(counts.counts(replace(made, need=needy), np.array([i]), own, other), "denominator")
    assert item.verdict == "neither" and item.detail == "counting, threshold or need"


def items(kind, **verdicts):
    return [Item(kind, point, "", says) for point, says in verdicts.items()]


@pytest.mark.parametrize(
    ("grade", "verdicts"),
    [
        ("for", {"improvement": "for", "steadiness": "for", "order": "no data"}),
        ("for", {"improvement": "for", "steadiness": "against", "order": "for"}),
        ("cannot tell", {"improvement": "for", "steadiness": "neither", "order": "no data"}),
        ("cannot tell", {"improvement": "neither", "steadiness": "for", "order": "for"}),
        ("against", {"improvement": "against", "steadiness": "for", "order": "for"}),
        ("no data", {"improvement": "no data", "steadiness": "for", "order": "for"}),
    ],
)
def test_watching_is_improvement_and_one_sign_more(grade, verdicts):
    assert watches.grade(items("watches", **verdicts)) == grade


WHOLE = dict.fromkeys(["outcomes", "need", "years", "sets"], "for")


@pytest.mark.parametrize(
    ("grade", "verdicts"),
    [
        ("for", {**WHOLE, "timeliness": "no data", "guards": "no data"}),
        ("for", {**WHOLE, "timeliness": "neither", "guards": "for"}),
        ("cannot tell", {**WHOLE, "timeliness": "neither", "guards": "against"}),
        ("cannot tell", {**WHOLE, "years": "neither", "timeliness": "for", "guards": "for"}),
        ("cannot tell", {**WHOLE, "sets": "against", "timeliness": "for", "guards": "for"}),
        ("cannot tell", {**WHOLE, "need": "no data", "timeliness": "for", "guards": "for"}),
        ("against", {**WHOLE, "need": "against", "timeliness": "for", "guards": "for"}),
        ("against", {**WHOLE, "outcomes": "against", "timeliness": "for", "guards": "for"}),
        ("no data", {**WHOLE, "outcomes": "no data", "timeliness": "for", "guards": "for"}),
    ],
)
def test_serving_better_needs_all_of_it(grade, verdicts):
    assert serves.grade(items("serves", **verdicts)) == grade


@pytest.mark.parametrize(
    ("grade", "verdicts"),
    [
        ("for", {"targeted": "for", "guards": "for", "worsening": "no data"}),
        ("for", {"targeted": "for", "guards": "against", "worsening": "for"}),
        ("cannot tell", {"targeted": "for", "guards": "neither", "worsening": "against"}),
        ("cannot tell", {"targeted": "neither", "guards": "for", "worsening": "for"}),
        ("against", {"targeted": "for", "guards": "against", "worsening": "against"}),
        ("against", {"targeted": "neither", "guards": "against", "worsening": "neither"}),
        ("cannot tell", {"targeted": "neither", "guards": "against", "worsening": "for"}),
        ("against", {"targeted": "against", "guards": "for", "worsening": "for"}),
        ("no data", {"targeted": "no data", "guards": "for", "worsening": "for"}),
        ("no data", {"targeted": "for", "guards": "no data", "worsening": "no data"}),
    ],
)
def test_chasing_needs_good_targets_and_guards_that_suffer(grade, verdicts):
    assert chases.grade(items("chases", **verdicts)) == grade


def test_what_is_not_known_speaks_neither_way():
    assert {verdict(False, a, b) for a in (True, False) for b in (True, False)} == {"no data"}


def test_a_lead_on_one_outcome_alone_is_not_serving_better(blocks):
    """Three standard deviations ahead on one outcome, level on the rest: the mean is wide, the rest is not."""
    topic = next(t for t in blocks.topics if t.name == "planted")
    level = blocks.level.copy()
    own, other = 3, 7
    level[topic.untargeted, other] = level[topic.untargeted, own]
    i = topic.untargeted[0]
    level[i, other] = level[i, own] - 5 * blocks.scale[i]
    lone = replace(blocks, level=level)
    item = one(serves.serves(lone, topic, own, other, {}), "outcomes")
    assert item.value > 1 and item.second > 2 and item.verdict == "neither"
    for j in topic.untargeted:
        level[j, other] = level[j, own] - 2 * blocks.scale[j]
    item = one(serves.serves(replace(blocks, level=level), topic, own, other, {}), "outcomes")
    assert item.verdict == "for" and item.value == pytest.approx(2, rel=0.2)


def test_outcomes_that_turned_lately_are_no_better_service_yet(blocks):
    """One hardly ahead but for the last year, by much, and one that was so in all three."""
    topic = next(t for t in blocks.topics if t.name == "planted")
    own, other, rows = 3, 7, topic.untargeted

    def years(ahead):
        figures = blocks.figures.copy()
        step = np.array(ahead) * blocks.scale[rows][:, None]  # little is good
        figures[rows, other, -3:] = figures[rows, own, -3:] - step
        return one(serves.serves(replace(blocks, figures=figures), topic, own, other, {}), "years")

    turned, always = years([0.1, 0.1, 1.5]), years([1.0, 1.0, 1.5])
    assert (turned.verdict, turned.value, turned.detail) == ("neither", 3, "on average by little")
    assert (always.verdict, always.value, always.detail) == ("for", 3, "")
    assert years([-1.0, -1.0, 2.0]).verdict == "against"


def test_years_count_only_where_all_three_are_there_and_of_one_definition(blocks):
    topic = next(t for t in blocks.topics if t.name == "planted")
    gone = blocks.figures.copy()
    gone[topic.untargeted, 7, -3] = np.nan
    assert one(serves.serves(replace(blocks, figures=gone), topic, 3, 7, {}), "years").verdict == "no data"
    broken = blocks.segment.copy()
    broken[topic.untargeted, -2:] += 1
    assert one(serves.serves(replace(blocks, segment=broken), topic, 3, 7, {}), "years").verdict == "no data"
