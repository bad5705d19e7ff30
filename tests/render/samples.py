"""Sample tables, and terminals to draw them on."""

import io

import pytest

from tests.adapters import Kind, Row, Screen, Table, draw
from tests.render.columns import columns
from tracker.messages import Message

TITLE = "Cilvēku tirdzniecības novēršana"
NO_BREAK = "\u00a0"

HOSTILE = [
    "[red]x[/red]",
    ":smile:",
    "\x1b]8;;https://evil.example\x1b\\click\x1b]8;;\x1b\\",
    "\x1b[2J",
    "\u202elive",
    "a\nb",
    "\x9b31m",
    "\ud800",
]

_COUNTS = "printed on_hand requested available in_transit at_places handed_out lost"


def stock(*rows: Row) -> Table:
    """Return a stock table of the rows, or of the founding booklet in two languages."""
    names = dict.fromkeys(_COUNTS.split(), Kind.NUMBER)
    two = (
        ("THB/lv", TITLE, 54000, 12345, 1200, 11145, 10300, 20100, 11150, 10050),
        ("THB/ru", "Предотвращение торговли людьми", 24000, 2345, 4490, -2145, 300, 20100, 11150, 50),
    )
    return Table(
        Message("Stock on 2014-12-31"),
        columns(f"item title {_COUNTS}", item=Kind.CODE, **names),
        rows or two,
        empty=Message("No booklets yet; add one with: tracker booklet add THB 'A title'"),
        totals=tuple(_COUNTS.split()),
    )


def places(*names: str) -> Table:
    """Return a table of places called so."""
    rows = [(f"p{number}", name) for number, name in enumerate(names, 1)]
    return Table(Message("Places"), columns("place name", place=Kind.CODE), rows)


class Terminal(io.StringIO):
    """A stdout that says it is a terminal."""

    def isatty(self) -> bool:
        return True


def in_a_pipe(table: Table) -> str:
    """Return the output in a pipe."""
    stream = io.StringIO()
    draw(table, stream)
    return stream.getvalue()


def on_a_terminal(
    table: Table,
    width: int,
    patch: pytest.MonkeyPatch,
    term: str = "dumb",
    screen: Screen | None = None,
    **environment: str,
) -> str:
    """Return the output on a terminal of this width and 40 lines."""
    for name in ("FORCE_COLOR", "NO_COLOR", "TTY_COMPATIBLE"):
        patch.delenv(name, raising=False)
    for name, value in {"TERM": term, "COLUMNS": str(width), "LINES": "40", **environment}.items():
        patch.setenv(name, value)
    stream = Terminal()
    draw(table, stream, screen or Screen())
    return stream.getvalue()
