import re
from pathlib import Path

import pytest

from tests.cli.terminal import refusal
from tests.conftest import Clerk


def test_a_database_is_made_with_its_first_store(nobody: Clerk) -> None:
    assert nobody.logs("init") == {"database": str(nobody.db), "store": "store"}
    (store,) = nobody.reads("place", "list")
    assert (store["code"], store["name"], store["kind"], store["country"]) == ("store", "Store", "store", "LV")
    assert nobody.reads("info")["default_store"] == "store"


def test_the_first_store_may_have_a_name_of_its_own(nobody: Clerk) -> None:
    nobody.does("init", "--store", "riga", "--store-name", "Rīgas noliktava", "--country", "ee")
    (store,) = nobody.reads("place", "list")
    assert (store["code"], store["name"], store["country"]) == ("riga", "Rīgas noliktava", "EE")


def test_init_says_where_the_ledger_is(nobody: Clerk) -> None:
    assert nobody.does("init").out == f"Created {nobody.db} with the store store.\n"


def test_a_second_init_leaves_the_database_as_it_was(clerk: Clerk) -> None:
    assert "already exists" in refusal(clerk, "init")
    assert "already exists" in refusal(clerk, "init", "--store", "other")


def test_a_folder_that_is_missing_is_made(nobody: Clerk) -> None:
    file = nobody.db.parent / "office" / "2015" / "ledger.db"
    nobody.does("init", "--db", file)
    assert file.is_file()


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("--country", "XX"), 1, "There is no country 'XX'."),
        (("--store", "transit"), 2, "'transit' is a reserved code;"),
        (("--store", "my store"), 2, "'my store' is not a valid code;"),
        (("--store-name", ""), 2, "The store's name is empty;"),
        (("--store-name", "a\x1bb"), 2, "The store's name contains a control character, U+001B; remove it."),
    ],
    ids=str,
)
def test_an_init_that_is_refused_leaves_nothing_behind(
    nobody: Clerk, words: tuple[str, ...], code: int, said: str
) -> None:
    assert said in nobody.refused("init", *words, code=code)
    assert list(nobody.db.parent.iterdir()) == []


def test_a_file_has_no_databases_in_it(nobody: Clerk) -> None:
    file = nobody.db.with_name("file")
    file.touch()
    for new in (file / "new.db", file / "deep" / "new.db"):
        assert nobody.refused("init", "--db", new, code=3).startswith("Cannot create a database at ")
    assert list(file.parent.iterdir()) == [file]


def test_nothing_is_left_beside_a_new_database(nobody: Clerk) -> None:
    nobody.does("init")
    assert list(nobody.db.parent.iterdir()) == [nobody.db]


@pytest.mark.parametrize(
    "words",
    [
        ("stock",),
        ("stock", "--format", "csv"),
        ("shipments",),
        ("log",),
        ("show", "1"),
        ("check",),
        ("place", "list"),
        ("booklet", "list"),
        ("run", "list"),
        ("fund", "list"),
        ("kind", "list"),
        ("place", "show", "london"),
        ("booklet", "add", "THB", "T"),
        ("place", "add", "london", "L", "--kind", "embassy"),
        ("print", "THB/lv", "10"),
        ("ship", "london", "THB/lv=1"),
        ("receive", "1"),
    ],
    ids=" ".join,
)
def test_without_a_database_every_command_says_how_to_make_one(nobody: Clerk, words: tuple[str, ...]) -> None:
    said = nobody.refused(*words, code=3)
    assert str(nobody.db) in said
    assert "tracker init" in said
    assert list(nobody.db.parent.iterdir()) == []


def test_the_file_and_the_clerk_are_said_before_or_after_the_command(nobody: Clerk) -> None:
    other = nobody.db.with_name("other.db")
    nobody.does("--db", other, "init")
    nobody.does("booklet", "--db", other, "add", "THB", "T")
    nobody.does("booklet", "add", "ABC", "A", "--db", other)
    assert not nobody.db.exists()
    assert [row["code"] for row in nobody.reads("--db", other, "booklet", "list")] == ["ABC", "THB"]
    before = nobody.logs("--clerk", "Žanete", "--db", other, "print", "THB/lv", 1)
    after = nobody.logs("print", "THB/lv", 1, "--clerk", "Нина", "--db", other)
    assert (before["recorded_by"], after["recorded_by"]) == ("Žanete", "Нина")


def test_the_clerk_is_the_environments_unless_an_option_says_another(
    clerk: Clerk, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert clerk.logs("print", "THB/lv", 1)["recorded_by"] == "anna"
    assert clerk.logs("print", "THB/lv", 1, "--clerk", "berta")["recorded_by"] == "berta"
    monkeypatch.delenv("TRACKER_CLERK")
    monkeypatch.setenv("LOGNAME", "cecilia")
    assert clerk.logs("print", "THB/lv", 1)["recorded_by"] == "cecilia"


@pytest.fixture
def home(nobody: Clerk, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home without a ledger, and nothing that names one."""
    monkeypatch.delenv("TRACKER_DB")
    monkeypatch.setattr("sys.platform", "linux")
    for variable, folder in (("XDG_DATA_HOME", "data"), ("HOME", "home")):
        monkeypatch.setenv(variable, str(nobody.db.parent / folder))
    monkeypatch.setattr("click.get_app_dir", lambda name: str(nobody.db.parent / "config" / name))
    monkeypatch.chdir(nobody.db.parent)
    return nobody.db.parent


def test_by_default_the_ledger_is_in_the_users_data_folder(nobody: Clerk, home: Path) -> None:
    made = home / "data" / "tracker" / "tracker.db"
    assert nobody.does("init").out == f"Created {made} with the store store.\n"
    former = home / "config" / "tracker" / "tracker.db"
    former.parent.mkdir(parents=True)
    made.rename(former)
    assert nobody.reads("info")["database"] == str(former), "where an earlier version left it"


def test_the_users_settings_may_name_the_ledger(nobody: Clerk, home: Path) -> None:
    settings = home / "config" / "tracker" / "tracker.toml"
    settings.parent.mkdir(parents=True)
    settings.write_text('db = "~/riga.db"', encoding="utf-8")
    assert nobody.does("init").out == f"Created {home / 'home' / 'riga.db'} with the store store.\n"
    facts = nobody.reads("info")
    assert list(facts)[:8] == ["tracker", "python", "system", "sqlite", "database", "settings", "clerk", "language"]
    assert facts["settings"] == str(settings)
    beside = home / "home" / "tracker.toml"
    beside.write_text('db = "other.db"', encoding="utf-8")
    answer = nobody.does("stock", "--format", "csv")
    assert answer.err == f"db in {beside} was ignored: only {settings} may set it.\n"


def test_who_finds_no_ledger_is_told_where_there_is_one(nobody: Clerk, home: Path) -> None:
    nobody.does("init", "--db", "riga.db")
    (home / "strange.db").write_bytes(b"not a ledger")
    said = nobody.does("init", "--db", "liepaja.db").out
    assert said.endswith(f"Other ledgers: {home / 'riga.db'}. Open one with --db.\n")
    (home / "liepaja.db").unlink()
    nobody.does("init")
    answer = nobody("info", "--db", "riag.db")
    assert answer.code == 3
    assert re.search(rf"database +{home / 'riag.db'}\n", answer.out), "what support asks for first"
    said = nobody.refused("stock", "--db", "riag.db", code=3)
    assert said == (
        f"There is no ledger at {home / 'riag.db'}; create one with 'tracker init'. "
        f"Other ledgers: {home / 'riga.db'}, {home / 'data' / 'tracker' / 'tracker.db'}. Open one with --db."
    )


@pytest.mark.parametrize(
    "command", ["stock", "check", "sync", "due", "backup monday.db", "ship london THB/lv=1", "export --all copy"]
)
def test_a_nightly_job_without_a_ledger_fails_and_makes_none(nobody: Clerk, home: Path, command: str) -> None:
    before = sorted(home.rglob("*"))
    said = nobody.refused(*command.split(), code=3)
    assert said.startswith(f"There is no ledger at {home / 'data' / 'tracker' / 'tracker.db'}; ")
    assert sorted(home.rglob("*")) == before
