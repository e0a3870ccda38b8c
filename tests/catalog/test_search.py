"""Looking for councils and indicators: in the sector's words, and what is said when nothing is found."""

import pytest
from click.testing import CliRunner

from scouting.catalog import read
from scouting.catalog.search import councils, indicators
from scouting.catalog.tables import terms_in
from scouting.cli.main import main
from scouting.errors import ScoutingError

#: What people of the sector type, and an indicator that they mean by it.
MEANT = {
    "UASC": "looked_after_unaccompanied",
    "EHCP": "ehc_plans_20_weeks",
    "EHC plan": "pupils_ehc_plan",
    "S47": "section_47_rate",
    "section 47": "section_47_rate",
    "ICPC": "conferences_15_days",
    "CP": "cp_plan_rate",
    "CLA": "looked_after_rate",
    "LAC": "placed_over_20_miles",
    "CIN": "children_in_need_rate",
    "cin": "children_in_need_over_2_years",
    "DToC": "delayed_transfers",
    "NEET": "neet_or_unknown_16_17",
    "SGO": "left_care_special_guardianship",
    "SEND": "sen_tribunal_appeals",
    "SDQ": "sdq_average_score",
    "ASCOF 2A": "reablement_no_further_support",
    "ASCOF 2B": "care_home_admissions_18_64",
    "ascof 1A": "care_quality_of_life",
    "ASCOF 2D(1)": "reablement_in_community_12_weeks",
    "ASCOF 6A": "care_staff_turnover",
    "agency social worker": "social_worker_agency",
    "SW turnover": "social_worker_turnover",
    "re-referrals": "re_referrals",
    "re_referrals": "re_referrals",
    "front door": "referral_rate",
    "REABLEMENT": "reablement_offered",
    "Repeat protection": "cp_plans_repeat",
}


@pytest.fixture(scope="module")
def known():
    return read()


def test_the_words_of_the_sector_find_what_is_meant(known):
    missed = {text: meant for text, meant in MEANT.items() if meant not in indicators(known, text).index}
    assert missed == {}


def test_every_abbreviation_finds_something_in_each_of_its_ways(known):
    for row in known.abbreviations.itertuples():
        assert len(indicators(known, row.abbreviation.lower())), row
        for words in terms_in(row.look_for):
            assert set(indicators(known, words).index) <= set(indicators(known, row.abbreviation).index), row


def test_a_search_finds_every_title_topic_and_id_and_no_other_abbreviation(known):
    for column in ("title", "short_title", "topic", "indicator_id"):
        missed = [text for text in known.indicators[column].unique()[::4] if not len(indicators(known, text))]
        assert missed == []
    assert "social_worker_turnover" not in indicators(known, "CLA").index
    assert "care_home_admissions_65_over" not in indicators(known, "ASCOF 2B").index
    assert indicators(known).index.tolist() == known.indicators.index.tolist()


def test_councils_are_found_by_any_of_their_names_region_code_and_number(known):
    for text, name in [
        ("Hull", "Kingston upon Hull"), ("BCP", "Bournemouth, Christchurch and Poole"), ("865.0", "Wiltshire"),
        ("E06000054", "Wiltshire"), ("City of Bradford Metropolitan District Council", "Bradford"),
        ("wilt", "Wiltshire"), ("Cumbria", "Cumbria"),
    ]:  # fmt: skip
        assert councils(known, text).name.tolist() == [name]
    assert councils(known, "Kingston").name.tolist() == ["Kingston upon Hull", "Kingston upon Thames"]
    assert set(councils(known, "south west").region_code) == {"E12000009"}
    assert len(councils(known)) == len(known.councils())


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["councils", "Atlantis"], "No council has 'Atlantis' in its name, region, code or DfE number. All are listed"),
        (["councils", "Chesire West"], "Did you mean Cheshire West and Chester?"),
        (["indicators", "xyzzy"], "No indicator has 'xyzzy' in its title, short title, topic or id. All are listed by"),
        (["indicators", "asylim"], "Did you mean asylum?"),
        (["indicators", "ASCOF 9Z"], "No indicator has 'ASCOF 9Z'"),
    ],
)
def test_a_search_that_finds_nothing_says_so(words, said):
    answer = CliRunner().invoke(main, words)
    assert answer.exit_code == 2 and said in answer.stderr and not answer.stdout


def test_a_search_is_not_a_pattern(known):
    for text in (".*", "(", "[a-z]+", "%"):
        with pytest.raises(ScoutingError):
            indicators(known, f"{text} xyzzy")
