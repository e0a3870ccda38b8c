"""A council's own neighbour sets, as a table and as YAML, and everything hostile or mistaken in them."""

import pytest

from scouting import catalog
from scouting.errors import ScoutingError
from scouting.own import read, tables

HEAD = "set_id,title,publisher,published,council,neighbour,rank\n"
KENT, SURREY, ESSEX = "E10000016", "E10000030", "E10000012"


@pytest.fixture(scope="module")
def known():
    return catalog.read()


def read_text(folder, known, text, name="set.csv"):
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return read.read(path, known)


def pairs(own):
    table = own.tables["neighbours"]
    return table[["area_code", "neighbour_code", "rank"]].fillna(-1).values.tolist()


def test_a_table_of_neighbours(tmp_path, known):
    own = read_text(
        tmp_path,
        known,
        HEAD + "ours,Ours,,,Example: Kent,Surrey,1\nours,Our set,County group,2025-09-01,Kent,Surrey,1\n"
        "ours,Our set,County group,2025-09-01,Kent,Essex,2\nmore,More,,,Rutland,Kent,\n",
    )
    assert own.problems == []
    table = own.tables["neighbours"]
    assert table[tables.TABLES["neighbours"][:-1]].fillna(-1).values.tolist() == [
        ["ours", "Our set", "County group", "2025-09-01", KENT, SURREY, 1.0],
        ["ours", "Our set", "County group", "2025-09-01", KENT, ESSEX, 2.0],
        ["more", "More", "The council's own set", "", "E06000017", KENT, -1.0],
    ]


def test_lists_in_yaml_are_nearest_first(tmp_path, known):
    text = (
        "set_id: ours\ntitle: Our set\npublished: 2025-09-01\n"
        "neighbours:\n  Kent: [Surrey, Essex]\n  886: [881]\n"  # by DfE number: Kent again
    )
    own = read_text(tmp_path, known, text, "set.yml")
    assert own.problems == [
        "set.yml, council 886: the same set, council and neighbour as in set.yml, council Kent. Leave one of them out."
    ]
    own = read_text(tmp_path, known, text.replace("886: [881]", "Essex: [Kent]"), "set.yml")
    assert own.problems == [] and own.tables["neighbours"].published.tolist() == ["2025-09-01"] * 3
    assert pairs(own) == [[KENT, SURREY, 1.0], [KENT, ESSEX, 2.0], [ESSEX, KENT, 1.0]]


def test_a_group_in_yaml_makes_everyone_everyone_elses_neighbour(tmp_path, known):
    text = "set_id: ours\ntitle: Our group\ncouncils:\n- Kent\n- E10000030\n- Essex\n"
    got = pairs(read_text(tmp_path, known, text, "group.yaml"))
    codes = [KENT, SURREY, ESSEX]
    assert got == [[a, b, -1.0] for a in codes for b in codes if a != b]


MISTAKES = {
    "itself": ("ours,T,,,Kent,886,1\n", ["row 2, neighbour: Kent cannot be its own neighbour."]),
    "a name that is taken": (
        "dfe_2025_05,T,,,Kent,Essex,1\nregion,T,,,Kent,Essex,1\nnhs_adult,T,,,Kent,Essex,1\n",
        [
            "row 2, set_id: 'dfe_2025_05' is already the name of a set. Give yours another name.",
            "row 3, set_id: 'region' is the name of another set.",
            "row 4, set_id: 'nhs_adult' is already the name of a set. Give yours another name.",
        ],
    ),
    "no id, no title, no day": (
        "Our Set,,,May 2025,Kent,Essex,0\n",
        [
            "row 2, set_id: 'Our Set' is not an id (small letters, digits and underscores).",
            "row 2, title: is blank.",
            "row 2, published: 'May 2025' is not a date like 2025-03-31.",
            "row 2, rank: '0' is not a rank. Ranks are 1, 2, 3 …, nearest first, or blank.",
        ],
    ),
    "unknown and ended councils": (
        "ours,T,,,Kent,Esex,1\nours,T,,,Cumbria,Essex,1.5\n",
        [
            "row 2, neighbour: Unknown council 'Esex'. Did you mean Essex? Councils are listed in "
            "data/catalog/areas.csv, and by the command: scouting councils.",
            "row 3, council: Cumbria ended on 31 March 2023; it was followed by Cumberland and Westmorland and "
            "Furness. Name one of them.",
            "row 3, rank: '1.5' is not a rank. Ranks are 1, 2, 3 …, nearest first, or blank.",
        ],
    ),
    "two titles of one set": (
        "ours,T,,,Kent,Essex,1\nours,U,,,Kent,Surrey,2\n",
        ["row 3, title: 'U', but the set 'ours' has 'T' in set.csv, row 2. A set has one title."],
    ),
    "a neighbour twice": (
        "ours,T,,,Kent,Essex,1\nours,T,,,Kent,881,2\n",
        ["row 3: the same set, council and neighbour as in set.csv, row 2. Leave one of them out."],
    ),
}


@pytest.mark.parametrize("what", MISTAKES)
def test_a_mistake_in_a_table_is_told_with_its_place(tmp_path, known, what):
    rows, said = MISTAKES[what]
    assert read_text(tmp_path, known, HEAD + rows).problems == [f"set.csv, {problem}" for problem in said]


KEYS = "set_id, title, publisher, published, neighbours, councils"
SPOILT = {
    "a misspelt key": (
        "set_id: ours\ntitel: T\ncouncils: [Kent, Essex]\n",
        [
            f"set.yml: unknown key 'titel'. Did you mean title? Keys are {KEYS}.",
            "set.yml: the key title is missing.",
        ],
    ),
    "both kinds": (
        "set_id: ours\ntitle: T\ncouncils: [Kent]\nneighbours: {Kent: [Essex]}\n",
        ["set.yml: give either neighbours (a list for each council) or councils (one group)."],
    ),
    "a key twice": (
        "set_id: ours\ntitle: T\nneighbours:\n  Kent: [Essex]\n  Kent: [Surrey]\n",
        ["set.yml: 'Kent' is there twice."],
    ),
    "an alias": (
        "set_id: ours\ntitle: T\ncouncils: &a [*a, *a]\n",
        ["set.yml refers to other parts of itself, by anchors or aliases (& and *): write them out."],
    ),
    "a list where a text should be": (
        "set_id: [ours]\ntitle: T\ncouncils: [Kent, Essex]\n",
        ["set.yml, set_id: is a list or a mapping. It must be text."],
    ),
    "a text where a list should be": (
        "set_id: ours\ntitle: T\ncouncils: Kent\n",
        ["set.yml, councils: must be a list of councils (one a line, each after '- ')."],
    ),
    "a list where councils should be": (
        "set_id: ours\ntitle: T\nneighbours: [Kent]\n",
        ["set.yml, neighbours: must name each council with the list of its neighbours."],
    ),
    "an object of Python": (
        "set_id: ours\ntitle: !!python/object/apply:os.system [exit]\ncouncils: [Kent, Essex]\n",
        ["set.yml cannot be read as YAML: it has the tag tag:yaml.org,2002:python/object/apply:os.system. Write plain"],
    ),
    "no YAML": ("set_id: ours\ntitle: [T\n", ["set.yml cannot be read as YAML: "]),
    "too deep": (
        "set_id: ours\ntitle: " + "[" * 1500,
        ["set.yml, line 2: has 21 entries within each other; 20 are the most that are read."],
    ),
    "no keys": ("- Kent\n- Essex\n", [f"set.yml holds no keys. A set has {KEYS}."]),
}


@pytest.mark.parametrize("what", SPOILT)
def test_a_spoilt_yaml_is_refused_with_what_to_do(tmp_path, known, what):
    text, said = SPOILT[what]
    with pytest.raises(ScoutingError) as caught:
        read_text(tmp_path, known, text, "set.yml")
    assert len(caught.value.problems) == len(said)
    for problem, start in zip(caught.value.problems, said, strict=True):
        assert problem.startswith(start)


def test_a_wrong_name_in_a_group_is_told_once(tmp_path, known):
    path = tmp_path / "set.yml"
    path.write_text("set_id: ours\ntitle: T\ncouncils: [Kent, Esex, Surrey, Cumbria]\n", encoding="utf-8")
    said = read.read(path, known).problems
    assert len(said) == 2
    assert "Unknown council 'Esex'. Did you mean Essex?" in said[0]
    assert said[1].endswith("Cumberland and Westmorland and Furness. Name one of them.")


@pytest.mark.parametrize(("given", "kept"), [("2024", "2024-01-01"), ("2024-05", "2024-05-01"), ("2024-13", None)])
def test_a_set_may_say_its_year_or_month_alone(tmp_path, known, given, kept):
    path = tmp_path / "set.yml"
    path.write_text(f"set_id: ours\ntitle: T\npublished: {given}\ncouncils: [Kent, Essex]\n", encoding="utf-8")
    own = read.read(path, known)
    if kept:
        assert own.problems == [] and set(own.tables["neighbours"].published) == {kept}
    else:
        assert "'2024-13' is not a date like 2025-03-31." in own.problems[0]


def test_a_yaml_over_its_size_is_refused_before_it_is_read(tmp_path, known):
    path = tmp_path / "set.yml"
    with path.open("wb") as file:
        file.write(b"set_id: ours\n")
        file.truncate(5_000_000_000)
    with pytest.raises(ScoutingError) as caught:
        read.read(path, known)
    assert str(caught.value).startswith("set.yml has 5,000 MB; a file of own figures may have 1 MB at most.")


def test_a_group_of_one_is_none(tmp_path, known):
    with pytest.raises(ScoutingError) as caught:
        read_text(tmp_path, known, "set_id: ours\ntitle: T\ncouncils: [Kent]\n", "set.yml")
    assert str(caught.value) == "set.yml, councils: a group needs at least two councils."
