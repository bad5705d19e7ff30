"""export: whole tables for scripts, and all of them as a data package."""

import click

from tracker.cli.base import TrackerCommand, the_app
from tracker.cli.options import Output, clock_options, exporting_options
from tracker.cli.output import say
from tracker.errors import WrongUsage
from tracker.messages import Message, Plural
from tracker.model.as_of import AsOf
from tracker.reports.exports import EXPORTS, exported


@click.command(cls=TrackerCommand)
@click.argument("table", type=click.Choice(tuple(EXPORTS)), required=False, metavar="[TABLE]")
@click.option(
    "--all", "folder", metavar="DIR", type=click.Path(), help="Write all tables to a folder, as a data package."
)
@click.option(
    "--public",
    is_flag=True,
    help="With --all: omit notes, references, clerks and contacts; the result cannot be restored.",
)
@clock_options
@exporting_options
def export(table: str | None, folder: str | None, public: bool, when: AsOf, output: Output) -> None:
    """Export a table, or all tables.

    TABLE is one of booklets, places, print-runs, entries, movements, shipments, stock, distribution,
    funds, grants, seminars, requests, levels, regions, returns, handouts, counts, receipts. Voided
    shipments, returns, handouts, counts and receipts are omitted. --all DIR writes a Frictionless Data
    Package; 'tracker import --all DIR' restores the database from it exactly.
    """
    if (table is None) == (folder is None):
        raise WrongUsage("Specify one table ({tables}), or use --all DIR.", tables=", ".join(EXPORTS))
    path = the_app().path
    if public and folder is None:
        raise WrongUsage("--public requires --all DIR.")
    if folder is not None:
        if output.path is not None or output.format != "csv" or when != AsOf():
            raise WrongUsage("--all writes the current state as csv; combine it only with --raw and --public.")
        _export_all(folder, raw=output.raw, public=public)
        return
    from tracker.render.progress import counted, progress

    opened = exported(path, table or "", when)
    if output.path in (None, "-"):
        output.write_opened(opened)
        return
    with opened as rows, progress(Message("Exporting {table}", table=table), None) as advance:
        output.write(rows._replace(rows=counted(rows.rows, advance)))


def _export_all(folder: str, *, raw: bool, public: bool) -> None:
    from tracker.render.folders import write_package
    from tracker.reports.exports import about, packaged

    path = the_app().path
    with packaged(path, public=public) as resources:
        described = {**about(), "public": True} if public else about()
        written = write_package(resources, folder, about=described, raw=raw, like=path)
    sentence = Plural(
        "Wrote {count} file to {folder}; restore it with 'tracker import --all'.",
        "Wrote {count} files to {folder}; restore them with 'tracker import --all'.",
    )
    if public:
        sentence = Plural(
            "Wrote {count} public file to {folder}; a ledger cannot be restored from it.",
            "Wrote {count} public files to {folder}; a ledger cannot be restored from them.",
        )
    say(sentence.given(count=len(written), folder=folder), err=True)
