"""Any sheet is read or refused with messages, and rejected rows are rejected the same way again."""

import csv
import io
import json
import tempfile
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.adapters import disarm, rearm, without_unseen
from tests.cli.sheets import imports
from tests.conftest import Answer, Clerk
from tests.properties import few_or_many, over

HEADER = ("date", "place", "item", "quantity")
BYTES = st.one_of(st.binary(max_size=200), st.text('ab,;\t"\r\n\0ē', max_size=60).map(str.encode))
CELLS = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=8),
    st.builds("{}{}{}".format, st.sampled_from(["'", " ", "''"]), st.sampled_from("=+-@"), st.text("ab ", max_size=3)),
    st.text("0123456789 .,-()/:T", max_size=12),
)


def tried(clerk: Clerk, file: Path, *words: object) -> Answer:
    """Import a sheet without recording, and assert that the answer consists of messages."""
    before = clerk.db.read_bytes()
    answer = clerk("import", "requests", file, *words, "--format", "json")
    assert answer.code in (0, 1, 2)
    assert all(line.isprintable() for line in answer.err.splitlines())
    assert clerk.db.read_bytes() == before
    return answer


@pytest.mark.parametrize("examples", few_or_many(40, 2_000))
def test_any_bytes_are_read_or_refused(clerk: Clerk, examples: int) -> None:
    @over(examples)
    @given(data=BYTES, name=st.sampled_from(["f.csv", "f.csv", "f.tsv", "f.xlsx", "f.xls", "f.ods"]))
    def holds(data: bytes, name: str) -> None:
        file = clerk.db.with_name(name)
        file.write_bytes(data)
        for words in ((), ("--map", "a=place", "--map", "b=item", "--map", "'1'=quantity", "--map", "'x'=date")):
            answer = tried(clerk, file, *words)
            errors = json.loads(answer.out)["errors"] if answer.out else []
            assert all(error["message"].endswith((".", "?")) for error in errors)

    holds()


@pytest.mark.parametrize("examples", few_or_many(8, 1_000))
def test_any_rejects_are_rejected_the_same_again(clerk: Clerk, examples: int) -> None:
    """Whatever their cells, the delimiter and the ends of lines, and a formula disarmed once."""

    @over(examples)
    @given(
        table=st.lists(st.lists(CELLS, min_size=4, max_size=4), min_size=1, max_size=6),
        delimiter=st.sampled_from(",;\t"),
        end=st.sampled_from(["\n", "\r\n", "\r"]),
        bom=st.sampled_from(["", "\ufeff"]),
    )
    def holds(table: list[list[str]], delimiter: str, end: str, bom: str) -> None:
        stream = io.StringIO(newline="")
        rows = [(f"{place}?", item, "no day", f"x{quantity}") for _, place, item, quantity in table]
        csv.writer(stream, delimiter=delimiter, lineterminator=end, quoting=csv.QUOTE_ALL).writerows(
            [("place", "item", "date", "quantity"), *rows]
        )
        with tempfile.TemporaryDirectory(dir=clerk.db.parent) as folder:
            files = [Path(folder) / f"{name}.csv" for name in ("first", "second", "third")]
            files[0].write_bytes((bom + stream.getvalue()).encode())
            found: list[Any] = [json.loads(tried(clerk, file, "--rejects", rest).out) for file, rest in pairwise(files)]
            assert found[0]["rejected"] == len(table)
            with files[1].open(encoding="utf-8-sig", newline="") as written:
                again = [row[:2] for row in csv.reader(written, delimiter=delimiter, strict=True)][1:]
            assert again == [[disarm(rearm(without_unseen(cell).strip())) for cell in row[:2]] for row in rows]
            errors = [
                [(error["column"], error["value"], error["message"]) for error in each["errors"]] for each in found
            ]
            assert errors[1] == errors[0]
            assert files[2].read_bytes() == files[1].read_bytes()

    holds()


def test_every_quantity_is_read_in_every_notation(clerk: Clerk) -> None:
    file = clerk.db.with_name("f.csv")
    copies = [1, 12, 123, *(round(1.9**power) for power in range(11, 32))]
    blanks = ("", " ", "\u00a0", "\u202f", "\u2009")
    texts = [
        f"{number:,}".replace(",", blank) + rest for number in copies for blank in blanks for rest in ("", ",0", ".00")
    ]
    file.write_text("\n".join(["date;place;item;quantity", *(f"2015-01-01;london;THB/lv;{text}" for text in texts)]))
    outcome = imports(clerk, "requests", file, "--dry-run")
    assert outcome["copies"] == [{"item": "THB/lv", "copies": 15 * sum(copies)}]


@pytest.mark.parametrize("examples", few_or_many(10, 500))
def test_any_date_and_format_are_read_or_refused(clerk: Clerk, examples: int) -> None:
    @over(examples)
    @given(dates=st.lists(CELLS, min_size=1, max_size=20), form=st.none() | st.text("%dmyYHMjQ /.-\0", max_size=8))
    def holds(dates: list[str], form: str | None) -> None:
        file = clerk.db.with_name("f.csv")
        with file.open("w", encoding="utf-8", newline="") as stream:
            csv.writer(stream).writerows([HEADER, *((day, "london", "THB/lv", "x") for day in dates)])
        answer = tried(clerk, file, *(("--date-format", form) if form else ()))
        assert answer.code == 2 or json.loads(answer.out)["rejected"] == len(dates)

    holds()
