"""A report that a reader adds: read from PDF or text, nobody's name kept, quoted for that reader, removed whole."""

import os
import stat

import pytest
from click.testing import CliRunner
from tests.own.pdfs import pdf

from scouting import catalog, paths
from scouting.cli.main import main
from scouting.own import reports

FIRST = """Inspection of South Gloucestershire
local authority children’s services
Inspection dates: 3 June 2024 to 14 June 2024
Lead inspector: Harriet Vane, His Majesty’s Inspector
Judgement Grade
The experiences and progress of
children in care Good
Overall effectiveness Good
What needs to improve?
• The sufficiency of homes for children, as Councillor Peter Wimsey has said.
The experiences and progress of children in care: good
1. Most children live with foster carers who know them well. The fostering
service is led by Mary O’Shaughnessy. It has grown in every one of the last
Inspection of South Gloucestershire local authority children’s services
3 June 2024 to 14 June 2024 1""".splitlines()
SECOND = """four years, and Dr Bunter, the chair, is proud of it.
2. There are not enough foster carers for teenagers. The director of children’s
services, Jane Marple, knows this and has begun a campaign with carers.
3. Children are seen by a dentist at the right time and in the right place.
The impact of leaders on social work practice with children and families: good
4. Leaders listen. Miles Vorkosigan, Ofsted inspector, saw them do so often.
The Office for Standards in Education, Children’s Services and Skills (Ofsted)
5. This is about Ofsted.""".splitlines()
NAMED = ["Harriet", "Vane", "Wimsey", "Shaughnessy", "Bunter", "Marple", "Vorkosigan"]
PLACEMENTS = "looked after: placements"


@pytest.fixture
def local(tmp_path, monkeypatch):
    monkeypatch.setattr(paths, "LOCAL", tmp_path / "local")
    return tmp_path / "local"


def add(path, *words, council="South Gloucestershire"):
    answer = CliRunner().invoke(main, ["data", "add", str(path), "--council", council, *words])
    assert answer.exception is None or isinstance(answer.exception, SystemExit), answer.exception
    return answer


def report(tmp_path, content=None, name="report.pdf"):
    path = tmp_path / name
    path.write_bytes(pdf([FIRST, SECOND]) if content is None else content)
    return path


def test_a_pdf_is_quoted_by_number_and_day_praise_beside_criticism(local, tmp_path):
    answer = add(report(tmp_path))
    assert answer.exit_code == 0, answer.output
    said = reports.quotes(catalog.read(), "E06000025", PLACEMENTS)
    assert said[["paragraph", "kind"]].to_numpy().tolist() == [
        ["improve 1", "to improve"],
        ["1", "praise"],
        ["2", "criticism"],
    ]
    # The inspection that began on 3 June 2024 is in the list of inspections, with the day of its report.
    assert set(said.day) == {"2024-07-23"} and set(said.day_of) == {"published"}
    # A paragraph goes on over the foot of a page, which is no part of it.
    assert said.text[1].endswith(
        "It has grown in every one of the last four years, and [name], the chair, is proud of it."
    )
    assert said.section_grade.tolist()[1:] == [2, 2]
    assert reports.quotes(catalog.read(), "E06000025", PLACEMENTS, "sufficiency").paragraph.tolist() == [
        "improve 1",
        "2",
    ]
    assert reports.quotes(catalog.read(), "E06000054", PLACEMENTS).empty


def test_nobody_is_named_in_what_is_kept(local, tmp_path):
    add(report(tmp_path))
    held = (local / "reports.csv").read_text(encoding="utf-8")
    assert [name for name in NAMED if name in held] == []
    assert held.count("[name]") == 5  # the inspector at the head stands in no paragraph
    assert "This is about Ofsted" not in held


def test_a_text_file_gives_the_same_as_a_pdf(local, tmp_path):
    add(report(tmp_path))
    one = reports.read()
    add(report(tmp_path, "\n".join([*FIRST, *SECOND]).encode(), "report.txt"))
    assert one.equals(reports.read())  # and the report of the same day was replaced


def test_what_was_added_is_listed_readable_by_its_owner_alone_and_removed(local, tmp_path):
    add(report(tmp_path))
    listed = CliRunner().invoke(main, ["data", "list"]).output
    assert "reports: 5 rows of South Gloucestershire" in listed
    if os.name != "nt":
        assert stat.S_IMODE((local / "reports.csv").stat().st_mode) == 0o600
    assert (local / "version").read_text() == "1\n"
    gone = CliRunner().invoke(main, ["data", "remove", "--table", "reports", "--council", "South Gloucestershire"])
    assert "5 paragraphs removed, 0 left" in gone.output
    assert reports.quotes(catalog.read(), "E06000025", PLACEMENTS).empty


def test_the_day_is_the_last_of_an_inspection_that_nobody_lists(local, tmp_path):
    lines = [line.replace("2024", "2031") for line in [*FIRST, *SECOND]]
    add(report(tmp_path, "\n".join(lines).encode(), "new.txt"))
    assert reports.read()[["day", "day_of"]].drop_duplicates().to_numpy().tolist() == [
        ["2031-06-14", "inspection ended"]
    ]
    add(report(tmp_path, "\n".join(lines).encode(), "new.txt"), "--published", "2031-08-01")
    assert set(reports.read().day) == {"2031-06-14", "2031-08-01"}


WITHOUT_A_DAY = "\n".join(line for line in [*FIRST, *SECOND] if "June" not in line).encode()
LOCKED = "/Encrypt << /Filter /Standard /V 1 /R 2 /O (x) /U (x) /P 0 >> "
ELSEWHERE = pdf([FIRST, SECOND]).replace(b"South Gloucestershire", b"North Gloucestershire")
BAD = {
    "protected": (pdf([FIRST, SECOND], trailer=LOCKED), "password"),
    "scanned": (pdf([["3"], ["4"], ["5"]]), "perhaps a scan"),
    "cut off": (pdf([FIRST, SECOND])[:400], "damaged"),
    "noise": (b"%PDF-1.7\n" + bytes(range(256)) * 40, "damaged"),
    "only called one": (b"Inspection of South Gloucestershire", "is not a PDF"),
    "empty": (b"", "is empty"),
    "2,000 pages": (pdf([["one line"]] * 2000), "2,000 pages"),
    "another text": (pdf([["Minutes of a meeting. " * 8] * 9]), "no numbered paragraphs"),
    "another council": (ELSEWHERE, "does not name"),
    "21 MB": (b"%PDF-1.4\n" + b"0" * 21_000_000, "a report may have 20 MB"),
}  # fmt: skip


@pytest.mark.parametrize("kind", BAD)
def test_a_bad_file_is_refused_in_a_sentence_and_nothing_is_written(local, tmp_path, kind):
    content, word = BAD[kind]
    answer = add(report(tmp_path, content))
    assert answer.exit_code == 2
    assert word in answer.output and "Traceback" not in answer.output
    assert answer.output.strip().count("\n") <= 1
    assert not (local / "reports.csv").exists()


def test_what_is_asked_for_is_said(local, tmp_path):
    said = CliRunner().invoke(main, ["data", "add", str(report(tmp_path))])
    assert said.exit_code == 2 and "whose report" in said.output
    assert "Unknown council 'Atlantis'" in add(report(tmp_path), council="Atlantis").output
    answer = add(report(tmp_path, WITHOUT_A_DAY, "old.txt"))
    assert answer.exit_code == 2 and "--published" in answer.output
    assert "is not a date" in add(report(tmp_path), "--published", "soon").output
    assert not (local / "reports.csv").exists()


def test_of_two_files_one_of_which_is_bad_neither_is_added(local, tmp_path):
    good, bad = report(tmp_path), report(tmp_path, b"%PDF-1.4 cut", "bad.pdf")
    answer = CliRunner().invoke(main, ["data", "add", str(good), str(bad), "--council", "South Gloucestershire"])
    assert answer.exit_code == 2
    assert not (local / "reports.csv").exists()
