"""Random histories: whatever clerks log, in whatever order, the ledger agrees with the plain one."""

import os
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from tests.ledger import plain
from tests.ledger.plain import Handout, Lines, Print, Receive, Request, Return, Ship, Void, WriteOff
from tests.properties import few_or_many, over
from tracker.errors import Refused, WrongUsage
from tracker.ledger.booklets import add_booklet
from tracker.ledger.checks import discrepancies
from tracker.ledger.database import create_database
from tracker.ledger.departures import Departure, log_handout, log_return, log_writeoff
from tracker.ledger.places import NewPlace, add_place
from tracker.ledger.print_runs import NewPrintRun, log_print
from tracker.ledger.receipts import Arrival, log_receipt
from tracker.ledger.shipments import Shipment, log_shipment
from tracker.ledger.voidable import Wrong
from tracker.ledger.voids import void
from tracker.model.as_of import AsOf
from tracker.model.codes import parse_item, parse_item_or_run
from tracker.model.dates import END_OF_TIME, format_moment
from tracker.model.entries import Entry, Particulars
from tracker.model.quantities import Line
from tracker.model.table import Row
from tracker.reports.queries import ask, reading
from tracker.reports.shipments import ShipmentFilter, shipments
from tracker.reports.stock import stock

# The world: two stores, three other places, one booklet in two languages, eight days ------------------

KINDS = {"store": "store", "depot": "store", "london": "embassy", "liepaja": "social-service", "riga-1": "school"}
ITEMS = ("THB/lv", "THB/ru")
TITLE = "Cilvēku tirdzniecības novēršana"
DAYS = [date(2015, 3, day) for day in (1, 2, 3, 10, 11, 12, 30, 31)]
FUTURE = date(2999, 1, 1)
END = date.fromisoformat(END_OF_TIME)

# What clerks say --------------------------------------------------------------------------------------

ITS_ITEM, ITS_RUN, OTHER_STORE, NEW = "its item", "its run", "the other store", "a new key"
LV = (("THB/lv", 1),)
SLIPS: list[Request] = [
    Ship("nowhere", LV),
    Ship("transit", LV),
    Ship("store", LV),
    Ship("london", LV, "riga-1"),
    Ship("london", (*LV, ("thb/LV", 2))),
    Ship("london", (*LV, ("thb/lv/1", 2))),
    Ship("london", (("THB/lv/9", 1),)),
    Ship("london", (("ABC/lv", 1),)),
    Print("ABC/lv", 1),
    Print("THB/xx", 1),
    Print("THB/lv", 1, "london"),
    Print("THB/lv", 1, "printer"),
    Receive(999),
    Receive(1),
    Receive(-1, close=True),
]
"""What no ledger takes."""


@dataclass(frozen=True)
class Again:
    """The key of an earlier request comes again: with the same one ("nothing" changed), or another."""

    back: int
    changed: str


particulars = st.builds(
    Particulars,
    clerk=st.just("anna"),
    day=st.sampled_from([*DAYS * 4, FUTURE]),
    key=st.sampled_from([None, NEW]),
    dry_run=st.sampled_from([False] * 9 + [True]),
)
stores = st.sampled_from([None, None, "store", "depot"])


def lines(*named: str, most: int) -> st.SearchStrategy[Lines]:
    """Return a line of what is named, or two."""
    line = st.tuples(st.sampled_from(named), st.integers(1, most))
    one = st.tuples(line)
    return st.sampled_from([one, one, st.tuples(line, line)]).flatmap(lambda lines: lines)


prints = st.builds(Print, st.sampled_from(ITEMS), st.integers(1, 15), stores)
ships = st.builds(
    Ship,
    st.sampled_from(["london", "liepaja", "riga-1", OTHER_STORE]),
    lines(*ITEMS * 2, "THB/lv/1", "THB/ru/1", "THB/lv/2", most=7),
    stores,
    st.booleans(),
)
back = st.integers(-6, -1)
receipts = st.builds(Receive, back)
parts = st.builds(Receive, back, lines(*(ITS_ITEM, ITS_RUN) * 3, *ITEMS, most=3), st.booleans())
repeats = st.builds(
    Again, st.integers(0, 5), st.sampled_from(["nothing", "nothing", "case", "day", "note", "request", "dry run"])
)
holders = st.sampled_from(["london", "london", "liepaja", "riga-1", "store", "depot"])
leaving = lines(*ITEMS * 2, "THB/lv/1", "THB/lv/2", most=4)
returns = st.builds(Return, holders, leaving, stores)
handouts = st.builds(Handout, holders, leaving)
writeoffs = st.builds(WriteOff, holders, leaving)
voids = st.builds(Void, st.integers(-9, -1))
weighted: list[st.SearchStrategy[Request | Again]] = [
    *[prints] * 3,
    *[ships] * 7,
    *[receipts] * 3,
    *[parts] * 7,
    *[returns] * 2,
    *[handouts] * 2,
    *[writeoffs] * 2,
    *[voids] * 4,
    *[repeats] * 3,
    st.sampled_from(SLIPS),
]
commands = st.sampled_from(weighted).flatmap(lambda strategy: strategy)


@dataclass(frozen=True)
class Look:
    """A report on a day, as it was known when an entry was logged, or (`early`) just before."""

    report: str
    day: date
    back: int
    early: bool


looks = st.builds(
    Look,
    st.sampled_from(["run", "item", "place", "shipments"]),
    st.sampled_from([DAYS[0] - timedelta(days=1), *DAYS, END]),
    st.integers(0, 30),
    st.booleans(),
)


class Histories(RuleBasedStateMachine):
    """The ledger and the plain one are told the same: they must answer alike, and stand alike after every step."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory(dir=fast_folder())
        self.path = Path(self.folder.name) / "tracker.db"
        self.plain = plain.Ledger(KINDS, frozenset(ITEMS), "store")
        self.moments: list[str] = []
        self.together: set[int] = set()
        self.seen = 0
        self.keyed: list[tuple[Request, Particulars]] = []

    def teardown(self) -> None:
        self.folder.cleanup()

    @initialize(
        printed=st.tuples(*[st.integers(1, 12)] * 3),
        shipped=st.integers(1, 12),
        day=st.sampled_from(DAYS[2:]),
        arrived=st.none() | st.integers(0, 6),
        given=st.integers(0, 3),
    )
    def begin(self, printed: tuple[int, int, int], shipped: int, day: date, arrived: int | None, given: int) -> None:
        """There is a shipment that takes the oldest copies, perhaps lost on the way, perhaps handed out."""
        self.path.write_bytes(new_database())
        for item, quantity, printed_on in zip(("THB/lv", "THB/lv", "THB/ru"), printed, DAYS, strict=False):
            self.tell(Print(item, quantity), Particulars("anna", printed_on))
        self.tell(Ship("london", (("THB/lv", shipped),)), Particulars("anna", day))
        if arrived is not None:
            self.tell(Receive(4, (("THB/lv", arrived),), close=True), Particulars("anna", day))
            if given:
                self.tell(Handout("london", (("THB/lv", given),)), Particulars("anna", DAYS[-2]))

    @rule(command=commands, particulars=particulars, look=looks, patient=st.sampled_from([True, True, True, False]))
    def log(self, command: Request | Again, particulars: Particulars, look: Look, patient: bool) -> None:
        """A manager looks back, and a clerk logs something.

        It is one rule for all commands: hypothesis leaves out some rules in every history, and a history
        without shipments proves little.
        """
        self.look_back(look)
        match command:
            case Again():
                self.say_again(command)
            case Receive() if patient:
                self.tell(self.meant(command), self.after_it_left(command, particulars))
            case Void():
                self.tell(self.meant(command), particulars._replace(day=None))
            case _:
                self.tell(self.meant(command), particulars)

    @invariant()
    def stand_alike(self) -> None:
        """The ledger holds what the plain one holds, on every day, and finds nothing wrong with itself."""
        with reading(self.path) as database:
            assert list(discrepancies(database)) == []
            logged = list(ask(database, "log", AsOf()))
            assert sorted(row[:8] for row in logged) == self.log_expected()
            self.take_moments({int(str(row[0])): str(row[10]) for row in logged})
            for day in self.next_days():
                by_run = rows(ask(database, "stock_by_run", AsOf(day)))
                assert by_run == self.runs_expected(day)
                assert not any(map(lacking, by_run))
                assert rows(ask(database, "stock_by_place", AsOf(day))) == self.places_expected(day)
            assert rows(ask(database, "stock", AsOf())) == self.items_expected(END)
            assert rows(ask(database, "shipments", AsOf())) == self.shipments_expected(END)
        days = self.plain.days()
        assert days.short() == []  # rule 2
        assert days.unbalanced() == []  # rule 1

    def next_days(self) -> list[date]:
        """Return three of the days, and other ones the next time: what is wrong with a day stays wrong."""
        self.seen += 1
        return [*DAYS, END][self.seen % 3 :: 3]

    def look_back(self, look: Look) -> None:
        """Ask a report for a day, as it was known at a past moment (rule 7)."""
        if not self.moments:
            return
        last = len(self.moments) - look.back % len(self.moments)
        moment = format_moment(datetime.fromisoformat(self.moments[last - 1]) - timedelta(microseconds=look.early))
        when, known = AsOf(look.day, moment), sum(recorded_at <= moment for recorded_at in self.moments)
        match look.report:
            case "shipments":
                with shipments(self.path, ShipmentFilter(), when) as table:
                    found = table.read()
                expected = self.shipments_expected(look.day, known)
            case "run":
                found, expected = stock(self.path, by="run", when=when), self.runs_expected(look.day, known)
            case "item":
                found, expected = stock(self.path, by="item", when=when), self.items_expected(look.day, known)
            case _:
                found, expected = stock(self.path, by="place", when=when), self.places_expected(look.day, known)
        assert rows(found.rows) == expected

    def take_moments(self, entries: dict[int, str]) -> None:
        """Remember when each entry was recorded: each later than the one before it, and none ever changed (rule 7).

        Only a receipt that is made together with its shipment, by one command, has its moment.
        """
        assert sorted(entries) == [event.number for event in self.plain.log]
        moments = [entries[event.number] for event in self.plain.log]
        assert moments[: len(self.moments)] == self.moments
        for event, before, moment in zip(self.plain.log[1:], moments, moments[1:], strict=False):
            assert before == moment if event.number in self.together else before < moment
        self.moments = moments

    # Telling both -------------------------------------------------------------------------------------

    def tell(self, request: Request, particulars: Particulars) -> None:
        """Tell both ledgers, and compare their answers."""
        if particulars.key == NEW:
            particulars = particulars._replace(key=f"key {self.plain.asked}")
        answer = self.ask_plain(request, particulars)
        try:
            entry = carry_out(self.path, request, particulars)
        except (Refused, WrongUsage) as refused:
            assert answer is None, f"{request} was refused, but no rule forbids it: {refused}"
            assert "The ledger refused it" not in str(refused), "the refusal names no place, run and date"
            return
        assert answer is not None, f"{request} was accepted, but a rule forbids it: {entry}"
        if particulars.key is not None:
            self.keyed.append((request, particulars))
        first, *more = answer.events
        assert movements(entry) == movements_of(first)
        if particulars.dry_run and not answer.again:
            assert entry.number is None
            return
        assert (entry.number, entry.receipt) == (first.number, more[0].number if more else None)
        self.together |= {event.number for event in more}

    def ask_plain(self, request: Request, particulars: Particulars) -> plain.Answer | None:
        """Return the plain ledger's answer, None when it refuses."""
        try:
            return self.plain.do(request, particulars.day, particulars.note, particulars.key, particulars.dry_run)
        except plain.Refusal:
            return None

    def say_again(self, again: Again) -> None:
        """Use a key again, for the same request or another one (rule 8)."""
        if not self.keyed:
            return
        request, particulars = self.keyed[-1 - again.back % len(self.keyed)]
        match again.changed:
            case "case":
                request = in_other_letters(request)
            case "day" if particulars.day is not None:
                particulars = particulars._replace(day=DAYS[again.back])
            case "note":
                particulars = particulars._replace(note="again")
            case "request":
                request = self.keyed[0][0]
            case "dry run":
                particulars = particulars._replace(dry_run=not particulars.dry_run)
        self.tell(request, particulars)

    def meant(self, request: Request) -> Request:
        """Return a request with what its words mean."""
        if isinstance(request, Ship) and request.place == OTHER_STORE:
            return replace(request, place="store" if request.store == "depot" else "depot")
        if isinstance(request, Receive) and (shipment := self.shipment_of(request)):
            run = shipment.moves[-1].run
            its = {ITS_RUN: run, ITS_ITEM: plain.item_of(run)}
            fewer = request.close  # so that ITEM=0 is among them: it is right only with --close
            arrived = tuple((its.get(what, what), quantity - fewer) for what, quantity in request.lines)
            return Receive(shipment.number, arrived, request.close)
        if isinstance(request, Void):
            return Void(len(self.plain.log) + 1 + request.entry)
        return request

    def shipment_of(self, receipt: Receive) -> plain.Event | None:
        """Return the last shipment for -1, the one before it for -2, and so on."""
        sent = [event for event in self.plain.log if event.type == "ship"]
        return sent[receipt.shipment % len(sent)] if sent and receipt.shipment < 0 else None

    def after_it_left(self, receipt: Receive, particulars: Particulars) -> Particulars:
        """Let the receipt be of a day on which its shipment was on its way, or had been."""
        shipment = self.shipment_of(receipt)
        if shipment is None or particulars.day is None or particulars.day == FUTURE:
            return particulars
        return particulars._replace(day=max(shipment.day, particulars.day))

    # What the reports must say ------------------------------------------------------------------------

    def log_expected(self) -> list[Row]:
        found: list[Row] = []
        for event in self.plain.log:
            for day, run, quantity, source, destination in map(plain.Move.seen, event.moves):
                found.append((event.number, event.type, day, event.place, run, quantity, source, destination))
        return sorted(found)

    def runs_expected(self, day: date, known: int | None = None) -> list[Row]:
        found: list[Row] = []
        for run, figures in self.plain.stock(day, known).items():
            printed_on = next(event.day for event in self.plain.log if run in (move.run for move in event.moves))
            said = (run, plain.item_of(run), printed_on.isoformat(), "active")
            found.append((*said, *figures[:2], None, *figures[2:]))
        return sorted(found)

    def items_expected(self, day: date, known: int | None = None) -> list[Row]:
        of_item: dict[str, list[plain.Figures]] = {}
        for run, figures in self.plain.stock(day, known).items():
            of_item.setdefault(plain.item_of(run), []).append(figures)
        totals = {item: [sum(column) for column in zip(*of, strict=True)] for item, of in of_item.items()}
        return sorted((item, TITLE, *total[:2], 0, *total[2:]) for item, total in totals.items())

    def places_expected(self, day: date, known: int | None = None) -> list[Row]:
        holdings = self.plain.holdings(day, known).items()
        return sorted((*described(place), item, copies, None, None, None) for (place, item), copies in holdings)

    def shipments_expected(self, day: date, known: int | None = None) -> list[Row]:
        found: list[Row] = []
        for (number, item), parcel in self.plain.parcels(day, known).items():
            said = (number, parcel.day.isoformat(), *described(parcel.place), item)
            figures = (parcel.quantity, parcel.received, parcel.lost, parcel.status)
            received_on = parcel.received_on.isoformat() if parcel.received_on else None
            waiting = parcel.status in ("in-transit", "partly-received")
            days = ((date.today() if day == END else day) - parcel.day).days if waiting else None
            texts, costs = (None, None, None), (None, None, None)
            found.append((*said, *figures, *texts, parcel.store, received_on, *costs, days))
        return sorted(found)


def carry_out(path: Path, request: Request, particulars: Particulars) -> Entry:
    """Let the ledger carry out what is asked for. Raises Refused or WrongUsage when it refuses."""
    match request:
        case Print():
            return log_print(path, NewPrintRun(parse_item(request.item), request.quantity, request.store), particulars)
        case Ship():
            shipment = Shipment(request.place, parsed(request.lines), request.store, received=request.received)
            return log_shipment(path, shipment, particulars)
        case Receive():
            return log_receipt(path, Arrival(request.shipment, parsed(request.lines), request.close), particulars)
        case Return():
            return log_return(path, Departure(request.place, parsed(request.lines), request.store), particulars)
        case Handout():
            return log_handout(path, Departure(request.place, parsed(request.lines)), particulars)
        case WriteOff():
            return log_writeoff(path, Departure(request.place, parsed(request.lines), reason="damaged"), particulars)
        case Void():
            return void(path, Wrong(((request.entry, request.entry),)), "wrong", particulars, confirmed=True).voids[0]


def parsed(lines: Lines) -> tuple[Line, ...]:
    return tuple(Line(parse_item_or_run(what), quantity) for what, quantity in lines)


def in_other_letters(request: Request) -> Request:
    """Return the same request: codes match whatever their case."""
    lines = tuple((what.swapcase(), quantity) for what, quantity in getattr(request, "lines", ()))
    changed = {name: value.swapcase() for name, value in vars(request).items() if isinstance(value, str)}
    given: dict[str, Any] = {**changed, "lines": lines} if lines else changed
    return replace(request, **given)


def movements(entry: Entry) -> list[tuple[str, str, int, str, str]]:
    """Return an entry's movements: date, run, quantity, source, destination."""
    return sorted((each.date, each.run, each.quantity, each.source, each.destination) for each in entry.movements)


def movements_of(event: plain.Event) -> list[tuple[str, str, int, str, str]]:
    return sorted(move.seen() for move in event.moves)


def described(place: str) -> tuple[str, str, str, str]:
    """Return a place's code, name, kind and country."""
    return place, place.title(), KINDS[place], "LV"


def rows(found: Iterable[Row]) -> list[Row]:
    """Return the rows, in one order for both ledgers."""
    return sorted(found)


def lacking(run: Row) -> int:
    """Return how many copies a line of the stock by run has printed, but nowhere (rule 1)."""
    printed, on_hand, _, _, *elsewhere, found = (int(figure or 0) for figure in run[4:])
    return printed + found - on_hand - sum(elsewhere)


@cache
def new_database() -> bytes:
    """Return the file of a database with that world's places and booklet, made once for all histories."""
    with tempfile.TemporaryDirectory(dir=fast_folder()) as folder:
        path = Path(folder) / "tracker.db"
        create_database(path, NewPlace(*described("store")), "anna")
        add_booklet(path, "THB", TITLE, None, "anna")
        for place in KINDS:
            if place != "store":
                add_place(path, NewPlace(*described(place)), "anna")
        return path.read_bytes()


def fast_folder() -> str:
    """Return a folder in memory where there is one: every step of a history is synced to disk."""
    in_memory = "/dev/shm"  # noqa: S108
    return in_memory if os.access(in_memory, os.W_OK) else tempfile.gettempdir()


@pytest.mark.slow
@pytest.mark.parametrize(("histories", "steps"), few_or_many((1, 20), (1_000, 40), some=(2, 30)))
def test_any_history_leaves_what_the_plain_ledger_has(histories: int, steps: int) -> None:
    """Rules 1, 2, 6, 7 and 8 hold, whatever is logged, for whatever day, in whatever order.

    Two histories; a thousand in the long form, and longer ones.
    """
    run_state_machine_as_test(Histories, settings=over(histories, steps))


@contextmanager
def history() -> Iterator[Histories]:
    """Give a history that is told by hand."""
    machine = Histories()
    try:
        machine.begin(
            printed=(10, 5, 5), shipped=10, day=DAYS[2], arrived=4, given=0
        )  # entries 1 to 5; 6 copies are lost
        yield machine
        machine.stand_alike()
    finally:
        machine.teardown()


def test_a_closing_receipt_stands_while_copies_found_again_lean_on_it() -> None:
    """Else ten copies would be in transit again, and two of them at their place already."""
    with history() as told:
        told.tell(Receive(4, (("THB/lv", 2),)), Particulars("anna", DAYS[3]))
        told.tell(Void(5), Particulars("anna"))


def test_a_voided_shipment_takes_its_loss_and_what_was_found_again_with_it() -> None:
    with history() as told:
        told.tell(Receive(4, (("THB/lv", 2),)), Particulars("anna", DAYS[3]))
        told.tell(Void(4), Particulars("anna"))


@pytest.mark.parametrize(
    "request_",
    [
        Print("THB/lv", 1, "store"),
        Ship("london", (("THB/ru", 1),), "store"),
        *(
            pytest.param(request, marks=pytest.mark.slow)
            for request in (
                Receive(4, (("THB/lv", 1),)),
                Return("london", LV, "store"),
                Handout("london", LV),
                WriteOff("london", LV),
            )
        ),
    ],
)
def test_a_key_knows_its_request_whatever_the_case_of_its_codes(request_: Request) -> None:
    with history() as told:
        told.tell(request_, Particulars("anna", DAYS[4], key="once"))
        told.tell(in_other_letters(request_), Particulars("anna", DAYS[4], key="once"))
