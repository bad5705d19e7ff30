"""What looks like a slip: an entry logged twice, a forgotten request, more copies than printed or ever needed.

It is reported; what can hardly be meant is recorded only when it is confirmed.
"""

from collections.abc import Iterator, Sequence
from itertools import groupby
from operator import attrgetter

from tracker.deferred import NamedTuple
from tracker.ledger.state import State
from tracker.messages import Message, Plural, both
from tracker.model.entries import Draft, EntryType
from tracker.model.quantities import Line
from tracker.store import balances, catalogue, entries
from tracker.store.connection import Database

_FEW = 8
"""How many entries are compared one after the other sooner than remembered."""

_REMEMBERED = 1_000
"""How many places with few entries are remembered at a time: on a day they may have many others, which do not stand."""

_AT_ONCE = 1_000
"""How many entries are read at a time."""

_Content = frozenset[tuple[tuple[object, bool], int]]
"""The quantities of an entry: by run or item, and whether they were lost."""

_Items = frozenset[object]


class _Where(NamedTuple):
    """What entries have in common that may be equal, on one day."""

    kind: EntryType
    place: int
    shipment: int | None


class EarlierEntries:
    """The entries that stand and were recorded before a command, to be compared with those that it records.

    A sheet may have very many rows of one place and day. So of the last day what many entries contain is remembered,
    by their items; it is read anew when an entry was voided since.
    """

    def __init__(self, database: Database, first: int) -> None:
        """Know of none yet; `first` is the first entry of the command."""
        self._database, self._first = database, first
        self._state: tuple[str, int] | None = None
        """The day, and the last void."""
        self._few: dict[_Where, list[int]] = {}
        """Those that are few."""
        self._by_items: dict[_Where, dict[_Items, list[int]]] = {}
        self._equal: dict[tuple[_Where, _Items, frozenset[str]], dict[_Content, list[int]]] = {}
        """By what is named by run: the entries of each content."""

    def equal(self, draft: Draft, by_run: frozenset[str]) -> Sequence[int]:
        """Return those of the type, place and day of a recorded draft that equal it, in order.

        Quantities are compared of the items `by_run`, in lower case, by run, of others in all: from which run an item
        was taken is not what the clerk said. What was counted is compared as it was counted.
        """
        self._heed(draft.time.date)
        where = _Where(draft.type, draft.place, draft.shipment)
        if where not in self._few and where not in self._by_items:
            self._look_up(where, draft.time.date)
        if where in self._by_items:
            (items,) = self._sorted_by_items(where.kind, [draft.number])
            asked = where, items, by_run
            if asked not in self._equal:
                found = self._equal[asked] = {}
                for entry, content in self._contents(where.kind, self._by_items[where].get(items, ()), by_run):
                    found.setdefault(content, []).append(entry)
            return self._equal[asked].get(self._content(where.kind, draft.number, by_run), ())
        there = self._few[where]
        return self._equal_of(there, draft, by_run) if there else ()

    def _look_up(self, where: _Where, day: str) -> None:
        there = entries.standing_on(self._database, where.kind, where.place, day, where.shipment, before=self._first)
        if len(there) > _FEW:
            self._by_items[where] = self._sorted_by_items(where.kind, there)
            return
        if len(self._few) == _REMEMBERED:
            self._few.clear()
        self._few[where] = there

    def _equal_of(self, there: Sequence[int], draft: Draft, by_run: frozenset[str]) -> list[int]:
        own = self._content(draft.type, draft.number, by_run)
        return sorted(number for number, content in self._contents(draft.type, there, by_run) if content == own)

    def _heed(self, day: str) -> None:
        """Forget what is remembered of another day, and whatever is remembered when an entry was voided since."""
        state = day, entries.last_void(self._database)
        if state != self._state:
            self._state, self._few, self._by_items, self._equal = state, {}, {}, {}

    def _sorted_by_items(self, kind: EntryType, numbers: Sequence[int]) -> dict[_Items, list[int]]:
        """Return the entries by the items that they contain."""
        found: dict[_Items, list[int]] = {}
        for number, content in self._contents(kind, numbers, frozenset()):
            found.setdefault(frozenset(what for (what, _), _ in content), []).append(number)
        return found

    def _content(self, kind: EntryType, number: int, by_run: frozenset[str]) -> _Content:
        ((_, content),) = self._contents(kind, [number], by_run)
        return content

    def _contents(
        self, kind: EntryType, numbers: Sequence[int], by_run: frozenset[str]
    ) -> Iterator[tuple[int, _Content]]:
        """Yield entries with what they contain, in their order."""
        for start in range(0, len(numbers), _AT_ONCE):
            contents: dict[int, _Content] = dict.fromkeys(numbers[start : start + _AT_ONCE], frozenset())
            parts = entries.contained(self._database, kind, contents)
            for number, of_entry in groupby(parts, key=attrgetter("entry")):
                quantities: dict[tuple[object, bool], int] = {}
                for _, what, item, is_lost, quantity in of_entry:
                    key = (what if item is None or item.casefold() in by_run else item), is_lost
                    quantities[key] = quantities.get(key, 0) + quantity
                contents[number] = frozenset(quantities.items())
            yield from contents.items()


class Equal(NamedTuple):
    """The standing entries, of earlier commands, that equal a recorded draft."""

    last: int | None = None
    with_reference: int | None = None
    """The last one that also has its reference."""


def find_equal(state: State, draft: Draft, of_runs: Sequence[Line], earlier: EarlierEntries) -> Equal:
    """Return what equals the recorded draft, nothing for a void.

    `of_runs` are the lines that name a run, `earlier` the entries before the command that recorded the draft.
    """
    if draft.type is EntryType.VOID:
        return Equal()
    by_run = frozenset(str(line.item).casefold() for line in of_runs)
    equal = earlier.equal(draft, by_run)
    if not equal or draft.reference is None:
        return Equal(max(equal, default=None))
    from tracker.store import entry_sets  # rarely needed

    texts = entry_sets.texts_of(state.database, equal)
    alike = (number for number, text in texts.items() if text.reference == draft.reference)
    return Equal(max(equal), max(alike, default=None))


def doubts_of(state: State, draft: Draft, equal: Equal) -> Iterator[Message]:
    """Yield a message for each reason why the recorded draft can hardly be meant."""
    if equal.with_reference is not None:
        yield Message(
            "Entry {other} has the same type, place, date, copies and reference '{reference}'.",
            other=equal.with_reference,
            reference=draft.reference,
        )
    if draft.counting is not None:
        yield from _describe_never_printed(state, draft, None)


def describe_lookalikes(state: State, draft: Draft, equal: Equal, *, dry_run: bool) -> Iterator[Message]:
    """Yield a message for each slip that the recorded draft may be, none for a void."""
    number = None if dry_run else draft.number
    yield from _describe_equal(equal, number)
    if draft.type is EntryType.SHIP and draft.request is None:
        yield from _describe_requests(state, draft, number)
    if draft.counting is not None and not dry_run:
        yield from _describe_never_printed(state, draft, number)


def _describe_equal(equal: Equal, number: int | None) -> Iterator[Message]:
    """Yield a message that names the last entry which equals the draft."""
    if equal.last is None or (number is None and equal.with_reference is not None):
        return
    if number is None:
        yield Message("It equals entry {other}: same type, place, date and copies.", other=equal.last)
    else:
        yield Message(
            "Entry {entry} equals entry {other}: same type, place, date and copies; "
            "if it was logged twice, void it with 'tracker void {entry} --reason TEXT'.",
            entry=number,
            other=equal.last,
        )


def _describe_requests(state: State, draft: Draft, number: int | None) -> Iterator[Message]:
    """Yield a message for each open request of the shipment's place for any of its items."""
    shipped = {catalogue.item_of(state.database, move.run) for move in draft.moves}
    asked: dict[int, list[str]] = {}
    for request, item in catalogue.open_requests_of(state.database, draft.place):
        if item in shipped:
            asked.setdefault(request, []).append(item)
    for request, items in asked.items():
        if number is None:
            message = Message(
                "Request {request} of {place} for {items} is open; if this shipment is for it, "
                "log it with --request {request}."
            )
        else:
            message = Message(
                "Request {request} of {place} for {items} is open; if this shipment is for it, "
                "log it with --request {request} --replaces {entry}.",
                entry=number,
            )
        place = catalogue.place_by_id(state.database, draft.place).code
        yield message.given(request=request, place=place, items=both(items))


def _describe_never_printed(state: State, draft: Draft, number: int | None) -> Iterator[Message]:
    """Yield a message for each item or run of which more copies were counted than were printed by that day."""
    assert draft.counting is not None  # noqa: S101  (the caller made sure)
    database = state.database
    found = [(catalogue.run_code(database, run), [run], copies) for run, copies in draft.counting.runs.items()]
    found += [(item, catalogue.run_ids_of(database, item), copies) for item, copies in draft.counting.items.items()]
    for what, runs, copies in found:
        printed = sum(balances.printed_by(database, run, draft.time.date) for run in runs)
        if copies <= printed:
            continue
        if number is None:
            message = Plural(
                "{quantity} of {what} were counted, but only {count} copy was ever printed by {day}.",
                "{quantity} of {what} were counted, but only {count} copies were ever printed by {day}.",
            )
        else:
            message = Plural(
                "{quantity} of {what} were counted, but only {count} copy was ever printed by {day}; "
                "if that is a slip, correct it with --replaces {entry}.",
                "{quantity} of {what} were counted, but only {count} copies were ever printed by {day}; "
                "if that is a slip, correct it with --replaces {entry}.",
                entry=number,
            )
        yield message.given(quantity=copies, what=what, count=printed, day=draft.time.date)
