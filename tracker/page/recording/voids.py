"""The form that voids an entry."""

from collections.abc import Iterator
from pathlib import Path

from tracker.ledger.voidable import Wrong
from tracker.ledger.voids import void
from tracker.messages import Message
from tracker.model.entries import Particulars
from tracker.model.entry_sentences import heading
from tracker.page.content import Block, Detail, Facts
from tracker.page.recording.entry_forms import Entered, EntryForm, made_of
from tracker.page.recording.filled import Filled
from tracker.page.recording.inputs import ENTRY, NOTE, REASON
from tracker.reports import log
from tracker.reports.queries import Database


def _void(path: Path, filled: Filled, particulars: Particulars) -> Entered:
    """Record it; what is doubtful of it was shown before."""
    entry = filled.of(ENTRY)
    is_last = not particulars.dry_run
    made = void(path, Wrong(((entry, entry),)), filled.of(REASON), particulars, confirmed=is_last)
    (voided,) = made.voids
    shown = made_of(voided._replace(messages=made.messages))
    return shown if is_last else shown._replace(lines=(*shown.lines, *made.doubts))


def about_entry(database: Database, filled: Filled) -> Iterator[Block]:
    """Yield what the entry is that a form is about. Raises Refused when there is none."""
    entry = log.entry(database, filled.of(ENTRY), "")
    yield Facts([Detail(Message("Entry"), heading(entry), f"/entries/{entry.number}")])


VOID = EntryForm("/void", Message("Void"), ("void",), _void, (REASON, NOTE), about=ENTRY, beside=about_entry)
