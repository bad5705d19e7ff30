"""serve: the ledger in a browser."""

import sys

import click

from tracker.cli.base import TrackerCommand, the_app
from tracker.cli.output import say
from tracker.cli.papers import letterhead
from tracker.errors import ExtraMissing
from tracker.messages import Message

PORT = 8017

_OPEN = Message("Other computers can open this page. The connection is not encrypted; use a trusted network.")


@click.command(cls=TrackerCommand)
@click.option("--host", metavar="HOST", default="127.0.0.1", help="Address to listen on [default: only this computer].")
@click.option("--port", type=click.IntRange(0, 65535), default=PORT, help="Port; 0 for any free one.")
@click.option("--write", is_flag=True, help="Add forms; everyone signed in can record with them.")
@click.pass_context
def serve(context: click.Context, host: str, port: int, write: bool) -> None:
    """Show the ledger in a browser until you press Ctrl-C.

    Open the printed address; it contains the token that signs you in. The pages show the figures of the
    commands, in tables that you can sort, filter and download. They change nothing unless --write adds
    forms. With another --host, such as 0.0.0.0, other computers can open the page; the connection is
    not encrypted.
    """
    try:
        from tracker.page.server import open_door
        from tracker.page.server import serve as answer
        from tracker.page.visits import House
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in ("starlette", "uvicorn", "anyio"):
            raise
        raise ExtraMissing('The page needs its extra: pip install ".[web]".') from None
    from tracker.reports.database import info

    app = the_app(context)
    path, house = app.path, House(letterhead(app), may_record=write)
    info(path)  # which raises what is wrong with the file
    door = open_door(host, port)
    if not door.is_private:
        say(_OPEN)
    say(Message("Ctrl-C stops the page. Its address: {address}", address=door.address))
    sys.stdout.flush()
    answer(path, door, house)
    say(Message("The page has stopped."))
