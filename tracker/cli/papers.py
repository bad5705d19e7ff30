"""paper: documents to print for others."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import wraps
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

import click

from tracker.cli.base import App, TrackerGroup, the_app
from tracker.cli.options import place_filters, spread
from tracker.cli.types import CONTACT, DATE, ENTRIES, PLACE, RUN, WHOLE_NUMBER
from tracker.errors import WrongUsage, session
from tracker.languages import LANGUAGES, spoken
from tracker.render.streams import write_bytes

if TYPE_CHECKING:
    from tracker.model.codes import RunCode
    from tracker.model.entries import EntryRange
    from tracker.papers.templates import Letterhead, Style

Command = Callable[..., Any]

SHEET = click.Choice(("L7163", "L7160"), case_sensitive=False)


@click.group(cls=TrackerGroup)
def paper() -> None:
    """Print papers for others as PDF."""


def paper_options(command: Command) -> Command:
    """Add --language and --output; the command receives `app`, `style` and `path`."""

    @click.option(
        "--language",
        type=click.Choice(LANGUAGES, case_sensitive=False),
        help="Language of the recipient [default: yours].",
    )
    @click.option("-o", "--output", "path", metavar="FILE", type=click.Path(), help="Output file; - is stdout.")
    @wraps(command)
    def wrapped(*arguments: Any, language: str | None, path: str | None, **options: Any) -> Any:
        from tracker.papers.templates import Style

        app = the_app()
        style = Style(language or spoken.code, letterhead(app), app.settings.public_url)
        return command(*arguments, app=app, style=style, path=path, **options)

    return wrapped


def letterhead(app: App) -> Letterhead | None:
    """Return the letterhead from the settings, or None."""
    settings = app.settings
    if settings.letterhead is None and settings.logo is None:
        return None
    from tracker.papers.templates import Letterhead

    return Letterhead(settings.letterhead or (), settings.logo)


def _check_pdf(path: str | None) -> None:
    if PurePath(path or "").suffix.lower() not in ("", ".pdf"):
        raise WrongUsage("This paper requires a file name that ends in .pdf.")


def _is_mail(path: str | None) -> bool:
    """Return whether the paper is to be a mail; otherwise it must be a pdf."""
    is_mail = path is not None and path.lower().endswith(".eml")
    if not is_mail:
        _check_pdf(path)
    return is_mail


def _write(paper: bytes, path: str | None, *, as_mail: bool = False) -> None:
    if as_mail:
        session.rights = 0  # it contains personal data: only the owner may read it
    write_bytes(paper, "eml" if as_mail else "pdf", path)


@paper.command()
@click.argument("shipments", type=ENTRIES, nargs=-1, metavar="[ENTRY]...", callback=spread)
@click.option("-d", "--date", "day", type=DATE, help="All shipments of this day.")
@paper_options
def note(shipments: tuple[EntryRange, ...], day: date | None, app: App, style: Style, path: str | None) -> None:
    """Print the delivery notes of shipments, for the recipients to count, sign and return.

    ENTRY is a shipment's number, its reference, or last; A..B means all valid shipments in that range. Each
    note has a QR code and a short code, such as 255-K, which 'tracker receive' accepts. -o FILE.eml writes
    an e-mail to the place with the notes attached; your mail program opens it as a draft.
    """
    from tracker.papers.notes import print_notes

    as_mail = _is_mail(path)
    if bool(shipments) == (day is not None):
        raise WrongUsage("Specify shipments, or a day with --date.")
    if as_mail and day is not None:
        raise WrongUsage("An e-mail goes to one place; specify its shipments, not a day.")
    _write(print_notes(app.path, shipments, day, app.clerk, style, as_mail=as_mail), path, as_mail=as_mail)


@paper.command()
@click.argument("shipments", type=ENTRIES, nargs=-1, metavar="[ENTRY]...", callback=spread)
@click.option("-d", "--date", "day", type=DATE, help="All shipments of this day.")
@click.option("--place", "places", type=PLACE, multiple=True, help="This place; repeatable.")
@place_filters
@click.option("--sheet", type=SHEET, default="L7163", help="Avery number of the label sheet [default: L7163].")
@click.option("--skip", type=WHOLE_NUMBER, default=0, help="Labels to skip on the first sheet.")
@paper_options
def labels(
    shipments: tuple[EntryRange, ...],
    day: date | None,
    sheet: str,
    skip: int,
    app: App,
    style: Style,
    path: str | None,
    **where: Any,
) -> None:
    """Print address labels for shipments or places.

    An L7163 sheet has 14 labels; an L7160 sheet has 21. Print at actual size, without scaling to the page.
    For a discreet place, the label shows only the contact and street, never the name.
    """
    from tracker.papers.directory import Chosen
    from tracker.papers.labels import LabelRequest, print_labels

    _check_pdf(path)
    chosen = Chosen(**where)
    if (bool(shipments), day is not None, bool(chosen)).count(True) != 1:
        raise WrongUsage("Specify shipments, a day with --date, or places with --place, --kind and similar options.")
    request = LabelRequest(shipments, day, chosen or None, sheet, skip)
    _write(print_labels(app.path, request, app.clerk, style), path)


@paper.command()
@click.argument("run", type=RUN)
@click.option("--deadline", type=DATE, help="Date by which places should reply.")
@click.option("--signer", metavar="TEXT", type=CONTACT, help="Signature, such as a name and an office.")
@paper_options
def letters(run: RunCode, deadline: date | None, signer: str | None, app: App, style: Style, path: str | None) -> None:
    """Print a recall letter for each place that has copies of a withdrawn print run.

    Each letter states how many copies the place has, how to recognise them and what to do, and includes a
    reply form. To see which places still have copies, run 'tracker trace RUN'.
    """
    from tracker.papers.letters import Closing, print_letters

    _check_pdf(path)
    _write(print_letters(app.path, run, style, Closing(deadline, signer)), path)


@paper.command()
@click.argument("what", type=click.Choice(("count", "request")), metavar="count|request")
@click.argument("places", type=PLACE, nargs=-1, metavar="[PLACE]...")
@place_filters
@paper_options
def sheet(what: str, app: App, style: Style, path: str | None, **where: Any) -> None:
    """Print forms for places to fill in: counts or requests.

    Each place has a page of its own. -o FILE.eml writes an e-mail to one place with the form attached.
    """
    from tracker.papers.directory import Chosen
    from tracker.papers.sheets import print_sheets

    as_mail, chosen = _is_mail(path), Chosen(**where)
    if not chosen:
        raise WrongUsage("Specify places, or --kind, --country or --region.")
    _write(print_sheets(app.path, what, chosen, style, as_mail=as_mail), path, as_mail=as_mail)
