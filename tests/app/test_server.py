"""The server: this machine alone, a token, no other host name, and the page of a council."""

import re
import urllib.error
import urllib.request

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
    status, page = get(app.url("voila/render/6_neighbours.ipynb?council=Darby"))
    assert status == 200 and "Did you mean Derby?" in page
    assert "<title>No such council</title>" in page and 'lang="en-GB"' in page
    assert not re.search(r'<(script|link)[^>]+(src|href)="https?://', page), "nothing is fetched from elsewhere"
