"""Redaction on a failing machine: what it reports is true, and it can be finished."""

import dataclasses
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.adapters import set_clock
from tests.conftest import Clerk
from tests.faults.machine import fill, in_folder, sentence_of, small_disk, stocked_ledger
from tracker.errors import Unusable

pytestmark = pytest.mark.slow

NAME = "Jānis Bērziņš"


def holds(clerk: Clerk) -> bool:
    """Return whether the name is anywhere in the file, used or not."""
    return NAME.encode() in clerk.db.read_bytes()


@pytest.fixture
def written(nobody: Clerk) -> Clerk:
    """A clerk whose shipment, entry 2, has a name in its note."""
    nobody.db.write_bytes(stocked_ledger())
    nobody.does("fix", 2, "--note", f"for {NAME}")
    return nobody


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """An empty disk of 8 megabytes."""
    with small_disk(tmp_path, 8192) as disk:
        yield disk


@pytest.mark.long
def test_on_a_full_disk_texts_are_erased_wholly_or_partly_or_not_at_all_and_that_is_said(
    written: Clerk, disk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not recorded, while there is no room even for that; then recorded with traces left; then without any."""
    clerk = dataclasses.replace(written, db=disk / "tracker.db")
    monkeypatch.setenv("TRACKER_DB", str(clerk.db))
    pristine, seen = written.db.read_bytes(), []
    for kilobytes in range(0, 2000, 16):
        clerk.db.write_bytes(pristine)
        fill(disk, leaving=kilobytes)
        answer = clerk("redact", 2, "--format", "json")
        assert in_folder(disk) == ["ballast", "tracker.db"]
        if answer.code == 3 and not answer.out:
            assert "the disk is full" in sentence_of(answer)
            assert clerk.db.read_bytes() == pristine
            seen.append("refused")
        elif answer.code == 3:
            assert "traces of them may remain in the file" in answer.err
            assert answer.json["finished"] is False
            assert "Traces of texts" in clerk("check").out
            (disk / "ballast").unlink()
            clerk.does("redact", "--finish")
            assert not holds(clerk)
            clerk.does("check")
            seen.append("traces")
        else:
            assert not holds(clerk)
            clerk.does("check")
            seen.append("done")
            break
    assert sorted(set(seen), key=seen.index) == ["refused", "traces", "done"]


REMAIN = "Traces of the redacted texts may remain in the file; remove them with 'tracker redact --finish'."


@pytest.fixture
def unfinished(written: Clerk) -> Clerk:
    """A clerk who pressed Ctrl-C when the texts were emptied, but not yet without a trace."""

    def interrupted(_path: Path) -> None:
        raise KeyboardInterrupt

    with pytest.MonkeyPatch.context() as meanwhile:
        meanwhile.setattr("tracker.store.texts.compact", interrupted)
        answer = written("redact", 2)
    assert (answer.code, "the command had already been recorded" in answer.err) == (130, True)
    assert REMAIN in answer.err
    return written


def test_who_interrupts_the_erasing_can_finish_it(unfinished: Clerk) -> None:
    assert "Traces of texts" in unfinished("check").out
    assert REMAIN in sentence_of(unfinished("redact", 2), 1)
    unfinished.does("redact", "--finish")
    assert not holds(unfinished)
    unfinished.does("check")
    assert "Traces" not in sentence_of(unfinished("redact", 2), 1)


def test_who_cannot_be_answered_is_told_that_traces_remain(written: Clerk, monkeypatch: pytest.MonkeyPatch) -> None:
    def failed(_path: Path) -> None:
        raise Unusable("The disk is full.")

    def broken(_text: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("tracker.store.texts.compact", failed)
    monkeypatch.setattr("tracker.cli.output.say", broken)
    answer = written("redact", 2)
    assert answer.code == 4
    assert "The texts were redacted by command" in answer.err
    assert REMAIN in answer.err


def test_a_wrong_clock_does_not_keep_traces(unfinished: Clerk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Removing them records nothing, so no clock matters."""

    set_clock(monkeypatch, datetime(2001, 1, 1, tzinfo=UTC))
    assert "The clock shows 2001" in sentence_of(unfinished("fix", 2, "--note", "x"))
    unfinished.does("redact", "--finish")
    assert not holds(unfinished)
