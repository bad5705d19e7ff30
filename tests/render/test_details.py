import pytest

from tests.render.samples import TITLE
from tracker.messages import Message
from tracker.render.overview import record_lines, write_record


def test_the_values_stand_in_one_column() -> None:
    assert record_lines([("run", "THB/lv/2"), ("printed_on", "2014-03-01"), ("quantity", 12000), ("isbn", None)]) == [
        "run         THB/lv/2",
        "printed on  2014-03-01",
        "quantity    12000",
        "isbn",
    ]


def test_nothing_has_no_lines() -> None:
    assert record_lines([]) == []


def test_a_record_is_printed_under_its_title(capsys: pytest.CaptureFixture[str]) -> None:
    write_record([("title", TITLE), ("note", "[red]a\x1b[2J\u202eb")], Message("Print run THB/lv/2"))
    assert capsys.readouterr().out == (f"Print run THB/lv/2\ntitle  {TITLE}\nnote   [red]a\ufffd[2J\ufffdb\n")
