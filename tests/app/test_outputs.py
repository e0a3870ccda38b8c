"""Outputs on their way to a page: pictures keep their words, wide tables are in the focus order."""

from bs4 import BeautifulSoup

from scouting.app.outputs import readable


def html(output):
    readable(output)
    return BeautifulSoup(output["data"].get("text/html", ""), "html.parser")


def picture(alt):
    return {
        "data": {"image/png": "iVBO\nRw0K", "text/plain": "x"},
        "metadata": {"image/png": {"alt": alt, "width": 450}},
    }


def test_a_picture_keeps_the_words_of_its_metadata_as_alt_text():
    hostile = '"><script>alert(1)</script> 9th of 11'
    output = picture(hostile)
    soup = html(output)
    assert soup.img["alt"] == hostile and soup.find("script") is None and "image/png" not in output["data"]
    assert soup.img["src"] == "data:image/png;base64,iVBORw0K" and soup.img["width"] == "450"


def test_a_picture_without_words_and_what_is_no_picture_stay_as_they_are():
    bare = {"data": {"image/png": "iVBO"}, "metadata": {}}
    told = {"data": {"text/html": "<p>3 < 4 & so on</p>"}, "metadata": {}}
    for output in (bare, told, {"output_type": "stream", "name": "stdout", "text": "x"}):
        before = str(output)
        readable(output)
        assert str(output) == before


def test_wide_tables_are_named_and_can_be_reached_by_keys():
    table = "<table><caption>Who is ahead</caption><tr><td>1</td></tr></table>"
    around = html({"data": {"text/html": f"<details><summary>x</summary>{table}</details>"}}).table.parent
    assert (around["tabindex"], around["role"], around["aria-label"]) == ("0", "group", "Who is ahead")
    assert html(picture("9th of 11")).figure["tabindex"] == "0"
