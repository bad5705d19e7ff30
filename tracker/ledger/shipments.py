"""Shipping: from a store, oldest run first, into transit to a place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any

from tracker import errors
from tracker.deferred import NamedTuple
from tracker.errors import WrongUsage
from tracker.ledger.allocation import Allocation, active_runs, all_lines, available_of, candidates, shippable, take_from
from tracker.ledger.commands import Command, LedgerOrCommand
from tracker.ledger.lookup import find_open_place, find_place, find_store
from tracker.ledger.naming import refuse_repeated, with_codes
from tracker.ledger.recording import Decision, Now, Part, record_entry, record_together, refuse_linked, right_after
from tracker.ledger.state import State
from tracker.messages import Message, Plural, both
from tracker.model.catalogue import DISTRIBUTION, Place
from tracker.model.codes import ItemCode
from tracker.model.entries import LOSS, TRANSIT, Draft, Entry, EntryType, ItemCost, Move, Particulars, Time
from tracker.model.quantities import Line
from tracker.store import dated_facts, entries
from tracker.store.connection import Database

if TYPE_CHECKING:
    from tracker.model.money import Money


# Shipping costs: an amount for one or several shipments, divided over the items by copies.


def over_items(
    cost: Money, fund: str | None, grant: int | None, copies: Iterable[tuple[str, int]], whole: Money | None = None
) -> tuple[ItemCost, ...]:
    """Return the shipping cost of each item by its copies, exact to the cent; it may be part of a `whole`."""
    of_items: dict[str, int] = {}
    for item, quantity in copies:
        of_items[item] = of_items.get(item, 0) + quantity
    items = sorted(of_items, key=str.casefold)
    from tracker.model.money import Money, split

    parts = split(cost.cents, [of_items[item] for item in items])
    return tuple(
        ItemCost(item, Money(part, cost.currency), fund, (whole or cost).cents, grant)
        for item, part in zip(items, parts, strict=True)
    )


def with_wholes(costs: Sequence[ItemCost]) -> tuple[ItemCost, ...]:
    """Return the costs of a shipment, each as part of the total in its currency and of its fund."""
    wholes: dict[tuple[str, str | None], int] = {}
    for each in costs:
        key = each.cost.currency, each.fund
        wholes[key] = wholes.get(key, 0) + each.cost.cents
    return tuple(each._replace(whole=wholes[each.cost.currency, each.fund]) for each in costs)


def find_costs(
    database: Database, costs: Sequence[ItemCost], day: date, copies: Sequence[tuple[str, int]]
) -> tuple[ItemCost, ...]:
    """Return costs with the recorded codes of items and funds; `copies` are those sent."""
    from tracker.ledger.funds import find_payer  # few shipments have a cost

    items = {item.casefold(): item for item, _ in copies}
    return tuple(
        each._replace(
            item=items[each.item.casefold()],
            fund=find_payer(database, each.fund, each.grant, DISTRIBUTION, day, each.cost),
        )
        for each in costs
    )


def split_again(
    costs: Sequence[ItemCost],
    cost: Money | None,
    fund: str | None,
    grant: int | None,
    copies: Sequence[tuple[str, int]],
) -> tuple[ItemCost, ...]:
    """Return a replacement's shipping costs, by its copies; a cost, fund or grant that is not given is kept.

    Raises Refused if different funds paid for the replaced shipment, and the items have changed.
    """
    is_kept = fund is None and grant is None
    payers = {(each.fund, each.grant) for each in costs} if is_kept else {(fund, grant)}
    from tracker.model.money import summed

    amounts = summed(each.cost for each in costs) if cost is None else [cost]
    if len(payers) == len(amounts) == 1:
        return over_items(amounts[0], *payers.pop(), copies)
    if cost is None and is_kept and {each.item for each in costs} == {item for item, _ in copies}:
        return tuple(costs)
    raise errors.WrongGrant(
        "Several funds or currencies paid for the replaced shipment; specify --cost and --fund again."
    )


class Shipment(NamedTuple):
    """A shipment as typed: destination, lines, store, and whether it was received."""

    place: str | None
    lines: tuple[Line, ...]
    store: str | None = None
    carrier: str | None = None
    received: bool = False
    request: int | None = None
    """The request it fulfils, which provides a missing place and lines."""
    cost: Money | None = None
    """The shipping cost, divided over its items; None keeps the cost of the replaced shipment."""
    fund: str | None = None
    grant: int | None = None
    costs: tuple[ItemCost, ...] = ()
    """The shipping cost of each item, if known by item."""
    everything: bool = False
    """Whether the store, which is being closed, sends all its copies, including withdrawn runs; without lines."""
    usual_carrier: str | None = None
    """The clerk's default carrier, which is not part of the request."""
    currency: str | None = None
    """The currency of the cost; None keeps the replaced entry's."""
    whole: Money | None = None
    """The total that the cost is a part of, if several shipments share it."""
    keeps_cost: bool = True
    """Whether the cost of a replaced shipment is kept, with its fund, unless another is given."""


def log_shipment(ledger: LedgerOrCommand, shipment: Shipment, particulars: Particulars) -> Entry:
    """Record a shipment, with a receipt on the same day if it was received; return its entry.

    Raises Refused if the place or the store is closed, both are the same, a run is withdrawn, or copies are missing.
    """

    def draft_shipment(state: State, now: Now) -> Decision:
        database = state.database
        resolved, messages = _resolved(database, shipment, now.replaced)
        store = find_store(database, resolved.store, now.day)
        place = find_open_place(database, resolved.place or "", now.day)
        if place == store:
            raise errors.SamePlace(
                "{place} is the store that ships the copies; choose another place.", place=place.code
            )
        if resolved.everything:
            resolved = resolved._replace(lines=tuple(all_lines(state, store, now.time)))
        runs = candidates if resolved.everything else partial(active_runs, day=now.day)
        taken = [
            part for line in resolved.lines for part in take_from(state, store, line, runs(database, line), now.time)
        ]
        # lines never compete for copies: no item is repeated
        moves = [Move(part.run.id, store.id, TRANSIT, part.quantity, now.time, now.number) for part in taken]
        draft = Draft(
            EntryType.SHIP,
            now.number,
            now.time,
            place.id,
            tuple(moves),
            request=resolved.request,
            carrier=resolved.usual_carrier if resolved.carrier is None and now.replaced is None else resolved.carrier,
            costs=_costs(database, shipment, now, taken),
        )
        drafts, consequences = _with_receipts(state, draft, resolved, now)
        closed = tuple(_describe_closed(database, place, now.day))
        if particulars.quiet:
            return Decision(drafts, messages=closed)
        consequences = (*messages, *closed, *consequences)
        lines = resolved.lines if now.replaced is None else [Line(item, 1) for item in _items(resolved.lines)]
        return Decision(drafts, messages=consequences, afterwards=lambda after: _remaining_stock(after, store, lines))

    return record_entry(ledger, particulars, "ship", _arguments(shipment), draft_shipment)


def _costs(database: Database, shipment: Shipment, now: Now, taken: Sequence[Allocation]) -> tuple[ItemCost, ...]:
    """Return the shipping cost of the copies by item: as given, or as in the replaced shipment."""
    kept = () if now.replaced is None or not shipment.keeps_cost else now.replaced.costs
    if (shipment.fund or shipment.grant) and shipment.cost is None and not kept:
        raise WrongUsage("--fund requires an amount; add --cost.")
    if shipment.cost is None and not shipment.costs and not kept:
        return ()

    copies = [(part.run.item, part.quantity) for part in taken]
    costs = shipment.costs
    if kept:
        cost = shipment.cost
        if cost is not None and shipment.currency is None:
            cost = cost._replace(currency=kept[0].cost.currency)
        costs = split_again(kept, cost, shipment.fund, shipment.grant, copies)
    elif shipment.cost is not None:
        costs = over_items(shipment.cost, shipment.fund, shipment.grant, copies, shipment.whole)
    return find_costs(database, costs, now.day, copies)


def _arguments(shipment: Shipment) -> dict[str, Any]:
    return {
        "place": shipment.place,
        "lines": shipment.lines,
        "store": shipment.store,
        "carrier": shipment.carrier,
        "received": shipment.received,
        "request": shipment.request,
        "all": shipment.everything,
        "cost": shipment.cost,
        "fund": shipment.fund,
        "grant": shipment.grant,
    }


def log_shipments(
    ledger: LedgerOrCommand, shipment: Shipment, places: Sequence[str], particulars: Particulars
) -> tuple[Entry, ...]:
    """Record the same shipment to each of several places, in one command; return the entries.

    Raises WrongUsage with a request, or with an entry to replace or precede, Refused if a place is repeated.
    """
    refuse_linked(particulars)
    if shipment.request is not None:
        raise WrongUsage("--request applies to one place, but you specified several; log that shipment separately.")

    def part(place: str, cost: Money | None) -> Part:
        of_place = shipment._replace(place=place, cost=cost, whole=shipment.cost)
        return lambda running, each: log_shipment(running, of_place, each)

    def shipments(running: Command) -> list[Part]:
        refuse_repeated(find_place(running.database, place) for place in places)
        if shipment.cost is None:
            return [part(place, None) for place in places]

        from tracker.model.money import Money, split

        costs = (Money(cents, shipment.cost.currency) for cents in split(shipment.cost.cents, [1] * len(places)))
        return list(map(part, places, costs))

    return record_together(ledger, particulars, "ship", _arguments(shipment) | {"places": places}, shipments)


def _resolved(database: Database, shipment: Shipment, replaced: Entry | None) -> tuple[Shipment, tuple[Message, ...]]:
    """Return the shipment with values from its request, or from the replaced shipment, and a message about that."""
    given = shipment._replace(lines=with_codes(database, shipment.lines))
    if replaced is not None:
        given = given._replace(store=given.store or replaced.movements[0].source)
    number = None if replaced is None else replaced.number
    if shipment.request is not None:
        from tracker.ledger.requests import fulfilled

        place, lines = fulfilled(database, shipment.request, given.place, given.lines, number)
        return given._replace(place=place, lines=lines), ()
    if replaced is None or replaced.request is None:
        return given, ()
    from tracker.ledger.requests import asks_for

    if asks_for(database, replaced.request, given.place or "", given.lines):
        return given._replace(request=replaced.request), ()
    return given, (_OPEN_AGAIN.given(request=replaced.request, entry=replaced.number),)


def _describe_closed(database: Database, place: Place, day: date) -> Iterator[Message]:
    since = dated_facts.closed_since(database, place.id)
    if since is not None and since > day.isoformat():
        yield Message(
            "{place} has been closed since {since}. To receive or return this parcel, first run "
            "'tracker place reopen {place} --date {since}'.",
            place=place.code,
            since=since,
        )


_OPEN_AGAIN = Message("Request {request}, fulfilled by entry {entry}, is open again because it requests other items.")


def _with_receipts(
    state: State, sent: Draft, shipment: Shipment, now: Now
) -> tuple[tuple[Draft, ...], tuple[Message, ...]]:
    """Return the shipment with its receipts, that of its day or those of the replaced shipment, and messages."""
    database, number = state.database, sent.number + 1
    behind = partial(right_after, database, sent.time, number)
    if now.replaced is None or now.replaced.number is None:
        return (sent, _receipt(sent, behind(None))) if shipment.received else (sent,), ()
    replaced = now.replaced.number
    if shipment.received:
        return (sent, _receipt(sent, behind(replaced))), ()
    from tracker.ledger.replacements import describe_again, receipts_again, refuse_earlier
    from tracker.store.entry_sets import receipts_of

    together, valid = entries.receipts_with(database, replaced), receipts_of(database, [replaced])
    if len(valid) == 1 and valid[0].number in together:
        (receipt,) = valid
        keeps_date = receipt.date > now.replaced.date
        if keeps_date:
            refuse_earlier(receipt, sent)
        keeps_time = keeps_date and receipt.time > sent.time
        return (sent, _receipt(sent, receipt.time if keeps_time else behind(replaced))), ()
    again = receipts_again(database, sent, replaced, right_after)
    lost = sum(move.quantity for draft in again for move in draft.moves if move.destination == LOSS)
    message = Message("Recorded as lost: {copies}.", copies=lost)
    return (sent, *again), (*([describe_again(again)] if again else []), *([message] if lost else []))


def _receipt(sent: Draft, time: Time) -> Draft:
    moves = tuple(move._replace(source=TRANSIT, destination=sent.place, time=time) for move in sent.moves)
    return Draft(EntryType.RECEIVE, sent.number + 1, time, sent.place, moves, shipment=sent.number)


def _items(lines: Sequence[Line]) -> list[ItemCode]:
    return list(dict.fromkeys(line.item for line in lines))


CAN_STILL_SHIP = Plural(
    "{store} can still ship {count} copy of {item}.", "{store} can still ship {count} copies of {item}.", count=0
)


def _remaining_stock(state: State, store: Place, lines: Sequence[Line]) -> list[Message]:
    remaining = [
        CAN_STILL_SHIP.given(
            store=store.code, count=shippable(state, [store.id], candidates(state.database, line)), item=line.what
        )
        for line in lines
    ]
    return [*remaining, *_short_for_requests(state, lines)]


def _short_for_requests(state: State, lines: Sequence[Line]) -> Iterator[Message]:
    """Yield a message for each item whose open requests exceed the copies that all stores can ship."""
    if not dated_facts.has_requests(state.database):
        return
    for item in _items(lines):
        available = available_of(state, item)
        if available < 0:
            asking = [line.request for line in dated_facts.open_of_item(state.database, str(item))]
            yield Plural(
                "{item}: {short} short for request {requests}.",
                "{item}: {short} short for requests {requests}.",
                count=min(len(asking), 2),  # no number precedes the list, so 21 requests also take the plural
                item=item,
                short=-available,
                requests=both([*asking[:_NAMED], *("…" for _ in asking[_NAMED : _NAMED + 1])]),
            )


_NAMED = 20
"""The maximum number of open requests to name."""
