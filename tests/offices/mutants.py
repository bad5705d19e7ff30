"""Batches as commands make them, changed at random: what a stranger might send who knows how ours look."""

import random
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from tests.adapters import Batch
from tracker.offices.batches import Packer, steps_in
from tracker.store.shapes import shape_of

Step = tuple[str, tuple[Any, ...]]

COUNTED = {"entry": "last_entry", "movement": "movements", "place": "", "booklet": "", "item": "", "print_run": ""} | {
    "fund": "",
    "kind": "",
    "command": "",
}
"""What the command's row says of rows of a table; of all others it counts the facts."""


def steps_of(batch: Batch) -> list[Step]:
    """Return the steps of a batch, a row each."""
    return [(sql, tuple(row)) for sql, rows in steps_in(batch.body) for row in rows]


def with_steps(batch: Batch, steps: Sequence[Step]) -> Batch:
    """Return the batch with other steps."""
    packer = Packer()
    for sql, row in steps:
        packer.add(sql, [row])
    return replace(batch, body=packer.body())


def with_closing(batch: Batch, **values: Any) -> Batch:
    """Return the batch with other values in the row of its command."""
    *steps, (sql, row) = steps_of(batch)
    return with_steps(batch, [*steps, (sql, _with(sql, row, values))])


def _with(sql: str, row: Sequence[Any], values: dict[str, Any]) -> tuple[Any, ...]:
    shape = shape_of(sql)
    if shape is None or len(shape.columns) != len(row):
        return tuple(row)
    return tuple(values.get(column, old) for column, old in zip(shape.columns, row, strict=True))


class Mutations:
    """Changes batches of a history at random, with values and steps of others of it."""

    def __init__(self, chance: random.Random, batches: Sequence[Batch]) -> None:
        """Take the batches of a history that have steps."""
        self.chance = chance
        self._values: dict[str, list[Any]] = {}
        self._steps = [step for batch in batches for step in steps_of(batch)[-40:]]
        self._closings = [steps_of(batch)[-1] for batch in batches]
        for sql, row in self._steps:
            shape = shape_of(sql)
            assert shape is not None
            for column, value in zip(shape.columns, row, strict=True):
                self._values.setdefault(column, []).append(value)

    def mutant(self, batch: Batch) -> tuple[str, Batch]:
        """Return a batch with one to three changes, and what they are called."""
        made: list[str] = []
        for _ in range(self.chance.choice((1, 1, 1, 2, 3))):
            change = self.chance.choice(self._CHANGES)
            batch = change(self, batch)
            made.append(change.__name__)
        return " ".join(made), batch

    def value(self, batch: Batch) -> Batch:
        """Change one value of one row."""
        steps = steps_of(batch)
        at = self.chance.randrange(len(steps))
        sql, row = steps[at]
        shape = shape_of(sql)
        if shape is None or not 0 < len(row) <= len(shape.columns):
            return batch
        column = self.chance.randrange(len(row))
        steps[at] = sql, (*row[:column], self._other(shape.columns[column], row[column]), *row[column + 1 :])
        return with_steps(batch, steps)

    def _other(self, column: str, old: Any) -> Any:
        others = [None, 0, -1, 1, 10**18, "", "x", "2015-01-09", "2030-01-01", "0000-01-01", "a\u200b", "\x1b[31m"]
        if isinstance(old, int):
            others += [old + 1, old - 1, old * 2, old + 2**36] * 3
        if isinstance(old, str):
            others += [old + "x", old[:-1], old.upper()] * 2
        return self.chance.choice([*others, *self.chance.choices(self._values.get(column, [None]), k=12)])

    def dropped(self, batch: Batch) -> Batch:
        """Leave out a step, and have the command state what is left."""
        steps = steps_of(batch)
        if len(steps) == 1:
            return batch
        sql, _ = steps.pop(self.chance.randrange(len(steps) - 1))
        return self._counted(with_steps(batch, steps), sql, -1)

    def doubled(self, batch: Batch) -> Batch:
        """Repeat a step."""
        steps = steps_of(batch)
        step = self.chance.choice(steps)
        steps.insert(self.chance.randrange(len(steps)), step)
        return self._counted(with_steps(batch, steps), step[0], 1)

    def added(self, batch: Batch) -> Batch:
        """Add a step of another batch, as if it were this one's."""
        steps = steps_of(batch)
        sql, row = self.chance.choice(self._steps)
        ours = _with(sql, row, {"command": batch.number})
        steps.insert(self.chance.randrange(len(steps)), (sql, ours))
        return self._counted(with_steps(batch, steps), sql, 1)

    def swapped(self, batch: Batch) -> Batch:
        """Change the order of the steps."""
        steps = steps_of(batch)
        self.chance.shuffle(steps)
        return with_steps(batch, steps)

    def renamed(self, batch: Batch) -> Batch:
        """Have it be another command."""
        sql, row = self.chance.choice(self._closings)
        shape = shape_of(sql)
        assert shape is not None
        return with_closing(batch, name=dict(zip(shape.columns, row, strict=True))["name"])

    def by_another(self, batch: Batch) -> Batch:
        """Have it be another clerk's, or of another moment."""
        clerk = self.chance.choice(["berta", "", " ", "anna\u200b", batch.clerk])
        moment = self.chance.choice([batch.moment, "2015-01-01T00:00:00.000000Z", "9999-01-01T00:00:00.000000Z", "x"])
        return with_closing(replace(batch, clerk=clerk, moment=moment), clerk=clerk, recorded_at=moment)

    def elsewhere(self, batch: Batch) -> Batch:
        """Have a step be about another table or column."""
        steps = steps_of(batch)
        at = self.chance.randrange(len(steps))
        sql, row = steps[at]
        words = ["place", "entry", "command", "note", "code", "balance", "text", "DELETE", "INSERT", "UPDATE", "item"]
        found = [word for word in words if word in sql]
        if found:
            steps[at] = sql.replace(self.chance.choice(found), self.chance.choice(words), 1), row
        return with_steps(batch, steps)

    def _counted(self, batch: Batch, sql: str, by: int) -> Batch:
        shape = shape_of(sql)
        column = COUNTED.get(shape.table, "facts") if shape is not None else ""
        *_, (close, row) = steps_of(batch)
        closing = shape_of(close)
        if not column or closing is None or closing.table != "command" or self.chance.random() < 0.2:
            return batch
        now = dict(zip(closing.columns, row, strict=True))[column]
        return with_closing(batch, **{column: now + by if isinstance(now, int) else now})

    _CHANGES: Sequence[Callable[["Mutations", Batch], Batch]] = (
        *(value, value, value, value, dropped, dropped, doubled, added, added, swapped, renamed, by_another, elsewhere),
    )
