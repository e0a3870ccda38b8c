"""A council's own look: on its own documents alone, in colours that can be read, with a picture that is one."""

import datetime as dt
import io
import os
import re
import subprocess
import sys

import pytest
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, PngImagePlugin
from pptx import Presentation
from pptx.enum.shapes import MSO_SHAPE_TYPE

from scouting import paths
from scouting.errors import ScoutingError
from scouting.report import room, slides, style
from scouting.report.council import CouncilReport, council_report
from scouting.study import study

WILTSHIRE, DERBY = "E06000054", "E06000015"
SOUND = 'council: Wiltshire\nname: Wiltshire Council\nheading_colour: "#00502F"\naccent_colour: "#7A1F3D"\n'


@pytest.fixture
def local(tmp_path, monkeypatch):
    monkeypatch.setattr(paths, "LOCAL", tmp_path)

    def write(text, **files):
        (tmp_path / style.FILE).write_text(text, encoding="utf-8")
        for name, content in files.items():
            (tmp_path / name.replace("_", ".")).write_bytes(content)
        return tmp_path

    return write


def picture(kind="PNG", size=(960, 240), **more) -> bytes:
    held = io.BytesIO()
    Image.new("RGB", size, "#00502F").save(held, kind, **more)
    return held.getvalue()


def test_no_file_is_no_style_and_another_councils_file_is_none_either(local, data, tmp_path):
    assert style.style_of(data.catalog, WILTSHIRE) is None
    local(SOUND)
    assert style.style_of(data.catalog, WILTSHIRE).name == "Wiltshire Council"
    assert style.style_of(data.catalog, DERBY) is None
    local(SOUND.replace("#7A1F3D", "#FFFFFF"))  # what is wrong with another's does not stop ours
    assert style.style_of(data.catalog, DERBY) is None


WRONG = {
    "a pale colour": (
        SOUND.replace("#00502F", "#F46A25"),
        ["heading_colour #F46A25", "3.0 to 1", "4.5 to 1", "1.5 more"],
    ),
    "two pale colours": (
        SOUND.replace("#00502F", "#777777").replace("#7A1F3D", "#FFFFFF"),
        ["heading_colour #777777", "4.4 to 1", "accent_colour #FFFFFF", "1.0 to 1"],
    ),
    "no colour": (SOUND.replace("#00502F", "green"), ["heading_colour is 'green'", "#12436D"]),
    "a colour that would end the rule": (SOUND.replace("#00502F", "#fff}</style>"), ["heading_colour is"]),
    "an unknown entry": (SOUND + "colour: red\n", ["Unknown entry 'colour'"]),
    "nobody's": (SOUND.replace("council: Wiltshire\n", ""), ["The entry 'council' is missing"]),
    "an unknown council": (SOUND.replace(": Wiltshire\n", ": Wilshire\n"), ["Wilshire", "Did you mean Wiltshire?"]),
    "a long name": (SOUND.replace("Wiltshire Council", "W" * 81), ["name has 81 letters", "80"]),
    "a logo elsewhere": (SOUND + "logo: ../logo.png\n", ["'../logo.png'", "data/local"]),
    "a logo that is not there": (SOUND + "logo: logo.png\n", ["data/local/logo.png", "No such file"]),
    "two things": (SOUND.replace("#00502F", "#F46A25") + "logo: no.png\n", ["2 problems", "heading_colour", "no.png"]),
}


@pytest.mark.parametrize("case", WRONG)
def test_what_is_wrong_is_said_all_at_once(case, local, data):
    text, wanted = WRONG[case]
    local(text)
    with pytest.raises(ScoutingError) as told:
        style.style_of(data.catalog, WILTSHIRE)
    for part in [*wanted, "data/local/style.yml"]:
        assert part in str(told.value)


SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'
LOGOS = {
    "an SVG": (SVG, "SVG can hold a program"),
    "a GIF": (picture("GIF"), "no PNG or JPEG"),
    "half a picture": (picture()[:60], "no PNG or JPEG"),
    "too heavy": (b"\x89PNG" + bytes(500_001), "500 kB"),
    "too wide": (picture(size=(4001, 2)), "4,001 by 2 pixels; 4,000"),
}


@pytest.mark.parametrize("case", LOGOS)
def test_a_logo_is_a_picture_of_bounded_size(case, local, data):
    content, wanted = LOGOS[case]
    local(SOUND + "logo: logo.png\n", logo_png=content)
    with pytest.raises(ScoutingError, match=wanted):
        style.style_of(data.catalog, WILTSHIRE)


def test_of_a_logo_the_picture_alone_is_kept(local, data):
    """Where it was taken, who saved it, and what somebody put behind it stay out of what is sent to others."""
    note = PngImagePlugin.PngInfo()
    note.add_text("Author", "planted-name")
    for kind, more in (("PNG", {"pnginfo": note}), ("JPEG", {"comment": b"planted-name"})):
        raw = picture(kind, **more) + b"planted-tail"
        assert b"planted-name" in raw
        local(SOUND + "logo: logo.png\n", logo_png=raw)
        kept = style.style_of(data.catalog, WILTSHIRE).logo
        assert b"planted" not in kept and kept.startswith(b"\x89PNG")
        assert Image.open(io.BytesIO(kept)).size == (480, 120)


@given(st.integers(0, 0xFFFFFF))
def test_contrast_is_between_black_and_white_and_the_sentence_agrees_with_it(number):
    colour = f"#{number:06X}"
    assert 1 <= style.contrast(colour) <= 21
    said = style.too_pale("heading_colour", colour)
    assert bool(said) == (style.contrast(colour) < 4.5)
    if said:
        held, needed, short = map(float, re.findall(r"\d\.\d", said))
        assert (
            held < needed == 4.5 and held <= style.contrast(colour) < held + 0.1 and abs(held + short - needed) < 1e-9
        )


#: As published with the examples of WCAG and by its checkers (WebAIM), to two decimals.
KNOWN = {"#767676": 4.54, "#777777": 4.48, "#FF0000": 4.0, "#0000FF": 8.59, "#008000": 5.14}


@pytest.mark.parametrize("colour", KNOWN)
def test_contrast_is_that_of_wcag(colour):
    assert style.contrast(colour) == pytest.approx(KNOWN[colour], abs=0.01)


def test_a_page_wears_it_and_no_text_becomes_markup(local, data, wiltshire, tmp_path):
    local(SOUND.replace("name: Wiltshire Council", "name: \"<b>'W' & co\"") + "logo: logo.png\n", logo_png=picture())
    look, path, day = style.style_of(data.catalog, WILTSHIRE), tmp_path / "w-room.html", dt.date(2026, 11, 23)
    room.write(wiltshire, day, [("Report", "x")], path, style.html(look))
    soup = BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")
    shown = soup.header.select_one(".house img")
    assert shown["alt"] == "<b>'W' & co" and shown["src"].startswith("data:image/png;base64,")
    assert soup.header.find("b") is None and "#00502F" in soup.header.style.string


def test_another_style_makes_a_report_anew(local, data):
    asked = {"council": "Wiltshire", "indicators": "re_referrals", "data": data}
    before = council_report(**asked).content()
    local(SOUND)
    one = council_report(**asked)
    local(SOUND.replace("#7A1F3D", "#12436D"))
    assert len({before, one.content(), council_report(**asked).content()}) == 3
    assert council_report("Derby", indicators="re_referrals", data=data).house == "" != one.house


def test_by_the_command_it_is_refused_before_anything_is_made(tmp_path):
    for part in ("catalog", "recipes", "values.parquet", "values.parquet.sha256"):
        (tmp_path / "data").mkdir(exist_ok=True)
        os.symlink(paths.DATA / part, tmp_path / "data" / part)
    os.symlink(paths.NOTEBOOKS, tmp_path / "notebooks")
    (tmp_path / "data" / "local").mkdir()
    (tmp_path / "data" / "local" / style.FILE).write_text(SOUND.replace("#00502F", "#F46A25"), encoding="utf-8")
    words = [sys.executable, "-m", "scouting.cli", "report", "Wiltshire", "--indicators", "re_referrals"]
    env = os.environ | {"SCOUTING_HOME": str(tmp_path), "PYTHONPATH": str(paths.ROOT / "lib")}
    done = subprocess.run(words, env=env, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 2 and "heading_colour #F46A25 is too pale for text on white" in done.stderr
    assert not (tmp_path / "reports").exists()


def dressed(data, tmp_path):
    of, day = study("Derby", indicators="re_referrals,social_worker_turnover", data=data), dt.date(2026, 11, 23)
    look = style.Style("Derby City Council", "#00502F", "#7A1F3D", picture())
    slides.write(of, CouncilReport(of, day).facts(), day, tmp_path / "x.pptx", look=look)
    return list(Presentation(str(tmp_path / "x.pptx")).slides)


def test_slides_wear_it_and_the_title_makes_room(data, tmp_path):
    """The logo with its words stands beside the title and over nothing; titles and headings of tables are coloured."""
    held = dressed(data, tmp_path)
    first = held[0]
    (logo,) = [shape for shape in first.shapes if shape.shape_type == MSO_SHAPE_TYPE.PICTURE]
    assert logo._element.xpath(".//p:cNvPr")[0].get("descr") == "Derby City Council"
    title = first.shapes.title
    assert title.left + title.width <= logo.left and logo.left + logo.width <= 13.333 * 914400 + 1
    assert all(shape.top >= logo.top + logo.height for shape in first.shapes if shape not in (logo, title))
    for slide in held:
        assert str(slide.shapes.title.text_frame.paragraphs[0].runs[0].font.color.rgb) == "00502F"
        heads = [shape.table.rows[0].cells[0] for shape in slide.shapes if shape.has_table]
        assert {str(cell.fill.fore_color.rgb) for cell in heads} <= {"00502F"}
