"""The conversation of fix: all answers come from the entry, and the clerk changes the wrong one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from tracker.cli.conversation.common import REMARK, reference
from tracker.cli.conversation.questions import Answer, Conversation, Step, Talk
from tracker.errors import StillNeeded
from tracker.languages import worded
from tracker.model.codes import ItemCode
from tracker.model.entries import EntryType
from tracker.model.money import format_cents
from tracker.reports.lists import print_runs
from tracker.reports.recent import Replaced


def correcting(base: Conversation) -> Conversation:
    """Return the questions for recording an entry as questions for correcting it, with reference and note."""
    kept = [each._replace(all_of_them=False) for each in base.questions if each.name not in ("shipments", "note")]
    if all(question.name != "reference" for question in kept):
        kept.append(reference("receive"))
    return replace(base, questions=(*kept, REMARK), another=lambda talk: False)


def answers_of(talk: Talk, replaced: Replaced) -> dict[str, Answer]:
    """Return an entry's answers by question key, without those that a single answer cannot express."""
    return {key: answer if isinstance(answer, tuple) else (str(answer),) for key, answer in _all(talk, replaced)}


def _all(talk: Talk, replaced: Replaced) -> Iterator[tuple[str, Any]]:
    entry, lines = replaced.entry, replaced.lines
    yield "date", entry.date
    for name in ("reference", "carrier", "reason", "note"):
        if (text := getattr(entry, name)) is not None:
            yield name, text
    if entry.audience:
        yield "audience", tuple(f"{worded('audience', group)}={people}" for group, people in entry.audience)
    if entry.type is EntryType.PRINT:
        yield from _printed(talk, replaced)
    elif entry.type is EntryType.RECEIVE:
        yield "shipments", entry.shipment
        for item in dict.fromkeys(line.item for line in lines):
            yield f"arrived {item}", sum(line.quantity for line in lines if line.item == item)
        yield "close", "no" if replaced.closes else "yes"
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
        if entry.costs:
            yield "cost", format_cents(sum(each.cost.cents for each in entry.costs))
            if entry.costs[0].fund is not None:
                yield "fund", entry.costs[0].fund


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


# The changes as command-line arguments.


def changes(steps: Iterable[Step], talk: Talk) -> list[str]:
    """Return the arguments for the answers that differ from the entry, its number first.

    Raises Refused if a required value was cleared.
    """
    assert talk.replaced is not None  # noqa: S101  (set while correcting)
    entry = talk.replaced.entry
    changed = {step.key: step for step in steps if talk.all(step.key) != talk.filled.get(step.key, ())}
    options, arguments = (
        [f"--without={what}" for what in talk.filled.get("items", ()) if what not in talk.all("items")],
        [],
    )
    if entry.type is EntryType.PRINT and changed.keys() & {"item", "quantity"}:
        arguments.append(f"{talk.first('item')}={talk.first('quantity')}")
    for step in changed.values():
        answer, question = talk.all(step.key), step.question
        if step.about is not None:
            if answer:
                arguments.append(f"{step.about.code}={answer[0]}")
            else:
                options.append(f"--without={step.about.code}")
        elif question.name == "close":
            options.append("--close" if answer == ("no",) else "--no-close")
        elif question.option is not None and not answer and question.name in ("date", "store", "reason", "request"):
            raise StillNeeded(
                "Entry {entry} keeps this value. To remove it, void the entry with 'tracker void {entry} --reason "
                "TEXT' and log it again.",
                entry=entry.number,
            ).concerning(question.name)
        elif question.option is not None:
            options += [f"{question.option}={word}" for word in answer or ("",)]
        elif question.name == "place" and entry.type is EntryType.MOVE:
            options.append(f"--from={answer[0]}")
        elif question.name in ("place", "destination"):
            arguments = [*answer, *arguments]
    return [*options, "--", str(entry.number), *arguments]
