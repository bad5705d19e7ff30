"""click types of command-line values, one per kind of value, with completion from the database."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import click

from tracker.cli.base import is_changing, the_app
from tracker.errors import WrongUsage
from tracker.inputs import kinds
from tracker.inputs.kinds import NONE, ValueKind

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

    from tracker.model.money import Money

    ParamType = click.ParamType[Any]
else:
    ParamType = click.ParamType  # not generic in older versions of click


class Parsed(ParamType):
    """The click type of a kind of values; WrongUsage is passed on."""

    def __init__(self, kind: ValueKind) -> None:
        self.kind = kind
        self.name = kind.word

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return the parsed value; a value that is already parsed is returned unchanged.

        Where an option may be emptied, - does it, as at a prompt.
        """
        if value == NONE and isinstance(param, click.Option) and ctx and is_changing(ctx.command):
            with suppress(WrongUsage):
                return self.kind.parse("")
        return self.kind.parse(value) if isinstance(value, str) else value

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        """Return the words in the database whose code or name starts with the typed text."""
        found = list(_completed(ctx, self.kind, incomplete))
        if self.kind.later is not None and ctx.params.get(str(param.name)):
            found += _completed(ctx, self.kind.later, incomplete)
        return found


def _completed(ctx: click.Context, kind: ValueKind, incomplete: str) -> Iterator[CompletionItem]:
    if kind.choices is None:
        return
    from click.shell_completion import CompletionItem

    from tracker.model.text import match_key, plain
    from tracker.reports.completion import words

    typed = match_key(incomplete)
    for word, meaning in words(the_app(ctx).path, kind.choices):
        fits = match_key(word).startswith(typed) or (typed and match_key(meaning).startswith(typed))
        if fits and word == plain(word):  # another program may have written characters that are unsafe in a shell
            yield CompletionItem(word, help=plain(meaning))


def __getattr__(name: str) -> Parsed:
    """Return the type of the kind with this name, created on first use."""
    globals()[name] = made = Parsed(getattr(kinds, name))
    return made


def priced(cost: int | None, currency: str | None) -> Money | None:
    """Return the result of `money.priced`, which is imported on first use."""
    if cost is None and currency is None:
        return None
    from tracker.model import money

    return money.priced(cost, currency)
