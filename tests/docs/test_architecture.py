"""docs/architecture.md leads somewhere: every path that it names is there, and its picture has every part."""

import re

from docs.images import draw
from PIL import Image
from tests.test_layers import ROW_OF

from scouting import paths

PAGE = (paths.ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")


def test_every_path_is_there_and_every_folder_has_its_row():
    named = set(re.findall(r"`((?:lib|data|docs|tests|notebooks)/[\w./]+)`", PAGE))
    assert len(named) > 40 and [name for name in named if not (paths.ROOT / name).exists()] == []
    rows = re.findall(r"^\| (.+?) \| .+ \|$", PAGE.split("## To change something")[1], re.M)[2:]
    assert len(rows) >= 20
    told = {name.removeprefix("lib/scouting/").split("/")[0].removesuffix(".py") for name in named}
    assert set(ROW_OF) - told <= {"errors", "frames", "keeps", "markup", "periods", "study"}


def test_the_picture_has_every_part_and_can_be_read_at_1280_pixels():
    assert set(draw.SAID) == set(ROW_OF)
    with Image.open(paths.ROOT / "docs" / "images" / "architecture.png") as picture:
        assert picture.width == 1280


def test_an_arrow_is_dark_where_no_longer_way_stands_for_it():
    assert draw.nearest({("a", "b"), ("b", "c"), ("a", "c")}) == {("a", "b"), ("b", "c")}


def test_all_arrows_of_the_picture_point_down():
    at = draw.places(draw.nearest(draw.arrows()))
    assert [(one, other) for one, other in draw.arrows() if at[one][1] <= at[other][1]] == []
