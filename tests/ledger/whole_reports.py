"""What the reports must say of the whole ledger, as its entries are, in plain Python."""

from collections import Counter, defaultdict
from datetime import date

from tests.ledger.whole import LAST, Line, item_of

Figures = dict[tuple[str, str], Counter[str]]
"""Copies by name of the column, of each place and run."""


def recall_list(line: Line) -> Figures:
    """Return the figures of every place that ever held copies of a run, or was sent any."""
    found: Figures = defaultdict(Counter)
    for event in line.standing():
        for run, source, to, quantity in event.moves:
            left, here = source.partition("/")[0], found[event.place, run]
            if event.type == "ship":
                here.update(shipped=quantity, in_transit=quantity)
            elif event.type == "receive":
                here["in_transit"] -= quantity * (left == "transit")
                here["lost"] += quantity * ((to == "loss") - (left == "loss"))
            elif event.type == "return":
                here["returned"] += quantity
                found[to, run].update()
            elif event.type in ("handout", "writeoff"):
                here["handed_out" if event.type == "handout" else "lost"] += quantity
    for place, run, surplus in line.differences():
        if surplus > 0:
            found[place, run]["counted_in"] += surplus
        elif surplus < 0:
            found[place, run]["lost" if place in line.stores else "handed_out"] -= surplus
    for (holder, run), copies in line.at(LAST).items():
        if copies and (holder, run) in found:
            found[holder, run]["here"] = copies
    return found


Last = tuple[int, str | None]
"""Copies on the last day, and that day; 0 and None if there were none."""


def coverage(line: Line, place: str) -> tuple[Last, Last, int]:
    """Return what was last sent to a place, what last arrived there, and what it holds."""
    sent, arrived = Counter[str](), Counter[str]()
    for event in line.standing():
        for _, _, to, quantity in event.moves:
            if event.type == "ship" and event.place == place:
                sent[event.day] += quantity
            elif to == place:
                arrived[event.day] += quantity
    held = sum(copies for (holder, _), copies in line.at(LAST).items() if holder == place)
    return _last(sent), _last(arrived), held


def _last(days: Counter[str]) -> Last:
    return (days[max(days)], max(days)) if days else (0, None)


def use(line: Line, item: str, day: str) -> tuple[int, int]:
    """Return how many copies left the stores for use in the 365 days up to the day, and of how many that is known."""
    used, first = 0, day
    for event in line.standing():
        if event.type == "print" and item_of(event.moves[0][0]) == item:
            first = min(first, event.day)
        away = {"ship": event.place not in line.stores, "handout": event.place in line.stores}.get(event.type, False)
        sign = away - (event.type == "return")
        if (date.fromisoformat(day) - date.fromisoformat(event.day)).days < 365:
            used += sign * sum(quantity for run, *_, quantity in event.moves if item_of(run) == item)
    return used, min((date.fromisoformat(day) - date.fromisoformat(first)).days + 1, 365)
