"""The form that takes back what a clerk recorded last."""

from pathlib import Path

from tracker.ledger.undo import undo
from tracker.ledger.undo_sentences import lines
from tracker.messages import Message
from tracker.model.entries import Particulars
from tracker.model.typed_numbers import parse_command
from tracker.page.recording.entry_forms import Entered, EntryForm
from tracker.page.recording.filled import Filled
from tracker.page.recording.inputs import Input

_COMMAND = Input("command", Message("Command"), parse_command, "--command")
"""Which command was shown to be undone; it is not asked."""


def _undo(path: Path, filled: Filled, particulars: Particulars) -> Entered:
    """Undo the command that was shown; what is doubtful of it was shown with it."""
    made = undo(path, filled.of(_COMMAND), particulars, confirmed=not particulars.dry_run)
    told = (*lines(made), *made.messages, *(made.doubts if particulars.dry_run else ()))
    return Entered(told, None if made.command is None else "/log", ((_COMMAND.name, str(made.undone.number)),))


UNDO = EntryForm("/undo", Message("Undo"), ("undo",), _undo)
