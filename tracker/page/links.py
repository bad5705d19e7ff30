"""Where the cells of tables lead: to the page of what they name."""

from urllib.parse import quote

from tracker.model.table import Value

OUTSIDE = frozenset({"printer", "public", "loss", "transit"})
"""Codes of places that have no page."""

_PATHS = {
    **dict.fromkeys(("place", "source", "destination", "store"), "/places/{}"),
    **dict.fromkeys(("entry", "voids", "voided_by", "shipment", "replaces", "count"), "/entries/{}"),
    **dict.fromkeys(("run", "item"), "/trace?of={}"),
    "fund": "/funding/{}",
}
"""The addresses of what columns of these names have in them."""


def address_of(column: str, value: Value) -> str | None:
    """Return the address of what a cell names, None if it has none."""
    text = str(value)
    if column not in _PATHS or value in (None, "") or text in OUTSIDE or (column == "fund" and "+" in text):
        return None
    return _PATHS[column].format(quote(text, safe=""))
