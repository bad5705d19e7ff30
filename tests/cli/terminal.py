"""Helpers of the stories."""

from typing import Any

from tests.conftest import Clerk


def stock_of(clerk: Clerk, what: str = "THB/lv", *words: object) -> dict[str, Any]:
    """Return the only row of the stock of an item or a print run."""
    by = "run" if what.count("/") == 2 else "item"
    (row,) = [row for row in clerk.reads("stock", "--by", by, *words) if row[by] == what]
    return dict(row)


def held_by(clerk: Clerk, place: str, *words: object) -> dict[str, int]:
    """Return the copies of each item that the place holds."""
    return {row["item"]: row["copies"] for row in clerk.reads("stock", "--place", place, *words)}


def lines_of(entry: Any) -> list[tuple[str, str, str, int]]:
    """Return the movements of an entry: run, source, destination, quantity."""
    return [(line["run"], line["source"], line["destination"], line["quantity"]) for line in entry["lines"]]


def entries_in(clerk: Clerk) -> int:
    """Return the number of recorded entries."""
    return int(clerk.reads("info")["entries"])


def refusal(clerk: Clerk, *words: object, code: int = 1) -> str:
    """Run a command that must be refused in one line, without changing a byte of the database."""
    before = clerk.db.read_bytes()
    said = clerk.refused(*words, code=code)
    assert said.isprintable(), said
    assert said.endswith((".", "?")), said
    assert clerk.db.read_bytes() == before
    return said
