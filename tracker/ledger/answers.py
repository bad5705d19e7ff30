"""Record answers from places as entries: the receipts, the count and the request a clerk would type, in one command."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from tracker.errors import NotEnoughCopies, NothingToDo, NotOutstanding, UnknownName, WrongUsage
from tracker.ledger.catalogue import Change, changing
from tracker.ledger.commands import DRY_RUN, Command, LedgerOrCommand, recorded, refusing_broken_rules
from tracker.ledger.counts import Count, log_count
from tracker.ledger.lookup import find_entry, find_place
from tracker.ledger.receipts import Arrival, log_receipt
from tracker.ledger.recording import ALREADY_USED, as_recorded, used_before
from tracker.ledger.requests import NewRequest, add_request
from tracker.messages import Joined, Message, Plural
from tracker.model.answers import ARRIVED, COUNTED, WANTED, Answer, AnswerCorrection, AnswerLine, item_named
from tracker.model.codes import parse_item
from tracker.model.entries import Entry, Particulars
from tracker.model.quantities import Line
from tracker.store.answers import PlaceLinks, key_of, recorded_on
from tracker.store.connection import Database
from tracker.store.entries import current_version, received_of
from tracker.store.statements import update

NOTE = Message("answered by the place, answer {answer}")
_RECEIVED = Plural("{count} copy of {item} was already received.", "{count} copies of {item} were already received.")
_REJECT = Message("To reject the answer, run 'tracker inbox reject {answer} --reason TEXT'.")


class AcceptedAnswer(NamedTuple):
    """The records made of an answer, or that would be made."""

    answer: Answer
    command: int | None
    entries: tuple[Entry, ...] = ()
    request: int | None = None
    messages: tuple[Message, ...] = ()
    doubts: tuple[Message, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to record."""
        return not (self.entries or self.request or self.messages)


def corrected(answer: Answer, corrections: Sequence[AnswerCorrection]) -> Answer:
    """Return an answer with other quantities. Raises an error for an item that it does not name, or names twice.

    Also if no copies are left to record: only the place itself can answer that nothing arrived.
    """
    changed = list(answer.open_lines)
    for about, line in corrections:
        meant = [each for each in changed if about.casefold() in {"", each.what, each.about.casefold()}]
        if not meant:
            raise UnknownName(
                "Answer {answer} does not mention '{name}'; see 'tracker inbox'.", answer=answer.number, name=about
            )
        item = item_named(str(line.what), tuple(dict.fromkeys(each.item for each in meant)))
        at = [index for index, each in enumerate(changed) if each in meant and each.item == item]
        if len(at) > 1:
            raise WrongUsage(
                "Answer {answer} names {item} more than once. Specify which: {examples}.",
                answer=answer.number,
                item=item,
                examples=", ".join(f"{changed[each].about}:{item}={line.quantity}" for each in at),
            )
        changed[at[0]] = changed[at[0]]._replace(quantity=line.quantity)
    answer = answer._replace(lines=tuple(changed))
    if corrections and not _recordable(answer):
        none = Message("Answer {answer} has no copies to record.", answer=answer.number)
        raise NothingToDo.from_message(Joined(none, _REJECT.given(answer=answer.number)))
    return answer


def _recordable(answer: Answer) -> list[AnswerLine]:
    return [line for line in answer.open_lines if line.quantity or line.what == COUNTED]


def record_answer(
    ledger: LedgerOrCommand, answer: Answer, others: Sequence[Answer], particulars: Particulars
) -> AcceptedAnswer:
    """Record a pending answer of a place as one command, or nothing if it has no copies. Raises its commands' errors.

    In whatever order a place's answers are accepted, their entries of a day are in the order in which it answered;
    `others` are all its answers.
    """
    lines = _recordable(answer)
    note = str(NOTE.given(answer=answer.number))
    how = particulars._replace(key=key_of(answer), day=particulars.day or answer.day, note=note)
    arguments = {
        "answer": answer.number,
        "lines": [f"{line.what} {line.shipment} {line.item}={line.quantity}" for line in lines],
    }
    with recorded(ledger, "inbox accept", how.clerk, **how.how) as running:
        if existing := used_before(running, "inbox accept", arguments, how):
            return AcceptedAnswer(answer, existing.number, messages=(ALREADY_USED.given(key=how.key),))

        def each(shipment: int | None) -> Particulars:
            """Return the particulars of a receipt or of the count: date, and the entry to precede."""
            day = particulars.day or answer.first(shipment, others).day
            rank, ranked = answer.rank(shipment, others), {other.identity: other for other in others}
            later = (
                entry
                for entry, name, received in recorded_on(running.database, answer.place, day)
                if name in ranked and ranked[name].rank(received, others) > rank
            )
            return how._replace(key=None, day=day, before=next(later, None))

        made: list[Entry] = []
        for shipment in sorted({line.shipment for line in lines if line.what == ARRIVED and line.shipment}):
            try:
                _refuse_redirected(running, answer, shipment)
                doubts = [doubt_about(running.database, line) for line in lines if line.shipment == shipment]
                arrival = Arrival(shipment, _lines_about(lines, ARRIVED, shipment))
                made.append(log_receipt(running, arrival, each(shipment)))
                for doubt in filter(None, doubts):
                    running.doubt(doubt)
            except (NotEnoughCopies, NotOutstanding) as error:
                error.message = Joined(error.message, _without(answer, shipment))
                raise
        if counted := _lines_about(lines, COUNTED):
            made.append(log_count(running, Count(answer.place, counted), each(None)))
        request = None
        if wanted := _lines_about(lines, WANTED):
            needed = next((date.fromisoformat(line.needed) for line in lines if line.needed), None)
            request = add_request(running, NewRequest(answer.place, wanted, how.day, note, needed))
        with refusing_broken_rules():
            running.close()
        shown = tuple(running.doubts) if how.dry_run else ()
        messages = (DRY_RUN, *shown) if how.dry_run else ()
        entries = tuple(
            as_recorded(running.database, entry)._replace(messages=tuple(m for m in entry.messages if m is not DRY_RUN))
            for entry in made
        )
        command = running.number if running.is_changed and not how.dry_run else None
        return AcceptedAnswer(answer, command, entries, request, messages, shown)


def _refuse_redirected(running: Command, answer: Answer, shipment: int) -> None:
    now = find_entry(running.database, current_version(running.database, shipment) or shipment)
    if now.place != answer.place:
        raise NotOutstanding(
            "Answer {answer} is from {place}, but shipment {shipment} goes to {other}.",
            answer=answer.number,
            place=answer.place,
            shipment=now.number,
            other=now.place,
        )


def doubt_about(database: Database, line: AnswerLine) -> Message | None:
    """Return a sentence if some of the copies were received before, and the line may correct their number.

    The number of copies still in transit is their second part, unless it is also the number received: a repeat.
    """
    received, in_transit = received_of(database, line.shipment or 0, line.item)
    is_rest = line.quantity == in_transit != received
    return None if not received or is_rest else _RECEIVED.given(count=received, item=line.item)


def _without(answer: Answer, shipment: int) -> Message:
    out = [f"{line.about}:{line.item}=0" for line in answer.open_lines if line.shipment == shipment]
    if len(out) == len(answer.open_lines):
        return _REJECT.given(answer=answer.number)
    return Message(
        "To omit the parcel, run 'tracker inbox accept {answer} {lines}'.", answer=answer.number, lines=" ".join(out)
    )


def _lines_about(lines: list[AnswerLine], what: str, shipment: int | None = None) -> tuple[Line, ...]:
    return tuple(
        Line(parse_item(line.item), line.quantity)
        for line in lines
        if line.what == what and (shipment is None or line.shipment == shipment)
    )


# Links of places to their answer pages.


@changing
def change_link(running: Command, code: str, *, is_on: bool) -> Change[None]:
    """Give a place a new link, replacing the previous one, or revoke it. Raises Refused for an unknown place."""
    place = find_place(running.database, code)
    generation = 1 + PlaceLinks(running.database).places[place.code].generation
    return Change(None, [update("place", "id", place.id, link=generation + (generation % 2 != is_on))])
