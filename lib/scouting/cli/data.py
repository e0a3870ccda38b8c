"""``scouting data``: the published figures and a council's own: build, add, refresh, test, check."""

from __future__ import annotations

from pathlib import Path

import click

from scouting.cli.help import Pages, examples
from scouting.errors import Problems, ScoutingError


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

    Then work out again, from past years, how sure a verdict must be to be called clear or probable.
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
    "add", epilog=examples("scouting data add scouting-own-figures.xlsx", 'scouting data add "download (3).csv"')
)
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--source", default="", metavar="SOURCE_ID", help="The release, if the file does not say which it is.")
@click.option("--force", is_flag=True, help="Accept a release with far fewer or mostly different figures.")
def add(files: tuple[Path, ...], source: str, force: bool) -> None:
    """Add a release's next FILE, recognised by its content, or a council's own figures.

    If there are several releases, all are read before anything is written.
    """
    from scouting import catalog
    from scouting.ingest.editions import add_releases
    from scouting.ingest.recognise import recognise
    from scouting.own import add, read

    if not source and any(read.kinds(path) for path in files):
        if len(files) > 1:
            raise ScoutingError("Add a file of a council's own figures by itself, without other files.")
        lines = add.add_own(next(iter(files)))
    else:
        known, problems = catalog.read(), Problems()
        found = [(path, source or problems.attempt(recognise, path, known)) for path in files]
        problems.raise_if_any()
        lines = add_releases(found, say, force=force)
    for line in lines:
        click.echo(line)


@data.command("shown", epilog=examples("scouting data shown"))
def shown() -> None:
    """List which figures of councils' own reports have shown, and which they suppressed: later reports heed both."""
    from scouting import catalog
    from scouting.own.shown import lines

    for line in lines(catalog.read()):
        click.echo(line)


@data.command("refresh", epilog=examples("scouting data refresh"))
def refresh() -> None:
    """Download the releases whose address is known, and say where the others are and how to add them."""
    from scouting.ingest import refresh

    for line in refresh.refresh(say):
        click.echo(line)


@data.command("backtest", epilog=examples("scouting data backtest"))
@click.option(
    "--releases", type=click.Path(path_type=Path), help="Read inspections and earlier editions again from this folder."
)
def backtest(releases: Path | None) -> None:
    """Work out again how well signs predicted inspections, and write data/catalog/backtest.csv (a minute)."""
    from scouting import catalog
    from scouting.pages.early_warning.backtest_words import backtest_sentences, recent_sentences
    from scouting.pages.early_warning.inspections import dated, yearly
    from scouting.pages.early_warning.rerun import run

    made = run(releases, say)
    for line in [*backtest_sentences(made), *recent_sentences(yearly(dated(catalog.read().inspections)))]:
        click.echo(line)


@data.command("check", epilog=examples("scouting data check"))
def check() -> None:
    """Check the catalogue and the store; say what is held, how far to trust an indicator, how often verdicts held."""
    from scouting.pages.check_data import tell

    Problems(tell.problems()).raise_if_any()
    for line in tell.of_store():
        click.echo(line)
