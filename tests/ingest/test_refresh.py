"""Downloads from a server on this machine that misbehaves in every way: the store is whole and new, or as it was."""

import contextlib
import dataclasses
import datetime as dt
import hashlib
import socket
import struct
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from scouting import values
from scouting.errors import ScoutingError
from scouting.ingest.refresh import refresh

PLANS, ID, OTHER = "dfe_cpp_repeat_2025", "cp_plans_repeat", "dfe_cpp_duration_2025"
QUICK = {"silent": 0.5, "longest": 1.0, "limit": 3_000_000, "today": dt.date(2026, 6, 1)}


class _Server(BaseHTTPRequestHandler):
    """The last word of the address says how to answer; the body is the server's own."""

    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def _head(self, status=200, length=None, **more):
        self.send_response(status)
        for name, value in {"Content-Length": length, "Connection": "close", **more}.items():
            if value is not None:
                self.send_header(name.replace("_", "-"), str(value))
        self.end_headers()

    def do_GET(self):
        body, word = self.server.body, self.path.rpartition("/")[2]
        with contextlib.suppress(OSError):  # the other side has had enough
            getattr(self, f"_{word}")(body)
        self.close_connection = True

    def _good(self, body):
        self._head(length=len(body))
        self.wfile.write(body)

    def _404(self, body):
        self._head(404, 0)

    def _500(self, body):
        self._head(500, 0)

    def _page(self, body):
        self._good(b"<!DOCTYPE html><html><head><title>Page not found</title></head></html>")

    def _short(self, body):
        self._head(length=len(body) + 1000)
        self.wfile.write(body)

    def _reset(self, body):
        self._head(length=len(body))
        self.wfile.write(body[:100])
        self.wfile.flush()
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.connection.close()

    def _refused(self, body):
        self.connection.close()

    def _silent(self, body):
        time.sleep(1.5)

    def _loop(self, body):
        self._head(302, 0, Location="/loop")

    def _endless(self, body):
        self._head()
        for _ in range(10_000):  # a bound for the test's own sake; the reader stops long before
            self.wfile.write(body)

    def _drip(self, body):
        self._head(length=10**6)
        for _ in range(60):
            self.wfile.write(b"x" * 4096)
            time.sleep(0.05)

    def _cut(self, body):
        self._good(body[:-9])

    def _renamed(self, body):
        self._good(body.replace(b"CPP_start", b"Plans_started", 1))

    def _parquet(self, body):
        self._good(b"PAR1 and no more")


@pytest.fixture
def server(monkeypatch):
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    found = ThreadingHTTPServer(("127.0.0.1", 0), _Server)
    found.daemon_threads = True
    thread = threading.Thread(target=found.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    yield found
    found.shutdown()
    found.server_close()
    thread.join(5)


@pytest.fixture
def catalogue(data, server):
    """The catalogue with addresses on the server: source_id and what the server does there."""

    def make(sha256="", **words):
        address = {source: f"http://127.0.0.1:{server.server_port}/{word}" for source, word in words.items()}
        sources = data.catalog.sources
        url = sources.source_id.map(address).fillna("")
        checksum = sources.source_id.map({PLANS: sha256}).fillna("")
        return dataclasses.replace(data.catalog, sources=sources.assign(download_url=url, download_sha256=checksum))

    return make


def test_a_new_edition_is_downloaded_and_the_others_pages_are_told(store, server, catalogue, plans):
    server.body = plans().read_bytes()
    known = catalogue(hashlib.sha256(server.body).hexdigest(), **{PLANS: "good"})
    told = []
    lines = refresh(told.append, known, store, **QUICK)
    assert "Newer: it goes to 2026, the edition held to 2025. It takes the other's place." in lines
    assert (values.read([ID], path=store).period == "2026").sum() == 154
    others = known.sources[known.sources.source_id != PLANS]
    for source in others.itertuples():
        assert f"{source.title}: {source.landing_page}" in lines
    assert lines[-1].startswith(f"{len(others)} releases have no address that is known for certain.")
    assert lines[-1].endswith("scouting data add FILE") and told[0].startswith("downloading Children in need")


def test_nothing_new_is_a_quick_end(store, server, catalogue, plans, contents):
    server.body = plans().read_bytes()
    refresh(catalog=catalogue(**{PLANS: "good"}), store=store, **QUICK)
    before = contents(store)
    lines = refresh(catalog=catalogue(**{PLANS: "good"}), store=store, **QUICK)
    assert "Nothing new: the store is as it was." in lines
    assert contents(store) == before


FAILURES = {
    "404": "the server answered 404 Not Found",
    "500": "the server answered 500 Internal Server Error",
    "page": "(http://127.0.0.1:{port}/page): d3_cpps_subsequent_plan_2013_to_2025.csv is a web page, not the release: "
    "'Page not found'.",
    "short": "it broke off before its end",
    "reset": "it broke off before its end",
    "refused": "no connection to the server, or it was cut",
    "silent": "the server did not answer in time",
    "loop": "the address leads from one to the next without end",
    "endless": "it is larger than 3 MB, the most that is read",
    "drip": "it was not there whole after 1 seconds",
    "cut": "d3_cpps_subsequent_plan_2013_to_2025.csv row 155 ends before its last column.",
    "renamed": "with another header. It lacks the column CPP_start.",
    "parquet": "begins as a parquet table but cannot be read as one.",
}


@pytest.mark.parametrize("word", FAILURES)
def test_each_way_to_fail_leaves_the_store_and_says_why(store, server, catalogue, plans, contents, word):
    server.body = plans().read_bytes()
    before = contents(store)
    started = time.monotonic()
    with pytest.raises(ScoutingError) as caught:
        refresh(catalog=catalogue(**{PLANS: word}), store=store, **QUICK)
    assert FAILURES[word].format(port=server.server_port) in str(caught.value)
    assert contents(store) == before
    assert time.monotonic() - started < 10


def test_one_failure_keeps_the_others_out_and_all_are_told(store, server, catalogue, plans, contents):
    server.body = plans().read_bytes()
    before = contents(store)
    with pytest.raises(ScoutingError) as caught:
        refresh(catalog=catalogue(**{PLANS: "good", OTHER: "404", "dfe_cin_2025": "500"}), store=store, **QUICK)
    said = caught.value.problems
    assert [p.split(" ")[0] for p in said] == ["dfe_cin_2025", OTHER, PLANS, "The"]
    assert said[2:] == [f"{PLANS} was downloaded whole, but not added.", "The store is as it was."]
    assert contents(store) == before


def test_a_wrong_checksum_and_another_release(store, server, catalogue, plans, contents):
    server.body = plans().read_bytes()
    before = contents(store)
    with pytest.raises(ScoutingError, match=r"its checksum is not the one in .*sources.csv \(000000000000…\)"):
        refresh(catalog=catalogue("0" * 64, **{PLANS: "good"}), store=store, **QUICK)
    with pytest.raises(ScoutingError, match=f"{OTHER} .*: it is an edition of {PLANS}"):
        refresh(catalog=catalogue(**{OTHER: "good"}), store=store, **QUICK)
    assert contents(store) == before


def test_without_addresses_nothing_is_asked_of_the_network(store, data, contents, monkeypatch):
    def never(*_, **__):
        raise AssertionError("a connection was made")

    monkeypatch.setattr(socket.socket, "connect", never)
    before = contents(store)
    lines = refresh(catalog=data.catalog, store=store)
    assert len(lines) == len(data.catalog.sources) + 1
    assert contents(store) == before
