"""The money in an entry as JSON: what sending cost, and what copies that were written off had cost."""

from typing import Any

from tracker.model.entries import Entry


def cost_fields(entry: Entry) -> dict[str, Any]:
    """Return the keys that these are in the object of an entry."""
    fields: dict[str, Any] = {}
    if entry.costs:
        fields["costs"] = [
            {"item": each.item, "cost": str(each.cost.amount), "currency": each.cost.currency, "fund": each.fund}
            for each in entry.costs
        ]
    if entry.values:
        fields["values"] = [
            {"run": each.run, "copies": each.copies, "currency": each.value.currency, "value": str(each.value.amount)}
            for each in entry.values
        ]
    return fields
