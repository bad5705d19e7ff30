"""What a copy cost: to print, and to print and send."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from tracker.model.money import format_cents


class Cost(NamedTuple):
    """What so many copies cost in one currency, in cents."""

    copies: int
    currency: str
    cents: int

    @property
    def per_copy(self) -> str | None:
        """The cost of one of them, rounded half up to the cent; None when there are none."""
        if not self.copies:
            return None
        return format_cents((2 * self.cents + self.copies) // (2 * self.copies))


def together(costs: Iterable[Cost]) -> list[Cost]:
    """Return the costs added up, one for each currency."""
    found: dict[str, Cost] = {}
    for cost in costs:
        before = found.get(cost.currency, Cost(0, cost.currency, 0))
        found[cost.currency] = Cost(before.copies + cost.copies, cost.currency, before.cents + cost.cents)
    return [found[currency] for currency in sorted(found)]


def of_sending(printing: Iterable[tuple[str, Cost]], sent: Mapping[str, int], spent: Mapping[str, int]) -> list[Cost]:
    """Return what the copies that were sent cost: what printing them had cost, and what was spent on sending them.

    `printing` are print runs with what all their copies cost, `sent` the copies by run, `spent` the cents by currency.
    Copies of runs whose cost is not known count with the others where these have one currency.
    """
    costs = [Cost(0, currency, cents) for currency, cents in spent.items()]
    unknown = sum(sent.values())
    for run, (quantity, currency, cents) in printing:
        if (copies := sent.get(run, 0)) and quantity:
            costs.append(Cost(copies, currency, (2 * cents * copies + quantity) // (2 * quantity)))
            unknown -= copies
    if len({cost.currency for cost in costs}) == 1:
        costs.append(Cost(unknown, costs[0].currency, 0))
    return together(costs)
