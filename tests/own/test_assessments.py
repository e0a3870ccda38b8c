"""The Care Quality Commission's assessments that a person adds: read, refused in words, and shown where they belong."""

import datetime as dt

import pytest
from click.testing import CliRunner

from scouting import catalog, paths
from scouting.cli.main import main
from scouting.own import add, seen
from scouting.own.template import EXAMPLES
from scouting.pages.early_warning import show as early_warning_page
from scouting.study import study
from scouting.terms import QUALITY_STATEMENTS

TODAY = dt.date(2026, 11, 24)
HEAD = f"council,report_date,rating,{','.join(QUALITY_STATEMENTS)},link"


def _file(folder, *rows):
    path = folder / "assessed.csv"
    path.write_text("\n".join([HEAD, *rows]) + "\n", encoding="utf-8")
    return path


@pytest.fixture
def local(tmp_path, monkeypatch):
    monkeypatch.setattr(paths, "LOCAL", tmp_path / "local")
    return tmp_path / "local"


def test_what_is_added_is_on_the_page_of_that_council_alone(tmp_path, local, data, monkeypatch):
    """Planted ratings: no list is among the releases, and the catalogue's own table is empty."""
    assert data.catalog.assessments.empty
    path = _file(
        tmp_path,
        "Wiltshire,2025-09-01,Good,3,3,2,3,3,2,3,3,1,https://www.cqc.org.uk/one",
        "E06000015,2025-03-14,requires improvement,,,,,,,,,,",
    )
    lines = add.add_own(path, today=TODAY)
    assert lines == [f"{local / 'assessments.csv'}: 2 assessments read (2 added)."]
    shown = []
    monkeypatch.setattr("scouting.markup.display", lambda html: shown.append(html.data))
    for council in ("Wiltshire", "Derby", "Kent"):
        early_warning_page.history(study(council, indicators="adults", data=data))
    wiltshire, derby, kent = shown
    assert "rated Wiltshire good (report of 1 September 2025)" in wiltshire
    assert "learning, improvement and innovation 1" in wiltshire and "https://www.cqc.org.uk/one" in wiltshire
    assert "rated Derby requires improvement (report of 14 March 2025)" in derby and "Scores" not in derby
    assert "No assessment of Kent" in kent and "rated" not in kent
    assert "Derby" not in wiltshire
    # Added again with another rating, it takes the place of what was there.
    add.add_own(_file(tmp_path, "Derby,2025-03-14,good,,,,,,,,,,"), today=TODAY)
    held = seen.read(catalog.read()).assessments
    assert dict(zip(held.area_code, held.rating, strict=True)) == {"E06000015": "good", "E06000054": "good"}


def test_every_mistake_is_told_by_the_command_and_nothing_is_kept(tmp_path, local):
    path = _file(
        tmp_path,
        "Wilshire,2025-09-01,good,,,,,,,,,,",
        "Kent,1 September 2025,fine,5,,,,,,,,,www.cqc.org.uk",
        "Derby,2099-01-01,good,,,,,,,,,,",
        "Bury,,,,,,,,,,,,",
    )
    said = CliRunner().invoke(main, ["data", "add", str(path)])
    assert said.exit_code
    for words in (
        "row 2, council: Unknown council 'Wilshire'. Did you mean Wiltshire?",
        "row 3, report_date: '1 September 2025' is not a date like 2025-03-31.",
        "row 3, rating: 'fine' is not one of outstanding, good, requires improvement, inadequate.",
        "row 3, assessing_needs: '5' is not a score from 1 to 4 (4 is the best).",
        "row 3, link: 'www.cqc.org.uk' is not an https address, or blank.",
        "row 4, report_date: '2099-01-01' is in the future.",
        "row 5, rating: is blank. It must be filled in.",
    ):
        assert words in said.output, said.output
    assert not (local / "assessments.csv").exists()


def test_the_nine_statements_are_in_the_template_and_the_catalogue(data):
    assert len(QUALITY_STATEMENTS) == 9 and set(QUALITY_STATEMENTS) <= set(EXAMPLES["assessments"])
    assert list(data.catalog.assessments)[3:12] == list(QUALITY_STATEMENTS)
