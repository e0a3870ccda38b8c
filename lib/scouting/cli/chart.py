"""The command ``scouting chart``: one measure of one council as a picture."""

from __future__ import annotations

from pathlib import Path

import click

from scouting.cli.help import examples
from scouting.errors import ScoutingError

#: What a chart can be written as.
ENDINGS = (".png", ".svg")


@click.command(
    epilog=examples(
        "scouting chart re_referrals Wiltshire",
        "scouting chart re_referrals Wiltshire --years --out re-referrals.svg",
    )
)
@click.argument("measure")
@click.argument("council")
@click.option("--years", is_flag=True, help="The council over the years, instead of all similar councils now.")
@click.option(
    "--out", type=click.Path(path_type=Path), metavar="FILE",
    help="A file ending in .png or .svg (default: MEASURE-COUNCIL.png, in this folder).",
)  # fmt: skip
def chart(measure: str, council: str, years: bool, out: Path | None) -> None:
    """Draw one MEASURE of COUNCIL beside similar councils, and print the chart in words, for its alt text.

    Published figures alone. Measures and their ids: scouting indicators.
    """
    from scouting.charts import emit
    from scouting.pages.indicator import every_figure
    from scouting.paths import new_file, slug
    from scouting.study import study

    if out and out.suffix not in ENDINGS:
        raise ScoutingError(f"--out is {out}: the file's name must end in {' or '.join(ENDINGS)}.")
    of = study(council, indicators=[measure])
    drawn, said = every_figure.chart(of, years=years)
    path = out or Path(f"{slug(measure)}-{slug(of.name)}.png")
    with new_file(path) as aside:
        aside.write_bytes(emit.content(drawn, path.stem, said, path.suffix))
    click.echo(f"The chart: {path}")
    click.echo(said)
