"""A recorded entry, as text and as JSON."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Any

from tracker.cli.output import answering, say, say_json, say_objects
from tracker.messages import Joined, Message, Plural
from tracker.model.entries import Entry, EntryType, Movement, TextVersion
from tracker.model.quantities import numbered

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

_TAKEN, _LOST, _FOUND = "{place} > public", "{place} > loss", "loss > {place}"
_DIFFERENCES: dict[str, Plural] = {
    _TAKEN: Plural("{count} copy counts as taken by visitors.", "{count} copies count as taken by visitors."),
    _LOST: Plural("{count} copy counts as lost.", "{count} copies count as lost."),
    _FOUND: Plural("{count} copy counts as found again.", "{count} copies count as found again."),
}
_DIFFERENCES_PLANNED: dict[str, Plural] = {
    _TAKEN: Plural("{count} copy will count as taken by visitors.", "{count} copies will count as taken by visitors."),
    _LOST: Plural("{count} copy will count as lost.", "{count} copies will count as lost."),
    _FOUND: Plural("{count} copy will count as found again.", "{count} copies will count as found again."),
}
"""As what the copies are booked by which a count differs from what was expected."""

_SHIPPED_AND_RECEIVED = Plural(
    "{count} copy shipped from {source} to {place} on {day}, received there as entry {receipt}",
    "{count} copies shipped from {source} to {place} on {day}, received there as entry {receipt}",
)
_SHIPPED_TO_ARRIVE = Plural(
    "{count} copy shipped from {source} to {place} on {day}, and received there the same day",
    "{count} copies shipped from {source} to {place} on {day}, and received there the same day",
)


def say_entry(entry: Entry, *, as_json: bool) -> None:
    """Print what was recorded: one sentence, the movements, and the messages for the clerk."""
    if entry.number is None:
        done = Message("Nothing was recorded.")
    else:
        done = Message("Entry {entry} was recorded.", entry=entry.number)
    with answering(done):
        _say_entry(entry, as_json=as_json)


def say_entries(entries: Sequence[Entry], *, as_json: bool) -> None:
    """Print what was recorded by one command that was asked for several entries."""
    recorded = [entry.number for entry in entries if entry.number is not None]
    command = entries[-1].command
    done = Message("Nothing was recorded.")
    if recorded:
        done = Plural(
            "Command {command} recorded entry {entries}.",
            "Command {command} recorded entries {entries}.",
            count=len(recorded),
            command=command,
            entries=numbered(recorded),
        )
    with answering(done):
        if as_json:
            say_objects(map(entry_object, entries))
            return
        for entry in entries:
            say_in_words(entry)
        if recorded:
            say(done)


def _say_entry(entry: Entry, *, as_json: bool) -> None:
    if as_json:
        say_json(entry_object(entry))
    else:
        say_in_words(entry)


def say_in_words(entry: Entry) -> None:
    """Print what was recorded as text."""
    if entry.number is None:
        say(Message("Would record {happened}.", happened=headline(entry)))
    else:
        say(Message("Entry {entry}: {happened}.", entry=entry.number, happened=headline(entry)))
    say_lines(entry)
    say_costs(entry)
    for message in (*consequences(entry), *entry.messages):
        say(message)


def say_costs(entry: Entry) -> None:
    """Print what sending it cost, or what the copies that were written off had cost."""
    if entry.costs or entry.values:
        from tracker.cli.costs import cost_lines

        for line in cost_lines(entry):
            say(line)


def consequences(entry: Entry) -> Iterator[Message]:
    """Yield what the differences that a count found mean: as what the copies are booked."""
    if entry.type is not EntryType.COUNT:
        return
    for ends, message in (_DIFFERENCES_PLANNED if entry.number is None else _DIFFERENCES).items():
        copies = sum(
            movement.quantity
            for movement in entry.movements
            if f"{movement.source} > {movement.destination}" == ends.format(place=entry.place)
            if movement.date == entry.date
        )
        if copies:
            yield message.given(count=copies)


def say_lines(entry: Entry) -> None:
    """Print a line for each movement and, for a count, for each run that was counted."""
    for line in movement_lines(entry):
        say(line)
    for count in entry.counts:
        say(
            Message(
                "  {run}: {counted} counted, {expected} expected",
                run=count.run,
                counted=count.counted,
                expected=count.expected,
            )
        )


def say_texts(entry: Entry) -> None:
    """Print a line for each version of its texts, when there are several, or one was emptied."""
    if entry.texts:
        say(Message("Texts:"))
    for version in entry.texts:
        line = Message("  command {command} of {moment}, {clerk}: {texts}")
        say(
            line.given(
                command=version.command,
                moment=version.recorded_at,
                clerk=version.recorded_by,
                texts=described_texts(version),
            )
        )


def described_texts(version: TextVersion) -> Message:
    """Return what a version of an entry's texts says, or that it was redacted."""
    if version.redacted is not None:
        return Message("redacted by command {command}", command=version.redacted)
    parts = [
        template.given(text=text) for name, template in _TEXTS.items() if (text := getattr(version, name)) is not None
    ]
    return Joined(*parts, separator=", ") if parts else Message("none")


_TEXTS = {
    "reference": Message("reference {text}"),
    "carrier": Message("carrier {text}"),
    "reason": Message("reason {text}"),
    "note": Message("note {text}"),
}


def heading(entry: Entry) -> Message:
    """Return what happened, as the first line above an entry."""
    if entry.type is EntryType.VOID:
        return Message("Entry {voided} voided on {day}", voided=entry.voids, day=entry.date)
    return headline(entry)


def headline(entry: Entry) -> Message:
    """Return what happened, without a full stop: a heading, or what a sentence says of the entry."""
    first = entry.movements[0] if entry.movements else None
    happened = _HAPPENED[entry.type]
    if entry.receipt or entry.would_arrive:
        happened = _SHIPPED_AND_RECEIVED if entry.receipt else _SHIPPED_TO_ARRIVE
    return happened.given(
        count=sum(movement.quantity for movement in entry.movements if _is_main(entry, movement)),
        run=first and first.run,
        source=first and first.source,
        destination=first and first.destination,
        place=entry.place,
        shipment=entry.shipment,
        reason=entry.reason,
        voided=entry.voids,
        receipt=entry.receipt,
        day=entry.date,
    )


def _is_main(entry: Entry, movement: Movement) -> bool:
    """Return whether a movement is what the entry is about, and not a loss or an adjustment recorded with it."""
    if entry.type is EntryType.RECEIVE:
        return movement.destination == entry.place and movement.date == entry.date
    return (movement.source, movement.destination) == (entry.movements[0].source, entry.movements[0].destination)


def movement_lines(entry: Entry) -> Iterator[Message]:
    """Yield a line for each movement: its quantity, run, source and destination, and its date if that differs."""
    width = max((len(str(movement.quantity)) for movement in entry.movements), default=0)
    for movement in entry.movements:
        if movement.date == entry.date:
            line = Message("  {quantity}  {run}  {source} > {destination}")
        else:
            line = Message("  {quantity}  {run}  {source} > {destination}  on {day}", day=movement.date)
        yield line.given(
            quantity=f"{movement.quantity:>{width}}",
            run=movement.run,
            source=movement.source,
            destination=movement.destination,
        )


def entry_object(entry: Entry) -> dict[str, Any]:
    """Return the entry as the object that `--format json` and `show` print; scripts rely on its keys."""
    fields: dict[str, Any] = {
        "entry": entry.number,
        "type": entry.type.value,
        "date": entry.date,
        "place": entry.place,
        "reference": entry.reference,
        "note": entry.note,
        "recorded_at": entry.recorded_at,
        "recorded_by": entry.recorded_by,
        "command": entry.command,
        "lines": [
            {
                "run": movement.run,
                "item": movement.item,
                "date": movement.date,
                "source": movement.source,
                "destination": movement.destination,
                "quantity": movement.quantity,
            }
            for movement in entry.movements
        ],
        "messages": list(map(str, entry.messages)),
    }
    if entry.type is EntryType.COUNT:
        fields["counts"] = [
            {"run": count.run, "expected": count.expected, "counted": count.counted} for count in entry.counts
        ]
    if entry.type is EntryType.SHIP:
        fields["status"] = entry.status
    if entry.costs or entry.values:
        from tracker.cli.costs import cost_fields

        fields |= cost_fields(entry)
    if entry.receipt is not None or entry.would_arrive:
        fields["receipt"] = entry.receipt
    optional = (
        "carrier",
        "reason",
        "shipment",
        "request",
        "voids",
        "voided_by",
        "replaces",
        "restores",
        "restored_by",
        "clock_showed",
        "redacted",
    )
    fields |= {name: value for name in optional if (value := getattr(entry, name)) is not None}
    return fields | ({"texts": list(map(asdict, entry.texts))} if entry.texts else {})
