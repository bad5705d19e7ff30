"""The types of command line values: parsed into the model's values, completed from the database."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click

from tracker.cli.base import the_app
from tracker.messages import Message

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

    from tracker.model.money import Money

Completer = Callable[[Any], list[tuple[str, str]]]
"""Returns the possible completions from an open database, each with its meaning."""


if TYPE_CHECKING:
    ParamType = click.ParamType[Any]
else:
    ParamType = click.ParamType  # not generic in older versions of click


class Parsed(ParamType):
    """A parameter type that parses with a function, whose WrongUsage is passed on."""

    def __init__(
        self, name: str, parse: Callable[[str], Any], complete: Completer | None = None, *, prose: bool = False
    ) -> None:
        """Set the name to show, the parsing function, and the completing function.

        Letters that cannot be seen are refused, except in `prose`, where emoji and some scripts need them.
        """
        self.name = name
        self._parse = parse
        self._complete = complete
        self._prose = prose

    @property
    def completions(self) -> Completer | None:
        """What returns the possible completions, None if there are none."""
        return self._complete

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return the parsed value; a value that is already parsed is returned unchanged."""
        if not isinstance(value, str):
            return value
        if not (self._prose or value.isascii()):
            from tracker.model.text import refuse_unseen

            refuse_unseen(value)
        return self._parse(value)

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        """Return the words in the database whose code or name starts with the typed text."""
        if self._complete is None:
            return []
        from click.shell_completion import CompletionItem

        from tracker.model.text import match_key, plain
        from tracker.reports.completion import words

        typed = match_key(incomplete)
        return [
            CompletionItem(word, help=plain(meaning))
            for word, meaning in words(the_app(ctx).path, self._complete)
            if match_key(word).startswith(typed) or (typed and match_key(meaning).startswith(typed))
            if word == plain(word)  # another program may have written characters that are unsafe in a shell
        ]


class Words(Parsed):
    """A parameter type of names, followed by ITEM=QTY: the first word is completed as a name, later ones as either."""

    def __init__(self, *arguments: Any, later: Parsed) -> None:
        """Take what `Parsed` takes, and the type as which later words are completed besides."""
        super().__init__(*arguments)
        self._later = later

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        """Return the words in the database whose code or name starts with the typed text."""
        names = super().shell_complete(ctx, param, incomplete)
        later = self._later.shell_complete(ctx, param, incomplete) if ctx.params.get(str(param.name)) else []
        return [*names, *later]


def _completer(name: str) -> Completer:
    def complete(database: Any) -> list[tuple[str, str]]:
        from tracker.reports import completion

        words: list[tuple[str, str]] = getattr(completion, name)(database)
        return words

    return complete


def _parser(name: str) -> Callable[[str], Any]:
    """Return a function that calls the named one in `parsing`, which is imported only when needed."""

    def parse(text: str) -> Any:
        from tracker.cli import parsing

        return getattr(parsing, name)(text)

    return parse


def _optional_text(field: Message, complete: Completer | None = None, *, prose: bool = False) -> Parsed:
    """Return the type of a text that may be empty, which becomes None."""

    def parse(text: str) -> str | None:
        from tracker.model.text import clean

        return clean(text, field) or None

    return Parsed("TEXT", parse, complete, prose=prose)


def _required(field: Message) -> Callable[[str], str]:
    """Return what parses a text that must not be empty."""

    def parse(text: str) -> str:
        from tracker.model.text import required

        return required(text, field)

    return parse


def _searched(text: str) -> str:
    """Return a text to be looked for, in which letters that cannot be seen are passed over."""
    from tracker.model.text import required, without_unseen

    return required(without_unseen(text), Message("text"))


def _required_text(field: Message, *, prose: bool = False) -> Parsed:
    """Return the type of a text that must not be empty."""
    return Parsed("TEXT", _required(field), prose=prose)


def priced(cost: int | None, currency: str | None) -> Money | None:
    """Return a cost with its currency, as `money.priced` does, which is imported only when used."""
    from tracker.model import money

    return money.priced(cost, currency)


CODE = Parsed("CODE", _parser("parse_code"))
PLACE = Parsed("PLACE", _parser("parse_place"), _completer("places"))
STORE = Parsed("STORE", _parser("parse_place"), _completer("stores"))
KIND = Parsed("KIND", _required(Message("kind")), _completer("kinds"))
SHARE = Parsed("CODE[=SHARE%]", _parser("parse_share"), _completer("funds"))
URL = Parsed("URL", _required(Message("address of the log")))
FUND = Parsed("FUND", _parser("parse_code"), _completer("funds"))
BOOKLET = Parsed("BOOKLET", _parser("parse_code"), _completer("booklets"))
COUNTRY = Parsed("CC", _required(Message("country")), _completer("countries"))
ITEM = Parsed("ITEM", _parser("parse_named_item"), _completer("items"))
RUN = Parsed("RUN", _parser("parse_named_run"), _completer("runs"))
ITEM_OR_RUN = Parsed("ITEM", _parser("parse_named"), _completer("items_and_runs"))
LINE = Parsed("ITEM=QTY", _parser("parse_line"), _completer("lines"))
LEVEL_LINE = Parsed("ITEM=LOW:HIGH", _parser("parse_level_line"), _completer("levels"))
LEVEL = Parsed("LOW:HIGH", _parser("parse_level"))
PLACE_OR_LINE = Words("PLACE", _parser("parse_place_or_line"), _completer("places"), later=LINE)
PLACE_OR_LEVEL = Words("PLACE", _parser("parse_place_or_level"), _completer("places"), later=LEVEL_LINE)
PLACE_OR_ITEM = Words("PLACE", _parser("parse_place_or_item"), _completer("places"), later=ITEM)
ENTRY_OR_LINE = Words("ENTRY", _parser("parse_entry_or_line"), _completer("open_shipments"), later=LINE)
ZERO_LINE = Parsed("ITEM=QTY", _parser("parse_zero_line"), _completer("lines"))
AUDIENCE = Parsed("GROUP=N", _parser("parse_audience"))
REQUEST = Parsed("N", _parser("parse_request"), _completer("open_requests"))
ENTRY = Parsed("ENTRY", _parser("parse_entry"), _completer("entries"))
ENTRIES = Parsed("ENTRY", _parser("parse_entries"), _completer("entries"))
GRANT = Parsed("N", _parser("parse_grant"), _completer("grants"))
COMMAND = Parsed("COMMAND", _parser("parse_command"))
COMMANDS = Parsed("COMMAND", _parser("parse_commands"))
SHIPMENT = Parsed("ENTRY", _parser("parse_entry"), _completer("open_shipments"))
QUANTITY = Parsed("QTY", _parser("parse_quantity"))
ZERO_QUANTITY = Parsed("N", _parser("parse_zero_quantity"))
WHOLE_NUMBER = Parsed("N", _parser("parse_whole_number"))
DATE = Parsed("DATE", _parser("parse_date"))
DATE_OR_NONE = Parsed("DATE", _parser("parse_date_or_none"))
NUMBER_OR_NONE = Parsed("N", _parser("parse_number_or_none"))
GRAMS_OR_NONE = Parsed("G", _parser("parse_number_or_none"))
SINCE = Parsed("DATE", _parser("parse_since"))
UNTIL = Parsed("DATE", _parser("parse_until"))
MOMENT = Parsed("TIMESTAMP", _parser("parse_moment"))
CENTS = Parsed("AMOUNT", _parser("parse_cents"))
CURRENCY = Parsed("CURRENCY", _parser("parse_currency"))
NAME = _required_text(Message("name"))
TITLE = _required_text(Message("title"))
REASON = _required_text(Message("reason"), prose=True)
STORE_NAME = _required_text(Message("store's name"))
NOTE = _optional_text(Message("note"), prose=True)
REFERENCE = _optional_text(Message("reference"))
SEARCHED = Parsed("TEXT", _searched, prose=True)
KEY = _required_text(Message("key"))
SOURCE = _required_text(Message("source"))
CARRIER = _optional_text(Message("carrier"))
PRINTER = _optional_text(Message("printer"))
ISBN = _optional_text(Message("ISBN"))
MARK = _optional_text(Message("mark"))
PURPOSE = _optional_text(Message("purpose"))
REGION = _optional_text(Message("region"), _completer("regions"))
CITY = _optional_text(Message("city"))
ADDRESS = _optional_text(Message("address"))
CONTACT = _optional_text(Message("contact"))
EMAIL = _optional_text(Message("email"))
PHONE = _optional_text(Message("phone"))
