"""Lists and recipes as people save them: every encoding that is met, and what is no list."""

import codecs

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from scouting import paths, texts
from scouting.cli.main import main
from scouting.errors import ScoutingError
from scouting.recipes import weights
from scouting.study.choose import chosen

WRITTEN = (
    'council\r\nRutland\r\n\r\n# ours\r\n"Bournemouth, Christchurch and Poole"\r\nDerby, 886 # Kent\r\nSt. Helens’\r\n'
)
READ = ["Rutland", "Bournemouth, Christchurch and Poole", "Derby, 886", "St. Helens’"]
WAYS = {
    "UTF-8": WRITTEN.encode(),
    "UTF-8 with its mark (Excel)": WRITTEN.encode("utf-8-sig"),
    "UTF-16 (PowerShell)": codecs.BOM_UTF16_LE + WRITTEN.encode("utf-16-le"),
    "UTF-16, big end first": codecs.BOM_UTF16_BE + WRITTEN.encode("utf-16-be"),
    "UTF-16 without its mark": WRITTEN.encode("utf-16-le"),
    "UTF-16 without its mark, big end first": WRITTEN.encode("utf-16-be"),
    "Windows-1252": WRITTEN.encode("cp1252"),
    "ends of line of an old Macintosh": WRITTEN.replace("\r\n", "\r").encode(),
}
#: What names nobody, and what is said of it.
NO_LISTS = {
    "empty": (b"", "names no council"),
    "blank": (b" \n\n\t\n,\n", "names no council"),
    "comments": ("\ufeff# later\n".encode(), "names no council"),
    "a heading": (b"council\n", "names no council"),
    "empty UTF-16": (codecs.BOM_UTF16_LE, "names no council"),
    "a workbook": (
        b"PK\x03\x04\x14\0\x06\0" + bytes(range(256)),
        "cannot be read as a list of councils: it is not a text",
    ),
    "a picture": (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "cannot be read as a list of councils: it is not a text file"),
    "half a letter": (codecs.BOM_UTF16_LE + b"R\0u", "cannot be read as a list of councils: it is not a text file"),
}


@pytest.mark.parametrize("way", WAYS)
def test_a_list_is_read_however_it_was_saved(way, tmp_path):
    (tmp_path / "ours.txt").write_bytes(WAYS[way])
    assert texts.entries(tmp_path / "ours.txt", "list of councils", "council") == READ


@given(st.text(st.characters(exclude_categories=["Cc", "Cs"]), min_size=1), st.sampled_from(["utf-8", "utf-16"]))
def test_any_text_comes_back_as_it_was_written(tmp_path_factory, text, encoding):
    path = tmp_path_factory.getbasetemp() / "any.txt"
    path.write_bytes(text.encode(encoding))
    assert texts.read(path, "list") == text.removeprefix("\ufeff" if encoding == "utf-8" else "")


@pytest.mark.parametrize("kind", NO_LISTS)
def test_what_names_nobody_makes_nothing(kind, tmp_path):
    raw, said = NO_LISTS[kind]
    path, out = tmp_path / "ours.txt", tmp_path / "out"
    path.write_bytes(raw)
    answer = CliRunner().invoke(main, ["batch", "children", "--councils", str(path), "--out", str(out)])
    assert answer.exit_code == 2 and f"{path} {said}" in answer.output
    assert not out.exists()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--councils", ""], "--councils names no council"),
        (["--councils", " , "], "--councils names no council"),
        (["--region", ""], "Unknown region ''"),
        (["--councils", "not there.txt"], "not there.txt cannot be read as a list of councils: No such file"),
        (["--councils", "Derby, Nowhere"], "Unknown council 'Nowhere'"),
    ],
)
def test_an_empty_flag_is_never_everybody(words, said, tmp_path):
    answer = CliRunner().invoke(main, ["batch", "children", *words, "--out", str(tmp_path / "out")])
    assert answer.exit_code == 2 and said in answer.output
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_indicators_and_recipes_are_read_however_they_were_saved(encoding, tmp_path, data):
    path = tmp_path / "ours.txt"
    path.write_bytes("indicator_id\nre_referrals, cp_plans_repeat\n# later\nsocial_worker_turnover".encode(encoding))
    assert list(chosen(data, str(path)).index) == ["re_referrals", "cp_plans_repeat", "social_worker_turnover"]
    recipe = (paths.RECIPES / "people_first_adults.yml").read_text("utf-8").replace("title: ", "title: Café: ", 1)
    (tmp_path / "ours.yml").write_bytes(recipe.replace("Café: ", "Café – ").encode(encoding))
    assert weights.read(str(tmp_path / "ours.yml")).title.startswith("Café – ")


def test_an_empty_list_is_never_every_indicator(tmp_path, data):
    (tmp_path / "empty.txt").write_text("# none\n")
    with pytest.raises(ScoutingError, match=r"empty\.txt names no indicator"):
        chosen(data, str(tmp_path / "empty.txt"))
