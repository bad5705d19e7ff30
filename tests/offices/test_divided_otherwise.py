"""How a count of an item as a whole is divided over its print runs is proved of what other offices recorded."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from tests.adapters import Batch
from tests.offices.desks import Desk, join, log, riga
from tests.offices.mutants import steps_of, with_steps
from tests.offices.plain_log import PlainLog
from tests.properties import quick_first
from tests.store.test_twin import tables_of
from tracker.store.shapes import shape_of

__all__ = ["join", "log", "riga"]

OTHERWISE = "is not taken over: it divides a count over the print runs otherwise than by the rule."


def of_another_run(batch: Batch, run: int) -> Batch:
    """Return the batch of a count that books its whole difference of another run."""
    steps = []
    for sql, row in steps_of(batch):
        shape = shape_of(sql)
        assert shape is not None
        values = dict(zip(shape.columns, row, strict=True))
        steps.append((sql, tuple((values | {"run": run}).values()) if shape.table == "movement" else row))
    return with_steps(batch, steps)


@pytest.mark.parametrize(("total", "wrong"), quick_first([(140, 2), (160, 1)], 1), ids=["a shortage", "a surplus"])
def test_a_count_divided_otherwise_is_not_taken_over(
    riga: Desk, join: Callable[[str], Desk], log: PlainLog, total: int, wrong: int
) -> None:
    """A shortage leaves the oldest run first, a surplus joins the newest; by sync and by join alike."""
    riga.does("print", "THB/lv", 100, "--date", "2015-01-01")
    riga.does("print", "THB/lv", 50, "--date", "2015-02-01")
    london = join("london")
    riga.does("count", "store", f"THB/lv={total}", "--date", "2015-03-01")
    before = tables_of(london.db)
    *_, right = log.since(log.last() - 1)
    forged = of_another_run(right, wrong)
    assert forged != right
    log.forget(right.number)
    assert log.append(replace(forged, id="forged"))
    new = replace(london, db=london.db.with_name("new.db"))
    for desk, words in ((london, ["sync"]), (new, ["join", "plain://log"])):
        said = desk.refused(*words, code=3)
        assert said.startswith(f"Batch {right.number} of the log")
        assert OTHERWISE in said
    assert tables_of(london.db) == before
    london.does("share", "plain://log", "--drop", right.number)
    assert log.append(right)
    for desk, words in ((london, ["sync"]), (new, ["join", "plain://log"])):
        desk.does(*words)
        assert tables_of(desk.db) == tables_of(riga.db)
