"""What a visitor has chosen: read from an address, held to what there is, carried by links, given to notebooks."""

from urllib.parse import parse_qs

import nbformat
import pytest

from scouting import paths
from scouting.app import page_list
from scouting.app.choices import MORE, Choices, choose, measure_options, more_options, parameters, set_options
from scouting.errors import ScoutingError
from scouting.pages.start_here.given import own_parameters
from scouting.recipes import weights
from scouting.terms import SERVICES

DERBY, RUTLAND, FURNESS = "E06000015", "E06000017", "E06000064"
BOOKS = {name: own_parameters(nbformat.read(paths.NOTEBOOKS / name, as_version=4)) for name in page_list().file}


def chosen(data, **given):
    return choose(lambda name: given.get(name, ""), data.catalog)


def test_a_link_carries_all_that_the_header_has_and_reads_back_as_the_same(data):
    first = chosen(data, council="derby", measure="care_quality_of_life", neighbours="region")
    assert (first.area, first.service) == (DERBY, "adults")
    carried = {name: value for name, (value,) in parse_qs(first.query).items()}
    assert set(carried) == {"council", "service", "measure", "neighbours"}
    assert chosen(data, **carried) == first


def test_a_measure_of_the_other_service_gives_way_to_the_services_own(data):
    made = chosen(data, council="Derby", service="adults", measure="re_referrals")
    assert data.catalog.indicators.service[made.measure] == made.service == "adults"


def test_a_set_without_a_list_for_the_council_gives_way_and_says_so(data):
    made = chosen(data, council=FURNESS, neighbours="dfe_2021_04")
    assert made.neighbours == "" and "no list for Westmorland and Furness" in made.notices[0]
    assert chosen(data, council=DERBY, neighbours="dfe_2021_04").neighbours == "dfe_2021_04"
    held = data.catalog.neighbours
    for code in (DERBY, RUTLAND, FURNESS):
        offered = {name for name, _ in set_options(data.catalog, code, "adults")}
        for set_id in data.catalog.neighbour_sets.set_id:
            has = ((held.set_id == set_id) & (held.area_code == code)).any()
            assert (set_id in offered) == has, (code, set_id)


def test_all_that_is_wrong_is_said_at_once_and_no_text_is_believed(data):
    wrong = {"council": "Deby", "service": "both", "measure": "x"}
    with pytest.raises(ScoutingError) as caught:
        chosen(data, **wrong)
    assert len(caught.value.problems) == 3 and "Did you mean Derby?" in str(caught.value)
    assert "data/catalog" not in str(caught.value), "a visitor has no use for paths"
    for name in (*MORE, "neighbours"):
        with pytest.raises(ScoutingError):
            chosen(data, council="Derby", **{name: "../../etc/passwd"})


@pytest.mark.parametrize("service", SERVICES)
@pytest.mark.parametrize("file", BOOKS)
def test_every_notebook_is_given_only_parameters_that_it_has_for_either_service(data, file, service):
    known = BOOKS[file]
    given = parameters(known, chosen(data, council="Derby", service=service), data.catalog)
    assert set(given) <= set(known) and "out" not in given, "nothing is written for a visitor"
    assert ("council" in given and given["council"] == DERBY) or given["councils"] == "East Midlands"
    facts = data.catalog.indicators
    of = {given[n] for n in ("service", "indicators") if n in given}
    of |= {facts.service[given["indicator"]]} if "indicator" in given else set()
    of |= {weights.read(given["recipe"], data.catalog).service} if "recipe" in given else set()
    assert of == {service}, "each page goes by the service"


def test_an_outcome_is_the_measure_only_where_one_way_is_good(data):
    known = BOOKS["9_money.ipynb"]
    outcome = lambda measure: parameters(known, chosen(data, council=DERBY, measure=measure), data.catalog)["outcome"]  # noqa: E731
    assert outcome("placements_3_or_more") == "placements_3_or_more"
    assert outcome("referral_rate") == "childrens_outcomes"


@pytest.mark.parametrize("service", SERVICES)
def test_every_option_can_be_chosen(data, service):
    for _, some in measure_options(data.catalog, service):
        assert {data.catalog.indicators.service[name] for name, _ in some} == {service}
    for name in MORE:
        for value, title in more_options(name, service, data.catalog):
            made = chosen(data, council="Derby", service=service, **{name: value})
            assert made.more == {name: value} and title


def test_what_is_chosen_for_one_page_has_the_kind_that_its_notebook_takes(data):
    made = chosen(data, council="Derby", draws="1000", small_counts="10", visits="True", as_of="2026-11-05")
    given = parameters({**BOOKS["3_naming.ipynb"], **BOOKS["1_scouting_party.ipynb"]}, made, data.catalog)
    assert (given["draws"], given["small_counts"], given["visits"], given["as_of"]) == (1000, 10, True, "2026-11-05")


def test_no_council_is_no_council(data):
    assert chosen(data).area == "" and "council" not in Choices().query
