import os
import sqlite3
import stat
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.adapters import Row, Table, write
from tests.conftest import Clerk
from tests.one_system import posix_only
from tests.render.columns import columns
from tests.render.samples import places
from tracker.errors import Refused, session
from tracker.messages import Message

PLACES = "place,name\np1,Rīga\n"


def export(output: Path | str, table: Table | None = None, name: str = "csv") -> None:
    write(table or places("Rīga"), format=name, output=str(output))


def failing(error: BaseException) -> Table:
    def rows() -> Iterator[Row]:
        yield ("london",)
        raise error

    return Table(Message("Places"), columns("place"), rows())


def in_folder(path: Path) -> list[str]:
    return sorted(entry.name for entry in path.iterdir())


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_a_file_is_written_whole_with_line_feeds_and_no_mark(tmp_path: Path) -> None:
    export(tmp_path / "places.csv")
    assert (tmp_path / "places.csv").read_bytes() == PLACES.encode()
    assert in_folder(tmp_path) == ["places.csv"]


def test_what_was_there_before_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "places.csv").write_text("old and longer than what comes now" * 9)
    export(tmp_path / "places.csv")
    assert (tmp_path / "places.csv").read_text("utf-8") == PLACES


@pytest.mark.parametrize("name", ["csv", "xlsx"])
@pytest.mark.parametrize("error", [RuntimeError(), KeyboardInterrupt(), SystemExit(1)])
def test_when_anything_fails_the_old_file_stays_and_nothing_else(
    error: BaseException, name: str, tmp_path: Path
) -> None:
    (tmp_path / "places.csv").write_text("old")
    with pytest.raises(type(error)):
        export(tmp_path / "places.csv", failing(error), name)
    assert (tmp_path / "places.csv").read_text() == "old"
    assert in_folder(tmp_path) == ["places.csv"]


def test_when_the_last_step_fails_the_old_file_stays_and_the_path_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: int) -> None:
        raise OSError(28, os.strerror(28))

    monkeypatch.setattr(os, "fsync", full)
    (tmp_path / "places.csv").write_text("old")
    with pytest.raises(Refused, match=r"Cannot write '.*places\.csv': no space left on device\."):
        export(tmp_path / "places.csv")
    assert (tmp_path / "places.csv").read_text() == "old"
    assert in_folder(tmp_path) == ["places.csv"]


def test_a_folder_that_is_not_there_is_named_as_typed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(Refused) as refusal:
        export("x/y.csv")
    assert str(refusal.value) == "Cannot write 'x/y.csv': there is no such file or folder."


@pytest.mark.parametrize(
    ("output", "reason"),
    [
        ("folder", "it is a folder"),
        ("folder/", "it is a folder"),
        ("new/", "there is no such folder"),
        ("file/places.csv", "there is no such folder"),
        ("ledger.db", "it is a database, and would be overwritten"),
        ("", "it is not a valid file name"),
        ("a\0b", "it is not a valid file name"),
    ],
)
def test_what_cannot_be_a_file_is_refused(
    output: str, reason: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("folder").mkdir()
    Path("file").touch()
    with sqlite3.connect("ledger.db") as database:
        database.execute("CREATE TABLE entry (number INTEGER)")
    database.close()
    before = Path("ledger.db").read_bytes()
    with pytest.raises(Refused) as refusal:
        export(output)
    assert str(refusal.value) == f"Cannot write '{output}': {reason}."
    assert Path("ledger.db").read_bytes() == before
    assert in_folder(tmp_path) == ["file", "folder", "ledger.db"]


@posix_only
def test_a_name_that_is_too_long_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="file name too long"):
        export(tmp_path / ("x" * 300))


@posix_only
@pytest.mark.parametrize("name", ["csv", "xlsx"])
def test_permissions_are_kept(name: str, tmp_path: Path) -> None:
    path = tmp_path / "places.csv"
    path.touch()
    path.chmod(0o640)
    export(path, name=name)
    assert mode(path) == 0o640


@posix_only
def test_a_new_file_has_the_permissions_that_new_files_have(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(session, "rights", 0o666)  # a test before may have opened a private ledger
    before = os.umask(0o027)
    try:
        export(tmp_path / "places.csv")
    finally:
        os.umask(before)
    assert mode(tmp_path / "places.csv") == 0o640


@posix_only
@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write everywhere")
def test_a_file_that_may_not_be_changed_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "places.csv"
    path.write_text("old")
    path.chmod(0o444)
    with pytest.raises(Refused, match="permission denied"):
        export(path)
    assert path.read_text() == "old"


@posix_only
def test_a_link_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "2014").mkdir()
    (tmp_path / "latest.csv").symlink_to("2014/places.csv")
    export(tmp_path / "latest.csv")
    export(tmp_path / "latest.csv")
    assert (tmp_path / "latest.csv").is_symlink()
    assert (tmp_path / "2014" / "places.csv").read_text("utf-8") == PLACES


@posix_only
def test_a_link_to_itself_is_refused(tmp_path: Path) -> None:
    (tmp_path / "loop").symlink_to("loop")
    with pytest.raises(Refused, match=r"Cannot write '.*loop'"):
        export(tmp_path / "loop")


@posix_only
@pytest.mark.parametrize(("name", "start"), [("csv", PLACES.encode()), ("xlsx", b"PK\3\4")])
def test_a_pipe_is_written_to_and_stays_a_pipe(name: str, start: bytes, tmp_path: Path) -> None:
    pipe, got = tmp_path / "pipe", list[bytes]()
    os.mkfifo(pipe)
    reader = threading.Thread(target=lambda: got.append(pipe.read_bytes()))
    reader.start()
    export(pipe, name=name)
    reader.join(10)
    assert got[0].startswith(start)
    assert stat.S_ISFIFO(pipe.stat().st_mode)


@posix_only
def test_a_device_is_written_to(tmp_path: Path) -> None:
    export("/dev/null")
    assert stat.S_ISCHR(Path("/dev/null").stat().st_mode)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a disk that is always full")
@pytest.mark.parametrize("name", ["csv", "xlsx"])
def test_a_full_device_is_refused_by_name(name: str) -> None:
    with pytest.raises(Refused) as refusal:
        export("/dev/full", name=name)
    assert str(refusal.value) == "Cannot write '/dev/full': no space left on device."


@pytest.mark.skipif(not Path("/dev/fd").exists(), reason="needs names for open files")
def test_a_stream_that_is_redirected_to_a_file_is_continued(tmp_path: Path) -> None:
    log = tmp_path / "log"
    log.write_text("first\n")
    with log.open("a") as stream:
        export(f"/dev/fd/{stream.fileno()}")
    assert log.read_text("utf-8") == f"first\n{PLACES}"


@posix_only
def test_a_new_file_has_no_more_rights_than_the_ledger(nobody: Clerk, tmp_path: Path) -> None:
    """As is a new ledger. A file that is there keeps its permissions."""
    nobody.does("init")
    assert mode(nobody.db) == 0o600
    file, shared = tmp_path / "places.csv", tmp_path / "shared.csv"
    shared.touch()
    shared.chmod(0o644)
    nobody.does("place", "list", "-o", file)
    nobody.does("place", "list", "-o", shared)
    assert (mode(file), mode(shared)) == (0o600, 0o644)
    nobody.db.chmod(0o640)
    file.unlink()
    nobody.does("place", "list", "-o", file)
    assert mode(file) == 0o640 & ~umask()
    nobody.db.chmod(0o444)
    file.unlink()
    nobody.does("place", "list", "-o", file)
    assert mode(file) == 0o644 & ~umask()


def umask() -> int:
    usual = os.umask(0)
    os.umask(usual)
    return usual
