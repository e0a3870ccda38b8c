"""``scouting data``: the published figures and a council's own: build, add, refresh, test, check."""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

import click

from scouting.cli.help import Pages, examples
from scouting.errors import Problems, ScoutingError

if TYPE_CHECKING:  # help needs no tables, and should not wait for them
    from scouting.catalog import Catalog


def say(text: str) -> None:
    """Tell how work goes on, beside what is printed as the answer."""
    click.echo(text, err=True)


@click.group(cls=Pages)
def data() -> None:
    """The published figures: build the store from releases, check what is held."""


@data.command("build", epilog=examples("scouting data build --releases releases"))
@click.option("--releases", required=True, type=click.Path(path_type=Path), help="The folder of published releases.")
def build(releases: Path) -> None:
    """Read every release of data/catalog/sources.csv and write data/values.parquet, whole or not at all.

    Then make inspections.csv, other_inspections.csv and neighbours.csv of data/catalog, and work out again, from past
    years, how sure a verdict must be to be called clear or probable.
    """
    from scouting.ingest import build
    from scouting.pages.check_data import tell

    for line in tell.of_build(build.build(releases, say)):
        click.echo(line)


@data.command("template", epilog=examples('scouting data template --out "my folder"'))
@click.option("--out", default=".", type=click.Path(path_type=Path), help="The folder to write to (default: this one).")
def template(out: Path) -> None:
    """Write the files to fill in with your council's own figures, targets, indicators and neighbours."""
    from scouting.own.template import write_template

    for path in write_template(out):
        click.echo(path)


@data.command(
    "add",
    epilog=examples(
        "scouting data add scouting-own-figures.xlsx",
        'scouting data add "download (3).csv"',
        'scouting data add export.csv --map "Local Authority=council" --set share=region',
        'scouting data add report.pdf --council "South Gloucestershire"',
    ),
)
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--source", default="", metavar="SOURCE_ID", help="The release, if the file does not say which it is.")
@click.option("--published", default="", metavar="DATE", help="When the release was published, if the command asks.")
@click.option("--force", is_flag=True, help="Accept a release with far fewer, mostly different or much higher figures.")
@click.option(
    "--map", "maps", multiple=True, metavar="THEIRS=OURS", help="Own figures: a heading, and which column it is."
)
@click.option("--set", "sets", multiple=True, metavar="OURS=TEXT", help="Own figures: what a column has in every row.")
@click.option(
    "--indicator", "indicators", multiple=True, metavar="[THEIRS=]ID", help="Own figures: the indicator they are of."
)
@click.option("--council", default="", metavar="COUNCIL", help="The council of an inspection report (PDF or text).")
@click.option(
    "--skip-cells", is_flag=True, help="Leave out cells that cannot be read, and say which, instead of the file."
)
def add(
    files: tuple[Path, ...], source: str, published: str, force: bool, maps: tuple[str, ...], sets: tuple[str, ...],
    indicators: tuple[str, ...], council: str, skip_cells: bool,
) -> None:  # fmt: skip
    """Add a release's next FILE, recognised by its content, a council's own figures, or a report on its inspection.

    If there are several releases, all are read before anything is written. A report is quoted for you alone.
    """
    from scouting import catalog, paths
    from scouting.ingest import lists
    from scouting.ingest.editions import add_releases
    from scouting.ingest.formats.common import without_odd_cells
    from scouting.own import add, layout, pdf_files, read, reports

    if council or any(map(pdf_files.is_pdf, files)):
        if not council:
            raise ScoutingError("Say whose report it is: scouting data add report.pdf --council NAME")
        for line in reports.add_reports(list(files), council, published):
            click.echo(line)
        return
    asked = layout.asked(maps, sets, indicators, skip_cells=skip_cells)
    if not source and (asked.said or any(read.kinds(path) for path in files)):
        if len(files) > 1:
            raise ScoutingError("Add a file of a council's own figures by itself, without other files.")
        lines = add.add_own(next(iter(files)), asked=asked)
    else:
        known, problems = catalog.read(), Problems()
        found = [(path, source or problems.attempt(_release, path, known)) for path in files]
        problems.raise_if_any()
        tables, told = lists.made(lists.among(found, known), known)
        figures = [one for one in found if not lists.is_list(one[1], known)]
        # Figures and lists that are added at once are put in place at once.
        with paths.together(paths.DATA), without_odd_cells() if skip_cells else nullcontext([]) as left_out:
            lines = add_releases(figures, say, force=force, published=published) if figures else []
            lines += [*told, *left_out]
            lists.write(tables)
    for line in lines:
        click.echo(line)


@data.command("shown", epilog=examples("scouting data shown"))
def shown() -> None:
    """List which figures of councils' own reports have shown and suppressed. Later reports allow for both."""
    from scouting import catalog
    from scouting.own.shown import lines

    for line in lines(catalog.read()):
        click.echo(line)


def _release(path: Path, catalog: Catalog) -> str:
    """Which release a file is; of one that is none it is told what is in the way of reading it as own figures."""
    from scouting.ingest.recognise import NoRelease, recognise
    from scouting.own import files
    from scouting.own.read import looks_like
    from scouting.own.tables import TABLES
    from scouting.packed import Unsafe

    try:
        return recognise(path, catalog)
    except ScoutingError as err:
        # Of a workbook that nothing reads it is known better here what it is: of another kind, with macros, damaged.
        is_other = path.is_file() and files.is_workbook(path) and not isinstance(err, Unsafe)
        told_here = isinstance(err, NoRelease) or is_other
        own = looks_like(path) or (files.in_the_way(path, TABLES) if told_here else [])
        raise ScoutingError(own or err.problems) from None


@data.command("list", epilog=examples("scouting data list"))
def listed() -> None:
    """List what you added of your own: indicators, councils, periods, who may see it, its source, and when."""
    from scouting.own import held

    for line in held.listed():
        click.echo(line)


@data.command(
    "remove",
    epilog=examples(
        "scouting data remove --indicator visits_in_time",
        "scouting data remove --indicator re_referrals --period 2025-07 --council Wiltshire",
        "scouting data remove --set our_group",
    ),
)
@click.option("--indicator", default="", metavar="ID", help="What is held on this indicator.")
@click.option("--period", default="", metavar="PERIOD", help="What is held for this year, quarter or month.")
@click.option("--council", default="", metavar="COUNCIL", help="What is held on this council.")
@click.option("--set", "set_id", default="", metavar="SET", help="This neighbour set.")
@click.option("--table", default="", metavar="TABLE", help="From one table alone: figures, targets, visits …")
@click.option("--all", "everything", is_flag=True, help="Everything that was added.")
def remove(indicator: str, period: str, council: str, set_id: str, table: str, everything: bool) -> None:
    """Remove figures, targets, indicators, neighbour sets or visits of your own: those that match every option."""
    from scouting.own import held

    for line in held.remove(held.Which(indicator, period, council, set_id, table, all=everything)):
        click.echo(line)


@data.command(
    "measure", epilog=examples("scouting data measure re_referrals", "scouting data measure re_referrals --out all.csv")
)
@click.argument("measure")
@click.option("--out", type=click.Path(path_type=Path), metavar="FILE", help="The CSV (default: MEASURE.csv, here).")
def measure(measure: str, out: Path | None) -> None:
    """Write every published figure of one MEASURE as a CSV: all councils, regions and England, all years.

    One row per area and period, with the counts behind the figure, why it is missing, and its release.
    """
    from scouting import dataset
    from scouting.pages.indicator.every_figure import every_figure
    from scouting.report.tables import write_one
    from scouting.study.choose import chosen

    held = dataset.load()
    (indicator_id,) = chosen(held, [measure]).index
    path, table = out or Path(f"{indicator_id}.csv"), every_figure(held, indicator_id)
    write_one(table, path)
    click.echo(f"{len(table):,} figures and gaps: {path}")


@data.command("sources", epilog=examples("scouting data sources"))
def sources() -> None:
    """List the releases: the page of each, how old the edition held is, and when the next one is due."""
    import datetime as dt

    from scouting import catalog, paths
    from scouting.ingest import build, published

    for line in published.lines(published.releases(catalog.read(), *build.read(paths.STORE), dt.date.today())):
        click.echo(line)


@data.command("backtest", epilog=examples("scouting data backtest"))
@click.option("--releases", type=click.Path(path_type=Path), help="Read earlier editions again from this folder.")
def backtest(releases: Path | None) -> None:
    """Work out again how well signs predicted inspections, and write data/catalog/backtest.csv (a minute)."""
    from scouting import catalog
    from scouting.pages.early_warning.backtest_words import backtest_sentences, recent_sentences
    from scouting.pages.early_warning.inspections import dated, yearly
    from scouting.pages.early_warning.rerun import run

    made = run(releases, say)
    for line in [*backtest_sentences(made), *recent_sentences(yearly(dated(catalog.read().inspections)))]:
        click.echo(line)


@data.command("ledger", epilog=examples("scouting data ledger"))
def ledger() -> None:
    """Seal what the figures held forecast of the next inspections, and score what was sealed before (a minute)."""
    import datetime as dt

    from scouting.pages.early_warning import ledger

    for line in ledger.run(dt.date.today(), say):
        click.echo(line)


@data.command("reading", epilog=examples("scouting data reading --releases releases"))
@click.option("--releases", required=True, type=click.Path(path_type=Path), help="The folder of published releases.")
def reading(releases: Path) -> None:
    """Make data/catalog/reading.csv again: which paragraphs of inspection reports are on which topic (a minute)."""
    from scouting import catalog
    from scouting.reading import index

    for line in index.build(releases, catalog.read()):
        click.echo(line)


@data.command("check", epilog=examples("scouting data check"))
def check() -> None:
    """Check the catalogue and the store; say what is held, how far to trust an indicator, how often verdicts held."""
    from scouting.pages.check_data import tell

    Problems(tell.problems()).raise_if_any()
    for line in tell.of_store():
        click.echo(line)
