"""The command ``scouting site``: England as static pages."""

from __future__ import annotations

import os
from functools import partial
from pathlib import Path

import click

from scouting.cli.help import examples
from scouting.errors import ScoutingError


@click.command(epilog=examples("scouting site --out england", "scouting site --out england --reports reports"))
@click.option("--out", type=click.Path(path_type=Path), help="The folder for the site (default: reports/site).")
@click.option(
    "--reports", type=click.Path(path_type=Path, file_okay=False), metavar="FOLDER",
    help="A folder of reports to take in: each council's page then leads to its report.",
)  # fmt: skip
def site(out: Path | None, reports: Path | None) -> None:
    """Make England in one place: a folder of pages that any web server, file share or memory stick serves.

    A page for each council and for each measure, search, map and what-if, of published figures alone: nothing that a
    council added of its own is ever in it. What has not changed is left alone. It takes some minutes.
    """
    from scouting import paths
    from scouting.site.make import make

    if reports and not reports.is_dir():
        raise ScoutingError(f"--reports: there is no folder '{reports}'. Make reports first: scouting batch children")
    say = partial(click.echo, err=True)
    first = make(out or paths.REPORTS / "site", taken=reports, workers=os.cpu_count() or 1, say=say)
    click.echo(f"The front page: {first}")
