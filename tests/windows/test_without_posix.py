"""What Windows lacks is taken away (see ``machine``): reports, batches, schedules and own figures come out the same."""

import os
import subprocess
import sys
import urllib.request
from pathlib import Path
from xml.etree import ElementTree

import pandas as pd
import pytest
from click.testing import CliRunner
from tests.batch.conftest import Home, pack

from scouting import paths
from scouting.cli.main import main
from scouting.report.tables import tables, write_csv
from scouting.study import study

MACHINE = Path(__file__).parent / "machine"
LIB = Path(paths.__file__).resolve().parents[1]
DERBY, RUTLAND = "E06000015", "E06000017"
#: What a module of ours asks in vain where Windows lacks it, and what it is answered.
PROBE = {
    "import fcntl": "ModuleNotFoundError",
    "from os import fork": "ImportError",
    "import resource": "ModuleNotFoundError",
    "import os; os.fork()": "AttributeError",
    "import os; os.geteuid()": "AttributeError",
    "import os; os.killpg(1, 9)": "AttributeError",
    "import os; os.setsid()": "AttributeError",
    "import signal; signal.SIGKILL": "AttributeError",
    "import signal; signal.SIGHUP": "AttributeError",
    "import time; time.strftime('%-d')": "ValueError",
    "import datetime as dt; dt.date(2026, 1, 1).strftime('%-d')": "ValueError",
    "import datetime as dt; f'{dt.datetime(2026, 1, 1):%-d %B}'": "ValueError",
    "import pandas as pd; f'{pd.Timestamp(2026, 1, 1):%-d %B}'": "ValueError",
    "import pandas as pd; pd.Timestamp(2026, 1, 1).strftime('%-d')": "ValueError",
    # pandas swallows the error, and gives the whole day.
    "import pandas as pd; [day] = pd.Series(pd.to_datetime(['2026-01-01'])).dt.strftime('%-d'); 1 / (day == '1')": (
        "ZeroDivisionError"
    ),
    "open('figures.txt', 'w').write('\\u2212')": "UnicodeEncodeError",
    "from pathlib import Path; Path('figures.txt').write_text('\\u2212')": "UnicodeEncodeError",
    "from pathlib import Path; Path('con.txt').write_text('')": "OSError",
    "from pathlib import Path; Path('aux.').mkdir()": "OSError",
    "from pathlib import Path; Path('a:b').mkdir()": "OSError",
    "from pathlib import Path; Path('x' * 250).mkdir()": "FileNotFoundError",
    "from pathlib import Path; open('held', 'w'); held = open('held'); Path('held').unlink()": "PermissionError",
    "import os; held = open('open', 'w'); os.replace('open', 'other')": "PermissionError",
    "print('\\u2212')": "UnicodeEncodeError",
}
#: And what it has.
THERE = "import os, sys, signal, msvcrt; sum([os.name == 'nt', sys.platform == 'win32', signal.SIGTERM == 15])"


class Machine:
    """Runs Python with those pieces taken away, in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.home = folder, paths.ROOT
        self.env = {**os.environ, "PYTHONPATH": f"{MACHINE}{os.pathsep}{LIB}", "PYTHONIOENCODING": "cp1252"}

    def python(self, *words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, *words], env={**self.env, "SCOUTING_HOME": str(self.home)}, cwd=self.folder,
            capture_output=True, encoding="cp1252", timeout=580,
        )  # fmt: skip

    def scouting(self, *words: str) -> subprocess.CompletedProcess[str]:
        return self.python("-m", "scouting.cli", *words)


@pytest.fixture
def machine(tmp_path):
    return Machine(tmp_path)


def test_the_machine_lacks_what_windows_lacks(machine):
    probe = machine.folder / "scouting_probe.py"
    lines = "".join(
        f"try:\n    {line}\n    found.append('nothing')\nexcept Exception as err:\n"
        f"    found.append(type(err).__name__)\n" for line in [*PROBE, THERE]
    )  # fmt: skip
    probe.write_text(f"found = []\n{lines}", encoding="utf-8")
    ran = machine.python("-c", "import sys; sys.path.insert(0, ''); import scouting_probe as p; print(*p.found)")
    assert dict(zip([*PROBE, THERE], ran.stdout.split(), strict=True)) == {**PROBE, THERE: "nothing"}, ran.stderr


def _made(machine, *asked: str) -> Path:
    """The folder of Rutland's report; its figures are those that this process works out."""
    ran = machine.scouting("report", "Rutland", *asked, "--out", "my reports")
    assert ran.returncode == 0, ran.stderr
    page = Path(ran.stdout.removeprefix("The report: ").strip())
    folder = page.parent
    assert page.is_file() and folder.parent == machine.folder / "my reports"
    worked_out = tables(study("Rutland", "", asked[1] if asked else "children"))["comparison"]
    write_csv({"comparison": worked_out}, machine.folder)
    assert (folder / "tables" / "comparison.csv").read_bytes() == (machine.folder / "comparison.csv").read_bytes()
    return folder


def test_a_brief_is_the_one_of_any_other_machine(machine, tmp_path):
    words = ["brief", "Derby", "--indicators", "re_referrals,care_leavers_accommodation_17_18", "--out"]
    ran = machine.scouting(*words, "my briefs")
    assert ran.returncode == 0, ran.stderr
    assert CliRunner().invoke(main, [*words, str(tmp_path / "here")]).exit_code == 0
    here, there = (
        {path.name: path.read_bytes() for path in folder.rglob("*.csv")}
        for folder in (tmp_path / "here", machine.folder / "my briefs")
    )
    assert {"hosts.csv", "strengths.csv", "evidence.csv"} <= set(here) and here == there
    assert [path.suffix for path in (machine.folder / "my briefs").glob("*/derby*")].count(".html") == 1


@pytest.mark.long
def test_a_report_of_two_indicators(machine):
    folder = _made(machine, "--indicators", "re_referrals,care_leavers_accommodation_17_18")
    assert {path.suffix for path in folder.iterdir()} >= {".html", ".xlsx", ".pptx"}


@pytest.mark.long
def test_a_whole_report(machine):
    folder = _made(machine)
    charts = [path.name for path in (folder / "charts").glob("*.png")]
    assert len(charts) > 10 and {"verdicts", "signs"} <= {name.split("-")[0] for name in charts}
    assert "Traceback" not in (folder / f"{folder.name}.html").read_text(encoding="utf-8")


@pytest.mark.long
def test_a_batch_of_two_councils_by_plain_kernels(machine, tmp_path):
    """Twice: the second run finds the lock, the packs and the index of the first."""
    home = Home(tmp_path / "home")
    machine.home = home.root
    home.write("two", pack([DERBY, RUTLAND]))
    ran = machine.scouting("batch", "two", "--out", "out", "--workers", "64")
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert ran.stdout.startswith("2 reports made, 0 failed, 0 unchanged.")
    again = machine.scouting("batch", "two", "--out", "out")
    assert again.stdout.startswith("Nothing to do: nothing behind 2 reports has changed."), again.stderr
    assert {path.name for path in (tmp_path / "out").iterdir()} >= {"index.html", "packs.xlsx", "derby", "rutland"}


def test_a_task_of_windows_is_printed_to_a_file(machine):
    ran = machine.scouting("schedule", "windows", "adults", "--councils", "Bournemouth, Christchurch and Poole")
    assert ran.returncode == 0, ran.stderr
    task = ElementTree.fromstring(ran.stdout)
    line = next(part.text for part in task.iter() if part.tag.endswith("Arguments"))
    assert line.startswith('/d /s /c "') and '"Bournemouth, Christchurch and Poole"' in line


def test_own_figures_are_added_twice_and_a_visit_noted_down(machine, tmp_path):
    machine.home = Home(tmp_path / "home").root
    own = tmp_path / "own.csv"
    for value in ("25", "−26"):
        row = f"Derby,cost_fostering,2024-25,{value.lstrip('−')},{value}"
        own.write_text(f"council,indicator_id,period,value,note\n{row}\n", encoding="utf-8")
        ran = machine.scouting("data", "add", "own.csv")
        assert ran.returncode == 0, ran.stderr
    local = machine.home / "data" / "local"
    assert pd.read_csv(local / "figures.csv").note.tolist() == ["−26"]
    ran = machine.scouting("visit", "Derby", "Rutland", "--topic", "front door", "--found", "none", "--note", "− and ≥")
    assert ran.returncode == 0, ran.stderr
    assert pd.read_csv(local / "visits.csv").note.tolist() == ["− and ≥"]


def test_the_app_answers(serve):
    app = serve("-m", "scouting.app", "--no-browser", PYTHONPATH=f"{MACHINE}{os.pathsep}{LIB}")
    with urllib.request.urlopen(app.url(""), timeout=60) as page:
        assert "Rutland" in page.read().decode("utf-8")


def test_one_writer_at_a_time_and_none_after_the_first_is_killed(machine):
    hold = "import time; from scouting.paths import lock\nwith lock('store'): print('held', flush=True); time.sleep(99)"
    command = [sys.executable, "-c", hold]
    first = subprocess.Popen(command, env=machine.env, cwd=machine.folder, stdout=subprocess.PIPE, text=True)
    try:
        assert first.stdout.readline() == "held\n"
        wait = "from scouting.paths import lock\nwith lock('store', {}): print('mine')"
        ran = machine.python("-c", wait.format(0))
        assert f"store is being written by another scouting command (process {first.pid}, since " in ran.stderr
        first.kill()
        first.wait()
        assert machine.python("-c", wait.format(30)).stdout == "mine\n"
    finally:
        first.kill()
        first.communicate()


def test_names_and_paths_that_windows_cannot_have_are_refused_in_words(machine):
    names = ["CON", "aux.", "lpt1.reports", "reports.", "reports ", "a:b", 'a"b', "who?"]
    told = {f"mine/{name}": f"Windows has no files and folders named '{name}'. Nothing was changed" for name in names}
    long = "x" * (199 - len(str(machine.folder)))
    told[long] = "the path has 200 letters and may have 165 on Windows. Nothing was changed: choose a folder nearer to"
    tried = (
        "import sys\nfrom scouting import errors, paths\nfor name in sys.argv[1:]:\n"
        "    for kind in (paths.new_folder, paths.new_file):\n        try:\n            with kind(name): pass\n"
        "        except errors.ScoutingError as err: print(err)\n"
    )
    said = machine.python("-c", tried, *told).stdout.splitlines()
    assert len(said) == 2 * len(told) - 1  # a file's path may be longer than that of a folder which is to hold files
    for words in told.values():
        assert [line for line in said if words in line], words
    assert [path.name for path in machine.folder.iterdir()] == [long]
    ran = machine.scouting("brief", "Rutland", "--out", "mine/aux.")
    assert ran.returncode == 2 and "Windows has no files and folders named 'aux.'. Nothing was changed" in ran.stderr
    assert [path.name for path in machine.folder.iterdir()] == [long]


def test_what_the_code_page_cannot_write_is_written_as_it_can(machine):
    ran = machine.scouting("weights", "list", "a−b≤c東")
    assert ran.returncode == 2 and "(a-b<=c?)" in ran.stderr
