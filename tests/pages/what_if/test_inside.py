"""What a report's page carries for its what-if: exact, light, of published figures alone; and the paired choices."""

import base64
from dataclasses import replace

import numpy as np
import pytest

from scouting.pages.what_if import choices, inside
from scouting.report.what_if import what_if
from scouting.study import study


@pytest.mark.parametrize("indicators", ["children", "adults"])
def test_the_page_carries_the_index_exactly_and_stays_light(data, indicators):
    of = study("Westmorland and Furness", indicators=indicators, data=data)
    made = inside.weighting(of)
    matrix = inside.matrix(of, made)
    held = inside.held(of, made, matrix, str)
    ids = [one[0] for one in held["measures"]]
    shape = len(matrix.areas), len(ids)
    value = np.frombuffer(base64.b64decode(held["value"]), "<f8").reshape(shape)
    noise = np.frombuffer(base64.b64decode(held["noise"]), "<u2").reshape(shape) * held["unit"]
    assert np.array_equal(value, matrix.value[ids].to_numpy(), equal_nan=True) and np.isnan(value).any()
    there = np.isfinite(value)
    assert np.abs(noise - matrix.noise[ids].to_numpy())[there].max() <= held["unit"] and (noise > 0).all()
    codes = list(matrix.areas)
    assert codes[held["own"]] == of.area_code and [codes[k] for k in held["near"]] == of.neighbour_set.codes
    assert [one[2] for one in held["measures"]] == made.indicators.weight.tolist()
    whole = what_if(of)
    assert len(whole.data.encode()) < 35_000 and sum(len(part.encode()) for part in whole) < 45_000
    others = data.catalog.areas[data.catalog.areas.index != of.area_code]
    told = "".join(whole)
    assert not [name for name in [*others.name, *others.index] if name in told], "another council is named"


def test_a_page_on_chosen_measures_has_none(data):
    assert what_if(study("Derby", indicators="re_referrals,cp_plans_repeat", data=data)) == ("", "", "")


def test_no_councils_own_figures_are_in_it(data):
    """The index is of the published figures that own ones were put beside."""
    of = study("Derby", data=data)
    mine = data.values.assign(value=data.values.value * 2)
    beside = replace(of, data=replace(data, values=mine, published=data))
    made = inside.weighting(of)
    assert inside.matrix(beside, made).value.equals(inside.matrix(of, made).value)


@pytest.mark.parametrize("items", [2, 4, 5, 6, 7, 11, 14])
def test_pairs_join_every_item_and_ask_about_each_nearly_as_often(items):
    asked = choices.pairs(items)
    assert len(set(map(frozenset, asked))) == len(asked) == min(max(10, items), items * (items - 1) // 2)
    often = np.bincount(np.ravel(asked), minlength=items)
    assert often.max() - often.min() <= 2
    joined = {0}
    for _ in range(items):
        joined |= {one for pair in asked if joined & set(pair) for one in pair}
    assert len(joined) == items


def test_with_every_pair_answered_weights_are_the_geometric_means_of_rows():
    """Crawford and Williams: the least squares of logarithms are the rows' means."""
    answers = np.random.default_rng(2).integers(-1, 2, 10)
    ratios = np.zeros((5, 5))
    for (a, b), answer in zip(choices.pairs(5), answers, strict=True):
        ratios[a, b], ratios[b, a] = answer, -answer
    assert choices.solution(5) @ answers == pytest.approx(ratios.mean(1) * np.log(choices.MORE))


@pytest.mark.parametrize("items", [5, 6])
def test_who_answers_by_one_order_agrees_with_the_weights_in_all(items):
    asked, worth = choices.pairs(items), np.random.default_rng(1).permutation(items)
    answers = np.array([np.sign(worth[a] - worth[b]) for a, b in asked])
    logs = choices.solution(items) @ answers
    assert all(answer * (logs[a] - logs[b]) > 0 for answer, (a, b) in zip(answers, asked, strict=True))
    assert choices.by_chance(items) < 9
