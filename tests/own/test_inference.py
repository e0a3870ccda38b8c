"""What a reader who knows the rule can work out: every world that gives the same reports, counted one by one.

A world is what happened: a count for each of a few pieces of time. A report holds some of the pieces and their sums,
and the rule hides what it hides. Worlds whose reports are all alike cannot be told apart, so what a reader knows of a
count is the values that it has in all of them.
"""

import itertools
import random
from collections import defaultdict

import pytest

from scouting.own.secondary import Cell, also_hidden

#: Three months and their quarter; two quarters, of which one is given by months, and four quarters, in a year.
QUARTER = {"a": (0, 0), "b": (1, 1), "c": (2, 2), "q": (0, 2)}
HALVES = {"a": (0, 0), "b": (1, 1), "c": (2, 2), "second": (3, 5), "first": (0, 2), "y": (0, 5)}
QUARTERS = {"q1": (0, 2), "q2": (3, 5), "q3": (6, 8), "q4": (9, 11), "y": (0, 11)}


def report(figures, spans, small, before=()):
    """What readers see: {cell: its counts, or None where it is hidden}.

    ``figures``: {cell: its counts by name}; ``before``: what the reports before showed, and the figures they had.
    """
    shown = {(cell, counts) for view, _ in before for cell, counts in view.items() if counts is not None}
    only = {(cell, counts) for view, all_of in before for cell, counts in all_of.items() if view.get(cell, 0) is None}
    only -= {one for one in only if one[0] in dict(shown)}
    rows = [
        Cell(*spans[cell], dict(counts), any(0 < n < small for _, n in counts), (cell, counts) in shown,
             (cell, counts) in only)
        for cell, counts in figures.items()
    ]  # fmt: skip
    others = [Cell(*spans[cell], dict(counts), stands=True) for cell, counts in sorted(shown)]
    others += [Cell(*spans[cell], dict(c), hidden=cell not in figures, once=True) for cell, c in sorted(only)]
    gone = also_hidden(rows, others, small)
    return {cell: None if k in gone else counts for k, (cell, counts) in enumerate(figures.items())}


def given(world, spans, cells):
    """The figures of some cells. ``world``: a tuple of counts (n, or n, d and rest) for each of the first pieces."""
    pieces = list(zip(spans.values(), world, strict=False))
    sums = {
        cell: [sum(counts) for counts in zip(*(c for (a, b), c in pieces if a >= first and b <= last), strict=True)]
        for cell, (first, last) in spans.items()
    }
    return {cell: tuple(zip("ndr", sums[cell], strict=False)) for cell in cells}


def sums(world):
    """Every sum of pieces that somebody could be after, by which pieces and which count."""
    places = range(len(world))
    every = [some for size in (1, 2, 3) for some in itertools.combinations(places, size)]
    return {(some, k): sum(world[p][k] for p in some) for some in every for k in range(len(world[0]))}


def learnt(seen, small, most):
    """What is learnt that must not be: a small count of which a reader knows that it is one of too few.

    A small count could be any of 1 to ``small`` - 1. ``seen``: what readers saw, a view for each report, and the world,
    of every world of counts up to ``most``. A total above that could be made of larger counts than are tried: left out.
    """
    alike = defaultdict(list)
    for views, truth in seen:
        if all(n <= most for view in views for counts in view.values() if counts for name, n in counts if name != "d"):
            alike[tuple(tuple(view.items()) for view in views)].append(truth)
    assert alike
    found = []
    for views, worlds in alike.items():
        for key in worlds[0]:
            values = {world[key] for world in worlds}
            if len(values) < small - 1 and any(0 < n < small for n in values):
                found.append((views, key, values))
    return found


def subsets(cells):
    cells = list(cells)
    return [some for n in range(1, len(cells) + 1) for some in itertools.combinations(cells, n)]


def every_world(pieces, most):
    return [tuple((n,) for n in counts) for counts in itertools.product(range(most + 1), repeat=pieces)]


def in_turn(world, spans, orders, small, begin=()):
    """The views of reports made one after the other, each of the cells in ``orders``. ``begin``: as ``before``."""
    done = list(begin)
    for cells in orders:
        figures = given(world, spans, cells)
        done.append((report(figures, spans, small, done), figures))
    return [view for view, _ in done]


def leaks(orders, small, most, spans=QUARTER, pieces=3, standing=()):
    """``learnt`` for each order of reports. ``standing``: cells that are published."""
    found = {}
    for order in orders:
        seen = []
        for world in every_world(pieces, most):
            known = given(world, spans, standing)
            seen.append((in_turn(world, spans, order, small, [(known, known)]), sums(world)))
        found[order] = learnt(seen, small, most)
    return {order: told for order, told in found.items() if told}


SETS = subsets(QUARTER)


@pytest.mark.parametrize(("small", "most"), [(3, 5), (5, 6), pytest.param(5, 14, marks=pytest.mark.long)])
def test_one_report_gives_no_small_count_away(small, most):
    assert leaks([(cells,) for cells in SETS], small, most) == {}


PAIRS = list(itertools.product(SETS, repeat=2))


@pytest.mark.parametrize(
    ("n", "small", "most"), [(60, 3, 4), pytest.param(225, 5, 14, marks=pytest.mark.long)]
)  # fmt: skip
def test_two_reports_side_by_side_give_no_small_count_away(n, small, most):
    """Whatever the first holds and whatever the second: months that come later, a quarter before its months."""
    assert leaks(random.Random(n).sample(PAIRS, n), small, most) == {}


@pytest.mark.parametrize("n", [20, pytest.param(1500, marks=pytest.mark.long)])
def test_three_reports_side_by_side_give_no_small_count_away(n):
    orders = list(itertools.product(SETS, repeat=3))
    assert leaks(random.Random(n).sample(orders, n), 3, 4) == {}


def in_part(world, orders, small):
    """The views of reports made one after the other, of which each shows a part of the figures: region, then own."""
    done = []
    for cells, seen in orders:
        figures = given(world, QUARTER, cells)
        view = report(figures, QUARTER, small, done)
        done.append(tuple({cell: held[cell] for cell in seen} for held in (view, figures)))
    return [view for view, _ in done]


def part_leaks(orders, small, most):
    """``learnt`` by who has both of two reports, and by who has one of them."""
    found = {}
    for order in orders:
        both = [(in_part(world, order, small), sums(world)) for world in every_world(3, most)]
        for whose in (slice(None), slice(1), slice(1, None)):
            told = learnt([(views[whose], truth) for views, truth in both], small, most)
            found |= {(order, str(whose)): told} if told else {}
    return found


#: What a report shows of all that is held, and what the next one does.
PARTS = [((tuple(QUARTER), one), (tuple(QUARTER), other)) for one, other in PAIRS]


@pytest.mark.parametrize(
    ("n", "small", "most"), [(12, 3, 5), pytest.param(225, 3, 5, marks=pytest.mark.long),
                             pytest.param(40, 5, 14, marks=pytest.mark.long)]
)  # fmt: skip
def test_what_is_shared_in_part_gives_no_small_count_away(n, small, most):
    """Of some figures the region has a part, before or after the council has all: each heeds what the other showed."""
    assert part_leaks(random.Random(n).sample(PARTS, n), small, most) == {}


def revised(orders, small, most):
    """``learnt`` where one month was revised between two reports, and its quarter with it."""
    found, worlds = {}, every_world(3, most)
    for first, second in orders:
        seen = []
        for old in worlds:
            figures = given(old, QUARTER, first)
            begin = [(report(figures, QUARTER, small), figures)]
            for place, n in itertools.product(range(3), range(most + 1)):
                new = (*old[:place], (n,), *old[place + 1 :])
                truth = {("old", k): v for k, v in sums(old).items()} | {("new", k): v for k, v in sums(new).items()}
                seen.append((in_turn(new, QUARTER, [second], small, begin), truth))
        found[first, second] = learnt(seen, small, most)
    return {order: told for order, told in found.items() if told}


EVERY = tuple(QUARTER)
TYPICAL = [(("q",), EVERY), (("b", "c", "q"),) * 2]


@pytest.mark.parametrize("orders", [TYPICAL, pytest.param(PAIRS, marks=pytest.mark.long)])
def test_a_revision_gives_no_small_count_away(orders):
    """Neither what it is now nor what it was: whoever takes all else for unchanged subtracts the one from the other."""
    assert revised(orders, 3, 4) == {}


ALL = ("q1", "q2", "q3", "q4")
BOTH = ("a", "b", "c", "first", "second")
PUBLISHED = [
    (QUARTERS, [(ALL,), (("q1", "q2", "q3"),), (("q2",), ("q1", "q2", "q4"))]),
    (HALVES, [(BOTH,), (("c",), BOTH), (("a", "first"), ("a", "c", "second"))]),
]


@pytest.mark.parametrize(("spans", "orders"), PUBLISHED)
def test_parts_of_a_year_that_is_published_give_no_small_count_away(spans, orders):
    assert leaks(orders, 3, 4, spans, 4, ["y"]) == {}


def test_a_year_of_ones_own_and_its_parts_give_no_small_count_away():
    assert leaks([((*ALL, "y"),)], 3, 4, QUARTERS, 4) == {}
    assert leaks([(("b", "second", "first", "y"), ("a", "b", "second", "first"))], 3, 4, HALVES, 4) == {}


@pytest.mark.long
@pytest.mark.parametrize(("spans", "pieces"), [(QUARTERS, 4), (HALVES, 4)])
def test_parts_of_a_year_in_any_two_reports_give_no_small_count_away(spans, pieces):
    orders = random.Random(4).sample(list(itertools.product(subsets(list(spans)[:-1]), repeat=2)), 150)
    assert leaks(orders, 3, 4, spans, pieces, ["y"]) == {}
    orders = random.Random(5).sample(list(itertools.product(subsets(spans), repeat=2)), 150)
    assert leaks(orders, 3, 4, spans, pieces) == {}


#: Two months and their sum, in one report or two of the same; more in the long run.
TWO = {"a": (0, 0), "b": (1, 1), "q": (0, 1)}
TOGETHER = [(("a", "q"),), (("a",), ("a", "b", "q"))]


@pytest.mark.parametrize(
    ("orders", "most"),
    [(TOGETHER, 4), pytest.param(list(itertools.product(subsets(TWO), repeat=2)), 5, marks=pytest.mark.long)],
)
def test_shares_give_no_small_count_away(orders, most):
    """Counts out of people: who was counted, out of how many, and the rest, in two months and their sum."""
    one = [(n, n + rest, rest) for n, rest in itertools.product(range(most + 1), repeat=2)]
    for order in orders:
        seen = [(in_turn(w, TWO, order, 3), sums(w)) for w in itertools.product(one, repeat=2)]
        assert learnt(seen, 3, most) == [], order


MONTHS = {f"m{n}": (n, n) for n in range(12)}
YEAR = MONTHS | {f"q{n}": (3 * n, 3 * n + 2) for n in range(4)} | {"y": (0, 11)}


def like(world, place, n):
    """Worlds in which one month has another count: alone, with another month changed too, or people moved to others."""
    base = [c for (c,) in world]
    base[place], more = n, world[place][0] - n
    others = [k for k in range(12) if k != place]
    yield base
    for k in others:
        yield [*base[:k], base[k] + more, *base[k + 1 :]]
    for one, two in itertools.combinations(others, 2):
        yield [c + (more // 2 if k == one else more - more // 2 if k == two else 0) for k, c in enumerate(base)]
    for k, c in itertools.product(others, range(6)):
        yield [*base[:k], c, *base[k + 1 :]]


def could_be(world, place, views, order, begin):
    """Values that one month could have, four at most: a world with the same views cannot be ruled out by a reader."""
    found = set()
    for n in range(15):
        for counts in like(world, place, n):
            tried = tuple((c,) for c in counts)
            if len(found) < 4 and n not in found and min(counts) >= 0:
                found |= {n} if in_turn(tried, YEAR, order, 5, begin(tried)) == views else set()
    return found


@pytest.mark.parametrize("n", [4, pytest.param(400, marks=pytest.mark.long)])
def test_twelve_months_and_their_year_give_no_small_count_away(n):
    """Sampled: months, quarters and the year in one report or two, the year published or not."""
    draw = random.Random(n)
    for _ in range(n):
        standing = ["y"] if draw.random() < 0.5 else []

        def begin(world, standing=standing):
            return [(given(world, YEAR, standing),) * 2]

        world = tuple((draw.choice([0, 1, 2, 3, 4, 5, 6, 7, 9, 11, 14]),) for _ in range(12))
        cells = [cell for cell in YEAR if draw.random() < 0.9 and cell not in standing]
        order = [cells] if draw.random() < 0.5 else [[c for c in cells if draw.random() < 0.5], cells]
        views = in_turn(world, YEAR, order, 5, begin(world))
        for place in range(12):
            if 0 < world[place][0] < 5 and not any(view.get(f"m{place}") for view in views):
                values = could_be(world, place, views, order, begin)
                assert len(values) >= 4, (world, standing, order, place, values)
