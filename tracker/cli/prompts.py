"""Confirmations on a terminal: before irreversible or doubtful actions."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, TypeVar

import click

from tracker.cli import output
from tracker.cli.base import the_app
from tracker.cli.output import say
from tracker.errors import Declined, Unconfirmed
from tracker.messages import Joined, Message
from tracker.model.text import plain

if TYPE_CHECKING:
    from tracker.model.entries import Particulars

Made = TypeVar("Made")

NOTHING_RECORDED = Message("Nothing was recorded.")


def must_have(**arguments: Any) -> None:
    """Raise MissingParameter for the first missing argument; on a terminal, a conversation may ask for it.

    A command that begins with this declares such arguments as if they were never None.
    """
    context = click.get_current_context()
    for name, value in arguments.items():
        if value in (None, ()):
            parameter = next(parameter for parameter in context.command.params if parameter.name == name)
            hint = None if isinstance(parameter, click.Option) else parameter.make_metavar(context)
            raise click.MissingParameter(ctx=context, param=parameter, param_hint=hint)


YES_OR_NO = "yes", "no"
"""The answers where a question lists them as choices."""

_YES, _NO = ("y", "yes", "j", "jā", "ja", "д", "да"), ("n", "no", "nē", "ne", "н", "нет")
"""Accepted answers in all languages: clerks type the letters they are used to."""


def affirmed(typed: str) -> bool | None:
    """Return whether the answer is yes, or None if it is neither yes nor no."""
    word = typed.strip().casefold()
    return word in _YES if word in (*_YES, *_NO) else None


def _typed(prompt: str) -> str:
    typed: str = click.prompt(prompt, default="", show_default=False, prompt_suffix="")
    return typed


def yes_or(
    question: Message,
    *,
    default: bool = True,
    ask: Callable[[str], str] = _typed,
    others: Callable[[str], bool] = lambda typed: False,
) -> bool | str:
    """Ask a yes/no question until it is answered; Enter answers `default`. Raises Abort at the end of input.

    An answer that `others` allows is returned as it was typed.
    """
    asked = Message("{question} [Y/n] ") if default else Message("{question} [y/N] ")
    while True:
        typed = ask(plain(str(asked.given(question=question)))).strip()
        if (answer := affirmed(typed) if typed else default) is not None:
            return answer
        if others(typed):
            return typed
        say(Message("Answer y or n."))


def agrees(question: Message, *, default: bool = True) -> bool:
    """Return whether the answer to a question is yes; Enter answers `default`. Raises Abort at the end of input."""
    return yes_or(question, default=default) is True


def record_confirmed(
    record: Callable[[Particulars], Made],
    particulars: Particulars,
    question: Message = Message("Record it?"),  # noqa: B008
) -> Made:
    """Record a possible mistake only after confirmation: by --yes, or on a terminal.

    Raises Unconfirmed without a terminal, Declined unless the answer is yes.
    """
    app = the_app()
    try:
        return record(particulars._replace(confirmed=app.is_confirmed or app.is_sure, asks=output.at_terminal()))
    except Unconfirmed as unconfirmed:
        if not output.at_terminal():
            raise
        confirm_all([unconfirmed.doubt], question)
    return record(particulars._replace(confirmed=True))


def confirm_replacing(plan: Message, question: Message, *, yes: bool) -> None:
    """Ask whether to carry out a plan that replaces a file or a log. Raises Unconfirmed without a terminal."""
    if yes:
        return
    if not output.at_terminal():
        raise Unconfirmed.from_message(Joined(plan, Message("Nothing was changed; to continue, add --yes.")))
    confirm_all([plan], question, otherwise=Message("Nothing was changed."))


def confirm_all(planned: Iterable[Message], question: Message, *, otherwise: Message = NOTHING_RECORDED) -> None:
    """Print the plan, one line each, and ask whether to carry it out. Raises Declined unless the answer is yes.

    Enter means no. Raises Abort at the end of input.
    """
    for message in planned:
        say(message)
    if not agrees(question, default=False):
        raise Declined.from_message(otherwise)
