import html
import re

import pytest


@pytest.fixture
def read_page(monkeypatch):
    """The sentences, tables and alt texts that parts of a page show of a study, charts drawn and closed."""

    def read(of, parts):
        said = []
        monkeypatch.setattr("scouting.markup.put", lambda *parts: said.append(" ".join(p for p in parts if p)))
        monkeypatch.setattr("scouting.charts.emit.display", lambda shown, **_: said.append(shown["text/plain"]))
        for part in parts:
            part(of)
        return html.unescape(re.sub(r"<[^>]+>", " ", "\n".join(said)))

    return read
