"""What a command is called says which entries and texts it may add, and nothing else is taken over."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import pytest

from tests.adapters import Batch
from tests.offices.desks import Desk, join, log, riga
from tests.offices.mutants import Step, steps_of, with_steps
from tests.offices.plain_log import PlainLog
from tests.properties import quick_first
from tests.store.test_twin import tables_of
from tracker.store.shapes import shape_of

__all__ = ["join", "log", "riga"]

SHIP = ["ship", "london", "THB/lv=5", "--note", "n", "--key", "k"]
NOT_OURS = "it does what no command of this version does"
EDGES = "it has a text that is empty, or has blanks around it"


def changed(batch: Batch, table: str, **values: Any) -> Batch:
    """Return the batch with other values in the rows that it adds to a table."""
    steps: list[Step] = []
    for sql, row in steps_of(batch):
        shape = shape_of(sql)
        assert shape is not None
        if shape.table == table:
            row = tuple(values.get(column, old) for column, old in zip(shape.columns, row, strict=True))
        steps.append((sql, row))
    return with_steps(batch, steps)


def only_closed(batch: Batch, name: str) -> Batch:
    """Return a batch of a command that does nothing else than to be there."""
    kept = changed(batch, "command", name=name, first_entry=None, last_entry=None, movements=0, facts=0, removed=0)
    return with_steps(kept, steps_of(kept)[-1:])


def called(name: str) -> Callable[[Batch], Batch]:
    return lambda batch: changed(batch, "command", name=name)


def with_text(**values: Any) -> Callable[[Batch], Batch]:
    return lambda batch: changed(batch, "text", **values)


OTHERWISE: dict[str, tuple[Sequence[object], Callable[[Batch], Batch], str]] = {
    "a shipment called undo": (SHIP, called("undo"), "it is called undo, and does not do that"),
    "a shipment called count": (SHIP, called("count"), f"{NOT_OURS} (count: ship)"),
    "a shipment called print": (SHIP, called("print"), f"{NOT_OURS} (print: ship)"),
    "a shipment called import returns": (SHIP, called("import returns"), f"{NOT_OURS} (import returns: ship)"),
    "a shipment called place close": (SHIP, called("place close"), "it is called place close, and does not do that"),
    "an undo that ships anew": (
        ["undo"],
        lambda batch: changed(batch, "entry", restores=None),
        f"{NOT_OURS} (undo: restores)",
    ),
    "a hand-out of nothing": (SHIP, lambda batch: only_closed(batch, "handout"), "it is called handout, and does not"),
    "an amendment of nothing": (SHIP, lambda batch: only_closed(batch, "amend"), "it is called amend, and does not do"),
    "a redaction of nothing": (SHIP, lambda batch: only_closed(batch, "redact"), "it is called redact, and does not"),
    "a text of no entry": (SHIP, with_text(entry=None), f"{NOT_OURS} (ship: text)"),
    "a text of another's entry": (SHIP, with_text(entry=1), f"{NOT_OURS} (ship: text)"),
    "an empty text": (SHIP, with_text(note=""), f"{EDGES} (note)"),
    "a blank text": (SHIP, with_text(note="  "), f"{EDGES} (note)"),
    "a text with blanks before it": (SHIP, with_text(note=" n"), f"{EDGES} (note)"),
    "a name with a blank after it": (
        ["fund", "add", "amif", "AMIF"],
        lambda batch: changed(batch, "fund", name="AMIF\N{NO-BREAK SPACE}"),
        f"{EDGES} (name)",
    ),
    "no number": (SHIP, lambda batch: changed(batch, "movement", quantity=True), "what no command puts into quantity"),
    "a request that is none": (
        SHIP,
        lambda batch: changed(batch, "command", request="hello"),
        "it has what no command puts into request",
    ),
    "a void without a reason": (["void", 1, "--reason", "r"], with_text(reason=None), "it voids without a reason"),
}


@pytest.fixture
def office(riga: Desk) -> Desk:
    """One that has copies, and a shipment that was voided."""
    riga.does("print", "THB/lv", 100)
    riga.does("ship", "london", "THB/lv=10")
    riga.does("void", 2, "--reason", "mistyped")
    return riga


@pytest.mark.parametrize("what", quick_first(OTHERWISE, 3))
def test_what_no_command_of_that_name_records_is_not_taken_over(
    office: Desk, join: Callable[[str], Desk], log: PlainLog, what: str
) -> None:
    """Whether by who has a copy or by who makes one; what was changed is taken over as it was."""
    words, make, why = OTHERWISE[what]
    london = join("london")
    office.does(*words)
    before = tables_of(london.db)
    *_, right = log.since(log.last() - 1)
    log.forget(right.number)
    wrong = make(right)
    assert wrong != right
    assert log.append(replace(wrong, id="wrong"))
    for desk, asked in (
        (london, ["sync"]),
        (replace(london, db=london.db.with_name("new.db")), ["join", "plain://log"]),
    ):
        said = desk.refused(*asked, code=3)
        assert said.startswith(f"Batch {right.number} of the log, sent under the name of anna ")
        assert why in said
    assert tables_of(london.db) == before
    log.forget(right.number)
    assert log.append(right)
    london.does("sync")
    assert tables_of(london.db) == tables_of(office.db)
