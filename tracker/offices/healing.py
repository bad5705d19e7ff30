"""Recover the commands that a restored log lacks and a copy has, as sheets to import and commands to run."""

import csv
import json
from collections.abc import Callable, Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

from tracker.errors import session
from tracker.messages import Message
from tracker.model.text import command_line
from tracker.offices.batches import content_of
from tracker.store import sharing
from tracker.store.answers import Inbox, recorded
from tracker.store.catalogue import aliases_in
from tracker.store.commands import last_number
from tracker.store.connection import Database
from tracker.store.desk import DeskFile

Row = dict[str, Any]

_SHEETS = {
    "print": (
        "print-runs --add",
        "run item printed_on quantity store cost currency fund grant printer isbn reference note review_by mark carton "
        "weight url",
    ),
    "ship": ("shipments --add", "date place item quantity store cost currency fund grant reference carrier note"),
    "receive": ("receipts", "shipment date place item quantity reference note"),
    "return": ("returns --add", "date place item quantity store reference note"),
    "handout": ("handouts --add", "date place item quantity reference note audience"),
    "count": ("counts --add", "date place item quantity reference note"),
}
"""The importable tables with their columns, by entry type. With --add, another sheet may have had the same name."""

_OPTIONS = "carrier request reason cost currency fund grant replaces date ref note key"

_LISTS = {"--fund": "+", "--grant": "+", "--audience": "; "}
"""Repeatable options, each with the separator of its values in a column."""

_FIRST, _LAST = ("grants", "booklets", "places", "seminars"), ("requests", "levels --update", "regions --update")
"""The tables whose sheets come before and after those of entries; later sheets refer to earlier ones."""

_EDITED = dict.fromkeys(("booklet", "fund", "kind"), "code = :key") | {"place": "id = :key AND command <= :shared"}
"""The tables that are changed in place, each with the condition that selects the changed row in the new copy."""


class _Steps:
    """The steps that record lost commands again, in the order of recording; consecutive rows of a table share a sheet.

    The log may give the numbers of lost entries, print runs and grants to others. So no step contains them: a print run
    gets the number of its old entry, for example.
    """

    def __init__(self, present: Database, made: Database, shared: int) -> None:
        """Prepare the steps for the commands after `shared`, which the old copy `present` has and `made` lacks."""
        self.steps = list[tuple[list[str], list[Row]]]()
        """The words of each command, with the rows of its sheet; the path of the sheet is added later."""
        self._present, self._made = present, made
        text = files("tracker.db.offices").joinpath("lacking.sql").read_text(encoding="utf-8")
        self._sql = {part.partition(":")[0].removeprefix("-- "): part for part in text.split("\n\n")[1:]}
        self._last = {"shared": shared} | {
            table: present.value(f"SELECT coalesce(max(id), 0) FROM {table} WHERE command <= ?", [shared])
            for table in ("entry", "request", "funding_grant")
        }
        self._names, self._references = self._grants(), dict[int, str]()
        """The new names of grants (`#2`) and print runs by old name, and the references of shipments by old number."""

    def all(self) -> list[tuple[list[str], list[Row]]]:
        """Return all steps in order."""
        for table in ("kind", "fund"):
            known = set(self._made.column(f"SELECT code FROM {table}"))
            for code, name in self._present.rows(f"SELECT code, name FROM {table}"):
                if code not in known:
                    self._type(table, "add", code, name)
        for table in _FIRST:
            self._import(table, self._records(table))
        recorded: list[tuple[float, Row | list[Any]]] = [
            *((row["slot"], json.loads(row["words"])) for row in self._records("facts")),
            *self._edits(),
            *((row["slot"], row) for row in self._records("entries")),
        ]
        for _, each in sorted(recorded, key=lambda step: step[0]):
            if isinstance(each, list):
                self._type(*each)
            else:
                self._entry(each, self._records("lines", number=each["entry"]))
        for table in _LAST:
            self._import(table, self._records(table.partition(" ")[0]))
        return self.steps

    def _records(self, name: str, **values: Any) -> list[Row]:
        return list(self._present.records(self._sql[name], self._last | values))

    def _grants(self) -> dict[str, str]:
        """Return the new number of each lost grant: that of an equal grant if the log has one, else the next one."""
        there = {tuple(content): number for number, *content in self._made.rows(self._sql["grants"], self._last)}
        last = self._made.number("SELECT coalesce(max(id), 0) FROM funding_grant")
        numbers = dict[str, str]()
        for number, *content in self._present.rows(self._sql["grants"], self._last):
            again = there.get(tuple(content))
            last += again is None
            numbers[f"#{number}"] = f"#{again or last}"
        return numbers

    def _edits(self) -> Iterator[tuple[float, list[Any]]]:
        """Yield the lost edits of columns without history and the lost removals, each with its place in the order."""
        for batch in sharing.kept_after(self._present, self._last["shared"]):
            slot = self._present.value("SELECT max(last_entry) FROM command WHERE number <= ?", [batch.number]) or 0
            for act, table, *rest in content_of(batch).changes:
                if act == "add" or table not in _EDITED:
                    continue
                columns, ((key, *values), *_) = rest
                question = f"SELECT * FROM {table} WHERE {_EDITED[table]}"
                for made in self._made.records(question, self._last | {"key": key}):
                    yield slot + 0.5, _edit(table, act, made, dict(zip(columns[1:], values, strict=True)))

    def _type(self, *words: object) -> None:
        """Add a command. An option without a value is omitted, one with several is repeated.

        An edit without options is not added.
        """
        typed = ["tracker"]
        for word in words:
            option = typed.pop()
            if word is not None:
                parts = str(word).split(_LISTS[option]) if option in _LISTS else [str(word)]
                typed += [one for part in parts for one in (option, self._names.get(part, part))]
        if typed[2] != "edit" or len(typed) > 4:
            self.steps.append((typed, []))

    def _import(self, table: str, rows: list[Row]) -> None:
        """Add rows to the last step if it imports the same table, otherwise to a new step."""
        for row in rows:
            if grant := row.get("grant"):
                row["grant"] = "+".join(self._names.get(part, part) for part in str(grant).split("+"))
        words = ["tracker", "import", *table.split()]
        if rows and not (self.steps and self.steps[-1][0] == words):
            self.steps.append((words, []))
        if rows:
            self.steps[-1][1].extend(rows)

    def _entry(self, entry: Row, lines: list[Row]) -> None:
        kind, root = entry["type"], entry["replaces"]
        if kind == "ship":
            self._references[entry["shipment"]] = entry["reference"] or str(root)
        elif kind == "print" and not root:
            self._names[lines[0]["run"]] = f"{lines[0]['item']}/{entry['entry']}"
        entry |= {
            "shipment": self._references.get(entry["shipment"], entry["shipment"]),
            "key": f"old-{self._last['shared']}-{entry['entry']}",
        }
        for line in lines:
            line["run"] = self._names.get(line["run"], line["run"])
        if entry["is_typed"]:
            self._type(*_words(entry, lines))
        elif not entry["is_included"]:
            table, columns = _SHEETS[kind]
            rows = [entry | line | {"item": line["item" if kind == "print" else "run"]} for line in lines]
            self._import(table, [{name: row[name] for name in (*columns.split(), "rest_of")} for row in rows])


def _edit(table: str, act: str, made: Row, new: Row) -> list[Any]:
    """Return the words of the command that repeats a lost edit or removal of a row; `made` is the row in the log."""
    words = [table, "edit" if act == "change" else "remove", made["code"]]
    for column, value in new.items():
        if column == "link":
            return ["place", "link", made["code"], "--renew" if value % 2 else "--off"]
        if column == "is_discreet":
            words += [f"--{'' if value else 'no-'}discreet"]
        elif column == "aliases":
            before, after = aliases_in(made["aliases"]), aliases_in(value)
            words += [word for name in before if name not in after for word in ("--drop-alias", name)]
            words += [word for name in after if name not in before for word in ("--alias", name)]
        else:
            words += [f"--{column}", value or ""]
    return words


def _words(entry: Row, lines: list[Row]) -> list[Any]:
    kind, entry = entry["type"], lines[0] | entry
    subjects = {"move": ["source", "destination"], "print": ["item", "quantity"], "receive": ["shipment"]}
    words = [kind, *(entry[name] for name in subjects.get(kind, ["place"]))]
    words += [f"{line['run']}={line['quantity']}" for line in lines if kind != "print"]
    words += [f"--{name}" for name in ("full", "close", "received") if entry[f"is_{name}"]]
    words += ["--audience", entry["audience"], "--from" if kind == "ship" else "--to", entry["store"]]
    return [*words, *(word for name in _OPTIONS.split() for word in (f"--{name}", entry[name]))]


def write_lacking(
    present: Database, made: Database, shared: int, url: str, path: Path, confirm: Callable[[Message], None]
) -> list[Message]:
    """Write the commands after `shared`, which a copy has and its log lacks, as sheets and a file of commands.

    Asks for confirmation first, and returns messages about the file. `made` is the new copy of the log. Every office
    that has lost the commands gets all of them, so that none has to wait for another.
    """
    last = last_number(present)
    if shared == last:
        return []
    confirm(_PLAN.given(url=url, first=shared + 1, last=last, path=path))
    folder = path.with_name(f"{path.stem}.lacking-{shared + 1}")
    folder.mkdir(mode=0o700, exist_ok=True)
    database = session.database()
    named = [] if database is None else ["--db", database]
    order = _ORDER.given(file=folder / "commands.txt")
    commands, sheets = [f"# {order}"], 0
    first = next((batch.number for batch in sharing.kept_after(present, shared)), last + 1)
    erased = [] if first == shared + 1 else [_ERASED.given(first=shared + 1, last=first - 1)]
    for words, rows in _Steps(present, made, shared).all():
        if rows:
            sheets += 1
            file = folder / f"{sheets:02}-{words[2]}.csv"
            words.insert(3, str(file))
            with file.open("w", encoding="utf-8", newline="") as out:
                sheet = csv.DictWriter(out, list(rows[0]), lineterminator="\n")
                sheet.writeheader()
                sheet.writerows(rows)
        commands.append(command_line([*words, "--yes", *named]))
    if len(commands) == 1:
        return erased
    (folder / "commands.txt").write_text("\n".join(commands) + "\n", encoding="utf-8")
    return [order, *erased]


_PLAN = Message(
    "The log at {url} lacks commands {first} to {last} of {path}. The old file is kept, and these commands are written "
    "as sheets."
)
_ERASED = Message(
    "Any changes of names, aliases, addresses and contacts by commands {first} to {last} are not among them, because a "
    "redaction erased these commands; compare with the old file."
)
_ORDER = Message(
    "To record the missing commands again, run those in {file} in order. Stop at the first that is refused, unless it "
    "is already recorded."
)


def reject_lost_answers(path: Path, present: Database, made: Database, shared: int) -> list[Message]:
    """Reject the pending answers about lost shipments, and those that lost commands had accepted; name them.

    Otherwise they would be about other shipments, or be recorded twice. The new copy `made` has the commands up to
    `shared` in common with the old one, which it is about to replace: so not even a power cut leaves them pending.
    """
    known = recorded(present).items()
    accepted = {name for name, answer in known if answer.command > shared and not answer.is_undone}
    last = made.number("SELECT coalesce(max(last_entry), 0) FROM command WHERE number <= ?", [shared])
    inbox, rejected = Inbox(DeskFile(path), recorded(made), {}), list[str]()
    for answer in inbox.waiting():
        if answer.identity in accepted or any((line.shipment or 0) > last for line in answer.open_lines):
            inbox.settle(answer, str(_LOST))
            rejected.append(str(answer.number))
    return [_REJECTED.given(answers=", ".join(rejected))] if rejected else []


_LOST = Message("It is about a shipment that the log lacks, or is already among the commands to record again.")
_REJECTED = Message("Pending answers that depended on missing commands were rejected: {answers}. See 'tracker inbox'.")
