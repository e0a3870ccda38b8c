"""docs/python.md is true: every example is run as it stands, in a folder of its own."""

import doctest
import re

from scouting import dataset, paths

PAGE = (paths.ROOT / "docs" / "python.md").read_text(encoding="utf-8")


def test_every_example_runs_as_it_stands_and_every_column_is_there(data, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(paths, "LOCAL", tmp_path / "local")
    monkeypatch.setattr(dataset, "_held", data)  # the figures that the other tests have loaded
    text = re.sub("^```.*$", "", PAGE, flags=re.MULTILINE)  # a fence is not what an example answers
    examples = doctest.DocTestParser().get_doctest(text, {}, "docs/python.md", "docs/python.md", 0)
    told = []
    result = doctest.DocTestRunner().run(examples, out=told.append, clear_globs=False)
    assert result.failed == 0, "".join(told)
    assert (tmp_path / "re-referrals.png").stat().st_size > 10_000
    rows = re.findall(r"^\| (`.+`) \| [^|]+ \|$", PAGE, re.M)
    columns = {name for row in rows for name in re.findall(r"`(\w+)`", row)}
    assert len(columns) >= 15 and columns <= set(examples.globs["table"].columns)


def test_every_part_has_its_example():
    parts = dict(zip(re.findall(r"^## (.+)$", PAGE, re.M), re.split(r"^## .+$", PAGE, flags=re.M)[1:], strict=True))
    without = [name for name, text in parts.items() if "\n>>> " not in text]
    assert len(parts) >= 7 and without == ["Before you share a table"]
