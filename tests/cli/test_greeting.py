"""``scouting`` alone: what there is, what to type next; and a wrong council is answered before the figures are read."""

import subprocess
import sys

import pytest
from click.testing import CliRunner

from scouting.cli.main import main


def test_alone_it_says_what_there_is_and_every_line_can_be_typed(data):
    told = CliRunner().invoke(main, [])
    assert told.exit_code == 0
    assert f"{len(data.catalog.today())} councils, {len(data.catalog.indicators)} measures" in told.output
    lines = [line.split("  ")[1].split() for line in told.output.splitlines() if line.startswith("  scouting")]
    assert len(lines) == 4 and all(words[1] in main.commands or words[1] == "--help" for words in lines)


@pytest.mark.parametrize("words", [["report", "Derbyy"], ["neighbours", "Derbyy"], ["brief", "Derbyy"]])
def test_a_wrong_council_is_answered_before_anything_heavy_is_imported(words):
    code = (
        "import sys\nfrom scouting.cli.main import main\n"
        f"try:\n    main({words!r})\nexcept SystemExit as end:\n    status = end.code\n"
        "print(status, sorted(set(sys.modules) & {'matplotlib', 'scipy', 'papermill', 'scouting.dataset'}))"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "2 []" and "Did you mean Derby?" in told.stderr
