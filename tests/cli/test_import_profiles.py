"""A profile keeps what was said about a kind of sheet, for the next one."""

import tomllib
from pathlib import Path

import pytest

from tests.cli.sheets import figures, imports, sheet
from tests.cli.terminal import entries_in, refusal
from tests.conftest import Clerk, made_once

HEADER = 'Datums;"Kam ""mēs"" \\ sūtām";item;quantity;Kas'
SAID = (
    *("--map", "Datums=date", "--map", 'Kam "mēs" \\ sūtām=place', "--map", "'Pasts = \\n'=carrier"),
    *("--date-format", "%d/%m/%Y", "--date-format", "%d.%m.%y", "--delimiter", ";", "--encoding", "cp1257"),
    *("--where", "Kas=Skola=1", "--skip-zero", "--create-missing", "--received"),
)


@made_once
def stocked(clerk: Clerk) -> Clerk:
    """A clerk whose store got 1000 copies of THB/lv on the first of January 2015."""
    clerk.does("print", "THB/lv", 1000, "--date", "2015-01-01")
    return clerk


def written(clerk: Clerk, *rows: str) -> Path:
    path = sheet(clerk, HEADER, *rows)
    path.write_bytes(path.read_bytes().decode("utf-8").encode("cp1257"))
    return path


def test_what_was_said_is_kept_and_need_not_be_said_again(stocked: Clerk) -> None:
    profile = stocked.db.with_name("riga.toml")
    path = written(stocked, "1/2/2015;Rīga;THB/lv;20;skola=1", "1.2.15;Cēsis;THB/lv;0;Skola=1")
    words = (*SAID, "--source", "Anna", "--dry-run", "--save-profile", profile)
    outcome = imports(stocked, "shipments", path, *words)
    assert outcome["passed_over"] == 1
    assert outcome["messages"] == [
        "Dry run: nothing was recorded.",
        "The profile does not keep --source: say that again with each sheet that needs it.",
        "The place riga (Rīga), of kind other, would be added.",
    ]
    assert tomllib.loads(profile.read_text("utf-8")) == {
        "table": "shipments",
        "map": ["Datums=date", 'Kam "mēs" \\ sūtām=place', "'Pasts = \\n'=carrier"],
        "date-format": ["%d/%m/%Y", "%d.%m.%y"],
        "delimiter": ";",
        "encoding": "cp1257",
        "where": ["Kas=Skola=1"],
        "skip-zero": True,
        "create-missing": True,
        "received": True,
    }
    assert entries_in(stocked) == 1
    assert imports(stocked, "shipments", path, "--profile", profile)["recorded"] == 1
    (row,) = stocked.reads("shipments")
    assert (row["name"], row["quantity"], row["carrier"], row["status"]) == ("Rīga", 20, "Pasts = \\n", "received")


def test_what_is_given_on_the_command_line_prevails_and_may_be_kept_too(stocked: Clerk) -> None:
    first, second = stocked.db.with_name("a.toml"), stocked.db.with_name("b.toml")
    path = written(stocked, "1/2/2015;Rīga;THB/lv;20;Skola=1", "1/2/2015;Cēsis;THB/lv;30;pilsēta")
    imports(stocked, "shipments", path, *SAID, "--dry-run", "--save-profile", first)
    words = ("--profile", first, "--where", "Kas=Pilseta", "--save-profile", second)
    assert imports(stocked, "shipments", path, *words)["recorded"] == 1
    assert [row["quantity"] for row in stocked.reads("shipments")] == [30]
    kept = [tomllib.loads(profile.read_text("utf-8")) for profile in (first, second)]
    assert kept[1] == kept[0] | {"where": ["Kas=Pilseta"]}


def test_it_is_kept_when_rows_are_refused_but_not_when_the_sheet_cannot_be_read(stocked: Clerk) -> None:
    profile = stocked.db.with_name("riga.toml")
    path = sheet(stocked, "date,place,item,quantity", "2015-02-01,london,THB/lv,ten")
    assert stocked("import", "shipments", path, "--map", "Dats=date", "--save-profile", profile).code == 1
    assert not profile.exists()
    lacking = sheet(stocked, "Datums,place,item,quantity", "2015-02-01,london,THB/lv,1", name="lacking.csv")
    assert "has no column for date" in stocked.refused("import", "shipments", lacking, "--save-profile", profile)
    assert not profile.exists()
    assert stocked("import", "shipments", path, "--received", "--save-profile", profile).code == 1
    assert profile.read_text("utf-8") == 'table = "shipments"\nreceived = true\n'


def test_a_profile_that_cannot_be_written_leaves_nothing_recorded(stocked: Clerk) -> None:
    path = sheet(stocked, "date,place,item,quantity", "2015-02-01,london,THB/lv,10")
    profile = stocked.db.parent / "none" / "riga.toml"
    said = refusal(stocked, "import", "shipments", path, "--save-profile", profile)
    assert said == f"Cannot write '{profile}': there is no such file or folder."
    assert entries_in(stocked) == 1
    said = refusal(stocked, "import", "shipments", path, "--save-profile", path, code=2)
    assert said == f"'{path}' is not a name for a profile; let it end in .toml."


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ('table = "places"\n', "is a profile for places, not for shipments."),
        ("", "is not a profile: it does not say for which table it is."),
        ('table = "shipments"\nrecieved = true\n', "says 'recieved', which no profile does. Did you mean received?"),
        ('table = "shipments"\nrejects = "x"\n', "says 'rejects', which no profile does."),
        ('table = "shipments"\nreceived = "yes"\n', "says 'received', but not as true or false."),
        ('table = "shipments"\nmap = "Kam=place"\n', "says 'map', but not as a list of texts, such as [\"map\"]."),
        ('table = "shipments"\nencoding = ["utf-8"]\n', "says 'encoding', but not as a text or a number."),
        ("table = shipments\n", "is not a profile: Invalid value (at line 1, column 9)."),
        (None, "there is no such file or folder."),
    ],
)
def test_a_profile_that_says_something_else_is_refused(stocked: Clerk, content: str | None, said: str) -> None:
    profile = stocked.db.with_name("riga.toml")
    if content is not None:
        profile.write_text(content, encoding="utf-8")
    path = sheet(stocked, "date,place,item,quantity", "2015-02-01,london,THB/lv,10")
    assert said in refusal(stocked, "import", "shipments", path, "--profile", profile)
    assert entries_in(stocked) == 1


def test_a_value_of_a_profile_is_read_as_on_the_command_line(stocked: Clerk) -> None:
    profile = stocked.db.with_name("riga.toml")
    profile.write_text('table = "shipments"\nmap = ["Kam"]\n', encoding="utf-8")
    path = sheet(stocked, "date,place,item,quantity", "2015-02-01,london,THB/lv,10")
    assert "'Kam' is not a mapping;" in refusal(stocked, "import", "shipments", path, "--profile", profile, code=2)
    profile.write_text('table = "shipments"\nreceived = false\n', encoding="utf-8")
    assert figures(imports(stocked, "shipments", path, "--profile", profile, "--received")) == (1, 0, 0)
    assert stocked.reads("shipments")[0]["status"] == "received"
