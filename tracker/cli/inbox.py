"""inbox: answers from places, pending until a clerk accepts them."""

from __future__ import annotations

import re
import sys
from datetime import date
from typing import TYPE_CHECKING, Any

import click

from tracker.cli.base import TrackerGroup, the_app
from tracker.cli.entries import entry_object
from tracker.cli.options import Output, format_option, reading_options, yes_option
from tracker.cli.output import answering, say, say_json
from tracker.cli.prompts import record_confirmed
from tracker.cli.types import ANSWER, ANSWER_OR_LINE, DATE, NAME, REASON
from tracker.errors import TrackerError, UnreadableFile, WrongUsage
from tracker.messages import Message, Plural
from tracker.model.answers import ACCEPTED, REJECTED, WAITING, Answer, forwarded
from tracker.reports import answers as reports

if TYPE_CHECKING:
    from tracker.reports.answers import AcceptedAnswer


class _ListsByItself(TrackerGroup):
    """A group that runs `list` without a command."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Parse the words; without a command, they are options of `list`."""
        if not any(word in self.commands or word in ("-h", "--help") for word in args):
            args = ["list", *args]
        return super().parse_args(ctx, args)


@click.group(cls=_ListsByItself)
def inbox() -> None:
    """Answers from places: list, add, accept, reject."""


@inbox.command("list")
@reading_options
def list_(output: Output) -> None:
    """List the answers from places, pending ones first, next to the expected quantities.

    A difference is marked. Names and messages are deleted 90 days after an answer is accepted or rejected; to change
    this, set answers_days in tracker.toml.
    """
    app = the_app()
    output.write(reports.inbox(app.path, app.settings.answers_days))


@inbox.command()
@click.argument("text", nargs=-1)
@click.option("--name", type=NAME, help="Name of the person who answered.")
@format_option
def add(text: tuple[str, ...], name: str | None, as_json: bool) -> None:
    """Add a dictated or e-mailed answer to the inbox.

    354-G lv=25 ru=40 states the copies received with shipment 354; 354-G ok means that all were received; 354-G 25 40
    gives a number for each line of its delivery note. london-K lv=30 ru=12 states the copies counted. Without TEXT,
    reads a whole e-mail from standard input and uses the lines that are answers.
    """
    app = the_app()
    identity, body = None, " ".join(text)
    if not text and sys.stdin is not None:
        if sys.stdin.isatty():
            say(Message("Paste the e-mail. End it with Ctrl-D on a line of its own (Windows: Ctrl-Z)."), err=True)
        identity, body = _mail(sys.stdin.buffer.read(MOST_BYTES + 1))
    added = reports.add(app.path, body, mail=identity, name=name)
    with answering(Message("The answers are in the inbox.")):
        for message in added.unused:
            say(message, err=True)
        if as_json:
            say_json({"answers": [_object(answer) | {"new": is_new} for answer, is_new in added.answers]})
            return
        for answer, is_new in added.answers:
            template = _ADDED if is_new else _KNOWN[answer.status]
            say(
                template.given(
                    answer=answer.number, place=answer.place, lines=reports.lines_text(answer.lines), note=answer.note
                )
            )


_ADDED = Message("Answer {answer} from {place} is in the inbox: {lines}.")
_KNOWN = {
    WAITING: Message("Answer {answer} from {place} was already in the inbox: {lines}."),
    ACCEPTED: Message(
        "Answer {answer} from {place} said the same and was accepted: {lines}. For another arrival, run 'tracker "
        "receive'."
    ),
    REJECTED: Message("Answer {answer} from {place} said the same and was rejected: {note}"),
}
"""The messages about an answer that came before, by its status."""


_FORWARDED = re.compile(r"\s*(fwd?|pārs\w*|пересл\w*)\s*:", re.IGNORECASE)
"""The beginning of the subject of a mail that forwards another one."""


MOST_BYTES = 262_144


def _mail(content: bytes) -> tuple[str | None, str]:
    """Return the id and the text of a mail; other text has no id. Raises UnreadableFile."""
    from email import message_from_bytes
    from email.errors import MessageError
    from email.policy import default

    try:
        mail = message_from_bytes(content[:MOST_BYTES])  # not by `default`, which takes long for broken headers
        parts = list(mail.walk())
        shown = (part for part in parts if part.get_content_disposition() != "attachment")
        texts = (part for part in shown if part.get_content_type() in ("text/plain", "text/html"))
        body = next((part for part in texts if bytes(part.get_payload(decode=True) or b"").strip()), mail)
        if len(content) > MOST_BYTES and body is parts[-1]:
            raise ValueError("the text is cut off")
        if "from" not in mail:
            return None, content.decode("utf-8", "replace")
        text = bytes(body.get_payload(decode=True) or b"").decode(body.get_content_charset("utf-8"), "replace")
        if body.get_content_subtype() == "html":
            text = _text_of_html(text)
        subjects = (value for name, value in mail.raw_items() if name.lower() == "subject")
        subject = default.header_fetch_parse("subject", next(subjects, "")[:1000])  # only its beginning matters
    except (LookupError, MessageError, RecursionError, ValueError) as error:
        raise UnreadableFile(
            "The e-mail cannot be read; enter its lines: {example}", example='tracker inbox add "354-G lv=25 ru=40"'
        ) from error
    identity = str(mail.get("message-id", "")).strip() or None
    return identity, forwarded(text) if _FORWARDED.match(subject) else text


def _text_of_html(text: str) -> str:
    """Return the lines of a page, with one mark of quotation in place of what is quoted."""
    from html import unescape

    own, depth = "", 0
    for piece in re.split("(<blockquote|</blockquote>)", " ".join(text.split()), flags=re.IGNORECASE):
        if piece[:2] == "</" and piece[2:].lower() == "blockquote>":
            depth = max(depth - 1, 0)
        elif piece.lower() == "<blockquote":
            own, depth = f"{own}\n>\n", depth + 1
        elif depth == 0:
            own += piece
    own = re.sub(
        r"<(style|script|s|strike|del)\b.*?(</\1>|\Z)|<!--.*?(-->|\Z)", "", own, flags=re.DOTALL | re.IGNORECASE
    )
    own = re.sub(r"</?(br|p|div|tr|li|h[1-6])\b[^<>]*>", "\n", own, flags=re.IGNORECASE)
    own = re.sub(r"</t[dh]\b[^<>]*>", " ", own, flags=re.IGNORECASE)
    return unescape(re.sub(r"<[^<>]*>", "", own))


@inbox.command()
@click.argument("words", type=ANSWER_OR_LINE, nargs=-1, metavar="[N]... [ITEM=QTY]...")
@click.option("--all", "everything", is_flag=True, help="All pending answers, except those that require --yes.")
@click.option(
    "-d", "--date", "day", type=DATE, help="Date of the event [default: the date on which the answer arrived]."
)
@click.option("--dry-run", is_flag=True, help="Show what would be recorded, without recording it.")
@yes_option
@format_option
def accept(words: tuple[Any, ...], everything: bool, day: date | None, dry_run: bool, as_json: bool) -> None:
    """Record answers: the receipt, the count and the request of each, as one command.

    ITEM=QTY corrects a quantity. If the answer has several quantities of the item, 354-G:ITEM=QTY corrects the one of
    the parcel, and counted:ITEM=QTY the one of the count. --all skips answers that may be mistakes or are refused, and
    lists them. After 'tracker undo', an answer is pending again.
    """
    from tracker.model.entries import Particulars

    app, numbers = the_app(), [word for word in words if isinstance(word, int)]
    lines = tuple(word for word in words if not isinstance(word, int))
    if everything == bool(numbers) or (lines and len(numbers) != 1):
        raise WrongUsage("Specify answers, or use --all. ITEM=QTY corrects one answer.")
    particulars = Particulars(app.clerk, day=day, dry_run=dry_run)
    done = reports.Sorted([], [])
    with reports.accepting(app.path, dry_run=dry_run) as ledger:
        if everything:
            done = reports.accept_all(ledger, particulars._replace(confirmed=app.is_confirmed))
        for number in numbers:
            try:
                made = record_confirmed(
                    lambda particulars, number=number: reports.accept(ledger, number, lines, particulars),  # type: ignore[misc]
                    particulars,
                )
            except TrackerError:
                for message in done.describe() if done.accepted and not as_json else ():
                    say(message)  # those before it are recorded
                raise
            app.is_doubtful = app.is_doubtful or bool(made.doubts)
            done.accepted.append(made)
    total = Plural("{count} answer was accepted.", "{count} answers were accepted.", count=len(done.accepted))
    with answering(total):
        if as_json:
            say_json(
                {
                    "accepted": list(map(_accepted, done.accepted)),
                    "skipped": [_object(each) | {"message": why} for each, why in done.skipped],
                }
            )
            return
        for message in done.describe():
            say(message)


def _accepted(made: AcceptedAnswer) -> dict[str, Any]:
    return {
        "answer": made.answer.number,
        "command": made.command,
        "entries": list(map(entry_object, made.entries)),
        "request": made.request if made.command is not None else None,
        "messages": made.messages,
    }


def _object(answer: Answer) -> dict[str, Any]:
    return {
        "answer": answer.number,
        "place": answer.place,
        "received_at": answer.received_at,
        "status": answer.status,
        "lines": [
            {"what": line.what, "shipment": line.shipment, "item": line.item, "quantity": line.quantity}
            for line in answer.open_lines
        ],
    }


@inbox.command()
@click.argument("number", type=ANSWER, metavar="N")
@click.option("--reason", type=REASON, required=True, help="Reason for rejecting the answer.")
@format_option
def reject(number: int, reason: str, as_json: bool) -> None:
    """Reject an answer; nothing of it is recorded."""
    answer = reports.reject(the_app().path, number, reason)
    with answering(Message("Answer {answer} is rejected.", answer=number)):
        if as_json:
            say_json(_object(answer))
            return
        say(Message("Rejected answer {answer} from {place}.", answer=number, place=answer.place))
