"""The ``scouting`` command. Errors end with status 2 and write nothing."""

from __future__ import annotations

import codecs
import gc
import io
import os
import sys
from pathlib import Path
from typing import Any

import click

from scouting import __version__, paths
from scouting.cli import batch, data, weights
from scouting.cli.app import app, greet
from scouting.cli.chart import chart
from scouting.cli.help import Pages, examples
from scouting.cli.region import region
from scouting.cli.site import site
from scouting.errors import ScoutingError
from scouting.terms import SERVICES, SMALL_COUNT


def _plain(err: Any) -> tuple[str, int]:
    """What the code page of an older Windows cannot write, as it can."""
    return "".join({"−": "-", "≤": "<=", "≥": ">="}.get(c, "?") for c in err.object[err.start : err.end]), err.end


codecs.register_error("plain", _plain)


class _Group(Pages):
    def main(self, *args, **kwargs):
        for stream in (sys.stdout, sys.stderr):  # on Windows a file or a pipe has the machine's code page
            if isinstance(stream, io.TextIOWrapper):
                stream.reconfigure(errors="plain")
        words = list(args[0] if args and args[0] is not None else kwargs.get("args") or sys.argv[1:])
        try:
            os.getcwd()
            "".join(words).encode()
        except FileNotFoundError:
            click.echo("Error: the folder that you are in is no longer there. Go to another one.", err=True)
            sys.exit(2)
        except UnicodeEncodeError:
            strange = next(w for w in words if not w.isprintable())
            click.echo(f"Error: '{strange}' holds signs that are no text in this system's encoding.", err=True)
            sys.exit(2)
        return super().main(*args, **kwargs)

    def invoke(self, ctx: click.Context):
        """Run a command, after what one before it was stopped at is ended or taken away."""
        try:
            for folder in (paths.DATA, paths.LOCAL):
                paths.settle(folder)
            for folder in (paths.DATA, paths.CATALOG, paths.LOCAL, paths.REPORTS):
                paths.tidy(folder)
            return super().invoke(ctx)
        except ScoutingError as err:
            click.echo(f"Error: {err}", err=True)
        except Exception as err:
            cause = _of_the_system(err)
            if cause is None:
                raise
            what = f"{cause.filename}: " if cause.filename else ""
            click.echo(f"Error: {what}{cause.strerror or cause}. Nothing was left half written.", err=True)
        ctx.exit(2)


def _of_the_system(err: BaseException | None) -> OSError | None:
    """What the system refused, where an error comes of that: a full disk, a path that it does not take."""
    while err is not None and not isinstance(err, OSError):
        err = err.__cause__ or (None if err.__suppress_context__ else err.__context__)
    return None if isinstance(err, BrokenPipeError) else err  # nobody reads on


#: Every command once, by what a person wants to do.
TASKS = {
    "My council": {
        "report": "its report: page, slides, workbook, charts, tables",
        "brief": "whom to visit, what to ask, what others could learn",
        "visit": "note what you learned on a visit",
        "chart": "one measure as a picture, with its words",
        "app": "pages in the browser: pick a council, move weights",
    },
    "What if the weights were yours (with sliders: scouting app)": {
        "weights list": "the sets of weights in the box",
        "weights check": "is a recipe sound, and what does it rest on",
        "weights compare": "many people's weights side by side",
    },
    "Every council": {
        "batch": "reports on many councils, unattended",
        "schedule": "a ready-made file for cron, systemd, Windows, GitHub",
        "region": "one document for a group: who could help whom",
        "site": "England as static pages, for an intranet or a memory stick",
    },
    "What there is": {
        "councils": "every council, its code and its region",
        "indicators": "every indicator and its id",
        "neighbours": "every neighbour set, or one council's neighbours",
    },
    "Figures: ours, the next release, how far to trust them": {
        "data template": "files to fill in with your own figures",
        "data add": "add them, a publisher's next release, or a report",
        "data list": "what you added of your own, and its source",
        "data remove": "take it out again, whole or in part",
        "data shown": "what reports showed of your own figures",
        "data sources": "where each release is published, and when the next is due",
        "data measure": "one measure, every council and year, as a CSV",
        "data check": "what is held, missing or odd, and what is noise",
        "data backtest": "how well early warnings predicted inspections",
        "data ledger": "seal forecasts of inspections, and score those sealed before",
        "data build": "rebuild the store from a folder of releases",
        "data reading": "index inspection reports by topic again",
    },
}
_EXAMPLES = examples(
    'scouting report "Wiltshire"',
    "scouting report E06000017 --indicators adults --neighbours region",
    "scouting batch adults --region London",
)
_WHERE_NEXT = """

\b
Where next:
  scouting COMMAND --help    what it takes, with examples
  README.md                  the first minute; docs/README.md finds the rest
  docs/methods.md            how each number is worked out
  docs/not_for.md            what this must not be used for: league tables,
                             appraisal, sanction, conclusions about a person
"""


def _say(text: str) -> None:
    click.echo(text, err=True)


@click.group(
    cls=_Group, tasks=TASKS, epilog=_EXAMPLES + _WHERE_NEXT, context_settings={"help_option_names": ["-h", "--help"]},
    invoke_without_command=True,
)  # fmt: skip
@click.version_option(__version__)
@click.pass_context
def main(ctx: click.Context) -> None:
    """Compare a council's social care with its statistical neighbours: who is ahead, on what, by how much, and how
    sure anyone can be.

    The figures come in the box, and nothing leaves this machine.
    """
    if ctx.invoked_subcommand is None and (council := greet()):
        ctx.invoke(report, council=council)


main.add_command(app)
main.add_command(data.data)
main.add_command(weights.commands)
main.add_command(batch.batch)
main.add_command(batch.schedule)
main.add_command(region)
main.add_command(chart)
main.add_command(site)


@main.command(
    epilog=examples(
        'scouting report "Wiltshire"',
        'scouting report Rutland --indicators adults --out "my folder"',
        "scouting report Derby --docx",
        'scouting report Derby --with "Kent, Luton, Bristol, City of" --topic "care leavers"',
        "scouting report Cumbria --last-period",
    )
)
@click.argument("council")
@click.option("--neighbours", default="", metavar="SET", help="A neighbour set: see scouting neighbours.")
@click.option("--with", "by_hand", metavar="COUNCILS", help="Councils of your own choice, joined by commas.")
@click.option(
    "--indicators", default="children", metavar="LIST_OR_FILE",
    help="children (the default), adults, all, ids joined by commas, or a file with one id per line.",
)  # fmt: skip
@click.option("--topic", default="", help="Only the measures of one topic: see the column topic of the catalogue.")
@click.option("--out", type=click.Path(path_type=Path), help="The folder for reports (default: reports).")
@click.option("--last-period", is_flag=True, help="Allow a council that has been replaced, as of its last period.")
@click.option(
    "--small-counts", type=int, default=SMALL_COUNT, show_default=True, metavar="N",
    help="Suppress the council's own counts under N, and everything worked out from them.",
)  # fmt: skip
@click.option("--visits", is_flag=True, help="Show what was learned on visits, which otherwise stays on this machine.")
@click.option("--pdf", is_flag=True, help="Also print the page to a PDF, with Chromium, Chrome or Edge.")
@click.option("--docx", is_flag=True, help="Also write a paper for a committee, in Word.")
def report(
    council: str, neighbours: str, by_hand: str | None, indicators: str, topic: str, out: Path | None,
    last_period: bool, small_counts: int, visits: bool, pdf: bool, docx: bool,
) -> None:  # fmt: skip
    """Make the report of one COUNCIL: any published spelling, ONS code or DfE number."""
    from scouting import catalog

    if by_hand is not None and neighbours:
        raise ScoutingError("Name a neighbour set (--neighbours) or councils by hand (--with), not both.")
    if not (neighbours or by_hand or topic) and indicators in SERVICES:  # nothing else can be wrong: told at once
        catalog.find_area(catalog.read(), council, ended=last_period)
    from scouting.batch import warm
    from scouting.report.run import PLAIN, Plan
    from scouting.terms import PACK_OUTPUTS

    kernels = warm.WARM if warm.begin("a report") else PLAIN  # they make ready while this process imports and checks
    try:
        from scouting.neighbours.sets import WITH
        from scouting.report.council import council_report

        more = [kind for kind, wanted in (("pdf", pdf), ("docx", docx)) if wanted]
        plan = Plan(outputs=(*PACK_OUTPUTS, *more), kernels=kernels, at_once=True, stop=warm.end)
        asked = council_report(
            council,
            neighbours if by_hand is None else f"{WITH}{by_hand}",
            indicators,
            topic=topic,
            last_period=last_period,
            small_counts=small_counts,
            visits=visits,
            plan=plan,
        )
        gc.freeze()  # what is read by now stays: no garbage is looked for in it
        made = asked.make(out, say=_say, progress=sys.stderr.isatty())
    finally:
        warm.end()
    click.echo(f"The report: {made / made.name}.html")


@main.command(epilog=examples("scouting councils", "scouting councils Hull", 'scouting councils "South West"'))
@click.argument("text", default="")
def councils(text: str) -> None:
    """List the councils, or those with TEXT in their names, region, code or number."""
    from scouting import catalog
    from scouting.catalog import search

    known = catalog.read()
    for code, row in search.councils(known, text).iterrows():
        after = ", ".join(map(known.name, catalog.followed_by(known, str(code)))) or "goes on"
        ended = f"  (ended {row.valid_to}: {after})" if row.valid_to else ""
        click.echo(f"{code}  {row.dfe_number}  {row['name']:<37} {known.name(row.region_code)}{ended}")


@main.command(epilog=examples("scouting neighbours", "scouting neighbours Rutland"))
@click.argument("council", default="")
def neighbours(council: str) -> None:
    """List the neighbour sets, or COUNCIL's neighbours in each of them, by rank."""
    from scouting import catalog, dataset
    from scouting.frames import each_row
    from scouting.neighbours import listing
    from scouting.own import seen

    if not council:
        for row in each_row(listing.listed(catalog.read())):
            count = f"{row.fewest}" if row.fewest == row.most else f"{row.fewest} to {row.most}"
            source = f"{row.publisher}{', ' if row.published else ''}{row.published[:7]}"
            click.echo(f"{row.set_id:<16} {row.title} ({source}): {count} councils")
        _say("A council's own sets are listed with the council: scouting neighbours COUNCIL")
        return
    code = catalog.find_area(catalog.read(), council)  # before the figures: a wrong name is told at once
    data, _ = seen.extended(dataset.load(), code)
    known = data.catalog
    sets, refused = listing.in_each(listing.with_ranks(known), code, data.neighbours)
    for one in sets:
        click.echo(f"{one.set_id:<16} {one.described}")
    table = listing.side_by_side(sets)
    click.echo(f"\n{'Neighbour, with its rank in each set':<37}" + "".join(f"{s.set_id:>16}" for s in sets))
    for neighbour, row in table.iterrows():
        ranks = "".join(f"{'' if row.isna()[s.set_id] else format(row[s.set_id], '.0f'):>16}" for s in sets)
        click.echo(f"{known.name(str(neighbour)):<37}{ranks}")
    for sentence in refused:
        click.echo(sentence, err=True)


@main.command(epilog=examples("scouting indicators", "scouting indicators workforce", 'scouting indicators "ASCOF 2A"'))
@click.argument("text", default="")
def indicators(text: str) -> None:
    """List the indicators, or those with every word of TEXT: in their title, topic or id, or as the sector writes it
    (UASC, EHCP, S47, ASCOF 2A).
    """
    from scouting import catalog
    from scouting.catalog import search

    for indicator_id, row in search.indicators(catalog.read(), text).iterrows():
        click.echo(f"{indicator_id:<36} {row.facet:<11} {row.title}")


@main.command(
    epilog=examples(
        "scouting brief Wiltshire",
        "scouting brief Wiltshire --visit Shropshire",
        'scouting brief Wiltshire --topic "care leavers"',
    )
)
@click.argument("council")
@click.option(
    "--visit", default="", metavar="HOST", help="One similar council to visit, instead of those that the rule picks."
)
@click.option("--topic", default="", help="One topic: see the column topic of the catalogue.")
@click.option("--neighbours", default="", metavar="SET", help="A neighbour set: see scouting neighbours.")
@click.option("--indicators", default="children", metavar="LIST_OR_FILE", help="As for a report.")
@click.option("--out", type=click.Path(path_type=Path), help="The folder for briefs (default: reports).")
@click.option(
    "--small-counts", type=int, default=SMALL_COUNT, show_default=True, metavar="N",
    help="Suppress the council's own counts under N, as in its report.",
)  # fmt: skip
def brief(
    council: str, visit: str, topic: str, neighbours: str, indicators: str, out: Path | None, small_counts: int
) -> None:
    """Say whom COUNCIL could visit and why: one sheet per host, what to ask, and one on what others could learn."""
    from scouting.report.brief import council_brief

    asked = council_brief(council, visit, neighbours, indicators, topic, small_counts=small_counts)
    made = asked.make(out, say=_say)
    click.echo(f"The brief: {next(made.glob('*.html'))}")


@main.command(
    epilog=examples(
        "scouting visit --form wiltshire-brief-form.csv",
        'scouting visit Wiltshire Shropshire --topic "front door" --found watches --take copy',
    )
)
@click.argument("council", default="")
@click.argument("host", default="")
@click.option("--form", type=click.Path(path_type=Path), help="The form of a brief, filled in: all its visits at once.")
@click.option("--topic", default="", help="The topic that was looked at: see the column topic of the catalogue.")
@click.option(
    "--found", default="", metavar="WHICH",
    help="What proved true: counts, watches, serves or chases, several joined by commas, or none.",
)  # fmt: skip
@click.option("--take", default="undecided", metavar="WHAT", help="copy, leave or undecided.")
@click.option("--note", default="", help="In a few words; it stays on this machine.")
@click.option("--follow-up", default="", metavar="WHO", help="Who follows it up.")
@click.option("--date", default="", metavar="YYYY-MM-DD", help="The day of the visit (default: today).")
def visit(
    council: str, host: str, form: Path | None, topic: str, found: str, take: str, note: str, follow_up: str, date: str
) -> None:
    """Note what COUNCIL learned on a visit to HOST, in data/local/visits.csv: by options, or from a form."""
    from scouting import catalog
    from scouting.own import visits

    known = catalog.read()
    if form:
        if council or topic or found:
            raise ScoutingError("A form says which council, host and topic it is of: give --form alone.")
        path, n = visits.take_in(known, form)
        click.echo(f"{n} noted down in {path}. They are in no report unless asked for.")
        return
    path = visits.note_down(known, council, host, topic, found, take, note, date, follow_up)
    click.echo(f"Noted down in {path}. It is in no report unless asked for.")
