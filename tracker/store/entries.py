"""Read recorded entries, and build the statements that record new ones."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from tracker.deferred import NamedTuple
from tracker.model.as_of import AsOf
from tracker.model.entries import Counted, Draft, Entry, EntryType, Move, Movement, TextVersion, Time
from tracker.store.catalogue import audience_of, costs_of, destroyed_by
from tracker.store.connection import MAX_NUMBER, Database, Statement
from tracker.store.statements import insert, numbered, source, write

POSITION_STEP = 2**36
"""The distance between the positions within a day of two consecutively logged entries."""


def last_number(database: Database) -> int:
    """Return the number of the last entry, or 0 if there is none."""
    return database.number("SELECT coalesce(max(id), 0) FROM entry")


def read(database: Database, number: int, *, brief: bool = False) -> Entry | None:
    """Return a recorded entry with its movements and, unless `brief`, a shipment's status; or None."""
    row = database.row(
        "SELECT entry.type, entry.date, place.code, text.reference, text.note, command.recorded_at, "
        "command.clerk, entry.command, text.carrier, coalesce(entry.reason, text.reason), entry.shipment, entry.voids, "
        "(SELECT void FROM voided WHERE voided.entry = entry.id "
        "AND voided.void <= coalesce(?2, (SELECT max(last_entry) FROM command))), entry.replaces, entry.request, "
        "entry.restores, "
        "(SELECT max(again.id) FROM entry AS again WHERE again.restores = coalesce(entry.restores, entry.id) "
        "AND again.id > entry.id AND again.command <= coalesce(?3, (SELECT max(number) FROM command))), "
        "text.redacted, nullif(shown.recorded_at, command.recorded_at), "
        "EXISTS (SELECT 1 FROM text AS other WHERE other.entry = entry.id AND other.command <> entry.command) "
        "FROM entry JOIN place ON place.id = entry.place "
        "LEFT JOIN _command AS command ON command.number = entry.command "
        "LEFT JOIN command AS shown ON shown.number = entry.command "
        "LEFT JOIN text ON text.entry = entry.id "
        "AND text.command = (SELECT max(command) FROM text AS version WHERE version.entry = entry.id "
        "AND version.command <= coalesce(?3, (SELECT max(number) FROM command))) "
        "WHERE entry.id = ?1",
        (number, None if database.open_command is None else MAX_NUMBER, database.open_command),
    )
    if row is None:
        return None
    kind, day, place, reference, note, recorded_at, recorded_by, command, *links = row
    carrier, reason, shipment, voids, voided_by, replaces, request, restores, again, *of_texts = links
    redacted, clock_showed, rewritten = of_texts
    texts: tuple[TextVersion, ...] = ()
    if rewritten or redacted is not None:
        from tracker.store.texts import versions  # few are

        texts = versions(database, number)
    return Entry(
        number,
        EntryType(kind),
        day,
        place,
        reference,
        note,
        recorded_at,
        recorded_by,
        command,
        _movements(database, number),
        carrier,
        reason,
        shipment,
        voids,
        voided_by,
        replaces,
        request,
        restores,
        again,
        counts=_counts(database, number) if kind == EntryType.COUNT else (),
        whole_items=tuple(database.column(_WHOLE_ITEMS, [number])) if kind == EntryType.COUNT else (),
        status=shipment_status(database, number) if kind == EntryType.SHIP and not brief else None,
        clock_showed=clock_showed,
        costs=costs_of(database, number) if kind == EntryType.SHIP else (),
        audience=audience_of(database, number) if kind == EntryType.HANDOUT else (),
        values=destroyed_by(database, number) if kind == EntryType.WRITEOFF else (),
        redacted=redacted,
        texts=texts,
    )


def _counts(database: Database, number: int) -> tuple[Counted, ...]:
    """Return the counted and expected copies of a count by run; for a voided count, as before the void."""
    counted, parameters = source(database, "_counted")
    rows = database.rows(
        f"SELECT print_run.code, counted.expected, counted.counted FROM {counted} AS counted "
        "JOIN print_run ON print_run.id = counted.run WHERE counted.entry = :entry "
        "ORDER BY print_run.item, print_run.number",
        {**parameters, "entry": number},
    )
    return tuple(Counted(*row) for row in rows)


_WHOLE_ITEMS = "SELECT item FROM count_line WHERE count = ? AND item IS NOT NULL"


def shipment_status(database: Database, number: int) -> str:
    """Return the status of a whole shipment: in-transit, partly-received, received, closed or voided."""
    if not database.value(_IS_FOLLOWED, [number]):
        return "in-transit"
    shipments, parameters = source(database, "shipments")
    rows = database.rows(f"SELECT status FROM {shipments} WHERE entry = :entry", {**parameters, "entry": number})
    return common_status({str(status) for (status,) in rows})


def received_of(database: Database, shipment: int, item: str) -> tuple[int, int]:
    """Return the copies of an item of a shipment that were received, and those still in transit."""
    shipments, parameters = source(database, "shipments")
    parts = f"SELECT received, quantity - received - lost FROM {shipments} WHERE entry = :entry AND item = :item"
    return database.row(parts, {**parameters, "entry": shipment, "item": item}) or (0, 0)


def common_status(statuses: set[str]) -> str:
    """Return the status of a shipment whose items have these.

    If they differ, it is partly-received while copies of any item are outstanding, otherwise closed, with a loss.
    """
    if len(statuses) == 1:
        return min(statuses)
    return "partly-received" if statuses & {"in-transit", "partly-received"} else "closed"


_IS_FOLLOWED = "SELECT EXISTS (SELECT 1 FROM movement WHERE shipment = ?1 AND entry <> ?1)"
"""Whether copies of a shipment were received, lost or returned: ten times as fast as the view."""


def place_of(database: Database, number: int) -> int:
    """Return the id of the place of a recorded entry."""
    return database.number("SELECT place FROM entry WHERE id = ?", [number])


def time_of(database: Database, number: int) -> Time:
    """Return a recorded entry's position in time."""
    row = database.only_row("SELECT date, position FROM entry WHERE id = ?", [number])
    return Time(*row)


def sent_at(database: Database, number: int) -> Time | None:
    """Return a shipment's position in time, or None if no valid shipment has this number."""
    row = database.row("SELECT date, position FROM _standing WHERE id = ? AND type = 'ship'", [number])
    return Time(*row) if row else None


def shipments_between(database: Database, first: int, last: int) -> list[int]:
    """Return the numbers of the valid shipments between two entries."""
    return database.column(
        "SELECT id FROM _standing WHERE type = 'ship' AND id BETWEEN ? AND ? ORDER BY id", [first, last]
    )


def position_before(database: Database, day: str, position: int) -> int:
    """Return the last position on `day` before the given one, or 0."""
    return database.number(
        "SELECT coalesce(max(position), 0) FROM entry WHERE date = ? AND position < ?", [day, position]
    )


class Following(NamedTuple):
    """A later entry of the same day."""

    number: int
    position: int


def next_standing(database: Database, time: Time, replaced: int | None) -> Following | None:
    """Return the next valid entry of the day, or None; the one `replaced` and its receipts do not count."""
    row = database.row(
        "SELECT id, position FROM _standing WHERE date = ?1 AND position > ?2 "
        "AND id IS NOT ?3 AND coalesce(shipment, 0) IS NOT ?3 "
        "ORDER BY position LIMIT 1",
        (*time, replaced),
    )
    return Following(*row) if row else None


def books_loss(database: Database, number: int) -> bool:
    """Return whether a receipt, or one that it replaces, recorded the rest of its shipment as lost."""
    return database.is_so(_IS_CLOSING, [number])


_IS_CLOSING = """
WITH RECURSIVE former(id) AS (
    SELECT ?
    UNION
    SELECT coalesce(entry.replaces, entry.restores) FROM former JOIN entry ON entry.id = former.id
)
SELECT EXISTS (SELECT 1 FROM former JOIN entry ON entry.id = former.id AND entry.type = 'receive'
                 JOIN _movement AS movement ON movement.entry = former.id AND movement.count IS NULL
                WHERE movement.to_loss)
"""


def is_full_count(database: Database, number: int) -> bool:
    """Return whether an entry is a count of everything at its place."""
    return database.is_so("SELECT is_full FROM entry WHERE id = ?", [number])


def receipts_with(database: Database, shipment: int) -> list[int]:
    """Return the receipts recorded in one command with their shipment.

    Receipts that were only recorded again with the replacement of their shipment are not included.
    """
    return database.column(
        "SELECT receipt.id FROM entry AS receipt "
        "JOIN entry AS sent ON sent.id = receipt.shipment AND sent.command = receipt.command "
        "JOIN entry AS first ON first.id = coalesce(receipt.restores, receipt.id) AND first.replaces IS NULL "
        "JOIN entry AS first_sent ON first_sent.id = first.shipment AND first_sent.command = first.command "
        "WHERE receipt.shipment = ? ORDER BY receipt.id",
        [shipment],
    )


def of_command(database: Database, command: int) -> list[int]:
    """Return the entries that a command made.

    Omits receipts recorded together with their shipments, and omits voids unless it made nothing else.
    """
    return database.column(
        "SELECT id FROM entry WHERE command = ?1 "
        "AND NOT EXISTS (SELECT 1 FROM entry AS sent WHERE sent.id = entry.shipment AND sent.command = entry.command) "
        "AND (type <> 'void' OR NOT EXISTS (SELECT 1 FROM entry AS new WHERE new.command = ?1 AND new.type <> 'void')) "
        "ORDER BY id",
        [command],
    )


def run_printed(database: Database, number: int) -> int:
    """Return the run that a print entry printed."""
    return database.number("SELECT run FROM _movement WHERE entry = ? AND from_printer", [number])


def counts_on(database: Database, place: int, run: int, time: Time, most: int) -> list[int]:
    """Return the last `most` valid counts of a run at a place on that day before a time.

    The pluses keep SQLite from reading all entries of the day by time instead of the counts there.
    """
    rows = database.rows(
        "SELECT entry.id FROM _standing AS entry WHERE entry.place = ?1 AND entry.type = 'count' "
        "AND entry.date = ?3 AND +entry.position < ?4 "
        "AND (is_full OR EXISTS (SELECT 1 FROM count_line WHERE count_line.count = entry.id AND (count_line.run = ?2 "
        "OR count_line.item = (SELECT item FROM print_run WHERE id = ?2)))) ORDER BY +entry.position DESC LIMIT ?5",
        (place, run, *time, most),
    )
    return [number for (number,) in rows][::-1]


def _movements(database: Database, number: int) -> tuple[Movement, ...]:
    rows = database.rows(
        "SELECT print_run.code, print_run.item, movement.date, source.code, destination.code, "
        "movement.quantity, movement.count "
        "FROM movement JOIN print_run ON print_run.id = movement.run "
        "JOIN place AS source ON source.id = movement.source "
        "JOIN place AS destination ON destination.id = movement.destination "
        "WHERE movement.entry = ? ORDER BY movement.line",
        [number],
    )
    return tuple(Movement(*row) for row in rows)


# The numbers of a part of many entries, in order of time.


def numbers(
    database: Database, when: AsOf, where: str, values: Mapping[str, Any], order: Sequence[str], *, newest_first: bool
) -> Iterator[int]:
    """Yield the numbers of entries, as of a date and as known at a timestamp.

    `where`, a clause on the columns of `entry`, and the columns of `order` are trusted SQL, never user input.
    """
    from tracker.store.queries import as_of  # reads files, which is slow

    known = as_of(database, when)
    ordered = ", ".join(f"{column} DESC" if newest_first else column for column in order)
    rows = database.rows(
        f"SELECT id FROM entry{where}{' AND' if where else ' WHERE'} date <= :at AND id <= :known_entry "
        f"ORDER BY {ordered}",
        {**values, "at": known["at"], "known_entry": known["known_entry"]},
    )
    return (number for (number,) in rows)


# Entries as clerks name them: the last one of a clerk, and by reference.


def last_made_by(database: Database, clerk: str) -> int | None:
    """Return a clerk's last command that recorded entries, or None."""
    return database.number_or_none(
        "SELECT max(number) FROM command WHERE clerk = ? AND first_entry IS NOT NULL", [clerk]
    )


def referred_to(database: Database, reference: str, kind: str | None) -> list[int]:
    """Return the valid entries, of type `kind` if given, whose current reference this is.

    Receipts recorded with their shipments share the reference, and are left out unless receipts are requested.
    """
    return database.column(
        "SELECT entry.id FROM text JOIN _standing AS entry ON entry.id = text.entry "
        "WHERE text.reference = ?1 AND text.reference = ?1 COLLATE NOCASE "
        "AND text.command = (SELECT max(command) FROM text AS version "
        "WHERE version.entry = text.entry) AND (?2 IS NULL OR entry.type = ?2) AND (?2 = 'receive' OR NOT EXISTS ("
        "SELECT 1 FROM entry AS first JOIN entry AS sent ON sent.id = first.shipment AND sent.command = first.command "
        "WHERE first.id = coalesce(entry.restores, entry.id) AND first.replaces IS NULL)) "
        "ORDER BY entry.id",
        (reference, kind),
    )


class Brief(NamedTuple):
    """A brief: the data by which a clerk recognises an entry."""

    number: int
    type: str
    place: str
    name: str
    date: str
    reference: str | None
    lines: str
    """The copies by item that it moved, without those missing from a shipment, or counted: "40 THB/lv, 20 THB/ru"."""
    is_valid: bool
    """Whether it is neither voided nor a void."""


def brief(database: Database, number: int) -> Brief:
    """Return the summary of the entry with this number, which must exist."""
    return latest(database, 1, number)[0]


def latest(database: Database, limit: int, last: int = MAX_NUMBER) -> list[Brief]:
    """Return the briefs of the latest entries up to number `last`, newest first."""
    rows = database.rows(
        "SELECT entry.id, entry.type, place.code, place.name, entry.date, (SELECT reference FROM text "
        "WHERE text.entry = entry.id ORDER BY command DESC LIMIT 1), coalesce((SELECT group_concat(line, ', ') FROM "
        "(SELECT sum(quantity) || ' ' || item AS line FROM ("
        "SELECT print_run.item, quantity FROM _movement AS movement JOIN print_run ON print_run.id = run "
        "WHERE movement.entry = entry.id AND count IS NULL AND (entry.type <> 'receive' OR NOT to_loss) UNION ALL "
        "SELECT coalesce(line.item, print_run.item), quantity FROM count_line AS line "
        "LEFT JOIN print_run ON print_run.id = line.run WHERE line.count = entry.id) GROUP BY item)), ''), "
        "type <> 'void' AND NOT EXISTS (SELECT 1 FROM voided WHERE voided.entry = entry.id) "
        "FROM entry JOIN place ON place.id = entry.place "
        "WHERE entry.id <= ? ORDER BY entry.id DESC LIMIT ?",
        [last, limit],
    )
    return [Brief(*row) for row in rows]


# Related entries: those of a parcel, and those that replace or restore others.


def current_version(database: Database, number: int) -> int | None:
    """Return the valid entry that replaces a void one or records it again, or None."""
    return database.number_or_none(
        "WITH RECURSIVE later (id) AS (SELECT ?1 UNION SELECT entry.id FROM entry JOIN later ON replaces = later.id "
        "UNION SELECT entry.id FROM entry JOIN later ON restores = later.id) "
        "SELECT max(id) FROM later WHERE id NOT IN (SELECT entry FROM voided)",
        [number],
    )


def corrections_chain(database: Database, shipment: int) -> list[int]:
    """Return a shipment and its receipts, even void ones, with those it replaced or that replaced it, by time."""
    return database.column(
        "WITH RECURSIVE before (id) AS (SELECT ?1 UNION SELECT replaces FROM entry JOIN before USING (id)), "
        "after (id) AS (SELECT ?1 UNION SELECT entry.id FROM entry JOIN after ON entry.replaces = after.id), "
        "sent (id) AS (SELECT id FROM before UNION SELECT id FROM after) "
        "SELECT id FROM entry WHERE id IN sent OR shipment IN (SELECT id FROM sent WHERE id IS NOT NULL) "
        "ORDER BY date, position, id",
        [shipment],
    )


def standing_on(
    database: Database, kind: EntryType, place: int, day: str, shipment: int | None, *, before: int
) -> list[int]:
    """Return the valid entries of a type, place and date before an entry, in order.

    Receipts are those of the `shipment`. The plus keeps the type from matching the index on counts: SQLite would
    otherwise plan the query again for each type.
    """
    return database.column(
        "SELECT id FROM _standing WHERE place = ? AND date = ? AND +type = ? AND shipment IS ? AND id < ? ORDER BY id",
        (place, day, kind.value, shipment, before),
    )


class Contained(NamedTuple):
    """A part of an entry: copies of a run, or a count's result."""

    entry: int
    what: object
    """The code of the run; for a count the item, the run's number, or "full"."""
    item: str | None
    """The run's item; None for a count."""
    is_lost: bool
    """Whether the copies were lost."""
    quantity: int
    """The copies; for a count's "full", 1 if everything was counted, otherwise 0."""


def contained(database: Database, kind: EntryType, numbers: Collection[int]) -> Iterator[Contained]:
    """Yield the parts of entries of one type, without count differences; one that moved nothing has no part."""
    parameters = [numbered(numbers)]
    rows = database.rows(_COUNTED, parameters) if kind is EntryType.COUNT else database.rows(_MOVED, parameters)
    return (Contained(entry, what, item, bool(is_lost), quantity) for entry, what, item, is_lost, quantity in rows)


_MOVED = """
SELECT movement.entry, print_run.code, print_run.item, movement.to_loss, movement.quantity
  FROM json_each(?) AS asked
  JOIN _movement AS movement ON movement.entry = asked.value AND movement.count IS NULL
  JOIN print_run ON print_run.id = movement.run
"""

_COUNTED = """
SELECT line.count, coalesce(line.item, line.run), NULL, 0, line.quantity
  FROM json_each(?1) AS asked
  JOIN count_line AS line ON line.count = asked.value
 UNION ALL
SELECT entry.id, 'full', NULL, 0, entry.is_full
  FROM json_each(?1) AS asked
  JOIN entry ON entry.id = asked.value
"""


# The statements that record new ones.


def statements_of(drafts: Sequence[Draft], command: int) -> tuple[list[Statement], list[Statement], list[Statement]]:
    """Return the statements that record the drafts' movements, their entries, and details of these, in this order."""
    movements = [_movement(draft.number, line, move) for draft in drafts for line, move in enumerate(draft.moves, 1)]
    entries = [_entry(draft, command) for draft in drafts]
    facts = [fact for draft in drafts for fact in _counting(draft)]
    facts += [fact for draft in drafts for fact in (*_costs(draft), *_audience(draft), *_text(draft, command))]
    return movements, entries, facts


def movements(number: int, moves: Sequence[Move], first: int) -> list[Statement]:
    """Return the statements that record movements of an entry, numbered from line `first`."""
    return [_movement(number, line, move) for line, move in enumerate(moves, first)]


def _movement(number: int, line: int, move: Move) -> Statement:
    return insert(
        "movement",
        entry=number,
        line=line,
        run=move.run,
        source=move.source,
        destination=move.destination,
        quantity=move.quantity,
        date=move.time.date,
        position=move.time.position,
        shipment=move.shipment,
        count=move.count,
    )


def _entry(draft: Draft, command: int) -> Statement:
    return insert(
        "entry",
        id=draft.number,
        command=command,
        type=draft.type.value,
        date=draft.time.date,
        position=draft.time.position,
        place=draft.place,
        shipment=draft.shipment,
        replaces=draft.replaces,
        request=draft.request,
        reason=draft.reason,
        is_full=int(draft.counting is not None and draft.counting.full),
        key=draft.row_key,
    )


def _counting(draft: Draft) -> list[Statement]:
    if draft.counting is None:
        return []
    found: list[dict[str, int | str]] = [
        {"run": run, "quantity": quantity} for run, quantity in draft.counting.runs.items()
    ]
    found += [{"item": item, "quantity": quantity} for item, quantity in draft.counting.items.items()]
    return [insert("count_line", count=draft.number, line=line, **values) for line, values in enumerate(found, 1)]


def _costs(draft: Draft) -> list[Statement]:
    return [
        insert(
            "shipment_cost",
            shipment=draft.number,
            item=item.item,
            cost=item.cost.cents,
            whole=item.whole,
            currency=item.cost.currency,
            fund=item.fund,
            funding_grant=item.grant,
        )
        for item in draft.costs
    ]


def _audience(draft: Draft) -> list[Statement]:
    return [
        insert("handout_audience", handout=draft.number, name=name, people=people) for name, people in draft.audience
    ]


def _text(draft: Draft, command: int) -> list[Statement]:
    return write(command, entry=draft.number, reference=draft.reference, carrier=draft.carrier, note=draft.note)
