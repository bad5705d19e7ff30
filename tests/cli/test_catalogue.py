"""All commands that change something take a key, and have a dry run that records nothing."""

import shlex

import pytest

from tests.adapters import cli
from tests.cli.terminal import refusal
from tests.conftest import Clerk, made_once
from tests.faults.calls import commands


@made_once
def office(clerk: Clerk) -> Clerk:
    """A clerk with 50 copies in London, an annex, a fund with a grant, a request, and a seminar."""
    for words in (
        "print THB/lv 100 -d 2015-01-01",
        "ship london THB/lv=50 -d 2015-01-02 --received",
        "place add annex Annex --kind store",
        "fund add riga Rīga",
        "fund grant riga 2015 500",
        "request add dublin THB/lv=5 -d 2015-01-05",
        "seminar add s1 Seminar -d 2015-02-01",
    ):
        clerk.does(*shlex.split(words))
    return clerk


CHANGES = [
    ("booklet add B2 Second", "booklet add B3 Second", "code", "Would record: Added booklet B2."),
    ("booklet edit THB -n N", "booklet edit THB -n M", "note", "Would record: Changed booklet THB: "),
    ("booklet remove B2", "booklet remove THB", None, "Would record: Removed booklet B2."),
    ("kind add k1", "kind add k2", "code", "Would record: Added kind k1."),
    ("kind edit k1 --name K", "kind edit k1 --name L", "name", "Would record: Changed kind k1: K."),
    ("kind remove k1", "kind remove store", None, "Would record: Removed kind k1."),
    (
        "place add p P --kind other",
        "place add p Q --kind other",
        "code",
        "Would record: Added place p: P (other, Latvia).",
    ),
    ("place edit p --discreet", "place edit p --no-discreet", "code", "Would record: Changed place p."),
    ("place remove p", "place remove dublin", None, "Would record: Removed place p."),
    ("fund add f F", "fund add f G", "code", "Would record: Added fund f."),
    ("fund edit f --name G", "fund edit f --name H", "code", "Would record: Changed fund f: G."),
    ("fund remove f", "fund remove riga", None, "Would record: Removed fund f."),
    (
        "fund grant riga 2016 9",
        "fund grant riga 2016 8",
        "grant",
        "Would record: Recorded grant 2: 9.00 EUR from riga for 2016.",
    ),
    ("fund ungrant 2", "fund ungrant 1", None, "Would record: Withdrew grant 2: 9.00 EUR from riga."),
    (
        "request add london THB/lv=7",
        "request add london THB/lv=8",
        "request",
        "Would record: Request 2: london requests THB/lv=7.",
    ),
    ("request edit 2 THB/lv=9", "request edit 2 THB/lv=8", "request", "Would record: Changed request 2: THB/lv=9."),
    ("request cancel 2", "request cancel 1", "request", "Would record: Cancelled the open part of request 2."),
    (
        "seminar add s2 S -d 2016-01-01",
        "seminar add s2 T -d 2016-01-01",
        "code",
        "Would record: Added seminar s2: S, on 2016-01-",
    ),
    ("seminar edit s2 --cost 5", "seminar edit s2 --cost 6", "code", "Would record: Changed seminar s2."),
    ("seminar cancel s2", "seminar cancel s1", None, "Would record: Cancelled seminar s2."),
    (
        "run edit THB/lv/1 --isbn 978",
        "run edit THB/lv/1 --isbn 979",
        "run",
        "Would record: Changed print run THB/lv/1.",
    ),
    (
        "withdraw THB/lv/1 --reason old",
        "withdraw THB/lv/1 --reason new",
        "withdrawal",
        "Would record: Withdrew THB/lv/1: it ",
    ),
    (
        "reinstate THB/lv/1",
        "reinstate THB/lv/1 -n N",
        "run",
        "Would record: Reinstated THB/lv/1: it can be shipped again.",
    ),
    ("region set Vidzeme", "region set Kurzeme", "name", "Would record: Recorded region Vidzeme (Latvia)."),
    ("region remove Vidzeme", "region remove Kurzeme", None, "Would record: Removed region Vidzeme."),
    ("level set london THB/lv=5", "level set london THB/lv=6", "levels", "Level of THB/lv at london: 5."),
    ("level remove london", "level remove dublin", "levels", "london no longer has a level of THB/lv."),
    ("place close london --into annex", "place close london", "moved", "Would record 50 copies returned from london"),
    ("place reopen london", "place reopen london -n N", "code", "Would record: Reopened place london."),
    ("place link dublin --renew", "place link dublin --off", "links", "Would change the link of dublin."),
]


def is_tried(office: Clerk, changes: list[tuple[str, str, str | None, str]]) -> None:
    """Try each change as a dry run, make it, and repeat it with its key and with another one."""
    office.db.with_name("tracker.toml").write_text('public_url = "https://tracker.example.org"\n', encoding="utf-8")
    number = office.logs("request", "edit", 1, "THB/lv=6")["command"]
    for words, other, made_of, planned in changes:
        given, key = shlex.split(words), ("--key", words)
        before = office.db.read_bytes()
        tried = office.does(*given, *key, "--dry-run").out
        assert tried.startswith(planned), tried
        assert tried.endswith("Dry run: nothing was recorded.\n"), tried
        assert office.logs(*given, *key, "--dry-run")["command"] is None
        assert office.db.read_bytes() == before
        made, number = office.logs(*given, *key), number + 1
        assert (made["command"], made["messages"]) == (number, [m for m in made["messages"] if "To ship it" in m]), (
            words
        )
        again = office.logs(*given, *key)
        assert (again["command"], again["messages"][-1]) == (
            number,
            f"The key '{words}' was already used; nothing new was recorded.",
        )
        if made_of is not None:
            assert again[made_of] == made[made_of] is not None, words
        said = refusal(office, *shlex.split(other), *key)
        assert ", with other arguments; use another key." in said, said
    assert office.does("check").out.endswith("no discrepancies.\n")


@pytest.mark.slow
def test_a_place_is_closed_once_for_each_key_and_not_by_a_dry_run(office: Clerk) -> None:
    is_tried(office, [change for change in CHANGES if "--into" in change[0]])


@pytest.mark.slow
def test_whatever_changes_something_is_tried_done_and_found_again_by_its_key(office: Clerk) -> None:
    is_tried(office, CHANGES)


def test_every_command_that_changes_something_is_tried_so() -> None:
    elsewhere = {"undo", "void", "redact", "fix", "clock fix"}
    keyed = {
        " ".join(words)
        for words, command in commands(cli)
        if any("--key" in option.opts for option in command.params)
        if not any("--replaces" in option.opts for option in command.params)
    }
    tried = {name for name in keyed for words, *_ in CHANGES if words.startswith(f"{name} ")}
    assert tried == keyed - elsewhere


def test_what_is_used_is_not_removed_in_a_dry_run_either(office: Clerk) -> None:
    for words in ("place remove london", "booklet remove THB", "fund remove riga", "kind remove embassy"):
        assert "is in use and cannot be removed" in refusal(office, *shlex.split(words), "--dry-run")


def test_a_request_that_is_recorded_twice_is_told(office: Clerk) -> None:
    asked = ("request", "add", "dublin", "thb/lv=5", "-d", "2015-01-05")
    assert "Possible duplicate of request 1: same place, date and copies." in office.does(*asked, "--dry-run").out
    assert office.logs(*asked, "-n", "N")["messages"][0] == (
        "Request 2 looks like a duplicate of request 1: same place, date and copies. To cancel it, run "
        "'tracker request cancel 2'."
    )
    office.does("request", "cancel", 1)
    office.does("request", "cancel", 2)
    assert len(office.logs(*asked)["messages"]) == 1
