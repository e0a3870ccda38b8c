"""Which reports the site of England takes in: those of its very figures, with nothing of a council's own."""

import json
import shutil

from scouting.report import stamp
from scouting.site import council
from scouting.site.reports import files, taken

RUTLAND = "E06000017"


def test_a_report_is_taken_in_by_its_code_and_one_of_other_figures_or_with_visits_is_not(reports, data, tmp_path):
    made = reports("Rutland", "adults").folder
    found, left_out = taken(made.parent, [RUTLAND, "E06000054"], data)
    assert found == {(RUTLAND, "adults"): made} and left_out == []
    addresses = files(made, RUTLAND, "adults")
    first = next(iter(addresses))
    assert first == f"reports/adults/{RUTLAND}/rutland-adults.html"
    assert {name.rpartition(".")[2] for name in addresses} == {"html", "xlsx", "pptx"}
    site = council.Site(data, frozenset([RUTLAND]), frozenset(), {(RUTLAND, "adults"): first})
    assert f'<a href="../{first}">' in council.html(site, RUTLAND).replace(f"href=../{first}", f'href="../{first}"')
    # A batch keeps a service's reports in a folder of its own, and calls them by the council alone.
    batch = tmp_path / "adults" / "rutland"
    shutil.copytree(made, batch)
    for path in list(batch.iterdir()):
        path.rename(batch / path.name.replace("rutland-adults", "rutland"))
    assert taken(tmp_path, [RUTLAND], data)[0] == {(RUTLAND, "adults"): batch}
    page = batch / "rutland.html"
    text = page.read_text(encoding="utf-8")
    page.write_text(text.replace("visits = False", "visits = True"), encoding="utf-8")
    assert "visits = True" in page.read_text(encoding="utf-8")
    found, left_out = taken(tmp_path, [RUTLAND], data)
    assert found == {} and len(left_out) == 1 and "is left out" in left_out[0]
    page.write_text(text, encoding="utf-8")
    held = json.loads((batch / "tables" / stamp.NAME).read_text())
    (batch / "tables" / stamp.NAME).write_text(json.dumps(held | {"content": "of other figures"}))
    assert taken(tmp_path, [RUTLAND], data)[0] == {}
