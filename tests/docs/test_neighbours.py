"""The page on methods says what the code does: its numbers are worked out again."""

import re

import pytest

from scouting import paths
from scouting.neighbours import listing
from scouting.neighbours.closeness import CUTOFFS


@pytest.fixture(scope="module")
def text():
    return (paths.ROOT / "docs" / "neighbours.md").read_text(encoding="utf-8")


def test_every_set_is_on_the_page_with_its_counts(data, text):
    for row in listing.listed(data.catalog).itertuples():
        line = next(line for line in text.splitlines() if line.startswith("| `") and f"`{row.set_id}`" in line)
        counts = {int(n) for n in re.findall(r"\d+", line.split("|")[-2])}
        assert row.most in counts, line
        assert row.fewest in counts or row.set_id == "dfe_2021_04", line


def test_words_cutoffs_and_shares(data, text):
    shares = {
        name: data.calculated(name).links.closeness.value_counts(normalize=True) for name in ("nhs_adult", "children_z")
    }
    theirs = data.catalog.neighbours[data.catalog.neighbours.set_id == "dfe_2021_04"].closeness
    for word, end in (*CUTOFFS.items(), ("not close", None)):
        cells = [cell.strip() for cell in re.search(rf"^\| {word} \|(.+)\|$", text, re.M)[1].split("|")]
        assert cells[0] == (f"{end:.2f}" if end else "beyond")
        wanted = [shares["nhs_adult"][word], shares["children_z"][word], (theirs == word).mean()]
        assert cells[1:] == [f"{share:.0%}" for share in wanted]


def test_those_without_a_close_neighbour(data, text):
    for name, line in (
        ("nhs_adult", "Rutland in `nhs_adult`"),
        ("children_z", "Birmingham and Blackpool in `children_z`"),
    ):
        rows = data.calculated(name).links
        far = rows.groupby("area_code").closeness.agg(lambda words: set(words) == {"not close"})
        named = " and ".join(sorted(data.catalog.name(code) for code in far.index[far]))
        assert line == f"{named} in `{name}`" and line in text
