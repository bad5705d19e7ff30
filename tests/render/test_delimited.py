import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.adapters import Kind, Table, disarm
from tests.render.columns import columns
from tests.render.samples import HOSTILE, Terminal, places
from tracker.messages import Message
from tracker.render.delimited import write_rows

names = st.lists(st.text(st.characters(codec="utf-8")) | st.text(st.sampled_from("\r\n\t,;\"' =a")), min_size=1)

OFTEN = 'aZ0Āšж- ,;"\n'
SELDOM = OFTEN + "+=@'\t\r\x00\x85\xa0\xad\u200b\u3000＝－"


def few(characters: str) -> st.SearchStrategy[str]:
    return st.text(st.sampled_from(characters), max_size=4)


def written(table: Table, delimiter: str = ",", raw: bool = False) -> str:
    stream = io.StringIO(newline="")
    write_rows(table, stream, delimiter=delimiter, raw=raw)
    return stream.getvalue()


def test_a_text_that_would_run_is_disarmed_unless_raw() -> None:
    table = places("=1+1", "+371 67105048", "'tis", "'=1")
    assert written(table) == "place,name\np1,'=1+1\np2,+371 67105048\np3,'tis\np4,''=1\n"
    assert written(table, raw=True) == "place,name\np1,=1+1\np2,+371 67105048\np3,'tis\np4,'=1\n"


def test_a_code_that_would_run_is_disarmed_but_money_dates_and_numbers_are_not() -> None:
    kinds = {"code": Kind.CODE, "spent": Kind.MONEY, "left": Kind.NUMBER, "day": Kind.DATE}
    table = Table(Message(""), columns("code spent left day", **kinds), [("=A1", "-5.00", -5, "-")])
    assert written(table) == "code,spent,left,day\n'=A1,-5.00,-5,-\n"


@pytest.mark.slow
@pytest.mark.parametrize("delimiter", [",", "\t"])
@given(texts=names)
def test_whatever_was_written_into_the_database_reads_back(delimiter: str, texts: list[str]) -> None:
    reader = csv.reader(io.StringIO(written(places(*texts), delimiter, raw=True), newline=""), delimiter=delimiter)
    assert [row[1] for row in reader] == ["name", *texts]


@pytest.mark.slow
@pytest.mark.parametrize("delimiter", [",", "\t"])
@given(texts=st.lists(few(SELDOM) | few(OFTEN), min_size=1) | st.lists(few(OFTEN), min_size=1))
def test_each_text_is_disarmed_whatever_stands_beside_it(delimiter: str, texts: list[str]) -> None:
    reader = csv.reader(io.StringIO(written(places(*texts), delimiter), newline=""), delimiter=delimiter)
    assert [row[1] for row in reader] == ["name", *map(disarm, texts)]


@pytest.mark.parametrize("text", ["\nx", "\tx", "\rx", "-x", "a\n-x", "Rīga-x", "ж-x", "\u3000=x", "－x"])
def test_one_text_that_would_run_among_those_that_would_not(text: str) -> None:
    for delimiter in ",\t":
        lines = written(places("Riga", text, "a-b"), delimiter)
        assert [row[1] for row in csv.reader(io.StringIO(lines, newline=""), delimiter=delimiter)][2] == disarm(text)


def test_on_a_terminal_nothing_steers_it() -> None:
    terminal = Terminal()
    write_rows(places(*HOSTILE), terminal, delimiter=",")
    assert not set("\x1b\x9b\u202e\ud800") & set(terminal.getvalue())
