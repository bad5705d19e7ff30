"""The kinds of values that clerks type: how they are parsed, and their choices, read from the ledger."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tracker.messages import Message

Choices = Callable[[Any], list[tuple[str, str]]]
"""Returns the choices from an open database: values with their meanings."""


NONE = "-"
"""The word that skips an offered value, or clears a recorded one."""


class ValueKind:
    """A kind of values. The functions it names are imported when first needed."""

    def __init__(
        self,
        word: str,
        parse: str | Callable[[str], Any],
        choices: str | Choices | None = None,
        *,
        prose: bool = False,
        later: ValueKind | None = None,
        takes_lines: bool = False,
        **options: Any,
    ) -> None:
        """Set the placeholder for help texts, the parser, and the function that returns the choices.

        Invisible characters are refused, except in `prose`, where emoji and some scripts need them. `later` is the kind
        of the second and further words. With `takes_lines`, or if `later` does, a word may list several quantities,
        such as lv=40,ru=20. `options` are passed to the parser.
        """
        self.word = word
        self.choices = _imported(f"reports.completion.{choices}") if isinstance(choices, str) else choices
        self.later = later
        self.takes_lines: bool = takes_lines or (later is not None and later.takes_lines)
        self._parse = _imported(parse, **options) if isinstance(parse, str) else parse
        self._prose = prose

    def parse(self, text: str) -> Any:
        """Return the parsed value. Raises WrongUsage if the text is invalid."""
        if not (self._prose or text.isascii()):
            from tracker.model.text import refuse_unseen

            refuse_unseen(text)
        return self._parse(text)


def _imported(path: str, **options: Any) -> Callable[[Any], Any]:
    """Return a function that imports and calls the one at `path`, such as model.codes.parse_code."""
    module, _, name = path.rpartition(".")
    return lambda given: getattr(__import__(f"tracker.{module}", fromlist=[name]), name)(given, **options)


def _text(
    noun: Message, choices: str | None = None, *, word: str = "TEXT", needed: bool = False, prose: bool = False
) -> ValueKind:
    """Return a kind of text; empty text becomes None or, if `needed`, is refused."""

    def parse(text: str) -> str | None:
        from tracker.model.text import clean, required

        return required(text, noun) if needed else clean(text, noun) or None

    return ValueKind(word, parse, choices, prose=prose)


def _or_none(kind: ValueKind) -> ValueKind:
    """Return the kind with empty text as None, which clears the current value."""
    return ValueKind(
        kind.word, lambda text: kind.parse(text) if text.strip() else None, kind.choices, takes_lines=kind.takes_lines
    )


def _place_or(later: ValueKind) -> ValueKind:
    """Return a kind of words that name places or, if they contain an equals sign, are of kind `later`."""
    return ValueKind("PLACE", lambda text: (later if "=" in text else PLACE).parse(text), "places", later=later)


def _searched(text: str) -> str:
    """Return text to search for, without invisible characters."""
    from tracker.model.text import required, without_unseen

    return required(without_unseen(text), Message("text"))


CODE = ValueKind("CODE", "model.codes.parse_code")
PLACE = _text(Message("place"), "places", word="PLACE", needed=True)
STORE = _text(Message("place"), "stores", word="STORE", needed=True)
KIND = _text(Message("kind"), "kinds", word="KIND", needed=True)
SHARE = ValueKind("CODE[=SHARE%]", "model.money.parse_share", "funds")
SHARE_OR_NONE = _or_none(SHARE)
LOG_URL = _text(Message("address of the log"), word="URL", needed=True)
URL = ValueKind("URL", "model.codes.parse_url")
FUND = ValueKind("FUND", "model.codes.parse_code", "funds")
FUND_OR_NONE = _or_none(FUND)
BOOKLET = ValueKind("BOOKLET", "model.codes.parse_code", "booklets")
COUNTRY = _text(Message("country"), "countries", word="CC", needed=True)
ITEM = ValueKind("ITEM", "model.codes.parse_named_item", "items")
ITEM_AS_TYPED = ValueKind("ITEM", str, "items")
RUN = ValueKind("RUN", "model.codes.parse_named_run", "runs")
ITEM_OR_RUN = ValueKind("ITEM", "model.codes.parse_named", "items_and_runs")
LINE = ValueKind("ITEM=QTY", "model.quantities.parse_line", "lines", takes_lines=True)
LINE_OR_ALL = ValueKind("ITEM=QTY", "inputs.parsing.parse_line_or_all", "lines", takes_lines=True)
LEVEL_LINE = ValueKind("ITEM=LOW:HIGH", "model.levels.parse_level_line", "levels", takes_lines=True)
LEVEL = ValueKind("LOW:HIGH", "model.levels.parse_level")
ZERO_LINE = ValueKind("ITEM=QTY", "model.quantities.parse_line", "lines", takes_lines=True, zero=True)
PLACE_OR_LINE = _place_or(LINE)
PLACE_OR_ZERO_LINE = _place_or(ZERO_LINE)
PLACE_OR_LEVEL = _place_or(LEVEL_LINE)
PLACE_OR_ITEM = ValueKind("PLACE", "inputs.parsing.parse_place_or_item", "places", later=ITEM)
ENTRY_OR_LINE = ValueKind("ENTRY", "inputs.parsing.parse_entry_or_line", "open_shipments", later=LINE)
ANSWER = ValueKind("N", "inputs.parsing.parse_number")
ANSWER_OR_LINE = ValueKind("N", "inputs.parsing.parse_answer_or_line", takes_lines=True)
GROUP = ValueKind("GROUP=N", "model.quantities.parse_group", takes_lines=True)
GROUP_OR_NONE = _or_none(GROUP)
CHANGED_GROUP = ValueKind("GROUP=N", "model.quantities.parse_group", takes_lines=True, zero=True)
AUDIENCE = ValueKind("GROUP=N; …", "model.quantities.parse_audience")
REQUEST = ValueKind("N", "model.quantities.parse_request", "open_requests")
ENTRY = ValueKind("ENTRY", "model.quantities.parse_entry", "entries")
ENTRIES = ValueKind("ENTRY", "model.quantities.parse_entries", "entries")
GRANT = ValueKind("N", "model.quantities.parse_grant", "grants")
YEARS = ValueKind("YEAR", "model.dates.parse_years")
COMMAND = ValueKind("COMMAND", "model.quantities.parse_command")
COMMANDS = ValueKind("COMMAND", "model.quantities.parse_commands")
SHIPMENT = ValueKind("ENTRY", "model.quantities.parse_entry", "open_shipments")
QUANTITY = ValueKind("QTY", "model.quantities.parse_quantity")
ZERO_QUANTITY = ValueKind("N", "model.quantities.parse_quantity", zero=True)
WHOLE_NUMBER = ValueKind("N", "inputs.parsing.parse_whole_number")
DATE = ValueKind("DATE", "model.dates.parse_date")
DATE_OR_NONE = _or_none(DATE)
NUMBER_OR_NONE = _or_none(ValueKind("N", "inputs.parsing.parse_number"))
GRAMS_OR_NONE = _or_none(ValueKind("G", "inputs.parsing.parse_number"))
SINCE = ValueKind("DATE", "model.dates.parse_since")
UNTIL = ValueKind("DATE", "model.dates.parse_until")
MOMENT = ValueKind("TIMESTAMP", "model.dates.parse_moment")
CENTS = ValueKind("AMOUNT", "model.money.parse_cents")
CENTS_OR_NONE = _or_none(CENTS)
CURRENCY = ValueKind("CURRENCY", "model.money.parse_currency")
NAME = _text(Message("name"), needed=True)
CLERK = _text(Message("clerk's name"), needed=True)
TITLE = _text(Message("title"), needed=True)
REASON = _text(Message("reason"), needed=True, prose=True)
STORE_NAME = _text(Message("store's name"), needed=True)
NOTE = _text(Message("note"), prose=True)
REFERENCE = _text(Message("reference"))
SEARCHED = ValueKind("TEXT", _searched, prose=True)
KEY = _text(Message("key"), needed=True)
SOURCE = _text(Message("source"), needed=True)
CARRIER = _text(Message("carrier"))
PRINTER = _text(Message("printer"))
ISBN = _text(Message("ISBN"))
MARK = _text(Message("mark"))
PURPOSE = ValueKind("TEXT", "model.money.parse_purpose")
REGION = _text(Message("region"), "regions")
CITY = _text(Message("city"))
ADDRESS = _text(Message("address"))
POSTCODE = _text(Message("postcode"))
CONTACT = _text(Message("contact"))
EMAIL = _text(Message("email"))
PHONE = _text(Message("phone"))
