"""The ``scouting`` command. Errors end with status 2 and write nothing."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from scouting import __version__, cli_data, cli_weights
from scouting.batch import commands
from scouting.batch.region_command import region
from scouting.errors import ScoutingError
from scouting.terms import SMALL_COUNT


class _Group(click.Group):
    def invoke(self, ctx: click.Context):
        try:
            return super().invoke(ctx)
        except ScoutingError as err:
            click.echo(f"Error: {err}", err=True)
            ctx.exit(2)


def _say(text: str) -> None:
    click.echo(text, err=True)


@click.group(cls=_Group, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__)
def main() -> None:
    """Set a council's social care beside its statistical neighbours.

    \b
    scouting report "Wiltshire"     a report, from the figures in the box
    scouting brief "Wiltshire"      whom to visit, what to ask, what to bring home
    scouting batch                  the packs of all councils; scouting schedule: by themselves
    scouting region "South East"    one document for a group of councils: who could help whom
    scouting councils               every council, its code and its region
    scouting neighbours             every neighbour set, or a council's neighbours in each
    scouting indicators             every indicator and its id
    scouting weights                recipes of an index: list, check, compare many people's
    scouting data check             what is held, and how far it can be trusted
    scouting data template          files to fill in with your own figures
    """


main.add_command(cli_data.data)
main.add_command(cli_weights.weights)
main.add_command(commands.batch)
main.add_command(commands.schedule)
main.add_command(region)


@main.command()
@click.argument("council")
@click.option("--neighbours", default="", metavar="SET", help="A neighbour set: see scouting neighbours.")
@click.option(
    "--indicators", default="children", metavar="LIST_OR_FILE",
    help="children (unless changed), adults, all, ids joined by commas, or a file with an id a line.",
)  # fmt: skip
@click.option("--out", type=click.Path(path_type=Path), help="The folder for reports (default: reports).")
@click.option("--last-period", is_flag=True, help="Allow a council that was replaced, at the last period it had.")
@click.option(
    "--small-counts", type=int, default=SMALL_COUNT, show_default=True, metavar="N",
    help="Suppress the council's own counts under N, and all that is made from them.",
)  # fmt: skip
@click.option("--visits", is_flag=True, help="Show what visits brought home, which otherwise stays on this machine.")
@click.option("--pdf", is_flag=True, help="Print the page to a PDF, too, by a Chromium, Chrome or Edge that is here.")
def report(
    council: str, neighbours: str, indicators: str, out: Path | None, last_period: bool, small_counts: int,
    visits: bool, pdf: bool,
) -> None:  # fmt: skip
    """Make the report of one COUNCIL: any published spelling, ONS code or DfE number."""
    from scouting.report import make
    from scouting.report.make import Plan
    from scouting.terms import ASKED_OUTPUTS, PACK_OUTPUTS

    shown = sys.stderr.isatty()
    made = make(
        council, neighbours, indicators, out, last_period=last_period, small_counts=small_counts,
        visits=visits, say=_say, progress=shown, plan=Plan(outputs=PACK_OUTPUTS + (ASKED_OUTPUTS if pdf else ())),
    )  # fmt: skip
    click.echo(f"The report: {made / made.name}.html")


@main.command()
@click.argument("text", default="")
def councils(text: str) -> None:
    """List the councils of today, or those whose name or region has TEXT in it."""
    from scouting import catalog
    from scouting.terms import COUNCIL_TYPES

    known = catalog.read()
    rows = known.areas[known.areas.type.isin(COUNCIL_TYPES)].sort_values("name")
    for code, row in rows.iterrows():
        ended = f"  (ended {row.valid_to}: {', '.join(map(known.name, catalog.followed_by(known, code))) or 'goes on'})"
        line = f"{code}  {row.dfe_number}  {row['name']:<37} {known.name(row.region_code)}"
        if text.casefold() in line.casefold():
            click.echo(line + (ended if row.valid_to else ""))


@main.command()
@click.argument("council", default="")
def neighbours(council: str) -> None:
    """List the neighbour sets, or who is COUNCIL's neighbour in which of them, by rank."""
    from scouting import catalog, dataset
    from scouting.neighbours import listing

    if not council:
        for row in listing.listed(catalog.read()).itertuples():
            count = f"{row.fewest}" if row.fewest == row.most else f"{row.fewest} to {row.most}"
            source = f"{row.publisher}{', ' if row.published else ''}{row.published[:7]}"
            click.echo(f"{row.set_id:<16} {row.title} ({source}): {count} councils")
        _say("A council's own sets are listed with the council: scouting neighbours COUNCIL")
        return
    data = dataset.load()
    code = catalog.find_area(data.catalog, council)
    data, _ = dataset.extended(data, code)
    known = data.catalog
    sets, refused = listing.in_each(listing.with_ranks(known), code, data.neighbours)
    for one in sets:
        click.echo(f"{one.set_id:<16} {one.described}")
    table = listing.side_by_side(sets)
    click.echo(f"\n{'Neighbour, with its rank in each set':<37}" + "".join(f"{s.set_id:>16}" for s in sets))
    for neighbour, row in table.iterrows():
        ranks = "".join(f"{'' if row.isna()[s.set_id] else format(row[s.set_id], '.0f'):>16}" for s in sets)
        click.echo(f"{known.name(neighbour):<37}{ranks}")
    for sentence in refused:
        click.echo(sentence, err=True)


@main.command()
@click.argument("text", default="")
def indicators(text: str) -> None:
    """List the indicators, or those whose id, title, topic or facet has TEXT in it."""
    from scouting import catalog

    for indicator_id, row in catalog.read().indicators.iterrows():
        line = f"{indicator_id:<36} {row.facet:<11} {row.title}"
        if text.casefold() in f"{line} {row.topic}".casefold():
            click.echo(line)


@main.command()
@click.argument("council")
@click.option(
    "--visit", default="", metavar="HOST", help="One neighbour to visit, in place of those that the rule names."
)
@click.option("--neighbours", default="", metavar="SET", help="A neighbour set: see scouting neighbours.")
@click.option("--indicators", default="children", metavar="LIST_OR_FILE", help="As for a report.")
@click.option("--out", type=click.Path(path_type=Path), help="The folder for briefs (default: reports).")
def brief(council: str, visit: str, neighbours: str, indicators: str, out: Path | None) -> None:
    """Whom COUNCIL could visit and why: a sheet a host, with what to ask, and one of what others could learn."""
    from scouting.report.brief import make

    made = make(council, visit, neighbours, indicators, out, say=_say)
    click.echo(f"The brief: {next(made.glob('*.html'))}")


@main.command()
@click.argument("council")
@click.argument("host")
@click.option("--topic", required=True, help="The topic that was looked at: see the column topic of the catalogue.")
@click.option(
    "--found", required=True, metavar="WHICH", help="counts, watches, serves, chases or none: what was found true."
)
@click.option("--take", default="undecided", metavar="WHAT", help="copy, leave or undecided.")
@click.option("--note", default="", help="In a few words; it stays on this machine.")
@click.option("--date", default="", metavar="YYYY-MM-DD", help="The day of the visit (default: today).")
def visit(council: str, host: str, topic: str, found: str, take: str, note: str, date: str) -> None:
    """Note down what COUNCIL brought home from a visit to HOST, in data/local/visits.csv."""
    from scouting import catalog
    from scouting.dataset import visits

    path = visits.note_down(catalog.read(), council, host, topic, found, take, note, date)
    click.echo(f"Noted down in {path}. It is in no pack unless asked for.")


if __name__ == "__main__":
    main()
