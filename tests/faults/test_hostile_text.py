"""Text with control sequences, markup or formulas: refused on entry, and plain text everywhere else."""

import csv
import sqlite3
import unicodedata
from collections.abc import Iterator
from contextlib import closing
from itertools import cycle
from pathlib import Path

import pytest

from tests.adapters import EXPORTS, FORMATS, TABLES, cli
from tests.cli.shell import start
from tests.conftest import Clerk, made_once
from tests.faults.calls import CALLS, NAMES_FILES, commands, poisonings
from tests.faults.next_version import NEXT, THIS, program_in
from tests.faults.screens import STEERING, busy_ledger, on_a_screen, poison, steering_in

pytestmark = pytest.mark.slow


@made_once
def poisoned(busy: Clerk) -> Clerk:
    """A clerk into whose ledger a stranger wrote what steers a terminal."""
    poison(busy.db)
    return busy


def test_every_command_is_tried() -> None:
    tried = {tuple(call.split()[:size]) for call in CALLS for size in (1, 2)} | {(name,) for name in NAMES_FILES}
    assert {name for name, _ in commands(cli)} - tried == set()


def refuse_everywhere(clerk: Clerk, texts: Iterator[str]) -> None:
    clerk.db.with_name("tracker.toml").write_text('public_url = "https://example.org"', encoding="utf-8")
    for words in poisonings("{}"):
        text = next(texts)
        poisoned = [word if word != "{}" else f"a{text}b" for word in words]
        before = clerk.db.read_bytes()
        answer = clerk(*poisoned)
        if words[-2:] == ["--clerk", "{}"] and answer.code == 0:
            continue  # who only reads need not say who it is
        assert answer.code in (1, 2), (poisoned, answer)
        assert (answer.out, answer.err.count("\n")) == ("", 1), (poisoned, answer)
        assert answer.err.rstrip("\n").isprintable(), (poisoned, answer)
        assert clerk.db.read_bytes() == before, poisoned


def test_no_command_takes_what_steers_a_terminal(busy: Clerk) -> None:
    refuse_everywhere(busy, cycle(STEERING.values()))


@pytest.mark.long
@pytest.mark.parametrize("text", STEERING.values(), ids=STEERING)
def test_no_command_takes_any_of_what_steers_a_terminal(busy: Clerk, text: str) -> None:
    refuse_everywhere(busy, cycle([text]))


SHEETS = {
    "booklets": {"code": "NEW", "title": "T", "note": "n"},
    "places": {
        "code": "new",
        "name": "N",
        "kind": "other",
        "country": "LV",
        "city": "c",
        "address": "a",
        "contact": "c",
        "email": "e",
        "phone": "p",
        "note": "n",
    },
    "regions": {"name": "N", "country": "LV", "inhabitants": "5", "speakers": "lv=5"},
    "print-runs": {
        "item": "THB/lv",
        "printed_on": "2015-01-01",
        "quantity": "5",
        "store": "store",
        "cost": "5",
        "currency": "EUR",
        "fund": "riga",
        "printer": "p",
        "isbn": "i",
        "reference": "x",
        "note": "n",
    },
    **{
        table: {
            "date": "2015-01-09",
            "place": "london",
            "item": "THB/lv",
            "quantity": "1",
            "store": "store",
            "reference": "x",
            "carrier": "c",
            "note": "n",
        }
        for table in ("shipments", "returns", "handouts", "counts")
    },
    "receipts": {
        "shipment": "3",
        "date": "2015-01-09",
        "item": "THB/lv",
        "quantity": "1",
        "place": "london",
        "note": "n",
    },
    "requests": {
        "date": "2015-01-09",
        "place": "london",
        "item": "THB/lv",
        "quantity": "1",
        "status": "open",
        "note": "n",
    },
    "seminars": {
        "code": "new",
        "name": "N",
        "date": "2015-01-09",
        "audience": "pupils=5",
        "fund": "riga",
        "cost": "5",
        "currency": "EUR",
        "country": "LV",
        "note": "n",
    },
    "funds": {"code": "new", "name": "N"},
    "grants": {"fund": "riga", "year": "2015", "amount": "5", "currency": "EUR", "purpose": "p"},
    "levels": {"place": "london", "item": "THB/lv", "low": "5", "high": "9"},
}


def refuse_in_every_column(clerk: Clerk, table: str, texts: Iterator[str]) -> None:
    file = clerk.db.with_name("sheet.csv")
    for column in SHEETS[table]:
        row = SHEETS[table] | {column: f"a{next(texts)}b"}
        with file.open("w", encoding="utf-8", newline="") as stream:
            csv.writer(stream).writerows([row.keys(), row.values()])
        before = clerk.db.read_bytes()
        answer = clerk("import", table, file)
        if (table, column) in (("handouts", "store"), ("counts", "store")) and answer.code == 0:
            clerk.db.write_bytes(before)  # nothing of it is read
            continue
        assert (answer.code, answer.out) == (1, ""), (row, answer)
        assert all(line.isprintable() for line in answer.err.split("\n")), answer
        assert f"Line 2, {column}: " in answer.err or f"Line 2, {column} '" in answer.err, (row, answer)
        assert clerk.db.read_bytes() == before


IN_SHEETS = [text for text in STEERING.values() if text not in "\0\n\r\u200f" and unicodedata.category(text[0]) != "Cs"]
"""What a cell can hold; of line breaks, a space is made, and marks of direction are ignored."""


@pytest.mark.parametrize("table", TABLES)
def test_no_column_of_a_sheet_takes_what_steers_a_terminal(busy: Clerk, table: str) -> None:
    refuse_in_every_column(busy, table, cycle(IN_SHEETS[list(TABLES).index(table) :] + IN_SHEETS))


@pytest.mark.long
@pytest.mark.parametrize("text", IN_SHEETS, ids=ascii)
def test_no_column_takes_any_of_what_steers_a_terminal(busy: Clerk, text: str) -> None:
    for table in TABLES:
        refuse_in_every_column(busy, table, cycle([text]))


def test_names_with_what_no_sheet_can_hold_are_refused(busy: Clerk, tmp_path: Path) -> None:
    file = tmp_path / "sheet.csv"
    for content in (b"code,title\nNEW,a\0b\n", b"code,title\nNEW,a\xed\xa0\x80b\n", b"code,title\nNEW,a\xffb\n"):
        file.write_bytes(content)
        assert busy("import", "booklets", file).code == 1
        file.write_bytes(content.replace(b"code,", b"code\x1b[2J,").replace(b"\0", b"").replace(b"\xff", b""))
        answer = busy("import", "booklets", file)
        assert answer.code == 1
        assert "\x1b" not in answer.err


READ = [
    *("stock", "stock --by run", "stock --by place", "log", "shipments", "place list", "booklet list", "run list"),
    *("kind list", "fund list", "seminar list", "request list", "report distribution", "trace THB/lv"),
    *("report distribution --by place,kind,item,fund,run", "report distribution --columns kind", "report runout"),
    *("report coverage --kind embassy", "report funding", "report seminars", "report seminars --by audience"),
    *(f"export {table}" for table in EXPORTS),
]

SAID = [
    *("place show london", "run show THB/lv/1", "check", "info", "show 1"),
    *("ship londn THB/lv=1", "ship ba THB/lv=1", "ship london BA/lv=1", "ship london BAD/lv=1"),
    *("ship london THB/lv=999", "ship london THB/lv=1 --dry-run", "receive 3 --dry-run", "receive 3 THB/lv=500"),
    *("count london THB/lv=3 --dry-run", "void 3 --reason x --dry-run", "void 1 --reason x"),
    *("withdraw THB/lv/1 --reason x", "reinstate THB/lv/1", "place close london", "place edit london --note x"),
    *(
        "place remove london",
        "booklet edit THB --note x",
        "booklet remove THB",
        "fund add riga x",
        "kind remove embassy",
    ),
    *("fund grant rig 2015 5", "seminar add s1 X --date 2015-01-01", "place add x X --kind ba", "stock BA", "trace BA"),
    *(
        "place add London X --kind embassy --country GB",
        "run edit THB/lv/1 --note x",
        "print THB/lv 5 --fund ba --dry-run",
    ),
    *("request add london THB/lv=5", "request cancel 1", "report coverage --kind ba", "log --place ba"),
]


@pytest.mark.parametrize("term", [pytest.param("dumb", marks=pytest.mark.long), "xterm-256color"])
def test_what_a_stranger_wrote_is_harmless_in_every_answer(poisoned: Clerk, term: str) -> None:
    formats = [name for name in FORMATS if name not in ("xlsx", "pdf")]
    lists = [[*words.split(), "--format", name] for name in formats for words in READ]
    screen = on_a_screen(poisoned.db, [*lists, *(words.split() for words in SAID)], term)
    assert "Unexpected error" not in screen
    assert screen.count("[bold red]x[/]") > 500
    assert steering_in(screen) == {}


def test_what_a_stranger_wrote_is_harmless_in_movements(poisoned: Clerk) -> None:
    shown = [["show", number] for number in range(1, 13)]
    counted = [["count", "london", "THB/lv=50", "--full", "--dry-run"]]
    assert steering_in(on_a_screen(poisoned.db, [*shown, *counted])) == {}


def test_what_a_stranger_wrote_is_harmless_in_single_objects(poisoned: Clerk) -> None:
    said = ("show 3", "place show london", "info", "place edit london --note x", "ship london THB/lv=1")
    assert steering_in(on_a_screen(poisoned.db, [[*words.split(), "--format", "json"] for words in said])) == {}


def test_a_conversation_shows_what_a_stranger_wrote_as_text(poisoned: Clerk) -> None:
    places = "a\u202eb\nn\n\x9b31m\nlondon\n"
    texts = ("--ref", "r", "--carrier", "c")
    screen = on_a_screen(poisoned.db, [("ship", *texts)], answers=f"{places}1\n\n\nn\n\x04")
    assert "Nothing matches 'a\ufffdb'." in screen
    assert "'\ufffd31m' matches 5 choices" in screen
    assert "Record it?" in screen
    assert "nothing was recorded" in screen
    assert steering_in(screen) == {}
    screen = on_a_screen(poisoned.db, [("receive", "--dry-run", *texts[:2])], answers="\n\n\n\n\nn\n\x04")
    assert "[bold red]x[/]" in screen
    assert steering_in(screen) == {}


def test_names_of_files_are_shown_as_text(busy: Clerk) -> None:
    for text in (*IN_SHEETS, "\n", "\udcff"):
        if "/" in text:
            continue  # no file can have that in its name
        path = busy.db.with_name(f"a{text}b[bold]:smile:")
        for words in (
            ("import", "places", f"{path}.csv"),
            ("import", "places", f"{path}.xlsx"),
            ("import", "--all", path),
            ("stock", "-o", f"{path}/x/y.csv"),
            ("stock", "--db", path),
            ("backup", f"{path}/x/y.db"),
        ):
            answer = busy(*words)
            assert answer.code in (1, 3), answer
            assert answer.err.rstrip("\n").isprintable(), answer
            assert "b[bold]:smile:" in answer.err
        said = [busy.does("export", "--all", path).err, busy.does("init", "--db", f"{path}.db").out]
        assert all(line.isprintable() for line in "".join(said).split("\n")), said


def test_a_text_that_is_no_unicode_is_refused_as_damage(busy: Clerk) -> None:
    for text in ("ed a0 80 1b 5b 32 4a", "ff 9b 33 31 6d"):
        with closing(sqlite3.connect(busy.db)) as connection, connection:
            connection.execute("UPDATE place SET name = CAST(? AS TEXT) WHERE code = 'london'", (bytes.fromhex(text),))
        for words in (("place", "list"), ("place", "show", "london"), ("shipments", "--format", "json")):
            answer = busy(*words)
            assert answer.code == 3, answer
            assert answer.err.rstrip("\n").isprintable(), answer
            assert "Unexpected error" not in answer.err, answer


SHELLS = [
    ("bash", "tracker ship {}", "2"),
    ("zsh", "tracker ship {}", "2"),
    ("fish", "tracker ship {}", "{}"),
    ("powershell", "ship", "{}"),
]


@pytest.mark.parametrize(("shell", "words", "typed"), SHELLS)
def test_no_shell_is_given_what_a_stranger_wrote(poisoned: Clerk, shell: str, words: str, typed: str) -> None:
    """A code that no command would take is not completed; what a code means is shown as text."""

    def completed(word: str) -> str:
        return start(
            db=poisoned.db,
            _TRACKER_COMPLETE=f"{shell}_complete",
            COMP_WORDS=words.format(word),
            COMP_CWORD=typed.format(word),
        ).stdout

    assert "london" in completed("lo")
    assert all(line.replace("\t", "").isprintable() for line in completed("lo").split("\n"))
    assert completed("ba").strip() == ""


def test_the_demo_names_its_file_as_text(nobody: Clerk) -> None:
    screen = on_a_screen(nobody.db, [("demo", nobody.db.with_name("a\x1b[31m\x9b\u202e.db"))])
    assert steering_in(screen) == {}


def test_an_upgrade_and_a_backup_name_their_files_as_text(nobody: Clerk, tmp_path: Path) -> None:
    old = nobody.db.with_name("a\x1b[31m\x9b\u202e.db")
    old.write_bytes(busy_ledger())
    said = [("--db", old, "stock"), ("--db", old, "backup", f"{old}.copy"), ("--db", old, "backup", f"{old}.copy")]
    screen = on_a_screen(nobody.db, said, program=program_in(tmp_path / "program"))
    assert f"was upgraded from schema {THIS} to {NEXT}" in screen
    assert screen.count(".copy") == 4
    assert steering_in(screen) == {}
