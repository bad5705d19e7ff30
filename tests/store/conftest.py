"""A small ledger in which each table has rows, made by commands."""

import shlex

from tests.conftest import Clerk, made_once
from tests.store.rawly import COMMAND, ENTRY, opened


@made_once
def world(clerk: Clerk) -> Clerk:
    """A clerk in whose ledger everything happened that the tests of the schema refer to by number."""
    for words in (
        "fund add riga Rīga",
        "fund grant riga 2014 3400 --purpose seminars",
        "seminar add s14 Seminar --date 2014-05-05 --audience teachers=20 --fund riga --cost 10",
        "place add jelgava 'Noliktava Jelgavā' --kind store",
        "print THB/lv 100 --date 2015-01-01 --cost 31.5 --fund riga --key printed",  # entry 1
        "print THB/ru 50 --date 2015-01-01",  # entry 2
        "request add london THB/lv=40 --date 2015-01-05 --note soon",
        "ship london THB/lv=30 --request 1 --date 2015-01-10 --ref 15-1 --cost 12.4",  # entry 3
        "receive 3 THB/lv=10 --date 2015-01-20",  # entry 4
        "ship dublin THB/lv=5 --date 2015-01-12 --received",  # entries 5 and 6
        "void 5 --reason mistyped",  # entry 7
        "handout london THB/lv=1 --date 2015-01-25",  # entry 8
        "handout london THB/lv=2 --date 2015-01-25 --audience pupils=3 --replaces 8",  # entries 9, a void, and 10
        "count london THB/lv=9 --date 2015-02-01",  # entry 11
        "count store THB/ru/1=49 --date 2015-02-01",  # entry 12
        "request add dublin THB/ru=4 --date 2015-02-01",
        "request cancel 2 --date 2015-02-02",
        "place close liepaja --date 2015-02-01",
        "withdraw THB/ru/1 --reason outdated --date 2015-03-01",
        "run edit THB/ru/1 --note faint",
    ):
        clerk.does(*shlex.split(words))
    clerk.does("check")
    with opened(clerk) as connection:
        last = connection.execute("SELECT max(number), max(last_entry) FROM command").fetchone()
    assert last == (COMMAND - 1, ENTRY - 1)
    return clerk
