"""The money in an entry in sentences: what sending cost, and what copies that were written off had cost."""

from collections.abc import Iterator, Sequence

from tracker.messages import Joined, Message
from tracker.model.entries import Entry, ItemCost
from tracker.model.money import summed


def cost_lines(entry: Entry) -> Iterator[Message]:
    """Yield what sending it cost, and who paid, or what the copies that were written off had cost."""
    by_fund: dict[str | None, list[ItemCost]] = {}
    for each in entry.costs:
        by_fund.setdefault(each.fund, []).append(each)
    for fund, costs in by_fund.items():
        line = Message("Sending it cost {cost}.")
        if fund is not None:
            line = Message("Sending it cost {cost}, paid by {fund}.", fund=fund)
        yield line.given(cost=_of_items(costs))
    if entry.values:
        value = Joined(*summed(each.value for each in entry.values), separator=", ")
        yield Message("What was written off had cost {value}.", value=value)


def _of_items(costs: Sequence[ItemCost]) -> Message:
    """Return a sum, with what each of several items has of it."""
    whole = Joined(*summed(each.cost for each in costs), separator=", ")
    if len(costs) < 2:
        return whole
    parts = [Message("{amount} for {item}", amount=each.cost.amount, item=each.item) for each in costs]
    return Message("{sum} ({parts})", sum=whole, parts=Joined(*parts, separator=", "))
