"""The inbox in the desk file: answers from places, which of them the ledger has recorded, and the links to answer.

Only the ledger stores the acceptance, as the key of the command that records the answer. So a power cut cannot make the
files disagree, and an answer whose command was undone is pending again.
"""

import json
import re
import secrets
from base64 import urlsafe_b64encode
from collections.abc import Collection, Mapping
from datetime import UTC, date, datetime, timedelta
from hmac import compare_digest, digest
from typing import Any, NamedTuple

from tracker.errors import InboxFull, NotOpen, UnknownName
from tracker.messages import Message
from tracker.model.answers import ACCEPTED, REJECTED, WAITING, Answer, AnswerLine, AnswerName, NewAnswer, answer_name
from tracker.model.dates import today
from tracker.store.connection import Database, Statement
from tracker.store.desk import DeskFile

MOST_WAITING = 500
"""The maximum number of waiting answers."""


MOST_WORDS = 10_000
"""The maximum length of a waiting message, including those of the answers that it replaced."""

MAILED = "mail-"
"""The beginning of the keys of answers in mails."""

MOST_REPLACED = 10
"""The number of replaced answers kept per place."""


class RecordedAnswer(NamedTuple):
    """The ledger's record of an answer: its last command, and whether it was undone."""

    command: int
    turn: int
    on: str
    is_undone: bool


def recorded(database: Database) -> dict[AnswerName, RecordedAnswer]:
    """Return the ledger's records of all answers ever accepted, also of other offices."""
    found: dict[AnswerName, RecordedAnswer] = {}
    for key, number, moment, is_undone in database.rows(_RECORDED):
        if match := _KEY.fullmatch(key):
            found[int(match[1]), match[2]] = RecordedAnswer(number, int(match[3]), str(moment)[:10], bool(is_undone))
    return found


_KEY = re.compile(r"answer-([0-9]+)-([0-9a-f]{8})-([0-9]+)")

_RECORDED = (
    "SELECT key, number, recorded_at, number IN (SELECT number FROM _command_undone) FROM command "
    "WHERE key >= 'answer-' AND key < 'answer.' ORDER BY number"
)


def recorded_on(database: Database, place: str, day: date) -> list[tuple[int, AnswerName, int | None]]:
    """Return the valid receipts and counts that record answers, by place and day: entry, answer and shipment."""
    rows = database.rows(_RECORDED_ON, [place, day.isoformat()])
    found = ((entry, _KEY.fullmatch(key), shipment) for entry, key, shipment in rows)
    return [(entry, (int(match[1]), match[2]), shipment) for entry, match, shipment in found if match]


_RECORDED_ON = (
    "WITH RECURSIVE version (now, id) AS (SELECT entry.id, entry.id FROM _standing AS entry "
    "JOIN place ON place.id = entry.place WHERE place.code = ? AND entry.date = ? UNION ALL "
    "SELECT now, coalesce(entry.replaces, entry.restores) FROM version JOIN entry USING (id)) "
    "SELECT entry.id, command.key, entry.shipment FROM version JOIN entry ON entry.id = version.now "
    "JOIN entry AS first ON first.id = version.id JOIN command ON command.number = first.command "
    "WHERE command.key GLOB 'answer-[0-9]*' ORDER BY entry.position"
)


def replaced_shipments(database: Database) -> dict[int, int]:
    """Return the valid shipment that replaced each replaced one, if it goes to the same place."""
    return {int(str(number)): int(str(now)) for number, now in database.rows(_REPLACED)}


_REPLACED = (
    "WITH RECURSIVE version (now, place, id) AS (SELECT id, place, coalesce(replaces, restores) FROM _standing "
    "WHERE type = 'ship' AND coalesce(replaces, restores) IS NOT NULL "
    "UNION ALL SELECT now, version.place, coalesce(entry.replaces, entry.restores) FROM version JOIN entry USING (id)) "
    "SELECT id, now FROM version JOIN entry USING (id, place)"
)


def key_of(answer: Answer) -> str:
    """Return the key of the command that records an answer."""
    number, mark = answer.identity
    return f"answer-{number}-{mark}-{answer.turn}"


class Inbox:
    """The answers in a desk file, combined with the ledger's records of them."""

    def __init__(self, desk: DeskFile, known: dict[AnswerName, RecordedAnswer], replaced: Mapping[int, int]) -> None:
        """Take the ledger's records of answers, and the shipment that replaced each replaced one."""
        self._desk, self._known, self._replaced = desk, known, replaced

    def all(self) -> list[Answer]:
        """Return all answers: pending ones first, then the others, newest first."""
        with self._desk.opened() as desk:
            found = self._stored(desk)
        return sorted(found, key=lambda each: (each.status != WAITING, 0 if each.status == WAITING else -each.number))

    def waiting(self) -> list[Answer]:
        """Return the pending answers."""
        return [answer for answer in self.all() if answer.status == WAITING]

    def of_form(self, place: str, key: str) -> list[Answer]:
        """Return the answers that a place sent with the form of that key, except rejected ones, oldest first."""
        found = [each for each in self.all() if each.status != REJECTED and each.key.startswith(f"{place} {key} ")]
        return sorted(found, key=lambda each: each.number)

    def find(self, number: int) -> Answer:
        """Return an answer. Raises Refused if there is none with that number."""
        found = {answer.number: answer for answer in self.all()}
        if number not in found:
            raise UnknownName("There is no answer {answer}; see 'tracker inbox'.", answer=number)
        return found[number]

    def pending(self, number: int) -> Answer:
        """Return a pending answer. Raises Refused if it is settled, or there is none with that number."""
        answer = self.find(number)
        known = self._known.get(answer.identity)
        if answer.status == REJECTED:
            raise NotOpen(
                "Answer {answer} was rejected; to record it, enter it again with 'tracker inbox add'.", answer=number
            )
        if answer.status == ACCEPTED:
            see = "tracker inbox" if known is None else f"tracker log --command {known.command}"
            raise NotOpen("Answer {answer} was already accepted; see '{see}'.", answer=number, see=see)
        return answer

    def add(self, new: NewAnswer) -> tuple[Answer, bool]:
        """Store an answer on disk; return it, and whether it is new: there is one per key. Raises InboxFull.

        It replaces the waiting lines about the same copies, and keeps their message. Content sent again after it was
        replaced or rejected is new, unless it is the same mail.
        """
        with self._desk.opened(create=True) as desk:
            desk.execute("BEGIN IMMEDIATE")
            stored = self._stored(desk)
            before = next((each for each in reversed(stored) if each.key.startswith(new.key)), None)
            is_over = before is not None and (before.is_replaced or before.status == REJECTED)
            if before is not None and (new.key.startswith(MAILED) or not is_over):
                return before, False
            waiting = [answer for answer in stored if answer.status == WAITING]
            # a new desk file goes on counting where the ledger knows answers
            number = max((*(answer.number for answer in stored), *(each for each, _ in self._known)), default=0) + 1
            words = new.words
            for answer in reversed([answer for answer in waiting if answer.place == new.place]):
                if self._replace(desk, answer, new, number):
                    waiting.remove(answer)
                    words = _joined(answer.words, words)
            if len(waiting) >= MOST_WAITING or len(words or "") > MOST_WORDS:
                raise InboxFull("The inbox is full: {count} answers are pending.", count=len(waiting))
            now = datetime.now(UTC).isoformat(timespec="seconds")
            key = new.key if before is None else f"{new.key}-{number}"
            row = (number, key, new.place, now, today().isoformat(), _text(new.lines), new.name, words)
            desk.execute("INSERT INTO answer VALUES (?, ?, ?, ?, ?, ?, ?, ?, NULL, NULL, NULL)", row)
            desk.execute(_PRUNE, (new.place, new.place, MOST_REPLACED))
            desk.execute("COMMIT")
        return self.find(number), True

    def _replace(self, desk: Any, answer: Answer, new: NewAnswer, number: int) -> bool:
        """Mark the lines of an answer that a new one replaces; if none remains, reject it, and return True."""
        subjects = {line.subject for line in new.lines}
        lines = tuple(
            line._replace(replaced_by=number) if line.subject in subjects and line.replaced_by is None else line
            for line in answer.lines
        )
        desk.execute("UPDATE answer SET lines = ? WHERE number = ?", (_text(lines), answer.number))
        is_replaced = all(line.replaced_by for line in lines) and bool(lines or not new.lines)
        if is_replaced:
            settled = today().isoformat(), number, answer.number
            desk.execute("UPDATE answer SET settled_on = ?, replaced_by = ? WHERE number = ?", settled)
        return is_replaced

    def settle(self, answer: Answer, reason: str | None) -> None:
        """Mark an answer as rejected or, without a reason, as having nothing to record."""
        with self._desk.opened() as desk:
            settled = today().isoformat(), reason, answer.number
            desk.execute("UPDATE answer SET settled_on = ?, rejected = ? WHERE number = ?", settled)

    def forget(self, days: int, *, number: int | None = None) -> int:
        """Delete name and message of answers settled that many days ago, or of one; return their number."""
        last = (today() - timedelta(days)).isoformat()
        with self._desk.opened() as desk:
            found = []
            for each, key, place, moment, settled in desk.execute(
                "SELECT number, key, place, received_at, settled_on FROM answer "
                "WHERE name IS NOT NULL OR words IS NOT NULL"
            ).fetchall():
                name = answer_name(each, key, place, moment)
                if each == number or (number is None and (self._settled_on(name, settled) or "9") <= last):
                    found.append(each)
            desk.execute("PRAGMA secure_delete = ON")
            desk.executemany(
                "UPDATE answer SET name = NULL, words = NULL WHERE number = ?", [(each,) for each in found]
            )
        return len(found)

    def _settled_on(self, name: AnswerName, settled: str | None) -> str | None:
        known = self._known.get(name)
        return settled if known is None or known.is_undone else known.on

    def _stored(self, desk: Any) -> list[Answer]:
        """Return all answers by number."""
        return [self._read(row) for row in desk.execute("SELECT * FROM answer ORDER BY number")]

    def _read(self, row: Any) -> Answer:
        number, key, place, moment, day, lines, name, words, settled, why, replaced_by = row
        known = self._known.get(answer_name(number, key, place, moment))
        turn = 1 if known is None else known.turn + known.is_undone
        is_recorded = known is not None and not known.is_undone
        if replaced_by is not None:
            why = str(Message("Replaced by answer {answer}.", answer=replaced_by))
        status = REJECTED if why is not None else ACCEPTED if is_recorded or settled is not None else WAITING
        read = tuple(AnswerLine(*line) for line in json.loads(lines))
        read = tuple(line._replace(shipment=self._replaced.get(line.shipment or 0, line.shipment)) for line in read)
        is_replaced = replaced_by is not None or any(line.replaced_by for line in read)
        on = date.fromisoformat(day)
        return Answer(number, key, place, moment, on, read, name, words, status, why, is_replaced, turn)


_PRUNE = (
    "DELETE FROM answer WHERE place = ? AND replaced_by IS NOT NULL AND number NOT IN "
    "(SELECT number FROM answer WHERE place = ? AND replaced_by IS NOT NULL ORDER BY number DESC LIMIT ?)"
)


def _joined(*messages: str | None) -> str | None:
    """Return the messages as one, repeated parts once."""
    parts = (part for words in messages if words for part in words.split(" / "))
    return " / ".join(dict.fromkeys(parts)) or None


def _text(lines: Collection[AnswerLine]) -> str:
    return json.dumps(list(lines))


# The links with which places answer: a place's number, and a code that nobody can guess. The code is an HMAC under a
# secret of the ledger that is in no export and no package. So a link needs no row, and papers of all offices agree.


LINK_SECRET = "link_secret"  # noqa: S105  (the name of a setting)

_BYTES = 16
"""The size of a code: 128 bits."""


class LinkedPlace(NamedTuple):
    """The data of a place that its link depends on."""

    id: int
    code: str
    name: str
    command: int
    """The command that added it, which makes the link unique to this place."""
    generation: int
    is_discreet: int
    is_open: int

    @property
    def is_on(self) -> bool:
        """Whether it has a link, and the link is valid."""
        return self.generation % 2 == 1 and bool(self.is_open)


def new_secret() -> Statement:
    """Return the statement that gives a new ledger its secret."""
    return Statement("INSERT INTO setting (name, value) VALUES (?, ?)", (LINK_SECRET, secrets.token_hex(32)))


class PlaceLinks:
    """The links of all places of a ledger."""

    def __init__(self, database: Database) -> None:
        secret = database.value("SELECT value FROM setting WHERE name = ?", [LINK_SECRET])
        self._secret = bytes.fromhex(str(secret))
        found = [LinkedPlace(*row) for row in database.rows(_PLACES)]
        self.places = {place.code: place for place in found}
        self._by_id = {str(place.id): place for place in found}

    def path(self, code: str) -> str | None:
        """Return the path of a place's link, such as /a/5-…, or None if it has no valid link."""
        place = self.places[code]
        return f"/a/{self._word(place)}" if place.is_on else None

    def place(self, word: str) -> LinkedPlace | None:
        """Return the place of a link, given its last word; None for a wrong one, always in the same time."""
        place = self._by_id.get(word.partition("-")[0], _NOWHERE)
        is_right = compare_digest(word.encode("utf-8", "replace"), self._word(place).encode())
        return place if is_right and place.is_on else None

    def _word(self, place: LinkedPlace) -> str:
        unsigned = f"{place.id} {place.command} {place.generation}".encode()
        code = urlsafe_b64encode(digest(self._secret, unsigned, "sha256")[:_BYTES]).decode().rstrip("=")
        return f"{place.id}-{code}"


_NOWHERE = LinkedPlace(0, "", "", 0, 0, 0, 0)

_PLACES = (
    "SELECT place.id, place.code, place.name, place.command, place.link, place.is_discreet, places.status = 'open' "
    "FROM place JOIN places ON places.code = place.code WHERE place.id > 4"
)
