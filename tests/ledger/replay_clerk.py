"""A clerk with random wishes: each becomes a command of the program, and a draft for the model."""

from dataclasses import replace
from typing import Any

from tests.ledger.replay import LOSS, PRINTER, PUBLIC, STORE, TRANSIT, Event, Move, is_run, item_of
from tests.ledger.replay_desk import Draft, Foretold, Order
from tests.ledger.replay_facts import FUND, OTHER, Steward, Wish, typed
from tests.ledger.replay_world import Lines, Looking, World, moves_of

MOST_RUNS = 3


class Busy(Steward):
    """A desk that carries out wishes."""

    def do(self, wish: Wish) -> None:
        """Type the command for a wish, if there is one."""
        getattr(self, f"_{wish.kind}")(wish)

    def _order(self, wish: Wish) -> Order:
        events = sorted(self.world.line.events, key=lambda event: event.number)
        if wish.order == "replaces" and wish.pick % 9 != 8:
            events = [event for event in events if event.type == wish.kind]
        if not events or not wish.order:
            return Order(wish.day)
        other = events[wish.pick % len(events)]
        if wish.order == "replaces":
            return Order(wish.day, other)
        return Order(other.day, None, other)

    def _wait(self, wish: Wish) -> None:
        """Do nothing."""

    def _print(self, wish: Wish) -> None:
        order, item = self._order(wish), item_of(wish.what[0])
        runs = sorted({event.moves[0].run for event in self.world.line.events if event.type == "print"})
        if order.replaces and order.replaces.type == "print":
            run = order.replaces.moves[0].run
            item = item_of(run)
        else:
            before = sum(item_of(run) == item for run in runs)
            run = f"{item}/{before + 1}"
            if before == MOST_RUNS:
                return
        quantity, cost = 10 * wish.quantities[0] + 5, 150 * wish.quantities[-1] if wish.first else 0
        words: list[object] = ["print", item, quantity, "--to", wish.store]
        words += ["--cost", f"{cost / 100:.2f}", "--fund", f"{FUND}=62.55%", "--fund", OTHER] if cost else []
        moves = (Move(run, PRINTER, wish.store, quantity),)
        event = Event(0, "print", order.day, wish.store, cost=cost)

        def foretell(world: World, index: int) -> Foretold:
            late = any(run in each.runs and each.day < order.day for each in world.line.standing())
            return Foretold(None if late else moves)

        self.try_to_log(words, order, [Draft(event, foretell=foretell)])

    def _ship(self, wish: Wish) -> None:
        order, lines, places = self._order(wish), wish.lines(), [self.held_at(wish)]
        if wish.second and wish.other != wish.place and not wish.order:
            places.append(wish.other)
        words: list[object] = [
            "ship",
            *places,
            *typed(lines),
            "--from",
            wish.store,
            *(["--received"] if wish.first else []),
        ]
        cost = 0 if wish.pick % 3 else 37 * wish.pick + 1
        words += ["--cost", f"{cost / 100:.2f}", "--fund", FUND] if cost else []
        shares = [cost // len(places) + (turn < cost % len(places)) for turn in range(len(places))]
        parcels = zip(places, shares, strict=True)
        self.try_to_log(words, order, [self._parcel(place, lines, wish, order.day, cents) for place, cents in parcels])

    def _parcel(self, place: str, lines: Lines, wish: Wish, day: str, cost: int = 0) -> Draft:
        draft = Draft(Event(0, "ship", day, place, cost=cost), lines, wish.store, TRANSIT, wish.first)
        here = Foretold(None, "the copies are there already")
        return replace(draft, foretell=lambda world, index: here) if place == wish.store else draft

    def _fix(self, wish: Wish) -> None:
        """Change how many copies of an item a shipment has, or (`second`) its place; other print runs are kept."""
        parcels = [event for event in self.world.line.events if event.type == "ship"]
        if not parcels:
            return
        wrong = parcels[wish.pick % len(parcels)]
        item, quantity = item_of(wrong.moves[0].run), wish.quantities[0]
        kept = tuple((move.run, move.quantity) for move in wrong.moves if item_of(move.run) != item)
        if sum(move.quantity for move in wrong.moves if item_of(move.run) == item) == quantity:
            return
        lines = ((item, quantity), *kept)
        place = wish.other if wish.second else wrong.place
        draft = self._parcel(
            place, lines, replace(wish, store=wrong.moves[0].source, first=False), wrong.day, wrong.cost
        )
        words = ["fix", wrong.number, *([place] if wish.second else []), *typed(lines[:1])]
        self.try_to_log(words, Order(wrong.day, wrong, fixes=True), [draft])

    def _ship_request(self, wish: Wish) -> None:
        if not self.world.requests:
            return
        asked, order = self.world.requests[wish.pick % len(self.world.requests)], Order(wish.day)
        lines = tuple(self.world.still_wanted(asked, self.world.calendar[-1]).items())
        draft = self._parcel(asked.place, lines, wish, order.day)
        if not lines or asked.day > wish.day or asked.cancelled is not None:
            draft = replace(draft, foretell=lambda world, index: Foretold(None))
        words = ["ship", "--request", asked.number, "--from", wish.store, *(["--received"] if wish.first else [])]
        self.try_to_log(words, order, [draft])

    def _receive(self, wish: Wish) -> None:
        parcels = [event for event in self.world.line.events if event.type == "ship"]
        on_the_way = [parcel for parcel in parcels if self._is_on_the_way(parcel)]
        if not parcels:
            return
        picked = (on_the_way or parcels)[wish.pick % len(on_the_way or parcels)]
        parcel = self.world.line.find(wish.shipment) or picked
        order = self._order(replace(wish, day=max(wish.day, parcel.day)) if wish.pick % 6 else wish)
        lines = wish.lines() if wish.first else ()
        words = ["receive", parcel.number, *typed(lines), *(["--close"] if wish.first and wish.second else [])]
        closes = order.replaces is not None and _closes(order.replaces)
        close = closes or (wish.first and wish.second)
        event = Event(0, "receive", order.day, parcel.place, shipment=parcel.number, closes=closes)

        def foretell(world: World, index: int) -> Foretold:
            return arrivals(world, index, event, parcel, lines, close)

        self.try_to_log(words, order, [Draft(event, lines, foretell=foretell)])

    def _receive_several(self, wish: Wish) -> None:
        """Receive all that is outstanding of some shipments, or (`first`) of all that are in transit to a place."""
        parcels = [event for event in self.world.line.events if event.type == "ship"]
        order, index = Order(wish.day), self.world.line.index(wish.day)
        events = [Event(0, "receive", wish.day, each.place, shipment=each.number) for each in parcels]
        drafts = []
        for event, parcel in sorted(zip(events, parcels, strict=True), key=lambda pair: pair[1].number):
            there = arrivals(self.world, index, event, parcel, (), False)
            if (there.moves and event.place == wish.place) or (self._is_on_the_way(parcel) and not wish.first):
                drafts.append(self._arrival(event, parcel))
        if not wish.first:
            drafts = drafts[:3]
            if len(drafts) > 1:
                self.try_to_log(["receive", *(draft.event.shipment for draft in drafts)], order, drafts)
            return
        nothing = Draft(
            Event(0, "receive", wish.day, wish.place), foretell=lambda world, index: Foretold(None, "nothing is due")
        )
        self.try_to_log(["receive", "--to", wish.place], order, drafts or [nothing])

    def _arrival(self, event: Event, parcel: Event) -> Draft:
        def foretell(world: World, index: int) -> Foretold:
            return arrivals(world, index, replace(event, number=world.entries + 1), parcel, (), False)

        return Draft(event, foretell=foretell)

    def _is_on_the_way(self, parcel: Event) -> bool:
        ends = self.world.replay().at(self.world.calendar[-1])
        return any(ends.get((move.to, move.run), 0) for move in parcel.moves)

    def _return(self, wish: Wish) -> None:
        all_of_it = wish.first and wish.second
        place = self.held_at(wish)
        self._leave(wish, "return", [place], place, place, wish.store, ["--to", wish.store], all_of_it)

    def _move(self, wish: Wish) -> None:
        source, to = wish.place, wish.other
        others = [each for each in self.world.kinds if self.world.kinds[each] != STORE]
        if wish.pick % 6:  # seldom one that cannot be
            source = source if source in others else others[wish.pick % len(others)]
            to = to if to in others and to != source else others[others.index(source) - 1]
        self._leave(wish, "move", [source, to], to, source, to, [], wish.first and wish.second)

    def _handout(self, wish: Wish) -> None:
        self._leave(wish, "handout", [wish.place], wish.place, wish.place, PUBLIC, [])

    def _writeoff(self, wish: Wish) -> None:
        self._leave(wish, "writeoff", [wish.place], wish.place, wish.place, LOSS, ["--reason", "damaged"])

    def _leave(
        self,
        wish: Wish,
        kind: str,
        places: list[str],
        place: str,
        source: str,
        to: str,
        more: list[object],
        all_of_it: bool = False,
    ) -> None:
        order, lines = self._order(wish), () if all_of_it else wish.lines()
        draft = Draft(Event(0, kind, order.day, place), lines, source, to)
        ends = [self.world.kinds.get(end) == STORE for end in (source, to)]
        if (kind == "return" and ends[0]) or (kind == "move" and (any(ends) or source == to)):
            draft = replace(
                draft, foretell=lambda world, index: Foretold(None, "it is of another type, or moves nothing")
            )
        elif all_of_it:
            draft = replace(draft, foretell=lambda world, index: Foretold(None))
        elif kind == "move":
            draft = replace(draft, foretell=self._like_a_shipment(draft))
        words = [kind, *places, *(["--all"] if all_of_it else typed(lines)), *more]
        self.try_to_log(words, order, [draft])

    def _like_a_shipment(self, draft: Draft) -> Any:
        """A move allocates as a shipment does, without withdrawn runs."""

        def foretell(world: World, index: int) -> Foretold:
            shipped = replace(draft, event=replace(draft.event, type="ship"))
            return shipped.would(world, index)

        return foretell

    def empties(self, wish: Wish) -> None:
        """Count zero copies at a place, so that it can be closed."""
        self._count(Wish("count", wish.day, wish.place, what=("B/lv", "B/ru"), quantities=(0, 0)))

    def _count(self, wish: Wish) -> None:
        order, said_full = self._order(wish), wish.first and wish.second
        full = said_full or (order.replaces is not None and order.replaces.full)
        lines = tuple((what, quantity * quantity // 3) for what, quantity in wish.lines())
        runs = {what: found for what, found in lines if is_run(what)}
        items = {what: found for what, found in lines if not is_run(what)}
        event = Event(0, "count", order.day, wish.place, (), runs, items, full)

        def foretell(world: World, index: int) -> Foretold:
            earlier = {event.moves[0].run for event in world.line.events[:index] if event.type == "print"}
            printed = earlier & world.replay().printed.keys()
            known = set(map(item_of, printed))
            early = [run for run in runs if run not in printed]
            if early:
                return Foretold(None, f"{early[0]} was not printed by then")
            return Foretold(() if known.issuperset(items) and (lines or not full) else None)

        self.try_to_log(
            ["count", wish.place, *typed(lines), *(["--full"] if said_full else [])],
            order,
            [Draft(event, foretell=foretell)],
        )


def _closes(event: Event) -> bool:
    """Tell whether a receipt closed its shipment, or replaced one that did: what replaces it does, too."""
    return event.closes or any(move.source.startswith(TRANSIT) and move.to.startswith(LOSS) for move in event.moves)


def arrivals(world: World, index: int, event: Event, parcel: Event, lines: Lines, close: bool) -> Foretold:
    """Foretell what a receipt moves: the oldest runs of what is outstanding, and with `close` the rest as lost."""
    if parcel.number in world.line.voided:
        return Foretold(None, "the shipment is void")
    if parcel in world.line.events[index:]:
        return Foretold(None, "" if parcel.day == event.day else "it is not sent yet")
    way, lost, shipped = f"{TRANSIT}/{parcel.number}", f"{LOSS}/{parcel.number}", {move.run for move in parcel.moves}

    def looking(holder: str) -> Looking:
        return Looking(world, index, holder, event.day)

    left = {run: looking(way).spare(run) for run in world.replay().age if run in shipped}
    if not lines:
        moves = moves_of(tuple(each for each in left.items() if each[1]), way, event.place)
        return Foretold(moves or None, "" if moves else "nothing is outstanding")
    for what, wanted in lines:
        runs = [run for run in left if what in (run, item_of(run))]
        if not runs or sum(left[run] + looking(lost).spare(run) for run in runs) < wanted:
            return Foretold(None, f"not so many of {what} were sent or lost")
    taken = looking(way).take(lines)
    if taken is None:
        return Foretold(None)
    moves = moves_of(taken, way, event.place)
    if close:
        rest = tuple((run, copies - dict(taken).get(run, 0)) for run, copies in left.items())
        moves += moves_of(tuple(each for each in rest if each[1]), way, lost)
    return Foretold(moves or None)
