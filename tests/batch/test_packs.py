"""A pack is checked whole before anything runs, and every unknown name meets the nearest right one."""

import pytest

from scouting import catalog, paths
from scouting.batch import packs
from scouting.catalog.groups import councils, region
from scouting.errors import ScoutingError


@pytest.fixture(scope="module")
def known():
    return catalog.read()


@pytest.mark.parametrize("name", [name for name in packs.names() if name != "regional"])
def test_the_projects_own_packs_are_sound(name, known):
    pack = packs.read(name)
    packs.check(pack)
    assert len(councils(pack.councils, known)) == {"south_west": 15}.get(name, 153)


def test_councils_of_a_pack_are_of_today_and_each_once(known):
    codes = councils(("South West", "E06000054", "bournemouth, christchurch & poole", "839"), known)
    areas = known.areas.loc[codes]
    assert len(codes) == len(set(codes)) == 15 and set(areas.valid_to) == {""}
    assert set(areas.region_code) == {"E12000009"}
    assert list(areas.name) == sorted(areas.name)
    assert len(councils(("London",), known)) == 33


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
    "no pack": ("just words", ["is not a pack: it must have the entries title, notebooks, indicators, councils"]),
    "no YAML": ("title: [", ["cannot be read as YAML"]),
}  # fmt: skip


FINE = "title: x\nindicators: all\ncouncils: all\nnotebooks: [{notebook: small}]\n"
#: Texts that a pack's file may hold, and a part of what is said of each.
ODD = {
    "nested references": ("a: &a [x]\nb: &b [*a, *a]\nc: [*b, *b]\n", "refers to other parts of itself"),
    "a reference to itself": ("notebooks: &a [*a]\n", "refers to other parts of itself"),
    "a long number": (FINE.replace("councils: all", f"councils: [{'9' * 18}]"), "'councils' must be a text or a list"),
    "a tag": ("title: !!python/object/apply:os.system ['true']\n", "cannot be read as YAML"),
    "a tab": ("title: x\n\tindicators: all\n", "cannot be read as YAML"),
    "a null byte": ("title: x\0y\n", "it is no text file"),
    "two documents": (f"{FINE}---\n{FINE}", "cannot be read as YAML"),
    "too deep": (f"title: {'[' * 600}{']' * 600}\n", "line 1: has 21 entries within each other"),
    "nothing": ("", "is not a pack"),
    "a key that is a list": ("[a, b]: x\n", "cannot be read as YAML"),
    "a key that is a number": (f"{FINE}5: x\n", "Unknown entry '5'"),
    "an entry twice": (f"{FINE}title: y\n", "'title' is there twice"),
    "a blank title": (FINE.replace("x", "' '", 1), "The entry 'title' is missing"),
    "a text that is true": (FINE.replace("councils: all", "councils: [true]"), "'councils' must be a text or a list"),
    "half a character": (FINE.replace("x", '"\\ud800"', 1), "'title' has a character that cannot be shown"),
    "a bell": (FINE.replace("notebook: small", 'notebook: "small\\a"'), "'notebooks' has a character"),
    "a list of notebooks that is one": (FINE.replace("[{notebook: small}]", "small"), "'notebooks' must be a list"),
    "parameters that are a list": (FINE.replace("small", "small, parameters: [a]"), "Notebook 1 must be"),
    "nothing as a parameter": (FINE.replace("small", "small, parameters: {a: }"), "must be a text, a number"),
}  # fmt: skip


@pytest.mark.parametrize("what", ODD)
def test_an_odd_text_is_refused_in_words(what, tmp_path):
    text, wanted = ODD[what]
    (tmp_path / "mine.yml").write_text(text)
    with pytest.raises(ScoutingError) as caught:
        packs.read(tmp_path / "mine.yml")
    assert wanted in str(caught.value) and len(str(caught.value)) < 2000


@pytest.mark.parametrize(("encoding", "end"), [("utf-8-sig", "\n"), ("utf-8", "\r\n"), ("utf-8-sig", "\r\n")])
def test_a_file_saved_on_windows_is_read(encoding, end, tmp_path):
    (tmp_path / "mine.yml").write_bytes(FINE.replace("\n", end).replace("x", "Ynys Môn").encode(encoding))
    pack = packs.read(tmp_path / "mine.yml")
    assert (pack.title, pack.indicators, pack.councils) == ("Ynys Môn", "all", ("all",))


def test_a_file_that_is_no_text_is_refused(tmp_path):
    (tmp_path / "mine.yml").write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR")
    (tmp_path / "folder.yml").mkdir()
    (tmp_path / "Our pack.yml").write_text(FINE)
    for name, said in (("mine", "cannot be read as a pack"), ("folder", "cannot be read as a pack"),
                       ("Our pack", "must be small letters, digits and underscores")):  # fmt: skip
        with pytest.raises(ScoutingError, match=said):
            packs.read(tmp_path / f"{name}.yml")
    for name in ("../packs/children", "children.yml.", "CHILDREN", ""):
        with pytest.raises(ScoutingError, match="Unknown pack"):
            packs.read(name)


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
        councils(("Wilshire",), known)
    with pytest.raises(ScoutingError, match=r"Unknown region 'South Wst'. Did you mean South West"):
        region("South Wst", known)
    with pytest.raises(ScoutingError, match=r"Unknown pack 'childrens'. Did you mean children\?"):
        packs.read("childrens")
    with pytest.raises(ScoutingError, match="cannot be read as a pack: No such file"):
        packs.read(paths.PACKS / "none.yml")
