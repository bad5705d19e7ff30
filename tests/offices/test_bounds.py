"""What one office puts into the log is bounded, so that no other has to read what has no end."""

import re
from collections.abc import Callable, Iterator
from functools import partial

import pytest

from tests.adapters import Log
from tests.conftest import Clerk
from tests.offices.conftest import InPostgresql, InRqlite, Opening, Place
from tests.offices.test_logs import BEGIN, batch
from tracker.offices import rqlite
from tracker.offices.batches import MOST_BODY

pytestmark = pytest.mark.slow

ROW = "'{id}', 1, '{clerk}', '{moment}'"
PART = "INSERT INTO tracker_part (id, part, size, body) VALUES ('{id}', {part}, 3, {body})"
BATCH = f"INSERT INTO tracker_batch (number, id, schema, clerk, moment, parts) VALUES ({{number}}, {ROW}, {{parts}})"
MOST_OF_PART = 4 * 1024**2
TOO_LONG = f"replace(hex(zeroblob({MOST_OF_PART // 2 + 1})), '00', 'AA')"
ADD = f"INSERT INTO tracker.batch (number, id, schema, clerk, moment, body) VALUES ({{number}}, {ROW}, {{body}})"


def asked(place: InRqlite, *statements: str) -> str:
    return str(place.nodes.ask("/db/execute?transaction", list(statements), user="london", seconds=60))


@pytest.fixture
def shared(place: Place, opened: Opening) -> Log:
    made = opened(place)
    made.publish(BEGIN, prune=False)
    place.let_in()
    assert made.append(batch(4))
    return made


def test_what_says_who_and_when_is_no_longer_than_what_commands_say(shared: Log, place: Place) -> None:
    right = {"id": "x", "clerk": "berta", "moment": "", "body": "''", "part": 0, "parts": 1, "number": 5}
    for name, wrong in (("id", "x" * 65), ("clerk", "x" * 2001), ("moment", "x" * 65)):
        values = right | {name: wrong}
        if isinstance(place, InPostgresql):
            said = refusal(place, ADD.format(**values))
        else:
            assert isinstance(place, InRqlite)
            said = asked(place, PART.format(**values), BATCH.format(**values))
        assert "check constraint" in said.lower(), name
    assert shared.last() == 4


def refusal(place: InPostgresql, sql: str) -> str:
    import psycopg

    with pytest.raises(psycopg.errors.CheckViolation) as told:
        place.ask("london", sql)
    return str(told.value)


def test_a_batch_in_rqlite_has_no_more_bytes_than_commands_send(in_rqlite: InRqlite, opened: Opening) -> None:
    """By the parts of which it is."""
    log = opened(in_rqlite)
    log.publish(BEGIN, prune=False)
    assert log.append(batch(4))
    right = {"id": "x", "clerk": "berta", "moment": "", "body": "''", "part": 0, "parts": 44, "number": 5}
    for wrong in ({"body": TOO_LONG}, {"part": -1}):
        assert "CHECK constraint failed" in asked(in_rqlite, PART.format(**right | wrong)), wrong
    parts = [PART.format(**right | {"part": part}) for part in range(44)]
    assert "CHECK constraint failed" in asked(in_rqlite, *parts, BATCH.format(**right))
    assert log.last() == 4
    assert rqlite.PART_BYTES * 43 >= MOST_BODY > rqlite.PART_BYTES * 42
    assert MOST_OF_PART == rqlite.PART_BYTES // 3 * 4


def test_a_larger_one_of_an_earlier_log_is_told_and_not_read(
    clerk: Clerk, place: Place, opened: Opening, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What stands before it is taken over, and it is removed with what is said."""
    script = rqlite._script
    monkeypatch.setattr(
        rqlite, "_script", lambda: [re.sub(r"CHECK \((parts|octet_length).*\)", "", each) for each in script()]
    )
    monkeypatch.setenv("TRACKER_PASSWORD", place.password("riga"))
    clerk.does("share", url := place.url("riga"))
    place.let_in()
    clerk.does("print", "THB/lv", 100)
    number = clerk.reads("info")["log_command"] + 1
    for add in too_large(place, number):
        add()
        (found,) = opened(place).since(number - 1)
        assert (found.number, found.clerk, found.body, found.is_too_large) == (number, "berta", b"", True)
        for words in (["sync"], ["ship", "london", "THB/lv=1"]):
            said = clerk.refused(*words, code=3)
            assert said.startswith(f"Batch {number} of the log, sent ")
            assert "is not taken over: it is too large. " in said
            assert f"'tracker share URL --drop {number}'" in said
        assert "it is too large" in clerk("check").out
        clerk.does("share", url, "--drop", number)
        assert clerk.does("sync").out.startswith("Nothing new")
    assert clerk.does("check").out.startswith("OK")


def too_large(place: Place, number: int) -> Iterator[Callable[[], object]]:
    """Yield what puts a batch of that number there that is too large, in each of the ways in which one may be."""
    if isinstance(place, InPostgresql):
        place.ask("riga", "ALTER TABLE tracker.batch DROP CONSTRAINT batch_body_check")
        body = f"convert_to(repeat('x', {MOST_BODY + 1}), 'UTF8')"
        sql = ADD.format(number=number, id="x", clerk="berta", moment="2015", body=body)
        yield partial(place.ask, "london", sql)
    if isinstance(place, InRqlite):
        for parts, body in ((1, TOO_LONG), (44, "''")):
            rows = [PART.format(id="x", part=part, body=body) for part in range(parts)]
            row = BATCH.format(number=number, id="x", clerk="berta", moment="2015", parts=parts)
            yield partial(added, place, *rows, row)


def added(place: InRqlite, *statements: str) -> None:
    assert "error" not in asked(place, *statements)
