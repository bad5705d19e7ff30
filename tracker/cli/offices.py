"""share, join, sync and leave: one ledger for many offices."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tracker.cli.base import TrackerCommand, the_app
from tracker.cli.options import format_option
from tracker.cli.output import answering, at_terminal, say, say_json, tell_terminal
from tracker.cli.prompts import confirm_all
from tracker.cli.types import URL
from tracker.errors import Refused, WrongUsage
from tracker.messages import Joined, Message, Plural, both
from tracker.offices import joining
from tracker.offices.catching_up import Caught
from tracker.offices.joining import Access
from tracker.offices.outcomes import told

if TYPE_CHECKING:
    from tracker.offices.joining_again import Lacking


def _access_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options that say how one gets at a log."""
    file = click.Path(path_type=Path)
    password = click.option(
        "--password-file", metavar="FILE", type=file, help="The file with the password (or TRACKER_PASSWORD)."
    )
    certificates = click.option(
        "--ca", metavar="FILE", type=file, callback=_readable, help="The certificates to trust."
    )
    return password(certificates(command))


def _readable(_context: click.Context, _option: click.Parameter, ca: Path | None) -> Path | None:
    """Return the file of certificates. Raises WrongUsage when it cannot be read."""
    if ca is not None:
        from tracker.offices.opening import unreadable  # rarely needed

        if (wrong := unreadable(ca)) is not None:
            raise WrongUsage.of(wrong)
    return ca


@click.command(cls=TrackerCommand)
@click.argument("url", type=URL)
@click.option("--prune", is_flag=True, help="Remove what comes before the snapshot from the log.")
@click.option("--drop", type=click.IntRange(min=1), help="Remove batch N, which no office takes over, and the rest.")
@_access_options
@format_option
@click.pass_context
def share(
    context: click.Context,
    url: str,
    prune: bool,
    drop: int | None,
    password_file: Path | None,
    ca: Path | None,
    as_json: bool,
) -> None:
    """Put the ledger's log where other offices find it.

    From then on each command catches up with the log before it decides, and is recorded when the log
    has taken it. Of a ledger that is shared already, the snapshot is renewed with which others join;
    --prune then removes from the log what came before, redacted texts included. Only who may write
    and remove there can do that. See 'tracker help offices'.
    """
    if drop is not None:
        _drop(the_app(context).path, Access(url, password_file, ca), drop, as_json=as_json)
        return
    made = joining.share(the_app(context).path, Access(url, password_file, ca), prune=prune)
    done = _PRUNED if made.is_pruned else _SHARED if made.is_new else _RENEWED
    done = done.given(url=made.url, number=made.number)
    with answering(done, made=True):
        if as_json:
            known = {"url": made.url, "command": made.number, "new": made.is_new, "pruned": made.is_pruned}
            say_json(known if made.left is None else known | {"messages": [str(_LEFT.given(reason=made.left))]})
            return
        say(done)
        if made.left is not None:
            say(_LEFT.given(reason=made.left))


def _drop(path: Path, access: Access, number: int, *, as_json: bool) -> None:
    from tracker.offices.dropping import drop  # rarely needed

    drop(path, access, number, tell_terminal)
    url = access.url
    done = Message("Batch {number} and what followed it are removed from the log at {url}.", number=number, url=url)
    with answering(done, made=True):
        if as_json:
            say_json({"url": url, "dropped": number})
        else:
            say(done)


_SHARED = Message(
    "Shared at {url}, beginning with what is recorded up to command {number}; another office makes its copy with "
    "'tracker join {url}'."
)
_LEFT = Message(
    "It may still lie in the files of the server, which could not write them anew ({reason}); the same command does it "
    "when nobody else uses the log."
)
_RENEWED = Message("The snapshot at {url} is that of command {number} now.")
_PRUNED = Message("The log at {url} begins with the snapshot of command {number} now; what came before is removed.")


@click.command(cls=TrackerCommand)
@click.argument("url", type=URL)
@click.option("-y", "--yes", is_flag=True, help="Do not ask first.")
@_access_options
@format_option
@click.pass_context
def join(
    context: click.Context, url: str, yes: bool, password_file: Path | None, ca: Path | None, as_json: bool
) -> None:
    """Make a copy here of a ledger that another office shares.

    The copy is made at the place of the ledger, see --db, where there must be no file yet. It is
    proven as 'tracker check' does. A copy that is there follows its log by this address and these
    files from then on, and is made anew if the log begins after it. When the log does not have what
    was recorded in that copy, it says so, and on a terminal asks first.
    """
    path = the_app(context).path
    if os.path.lexists(path):
        _join_again(path, Access(url, password_file, ca), yes=yes, as_json=as_json)
        return
    made = joining.join(path, Access(url, password_file, ca))
    done = Message(
        "{file} is a copy of the ledger at {url}, up to command {number}.", file=path, url=url, number=made.last
    )
    with answering(done, made=True):
        if as_json:
            say_json({"database": str(path), "url": url, "command": made.last})
        else:
            say(done)


def _join_again(path: Path, access: Access, *, yes: bool, as_json: bool) -> None:
    from tracker.offices.joining_again import join_again  # rarely needed

    lacking: list[Message] = []

    def confirm(missing: "Lacking") -> None:
        plan = _lacking(missing, _WOULD_LACK)
        if not yes:
            if not at_terminal():
                raise Refused.of(Joined(plan, _GIVE_YES))
            confirm_all([plan], Message("Make it anew?"), otherwise=Message("Nothing was changed."))
        lacking.append(_lacking(missing, _LACKS))

    made = join_again(path, access, confirm)
    done = (_GOES_BY if made.kept is None else _MADE_ANEW).given(
        file=path, url=access.url, number=made.caught.last, kept=made.kept
    )
    messages = [*lacking, *_became_of_sent(made.caught)]
    if made.keeps_redacted:
        messages.append(_KEEPS_REDACTED.given(kept=made.kept))
    with answering(done, made=True):
        if as_json:
            kept = None if made.kept is None else str(made.kept)
            known = {"database": str(path), "url": access.url, "command": made.caught.last, "kept": kept}
            say_json(known | ({"messages": list(map(str, messages))} if messages else {}))
        else:
            for message in (done, *messages):
                say(message)


def _lacking(missing: "Lacking", words: tuple[Message, Message]) -> Message:
    """Return what a copy has and its log has not, in the words for the same ledger or for another."""
    lost = missing.since
    return words[missing.is_other].given(
        file=missing.path,
        url=missing.url,
        commands=Plural("{count} command", "{count} commands", count=lost.commands),
        entries=Plural("{count} entry", "{count} entries", count=lost.entries),
        clerks=both(lost.clerks),
        **lost.last._asdict(),
    )


_WOULD_LACK = (
    Message(
        "The log at {url} does not have {commands} of {file}, with {entries}, by {clerks}, the last of them command "
        "{number} ({name}) of {moment}; a new copy would not have them either, and they would be in the old file "
        "alone, which is kept beside it."
    ),
    Message(
        "The log at {url} is another ledger's than {file}, whose {commands}, with {entries}, by {clerks}, the last of "
        "them command {number} ({name}) of {moment}, would be in the old file alone, which is kept beside it."
    ),
)
_LACKS = (
    Message(
        "The log does not have {commands} of the file that was there, with {entries}, by {clerks}, the last of them "
        "command {number} ({name}) of {moment}: see 'tracker log' in the old file, and record again what is missing."
    ),
    Message(
        "The file that was there is another ledger: {commands} with {entries}, by {clerks}, the last of them command "
        "{number} ({name}) of {moment}."
    ),
)
_GIVE_YES = Message(
    "Nothing was changed. If the log was put back to an older state, ask who keeps it first; to make the copy anew all "
    "the same, give --yes."
)


def _became_of_sent(caught: Caught) -> list[Message]:
    """Return what became of a command of which it was not known, if there was one."""
    return [] if caught.sent is None else [told(caught.sent, is_taken=caught.is_taken)]


_GOES_BY = Message("{file} follows the log at {url} by what was given now, up to command {number}.")
_MADE_ANEW = Message(
    "{file} is a new copy of the ledger at {url}, up to command {number}; the file that was there is kept as {kept}."
)
_KEEPS_REDACTED = Message(
    "{kept} still holds texts that were redacted since it was made; delete it once nothing of it is needed any more."
)


@click.command(cls=TrackerCommand)
@format_option
@click.pass_context
def sync(context: click.Context, as_json: bool) -> None:
    """Catch up with what other offices recorded.

    Every command that records does that first; this is for who only reads, such as a nightly job. A
    command of which it is not known whether the log took it is sent again, which records it once.
    """
    caught = joining.sync_with(the_app(context).path)
    messages = _became_of_sent(caught)
    if as_json:
        say_json({"commands": caught.commands, "command": caught.last, "messages": list(map(str, messages))})
        return
    for message in messages:
        say(message)
    if caught.commands:
        say(
            Plural(
                "Caught up with {count} command; the last is command {number}.",
                "Caught up with {count} commands; the last is command {number}.",
                count=caught.commands,
                number=caught.last,
            )
        )
    else:
        say(Message("Nothing new; the last is command {number}.", number=caught.last))


@click.command(cls=TrackerCommand)
@format_option
@click.pass_context
def leave(context: click.Context, as_json: bool) -> None:
    """Make a shared ledger's copy a file of its own.

    The others go on without it. What is recorded here from then on, they never see.
    """
    path = the_app(context).path
    left = joining.leave(path)
    done = Message("{file} is a file of its own now; the log at {url} goes on without it.", file=path, url=left.url)
    messages = [] if left.sent is None else [_LEFT_BEHIND.given(name=left.sent.name, moment=left.sent.moment)]
    with answering(done, made=True):
        if as_json:
            say_json({"database": str(path), "url": left.url, "messages": list(map(str, messages))})
        else:
            for message in (done, *messages):
                say(message)


_LEFT_BEHIND = Message(
    "It is still not known whether the log has taken a command of this office ({name}, {moment}); it is not in this "
    "file."
)
