"""Which shipments are on their way on a day, compared with adding up all changes up to that day."""

from hypothesis import given
from hypothesis import strategies as st

from tests.properties import over
from tracker.ledger.holdings import OnTheirWay

DAYS = st.integers(1, 9).map(lambda day: f"2015-01-0{day}")
CHANGES = st.dictionaries(st.integers(1, 4), st.dictionaries(DAYS, st.integers(-3, 3)))
"""By shipment and day: how many copies more are in transit."""


@over(200)
@given(changes=CHANGES, days=st.lists(DAYS))
def test_whatever_days_are_asked_for(changes: dict[int, dict[str, int]], days: list[str]) -> None:
    rows = [(shipment, day, copies) for shipment in changes for day, copies in sorted(changes[shipment].items())]
    on_their_way = OnTheirWay(rows)
    for asked in days:
        left = {shipment: sum(n for day, n in of_one.items() if day <= asked) for shipment, of_one in changes.items()}
        assert on_their_way.on(asked) == sorted(shipment for shipment, copies in left.items() if copies > 0)
