"""Files for the schedulers that councils have: printed ready, with the absolute command and what it needs."""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
from html import escape
from itertools import pairwise
from pathlib import Path

import scouting
from scouting import paths
from scouting.errors import ScoutingError, unknown

_FAILS = (
    "If it fails: the exit status is 1 if reports failed (the others are made), 2 if the command was wrong, "
    "128 or more if it was stopped. The last lines it wrote name the council, notebook, cell and error. Run the same "
    f"command again: it carries on from where it was. (Layout {paths.LAYOUT}.)"
)


def words(arguments: list[str]) -> list[str]:
    """The command that the arguments are of: a region's document, the site, else the reports on councils."""
    return arguments if arguments[:1] in (["region"], ["site"]) else ["batch", *arguments]


def _command(arguments: list[str]) -> list[str]:
    return [sys.executable, "-m", "scouting.cli", *words(arguments)]


def _name(arguments: list[str]) -> str:
    """What a scheduler calls it, by the pack or the region: these are scheduled beside each other.

    >>> _name(["adults", "--cold"]), _name(["--cold"]), _name(["region", "South East"])
    ('scouting-adults', 'scouting-children', 'scouting-region-south-east')
    >>> _name(["site", "--out", "england"])
    'scouting-site'
    """
    what = arguments[: 2 if arguments[:1] == ["region"] else 1]
    return paths.slug(f"scouting {' '.join(what) if what and not what[0].startswith('-') else 'children'}")


def _environment() -> dict[str, str]:
    """What the command needs where nobody is logged in: this package, and the project's folder where it was moved."""
    moved = {"SCOUTING_HOME": str(paths.ROOT)} if os.environ.get("SCOUTING_HOME") else {}
    return {"PYTHONPATH": str(Path(scouting.__file__).resolve().parents[1]), **moved}


def _log() -> Path:
    return paths.REPORTS / "batch.log"


def _said(mark: str) -> str:
    lines = [""]
    for word in _FAILS.split():
        if len(lines[-1]) + len(word) > 90:
            lines.append("")
        lines[-1] += f" {word}"
    return "\n".join(mark + line for line in lines)


def cron(arguments: list[str]) -> str:
    """A line for ``crontab -e``: at six every morning. Cron mails what it prints: the last lines, when it fails."""
    given = [f"{name}={value}" for name, value in _environment().items()]
    command, home, log = shlex.join(["env", *given, *_command(arguments)]), shlex.quote(str(paths.ROOT)), _log()
    log = shlex.quote(str(log))
    line = f"cd {home} && mkdir -p reports && {{ {command} >> {log} 2>&1 || tail -n 20 {log}; }}"
    # Cron takes a percent sign for the end of the line.
    line = line.replace("%", r"\%")
    return (
        "# Every day at six; a day without new releases ends after a second or two.\n# Put this in with: crontab -e\n"
        f"{_said('#')}\n# Cron mails them to the owner of the crontab, or to MAILTO=you@example.org (a line of its own "
        f"above).\n0 6 * * *  {line}\n"
    )


def systemd(arguments: list[str]) -> str:
    """A shell script that writes two units, a service and its timer, for the user who runs it, and starts the timer."""

    def quoted(part: str) -> str:
        return '"' + part.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%") + '"'

    given = " ".join(quoted(f"{name}={value}") for name, value in _environment().items())
    command = " ".join(map(quoted, _command(arguments))).replace("$", "$$")
    home, unit = str(paths.ROOT).replace("%", "%%"), f"~/.config/systemd/user/{_name(arguments)}"
    return (
        f"#!/bin/sh\n# Run once, with sh. To run when nobody is logged in, too: loginctl enable-linger\n{_said('#')}\n"
        f"# Its last lines: journalctl --user -u {_name(arguments)}\nset -e\nmkdir -p ~/.config/systemd/user\n"
        f"cat > {unit}.service <<'END'\n[Unit]\nDescription=Scouting: reports on councils\n\n[Service]\n"
        f"Type=oneshot\nWorkingDirectory={home}\nEnvironment={given}\nExecStart={command}\nEND\n"
        f"cat > {unit}.timer <<'END'\n[Unit]\nDescription=Scouting: reports on councils, every day\n\n[Timer]\n"
        "OnCalendar=*-*-* 06:00\nPersistent=true\n\n[Install]\nWantedBy=timers.target\nEND\n"
        f"systemctl --user daemon-reload\nsystemctl --user enable --now {_name(arguments)}.timer\n"
    )


def windows(arguments: list[str]) -> str:
    """A task for the Task Scheduler, as the XML that it imports. ASCII alone: it may be saved in any encoding.

    Of the command line cmd.exe is the first reader: within double quotes it takes all but a percent sign for text, and
    a word with one of these, or with double quotes of its own, is escaped letter by letter.
    """

    def argument(part: str) -> str:
        if '"' in part or "%" in part:
            return re.sub(r'([()%!^"<>&|])', r"^\1", subprocess.list2cmdline([part]))
        plain = re.fullmatch(r"[\w.,:=/\\-]+", part)
        return part if plain else '"' + re.sub(r"(\\+)$", r"\1\1", part) + '"'  # the program reads \\" as a quote

    python, *rest = _command(arguments)
    given = "".join(f'set "{name}={value}"&& ' for name, value in _environment().items())
    folder = f'(if not exist "{paths.REPORTS}" mkdir "{paths.REPORTS}")'
    line = f'{folder}&& {given}"{python}" {" ".join(map(argument, rest))} >> "{_log()}" 2>&1'
    texts = {"about": f"Reports on councils. {_FAILS} They are in {_log()}.", "name": _name(arguments),
             "folder": str(paths.ROOT), "line": f'/d /s /c "{line}"'}  # fmt: skip
    filled = {name: escape(text, quote=False) for name, text in texts.items()}
    return _TASK.format(**filled).encode("ascii", "xmlcharrefreplace").decode()


_TASK = """\
<!-- Save as scouting.xml, then run once: schtasks /Create /TN {name} /XML scouting.xml
     The result of the last run: schtasks /Query /TN {name} /V /FO LIST -->
<Task version="1.2" xmlns="http://schemas.microsoft.com/windows/2004/02/mit/task">
  <RegistrationInfo>
    <Description>{about}</Description>
  </RegistrationInfo>
  <Triggers>
    <CalendarTrigger>
      <StartBoundary>2026-01-01T06:00:00</StartBoundary>
      <Enabled>true</Enabled>
      <ScheduleByDay>
        <DaysInterval>1</DaysInterval>
      </ScheduleByDay>
    </CalendarTrigger>
  </Triggers>
  <Settings>
    <MultipleInstancesPolicy>IgnoreNew</MultipleInstancesPolicy>
    <DisallowStartIfOnBatteries>false</DisallowStartIfOnBatteries>
    <StopIfGoingOnBatteries>false</StopIfGoingOnBatteries>
    <StartWhenAvailable>true</StartWhenAvailable>
    <ExecutionTimeLimit>PT12H</ExecutionTimeLimit>
  </Settings>
  <Actions>
    <Exec>
      <Command>cmd.exe</Command>
      <Arguments>{line}</Arguments>
      <WorkingDirectory>{folder}</WorkingDirectory>
    </Exec>
  </Actions>
</Task>
"""


def github(arguments: list[str]) -> str:
    """A workflow for a repository that holds the project: published figures alone, nothing of data/local.

    The reports of the last run are put back first, so only what changed is made, and pages say what changed.
    """
    if arguments[:1] == ["site"]:
        return _pages(arguments)
    command = shlex.join([".venv/bin/scouting", *words(arguments)])
    command = command.replace("${{", "${{ '${{' }}")  # GitHub fills in expressions before the shell reads the line
    this_run = f"{_name(arguments)}-${{{{ github.run_id }}}}"
    return (
        f"# .github/workflows/{_name(arguments)}.yml\n{_said('#')}\nname: {_name(arguments)}\non:\n  schedule:\n"
        "    - cron: '0 6 * * 1'\n  workflow_dispatch:\npermissions:\n  contents: read\n"
        f"concurrency: {_name(arguments)}\njobs:\n  packs:\n"
        "    runs-on: ubuntu-latest\n    timeout-minutes: 120\n    steps:\n"
        "      - uses: actions/checkout@v4\n      - uses: actions/setup-python@v5\n"
        "        with:\n          python-version: '3.12'\n      - uses: actions/cache/restore@v4\n        with:\n"
        f"          path: reports\n          key: {this_run}\n          restore-keys: {_name(arguments)}-\n"
        f"      - run: make setup\n      - run: |\n          {command}\n"
        "      - uses: actions/cache/save@v4\n        if: always()\n        with:\n          path: reports\n"
        f"          key: {this_run}\n      - uses: actions/upload-artifact@v4\n        if: always()\n"
        f"        with:\n          name: {_name(arguments)}\n          path: reports\n"
    )


def _pages(arguments: list[str]) -> str:
    """A workflow that makes the site and hands it to GitHub's host of static pages."""
    command = shlex.join([".venv/bin/scouting", *arguments]).replace("${{", "${{ '${{' }}")
    given = dict(pairwise(arguments)) | dict(one.split("=", 1) for one in arguments if "=" in one)
    folder = json.dumps(given.get("--out", "reports/site").replace("${{", "${{ '${{' }}"))
    return (
        f"# .github/workflows/{_name(arguments)}.yml\n# Once, in the repository's settings: Pages, Source, GitHub "
        f"Actions.\n{_said('#')}\nname: {_name(arguments)}\non:\n  schedule:\n    - cron: '0 6 * * 1'\n"
        "  workflow_dispatch:\npermissions:\n  contents: read\n  pages: write\n  id-token: write\n"
        f"concurrency: {_name(arguments)}\njobs:\n  site:\n    runs-on: ubuntu-latest\n    timeout-minutes: 60\n"
        "    environment:\n      name: github-pages\n    steps:\n      - uses: actions/checkout@v4\n"
        "      - uses: actions/setup-python@v5\n        with:\n          python-version: '3.12'\n"
        f"      - run: make setup\n      - run: |\n          {command}\n"
        f"      - uses: actions/upload-pages-artifact@v3\n        with:\n          path: {folder}\n"
        "      - uses: actions/deploy-pages@v4\n"
    )


KINDS = {"cron": cron, "systemd": systemd, "windows": windows, "github": github}


def text(kind: str, arguments: list[str]) -> str:
    """The file for one scheduler, that runs ``scouting batch`` with these arguments; ``scouting region`` or ``scouting
    site`` where that is the first. Raises ScoutingError.

    >>> ".venv/bin/scouting batch children" in text("github", ["children"])
    True
    """
    if kind not in KINDS:
        raise ScoutingError(unknown("scheduler", kind, KINDS, f"this message: {', '.join(KINDS)}"))
    if any(unprintable := [part for part in arguments if not part.isprintable()]):
        raise ScoutingError(f"An argument of a schedule must be one line of text; {unprintable[0]!a} is not.")
    return KINDS[kind](arguments)
