"""What a funder asks for, on one page: the money, the copies and where they went, the people, and each shipment."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import NamedTuple

from tracker.ledger.lookup import find_code
from tracker.messages import Joined, Message
from tracker.model.as_of import AsOf
from tracker.model.dates import today
from tracker.model.money import format_cents
from tracker.model.pages import Page, Section
from tracker.model.table import Row, Table, Value
from tracker.model.text import sort_key
from tracker.reports.distribution import ordered
from tracker.reports.funds import overspent
from tracker.reports.grant_lines import FIGURES, FundLines, Period, SentLine
from tracker.reports.public_tables import discreet_places
from tracker.reports.queries import Database, Filter, Ledger, ask, check_period, reading, summed
from tracker.reports.sending_costs import of_sending, together
from tracker.store.catalogue import codes
from tracker.store.commands import last_command
from tracker.store.dictionary import columns
from tracker.store.place_names import place_names

_PLACES = "places", "reached"
_MATTERS = "entry", "date", "place", "item", "copies", "received", "cost", "currency"
_ONCE = "entry", "date", "place", "name", "kind", "country"
TABLES = ("money", "languages", "kinds", "regions", "countries", "seminars", "audiences", "costs", "shipments")
"""The names of its tables."""


class GrantQuery(NamedTuple):
    """Which fund is reported on, and from which day to which."""

    fund: str
    since: date | None = None
    until: date | None = None
    to_people: bool = True
    """Whether kinds and countries stand in the order of their names, not of their codes."""


def grant(ledger: Ledger, query: GrantQuery, when: AsOf) -> Page:
    """Return the page about a fund in a period. Raises Refused when the fund is unknown, WrongUsage for no period.

    Without a day it is as of the period's last one, today at the latest.
    """
    check_period(query.since, query.until)
    past = query.until if when.at is None and query.until is not None and query.until < today() else when.at
    asked = AsOf(past, when.known_at).as_of_today()
    period = Period(query.since, query.until)
    with reading(ledger) as database:
        fund = find_code(database, "fund", query.fund)
        name = dict(codes(database, "fund"))[fund]
        lines = FundLines(database, fund, period, asked)
        seminars, audiences = _seminars(database, fund, period, asked)
        sections = (
            Section("money", _money(database, fund, period, asked)),
            Section("languages", _languages(lines)),
            *_where(lines, query.to_people),
            Section("seminars", seminars),
            Section("audiences", audiences),
            Section("costs", _costs(lines)),
            Section("shipments", _shipments(database, lines)),
        )
        last = last_command(database)
    moment = when.known_at or (last.moment if last else "")
    title = Message("{fund}: {name}{period}", fund=fund, name=name, period=_period(period))
    foot = Message(
        "As of {day}, as known at {moment}. The command that prints it again:", day=past or today(), moment=moment
    )
    return Page(title, sections, (foot,), _command(fund, period, past or today(), moment))


def _period(period: Period) -> Message:
    since, until = period.since, period.until
    if since and until and (since, until) == (date(since.year, 1, 1), date(since.year, 12, 31)):
        return Message(", {year}", year=since.year)
    if since and until:
        return Message(", {since} to {until}", since=since, until=until)
    if since:
        return Message(", since {since}", since=since)
    return Message(", until {until}", until=until) if until else Joined()


def _command(fund: str, period: Period, day: date, moment: str) -> str:
    words = ["tracker report grant", fund]
    for option, value in (("--since", period.since), ("--until", period.until), ("--at", day), ("--known-at", moment)):
        words += [option, str(value)] if value else []
    return " ".join(words)


# Money -----------------------------------------------------------------------------------------------


def _money(database: Database, fund: str, period: Period, when: AsOf) -> Table:
    """Return what was granted, spent and left, by purpose and currency."""
    keys = ("purpose", "currency")
    of_fund: list[Filter] = [("fund = ?", fund)]
    begun: Filter = ("year <= ?", (when.at or when.held or date.max).year)
    granted = summed(database, "_grant", when, keys, {"cents": "sum(amount)"}, [*of_fund, begun, *period.years()])
    spent = summed(database, "_spending", when, keys, {"cents": "sum(cents)"}, [*of_fund, *period.filters()])
    rows = list[Row]()
    for key in sorted({*granted, *spent}, key=lambda key: (sort_key(str(key[0] or "")), str(key[1]))):
        got, gone = (int(found.get(key, (0,))[0] or 0) for found in (granted, spent))
        rows.append((*key, *map(format_cents, (got, gone, got - gone))))
    none = Message("Nothing was granted and nothing was spent.")
    return Table(Message("Granted and spent"), columns("grant-money"), rows, none, alarms=_overspent)


def _overspent(row: Row) -> tuple[str, ...]:
    return overspent(row[2], row[3])


def _costs(lines: FundLines) -> Table:
    """Return what a copy cost that was printed, of all that each run cost, and one that was sent.

    Of one that was sent it is what printing it had cost, whoever paid for that, and what the fund paid for sending it.
    """
    printed = together(cost for _, cost in lines.printing(str(run[0]) for run in lines.printed))
    sent, sending = Counter[str](), Counter[str]()
    for line in lines.sent:
        sent[line.run] += line.copies
    for key in {(line.shipment, line.item) for line in lines.sent} & lines.costs.keys():
        currency, cents = lines.costs[key]
        sending[currency] += cents
    costs = [("printed", each) for each in printed]
    costs += [("sent", each) for each in of_sending(lines.printing(sent), sent, sending)]
    rows = [(what, each.copies, each.currency, format_cents(each.cents), each.per_copy) for what, each in costs]
    return Table(_PER_COPY, columns("grant-costs"), rows, Message("Nothing was spent on copies."))


_PER_COPY = Message("Cost per copy: printed, of whole print runs; sent, of printing and sending those in the annex")


# Copies and places -----------------------------------------------------------------------------------


def _languages(lines: FundLines) -> Table:
    printed, figures = Counter[Value](), lines.by(None)
    for _, _, language, _, quantity, *_ in lines.printed:
        printed[language] += int(quantity or 0)
    rows = [(key, printed[key], *figures.get(key, _NOTHING)) for key in _ordered({*printed, *figures})]
    return Table(Message("Copies by language"), columns("grant-languages"), rows, _NO_COPIES, ("printed", *FIGURES))


_NOTHING = (0,) * len(FIGURES)
_NO_COPIES = Message("No copies were printed or sent for it.")


def _where(lines: FundLines, to_people: bool) -> Iterator[Section]:
    """Yield the copies, and the places that they reached, by kind, region and country."""
    titles: tuple[tuple[str, str, Message, Callable[[Row], Value]], ...] = (
        ("kinds", "kind", Message("Copies and places reached by kind"), lambda row: row[2]),
        ("regions", "region", Message("Copies and places reached by region"), lambda row: row[11]),
        ("countries", "country", Message("Copies and places reached by country"), lambda row: row[3]),
    )
    for name, column, title, of_place in titles:
        figures, places = lines.by(of_place), lines.reached(of_place)
        by_names = to_people or column == "region"
        keys = [key for (key,) in ordered({(key,) for key in (*places, *figures)}, (column,), by_names=by_names)]
        rows = [(key, *places.get(key, (0, 0)), *figures.get(key, _NOTHING)) for key in keys]
        yield Section(name, Table(title, columns(f"grant-{name}"), rows, _NO_COPIES, (*_PLACES, *FIGURES)))


def _ordered(keys: Iterable[Value]) -> list[Value]:
    return sorted(keys, key=lambda key: (key is None, sort_key(str(key or ""))))


def _shipments(database: Database, lines: FundLines) -> Table:
    """Return each shipment, a row for each item; of discreet places the kind and the country only."""
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
    rows.sort(key=lambda row: (str(row[1]), int(row[0] or 0), str(row[6])))
    empty = Message("Nothing was sent.")
    totals, shown = ("copies", "received", "cost"), columns("grant-shipments")
    return Table(Message("Annex: shipments"), shown, rows, empty, totals, matters=_MATTERS, once=_ONCE)


# People ----------------------------------------------------------------------------------------------


def _seminars(database: Database, fund: str, period: Period, when: AsOf) -> tuple[Table, Table]:
    """Return the seminars that the fund paid for, and the people who attended them by audience."""
    filters = [("fund = ?", fund), *period.filters()]
    found = list(ask(database, "seminars", when, filters, "date, code"))
    rows = [(row[0], row[1], row[2], row[4], row[5], row[8], row[7]) for row in found]
    people: dict[str, int] = {}
    for row in found:
        for group in filter(None, str(row[3] or "").split("; ")):
            name, _, number = group.rpartition("=")
            people[name] = people.get(name, 0) + int(number)
    audiences = [(name, people[name]) for name in sorted(people, key=sort_key)]
    none = Message("It paid for no seminars.")
    return (
        Table(Message("Seminars held"), columns("grant-seminars"), rows, none, ("attendees", "copies", "cost")),
        Table(Message("People by audience"), columns("grant-audiences"), audiences, none, ("attendees",)),
    )
