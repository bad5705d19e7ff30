import io
import json

from tests.adapters import Kind, Table
from tests.render.columns import columns
from tests.render.samples import HOSTILE, places
from tracker.messages import Message
from tracker.render.json_ import write_array, write_lines


def array(table: Table) -> str:
    stream = io.StringIO()
    write_array(table, stream)
    return stream.getvalue()


def lines(table: Table) -> str:
    stream = io.StringIO()
    write_lines(table, stream)
    return stream.getvalue()


def test_no_rows_are_an_empty_array_and_no_lines() -> None:
    assert array(places()) == "[]\n"
    assert lines(places()) == ""


def test_quantities_are_numbers_money_is_a_string_and_what_is_absent_is_null() -> None:
    kinds = {"cost": Kind.MONEY, "copies": Kind.NUMBER}
    table = Table(Message(""), columns("cost copies note", **kinds), [("862.40", 1200, None)])
    assert json.loads(array(table)) == [{"cost": "862.40", "copies": 1200, "note": None}]


def test_hostile_text_reads_back_but_neither_steers_a_terminal_nor_ends_a_line() -> None:
    texts = [*HOSTILE, "\u2028", "\x85", "\x7f", '"\\']
    written = lines(places(*texts))
    assert not set("\x1b\x9b\u202e\u2028\x85\x7f") & set(written)
    assert [json.loads(line)["name"] for line in written.splitlines()] == [
        text.replace("\ud800", "\ufffd") for text in texts
    ]
    written.encode("utf-8")
