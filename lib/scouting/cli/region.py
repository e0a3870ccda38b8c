"""The command ``scouting region``: one document for a group of councils."""

from __future__ import annotations

import sys
from functools import partial
from pathlib import Path

import click

from scouting.cli.help import examples
from scouting.terms import SMALL_COUNT


@click.command(
    epilog=examples(
        'scouting region "South East"',
        'scouting region "Derby, Kent, Rutland" --indicators adults',
        'scouting region "Greater Manchester"',
        "scouting region data/packs/regional.yml",
    )
)
@click.argument("councils")
@click.option("--neighbours", default="", metavar="SET", help="A neighbour set for all (default: the service's own).")
@click.option("--indicators", default="children", metavar="LIST_OR_FILE", help="As for a report.")
@click.option("--out", type=click.Path(path_type=Path), help="The folder for the document (default: reports).")
@click.option(
    "--small-counts", type=int, default=SMALL_COUNT, show_default=True, metavar="N",
    help="Suppress shared counts under N, and everything worked out from them.",
)  # fmt: skip
@click.option("--force", is_flag=True, help="Make it even if nothing behind it has changed.")
def region(councils: str, neighbours: str, indicators: str, out: Path | None, small_counts: int, force: bool) -> None:
    """Make one document for a group. COUNCILS is a region, a combined authority, councils joined by commas, or a
    pack's file (.yml).

    From a pack it takes the councils, indicators and neighbours. The document says what changed since the last one in
    its folder; if nothing has, that one stays.
    """
    from scouting.batch import packs, state
    from scouting.report.region import NOTEBOOK, region_document

    if Path(councils).suffix in (".yml", ".yaml"):
        pack = packs.read(councils)
        councils, neighbours, indicators = ",".join(pack.councils), pack.neighbours, pack.indicators
    asked = packs.Pack("region", "", ((NOTEBOOK, {}),), indicators, (councils,), neighbours)
    recipe = state.recipe_key(asked, small_counts)
    document = region_document(councils, neighbours, indicators, small_counts=small_counts, recipe=recipe)
    say = partial(click.echo, err=True)
    made = document.make(out, say=say, progress=sys.stderr.isatty(), force=force)
    click.echo(f"The document: {next(made.glob('*.html'))}")
