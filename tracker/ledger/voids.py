"""Voiding: a mistake is mended by its opposite, in the mistake's own place in time."""

from dataclasses import replace

from tracker.ledger.messages import say_undone
from tracker.ledger.recording import Decision, Now, record
from tracker.ledger.reversals import undo
from tracker.ledger.state import State
from tracker.model.entries import Entry, Particulars
from tracker.store.connection import Ledger


def log_void(ledger: Ledger, number: int, reason: str, particulars: Particulars) -> Entry:
    """Record the void of an entry and return it; a shipment takes its receipts with it.

    Raises Refused when there is no such entry, it is a void or voided already, it printed a run that
    other entries name, or its copies have since moved on.
    """

    def decide(state: State, now: Now) -> Decision:
        drafts = undo(state, number, now.number, reason=reason)
        messages = tuple(say_undone(draft) for draft in drafts if draft.receipts)
        return Decision(tuple(replace(draft, note=particulars.note) for draft in drafts), messages=messages)

    return record(ledger, particulars, "void", {"entry": number, "reason": reason}, decide)
