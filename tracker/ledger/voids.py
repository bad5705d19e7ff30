"""Voiding: a mistake is corrected by a reversal, at the mistake's own position in time."""

from dataclasses import replace

from tracker.ledger.commands import Ledger
from tracker.ledger.messages import describe_void
from tracker.ledger.recording import Decision, Now, record
from tracker.ledger.reversals import reverse
from tracker.ledger.state import State
from tracker.model.entries import Entry, Particulars


def log_void(ledger: Ledger, number: int, reason: str, particulars: Particulars) -> Entry:
    """Record the void of an entry and return it; voiding a shipment also voids its receipts.

    Raises Refused when there is no such entry, it is a void or already voided, it printed a run that
    other entries refer to, or its copies have since been moved elsewhere.
    """

    def decide(state: State, now: Now) -> Decision:
        drafts = reverse(state, number, now.number, reason=reason)
        messages = tuple(describe_void(state, draft) for draft in drafts if draft.receipts)
        return Decision(tuple(replace(draft, note=particulars.note) for draft in drafts), messages=messages)

    return record(ledger, particulars, "void", {"entry": number, "reason": reason}, decide)
