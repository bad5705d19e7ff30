"""Everything that translators see: sentences, help texts, headings, words, and click's messages.

Sentences are extracted from the sources, as by Babel. Help texts are those of the commands themselves, headings those
of the data dictionary and of records. A name that is a word on the screen has its kind as context.
"""

import csv
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import click
from babel.messages.extract import extract_from_dir

from tests.adapters import COMMANDS, EntryType, cli
from tests.clicks_texts import TEXTS
from tracker import errors
from tracker.cli.language import Translated
from tracker.inputs import SHIPMENT_STATUSES
from tracker.ledger.departures import REASONS
from tracker.store.dictionary import tables

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "tracker"

KEYWORDS: dict[str, Any] = {
    "Message": None,
    "Plural": (1, 2),
    "gettext": None,
    **{
        name: None
        for name, each in vars(errors).items()
        if getattr(each, "__init__", None) is errors.TrackerError.__init__
    },
    **dict.fromkeys(("NoLog", "Uncertain", *errors._RULES)),
}
"""The callables whose first argument, or first two, are templates; None is one."""

RECORDED = (
    *(
        "python",
        "system",
        "settings",
        "bytes",
        "schema",
        "database",
        "default_store",
        "movements",
        "booklets",
        "places",
        "print_runs",
        "last_date",
    ),
    *("last_recorded_at", "last_backup_at", "last_backup", "shipment", "receipt", "replaces", "restores"),
    *("restored_by", "clock_showed", "redacted", "reason", "cost", "text", "moment", "clerk", "entries"),
    *("log", "log_command", "log_in_touch_at"),
)
"""Fields of `info`, `show` and others that are not columns of the dictionary, one line each."""

OVERVIEW = "a month", "months", "runs out on"
OTHERS = "answer", "answered_on", "was", "is", "entries", "total", "name"
"""Columns added by reports."""

WORDS = {
    "status": (*SHIPMENT_STATUSES, "active", "withdrawn"),
    "status of a place": ("open", "closed"),
    "status of a request": ("open", "shipped", "cancelled"),
    "status of an answer": ("waiting", "accepted", "rejected"),
    "reason": REASONS,
    "object": ("table", "view", "trigger", "index"),
    "entry": (*(kind.value for kind in EntryType), "request", "withdrawn", "later"),
    "about": ("never", "last backup", "left"),
    "answer": ("yes", "no"),
    "subject": (
        *("parcel", "request", "count", "backup", "entry", "place", "seminar", "booklet", "run", "fund", "refill"),
        *(
            "level",
            "review",
            "grant",
            "printed",
            "sent",
            "people",
            "silent",
            "over",
            "answer",
            "arrived",
            "counted",
            "wanted",
        ),
    ),
}
"""Words of the program in table rows, by kind."""


class Said(NamedTuple):
    """A text to translate: what it is, where it is, and a note for the translator."""

    text: str | tuple[str, str]
    place: str
    sort: str | None = None
    comment: str = ""


def everything() -> Iterator[Said]:
    """Yield everything to translate, some of it more than once."""
    yield from (said for said in _sentences() if has_letters(said.text))
    yield from _helps()
    yield from (Said(short, "tracker/cli/__init__.py") for _, short in COMMANDS.values())
    yield from _columns()
    yield from (Said(word, "words", sort) for sort, words in WORDS.items() for word in words)
    yield from _kinds()
    yield from (Said(text, "click", comment="click's own") for text in TEXTS)


def has_letters(text: str | tuple[str, str]) -> bool:
    """Return whether a template has a letter outside its fields, or a day: "{copies} {item}" is not translated."""
    texts = (text,) if isinstance(text, str) else text
    return any("{as_of}" in each or re.search(r"[^\W\d_]", re.sub(r"\{\w*\}", "", each)) for each in texts)


def _sentences() -> Iterator[Said]:
    methods = [("**.py", "python"), ("render/templates/**.html", "jinja2")]
    for file, _, text, _, _ in extract_from_dir(str(PACKAGE), methods, keywords=KEYWORDS):
        yield Said(text if isinstance(text, str) else (text[0], text[1]), f"tracker/{file}")


def _helps() -> Iterator[Said]:
    for path, command in commands():
        place = _file_of(command)
        assert isinstance(command, Translated), path
        if command.english_help:
            yield Said(command.english_help, place, comment=f"help of {path}")
        for option in command.params:
            if isinstance(option, click.Option) and option.help:
                yield Said(option.help, place, comment=f"help of {max(option.opts, key=len)}")


def commands(command: click.Command = cli, path: str = "tracker") -> Iterator[tuple[str, click.Command]]:
    """Yield each command with its name, and all commands below it."""
    yield path, command
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            found = command.get_command(context, name)
            assert found is not None, name
            yield from commands(found, f"{path} {name}")


def _file_of(command: click.Command) -> str:
    assert command.callback is not None
    return f"{command.callback.__module__.replace('.', '/')}.py"


def _columns() -> Iterator[Said]:
    shown = {field.name for name, fields in tables().items() if not name.startswith("tables/") for field in fields}
    for name in sorted({*shown, *RECORDED, *OVERVIEW, *OTHERS}):
        yield Said(name.replace("_", " "), "headings", "column", "a heading: as short as can be, in small letters")


def _kinds() -> Iterator[Said]:
    with (ROOT / "db" / "reference" / "kinds.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            yield from (Said(word, "kinds", "kind", "a kind of place") for word in (row["code"], row["name"]))
