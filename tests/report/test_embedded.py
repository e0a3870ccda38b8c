"""The copy of the tables inside the page is what the CSV files beside it hold."""

import csv
import json

import pandas as pd
from bs4 import BeautifulSoup

from scouting.report import page
from scouting.report.tables import tables, write_csv


def test_the_page_holds_the_tables_of_the_csv_files(whole_page, wiltshire, tmp_path):
    assert whole_page.stat().st_size < 1_200_000
    soup = BeautifulSoup(whole_page.read_text(encoding="utf-8"), "html.parser")
    block = soup.find("script", id="tables")
    assert block["type"] == "application/json"
    held = json.loads(block.string)
    assert set(held) == {"comparison", "neighbours", "sources"}
    write_csv(tables(wiltshire), tmp_path)
    for name, table in held.items():
        with open(tmp_path / f"{name}.csv", encoding="utf-8", newline="") as file:
            head, *rows = csv.reader(file)
        assert table["columns"] == head and len(table["rows"]) == len(rows) > 5
        for mine, line in zip(table["rows"], rows, strict=True):
            for cell, text in zip(mine, line, strict=True):
                if cell is None:
                    assert text == ""
                elif isinstance(cell, float):
                    assert float(text) == cell
                else:
                    assert str(cell) == text.removeprefix("'")


def test_hostile_text_stays_inside_and_missing_is_null():
    evil = '</script><script>alert(1)</script><!--"'
    block = page.block({"sources": pd.DataFrame({"title": [evil, None], "n": [float("nan"), 1.5]})})
    soup = BeautifulSoup(block, "html.parser")
    assert [tag.name for tag in soup.find_all()] == ["script"] and block.endswith("</script>")
    assert json.loads(soup.find("script").string)["sources"]["rows"] == [[evil, None], [None, 1.5]]
