from tests.adapters import Kind, Row, Table
from tests.render.columns import columns
from tracker.messages import Message
from tracker.render.cells import total_of


def funding(*rows: Row) -> Row | None:
    kinds = {"spent": Kind.MONEY, "copies": Kind.NUMBER}
    table = Table(Message("Funding"), columns("fund currency spent copies", **kinds), rows, totals=("spent", "copies"))
    return total_of(table, rows)


def test_money_adds_up_to_the_cent() -> None:
    seminars = ["2774.60", "2988.00", "3643.00", "3273.00", "3400.00"]
    assert funding(*(("riga", "EUR", amount, None) for amount in seminars)) == (None, None, "16078.60", None)


def test_copies_add_up_and_absent_ones_count_for_nothing() -> None:
    total = funding(("riga", "EUR", None, 60), ("riga", "EUR", None, None), ("riga", "EUR", None, 351))
    assert total == (None, None, None, 411)


def test_amounts_of_two_currencies_are_not_added() -> None:
    assert funding(("a", "EUR", "1.00", 1), ("b", "GBP", "1.00", 2)) == (None, None, None, 3)


def test_a_row_without_an_amount_may_be_without_a_currency() -> None:
    assert funding(("a", "EUR", "1.10", 1), ("b", "EUR", "0.05", 1), ("c", None, None, 1)) == (
        None,
        None,
        "1.15",
        3,
    )


def test_one_row_has_no_other_sum() -> None:
    assert funding(("a", "EUR", "1.00", 1)) is None
    assert funding() is None


def test_a_column_that_holds_anything_else_has_no_sum() -> None:
    assert funding(("a", "EUR", "much", "many"), ("b", "EUR", "1.00", 1)) is None
