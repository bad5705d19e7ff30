"""Record the plain entries of a sheet of shipments, returns or handouts: planned in memory, written together.

Plain entries are limited only by the stock of their source: their places were never closed, the ledger has neither
their reference nor their content, and there are enough copies up to the next count. All others are logged one by one,
which also gives the error messages. A property test ensures equal results.

Entries before a count change only its difference, so counts are adjusted once for all entries written together.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress

from tracker.errors import Refused, WrongUsage
from tracker.imports.entry_columns import EntryColumns, NamedItem, SheetEntry
from tracker.imports.jobs import Done, ImportContext, Known
from tracker.imports.matching import WITH_STORE, Matcher
from tracker.imports.rows import SourceRow
from tracker.ledger.allocation import fill
from tracker.ledger.holdings import DailyCopies, Holdings
from tracker.ledger.lookalikes import describe_lookalikes, find_equal
from tracker.ledger.state import State
from tracker.messages import Message
from tracker.model.catalogue import DISTRIBUTION, Place
from tracker.model.codes import RunCode
from tracker.model.dates import END_OF_TIME
from tracker.model.entries import LAST_POSITION, PUBLIC, TRANSIT, Draft, EntryType, Move, Time
from tracker.model.quantities import Line
from tracker.model.text import match_key
from tracker.store import bulk, catalogue, entries, entry_sets
from tracker.store.balances import DayQuantity
from tracker.store.entries import POSITION_STEP

CHUNK = 2_000
"""The number of rows from which their entries are written."""


class PlainEntries:
    """Records the plain entries of a sheet, in order."""

    def __init__(self, context: ImportContext, columns: EntryColumns, matcher: Matcher, kind: EntryType) -> None:
        self.context, self.command, self.columns, self.kind = context, context.command, columns, kind
        self._matcher = matcher
        database = self.command.database
        self._has_store = kind in WITH_STORE
        self._default = catalogue.default_store(database)
        self._limits = bulk.limits(database)
        self._funds_pay = catalogue.has_grants_for(database, DISTRIBUTION)
        self._ways: dict[tuple[int, int, bool], bool] = {}
        """Whether an entry may be plain, by place, store, and whether it is received."""
        self._ages = {run.id: age for age, run in enumerate(catalogue.runs(database))}
        self._rows = bulk.Rows()
        self._done: list[SourceRow] = []
        self._codes: dict[str, str] = {}
        self._stocks: dict[int, Stock] = {}
        self._entries, self._next = self.command.entries, self.command.next_entry
        self._moved: dict[tuple[int, int, str], int] = {}
        """Unwritten copies that entered or left places with counts, by place, run and day."""
        self._firsts: dict[int, int] = {}
        """The first row of each recorded entry."""

    def record(self, entry: SheetEntry) -> bool:
        """Record an entry if it is plain; return whether it was."""
        if self._entries != self.command.entries:
            self._refresh()
        first, place, store = entry.first, self.columns.find(entry.place), self._store(entry)
        if first in self._matcher.doubtful or not self._may(entry, place, store):
            return False
        source = store if self.kind is EntryType.SHIP and store is not None else place
        taken = source and self._take(entry, source)
        if taken is None or (place := place or self._added(entry)) is None or source is None:
            return False
        self._add(entry, place, source, store, taken)
        self._done += self.columns.source_rows(entry)
        return True

    @property
    def is_full(self) -> bool:
        """Whether enough entries are recorded to write them."""
        return len(self._done) >= CHUNK

    def write(self) -> Known:
        """Write the recorded entries, before anything else is recorded, and return their rows."""
        if self._entries != self.command.entries:
            self._refresh()
        self._insert()
        done, self._done = self._done, []
        return Known(done, Done(True))

    def describe_slips(self) -> Iterator[tuple[int, Message]]:
        """Yield messages on possible mistakes, by line of the entry, once the command is closed."""
        database, columns, command = self.command.database, self.columns, self.command
        state = State(database, command.holdings)
        suspected = bulk.possible_slips(database, self.kind.value, command.first_entry) if self._firsts else set()
        for number in sorted(suspected & self._firsts.keys()):
            first, time, place = (
                self._firsts[number],
                entries.time_of(database, number),
                entries.place_of(database, number),
            )
            draft = Draft(self.kind, number, time, place, tuple(entry_sets.moves_of(database, [number])[number]))
            rows = columns.rows_of(first)
            lines = [Line(columns.items[row].what, columns.quantities[row]) for row in rows]
            of_runs = [line for line in lines if isinstance(line.what, RunCode)]
            equal = find_equal(state, draft, of_runs, command.first_entry)
            for message in describe_lookalikes(state, draft, equal, dry_run=False):
                yield columns.sheet.rows[first].line, message

    def _added(self, entry: SheetEntry) -> Place | None:
        """Add the place of an entry, and return it; or None if it may not be added."""
        with suppress(Refused, WrongUsage):  # the entry is then logged on its own, which gives the error message
            self.context.names.find_or_add_place(entry.place.code)
        return self.columns.find(entry.place)

    def _store(self, entry: SheetEntry) -> Place | None:
        if not self._has_store:
            return None
        return self._default if entry.store is None else entry.store.place

    def _may(self, entry: SheetEntry, place: Place | None, store: Place | None) -> bool:
        """Return whether only the stock limits an entry, and this ledger did not export it.

        Its place is None if it does not exist yet: then only shipments have copies. Entries with added-up copies are
        reported, and those with grants need queries: they are not plain.
        """
        way = place.id if place else 0, store.id if store else 0, entry.arrival is not None
        if way not in self._ways:
            self._ways[way] = self._may_go(place, store, arrives=entry.arrival is not None)
        return (
            self._ways[way]
            and not (self._limits.counted and self._is_of_count_day(entry, place, store))
            and (entry.number is None or entry.number >= self.command.first_entry)
            and len({item.item for item, _ in entry.lines}) == len(self.columns.rows_of(entry.first))
            and not entry.audience
            and not any(cost.grant or (self._funds_pay and cost.fund is None) for cost in entry.costs)
        )

    def _may_go(self, place: Place | None, store: Place | None, *, arrives: bool) -> bool:
        """Return whether only the stock may limit entries of a place and a store."""
        closed, counted = self._limits.closed, self._limits.counted
        if place is None:
            return self.kind is EntryType.SHIP and store is not None and store.is_store and store.id not in closed
        if place.id in closed or not self._has_store:
            return place.id not in closed
        if store is None or store.id in closed or not store.is_store or place.id == store.id:
            return False
        if self.kind is EntryType.RETURN:
            return not place.is_store and store.id not in counted
        return not (arrives and place.is_store and place.id in counted)

    def _is_of_count_day(self, entry: SheetEntry, place: Place | None, store: Place | None) -> bool:
        # The message of an entry on the day of a count tells how to log it before.
        counted, to = self._limits.counted, place.id if place else 0
        source = store.id if self.kind is EntryType.SHIP and store is not None else to
        return entry.day in counted.get(source, ()) or entry.arrival in counted.get(to, ())

    def _item_code(self, item: str) -> str:
        if item not in self._codes:
            self._codes[item] = catalogue.code_of(self.command.database, "item", item) or item
        return self._codes[item]

    def _insert(self) -> None:
        made, self._rows = self._rows, bulk.Rows()
        if made.entries:
            bulk.insert_entries(self.command.database, made)
            self.command.note(len(made.entries), len(made.movements), len(made.costs) + len(made.texts))
            self._adjust_counts(made)
            self._entries = self.command.entries

    def _adjust_counts(self, made: bulk.Rows) -> None:
        last = made.entries[-1][0]
        moves = [
            Move(
                run,
                *((place, TRANSIT) if copies < 0 else (TRANSIT, place)),
                abs(copies),
                Time(day, last * POSITION_STEP),
            )
            for (place, run, day), copies in self._moved.items()
            if copies
        ]
        self._moved.clear()
        if not moves:
            return
        command = self.command
        adjusted = State(command.database, command.holdings).adjust_counts(moves).moves
        lines = sum(entry == last for entry, *_ in made.movements)
        command.database.apply(entries.movements(last, adjusted, lines + 1))
        command.note(0, len(adjusted), 0)
        command.holdings.keep()
        for stock in self._stocks.values():
            stock.refresh()

    def _refresh(self) -> None:
        self._entries, self._next = self.command.entries, self.command.next_entry
        for stock in self._stocks.values():
            stock.refresh()

    def _stock(self, place: int) -> "Stock":
        if place not in self._stocks:
            kind = CountedStock if place in self._limits.counted else Stock
            self._stocks[place] = kind(self.command.holdings, place, self.columns.first_day)
        return self._stocks[place]

    def _take(self, entry: SheetEntry, source: Place) -> Sequence[tuple[int, int]] | None:
        """Return the runs that fill an entry, the oldest first for each line; or None if there are too few copies."""
        day, lines = entry.day, entry.lines
        withdrawn = self._limits.withdrawn if self.kind is EntryType.SHIP else None
        stock = self._stock(source.id)
        if isinstance(stock, CountedStock) and not stock.reaches(day, [item for item, _ in lines]):
            self._insert()  # with the counts before it adjusted
            stock.begin(day)
        taken: list[tuple[int, int]] = []
        for item, quantity in lines:
            runs = stock.left(item)
            if withdrawn and not withdrawn.keys().isdisjoint(runs):
                runs = [run for run in runs if not self._limits.is_withdrawn(run, day)]
            if runs and stock[run := runs[0]].lowest(day) >= quantity:  # the most frequent case
                taken.append((run, quantity))
                continue
            parts, missing = fill(quantity, runs, lambda run: stock[run].lowest(day))
            if missing:
                return None
            taken += parts
        return taken

    def _add(
        self, entry: SheetEntry, place: Place, source: Place, store: Place | None, taken: Sequence[tuple[int, int]]
    ) -> None:
        day, (reference, carrier, note) = entry.day, entry.texts
        made, command, stock, number = self._rows, self.command.number, self._stocks[source.id], self._next
        self._next = number + 1
        self._firsts[number] = entry.first
        for item, cost, fund, whole, grant in entry.costs:
            made.costs.append((number, self._item_code(item), cost.cents, whole, cost.currency, fund or "", grant or 0))
        made.entries.append((number, command, self.kind.value, day, place.id, 0, self._matcher.key(entry)))
        if reference or carrier or note:
            made.texts.append((command, number, reference, carrier, note))
        is_sent = self.kind is EntryType.SHIP
        end = TRANSIT if is_sent else PUBLIC if store is None else store.id
        for line, (run, copies) in enumerate(taken, 1):
            made.movements.append((number, line, run, source.id, end, copies, day, number if is_sent else 0))
            stock.take(run, day, copies)
            self._move(source.id, run, day, -copies)
            if end > TRANSIT:
                self._bring(end, run, day, copies)
        if entry.arrival is not None:
            self._arrive(number, entry, entry.arrival, place, taken)

    def _arrive(
        self, number: int, shipment: SheetEntry, arrival: str, place: Place, taken: Sequence[tuple[int, int]]
    ) -> None:
        made, command, receipt = self._rows, self.command.number, number + 1
        self._next = receipt + 1
        made.entries.append((receipt, command, "receive", arrival, place.id, number, ""))
        reference, carrier, note = shipment.texts
        if arrival != shipment.day:
            carrier = note = ""
            taken = sorted(taken, key=lambda part: self._ages[part[0]])
        elif self.context.day.refused:
            self.context.day.bring(match_key(place.code))
        if reference or carrier or note:
            made.texts.append((command, receipt, reference, carrier, note))
        is_looked_at = place.is_store or self.columns.returned
        for line, (run, copies) in enumerate(taken, 1):
            made.movements.append((receipt, line, run, TRANSIT, place.id, copies, arrival, number))
            self._move(place.id, run, arrival, copies)
            if is_looked_at and place.id not in self._limits.counted:
                self._bring(place.id, run, arrival, copies)

    def _bring(self, place: int, run: int, day: str, copies: int) -> None:
        self._stock(place).add(run, day, copies)
        self.command.holdings.arrived(place, run)

    def _move(self, place: int, run: int, day: str, copies: int) -> None:
        if place in self._limits.counted:
            self._moved[place, run, day] = self._moved.get((place, run, day), 0) + copies


# The current stock of places, and the used-up runs of items.


class Stock(dict[int, DailyCopies]):
    """The copies of each run at a place, from a day on."""

    def __init__(self, holdings: Holdings, place: int, since: str) -> None:
        super().__init__()
        self._holdings, self._place, self._since = holdings, place, since
        self._left: dict[NamedItem, list[int]] = {}

    def __missing__(self, run: int) -> DailyCopies:
        copies = self[run] = self._holdings.whole(self._place, run, self._since)
        return copies

    def last(self, run: int) -> int:
        """Return the final copies of a run, without reading the days before."""
        return self._holdings.days(self._place, run, END_OF_TIME)[-1].copies

    def add(self, run: int, day: str, copies: int) -> None:
        """Add copies of a run from `day` on."""
        self[run].add(day, copies)
        self._left.clear()

    def take(self, run: int, day: str, copies: int) -> None:
        """Take copies of a run from `day` on."""
        if self[run].add(day, -copies) <= 0:
            self._left.clear()

    def left(self, item: NamedItem) -> list[int]:
        """Return the runs of an item that are not used up; others have no copies on any day."""
        runs = self._left.get(item)
        if runs is None:
            runs = self._left[item] = [run for run in item.runs if self.last(run) > 0]
        return runs

    def refresh(self) -> None:
        """Check again which runs are used up, as other entries may have changed the stock."""
        self._left.clear()


class CountedStock(Stock):
    """The copies at a place with counts, from a day on: of each run up to the next count that covers it.

    Departures before a count change only its difference, and so do not affect later days. But later days depend on the
    count, so they are read after the counts are adjusted.
    """

    def __init__(self, holdings: Holdings, place: int, since: str) -> None:
        super().__init__(holdings, place, since)
        self._state = State(holdings.database, holdings)
        self._day = self._until = ""

    def reaches(self, day: str, items: Iterable[NamedItem]) -> bool:
        """Return whether no count of the items, or of those read before, is between the first day and this one."""
        if day < self._until:
            for item in items:
                self.left(item)
        return day < self._until

    def begin(self, day: str) -> None:
        """Read the copies again, from a day on."""
        self.clear()
        self._left.clear()
        self._day, self._until = day, END_OF_TIME

    def last(self, run: int) -> int:
        """Return the copies of a run on the last day read, up to the next count."""
        return self[run].last

    def refresh(self) -> None:
        """Start again, as other entries may have changed the stock."""
        self._until = ""

    def __missing__(self, run: int) -> DailyCopies:
        days = self._state.holdings.days(self._place, run, self._day)
        item = catalogue.item_of(self._state.database, run)
        counts = self._state.counts_of(self._place, item, Time(self._day, LAST_POSITION))
        if (count := next((count for count in counts if count.covers(run)), None)) is not None:
            self._until = min(self._until, count.time.date)
            days = [day for day in days if day.date < count.time.date]
            days.append(DayQuantity(count.time.date, self._state.holdings.before(self._place, run, count.time)))
        copies = self[run] = DailyCopies(days)
        return copies
