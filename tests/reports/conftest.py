"""A ledger to tamper with."""

from tests.conftest import Clerk, made_once
from tests.reports.tampering import HAPPENED


@made_once
def eventful(clerk: Clerk) -> Clerk:
    """A clerk in whose ledger something of every kind happened, and nothing is wrong."""
    for words in HAPPENED:
        clerk.does(*words.split())
    return clerk
