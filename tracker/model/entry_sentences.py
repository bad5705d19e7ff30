"""An entry in sentences: what happened, line by line, and what follows from it."""

from collections import Counter
from collections.abc import Iterator

from tracker.languages import worded
from tracker.messages import Joined, Message, Plural
from tracker.model.entries import Entry, EntryType, TextVersion

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

_DIFFERENCES: dict[str, tuple[Plural, Plural]] = {
    "taken": (
        Plural("{count} copy counts as taken by visitors.", "{count} copies count as taken by visitors."),
        Plural("{count} copy will count as taken by visitors.", "{count} copies will count as taken by visitors."),
    ),
    "lost": (
        Plural("{count} copy counts as lost.", "{count} copies count as lost."),
        Plural("{count} copy will count as lost.", "{count} copies will count as lost."),
    ),
    "found": (
        Plural("{count} copy counts as found.", "{count} copies count as found."),
        Plural("{count} copy will count as found.", "{count} copies will count as found."),
    ),
}
"""What the copies of a count's difference count as: of a count that was recorded, and of one that would be."""

_SHIPPED_AND_RECEIVED = Plural(
    "{count} copy shipped from {source} to {place} on {day}, received there as entry {receipt}",
    "{count} copies shipped from {source} to {place} on {day}, received there as entry {receipt}",
)
_SHIPPED_TO_ARRIVE = Plural(
    "{count} copy shipped from {source} to {place} on {day}, and received there the same day",
    "{count} copies shipped from {source} to {place} on {day}, and received there the same day",
)


def heading(entry: Entry) -> Message:
    """Return what happened, as the first line above an entry."""
    if entry.type is EntryType.VOID:
        return Message("Entry {voided} voided on {day}", voided=entry.voids, day=entry.date)
    return headline(entry)


def headline(entry: Entry) -> Message:
    """Return what happened, without a full stop: a heading, or what a sentence says of the entry."""
    own = [movement for movement in entry.movements if movement.count is None]
    first = own[0] if own else None
    happened = _HAPPENED[entry.type]
    if entry.receipt or entry.would_arrive:
        happened = _SHIPPED_AND_RECEIVED if entry.receipt else _SHIPPED_TO_ARRIVE
    return happened.given(
        # A closing receipt also moves the copies that did not arrive, from transit to loss.
        count=sum(
            each.quantity for each in own if entry.type is not EntryType.RECEIVE or each.destination == entry.place
        ),
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


def told(entry: Entry) -> Iterator[Message]:
    """Yield all that is said of an entry that was recorded, or would be: what happened, the movements, what follows."""
    if entry.number is None:
        yield Message("Would record {happened}.", happened=headline(entry))
    else:
        yield Message("Entry {entry}: {happened}.", entry=entry.number, happened=headline(entry))
    yield from movement_lines(entry)
    yield from counted_lines(entry)
    if entry.costs or entry.values:
        from tracker.model.cost_sentences import cost_lines

        yield from cost_lines(entry)
    yield from consequences(entry)
    yield from entry.messages


def movement_lines(entry: Entry) -> Iterator[Message]:
    """Yield a line for each movement: its quantity, run, source and destination.

    A movement that books the difference of another count names that count, and has its date.
    """
    width = max((len(str(movement.quantity)) for movement in entry.movements), default=0)
    for movement in entry.movements:
        if movement.count is not None and movement.count != entry.number:
            line = Message(
                "  {quantity}  {run}  {source} > {destination}  difference of count {count} of {day}",
                count=movement.count,
                day=movement.date,
            )
        elif movement.date == entry.date:
            line = Message("  {quantity}  {run}  {source} > {destination}")
        else:
            line = Message("  {quantity}  {run}  {source} > {destination}  on {day}", day=movement.date)
        yield line.given(
            quantity=f"{movement.quantity:>{width}}",
            run=movement.run,
            source=movement.source,
            destination=movement.destination,
        )


def counted_lines(entry: Entry) -> Iterator[Message]:
    """Yield a line for each run that was counted."""
    for count in entry.counts:
        yield Message(
            "  {run}: {counted} counted, {expected} expected",
            run=count.run,
            counted=count.counted,
            expected=count.expected,
        )


def consequences(entry: Entry) -> Iterator[Message]:
    """Yield what the copies count as by which a count differs from what was expected.

    Copies of an item counted as a whole that only pass from one run to another are neither lost nor found.
    """
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
    for what, (recorded, planned) in _DIFFERENCES.items():
        if copies[what]:
            yield (planned if entry.number is None else recorded).given(count=copies[what])


def described_texts(version: TextVersion) -> Message:
    """Return what a version of an entry's texts says, or that it was redacted."""
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
