from tests.cli.terminal import refusal
from tests.conftest import Clerk


def test_the_kinds_of_the_founding_case_are_there_from_the_start(nobody: Clerk) -> None:
    nobody.does("init")
    assert [row["code"] for row in nobody.reads("kind", "list")] == [
        "consular",
        "embassy",
        "library",
        "ngo",
        "other",
        "police",
        "school",
        "seminar",
        "social-service",
        "store",
    ]
    assert nobody.does("kind", "list", "--format", "csv").out.startswith("code,name\nconsular,")


def test_a_clerk_adds_a_kind_and_uses_it(clerk: Clerk) -> None:
    assert clerk.logs("kind", "add", "hospital", "Slimnīca") == {
        "code": "hospital",
        "name": "Slimnīca",
        "command": 6,
        "messages": [],
    }
    assert clerk.logs("kind", "add", "prison") | {"command": 0} == {
        "code": "prison",
        "name": "prison",
        "command": 0,
        "messages": [],
    }
    assert clerk.logs("place", "add", "stradini", "Stradiņi", "--kind", "Hospital")["kind"] == "hospital"


def test_copies_at_a_place_of_a_new_kind_are_at_places_not_on_hand(clerk: Clerk) -> None:
    clerk.does("kind", "add", "hospital")
    clerk.does("place", "add", "stradini", "Stradiņi", "--kind", "hospital")
    clerk.does("print", "THB/lv", 10)
    clerk.does("ship", "stradini", "THB/lv=4", "--received")
    (row,) = clerk.reads("stock")
    assert (row["on_hand"], row["at_places"]) == (6, 4)


def test_a_code_is_taken_whatever_its_case(clerk: Clerk) -> None:
    assert "The code EMBASSY already exists; choose another code, or run 'tracker kind edit EMBASSY'." in refusal(
        clerk, "kind", "add", "EMBASSY"
    )


def test_the_outside_is_no_kind_to_use(clerk: Clerk) -> None:
    assert "outside" in refusal(clerk, "kind", "add", "Outside")
    assert "There is no kind 'outside'" in refusal(clerk, "kind", "remove", "outside")


def test_a_kind_is_removed_only_while_no_place_has_it(clerk: Clerk) -> None:
    assert clerk.does("kind", "remove", "POLICE").out == "Removed kind police.\n"
    assert "Kind embassy is in use" in refusal(clerk, "kind", "remove", "embassy")
    for kind in ("store", "seminar"):
        assert "is built in" in refusal(clerk, "kind", "remove", kind)


def test_an_unknown_kind_suggests_the_nearest(clerk: Clerk) -> None:
    assert "Did you mean library" in refusal(clerk, "kind", "remove", "libary")
