"""Texts are not figures: each version is kept, and they can be erased, visibly and for good."""

import errno
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.adapters import compact, wait_at_most
from tests.cli.sheets import figures, imports, sheet
from tests.cli.terminal import refusal
from tests.conftest import Clerk, made_once

NAME = "Jānis Bērziņš"
FIGURES = [("stock", "--by", "run"), ("stock", "--by", "place"), ("report", "distribution"), ("trace", "THB/lv")]


@made_once
def written(clerk: Clerk) -> Clerk:
    """A clerk who wrote on a shipment (entry 2, command 7) what is on its receipt too (entry 3)."""
    clerk.does("print", "THB/lv", 100, "--date", "2015-01-01", "--note", "from the city's printer")
    clerk.does(
        *("ship", "london", "THB/lv=30", "--date", "2015-01-03", "--received"),
        *("--ref", "15-1", "--carrier", "post", "--note", f"for {NAME}"),
    )
    return clerk


def last_moment(clerk: Clerk) -> str:
    """Return the moment of the last command."""
    return str(clerk.reads("info")["last_recorded_at"])


def texts_of(clerk: Clerk, entry: int, *words: object) -> tuple[Any, ...]:
    """Return reference and note of an entry, as its first row in the log has them."""
    row = next(row for row in clerk.reads("log", *words) if row["entry"] == entry)
    return row["reference"], row["note"]


# New versions ----------------------------------------------------------------------------------------


def test_what_is_given_is_changed_and_the_rest_stays(written: Clerk) -> None:
    made = written.logs("fix", 2, "--ref", "15-2")
    assert (made["entry"], made["command"], made["reference"]) == (2, 8, "15-2")
    assert [version["command"] for version in made["texts"]] == [7, 8]
    assert made["messages"] == [
        f"Entry 2: reference 15-1, carrier post, note for {NAME}; now reference 15-2, carrier post, note for {NAME}."
    ]
    for entry in (2, 3):
        shown = written.reads("show", entry)
        assert (shown["reference"], shown["carrier"], shown["note"]) == ("15-2", "post", f"for {NAME}")


def test_an_empty_option_removes_the_text(written: Clerk) -> None:
    written.does("fix", 2, "--note", "", "--ref", "", "--carrier", "")
    assert texts_of(written, 2) == (None, None)
    assert written.reads("shipments")[0]["carrier"] is None


def test_each_version_is_kept_and_obeys_the_second_clock(written: Clerk) -> None:
    before = last_moment(written)
    written.does("fix", 2, "--ref", "15-2", "--carrier", "courier", "--note", "n")
    for words in (("shipments",), ("export", "shipments"), ("export", "entries"), ("log",), ("export", "movements")):
        (then,) = {row["reference"] for row in written.reads(*words, "--known-at", before) if row["entry"] == 2}
        (now,) = {row["reference"] for row in written.reads(*words) if row["entry"] == 2}
        assert (then, now) == ("15-1", "15-2"), words


def test_texts_of_voids_and_of_what_is_void_can_be_changed(written: Clerk) -> None:
    void = written.logs("void", 2, "--reason", "never left")["entry"]
    written.does("fix", void, "--note", "said the driver")
    written.does("fix", 2, "--note", "n")
    shown = written.reads("show", void)
    assert (shown["reason"], shown["note"]) == ("never left", "said the driver")
    assert written.reads("show", 2)["note"] == "n"


def test_show_tells_the_history_of_the_texts(written: Clerk) -> None:
    assert "texts" not in written.reads("show", 2)
    assert "Texts:" not in written.does("show", 2).out
    first = last_moment(written)
    written.does("fix", 2, "--ref", "15-2", "--clerk", "Žanete", "--yes")
    second = last_moment(written)
    same = {"carrier": "post", "reason": None, "note": f"for {NAME}", "redacted": None}
    assert written.reads("show", 2)["texts"] == [
        {"command": 7, "recorded_at": first, "recorded_by": "anna", "reference": "15-1", **same},
        {"command": 8, "recorded_at": second, "recorded_by": "Žanete", "reference": "15-2", **same},
    ]
    assert written.does("show", 2).out.splitlines()[-3:] == [
        "Texts:",
        f"  command 7, {first}, anna: reference 15-1, carrier post, note for {NAME}",
        f"  command 8, {second}, Žanete: reference 15-2, carrier post, note for {NAME}",
    ]


def test_an_import_goes_by_the_last_version_of_a_reference(written: Clerk) -> None:
    """The old reference is free again, and the new one is known."""
    written.does("fix", 2, "--ref", "15-2", "--note", "")
    again = sheet(written, "date,place,item,quantity,reference,carrier", "2015-01-03,london,THB/lv,30,15-2,post")
    assert figures(imports(written, "shipments", again)) == (0, 1, 0)
    other = sheet(written, "date,place,item,quantity,reference", "2015-01-04,london,THB/lv,3,15-1")
    assert figures(imports(written, "shipments", other)) == (1, 0, 0)


# Redacting -------------------------------------------------------------------------------------------


def holds(path: Path, text: str = NAME) -> bool:
    """Return whether a text is anywhere in a file, used or not."""
    return text.encode() in path.read_bytes()


def test_the_texts_of_an_entry_are_erased_for_good(written: Clerk) -> None:
    """All versions, its receipt's and its void's too: not a byte of them is left, nor a journal."""
    written.does("fix", 2, "--note", f"for {NAME} himself")
    written.does("void", 2, "--reason", f"{NAME} moved")
    before = [written.reads(*words) for words in FIGURES]
    assert holds(written.db)
    made = written.logs("redact", 2)
    assert (made["command"], made["texts"], made["entries"], made["finished"]) == (10, 5, [2, 3, 4], True)
    assert not holds(written.db)
    assert not holds(written.db, "15-1")
    assert [path.name for path in written.db.parent.iterdir()] == [written.db.name]
    assert [written.reads(*words) for words in FIGURES] == before


def test_who_cannot_be_answered_is_told_what_was_redacted(written: Clerk, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_: object) -> None:
        raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr("tracker.cli.output.say", fail)
    answer = written("redact", 2)
    assert (answer.code, answer.err.partition(". ")[0]) == (4, "Error: The texts were redacted by command 8")


def test_what_was_redacted_is_empty_whenever_it_is_asked(written: Clerk) -> None:
    before = last_moment(written)
    written.does("redact", 2)
    assert texts_of(written, 2) == texts_of(written, 2, "--known-at", before) == (None, None)
    for words in (("shipments",), ("export", "entries")):
        assert NAME not in written.does(*words, "--known-at", before, "--format", "csv").out
    assert texts_of(written, 1) == (None, "from the city's printer")


def test_show_says_that_it_was_redacted_and_by_which_command(written: Clerk) -> None:
    written.does("redact", 2)
    shown = written.reads("show", 2)
    assert (shown["redacted"], shown["note"]) == (8, None)
    assert [version["redacted"] for version in shown["texts"]] == [8]
    told = written.does("show", 2).out
    assert "redacted     by command 8" in told
    assert "anna: redacted by command 8" in told


@pytest.mark.slow
def test_a_redacted_entry_can_get_a_new_text(written: Clerk) -> None:
    written.does("redact", 2)
    written.does("fix", 2, "--note", "for the consul")
    shown = written.reads("show", 2)
    assert (shown["note"], shown["reference"], "redacted" in shown) == ("for the consul", None, False)
    assert [version["redacted"] for version in shown["texts"]] == [8, None]
    written.does("redact", 2)
    assert [version["redacted"] for version in written.reads("show", 2)["texts"]] == [8, 10]
    written.does("check")


def test_a_receipt_is_redacted_alone_and_the_shipment_is_named(written: Clerk) -> None:
    made = written.logs("redact", 3)
    assert made["entries"] == [3]
    assert "The related entry 2 still has texts; see 'tracker show 2'." in made["messages"]
    assert written.reads("show", 2)["note"] == f"for {NAME}"


def test_what_replaces_a_redacted_entry_is_named(written: Clerk) -> None:
    new = written.logs("ship", "london", "THB/lv=20", "--replaces", 2, "--note", f"{NAME} again")["entry"]
    assert any(f"The related entry {new} still has texts" in said for said in written.logs("redact", 2)["messages"])
    assert holds(written.db)


def test_what_a_command_keeps_of_its_sheet_is_named(written: Clerk, tmp_path: Path) -> None:
    sheet = tmp_path / f"{NAME}.csv"
    sheet.write_text(f"date,place,item,quantity,note\n2015-01-04,london,THB/lv,3,{NAME}\n", encoding="utf-8")
    written.does("import", "shipments", sheet, "--where", f"note={NAME}")
    assert (
        "Command 8 still has its --key or, for an import, the file name, --source and --where; they cannot be erased."
        in written.logs("redact", "last")["messages"]
    )
    written.does("fix", 2, "--note", NAME, "--key", NAME)
    assert any(said.startswith("Command 10 still has") for said in written.logs("redact", 2)["messages"])
    assert not any("still has its --key" in said for said in written.logs("redact", 1)["messages"])


@pytest.mark.slow
def test_with_a_print_goes_the_note_of_its_run(written: Clerk) -> None:
    written.does("run", "edit", "THB/lv/1", "--note", f"ask {NAME}")
    made = written.logs("redact", 1)
    assert (made["entries"], made["runs"]) == ([1], ["THB/lv/1"])
    assert written.reads("run", "list")[0]["note"] is None
    written.does("redact", 2)
    assert not holds(written.db)
    written.does("check")


@pytest.mark.slow
def test_a_request_and_its_cancellation_are_redacted(written: Clerk) -> None:
    written.does("request", "add", "dublin", "THB/lv=5", "--note", f"asked by {NAME}")
    written.does("request", "cancel", 1, "--note", f"{NAME} is on leave")
    made = written.logs("redact", "--request", 1)
    assert (made["requests"], made["commands"], made["entries"]) == ([1], [9], [])
    assert written.reads("request", "list")[0]["note"] is None
    written.does("redact", 2)
    assert not holds(written.db)
    written.does("check")


@pytest.mark.parametrize(
    "words",
    [
        ("place", "close", "dublin", "--note"),
        ("withdraw", "THB/lv/1", "--reason"),
        ("request", "add", "dublin", "THB/lv=5", "--note"),
        ("run", "edit", "THB/lv/1", "--note"),
        ("handout", "london", "THB/lv=1", "--note"),
    ],
    ids=" ".join,
)
def test_all_that_a_command_wrote_is_redacted(written: Clerk, words: tuple[str, ...]) -> None:
    written.does("redact", 2)
    written.does(*words, NAME)
    assert holds(written.db)
    assert written.logs("redact", "--command", 9)["texts"] == 1
    assert not holds(written.db)


def test_with_what_a_command_wrote_go_the_later_versions_of_it(written: Clerk) -> None:
    """A new version of the reference alone has the note in it too, as has its receipt's."""
    written.does("fix", 2, "--ref", "x")
    assert written.logs("redact", "--command", 7)["texts"] == 4
    assert not holds(written.db)


@pytest.mark.slow
def test_a_package_exported_later_does_not_hold_the_text(written: Clerk, tmp_path: Path) -> None:
    written.does("redact", 2)
    written.does("export", "--all", tmp_path / "package")
    assert not any(holds(path) for path in (tmp_path / "package").rglob("*.csv"))
    other = tmp_path / "again.db"
    written.does("--db", other, "import", "--all", tmp_path / "package")
    assert written.reads("show", 2, "--db", other) == written.reads("show", 2)


@pytest.mark.slow
def test_the_answer_names_where_copies_may_still_be(written: Clerk, tmp_path: Path) -> None:
    """The backups that were made since the text was written, unless they were removed, and what `restore` kept."""
    kept, gone, unplugged = tmp_path / "kept.db", tmp_path / "gone.db", tmp_path / "disk" / "far.db"
    unplugged.parent.mkdir()
    for backup in (kept, gone, unplugged):
        written.does("backup", backup)
    gone.unlink()
    unplugged.parent.rename(tmp_path / "unplugged")
    beside = Path(f"{written.db}.before-restore")
    beside.write_bytes(written.db.read_bytes())
    made = written.logs("redact", 2)
    assert made["copies"] == [str(kept), str(unplugged), str(beside)]
    assert f"A copy of the texts may still be in {kept}." in made["messages"]
    assert (
        "Copies of the texts may also be in earlier exports, printouts and copies of the file, which tracker "
        "does not know."
    ) in made["messages"][-1]
    written.does("handout", "london", "THB/lv=1", "--note", NAME)
    assert written.logs("redact", 4)["copies"] == [str(beside)]


def test_nothing_to_redact_is_refused(written: Clerk) -> None:
    written.does("handout", "london", "THB/lv=1")
    assert refusal(written, "redact", 4) == "There are no texts to redact."
    of_place = written.logs("place", "edit", "london", "--note", "N")["command"]
    said = refusal(written, "redact", "--command", of_place)
    assert said.startswith(
        f"Command {of_place} (place edit) has no texts to redact. To erase a note on a place, seminar or "
        "booklet, use its 'edit', such as 'tracker place edit CODE --note \"\"'."
    )
    assert refusal(written, "redact", 9) == "There is no entry 9; the last entry is 4."
    assert "There is no request 3" in refusal(written, "redact", "--request", 3)
    assert refusal(written, "redact", "--command", 99) == "There is no command 99; the last command is 9."
    written.does("redact", 2)
    assert "The texts were already redacted by command 10." in refusal(written, "redact", 2, 3)
    for words in ((), (2, "--command", 7), ("--request", 1, "--finish")):
        assert "Specify the entries to redact, or use --request, --command, --answer or --finish." in refusal(
            written, "redact", *words, code=2
        )


def test_a_dry_run_says_what_would_be_erased(written: Clerk) -> None:
    before = written.db.read_bytes()
    planned = written.logs("redact", 2, "--dry-run")
    assert (planned["command"], planned["entries"], planned["finished"]) == (None, [2, 3], False)
    told = written.does("redact", 2, "--dry-run").out.splitlines()
    assert told[:2] == ["Would permanently redact 2 texts: entry 2, entry 3.", "Dry run: nothing was recorded."]
    assert written.db.read_bytes() == before


def test_the_same_key_redacts_nothing_again(written: Clerk) -> None:
    first = written.logs("redact", 2, "--key", "k")
    again = written.logs("redact", 2, "--key", "k")
    assert {**again, "messages": None, "copies": []} == {**first, "messages": None}
    assert "The key 'k' was already used; nothing new was recorded." in again["messages"]
    assert "with other arguments" in refusal(written, "redact", 1, "--key", "k")


# When the file cannot be written anew at once ---------------------------------------------------------


class Reader:
    """Another program, which begins to read the file as soon as texts are emptied, until it is told to leave."""

    def __init__(self, path: Path) -> None:
        self.connection: sqlite3.Connection | None = sqlite3.connect(path, isolation_level=None)

    def begin(self) -> None:
        if self.connection is not None and not self.connection.in_transaction:
            self.connection.execute("BEGIN")
            self.connection.execute("SELECT count(*) FROM text").fetchone()

    def leave(self) -> None:
        if self.connection is not None:
            self.connection.close()
        self.connection = None


@pytest.fixture
def reader(written: Clerk, monkeypatch: pytest.MonkeyPatch) -> Iterator[Reader]:
    """Another program that reads the file."""
    wait_at_most(monkeypatch, 0.1)
    reading = Reader(written.db)

    def held(path: Path) -> None:
        reading.begin()
        compact(path)

    monkeypatch.setattr("tracker.store.texts.compact", held)
    yield reading
    reading.leave()


@pytest.mark.slow
def test_when_the_file_is_held_it_says_that_traces_remain_until_it_is_finished(
    written: Clerk, reader: Reader, tmp_path: Path
) -> None:
    answer = written("redact", 2, "--format", "json")
    assert answer.code == 3
    assert (answer.json["command"], answer.json["finished"]) == (8, False)
    assert "Command 8 redacted the texts, but traces may remain in the file: " in answer.err
    assert "not responded" in answer.err
    assert "Remove them with 'tracker redact --finish'." in answer.err
    told = written("check")
    assert (
        told.code,
        ("Traces of texts redacted by command 8 may remain in the file; remove them with 'tracker redact --finish'.")
        in told.out,
    ) == (1, True)
    for words in (("stock",), ("log", "--format", "json")):
        assert written.does(*words).err == (
            "Traces of the redacted texts may remain in the file; remove them with 'tracker redact --finish'.\n"
        )
    assert "not responded" in refusal(written, "redact", "--finish", code=3)
    written.does("backup", tmp_path / "backup.db")

    reader.leave()
    assert written.does("redact", "--finish").out == ("The file was rewritten; no traces of redacted texts remain.\n")
    assert not holds(written.db)
    written.does("check")
    assert written.logs("redact", "--finish")["messages"] == [
        "No traces of redacted texts remained; nothing was changed."
    ]


@pytest.mark.slow
def test_after_a_redaction_that_was_not_finished_the_next_one_finishes_both(written: Clerk, reader: Reader) -> None:
    assert written("redact", 2).code == 3
    reader.leave()
    assert written.logs("redact", 1)["finished"] is True
    written.does("check")
