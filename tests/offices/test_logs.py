"""Every engine keeps the same promises: each number is given once, in order, and what was taken stays."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from uuid import uuid4

import pytest

from tests.adapters import Another, Batch, Log, OthersTurn, Pruned, Snapshot
from tests.offices.conftest import Opening, Place
from tracker.errors import Refused, Unusable

BEGIN = Snapshot(3, 1, b"\0what Riga had\xff" * 100)


def batch(number: int, clerk: str = "anna", body: bytes = b"\0steps\xff") -> Batch:
    return Batch(number, uuid4().hex, 1, clerk, "2015-03-01T10:00:00.000000Z", body)


@pytest.fixture
def log(place: Place, opened: Opening) -> Log:
    """A log that begins after command 3."""
    return begun(place, opened)


def begun(place: Place, opened: Opening) -> Log:
    made = opened(place)
    made.publish(BEGIN, prune=False)
    place.let_in()
    return made


def test_where_nothing_was_shared_there_is_no_log(place: Place, opened: Opening) -> None:
    log = opened(place)
    assert log.snapshot() == Snapshot(0, 0, b"")
    with pytest.raises(Unusable, match=r"There is no log at .*\. If one was lost there, .* 'tracker share URL' puts a"):
        log.last()
    with pytest.raises(Unusable, match="There is no log"):
        list(log.since(0))
    with pytest.raises(Unusable, match="There is no log"):
        log.append(batch(1))


def test_batches_stand_in_the_order_of_their_numbers(any_place: Place, opened: Opening) -> None:
    log = begun(any_place, opened)
    assert (log.last(), list(log.since(3)), log.snapshot()) == (3, [], BEGIN)
    sent = [batch(4), batch(5, body=b""), replace(batch(6), schema=2)]
    assert [log.append(one) for one in sent] == [True] * 3
    london = opened(any_place, "london")
    assert (london.last(), list(london.since(3)), list(london.since(5)), list(london.since(6))) == (
        6,
        sent,
        sent[2:],
        [],
    )


def test_who_knows_another_batch_than_the_log_is_told(any_place: Place, opened: Opening) -> None:
    """And who knows the right one, or the snapshot with which it began, is not sent that again."""
    log = begun(any_place, opened)
    assert list(log.since(3, BEGIN.id)) == []
    sent = [batch(4), batch(5)]
    assert [log.append(one) for one in sent] == [True] * 2
    assert list(log.since(3, BEGIN.id)) == sent
    assert list(log.since(4, sent[0].id)) == sent[1:]
    for number, known in ((4, sent[1].id), (5, BEGIN.id)):
        with pytest.raises(Another, match=f"has another command {number} than this copy"):
            list(log.since(number, known))
    log.publish(Snapshot(5, 1, b"as of 5"), prune=False)
    assert [list(log.since(5, known)) for known in (sent[1].id, log.snapshot().id)] == [[], []]
    log.publish(Snapshot(5, 1, b"as of 5"), prune=True)
    assert list(log.since(5, sent[1].id)) == [], "which cannot be compared any more"


def test_a_number_is_given_once(any_place: Place, opened: Opening) -> None:
    log = begun(any_place, opened)
    first, second = batch(4), batch(4, "berta")
    assert log.append(first)
    assert not opened(any_place, "london").append(second)
    assert log.append(first), "the very same may be sent again"
    assert list(log.since(3)) == [first]


def test_who_was_overtaken_has_its_turn(log: Log, place: Place, opened: Opening) -> None:
    """Until it relents; which is no answer to what was sent before."""
    riga, london = opened(place), opened(place, "london")
    assert riga.append(old := batch(4))
    london.insist()
    riga.insist()
    with pytest.raises(OthersTurn, match="it is the turn of an office that was overtaken"):
        riga.append(batch(5))
    assert riga.append(old)
    assert not riga.append(batch(4))
    assert london.append(batch(5, "berta"))
    with pytest.raises(OthersTurn):
        riga.append(batch(6))
    riga.relent()
    with pytest.raises(OthersTurn):
        riga.append(batch(6))
    london.relent()
    assert riga.append(batch(6))


def test_no_number_is_passed_over(log: Log) -> None:
    with pytest.raises(Unusable, match="ends with command 3, but this copy has command 4: the log was put back to"):
        log.append(batch(5))
    with pytest.raises(Unusable, match="ends with command 3, but this copy has command 9"):
        list(log.since(9))
    assert log.last() == 3


def test_eight_offices_at_once_lose_and_double_nothing(any_place: Place, opened: Opening) -> None:
    log = begun(any_place, opened)

    def send(office: int) -> list[str]:
        own = opened(any_place, ("london", "riga")[office % 2])
        taken = []
        for _ in range(5):
            while True:
                one = batch(own.last() + 1, ("berta", "anna")[office % 2], bytes([office]) * 100)
                if own.append(one):
                    taken.append(one.id)
                    break
        return taken

    with ThreadPoolExecutor(8) as crew:
        taken = [id_ for ids in crew.map(send, range(8)) for id_ in ids]
    standing = list(log.since(3))
    assert [one.number for one in standing] == list(range(4, 44))
    assert sorted(one.id for one in standing) == sorted(taken)


@pytest.mark.long
def test_long_batches_and_snapshots_arrive_whole(log: Log) -> None:
    long = bytes(range(256)) * 30_000  # 7.7 MB
    sent = [batch(4, body=long), batch(5), batch(6, body=long[:-1]), batch(7)]
    assert [log.append(one) for one in sent] == [True] * 4
    assert list(log.since(3)) == sent
    log.publish(Snapshot(6, 2, long), prune=True)
    assert log.snapshot() == Snapshot(6, 2, long)


def test_a_pruned_log_has_no_more_what_a_snapshot_stands_for(log: Log) -> None:
    sent = [batch(number) for number in range(4, 8)]
    for one in sent:
        log.append(one)
    newest = Snapshot(6, 1, b"as of 6")
    log.publish(newest, prune=True)
    log.publish(newest, prune=True)
    assert (log.last(), log.snapshot(), list(log.since(6))) == (7, newest, sent[-1:])
    with pytest.raises(
        Pruned, match="no longer has what follows command 4; make this copy anew with 'tracker join URL'"
    ):
        list(log.since(4))
    with pytest.raises(Pruned, match="no longer has what follows command 4"):
        log.append(sent[1])
    assert log.append(sent[-1])
    assert log.append(batch(8))
    log.publish(Snapshot(8, 1, b"as of 8"), prune=True)
    assert (log.last(), list(log.since(8))) == (8, [])
    with pytest.raises(Pruned, match="no longer has what follows command 7"):
        list(log.since(7))


def test_what_no_office_takes_over_is_cut_off(log: Log) -> None:
    sent = [batch(number) for number in range(4, 8)]
    for one in sent:
        log.append(one)
    assert not log.cut(6, sent[1].id)
    assert list(log.since(3)) == sent, "another batch than the known one is left"
    assert log.cut(6, sent[2].id)
    assert list(log.since(3)) == sent[:2]
    assert log.append(batch(6))
    assert not log.cut(7, sent[3].id)


def test_a_log_that_lost_its_snapshot_says_so_and_gets_another(log: Log, place: Place) -> None:
    """Which only who looks after the engine can take away."""
    sent = [batch(4), batch(5)]
    for one in sent:
        log.append(one)
    assert (list(log.since(4, sent[0].id)), log.lacks_snapshot) == (sent[1:], False)
    place.lose_snapshot()
    assert log.snapshot() == Snapshot(0, 0, b"")
    for number, known in ((3, BEGIN.id), (4, sent[0].id), (5, sent[1].id)):
        assert (list(log.since(number, known)), log.lacks_snapshot) == (sent[number - 3 :], True)
    with pytest.raises(Unusable, match="ends with command 5, but this copy has command 6"):
        list(log.since(6))
    with pytest.raises(Unusable, match="command 3 is missing in it, but later ones are there"):
        list(log.since(2))
    assert log.last() == 5
    log.publish(Snapshot(5, 1, b"as of 5"), prune=False)
    assert (list(log.since(3)), log.lacks_snapshot, log.last()) == (sent, False, 5)


def test_another_ledger_does_not_take_the_place_of_this_one(log: Log) -> None:
    log.publish(BEGIN, prune=False)
    log.append(batch(4))
    for number, what in ((3, "another"), (2, "older"), (5, "ahead")):
        with pytest.raises(
            Refused, match=f"has commands 3 to 4; a ledger as of command {number} cannot stand for them"
        ):
            log.publish(Snapshot(number, 1, what.encode()), prune=False)
    assert log.snapshot() == BEGIN


def test_a_wrong_password_is_told(log: Log, place: Place, opened: Opening) -> None:
    stranger = opened(place, "london", password="wrong: parole")  # noqa: S106
    with pytest.raises(Unusable, match="does not accept the user london with this password") as told:
        stranger.last()
    assert "parole" not in str(told.value)
    with pytest.raises(Unusable, match="does not accept the user nobody"):
        opened(place, "nobody").append(batch(4))
    assert log.last() == 3
