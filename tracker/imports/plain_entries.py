"""Record the plain entries of a sheet of shipments, returns or hand-outs: planned in memory, written together.

Plain entries are limited only by the stock of their source: their places are known and were never closed, the ledger
has neither their reference nor their content, and there are enough copies up to the next count. All others are logged
one by one, which also gives the error messages. A property test ensures equal results.

Entries before a count change only its difference, so counts are adjusted once for all entries written together.
"""

import json
from array import array
from collections.abc import Iterable, Iterator, Sequence, Set

from tracker.imports.entry_columns import ColumnEntry, EntryColumns, NamedItem, NamedPlace
from tracker.imports.entry_rows import written_cost
from tracker.imports.jobs import ImportContext, Together
from tracker.imports.matching import Matcher, digest_of_text, from_source, row_key
from tracker.ledger.allocation import fill
from tracker.ledger.daily_copies import DailyCopies
from tracker.ledger.holdings import Holdings
from tracker.ledger.lookalikes import describe_lookalikes, find_equal
from tracker.ledger.shipments import with_wholes
from tracker.ledger.state import State
from tracker.messages import Message
from tracker.model.catalogue import DISTRIBUTION, Place
from tracker.model.codes import RunCode, parse_item_or_run
from tracker.model.dates import END_OF_TIME
from tracker.model.entries import LAST_POSITION, PUBLIC, TRANSIT, Draft, EntryType, ItemCost, Move, Time
from tracker.model.quantities import Line
from tracker.model.text import match_key
from tracker.store import bulk, catalogue, entries, entry_statements
from tracker.store.balances import DayQuantity
from tracker.store.entries import POSITION_STEP

CHUNK = 2_000
"""The number of entries handled together, and the maximum written at once."""


class PlainEntries:
    """Records the plain entries of a sheet, in order."""

    def __init__(self, context: ImportContext, columns: EntryColumns, matcher: Matcher, of_known: Set[int]) -> None:
        """Read the limits of all entries; `of_known` are the rows whose references the ledger has."""
        self.context, self.command, self.columns, self.kind = context, context.command, columns, matcher.kind
        self._matcher, self._of_known = matcher, of_known
        database = self.command.database
        self._has_store = matcher.default_store is not None
        self._default_key = (matcher.default_store or "").casefold()
        self._default = catalogue.default_store(database)
        """The store of entries without one."""
        self._limits = bulk.limits(database, self.kind.value)
        self._funds_pay = catalogue.has_grants_for(database, DISTRIBUTION)
        self._ways: dict[tuple[int, int, bool], bool] = {}
        """Whether an entry may be plain, by place, store, and whether it is received."""
        self._ages = {run.id: age for age, run in enumerate(catalogue.runs(database))}
        self._rows, self._done = bulk.Rows(), array("q")
        self.computed: dict[int, str] = {}
        """The digests computed before any row was read, by first row."""
        self._digests: dict[int, str] = {}
        """The content digests by first row."""
        self._known: set[str] = set()
        """The digests that the ledger had before."""
        self._of_source = "".join(f"\0{part}" for part in from_source(matcher.source))
        self._codes: dict[str, str] = {}
        self._stocks: dict[int, Stock] = {}
        self._entries, self._next = self.command.entries, self.command.next_entry
        self._moved: dict[tuple[int, int, str], int] = {}
        """Unwritten copies that came to places with counts, or left them, by place, run and day."""
        self._recorded, self._firsts = array("q"), array("q")
        """The recorded entries, and the first row of each."""
        self.is_known = False
        """Whether the entry last passed to `record` was skipped because the ledger may have it."""

    def read(self, firsts: Sequence[int]) -> Sequence[ColumnEntry]:
        """Return the next entries by first row, after looking up the ones that the ledger may have."""
        self._digests, self._known = {}, set()
        found = self.columns.entries(firsts)
        if self._limits.has_rows:
            for entry in found:
                if self._find(entry.place) is not None and (not self._has_store or self._store(entry) is not None):
                    self._digests[entry.first] = self.computed.get(entry.first) or self.digest(entry)
            first_keys = {row_key(digest, 1): digest for digest in self._digests.values()}
            known = bulk.known_keys(self.command.database, json.dumps(list(first_keys)), self.command.first_entry)
            self._known = {first_keys[key] for key in known}
        return found

    def record(self, entry: ColumnEntry) -> bool:
        """Record an entry if it is plain; return whether it was."""
        self.is_known = False
        if self._entries != self.command.entries:
            self._heed_others()
        first, place, store = entry.first, self._find(entry.place), self._store(entry)
        if place is None or first in self._of_known or not self._may(entry, place, store):
            return False
        digest = self._digests.get(first) or self.digest(entry)
        self.is_known = digest in self._known
        if self.is_known:
            return False
        source = store if self.kind is EntryType.SHIP and store is not None else place
        taken = self._take(entry, source)
        if taken is None:
            return False
        self._add(entry, place, source, store, taken, row_key(digest, self._turn(entry, digest)))
        self._done.append(first)
        self._done.extend(self.columns.further.get(first, ()))
        return True

    def may_be_known(self, entry: ColumnEntry) -> bool:
        """Return whether the ledger may have an entry by reference or number, and has the places and items."""
        if not (entry.first in self._of_known or self._is_exported(entry)) or not self._is_one(entry):
            return False
        if self._has_store and entry.store is not None:
            store = entry.store.place
            if not (store and store.is_store and store.id not in self._limits.closed):
                return False
        return bool(self._find(entry.place)) and all(item.runs for item, _ in entry.lines)

    def write(self) -> Together:
        """Write the recorded entries, before anything else is recorded, and return their rows."""
        if self._entries != self.command.entries:
            self._heed_others()
        self._insert()
        done, self._done = self._done, array("q")
        return Together(done)

    def describe_slips(self) -> Iterator[tuple[int, Message]]:
        """Yield messages on possible slips, by the line of the entry, once the command is closed."""
        database, columns, command = self.command.database, self.columns, self.command
        state = State(database, command.holdings)
        suspected = bulk.possible_slips(database, self.kind.value, command.first_entry) if self._recorded else set()
        for number, first in zip(self._recorded, self._firsts, strict=True) if suspected else ():
            if number in suspected:
                time, place = entries.time_of(database, number), entries.place_of(database, number)
                draft = Draft(self.kind, number, time, place, tuple(entries.moves_of(database, number)))
                rows = columns.rows_of(first)
                lines = [Line(parse_item_or_run(columns.items[row].name), columns.quantities[row]) for row in rows]
                of_runs = [line for line in lines if isinstance(line.what, RunCode)]
                equal = find_equal(state, draft, of_runs, command.earlier)
                for message in describe_lookalikes(state, draft, equal, dry_run=False):
                    yield columns.sheet.rows[first].line, message

    def _find(self, named: NamedPlace) -> Place | None:
        return named.place or self.columns.find(named)

    def _store(self, entry: ColumnEntry) -> Place | None:
        """Return the store of an entry; or None if it does not exist, or this type has none."""
        if not self._has_store:
            return None
        return self._default if entry.store is None else entry.store.place

    def _may(self, entry: ColumnEntry, place: Place, store: Place | None) -> bool:
        """Return whether only the stock limits an entry, and the ledger does not have it by number."""
        way = place.id, 0 if store is None else store.id, entry.arrival is not None
        if way not in self._ways:
            self._ways[way] = self._may_go(place, store, arrives=entry.arrival is not None)
        return (
            self._ways[way]
            and not (self._limits.counted and self._is_of_count_day(entry, place, store))
            and (entry.number is None or not self._is_exported(entry))
            and self._is_one(entry)
            and not self.columns.audiences[entry.first]
            and (not self.columns.has_costs or self._may_cost(entry))
        )

    def _may_go(self, place: Place, store: Place | None, *, arrives: bool) -> bool:
        """Return whether only the stock may limit entries of a place and a store.

        Neither was ever closed, and nothing comes to a store with counts.
        """
        closed, counted = self._limits.closed, self._limits.counted
        if place.id in closed or not self._has_store:
            return place.id not in closed
        if store is None or store.id in closed or not store.is_store or place.id == store.id:
            return False
        if self.kind is EntryType.RETURN:
            return not place.is_store and store.id not in counted
        return not (arrives and place.is_store and place.id in counted)

    def _is_of_count_day(self, entry: ColumnEntry, place: Place, store: Place | None) -> bool:
        """Return whether copies leave or are received on the day of a count: the clerk is advised to log before it."""
        counted = self._limits.counted
        source = store if self.kind is EntryType.SHIP and store is not None else place
        return entry.day in counted.get(source.id, ()) or entry.arrival in counted.get(place.id, ())

    def _is_exported(self, entry: ColumnEntry) -> bool:
        """Return whether the ledger may have exported the row: it has an entry with this number."""
        return entry.number is not None and entry.number < self.command.first_entry

    def _is_one(self, entry: ColumnEntry) -> bool:
        """Return whether the rows of an entry are consistent, and have different items."""
        return entry.first not in self.columns.further or self.columns.agree(self.columns.rows_of(entry.first))

    def _may_cost(self, shipment: ColumnEntry) -> bool:
        """Return whether the sending cost needs no queries for its fund or its division over items."""
        costs = [said for said in shipment.costs if said is not None]
        if not costs:
            return True
        is_wide = self.columns.sheet.numbering.width > 1
        is_asked = any(said.grant or (self._funds_pay and said.fund is None) for said in costs)
        return not (is_wide or is_asked)

    def has_digest(self, entry: ColumnEntry) -> bool:
        """Return whether `digest` works for an entry: its place, store and items exist, and no rows are added up."""
        is_known = self._find(entry.place) is not None and (not self._has_store or self._store(entry) is not None)
        return is_known and self._is_one(entry) and not self.columns.audiences[entry.first]

    def digest(self, entry: ColumnEntry) -> str:
        """Return the `content_key` of an entry whose place and store exist."""
        _, day, place, store, _, _, _, (reference, carrier, note), lines, _ = entry
        if len(lines) == 1 and not self.columns.has_costs:
            ((item, quantity),) = lines
            of_lines = f"{item.name}={quantity}"
        else:
            said = [f"{item.name}={quantity}" for item, quantity in lines]
            of_lines = "\0".join(sorted([*said, *map(written_cost, self._costs(entry))]))
        if self._matcher.keyed_days:
            day = self._matcher.keyed_days.get(day, day)
        of_store = self._default_key if store is None or not self._has_store else store.key
        content = "\0".join((self.kind.value, day, place.key, of_store, reference, carrier, note, of_lines))
        return digest_of_text(content + self._of_source)

    def _turn(self, entry: ColumnEntry, digest: str) -> int:
        """Return the ordinal of an entry among those with its content digest."""
        if self.columns.differ and entry.texts[0] and not entry.rest_of:
            return 1  # no other row has its content
        return self._matcher.turn(digest, entry.rest_of)

    def _costs(self, shipment: ColumnEntry) -> Sequence[ItemCost]:
        """Return the sending cost of each item."""
        if not any(shipment.costs):
            return ()
        return with_wholes(
            [
                ItemCost(self._item_code(item), said.cost, said.fund, said.cost.cents, said.grant)
                for (item, _), said in zip(shipment.lines, shipment.costs, strict=True)
                if said is not None
            ]
        )

    def _item_code(self, named: NamedItem) -> str:
        """Return the recorded code of an item."""
        if named.item not in self._codes:
            self._codes[named.item] = catalogue.code_of(self.command.database, "item", named.item) or named.item
        return self._codes[named.item]

    def _insert(self) -> None:
        made, self._rows = self._rows, bulk.Rows()
        if made.entries:
            bulk.insert_entries(self.command.database, made)
            self.command.note(len(made.entries), len(made.movements), len(made.costs) + len(made.texts))
            self._adjust_counts(made)
            self._entries = self.command.entries

    def _adjust_counts(self, made: bulk.Rows) -> None:
        """Adjust the counts affected by the entries, all at once; the last entry records the differences."""
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
        command.database.apply(entry_statements.movements(last, adjusted, lines + 1))
        command.note(0, len(adjusted), 0)
        command.holdings.keep()
        for stock in self._stocks.values():
            stock.heed_others()

    def _heed_others(self) -> None:
        """Check again which runs are used up, as other entries were recorded."""
        self._entries, self._next = self.command.entries, self.command.next_entry
        for stock in self._stocks.values():
            stock.heed_others()

    def _stock(self, place: int) -> "Stock":
        if place not in self._stocks:
            kind = CountedStock if place in self._limits.counted else Stock
            self._stocks[place] = kind(self.command.holdings, place)
        return self._stocks[place]

    def _take(self, entry: ColumnEntry, source: Place) -> Sequence[tuple[int, int]] | None:
        """Return the runs that fill an entry, oldest first for each line; or None if too few copies are left."""
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
        self,
        entry: ColumnEntry,
        place: Place,
        source: Place,
        store: Place | None,
        taken: Sequence[tuple[int, int]],
        key: str,
    ) -> None:
        """Add an entry, and the receipt of a received shipment, to the rows to write."""
        first, day, _, _, arrival, _, _, (reference, carrier, note), _, _ = entry
        made, command, stock, number = self._rows, self.command.number, self._stocks[source.id], self._next
        self._next = number + 1
        self._recorded.append(number)
        self._firsts.append(first)
        if self.columns.has_costs:
            made.costs += [
                (number, cost.item, cost.cost.cents, cost.whole, cost.cost.currency, cost.fund or "", cost.grant or 0)
                for cost in self._costs(entry)
            ]
        made.entries.append((number, command, self.kind.value, day, place.id, 0, key))
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
        if arrival is not None:
            self._arrive(number, entry, arrival, place, taken)

    def _arrive(
        self, number: int, shipment: ColumnEntry, arrival: str, place: Place, taken: Sequence[tuple[int, int]]
    ) -> None:
        """Add the receipt of the shipment with this number to the rows to write."""
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
        """Record that copies come to a place on a day, or leave it, if it has counts."""
        if place in self._limits.counted:
            self._moved[place, run, day] = self._moved.get((place, run, day), 0) + copies


# The current stock of places, and the used-up runs of items.


class Stock(dict[int, DailyCopies]):
    """The copies of each run at a place."""

    def __init__(self, holdings: Holdings, place: int) -> None:
        """Start with an empty cache."""
        super().__init__()
        self._holdings, self._place = holdings, place
        self._left: dict[NamedItem, list[int]] = {}

    def __missing__(self, run: int) -> DailyCopies:
        copies = self[run] = self._holdings.whole(self._place, run)
        return copies

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
            runs = self._left[item] = [run for run in item.runs if self[run].last > 0]
        return runs

    def heed_others(self) -> None:
        """Check again which runs are used up, as other entries may have changed the stock."""
        self._left.clear()


class CountedStock(Stock):
    """The copies at a place with counts, from a day on: of each run up to the next count that covers it.

    Departures before a count change only its difference, and so do not affect later days. But later days depend on the
    count, so they are read after the counts are adjusted.
    """

    def __init__(self, holdings: Holdings, place: int) -> None:
        """Start with an empty cache."""
        super().__init__(holdings, place)
        self._state = State(holdings.database, holdings)
        self._day = self._until = ""

    def reaches(self, day: str, items: Iterable[NamedItem]) -> bool:
        """Return whether no count of the items, or of those read before, is between the first day and this one.

        The copies of an item are read on first use, which may reveal an earlier count.
        """
        if day < self._until:
            for item in items:
                self.left(item)
        return day < self._until

    def begin(self, day: str) -> None:
        """Read the copies again, from a day on."""
        self.clear()
        self._left.clear()
        self._day, self._until = day, END_OF_TIME

    def heed_others(self) -> None:
        """Start again, as other entries may have changed the stock."""
        self._until = ""

    def __missing__(self, run: int) -> DailyCopies:
        days = self._state.held_days(self._place, run, self._day)
        item = catalogue.item_of(self._state.database, run)
        counts = self._state.counts_of(self._place, item, Time(self._day, LAST_POSITION))
        if (count := next((count for count in counts if count.covers(run)), None)) is not None:
            self._until = min(self._until, count.time.date)
            days = [day for day in days if day.date < count.time.date]
            days.append(DayQuantity(count.time.date, self._state.held_before(self._place, run, count.time)))
        copies = self[run] = DailyCopies(days)
        return copies
