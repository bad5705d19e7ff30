"""A recorded entry, as text and as JSON."""

from typing import Any

from tracker.cli.output import answering, say, say_json
from tracker.model.entries import Entry, EntryType, Movement

_DONE = {
    EntryType.PRINT: "{copies} of {run} printed for {place}",
    EntryType.SHIP: "{copies} shipped from {store} to {place}",
    EntryType.RECEIVE: "{copies} of shipment {shipment} received at {place}",
    EntryType.RETURN: "{copies} returned from {place} to {destination}",
    EntryType.HANDOUT: "{copies} handed out at {place}",
    EntryType.WRITEOFF: "{copies} at {place} written off as {reason}",
    EntryType.COUNT: "{place} counted",
    EntryType.VOID: "entry {voids} voided",
}


def say_entry(entry: Entry, *, as_json: bool) -> None:
    """Print what was recorded: one sentence, the movements, and the messages for the clerk."""
    with answering("Nothing was recorded" if entry.number is None else f"Entry {entry.number} was recorded"):
        _say_entry(entry, as_json=as_json)


def _say_entry(entry: Entry, *, as_json: bool) -> None:
    if as_json:
        say_json(entry_object(entry))
        return
    number = "Would record" if entry.number is None else f"Entry {entry.number}:"
    with_receipt = f", received there as entry {entry.receipt}" if entry.receipt else ""
    say(f"{number} {headline(entry)}{with_receipt}.")
    for line in movement_lines(entry):
        say(f"  {line}")
    for count in entry.counts:
        say(f"  {count.run}: {count.counted} counted, {count.expected} expected")
    for message in entry.messages:
        say(message)


def headline(entry: Entry) -> str:
    """Return what happened, in a sentence without its full stop."""
    moved = sum(movement.quantity for movement in entry.movements if _is_main(entry, movement))
    words = {
        "copies": f"{moved} {'copy' if moved == 1 else 'copies'}",
        "run": entry.movements[0].run if entry.movements else "",
        "store": entry.movements[0].source if entry.movements else "",
        "destination": entry.movements[0].destination if entry.movements else "",
        "place": entry.place,
        "shipment": entry.shipment,
        "reason": entry.reason,
        "voids": entry.voids,
    }
    return f"{_DONE[entry.type].format(**words)} on {entry.date}"


def _is_main(entry: Entry, movement: Movement) -> bool:
    """Return whether a movement is what the entry is about, and not a loss or an adjustment recorded with it."""
    if entry.type is EntryType.RECEIVE:
        return movement.destination == entry.place and movement.date == entry.date
    return (movement.source, movement.destination) == (entry.movements[0].source, entry.movements[0].destination)


def movement_lines(entry: Entry) -> list[str]:
    """Return a line for each movement: its quantity, run, source and destination."""
    width = max((len(str(movement.quantity)) for movement in entry.movements), default=0)
    return [
        f"{movement.quantity:>{width}}  {movement.run}  {movement.source} > {movement.destination}"
        f"{'' if movement.date == entry.date else f'  on {movement.date}'}"
        for movement in entry.movements
    ]


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
        "messages": list(entry.messages),
    }
    if entry.type is EntryType.COUNT:
        fields["counts"] = [
            {"run": count.run, "expected": count.expected, "counted": count.counted} for count in entry.counts
        ]
    if entry.type is EntryType.SHIP:
        fields["status"] = entry.status
    if entry.receipt is not None:
        fields["receipt"] = entry.receipt
    optional = ("carrier", "reason", "shipment", "request", "voids", "voided_by", "replaces")
    return fields | {name: value for name in optional if (value := getattr(entry, name)) is not None}
