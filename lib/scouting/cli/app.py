"""The command ``scouting app``, and what ``scouting`` alone says."""

from __future__ import annotations

import sys

import click

from scouting.cli.help import examples
from scouting.errors import ScoutingError


@click.command(
    epilog=examples("scouting app", "scouting app --port 9000 --no-browser", "scouting app --base-url /scouting/")
)
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on: this machine alone.")
@click.option("--port", type=click.IntRange(1, 65535), default=8866, show_default=True, help="The port.")
@click.option("--base-url", default="/", show_default=True, metavar="PATH", help="The path that it stands under.")
@click.option("--name", multiple=True, metavar="NAME", help="A host name that people type, behind a proxy. Repeatable.")
@click.option("--no-browser", is_flag=True, help="Open no browser; the address is printed.")
def app(host: str, port: int, base_url: str, name: tuple[str, ...], no_browser: bool) -> None:
    """Open the pages in the browser, for people who do not write code: pick a council, a service, a measure.

    It serves whoever runs it: on this machine alone, with a token in the address. To put it behind a council's own
    sign-in, see docs/app.md.
    """
    from scouting.app import serve

    serve(host, port, base_url, name, browser=not no_browser)


def greet() -> str:
    """Say what there is and what to type next; gives the council whose report is asked for, blank for none."""
    from scouting import catalog

    known = catalog.read()
    click.echo(
        f"Scouting compares a council's social care with similar councils, from published figures.\n"
        f"In the box: {len(known.today())} councils, {len(known.indicators)} measures. Nothing leaves this machine.\n\n"
        '  scouting report "Wiltshire"   a report: page, slides, workbook\n'
        "  scouting app                  pages in your browser: pick a council, move the weights\n"
        "  scouting councils hull        find a council\n"
        "  scouting --help               all that there is"
    )
    while sys.stdin.isatty() and sys.stdout.isatty():
        asked = click.prompt(
            "\nWhose report shall be made? A council, or Enter for none", default="", show_default=False
        )
        try:
            return known.name(catalog.find_area(known, asked)) if asked.strip() else ""
        except ScoutingError as err:
            click.echo(f"{err}")
    return ""
