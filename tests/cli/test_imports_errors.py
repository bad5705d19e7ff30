"""The errors of a sheet: as many as a person reads, each in a line of its own."""

from tests.cli.sheets import sheet
from tests.conftest import Clerk

HEADER = "date,place,item,quantity"
LONG = "x" * 500


def test_the_first_hundred_errors_are_shown_and_how_many_there_are(clerk: Clerk) -> None:
    clerk.does("print", "THB/lv", 5)
    for count, more in ((100, []), (101, ["1 further error is not shown;"]), (1000, ["900 further errors are not"])):
        path = sheet(clerk, HEADER, *(f"2015-01-{1 + n % 9:02},london,THB/lv,x{n}" for n in range(count)))
        answer = clerk("import", "handouts", path)
        lines = answer.err.splitlines()
        assert [line.partition(",")[0] for line in lines[:100]] == [f"Line {number}" for number in range(2, 102)]
        assert len(lines) == 101 + len(more), "the last one says that nothing was recorded"
        assert all(line.startswith(start) for line, start in zip(lines[100:], more, strict=False))
        made = clerk("import", "handouts", path, "--format", "json").json
        assert len(made["errors"]) == 100
        assert made["rejected"] == count
        assert [message[: len(start)] for message, start in zip(made["messages"], more, strict=True)] == more


def test_all_errors_are_in_the_list_of_rejects(clerk: Clerk) -> None:
    path = sheet(clerk, HEADER, *(f"2015-01-01,london,THB/lv,x{n}" for n in range(150)))
    rejects = clerk.db.with_name("rejects.csv")
    clerk.does("import", "handouts", path, "--rejects", rejects)
    assert rejects.read_text(encoding="utf-8").count("contains more than a number") == 150


def test_no_more_of_a_cell_is_quoted_than_fits_into_a_line(clerk: Clerk) -> None:
    row = f"2015-01-01,{LONG},THB/lv,{LONG}"
    answer = clerk("import", "handouts", sheet(clerk, HEADER, row))
    assert "x" * 81 not in answer.err
    assert f"Line 2, place: There is no place '{'x' * 80}…'." in answer.err
    assert f"'{'x' * 80}…' is not a number;" in answer.err
    made = clerk("import", "handouts", sheet(clerk, HEADER, row), "--format", "json")
    assert "x" * 81 not in made.out
    assert made.json["errors"][0]["value"] == f"{'x' * 80}…"


def test_a_header_is_not_quoted_whole_either(clerk: Clerk) -> None:
    for words in ((), ("--map", "x=place")):
        answer = clerk("import", "handouts", sheet(clerk, f"{HEADER},{LONG}", "2015-01-01,london,THB/lv,1,"), *words)
        assert "x" * 81 not in answer.out + answer.err
    assert f"{'x' * 80}…" in clerk("import", "handouts", sheet(clerk, f"date,{LONG}", "2015-01-01,x")).err


def test_similar_names_are_looked_for_until_there_are_too_many(clerk: Clerk) -> None:
    path = sheet(clerk, HEADER, *(f"2015-01-01,londo{'n' * (1 + n)},THB/lv,1" for n in range(1, 60)))
    lines = clerk("import", "handouts", path).err.splitlines()
    assert "Did you mean london (Embassy in London)?" in lines[0]
    assert "Add it with 'tracker place add'." in lines[58]
    assert sum("Did you mean" in line for line in lines) < 50
    assert "Did you mean" in clerk.refused("ship", "londn", "THB/lv=1"), "the next command looks again"
