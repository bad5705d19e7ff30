import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.shell import start
from tests.conftest import Clerk
from tracker import __version__


def test_the_program_is_started_as_a_module_too(clerk: Clerk) -> None:
    done = start("stock", "--format", "csv", db=clerk.db)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("item,title,printed")
    assert start("--version").stdout == f"tracker, version {__version__}\n"


def test_the_exit_codes_are_those_of_the_program(clerk: Clerk) -> None:
    none = clerk.db.with_name("none.db")
    for code, db, words, said in (
        (1, clerk.db, ("ship", "nowhere", "THB/lv=1"), "There is no place 'nowhere'."),
        (2, clerk.db, ("ship", "london", "THB/lv=x"), "'x' is not a quantity;"),
        (3, none, ("stock",), f"There is no ledger at {none};"),
    ):
        done = start(*words, db=db)
        assert done.returncode == code
        assert done.stderr.startswith(f"Error: {said}")


def test_an_unexpected_error_after_the_commit_does_not_invite_to_record_it_again(
    clerk: Clerk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object) -> None:
        raise RuntimeError("a bug")

    monkeypatch.setattr("tracker.cli.output.say", fails)
    said = clerk.refused("print", "THB/lv", 100, code=4)
    assert said.startswith(
        "The command was recorded, but then an unexpected error occurred (RuntimeError: a bug). Run 'tracker "
        "log' and report this bug."
    )
    assert len(clerk.reads("log")) == 1
    assert clerk.refused("print", "THB/lv", 1, "--dry-run", code=3).startswith("Unexpected error (RuntimeError: a bug)")


@pytest.mark.slow
def test_no_refusal_is_a_traceback(clerk: Clerk) -> None:
    for words in (("ship", "nowhere", "THB/lv=1"), ("show", "x"), ("stok",), ("stock", "-o", str(clerk.db.parent))):
        done = start(*words, db=clerk.db)
        assert done.stdout == ""
        assert done.stderr.startswith("Error: ")
        assert done.stderr.count("\n") == 1


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="a closed pipe is told otherwise there")
@pytest.mark.parametrize("words", [("log", "--format", "csv"), ("place", "list"), ("--help",), ("info",)], ids=" ".join)
def test_a_reader_who_has_read_enough_is_no_error(clerk: Clerk, words: tuple[str, ...]) -> None:
    for _ in range(3):
        clerk.does("print", "THB/lv", 1)
    reading, writing = os.pipe()
    os.close(reading)
    try:
        done = subprocess.run(
            [sys.executable, "-m", "tracker", *words],
            env={**os.environ, "TRACKER_DB": str(clerk.db)},
            stdout=writing,
            stderr=subprocess.PIPE,
            text=True,
            timeout=60,
            check=False,
        )
    finally:
        os.close(writing)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="there is no device that is always full")  # noqa: PTH110
def test_an_output_that_is_full_is_refused(clerk: Clerk) -> None:
    done = start("place", "list", "-o", "/dev/full", db=clerk.db)
    assert (done.returncode, done.stderr) == (1, "Error: Cannot write '/dev/full': no space left on device.\n")


def test_interrupted_is_said_in_a_sentence(clerk: Clerk, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("tracker.ledger.shipments.log_shipment", interrupt)
    answer = clerk("ship", "london", "THB/lv=1")
    assert (answer.code, answer.out) == (130, "")
    assert answer.err.split("\n")[-2] == "Error: Interrupted; nothing was recorded."


@pytest.mark.slow
def test_a_long_log_whose_reader_has_read_enough_ends_without_a_word(tmp_path: Path) -> None:
    """The rows stream from the open database, which is closed before the last of them was asked for."""
    database = tmp_path / "demo.db"
    subprocess.run([sys.executable, "-m", "tracker", "demo", database], check=True, stdout=subprocess.DEVNULL)
    command = [sys.executable, "-m", "tracker", "--db", str(database), "log", "--format", "csv"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None and process.stderr is not None
        assert process.stdout.readline().startswith("entry,type")
        process.stdout.close()
        assert process.stderr.read() == ""
    assert process.returncode == 0
