"""Run a query of `tracker.db`, as of a date and as known at a timestamp."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Self

from tracker.deferred import NamedTuple
from tracker.errors import WrongUsage
from tracker.messages import Joined, Message
from tracker.model.as_of import AsOf
from tracker.model.table import Row
from tracker.store.connection import Database, Ledger
from tracker.store.statements import source
from tracker.store.transactions import reading

__all__ = ["AsOf", "Database", "Ledger", "reading"]

Filter = tuple[str, Any]
"""A condition on the columns of a query, with `?` for its value, or with named parameters for several."""


def ask(
    database: Database,
    name: str,
    when: AsOf,
    filters: Sequence[Filter] = (),
    order: str = "",
    item: str | None = None,
    given: Mapping[str, Any] | None = None,
) -> Iterator[Row]:
    """Yield the rows of the query `name` that match all filters.

    A condition uses the query's columns, and `?` for its value, which may occur several times; `order` is trusted SQL,
    never user input. A query with the parameter `:item` is restricted to that item, or covers all if it is None;
    `given` has the values of further parameters.
    """
    origin, parameters = source(database, name, when, item, given)
    where, values = conditions(filters)
    tail = f" ORDER BY {order}" if order else ""
    return database.rows(f"SELECT * FROM {origin}{where}{tail}", parameters | values)


def records(
    database: Database, name: str, filters: Sequence[Filter] = (), order: str = "", item: str | None = None
) -> Iterator[dict[str, Any]]:
    """Yield the current rows of `ask` as dicts, keyed by the column names of the data dictionary."""
    from tracker.store.dictionary import columns

    names = [column.name for column in columns(name.replace("_", "-"))]
    return (dict(zip(names, row, strict=True)) for row in ask(database, name, AsOf(), filters, order, item))


def summed(
    database: Database,
    name: str,
    when: AsOf,
    by: Sequence[str],
    figures: Mapping[str, str],
    filters: Sequence[Filter] = (),
    given: Mapping[str, Any] | None = None,
) -> dict[Row, Row]:
    """Return the figures of each combination of the columns `by` or, without columns, of all rows together.

    `by` and the values of `figures`, SQL aggregates by name, are trusted SQL, never user input; `given` has the values
    of further parameters.
    """
    origin, parameters = source(database, name, when, given=given)
    where, values = conditions(filters)
    groups = f" GROUP BY {', '.join(by)}" if by else ""
    columns = ", ".join((*by, *figures.values()))
    rows = database.rows(f"SELECT {columns} FROM {origin}{where}{groups}", parameters | values)
    return {row[: len(by)]: row[len(by) :] for row in rows}


def conditions(filters: Sequence[Filter]) -> tuple[str, dict[str, Any]]:
    """Return the filters as an SQL WHERE clause, with its parameters."""
    parameters: dict[str, Any] = {}
    for number, (_, value) in enumerate(filters):
        parameters |= value if isinstance(value, dict) else {f"filter{number}": value}
    terms = [f"({condition.replace('?', f':filter{number}')})" for number, (condition, _) in enumerate(filters)]
    return f" WHERE {' AND '.join(terms)}" if terms else "", parameters


class Period(NamedTuple):
    """The days of a report, the first and the last included; None has no limit."""

    since: date | None = None
    until: date | None = None

    def check(self) -> Self:
        """Return the period. Raises WrongUsage if there is no day in it."""
        if self.since is not None and self.until is not None and self.since > self.until:
            raise WrongUsage(
                "--since {since} is later than --until {until}; swap them.", since=self.since, until=self.until
            )
        return self

    @property
    def message(self) -> Message:
        """The part of a title with the period; empty if it has no limit."""
        since, until = self.since, self.until
        if since and until and (since, until) == (date(since.year, 1, 1), date(since.year, 12, 31)):
            return Message(", {year}", year=since.year)
        if since and until:
            return Message(", {since} to {until}", since=since, until=until)
        if since:
            return Message(", since {since}", since=since)
        return Message(", until {until}", until=until) if until else Joined()

    @property
    def messages(self) -> list[Message]:
        """The parts of a title with its limits."""
        limits = ((Message("since {day}"), self.since), (Message("until {day}"), self.until))
        return [message.given(day=day) for message, day in limits if day is not None]

    def end(self, when: AsOf) -> AsOf:
        """Return the state at the end of the period, unless a date is set or the end is in the future."""
        is_past = when.at is None and self.until is not None and self.until < date.today()
        return when._replace(at=self.until) if is_past else when

    def filters(self, column: str = "date") -> list[Filter]:
        """Return the filters for its days, on a column."""
        limits = ((f"{column} >= ?", self.since), (f"{column} <= ?", self.until))
        return [(condition, day.isoformat()) for condition, day in limits if day is not None]

    def years(self) -> list[Filter]:
        """Return the filters of the grants that are for years with days in the period."""
        limits = (("coalesce(until, year) >= ?", self.since), ("year <= ?", self.until))
        return [(condition, day.year) for condition, day in limits if day is not None]

    def has(self, day: str) -> bool:
        """Return whether a day is in it."""
        since, until = self.since, self.until
        return (since is None or since.isoformat() <= day) and (until is None or day <= until.isoformat())


def foot_and_command(database: Database, when: AsOf, *words: str, **options: object) -> tuple[Message, str]:
    """Return the foot of a report, with its day and moment, and the command of these words that gives it again.

    A command without --at has the option `at` as None.
    """
    from tracker.store.commands import last_command

    last = last_command(database)
    moment = min(when.known_at or last.moment, last.moment) if last else None  # a later one would show later commands
    foot = Message("As of {day}, as known at {moment}. Command:", day=when.day, moment=moment or "")
    given = {**options, "at": when.day, "known-at": moment, **options}
    options_typed = (f"--{name}" if value is True else f"--{name} {value}" for name, value in given.items() if value)
    return foot, " ".join(["tracker", *words, *options_typed])


def by_code(code: Any) -> list[tuple[int, int, str]]:
    """Return a key that sorts codes in natural order: THB/lv/2 before THB/lv/10."""
    parts = str(code or "").casefold().split("/")
    return [(0, int(part), "") if part.isdecimal() else (1, 0, part) for part in parts]


def by_name(name: Any, code: Any) -> tuple[tuple[str, str, str], str]:
    """Return a key that sorts places by name in Latvian order, equal names by code."""
    from tracker.model.text import sort_key

    return sort_key(str(name or "")), str(code)
