"""Outputs on their way to a page: pictures keep their words, wide tables are in the focus order."""

from bs4 import BeautifulSoup

from scouting.app.outputs import Reader


def html(output):
    output = Reader("council=E06000015").readable(output)
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
        assert str(Reader("").readable(output)) == before


def test_wide_tables_are_named_and_can_be_reached_by_keys():
    table = "<table><caption>Who is ahead</caption><tr><td>1</td></tr></table>"
    around = html({"data": {"text/html": f"<details><summary>x</summary>{table}</details>"}}).table.parent
    assert (around["tabindex"], around["role"], around["aria-label"]) == ("0", "group", "Who is ahead")
    assert html(picture("9th of 11")).figure["tabindex"] == "0"


def test_links_to_other_pages_carry_the_choices_and_no_other_link_is_touched():
    links = '<a href="9_money.ipynb#need">1</a><a href="https://x.example/9_money.ipynb">2</a><a href="#a">3</a>'
    soup = html({"data": {"text/html": f"<p>{links}</p>"}, "metadata": {}})
    assert [a["href"] for a in soup.find_all("a")] == [
        "9_money.ipynb?council=E06000015#need", "https://x.example/9_money.ipynb", "#a",
    ]  # fmt: skip


def error(name, told):
    return {"output_type": "error", "ename": name, "evalue": told, "traceback": ["File /secret/place.py"]}


def test_an_error_is_told_once_in_words_and_what_follows_from_it_is_not():
    reader = Reader("")
    told = reader.readable(error("ScoutingError", "2 problems:\n- No <b>set</b>.\n- No measure."))
    soup = BeautifulSoup(told["data"]["text/html"], "html.parser")
    assert [p.get_text() for p in soup.find_all("p")] == ["No <b>set</b>.", "No measure."] and soup.find("b") is None
    assert reader.readable(error("NameError", "party")) is None
    other = str(Reader("").readable(error("KeyError", "secret")))
    assert "could not be worked out" in other and "secret" not in other
    assert Reader("").readable({"output_type": "stream", "name": "stderr", "text": "warning"}) is None
