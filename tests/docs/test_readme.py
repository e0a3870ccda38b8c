"""The README's commands, word for word: each is a real one, and a long test walks them all in a clean clone."""

import os
import re
import shlex
import signal
import subprocess
import time
import urllib.request
from pathlib import Path

import click
import pytest

from scouting import paths
from scouting.cli.main import main

README = (paths.ROOT / "README.md").read_text(encoding="utf-8")
#: What each command must answer, in the README's order.
WALK = {
    'make report COUNCIL="Wiltshire"': r"The report: .*/reports/wiltshire/wiltshire\.html",
    "make app": "front page",
    "scouting app": "front page",
    'scouting report "Rutland" --indicators adults': r"The report: .*/rutland-adults\.html",
    'scouting brief "Wiltshire"': r"The brief: .*\.html",
    "scouting weights list": "adult_outcomes .* activity",
    "scouting weights compare adult_outcomes people_first_adults --council Wiltshire": "all of them together",
    "scouting batch --councils Rutland --councils Derby": r"The index: .*/index\.html",
    "scouting schedule cron children": r"\d+ \d+ \* \* \* .*scouting\.cli batch children",
    'scouting region "Derby, Kent, Rutland"': r"The document: .*\.html",
    "scouting site --out england": r"The front page: .*/england/index\.html",
    "scouting councils Hull": "E06000010 .*Kingston upon Hull",
    "scouting indicators UASC": "looked_after_unaccompanied",
    "scouting neighbours Rutland": "Neighbour, with its rank in each set",
    'scouting report Wiltshire --with "Derby, Kent"': r"The report: .*/wiltshire-by-hand-\w+\.html",
    "scouting data measure re_referrals": r"figures and gaps: re_referrals\.csv",
    "scouting chart re_referrals Wiltshire": "Ranked bars: .*Wiltshire",
    "make check": "The catalogue and the store are sound",
    "scouting data template": r"scouting-own-figures\.csv",
    "scouting data add scouting-own-figures.csv": "figures",
    "scouting data sources": "https://",
    'scouting visit Wiltshire Shropshire --topic "front door" --found watches': "Noted down in",
    "make lab": "JupyterLab",
    "scouting --help": "What there is:",
    "make": "make report",
}
#: Named in the README for those who change the code: they take minutes to an hour, and run this test.
TESTS = {"make test", "make test-long", "make bench"}
#: With a word that the reader fills in: here there is no file that a publisher has brought out since.
TO_FILL_IN = {"scouting data add FILE"}


def commands():
    """Every command of the README but those of other systems, once, in its order."""
    text = README.split("\n## Where it runs")[0]
    found = re.findall(r"^(make .*|scouting .*)$|`(make(?: [^`]+)?|scouting [^`]+)`", text, re.MULTILINE)
    return list(dict.fromkeys(block or inline for block, inline in found))


def test_every_command_is_walked_or_a_test():
    assert sorted(set(commands()) - TESTS - TO_FILL_IN) == sorted(WALK)


def refused(command):
    """What a command of the README would be refused for, before anything is done: blank for a real one."""
    words = shlex.split(command)
    if words[0] == "make":
        targets = re.findall(r"^([a-z-]+):", (paths.ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
        return "" if not words[1:] or words[1] in targets else "no such target"
    made, rest = main, words[1:]
    while isinstance(made, click.Group) and rest and not rest[0].startswith("-"):
        if rest[0] not in made.commands:
            return f"no such command: {rest[0]}"
        made, rest = made.commands[rest[0]], rest[1:]
    try:
        if rest != ["--help"]:
            made.make_context(words[-1], rest)
    except click.ClickException as err:  # a wrong option, or a word that is missing
        return err.format_message()
    return ""


def test_every_command_is_a_real_one():
    assert {command: told for command in commands() if (told := refused(command))} == {}
    slips = ["make tests", "scouting brif Wiltshire", "scouting brief", "scouting brief Wiltshire --colour red"]
    assert all(map(refused, slips))


def test_the_first_block_is_the_two_commands_that_set_up_everything():
    first = re.search(r"^```\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)
    assert first[1].splitlines() == ['make report COUNCIL="Wiltshire"', "make test"]
    assert README[: first.start()].rstrip().splitlines()[-1].startswith("Get the code: ")


def test_every_picture_is_shown_and_one_that_the_project_draws():
    from scouting.report import refresh

    pages = [README, *(page.read_text(encoding="utf-8") for page in (paths.ROOT / "docs").glob("*.md"))]
    shown = [name for page in pages for name in re.findall(r"^!\[.+\]\((?:docs/)?images/(.+)\.png\)$", page, re.M)]
    drawn = {p.stem: p.stat().st_size for p in (paths.ROOT / "docs" / "images").glob("*.png")}
    assert sorted(shown) == sorted(drawn) == sorted({*refresh._PICTURES, "architecture", "report", "visit-sheet"})
    assert "](docs/images/report.png)" in README and max(drawn.values()) < 300_000


def test_every_notebook_has_its_line():
    told = re.findall(r"^\| \[(\w+)\]\(notebooks/\1\.ipynb\)", README, re.MULTILINE)
    assert told == sorted(path.stem for path in paths.NOTEBOOKS.glob("*.ipynb"))


def served(command, clone, env, log):
    """Start a server, open the address that it prints, and end it: what its first page says."""
    with log.open("w") as out:
        made = subprocess.Popen(
            command, shell=True, cwd=clone, env=env, stdout=out, stderr=out, executable="/bin/bash",
            start_new_session=True,
        )  # fmt: skip
    try:
        until = time.monotonic() + 120
        while not (told := re.search(r"http://127\.0\.0\.1:\d+/\S*token=\w+", log.read_text())):
            assert made.poll() is None and time.monotonic() < until, log.read_text()
            time.sleep(0.5)
        with urllib.request.urlopen(told[0], timeout=60) as answer:
            return answer.read().decode()
    finally:
        os.killpg(made.pid, signal.SIGTERM)
        made.wait(30)


@pytest.mark.long
def test_every_command_in_a_clean_clone(tmp_path):
    """In a fresh clone and a fresh environment, in a path with spaces; the app and the lab are opened and ended."""
    clone = tmp_path / "a clean clone"
    subprocess.run(["git", "clone", "-q", str(paths.ROOT), str(clone)], check=True)
    places = ("JUPYTER_CONFIG_DIR", "JUPYTER_RUNTIME_DIR", "JUPYTERLAB_WORKSPACES_DIR", "IPYTHONDIR")
    env = {k: v for k, v in os.environ.items() if k not in ("PYTHONPATH", "SCOUTING_HOME", "VIRTUAL_ENV")}
    env |= {name: str(tmp_path / name.lower()) for name in places} | {"BROWSER": "true"}
    (tmp_path / "jupyter_config_dir").mkdir()
    root = '{"ServerApp": {"allow_root": true}}'  # as in a container, where there is no other user
    (tmp_path / "jupyter_config_dir" / "jupyter_server_config.json").write_text(root)
    lost = []
    for command in commands():
        if command in TESTS | TO_FILL_IN:
            continue
        typed = command if command.startswith("make") else f". .venv/bin/activate && {command}"
        if command in ("make app", "scouting app", "make lab"):
            told = served(typed, clone, env, tmp_path / "log.txt")
            seen = ("JupyterLab" if command == "make lab" else "asking better questions") in told
        else:
            answer = subprocess.run(
                typed, shell=True, cwd=clone, env=env, capture_output=True, text=True, check=False,
                executable="/bin/bash",
            )  # fmt: skip
            told = answer.stdout + answer.stderr
            seen = answer.returncode == 0 and re.search(WALK[command], told)
        print(f"{'ok' if seen else 'LOST'}  {command}")
        if not seen:
            lost.append(f"{command}\n{told[-2000:]}")
        if command == "scouting data template":  # "fill one in"
            with (clone / "scouting-own-figures.csv").open("a", encoding="utf-8") as file:
                file.write("Wiltshire,re_referrals,2025-26 Q1,,120,480,,own,\n")
    assert lost == [], "\n\n".join(lost)
    for made in re.findall(r"reports/[\w/.-]+\.html", README):
        assert (clone / made).is_file()
    status = subprocess.run(["git", "status", "--short"], cwd=clone, capture_output=True, text=True, check=True).stdout
    assert status == "", "a command of the README changed what git holds"
    assert Path(clone / "reports" / "wiltshire").is_dir()
