"""What is typed on the command line, parsed into the model's values, and completed from the database."""

import re
from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any

import click
from click.shell_completion import CompletionItem

from tracker.cli.base import the_app
from tracker.errors import WrongUsage
from tracker.model.codes import parse_code, parse_item, parse_item_or_run, parse_run
from tracker.model.dates import parse_date, parse_moment
from tracker.model.money import Money, parse_cents, parse_currency
from tracker.model.quantities import Line, parse_line, parse_quantity
from tracker.model.text import clean, match_key, required

_NUMBER = re.compile(r"[1-9][0-9]{0,17}", re.ASCII)

Completer = Callable[[Any], list[tuple[str, str]]]
"""Makes, from an open database, the words that complete, each with what it means."""


if TYPE_CHECKING:
    ParamType = click.ParamType[Any]
else:
    ParamType = click.ParamType  # older clicks do not say of what


class Parsed(ParamType):
    """A parameter that one of the model's functions parses; WrongUsage is raised as it is."""

    def __init__(self, name: str, parse: Callable[[str], Any], complete: Completer | None = None) -> None:
        """Take the name to show, the function that parses, and the one that completes."""
        self.name = name
        self._parse = parse
        self._complete = complete

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return the parsed value; what is parsed already stays."""
        return self._parse(value) if isinstance(value, str) else value

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        """Return the words known to the database that begin with what is typed, by code or by name."""
        if self._complete is None:
            return []
        from tracker.reports.words import words

        typed = match_key(incomplete)
        return [
            CompletionItem(word, help=meaning)
            for word, meaning in words(the_app(ctx).path, self._complete)
            if match_key(word).startswith(typed) or (typed and match_key(meaning).startswith(typed))
        ]


def _completer(name: str) -> Completer:
    def complete(database: Any) -> list[tuple[str, str]]:
        from tracker.reports import words

        found: list[tuple[str, str]] = getattr(words, name)(database)
        return found

    return complete


def optional_text(what: str) -> Parsed:
    """Return the type of a text that may be empty, which is then None."""
    return Parsed("TEXT", lambda text: clean(text, what) or None)


def text(what: str) -> Parsed:
    """Return the type of a text that must not be empty."""
    return Parsed("TEXT", lambda text: required(text, what))


def _day(text: str) -> date | None:
    # "today" is the default: a request with a key stays the same request after midnight
    return None if text.strip().casefold() == "today" else parse_date(text)


def priced(cost: int | None, currency: str | None) -> Money | None:
    """Return a cost in cents with its currency, EUR by default. Raises WrongUsage for a currency without a cost."""
    if cost is None and currency is not None:
        raise WrongUsage("A currency says nothing without its amount; give --cost too.")
    return None if cost is None else Money(cost, currency or "EUR")


def _number(text: str) -> int:
    number = text.removeprefix("#")
    if _NUMBER.fullmatch(number) is None:
        raise WrongUsage(f"'{text}' is not the number of an entry or a request; write it as the list shows it: 12.")
    return int(number)


def _audience(text: str) -> tuple[str, int]:
    name, equals, people = text.rpartition("=")
    if not equals:
        raise WrongUsage(f"'{text}' does not say how many: write GROUP=N, such as \"social workers=60\".")
    return required(name, "audience"), parse_quantity(people)


def _place_or_line(text: str) -> str | Line:
    return parse_line(text) if "=" in text else parse_code(text)


def _zero_line(text: str) -> Line:
    return parse_line(text, zero=True)


def _zero_quantity(text: str) -> int:
    return parse_quantity(text, zero=True)


CODE = Parsed("CODE", parse_code)
PLACE_OR_LINE = Parsed("PLACE", _place_or_line, _completer("places"))
PLACE = Parsed("PLACE", parse_code, _completer("places"))
STORE = Parsed("STORE", parse_code, _completer("stores"))
KIND = Parsed("KIND", parse_code, _completer("kinds"))
FUND = Parsed("FUND", parse_code, _completer("funds"))
BOOKLET = Parsed("BOOKLET", parse_code, _completer("booklets"))
COUNTRY = Parsed("CC", parse_code, _completer("countries"))
ITEM = Parsed("ITEM", parse_item, _completer("items"))
RUN = Parsed("RUN", parse_run, _completer("runs"))
ITEM_OR_RUN = Parsed("ITEM", parse_item_or_run, _completer("items_and_runs"))
LINE = Parsed("ITEM=QTY", parse_line, _completer("lines"))
ZERO_LINE = Parsed("ITEM=QTY", _zero_line, _completer("lines"))
AUDIENCE = Parsed("GROUP=N", _audience)
REQUEST = Parsed("N", _number, _completer("open_requests"))
ENTRY = Parsed("ENTRY", _number, _completer("entries"))
SHIPMENT = Parsed("ENTRY", _number, _completer("open_shipments"))
QUANTITY = Parsed("QTY", parse_quantity)
ZERO_QUANTITY = Parsed("N", _zero_quantity)
DAY = Parsed("DATE", _day)
DATE = Parsed("DATE", parse_date)
MOMENT = Parsed("TIMESTAMP", parse_moment)
CENTS = Parsed("AMOUNT", parse_cents)
CURRENCY = Parsed("CURRENCY", parse_currency)
