"""What happened to the copies of a fund: of print runs that it paid for, sent for its money, or to its seminars.

All copies of a print run that it paid for, alone or with others, are the fund's, wherever they are. Of other runs
those are that were sent for its money or to its seminars: of what a place has of a run, what came first leaves first,
so what came with the fund's parcels is handed out in its turn. What a place returned, moved on or lost is neither
handed out nor left. So of these parcels what was received is what was handed out, is left, or went one of these ways.

What was sent to a seminar of the fund counts on the day of the seminar, as the seminar's cost does, be it still ahead;
what was sent elsewhere counts on the day on which it was sent.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from functools import cached_property
from typing import NamedTuple

from tracker.model.as_of import AsOf
from tracker.model.table import Row, Value
from tracker.reports.queries import Database, Filter, ask, summed
from tracker.reports.sending_costs import Cost

FIGURES = ("sent", "received", "handed_out", "left", "in_transit")
"""What is told of copies: sent are those that count in the period, received those of them that arrived, handed out
those that people got in the period; left at places, stores included, and on their way are those of the last day."""

_OURS = (
    "run IN (SELECT value FROM json_each(?, '$.runs')) OR place IN (SELECT value FROM json_each(?, '$.seminars')) "
    "OR (shipment, item) IN (SELECT cost.shipment, cost.item FROM shipment_cost AS cost "
    "WHERE cost.fund = json_extract(?, '$.fund'))"
)
_COUNTED = (
    "CASE WHEN place IN (SELECT value FROM json_each(?, '$.seminars')) "
    "THEN place IN (SELECT value FROM json_each(?, '$.counted')) ELSE date <= json_extract(?, '$.until') END"
)
_AMONG = "run IN (SELECT value FROM json_each(?))"
_PARCELS = (
    "run IN (SELECT id FROM print_run WHERE code IN (SELECT value FROM json_each(?, '$.runs'))) "
    "AND place IN (SELECT id FROM place WHERE code IN (SELECT value FROM json_each(?, '$.places')))"
)


class Period(NamedTuple):
    """The days that are reported on, the first and the last included; None has no limit."""

    since: date | None = None
    until: date | None = None

    def filters(self) -> list[Filter]:
        """Return the filters of the days in the column `date`."""
        limits = (("date >= ?", self.since), ("date <= ?", self.until))
        return [(condition, day.isoformat()) for condition, day in limits if day is not None]

    def years(self) -> list[Filter]:
        """Return the filters of the years that have days in it."""
        limits = (("year >= ?", self.since), ("year <= ?", self.until))
        return [(condition, day.year) for condition, day in limits if day is not None]

    def has(self, day: str) -> bool:
        """Tell whether that day is in it."""
        since, until = self.since, self.until
        return (since is None or since.isoformat() <= day) and (until is None or day <= until.isoformat())


class SentLine(NamedTuple):
    """What was sent of a print run with a shipment, and how much of it was received."""

    shipment: int
    date: str
    place: str
    run: str
    item: str
    copies: int
    received: int


class Passage(NamedTuple):
    """So many copies that came to a place at one moment, of a shipment if they came with one; below zero, left it."""

    day: str
    shipment: int | None
    is_public: bool
    """Whether people got them."""
    copies: int


class FundLines:
    """The figures of one fund in a period, as of a day and as known at a moment."""

    def __init__(self, database: Database, fund: str, period: Period, when: AsOf) -> None:
        """Ask about that fund."""
        self._database, self._fund, self._period, self._when = database, fund, period, when

    @cached_property
    def runs(self) -> list[Row]:
        """The runs that the fund paid for: run, item, language, print date, copies, currency and cost in cents."""
        return [row[1:] for row in ask(self._database, "_fund_run", self._when, [("fund = ?", self._fund)])]

    @property
    def printed(self) -> list[Row]:
        """Those of `runs` that were printed in the period."""
        return [run for run in self.runs if self._period.has(str(run[3]))]

    @cached_property
    def _own(self) -> frozenset[str]:
        return frozenset(str(row[0]) for row in self.runs)

    @cached_property
    def _seminars(self) -> dict[str, str]:
        """The day of each seminar that the fund pays for, of those ahead, too."""
        all_of_them = self._when._replace(held=date.max)
        rows = ask(self._database, "_seminar", all_of_them, [("fund = ?", self._fund)])
        return {str(row[2]): str(row[4]) for row in rows}

    @cached_property
    def _lines(self) -> list[SentLine]:
        """What counts up to the end of the period."""
        until = (self._period.until or date.max).isoformat()
        asked = {
            "fund": self._fund,
            "runs": sorted(self._own),
            "seminars": list(self._seminars),
            "counted": [place for place, day in self._seminars.items() if day <= until],
            "until": until,
        }
        filters = [("shipment IS NOT ?", None), *((condition, json.dumps(asked)) for condition in (_OURS, _COUNTED))]
        figures = {"copies": "sum(copies)", "received": "sum(received)"}
        by = SentLine._fields[:-2]
        found = summed(self._database, "distribution_lines", self._when, by, figures, filters)
        return [SentLine(*key, *sums) for key, sums in found.items()]  # type: ignore[arg-type]

    @cached_property
    def sent(self) -> list[SentLine]:
        """What was sent in the period, a line for each print run of a shipment."""
        return [line for line in self._lines if self._period.has(self._seminars.get(line.place, line.date))]

    @cached_property
    def costs(self) -> dict[tuple[int, str], tuple[str, int]]:
        """What the fund paid for sending each item of a shipment: the currency and the cents."""
        rows = self._database.rows(
            "SELECT shipment, item, currency, cost FROM shipment_cost WHERE fund = ?", [self._fund]
        )
        return {(shipment, item): (currency, cents) for shipment, item, currency, cents in rows}

    def printing(self, runs: Iterable[str]) -> list[tuple[str, Cost]]:
        """Return those of the print runs whose cost is known, with all their copies and what these cost together."""
        found = ask(self._database, "print_runs", self._when, [(_AMONG, json.dumps(sorted(runs))), ("cost <> ?", "")])
        return [(str(row[0]), Cost(int(row[3] or 0), str(row[6]), int(str(row[5]).replace(".", "")))) for row in found]

    @cached_property
    def places(self) -> dict[str, Row]:
        """The rows of all places, by their codes."""
        return {str(row[0]): row for row in ask(self._database, "places", self._when)}

    @cached_property
    def figures(self) -> dict[tuple[str, str], Counter[str]]:
        """The FIGURES, by the code of the place and the language."""
        found = defaultdict[tuple[str, str], Counter[str]](Counter)
        for line in self.sent:
            found[line.place, _language(line.item)].update(sent=line.copies, received=line.received)
        for place, language, figure, copies in (*self._of_own_runs(), *self._of_parcels()):
            found[place, language][figure] += copies
        return found

    def _of_own_runs(self) -> Iterator[tuple[str, str, str, int]]:
        """Yield what was handed out, is left and is on its way of the runs that the fund paid for."""
        own: Filter = (_AMONG, json.dumps(sorted(self._own)))
        by, within = ("place", "language"), [*self._period.filters(), own]
        handed_out = summed(self._database, "_public_line", self._when, by, {"copies": "sum(copies)"}, within)
        for (place, language), (copies,) in handed_out.items():
            yield str(place), str(language), "handed_out", int(copies or 0)
        there = {"here": "sum(here)", "in_transit": "sum(in_transit)"}
        for (place, item), (here, in_transit) in summed(
            self._database, "trace", self._when, ("place", "item"), there, [own]
        ).items():
            yield str(place), _language(str(item)), "left", int(here or 0)
            yield str(place), _language(str(item)), "in_transit", int(in_transit or 0)

    def _of_parcels(self) -> Iterator[tuple[str, str, str, int]]:
        """Yield the same of other runs, as far as the copies were sent for the fund's money or to its seminars."""
        parcels = {(line.shipment, line.run): line for line in self._lines if line.run not in self._own}
        if not parcels:
            return
        shipments: Filter = ("shipment IN (SELECT value FROM json_each(?))", json.dumps([key[0] for key in parcels]))
        for shipment, run, copies in ask(self._database, "_on_its_way", self._when, [shipments]):
            if (line := parcels.get((int(shipment or 0), str(run)))) is not None:
                yield line.place, _language(line.item), "in_transit", int(copies or 0)
        for (place, run), changes in self._changes(parcels.values()).items():
            ours = {shipment for shipment, other in parcels if other == run}
            handed_out, left = first_in_first_out(changes, ours)
            language = _language(run.rpartition("/")[0])
            yield place, language, "left", left
            yield place, language, "handed_out", sum(copies for day, copies in handed_out if self._period.has(day))

    def _changes(self, parcels: Iterable[SentLine]) -> dict[tuple[str, str], list[Passage]]:
        """Return what came to places and left them, in order of time, by places and runs of these parcels."""
        there = {(line.place, line.run) for line in parcels}
        asked = json.dumps({"places": [place for place, _ in there], "runs": [run for _, run in there]})
        changes = defaultdict[tuple[str, str], list[Passage]](list)
        for row in ask(self._database, "_shelf_change", self._when, [(_PARCELS, asked)], "date, position"):
            if (shelf := (str(row[2]), str(row[3]))) in there:
                changes[shelf].append(Passage(str(row[4]), *row[6:]))  # type: ignore[arg-type]
        return changes

    def by(self, column: Callable[[Row], Value] | None) -> dict[Value, list[int]]:
        """Return the FIGURES by a column of the places, or for None by language."""
        found = defaultdict[Value, Counter[str]](Counter)
        for (place, language), figures in self.figures.items():
            found[language if column is None else column(self.places[place])].update(figures)
        return {key: [figures[name] for name in FIGURES] for key, figures in found.items() if any(figures.values())}

    def reached(self, column: Callable[[Row], Value]) -> dict[Value, tuple[int, int]]:
        """Return how many places there are, stores aside, and how many of them copies reached, by a column of theirs.

        Closed places count if copies reached them.
        """
        reached = {line.place for line in self.sent if line.received}
        counts: dict[Value, tuple[int, int]] = {}
        for code, row in self.places.items():
            kind, status = row[2], row[10]
            if kind != "store" and (status == "open" or code in reached):
                there, came = counts.get(column(row), (0, 0))
                counts[column(row)] = there + 1, came + (code in reached)
        return counts


def first_in_first_out(changes: Iterable[Passage], ours: Iterable[int]) -> tuple[list[tuple[str, int]], int]:
    """Return how many copies of some shipments people got on which day, and how many are left, at one place.

    What came first leaves first. The changes are in order of time; within a day copies may leave before they come.
    """
    changes, ours = list(changes), set(ours)
    came = iter([(change.copies, change.shipment in ours) for change in changes if change.copies > 0])
    handed_out, batch, is_ours = list[tuple[str, int]](), 0, False
    for change in changes:
        leaving = max(-change.copies, 0)
        while leaving:
            if not batch:
                batch, is_ours = next(came, (leaving, False))
            part = min(batch, leaving)
            batch, leaving = batch - part, leaving - part
            if is_ours and change.is_public:
                handed_out.append((change.day, part))
    return handed_out, batch * is_ours + sum(copies for copies, is_one in came if is_one)


def _language(item: str) -> str:
    return item.rpartition("/")[2]
