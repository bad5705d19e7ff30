"""What the stock is worth, in a world of collisions: however it is divided, it is the same stock."""

from decimal import Decimal

import pytest

from tests.conftest import Clerk
from tests.reports.rows import told, viewed

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("by", ["run", "item", "fund", "place"])
def test_however_the_stock_is_divided_it_is_worth_the_same(collided: Clerk, by: str) -> None:
    columns = f"{by} copies currency value"
    parts = told(collided, f"report value --by {by}", columns)
    assert sorted(parts) == sorted(viewed(collided, f"value_by_{by}", columns))
    left = sum(row["on_hand"] + row["in_transit"] + row["at_places"] for row in collided.reads("stock"))
    assert sum(int(copies) for _, copies, _, _ in parts) == left
    runs = told(collided, "report value --by run", "value")
    assert sum(Decimal(value) for *_, value in parts if value != "-") == sum(
        Decimal(value) for (value,) in runs if value != "-"
    )
