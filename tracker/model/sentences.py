"""Entries in sentences: what happened, with its movements and consequences."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from tracker.deferred import NamedTuple
from tracker.languages import decimal, grouped, worded
from tracker.messages import Joined, Message, Plural
from tracker.model.entries import Entry, EntryType, ItemCost, TextVersion


def cost_lines(entry: Entry) -> Iterator[Message]:
    """Yield the shipping cost and its payers, the cost of copies written off, or the people reached by a handout."""
    by_payer: dict[tuple[str | None, int | None], list[ItemCost]] = {}
    for each in entry.costs:
        by_payer.setdefault((each.fund, each.grant), []).append(each)
    for (fund, grant), costs in by_payer.items():
        line = Message("Shipping cost: {cost}.")
        if grant is not None:
            line = Message("Shipping cost: {cost}, paid by {fund}, grant {grant}.", fund=fund, grant=grant)
        elif fund is not None:
            line = Message("Shipping cost: {cost}, paid by {fund}.", fund=fund)
        yield line.given(cost=_costs_by_item(costs))
    if entry.audience:
        groups = ", ".join(f"{worded('audience', name)} {people}" for name, people in entry.audience)
        yield Message("People reached: {groups}.", groups=groups)
    if entry.values:
        from tracker.model.money import summed

        value = Joined(*summed(each.value for each in entry.values), separator=", ")
        yield Message("Cost of the copies written off: {value}.", value=value)


def _costs_by_item(costs: Sequence[ItemCost]) -> Message:
    from tracker.model.money import summed

    whole = Joined(*summed(each.cost for each in costs), separator=", ")
    if len(costs) < 2:
        return whole
    parts = [Message("{amount} for {item}", amount=decimal(str(each.cost.amount)), item=each.item) for each in costs]
    return Message("{sum} ({parts})", sum=whole, parts=Joined(*parts, separator=", "))


_HAPPENED: dict[EntryType, Message] = {
    EntryType.PRINT: Plural(
        "{count} copy of {run} printed for {place} on {day}", "{count} copies of {run} printed for {place} on {day}"
    ),
    EntryType.SHIP: Plural(
        "{count} copy shipped from {source} to {place} on {day}",
        "{count} copies shipped from {source} to {place} on {day}",
    ),
    EntryType.RECEIVE: Plural(
        "{count} copy of shipment {shipment} received at {place} on {day}",
        "{count} copies of shipment {shipment} received at {place} on {day}",
    ),
    EntryType.MOVE: Plural(
        "{count} copy moved from {source} to {place} on {day}", "{count} copies moved from {source} to {place} on {day}"
    ),
    EntryType.RETURN: Plural(
        "{count} copy returned from {place} to {destination} on {day}",
        "{count} copies returned from {place} to {destination} on {day}",
    ),
    EntryType.HANDOUT: Plural(
        "{count} copy handed out at {place} on {day}", "{count} copies handed out at {place} on {day}"
    ),
    EntryType.WRITEOFF: Plural(
        "{count} copy at {place} written off as {reason} on {day}",
        "{count} copies at {place} written off as {reason} on {day}",
    ),
    EntryType.COUNT: Message("{place} counted on {day}"),
    EntryType.VOID: Message("entry {voided} voided on {day}"),
}

_DIFFERENCES = {
    "taken": Plural("{count} copy counts as taken by visitors.", "{count} copies count as taken by visitors."),
    "lost": Plural("{count} copy counts as lost.", "{count} copies count as lost."),
    "found": Plural("{count} copy counts as found.", "{count} copies count as found."),
}
"""The sentences on a count's difference."""

_SHIPPED_AND_RECEIVED = Plural(
    "{count} copy shipped from {source} to {place} on {day}, received there as entry {receipt}",
    "{count} copies shipped from {source} to {place} on {day}, received there as entry {receipt}",
)
_SHIPPED_TO_ARRIVE = Plural(
    "{count} copy shipped from {source} to {place} on {day}, and received there the same day",
    "{count} copies shipped from {source} to {place} on {day}, and received there the same day",
)


def heading(entry: Entry) -> Message:
    """Return the heading of an entry: what happened."""
    if entry.type is EntryType.VOID:
        return Message("Entry {voided} voided on {day}", voided=entry.voids, day=entry.date)
    return headline(entry)


def copies_of(entry: Entry) -> int:
    """Return the copies that an entry moved, without count differences and copies missing from a shipment."""
    own = [movement for movement in entry.movements if movement.count is None]
    return sum(each.quantity for each in own if entry.type is not EntryType.RECEIVE or each.destination == entry.place)


def headline(entry: Entry) -> Message:
    """Return what happened, without a full stop, for headings and sentences."""
    own = [movement for movement in entry.movements if movement.count is None]
    first = own[0] if own else None
    happened = _HAPPENED[entry.type]
    if entry.receipt or entry.would_arrive:
        happened = _SHIPPED_AND_RECEIVED if entry.receipt else _SHIPPED_TO_ARRIVE
    return happened.given(
        count=copies_of(entry),
        run=first and first.run,
        source=first and first.source,
        destination=first and first.destination,
        place=entry.place,
        shipment=entry.shipment,
        reason=worded("reason", entry.reason),
        voided=entry.voids,
        receipt=entry.receipt,
        day=entry.date,
    )


def describe(entry: Entry) -> Iterator[Message]:
    """Yield all sentences about an entry or a dry run: what happened, movements and consequences."""
    if entry.number is None:
        yield Message("Would record {happened}.", happened=headline(entry))
    else:
        yield Message("Entry {entry}: {happened}.", entry=entry.number, happened=headline(entry))
    yield from detail_lines(entry)
    yield from consequences(entry)
    yield from entry.messages


def detail_lines(entry: Entry) -> Iterator[Message]:
    """Yield a line for each movement, each counted run, and the costs."""
    width = max((len(grouped(movement.quantity)) for movement in entry.movements), default=0)
    for movement in entry.movements:
        if movement.count is not None and movement.count != entry.number:
            line = Message(
                "  {quantity}  {run}  {source} > {destination}  difference found by count {count} on {day}",
                count=movement.count,
                day=movement.date,
            )
        elif movement.date == entry.date:
            line = Message("  {quantity}  {run}  {source} > {destination}")
        else:
            line = Message("  {quantity}  {run}  {source} > {destination}  on {day}", day=movement.date)
        yield line.given(
            quantity=f"{grouped(movement.quantity):>{width}}",
            run=movement.run,
            source=movement.source,
            destination=movement.destination,
        )
    yield from counted_lines(entry)
    yield from cost_lines(entry)


def counted_lines(entry: Entry) -> Iterator[Message]:
    """Yield a line for each counted run."""
    for count in entry.counts:
        yield Message("  {run}: {counted} counted, {expected} expected", **count._asdict())


def consequences(entry: Entry) -> Iterator[Message]:
    """Yield sentences on a count's difference; copies that only move between runs are neither lost nor found."""
    if entry.type is not EntryType.COUNT:
        return
    from_loss, copies = Counter[str](), Counter[str]()
    for movement in entry.movements:
        if movement.count == entry.number:
            counted = movement.item if movement.item in entry.whole_items else movement.run
            from_loss[counted] += movement.quantity * ((movement.source == "loss") - (movement.destination == "loss"))
            copies["taken"] += movement.quantity * (movement.destination == "public")
    copies["found"] = sum(max(net, 0) for net in from_loss.values())
    copies["lost"] = sum(max(-net, 0) for net in from_loss.values())
    for what, difference in _DIFFERENCES.items():
        if copies[what]:
            yield difference.given(count=copies[what])


def version_line(version: TextVersion) -> Message:
    """Return the line for a version of an entry's texts, with its command."""
    return Message(
        "  command {command}, {moment}, {clerk}: {texts}",
        command=version.command,
        moment=version.recorded_at,
        clerk=version.recorded_by,
        texts=described_texts(version),
    )


def described_texts(version: TextVersion) -> Message:
    """Return the texts of a version, or a note that it was redacted."""
    if version.redacted is not None:
        return Message("redacted by command {command}", command=version.redacted)
    parts = [
        template.given(text=worded(name, text))
        for name, template in _TEXTS.items()
        if (text := getattr(version, name)) is not None
    ]
    return Joined(*parts, separator=", ") if parts else Message("none")


_TEXTS = {
    "reference": Message("reference {text}"),
    "carrier": Message("carrier {text}"),
    "reason": Message("reason {text}"),
    "note": Message("note {text}"),
}


# The history of a parcel: copies sent, received and missing, and the contact of the place.


class Destination(NamedTuple):
    """A parcel's destination and its contact details."""

    code: str
    name: str
    kind: str
    country: str
    city: str | None
    address: str | None
    postcode: str | None
    contact: str | None
    email: str | None
    phone: str | None


class ParcelItem(NamedTuple):
    """The copies of an item in a parcel."""

    item: str
    sent: int
    received: int
    lost: int
    missing: int
    """Copies in transit; zero if the shipment is void."""


class Story(NamedTuple):
    """The history of a parcel."""

    entries: tuple[Entry, ...]
    """The shipment and its receipts in order of time, including voided, replaced and replacing ones."""
    items: tuple[ParcelItem, ...]
    place: Destination


def story_lines(story: Story) -> Iterator[Message]:
    """Yield a line for each event, then for copies missing or lost, and the place with its contact."""
    yield Message("History:")
    yield from map(happened_line, story.entries)
    yield from missing_lines(story)
    yield destination_line(story.place)


def happened_line(entry: Entry) -> Message:
    """Return an event with lost copies, and the entries that it replaces or voids or the reverse."""
    line = Message("  entry {entry}: {happened}.", entry=entry.number, happened=headline(entry))
    also = []
    if lost := sum(move.quantity for move in entry.movements if move.destination == "loss" and move.count is None):
        also.append(Message("Recorded as lost: {copies}.", copies=lost))
    if entry.replaces is not None:
        also.append(Message("Replaces entry {entry}.", entry=entry.replaces))
    if entry.voided_by is not None:
        also.append(Message("Voided by entry {entry}.", entry=entry.voided_by))
    return Joined(line, *also)


def missing_lines(story: Story) -> Iterator[Message]:
    """Yield the missing copies, and those lost in transit."""
    missing = [f"{grouped(item.missing)} {item.item}" for item in story.items if item.missing]
    lost = [f"{grouped(item.lost)} {item.item}" for item in story.items if item.lost]
    if missing:
        yield Message("Still missing: {copies}.", copies=", ".join(missing))
    if lost:
        yield Message("Lost in transit: {copies}.", copies=", ".join(lost))


def destination_line(place: Destination) -> Message:
    """Return the destination and its contact details."""
    known = ", ".join(filter(None, (place.contact, place.email, place.phone, place.address, place.postcode)))
    kind, country = worded("kind", place.kind), worded("country", place.country)
    line = Message(
        "Place: {code}, {name} ({kind}, {country}).", code=place.code, name=place.name, kind=kind, country=country
    )
    return Joined(line, Message("Contact: {contact}.", contact=known)) if known else line
