"""A hundred files that people could bring: each is refused in words or taken, and a refused one changes nothing."""

import datetime as dt
import gzip
import hashlib
import io
import re
import zipfile

import openpyxl
import pytest
from click.testing import CliRunner

from scouting import paths
from scouting.cli.main import main

HEAD = "council,indicator_id,period,value,numerator,denominator,marker,share,note\n"
GOOD = "Wiltshire,re_referrals,2024-25,,120,480,,,\n"
INDICATORS = "indicator_id,title,service,unit,polarity,statistic\n"
NEIGHBOURS = "set_id,title,council,neighbour\n"


def row(**changed):
    cells = {
        "council": "Wiltshire",
        "indicator_id": "re_referrals",
        "period": "2024-25",
        "value": "",
        "numerator": "120",
        "denominator": "480",
        "marker": "",
        "share": "",
        "note": "",
    }
    return HEAD + ",".join((cells | changed).values()) + "\n"


def book(*rows, name="figures", change=None):
    made = openpyxl.Workbook()
    made.active.title = name
    for cells in rows:
        made.active.append(cells)
    if change:
        change(made)
    held = io.BytesIO()
    made.save(held)
    return held.getvalue()


def zipped(**parts):
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/").replace("_xml", ".xml"), content)
    return held.getvalue()


def ods(*rows):
    cells = "".join(f"<t:table-row>{''.join(cells)}</t:table-row>" for cells in rows)
    spaces = 'xmlns:o="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:t="urn:t" xmlns:x="urn:x"'
    body = f'<o:document {spaces}><t:table t:name="figures">{cells}</t:table></o:document>'
    return zipped(mimetype="application/vnd.oasis.opendocument.spreadsheet", content_xml=body)


def cell(text, more=""):
    return f"<t:table-cell {more}><x:p>{text}</x:p></t:table-cell>"


ODS_HEAD = [cell(name) for name in ("council", "indicator_id", "period", "value", "numerator", "denominator")]
NAMES = HEAD.strip().split(",")
ROW = ["Wiltshire", "re_referrals", "2024-25", None, 120, 480, None, None, None]


def _merge(made):
    made.active.merge_cells("A1:B1")


def _formula(made):
    made.active["E2"] = "=60*2"


def _serial(made):
    made.active["C2"] = 45_748


#: What the file is, and what is said of it; nothing where it is taken.
FILES = {
    # no table at all
    "no byte": (b"", "is empty"),
    "zeros": (bytes(2_000), "neither text|UTF-16"),
    "binary": (bytes(range(256)) * 20, "neither text|no encoding|control|UTF"),
    "a picture": (b"\x89PNG\r\n\x1a\n" + bytes(range(200)), "neither text|UTF|no table|encoding"),
    "a PDF": (b"%PDF-1.7\n1 0 obj\n", "Say whose report it is"),
    "a packed file": (gzip.compress(HEAD.encode() * 9), "neither|UTF|encoding|no table"),
    "parquet cut short": (b"PAR1" + bytes(50), "cut short"),
    "a web page": (b"<!DOCTYPE html><html><title>Sign in</title></html>", "web page"),
    "XML": (b'<?xml version="1.0"?><rows><row/></rows>', "XML|web page"),
    "JSON": (b'{"council": "Wiltshire"}', "JSON"),
    "prose": (b"Dear all,\nplease find the figures below.\n", "no release|no table"),
    "blank lines": (b"\n\n\n", "no table|no row|not a known release"),
    "commas alone": (b",,,\n,,,\n", "no table|no row|not a known release"),
    "one word": (b"council\n", "no table|no release"),
    "names alone": (HEAD, "holds no row"),
    "names and blank rows": (HEAD + ",,,,,,,,\n" * 3, "holds no row"),
    "an old workbook": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "before 2007|old kind|password"),
    "a ZIP file": (zipped(readme_xml="x"), "ZIP"),
    "a workbook cut short": (book(NAMES, ROW)[:900], "cut short|not whole"),
    "macros": (zipped(xl__workbook_xml="", xl__vbaProject="", **{"xl__vbaProject.bin": ""}), "macros|cannot be read"),
    "a bomb of zeros": (zipped(xl__workbook_xml="<workbook/>", a=bytes(9_000_000)), "unpack"),
    "a thousand parts": (zipped(xl__workbook_xml="<workbook/>", **{f"p{n}": "" for n in range(1_100)}), "parts|cannot"),
    "an empty sheet": (book(), "holds no row|no table|sheets"),
    "a workbook of another kind": (book(["Invoice", 12], ["Total", 12], name="Sheet1"), "no release|sheets"),
    "ODS cut short": (ods(ODS_HEAD)[:200], "cut short|not whole"),
    "ODS of a billion cells": (ods(ODS_HEAD, [cell("x", 't:number-columns-repeated="16384"')]), "columns"),
    "ODS with names alone": (ods(ODS_HEAD), "holds no row"),
    "ODS with a figure": (
        ods(ODS_HEAD, [cell(text) for text in ("Kent", "re_referrals", "2024-25", "", "1", "4")]),
        "",
    ),
    # encodings and signs
    "UTF-16": ((HEAD + GOOD).encode("utf-16"), ""),
    "UTF-16, big end first": ((HEAD + GOOD).encode("utf-16-be"), ""),
    "UTF-16 cut in a letter": ((HEAD + GOOD).encode("utf-16")[:-1], "UTF-16"),
    "Windows-1252": (row(note="café").encode("cp1252"), ""),
    "no encoding": (row(note="caf").encode() + b"\x81\x8d,,,,,,,,\n", "no encoding"),
    "UTF-8 with its mark": (b"\xef\xbb\xbf" + (HEAD + GOOD).encode(), ""),
    "old Mac's ends of lines": ((HEAD + GOOD).replace("\n", "\r"), ""),
    "semicolons": ((HEAD + GOOD).replace(",", ";"), ""),
    "semicolons and a comma in a number": (row(value="25,0").replace(",", ";").replace("25;0", "25,0"), "has a comma"),
    "tabs": ((HEAD + GOOD).replace(",", "\t"), ""),
    "upright strokes": ((HEAD + GOOD).replace(",", "|"), ""),
    "a line that says the sign": ("sep=;\n" + (HEAD + GOOD).replace(",", ";"), ""),
    "a quote that never ends": (HEAD + 'Wiltshire,"re_referrals,2024-25,,120,480,,,\n', "cannot be read as CSV"),
    "a control character": (row(note="a\x07b"), "control character"),
    # rows and names
    "a title above": ("Re-referrals\n\n" + HEAD + GOOD, ""),
    "thirty-one titles above": ("a,b\n" * 31 + HEAD + GOOD, "no release"),
    "a name twice": (HEAD.replace("note", "value") + GOOD, "is there twice"),
    "a misspelt name": (HEAD.replace("value", "valeu") + GOOD, "Did you mean value"),
    "a name missing": (
        HEAD.replace("period,", "") + "Wiltshire,re_referrals,,120,480,,,\n",
        "column period is missing",
    ),
    "a cell too many": (HEAD + GOOD.strip() + ",9\n", "10 cells, but row 1 names 9"),
    "a cell too few": (HEAD + "Wiltshire,re_referrals\n", "2 cells, but row 1 names 9"),
    "a number with a bare comma": (HEAD + "Wiltshire,re_referrals,2024-25,,1,120,4,480,,,\n", "cells, but row 1 names"),
    "a cell under no name": (
        "council,indicator_id,period,,value\nWiltshire,re_referrals,2024-25,x,1\n",
        "no name in row 1",
    ),
    "the same row twice": (HEAD + GOOD * 2, "the same council, indicator and period"),
    "the same year in two spellings": (HEAD + GOOD + GOOD.replace("2024-25", "2025"), "the same council"),
    "merged names": (book(NAMES, ROW, change=_merge), "merged cells"),
    "a merged title": (book(["Title"], [], NAMES, ROW, change=_merge), ""),
    "a formula without a result": (book(NAMES, ROW, change=_formula), "formula without a stored result"),
    "two sheets of figures": (
        book(NAMES, ROW, change=lambda made: made.copy_worksheet(made.active)),
        "has the columns of figures",
    ),
    "an error of Excel": (row(value="#DIV/0!"), "Excel error #DIV/0!"),
    # councils and indicators
    "an unknown council": (row(council="Wilshire"), "Did you mean Wiltshire"),
    "no council": (row(council=""), "council: is blank"),
    "a district": (row(council="Salisbury"), "Unknown council"),
    "a council that ended": (row(council="Cumbria"), "ended on 31 March 2023"),
    "a council before it began": (row(council="Cumberland", period="2021-22"), "began on 1 April 2023"),
    "England": (row(council="England"), "Unknown council"),
    "an unknown indicator": (row(indicator_id="re_referal"), "Did you mean re_referrals"),
    "an indicator by its title": (row(indicator_id="Re-referrals within a year"), ""),
    # periods
    "a day": (row(period="01/04/2024"), "2024-04 for the month"),
    "a day of Excel": (book(NAMES, [*ROW[:2], dt.datetime(2025, 4, 1), *ROW[3:]]), "for the month April 2025"),
    "a number of Excel": (book(NAMES, ROW, change=_serial), "Excel's number for 1 April 2025"),
    "a quarter of an unknown year": (row(period="Q1 2024"), "2023-24 Q4"),
    "a season": (row(period="Spring 2025"), "is not a period"),
    "three years together": (row(period="2021-24"), "several years"),
    "no period": (row(period=""), "period: is blank"),
    "a period to come": (row(period="2098-99"), "has not ended yet"),
    "a month of thirteen": (row(period="2024-13"), "is not a period"),
    "a year without a century": (row(period="24/25"), "Write 2024-25"),
    # figures and counts
    "words for a number": (row(numerator="many"), "neither a number nor a marker"),
    "a limit": (row(numerator="<5"), "is a limit"),
    "a negative count": (row(numerator="-3"), "is negative"),
    "half a person": (row(numerator="0.5", denominator="2"), "not a whole number"),
    "half a social worker": (
        row(indicator_id="social_worker_turnover", period="2024-25", numerator="12.5", denominator="50"),
        "",
    ),
    "more than all": (row(numerator="500"), "above the denominator"),
    "over a hundred per cent": (row(value="125"), "does not agree with its counts"),
    "a share of one": (row(value="0.25"), "does not agree with its counts"),
    "of nothing": (row(numerator="0", denominator="0"), "denominator: is 0"),
    "a percentage alone": (row(value="25", numerator="", denominator=""), "without its counts"),
    "a per cent sign": (row(value="25.0%"), ""),
    "a pound for a percentage": (row(value="£25"), "pound sign"),
    "thousands": (row(numerator='"1,200"', denominator='"4,800"'), ""),
    "too large": (row(numerator="1e999"), "too large"),
    "not a number": (row(numerator="nan"), "is not a number"),
    "digits of another script": (row(numerator="١٢٠"), "neither a number"),
    "suppressed throughout": (row(value="c", numerator="c", denominator="c"), ""),
    "suppressed with a star": (row(value="*", numerator="*", denominator="480"), ""),
    "a symbol that nobody knows": (row(value="†"), "neither a number nor a marker"),
    "a revised figure": (row(value="25.0 [r]"), ""),
    "a count that is hidden under a value": (row(value="25", numerator="c"), "but the value 25 is given"),
    "two markers": (row(value="c", marker="x"), "Which is it"),
    "an unknown marker": (row(marker="q"), "Unknown marker"),
    "an unknown share": (row(share="everyone"), "no word for who may see it"),
    # the other tables
    "an indicator of the catalogue": (
        INDICATORS + "re_referrals,T,children,%,low_is_good,proportion\n",
        "published indicator",
    ),
    "an indicator with words of its own": (INDICATORS + "own_one,T,kids,%,good,average\n", "is not one of"),
    "a link without a publisher": (
        INDICATORS[:-1] + ",link\nown_one,T,adults,n,no_judgement,count,https://x.uk/a\n",
        "who published",
    ),
    "a link that is none": (
        INDICATORS[:-1] + ",publisher,link\nown_one,T,adults,n,no_judgement,count,P,javascript:alert(1)\n",
        "not an address",
    ),
    "its own neighbour": (NEIGHBOURS + "ours,T,Kent,Kent\n", "its own neighbour"),
    "a set by a name that is taken": (NEIGHBOURS + "region,T,Kent,Essex\n", "name of another set"),
    "a target of words": ("council,indicator_id,target\nKent,re_referrals,low\n", "target"),
    "YAML with an alias": ("set_id: a\ntitle: b\ncouncils: &x [*x]\n", "anchors or aliases"),
    "YAML with an object": ("set_id: a\ntitle: !!python/object:os.system x\n", "YAML"),
    "a name of a path": (INDICATORS + "../../x,T,adults,n,no_judgement,count\n", "is not an id"),
    # other tools
    "columns of another tool": (
        "Local Authority,Measure,Quarter,Value\nWiltshire,Re-referrals,Q1 2024/25,25%\n",
        "scouting data add .* --map",
    ),
    "Fingertips, nothing chosen": (
        "Indicator ID,Indicator Name,Area Code,Time period,Value\n1,A,E06000054,2023/24,5\n",
        "--indicator",
    ),
    "LG Inform, nothing chosen": ("area,area label,2022/23\nE06000054,Wiltshire,25.0\n", "--indicator"),
    "a release that nobody knows": (
        "time_period,geographic_level,old_la_code,new_la_code,la_name,n\n2025,National,,,,1\n",
        "no release",
    ),
}


@pytest.fixture
def local(tmp_path, monkeypatch):
    monkeypatch.setattr(paths, "LOCAL", tmp_path / "local")
    return tmp_path / "local"


def sums(*folders):
    found = [path for folder in folders for path in sorted(folder.rglob("*")) if path.is_file()]
    return {str(path): hashlib.sha256(path.read_bytes()).hexdigest() for path in found}


def brought(names, local):
    """What went wrong with each of some files that are added one after the other; nothing where all is as it should."""
    first = local.parent / "first.csv"
    first.write_text(row(period="2020-21"), encoding="utf-8")
    assert CliRunner().invoke(main, ["data", "add", str(first)]).exit_code == 0
    store = paths.STORE.stat().st_mtime_ns, paths.STORE.stat().st_size
    found = []
    for name in names:
        content, said = FILES[name]
        path = local.parent / f"bad{names.index(name)}.csv"
        path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
        before = sums(local)
        answer = CliRunner().invoke(main, ["data", "add", str(path)])
        if answer.exit_code not in (0, 2) or not (answer.exception is None or isinstance(answer.exception, SystemExit)):
            found.append(f"{name}: {answer.exception!r}")
        if answer.exit_code and sums(local) != before:
            found.append(f"{name}: refused, and data/local is another")
        if not re.search(said, answer.output) or (answer.exit_code == 0) != (said == ""):
            found.append(f"{name}: {answer.exit_code} {answer.output[:300]}")
    assert (paths.STORE.stat().st_mtime_ns, paths.STORE.stat().st_size) == store
    return found


def test_there_are_a_hundred_of_them():
    assert len(FILES) >= 100


def test_some_bad_files_are_refused_in_words_or_taken(local):
    assert brought(list(FILES)[::12], local) == []


@pytest.mark.long
def test_every_bad_file_is_refused_in_words_or_taken(local):
    assert brought(list(FILES), local) == []
