"""The server: this machine alone, a token, no other host name, and the page of a council."""

import re
import urllib.error
import urllib.request
from urllib.parse import urlencode

import pytest

from scouting.app import arguments, page_list
from scouting.app import serve as serving
from scouting.errors import ScoutingError


def get(url, **headers):
    class Stay(urllib.request.HTTPRedirectHandler):
        def redirect_request(self, *args):
            return None

    try:
        with urllib.request.build_opener(Stay).open(urllib.request.Request(url, headers=headers), timeout=60) as told:
            return told.status, told.read().decode()
    except urllib.error.HTTPError as err:
        return err.code, err.headers.get("Location", "")


def test_it_is_bound_to_this_machine_with_a_new_token_each_time():
    assert {"--Voila.ip=127.0.0.1", "--token"} <= set(arguments())


def test_without_the_token_neither_front_page_nor_a_page_nor_a_kernel_is_given(app):
    for path in ("", "voila/render/6_neighbours.ipynb", "api/kernels/00000000-0000-0000-0000-000000000000"):
        status, where = get(f"{app.root}/{path}")
        assert (status, where.startswith("/login")) == (302, True) or status == 403, (path, status, where)


def test_another_host_name_is_refused(app):
    assert get(app.url(""), Host="council.example")[0] == 403


def test_the_front_page_offers_every_council_and_every_page(app):
    status, page = get(app.url(""))
    assert status == 200 and len(re.findall(r'<option value="E\d{8}">', page)) == 153
    assert 'formaction="/voila/render/6_neighbours.ipynb"' in page and 'lang="en-GB"' in page
    assert not re.search(r'(src|href)="https?://', page)


def test_an_unknown_council_gets_a_sentence(app):
    status, page = get(app.url("voila/render/6_neighbours.ipynb?council=Deby"))
    assert status == 200 and "Did you mean Derby?" in page
    assert "<title>No such council</title>" in page and 'lang="en-GB"' in page
    assert not re.search(r'<(script|link)[^>]+(src|href)="https?://', page), "nothing is fetched from elsewhere"


@pytest.mark.parametrize(
    "asked", ['x"\nimport os; os.system("id") #', "<script>alert(1)</script>", "](javascript:alert(1))"]
)
def test_what_is_no_council_is_said_as_plain_text(app, asked):
    status, page = get(app.url(f"voila/render/6_neighbours.ipynb?{urlencode({'council': asked})}"))
    assert status == 200 and "No such council" in page and "jupyter-config-data" not in page
    assert not re.search(r'href="?\s*javascript', page), "no link is made of it"
    assert asked not in page or not set(asked) & set('"<'), "nothing of it is markup"


@pytest.mark.parametrize("file", page_list().file)
def test_a_page_without_a_council_asks_for_one_and_runs_nothing(app, file):
    status, page = get(app.url(f"voila/render/{file}"))
    assert status == 200 and "Choose a council above" in page and 'action="/voila/render/' + file in page
    assert "jupyter-config-data" not in page, "no kernel was started"
    assert "Wiltshire</option>" in page and page.count("Wiltshire") == 1, "nothing of the council in the notebook"


def test_there_is_no_page_but_those_of_the_list(app):
    for path in ("0_start_here.ipynb", "nothing.ipynb", "../README.md", "tests"):
        status, page = get(app.url(f"voila/render/{path}"))
        assert status in (400, 404) and "Traceback" not in page


def test_a_page_may_take_and_send_nothing_elsewhere_and_stand_in_no_other(app):
    with urllib.request.urlopen(app.url(""), timeout=60) as told:
        rules = dict(part.strip().split(" ", 1) for part in told.headers["Content-Security-Policy"].split(";"))
        cookies = [line for line in told.headers.get_all("Set-Cookie") or [] if "username" in line]
    assert rules["default-src"] == rules["frame-ancestors"] == "'none'"
    assert "http" not in " ".join(rules.values()) and "*" not in " ".join(rules.values())
    assert cookies and all("SameSite=Strict" in line and "HttpOnly" in line for line in cookies)


def test_another_template_cannot_be_asked_for(app):
    status, page = get(app.url("voila/render/6_neighbours.ipynb?council=Deby&voila-template=nothing"))
    assert status == 200 and "Did you mean Derby?" in page and "Traceback" not in page


def test_an_open_address_needs_a_name_and_a_path_must_be_one():
    with pytest.raises(ScoutingError) as caught:
        serving("0.0.0.0", 8866, "javascript:alert(1)")
    assert len(caught.value.problems) == 2


def test_behind_a_proxy_it_stands_under_its_path_and_answers_to_its_name(serve):
    own = serve("-m", "scouting.cli", "app", "--no-browser", "--base-url", "/scouting/", "--name", "council.example")
    status, page = get(own.url("scouting/"), Host="council.example")
    assert status == 200 and 'action="/scouting/voila/render/' in page
    assert get(own.url("scouting/"), Host="other.example")[0] == 403
    token = {"Authorization": f"token {own.token}"}
    assert get(f"{own.root}/scouting/", Host="council.example", **token)[0] == 200, "a proxy hands the token on"


def test_a_kernel_is_not_ended_by_who_shows_no_page_of_ours(app):
    with urllib.request.urlopen(app.url(""), timeout=60) as told:
        cookies = "; ".join(line.split(";")[0] for line in told.headers.get_all("Set-Cookie"))
    path = f"{app.root}/voila/api/shutdown/00000000-0000-0000-0000-000000000000"
    with pytest.raises(urllib.error.HTTPError, match="403"):
        urllib.request.urlopen(urllib.request.Request(path, method="POST", headers={"Cookie": cookies}), timeout=60)
