"""The manager's overview, gathered from the other reports."""

from collections.abc import Iterable, Sequence
from datetime import date

from tracker.messages import Message
from tracker.model.as_of import AsOf
from tracker.model.dates import END_OF_TIME, today
from tracker.model.overview import ItemLeft, LoggedEntry, Month, Overview, Served, Waiting
from tracker.model.table import Row, Table
from tracker.reports.answers import inbox_of
from tracker.reports.queries import Database, Ledger, ask, by_code, by_name, reading, records
from tracker.store.catalogue import place_names, titles
from tracker.store.dictionary import columns
from tracker.store.entries import latest
from tracker.store.overview import State, sent_by_month, served, state_of

# Tasks that wait, with the commands that do them.


DUE = columns("due")
_MATTERS = "what", "command", "place", "days", "about", "needed", "name"
_RANKS = ("answer", "parcel", "request", "level", "seminar", "over", "count", "silent", "review", "grant", "backup")
"""The kinds of tasks in the order of the list."""


Waits = list[tuple[Row, bool]]
"""Rows of open tasks, each with whether it is due."""


def due(ledger: Ledger, days: int | None = None, waits: Waits | None = None) -> Table:
    """Return the tasks due today: by date needed, then by how long they have been due.

    Parcels are due after more than `days` days in transit. `waits` are the tasks, if already read.
    """

    def order(row: Row) -> tuple[object, ...]:
        by_place = by_name(names.get(str(row[1])), row[1])
        return _RANKS.index(str(row[0])), row[6] or END_OF_TIME, str(row[2]), by_place

    with reading(ledger) as database:
        names = dict(place_names(database))
        rows = [
            row[: len(DUE)]
            for row, is_due in waits or waiting(database)
            if (int(row[3] or 0) > days if days is not None and row[0] == "parcel" else is_due)
        ]
    rows.sort(key=order)
    return Table(
        Message("Due on {day}", day=today()),
        DUE,
        rows,
        Message("Nothing is due."),
        matters=_MATTERS,
        whole="command",
        names=names,
    )


def waiting(database: Database) -> Waits:
    """Return all open tasks."""
    found = [(row[:-1], bool(row[-1])) for row in ask(database, "_waiting", AsOf())]
    now = today()
    for answer in inbox_of(database).waiting():
        lines = " ".join(f"{line.item}={line.quantity}" for line in answer.open_lines) or answer.words
        day, command = answer.day.isoformat(), f"tracker inbox accept {answer.number}"
        row: Row = ("answer", answer.place, day, (now - answer.day).days, lines, command, None)
        found.append((row + (None,) * (len(found[0][0]) - len(row)), True))
    return found


_MONTHS = 36
_ENTRIES = 12


def overview(ledger: Ledger, waits: Waits | None = None) -> Overview:
    """Return the overview as of today. `waits` are the open tasks, if already read."""
    with reading(ledger) as database:
        names = dict(place_names(database))
        kinds = [Served(*row) for row in ask(database, "_service", AsOf())]  # type: ignore[arg-type]
        waits = waits or waiting(database)
        unproven = [(row[0], int(row[7] or 0), int(row[8] or 0)) for row, _ in waits if row[7] is not None]
        at_places = int(next(database.rows("SELECT coalesce(sum(at_places), 0) FROM _flow"))[0])
        (backup,) = [row for row, _ in waits if row[0] == "backup"]
        return Overview(
            AsOf().day.isoformat(),
            tuple(_items(database)),
            _waiting("parcel", waits, names),
            _waiting("request", waits, names),
            _waiting("level", waits, names),
            _waiting("review", waits, names),
            tuple(sorted((each for each in kinds if each.never), key=lambda each: (-each.never, each.kind))),
            tuple(_months(database, today())),
            tuple(LoggedEntry(each.number, each.type, each.name, each.date) for each in latest(database, _ENTRIES)),
            None if backup[4] == "never" else str(backup[2]),
            sum(is_due for _, is_due in waits),
            _waiting("grant", waits, names),
            sum(each.places for each in kinds),
            at_places,
            at_places - sum(copies for *_, copies in unproven),
            sum(places for what, places, _ in unproven if what == "silent"),
            _waiting("answer", waits, names),
            int(next(database.rows("SELECT coalesce(sum(found), 0) FROM _found"))[0]),
        )


def _items(database: Database) -> Iterable[ItemLeft]:
    known = titles(database)
    rows = sorted(
        records(database, "runout"),
        key=lambda row: (row["runs_out_on"] is None, str(row["runs_out_on"]), by_code(row["item"])),
    )
    wanted = [field for field in ItemLeft.__dataclass_fields__ if field != "title"]
    for row in rows:
        yield ItemLeft(title=known.get(row["item"], ""), **{name: row[name] for name in wanted})


def _waiting(what: str, waits: Sequence[tuple[Row, bool]], names: dict[str, str]) -> Waiting:
    found = sorted(
        ((row, is_due) for row, is_due in waits if row[0] == what), key=lambda pair: (str(pair[0][2]), str(pair[0][5]))
    )
    if not found:
        return Waiting()
    _, place, _, days, about, command, *_ = found[0][0]
    late = sum(is_due for _, is_due in found)
    count = len({row[1] for row, _ in found}) if what == "level" else len(found)
    return Waiting(count, late, names.get(str(place)), max(int(days or 0), 0), str(about), str(command))


def _months(database: Database, today: date) -> Iterable[Month]:
    found = sent_by_month(database)
    for back in range(_MONTHS - 1, -1, -1):
        years, month = divmod(today.year * 12 + today.month - 1 - back, 12)
        name = f"{years}-{month + 1:02}"
        yield Month(name, found.get(name, 0))


__all__ = ["State", "served", "state_of"]
