"""A pack is checked whole before anything runs, and every unknown name meets the nearest right one."""

import pytest

from scouting import catalog, paths
from scouting.batch import packs
from scouting.errors import ScoutingError


@pytest.fixture(scope="module")
def known():
    return catalog.read()


@pytest.mark.parametrize("name", [name for name in packs.names() if name != "regional"])
def test_the_projects_own_packs_are_sound(name, known):
    pack = packs.read(name)
    packs.check(pack)
    assert len(packs.councils(pack.councils, known)) == {"south_west": 15}.get(name, 153)


def test_councils_of_a_pack_are_of_today_and_each_once(known):
    codes = packs.councils(("South West", "E06000054", "bournemouth, christchurch & poole", "839"), known)
    areas = known.areas.loc[codes]
    assert len(codes) == len(set(codes)) == 15 and set(areas.valid_to) == {""}
    assert set(areas.region_code) == {"E12000009"}
    assert list(areas.name) == sorted(areas.name)
    assert len(packs.councils(("London",), known)) == 33


def test_a_pack_has_a_pdf_where_it_asks_for_one(tmp_path):
    text = "title: x\nindicators: children\ncouncils: all\nnotebooks:\n- notebook: 1_scouting_party\n"
    (tmp_path / "mine.yml").write_text(text)
    assert "pdf" not in packs.read(tmp_path / "mine.yml").outputs
    (tmp_path / "mine.yml").write_text(f"{text}outputs: [charts, pdf]\n")
    assert packs.read(tmp_path / "mine.yml").outputs == ("charts", "pdf")


WRONG = {
    "form": (
        "titel: x\nindicators: [1]\ncouncils: all\nnotebooks:\n- notebook: small\n  parameter: {}\noutputs: [chart]\n",
        ["Unknown entry 'titel'. Did you mean title?", "The entry 'title' is missing", "'indicators' must be a text or",
         "unknown entry 'parameter'. Did you mean parameters?", "Unknown output 'chart'. Did you mean charts?"],
    ),
    "parameters": (
        "title: x\nindicators: all\ncouncils: all\nnotebooks:\n- notebook: a\n  parameters: {out: x, slow: [1]}\n"
        "- notebook: a\n- b\n",
        ["'out' is given to every notebook by the pack", "'slow' must be a text, a number, true or false",
         "a is there twice", "Notebook 3 must be 'notebook: NAME'"],
    ),
    "no pack": ("just words", ["is no pack: it must have the entries title, notebooks, indicators, councils"]),
    "no YAML": ("title: [", ["cannot be read as YAML"]),
}  # fmt: skip


@pytest.mark.parametrize("what", WRONG)
def test_a_pack_of_a_wrong_form_is_refused_with_all_that_is_wrong(what, tmp_path):
    text, wanted = WRONG[what]
    (tmp_path / "mine.yml").write_text(text)
    with pytest.raises(ScoutingError) as caught:
        packs.read(tmp_path / "mine.yml")
    for part in wanted:
        assert part in str(caught.value)
    assert all(problem.startswith("mine.yml") for problem in caught.value.problems)


def test_every_unknown_name_is_told_at_once(known):
    books = (("1_scouting_part", {}), ("5_indicator", {"indicater": "re_referrals"}))
    pack = packs.Pack("mine", "x", books, "re_referals", ("all",), "dfe_2025_5")
    with pytest.raises(ScoutingError) as caught:
        packs.check(pack)
    for part in (
        "notebook '1_scouting_part'. Did you mean 1_scouting_party?",
        "parameter 'indicater'. Did you mean indicator?",
        "indicator 're_referals'. Did you mean re_referrals?",
        "neighbour set 'dfe_2025_5'. Did you mean dfe_2025_05",
    ):
        assert part in str(caught.value)
    with pytest.raises(ScoutingError, match=r"Unknown council 'Wilshire'. Did you mean Wiltshire"):
        packs.councils(("Wilshire",), known)
    with pytest.raises(ScoutingError, match=r"Unknown region 'South Wst'. Did you mean South West"):
        packs.region("South Wst", known)
    with pytest.raises(ScoutingError, match=r"Unknown pack 'childrens'. Did you mean children\?"):
        packs.read("childrens")
    with pytest.raises(ScoutingError, match="cannot be read as a pack: No such file"):
        packs.read(paths.PACKS / "none.yml")
