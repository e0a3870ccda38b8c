"""Any published spelling finds its council; a council that was replaced names its followers."""

from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from scouting.catalog import find_area, followed_by, to_areas
from scouting.catalog.areas import holding, plain, spellings
from scouting.errors import ScoutingError
from scouting.terms import COUNCIL_TYPES

# Each reorganisation of upper-tier councils since 2014, typed from the notes beside the releases.
REORGANISED = [
    ("E06000028", ["E06000058"], "2019-04-01"),
    ("E06000029", ["E06000058"], "2019-04-01"),
    ("E10000009", ["E06000058", "E06000059"], "2019-04-01"),
    ("E10000021", ["E06000061", "E06000062"], "2021-04-01"),
    ("E10000006", ["E06000063", "E06000064"], "2023-04-01"),
]
# Councils that only changed their code, and the day.
RECODED = [
    ("E10000002", "E06000060", "2020-04-01"),
    ("E10000023", "E06000065", "2023-04-01"),
    ("E10000027", "E06000066", "2023-04-01"),
]


@pytest.fixture(scope="module")
def known(data):
    return data.catalog


@pytest.fixture(scope="module")
def today(known):
    """What a council is called today: itself, or the council that goes on under a new code."""
    goes_on = dict((old, new) for old, new, _ in RECODED)
    return lambda code: goes_on.get(code, code)


def _councils(known):
    return known.areas[known.areas.type.isin(COUNCIL_TYPES)]


def test_every_published_spelling_code_and_number_finds_its_council(known, today):
    councils, found = _councils(known), spellings(known)
    spelled = known.area_names[known.area_names.area_code.isin(councils.index)]
    written = [
        *zip(spelled.name, spelled.area_code, strict=True),
        *zip(councils.name, councils.index, strict=True),
        *zip(councils.index, councils.index, strict=True),
    ]
    wrong = {
        text: (code, found.get(plain(text)))
        for text, code in written
        if found.get(plain(f" {text.swapcase()} ")) != today(code)
    }
    assert not wrong
    for code, number in councils.dfe_number[councils.valid_to == ""].items():
        assert found[number] == code


def test_every_spelling_of_the_publishers_files_finds_a_council(known, releases):
    """The names in a DfE file today, read with nothing of ours."""
    frame = pd.read_csv(releases / "dfe-ees" / "timeliness_20_week.csv", dtype=str, encoding="utf-8-sig")
    frame = frame[frame.geographic_level == "Local authority"]
    pairs = frame[["la_name", "new_la_code", "old_la_code"]].drop_duplicates()
    assert len(pairs) > 150
    for written in pairs.itertuples(index=False):
        assert len({find_area(known, text, ended=True) for text in written}) == 1, written


def _public_list():
    """Council (name in areas.csv) and spelling, of every line of the public list."""
    lines = Path(__file__).with_name("public_names.txt").read_text("utf-8").splitlines()
    for line in lines:
        if not line.startswith("#"):
            name, _, spelled = line.partition(": ")
            yield from ((name, text) for text in spelled.split(" | "))


def test_every_spelling_of_the_public_list_finds_its_council(known, today):
    """However it is written: with and without and, the, Council, capitals, hyphens, a space that does not break."""
    code_of = dict(zip(known.councils().name, known.councils().index, strict=True))
    listed, wrong = list(_public_list()), []
    for name, text in listed:
        ways = {
            text, text.upper(), text.replace(" and ", " & "), text.replace("&", "and"), text.replace(" ", "\u00a0"),
            text.replace("-", " "), text.replace("St. ", "St "), f"The {text}", f"{text} council", f" {text}  ",
        }  # fmt: skip
        found = {way: find_area(known, way, ended=True) for way in ways}
        wrong += [(way, known.name(code)) for way, code in found.items() if code != today(code_of[name])]
    assert len(listed) > 500 and not wrong


def test_styles_put_before_and_after_any_name_find_it(known):
    """A council by its official style: those that are rules and stand in no table."""
    styles = {
        "metropolitan": "{} Metropolitan Borough Council|{} Metropolitan District Council|{} MBC|{} City Council",
        "inner_london": "London Borough of {}|Royal Borough of {}|LB {}|{} London Borough|{}, London Borough of",
        "unitary": "{} Council|{} Borough Council|{} City Council|City of {}|{}, City of|{} UA|{} Unitary Authority",
        "county": "{} County Council|{} CC|County of {}|{} County",
    }
    styles["outer_london"] = styles["inner_london"]
    wrong = {
        style.format(row["name"])
        for code, row in known.today().iterrows()
        for style in styles[row.type].split("|")
        if find_area(known, style.format(row["name"]), ended=True) != code
    }
    assert wrong <= {"Dorset County Council", "Dorset County"}  # the county that was, not the council of today


@pytest.mark.parametrize("every", [12, pytest.param(1, marks=pytest.mark.long)])
def test_no_district_is_taken_for_a_council_because_its_letters_are_near(known, releases, every):
    """Boston is no Bolton, Harlow no Harrow: a district is offered nothing but what holds its whole name."""
    listed = pd.read_csv(releases / "context" / "lookup_ltla23_utla23.csv")
    districts = listed.ltla23_name[listed.ltla23_code.str.startswith("E07")]
    assert len(districts) > 150
    for name in {"Boston", "Harlow", *districts[::every]}:
        for text in (name, f"{name} District Council", f"{name} Borough Council", f"{name} City Council"):
            with pytest.raises(ScoutingError, match="Unknown council"):
                find_area(known, text)
        offered = holding(name, known.today().name)
        assert all(plain(name) in plain(council) for council in offered), (name, offered)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("London Borough of Camden", "E09000007"),
        ("Royal Borough of Kensington and Chelsea", "E09000020"),
        ("St Helens", "E08000013"),
        ("St. Helens", "E08000013"),
        ("st helens council", "E08000013"),
        ("Kingston Upon Hull", "E06000010"),
        ("Kingston upon Hull, City of", "E06000010"),
        ("wiltshire council", "E06000054"),
        ("Wiltshire County Council", "E06000054"),
        ("The Isle of Wight Council", "E06000046"),
        ("City of Bristol", "E06000023"),
        ("Bournemouth, Christchurch & Poole", "E06000058"),
        ("County Durham", "E06000047"),
        ("City of London", "E09000001"),
        ("Telford & Wrekin", "E06000020"),
        ("865", "E06000054"),
        ("E06000054", "E06000054"),
        ("e06000054", "E06000054"),
        ("E08000038", "E08000016"),
        ("E08000039", "E08000019"),
        ("Dorset", "E06000059"),
        ("Buckinghamshire", "E06000060"),
        ("Somerset", "E06000066"),
        ("North Yorkshire", "E06000065"),
        ("Hull City Council", "E06000010"),
        ("Hull", "E06000010"),
        ("BCP Council", "E06000058"),
        ("BCP", "E06000058"),
        ("Telford", "E06000020"),
        ("Southend", "E06000033"),
        ("Southend City Council", "E06000033"),
        ("East Riding", "E06000011"),
        ("Stockton", "E06000004"),
        ("Brighton", "E06000043"),
        ("Stoke", "E06000021"),
        ("Cheshire West", "E06000050"),
        ("Royal Borough of Kingston", "E09000021"),
        ("City of Bradford Metropolitan District Council", "E08000032"),
        ("Council of the Isles of Scilly", "E06000053"),
        ("City of London Corporation", "E09000001"),
        ("865.0", "E06000054"),
        (865.0, "E06000054"),
    ],
)
def test_spellings_typed_by_hand(known, text, code):
    assert find_area(known, text) == code


def test_a_misspelt_council_is_offered_the_right_one(known):
    with pytest.raises(ScoutingError) as caught:
        find_area(known, "Wilshire")
    text = str(caught.value)
    assert text.startswith("Unknown council 'Wilshire'. Did you mean Wiltshire?")
    assert "data/catalog/areas.csv" in text and "scouting councils" in text


@pytest.mark.parametrize(
    "text", ["", "   ", "England", "London", "E92000001", "970", "../../etc/passwd", "Cumbri", "865.5"]
)
def test_what_is_no_council_is_refused(known, text):
    with pytest.raises(ScoutingError, match="Unknown council"):
        find_area(known, text)


@pytest.mark.parametrize(
    ("text", "offered"),
    [
        ("Kingston", "Kingston upon Hull or Kingston upon Thames"),
        ("Cheshire", "Cheshire East or Cheshire West and Chester"),
        ("Chesire West", "Cheshire West and Chester"),
        ("East Cheshire", "Cheshire East"),
        ("Sussex", "East Sussex or West Sussex"),
        ("Tyneside", "North Tyneside or South Tyneside"),
        ("Northampton", "North Northamptonshire or West Northamptonshire"),
        ("Lincoln", "North East Lincolnshire, North Lincolnshire or Lincolnshire"),
        ("Hammersmith", "Hammersmith and Fulham"),
        ("Birmingam", "Birmingham"),
        ("Boston", ""),
        ("South Somerset", ""),
        ("of", ""),
    ],
)
def test_part_of_a_name_offers_all_that_hold_it_and_no_other(known, text, offered):
    with pytest.raises(ScoutingError) as caught:
        find_area(known, text)
    asked = f" Did you mean {offered}?" if offered else ""
    assert str(caught.value).startswith(f"Unknown council '{text}'.{asked} Councils are listed in")


def test_a_council_that_was_replaced_is_not_offered_as_a_spelling(known):
    with pytest.raises(ScoutingError) as caught:
        find_area(known, "Northamptonshir")
    offered = str(caught.value).split("Did you mean ")[1].split("?")[0].split(" or ")
    assert offered and all(find_area(known, name) for name in offered)  # each of them can be asked for


def test_cumbria_names_its_followers_and_its_last_period(known):
    for text in ("Cumbria", "cumbria county council", "909", "E10000006"):
        with pytest.raises(ScoutingError) as caught:
            find_area(known, text)
        said = str(caught.value)
        assert said == (
            "Cumbria ended on 31 March 2023; it was followed by Cumberland and Westmorland and Furness. Ask for one "
            'of them, or for its last period with: scouting report "Cumbria" --last-period'
        )
        assert find_area(known, text, ended=True) == "E10000006"


@pytest.mark.parametrize(("old", "new", "day"), REORGANISED)
def test_each_reorganisation_is_followed(known, old, new, day):
    assert sorted(followed_by(known, old)) == new
    last = pd.Timestamp(day) - pd.Timedelta(days=1)
    assert pd.Timestamp(known.areas.valid_to[old]) == last
    for code in new:
        assert known.areas.valid_from[code] == day and known.areas.valid_to[code] == ""
    with pytest.raises(ScoutingError) as caught:
        find_area(known, old)
    for code in new:
        assert known.areas.name[code] in str(caught.value)
    assert f"ended on {last.day} {last:%B %Y}" in str(caught.value)


@pytest.mark.parametrize(("old", "new", "day"), RECODED)
def test_a_council_that_only_changed_its_code_goes_on(known, old, new, day):
    assert find_area(known, old) == new
    assert known.areas.valid_from[new] == day
    assert known.areas.dfe_number[old] == known.areas.dfe_number[new]
    assert followed_by(known, old) == []


def test_no_other_council_ended(known):
    ended = set(known.areas.index[known.areas.valid_to != ""])
    assert ended == {old for old, *_ in REORGANISED} | {old for old, *_ in RECODED}


def test_councils_are_those_of_the_published_list(known, releases):
    """Today's councils are the council rows of DfE's neighbour file above its line of old ones, no more, no fewer."""
    from python_calamine import CalamineWorkbook

    rows = CalamineWorkbook.from_path(releases / "dfe-lait" / "sn_may_2025.xlsx").get_sheet_by_index(0).to_python()
    line = next(n for n, row in enumerate(rows) if row[1] == "Old SNs:")
    numbers = {f"{row[0]:.0f}" for row in rows[3:line] if isinstance(row[0], float)}
    councils = _councils(known)
    assert set(councils.dfe_number[councils.valid_to == ""]) == numbers


def test_codes_of_a_release_become_areas(known):
    codes = pd.Series(
        ["E08000038", "E08000039", "940 / 941", "E09000021 / E09000027", "825", "E10000002", "990", "E12000009", "970",
         "909", "999", "865 / 999", ""],
    )  # fmt: skip
    found = to_areas(known, codes).reset_index()
    found["area_code"] = found.area_code.astype(object).where(found.area_code.notna(), None)
    assert found.values.tolist() == [
        [0, "E08000016", False],
        [1, "E08000019", False],
        [2, "E06000061", True],
        [2, "E06000062", True],
        [3, "E09000021", True],
        [3, "E09000027", True],
        [4, "E06000060", False],
        [5, "E06000060", False],
        [6, "E12000009", False],
        [7, "E12000009", False],
        [8, "E92000001", False],
        [9, "E10000006", False],
        [10, None, False],
        [11, "E06000054", True],
        [11, None, True],
        [12, None, False],
    ]


def test_an_ended_council_without_followers_says_so(known):
    """A catalogue in which nobody says who followed (the check reports it; the sentence must still be one)."""
    areas = known.areas.copy()
    areas.loc["E06000054", "valid_to"] = "2024-03-31"
    lone = replace(known, areas=areas)
    with pytest.raises(ScoutingError, match="followed by no council in the catalogue"):
        find_area(lone, "Wiltshire")
