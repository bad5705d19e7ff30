"""A repeated key returns what it recorded if the request is the same: all versions must hash requests alike."""

import shlex
import sqlite3

from tests.conftest import Clerk

REQUESTS = {
    "booklet add B Title --note x": "6a61738ed1d9",
    "booklet edit B --title Other --note y": "c87ce59bcecd",
    "booklet remove B": "3daa44b7ed22",
    "kind add hospital Hospital": "4d2eaf59e2a2",
    "kind edit hospital --name Clinic": "73c80927db7d",
    "kind remove hospital": "2923099c3300",
    "fund add city City": "141b59b2f5e7",
    "fund add other Other": "8bed779363f0",
    "fund edit city --name Riga": "f24ca305fda3",
    "fund grant city 2015 100.50 --currency USD --purpose seminars": "14aadee4604b",
    "fund ungrant 1": "e0dc66c7d231",
    "fund remove other": "125697b71f33",
    "place add p Place --kind other --country LV --region r --city c --address a --contact m --email"
    " e@x.lv --phone 1 --note n --discreet": "f6e274583d89",
    "place edit p --name New --kind school --country GB --region s --city d --address b --contact l"
    " --email f@x.lv --phone 2 --note m --no-discreet": "3eaac099d8df",
    "place add q Place --kind other": "635fe242a0d8",
    "place close p --date 2015-01-01 --note n": "999c0268e4f4",
    "place reopen p --date 2015-01-01 --note n": "8f3be9acb458",
    "place remove q": "289e47f9f644",
    "seminar add s Seminar --date 2015-05-01 --audience pupils=20 --fund city --cost 9 --currency EUR"
    " --country LV --note n": "e78ea968bc2c",
    "seminar edit s --name New --date 2015-05-02 --audience all=3 --fund city --cost 8 --currency EUR"
    " --country GB --note m": "e72d15cf8cd1",
    "seminar cancel s": "ea0c950f2e48",
    "level set london THB/lv=5:10": "096e087a6bfd",
    "level remove london THB/lv": "879f5da359e5",
    "print THB/lv 100 --to store --date 2015-01-01 --cost 10 --currency EUR --fund city --printer P"
    " --isbn 1 --note n --ref r": "a0cafe1613fe",
    "run edit THB/lv/1 --printer Q --isbn 2 --note m": "96a837f3da04",
    "request add london THB/lv=5 --date 2015-01-01 --note n": "483abaa0f1d1",
    "request edit 1 THB/lv=4": "eed64778527c",
    "ship london THB/lv=4 --from store --date 2015-01-02 --carrier DPD --cost 3 --currency EUR --fund"
    " city --ref r --note n": "ec82d3a1f700",
    "ship --request 1 --date 2015-01-02 --received": "36609c852d2f",
    "ship dublin liepaja THB/lv=9 --date 2015-01-02 --received": "84be47973b5f",
    "receive 2 THB/lv=3 --close --date 2015-01-03": "d77d5f2c063f",
    "return london --all --to store --date 2015-01-04": "cf56675684e8",
    "move dublin liepaja THB/lv=1 --date 2015-01-04": "67b7b6aefcf4",
    "handout dublin THB/lv=1 --date 2015-01-05": "cd5cb818ae23",
    "count dublin THB/lv=2 --date 2015-01-06": "1a97389c9ff2",
    "writeoff store THB/lv=1 --reason damaged --date 2015-01-06": "3017c9ead446",
    "fix 2 --ref s --carrier Post --note m": "383ef94e48be",
    "void 13 --reason mistyped": "67657822b74f",
    "withdraw THB/lv/1 --reason misprint": "95a2f921bda3",
    "reinstate THB/lv/1 --note fine": "fa1ae8164e96",
}
"""Requests with a key, and the beginnings of their hashes."""


def test_each_version_hashes_a_request_alike(clerk: Clerk) -> None:
    """The hash depends on the names of parameters: after a renaming, a resent key would be refused."""
    for number, words in enumerate(REQUESTS):
        clerk.does(*shlex.split(words), "--yes", "--key", f"k{number}")
    with sqlite3.connect(clerk.db) as database:
        hashed = dict(database.execute("SELECT key, substr(request, 1, 12) FROM command WHERE key IS NOT NULL"))
    assert {words: hashed[f"k{number}"] for number, words in enumerate(REQUESTS)} == REQUESTS
