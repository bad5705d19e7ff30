"""A ledger that is served to many at once."""

from tracker.store.overview import State, served, state_of

__all__ = ["State", "served", "state_of"]
