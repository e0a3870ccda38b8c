"""YAML as people write it: read as YAML 1.2 reads it, whatever PyYAML would make of it, and refused before it costs."""

import math
import time

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from scouting import bounds, plain_yaml
from scouting.errors import ScoutingError

#: What a plain value is by the core schema of YAML 1.2.2, section 10.3.2, save that octal and hexadecimal are texts.
MEANT = {
    "010": 10, "08": 8, "+7": 7, "-0": 0, ".5": 0.5, "5.": 5.0, "1e3": 1000.0, "1E-2": 0.01, "-1.5e+2": -150.0,
    "1_000": "1_000", "1:30": "1:30", "190:20:30": "190:20:30", "0x10": "0x10", "0o17": "0o17", "0b1": "0b1",
    "no": "no", "Yes": "Yes", "on": "on", "y": "y", "true": True, "False": False, "TRUE": True, "tRUE": "tRUE",
    "~": None, "null": None, "": None, "nuLL": "nuLL", ".inf": math.inf, "-.INF": -math.inf, "inf": "inf",
    "2025-01-01": "2025-01-01", "2025-13-45": "2025-13-45", "1.2.3": "1.2.3", "E06000054": "E06000054", "1e": "1e",
    "12e03": 12000.0, "=": "=", "<<": "<<", "-": None, "9" * 19: "9" * 19, "E1": "E1", ".": ".", "1e9999": "1e9999",
}  # fmt: skip


@pytest.mark.parametrize("text", [text for text in MEANT if text != "-"])
def test_a_plain_value_is_what_yaml_1_2_says(text):
    got, twice = plain_yaml.load(f"a: {text}", "ours.yml")
    assert got == {"a": MEANT[text]} and type(got["a"]) is type(MEANT[text]) and twice == []


def test_not_a_number_is_one_to_be_refused_by_its_reader():
    assert math.isnan(plain_yaml.load("a: .nan", "ours.yml")[0]["a"])


PLAIN = st.one_of(
    st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=12),
    st.sampled_from(sorted(MEANT)),
    st.from_regex(r"[-+]?[0-9._:eEx]{1,8}", fullmatch=True),
    st.integers(-(10**17), 10**17), st.floats(allow_nan=False), st.booleans(), st.none(),
)  # fmt: skip
DATA = st.recursive(
    PLAIN,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(PLAIN.filter(lambda k: isinstance(k, str)), inner),
)


@given(DATA)
def test_what_is_written_is_read_back_and_by_a_reader_of_yaml_1_1_too(data):
    text = plain_yaml.dump(data)
    assert plain_yaml.load(text, "ours.yml")[0] == data
    assert yaml.safe_load(text) == data
    assert plain_yaml.load(plain_yaml.dump({"a": data}, flow=True), "ours.yml")[0] == {"a": data}


@pytest.mark.parametrize("text", ["[" * 17_000, "{a: " * 17_000, "- " * 17_000, "? " * 17_000, "a: " + "[[" * 9_000])
def test_a_small_text_that_nests_costs_nothing(text):
    start = time.process_time()
    with pytest.raises(ScoutingError, match=r"^ours.yml, line 1: has 21 entries within each other; 20 are the most"):
        plain_yaml.load(text, "ours.yml")
    assert time.process_time() - start < 1


def test_as_deep_and_as_many_as_is_allowed_is_read(monkeypatch):
    deep = bounds.MOST_DEEP
    assert plain_yaml.load("[" * deep + "]" * deep, "ours.yml")[0] == eval("[" * deep + "]" * deep)  # noqa: S307
    monkeypatch.setattr(bounds, "MOST_ENTRIES", 4)
    assert plain_yaml.load("[1, 2, 3]", "ours.yml")[0] == [1, 2, 3]
    with pytest.raises(ScoutingError, match="line 2: has 5 entries and values; 4 are the most that are read"):
        plain_yaml.load("[1, 2, 3,\n4]", "ours.yml")


@pytest.mark.parametrize("text", ["a: &x 1", "a: &x [1]\nb: *x", "&x a: 1", "a: *x"])
def test_a_text_that_refers_to_itself_is_refused(text):
    with pytest.raises(ScoutingError, match=r"ours.yml refers to other parts of itself, by anchors or aliases"):
        plain_yaml.load(text, "ours.yml")


@pytest.mark.parametrize("tag", ["!mine x", "!!python/name:os.system", "!!binary aGE=", "!!set {a}", "!!str 1"])
def test_a_tag_is_refused(tag):
    with pytest.raises(ScoutingError, match=r"^ours.yml cannot be read as YAML: it has the tag"):
        plain_yaml.load(f"a: {tag}", "ours.yml")


def test_every_entry_that_is_there_twice_is_named_wherever_it_stands():
    text = "a: 1\nb: [{c: 1, c: 2}]\na: 3\nd: {e: {f: 1, f: 1, f: 1}}\n"
    assert plain_yaml.load(text, "ours.yml")[1] == ["a", "c", "f"]
