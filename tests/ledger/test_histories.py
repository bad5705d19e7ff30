"""Random histories: whatever clerks log, in whatever order, the ledger agrees with the plain one."""

import os
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from tests.ledger import plain
from tests.ledger.plain import Lines, Print, Receive, Request, Ship
from tracker.errors import Refused, WrongUsage
from tracker.ledger.booklets import add_booklet
from tracker.ledger.places import NewPlace, add_place, found_database
from tracker.ledger.printing import Printing, log_print
from tracker.ledger.receiving import Arrival, log_receipt
from tracker.ledger.shipping import Shipment, log_shipment
from tracker.model.codes import parse_item, parse_item_or_run
from tracker.model.dates import END_OF_TIME, format_moment
from tracker.model.entries import Entry, Particulars
from tracker.model.quantities import Line
from tracker.model.table import AsOf, Row
from tracker.reports.asking import ask, reading
from tracker.reports.log import entry as recorded
from tracker.reports.shipments import Wanted, shipments
from tracker.reports.stock import stock
from tracker.store.checks import discrepancies
from tracker.store.connection import Database

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
    """Return one or two lines of what is named."""
    wanted = st.dictionaries(st.sampled_from(named), st.integers(1, most), min_size=1, max_size=2)
    return wanted.map(lambda quantities: tuple(quantities.items()))


prints = st.builds(Print, st.sampled_from(ITEMS), st.integers(1, 15), stores)
ships = st.builds(
    Ship,
    st.sampled_from(["london", "liepaja", "riga-1", OTHER_STORE]),
    lines(*ITEMS * 2, "THB/lv/1", "THB/ru/1", "THB/lv/2", most=9),
    stores,
    st.booleans(),
)
receipts = st.builds(
    Receive,
    st.integers(-6, -1),
    st.just(()) | lines(*(ITS_ITEM, ITS_RUN) * 2, *ITEMS, most=6),
    st.booleans(),
)
repeats = st.builds(
    Again, st.integers(0, 5), st.sampled_from(["nothing", "nothing", "case", "day", "note", "request", "dry run"])
)
commands = st.one_of(
    prints, ships, ships, ships, ships, receipts, receipts, receipts, receipts, repeats, st.sampled_from(SLIPS)
)
looks = st.tuples(st.sampled_from([DAYS[0] - timedelta(days=1), *DAYS, END]), st.integers(0, 30), st.booleans())
"""A day, the last entry known then (0 is the last of all), and whether it is asked just before its moment."""


class Histories(RuleBasedStateMachine):
    """The ledger and the plain one are told the same: they must answer alike, and stand alike after every step."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory(dir=fast_folder())
        self.path = Path(self.folder.name) / "tracker.db"
        self.plain = plain.Ledger(KINDS, frozenset(ITEMS), "store")
        self.moments: list[str] = []
        self.keyed: list[tuple[Request, Particulars]] = []

    def teardown(self) -> None:
        self.folder.cleanup()

    @initialize(first=st.lists(st.tuples(prints, st.sampled_from(DAYS[:3])), min_size=1, max_size=4))
    def begin(self, first: list[tuple[Print, date]]) -> None:
        """There are some copies to begin with."""
        self.path.write_bytes(new_database())
        for request, day in first:
            self.tell(request, Particulars("anna", day))

    @rule(command=commands, particulars=particulars, look=looks)
    def log(self, command: Request | Again, particulars: Particulars, look: tuple[date, int, bool]) -> None:
        """A clerk logs something, and a manager looks back.

        It is one rule for all commands: hypothesis leaves out some rules in every history, and a history
        without shipments proves little.
        """
        match command:
            case Again():
                self.say_again(command)
            case Receive():
                self.tell(self.about_a_shipment(command), particulars)
            case Ship() if command.place == OTHER_STORE:
                self.tell(replace(command, place="store" if command.store == "depot" else "depot"), particulars)
            case _:
                self.tell(command, particulars)
        self.look_back(*look)

    @invariant()
    def stand_alike(self) -> None:
        """The ledger holds what the plain one holds, on every day, and finds nothing wrong with itself."""
        with reading(self.path) as database:
            assert list(discrepancies(database)) == []
            assert self.logged(database) == self.log_expected()
            for day in (*DAYS, END):
                by_run = rows(ask(database, "stock_by_run", AsOf(day)))
                assert by_run == self.runs_expected(day)
                assert not any(map(lacking, by_run))
                assert rows(ask(database, "stock_by_place", AsOf(day))) == self.places_expected(day)
            assert rows(ask(database, "stock", AsOf())) == self.items_expected(END)
            assert rows(ask(database, "shipments", AsOf())) == self.shipments_expected(END)
        days = self.plain.days()
        assert days.short() == []  # rule 2
        assert days.unbalanced() == []  # rule 1

    def look_back(self, day: date, back: int, early: bool) -> None:
        """Ask every report for a day, as it was known at a past moment (rule 7)."""
        if not self.moments:
            return
        last = len(self.moments) - back % len(self.moments)
        moment = datetime.fromisoformat(self.moments[last - 1]) - timedelta(microseconds=early)
        when, known = AsOf(day, format_moment(moment)), last - early
        assert rows(stock(self.path, by="run", when=when).rows) == self.runs_expected(day, known)
        assert rows(stock(self.path, by="item", when=when).rows) == self.items_expected(day, known)
        assert rows(stock(self.path, by="place", when=when).rows) == self.places_expected(day, known)
        assert rows(shipments(self.path, Wanted(), when).rows) == self.shipments_expected(day, known)

    # Telling both -------------------------------------------------------------------------------------

    def tell(self, request: Request, particulars: Particulars) -> None:
        """Tell both ledgers, and compare their answers."""
        if particulars.key == NEW:
            particulars = replace(particulars, key=f"key {len(self.keyed)}")
        if particulars.key is not None:
            self.keyed.append((request, particulars))
        answer = self.ask_plain(request, particulars)
        try:
            entry = carry_out(self.path, request, particulars)
        except (Refused, WrongUsage) as refused:
            assert answer is None, f"{request} was refused, but no rule forbids it: {refused}"
            assert "The ledger refused it" not in str(refused), "the refusal names no place, run and date"
            return
        assert answer is not None, f"{request} was accepted, but a rule forbids it: {entry}"
        first, *more = answer.events
        assert movements(entry) == movements_of(first)
        if particulars.dry_run and not answer.again:
            assert entry.number is None
            return
        assert (entry.number, entry.receipt) == (first.number, more[0].number if more else None)
        for made in () if answer.again else answer.events:
            moment = recorded(self.path, made.number).recorded_at
            assert moment is not None
            assert not self.moments or moment > self.moments[-1]
            self.moments.append(moment)

    def ask_plain(self, request: Request, particulars: Particulars) -> plain.Answer | None:
        """Return the plain ledger's answer, None when it refuses."""
        day = particulars.day or date.today()
        try:
            return self.plain.do(request, day, particulars.note, particulars.key, particulars.dry_run)
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
            case "day":
                particulars = replace(particulars, day=DAYS[again.back])
            case "note":
                particulars = replace(particulars, note="again")
            case "request":
                request = self.keyed[0][0]
            case "dry run":
                particulars = replace(particulars, dry_run=not particulars.dry_run)
        self.tell(request, particulars)

    def about_a_shipment(self, receipt: Receive) -> Receive:
        """Return a receipt of -1, the last shipment, or one further back, with the run or item that was in it."""
        sent = [event for event in self.plain.log if event.type == "ship"]
        if receipt.shipment > 0 or not sent:
            return receipt
        shipment = sent[receipt.shipment % len(sent)]
        run = shipment.moves[-1].run
        its = {ITS_RUN: run, ITS_ITEM: plain.item_of(run)}
        fewer = receipt.close  # so that ITEM=0 is among them: it is right only with --close
        arrived = tuple((its.get(what, what), quantity - fewer) for what, quantity in receipt.lines)
        return Receive(shipment.number, arrived, receipt.close)

    # What the reports must say ------------------------------------------------------------------------

    def logged(self, database: Database) -> list[Row]:
        """Return the ledger's log without what clerks only note."""
        return sorted(row[:8] for row in ask(database, "log", AsOf()))

    def log_expected(self) -> list[Row]:
        found: list[Row] = []
        for event in self.plain.log:
            said = (event.number, event.type, event.day.isoformat(), event.place)
            found += [(*said, *move.seen()) for move in event.moves]
            found += [] if event.moves else [(*said, None, None, None, None)]
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
        return sorted((*described(place), item, copies, None) for (place, item), copies in holdings)

    def shipments_expected(self, day: date, known: int | None = None) -> list[Row]:
        found: list[Row] = []
        for (number, item), parcel in self.plain.parcels(day, known).items():
            said = (number, parcel.day.isoformat(), *described(parcel.place), item)
            figures = (parcel.quantity, parcel.received, parcel.lost, parcel.status)
            received_on = parcel.received_on.isoformat() if parcel.received_on else None
            found.append((*said, *figures, None, None, None, parcel.store, received_on))
        return sorted(found)


def carry_out(path: Path, request: Request, particulars: Particulars) -> Entry:
    """Let the ledger carry out what is asked for. Raises Refused or WrongUsage when it refuses."""
    match request:
        case Print():
            return log_print(path, Printing(parse_item(request.item), request.quantity, request.store), particulars)
        case Ship():
            shipment = Shipment(request.place, parsed(request.lines), request.store, received=request.received)
            return log_shipment(path, shipment, particulars)
        case Receive():
            return log_receipt(path, Arrival(request.shipment, parsed(request.lines), request.close), particulars)
        case _:
            raise NotImplementedError(request)


def parsed(lines: Lines) -> tuple[Line, ...]:
    return tuple(Line(parse_item_or_run(what), quantity) for what, quantity in lines)


def in_other_letters(request: Request) -> Request:
    """Return the same request: codes match whatever their case."""
    changed = {name: value.swapcase() for name, value in vars(request).items() if isinstance(value, str)}
    if isinstance(request, Print):
        return replace(request, **changed)
    assert not isinstance(request, plain.Void)
    lines = tuple((what.swapcase(), quantity) for what, quantity in request.lines)
    return replace(request, **changed, lines=lines)


def movements(entry: Entry) -> list[tuple[str, str, int, str, str]]:
    """Return an entry's movements: date, run, quantity, source, destination."""
    return sorted((each.date, each.run, each.quantity, each.source, each.destination) for each in entry.movements)


def movements_of(event: plain.Event) -> list[tuple[str, str, int, str, str]]:
    return sorted((event.day.isoformat(), *move.seen()) for move in event.moves)


def described(place: str) -> tuple[str, str, str, str]:
    """Return a place's code, name, kind and country."""
    return place, place.title(), KINDS[place], "LV"


def rows(found: Iterable[Row]) -> list[Row]:
    """Return the rows, in one order for both ledgers."""
    return sorted(found)


def lacking(run: Row) -> int:
    """Return how many copies a line of the stock by run has printed, but nowhere (rule 1)."""
    printed, on_hand, _, _, *elsewhere = (int(figure or 0) for figure in run[4:])
    return printed - on_hand - sum(elsewhere)


@cache
def new_database() -> bytes:
    """Return the file of a database with that world's places and booklet, made once for all histories."""
    with tempfile.TemporaryDirectory(dir=fast_folder()) as folder:
        path = Path(folder) / "tracker.db"
        found_database(path, NewPlace(*described("store")))
        add_booklet(path, "THB", TITLE, None)
        for place in KINDS:
            if place != "store":
                add_place(path, NewPlace(*described(place)))
        return path.read_bytes()


def fast_folder() -> str:
    """Return a folder in memory where there is one: every step of a history is synced to disk."""
    in_memory = "/dev/shm"  # noqa: S108
    return in_memory if os.access(in_memory, os.W_OK) else tempfile.gettempdir()


def prove(histories: int, steps: int) -> None:
    """Let so many histories of so many steps happen."""
    checks = [HealthCheck.too_slow, HealthCheck.data_too_large]
    how = settings(
        max_examples=histories, stateful_step_count=steps, deadline=None, print_blob=True, suppress_health_check=checks
    )
    run_state_machine_as_test(Histories, settings=how)  # type: ignore[no-untyped-call]


def test_any_history_leaves_what_the_plain_ledger_has() -> None:
    """Rules 1, 2, 6, 7 and 8 hold, whatever is logged, for whatever day, in whatever order."""
    prove(histories=60, steps=30)


@pytest.mark.long
def test_many_long_histories_leave_what_the_plain_ledger_has() -> None:
    """The same proof, over many more and longer histories."""
    prove(histories=2000, steps=50)
