"""What the last look says where the dry run of a command does not say how many copies it is about."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from tracker.cli.conversation.questions import Talk
from tracker.messages import Message, Plural
from tracker.model.as_of import AsOf
from tracker.model.catalogue import STORE
from tracker.model.codes import parse_named_run
from tracker.reports.recalls import trace
from tracker.reports.requests import requests
from tracker.reports.stock import stock

Tells = Callable[[Talk], Iterator[Message]]


def _cancel(talk: Talk) -> Iterator[Message]:
    for row in requests(talk.path, True, AsOf()).records():
        if str(row["request"]) == talk.first("number"):
            yield Plural(
                "Would cancel {count} copy of {item} that {place} ({name}) asked for.",
                "Would cancel {count} copies of {item} that {place} ({name}) asked for.",
                count=row["open"],
                **{name: row[name] for name in ("item", "place", "name")},
            )


def _withdraw(talk: Talk) -> Iterator[Message]:
    run = parse_named_run(talk.first("run") or "")
    rows = stock(talk.path, by="run", item=run.item, when=AsOf()).records()
    held = next((row for row in rows if row["run"] == str(run)), None)
    if held is None:  # it is named by its title, or the command refuses it
        return
    yield Plural(
        "Would withdraw {run}: {count} copy on hand could no longer be shipped.",
        "Would withdraw {run}: {count} copies on hand could no longer be shipped.",
        count=held["on_hand"],
        run=run,
    )
    places = [row for row in trace(talk.path, run, AsOf()).records() if row["here"] and row["kind"] != STORE]
    yield Plural(
        "{count} place has {copies} copies of it, and {in_transit} are in transit.",
        "{count} places have {copies} copies of it, and {in_transit} are in transit.",
        count=len(places),
        copies=held["at_places"],
        in_transit=held["in_transit"],
    )


TELLS: dict[str, Tells] = {"request cancel": _cancel, "withdraw": _withdraw}
"""What is told, by the command."""
