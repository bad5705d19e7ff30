"""Recover the commands that a restored log lacks and a copy has, as sheets to import and commands to run."""

import csv
import json
import os
from collections.abc import Callable, Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any, NamedTuple

from tracker.errors import session
from tracker.messages import Message
from tracker.model.text import command_line
from tracker.offices.batches import content_of
from tracker.store import sharing
from tracker.store.catalogue import aliases_in
from tracker.store.commands import last_shared
from tracker.store.connection import Database

Row = dict[str, Any]

_SHEETS = {
    "print": (
        "print-runs",
        "item printed_on quantity store cost currency fund grant printer isbn reference note review_by mark carton "
        "weight url",
    ),
    "ship": ("shipments", "date place item quantity store cost currency fund grant reference carrier note"),
    "receive": ("receipts", "shipment date place item quantity reference note"),
    "return": ("returns", "date place item quantity store reference note"),
    "handout": ("handouts", "date place item quantity reference note audience"),
    "count": ("counts", "date place item quantity reference note"),
}
"""The importable tables with their columns, by entry type."""

_OPTIONS = ("carrier", "request", "reason", "cost", "currency", "fund", "replaces", "date", "ref", "note", "key")

_FIRST = {
    "kinds": "SELECT code, name FROM kind",
    "funds": "SELECT * FROM funds",
    "booklets": "SELECT * FROM booklets",
    "places": "SELECT *, 'open' AS status FROM places WHERE code NOT IN (SELECT code FROM seminars)",
    "seminars": "SELECT * FROM seminars",
}
"""The tables of things with codes, in an order in which they can be recorded."""

_GRANTS = 'SELECT grants.* FROM grants JOIN funding_grant ON id = "grant" WHERE command > :shared'
_LAST = {
    "levels": "SELECT place.code AS place, item, low, high FROM _level JOIN place ON place.id = place "
    "WHERE _level.command > :shared AND low IS NOT NULL",
    "regions": "SELECT * FROM regions WHERE name IN (SELECT name FROM region WHERE command > :shared)",
}


_LAST_REQUEST = "SELECT coalesce(max(id), 0) FROM request"
_LAST_RUN = "SELECT coalesce(max(number), 0) FROM print_run WHERE item = ?"
_AGAIN = "SELECT run FROM print_runs WHERE item = ? AND printed_on = ? AND quantity = ? AND reference = ?"


class _Step(NamedTuple):
    """One recovery step: a sheet to import or, without rows, a command to run."""

    table: str
    rows: list[Row]
    words: list[str]


class _Steps:
    """The steps in the order of recording; rows join the sheet before them."""

    def __init__(self, present: Database, made: Database, shared: int) -> None:
        """Start with no steps, for what `present` recorded after command `shared` and `made` lacks."""
        self.steps = list[_Step]()
        self._present, self._made = present, made
        self._last = {"shared": shared} | {
            table: present.value(f"SELECT coalesce(max(id), 0) FROM {table} WHERE command <= ?", [shared])
            for table in ("entry", "request", "funding_grant")
        }
        self._runs, self._references = dict[str, str](), dict[int, str]()
        """The new names of print runs, and the references of shipments, for use in commands."""
        self._requests = dict[int, int]()
        """The new numbers of requests."""
        self._numbers = dict[str, int]()
        """The last number of each item's print runs, and of requests, once these steps are done."""

    def of_all(self) -> list[_Step]:
        """Return all steps."""
        for table, sql in _FIRST.items():
            known = {row["code"] for row in self._made.records(sql)}
            new = [row for row in self._present.records(sql) if row["code"] not in known]
            if table == "kinds":
                for row in new:
                    self._type("kind", "add", *row.values())
            else:
                self._import(table, new)
        self._import("grants", list(self._present.records(_GRANTS, self._last)))
        text = files("tracker.db.offices").joinpath("lacking.sql").read_text(encoding="utf-8")
        entries, lines, requests, facts = text.split("\n\n")[1:]
        recorded: list[tuple[float, Row | list[Any]]] = [
            *((row["slot"], json.loads(row["words"])) for row in self._present.records(facts, self._last)),
            *self._edits(),
            *((row["slot"], row) for row in self._present.records(requests, self._last)),
            *((row["slot"], row) for row in self._present.records(entries, self._last)),
        ]
        for _, each in sorted(recorded, key=lambda step: step[0]):
            if isinstance(each, list):
                self._type(*_without_empty(each))
            elif "words" in each:
                self._request(each["request"], json.loads(each["words"]))
            else:
                self._entry(each, list(self._present.records(lines, self._last | {"number": each["entry"]})))
        for table, sql in _LAST.items():
            self._import(table, list(self._present.records(sql, self._last)))
        return self.steps

    def _edits(self) -> Iterator[tuple[float, list[Any]]]:
        """Yield the commands that remove things or change columns without history, each with the entry it follows."""
        for batch in sharing.kept_after(self._present, self._last["shared"]):
            slot = self._present.value("SELECT max(last_entry) FROM command WHERE number <= ?", [batch.number]) or 0
            for act, table, *rest in content_of(batch).changes:
                if act == "add" or table not in ("booklet", "fund", "kind", "place"):
                    continue
                columns, ((key, *values), *_) = rest
                identity = "id" if table == "place" else "code"
                code = self._made.value(f"SELECT code FROM {table} WHERE {identity} = ?", [key])
                words = [table, "edit" if act == "change" else "remove", code]
                for column, value in zip(columns[1:], values, strict=True):
                    if column == "is_discreet":
                        words += [f"--{'' if value else 'no-'}discreet"]
                    elif column == "aliases":
                        had = aliases_in(self._made.value(f"SELECT aliases FROM {table} WHERE {identity} = ?", [key]))
                        words += [word for name in set(had) - set(aliases_in(value)) for word in ("--drop-alias", name)]
                        words += [word for name in aliases_in(value) if name not in had for word in ("--alias", name)]
                    else:
                        words += [f"--{column}", value or ""]
                if code is not None:
                    yield slot + 0.5, words

    def _type(self, *words: object) -> None:
        self.steps.append(_Step("", [], ["tracker", *(self._runs.get(str(word), str(word)) for word in words)]))

    def _import(self, table: str, rows: list[Row]) -> None:
        """Add rows to the last step if it is a sheet of their table, or to a new one.

        A sheet has one print run only, since an import numbers several by date.
        """
        if rows and table != "print-runs" and self.steps and self.steps[-1].table == table:
            self.steps[-1].rows.extend(rows)
        elif rows:
            self.steps.append(_Step(table, rows, []))

    def _next_number(self, name: str, sql: str, *parameters: str) -> int:
        """Return the next number of an item's print runs or of requests; `sql` selects the last one of the log."""
        last = self._numbers.get(name) or self._made.number(sql, parameters)
        self._numbers[name] = last + 1
        return last + 1

    def _request(self, number: int, words: list[Any]) -> None:
        key = f"old-{self._last['shared']}-request-{number}"
        again = self._made.value(
            "SELECT request.id FROM request JOIN command ON number = command WHERE command.key = ?", [key]
        )
        self._requests[number] = again or self._next_number("", _LAST_REQUEST)
        self._type(*_without_empty(words), "--key", key)

    def _entry(self, entry: Row, lines: list[Row]) -> None:
        kind, root, item, run = entry["type"], entry["replaces"], lines[0]["item"], lines[0]["run"]
        if kind == "ship":
            self._references[entry["shipment"]] = entry["reference"] or str(root)
        elif kind == "print" and not root:
            again = self._recorded_again(entry, lines[0])
            self._runs[run] = again or f"{item}/{self._next_number(item, _LAST_RUN, item)}"
        entry |= {
            "shipment": self._references.get(entry["shipment"], entry["shipment"]),
            "request": self._requests.get(entry["request"], entry["request"]),
            "key": f"old-{self._last['shared']}-{entry['entry']}",
        }
        for line in lines:
            line["run"] = self._runs.get(line["run"], line["run"])
        if entry["is_typed"]:
            self._type(*_words(entry, lines))
        elif not entry["is_included"]:
            table, columns = _SHEETS[kind]
            rows = [entry | line | {"item": line["item" if kind == "print" else "run"]} for line in lines]
            self._import(table, [{name: row[name] for name in columns.split()} for row in rows])

    def _recorded_again(self, entry: Row, line: Row) -> str | None:
        """Return the print run of the log that another office recorded again from this entry, if there is one."""
        run: str | None = self._made.value(_AGAIN, [line["item"], entry["date"], line["quantity"], entry["reference"]])
        return run


def _words(entry: Row, lines: list[Row]) -> list[Any]:
    kind, entry = entry["type"], lines[0] | entry
    subjects = {"move": ["source", "destination"], "print": ["item", "quantity"], "receive": ["shipment"]}
    words = [kind, *(entry[name] for name in subjects.get(kind, ["place"]))]
    words += [f"{line['run']}={line['quantity']}" for line in lines if kind != "print"]
    words += [f"--{name}" for name in ("full", "close", "received") if entry[f"is_{name}"]]
    words += [word for group in json.loads(entry["groups"]) for word in ("--audience", group)]
    words += ["--from" if kind == "ship" else "--to", entry["store"]]
    return _without_empty([*words, *(word for name in _OPTIONS for word in (f"--{name}", entry[name]))])


def _without_empty(words: list[Any]) -> list[Any]:
    empty = {at for at, word in enumerate(words) if word is None}
    return [word for at, word in enumerate(words) if not {at, at + 1} & empty]


def write_lacking(
    present: Database, made: Database, url: str, path: Path, confirm: Callable[[Message], None]
) -> list[Message]:
    """Write what a copy has and its log lacks as sheets next to it, after confirmation; return the commands, in order.

    `made` is what the log produces. Every office gets all sheets, so that none depends on another's import.
    """
    shared, last = last_shared(present, made), present.value("SELECT max(number) FROM command")
    if shared == last:
        return []
    confirm(_PLAN.given(url=url, first=shared + 1, last=last, path=path))
    folder = path.with_name(f"{path.stem}.lacking-{shared + 1}")
    folder.mkdir(mode=0o700, exist_ok=True)
    database = session.database()
    named = [] if database is None else ["--db", database]
    commands = list[Message]()
    sheets = 0
    for step in _Steps(present, made, shared).of_all():
        words = step.words
        if step.rows:
            sheets += 1
            file = folder / f"{sheets:02}-{step.table}.csv"
            with os.fdopen(os.open(file, _NEW_FILE, 0o600), "w", encoding="utf-8", newline="") as out:
                sheet = csv.DictWriter(out, list(step.rows[0]), lineterminator="\n")
                sheet.writeheader()
                sheet.writerows(step.rows)
            words = ["tracker", "import", step.table, str(file), *_HOW.get(step.table, "").split()]
        commands.append(Message("{command}", command=command_line([*words, *named])))
    return [_ORDER.given(), *commands] if commands else []


_HOW = dict.fromkeys(("levels", "regions"), "--update") | dict.fromkeys(
    ("print-runs", "shipments", "returns", "handouts", "counts"), "--add"
)
"""Options of the commands: sheets of another branch or office may have the same names."""
_NEW_FILE = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
_PLAN = Message(
    "The log at {url} lacks commands {first} to {last} of {path}. The old file is kept, and these commands are written "
    "as sheets."
)
_ORDER = Message("To record them again, run these commands in this order:")
