"""A recorded entry, as text and as JSON."""

from collections.abc import Sequence
from typing import Any

from tracker.cli.output import answer, answering, say, say_objects
from tracker.languages import heading
from tracker.messages import Joined, Message, Plural
from tracker.model.entries import Entry, EntryType
from tracker.model.quantities import numbered
from tracker.model.sentences import copies_of, describe


def say_entry(entry: Entry, *, as_json: bool, brief: bool = False) -> None:
    """Print a recorded entry: one sentence and, unless `brief`, its movements and messages."""
    done = Message("Nothing was recorded.")
    if entry.number is not None:
        done = Message("Entry {entry} was recorded.", entry=entry.number)
    lines = describe(entry)
    answer(done, entry_object(entry) if as_json else None, [next(lines)] if brief else lines)


def say_entries(entries: Sequence[Entry], *, as_json: bool, brief: bool = False) -> None:
    """Print the entries that one command recorded, one line each unless `brief`, and a total."""
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
        from tracker.ledger.receipts import ARRIVED  # needed only for several entries

        for entry in () if brief else entries:
            say(next(describe(entry)))
            for message in entry.messages:
                if message.template != ARRIVED.template:  # each line shows it
                    say(message)
        total = in_all(sum(map(copies_of, entries)))
        say(Joined(done, total) if recorded else total)


def in_all(copies: int) -> Message:
    """Return the message with the total copies of several entries."""
    return Plural("Total: {count} copy.", "Total: {count} copies.", count=copies)


def say_earlier(details: Sequence[dict[str, Any]]) -> None:
    """Print the earlier values of a print run's details, each with the command that changed them."""
    if details:
        say(Message("Earlier details:"))
    none = Message("none")
    for each in details:
        values = [f"{heading(name)} {value or none}" for name, value in list(each.items())[3:]]
        line = Message("  until command {command}, {recorded_at}, {recorded_by}: {values}", **each)
        say(line.given(values=", ".join(values)))


def entry_object(entry: Entry) -> dict[str, Any]:
    """Return the entry as the object that `--format json` and `show` print; scripts rely on its keys."""
    fields: dict[str, Any] = {"entry": entry.number, "type": entry.type.value}
    always = ("date", "place", "reference", "note", "recorded_at", "recorded_by", "command")
    fields |= {name: getattr(entry, name) for name in always}
    fields["lines"] = [
        {name: value for name, value in movement._asdict().items() if value is not None} for movement in entry.movements
    ]
    fields["messages"] = entry.messages
    if entry.type is EntryType.COUNT:
        fields["counts"] = [count._asdict() for count in entry.counts]
    if entry.type is EntryType.SHIP:
        fields["status"] = entry.status
    if entry.costs:
        fields["costs"] = [
            {"item": each.item, "cost": each.cost.amount, "currency": each.cost.currency, "fund": each.fund}
            | ({} if each.grant is None else {"grant": each.grant})
            for each in entry.costs
        ]
    if entry.values:
        fields["values"] = [
            {"run": each.run, "copies": each.copies, "currency": each.value.currency, "value": each.value.amount}
            for each in entry.values
        ]
    if entry.audience:
        fields["audience"] = [{"audience": name, "people": people} for name, people in entry.audience]
    if entry.receipt is not None or entry.would_arrive:
        fields["receipt"] = entry.receipt
    optional = (
        *("carrier", "reason", "shipment", "request", "voids", "voided_by", "replaces", "restores", "restored_by"),
        *("clock_showed", "redacted"),
    )
    fields |= {name: value for name in optional if (value := getattr(entry, name)) is not None}
    return fields | ({"texts": [text._asdict() for text in entry.texts]} if entry.texts else {})
