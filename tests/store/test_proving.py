"""What a command of ours sees to, and no trigger judges, is proved of what another office sends."""

from collections.abc import Callable

import pytest

from tests.offices.desks import Desk, join, log, riga
from tests.offices.mutants import Step, steps_of, with_closing, with_steps
from tests.offices.plain_log import PlainLog
from tests.store.rawly import LOSS, STEP, STORE
from tests.store.test_twin import tables_of
from tracker.store.shapes import shape_of

__all__ = ["join", "log", "riga"]

BEFORE = (
    "print THB/lv 100 --date 2015-01-01",
    "ship london THB/lv=50 --received --date 2015-01-05",
    "count london THB/lv=49 --date 2015-01-10",
)

OF_A_RUN = (*BEFORE[:2], "count london THB/lv/1=49 --date 2015-01-10")
IN_FULL = ("print THB/ru 100 --date 2015-01-01", *BEFORE[:2], "count london THB/lv=49 --full --date 2015-01-10")

Change = Callable[[list[Step]], list[Step]]


def row_of(step: Step) -> dict[str, object]:
    """Return what a step puts into which column."""
    shape = shape_of(step[0])
    assert shape is not None
    return {"": shape.table, **dict(zip(shape.columns, step[1], strict=True))}


def with_values(step: Step, **values: object) -> Step:
    """Return the step with other values."""
    row = {**row_of(step), **values}
    del row[""]
    return step[0], tuple(row.values())


def without_its_difference(steps: list[Step]) -> list[Step]:
    return [step for step in steps if not row_of(step).get("count")]


def lost_where_it_was_taken(steps: list[Step]) -> list[Step]:
    return [with_values(step, destination=LOSS) if row_of(step).get("count") else step for step in steps]


def later_that_day(steps: list[Step]) -> list[Step]:
    return [with_values(step, position=9 * STEP) if "position" in row_of(step) else step for step in steps]


def with_a_run_beside(steps: list[Step]) -> list[Step]:
    (printed,) = (step for step in steps if row_of(step)[""] == "print_run")
    return [with_values(printed, id=9, number=9), *steps]


def of_the_store(steps: list[Step]) -> list[Step]:
    of_place = {"place": "id", "place_detail": "place", "level": "place", "seminar": "place", "audience": "seminar"}
    return [
        with_values(step, **{of_place[table]: STORE}) if (table := str(row_of(step)[""])) in of_place else step
        for step in steps
    ]


def with_a_booklet_of_a_later_command(steps: list[Step]) -> list[Step]:
    return [*steps, with_values(steps[0], code="LATER", command=99)]


UNFIT: dict[str, tuple[tuple[str, ...], Change, str]] = {
    "ship london THB/lv=5 --received --date 2015-01-08": (BEFORE, without_its_difference, "a count does not stand"),
    "move london dublin THB/lv=3 --date 2015-01-08": (BEFORE, without_its_difference, "a count does not stand"),
    "ship london THB/lv=4 --received --date 2015-01-08": (OF_A_RUN, without_its_difference, "a count does not stand"),
    "ship london THB/ru=5 --received --date 2015-01-08": (IN_FULL, without_its_difference, "a count does not stand"),
    "ship london THB/lv=6 --received --date 2015-01-08": (BEFORE, lost_where_it_was_taken, "otherwise than counts do"),
    "handout london THB/lv=5 --date 2015-01-12": (BEFORE, later_that_day, "where no command puts it"),
    "print THB/lv 9 --date 2015-01-08": (BEFORE, with_a_run_beside, "it adds a print run that nobody printed"),
    "booklet add NEXT Next": ((), with_a_booklet_of_a_later_command, "it writes for another command"),
    "place remove gone": (("place add gone Gone --kind other",), of_the_store, "it takes away the default store"),
}
"""By a command, those before it, what is changed in what it sends, and why that is refused."""


@pytest.mark.slow
@pytest.mark.parametrize(("words", "how"), UNFIT.items(), ids=UNFIT)
def test_what_no_trigger_judges_is_proved(
    riga: Desk,
    join: Callable[[str], Desk],
    log: PlainLog,
    words: str,
    how: tuple[tuple[str, ...], Change, str],
) -> None:
    """And what was not changed is taken over."""
    before, change, why = how
    for each in before:
        riga.does(*each.split())
    copy = join("london")
    riga.does(*words.split())
    *_, batch = log.since(5)
    *steps, closing = steps_of(batch)
    changed = change(steps)
    movements = [row_of(step)[""] for step in changed].count("movement")
    log.forget(batch.number)
    log.append(with_closing(with_steps(batch, [*changed, closing]), movements=movements))
    known = tables_of(copy.db)
    assert why in copy.refused("sync", code=3)
    assert tables_of(copy.db) == known
    log.forget(batch.number)
    log.append(batch)
    copy.does("sync")
    assert tables_of(copy.db) == tables_of(riga.db)
