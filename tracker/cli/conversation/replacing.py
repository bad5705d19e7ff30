"""The answers with which the conversation of a replacement begins: those that would record the replaced entry again."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tracker.cli.conversation.questions import Answer, Talk
from tracker.model.codes import ItemCode
from tracker.model.entries import EntryType
from tracker.model.money import format_cents, summed
from tracker.reports.lists import print_runs
from tracker.reports.recent import Replaced


def answers_of(talk: Talk, replaced: Replaced) -> dict[str, Answer]:
    """Return the answers by the keys of the questions, without those that one answer cannot say."""
    return {key: answer if isinstance(answer, tuple) else (str(answer),) for key, answer in _all(talk, replaced)}


def _all(talk: Talk, replaced: Replaced) -> Iterator[tuple[str, Any]]:
    entry, lines = replaced.entry, replaced.lines
    yield "date", entry.date
    for name in ("reference", "carrier", "reason"):
        if (text := getattr(entry, name)) is not None:
            yield name, text
    if entry.type is EntryType.PRINT:
        yield from _printed(talk, replaced)
    elif entry.type is EntryType.RECEIVE:
        yield "shipments", entry.shipment
        yield from ((f"arrived {line.what}", line.quantity) for line in lines)
        if not replaced.closes:
            yield "close", "yes"
    elif entry.type is EntryType.COUNT:
        yield "place", entry.place
        yield "items", tuple(str(line.what) for line in lines if not isinstance(line.what, ItemCode))
        for line in lines:
            question = "counted" if isinstance(line.what, ItemCode) else "copies"
            yield f"{question} {line.what}", line.quantity
    else:
        yield "items", tuple(str(line.what) for line in lines)
        yield from ((f"copies {line.what}", line.quantity) for line in lines)
        yield from _ends(replaced)
        yield from _costs(replaced)


def _printed(talk: Talk, replaced: Replaced) -> Iterator[tuple[str, Any]]:
    (line,) = replaced.lines
    yield "item", str(line.item)
    yield "quantity", line.quantity
    yield "store", replaced.entry.place
    run = next(row for row in print_runs(talk.path).records() if row["run"] == replaced.entry.movements[0].run)
    for name in ("cost", "printer"):
        if run[name] is not None:
            yield name, run[name]
    if run["fund"] and "+" not in run["fund"]:
        yield "fund", run["fund"]


def _ends(replaced: Replaced) -> Iterator[tuple[str, Any]]:
    entry, moved = replaced.entry, replaced.entry.movements[0]
    if entry.type is EntryType.MOVE:
        yield "place", moved.source
        yield "destination", entry.place
        return
    yield "place", entry.place
    if entry.type is EntryType.SHIP:
        yield "store", moved.source
    if entry.type is EntryType.RETURN:
        yield "store", moved.destination


def _costs(replaced: Replaced) -> Iterator[tuple[str, Any]]:
    costs = replaced.entry.costs
    sums, funds = summed(each.cost for each in costs), {each.fund for each in costs}
    if len(sums) == len(funds) == 1:
        yield "cost", format_cents(sums[0].cents)
        yield from (("fund", fund) for fund in funds if fund is not None)
