"""What a clerk may wish for; and the commands that make no entry of their own: dated facts, requests, edits, voids."""

from dataclasses import dataclass, replace
from typing import Any

from tests.ledger.replay import LAST, STORE, is_run, item_of
from tests.ledger.replay_desk import Desk
from tests.ledger.replay_world import Asked, Lines, World


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
        """Count nothing at a place, so that it can be closed."""
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
        if not self.knows.second or self.world.kinds[wish.place] == STORE:
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
