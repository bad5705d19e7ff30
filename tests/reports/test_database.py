import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from string import Formatter

import pytest

from tests.conftest import Clerk, made_once
from tracker import __version__
from tracker.store.checks import SENTENCES
from tracker.store.connection import SCHEMA_VERSION
from tracker.store.queries import END, checks
from tracker.store.transactions import reading


@made_once
def sound(clerk: Clerk) -> Clerk:
    """A clerk whose ledger has 5 entries with 7 movements, and nothing wrong with it."""
    clerk.does("print", "THB/lv", 1000, "--date", "2015-01-01")
    clerk.does("print", "THB/ru", 500, "--date", "2015-01-01")
    clerk.does("ship", "london", "THB/lv=100", "THB/ru=50", "--date", "2015-01-10")
    clerk.does("receive", 3, "THB/lv=80", "--date", "2015-01-15")
    clerk.does("receive", 3, "THB/lv=15", "THB/ru=50", "--date", "2015-01-20")
    return clerk


@contextmanager
def tampering(clerk: Clerk) -> Iterator[sqlite3.Connection]:
    """Open the database with all that protects it taken down, and put up again afterwards."""
    with closing(sqlite3.connect(clerk.db, isolation_level=None)) as connection:
        triggers = connection.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'").fetchall()
        for name, _ in triggers:
            connection.execute(f'DROP TRIGGER "{name}"')
        connection.execute("PRAGMA ignore_check_constraints = ON")
        yield connection
        for _, sql in triggers:
            connection.execute(sql)


def found(clerk: Clerk) -> list[str]:
    """Return the sentences with which `check` names what it finds, with exit code 1."""
    answer = clerk("check", "--format", "json")
    assert answer.code == 1
    sentences: list[str] = answer.json["discrepancies"]
    assert sentences
    assert f"{len(sentences)} discrepanc" in answer.err
    for sentence in sentences:
        assert sentence.isprintable()
        assert sentence.endswith(".")
        assert "None" not in sentence
    return sentences


def test_a_sound_database_is_said_to_be_sound(sound: Clerk) -> None:
    assert sound.does("check").out == "OK: 5 entries, 7 movements, no discrepancies.\n"
    assert sound.reads("check") == {"entries": 5, "movements": 7, "discrepancies": []}


def test_what_is_found_is_said_in_words_a_line_each(sound: Clerk) -> None:
    with tampering(sound) as connection:
        connection.execute("UPDATE movement SET quantity = 70 WHERE entry = 4 AND line = 1")
    sentences = found(sound)
    answer = sound("check")
    assert answer.code == 1
    assert "4 discrepancies" in answer.err
    assert set(sentences) <= set((answer.out + answer.err).splitlines())


def test_an_empty_database_is_sound(nobody: Clerk) -> None:
    nobody.does("init")
    assert nobody.reads("check") == {"entries": 0, "movements": 0, "discrepancies": []}


def test_a_movement_that_was_altered_is_found(sound: Clerk) -> None:
    with tampering(sound) as connection:
        connection.execute("UPDATE movement SET quantity = 70 WHERE entry = 4 AND line = 1")
    (sentence,) = [sentence for sentence in found(sound) if "2015-01-15" in sentence]
    assert sentence == "The balance of THB/lv/1 at london on 2015-01-15 is 80, but the movements add up to 70."


def test_a_movement_that_takes_more_than_there_was_is_found(sound: Clerk) -> None:
    with tampering(sound) as connection:
        connection.execute("UPDATE movement SET quantity = 2000 WHERE entry = 3 AND line = 1")
        connection.execute("UPDATE movement SET quantity = 101 WHERE entry = 4 AND line = 1")
    sentences = found(sound)
    assert "Place store holds -1000 copies of THB/lv/1 at the end of 2015-01-10." in sentences


def test_a_parcel_out_of_which_more_came_than_went_in_is_found(sound: Clerk) -> None:
    with tampering(sound) as connection:
        connection.execute("UPDATE movement SET quantity = 101 WHERE entry = 4 AND line = 1")
    assert any("Shipment 3" in sentence and "THB/lv/1" in sentence for sentence in found(sound))


def test_a_movement_on_another_day_is_found(sound: Clerk) -> None:
    with tampering(sound) as connection:
        connection.execute("UPDATE movement SET date = '2015-01-16' WHERE entry = 4 AND line = 1")
    assert any("london" in sentence and "THB/lv/1" in sentence for sentence in found(sound))


def test_a_movement_of_another_run_or_place_is_found(sound: Clerk) -> None:
    with tampering(sound) as connection:
        connection.execute(
            "UPDATE movement SET destination = (SELECT id FROM place WHERE code = 'dublin') WHERE entry = 4"
        )
    sentences = found(sound)
    assert any("dublin" in sentence for sentence in sentences)
    assert any("london" in sentence for sentence in sentences)


def test_a_balance_that_was_altered_is_found(sound: Clerk) -> None:
    with tampering(sound) as connection:
        connection.execute("UPDATE balance SET copies = 5000 WHERE date = '2015-01-10' AND copies = 900")
    assert found(sound) == ["The balance of THB/lv/1 at store on 2015-01-10 is 5000, but the movements add up to 900."]


def test_a_months_flow_that_was_altered_is_found(sound: Clerk) -> None:
    with tampering(sound) as connection:
        connection.execute("UPDATE monthly_flow SET on_hand = on_hand + 5, at_places = at_places - 5 WHERE run = 1")
    assert found(sound) == [
        "The monthly flow of THB/lv/1 in 2015-01 is not the sum of its movements: "
        "printed 1000, on hand 905, in transit 5, at places 90, handed out 0, lost 0.",
        "The monthly flow of THB/lv/1 in 2015-01 should be: "
        "printed 1000, on hand 900, in transit 5, at places 95, handed out 0, lost 0.",
    ]


def test_a_months_flow_that_is_missing_or_made_up_is_found(sound: Clerk) -> None:
    with tampering(sound) as connection:
        connection.execute("DELETE FROM monthly_flow WHERE run = 1")
        connection.execute("INSERT INTO monthly_flow VALUES (2, '2016-01', 7, 7, 0, 0, 0, 0)")
    missing, made_up = found(sound)
    assert missing.startswith("The monthly flow of THB/lv/1 in 2015-01 should be: printed 1000, ")
    assert made_up.startswith("The monthly flow of THB/ru/1 in 2016-01 is not the sum of its movements: printed 7, ")


def test_a_balance_that_is_missing_or_made_up_is_found(sound: Clerk) -> None:
    with tampering(sound) as connection:
        connection.execute("DELETE FROM balance WHERE date = '2015-01-20' AND copies = 95")
        connection.execute("INSERT INTO balance SELECT place, run, '2016-01-01', 7 FROM balance LIMIT 1")
    made_up, missing = found(sound)
    assert missing == "The balance of THB/lv/1 at london on 2015-01-20 is missing; the movements add up to 95."
    assert made_up.endswith(" on 2016-01-01 is 7, but nothing moved there on that day.")


def test_a_closed_place_that_holds_copies_is_found(sound: Clerk) -> None:
    """It got 80 copies on 15 January, and 15 more on the 20th: from the 17th to the 18th it should have been empty."""
    with tampering(sound) as connection:
        connection.executemany(
            "INSERT INTO closing (place, closed, date, recorded_at, recorded_by) "
            "SELECT id, ?, ?, '2026-01-01T00:00:00.000000Z', 'x' FROM place WHERE code = 'london'",
            [(1, "2015-01-12"), (0, "2015-01-14"), (1, "2015-01-17"), (0, "2015-01-19")],
        )
    assert found(sound) == ["Place london holds 80 copies of THB/lv/1 on 2015-01-17, and is closed on that day."]


def test_a_closed_place_that_asks_for_copies_is_found(sound: Clerk) -> None:
    sound.does("request", "add", "dublin", "THB/lv=5", "--date", "2015-01-20")
    with tampering(sound) as connection:
        connection.execute(
            "INSERT INTO closing (place, closed, date, recorded_at, recorded_by) "
            "SELECT id, 1, '2015-01-25', '2026-01-01T00:00:00.000000Z', 'x' FROM place WHERE code = 'dublin'"
        )
    assert found(sound) == ["Request 1 of dublin asks for THB/lv, and the place is closed."]


def test_an_entry_that_is_missing_is_found(sound: Clerk) -> None:
    with tampering(sound) as connection:
        connection.execute("DELETE FROM entry WHERE id = 4")
    assert "Entry 4 is missing." in found(sound)


def test_an_entry_that_is_missing_with_its_movements_is_found(sound: Clerk) -> None:
    with tampering(sound) as connection:
        connection.execute("DELETE FROM movement WHERE entry IN (1, 4)")
        connection.execute("DELETE FROM entry WHERE id IN (1, 4)")
    sentences = found(sound)
    assert "Entry 4 is missing." in sentences
    assert any("Entry 1 is missing" in sentence for sentence in sentences)


def test_a_movement_that_is_missing_is_found(sound: Clerk) -> None:
    with tampering(sound) as connection:
        connection.execute("DELETE FROM movement WHERE entry = 5 AND line = 2")
    assert "Entry 5 should have 2 movements, but has 1." in found(sound)


def test_a_moment_that_goes_back_is_found(sound: Clerk) -> None:
    with tampering(sound) as connection:
        connection.execute("UPDATE entry SET recorded_at = '2015-01-01T00:00:00.000000Z' WHERE id = 3")
    assert any(sentence.startswith("Entry 3 was recorded at 2015-01-01") for sentence in found(sound))


@pytest.mark.parametrize("moment", ["yesterday", "2026-02-30T10:00:00.000000Z", "2026-01-01 10:00:00.000000Z", "2026"])
def test_a_moment_that_is_none_is_found(sound: Clerk, moment: str) -> None:
    with tampering(sound) as connection:
        connection.execute("UPDATE entry SET recorded_at = ? WHERE id = 3", [moment])
    assert f"Entry 3 was recorded at '{moment}', which is not a valid timestamp." in found(sound)


def test_a_receipt_at_another_place_than_its_shipment_is_found(sound: Clerk) -> None:
    sound.does("ship", "dublin", "THB/lv=10", "--date", "2015-02-01")
    with tampering(sound) as connection:
        connection.execute("UPDATE entry SET shipment = 6 WHERE id = 4")
    assert "Receipt 4 at london belongs to entry 6, which is not a shipment to that place." in found(sound)


def test_a_receipt_of_what_is_not_a_shipment_is_found(sound: Clerk) -> None:
    with tampering(sound) as connection:
        connection.execute("UPDATE entry SET shipment = 4 WHERE id = 5")
    assert "Receipt 5 at london belongs to entry 4, which is not a shipment to that place." in found(sound)


def test_an_entry_that_replaces_one_of_another_type_is_found(sound: Clerk) -> None:
    sound.does("ship", "dublin", "THB/lv=10", "--date", "2015-02-01")
    sound.does("ship", "dublin", "THB/lv=20", "--date", "2015-02-01", "--replaces", 6)
    sound.does("check")
    with tampering(sound) as connection:
        connection.execute("UPDATE entry SET type = 'handout' WHERE id = 6")
    sentence = "Entry 8 (ship) replaces entry 6 (handout), which should be of the same type, and voided before it."
    assert sentence in found(sound)


def test_an_entry_that_replaces_one_that_stands_is_found(sound: Clerk) -> None:
    sound.does("ship", "dublin", "THB/lv=10", "--date", "2015-02-01")
    with tampering(sound) as connection:
        connection.execute("UPDATE entry SET replaces = 3 WHERE id = 6")
    assert found(sound) == [
        "Entry 6 (ship) replaces entry 3 (ship), which should be of the same type, and voided before it."
    ]


def test_a_run_that_is_printed_twice_is_found(sound: Clerk) -> None:
    sound.does("print", "THB/lv", 300, "--date", "2015-01-01")
    with tampering(sound) as connection:
        connection.execute("UPDATE movement SET run = 1 WHERE entry = 6")
    assert "Entry 6 prints THB/lv/1, which entry 1 already printed." in found(sound)


def test_a_write_off_that_is_part_of_a_shipment_is_found(sound: Clerk) -> None:
    sound.does("writeoff", "london", "THB/lv=5", "--reason", "damaged", "--date", "2015-02-01")
    with tampering(sound) as connection:
        connection.execute("UPDATE movement SET shipment = 3 WHERE entry = 6")
    sentence = "Movement 1 of entry 6 (writeoff) goes from london to loss on 2015-02-01, which does not fit the entry."
    assert sentence in found(sound)


def test_a_trigger_that_was_added_is_found(sound: Clerk) -> None:
    with closing(sqlite3.connect(sound.db)) as connection:
        connection.execute("CREATE TRIGGER quiet AFTER INSERT ON place BEGIN SELECT 1; END")
    assert found(sound) == [f"The trigger quiet of the database is not part of schema version {SCHEMA_VERSION}."]


def test_every_check_fills_in_its_sentences(sound: Clerk) -> None:
    """Each sentence that is not of Python's finding is named by one check, whose columns are its fields."""
    with reading(sound.db) as database:
        columns = {sql: {name for name, *_ in database.connection.execute(sql, END).description} for sql in checks()}
    found = {name: [known for sql, known in columns.items() if f"'{name}'" in sql] for name in SENTENCES}
    assert {name for name, known in found.items() if not known} == {
        "file_damaged",
        "object_missing",
        "object_changed",
        "object_unknown",
        "row_dangling",
        "some_row_dangling",
        "default_store_missing",
    }
    for name, (fields, *others) in {name: known for name, known in found.items() if known}.items():
        assert not others
        assert {field for _, field, _, _ in Formatter().parse(SENTENCES[name].template) if field} <= fields


def test_info_tells_what_the_program_and_the_database_are(sound: Clerk) -> None:
    told = sound.reads("info")
    assert (told["tracker"], told["sqlite"]) == (__version__, sqlite3.sqlite_version)
    assert (told["database"], told["bytes"]) == (str(sound.db), sound.db.stat().st_size)
    assert (told["entries"], told["movements"], told["booklets"], told["print_runs"]) == (5, 7, 1, 2)
    assert (told["places"], told["default_store"], told["last_date"]) == (4, "store", "2015-01-20")
    assert told["last_recorded_at"] == sound.reads("show", 5)["recorded_at"]
    assert __version__ in sound.does("info").out


def test_a_count_that_does_not_stand_is_named(sound: Clerk) -> None:
    sound.does("count", "store", "THB/lv=890", "--date", "2015-02-01")
    sound.does("check")
    with tampering(sound) as connection:
        connection.execute("UPDATE count_line SET quantity = 888")
    assert found(sound) == [
        "Count 6 found 888 copies of THB/lv/1 at store on 2015-02-01, but by the movements there were 890."
    ]


def test_a_movement_that_does_not_fit_its_entry_is_named(sound: Clerk) -> None:
    sound.does("handout", "london", "THB/lv=10", "--date", "2015-02-01")
    with tampering(sound) as connection:
        connection.execute("UPDATE movement SET destination = 3 WHERE entry = 6")
    unfit, *flows = found(sound)
    assert unfit == (
        "Movement 1 of entry 6 (handout) goes from london to loss on 2015-02-01, which does not fit the entry."
    )
    assert [flow.partition(":")[0] for flow in flows] == [
        "The monthly flow of THB/lv/1 in 2015-02 is not the sum of its movements",
        "The monthly flow of THB/lv/1 in 2015-02 should be",
    ]


def test_a_void_that_does_not_undo_is_named(sound: Clerk) -> None:
    sound.does("void", 5, "--reason", "never came")
    sound.does("check")
    with tampering(sound) as connection:
        connection.execute("UPDATE movement SET quantity = quantity - 1 WHERE entry = 6 AND line = 1")
    assert any("does not undo what it voids: 1 copies" in sentence for sentence in found(sound))


@pytest.mark.parametrize(
    ("tamper", "said"),
    [
        ("DROP TRIGGER entry_is_not_deleted", "The trigger entry_is_not_deleted is missing from the database."),
        ("DROP INDEX entry_key", "The index entry_key is missing from the database."),
        ("DROP VIEW stock", "The view stock is missing from the database."),
        ("DROP VIEW _void", "The view _void is missing from the database."),
    ],
)
def test_what_guards_the_ledger_is_missed(sound: Clerk, tamper: str, said: str) -> None:
    with closing(sqlite3.connect(sound.db)) as connection:
        connection.execute(tamper)
    assert found(sound) == [said]


def test_a_guard_that_was_changed_is_told(sound: Clerk) -> None:
    with closing(sqlite3.connect(sound.db)) as connection:
        connection.execute("DROP TRIGGER entry_is_not_deleted")
        connection.execute("CREATE TRIGGER entry_is_not_deleted BEFORE DELETE ON entry BEGIN SELECT 1; END")
    assert found(sound) == [
        f"The trigger entry_is_not_deleted of the database differs from schema version {SCHEMA_VERSION}."
    ]


def test_what_others_add_to_the_file_is_theirs(sound: Clerk) -> None:
    with closing(sqlite3.connect(sound.db)) as connection:
        connection.execute("CREATE VIEW my_embassies AS SELECT * FROM places WHERE kind = 'embassy'")
    sound.does("check")
