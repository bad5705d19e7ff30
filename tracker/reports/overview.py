"""What a manager wants to know, gathered from the other reports."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path

from tracker.model.overview import ItemLeft, LoggedEntry, Month, Overview, Served, Waiting
from tracker.model.table import AsOf, Row
from tracker.reports.due import waiting
from tracker.reports.queries import Database, ask, by_code, reading, summed
from tracker.store.catalogue import place_names
from tracker.store.dictionary import columns
from tracker.store.entries import latest

_MONTHS = 36
_ENTRIES = 12
_STORE = "store"


def overview(path: Path) -> Overview:
    """Return what a manager wants to know, today."""
    with reading(path) as database:
        names = dict(place_names(database))
        due, all_that_waits = waiting(database, None), list(ask(database, "_waiting", AsOf()))
        (backup,) = [row for row in all_that_waits if row[0] == "backup"]
        return Overview(
            date.today().isoformat(),
            tuple(_items(database)),
            _waiting("parcel", all_that_waits, due, names),
            _waiting("request", all_that_waits, due, names),
            tuple(_served(database)),
            tuple(_months(database, date.today())),
            tuple(LoggedEntry(*entry) for entry in latest(database, _ENTRIES)),
            None if backup[4] == "never" else str(backup[2]),
            len(due),
        )


def _items(database: Database) -> Iterable[ItemLeft]:
    names = [column.name for column in columns("runout")]
    titles = {row[0]: str(row[1]) for row in ask(database, "stock", AsOf())}
    rows = [dict(zip(names, row, strict=True)) for row in ask(database, "runout", AsOf().as_of_today())]
    rows.sort(key=lambda row: (row["runs_out_on"] is None, str(row["runs_out_on"]), by_code(row["item"])))
    wanted = [field for field in ItemLeft.__dataclass_fields__ if field != "title"]
    for row in rows:
        yield ItemLeft(title=titles.get(row["item"], ""), **{name: row[name] for name in wanted})  # type: ignore[arg-type]


def _waiting(what: str, waits: Sequence[Row], due: Sequence[Row], names: dict[str, str]) -> Waiting:
    found = sorted((row for row in waits if row[0] == what), key=lambda row: (str(row[2]), str(row[5])))
    if not found:
        return Waiting()
    _, place, _, days, about, command = found[0]
    late = sum(row[0] == what for row in due)
    return Waiting(len(found), late, names.get(str(place)), int(days or 0), str(about), str(command))


def _served(database: Database) -> Iterable[Served]:
    """Yield the kinds of which some place never got anything, those with most of them first; stores are left out."""
    places, never = Counter[str](), Counter[str]()
    named = [column.name for column in columns("coverage")]
    kind, last = named.index("kind"), named.index("last_received")
    for row in ask(database, "coverage", AsOf()):
        if row[kind] != _STORE:
            places[str(row[kind])] += 1
            never[str(row[kind])] += row[last] is None
    for each, count in sorted(never.items(), key=lambda pair: (-pair[1], pair[0])):
        if count:
            yield Served(each, places[each], count)


def _months(database: Database, today: date) -> Iterable[Month]:
    found = summed(database, "distribution_lines", AsOf(), ("month",), {"copies": "sum(copies)"})
    for back in range(_MONTHS - 1, -1, -1):
        years, month = divmod(today.year * 12 + today.month - 1 - back, 12)
        name = f"{years}-{month + 1:02}"
        yield Month(name, int(found.get((name,), (0,))[0] or 0))
