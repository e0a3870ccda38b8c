"""What people, machines and attackers could hand to a command: files of figures, recipes, packs, lists, schedules.

Each is told by the command that is given it, the file or files that it names, and what is said of it.
"""

import io
import random
import struct
import zipfile
from collections.abc import Callable
from typing import NamedTuple

import openpyxl
from tests.own.test_bad_files import FILES, HEAD, INDICATORS, NAMES, NEIGHBOURS, ROW, book, cell, row, zipped

_SPACE = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_WORKBOOK = book(NAMES, ROW)
#: Ten entities, each ten of the one before: a few hundred bytes that mean gigabytes.
_LAUGHS = "<!DOCTYPE x [<!ENTITY a0 'ha'>" + "".join(
    f"<!ENTITY a{n} '{f'&a{n - 1};' * 10}'>" for n in range(1, 11)
) + "]>"  # fmt: skip
#: One entity of a million letters, named a thousand times.
_BLOWN_UP = f"<!DOCTYPE x [<!ENTITY a '{random.Random(7).randbytes(500_000).hex()}'>]>"
_OUTSIDE = "<!DOCTYPE x [<!ENTITY a SYSTEM 'file:///etc/passwd'>]>"


class Case(NamedTuple):
    """``words`` of the command, in which {} is the folder of the ``files``; ``said``: a pattern of what it says."""

    words: tuple[str, ...]
    files: dict[str, bytes | str | Callable[[], bytes | str]]
    said: str


def changed(part: str, content: str | bytes | None, workbook: bytes = _WORKBOOK) -> bytes:
    """A workbook one of whose parts has another content, or is not there."""
    held = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook)) as old, zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as new:
        for one in old.infolist():
            if one.filename != part:
                new.writestr(one, old.read(one))
        if content is not None:
            new.writestr(part, content)
    return held.getvalue()


def sheet(inside: str, before: str = "", data: str = "", after: str = "") -> bytes:
    """A workbook whose sheet has the names of a table, and ``inside`` below them."""
    names = "".join(f'<c t="inlineStr"><is><t>{name}</t></is></c>' for name in NAMES)
    text = (
        f"{before}<worksheet {_SPACE}>{data}<sheetData><row r='1'>{names}</row>{inside}</sheetData>{after}</worksheet>"
    )
    return changed("xl/worksheets/sheet1.xml", text)


def odt_rows(inside: str, before: str = "") -> bytes:
    """An ODS whose table has ``inside`` below its names."""
    spaces = 'xmlns:o="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:t="urn:t" xmlns:x="urn:x"'
    names = f"<t:table-row>{''.join(cell(name) for name in NAMES)}</t:table-row>"
    body = f'{before}<o:document {spaces}><t:table t:name="figures">{names}{inside}</t:table></o:document>'
    return zipped(mimetype="application/vnd.oasis.opendocument.spreadsheet", content_xml=body)


def _repeated(times: int) -> str:
    """A cell of an ODS so many times."""
    return cell("x", f't:number-columns-repeated="{times}"')


def encrypted() -> bytes:
    """A workbook whose parts say that they are encrypted."""
    raw = bytearray(_WORKBOOK)
    for sign, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = raw.find(sign)
        while at >= 0:
            raw[at + place] |= 1
            at = raw.find(sign, at + 4)
    return bytes(raw)


def lying() -> bytes:
    """A workbook whose largest part says that it unpacks to ten bytes, and does to far more."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", bytes(60_000_000))
    raw = held.getvalue()
    return raw.replace(struct.pack("<L", 60_000_000), struct.pack("<L", 10))


def many_sheets() -> bytes:
    made = openpyxl.Workbook()
    for number in range(400):
        made.create_sheet(f"sheet {number}").append(["a", 1])
    held = io.BytesIO()
    made.save(held)
    return held.getvalue()


def hidden() -> bytes:
    return changed(
        "xl/workbook.xml",
        f'<workbook {_SPACE} xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets>'
        '<sheet name="other" sheetId="1" state="veryHidden" r:id="rId1"/></sheets></workbook>',
    )


def public_rate() -> bytes:
    """A published percentage, which needs no counts, of 250."""

    def indicator(made) -> None:
        other = made.create_sheet("indicators")
        other.append([*INDICATORS.strip().split(","), "publisher", "numerator_label", "denominator_label"])
        other.append(["own_a", "T", "children", "%", "low_is_good", "proportion", "NHS", "some", "all"])

    figure = ["Kent", "own_a", "2024-25", 250, None, None, None, "public", None]
    return book(NAMES, figure, change=indicator)


def many_rows(n: int = 1_000_000) -> str:
    return HEAD + "Wiltshire,re_referrals,2024-25,,120,480,,,\n" * n


def _xlsx(inside: str, said: str, **more: str) -> Case:
    return added(lambda: sheet(inside, **more), said, "own.xlsx")


def added(content, said: str, name: str = "own.csv", *words: str) -> Case:
    return Case(("data", "add", f"{{}}/{name}", *words), {name: content}, said)


def report(content, said: str) -> Case:
    return added(content, said, "own.pdf", "--council", "Derby")


def _circle() -> bytes:
    """A PDF whose page tree leads back to itself."""
    return (
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Count 9/Kids[2 0 R 2 0 R]>>endobj\n"
        b"xref\n0 3\n0000000000 65535 f \n0000000009 00000 n \n0000000055 00000 n \ntrailer<</Size 3/Root 1 0 R>>\n"
        b"startxref\n120\n%%EOF"
    )


def weights(content, said: str, name: str = "mine.yml") -> Case:
    return Case(("weights", "check", f"{{}}/{name}"), {name: content}, said)


def packed(content, said: str, name: str = "ours.yml") -> Case:
    return Case(("batch", f"{{}}/{name}", "--out", "{}/out"), {name: content}, said)


def grouped(content, said: str) -> Case:
    return Case(("region", "{}/ours.yml", "--out", "{}/out"), {"ours.yml": content}, said)


def councils(content, said: str, name: str = "list.txt") -> Case:
    return Case(("batch", "children", "--councils", f"{{}}/{name}", "--out", "{}/out"), {name: content}, said)


def measures(content, said: str, name: str = "ids.txt") -> Case:
    return Case(("report", "Derby", "--indicators", f"{{}}/{name}", "--out", "{}/out"), {name: content}, said)


def _filled(n: int, text: str) -> str:
    return "".join(f"<row r='{2 + k}'>{text}</row>" for k in range(n))


_WORD = '<c t="inlineStr"><is><t>Wiltshire</t></is></c>'
_STRAY = '<row r="1048576"><c r="A1048576"><v>1</v></c></row>'
_DATES = HEAD.replace("\n", ",") + "\n"
_BOUNDS = {
    # bounds: rows, columns, cells, names, nesting
    "one stray cell in the last row": _xlsx(_STRAY, "1,048,576 rows; 100,000 are the most"),
    "one stray cell in the last row and column": _xlsx(
        '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>', "1,048,576 rows"
    ),
    "a row behind Excel's last": _xlsx('<row r="99999999999"><c><v>1</v></c></row>', "damaged"),
    "a row before the first": _xlsx('<row r="-5"><c r="A-5"><v>1</v></c></row>', "damaged"),
    "a cell in a column that no sheet has": _xlsx('<row r="2"><c r="ZZZZZ2"><v>1</v></c></row>', "damaged|column"),
    "a million blank rows": _xlsx("<row/>" * 1_000_000, "times its size"),
    "a workbook of 200,000 rows": _xlsx(_filled(200_000, _WORD), "200,001 rows; 100,000 are the most"),
    "a workbook of 2,400,000 cells": _xlsx(
        _filled(40_000, "<c><v>1</v></c>" * 60),
        "cells",
    ),
    "a million rows": added(many_rows, "own.csv has 4\\d MB"),
    "a million short rows": added(
        lambda: "council,indicator_id,period\n" + "a,b,c\n" * 1_000_000, "100,000 are the most"
    ),
    "a million rows without a name": added(lambda: "a,b\n" * 1_000_000, "no release|columns"),
    "a row of a million cells": added(lambda: HEAD + "," * 1_000_000 + "\n", "columns|cells|no rows of data"),
    "a heading of a million cells": added(lambda: "council,indicator_id,period," * 300_000, "columns"),
    "a cell of ten million letters": added(lambda: row(note="a" * 10_000_000), "letters|characters|field"),
    "a heading of a million letters": added(
        lambda: HEAD.strip() + "," + "a" * 60_000 + "\n" + row()[len(HEAD) :], "letters|characters|unknown column"
    ),
    "a council of 30,000 letters": added(lambda: row(council="W" * 30_000), "characters|Unknown council"),
    "a period of 30,000 dashes": added(lambda: row(period="2024" + "-" * 30_000), "characters|is not a period"),
    "a period of 30,000 blanks": added(lambda: row(period="2024" + " /" * 15_000 + "25"), "characters|is not a period"),
    "a number of 30,000 digits": added(lambda: row(numerator="9" * 30_000), "characters|too large"),
    "an indicator of 30,000 letters": added(lambda: row(indicator_id="a_" * 15_000), "characters|Unknown indicator"),
    "40,000 councils that nobody knows": added(
        lambda: HEAD + "".join(f"Wiltsh{n}re and some more,re_referrals,2024-25,,1,4,,,\n" for n in range(40_000)),
        "Unknown council",
    ),
    "40,000 indicators that nobody knows": added(
        lambda: HEAD + "".join(f"Derby,re_referrals_{n},2024-25,,1,4,,,\n" for n in range(40_000)), "Unknown indicator"
    ),
    "40,000 rows with every cell wrong": added(
        lambda: HEAD + "".join(f"x{n},y{n},z{n},a{n},b{n},c{n},d{n},e{n},\n" for n in range(40_000)), "more like these"
    ),
    "40,000 quotes that never end": added(lambda: HEAD + '"a\n' * 90_000, "CSV|cells"),
    "a merged range of all cells": _xlsx(
        "", "merged", after='<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'
    ),
    "a hundred thousand merged ranges": _xlsx(
        "",
        "1,001 merged ranges; 1,000 are the most",
        after="<mergeCells>" + "".join(f'<mergeCell ref="A1:C{n}"/>' for n in range(1, 100_000)) + "</mergeCells>",
    ),
    "four hundred sheets": added(many_sheets, "sheets", "own.xlsx"),
    "an XLSX of a hundred thousand elements within each other": _xlsx(
        "<a>" * 100_000 + "</a>" * 100_000, "within|damaged|deep|no row"
    ),
    "an ODS of a hundred thousand elements within each other": added(
        lambda: odt_rows("<a>" * 100_000 + "</a>" * 100_000), "within|damaged|deep|no row", "own.ods"
    ),
    "an ODS row repeated a million times": added(
        lambda: odt_rows(f'<t:table-row t:number-rows-repeated="1048576">{cell("x")}</t:table-row>'),
        "1,000,000 are the most",
        "own.ods",
    ),
    "an ODS cell repeated a billion times": added(
        lambda: odt_rows(f"<t:table-row>{_repeated(1_000_000_000)}</t:table-row>"),
        "columns",
        "own.ods",
    ),
    "an ODS cell repeated backwards": added(
        lambda: odt_rows(f"<t:table-row>{_repeated(-5)}</t:table-row>"),
        "damaged|columns|no row",
        "own.ods",
    ),
    "an ODS cell repeated by a word": added(
        lambda: odt_rows('<t:table-row t:number-rows-repeated="often"><t:table-cell/></t:table-row>'),
        "damaged",
        "own.ods",
    ),
    "an ODS row repeated for ever": added(
        lambda: odt_rows(
            f'<t:table-row t:number-rows-repeated="{"9" * 5000}"><t:table-cell/></t:table-row>'
            + f"<t:table-row>{cell('x')}</t:table-row>"
        ),
        "damaged|rows",
        "own.ods",
    ),
    "an ODS of ten million cells": added(
        lambda: odt_rows(f'<t:table-row t:number-rows-repeated="90000">{_repeated(100)}</t:table-row>'),
        "cells",
        "own.ods",
    ),
    # broken XML and entities
    "laughs in a sheet": _xlsx("<row r='2'><c t='str'><v>&a10;</v></c></row>", "damaged|entit|DOCTYPE", before=_LAUGHS),
    "laughs among the texts": added(
        lambda: changed("xl/sharedStrings.xml", f"{_LAUGHS}<sst {_SPACE}><si><t>&a10;</t></si></sst>"),
        "damaged|entit",
        "own.xlsx",
    ),
    "laughs in the list of sheets": added(
        lambda: changed("xl/workbook.xml", f"{_LAUGHS}<workbook {_SPACE}>&a10;</workbook>"),
        "damaged|entit|cannot be read",
        "own.xlsx",
    ),
    "laughs in the styles": added(
        lambda: changed("xl/styles.xml", f"{_LAUGHS}<styleSheet {_SPACE}>&a10;</styleSheet>"),
        "damaged|entit|cannot be read",
        "own.xlsx",
    ),
    "laughs in the list of parts": added(
        lambda: changed("[Content_Types].xml", f"{_LAUGHS}<Types>&a10;</Types>"),
        "damaged|entit|cannot be read",
        "own.xlsx",
    ),
    "a blown up text in a sheet": _xlsx(
        "<row r='2'><c t='str'><v>" + "&a;" * 1000 + "</v></c></row>", "damaged|entit", before=_BLOWN_UP
    ),
    "a file of this machine named in a sheet": _xlsx(
        "<row r='2'><c t='str'><v>&a;</v></c></row>", "damaged|entit", before=_OUTSIDE
    ),
    "laughs in an ODS": added(
        lambda: odt_rows(f"<t:table-row>{cell('&a10;')}</t:table-row>", _LAUGHS), "damaged|entit", "own.ods"
    ),
    "a blown up text in an ODS": added(
        lambda: odt_rows(f"<t:table-row>{cell('&a;' * 1000)}</t:table-row>", _BLOWN_UP), "damaged|entit", "own.ods"
    ),
    "a file of this machine named in an ODS": added(
        lambda: odt_rows(f"<t:table-row>{cell('&a;')}</t:table-row>", _OUTSIDE), "damaged|entit", "own.ods"
    ),
    "a sheet that ends in the middle": added(
        lambda: changed("xl/worksheets/sheet1.xml", f"<worksheet {_SPACE}><sheetData><row>"), "damaged", "own.xlsx"
    ),
    "a sheet of no XML": added(lambda: changed("xl/worksheets/sheet1.xml", b"\0\1\2\3"), "damaged", "own.xlsx"),
    "an empty sheet part": added(lambda: changed("xl/worksheets/sheet1.xml", b""), "damaged", "own.xlsx"),
    "texts that end in the middle": added(lambda: changed("xl/sharedStrings.xml", "<sst><si>"), "damaged", "own.xlsx"),
    "styles of no XML": added(lambda: changed("xl/styles.xml", "styles"), "damaged", "own.xlsx"),
    "no list of parts": added(lambda: changed("[Content_Types].xml", None), "damaged", "own.xlsx"),
    "no list of sheets' places": added(
        lambda: changed("xl/_rels/workbook.xml.rels", None), "damaged|sheets|cannot be read", "own.xlsx"
    ),
    "no sheet": added(lambda: changed("xl/worksheets/sheet1.xml", None), "damaged|cannot be read", "own.xlsx"),
    "every sheet very hidden": added(hidden, "sheets|hidden|no release", "own.xlsx"),
    "a text that is not among the texts": _xlsx("<row r='2'><c t='s'><v>99999</v></c></row>", "damaged|cannot be read"),
    "a number that is none": _xlsx("<row r='2'><c t='n'><v>twelve</v></c></row>", "damaged|cannot be read"),
    "a number too large for any": _xlsx("<row r='2'><c t='n'><v>1e999</v></c></row>", "damaged|Unknown council"),
    "a bit that has changed": added(
        lambda: _WORKBOOK[:1500] + b"\xff\xfe\xfd" + _WORKBOOK[1503:], "damaged|cut short", "own.xlsx"
    ),
    "parts that say they are encrypted": added(encrypted, "password|damaged", "own.xlsx"),
    "a part that lies about its size": added(lying, "damaged|cut short|sheets", "own.xlsx"),
    "an end of a ZIP and nothing before it": added(b"PK\x05\x06" + bytes(18), "ZIP|cut short|no workbook", "own.xlsx"),
    # the good sentences, by the name that such a file would have
    "macros in .xlsm": added(lambda: changed("xl/vbaProject.bin", b"\xd0\xcf"), "has macros", "own.xlsm"),
    "macros named .csv": added(lambda: changed("xl/vbaProject.bin", b"\xd0\xcf"), "has macros"),
    "a binary workbook": added(zipped(**{"xl__workbook.bin": "x"}), "binary workbook", "own.xlsb"),
    "two thousand parts": added(
        lambda: zipped(xl__workbook_xml="<workbook/>", **{f"p{n}": "" for n in range(2_000)}),
        "2,00\\d parts",
        "own.xlsx",
    ),
    "an old workbook named .xls": added(
        FILES["an old workbook"][0], r"of the old kind \(\.xls\)|before 2007", "own.xls"
    ),
    "a workbook with a password": added(
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le"),
        "password",
        "own.xlsx",
    ),
    "a workbook named .csv, of another kind": added(book(["Invoice", 12], name="Sheet1"), "no release|workbook"),
    "a web page named .xls": added(
        "<html><body><table><tr><td>council</td></tr></table></body></html>", "web page", "own.xls"
    ),
    "a workbook in XML of 2003": added(
        '<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook/>', "XML|web page", "own.xls"
    ),
    "a PDF by its name": added(
        b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n" + bytes(300), "Say whose report it is", "own.pdf"
    ),
    "a report that is no PDF": report(b"%PDF-1.7\nnothing of the kind", "own.pdf|report"),
    "a report of bytes": report(bytes(range(256)) * 50, "own.pdf|report|text"),
    "a report without a byte": report(b"", "empty|no text|report"),
    "a report of a council that nobody knows": added(b"%PDF-1.7\n", "Unknown council", "own.pdf", "--council", "Derbi"),
    "a report of half a gigabyte of zeros": report(lambda: b"%PDF-1.7\n" + bytes(300_000_000), "MB|most|report"),
    "a report whose pages are each other's": report(_circle, "own.pdf|report"),
    "a document of Word": added(zipped(word__document_xml="<a/>", x_xml=""), "ZIP", "own.docx"),
    "a ZIP of ZIPs": added(zipped(inner=_WORKBOOK), "ZIP", "own.zip"),
    "an e-mail": added("From: a@b.uk\nSubject: figures\n\nSee attached.\n", "no release|no table", "own.eml"),
    "a database": added(b"SQLite format 3\0" + bytes(300), "neither|UTF|no text", "own.db"),
    "a pickle": added(
        b"\x80\x04\x95\x1a\0\0\0\0\0\0\0cos\nsystem\n(S'touch x'\ntR.", "neither|encoding|UTF|no table", "own.pkl"
    ),
    "nothing but a byte-order mark": added(b"\xef\xbb\xbf", "empty|no table|no row|no release"),
    "an empty workbook by its name": added(b"", "is empty", "own.xlsx"),
    "a CSV cut in its last row": added((HEAD + "Wiltshire,re_refer").encode(), "2 cells, but row 1 names 9"),
    "a folder": Case(("data", "add", "{}"), {}, "is a folder|is no file"),
    "a file that is not there": Case(("data", "add", "{}/nowhere.csv"), {}, "not there"),
    "a name of five thousand letters": Case(("data", "add", "x" * 5000), {}, "too long|not there|cannot be read"),
    "two files of which one is bad": Case(
        ("data", "add", "{}/a.csv", "{}/b.csv"), {"a.csv": row(), "b.csv": b"%PDF"}, "by itself"
    ),
    # numbers that cannot be
    "a public percentage above 100": added(public_rate, "above 100, the most", "own.xlsx"),
    "a target above 100%": added("council,indicator_id,target\nKent,re_referrals,120\n", "100"),
    "a target below zero": added("council,indicator_id,target\nKent,re_referrals,-5\n", "negative|below"),
    "a target without end": added("council,indicator_id,target\nKent,re_referrals,1e999\n", "too large"),
    "a tolerance below zero": added("council,indicator_id,target,tolerance\nKent,re_referrals,20,-1\n", "negative"),
    "a tolerance above 100 points": added("council,indicator_id,target,tolerance\nKent,re_referrals,20,200\n", "100"),
    "a rank of a half": added(NEIGHBOURS[:-1] + ",rank\nours,T,Kent,Essex,1.5\n", "is not a rank"),
    "a rank of zero": added(NEIGHBOURS[:-1] + ",rank\nours,T,Kent,Essex,0\n", "is not a rank"),
    "a rank of a billion": added(NEIGHBOURS[:-1] + ",rank\nours,T,Kent,Essex,1000000000\n", "is not a rank"),
    "a multiplier of zero": added(
        INDICATORS[:-1] + ",multiplier\nown_a,T,children,%,low_is_good,proportion,0\n", "multiplier"
    ),
    "a multiplier below zero": added(
        INDICATORS[:-1] + ",multiplier\nown_a,T,children,%,low_is_good,proportion,-1\n", "multiplier"
    ),
    "a multiplier of 1e300": added(
        INDICATORS[:-1] + ",multiplier\nown_a,T,children,per 1000,low_is_good,rate,1e300\n", "multiplier"
    ),
    "a multiplier that is no number": added(
        INDICATORS[:-1] + ",multiplier\nown_a,T,children,per 1000,low_is_good,rate,nan\n", "multiplier"
    ),
    "a percentage of 1,000": added(
        INDICATORS[:-1] + ",multiplier\nown_a,T,children,%,low_is_good,proportion,1000\n", "multiplier"
    ),
    "half a decimal": added(
        INDICATORS[:-1] + ",decimals\nown_a,T,children,%,low_is_good,proportion,2.5\n", "whole number"
    ),
    "400 decimals": added(
        INDICATORS[:-1] + ",decimals\nown_a,T,children,%,low_is_good,proportion,400\n", "whole number"
    ),
    "a third of a person": added(row(numerator="40.3333", denominator="480"), "whole"),
    "more people than there are": added(row(numerator="1", denominator="1e14"), "is above 1,000,000,000,000"),
    "a year before there were counts": added(row(period="0001"), "is not a period"),
    "a year of five digits": added(row(period="20245"), "is not a period"),
}

GOOD = "title: T\nfacets: {outcome: {weight: 1, indicators: {care_control: 1}}}\n"


def _weight(text: str) -> str:
    return GOOD.replace("care_control: 1", f"care_control: {text}")


_PACK = "title: T\nnotebooks:\n- notebook: 1_scouting_party\nindicators: re_referrals\ncouncils: [Derby]\n"
_DEEP = 17_000
#: What any file in YAML could be, with what is said of it.
_YAML = {
    "no byte": (b"", "empty|no recipe|no pack"),
    "bytes": (bytes(range(256)) * 9, "not a text file"),
    "60 MB": (lambda: "a: b\n" * 12_000_000, "MB|most"),
    "a megabyte and a half": (lambda: "title: " + "a" * 1_500_000, "MB|most"),
    "lists within lists": (lambda: "title: " + "[" * _DEEP, "deep|within"),
    "mappings within mappings": (lambda: "{a: " * _DEEP, "deep|within"),
    "dashes within dashes": (lambda: "- " * _DEEP, "deep|within"),
    "questions within questions": (lambda: "? " * _DEEP, "deep|within"),
    "entries deeper and deeper": (lambda: "".join(f"{' ' * n}a:\n" for n in range(180)), "deep|within"),
    "80,000 entries": (lambda: "".join(f"a{n}: b\n" for n in range(80_000)), "parts|most|entries"),
    "an alias": ("a: &x [1]\nb: *x\n", "refers to other parts|anchors"),
    "laughs": (
        "a0: &a0 [x,x]\n" + "".join(f"a{n}: &a{n} [{','.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 12)),
        "refers to|anchors",
    ),
    "an anchor alone": ("title: &x T\n", "refers to|anchors|unknown|must have|is missing|Unknown"),
    "an object of Python": ("title: !!python/object/apply:os.system [id]\n", "YAML|tag"),
    "a tag of its own": ("title: !mine x\n", "YAML|tag"),
    "a tag that makes binary": ("title: !!binary aGFsbG8=\n", "tag|text|title|missing|Unknown|entries"),
    "a merge": ("<<: {title: T}\n", "Unknown entry|<<"),
    "an entry twice": ("title: T\ntitle: U\n", "is there twice"),
    "a list as an entry": ("? [a]\n: b\n", "YAML|Unknown entry"),
    "tabs": ("title:\tT\n\tfacets: a\n", "YAML"),
    "two documents": ("title: T\n---\ntitle: U\n", "YAML"),
    "a number alone": ("7\n", "must have the entries"),
    "a version to come": ("version: 99\ntitle: T\n", "later version"),
    "a version that is a list": ("version: [1, 2]\ntitle: T\n", "later version|version"),
    "a quote that never ends": ('title: "T\n', "YAML"),
    "a number of 17,000 digits": (
        lambda: "title: 0x" + "f" * 17_000 + "\n",
        "title|must be a text|missing|facets must name",
    ),
    "a day that is none": ("title: 2025-13-45\n", "missing|must name|YAML"),
}
_RECIPES = {
    **{f"weights: {name}": weights(content, said) for name, (content, said) in _YAML.items()},
    "weights: a weight below zero": weights(_weight("-1"), "a weight is a number"),
    "weights: a weight of no number": weights(_weight(".nan"), "a weight is a number"),
    "weights: a weight without end": weights(_weight(".inf"), "a weight is a number"),
    "weights: a weight of 1e400": weights(_weight("1e400"), "a weight is a number"),
    "weights: a weight of 1e308": weights(_weight("1.0e+308"), "a weight is a number"),
    "weights: a weight of 1e-320": weights(_weight("1.0e-320"), "a weight is a number"),
    "weights: a weight of 17,000 digits": weights(lambda: _weight("0x" + "f" * 17_000), "a weight is a number"),
    "weights: no for a weight": weights(_weight("no"), "a weight is a number"),
    "weights: a time for a weight": weights(_weight("1:30"), "a weight is a number"),
    "weights: an underscore in a weight": weights(_weight("1_000"), "a weight is a number"),
    "weights: a list for a weight": weights(_weight("[1]"), "a weight is a number"),
    "weights: no weight": weights(_weight("0"), "Every weight"),
    "weights: an indicator that nobody knows": weights(
        GOOD.replace("care_control", "care_contrl"), "Did you mean care_control"
    ),
    "weights: 9,000 indicators that nobody knows": weights(
        lambda: GOOD.replace("care_control: 1", ", ".join(f"care_control{n}: 1" for n in range(9_000))),
        "Unknown indicator|parts|most",
    ),
    "weights: a name of 100,000 letters": weights(lambda: GOOD.replace("care_control", "c" * 900), "Unknown indicator"),
    "weights: a file's name in capitals": weights(GOOD, "small letters", "Mine.yml"),
    "weights: a file that is not there": Case(("weights", "check", "{}/nowhere.yml"), {}, "No such file"),
    "weights: a file of weights that ends in .csv": weights(GOOD, "Unknown weighting", "mine.csv"),
    "weights: a folder": Case(
        ("weights", "check", "{}/folder.yml"), {"folder.yml/inside.txt": "x"}, "directory|Permission"
    ),
    "weights: several, all bad": Case(
        ("weights", "compare", "{}/a.yml", "{}/b.yml", "--council", "Wilshire"),
        {"a.yml": "[", "b.yml": _weight("-1")},
        "3 problems",
    ),
}
_SET = "set_id: ours\ntitle: T\nneighbours: {Kent: [Essex, Surrey]}\n"
_SETS = {
    f"a set: {name}": added(content, said, "set.yml")
    for name, (content, said) in {
        **_YAML,
        "no byte": (b"", "is empty"),
        "bytes": (bytes(range(256)) * 9, "UTF|encoding|text"),
        "a number alone": ("7\n", "holds no keys"),
        "an anchor alone": ("set_id: &x a\n", "anchors"),
        "a list as an entry": ("? [a]\n: b\n", "YAML|unknown key"),
        "a merge": ("<<: {title: T}\n", "unknown key"),
        "a version to come": ("version: 99\nset_id: a\n", "later version|unknown key"),
        "a version that is a list": ("version: [1]\nset_id: a\n", "later version|unknown key"),
        "a day that is none": ("set_id: 2025-13-45\ntitle: T\ncouncils: [Kent, Essex]\n", "is not"),
        "an object of Python": ("set_id: !!python/object/apply:os.system [id]\n", "YAML|tag"),
        "a tag that makes binary": ("set_id: !!binary aGFsbG8=\n", "tag|missing"),
        "a number of 17,000 digits": (
            lambda: "set_id: 0x" + "f" * 17_000 + "\ntitle: T\ncouncils: [Kent, Essex]\n",
            "is not|characters|long",
        ),
        "20,000 councils in one group": (
            lambda: "set_id: a\ntitle: T\ncouncils: [" + ",".join(f"C{n}" for n in range(20_000)) + "]\n",
            "most|parts|councils",
        ),
        "1,500 councils in one group": (
            lambda: "set_id: a\ntitle: T\ncouncils: [" + ",".join(f"C{n}" for n in range(1_500)) + "]\n",
            "most|parts|councils",
        ),
    }.items()
}
_PACKS = {
    **{f"a pack: {name}": packed(content, said) for name, (content, said) in _YAML.items()},
    "a pack: a notebook outside": packed(_PACK.replace("1_scouting_party", "../../x"), "Unknown notebook"),
    "a pack: an output that nobody knows": packed(_PACK + "outputs: [video]\n", "Unknown output"),
    "a pack: a parameter that is a list": packed(
        _PACK.replace("1_scouting_party", "1_scouting_party\n  parameters: {name: [1]}"), "must be a text"
    ),
    "a pack: a parameter that nobody knows": packed(
        _PACK.replace("1_scouting_party", "1_scouting_party\n  parameters: {hostess: a}"), "hostess"
    ),
    "a pack: an indicator that nobody knows": packed(_PACK.replace("re_referrals", "re_referals"), "Did you mean"),
    "a pack: a council that nobody knows": packed(_PACK.replace("Derby", "Derbi"), "Unknown council"),
    "a pack: 4,000 councils that nobody knows": packed(
        lambda: _PACK.replace("Derby", ", ".join(f"Derby{n}" for n in range(4_000))), "Unknown council|parts|most"
    ),
    "a pack: a title of a control character": packed(_PACK.replace("title: T", 'title: "a\\x07"'), "cannot be shown"),
    "a pack: a set that nobody knows": packed(_PACK + "neighbours: dfe_2052\n", "neighbour set"),
    "a pack: a pack of a group": packed(_PACK.replace("1_scouting_party", "8_region"), "one document for a group"),
    "a pack: a name that is not there": Case(("batch", "childrn", "--out", "{}/out"), {}, "Did you mean children"),
    "a group: lists within lists": grouped(lambda: "title: " + "[" * _DEEP, "deep|within"),
    "a group: an entry twice": grouped(_PACK + "title: U\n", "is there twice"),
    "a group: one council": grouped(_PACK, "names 1 council:"),
    "a group: a council that nobody knows": grouped(_PACK.replace("Derby", "Derby, Derbi"), "Unknown council"),
}
_LISTS = {
    "a list: no byte": councils(b"", "the list is empty"),
    "a list: notes alone": councils("# nothing yet\n\n", "the list is empty"),
    "a list: bytes": councils(bytes(range(256)), "not a text file"),
    "a list: a workbook": councils(_WORKBOOK, "not a text file", "list.csv"),
    "a list: 60 MB": councils(lambda: "Derby\n" * 10_000_000, "MB|most"),
    "a list: 100,000 councils that nobody knows": councils(
        lambda: "".join(f"Derby{n}\n" for n in range(100_000)), "most|Unknown council"
    ),
    "a list: a line of a million letters": councils(lambda: "D" * 900_000 + "\n", "most|Unknown council"),
    "a list: a council that nobody knows": councils("Derbi\nRutland\n", "Unknown council 'Derbi'"),
    "a list: a council that ended": councils("Cumbria\n", "ended on 31 March 2023"),
    "a list: England": councils("England\n", "Unknown council|no council"),
    "a list: one that is not there": Case(
        ("batch", "--councils", "{}/nowhere.txt", "--out", "{}/out"), {}, "No such file"
    ),
    "a list: a web page": councils("<!DOCTYPE html><html></html>", "Unknown council|web page"),
    "measures: no byte": measures(b"", "the list is empty"),
    "measures: bytes": measures(bytes(range(256)), "not a text file"),
    "measures: one that nobody knows": measures("re_referals\n", "Did you mean re_referrals"),
    "measures: 100,000 that nobody knows": measures(
        lambda: "".join(f"re_referrals_{n}\n" for n in range(100_000)), "most|Unknown indicator"
    ),
    "measures: 60 MB": measures(lambda: "re_referrals\n" * 5_000_000, "MB|most"),
    "measures: adults' and children's words": measures("children\nadlts\n", "adlts"),
}
_SCHEDULES = {
    "a schedule: a scheduler that nobody knows": Case(("schedule", "crom"), {}, "Did you mean cron"),
    "a schedule: an option that nobody knows": Case(
        ("schedule", "cron", "children", "--coucils", "Derby"), {}, "No such option"
    ),
    "a schedule: a second line": Case(("schedule", "cron", "children\n* * * * * rm -rf /"), {}, "one line of text"),
    "a schedule: no workers": Case(("schedule", "systemd", "children", "--workers", "0"), {}, "workers"),
    "a schedule: a region without a name": Case(("schedule", "windows", "region"), {}, "COUNCILS|Missing"),
    "a schedule: a sign of an escape": Case(("schedule", "github", "\x1b[2J"), {}, "one line of text"),
}
INPUTS: dict[str, Case] = {
    **{f"own: {name}": added(content, said) for name, (content, said) in FILES.items() if said},
    **_BOUNDS,
    **_RECIPES,
    **_SETS,
    **_PACKS,
    **_LISTS,
    **_SCHEDULES,
}
