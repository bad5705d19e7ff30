import sqlite3
from string import Formatter

import pytest

from tests.adapters import AsOf, reading
from tests.conftest import Clerk
from tests.golden.test_golden import FOLDER
from tests.reports.tampering import finding, found, tamper
from tests.reports.tamperings import ALL
from tests.reports.test_leftovers import LEFT_SAID
from tracker import __version__
from tracker.store.checks import SENTENCES
from tracker.store.queries import as_of, checks

OF_THE_FILE = {
    "file_damaged",
    "object_missing",
    "object_changed",
    "object_unknown",
    "text_unreadable",
    "text_unsafe",
    "row_dangling",
    "some_row_dangling",
    "default_store_missing",
    "default_store_unfit",
    "row_of_no_command",
    "count_misdivided",
}
"""The findings that are not those of a check in `db/checks`."""


@pytest.mark.slow
def test_a_sound_database_is_said_to_be_sound(eventful: Clerk) -> None:
    assert eventful.does("check").out == "OK: 22 entries, 26 movements, no discrepancies.\n"
    assert eventful.reads("check") == {"entries": 22, "movements": 26, "discrepancies": []}


def test_an_empty_database_is_sound(nobody: Clerk) -> None:
    nobody.does("init")
    assert nobody.reads("check") == {"entries": 0, "movements": 0, "discrepancies": []}


def test_what_protects_the_file_is_put_up_again_just_as_it_was(eventful: Clerk) -> None:
    tamper(eventful.db)
    eventful.does("check")


def test_what_is_found_is_said_in_words_a_line_each(eventful: Clerk) -> None:
    tamper(eventful.db, "UPDATE monthly_flow SET loss = loss + 1 WHERE run = 1 AND month = '2015-01'", covered=False)
    sentences = found(eventful)
    answer = eventful("check")
    assert answer.code == 1
    assert answer.out.splitlines() == sentences
    assert answer.err == "Error: 2 discrepancies found.\n"
    tamper(eventful.db, "UPDATE balance SET came = 7 WHERE date = '2015-01-15' AND came > 0", covered=False)
    assert "Copies of THB/lv/1 received at london on 2015-01-15" in eventful("check").out
    assert eventful("check").err == "Error: 3 discrepancies found.\n"
    itself = "UPDATE command SET name = 'redact' WHERE number = (SELECT command FROM text WHERE entry = 14)"
    tamper(eventful.db, itself, "UPDATE text SET reason = NULL, redacted = command WHERE entry = 14", covered=False)
    assert eventful("check").err == "Error: 4 discrepancies found.\n"


RIGHT = {
    "a print is replaced, and keeps its run": ["print THB/lv 310 --date 2015-01-05 --replaces 3"],
    "what happened at a place is voided when it is closed": [
        "count cesis --full --date 2015-02-18",
        "void 23 --reason mistyped",
    ],
    "a place is reopened, asks and gets": [
        "place reopen cesis --date 2015-02-25",
        "request add cesis THB/lv=1 --date 2015-02-26",
        "ship cesis THB/lv=1 --date 2015-02-26 --received",
    ],
    "a run is shipped of a day before it was withdrawn": ["ship london THB/ru=2 --date 2015-02-17"],
    "a run is shipped again": ["reinstate THB/ru/1 --date 2015-02-20", "ship london THB/ru=2 --date 2015-02-21"],
    "a shipment of a withdrawn run is void": ["ship london THB/ru=2 --date 2015-02-17", "void 23 --reason mistyped"],
    "an unused store becomes a library": ["place edit depot --kind library", "place edit depot --kind school"],
    "a count finds all as it was": ["count store THB/lv=1133 --date 2015-02-22"],
    "a count's past changes": ["void 9 --reason mistyped", "void 7 --reason mistyped"],
}


@pytest.mark.parametrize("what", RIGHT)
def test_what_is_right_is_not_found(eventful: Clerk, what: str) -> None:
    for words in RIGHT[what]:
        eventful.does(*words.split())
    eventful.does("check")


def test_every_finding_has_a_tampering() -> None:
    told = (FOLDER / "words" / "tampered.txt").read_text(encoding="utf-8").splitlines()
    sentences = {line for line in told if line and not line.startswith("#")}
    assert {finding(sentence) for sentence in (*sentences, *LEFT_SAID)} == set(SENTENCES)
    assert [line.removeprefix("# ") for line in told if line.startswith("#")] == [*ALL]


def test_every_check_fills_in_its_sentences(eventful: Clerk) -> None:
    """Each sentence that is not of Python's finding is named by one check, whose columns are its fields."""
    with reading(eventful.db) as database:
        latest = as_of(database, AsOf())
        columns = {sql: {name for name, *_ in database.connection.execute(sql, latest).description} for sql in checks()}
    known = {name: [fields for sql, fields in columns.items() if f"'{name}'" in sql] for name in SENTENCES}
    assert {name for name, fields in known.items() if not fields} == OF_THE_FILE
    for name, (fields, *others) in {name: fields for name, fields in known.items() if fields}.items():
        assert not others
        assert {field for _, field, _, _ in Formatter().parse(SENTENCES[name].template) if field} <= fields


def test_info_tells_what_the_program_and_the_database_are(eventful: Clerk) -> None:
    told = eventful.reads("info")
    assert (told["tracker"], told["sqlite"]) == (__version__, sqlite3.sqlite_version)
    assert (told["database"], told["bytes"]) == (str(eventful.db), eventful.db.stat().st_size)
    assert (told["entries"], told["movements"], told["booklets"], told["print_runs"]) == (22, 26, 1, 3)
    assert (told["places"], told["default_store"], told["last_date"]) == (7, "store", "2015-02-21")
    assert told["last_recorded_at"] == eventful.reads("show", 22)["recorded_at"]
    assert __version__ in eventful.does("info").out
