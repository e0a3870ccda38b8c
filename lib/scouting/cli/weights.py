"""``scouting weights``: the weights of an index in the box, whether a file is sound, and many people's side by side."""

from __future__ import annotations

from collections.abc import Iterable

import click

from scouting.cli.help import Pages, examples
from scouting.errors import Problems


@click.group("weights", cls=Pages)
def commands() -> None:
    """How much each measure counts in an index: list the weights in the box, check a file, compare many people's."""


@commands.command("list", epilog=examples("scouting weights list"))
def listed() -> None:
    """List the weights in data/recipes: name, service, share of the weight on activity, title."""
    from scouting import catalog
    from scouting.recipes import weights

    known = catalog.read()
    for name in weights.names():
        made = weights.read(name, known)
        click.echo(f"{name:<24} {made.service:<9} {made.activity_share:>4.0%} activity  {made.title}")


def _tell(notices: Iterable[str]) -> None:
    """Tell what a reader should know of a file, beside what is printed as the answer."""
    for notice in notices:
        click.echo(notice, err=True)


@commands.command(epilog=examples("scouting weights check adult_outcomes", "scouting weights check mine.yml"))
@click.argument("file")
def check(file: str) -> None:
    """Check weights (FILE, or a name from scouting weights list), and say what they rest on most.

    All problems are listed at once; the exit status is then 2.
    """
    from scouting import dataset, index
    from scouting.frames import each_cell
    from scouting.pages.common import matrix_today
    from scouting.pages.what_if.question import beside_outcomes
    from scouting.pages.what_if.words import activity_sentences
    from scouting.recipes import weights
    from scouting.words import percent

    data = dataset.load()
    made = weights.read(file, data.catalog)
    titles = data.catalog.indicators.short_title
    matrix = matrix_today(data, made)
    _tell(made.notices)
    click.echo(f"{made.name}: {made.title}. {made.normalisation}, {made.aggregation}. It is sound.")
    for indicator_id, share in each_cell(made.shares):
        why = f"  left out: {matrix.left_out[indicator_id]}" if indicator_id in matrix.left_out else ""
        click.echo(f"{share:>6.1%}  {titles[indicator_id]}{why}")
    scored = int(index.scores(matrix).of.iloc[0])
    click.echo(
        f"{scored} of {len(matrix.areas)} councils have figures for {percent(made.coverage)} of the weight or more."
    )
    told = beside_outcomes(data, made)
    if told:
        outcomes, rows = told
        for line in activity_sentences(made.activity_share, outcomes.title, rows, index.agreement(rows)):
            click.echo(line)
    click.echo(f"To share it: {weights.to_text(made)}")


@commands.command(epilog=examples("scouting weights compare adult_outcomes people_first_adults --council Wiltshire"))
@click.argument("files", nargs=-1, required=True)
@click.option("--council", required=True, help="Whose rank is shown: any published spelling or code.")
@click.option("--neighbours", default="", metavar="SET", help="Rank it among this neighbour set, not all of England.")
def compare(files: tuple[str, ...], council: str, neighbours: str) -> None:
    """Compare many people's weights: FILES, names, or lines of weights such as a report's page gives.

    A file ending in .txt has one line of weights per person.

    Prints the median of their shares, where they disagree most, and the council's rank under each and under all
    together.
    """
    from scouting import catalog, dataset
    from scouting.frames import each_row
    from scouting.pages.what_if.question import compare_weightings
    from scouting.recipes import people
    from scouting.words import percent

    data = dataset.load()
    problems = Problems()
    area = problems.attempt(catalog.find_area, data.catalog, council)
    near = problems.attempt(data.neighbours, neighbours, area) if neighbours and area else None
    within = near.codes if near else ()
    made = problems.attempt(people.read, files, data.catalog) or []
    _tell([notice for one in made for notice in one.notices])
    problems.raise_if_any()
    told = compare_weightings(data, area, made, within)
    titles = data.catalog.indicators.short_title
    click.echo(f"{'Share of the weight':<44}{'median':>8}{'least':>8}{'most':>8}   widest disagreement first")
    for row in each_row(told.disagreements):
        click.echo(f"{titles[row.indicator_id]:<44.43}{row.median:>8.1%}{row.least:>8.1%}{row.most:>8.1%}")
    among = f"among similar councils ({neighbours})" if neighbours else "in England"
    click.echo(f"\n{data.catalog.name(area)}'s rank {among:<24} rank   95% of draws   of")
    for row in each_row(told.places):
        name = "all of them together" if row.name == "together" else row.name
        if row.rank != row.rank:
            click.echo(f"{name:<36} not ranked: figures for {percent(row.coverage)} of the weight")
        else:
            click.echo(f"{name:<36}{row.rank:>8.0f}   {row.rank_low:>4.0f} to {row.rank_high:<4.0f}  {row.of:>5.0f}")
    click.echo(
        "The range of each is from the figures' usual movement alone; of all together, from that and the weights."
    )
