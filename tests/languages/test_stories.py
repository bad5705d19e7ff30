"""What clerks read in Latvian and Russian, and what scripts read in any language."""

import re

import pytest

from tests.conftest import Clerk

TELLS = {
    "lv": ("Lietojums:", "Opcijas", "vieta", "vēstniecība", "Kļūda: ", "datums"),
    "ru": ("Использование:", "Параметры", "пункт", "посольство", "Ошибка: ", "дата"),
}


@pytest.mark.parametrize("code", TELLS)
def test_a_clerk_reads_helps_tables_and_refusals(clerk: Clerk, monkeypatch: pytest.MonkeyPatch, code: str) -> None:
    usage, options, place, embassy, error, day = TELLS[code]
    clerk.does("print", "THB/lv", 500)
    clerk.does("ship", "london", "THB/lv=60", "--received")
    in_english = clerk.does("stock", "--by", "place", "--format", "csv").out
    monkeypatch.setenv("TRACKER_LANG", code)
    helped = clerk.does("ship", "-h").out
    assert helped.startswith(f"{usage} tracker ship [OPTIONS]")
    assert f"\n{options}:\n" in helped
    assert max(map(len, helped.splitlines())) <= 80
    table = clerk.does("stock", "--by", "place").out
    assert place in table.splitlines()[1]
    assert embassy in table
    assert clerk.does("stock", "--by", "place", "--format", "csv").out == in_english
    wrong = clerk("ship", "london", "--quux")
    assert (wrong.code, wrong.err.startswith(error)) == (2, True)
    assert clerk("ship", "london", "THB/lv=9999").err.startswith(error)
    assert re.search(rf"^{day} ", clerk.does("show", "2").out, re.MULTILINE)
