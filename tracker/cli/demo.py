"""demo: a sample database with the founding case."""

from pathlib import Path

import click

from tracker.cli.base import TrackerCommand, the_app
from tracker.cli.output import answering, say, say_text, say_whole
from tracker.messages import Message
from tracker.model.text import plain
from tracker.render.formats import Writer


@click.command(cls=TrackerCommand)
@click.argument("file", type=click.Path(), required=False)
def demo(file: str | None) -> None:
    """Create a sample database and show its stock.

    The sample is a city's booklet against human trafficking, in Latvian and Russian, over five years,
    and a last year that ends today. FILE defaults to that of --db, otherwise demo.db; an existing file
    is not changed.
    """
    from tracker.imports.sample import make_sample
    from tracker.model.as_of import AsOf
    from tracker.reports.stock import stock

    file = str(Path(file or the_app().db_option or "demo.db").absolute())
    make_sample(Path(file))
    with answering(Message("{file} was created.", file=file)):
        Writer().write(stock(Path(file), when=AsOf()))
        shown = plain(f'"{file}"' if " " in file else file)
        say_text()
        say(Message("This is the sample database {file}.", file=file))
        say(Message("Places, attendees and grants are real."))
        say(Message("Copies, dates, the sum for the project of 2015 and the last year are invented."))
        say(Message("Try next:"))
        say_whole(f"  tracker --db {shown} shipments --status in-transit")
        say_whole(f"  tracker --db {shown} ship london THB/lv=100 --dry-run")
        say_whole(f"  tracker --db {shown} overview")
        say_whole(f"  tracker --db {shown} stock --by place --at 2012-12-31")
