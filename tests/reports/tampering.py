"""A ledger with events of every kind, and programs that write to its file, bypassing all rules."""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from string import Formatter

from tests.adapters import NO_BREAK_SPACE
from tests.conftest import Clerk
from tests.store.rawly import place
from tracker.store.checks import SENTENCES
from tracker.store.queries import current, sums

HAPPENED = (
    "place add depot Depot --kind store",
    "place add cesis Cesis --kind library",
    "print THB/lv 1000 --date 2015-01-01",  # entry 1
    "print THB/ru 500 --date 2015-01-01",  # 2
    "print THB/lv 300 --date 2015-01-05",  # 3
    "ship london THB/lv=100 THB/ru=50 --date 2015-01-10",  # 4
    "receive 4 THB/lv=80 --date 2015-01-15",  # 5
    "receive 4 THB/lv=10 THB/ru=50 --close --date 2015-01-20",  # 6
    "handout london THB/lv=10 --date 2015-02-01",  # 7
    "writeoff london THB/lv=5 --reason damaged --date 2015-02-02",  # 8
    "return london THB/lv=5 --date 2015-02-03",  # 9
    "count london THB/lv=60 --date 2015-02-05",  # 10
    "count store THB/lv/1=895 --date 2015-02-06",  # 11
    "ship dublin THB/lv=20 --received --date 2015-02-10",  # 12, and its receipt 13
    "void 12 --reason mistyped",  # 14
    "ship dublin THB/lv=30 --date 2015-02-12",  # 15
    "ship dublin THB/lv=25 --date 2015-02-12 --replaces 15",  # 16, and the new one 17
    "count liepaja THB/lv=3 --date 2015-02-13",  # 18
    "void 18 --reason elsewhere",  # 19
    "count store THB/lv=1140 --date 2015-02-14",  # 20
    "count london THB/ru/1=50 --full --date 2015-02-15",  # 21
    "request add liepaja THB/lv=5 --date 2015-02-16",
    "request add cesis THB/lv=6 --date 2015-02-16",
    "request cancel 2 --date 2015-02-17",
    "withdraw THB/ru/1 --reason outdated --date 2015-02-18",
    "place close cesis --date 2015-02-19",
    "fund add riga Riga",
    "fund grant riga 2015 100.00",
    "run edit THB/lv/1 --printer Jumava",
    "seminar add talsi Talsi --date 2015-02-20 --audience pupils=9",
    "ship liepaja THB/lv=7 --date 2015-02-21",  # 22
)


@contextmanager
def tampering(file: Path) -> Iterator[sqlite3.Connection]:
    """Open the database with all protections removed, and restore them afterwards."""
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        triggers = connection.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'").fetchall()
        for pragma in ("foreign_keys = OFF", "ignore_check_constraints = ON", "synchronous = OFF"):
            connection.execute(f"PRAGMA {pragma}")
        connection.execute("BEGIN")
        for name, _ in triggers:
            connection.execute(f'DROP TRIGGER "{name}"')
        yield connection
        for _, sql in triggers:
            connection.execute(sql)
        connection.execute("COMMIT")


COVERED = (
    """
    UPDATE command SET
        first_entry = (SELECT min(id) FROM entry WHERE command = number),
        last_entry = (SELECT max(id) FROM entry WHERE command = number),
        movements = (SELECT count(*) FROM movement JOIN entry ON entry.id = entry WHERE command = number),
        removed = 0, facts = (SELECT count(*) FROM _fact WHERE command = number)
    """,
    *(f"DELETE FROM {table}" for table in ("balance", "custody", "monthly_flow")),
    *(re.sub(":(first|last)_entry", lambda found: "1" if found[1] == "first" else "9e15", each) for each in sums()),
)
"""How tampering covers its tracks: every sum, and every number a command states, matches the rows again."""


Statements = tuple[str, ...]
"""The SQL of a change by another program."""


class Bare(tuple[str, ...]):
    """Statements after which the tracks are not covered."""

    __slots__ = ()


def bare(*statements: str) -> Bare:
    """Return statements after which the sums, and what the commands state, differ from the rows."""
    return Bare(statements)


def tamper(file: Path, *statements: str, covered: bool = True) -> None:
    """Change the file with all protections removed meanwhile, and cover the tracks unless told not to."""
    with tampering(file) as connection:
        for statement in (*statements, *(COVERED if covered else ())):
            connection.execute(current(statement))


def found(clerk: Clerk) -> list[str]:
    """Return the findings of `check`, with exit code 1; timestamps of this run as MOMENT."""
    answer = clerk("check", "--format", "json")
    assert answer.code == 1, answer.err
    sentences: list[str] = answer.json["discrepancies"]
    assert f"{len(sentences)} discrepanc" in answer.err
    for sentence in sentences:
        assert sentence.replace(NO_BREAK_SPACE, " ").isprintable()
        assert sentence.endswith((".", ";"))
        assert "None" not in sentence
    return [_OF_THIS_RUN.sub("MOMENT", sentence) for sentence in sentences]


_OF_THIS_RUN = re.compile(r"2\d{3}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z")


def finding(sentence: str) -> str:
    """Return the name of a finding, given its message."""
    names = [name for name, message in SENTENCES.items() if re.fullmatch(_pattern(message.template), sentence)]
    return max(names, key=lambda name: len(re.sub("{.*?}", "", SENTENCES[name].template)))  # the one that says most


def _pattern(template: str) -> str:
    return "".join(re.escape(text) + ".+" * bool(field) for text, field, _, _ in Formatter().parse(template))


NUMBER, NEXT = "(SELECT max(id) + 1 FROM entry)", "(SELECT max(number) + 1 FROM command)"
"""The SQL for the number of the next entry, and for that of the next command."""


def command(shift: str = "+30 minutes", *, moment: str | None = None, facts: int = 0) -> str:
    """Return the SQL that closes a command of a stranger's, at that moment, else so far from now.

    Of several in a row each is a second later than the one before.
    """
    moment = f"'{moment}'" if moment else f"strftime('%Y-%m-%dT%H:%M:%f000Z', 'now', '{shift}', {NEXT} || ' seconds')"
    return (
        "INSERT INTO command (number, name, clerk, recorded_at, first_entry, last_entry, movements, facts) "
        f"SELECT {NEXT}, 'stranger', 'stranger', {moment}, min(entry.id), max(entry.id), count(movement.line), {facts} "
        f"FROM entry LEFT JOIN movement ON movement.entry = entry.id WHERE command = {NEXT}"
    )


def written(
    kind: str, at: str, *moves: str, date: str = "2015-03-01", facts: int = 0, **values: object
) -> tuple[str, ...]:
    """Return the SQL by which a stranger writes an entry, in a command of its own.

    Moves are written "5 THB/lv/1 store>london", followed by columns that have other values than the entry's; `own`
    stands for the entry, and `at=11` for the date and position of entry 11.
    """
    columns = {"id": NUMBER, "command": NEXT, "type": f"'{kind}'", "date": f"'{date}'"}
    columns |= {"position": f"{NUMBER} * 68719476736", "place": _place(at)}
    columns |= {name: str(value) for name, value in values.items()}
    lines = [_moved(line, columns, text) for line, text in enumerate(moves, 1)]
    return (*lines, inserted("entry", **columns), command(facts=facts))


def _moved(line: int, entry: dict[str, str], text: str) -> str:
    quantity, run, ends, *others = text.split()
    source, destination = map(_place, ends.split(">"))
    given = dict(other.split("=") for other in others)
    if "at" in given:
        of = f"FROM entry WHERE id = {given.pop('at')})"
        given = {"date": f"(SELECT date {of}", "position": f"(SELECT position {of}", **given}
    run = run if run.isdigit() else f"(SELECT id FROM print_run WHERE code = '{run}')"
    columns = {"entry": entry["id"], "line": line, "run": run, "source": source, "destination": destination}
    columns |= {"quantity": quantity, "date": entry["date"], "position": entry["position"], **given}
    return inserted("movement", **{name: NUMBER if value == "own" else value for name, value in columns.items()})


def _place(text: str) -> str:
    return text if text.lstrip("-").isdigit() else place(text)


def inserted(table: str, **columns: object) -> str:
    """Return the SQL that adds a row."""
    return f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({', '.join(map(str, columns.values()))})"


def fact(table: str, **values: object) -> tuple[str, ...]:
    """Return the SQL by which a stranger writes a fact, in a command of its own."""
    return inserted(table, command=NEXT, **values), command(facts=1)


def handed(*moves: str) -> tuple[str, ...]:
    """Return the SQL of a handout that moves something else too."""
    return written("handout", "store", "1 THB/lv/1 store>public", *moves)


NEW_RUN = "INSERT INTO print_run (id, item, number) VALUES (4, 'THB/lv', 3)"
