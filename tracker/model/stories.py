"""The whole story of a parcel: what was sent, what arrived and when, what is missing, and whom to ask."""

from typing import NamedTuple

from tracker.model.entries import Entry


class Destination(NamedTuple):
    """The place that a parcel went to, and how to reach it."""

    code: str
    name: str
    kind: str
    country: str
    city: str | None
    address: str | None
    contact: str | None
    email: str | None
    phone: str | None


class ParcelItem(NamedTuple):
    """What became of an item in a parcel, in copies."""

    item: str
    sent: int
    received: int
    lost: int
    missing: int
    """What is still on its way; none of it when the shipment is void."""


class Story(NamedTuple):
    """What happened to a parcel."""

    entries: tuple[Entry, ...]
    """The shipment and its receipts in order of time, also what was voided, and the shipments that it replaced or that
    replaced it."""
    items: tuple[ParcelItem, ...]
    place: Destination
