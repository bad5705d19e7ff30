"""What a clerk may wish for; and the commands that make no entry of their own: dated facts, requests, edits, voids."""

from dataclasses import dataclass, replace
from typing import Any

from tests.ledger.replay import LAST, STORE, is_run, item_of
from tests.ledger.replay_desk import Desk
from tests.ledger.replay_world import Asked, Lines, Seminar, World

FUND, OTHER, SEMINAR = "fund", "other", "t1"


@dataclass(frozen=True)
class Wish:
    """What comes to a clerk's mind: which of it matters depends on the kind of command."""

    kind: str
    day: str = ""
    place: str = ""
    other: str = ""
    store: str = ""
    what: tuple[str, ...] = ()
    quantities: tuple[int, ...] = ()
    pick: int = 0
    order: str = ""
    first: bool = False
    second: bool = False
    shipment: int | None = None
    """What is received; None picks one."""

    def lines(self) -> Lines:
        """Return what is typed as ITEM=QTY."""
        return tuple(zip(self.what, self.quantities, strict=False))

    def __repr__(self) -> str:
        """Return it shortly: the story tells the commands."""
        return f"Wish({', '.join(repr(value) for value in vars(self).values())})"


class Steward(Desk):
    """A desk at which places are closed, runs recalled, requests taken and entries voided."""

    def _void(self, wish: Wish) -> None:
        self.void(1 + wish.pick % max(self.world.entries, 1))

    def empties(self, wish: Wish) -> None:
        """Count zero copies at a place, so that it can be closed."""
        raise NotImplementedError

    def _close(self, wish: Wish) -> None:
        place, day, closed = wish.place, wish.day, not self.world.is_closed(wish.place, LAST)
        if closed and wish.first:
            self.empties(wish)
        said = (*self.world.closings.get(place, ()), (day, closed))

        def change(world: World, told: Any) -> None:
            world.closings[place] = said

        trial = self.world.copy()
        change(trial, None)
        after = closed and any(
            event.day > day and (event.place == place or any(place in (move.source, move.to) for move in event.moves))
            for event in trial.line.standing()
        )
        must: bool | None = False if trial.faults() or after else None
        replay = trial.replay()
        later = [each for each in trial.calendar if each >= day]
        coming = any(
            event.place == place and replay.at(each).get((move.to, move.run), 0)
            for event in trial.line.standing()
            for move in event.moves
            if event.type == "ship"
            for each in later
        )
        early = any(since > day for since, _ in said[:-1])
        if (
            must is None
            and self.world.kinds[place] != STORE
            and not coming
            and not early
            and not any(trial.wants(place, each) for each in later)
        ):
            must = True
        self.state(["place", "close" if closed else "reopen", place, "--date", day], change, must)

    def _edit(self, wish: Wish) -> None:
        if self.world.kinds[wish.place] == STORE:
            return
        kind, country = ("library", "school", "embassy")[wish.pick % 3], ("LV", "GB", "IE")[wish.pick // 3 % 3]

        def change(world: World, told: Any) -> None:
            world.kinds[wish.place], world.countries[wish.place] = kind, country

        self.state(["place", "edit", wish.place, "--kind", kind, "--country", country], change, True)

    def _recall(self, wish: Wish) -> None:
        run = wish.what[0] if is_run(wish.what[0]) else f"{wish.what[0]}/1"
        withdrawn = self.world.is_withdrawn(run, LAST)

        def change(world: World, told: Any) -> None:
            world.recalls[run] = (*world.recalls.get(run, ()), (wish.day, not withdrawn))

        words = ["reinstate", run] if withdrawn else ["withdraw", run, "--reason", "outdated"]
        self.state([*words, "--date", wish.day], change)

    def _request(self, wish: Wish) -> None:
        items: dict[str, int] = {}
        for what, quantity in wish.lines():
            items.setdefault(item_of(what), quantity)
        asked = Asked(len(self.world.requests) + 1, wish.place, wish.day, tuple(items.items()))

        def change(world: World, told: Any) -> None:
            assert told["request"] == asked.number
            world.requests = (*world.requests, asked)

        must = not self.world.closings.get(wish.place) or (False if self.world.is_closed(wish.place, LAST) else None)
        self.state(["request", "add", wish.place, *typed(asked.items), "--date", wish.day], change, must)

    def _request_edit(self, wish: Wish) -> None:
        if not self.world.requests:
            return
        index, items = wish.pick % len(self.world.requests), dict[str, int]()
        for what, quantity in wish.lines():
            items.setdefault(item_of(what), quantity)
        asked = self.world.requests[index]
        shipped = self.world.shipped(asked, LAST)
        must: bool | None = True
        if asked.cancelled is not None or self.world.closings.get(asked.place):
            must = None
        elif dict(asked.items) == items or any(shipped[item] and item not in items for item, _ in asked.items):
            must = False

        def change(world: World, told: Any) -> None:
            edited = replace(world.requests[index], items=tuple(items.items()))
            world.requests = (*world.requests[:index], edited, *world.requests[index + 1 :])

        self.state(["request", "edit", asked.number, *typed(tuple(items.items()))], change, must)

    def _grant(self, wish: Wish) -> None:
        if wish.first:
            amount = wish.quantities[0]

            def grant(world: World, told: Any) -> None:
                world.grants = (*world.grants, amount)
                assert told["grant"] == len(world.grants)

            self.state(["fund", "grant", FUND, "2015", amount, "--purpose", "printing"], grant, True)
            return
        number = 1 + wish.pick % (len(self.world.grants) + 1)

        def withdraw(world: World, told: Any) -> None:
            world.grants = (*world.grants[: number - 1], 0, *world.grants[number:])

        stands = number <= len(self.world.grants) and self.world.grants[number - 1] > 0
        self.state(["fund", "ungrant", number], withdraw, stands)

    def held_at(self, wish: Wish) -> str:
        """Return the place of a wish, now and then the seminar."""
        return SEMINAR if self.world.seminar is not None and wish.pick % 5 == 4 else wish.place

    def _seminar(self, wish: Wish) -> None:
        known, new = self.world.seminar, Seminar(wish.day, wish.quantities[0], 100 * wish.quantities[1])
        about = ["--date", new.day, "--audience", f"pupils={new.people}", "--cost", new.cents // 100]
        words, must = ["seminar", "edit", SEMINAR, *about], True
        if known is None:
            words = ["seminar", "add", SEMINAR, "Seminar", *about, "--fund", FUND, "--country", "LV"]
        elif not wish.first:
            words, must = ["seminar", "cancel", SEMINAR], not known.cancelled
            new = known._replace(cancelled=True)

        def change(world: World, told: Any) -> None:
            world.seminar = new
            world.kinds[SEMINAR], world.countries[SEMINAR] = "seminar", "LV"

        self.state(words, change, must)

    def _level(self, wish: Wish) -> None:
        """Set a level, or take it away; now and then say how many copies a carton of a run has."""
        items, low = sorted({item_of(what) for what in wish.what}), wish.quantities[0] * (wish.pick % 4)
        if wish.pick % 7 == 6:
            self._pack(f"{items[0]}/1", wish.quantities[0])
            return
        level, there = (low, low + wish.quantities[1]), [(wish.place, item) for item in items]
        words: list[object] = ["level", "set", wish.place, *(f"{item}={level[0]}:{level[1]}" for item in items)]
        must = True
        if wish.first and wish.second:
            words, must = ["level", "remove", wish.place, *items], all(each in self.world.levels for each in there)

        def change(world: World, told: Any) -> None:
            for each in there:
                if words[1] == "remove":
                    del world.levels[each]
                else:
                    world.levels[each] = level

        self.state(words, change, must)

    def _pack(self, run: str, carton: int) -> None:
        printed = any(event.type == "print" and event.moves[0].run == run for event in self.world.line.standing())

        def change(world: World, told: Any) -> None:
            world.cartons[run] = carton

        self.state(["run", "edit", run, "--carton", carton], change, printed)

    def _cancel(self, wish: Wish) -> None:
        if not self.world.requests:
            return
        index = wish.pick % len(self.world.requests)

        def change(world: World, told: Any) -> None:
            cancelled = replace(world.requests[index], cancelled=wish.day)
            world.requests = (*world.requests[:index], cancelled, *world.requests[index + 1 :])

        self.state(["request", "cancel", index + 1, "--date", wish.day], change)


def typed(lines: Lines) -> list[str]:
    """Return lines as a clerk types them."""
    return [f"{what}={quantity}" for what, quantity in lines]
