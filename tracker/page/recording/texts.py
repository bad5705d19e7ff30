"""The form that amends what is written about an entry."""

from collections.abc import Mapping
from pathlib import Path

from tracker.ledger.texts import amend, told
from tracker.messages import Message
from tracker.model.entries import Particulars
from tracker.page.asked import Pairs
from tracker.page.recording.entry_forms import Entered, EntryForm
from tracker.page.recording.filled import Filled
from tracker.page.recording.inputs import CARRIER, ENTRY, NOTE, REFERENCE, Input
from tracker.page.recording.voids import about_entry
from tracker.reports import log
from tracker.reports.queries import Database

_TEXTS: Mapping[str, Input] = {
    "reference": REFERENCE._replace(name="new-reference", is_further=False),
    "carrier": CARRIER._replace(name="new-carrier", is_further=False),
    "note": NOTE._replace(name="new-note", is_further=False),
}
"""The inputs of the texts; they are no details of what is recorded, and have names of their own."""

_WAS = "was-{}"
"""What a text was when the form began, so that only what was changed in it is amended."""


def _amend(path: Path, filled: Filled, particulars: Particulars) -> Entered:
    changes = {
        name: filled.of(asked)
        for name, asked in _TEXTS.items()
        if filled.text(asked.name) != filled.text(_WAS.format(name))
    }
    made = amend(path, filled.of(ENTRY), changes, particulars)
    return Entered(tuple(told(made)), None if made.command is None else f"/entries/{made.entry}")


def _begin(database: Database, filled: Filled) -> Pairs:
    """Return the texts as they are."""
    if not filled.text(ENTRY.name):
        return ()
    entry = log.entry(database, filled.of(ENTRY), "")
    texts = {name: getattr(entry, name) or "" for name in _TEXTS}
    now = tuple((asked.name, texts[name]) for name, asked in _TEXTS.items())
    return (*now, *((_WAS.format(name), text) for name, text in texts.items()))


AMEND = EntryForm(
    "/amend",
    Message("Amend"),
    ("amend",),
    _amend,
    tuple(_TEXTS.values()),
    about=ENTRY,
    beside=about_entry,
    begin=_begin,
)
