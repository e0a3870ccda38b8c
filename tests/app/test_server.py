"""The server: this machine alone, a token, no other host name, and the page of a council."""

import re
import urllib.error
import urllib.request

import pytest

from scouting.app import arguments


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


def test_a_kernel_is_not_ended_by_who_shows_no_page_of_ours(app):
    with urllib.request.urlopen(app.url(""), timeout=60) as told:
        cookies = "; ".join(line.split(";")[0] for line in told.headers.get_all("Set-Cookie"))
    path = f"{app.root}/voila/api/shutdown/00000000-0000-0000-0000-000000000000"
    with pytest.raises(urllib.error.HTTPError, match="403"):
        urllib.request.urlopen(urllib.request.Request(path, method="POST", headers={"Cookie": cookies}), timeout=60)
