"""The report for a funder: money, copies and their destinations, people, and each shipment."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from functools import cached_property

from tracker.deferred import NamedTuple
from tracker.errors import UnknownName, WrongGrant
from tracker.languages import grouped, heading
from tracker.ledger.lookup import find_code
from tracker.messages import Message, Plural
from tracker.model.as_of import AsOf
from tracker.model.catalogue import STORE
from tracker.model.dates import today
from tracker.model.money import format_cents
from tracker.model.table import Page, Row, Section, Table, Value
from tracker.model.text import sort_key
from tracker.reports.distribution import ordered
from tracker.reports.evidence import evidence
from tracker.reports.exports import discreet_places
from tracker.reports.funds import Cost, cents_of, cost_with_sending, overspent, together
from tracker.reports.queries import Database, Filter, Ledger, Period, ask, foot_and_command, reading, summed
from tracker.store.catalogue import codes, find_grant, place_names
from tracker.store.dictionary import columns, tables

# The copies of a fund: of print runs that it paid for, sent with its money, or sent to its seminars.  All copies of a
# print run that it paid for, alone or with others, belong to the fund, wherever they are. Of other runs, those sent
# with its money or to its seminars do: a place gives out the copies of a run in the order of receipt, so the fund's
# copies are handed out in their turn. Copies of these parcels that went astray, or that the place returned, moved on or
# lost, are gone.  Copies sent to a seminar of the fund count on the day of the seminar, as its cost does, even in the
# future; others count on the day of shipment.


FIGURES = ("sent", "received", "handed_out", "left", "in_transit", "gone")
"""The figures of copies: sent and received count by shipment in the period, handed out by day of the handout; left, in
transit and gone are as of the last day.
"""

_OURS = (
    "run IN (SELECT value FROM json_each(?, '$.runs')) OR place IN (SELECT value FROM json_each(?, '$.seminars')) "
    "OR shipment || ' ' || item IN (SELECT value FROM json_each(?, '$.paid'))"
)
_COUNTED = (
    "CASE WHEN place IN (SELECT value FROM json_each(?, '$.seminars')) "
    "THEN place IN (SELECT value FROM json_each(?, '$.counted')) ELSE date <= json_extract(?, '$.until') END"
)
_REACHED = (
    "seminar IN (SELECT value FROM json_each(?, '$.seminars')) OR handout IN (SELECT movement.entry FROM movement "
    "JOIN print_run ON print_run.id = movement.run WHERE print_run.code IN (SELECT value FROM json_each(?, '$.runs')))"
)
_AMONG = "run IN (SELECT value FROM json_each(?))"
_PARCELS = (
    "run IN (SELECT id FROM print_run WHERE code IN (SELECT value FROM json_each(?, '$.runs'))) "
    "AND place IN (SELECT id FROM place WHERE code IN (SELECT value FROM json_each(?, '$.places')))"
)


_REGION, _DISCREET = 11, 12
"""Indexes of columns of places."""


class SentLine(NamedTuple):
    """The copies of a print run sent with a shipment, and those of them that were received."""

    shipment: int
    date: str
    place: str
    run: str
    item: str
    copies: int
    received: int


class Passage(NamedTuple):
    """Copies that came to a place at one moment, with their shipment if any; negative if they left it."""

    day: str
    shipment: int | None
    is_public: bool
    """Whether they were handed out to people."""
    copies: int


class FundLines:
    """The figures of a fund, or of one of its grants, in a period, as of a date and a state of knowledge."""

    def __init__(self, database: Database, fund: str, number: int | None, period: Period, when: AsOf) -> None:
        self._database, self._fund, self._grant = database, fund, number
        self._period, self._when = period, when

    def spent(self, what: str) -> set[Value]:
        """Return the print runs or seminars that are charged to the grant, or would be if they had a cost."""
        always = self._when._replace(held=date.max)
        rows = summed(self._database, "_spending", always, (what,), {}, [('"grant" = ?', self._grant)])
        return {row[0] for row in rows}

    @cached_property
    def runs(self) -> list[Row]:
        """The print runs that the fund paid for: run, item, language, print date, copies, currency, cost in cents."""
        found = [row[1:] for row in ask(self._database, "_fund_run", self._when, [("fund = ?", self._fund)])]
        if self._grant is None:
            return found
        spent = self.spent("run")
        return [row for row in found if row[0] in spent]

    @property
    def printed(self) -> list[Row]:
        """The `runs` printed in the period."""
        return [run for run in self.runs if self._period.has(str(run[3]))]

    @cached_property
    def _own(self) -> frozenset[str]:
        return frozenset(str(row[0]) for row in self.runs)

    @cached_property
    def seminars(self) -> dict[str, str]:
        """The date of each seminar that the fund pays for, including future ones."""
        all_of_them = self._when._replace(held=date.max)
        rows = ask(self._database, "_seminar", all_of_them, [("fund = ?", self._fund)])
        found = {str(row[2]): str(row[4]) for row in rows}
        if self._grant is None:
            return found
        spent = self.spent("seminar")
        return {code: day for code, day in found.items() if code in spent}

    @cached_property
    def _lines(self) -> list[SentLine]:
        until = (self._period.until or date.max).isoformat()
        given = {
            "paid": [f"{shipment} {item}" for shipment, item in self.costs],
            "runs": sorted(self._own),
            "seminars": list(self.seminars),
            "counted": [place for place, day in self.seminars.items() if day <= until],
            "until": until,
        }
        filters = [("shipment IS NOT ?", None), *((condition, json.dumps(given)) for condition in (_OURS, _COUNTED))]
        figures = {"copies": "sum(copies)", "received": "sum(received)"}
        by = SentLine._fields[:-2]
        found = summed(self._database, "distribution_lines", self._when, by, figures, filters)
        return [SentLine(*key, *sums) for key, sums in found.items()]  # type: ignore[arg-type]

    @cached_property
    def sent(self) -> list[SentLine]:
        """The copies sent in the period, a line for each print run of a shipment."""
        return [line for line in self._lines if self._period.has(self.seminars.get(line.place, line.date))]

    @cached_property
    def costs(self) -> dict[tuple[int, str], tuple[str, int]]:
        """The fund's cost of shipping each item of a shipment: currency and cents."""
        rows = self._database.rows(
            "SELECT shipment, item, currency, cost FROM shipment_cost WHERE fund = ?", [self._fund]
        )
        found = {(shipment, item): (currency, cents) for shipment, item, currency, cents in rows}
        if self._grant is None:
            return found
        filters = [('"grant" = ?', self._grant), ("shipment IS NOT ?", None)]
        paid = summed(self._database, "_spending", self._when, ("shipment", "item"), {}, filters)
        return {key: cost for key, cost in found.items() if key in paid}

    @cached_property
    def people(self) -> dict[str, int]:
        """The people reached in the period by the grant's seminars and by handouts of its runs, by audience."""
        given = json.dumps({"seminars": list(self.seminars), "runs": sorted(self._own)})
        filters = [*self._period.filters(), (_REACHED, given)]
        found = summed(self._database, "_reached", self._when, ("audience",), {"people": "sum(people)"}, filters)
        return {str(name): int(people or 0) for (name,), (people,) in found.items()}

    def printing(self, runs: Iterable[str]) -> list[tuple[str, Cost]]:
        """Return the print runs with a known cost, with the cost of all their copies."""
        found = ask(self._database, "print_runs", self._when, [(_AMONG, json.dumps(sorted(runs))), ("cost <> ?", "")])
        return [(str(row[0]), Cost(int(row[3] or 0), str(row[6]), cents_of(row[5]))) for row in found]

    @cached_property
    def places(self) -> dict[str, Row]:
        """The rows of all places, by code, without the regions of discreet ones."""
        found = ask(self._database, "places", self._when)
        return {str(row[0]): (*row[:_REGION], None, *row[_REGION + 1 :]) if row[_DISCREET] else row for row in found}

    @cached_property
    def figures(self) -> dict[tuple[str, str], Counter[str]]:
        """Return each of `FIGURES` by place and language."""
        found = defaultdict[tuple[str, str], Counter[str]](Counter)
        for line in self.sent:
            found[line.place, _language(line.item)].update(sent=line.copies, received=line.received)
        for place, language, figure, copies in (*self._own_run_copies(), *self._parcel_copies()):
            found[place, language][figure] += copies
        return found

    def _own_run_copies(self) -> Iterator[tuple[str, str, str, int]]:
        """Yield the copies handed out, left, in transit and lost of the print runs that the fund paid for."""
        own: Filter = (_AMONG, json.dumps(sorted(self._own)))
        by, within = ("place", "language"), [*self._period.filters(), own]
        handed_out = summed(self._database, "_public_line", self._when, by, {"copies": "sum(copies)"}, within)
        for (place, language), (copies,) in handed_out.items():
            yield str(place), str(language), "handed_out", int(copies or 0)
        figures = {"left": "sum(here)", "in_transit": "sum(in_transit)", "gone": "sum(lost)"}
        traced = summed(self._database, "trace", self._when, ("place", "item"), figures, [own])
        for (place, item), sums in traced.items():
            for figure, copies in zip(figures, sums, strict=True):
                yield str(place), _language(str(item)), figure, int(copies or 0)

    def _parcel_copies(self) -> Iterator[tuple[str, str, str, int]]:
        """Yield the same figures of other runs, for copies sent with the fund's money or to its seminars."""
        parcels = {(line.shipment, line.run): line for line in self._lines if line.run not in self._own}
        if not parcels:
            return
        gone = Counter[tuple[str, str]]()
        for sent in parcels.values():
            gone[sent.place, sent.run] += sent.copies
        shipments: Filter = ("shipment IN (SELECT value FROM json_each(?))", json.dumps([key[0] for key in parcels]))
        for shipment, run, copies in ask(self._database, "_on_its_way", self._when, [shipments]):
            if (line := parcels.get((int(shipment or 0), str(run)))) is not None:
                yield line.place, _language(line.item), "in_transit", int(copies or 0)
                gone[line.place, line.run] -= int(copies or 0)
        for (place, run), changes in self._changes(parcels.values()).items():
            ours = {shipment for shipment, other in parcels if other == run}
            handed_out, left = first_in_first_out(changes, ours)
            language = _language(run.rpartition("/")[0])
            gone[place, run] -= left + sum(copies for _, copies in handed_out)
            yield place, language, "left", left
            yield place, language, "handed_out", sum(copies for day, copies in handed_out if self._period.has(day))
        for (place, run), copies in gone.items():
            yield place, _language(run.rpartition("/")[0]), "gone", copies

    def _changes(self, parcels: Iterable[SentLine]) -> dict[tuple[str, str], list[Passage]]:
        """Return the copies that came to places or left them, in order of time, by place and run of these parcels."""
        holdings = {(line.place, line.run) for line in parcels}
        given = json.dumps({"places": [place for place, _ in holdings], "runs": [run for _, run in holdings]})
        changes = defaultdict[tuple[str, str], list[Passage]](list)
        for row in ask(self._database, "_shelf_change", self._when, [(_PARCELS, given)], "date, position"):
            if (shelf := (str(row[2]), str(row[3]))) in holdings:
                changes[shelf].append(Passage(str(row[4]), *row[6:]))  # type: ignore[arg-type]
        return changes

    def by(self, column: int | None) -> dict[Value, list[int]]:
        """Return each of `FIGURES` by a column of the places, or by language for None."""
        found = defaultdict[Value, Counter[str]](Counter)
        for (place, language), figures in self.figures.items():
            found[language if column is None else self.places[place][column]].update(figures)
        return {key: [figures[name] for name in FIGURES] for key, figures in found.items() if any(figures.values())}

    def reached(self, column: int) -> dict[Value, tuple[int, int]]:
        """Return the number of places other than stores, and of those that received copies, by a column.

        Closed places count if they received copies.
        """
        reached = {line.place for line in self.sent if line.received}
        counts: dict[Value, tuple[int, int]] = {}
        for code, row in self.places.items():
            kind, status = row[2], row[10]
            if kind != "store" and (status == "open" or code in reached):
                there, came = counts.get(row[column], (0, 0))
                counts[row[column]] = there + 1, came + (code in reached)
        return counts


def first_in_first_out(changes: Iterable[Passage], ours: Iterable[int]) -> tuple[list[tuple[str, int]], int]:
    """Return the copies of some shipments handed out by day, and those left, at one place: first in, first out.

    The changes are in order of time; within a day copies may leave before they come.
    """
    changes, ours = list(changes), set(ours)
    arrivals = iter([(change.copies, change.shipment in ours) for change in changes if change.copies > 0])
    handed_out, batch, is_ours = list[tuple[str, int]](), 0, False
    for change in changes:
        leaving = max(-change.copies, 0)
        while leaving:
            if not batch:
                batch, is_ours = next(arrivals, (leaving, False))
            part = min(batch, leaving)
            batch, leaving = batch - part, leaving - part
            if is_ours and change.is_public:
                handed_out.append((change.day, part))
    return handed_out, batch * is_ours + sum(copies for copies, is_one in arrivals if is_one)


def _language(item: str) -> str:
    return item.rpartition("/")[2]


_PLACES = "places", "reached"
_MATTERS = "entry", "date", "place", "item", "copies", "received", "cost", "currency"
_ONCE = "entry", "date", "place", "name", "kind", "country"
TABLES = tuple(name.removeprefix("grant-") for name in tables() if name.startswith("grant-"))
"""The names of the report's tables."""


class GrantQuery(NamedTuple):
    """The fund and period of the report."""

    fund: str
    period: Period = Period()
    number: int | None = None
    """The grant to report, or None for the whole fund."""
    to_people: bool = True
    """Whether to sort kinds and countries by name instead of code."""


def grant(ledger: Ledger, query: GrantQuery, when: AsOf) -> Page:
    """Return the report on a fund, or one of its grants, in a period.

    Raises Refused for an unknown fund or a grant of another fund. By default it is as
    of the period's last day, or today if that is earlier.
    """
    period = query.period
    ended = period.end(when)
    when = ended.as_of_today()
    with reading(ledger) as database:
        fund = find_code(database, "fund", query.fund)
        name = dict(codes(database, "fund"))[fund]
        if query.number is not None and (found := find_grant(database, query.number)) and found.fund != fund:
            raise WrongGrant(
                "Grant {grant} belongs to {fund}; see 'tracker report grant {fund} --grant {grant}'.",
                grant=query.number,
                fund=found.fund,
            )
        lines = FundLines(database, fund, query.number, period, when)
        of_fund: list[Filter] = [("fund = ?", fund)]
        if query.number is not None:
            of_fund.append(('"grant" = ?', query.number))
        money = _money(database, of_fund, period, when)
        grants = _grants(database, of_fund, period, when)
        if query.number is not None and not grants.rows:
            raise UnknownName("There is no grant {grant}; see 'tracker fund list'.", grant=query.number)
        seminars, audiences = _seminars(database, lines, period, when)
        sections = (
            Section("money", money),
            Section("grants", grants),
            Section("languages", _languages(lines)),
            *_where(lines, query.to_people),
            Section("seminars", seminars),
            Section("audiences", audiences),
            Section("costs", _costs(lines, money)),
            Section("shipments", _shipments(database, lines, period, when), is_annex=True),
        )
        notes = *_silent(database, lines, when), *_limits(period, ended)
        days = {"grant": query.number, **period._asdict()}
        foot, command = foot_and_command(database, ended, "report", "grant", fund, **days)
    title = Message("{fund}: {name}{period}", fund=fund, name=name, period=period.message)
    return Page(title, sections, (*notes, foot), command)


def _limits(period: Period, when: AsOf) -> Iterator[Message]:
    """Yield sentences about copies that were received after the report's date, or sent before its period."""
    if when.at is not None and when.at < today():
        yield Message("Copies received after {day} do not count as received.", day=when.at)
    if period.since is not None:
        yield Message("Copies left, in transit and gone include those printed or sent before {day}.", day=period.since)


def _silent(database: Database, lines: FundLines, when: AsOf) -> tuple[Message, ...]:
    """Return a message with the copies left of the fund's print runs that have no fresh evidence."""
    own = {run[0] for run in lines.runs}
    rows = [row for row in evidence(database, "run", when).rows if row[0] in own]
    if not rows:
        return ()
    text = Message(
        "{silent} of the remaining copies of its print runs were neither counted nor received in the last 12 months."
    )
    return (text.given(silent=grouped(sum(int(row[_SILENT] or 0) for row in rows))),)


_SILENT = 5
"""The index of the silent copies in the evidence report."""


# Money -----------------------------------------------------------------------------------------------


def _grants(database: Database, of_fund: list[Filter], period: Period, when: AsOf) -> Table:
    rows = [
        (row[7], row[1], row[8], row[2], row[3], row[4], *row[9:])
        for row in ask(database, "grants", when, [*of_fund, *_given(period, when)], "year, until")
    ]
    none = Message("Nothing was granted.")
    return Table(Message("Grants and decisions"), columns("grant-grants"), rows, none, ("amount",))


def _given(period: Period, when: AsOf) -> list[Filter]:
    return [("year <= ?", (when.at or when.held or date.max).year), *period.years()]


def _money(database: Database, of_fund: list[Filter], period: Period, when: AsOf) -> Table:
    keys = ("purpose", "currency")
    given = [(condition.replace('"grant"', "id"), value) for condition, value in of_fund]
    filters = [*given, *_given(period, when)]
    granted = summed(database, "_grant", when, keys, {"cents": "sum(amount)"}, filters)
    costs: list[Filter] = [*of_fund, *period.filters(), ("cents IS NOT ?", None)]
    spent = summed(database, "_spending", when, keys, {"cents": "sum(cents)"}, costs)
    numbers = json.dumps([number for (number,) in summed(database, "_grant", when, ("id",), {}, filters)])
    before: list[Filter] = [('"grant" IN (SELECT value FROM json_each(?))', numbers)]
    before.append(("date < ?", (period.since or date.min).isoformat()))  # a grant may be for years before the period
    earlier = summed(database, "_spending", when, keys, {"cents": "sum(cents)"}, before)
    rows = list[Row]()
    for key in sorted({*granted, *spent}, key=lambda key: (sort_key(str(key[0] or "")), str(key[1]))):
        got, gone, gone_before = (int(found.get(key, (0,))[0] or 0) for found in (granted, spent, earlier))
        rows.append((*key, *map(format_cents, (got, gone, got - gone - gone_before))))
    none = Message("No grants and no spending.")
    totals = ("granted", "spent", "left")
    shown = columns("grant-money")
    table = Table(Message("Granted and spent"), shown, rows, none, totals, alarms=lambda row: overspent(row[2], row[3]))
    return table._replace(legend=_BEFORE.given(since=period.since)) if earlier else table


_BEFORE = Message("The amount left also excludes money spent before {since}.")


def _costs(lines: FundLines, money: Table) -> Table:
    """Return the cost of a copy printed, of a copy sent, and of a person reached.

    A copy sent cost its printing, whoever paid for that, and the fund's share of sending. A person reached cost a share
    of all spending. With several currencies, each copy or person cost the sum of what it cost in each.
    """
    printed = together(cost for _, cost in lines.printing(str(run[0]) for run in lines.printed))
    sent, sending = Counter[str](), Counter[str]()
    for line in lines.sent:
        sent[line.run] += line.copies
    for key in {(line.shipment, line.item) for line in lines.sent} & lines.costs.keys():
        currency, cents = lines.costs[key]
        sending[currency] += cents
    costs = [("printed", each) for each in printed]
    printing = lines.printing(sent)
    costs += [("sent", each) for each in cost_with_sending(printing, sent, sending)]
    if people := sum(lines.people.values()):
        spent = [Cost(0, str(row[1]), cents_of(row[3])) for row in money.rows]
        costs += [("people", each._replace(copies=people)) for each in together(spent) if each.cents]
    rows = [(what, cost.copies, cost.currency, format_cents(cost.cents), cost.per_copy) for what, cost in costs]
    table = Table(_PER_COPY, columns("grant-costs"), rows, Message("The fund paid nothing for copies."))
    unknown = sent.total() - sum(sent[run] for run, _ in printing)
    return table._replace(legend=_UNKNOWN.given(count=unknown)) if rows and unknown else table


_PER_COPY = Message(
    "Cost per copy printed (whole print runs), per copy sent (with its printing) and per person reached (all spending)"
)
_UNKNOWN = Plural(
    "The printing cost of {count} copy sent is unknown and not included.",
    "The printing cost of {count} copies sent is unknown and not included.",
)


# Copies and places -----------------------------------------------------------------------------------


def _languages(lines: FundLines) -> Table:
    printed, figures = Counter[Value](), lines.by(None)
    for _, _, language, _, quantity, *_ in lines.printed:
        printed[language] += int(quantity or 0)
    rows = [(key, printed[key], *figures.get(key, _NOTHING)) for key in sorted({*printed, *figures}, key=str)]
    totals = "printed", *FIGURES
    table = Table(Message("Copies by language"), columns("grant-languages"), rows, _NO_COPIES, totals)
    placed = sum(sum(row[_HANDED_OUT:]) for row in rows)
    return table if placed == sum(printed.values()) else table._replace(legend=_NOT_ONLY_PRINTED)


_HANDED_OUT = 4
"""The index of handed-out copies; those left, in transit and gone follow."""
_NOT_ONLY_PRINTED = Message(
    "The other columns also include copies printed earlier or found by counts, and copies of other print runs sent "
    "with the fund's money or to its seminars. For the latter, “gone” includes copies returned or moved to other "
    "places."
)
_NOTHING = (0,) * len(FIGURES)
_NO_COPIES = Message("The fund did not pay for any copies that were printed or sent.")


def _where(lines: FundLines, to_people: bool) -> Iterator[Section]:
    """Yield the copies and the places reached, by kind, region and country."""
    of_places = (("kinds", "kind", 2), ("regions", "region", _REGION), ("countries", "country", 3))
    for name, column, at in of_places:
        title = Message("Copies and places reached by {dimension}", dimension=heading(column))
        figures, places = lines.by(at), lines.reached(at)
        by_names = to_people or column == "region"
        keys = [key for (key,) in ordered({(key,) for key in (*places, *figures)}, (column,), by_names=by_names)]
        rows = [(key, *places.get(key, (0, 0)), *figures.get(key, _NOTHING)) for key in keys]
        yield Section(name, Table(title, columns(f"grant-{name}"), rows, _NO_COPIES, (*_PLACES, *FIGURES)))


def _shipments(database: Database, lines: FundLines, period: Period, when: AsOf) -> Table:
    """Return the shipments, and the cost of transfers to stores, which send no copies to places."""
    names, discreet = dict(place_names(database)), discreet_places(database)
    items = dict[tuple[int, str], tuple[SentLine, int, int]]()
    for line in lines.sent:
        _, copies, received = items.get((line.shipment, line.item), (line, 0, 0))
        items[line.shipment, line.item] = line, copies + line.copies, received + line.received
    rows = list[Row]()
    for (entry, item), (line, copies, received) in items.items():
        place, row = line.place, lines.places[line.place]
        named = (place, names.get(place)) if place not in discreet else (discreet[place], None)
        currency, cents = lines.costs.get((entry, item), (None, None))
        cost = None if cents is None else format_cents(cents)
        rows.append((entry, line.date, *named, row[2], row[3], item, copies, received, currency, cost))
    paid = json.dumps([shipment for shipment, _ in lines.costs])
    transfers: list[Filter] = [
        ("kind = ? AND status <> 'voided'", STORE),
        ("entry IN (SELECT value FROM json_each(?))", paid),
    ]
    for row in ask(database, "shipments", when, [*transfers, *period.filters()]):
        if (paid_for := lines.costs.get((int(row[0] or 0), str(row[6])))) is not None:
            rows.append((*row[:7], None, None, paid_for[0], format_cents(paid_for[1])))
    rows.sort(key=lambda row: (str(row[1]), int(row[0] or 0), str(row[6])))
    empty = Message("No shipments.")
    totals, shown = ("copies", "received", "cost"), columns("grant-shipments")
    return Table(Message("Annex: shipments"), shown, rows, empty, totals, matters=_MATTERS, once=_ONCE)


# People ----------------------------------------------------------------------------------------------


def _seminars(database: Database, lines: FundLines, period: Period, when: AsOf) -> tuple[Table, Table]:
    """Return the seminars that the fund paid for, and the people it reached by audience."""
    found = ask(database, "seminars", when, period.filters(), "date, code")
    rows = [(row[0], row[1], row[2], row[4], row[5], row[8], row[7]) for row in found if row[0] in lines.seminars]
    audiences = [(name, lines.people[name]) for name in sorted(lines.people, key=sort_key)]
    none = Message("The fund did not pay for any seminars.")
    return (
        Table(Message("Seminars held"), columns("grant-seminars"), rows, none, ("attendees", "copies", "cost")),
        Table(Message("People by audience"), columns("grant-audiences"), audiences, none, ("attendees",)),
    )
