"""The files for schedulers are ready: absolute, quoted for their reader, and true to the command asked for."""

import configparser
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest
import yaml
from click.testing import CliRunner

import scouting
from scouting import paths
from scouting.batch import schedule
from scouting.cli.main import main
from scouting.errors import ScoutingError

WORDS = ["children", "--councils", "Bournemouth, Christchurch and Poole", "--out", "/srv/100% packs", "--notify",
         "say \"it's\" $HOME & ${{ x }}"]  # fmt: skip
LIB = f"PYTHONPATH={Path(scouting.__file__).resolve().parents[1]}"
COMMAND = [sys.executable, "-m", "scouting.cli", "batch", *WORDS]


def test_cron_runs_just_that_command():
    lines = schedule.text("cron", WORDS).splitlines()
    entry = next(line for line in lines if line.startswith("0 6"))
    shell = entry.split("  ", 1)[1].replace(r"\%", "%")  # cron undoes this before the shell reads it
    assert "%" not in entry.replace(r"\%", "")
    words = shlex.split(shell)
    start = words.index(sys.executable)
    assert words[start : start + len(COMMAND)] == COMMAND
    assert words[:2] == ["cd", str(paths.ROOT)] and words[start - 2 : start] == ["env", LIB]
    assert all(line.startswith("#") for line in lines if line != entry)


def test_the_line_runs_in_a_shell_with_nothing_around_it_and_prints_the_last_lines_when_it_fails(tmp_path, monkeypatch):
    """As cron would: an empty environment, and a folder whose name has blanks and a percent sign."""
    home = tmp_path / "a 100% 'home'"
    shutil.copytree(paths.DATA / "catalog", home / "data" / "catalog")
    (home / "data" / "packs").mkdir()
    monkeypatch.setattr(paths, "ROOT", home)
    monkeypatch.setattr(paths, "REPORTS", home / "reports")
    monkeypatch.setenv("SCOUTING_HOME", str(home))
    line = schedule.text("cron", ["no_such_pack"]).splitlines()[-1].split("  ", 1)[1].replace(r"\%", "%")
    shell = {"env": {"PATH": "/usr/bin:/bin"}, "capture_output": True, "text": True, "cwd": "/"}
    done = subprocess.run(["/bin/sh", "-c", line], **shell, check=False)
    assert "Unknown pack 'no_such_pack'" in done.stdout and done.stderr == ""
    assert "Unknown pack 'no_such_pack'" in (home / "reports" / "batch.log").read_text()


def units(tmp_path, monkeypatch, words=WORDS):
    """The units that the script writes, run with a systemctl that does nothing."""
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "systemctl").write_text(f'#!/bin/sh\necho "$@" >> "{tmp_path}/asked"\n')
    (tmp_path / "bin" / "systemctl").chmod(0o755)
    env = {"HOME": str(tmp_path), "PATH": f"{tmp_path / 'bin'}:/usr/bin:/bin"}
    subprocess.run(["/bin/sh"], input=schedule.text("systemd", words), text=True, env=env, check=True)
    asked = (tmp_path / "asked").read_text().splitlines()
    assert asked == ["--user daemon-reload", "--user enable --now scouting-children.timer"]
    return tmp_path / ".config" / "systemd" / "user"


def test_systemd_units_parse_and_run_just_that_command(tmp_path, monkeypatch):
    folder = units(tmp_path, monkeypatch)
    unit = configparser.RawConfigParser()
    unit.optionxform = str
    unit.read(folder / "scouting-children.service")
    assert shlex.split(unit["Service"]["ExecStart"].replace("%%", "%").replace("$$", "$")) == COMMAND
    assert shlex.split(unit["Service"]["Environment"]) == [LIB]
    assert unit["Service"]["Type"] == "oneshot" and unit["Service"]["WorkingDirectory"] == str(paths.ROOT)
    unit = configparser.RawConfigParser()
    unit.read(folder / "scouting-children.timer")
    assert unit["Timer"]["Persistent"] == "true"


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="no systemd here")
def test_systemd_finds_nothing_wrong_with_the_units(tmp_path, monkeypatch):
    folder = units(tmp_path, monkeypatch)
    told = subprocess.run(["systemd-analyze", "--user", "verify", *map(str, sorted(folder.iterdir()))],
                          env={"XDG_RUNTIME_DIR": str(tmp_path), "PATH": "/usr/bin:/bin"},
                          capture_output=True, text=True, check=False)  # fmt: skip
    assert told.returncode == 0 and "scouting" not in told.stderr, told.stderr


def test_the_workflow_is_yaml_and_fails_when_packs_fail():
    told = yaml.safe_load(schedule.text("github", WORDS))
    steps = told["jobs"]["packs"]["steps"]
    run = next(n for n, step in enumerate(steps) if "scouting" in step.get("run", ""))
    line = re.sub(r"\$\{\{ '(.*?)' \}\}", r"\1", steps[run]["run"])  # as GitHub fills it in
    assert shlex.split(line) == [".venv/bin/scouting", "batch", *WORDS]
    assert "continue-on-error" not in steps[run]
    assert [step["if"] for step in steps[run + 1 :]] == ["always()"] * 2
    used = [step["uses"].partition("@")[0] for step in steps if "uses" in step]
    assert used.index("actions/cache/restore") < used.index("actions/cache/save")
    keys = [step["with"]["key"] for step in steps if "cache" in step.get("uses", "")]
    assert len(set(keys)) == 1 and "github.run_id" in keys[0]


def cmd_reads(line: str) -> str:
    """What cmd.exe hands on of a line without pipes: carets taken off outside double quotes."""
    out, quoted, letters = "", False, iter(line)
    for letter in letters:
        if letter == "^" and not quoted:
            letter = next(letters)
        elif letter == '"':
            quoted = not quoted
        out += letter
    return out


def windows_words(line: str) -> list[str]:
    """The words of a command line as a program on Windows splits them: backslashes count only before a quote."""
    words, quoted, word, n = [], False, None, 0
    for letter in f"{line} ":
        if letter == "\\":
            n += 1
            continue
        if letter == '"':
            word, n = (word or "") + "\\" * (n // 2) + '"' * (n % 2), n % 2
            quoted ^= not n
        else:
            word = (word or "") + "\\" * n if n or word is not None else None
            if letter in " \t" and not quoted:
                words += [] if word is None else [word]
                word = None
            else:
                word = (word or "") + letter
        n = 0
    return words


@pytest.mark.parametrize(
    "words",
    [
        WORDS,
        ["--notify", 'say "it\'s late" & more > x | y %PATH% ^ (z) C:\\end\\'],
        ["--out", "C:\\a (b) & c\\", "C:\\d\\", "a&b", "^", ""],
        [],
    ],
)
def test_the_windows_task_runs_just_that_command(words):
    """Read as the Task Scheduler, then cmd.exe, then the program would read it."""
    text = schedule.text("windows", words)
    task, ns = ElementTree.fromstring(text), {"t": "http://schemas.microsoft.com/windows/2004/02/mit/task"}
    assert text.isascii() and task.tag == f"{{{ns['t']}}}Task"
    run = task.find("t:Actions/t:Exec", ns)
    assert [part.tag.partition("}")[2] for part in run] == ["Command", "Arguments", "WorkingDirectory"]
    start, _, rest = run.find("t:Arguments", ns).text.partition('"')
    assert run.find("t:Command", ns).text == "cmd.exe" and start == "/d /s /c " and rest.endswith('"')
    parts = [part.strip() for part in rest[:-1].split("&& ")]
    assert parts[1] == f'set "{LIB}"'
    command, _, log = parts[2].rpartition(" >> ")
    assert log == f'"{paths.REPORTS / "batch.log"}" 2>&1'
    assert windows_words(cmd_reads(command)) == [*COMMAND[:4], *words]


def test_a_name_in_any_script_is_told_in_ascii_and_comes_out_again():
    task = ElementTree.fromstring(schedule.text("windows", ["--out", "Ynys Môn <东区>"]))
    assert '"Ynys Môn <东区>"' in task.find(".//{*}Arguments").text


def test_an_argument_of_several_lines_is_refused():
    with pytest.raises(ScoutingError, match=r"must be one line of text; 'a\\nb' is not"):
        schedule.text("cron", ["a\nb"])


@pytest.mark.parametrize("kind", schedule.KINDS)
def test_a_regions_document_is_scheduled_beside_the_packs(kind):
    """Another command, and a name of its own: the file of one schedule never replaces that of another."""
    answer = CliRunner().invoke(main, ["schedule", kind, "region", "South East", "--indicators", "adults"])
    assert answer.exit_code == 0 and "batch region" not in answer.output
    quote = '"' if kind in ("systemd", "windows") else "'"
    assert re.search(rf"region\W+{quote}South East{quote}\W+--indicators\W+adults", answer.output)
    if kind != "cron":  # lines of one crontab stand beside each other without a name
        each = (["children"], ["adults"], ["region", "South East"], ["region", "South West"])
        assert len({re.search(r"scouting-[\w-]+", schedule.text(kind, words))[0] for words in each}) == len(each)


@pytest.mark.parametrize("kind", schedule.KINDS)
def test_the_site_is_scheduled_and_its_workflow_hands_the_folder_to_the_host(kind):
    text = schedule.text(kind, ["site", "--out", "my england"])
    assert re.search(r"site\W+--out\W+my england", text) and "batch site" not in text
    if kind == "github":
        told = yaml.safe_load(text)
        steps = told["jobs"]["site"]["steps"]
        run = next(step["run"] for step in steps if "scouting" in step.get("run", ""))
        assert shlex.split(run) == [".venv/bin/scouting", "site", "--out", "my england"]
        held = next(step for step in steps if "upload-pages-artifact" in step.get("uses", ""))
        assert held["with"]["path"] == "my england" and "deploy-pages" in steps[-1]["uses"]
        assert told["permissions"] == {"contents": "read", "pages": "write", "id-token": "write"}
        assert 'path: "a/b"' in schedule.text(kind, ["site", "--out=a/b"])


def test_a_wrong_option_is_said_when_the_file_is_printed():
    answer = CliRunner().invoke(main, ["schedule", "crom"])
    assert answer.exit_code == 2 and "Unknown scheduler 'crom'. Did you mean cron?" in answer.output
    answer = CliRunner().invoke(main, ["schedule", "cron", "children", "--wokers", "2"])
    assert answer.exit_code == 2 and "--wokers" in answer.output
    answer = CliRunner().invoke(main, ["schedule", "cron", "region", "London", "--workers", "2"])
    assert answer.exit_code == 2 and "--workers" in answer.output  # a document of a group has one
    answer = CliRunner().invoke(main, ["schedule", "cron", "site", "--workers", "2"])
    assert answer.exit_code == 2 and "--workers" in answer.output
    answer = CliRunner().invoke(main, ["schedule", "cron", "--region", "London", "--workers", "2"])
    assert answer.exit_code == 0 and "batch --region London --workers 2" in answer.output


@pytest.mark.parametrize("kind", schedule.KINDS)
def test_every_file_says_what_to_do_when_it_fails(kind):
    said = schedule.text(kind, []).replace("\n# ", " ")
    assert "If it fails: the exit status is 1" in said and ("batch.log" in said or kind in ("systemd", "github"))
