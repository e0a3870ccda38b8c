"""Files for the schedulers that councils have: printed ready, with the absolute command and what it needs."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path

from scouting import paths
from scouting.errors import ScoutingError, unknown

_FAILS = (
    "If it fails: the exit status is 1 where packs failed (the others are made), 2 where the command was wrong, "
    "128 and more where it was stopped. The last lines it wrote name council, notebook, cell and error. Run the same "
    "command again: it goes on from where it was."
)


def _command(arguments: list[str], quote=shlex.quote) -> str:
    return " ".join(quote(part) for part in [sys.executable, "-m", "scouting.cli", "batch", *arguments])


def _log() -> Path:
    return paths.REPORTS / "batch.log"


def _said(mark: str) -> str:
    words, lines = _FAILS.split(), [""]
    for word in words:
        if len(lines[-1]) + len(word) > 90:
            lines.append("")
        lines[-1] += f" {word}"
    return "\n".join(mark + line for line in lines)


def cron(arguments: list[str]) -> str:
    """A line for ``crontab -e``: at six every morning. Cron mails what it prints to MAILTO."""
    # Cron takes a percent sign for the end of the line.
    command = _command(arguments).replace("%", r"\%")
    home, log = shlex.quote(str(paths.ROOT)), shlex.quote(str(_log()))
    return (
        "# Every day at six; a day without new releases ends after a second or two.\n# Put this in with: crontab -e\n"
        f"{_said('#')}\nMAILTO=you@example.org\nPYTHONPATH={paths.ROOT / 'lib'}\n"
        f"0 6 * * *  cd {home} && mkdir -p reports && {{ {command} >> {log} 2>&1 || tail -n 20 {log}; }}\n"
    )


def systemd(arguments: list[str]) -> str:
    """Two units, a service and its timer, each under the name of its file."""
    quoted = _command(arguments, lambda part: '"' + part.replace("\\", "\\\\").replace('"', '\\"') + '"')
    quoted = quoted.replace("%", "%%").replace("$", "$$")
    home = str(paths.ROOT).replace("%", "%%")
    return (
        f"# ~/.config/systemd/user/scouting.service\n{_said('#')}\n# Its last lines: journalctl --user -u scouting\n"
        "[Unit]\nDescription=The packs of all councils\n\n[Service]\nType=oneshot\n"
        f'WorkingDirectory={home}\nEnvironment="PYTHONPATH={home}/lib"\nExecStart={quoted}\n\n'
        "# ~/.config/systemd/user/scouting.timer\n# Then: systemctl --user enable --now scouting.timer\n"
        "[Unit]\nDescription=The packs of all councils, every day\n\n[Timer]\nOnCalendar=*-*-* 06:00\n"
        "Persistent=true\n\n[Install]\nWantedBy=timers.target\n"
    )


def windows(arguments: list[str]) -> str:
    """A PowerShell script that registers a task with the Task Scheduler."""

    def quoted(text: str) -> str:
        return "'" + text.replace("'", "''") + "'"

    plain = " ".join(f'"{part}"' if " " in part else part for part in ["-m", "scouting.cli", "batch", *arguments])
    return (
        f"# Run once in PowerShell.\n{_said('#')}\n"
        f"# The result of the last run: Get-ScheduledTaskInfo -TaskName Scouting\n"
        f"$env = {quoted(str(paths.ROOT / 'lib'))}\n[Environment]::SetEnvironmentVariable('PYTHONPATH', $env, 'User')\n"
        f"$action = New-ScheduledTaskAction -Execute {quoted(sys.executable)} `\n"
        f"  -Argument {quoted(plain)} -WorkingDirectory {quoted(str(paths.ROOT))}\n"
        "$trigger = New-ScheduledTaskTrigger -Daily -At 6am\n"
        "$settings = New-ScheduledTaskSettingsSet -StartWhenAvailable -MultipleInstances IgnoreNew\n"
        "Register-ScheduledTask -TaskName Scouting -Action $action -Trigger $trigger -Settings $settings\n"
    )


def github(arguments: list[str]) -> str:
    """A workflow for a repository that holds the project: published figures alone, nothing of data/local."""
    command = " ".join(shlex.quote(part) for part in [".venv/bin/scouting", "batch", *arguments])
    return (
        f"# .github/workflows/packs.yml\n{_said('#')}\nname: packs\non:\n  schedule:\n    - cron: '0 6 * * 1'\n"
        "  workflow_dispatch:\njobs:\n  packs:\n    runs-on: ubuntu-latest\n    timeout-minutes: 120\n    steps:\n"
        "      - uses: actions/checkout@v4\n      - uses: actions/setup-python@v5\n"
        "        with:\n          python-version: '3.12'\n      - run: make setup\n"
        f"      - run: |\n          {command}\n      - uses: actions/upload-artifact@v4\n        if: always()\n"
        "        with:\n          name: packs\n          path: reports\n"
    )


KINDS = {"cron": cron, "systemd": systemd, "windows": windows, "github": github}


def text(kind: str, arguments: list[str]) -> str:
    """The file for one scheduler, that runs ``scouting batch`` with these arguments. Raises ScoutingError.

    >>> ".venv/bin/scouting batch children" in text("github", ["children"])
    True
    """
    if kind not in KINDS:
        raise ScoutingError(unknown("scheduler", kind, KINDS, f"this message: {', '.join(KINDS)}"))
    return KINDS[kind](arguments)
