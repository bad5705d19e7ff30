"""What a copy cost: to print, and to print and send."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from tracker.model.money import format_cents
from tracker.model.table import Row


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


def of_sending(runs: Iterable[Row], sent: Mapping[str, int], spent: Mapping[str, int]) -> list[Cost]:
    """Return what the copies that were sent cost: what printing them had cost, and what was spent on sending.

    `runs` are print runs as `FundLines` has them, `sent` the copies by run, `spent` the cents by currency. Copies of
    runs whose cost is not known, or of another fund's, count with the sending in each currency in which there is no
    other.
    """
    copies: dict[str, int] = {}
    cents: dict[str, int] = dict(spent)
    others = sum(sent.values())
    for run, _, _, _, quantity, currency, cost in runs:
        number = sent.get(str(run), 0)
        if number and cost is not None and quantity:
            name = str(currency)
            copies[name] = copies.get(name, 0) + number
            cents[name] = cents.get(name, 0) + (2 * int(cost) * number + int(quantity)) // (2 * int(quantity))
            others -= number
    if others and len(cents) == 1:
        (name,) = cents
        copies[name] = copies.get(name, 0) + others
    return [Cost(copies.get(name, 0), name, cents[name]) for name in sorted(cents)]
