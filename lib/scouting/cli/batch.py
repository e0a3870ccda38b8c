"""The commands ``scouting batch`` and ``scouting schedule``."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from pathlib import Path

import click

from scouting import texts
from scouting.cli.help import examples
from scouting.errors import Problems, ScoutingError
from scouting.terms import SMALL_COUNT


@click.command(
    epilog=examples(
        "scouting batch",
        'scouting batch adults --region "South West"',
        "scouting batch children --councils Rutland --councils Derby",
    )
)
@click.argument("pack", default="children")
@click.option(
    "--councils", multiple=True, metavar="LIST",
    help="Councils instead of the pack's: names or codes joined by commas, or a file of them. May be repeated.",
)  # fmt: skip
@click.option("--region", help="The councils of one region instead of the pack's.")
@click.option("--all", "every", is_flag=True, help="All councils instead of the pack's.")
@click.option("--out", type=click.Path(path_type=Path), help="The folder for the reports (default: reports/PACK).")
@click.option("--workers", type=click.IntRange(1, 64), help="Processes on this machine (default: its cores).")
@click.option("--dask", default="", metavar="ADDRESS", help="A Dask scheduler instead, as tcp://host:port.")
@click.option("--cold", is_flag=True, help="Start a new Python for each notebook instead of a warm one.")
@click.option("--force", is_flag=True, help="Also make reports that are complete and unchanged.")
@click.option("--retry-failed", is_flag=True, help="Only the councils that failed in the last run.")
@click.option("--timeout", type=click.FloatRange(1), default=600, show_default=True, metavar="SECONDS",
              help="The time that one cell of a notebook may take.")  # fmt: skip
@click.option("--small-counts", type=int, default=SMALL_COUNT, show_default=True, metavar="N",
              help="Suppress councils' own counts under N.")  # fmt: skip
@click.option("--notify", default="", metavar="CMD", help="A command that is given the summary if reports failed.")
@click.pass_context
def batch(ctx, pack, councils, region, every, out, notify, **options) -> None:
    """Make the reports of many councils. PACK is a file of data/packs (default: children).

    Reports that are complete and unchanged are left as they are; a run that was stopped carries on. The exit status is
    1 if a report failed.
    """
    from scouting.batch import drive

    wanted = _wanted(councils, region, every)
    if notify and not shlex.split(notify):
        raise ScoutingError("--notify names no command.")
    try:
        summary = drive.batch(
            pack, wanted, out, say=lambda text: click.echo(text, err=True), progress=sys.stderr.isatty(), **options
        )
    except drive.Stopped as told:
        click.echo("Stopped before anything was made.", err=True)
        ctx.exit(128 + told.number)
    for line in summary.lines():
        click.echo(line)
    click.echo(f"The index: {summary.out / 'index.html'}")
    if notify and summary.exit_status:
        _notify(notify, summary.lines())
    ctx.exit(summary.exit_status)


def _wanted(councils: tuple[str, ...], region: str | None, every: bool) -> list[str]:
    """The councils as they were named, or none where nothing was said: then the pack says whose reports are made."""
    if bool(councils) + (region is not None) + every > 1:
        raise ScoutingError("Name one of --councils, --region and --all.")
    if every:
        return ["all"]
    if region is not None:
        from scouting import catalog  # pandas: the other commands do not wait for it
        from scouting.catalog import groups

        return [groups.region(region, catalog.read())]
    wanted, problems = [], Problems()
    for text in councils:
        if texts.is_file(text):
            wanted += problems.attempt(texts.entries, Path(text), "list of councils", "council") or []
        elif not text.strip(" ,"):
            problems.append("--councils names no council.")
        else:
            wanted.append(text)
    problems.raise_if_any()
    return wanted


def _notify(command: str, lines: list[str]) -> None:
    """Hand the summary to a command on its standard input. That it fails is said, and changes no exit status."""
    words = command if os.name == "nt" else shlex.split(command)  # a backslash is no mark there
    try:
        subprocess.run(words, input="\n".join(lines) + "\n", encoding="utf-8", check=True, timeout=60)
    except (OSError, subprocess.SubprocessError) as err:
        click.echo(f"The command of --notify failed: {err}", err=True)


@click.command(
    context_settings={"ignore_unknown_options": True},
    epilog=examples(
        'scouting schedule cron children --region "South West"',
        "scouting schedule windows adults",
        'scouting schedule systemd region "South East"',
        "scouting schedule github site --out england",
    ),
)
@click.argument("kind", metavar="cron|systemd|windows|github")
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def schedule(kind: str, arguments: tuple[str, ...]) -> None:
    """Print a ready-made file for a scheduler that runs "scouting batch" with ARGUMENTS.

    If the first of them is "region", it runs "scouting region" with the others: one document for a group. If it is
    "site", it runs "scouting site", and the file for GitHub puts the pages on its static host.
    """
    from scouting.batch.schedule import text, words
    from scouting.cli.region import region
    from scouting.cli.site import site

    name, *asked = words(list(arguments))
    command = {"region": region, "site": site, "batch": batch}[name]
    command.make_context(name, asked, resilient_parsing=False)  # a wrong option is said here, not at six
    click.echo(text(kind, list(arguments)), nl=False)
