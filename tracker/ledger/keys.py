"""Idempotency keys: a command with a key that was used before, for the same request, records nothing again."""

from tracker.errors import Refused, session
from tracker.ledger.commands import Command
from tracker.messages import Message
from tracker.store import commands

ALREADY_USED = Message("The key '{key}' was already used; nothing new was recorded.")


class UsedKey(Refused):
    """The key was used for another request."""


def used_before(running: Command, key: str | None, request: str) -> int | None:
    """Return the command that used the key for the same request; None when it is new, and then this command has it.

    `request` is the fingerprint. Raises Refused when the key was used for another request.
    """
    if not key:
        return None
    existing = commands.by_key(running.database, key)
    if existing is None:
        running.key, running.request = key, request
        return None
    if existing.request != request:
        raise UsedKey.of(used_otherwise(existing).given(key=key))
    session.committed = True
    return existing.number


def used_otherwise(existing: commands.KeyedCommand) -> Message:
    """Return the sentence that refuses a key, to be given, that was used for another request."""
    if existing.entry is None:
        return Message(
            "The key '{key}' was already used for command {command}, which was a different request; use another key.",
            command=existing.number,
        )
    return Message(
        "The key '{key}' was already used for entry {entry}, which was a different request; use another key.",
        entry=existing.entry,
    )
