"""A ledger to tamper with."""

from tests.conftest import Clerk, made_once
from tests.reports.tampering import HAPPENED


@made_once
def eventful(clerk: Clerk) -> Clerk:
    """A clerk with a valid ledger that has events of every kind."""
    for words in HAPPENED:
        clerk.does(*words.split())
    return clerk
