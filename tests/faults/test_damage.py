"""Damaged or foreign files: reported in a sentence, never guessed at, never made worse."""

import random
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.adapters import reading
from tests.conftest import Answer, Clerk
from tests.faults.calls import CALLS, FILE
from tests.faults.machine import UNEXPECTED, in_folder, sentence_of
from tests.faults.screens import busy_ledger
from tracker import __version__

pytestmark = pytest.mark.slow

BEFORE_0_3 = 0x54726B31  # "Trk1", the application id of ledgers of version 0.2

PAGE = 4096
SHIP = ("ship", "london", "THB/lv=1", "--date", "2015-07-01")
COMMANDS = [
    ("stock",),
    ("log", "--format", "csv"),
    ("shipments",),
    ("report", "distribution"),
    ("info",),
    ("trace", "THB/lv"),
    ("request", "list"),
    ("show", "3"),
    SHIP,
    ("print", "THB/lv", "5"),
    ("count", "london", "THB/lv=3"),
    ("void", "3", "--reason", "typing error"),
    ("place", "add", "x", "X", "--kind", "other"),
]


@pytest.fixture
def nobody(beginner: Clerk) -> Clerk:
    """A clerk without a ledger, in memory where that is possible: hundreds are written here."""
    return beginner


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A sound ledger with something in every table, and no page that is free."""
    path = tmp_path_factory.mktemp("sound") / "tracker.db"
    path.write_bytes(busy_ledger())
    with reading(path) as database:
        assert database.value("PRAGMA page_size") == PAGE
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("VACUUM")
    return path.read_bytes()


@pytest.fixture(params=[0, 1, *(pytest.param(first, marks=pytest.mark.long) for first in (2, 3))])
def pages(request: pytest.FixtureRequest, sound: bytes) -> Iterator[int]:
    """Half of the pages of the ledger, a fourth for each test; every page in the long form."""
    return iter(range(int(request.param), len(sound) // PAGE, 4))


def with_page(sound: bytes, number: int, content: bytes) -> bytes:
    """The ledger with other content on a page; the header of the first stays, so that it is taken for ours."""
    start = number * PAGE
    kept = sound[: start or 100]
    return kept + content[len(kept) - start :] + sound[start + PAGE :]


def holds_itself(answer: Answer) -> None:
    """Hold that a command went well, or was refused in one sentence that somebody wrote."""
    assert answer.code in (0, 1, 3), answer
    assert UNEXPECTED not in answer.err, answer
    if answer.code:
        assert answer.err.startswith("Error: "), answer
        assert answer.err.count("\n") == 1, answer


def test_check_finds_every_page_that_is_scrambled_or_wiped(nobody: Clerk, sound: bytes, pages: Iterator[int]) -> None:
    noise = random.Random(2015)  # noqa: S311  (not for secrets)
    for number in pages:
        for content in (noise.randbytes(PAGE), bytes(PAGE), b"\xff" * PAGE):
            damaged = with_page(sound, number, content)
            nobody.db.write_bytes(damaged)
            answer = nobody("check")
            holds_itself(answer)
            assert answer.code, number
            assert nobody.db.read_bytes() == damaged


def test_every_command_on_a_page_that_is_scrambled_goes_well_or_says_why_not(
    nobody: Clerk, sound: bytes, pages: Iterator[int]
) -> None:
    noise = random.Random(2016)  # noqa: S311
    for number in pages:
        for words in noise.sample(COMMANDS, 4):
            nobody.db.write_bytes(with_page(sound, number, noise.randbytes(PAGE)))
            holds_itself(nobody(*words))


def test_a_few_bytes_that_flipped_give_no_traceback_either(nobody: Clerk, sound: bytes, pages: Iterator[int]) -> None:
    """Not all can be found, as a file has no checksums; a value that is nonsense now is for 'check' to judge."""
    noise = random.Random(2017)  # noqa: S311
    for number in pages:
        content = bytearray(sound[number * PAGE : number * PAGE + PAGE])
        for place in noise.sample(range(PAGE), 20):
            content[place] = noise.randrange(256)
        for words in [*noise.sample(COMMANDS, 2), ("check",)]:
            nobody.db.write_bytes(with_page(sound, number, bytes(content)))
            answer = nobody(*words)
            assert answer.code in (0, 1, 3), answer
            assert answer.code == 0 or answer.err.startswith("Error: "), answer


def test_a_backup_is_never_made_of_a_page_that_is_scrambled(nobody: Clerk, sound: bytes, pages: Iterator[int]) -> None:
    noise = random.Random(2018)  # noqa: S311
    for number in pages:
        nobody.db.write_bytes(with_page(sound, number, noise.randbytes(PAGE)))
        answer = nobody("backup", nobody.db.with_name("backup.db"))
        holds_itself(answer)
        assert answer.code, number
        assert in_folder(nobody.db.parent) == [nobody.db.name]


@pytest.mark.parametrize("length", [1, 15, 16, 99, 100, 512, 1000, PAGE - 1, PAGE, PAGE + 1, 10 * PAGE, -PAGE, -1])
def test_a_file_that_was_cut_off_is_refused_untouched(nobody: Clerk, sound: bytes, length: int) -> None:
    nobody.db.write_bytes(sound[:length])
    for words in (*COMMANDS, ("check",), ("backup", nobody.db.with_name("backup.db"))):
        answer = nobody(*words)
        if words == ("check",) and answer.code == 1:
            assert "differs from schema version" in answer.out  # the words of a view were cut off
            continue
        said = sentence_of(answer)
        assert any(
            word in said
            for word in ("damaged", "not a tracker database", " was changed; run 'tracker restore BACKUP'.")
        )
    assert nobody.db.read_bytes() == sound[:length]
    assert in_folder(nobody.db.parent) == [nobody.db.name]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "tracker init"),
        (bytes(100), "not a tracker database"),
        (bytes(100_000), "not a tracker database"),
        (b"a diary\n", "not a tracker database"),
        (b"item,quantity\n" * 1000, "not a tracker database"),
        (b"SQLite format 3\0", "not a tracker database"),
        (b"SQLite format 3\0" + bytes(5000), "another program"),
    ],
    ids=["empty", "zeroes", "many zeroes", "text", "sheet", "first words", "SQLite's, and nothing"],
)
def test_what_is_no_ledger_is_refused_untouched(nobody: Clerk, content: bytes, said: str) -> None:
    nobody.db.write_bytes(content)
    for words in (*COMMANDS, ("check",), ("backup", nobody.db.with_name("backup.db"))):
        assert said in sentence_of(nobody(*words))
    assert nobody.db.read_bytes() == content
    assert in_folder(nobody.db.parent) == [nobody.db.name]


@pytest.mark.parametrize("mode", ["delete", "wal"])
@pytest.mark.parametrize(
    ("mark", "said"),
    [
        ("application_id = 1000", "another program"),
        ("user_version = 1000", f"was written by tracker {__version__}"),
        (f"application_id = {BEFORE_0_3}", "made by a pre-release version of tracker"),
    ],
)
def test_a_database_of_another_program_or_another_tracker_is_refused_untouched(
    nobody: Clerk, sound: bytes, mode: str, mark: str, said: str
) -> None:
    nobody.db.write_bytes(sound)
    with closing(sqlite3.connect(nobody.db)) as connection:
        connection.execute(f"PRAGMA journal_mode = {mode}")
        connection.execute(f"PRAGMA {mark}")
        connection.commit()
    before, files = nobody.db.read_bytes(), in_folder(nobody.db.parent)
    for words in (*COMMANDS, ("check",), ("backup", nobody.db.with_name("backup.db"))):
        assert said in sentence_of(nobody(*words))
    assert nobody.db.read_bytes() == before
    assert in_folder(nobody.db.parent) == files


@pytest.mark.parametrize("call", [*CALLS, "backup copy.db", "export --all copy"])
def test_a_ledger_of_a_pre_release_is_refused_untouched_by_every_command(
    nobody: Clerk, sound: bytes, call: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    ledger = sound[:68] + BEFORE_0_3.to_bytes(4, "big") + sound[72:]
    nobody.db.write_bytes(ledger)
    monkeypatch.chdir(nobody.db.parent)
    Path(FILE).write_text("code,name,kind,country\nx,X,other,LV\n", encoding="utf-8")
    Path("tracker.toml").write_text('public_url = "https://example.org"', encoding="utf-8")
    if call == "init":
        assert "already exists" in sentence_of(nobody("init"), 1)
    else:
        said = sentence_of(nobody(*call.split()))
        assert said.startswith(f"The database {nobody.db} was made by a pre-release version of tracker")
    assert nobody.db.read_bytes() == ledger
    assert in_folder(nobody.db.parent) == [FILE, nobody.db.name, "tracker.toml"]


@pytest.mark.parametrize(("value", "words"), [(0, ("check",)), (255, SHIP)], ids=["check", "ship"])
def test_whatever_stands_in_the_header_gives_no_traceback(
    nobody: Clerk, sound: bytes, value: int, words: tuple[str, ...]
) -> None:
    for place in range(16, 72):
        nobody.db.write_bytes(sound[:place] + bytes([value]) + sound[place + 1 :])
        holds_itself(nobody(*words))
        for left in nobody.db.parent.iterdir():
            left.unlink()


def test_a_journal_that_is_noise_does_not_hurt_a_sound_ledger(nobody: Clerk, sound: bytes) -> None:
    for content in (b"", b"noise" * 1000, bytes(5000), bytes.fromhex("d9d505f920a163d7") + bytes(600)):
        nobody.db.write_bytes(sound)
        Path(f"{nobody.db}-journal").write_bytes(content)
        nobody.does("check")
        assert nobody.db.read_bytes() == sound
        nobody.does(*SHIP)
        nobody.does("check")
        assert in_folder(nobody.db.parent) == [nobody.db.name], "an empty journal goes with the next entry"


@pytest.mark.parametrize(
    ("tampering", "commands"),
    [
        ("UPDATE setting SET value = 'nowhere' WHERE name = 'default_store'", [("info",), ("check",), SHIP]),
        ("DELETE FROM setting", [("info",), ("check",), SHIP]),
        ("UPDATE balance SET copies = copies + 1", [("check",), ("backup", "{}")]),
        ("DELETE FROM balance", [("check",), ("backup", "{}")]),
        ("DROP VIEW stock", [("check",), ("backup", "{}")]),
        ("DROP TABLE withdrawal", [("check",), ("stock",), SHIP]),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_a_stranger_broke_is_named(
    nobody: Clerk, sound: bytes, tampering: str, commands: list[tuple[str, ...]]
) -> None:
    nobody.db.write_bytes(sound)
    with closing(sqlite3.connect(nobody.db, isolation_level=None)) as connection:
        for (trigger,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'trigger'").fetchall():
            if tampering.startswith(("UPDATE balance", "DELETE FROM balance")):
                connection.execute(f"DROP TRIGGER {trigger}")
        connection.execute(tampering)
    for words in commands:
        answer = nobody(*(word.format(nobody.db.with_name("backup.db")) for word in words))
        holds_itself(answer)
        assert answer.code, words
    assert in_folder(nobody.db.parent) == [nobody.db.name]


def test_check_names_a_text_that_damage_has_emptied(nobody: Clerk) -> None:
    """SQLite takes a column that is NOT NULL at its word, and returns NULL where it asks for all others."""
    nobody.db.write_bytes(busy_ledger())
    with closing(sqlite3.connect(nobody.db)) as connection:
        connection.execute("PRAGMA writable_schema = ON")
        (sql,) = connection.execute("SELECT sql FROM sqlite_schema WHERE name = 'booklet'").fetchone()
        for declared in (sql.replace("title TEXT NOT NULL", "title TEXT"), sql):
            connection.execute("UPDATE sqlite_schema SET sql = ? WHERE name = 'booklet'", [declared])
            connection.execute("PRAGMA writable_schema = RESET")
            connection.execute("PRAGMA writable_schema = ON")
            if declared != sql:
                connection.execute("UPDATE booklet SET title = NULL")
        connection.commit()
    answer = nobody("check")
    assert answer.code == 1
    assert "NULL value in booklet.title" in answer.out
