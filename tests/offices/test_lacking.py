"""What the log lost is recorded again from sheets and commands, with the same result."""

import random
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.adapters import import_in_sets, short_code
from tests.offices.desks import Desk, join, log, riga, url_of
from tests.offices.everything import record_everything
from tests.offices.plain_log import PlainLog
from tests.store.test_twin import tables_of

__all__ = ["join", "log", "riga"]


def shelves(desk: Desk) -> Counter[tuple[str, ...]]:
    """How many copies of each item are at each place, on their way and requested, and shipped for a shared request."""
    found: Counter[tuple[str, ...]] = Counter()
    for row in desk.reads("stock", "--by", "place"):
        found["here", row["place"], row["item"]] += row["copies"]
    for row in desk.reads("shipments"):
        if row["status"] in ("in-transit", "partly-received"):
            found["sent", row["place"], row["item"]] += row["quantity"] - row["received"] - row["lost"]
    for row in desk.reads("request", "list"):
        found["open", row["place"], row["item"]] += row["open"]
        if row["request"] == 1:
            found["fulfilled", row["place"], row["item"]] += row["shipped"]
    return found


def record_again(desk: Desk) -> None:
    """Join again, and run the commands that the answer names."""
    commands = desk.lacking()
    for command in commands:
        answer = desk.types(command)
        assert answer.code == 0, "\n".join(commands) + answer.err


@pytest.mark.slow
def test_what_others_record_in_the_meantime_changes_no_meaning(
    riga: Desk, join: Callable[[str], Desk], log: PlainLog
) -> None:
    """Print runs, grants, costs, texts and details come back, and no number is that of something else."""
    riga.does("print", "THB/lv", 500, "--date", "2015-01-01", "--printer", "P", "--note", "n")
    riga.does("fund", "add", "amif", "AMIF")
    riga.does("fund", "add", "riga", "Rīga")
    riga.does("region", "set", "Latgale", "--country", "LV", "--inhabitants", 1000, "--speakers", "ru=600")
    riga.does("place", "edit", "dublin", "--region", "Leinster", "--city", "Dublin")
    riga.does("--clerk", "olga", "ship", "dublin", "THB/lv=7", "--date", "2015-01-02", "--ref", "R1", "--carrier", "c")
    riga.does("request", "add", "dublin", "THB/lv=3", "--date", "2015-01-02")
    riga.does("seminar", "add", "s0", "Shared", "--date", "2015-02-01", "--audience", "pupils=3", "--audience", "a=1")
    london = join("london")
    known = log.last().number
    london.does("fund", "grant", "amif", 2015, 5000, "--purpose", "translation")
    london.does("fund", "grant", "riga", 2015, 700)
    cost = "--fund", "riga", "--grant", 2
    london.does("seminar", "add", "s1", "New", "--date", "2015-02-01", "--audience", "pupils=3", "--cost", 5, *cost)
    london.does("seminar", "edit", "s0", "--audience", "pupils=4", "--audience", "a=0", "--cost", 9, *cost)
    shares = "--fund", "amif=75%", "--fund", "riga=25%", "--grant", 1, "--grant", 2
    london.does("run", "edit", "THB/lv/1", "--cost", 50, *shares, "--printer", "", "--note", "m")
    london.does("print", "THB/lv", 90, "--date", "2015-01-03", "--cost", 6, *cost)
    london.does("print", "THB/lv", 80, "--date", "2015-01-03")
    london.does("ship", "dublin", "london", "THB/lv/2=5", "--date", "2015-01-04", "--ref", "R2", "--received")
    london.does("ship", "dublin", "THB/lv/3=5", "--date", "2015-01-04", "--ref", "R3", "--cost", 3, *cost)
    london.does("fix", "R1", "--note", "late", "--carrier", "", "--yes")
    london.does("region", "remove", "Latgale")
    london.does("region", "set", "Latgale", "--country", "LV")
    london.does("region", "set", "Gone", "--country", "LV")
    london.does("region", "remove", "Gone")
    london.does("place", "edit", "dublin", "--region", "", "--no-discreet", "--phone", "1")
    london.does("place", "edit", "dublin", "--phone", "")
    london.does("place", "add", "leeds", "Leeds", "--kind", "library", "--country", "GB")
    london.does("place", "edit", "leeds", "--phone", "5")
    london.does("request", "cancel", 1, "--note", "by phone", "--date", "2015-01-06")
    london.does("request", "add", "london", "THB/lv=9", "--date", "2015-01-05")
    london.does("request", "add", "london", "THB/lv=4", "--date", "2015-01-05", "--note", "no longer")
    london.does("request", "cancel", 3, "--date", "2015-01-06")
    london.does("ship", "london", "THB/lv/1=6", "--request", 2, "--date", "2015-01-06")
    london.does("withdraw", "THB/lv/2", "--reason", "misprint", "--date", "2015-01-07")
    before = {words: london.reads(*words.split()) for words in SAME}
    ours = next(row for row in london.reads("run", "list") if row["run"] == "THB/lv/1")
    assert (ours["printer"], ours["note"], ours["fund"], ours["grant"]) == (None, "m", "amif=75%+riga=25%", "1+2")
    places = london.reads("place", "list")
    runs = {row["printed"]: row for row in london.reads("stock", "--by", "run")}
    log.forget(known + 1)
    riga.does("place", "add", "cork", "Cork", "--kind", "library", "--country", "IE")
    commands = london.lacking()
    riga.does("print", "THB/lv", 11, "--date", "2015-01-09")
    riga.does("request", "add", "london", "THB/lv=2", "--date", "2015-01-09")
    for command in commands:
        answer = london.types(command)
        assert answer.code == 0, (command, answer.err)
    for words, rows in before.items():
        assert london.reads(*words.split()) == rows, words
    assert [row for row in london.reads("place", "list") if row["code"] != "cork"] == places
    assert ours in london.reads("run", "list")
    now = {row["printed"]: row for row in london.reads("stock", "--by", "run")}
    assert now[11]["run"] == "THB/lv/2"
    for copies, run in ((500, "THB/lv/1"), (90, "THB/lv/3"), (80, "THB/lv/4")):
        assert now[copies] == runs[copies] | {"run": run, "available": now[copies]["available"]}
    assert any('--note "by phone"' in command for command in commands)


SAME = "stock --place london", "stock --place dublin", "seminar list", "fund list", "region list", "report funding"
"""Reports that show the same again."""


def test_a_code_that_the_branch_gave_to_something_else_is_refused_with_the_difference(
    riga: Desk, join: Callable[[str], Desk], log: PlainLog
) -> None:
    riga.does("print", "THB/lv", 100)
    riga.does("level", "set", "dublin", "THB/lv=5")
    riga.does("request", "add", "london", "THB/lv=2")
    london = join("london")
    known = log.last().number
    london.does("seminar", "add", "s1", "Ours", "--date", "2015-02-01", "--audience", "pupils=3")
    london.does("level", "set", "dublin", "THB/lv=7")
    london.does("request", "cancel", 1)
    log.forget(known + 1)
    riga.does("seminar", "add", "s1", "Theirs", "--date", "2015-02-01", "--audience", "pupils=3")
    seminar, *others = london.lacking()
    assert "Seminar s1 already exists; its name is 'Theirs', not 'Ours'." in london.types(seminar).err
    assert [command.split()[1:3] for command in others] == [["request", "cancel"], ["import", "levels"]]


@pytest.mark.slow
def test_an_edit_changes_only_what_it_changed(riga: Desk, join: Callable[[str], Desk], log: PlainLog) -> None:
    """The branch may have newer values of the rest."""
    riga.does("print", "THB/lv", 100, "--cost", "100.00", "--printer", "Old")
    for reference in ("R1", "R2"):
        riga.does("ship", "dublin", "THB/lv=7", "--ref", reference, "--carrier", "Post")
    riga.does("fund", "add", "amif", "AMIF")
    for code in ("s1", "s2"):
        riga.does("seminar", "add", code, "Seminar", "--date", "2015-02-01", "--audience", "a=1", "--cost", 5, *FUND)
    london = join("london")
    known = log.last().number
    london.does("run", "edit", "THB/lv/1", "--mark", "blue")
    london.does("run", "edit", "THB/lv/1", "--printer", "New")
    london.does("place", "edit", "dublin", "--city", "Cork")
    london.does("booklet", "edit", "THB", "--note", "ours")
    london.does("fix", "R1", "--note", "ours", "--yes")
    london.does("fix", "R2", "--note", "ours", "--yes")
    london.does("fix", "R2", "--note", "", "--yes")
    london.does("seminar", "edit", "s1", "--audience", "pupils=4")
    london.does("seminar", "edit", "s2", "--cost", 7)
    log.forget(known + 1)
    riga.does("run", "edit", "THB/lv/1", "--cost", "150.00")
    riga.does("place", "edit", "dublin", "--region", "Leinster")
    riga.does("fix", "R1", "--carrier", "Courier")
    riga.does("seminar", "edit", "s1", "--date", "2015-02-02", "--audience", "a=2")
    commands = london.lacking()
    assert [command.partition(" --yes")[0] for command in commands] == [
        "tracker run edit THB/lv/1 --printer New --mark blue",
        "tracker place edit dublin --city Cork",
        "tracker fix 2 --note ours",
        "tracker seminar edit s1 --audience pupils=4",
        "tracker seminar edit s2 --cost 7.00 --currency EUR",
        "tracker booklet edit THB --note ours",
    ]
    for command in commands:
        london.types(command)
    (run,) = london.reads("run", "list")
    assert [run[name] for name in ("cost", "printer", "mark")] == ["150.00", "New", "blue"]
    sent = london.reads("shipments", "--ref", "R1")[0]
    assert (sent["carrier"], sent["note"]) == ("Courier", "ours")
    two, one = london.reads("seminar", "list")
    assert (one["date"], one["audience"], one["cost"], two["cost"]) == ("2015-02-02", "a=2; pupils=4", "5.00", "7.00")


FUND = "--fund", "amif"


def test_edits_that_a_redaction_erased_are_announced(riga: Desk, join: Callable[[str], Desk], log: PlainLog) -> None:
    riga.does("print", "THB/lv", 100, "--note", "a name")
    london = join("london")
    known = log.last().number
    london.does("booklet", "edit", "THB", "--note", "lost")
    london.does("redact", 1, "--yes")
    london.does("booklet", "edit", "THB", "--url", "https://example.org")
    log.forget(known + 1)
    riga.does("fund", "add", "amif", "AMIF")
    _, said = london.logs("join", url_of("london"), "--yes")["messages"]
    assert said == (
        f"Any changes of names, aliases, addresses and contacts by commands {known + 1} to {known + 1} are not among "
        "them, because a redaction erased these commands; compare with the old file."
    )


def test_pending_answers_do_not_move_to_shipments_of_the_branch(
    riga: Desk, join: Callable[[str], Desk], log: PlainLog
) -> None:
    """Nor is an answer recorded twice: one that a lost command recorded is among the commands to run.

    One whose record the branch undid is pending again.
    """
    riga.does("print", "THB/lv", 500, "--date", "2015-01-01")
    for _ in range(2):
        riga.does("ship", "london", "THB/lv=50", "--date", "2015-01-02")
    london = join("london")

    def answer(*shipments: int) -> None:
        london.does("inbox", "add", "\n".join(f"{short_code(shipment)} lv={shipment}" for shipment in shipments))

    answer(2, 3)
    london.does("inbox", "accept", 2)
    known = log.last().number
    for _ in range(2):
        london.does("ship", "london", "THB/lv=50", "--date", "2015-01-02")
    answer(5, 6)
    london.does("inbox", "accept", 4)
    log.forget(known + 1)
    riga.does("undo", "--command", known, "--yes")
    for _ in range(2):
        riga.does("ship", "london", "THB/lv=50", "--date", "2015-01-03")
    messages = london.logs("join", url_of("london"), "--yes")["messages"]
    assert messages[-1] == "Pending answers that depended on missing commands were rejected: 3, 4. See 'tracker inbox'."
    rows = {row["answer"]: (row["status"], row["quantity"], row["note"]) for row in london.reads("inbox")}
    lost = "It is about a shipment that the log lacks, or is already among the commands to record again."
    assert {number: row[:2] for number, row in rows.items()} == {
        1: ("waiting", 2),
        2: ("waiting", 3),
        3: ("rejected", 5),
        4: ("rejected", 6),
    }
    assert rows[3][2] == rows[4][2] == lost


def test_a_sheet_that_a_lost_command_imported_is_known(
    riga: Desk, join: Callable[[str], Desk], log: PlainLog, tmp_path: Path
) -> None:
    """Although a row was corrected since, and other rows are among the commands."""
    riga.does("print", "THB/lv", 500, "--date", "2015-01-01")
    london = join("london")
    known = log.last().number
    sheets = {
        "shipments": "date,place,item,quantity\n2015-01-02,london,THB/lv,40\n2015-01-02,london,THB/lv,40\n",
        "print-runs": "item,printed_on,quantity\nTHB/ru,2015-01-01,30\n",
        "handouts": "date,place,item,quantity\n2015-01-04,london,THB/lv,5\n",
        "requests": "date,place,item,quantity\n2015-01-04,london,THB/lv,7\n",
    }
    imports = list[tuple[str, ...]]()
    for table, rows in sheets.items():
        (tmp_path / f"{table}.csv").write_text(rows, encoding="utf-8")
        imports.append(("import", table, str(tmp_path / f"{table}.csv"), "--yes"))
    for words in imports[:2]:
        london.does(*words)
    london.does("receive", 2, "--date", "2015-01-03")
    for words in imports[2:]:
        london.does(*words)
    london.does("handout", "london", "THB/lv=1", "--date", "2015-01-04")
    london.does("fix", 3, "THB/lv=30")
    before = shelves(london)
    log.forget(known + 1)
    riga.does("fund", "add", "amif", "AMIF")
    record_again(london)
    for words in imports:
        made = london.logs(*words)
        assert (made["recorded"], made["skipped"]) == (0, made["read"])
    assert shelves(london) == before
    assert london.reads("stock")[1]["printed"] == 30


def test_a_new_copy_still_knows_its_backups(
    riga: Desk, join: Callable[[str], Desk], log: PlainLog, tmp_path: Path
) -> None:
    london = join("london")
    known = log.last().number
    london.does("fund", "add", "amif", "AMIF")
    london.does("backup", "--to", tmp_path, "--keep", 3)
    before = london.reads("info")["last_backup"]
    log.forget(known + 1)
    riga.does("fund", "add", "riga", "Rīga")
    london.lacking()
    assert london.reads("info")["last_backup"] == before is not None


@pytest.mark.slow
def test_whatever_a_command_records_is_recorded_again(
    riga: Desk, join: Callable[[str], Desk], log: PlainLog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By commands that are all accepted."""
    import_in_sets(monkeypatch, 30)
    london = join("london")
    known = log.last().number
    record_everything(london, tmp_path)
    before = figures(london)
    log.forget(known + 1)
    riga.does("region", "set", "Kurzeme", "--country", "LV")
    riga.does("region", "remove", "Kurzeme")
    for command in london.lacking():
        answer = london.types(command)
        assert answer.code == 0, (command, answer.err)
    assert figures(london) == before
    assert london.does("check", "--whole").out.startswith("OK")


def figures(desk: Desk) -> dict[str, list[dict[str, object]]]:
    """Return reports, without numbers of print runs and grants."""
    reports = ["stock --by place", "stock --by run", "run list", "place list", "booklet list", "kind list"]
    reports += ["seminar list", "level list", "region list", "report funding", "report reach"]
    numbered = {"run", "grant", "reference"}
    return {
        words: [{name: row[name] for name in row if name not in numbered} for row in desk.reads(*words.split())]
        for words in reports
    }


PLACES = "london", "leeds"
ITEMS = "THB/lv", "THB/ru", "THB/en"


def busy(chance: random.Random, day: int, number: int) -> list[str]:
    """Words that a clerk types on a day, or on one of the three before; many are refused."""
    place = chance.choice(PLACES)
    some = f"{chance.choice(ITEMS)}={chance.randint(1, 9)}"
    late = ["--date", f"2015-03-{max(5, day - chance.choice((0, 0, 0, 1, 3))):02}"]
    return chance.choice(
        (
            ["ship", place, some, *late],
            ["ship", place, some, *late, "--cost", "4.50", "--ref", f"L{number}"],
            ["ship", place, "THB/lv=7", "THB/ru=2", *late, "--received"],
            ["receive", "last", *late],
            ["receive", "--to", place, *late],
            ["receive", chance.choice(("S1", "S2")), "THB/lv=2", *late],
            ["receive", chance.choice(("S1", "S2", "last")), "THB/lv=1", "--close", *late],
            ["count", place, some, *late],
            ["count", place, "THB/lv=12", "--full", *late],
            ["handout", place, some, *late],
            ["handout", place, some, *late, "--audience", "pupils=12"],
            ["return", place, some, *late],
            ["move", "london", "leeds", some, *late],
            ["writeoff", place, some, "--reason", "damaged", *late],
            ["print", "THB/en", "20", *late],
            ["undo", "--yes"],
            ["void", "last", "--reason", "mistyped", "--yes"],
            ["void", chance.choice(("S1", "S2", "H1")), "--reason", "mistyped", "--yes"],
            ["fix", "last", some],
            ["fix", chance.choice(("S1", "S2", "H1")), some],
            ["fix", chance.choice(("S1", "H1")), "--note", "a note"],
            ["request", "add", place, some, *late],
            ["request", "add", place, "THB/lv=3", "THB/ru=2", "--note", f"n{number}", *late],
            ["request", "cancel", chance.choice("123"), *late],
            ["request", "edit", chance.choice("23"), some],
            ["ship", "--request", chance.choice("123"), *late],
            ["ship", place, "THB/lv=2", "--request", chance.choice("23"), *late],
            ["fix", "last", "--request", chance.choice("23")],
            ["level", "set", place, f"THB/lv={chance.randint(1, 9)}"],
            ["place", "edit", place, "--phone", str(number)],
        )
    )


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(40))
def test_what_a_branch_lacks_is_recorded_again(
    riga: Desk, join: Callable[[str], Desk], log: PlainLog, seed: int
) -> None:
    """Each place has what it had, and what the branch brought it."""
    chance = random.Random(seed)  # noqa: S311
    riga.does("print", "THB/lv", 300, "--date", "2015-03-01")
    riga.does("print", "THB/ru", 300, "--date", "2015-03-01")
    london = join("london")
    london.does("place", "add", "leeds", "Leeds", "--kind", "library", "--country", "GB")
    london.does("ship", "london", "THB/lv=40", "THB/ru=40", "--date", "2015-03-02", "--ref", "S1", "--received")
    london.does("ship", "leeds", "THB/lv=30", "--date", "2015-03-02", "--ref", "S2")
    london.does("handout", "london", "THB/lv=3", "--date", "2015-03-03", "--ref", "H1")
    london.does("request", "add", "leeds", "THB/lv=9", "--date", "2015-03-04")
    riga.does("sync")
    shared, last = shelves(london), log.last().number
    done = 0
    for number in range(400):
        done += london(*busy(chance, 6 + done // 2, number)).code == 0
        if done == 30:
            break
    before = shelves(london)
    log.forget(last + 1)
    riga.does("print", "THB/en", 11, "--date", "2015-03-30")
    riga.does("ship", "dublin", "THB/lv=10", "--date", "2015-03-06")
    expected = Counter(before)
    expected.update(shelves(riga))
    expected.subtract(shared)
    record_again(london)
    assert +shelves(london) == +expected
    assert london.does("check").out.startswith("OK")
    riga.does("sync")
    assert tables_of(riga.db) == tables_of(london.db)
