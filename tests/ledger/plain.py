"""The ledger again, in plain Python: the rules of DESIGN.md section 3, from their words alone.

It shares no line with `tracker` and knows no SQL: it keeps a list of events in their order in time and
replays all of them for every question. It is slow, and short enough to be believed.

A holder is a place's code, or one outside. Transit and the losses on the way are kept apart for each
shipment, as `transit/3` and `loss/3`: what stands before the slash is the place that people see.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import date
from typing import NamedTuple

PRINTER, PUBLIC, LOSS, TRANSIT = "printer", "public", "loss", "transit"
MAY_BE_NEGATIVE = (PRINTER, PUBLIC, LOSS)
STORE = "store"

Lines = tuple[tuple[str, int], ...]
"""What a clerk types as ITEM=QTY or RUN=QTY."""


class Refusal(Exception):
    """A rule forbids it; nothing is recorded."""


# What a clerk asks for, as given: None is what was not said -----------------------------------------


@dataclass(frozen=True)
class Print:
    item: str
    quantity: int
    store: str | None = None


@dataclass(frozen=True)
class Ship:
    place: str
    lines: Lines
    store: str | None = None
    received: bool = False


@dataclass(frozen=True)
class Receive:
    shipment: int
    lines: Lines = ()
    close: bool = False


@dataclass(frozen=True)
class Return:
    place: str
    lines: Lines
    store: str | None = None


@dataclass(frozen=True)
class Handout:
    place: str
    lines: Lines


@dataclass(frozen=True)
class WriteOff:
    place: str
    lines: Lines


@dataclass(frozen=True)
class Void:
    entry: int


Request = Print | Ship | Receive | Return | Handout | WriteOff | Void


# What happened --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Move:
    """So many copies of a run, from one holder to another."""

    run: str
    source: str
    destination: str
    quantity: int
    day: date

    def seen(self) -> tuple[str, str, int, str, str]:
        """Return date, run, quantity, source and destination, as people see them."""
        return self.day.isoformat(), self.run, self.quantity, outward(self.source), outward(self.destination)


@dataclass(frozen=True)
class Event:
    """An entry. A count moves nothing of itself: `replay` sets what it covers."""

    number: int
    type: str
    day: date
    place: str
    moves: tuple[Move, ...] = ()
    shipment: int | None = None
    """Of a receipt: what it is a receipt of."""
    voids: tuple[int, ...] = ()
    """Of a void: the entry, and the receipts that it takes with it."""
    counted: tuple[tuple[str, int], ...] = ()
    """Of a count: how many copies of each run were found, fixed when it was logged."""
    covers: frozenset[str] = frozenset()
    """Of a count: the items of which every other run is covered too, at zero."""


def outward(holder: str) -> str:
    """Return the place that people see."""
    return holder.partition("/")[0]


def item_of(run: str) -> str:
    """Return the item of a run."""
    return run.rpartition("/")[0]


class Days:
    """What every holder has of every run at the end of every day, booked in order of time."""

    def __init__(self) -> None:
        self.cells: dict[tuple[str, str], dict[date, int]] = defaultdict(dict)

    def book(self, move: Move) -> None:
        """Let a movement happen; none booked before it is of a later day."""
        for holder, change in ((move.source, -move.quantity), (move.destination, move.quantity)):
            self.cells[holder, move.run][move.day] = self.held(holder, move.run, move.day) + change

    def held(self, holder: str, run: str, day: date) -> int:
        """Return how many copies of the run the holder has at the end of the day."""
        ends = self.cells.get((holder, run), {})
        return next((ends[past] for past in sorted(ends, reverse=True) if past <= day), 0)

    def least(self, holder: str, run: str, day: date) -> int:
        """Return the fewest copies of the run that the holder has at the end of that day or of a later one."""
        # counts come in here: rule 6 looks only as far as the run's next standing count there
        later = [copies for end, copies in self.cells.get((holder, run), {}).items() if end > day]
        return min([self.held(holder, run, day), *later])

    def spare(self, holder: str, day: date) -> dict[str, int]:
        """Return how many copies of each run may leave the holder on that day (rule 6)."""
        return {run: self.least(holder, run, day) for where, run in self.cells if where == holder}

    def short(self) -> list[tuple[str, str, date]]:
        """Return where rule 2 is broken: holder, run and day."""
        return [
            (holder, run, day)
            for (holder, run), ends in self.cells.items()
            for day, copies in ends.items()
            if copies < 0 and holder not in MAY_BE_NEGATIVE
        ]

    def unbalanced(self) -> list[str]:
        """Return the runs that do not sum to zero on the last of all days (rule 1)."""
        total: dict[str, int] = defaultdict(int)
        for (_, run), ends in self.cells.items():
            total[run] += ends[max(ends)]
        return [run for run, copies in total.items() if copies]


def replay(events: Iterable[Event], stores: Iterable[str]) -> Days:
    """Let the events happen one after the other, a count setting the quantities that it covers (rule 5)."""
    days = Days()
    for event in events:
        for move in (*event.moves, *differences(event, days, event.place in stores)):
            days.book(move)
    return days


def differences(event: Event, days: Days, at_store: bool) -> Iterator[Move]:
    """Yield what a count books so that its place holds what was counted."""
    others = {run for (holder, run) in days.cells if holder == event.place and item_of(run) in event.covers}
    for run, counted in {**dict.fromkeys(sorted(others), 0), **dict(event.counted)}.items():
        surplus = counted - days.held(event.place, run, event.day)
        if surplus > 0:
            yield Move(run, LOSS, event.place, surplus, event.day)
        elif surplus < 0:
            yield Move(run, event.place, LOSS if at_store else PUBLIC, -surplus, event.day)


# What is asked of it --------------------------------------------------------------------------------


class Figures(NamedTuple):
    """A line of the stock. Rule 1: printed is the sum of all from on_hand on but available."""

    printed: int
    on_hand: int
    available: int
    in_transit: int
    at_places: int
    handed_out: int
    lost: int
    found: int = 0
    """No count is logged in these histories."""


class Parcel(NamedTuple):
    """A line of the shipments: one item of one of them."""

    day: date
    place: str
    quantity: int
    received: int
    lost: int
    status: str
    store: str
    received_on: date | None


@dataclass(frozen=True)
class Answer:
    """The entries that a request made, now or (`again`) the first time its key was used."""

    events: tuple[Event, ...]
    again: bool = False


@dataclass
class Ledger:
    """All entries by number (`log`), those that are no voids also in order of time (`line`)."""

    kinds: Mapping[str, str]
    """The kind of every place, by its code."""
    items: frozenset[str]
    """What can be printed."""
    default: str
    log: list[Event] = field(default_factory=list)
    line: list[Event] = field(default_factory=list)
    keys: dict[str, tuple[object, Answer]] = field(default_factory=dict)
    asked: int = 0
    """How often something was asked of it."""

    def do(
        self, request: Request, day: date | None, note: str | None = None, key: str | None = None, dry_run: bool = False
    ) -> Answer:
        """Record what is asked for, today for no day, and return what was made of it.

        Raises Refusal when a rule forbids it.
        """
        self.asked += 1
        asked = (as_given(request), day, note)
        if key in self.keys:  # rule 8
            before, answer = self.keys[key]
            if before != asked:
                raise Refusal("that key was used for another request")
            return replace(answer, again=True)
        today = date.today()
        if day is not None and day > today:
            raise Refusal("that day is yet to come")
        made = self._decide(request, day or today)
        log, line = [*self.log, *made], [*self.line]
        for event in made:
            if event.type != "void":
                line.insert(self._place_in_time(line, event), event)
        result = replace(self, log=log, line=line)
        if result.days().short():  # rule 2
            raise Refusal("a place or a shipment would be short")
        answer = Answer(made)
        if not dry_run:
            self.log, self.line = log, line
            if key is not None:
                self.keys[key] = asked, answer
        return answer

    def standing(self, known: int | None = None) -> list[Event]:
        """Return the entries that no void has undone, in order of time, as known after entry `known`."""
        voided = self._voided(known)
        return [event for event in self._logged(self.line, known) if event.number not in voided]

    def days(self, known: int | None = None) -> Days:
        """Return what was where on every day, as known after entry `known`."""
        return replay(self.standing(known), self._stores())

    def stock(self, at: date, known: int | None = None) -> dict[str, Figures]:
        """Return the figures of every standing run printed by that day."""
        days = self.days(known)
        return {
            event.moves[0].run: self._figures(days, event.moves[0].run, at)
            for event in self.standing(known)
            if event.type == "print" and event.day <= at
        }

    def holdings(self, at: date, known: int | None = None) -> dict[tuple[str, str], int]:
        """Return how many copies of each item each place holds, where it holds any."""
        days, held = self.days(known), dict[tuple[str, str], int]()
        for holder, run in days.cells:
            if holder in self.kinds and (copies := days.held(holder, run, at)):
                held[holder, item_of(run)] = held.get((holder, item_of(run)), 0) + copies
        return held

    def parcels(self, at: date, known: int | None = None) -> dict[tuple[int, str], Parcel]:
        """Return every shipment by that day, voided ones too, by its number and item."""
        days, standing, found = self.days(known), self.standing(known), dict[tuple[int, str], Parcel]()
        for ship in self._logged(self.line, known):
            if ship.type == "ship" and ship.day <= at:
                receipts = [event for event in standing if event.shipment == ship.number and event.day <= at]
                for item in {item_of(move.run) for move in ship.moves}:
                    found[ship.number, item] = self._parcel(ship, item, receipts, days, at, ship in standing)
        return found

    # How it decides ---------------------------------------------------------------------------------

    def _decide(self, request: Request, day: date) -> tuple[Event, ...]:
        number = len(self.log) + 1
        match request:
            case Print():
                return self._print(request, number, day)
            case Ship():
                return self._ship(request, number, day)
            case Receive():
                return self._receive(request, number, day)
            case Return():
                if self._known(request.place, self.kinds) in self._stores():
                    raise Refusal("what leaves a store for another is a shipment")
                return self._take_away("return", request, number, day, self._store(request.store))
            case Handout():
                return self._take_away("handout", request, number, day, PUBLIC)
            case WriteOff():
                return self._take_away("writeoff", request, number, day, LOSS)
            case Void():
                return self._void(request, number)

    def _print(self, request: Print, number: int, day: date) -> tuple[Event, ...]:
        store, item = self._store(request.store), self._known(request.item, self.items)
        before = sum(event.type == "print" and item_of(event.moves[0].run) == item for event in self.log)
        move = Move(f"{item}/{before + 1}", PRINTER, store, request.quantity, day)
        return (Event(number, "print", day, store, (move,)),)

    def _ship(self, request: Ship, number: int, day: date) -> tuple[Event, ...]:
        distinct(request.lines)
        days, store, place = self.days(), self._store(request.store), self._known(request.place, self.kinds)
        if place == store:
            raise Refusal("the copies are there already")
        taken = [
            (run, quantity)
            for what, wanted in request.lines
            for run, quantity in take(self._runs(what), wanted, days.spare(store, day))
        ]  # rule 6; withdrawn runs come in here: they are not shipped from the day of the withdrawal on
        out = tuple(Move(run, store, f"{TRANSIT}/{number}", quantity, day) for run, quantity in taken)
        shipment = Event(number, "ship", day, place, out)
        if not request.received:
            return (shipment,)
        arrivals = tuple(Move(move.run, move.destination, place, move.quantity, day) for move in out)
        return shipment, Event(number + 1, "receive", day, place, arrivals, shipment=number)

    def _receive(self, request: Receive, number: int, day: date) -> tuple[Event, ...]:
        distinct(request.lines)
        shipments = {event.number: event for event in self.standing() if event.type == "ship"}
        shipment = shipments.get(request.shipment)
        if shipment is None or day < shipment.day or (request.close and not request.lines):
            raise Refusal("no such shipment, not yet, or closed without a word of what arrived")
        on_the_way, lost = f"{TRANSIT}/{shipment.number}", f"{LOSS}/{shipment.number}"
        days, shipped = self.days(), {move.run for move in shipment.moves}
        left = {run: days.least(on_the_way, run, day) for run in self._age() if run in shipped}
        moves = []
        for what, wanted in request.lines or [(run, copies) for run, copies in left.items() if copies]:
            runs = [run for run in self._runs(what) if run in shipped]
            found_again = not any(left[run] for run in runs) and any(days.least(lost, run, day) for run in runs)
            source = lost if found_again else on_the_way
            for run, quantity in take(runs, wanted, days.spare(source, day)):
                moves.append(Move(run, source, shipment.place, quantity, day))
                left[run] -= quantity if source == on_the_way else 0
            if not runs:
                raise Refusal("nothing of that was shipped")
        if request.close:
            moves += [Move(run, on_the_way, lost, copies, day) for run, copies in left.items() if copies]
        if not moves:
            raise Refusal("nothing is outstanding")
        return (Event(number, "receive", day, shipment.place, tuple(moves), shipment=shipment.number),)

    def _take_away(
        self, kind: str, request: Return | Handout | WriteOff, number: int, day: date, to: str
    ) -> tuple[Event, ...]:
        distinct(request.lines)
        days, place = self.days(), self._known(request.place, self.kinds)
        if place == to:
            raise Refusal("the copies are there already")
        moves = tuple(
            Move(run, place, to, quantity, day)
            for what, wanted in request.lines
            for run, quantity in take(self._runs(what), wanted, days.spare(place, day))
        )
        return (Event(number, kind, day, place, moves),)

    def _void(self, request: Void, number: int) -> tuple[Event, ...]:
        standing = {event.number: event for event in self.standing()}
        if request.entry not in standing:
            raise Refusal("no such entry, a void, or voided already")
        wrong = standing[request.entry]
        if wrong.type == "print":
            run = wrong.moves[0].run
            if any(run in _names(event) for event in standing.values() if event != wrong):
                raise Refusal("another entry names the run")
        gone = (wrong, *(event for event in standing.values() if event.shipment == wrong.number))
        # counts come in here: a count's difference, as it is booked now, goes with the count
        back = tuple(Move(m.run, m.destination, m.source, m.quantity, m.day) for event in gone for m in event.moves)
        numbers = tuple(event.number for event in gone)
        return (Event(number, "void", wrong.day, wrong.place, back, voids=numbers),)

    # What it finds ----------------------------------------------------------------------------------

    def _place_in_time(self, line: list[Event], event: Event) -> int:
        """Return the index of an event: after all of its day. (`--before` and `--replaces` come in here.)"""
        return sum(other.day <= event.day for other in line)

    def _known(self, code: str, known: Iterable[str]) -> str:
        found = [each for each in known if each.casefold() == code.casefold()]
        if not found:
            raise Refusal(f"{code} is not known")
        return found[0]

    def _logged(self, events: list[Event], known: int | None) -> list[Event]:
        return [event for event in events if known is None or event.number <= known]

    def _voided(self, known: int | None) -> set[int]:
        return {number for event in self._logged(self.log, known) for number in event.voids}

    def _stores(self) -> list[str]:
        return [place for place, kind in self.kinds.items() if kind == STORE]

    def _store(self, code: str | None) -> str:
        return self._known(code or self.default, self._stores())

    def _age(self) -> list[str]:
        """Return the standing runs, oldest first: by print date, then number."""
        printed = [(event.day, event.moves[0].run) for event in self.standing() if event.type == "print"]
        return [run for _, run in sorted(printed, key=lambda each: (each[0], int(each[1].rpartition("/")[2])))]

    def _runs(self, what: str) -> list[str]:
        """Return the run of that code, or all of the item's, oldest first."""
        printed = self._age()
        if what.count("/") == 2:
            return [self._known(what, printed)]
        item = self._known(what, {item_of(event.moves[0].run) for event in self.log if event.type == "print"})
        return [run for run in printed if item_of(run) == item]

    def _figures(self, days: Days, run: str, at: date) -> Figures:
        def sum_of(holds: Callable[[str], bool], copies: Callable[[str, str, date], int] = days.held) -> int:
            return sum(copies(holder, run, at) for holder, held in days.cells if held == run and holds(holder))

        stores = self._stores()
        return Figures(
            printed=-days.held(PRINTER, run, at),
            on_hand=sum_of(lambda holder: holder in stores),
            available=sum_of(lambda holder: holder in stores, days.least),
            in_transit=sum_of(lambda holder: outward(holder) == TRANSIT),
            at_places=sum_of(lambda holder: holder in self.kinds and holder not in stores),
            handed_out=days.held(PUBLIC, run, at),
            lost=sum_of(lambda holder: outward(holder) == LOSS),
        )

    def _parcel(self, ship: Event, item: str, receipts: list[Event], days: Days, at: date, stands: bool) -> Parcel:
        def still(where: str) -> int:
            runs = [move.run for move in ship.moves if item_of(move.run) == item]
            return sum(days.held(f"{where}/{ship.number}", run, at) for run in runs)

        quantity = sum(move.quantity for move in ship.moves if item_of(move.run) == item)
        if not stands:
            status = "voided"
        elif still(TRANSIT):
            status = "partly-received" if still(TRANSIT) < quantity else "in-transit"
        else:
            status = "closed" if still(LOSS) else "received"
        return Parcel(
            day=ship.day,
            place=ship.place,
            quantity=quantity,
            received=quantity - still(TRANSIT) - still(LOSS) if stands else 0,
            lost=still(LOSS),
            status=status,
            store=ship.moves[0].source,
            received_on=max((event.day for event in receipts if _brings(event, item)), default=None),
        )


def as_given(request: Request) -> object:
    """Return a request without what does not make it another one: the case of codes, the order of lines."""

    def plainly(value: object) -> object:
        if isinstance(value, tuple):
            return frozenset((what.casefold(), quantity) for what, quantity in value)
        return value.casefold() if isinstance(value, str) else value

    return type(request), tuple(plainly(getattr(request, each.name)) for each in fields(request))


def distinct(lines: Lines) -> None:
    """Raise Refusal when an item is named twice, or beside its own run."""
    named = [what.casefold() for what, _ in lines]
    if len(set(named)) < len(named) or any(item_of(what) in named for what in named):
        raise Refusal("named twice")


def take(runs: Iterable[str], wanted: int, spare: Mapping[str, int]) -> list[tuple[str, int]]:
    """Return how many copies of which run are taken, the first runs first. Raises Refusal when they are too few."""
    taken = []
    for run in runs:
        if quantity := min(wanted, spare.get(run, 0)):
            taken.append((run, quantity))
            wanted -= quantity
    if wanted:
        raise Refusal("there are too few")
    return taken


def _names(event: Event) -> set[str]:
    return {move.run for move in event.moves} | {run for run, _ in event.counted}


def _brings(receipt: Event, item: str) -> bool:
    return any(move.destination == receipt.place and item_of(move.run) == item for move in receipt.moves)
