"""The inbox: answers from places next to the expected copies, and the data places can give answers on."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from tracker.errors import NothingToDo, TrackerError
from tracker.languages import LANGUAGES, spoken, worded
from tracker.ledger.answers import AcceptedAnswer, corrected, doubt_about, record_answer
from tracker.ledger.commands import WOULD_RECORD
from tracker.ledger.lookup import find_open_place, find_place
from tracker.messages import Joined, Message
from tracker.model.answers import (
    ARRIVED,
    COUNTED,
    WAITING,
    WANTED,
    Answer,
    Answerable,
    AnswerCorrection,
    AnswerLine,
    AnswerName,
    AwaitedParcel,
    NewAnswer,
    lines_of_mail,
    read_line,
    squashed,
)
from tracker.model.as_of import AsOf
from tracker.model.dates import today
from tracker.model.entries import Particulars
from tracker.model.sentences import describe
from tracker.model.table import Row, Table
from tracker.reports.queries import Database, Ledger, ask, reading, records
from tracker.reports.requests import RECORDED
from tracker.store.answers import MAILED, Inbox, LinkedPlace, PlaceLinks, RecordedAnswer, recorded, replaced_shipments
from tracker.store.catalogue import languages, place_names, titles
from tracker.store.connection import Statement
from tracker.store.desk import DeskFile
from tracker.store.dictionary import columns
from tracker.store.statements import numbered
from tracker.store.transactions import writing

__all__ = ["AcceptedAnswer", "LinkedPlace"]

_COLUMNS = columns("inbox")
_MATTERS = "answer", "place", "what", "item", "quantity", "expected", "status", "note", "shipment", "needed", "name"
_ONCE = "answer", "received_at", "place", "name", "note"


def parcels(database: Database) -> dict[int, AwaitedParcel]:
    """Return the shipments in transit, by number."""
    found: dict[int, AwaitedParcel] = {}
    for row in ask(database, "_parcel", AsOf(), order="shipment, line"):
        number, place, day, _, item, copies = int(str(row[0])), str(row[1]), str(row[2]), row[3], str(row[4]), row[5]
        parcel = found.get(number) or AwaitedParcel(number, place, day, (), {})
        items = {**parcel.items, item: parcel.items.get(item, 0) + int(str(copies))}
        found[number] = parcel._replace(noted=(*parcel.noted, item), items=items)
    return found


_PLACES = "SELECT id, code FROM place"


def shelves(database: Database, places: Collection[str] | None = None) -> dict[str, dict[str, int]]:
    """Return the copies of each item that each place, or each of these, holds according to the ledger."""
    found: dict[str, dict[str, int]] = defaultdict(dict)
    given = None
    if places is not None:
        given = {"places": numbered(number for number, code in database.rows(_PLACES) if code in places)}
    for row in ask(database, "stock_by_place", AsOf(), order="item", given=given):
        found[str(row[0])][str(row[4])] = int(str(row[5]))
    return found


def known_to_all(database: Database) -> Answerable:
    """Return the data for answers: shipments in transit, places, and items."""
    found = sorted(records(database, "places"), key=lambda row: str(row["status"]))  # an open one hides a closed one
    items = [str(row[0]) for row in ask(database, "stock", AsOf(), order="item")]
    alike = Counter(squashed(row["code"]) for row in found if row["status"] == "open")
    places = {squashed(row["code"]): row["code"] for row in found if alike[squashed(row["code"])] < 2}
    return Answerable(parcels(database), places, items, replaced_shipments(database))


def inbox_of(database: Database) -> Inbox:
    """Return the inbox of a ledger."""
    return Inbox(DeskFile(Path(database.path)), recorded(database), replaced_shipments(database))


def _opened(ledger: Ledger) -> Inbox:
    with reading(ledger) as database:
        return inbox_of(database)


# The list of all answers.


def inbox(ledger: Ledger, days: int) -> Table:
    """Return the answers, pending ones first, one row per line; names are kept for `days` days."""
    with reading(ledger) as database:
        answers = inbox_of(database)
        answers.forget(days)
        found = answers.all()
        expected = _Expected(database, found)
        rows = [row for answer in found for row in _rows(database, answer, expected)]
        names = dict(place_names(database))
    return Table(
        Message("Inbox"),
        _COLUMNS,
        rows,
        Message("No place has answered."),
        matters=_MATTERS,
        once=_ONCE,
        alarms=lambda row: ("quantity", "expected") if row[7] is not None and row[6] != row[7] else (),
        names=names,
    )


class _Expected:
    """The copies expected now, for comparison with answers."""

    def __init__(self, database: Database, answers: Sequence[Answer]) -> None:
        self._parcels, self._answers = parcels(database), answers
        self._shelves = shelves(database, {answer.place for answer in answers})

    def quantity_of(self, answer: Answer, line: AnswerLine) -> int | None:
        """Return the expected copies, None for a request; a count includes receipts reported before it."""
        if line.what == ARRIVED:
            parcel = self._parcels.get(line.shipment or 0)
            return 0 if parcel is None else parcel.items.get(line.item, 0)
        if line.what != COUNTED:
            return None
        others = [other for other in self._answers if other.place == answer.place]
        arrived = sum(
            each.quantity
            for other in others
            if other.status == WAITING and self._can_arrive(other)
            for each in other.open_lines
            if (each.what, each.item) == (ARRIVED, line.item)
            and other.rank(each.shipment, others) < answer.rank(None, others)
        )
        return self._shelves.get(answer.place, {}).get(line.item, 0) + arrived

    def _can_arrive(self, answer: Answer) -> bool:
        """Return whether the copies are still in transit: not received, and their shipment not void."""
        lines = [line for line in answer.open_lines if line.what == ARRIVED]
        return all(line.quantity <= (self.quantity_of(answer, line) or 0) for line in lines)


def _rows(database: Database, answer: Answer, expected: _Expected) -> Iterable[Row]:
    first = answer.number, answer.received_at, answer.place
    for line in answer.lines or (None,):
        if line is None:
            columns: Row = (None,) * 6
        else:
            is_open = answer.status == WAITING and line.replaced_by is None
            due = expected.quantity_of(answer, line) if is_open else None
            columns = line.what, line.shipment, line.item, line.quantity, due, line.needed
        replaced = doubt = None
        if line is not None and line.replaced_by is not None:
            replaced = Message("Replaced by answer {answer}.", answer=line.replaced_by)
        elif line is not None and line.shipment and answer.status == WAITING:
            doubt = doubt_about(database, line)
        note = "; ".join(str(text) for text in (answer.words, replaced or doubt or answer.note) if text) or None
        yield (*first, *columns, answer.name, note, "rejected" if replaced else answer.status)


# Adding, accepting and rejecting answers.


class Added(NamedTuple):
    """The answers in a text, each with whether it is new, and sentences about the lines that were not used."""

    answers: list[tuple[Answer, bool]]
    unused: list[Message]


def add(ledger: Path, text: str, *, mail: str | None = None, name: str | None = None) -> Added:
    """Add the answers in a text to the inbox, and return them.

    `mail` identifies the e-mail with the text. Without an answer, raises the error of the first unused line or,
    if there is none, NothingToDo.
    """
    parsed: dict[tuple[str, tuple[str, int | None]], tuple[AnswerLine, ...]] = {}
    above, unused, errors = None, list[Message](), list[TrackerError]()
    with reading(ledger) as database:
        known, answers = known_to_all(database), inbox_of(database)
        for line in lines_of_mail(text):
            found = None
            try:
                found = read_line(line, known)
                if found is not None:
                    find_open_place(database, found[0], today())
            except TrackerError as error:
                found = None
                errors.append(error)
                unused.append(Message("Not used: {line}. {why}", line=line.strip(), why=error.message))
            about = found and (found[0], found[1][0].subject[:2])
            if found and about:
                before = parsed.get(about, ())
                if not before or about == above:  # later ones of the same, elsewhere, may be quoted
                    named = {each.item for each in before}
                    parsed[about] = (*before, *(each for each in found[1] if each.item not in named))
                if not {*found[1]} <= {*parsed[about]}:
                    unused.append(_DIFFERS.given(line=line.strip()))
            above = about
    if not parsed:
        nothing = NothingToDo("No answer was found. Enter one like this: {example}", example="354-G lv=25 ru=40")
        raise errors[0] if errors else nothing
    added, waiting = Added([], unused), {each.number for each in answers.waiting()}
    for about, lines in parsed.items():  # equal lines of one mail, or of one day, are the same answer
        key = content_key(MAILED if mail else "text-", mail or today(), about[0], sorted(map(str, lines)))
        added.answers.append(answers.add(NewAnswer(key, about[0], lines, name)))
    replaced = sorted(waiting - {each.number for each in answers.waiting()})
    unused += (Message("Answer {answer} was about the same copies and is replaced.", answer=each) for each in replaced)
    return added


_DIFFERS = Message("A later line differs and was not used; to use it, run 'tracker inbox add \"{line}\"'.")


def content_key(beginning: str, *content: object) -> str:
    """Return the key of an answer with this content, with the given beginning."""
    return f"{beginning}{sha256(repr(content).encode('utf-8', 'replace')).hexdigest()[:32]}"


@contextmanager
def accepting(ledger: Path, *, dry_run: bool) -> Iterator[Ledger]:
    """Yield the ledger for accepting answers one after the other; a dry run rolls all of them back at the end."""
    if dry_run:
        with writing(ledger, keep=False) as database:
            yield database
    else:
        yield ledger


def accept(ledger: Ledger, number: int, lines: Sequence[AnswerCorrection], particulars: Particulars) -> AcceptedAnswer:
    """Record an answer, with changed quantities if given. Raises the same errors as `record_answer`."""
    answers = _opened(ledger)
    answer = answers.pending(number)
    others = [each for each in answers.all() if each.place == answer.place]
    done = record_answer(ledger, corrected(answer, lines), others, particulars)
    if done.is_empty:
        answers.settle(answer, None)  # only a message
    return done


class Sorted(NamedTuple):
    """The results for all pending answers."""

    accepted: list[AcceptedAnswer]
    skipped: list[tuple[Answer, Message]]
    """Answers that were not recorded, with the reasons."""

    def describe(self) -> Iterator[Message]:
        """Yield the sentences about all of them."""
        for made in self.accepted:
            yield from describe_accepted(made)
        for answer, why in self.skipped:
            still = Message("Answer {answer} from {place} is still pending. {why}")
            yield still.given(answer=answer.number, place=answer.place, why=why)
        if not (self.accepted or self.skipped):
            yield Message("No pending answers.")


def describe_accepted(made: AcceptedAnswer) -> Iterator[Message]:
    """Yield the sentences about an accepted answer, and the message of the place."""
    answer = made.answer
    yield from made.messages
    for entry in made.entries:
        yield from describe(entry)
    if made.request is not None:
        lines = [line for line in answer.open_lines if line.what == WANTED and line.quantity]
        wanted = " ".join(f"{line.item}={line.quantity}" for line in lines)
        named = RECORDED.given(request=made.request, place=answer.place, asked=wanted)
        yield WOULD_RECORD.given(done=named) if made.command is None else named
    if made.is_empty:
        yield Message("Answer {answer} has no copies to record; it is accepted.", answer=answer.number)
    if answer.words:
        yield Message("{place} writes: {words}", place=answer.place, words=answer.words)


def lines_text(lines: Sequence[AnswerLine]) -> str:
    """Return the lines of an answer as typed."""
    parts: dict[tuple[str, int | None], list[str]] = {}
    for line in lines:
        parts.setdefault(line.subject[:2], []).append(f"{line.item}={line.quantity}")
    return "; ".join(f"{worded('what', what)} {' '.join(items)}" for (what, _), items in parts.items())


def accept_all(ledger: Ledger, particulars: Particulars) -> Sorted:
    """Record all pending answers, one command each, except refused ones and possible mistakes."""
    done = Sorted([], [])
    for answer in _opened(ledger).waiting():
        if isinstance(ledger, Database):
            ledger.apply([Statement("SAVEPOINT answer")])
        try:
            made = accept(ledger, answer.number, (), particulars)
            if not made.doubts or particulars.confirmed:
                done.accepted.append(made)
                continue
            done.skipped.append((answer, Joined(*made.doubts)))
        except TrackerError as error:
            if error.exit_code > 2:  # the ledger cannot be used
                raise
            done.skipped.append((answer, error.message))
        if isinstance(ledger, Database):
            ledger.apply([Statement("ROLLBACK TO answer")])
    return done


def reject(ledger: Path, number: int, reason: str) -> Answer:
    """Reject an answer. Raises Refused unless it is pending."""
    answers = _opened(ledger)
    answers.settle(answers.pending(number), reason)
    return answers.find(number)


def forget(ledger: Path, number: int, *, dry_run: bool) -> None:
    """Delete the name and the message of an answer. Raises Refused if there is no such answer."""
    answers = _opened(ledger)
    answers.find(number)
    if not dry_run:
        answers.forget(0, number=number)


# Links of places to their answer pages.


def links_of(ledger: Ledger, codes: Iterable[str], base: str) -> list[tuple[str, str | None]]:
    """Return the code and the link of each place, None without a valid link. Raises Refused for an unknown place."""
    with reading(ledger) as database:
        links = PlaceLinks(database)
        places = [find_place(database, code).code for code in codes]
        return [(code, None if (path := links.path(code)) is None else base.rstrip("/") + path) for code in places]


class PlacesSnapshot(NamedTuple):
    """The data shown on pages of places, read once per state of the ledger."""

    links: PlaceLinks
    known: Answerable
    shelves: dict[str, dict[str, int]]
    titles: dict[str, str]
    languages: dict[str, tuple[str | None, ...]]
    """The names of languages, in the order of LANGUAGES."""
    recorded: dict[AnswerName, RecordedAnswer]
    printed: dict[str, int]
    """The copies of each item ever printed."""

    def parcels_to(self, place: str) -> list[AwaitedParcel]:
        """Return the shipments in transit to a place."""
        return [parcel for parcel in self.known.parcels.values() if parcel.place == place]

    def items_for(self, place: str) -> list[str]:
        """Return the items that a place can count or request, first those it holds."""
        own = self.shelves.get(place, {})
        return [*own, *(item for item in self.known.items if item not in own)][:_ITEMS]

    def called(self, item: str) -> str:
        """Return the name of an item: its title and language."""
        language = item.partition("/")[2]
        name = self.languages.get(language, ())
        return f"{self.titles.get(item, item)}, {name[LANGUAGES.index(spoken.code)] if name else language}"


_ITEMS = 40
"""The number of items that fit on a telephone."""


def snapshot(ledger: Path) -> PlacesSnapshot:
    """Return the data for the pages of places."""
    with reading(ledger) as database:
        return PlacesSnapshot(
            PlaceLinks(database),
            known_to_all(database),
            shelves(database),
            titles(database),
            {code: tuple(names) for code, *names in languages(database)},
            recorded(database),
            {row["item"]: row["printed"] for row in records(database, "stock")},
        )


def inbox_with(ledger: Path, known: PlacesSnapshot) -> Inbox:
    """Return the inbox, without reading the ledger again."""
    return Inbox(DeskFile(ledger), known.recorded, known.known.replaced)
