"""serve and access: the ledger in a browser, and access to it."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from tracker.cli.base import App, TrackerCommand, TrackerGroup, the_app
from tracker.cli.options import Output, format_option, reading_options
from tracker.cli.output import answer, say, say_code, say_json, say_text
from tracker.cli.papers import letterhead
from tracker.cli.types import CLERK
from tracker.errors import ExtraMissing, WrongUsage
from tracker.messages import Message

if TYPE_CHECKING:
    from tracker.reports.database import DeskFile

PORT = 8017

_OPEN = Message("Other computers can open this page. The connection is not encrypted; use a trusted network.")
_ENCRYPTED = Message("Other computers can open this page.")


@click.command(cls=TrackerCommand)
@click.option("--host", metavar="HOST", default="127.0.0.1", help="Address to listen on [default: only this computer].")
@click.option("--port", type=click.IntRange(0, 65535), default=PORT, help="Port; 0 for any free one.")
@click.option("--write", is_flag=True, help="Add forms, for you and for people added with 'access add NAME --write'.")
@click.option(
    "--answers", is_flag=True, help="Serve only the pages of places; places open them with the link from 'place link'."
)
@click.option("--public-url", metavar="URL", help="Address of a proxy on this computer, such as https://example.org.")
@click.option(
    "--tls-cert", "cert", metavar="FILE", help="TLS certificate (PEM), to serve HTTPS without a reverse proxy."
)
@click.option("--tls-key", "key", metavar="FILE", help="Private key for the certificate (PEM).")
def serve(
    host: str, port: int, write: bool, answers: bool, public_url: str | None, cert: str | None, key: str | None
) -> None:
    """Show the ledger in a browser until you press Ctrl-C.

    Open the printed address; it contains the token that signs you in. To give others access, create links with 'tracker
    access add'. To let other computers connect, set --host, for example to 0.0.0.0; for a proxy, see 'tracker help
    page'.
    """
    try:
        from tracker.page.server import open_door
        from tracker.page.server import serve as serve_pages
        from tracker.page.visits import House
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in ("starlette", "uvicorn", "anyio"):
            raise
        raise ExtraMissing('The page needs an extra package: pip install ".[web]".') from None
    from tracker.reports.database import info

    app = the_app()
    if (cert is None) != (key is None):
        raise WrongUsage("Specify both --tls-cert and --tls-key.")
    if answers and write:
        raise WrongUsage("Specify either --answers or --write; for the other, run another 'tracker serve'.")
    path, public = app.path, _public(app, public_url)
    house = House(letterhead(app), write, app.clerk, app.settings.answers_days, public, answers)
    info(path)  # raises the file's errors
    door = open_door(host, port, public, None if cert is None or key is None else (cert, key))
    if not door.is_private:
        say(_OPEN if cert is None else _ENCRYPTED)
    page = Message("Press Ctrl-C to stop the page. Its address: {address}", address=door.address)
    links = Message("Ctrl-C stops the pages of places. Their links begin with {address}", address=door.places)
    say(links if answers else page)
    sys.stdout.flush()
    serve_pages(path, door, house)
    say(Message("The page has stopped."))


def _public(app: App, url: str | None) -> str | None:
    """Return the proxy's address from the option or the settings. Raises WrongUsage for an invalid one."""
    url = url or app.settings.public_url
    if url is None:
        return None
    from tracker.cli.settings import is_public_url

    if not is_public_url(url):
        raise WrongUsage("'{url}' is not an address; use one such as https://example.org.", url=url)
    return url.rstrip("/").casefold()


@click.group(cls=TrackerGroup)
def access() -> None:
    """Links for people who may open the page: add, list, revoke."""


@access.command()
@click.argument("name", type=CLERK)
@click.option(
    "--write", is_flag=True, help="Also allow the forms of 'serve --write'; entries are recorded under this name."
)
@format_option
def add(name: str, write: bool, as_json: bool) -> None:
    """Create a link that opens the page for NAME.

    The link is shown only once. It is valid until you revoke it, even after a restart of the page or a
    restored backup, and keeps a browser signed in for 30 days.
    """
    app = the_app()
    secret = _desk(app).add(name, writes=write)
    link = f"{_public(app, None) or f'http://127.0.0.1:{PORT}'}/?token={secret}"
    if as_json:
        say_json({"name": name, "write": write, "link": link})
        return
    say(Message("{name} can open the page with this link, shown only once:", name=name))
    say_text(f"  {link}")
    if _public(app, None) is None:
        say(Message("The link works on this computer. For others, set public_url: see 'tracker help page'."))
    say_code(link)


@access.command("list")
@reading_options
def list_(output: Output) -> None:
    """List the people with a link."""
    from tracker.reports.database import people

    output.write(people(_desk(the_app())))


@access.command()
@click.argument("name", type=CLERK)
@format_option
def revoke(name: str, as_json: bool) -> None:
    """Revoke the link of NAME; every browser that used it is signed out at once."""
    name = _desk(the_app()).revoke(name)
    done = Message("{name} can no longer open the page.", name=name)
    answer(done, {"name": name} if as_json else None, [done], made=True)


def _desk(app: App) -> DeskFile:
    from tracker.reports.database import DeskFile, info

    info(app.path)  # raises the file's errors
    return DeskFile(app.path)
