"""share, join, sync and leave: one ledger for many offices."""

import os
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import click

from tracker.cli.base import TrackerCommand, the_app
from tracker.cli.options import format_option
from tracker.cli.output import answer
from tracker.cli.prompts import confirm_replacing
from tracker.cli.types import LOG_URL
from tracker.errors import WrongUsage
from tracker.messages import Message, Plural
from tracker.offices import copying, joining
from tracker.offices.connections import cursor_of


def _access_options(command: Callable[..., Any]) -> Callable[..., Any]:
    file = click.Path(path_type=Path)
    password = click.option(
        "--password-file", metavar="FILE", type=file, help="File with the password (or TRACKER_PASSWORD)."
    )
    certificates = click.option("--ca", metavar="FILE", type=file, help="Trust these certificates, not the system's.")
    return password(certificates(command))


@click.command(cls=TrackerCommand)
@click.argument("url", type=LOG_URL)
@click.option("--prune", is_flag=True, help="Remove all but the newest batches from the log.")
@click.option("--from-copy", is_flag=True, help="Recreate a lost log from this copy.")
@click.option("-y", "--yes", is_flag=True, help="Do not ask for confirmation.")
@_access_options
@format_option
def share(
    url: str, prune: bool, from_copy: bool, yes: bool, password_file: Path | None, ca: Path | None, as_json: bool
) -> None:
    """Publish the ledger's log for other offices.

    From then on, each command first applies what others recorded, and is recorded once the log accepts it.
    --prune renews the snapshot for joining offices and removes old batches and everything before the last
    redaction. --from-copy recreates a lost log. See 'tracker help offices'.
    """
    path, confirm = the_app().path, partial(confirm_replacing, question=Message("Continue?"), yes=yes)
    if from_copy and prune:
        raise WrongUsage("Use either --from-copy or --prune.")
    if prune:
        made = joining.prune(path, url, confirm)
        done = _PRUNED.given(url=url, number=made.first)
    else:
        made = joining.share(path, cursor_of(url, password_file, ca), from_copy=from_copy, confirm=confirm)
        scheme, mark, rest = url.partition("://")
        done = _SHARED.given(url=url, number=made.number, other=f"{scheme}{mark}OFFICE@{rest.rpartition('@')[2]}")
    _report(done, made.messages, {"url": url, "command": made.number, "first": made.first}, as_json=as_json)


def _report(done: Message, messages: Sequence[Message], fields: dict[str, Any], *, as_json: bool) -> None:
    """Report what was done, and further messages; as JSON, with these fields."""
    answer(done, fields | {"messages": messages} if as_json else None, (done, *messages), made=True)


_SHARED = Message("Shared at {url}, up to command {number}. Another office runs 'tracker join {other}'.")
_PRUNED = Message("The log at {url} now begins with command {number}.")


@click.command(cls=TrackerCommand)
@click.argument("url", type=LOG_URL)
@click.option("-y", "--yes", is_flag=True, help="Do not ask for confirmation.")
@_access_options
@format_option
def join(url: str, yes: bool, password_file: Path | None, ca: Path | None, as_json: bool) -> None:
    """Make a local copy of a ledger that another office shares.

    The copy is the file of --db. An existing copy uses this address and these files from then on. If the
    log continued without it, the copy is made again, the old file is kept, and entries that the log lacks
    are written as sheets to import.
    """
    path, new = the_app().path, cursor_of(url, password_file, ca)
    if os.path.lexists(path):
        made = joining.join_again(path, new, partial(confirm_replacing, question=Message("Create it again?"), yes=yes))
        done = _FOLLOWS if made.kept is None else _MADE_AGAIN
    else:
        made, done = joining.join(path, new), _JOINED
    kept = None if made.kept is None else str(made.kept)
    fields = {"database": str(path), "url": url, "command": made.number, "kept": kept}
    done = done.given(file=path, url=url, number=made.number, kept=kept)
    _report(done, made.messages, fields, as_json=as_json)


_JOINED = Message("{file} is a copy of the ledger at {url}, up to command {number}.")
_FOLLOWS = Message("{file} now uses the log at {url} and contains its commands up to {number}.")
_MADE_AGAIN = Message("{file} is a new copy of the ledger at {url}, up to command {number}. The old file is {kept}.")


@click.command(cls=TrackerCommand)
@format_option
def sync(as_json: bool) -> None:
    """Catch up with what other offices recorded.

    Recording commands do this first; 'sync' is for those who only read, such as a nightly job. An
    earlier command without a reply is sent again, and recorded once.
    """
    caught = copying.catch_up(the_app().path)
    done: Message = Message("Already up to date; the last command is {number}.", number=caught.last)
    if caught.commands:
        done = Plural(
            "Caught up with {count} command; the last is command {number}.",
            "Caught up with {count} commands; the last is command {number}.",
            count=caught.commands,
            number=caught.last,
        )
    _report(done, (), {"commands": caught.commands, "command": caught.last}, as_json=as_json)


@click.command(cls=TrackerCommand)
@format_option
def leave(as_json: bool) -> None:
    """Turn a copy of a shared ledger into an independent file.

    The other offices continue without it, and never see what is recorded here afterwards.
    """
    path = the_app().path
    url = joining.leave(path)
    done = Message("{file} is now independent; the log at {url} continues without it.", file=path, url=url)
    _report(done, (), {"database": str(path), "url": url}, as_json=as_json)
