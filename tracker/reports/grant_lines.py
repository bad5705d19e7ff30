"""What happened to the copies of a fund: of print runs that it paid for, sent for its money, or to its seminars."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from tracker.model.table import AsOf, Row, Value
from tracker.reports.queries import Database, Filter, ask, summed

FIGURES = ("sent", "received", "handed_out", "left")
"""What is told of copies; received are those of the copies sent in the period, left are those of the last day."""

_OF_RUNS = "run IN (SELECT value FROM json_each(?, '$.runs'))"
_THERE = "run IN (SELECT value FROM json_each(?, '$.runs')) OR place IN (SELECT value FROM json_each(?, '$.seminars'))"
_OURS = (
    "run IN (SELECT value FROM json_each(?, '$.runs')) OR place IN (SELECT value FROM json_each(?, '$.seminars')) "
    "OR (shipment, item) IN (SELECT cost.shipment, cost.item FROM shipment_cost AS cost "
    "WHERE cost.fund = json_extract(?, '$.fund'))"
)


@dataclass(frozen=True)
class Period:
    """The days that are reported on, the first and the last included; None has no limit."""

    since: date | None = None
    until: date | None = None

    def filters(self, column: str) -> list[Filter]:
        """Return the filters of the days in a column that is named so, `date` or `printed_on`."""
        first = "printed_on >= ?" if column == "printed_on" else "date >= ?"
        last = "printed_on <= ?" if column == "printed_on" else "date <= ?"
        limits = ((first, self.since), (last, self.until))
        return [(condition, day.isoformat()) for condition, day in limits if day is not None]

    def years(self) -> list[Filter]:
        """Return the filters of the years that have days in it."""
        limits = (("year >= ?", self.since), ("year <= ?", self.until))
        return [(condition, day.year) for condition, day in limits if day is not None]


class FundLines:
    """The figures of one fund in a period, as of a day and as known at a moment."""

    def __init__(self, database: Database, fund: str, period: Period, when: AsOf) -> None:
        """Ask about that fund."""
        self._database, self._fund, self._period, self._when = database, fund, period, when

    @cached_property
    def runs(self) -> list[Row]:
        """The runs that the fund paid for: run, item, language, print date, copies, currency and cost in cents."""
        return [row[1:] for row in ask(self._database, "_fund_run", self._when, [("fund = ?", self._fund)])]

    @cached_property
    def _ours(self) -> str:
        seminars = [row[0] for row in ask(self._database, "seminars", self._when, [("fund = ?", self._fund)])]
        return json.dumps({"fund": self._fund, "runs": [row[0] for row in self.runs], "seminars": seminars})

    def sent(self, by: Sequence[str]) -> Mapping[Row, Row]:
        """Return the copies that were sent, and how many of them were received, by columns of `distribution_lines`."""
        figures = {"copies": "sum(copies)", "received": "sum(received)"}
        filters = [*self._period.filters("date"), ("shipment IS NOT ?", None), (_OURS, self._ours)]
        return summed(self._database, "distribution_lines", self._when, by, figures, filters)

    def printed(self) -> dict[Value, int]:
        """Return the copies printed in the period by language."""
        copies: dict[Value, int] = {}
        for _, _, language, printed_on, quantity, *_ in self.runs:
            if self._is_within(str(printed_on)):
                copies[language] = copies.get(language, 0) + int(quantity or 0)
        return copies

    def by(self, column: str) -> dict[Value, list[int]]:
        """Return the FIGURES by kind, region, country or language; what is on its way has no place, but a language."""
        found: dict[Value, list[int]] = {}

        def add(key: Value, figure: str, copies: Value) -> None:
            if copies:
                found.setdefault(key, [0] * len(FIGURES))[FIGURES.index(figure)] += int(copies)

        for (key,), (copies, received) in self.sent((column,)).items():
            add(key, "sent", copies)
            add(key, "received", received)
        within = [*self._period.filters("date"), (_THERE, self._ours)]
        for (key,), (copies,) in self._copies("_public_line", column, within).items():
            add(key, "handed_out", copies)
        for (key,), (copies,) in self._copies("_held_line", column, [(_THERE, self._ours)]).items():
            add(key, "left", copies)
        if column == "language":
            for row in ask(self._database, "stock_by_run", self._when, [(_OF_RUNS, self._ours)]):
                add(str(row[1]).rpartition("/")[2], "left", row[8])
        return found

    def _copies(self, name: str, column: str, filters: Sequence[Filter]) -> Mapping[Row, Row]:
        return summed(self._database, name, self._when, (column,), {"copies": "sum(copies)"}, filters)

    def _is_within(self, day: str) -> bool:
        since, until = self._period.since, self._period.until
        return (since is None or since.isoformat() <= day) and (until is None or day <= until.isoformat())

    def places(self, column: Callable[[Row], Value]) -> dict[Value, tuple[int, int]]:
        """Return how many places there are, stores aside, and how many of them copies reached, by a column of theirs.

        Closed places count if copies reached them.
        """
        reached = {row[0] for row, (_, received) in self.sent(("place",)).items() if received}
        counts: dict[Value, tuple[int, int]] = {}
        for row in ask(self._database, "places", self._when):
            code, kind, status = row[0], row[2], row[10]
            if kind != "store" and (status == "open" or code in reached):
                there, came = counts.get(column(row), (0, 0))
                counts[column(row)] = there + 1, came + (code in reached)
        return counts
