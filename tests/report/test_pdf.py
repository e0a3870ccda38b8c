"""The page as PDF by a browser; and what is said where there is none, or one that does not print."""

import re

import pytest

from scouting.errors import ScoutingError
from scouting.report import pdf


def test_a_browser_prints_a_tagged_pdf_without_the_annex(whole_page, tmp_path):
    if not pdf.browser():
        pytest.skip("no Chromium on the PATH: no PDF is printed here")
    assert pdf.write(whole_page, tmp_path / "page.pdf") == ""
    made = (tmp_path / "page.pdf").read_bytes()
    assert made.startswith(b"%PDF") and len(re.findall(rb"/Type\s*/Page\b", made)) <= 8
    assert b"/StructTreeRoot" in made and re.search(rb"/MarkInfo\s*<<[^>]*/Marked true", made)
    assert b"/Lang (en-GB)" in made


def test_without_a_browser_it_says_how_to_print_by_hand(whole_page, tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    said = pdf.write(whole_page, tmp_path / "page.pdf")
    assert said.startswith("No PDF was made: none of chromium") and "Open wiltshire.html in any browser" in said
    assert list(tmp_path.iterdir()) == []


def test_a_browser_that_does_not_print_is_told_and_nothing_is_left(whole_page, tmp_path, monkeypatch):
    (tmp_path / "bin").mkdir()
    broken = tmp_path / "bin" / "chromium"
    broken.write_text("#!/bin/sh\necho 'no space left' >&2\nexit 3\n")
    broken.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}:/usr/bin:/bin")
    with pytest.raises(ScoutingError, match=r"chromium did not print wiltshire.html: no space left"):
        pdf.write(whole_page, tmp_path / "out" / "page.pdf")
    assert not any((tmp_path / "out").glob("*"))
