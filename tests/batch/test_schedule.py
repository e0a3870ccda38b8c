"""The files for schedulers are ready: absolute, quoted for their reader, and true to the command asked for."""

import configparser
import shlex
import sys

import pytest
import yaml
from click.testing import CliRunner

from scouting import paths
from scouting.batch import schedule
from scouting.cli import main

WORDS = ["children", "--councils", "Bournemouth, Christchurch and Poole", "--out", "/srv/100% packs"]
COMMAND = [sys.executable, "-m", "scouting.cli", "batch", *WORDS]


def test_cron_runs_just_that_command():
    lines = schedule.text("cron", WORDS).splitlines()
    entry = next(line for line in lines if line.startswith("0 6"))
    shell = entry.split("  ", 1)[1].replace(r"\%", "%")  # cron undoes this before the shell reads it
    assert "%" not in entry.replace(r"\%", "")
    words = shlex.split(shell)
    start = words.index(sys.executable)
    assert words[start : start + len(COMMAND)] == COMMAND
    assert words[:2] == ["cd", str(paths.ROOT)] and f"PYTHONPATH={paths.ROOT / 'lib'}" in lines
    assert all(line.startswith("#") for line in lines if "exit status" in line)


def test_systemd_units_parse_and_run_just_that_command():
    service, timer = schedule.text("systemd", WORDS).split("# ~/.config/systemd/user/scouting.timer")
    unit = configparser.RawConfigParser()
    unit.optionxform = str
    unit.read_string(service)
    assert shlex.split(unit["Service"]["ExecStart"].replace("%%", "%")) == COMMAND
    assert unit["Service"]["Type"] == "oneshot" and unit["Service"]["WorkingDirectory"] == str(paths.ROOT)
    unit = configparser.RawConfigParser()
    unit.read_string(timer)
    assert unit["Timer"]["Persistent"] == "true"


def test_the_workflow_is_yaml_and_fails_when_packs_fail():
    told = yaml.safe_load(schedule.text("github", WORDS))
    steps = told["jobs"]["packs"]["steps"]
    assert shlex.split(steps[3]["run"]) == [".venv/bin/scouting", "batch", *WORDS]
    assert steps[4]["if"] == "always()" and "continue-on-error" not in steps[3]


def test_the_windows_task_quotes_for_powershell():
    text = schedule.text("windows", ["--notify", "say it's late"])
    assert "-Argument '-m scouting.cli batch --notify \"say it''s late\"'" in text
    assert f"-Execute '{sys.executable}'" in text


def test_a_wrong_option_is_said_when_the_file_is_printed():
    answer = CliRunner().invoke(main, ["schedule", "crom"])
    assert answer.exit_code == 2 and "Unknown scheduler 'crom'. Did you mean cron?" in answer.output
    answer = CliRunner().invoke(main, ["schedule", "cron", "children", "--wokers", "2"])
    assert answer.exit_code == 2 and "--wokers" in answer.output
    answer = CliRunner().invoke(main, ["schedule", "cron", "--region", "London", "--workers", "2"])
    assert answer.exit_code == 0 and "batch --region London --workers 2" in answer.output


@pytest.mark.parametrize("kind", schedule.KINDS)
def test_every_file_says_what_to_do_when_it_fails(kind):
    assert "If it fails: the exit status is 1" in schedule.text(kind, []).replace("\n# ", " ")
