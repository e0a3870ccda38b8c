"""Figures that are not a pack's own leave it as it is; its own make it anew, and the index says what changed."""

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from bs4 import BeautifulSoup
from tests.stores import seal

from scouting.batch import packs, state
from scouting.errors import ScoutingError

from .conftest import Home, pack


@pytest.fixture
def home(tmp_path):
    return Home(tmp_path / "home")


def other(home, indicator, councils=()):
    """Another figure of one indicator in the store of the second home."""
    path = home.root / "data" / "values.parquet"
    held = pq.read_table(path)
    table = held.to_pandas()
    hit = (table.indicator_id == indicator) & (table.area_code.isin(councils) if councils else True)
    table.loc[hit, ["value", "lower_ci", "upper_ci"]] *= 0.999
    changed = pa.Table.from_pandas(table, schema=held.schema)
    named = {b"scouting.releases": pq.read_metadata(path).metadata[b"scouting.releases"]}
    pq.write_table(changed.replace_schema_metadata(named), path)
    seal(path)


@pytest.mark.long
def test_a_release_of_another_service_remakes_no_pack(home, tmp_path):
    home.write("two", pack(["E06000017", "E06000054"]))
    out = tmp_path / "out"
    assert home.run("two", "--out", str(out)).stdout.startswith("2 reports made")
    pages = {page: page.read_bytes() for page in out.glob("*/*.html")}
    keys = [state.read_status(page.parent)["key"] for page in pages]
    other(home, "care_quality_of_life")
    assert home.run("two", "--out", str(out)).stdout.startswith("Nothing to do: nothing behind 2 reports has changed.")
    assert {page: page.read_bytes() for page in pages} == pages
    assert all(now != key for now, key in zip([state.read_status(p.parent)["key"] for p in pages], keys, strict=True))
    other(home, "re_referrals", ["E06000054"])
    answer = home.run("two", "--out", str(out))
    assert answer.stdout.startswith("2 reports made"), answer.stderr  # the noise of each is estimated from all
    index = BeautifulSoup((out / "index.html").read_text(encoding="utf-8"), "html.parser")
    said = {r.th.get_text(): r.find_all("td")[3].get_text() for r in index.tbody.find_all("tr")}
    assert said["Wiltshire"].startswith("Beside the pack of ") and "no new figure, " in said["Wiltshire"]
    assert said["Wiltshire"].endswith("revisions.")


def test_the_pack_of_a_group_is_not_made_council_by_council():
    with pytest.raises(ScoutingError, match=r"8_region is one document for a group, .* scouting region data/packs/"):
        packs.check(packs.read("regional"))


def test_how_a_pack_is_made_is_told_apart_from_what_it_is_made_from(monkeypatch):
    one = packs.read("children")
    recipe, key = state.recipe_key(one, 5), state.pack_key(one, 5)
    monkeypatch.setattr(state, "inputs", lambda: "others")
    assert state.recipe_key(one, 5) == recipe and state.pack_key(one, 5) != key
    assert state.recipe_key(one, 10) != recipe
