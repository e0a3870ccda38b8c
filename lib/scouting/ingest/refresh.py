"""The next editions from where they are published: all downloaded and read before the store is changed."""

from __future__ import annotations

import datetime as dt
import logging
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from scouting.catalog import Catalog, series
from scouting.catalog import read as read_catalog
from scouting.errors import ScoutingError
from scouting.frames import each_row
from scouting.ingest import lists
from scouting.ingest.editions import add_releases
from scouting.ingest.glance import LIMIT
from scouting.ingest.recognise import recognise

#: Seconds that a server may be silent, and that one file may take.
SILENT, LONGEST = 30.0, 900.0


class _Bounded:
    """A file that takes so many bytes until so late, and no more: a server may send without end."""

    def __init__(self, file: BinaryIO, limit: int, seconds: float):
        self.file, self.left, self.limit, self.seconds = file, limit, limit, seconds
        self.ends = time.monotonic() + seconds

    def write(self, chunk: bytes) -> None:
        self.left -= len(chunk)
        if self.left < 0:
            raise ScoutingError(f"it is larger than {self.limit / 1e6:,.0f} MB, the most that is read")
        if time.monotonic() > self.ends:
            raise ScoutingError(f"it was not there whole after {self.seconds:,.0f} seconds")
        self.file.write(chunk)

    def flush(self) -> None:
        self.file.flush()


def download(url: str, path: Path, sha256: str = "", silent: float = SILENT, longest: float = LONGEST,
             limit: int = LIMIT) -> None:  # fmt: skip
    """One file from an address, whole or not at all.

    ``sha256``: what its checksum must be ('' where it is not known); ``silent``, ``longest``: seconds that the server
    may say nothing, and that all may take; ``limit``: bytes.
    Raises ScoutingError with the reason: no answer, an error of the server, a body cut short, too long or too slow,
    another checksum.
    """
    import pooch  # brings requests, which is slow to import

    pooch.get_logger().setLevel(logging.WARNING)
    get = pooch.HTTPDownloader(timeout=silent, chunk_size=4096)

    def bounded(url: str, target: str, asker: object) -> None:
        with open(target, "wb") as file:
            get(url, _Bounded(file, limit, longest), asker)

    try:
        known = f"sha256:{sha256}" if sha256 else None
        # It is called by place, so its parameters may have names of ours.
        pooch.retrieve(url, known, path.name, path.parent, downloader=bounded)  # pyright: ignore[reportArgumentType]
    except ScoutingError:
        raise
    except ValueError as err:
        wrong = "hash" in str(err)
        said = f"its checksum is not the one in data/catalog/sources.csv ({sha256[:12]}…)" if wrong else str(err)
        raise ScoutingError(said) from None
    except OSError as err:  # every mistake of requests is one
        raise ScoutingError(_reason(err)) from None


def _reason(err: OSError) -> str:
    """What went wrong on the way, in a few words."""
    import requests

    answer = getattr(err, "response", None)
    if isinstance(err, requests.HTTPError) and answer is not None:
        return f"the server answered {answer.status_code} {answer.reason}"
    if isinstance(err, requests.TooManyRedirects):
        return "the address leads from one to the next without end"
    if isinstance(err, requests.Timeout) or "timed out" in str(err):
        return "the server did not answer in time"
    if isinstance(err, requests.exceptions.ChunkedEncodingError):
        return "it broke off before its end"
    if isinstance(err, requests.ConnectionError):
        return "no connection to the server, or it was cut"
    return str(err)


def refresh(
    say: Callable[[str], None] = lambda _: None,
    catalog: Catalog | None = None,
    store: Path | None = None,
    *,
    silent: float = SILENT,
    longest: float = LONGEST,
    limit: int = LIMIT,
    today: dt.date | None = None,
) -> list[str]:
    """Download every release whose download_url is known, and add them as further editions.

    Gives lines: what came of each, then each release without an address, its page and the command that adds it. A file
    that is not the release it should be is an error. Raises ScoutingError with what happened to every file that failed;
    then the store is as it was, for the others too.
    """
    catalog = catalog or read_catalog()
    used = catalog.sources[catalog.sources.source_id.isin(series(catalog).source_id)]
    addressed = used[used.download_url != ""]
    lines, problems, files = [], [], []
    with tempfile.TemporaryDirectory(prefix="scouting-") as folder:
        for source in each_row(addressed):
            path = Path(folder) / Path(source.file).name  # releases that are read together lie together
            try:
                say(f"downloading {source.title}")
                download(source.download_url, path, source.download_sha256, silent, longest, limit)
                found = recognise(path, catalog, limit)
                if found != source.source_id:
                    raise ScoutingError(f"it is an edition of {found}")
                files.append((path, source.source_id))
            except ScoutingError as err:
                problems += [f"{source.source_id} ({source.download_url}): {problem}" for problem in err.problems]
        if problems:
            fetched = [f"{source_id} was downloaded whole, but not added." for _, source_id in files]
            raise ScoutingError([*problems, *fetched, "The store is as it was."])
        lines += add_releases(files, say, store, catalog, today=today) if files else []
    of_lists = [lists.is_list(source_id, catalog) for source_id in catalog.sources.source_id]
    without = catalog.sources[
        (catalog.sources.download_url == "") & (catalog.sources.index.isin(used.index) | of_lists)
    ]
    for source in each_row(without):
        lines.append(f"{source.title}: {source.landing_page}")
    if len(without):
        lines.append(
            f"{len(without)} releases have no address that is known for certain. Download them from the "
            "pages above, then add each with: scouting data add FILE"
        )
    return lines
