"""An answer that cannot be written is an error that reports what was done; a reader that is gone is no error."""

import fcntl
import os
import subprocess
import sys
from contextlib import redirect_stdout, suppress
from pathlib import Path
from typing import TextIO

import pytest

from tests.adapters import FORMATS, use_utf8
from tests.cli.terminal import entries_in
from tests.conftest import Answer, Clerk
from tests.faults.machine import fill, in_folder, sentence_of, small_disk, start, stocked_ledger

F_SETPIPE_SZ = 1031
FULL = "/dev/full"

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not Path(FULL).exists(), reason="there is no device that is always full"),
]

LOGGING = [
    ("print", "THB/ru", "5", "--date", "2015-01-03"),
    ("ship", "london", "THB/lv=1", "--date", "2015-01-03"),
    ("ship", "dublin", "THB/lv=1", "--received", "--date", "2015-01-03"),
    ("receive", "2", "--date", "2015-01-03"),
    ("handout", "store", "THB/lv=1", "--date", "2015-01-03"),
    ("return", "london", "THB/lv=1", "--date", "2015-01-04"),
    ("writeoff", "store", "THB/lv=1", "--reason", "damaged", "--date", "2015-01-03"),
    ("count", "store", "THB/lv=900", "--date", "2015-01-04"),
    ("void", "4", "--reason", "typing error"),
]
CHANGING = [
    ("booklet", "add", "X", "X"),
    ("place", "add", "x", "X", "--kind", "other"),
    ("place", "edit", "london", "--note", "n"),
    ("place", "close", "liepaja"),
    ("kind", "add", "x"),
    ("fund", "add", "x", "X"),
    ("seminar", "add", "s", "S", "--date", "2015-01-01"),
    ("run", "edit", "THB/lv/1", "--isbn", "1"),
]
SILENT = [
    ("fund", "grant", "riga", "2015", "100"),
    ("request", "add", "london", "THB/lv=1"),
    ("request", "cancel", "1"),
    ("withdraw", "THB/lv/1", "--reason", "outdated"),
]
READING = [
    *(("log", "--format", form) for form in FORMATS),
    ("stock",),
    ("shipments",),
    ("show", "1"),
    ("place", "show", "london"),
    ("place", "list"),
    ("report", "distribution"),
    ("report", "funding", "--format", "markdown"),
    ("export", "movements"),
    ("export", "stock", "--format", "json"),
    ("export", "movements", "-o", "-"),
    ("export", "movements", "-o", "/dev/stdout"),
    ("trace", "THB/lv"),
    ("check",),
    ("check", "--format", "json"),
    ("info",),
    ("completion", "bash"),
    ("--help",),
    ("--version",),
    ("ship", "-h"),
]


@pytest.fixture
def stocked(nobody: Clerk) -> Clerk:
    """A clerk with 1000 copies in the store, 100 of them on their way to London: entries 1 and 2."""
    nobody.db.write_bytes(stocked_ledger())
    return nobody


nowhere = pytest.mark.parametrize("stdout", [FULL, None], ids=["full", "closed"])
"""A stdout on a device that is always full, and one that was closed before the start."""

PIPE = "pipe"
nowhere_at_all = pytest.mark.parametrize("stdout", [FULL, None, PIPE], ids=["full", "closed", "a pipe without reader"])
"""These two, and a pipe that nobody reads: for a reading command that is no error."""


def into(stdout: TextIO | None, clerk: Clerk, *words: object) -> Answer:
    """Run a command whose stdout is that one."""
    with redirect_stdout(stdout):
        use_utf8()
        return clerk(*words)


def refused_by(stdout: str | None, clerk: Clerk, *words: object, code: int = 1) -> str:
    """Run a command whose answer cannot be written, and return the sentence that says so."""
    if stdout is None:
        return sentence_of(into(None, clerk, *words), code)
    if stdout == PIPE:
        return sentence_of(into_closed_pipe(clerk, *words), code)
    with suppress(OSError), Path(stdout).open("w", encoding="utf-8") as device:  # which cannot be closed without error
        answer = into(device, clerk, *words)
    return sentence_of(answer, code)


def into_closed_pipe(clerk: Clerk, *words: object) -> Answer:
    """Run a command whose stdout is a pipe that nobody reads."""
    reading, writing = os.pipe()
    os.close(reading)
    pipe = os.fdopen(writing, "w", encoding="utf-8")
    answer = into(pipe, clerk, *words)
    with suppress(BrokenPipeError):
        pipe.close()
    return answer


@nowhere
@pytest.mark.parametrize("words", READING, ids=" ".join)
def test_an_answer_that_cannot_be_written_is_an_error(
    stocked: Clerk, stdout: str | None, words: tuple[str, ...]
) -> None:
    assert refused_by(stdout, stocked, *words).startswith("The output cannot be written: ")


@nowhere_at_all
@pytest.mark.parametrize("form", [(), ("--format", "json")], ids=["text", "json"])
def test_what_was_recorded_is_said_when_the_answer_cannot_be_written(
    stocked: Clerk, stdout: str | None, form: tuple[str, ...]
) -> None:
    for words in LOGGING:
        number = entries_in(stocked) + 1
        said = refused_by(stdout, stocked, *words, *form, code=4)
        assert said.startswith(f"Entry {number} was recorded. But the output could not be written: "), words
        assert entries_in(stocked) >= number
    stocked.does("check")


@nowhere
def test_a_dry_run_that_cannot_be_answered_recorded_nothing(stocked: Clerk, stdout: str | None) -> None:
    said = refused_by(stdout, stocked, *LOGGING[1], "--dry-run")
    assert said.startswith("Nothing was recorded. But the output could not be written: ")
    assert entries_in(stocked) == 2


@nowhere_at_all
@pytest.mark.parametrize("form", [(), ("--format", "json")], ids=["text", "json"])
def test_what_was_done_is_said_when_the_answer_cannot_be_written(
    stocked: Clerk, stdout: str | None, form: tuple[str, ...]
) -> None:
    for words in CHANGING:
        before = stocked.db.read_bytes()
        said = refused_by(stdout, stocked, *words, *form, code=4)
        assert stocked.db.read_bytes() != before, words
        assert said.startswith(("Added ", "Changed ", "Closed ")), (words, said)
        assert ". But the output could not be written: " in said


@nowhere_at_all
@pytest.mark.parametrize("words", SILENT, ids=" ".join)
def test_what_else_was_done_is_said_too(stocked: Clerk, stdout: str | None, words: tuple[str, ...]) -> None:
    stocked.does("fund", "add", "riga", "Riga")
    stocked.does("request", "add", "dublin", "THB/lv=1")
    assert not refused_by(stdout, stocked, *words, code=4).startswith("The output cannot be written")


def test_the_program_as_a_shell_starts_it_says_so_too(stocked: Clerk) -> None:
    """To the last byte that Python holds back until the end."""
    with Path(FULL).open("wb") as full:
        for words in (("log",), ("stock", "--format", "csv"), ("--version",)):
            assert "no space left" in sentence_of(start(*words, db=stocked.db, stdout=full.fileno()), code=1)
            assert "bad file" in sentence_of(start(*words, db=stocked.db, before=lambda: os.close(1)), code=1)
        assert "Entry 3 was" in sentence_of(start(*LOGGING[1], db=stocked.db, stdout=full.fileno()), code=4)
    assert "Entry 4 was" in sentence_of(start(*LOGGING[1], db=stocked.db, before=lambda: os.close(1)), code=4)


def test_a_stderr_that_nobody_reads_changes_no_exit_code(stocked: Clerk) -> None:
    def close_all() -> None:
        os.closerange(0, 3)

    with Path(FULL).open("wb") as full:
        for words, code in ((("stock",), 0), (("ship", "nowhere", "THB/lv=1"), 1), (("stok",), 2)):
            assert start(*words, db=stocked.db, stderr=full.fileno()).code == code
            assert start(*words, db=stocked.db, before=lambda: os.close(2)).code == code
        assert start("stock", db=stocked.db.with_name("none.db"), stderr=full.fileno()).code == 3
    assert start(*LOGGING[1], db=stocked.db, before=close_all).code == 4
    assert entries_in(stocked) == 3
    stocked.does("check")


@pytest.mark.parametrize("words", [("log",), ("shipments",), ("export", "movements"), ("stock",)], ids=" ".join)
@pytest.mark.parametrize("form", FORMATS)
def test_a_reader_who_is_gone_is_no_error_in_any_format(stocked: Clerk, words: tuple[str, ...], form: str) -> None:
    assert into_closed_pipe(stocked, *words, "--format", form) == Answer(0, "", "")


@nowhere_at_all
def test_files_that_were_made_are_said_too(stocked: Clerk, stdout: str | None, tmp_path: Path) -> None:
    """A script that makes them again because of a full log file would find the name taken."""
    stocked.does("export", "--all", tmp_path / "package")
    new = ("--db", tmp_path / "new.db")
    for words, file in (
        (("demo", tmp_path / "demo.db"), tmp_path / "demo.db"),
        (("init", "--db", tmp_path / "first.db"), tmp_path / "first.db"),
        (("backup", tmp_path / "backup.db"), tmp_path / "backup.db"),
        (("import", "--all", tmp_path / "package", *new), tmp_path / "new.db"),
    ):
        said = refused_by(stdout, stocked, *words, code=4)
        assert str(file) in said
        assert " was created. But the output could not be written: " in said
        stocked.does("check", "--db", file)
    sheet = tmp_path / "places.csv"
    sheet.write_text("code,name,kind,country\nx,X,school,LV\n", encoding="utf-8")
    said = refused_by(stdout, stocked, "import", "places", sheet, code=4)
    assert said.startswith("1 row was recorded. But the output could not be written: ")


def test_a_list_that_cannot_be_given_is_not_announced(stocked: Clerk) -> None:
    with Path(FULL).open("wb") as full:
        said = sentence_of(start(*SILENT[-1], db=stocked.db, stdout=full.fileno()), code=4)
    assert said.startswith("Withdrew THB/lv/1: it can no longer be shipped. But the output could not be written: ")


def test_who_tries_again_after_1_only_records_it_once(stocked: Clerk) -> None:
    """As scripts do whose log is on a full disk: an exit code of 1 means that nothing was recorded."""
    with Path(FULL).open("wb") as full:
        for _ in range(3):
            if start(*LOGGING[1], db=stocked.db, stdout=full.fileno()).code != 1:
                break
    assert entries_in(stocked) == 3


@pytest.mark.parametrize(
    "words",
    [LOGGING[1], ("ship", "london", "dublin", *LOGGING[1][2:]), ("void", "2", "--reason", "x"), CHANGING[0]],
    ids=" ".join,
)
def test_who_tries_again_with_its_key_is_told_that_it_is_recorded(stocked: Clerk, words: tuple[str, ...]) -> None:
    with Path(FULL).open("wb") as full:
        for _ in range(2):
            sentence_of(start(*words, "--key", "k", db=stocked.db, stdout=full.fileno()), code=4)
    recorded = stocked.reads("log")
    assert "was already used" in stocked.does(*words, "--key", "k").out
    assert stocked.reads("log") == recorded


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample database, whose log is longer than any pipe."""
    path = tmp_path_factory.mktemp("sample") / "demo.db"
    assert start("demo", path).code == 0
    return path


@pytest.mark.parametrize(
    "words",
    [
        *(("log", "--format", form) for form in FORMATS),
        ("shipments",),
        ("export", "movements"),
        ("stock", "--by", "place"),
    ],
    ids=" ".join,
)
def test_a_reader_who_has_read_a_little_is_no_error(sample: Path, words: tuple[str, ...]) -> None:
    command = [sys.executable, "-m", "tracker", "--db", str(sample), *words]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None and process.stderr is not None
        fcntl.fcntl(process.stdout, F_SETPIPE_SZ, 4096)
        assert process.stdout.read(100)
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 0


@pytest.mark.parametrize("form", FORMATS)
def test_an_export_to_a_full_disk_leaves_what_was_there(sample: Path, nobody: Clerk, form: str) -> None:
    with small_disk(nobody.db.parent, 512) as disk:
        output = disk / "log.out"
        output.write_text("old", encoding="utf-8")
        for kilobytes in (0, 8):
            fill(disk, leaving=kilobytes)
            said = nobody.refused("log", "--db", sample, "--format", form, "-o", output)
            assert said == f"Cannot write '{output}': no space left on device."
            assert output.read_text("utf-8") == "old"
            assert in_folder(disk) == ["ballast", "log.out"]
        (disk / "ballast").unlink()
        nobody.does("log", "--db", sample, "--format", form, "-o", output)
        assert output.stat().st_size > 3


def contents(folder: Path) -> dict[Path, bytes]:
    return {file: file.read_bytes() for file in folder.rglob("*") if file.is_file()}


def test_a_package_on_a_full_disk_leaves_what_was_there(sample: Path, nobody: Clerk) -> None:
    with small_disk(nobody.db.parent, 1024) as disk:
        nobody.does("export", "--all", disk / "package", "--db", sample)
        before = contents(disk / "package")
        for kilobytes in (0, 20):
            fill(disk, leaving=kilobytes)
            said = nobody.refused("export", "--all", disk / "package", "--db", sample)
            assert said == f"Cannot write '{disk / 'package'}': no space left on device."
            assert contents(disk / "package") == before
            assert in_folder(disk) == ["ballast", "package"]


def test_a_list_of_rejects_that_cannot_be_written_records_nothing(stocked: Clerk, tmp_path: Path) -> None:
    sheet = tmp_path / "places.csv"
    sheet.write_text("code,name,kind,country\nx,X,school,LV\ny,Y,no such kind,LV\n", encoding="utf-8")
    before = stocked.db.read_bytes()
    for rejects in (FULL, tmp_path, tmp_path / "none" / "rejects.csv"):
        sentence_of(stocked("import", "places", sheet, "--rejects", rejects), code=1)
        assert stocked.db.read_bytes() == before


def test_what_recorded_nothing_is_refused_and_not_recorded(stocked: Clerk) -> None:
    """A sheet whose rows are recorded already, a redaction that left nothing to finish."""
    sheet = stocked.db.with_name("places.csv")
    sheet.write_text("code,name,kind,country\nnew,New,library,LV\n", "utf-8")
    stocked.does("import", "places", sheet)
    before = stocked.db.read_bytes()
    with Path(FULL).open("wb") as full:
        for words in (("import", "places", sheet), ("redact", "--finish")):
            assert "no space left" in sentence_of(start(*words, db=stocked.db, stdout=full.fileno()), code=1), words
    assert stocked.db.read_bytes() == before
