"""The state machine over all logging commands: after every step the ledger is what a replay makes of it."""

import shutil
import tempfile
from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from tests.ledger.whole import LAST, Happened, Line, item_of, totals
from tests.ledger.whole_reports import coverage, recall_list, use
from tests.properties import few_or_many, over
from tracker.errors import Refused
from tracker.ledger.booklets import add_booklet
from tracker.ledger.counts import Count, log_count
from tracker.ledger.database import create_database
from tracker.ledger.departures import Departure, log_handout, log_return, log_writeoff
from tracker.ledger.places import NewPlace, add_place
from tracker.ledger.print_runs import NewPrintRun, log_print
from tracker.ledger.recalls import Recall, reinstate, withdraw
from tracker.ledger.receipts import Arrival, log_receipt
from tracker.ledger.requests import NewRequest, add_request
from tracker.ledger.shipments import Shipment, log_shipment
from tracker.ledger.voids import log_void
from tracker.model.codes import parse_item, parse_item_or_run, parse_run
from tracker.model.entries import Entry, Particulars
from tracker.model.quantities import Line as NewLine
from tracker.model.table import AsOf, Row
from tracker.reports import database, recalls, requests, shipments, stock
from tracker.reports import log as logs
from tracker.reports.queries import Database, ask, reading
from tracker.store.checks import discrepancies, facts
from tracker.store.dictionary import columns

STORES, OTHERS = ("s1", "s2"), ("p1", "p2")
PLACES = STORES + OTHERS
ITEMS = ("B/lv", "B/ru")
DAYS = tuple(f"2015-01-0{day}" for day in range(1, 5))
LATER = "2016-01-02"
"""A day for which the first of them is longer ago than 12 months."""

days = st.sampled_from(DAYS)
places = st.sampled_from(PLACES)
named = st.sampled_from(["B/lv", "B/lv", "B/lv", "B/ru", "B/ru", "B/lv/1", "B/lv/2", "B/ru/1"])
quantities = st.integers(1, 9)
found = st.integers(0, 20)
numbers = st.integers(0, 40)
seldom = st.sampled_from([False, False, False, True])
ordered = st.one_of(st.none(), st.none(), st.tuples(st.sampled_from(["replaces", "before"]), numbers))


def new_database(path: Path) -> None:
    """Make a database with two stores, two other places and a booklet."""
    create_database(path, NewPlace("s1", "First", "store", "LV"))
    add_place(path, NewPlace("s2", "Second", "store"))
    add_place(path, NewPlace("p1", "Embassy", "embassy", "GB"))
    add_place(path, NewPlace("p2", "Library", "library"))
    add_booklet(path, "B", "Booklet", None)


class Histories(RuleBasedStateMachine):
    """Random entries, in random order of date, mended, voided and recalled at random."""

    blank: Path
    folder: Path

    def __init__(self) -> None:
        super().__init__()
        self.path = Path(tempfile.mkdtemp(dir=self.folder)) / "tracker.db"
        shutil.copyfile(self.blank, self.path)
        self.line = Line(frozenset(STORES))
        self.entries = 0
        self.recalled: dict[str, list[str]] = {}
        """By run: the days on which it was withdrawn, reinstated, withdrawn again."""
        self.remembered: list[tuple[AsOf, list[list[Row]]]] = []

    def teardown(self) -> None:
        for when, said in self.remembered:
            assert self.reports(when) == said, when
        shutil.rmtree(self.path.parent)

    # What a clerk does ------------------------------------------------------------------------------

    @initialize(
        first=st.integers(20, 90), second=st.integers(20, 90), sent=st.lists(st.integers(5, 20), min_size=3, max_size=3)
    )
    def begin(self, first: int, second: int, sent: list[int]) -> None:
        """Begin with copies everywhere, so that most of what is tried can be done."""
        self.print("B/lv", first, "s1", DAYS[0], None)
        self.print("B/ru", 60, "s1", DAYS[0], None)
        self.print("B/lv", second, "s1", DAYS[1], None)
        for place, quantity in zip(("s2", *OTHERS), sent, strict=True):
            self.ship(place, "B/lv", quantity, "s1", DAYS[1], None, at_once=True)

    @rule(
        item=st.sampled_from(ITEMS), quantity=st.integers(20, 90), store=st.sampled_from(STORES), day=days, how=ordered
    )
    def print(self, item: str, quantity: int, store: str, day: str, how: tuple[str, int] | None) -> None:
        printing = NewPrintRun(parse_item(item), quantity, store)
        self.log(lambda p: log_print(self.path, printing, p), "print", store, day, how)

    @rule(
        place=places,
        what=named,
        quantity=quantities,
        store=st.sampled_from(STORES),
        day=days,
        how=ordered,
        at_once=seldom,
    )
    def ship(
        self, place: str, what: str, quantity: int, store: str, day: str, how: tuple[str, int] | None, at_once: bool
    ) -> None:
        shipment = Shipment(place, (NewLine(parse_item_or_run(what), quantity),), store, received=at_once)
        leaves = (store, what, quantity) if place != store else None
        self.log(lambda p: log_shipment(self.path, shipment, p), "ship", place, day, how, leaves)

    @rule(number=numbers, what=named, quantity=found, day=days, how=ordered, part=st.booleans(), close=seldom)
    def receive(
        self, number: int, what: str, quantity: int, day: str, how: tuple[str, int] | None, part: bool, close: bool
    ) -> None:
        last = self.line.at(LAST)
        sent = [event for event in self.line.standing() if event.type == "ship"]
        shipped = [event.number for event in sent if last.get((event.moves[0][2], event.moves[0][0]))] or [1]
        number = shipped[number % len(shipped)]
        part = part or close
        if part and quantity == 0 and not close:
            return
        lines = (NewLine(parse_item_or_run(what), quantity),) if part else ()
        parcel = self.line.find(number)
        place = parcel.place if parcel else "p1"
        self.log(lambda p: log_receipt(self.path, Arrival(number, lines, close), p), "receive", place, day, how)

    @rule(
        kind=st.sampled_from(["return", "handout", "writeoff"]),
        place=places,
        what=named,
        quantity=quantities,
        day=days,
        how=ordered,
    )
    def leave(self, kind: str, place: str, what: str, quantity: int, day: str, how: tuple[str, int] | None) -> None:
        commands = {"return": log_return, "handout": log_handout, "writeoff": log_writeoff}
        leaving = Departure(
            place, (NewLine(parse_item_or_run(what), quantity),), reason="lost" if kind == "writeoff" else None
        )
        leaves = None if kind == "return" and place in STORES else (place, what, quantity)
        self.log(lambda p: commands[kind](self.path, leaving, p), kind, place, day, how, leaves)

    @rule(
        place=places,
        what=st.lists(named, max_size=2, unique_by=lambda each: each[:4]),
        quantity=found,
        day=days,
        how=ordered,
        full=seldom,
    )
    def count(
        self, place: str, what: list[str], quantity: int, day: str, how: tuple[str, int] | None, full: bool
    ) -> None:
        if not what and not full:
            return
        lines = tuple(NewLine(parse_item_or_run(each), quantity) for each in what)
        items = frozenset(each for each in what if each.count("/") == 1)
        self.log(
            lambda p: log_count(self.path, Count(place, lines, full), p), "count", place, day, how, scope=(items, full)
        )

    @rule(number=numbers)
    def void(self, number: int) -> None:
        number = 1 + number % max(self.entries, 1)
        wrong, trial = self.line.find(number), self.line.copy()
        try:
            log_void(self.path, number, "a mistake", Particulars("anna"))
        except Refused as refused:
            trial.void(number)
            in_use = wrong is not None and wrong.type == "print" and self.in_use(wrong)
            assert wrong is None or wrong.voided or in_use or trial.short(), refused
            return
        assert wrong is not None and not wrong.voided
        self.line.void(number)
        self.entries += 1

    @rule(run=st.sampled_from(["B/lv/1", "B/lv/2", "B/ru/1"]), day=days)
    def recall(self, run: str, day: str) -> None:
        recall = Recall(parse_run(run), "outdated", date.fromisoformat(day))
        try:
            (reinstate if len(self.recalled.get(run, ())) % 2 else withdraw)(self.path, recall, "anna")
        except Refused:
            return
        self.recalled.setdefault(run, []).append(day)

    @rule(place=st.sampled_from(OTHERS), item=st.sampled_from(ITEMS), quantity=quantities, day=days)
    def request(self, place: str, item: str, quantity: int, day: str) -> None:
        lines = (NewLine(parse_item(item), quantity),)
        add_request(self.path, NewRequest(place, lines, date.fromisoformat(day)), "anna")

    @rule(day=days)
    def remember(self, day: str) -> None:
        """Keep what all reports say now; at the end they must say the same, asked for this day and moment."""
        if not self.entries:
            return
        moment = str(database.info(self.path)["last_recorded_at"])
        when = AsOf(date.fromisoformat(day), moment)
        self.remembered.append((when, self.reports(when)))

    def reports(self, when: AsOf) -> list[list[Row]]:
        said = [list(stock.stock(self.path, by=by, when=when).rows) for by in ("item", "run", "place")]
        said.append(list(shipments.shipments(self.path, shipments.ShipmentFilter(), when).rows))
        said.append(list(requests.requests(self.path, False, when).rows))
        for item in ITEMS:
            try:
                said.append(list(recalls.trace(self.path, parse_item(item), when).rows))
            except Refused:
                said.append([])
        with logs.log(self.path, logs.LogFilter(), when) as table:
            said.append(list(table.rows))
        return said

    def in_use(self, printed: Happened) -> bool:
        run = printed.moves[0][0]
        return any(event.names(run) for event in self.line.standing() if event is not printed)

    # How it is logged in both -----------------------------------------------------------------------

    def log(
        self,
        command: Callable[[Particulars], Entry],
        kind: str,
        place: str,
        day: str,
        how: tuple[str, int] | None,
        leaves: tuple[str, str, int] | None = None,
        scope: tuple[frozenset[str], bool] = (frozenset(), False),
    ) -> None:
        """Log it in the ledger, then replay what it did; a refusal must have its reason in the model too."""
        other = self.other(kind, how) if how else None
        replaces = other.number if how and other and how[0] == "replaces" else None
        before = other.number if how and other and how[0] == "before" else None
        day = other.day if before is not None and other else day
        particulars = Particulars("anna", date.fromisoformat(day), replaces=replaces, before=before)
        trial = self.line.copy()
        if replaces is not None:
            trial.void(replaces)
        index = trial.index(day, before, replaces)
        allowed = None if leaves is None else self.allocation(trial, leaves, day, index, kind == "ship")
        try:
            entry = command(particulars)
        except Refused as refused:
            mended = other is not None and replaces is not None and (other.voided or other.type == "print")
            assert leaves is None or allowed is None or mended or self.would_be_short(trial, index, allowed), refused
            return
        assert leaves is None or allowed is not None
        self.entries += 1 if replaces is None else 2
        event = Happened(self.entries, kind, day, place, items=scope[0], full=scope[1])
        event.moves = natural(entry, kind, event.number)
        event.counted = {count.run: count.counted for count in entry.counts}
        if kind == "receive":
            event.shipment = entry.shipment
            event.moves = [self.by_shipment(move, entry.shipment) for move in event.moves]
        if allowed is not None:
            assert [(run, quantity) for run, _, _, quantity in event.moves] == allowed
        trial.events.insert(index, event)
        if entry.receipt is not None:
            self.entries += 1
            arrivals = [(run, to, place, quantity) for run, _, to, quantity in event.moves]
            receipt = Happened(self.entries, "receive", day, place, arrivals, shipment=event.number)
            trial.events.insert(index + 1, receipt)
        self.line = trial

    def other(self, kind: str, how: tuple[str, int]) -> Happened | None:
        """Return the entry to replace, which is one of the same type, or to stand before; None when there is none."""
        numbers = [event.number for event in self.line.events if how[0] == "before" or event.type == kind]
        return self.line.find(sorted(numbers)[how[1] % len(numbers)]) if numbers else None

    def allocation(
        self, trial: Line, leaves: tuple[str, str, int], day: str, index: int, ships: bool
    ) -> list[tuple[str, int]] | None:
        """Return what rule 6 takes, None when it is not enough."""
        holder, what, wanted = leaves
        printed = {event.moves[0][0]: event.day for event in trial.standing() if event.type == "print"}
        taken = []
        for run in sorted(printed, key=lambda run: (printed[run], int(run.rpartition("/")[2]))):
            if what not in (run, item_of(run)) or (ships and self.is_withdrawn(run, day)):
                continue
            quantity = min(wanted, max(trial.spare(holder, run, day, index), 0))
            if quantity:
                taken.append((run, quantity))
                wanted -= quantity
        return None if wanted else taken

    def is_withdrawn(self, run: str, day: str) -> bool:
        return sum(recalled <= day for recalled in self.recalled.get(run, ())) % 2 == 1

    def would_be_short(self, trial: Line, index: int, allowed: list[tuple[str, int]]) -> bool:
        """Tell whether voiding what is replaced leaves the ledger short, whatever is put in its place."""
        return trial.short()

    def by_shipment(self, move: tuple[str, str, str, int], shipment: int | None) -> tuple[str, str, str, int]:
        run, source, destination, quantity = move
        return run, f"transit/{shipment}" if source == "transit" else source, destination, quantity


class Replayed(Histories):
    """Histories after every step of which the ledger is what a replay makes of it."""

    @invariant()
    def all_is_as_replayed(self) -> None:
        """Ask everything of one open database: opening it takes longer than most questions."""
        with reading(self.path) as ledger:
            assert list(discrepancies(ledger)) == []
            assert facts(ledger)["entries"] == self.entries
            assert not self.line.short()
            for day in DAYS:
                self.stock_is_as_replayed(ledger, day)
            self.shipments_are_as_replayed(ledger)
            self.the_log_adds_up_to_what_is_replayed(ledger)
            self.the_recall_list_is_as_replayed(ledger)
            self.the_forecast_is_as_replayed(ledger)
            self.coverage_is_as_replayed(ledger)

    def stock_is_as_replayed(self, ledger: Database, day: str) -> None:
        ends, when = self.line.at(day), AsOf(date.fromisoformat(day))
        for run, _, printed_on, status, *figures in ask(ledger, "stock_by_run", when):
            printed, hand, transit, at_places, public, lost = totals(ends, str(run), STORES)
            available = 0 if status == "withdrawn" else self.available(str(run), day)
            assert figures == [printed, hand, None, available, transit, at_places, public, lost], (run, day)
            assert status == ("withdrawn" if self.is_withdrawn(str(run), day) else "active")
            assert str(printed_on) <= day
        rows = ask(ledger, "stock_by_place", when)
        held = {(place, item): copies for place, _, _, _, item, copies, _ in rows if copies}
        expected: dict[tuple[str, str], int] = {}
        for (holder, run), copies in ends.items():
            if holder in PLACES:
                expected[holder, item_of(run)] = expected.get((holder, item_of(run)), 0) + copies
        assert held == {key: copies for key, copies in expected.items() if copies}, day

    def shipments_are_as_replayed(self, ledger: Database) -> None:
        expected = {}
        for sent in self.line.events:
            if sent.type != "ship":
                continue
            receipts = [event for event in self.line.standing() if event.shipment == sent.number]
            for item in {item_of(run) for run, *_ in sent.moves}:
                moves = [move for event in receipts for move in event.moves if item_of(move[0]) == item]
                copies = sum(quantity for run, *_, quantity in sent.moves if item_of(run) == item)
                arrived = sum(quantity for _, _, to, quantity in moves if to == sent.place)
                lost = sum(quantity * ((to == "loss") - (source == "loss")) for _, source, to, quantity in moves)
                left = copies - arrived - lost
                status = "in-transit" if left == copies else "partly-received" if left else "closed"
                if sent.voided:
                    status = "voided"
                elif arrived == copies:
                    status = "received"
                expected[sent.number, item] = (copies, arrived, lost, status)
        rows = ask(ledger, "shipments", AsOf())
        assert {(row[0], row[6]): (row[7], row[8], row[9], row[10]) for row in rows} == expected

    def the_log_adds_up_to_what_is_replayed(self, ledger: Database) -> None:
        summed: dict[tuple[str, str], int] = {}
        for _, _, _, _, run, quantity, source, destination, *_ in ask(ledger, "log", AsOf()):
            if quantity is not None:
                for end, change in ((source, -int(quantity)), (destination, int(quantity))):
                    summed[str(end), str(run)] = summed.get((str(end), str(run)), 0) + change
        expected: dict[tuple[str, str], int] = {}
        for (holder, run), copies in self.line.at(LAST).items():
            place = holder.partition("/")[0]
            expected[place, run] = expected.get((place, run), 0) + copies
        assert {key: copies for key, copies in summed.items() if copies} == {
            key: copies for key, copies in expected.items() if copies
        }

    def the_recall_list_is_as_replayed(self, ledger: Database) -> None:
        names = [column.name for column in columns("trace")]
        found = {}
        for row in ask(ledger, "trace", AsOf()):
            told = dict(zip(names, row, strict=True))
            figures = {name: copies for name, copies in told.items() if isinstance(copies, int)}
            found[str(told["place"]), str(told["run"])] = Counter(figures)
        assert found == recall_list(self.line)

    def coverage_is_as_replayed(self, ledger: Database) -> None:
        for place, _, _, _, copies, last_shipped, received, last_received, here in ask(ledger, "coverage", AsOf()):
            told = (copies, last_shipped), (received, last_received), here
            assert told == coverage(self.line, str(place)), place

    def the_forecast_is_as_replayed(self, ledger: Database) -> None:
        at = date.fromisoformat(LATER)
        requested = Counter[str]()
        for row in ask(ledger, "requests", AsOf(at)):
            requested[str(row[6])] += int(row[9] or 0)
        left = Counter[str]()
        for event in self.line.standing():
            if event.type == "print" and not self.is_withdrawn(run := event.moves[0][0], LATER):
                left[item_of(run)] += self.available(run, LATER)
        for item, _, per_month, _, runs_out_on, available, months_known in ask(ledger, "runout", AsOf(at)):
            assert available == left[str(item)] - requested[str(item)]
            used, known = use(self.line, str(item), LATER)
            assert months_known == pytest.approx(known * 12 / 365, abs=0.051)
            assert per_month == pytest.approx(used / (known * 12 / 365), abs=0.051)
            lasts = timedelta(max(int(available), 0) * known // used) if used > 0 else None
            assert runs_out_on == (None if lasts is None else str(at + lasts)), item

    def available(self, run: str, day: str) -> int:
        return sum(max(self.line.spare(store, run, day, self.line.index(day)), 0) for store in STORES)


def natural(entry: Entry, kind: str, number: int) -> list[tuple[str, str, str, int]]:
    """Return what an entry moved of itself, without the differences of counts that it booked anew."""
    moves: list[tuple[str, str, str, int]] = []
    for move in entry.movements:
        fits = {
            "print": move.source == "printer",
            "ship": move.destination == "transit",
            "receive": move.source == "transit" or (move.source == "loss" and entry.place not in STORES),
            "return": move.source == entry.place and move.destination in STORES,
            "handout": move.source == entry.place and move.destination == "public",
            "writeoff": move.source == entry.place and move.destination == "loss",
            "count": False,
        }[kind]
        if fits:
            to = f"transit/{number}" if move.destination == "transit" else move.destination
            moves.append((move.run, move.source, to, move.quantity))
    return moves


def prove(machine: type[Histories], histories: int, steps: int) -> None:
    shared = Path("/dev/shm")  # noqa: S108  (where it is there, writing costs nothing)
    with tempfile.TemporaryDirectory(dir=shared if shared.is_dir() else None) as folder:
        Histories.folder = Path(folder)
        Histories.blank = Path(folder) / "blank.db"
        new_database(Histories.blank)
        run_state_machine_as_test(machine, settings=over(histories, steps))


@pytest.mark.parametrize(("histories", "steps"), few_or_many((10, 30), (2_000, 50)))
def test_any_history_is_what_its_replay_in_order_of_time_makes_of_it(histories: int, steps: int) -> None:
    """Some three hundred steps of all logging commands; a hundred thousand in the long form."""
    prove(Replayed, histories, steps)
