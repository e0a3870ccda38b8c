"""Over 200 bad inputs: each is refused in a sentence within ten seconds and 500 MB, and nothing is written."""

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner
from tests.own.bad_inputs import INPUTS

from scouting import paths
from scouting.cli.main import main

SECONDS, MEGABYTES = 10, 500
#: Takes in the whole command once and forks for each case, before anything is read: reading starts threads, which a
#: fork does not have. A case is a line: its folder and words. The answer: how it ended, seconds (with those of taking
#: in the command) and megabytes; what it said is in the file beside the folder. More memory than is allowed may be
#: asked for, so that a fault is told by the measure and not by the machine.
_SERVER = """
import json, os, resource, signal, sys, time
from scouting import catalog, dataset, study
from scouting.batch import drive, packs, schedule
from scouting.cli.main import main
from scouting.ingest import editions, lists, recognise
from scouting.own import add, ods, read, workbooks
from scouting.pages.what_if import question
from scouting.report import council, region
taken_in = time.process_time()

def child(folder, words):
    resource.setrlimit(resource.RLIMIT_AS, (6 * 2**30, 6 * 2**30))
    resource.setrlimit(resource.RLIMIT_CPU, (60, 60))
    said = os.open(folder + ".said", os.O_WRONLY | os.O_CREAT)
    os.dup2(said, 1), os.dup2(said, 2), os.chdir(folder)
    status = 1
    try:
        main(words)
    except SystemExit as end:
        status = end.code or 0
    except BaseException:
        import traceback
        traceback.print_exc()
    sys.stdout.flush(), sys.stderr.flush()
    with open("/proc/self/status") as lines, open(folder + ".most", "w") as most:
        most.write(next(line for line in lines if line.startswith("VmHWM")).split()[1])
    os._exit(status)

for line in sys.stdin:
    folder, words = json.loads(line)
    if (pid := os.fork()) == 0:
        child(folder, words)
    _, status, used = os.wait4(pid, 0)
    most = int(open(folder + ".most").read()) / 1024 if os.path.exists(folder + ".most") else 1e9
    print(json.dumps([os.waitstatus_to_exitcode(status), taken_in + used.ru_utime + used.ru_stime, most]), flush=True)
"""
TELLING = [
    "one stray cell in the last row",
    "laughs in a sheet",
    "an ODS cell repeated a billion times",
    "macros named .csv",
    "a workbook in XML of 2003",
    "a row of a million cells",
    "weights: lists within lists",
    "weights: a weight of 17,000 digits",
    "a set: laughs",
    "a pack: dashes within dashes",
    "a list: 100,000 councils that nobody knows",
    "a schedule: a second line",
]


def placed(name: str, folder: Path) -> list[str]:
    """Put the files of a case into a folder, and give the words of its command."""
    for file, content in INPUTS[name].files.items():
        made = content() if callable(content) else content
        (folder / file).parent.mkdir(parents=True, exist_ok=True)
        (folder / file).write_bytes(made if isinstance(made, bytes) else made.encode("utf-8"))
    return [word.replace("{}", str(folder)) for word in INPUTS[name].words]


def sums(*folders: Path) -> dict[str, str]:
    """The bytes of every file, as a hash; a lock is none."""
    found = [path for folder in folders for path in sorted(folder.rglob("*")) if path.is_file()]
    return {str(p): hashlib.sha256(p.read_bytes()).hexdigest() for p in found if not p.name.endswith(".lock")}


def wrong(name: str, status: object, said: str) -> list[str]:
    """What is wrong with an answer; nothing where it is one sentence, or a list of them, that says what it must."""
    found = [] if status == 2 else [f"it ended with {status}"]
    found += ["it is a traceback"] if "Traceback" in said else []
    found += [] if re.search(INPUTS[name].said, said) else [f"it does not say '{INPUTS[name].said}'"]
    found += ["it goes on for over 20,000 letters"] if len(said) > 20_000 else []
    return [f"{name}: {what}: {said[-600:]}" for what in found]


def test_there_are_over_200_of_them_and_no_two_are_alike():
    cases = [(case.words, str(case.files)) for case in INPUTS.values()]
    assert len(set(cases)) == len(cases) > 200


@pytest.mark.parametrize("name", TELLING)
def test_a_bad_input_is_refused_in_words_and_nothing_is_written(name, tmp_path, monkeypatch):
    monkeypatch.setattr(paths, "LOCAL", tmp_path / "local")
    folder = tmp_path / "brought"
    folder.mkdir()
    words = placed(name, folder)
    before = sums(tmp_path, paths.CATALOG)
    answer = CliRunner().invoke(main, words)
    assert wrong(name, answer.exit_code, answer.output) == []
    assert sums(tmp_path, paths.CATALOG) == before


@pytest.fixture(scope="module")
def ask(tmp_path_factory):
    """Runs a command in a process of its own, in a second home in which a figure of a council's own is held.

    Gives how it ended, what it said, the processor's seconds, megabytes; ``ask.home`` is the home.
    """
    root = tmp_path_factory.mktemp("home")
    shutil.copytree(paths.DATA, root / "data", ignore=shutil.ignore_patterns("local"))
    os.symlink(paths.NOTEBOOKS, root / "notebooks")
    env = {**os.environ, "SCOUTING_HOME": str(root), "PYTHONPATH": str(Path(paths.__file__).parents[1])}
    server = subprocess.Popen(
        [sys.executable, "-c", _SERVER], env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )

    def run(folder: Path, words: list[str]) -> tuple[int, str, float, float]:
        server.stdin.write(json.dumps([str(folder), words]) + "\n")
        server.stdin.flush()
        status, seconds, megabytes = json.loads(server.stdout.readline())
        return status, Path(f"{folder}.said").read_text(encoding="utf-8", errors="replace"), seconds, megabytes

    run.home, run.took = root, {}
    (root / "first").mkdir()
    (root / "first" / "own.csv").write_text(
        "council,indicator_id,period,value,numerator,denominator\nDerby,re_referrals,2020-21,,120,480\n",
        encoding="utf-8",
    )
    assert run(root / "first", ["data", "add", "own.csv"])[0] == 0
    yield run
    server.stdin.close()
    server.wait(60)
    for place, what in enumerate(("slowest", "biggest")):  # seen with -s
        print(
            what, [(name, took[place]) for name, took in sorted(run.took.items(), key=lambda one: -one[1][place])[:3]]
        )


@pytest.mark.skipif(sys.platform != "linux", reason="memory is measured by /proc")
@pytest.mark.parametrize("name", INPUTS)
@pytest.mark.long
def test_every_bad_input_is_refused_in_time_within_memory_and_nothing_is_written(name, ask, tmp_path):
    before = sums(ask.home)
    folder = tmp_path / "brought"
    folder.mkdir()
    status, said, seconds, megabytes = ask(folder, placed(name, folder))
    ask.took[name] = seconds, megabytes
    assert wrong(name, status, said) == []
    assert sums(ask.home) == before and not (folder / "out").exists()
    assert seconds <= SECONDS and megabytes <= MEGABYTES, f"{name}: {seconds:.1f} s, {megabytes:.0f} MB"
