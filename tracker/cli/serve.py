"""serve: the ledger in a browser."""

import sys

import click

from tracker.cli.base import TrackerCommand, the_app
from tracker.cli.output import say
from tracker.cli.papers import letterhead
from tracker.errors import Refused
from tracker.messages import Message

PORT = 8017

_OPEN = Message("Others can reach this page. What is sent is not encrypted: show it in a network that you trust.")


@click.command(cls=TrackerCommand)
@click.option("--host", metavar="HOST", default="127.0.0.1", help="Who reaches it [default: only this machine].")
@click.option("--port", type=click.IntRange(0, 65535), default=PORT, help="Its port; 0 is any that is free.")
@click.option("--write", is_flag=True, help="With forms, in which whoever is let in can record.")
@click.pass_context
def serve(context: click.Context, host: str, port: int, write: bool) -> None:
    """Show the ledger in a browser, until Ctrl-C ends it.

    Open the address that it prints: it has the token that lets you in. Pages have the figures of the
    commands, in tables that sort and filter and can be had as files. Nothing can be changed there, unless
    --write adds forms. With another --host, such as 0.0.0.0, others in the network reach it; what they
    read and send is not encrypted.
    """
    try:
        from tracker.page.server import open_door
        from tracker.page.server import serve as answer
        from tracker.page.visits import House
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in ("starlette", "uvicorn", "anyio"):
            raise
        raise Refused('The page needs what its extra installs: pip install ".[web]".') from None
    from tracker.reports.database import info

    app = the_app(context)
    path, house = app.path, House(letterhead(app), may_record=write)
    info(path)  # which raises what is wrong with the file
    door = open_door(host, port)
    if not door.is_private:
        say(_OPEN)
    say(Message("The page is here, until Ctrl-C ends it: {address}", address=door.address))
    sys.stdout.flush()
    answer(path, door, house)
    say(Message("The page has ended."))
