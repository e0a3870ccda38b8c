"""docs/python.md is true: every example is run as it stands, in a folder of its own."""

import doctest
import re

from scouting import paths

PAGE = (paths.ROOT / "docs" / "python.md").read_text(encoding="utf-8")


def test_every_example_runs_as_it_stands(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(paths, "LOCAL", tmp_path / "local")
    text = re.sub("^```.*$", "", PAGE, flags=re.MULTILINE)  # a fence is not what an example answers
    examples = doctest.DocTestParser().get_doctest(text, {}, "docs/python.md", "docs/python.md", 0)
    told = []
    result = doctest.DocTestRunner().run(examples, out=told.append)
    assert result.failed == 0, "".join(told)
    assert (tmp_path / "re-referrals.png").stat().st_size > 10_000


def test_every_part_has_its_example_and_every_column_is_there(wiltshire):
    parts = dict(zip(re.findall(r"^## (.+)$", PAGE, re.M), re.split(r"^## .+$", PAGE, flags=re.M)[1:], strict=True))
    without = [name for name, text in parts.items() if "\n>>> " not in text]
    assert len(parts) >= 7 and without == ["Before you share a table"]
    rows = re.findall(r"^\| (`.+`) \| [^|]+ \|$", PAGE, re.M)
    columns = {name for row in rows for name in re.findall(r"`(\w+)`", row)}
    assert len(columns) >= 15 and columns <= set(wiltshire.comparison.columns)
