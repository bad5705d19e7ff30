"""Which copies at a place are a fund's, as they come and go."""

from hypothesis import given, settings
from hypothesis import strategies as st

from tracker.reports.grant import Passage, first_in_first_out

OURS = 1
"""The shipment that is the fund's; 2 is another's, None came otherwise."""

changes = st.lists(
    st.builds(
        Passage,
        st.sampled_from(("2015-01-01", "2015-01-02")),
        st.sampled_from((OURS, 2, None)),
        st.booleans(),
        st.integers(-4, 4),
    ),
    max_size=12,
)


@settings(max_examples=40)
@given(changes)
def test_what_came_first_leaves_first_copy_by_copy(given: list[Passage]) -> None:
    """All that came with the fund's parcels was handed out, went another way, or is left."""
    shelf = [change.shipment == OURS for change in given for _ in range(change.copies)]
    handed_out, gone = list[tuple[str, int]](), 0
    for change in given:
        for _ in range(-change.copies):
            is_ours = bool(shelf) and shelf.pop(0)
            if is_ours and change.is_public:
                handed_out.append((change.day, 1))
            gone += is_ours and not change.is_public
    told, left = first_in_first_out(given, {OURS})
    assert [(day, 1) for day, copies in told for _ in range(copies)] == handed_out
    assert left == sum(shelf)
    came = sum(change.copies for change in given if change.copies > 0 and change.shipment == OURS)
    assert came == len(handed_out) + gone + left
