"""Where a log lies, and what is said when it cannot be used there."""

from typing import NamedTuple

from tracker.errors import Refused, Unusable
from tracker.messages import Message
from tracker.offices.logs import Another, Batch, NoLog, OthersTurn, Pruned, Uncertain


class Address(NamedTuple):
    """Where a log lies: the engine, its hosts, and who asks."""

    engine: str
    """`postgresql` or `rqlite`."""
    user: str | None
    hosts: tuple[tuple[str, int], ...]
    """Names with ports; the next is asked when one does not answer."""
    database: str
    """Its name, in PostgreSQL."""
    encrypted: bool

    def __str__(self) -> str:
        """Return what is said to people: the hosts, and the database."""
        hosts = ", ".join(f"{name}:{port}" for name, port in self.hosts)
        return f"{hosts}/{self.database}" if self.database else hosts


def silent(address: Address, reason: object) -> Unusable:
    """Return the error that no host answers."""
    return Unusable("The log at {place} does not answer: {reason}.", place=address, reason=reason)


def no_answer(seconds: float) -> Message:
    """Return the reason that nothing came for so many seconds."""
    return Message("nothing came for {seconds} seconds", seconds=f"{seconds:g}")


def unfit(address: Address, reason: object) -> Unusable:
    """Return the error that an engine answered, but not what was asked."""
    return Unusable("The log at {place} cannot be used: {reason}.", place=address, reason=reason)


def unknown_user(address: Address) -> Unusable:
    """Return the error that user and password are not accepted."""
    return Unusable(
        "The log at {place} does not accept the user {user} with this password; it is taken from {variable}, else from "
        "the file of {option}; '{command}' names another user or file.",
        place=address,
        user=address.user or "-",
        variable="TRACKER_PASSWORD",
        option="--password-file",
        command="tracker join URL",
    )


def no_right(address: Address) -> Unusable:
    """Return the error that this user may not do that."""
    return Unusable("The user {user} has no right to do this in the log at {place}.", user=address.user, place=address)


def untrusted(address: Address, reason: object) -> Unusable:
    """Return the error that the server did not prove to be the host."""
    return Unusable(
        "The server at {place} does not prove that it is the right one ({reason}); name the file of its authority's "
        "certificate with {option}, for a copy that is there by '{command}', or, if that is the right file, ask who "
        "looks after the server.",
        place=address,
        reason=reason,
        option="--ca FILE",
        command="tracker join URL --ca FILE",
    )


def no_log(address: Address) -> NoLog:
    """Return the error that nobody shared a ledger there, or that the log is lost, which nothing tells apart."""
    return NoLog.of(NO_LOG.given(place=address))


NO_LOG = Message(
    "There is no log at {place}. If one was lost there, the office whose copy has the most commands ('tracker info') "
    "begins it anew, with 'tracker leave' and 'tracker share URL'; the others then run 'tracker sync', and 'tracker "
    "join URL' if that says so. If there never was one, 'tracker share URL' puts a ledger there."
)
"""What is said where there is no log, whoever asks."""


def incomplete(address: Address, number: int) -> Unusable:
    """Return the error that a batch is missing between others."""
    return Unusable(
        "The log at {place} is damaged: command {number} is missing in it, but later ones are there. Ask who keeps it; "
        "this copy is as it was.",
        place=address,
        number=number,
    )


def another_offices_clerk(clerk: str) -> Unusable:
    """Return the error that a clerk is known by the engine as one of another office."""
    return Unusable(
        "The clerk {clerk} belongs to another office; name yourself with {option}, or ask who keeps the log to give "
        "your office that name ({command}).",
        clerk=clerk,
        option="--clerk",
        command="tracker help offices",
    )


def pruned(address: Address, number: int) -> Pruned:
    """Return the error that what follows a number stands in a snapshot only."""
    return Pruned.of(
        Message(
            "The log at {place} no longer has what follows command {number}; make this copy anew with '{command}'.",
            place=address,
            number=number,
            command="tracker join URL",
        )
    )


def too_short(address: Address, last: int, number: int) -> Another:
    """Return the error that a log lost what it had, as when it was restored from a backup."""
    return Another.of(
        Message(
            "The log at {place} ends with command {last}, but this copy has command {number}: the log was put back to "
            "an older state. Ask who keeps it; this copy is as it was. If what it has was removed because others did "
            "not take it over, put it away, and make one anew with 'tracker join'.",
            place=address,
            last=last,
            number=number,
        )
    )


def another(address: Address, number: int) -> Another:
    """Return the error that a log has another command under a number than the copy that followed it."""
    return Another.of(
        Message(
            "The log at {place} has another command {number} than this copy: it was put back to an older state, or is "
            "another ledger's. Ask who keeps it; this copy is as it was. If what it has was removed because others did "
            "not take it over, put it away, and make one anew with 'tracker join'.",
            place=address,
            number=number,
        )
    )


def uncertain(address: Address, batch: Batch, reason: object) -> Uncertain:
    """Return the error that an answer was lost, and the engine gave no other."""
    return Uncertain.of(
        Message(
            "It is not known whether the log at {place} took command {number}: {reason}.",
            place=address,
            number=batch.number,
            reason=reason,
        )
    )


def not_as_sent(address: Address, batch: Batch) -> Uncertain:
    """Return the error that what an engine has of a batch differs from what was sent: the line damages what it takes.

    It may be the answer that was damaged: asking again tells.
    """
    return Uncertain.of(
        Message(
            "What the log at {place} has as batch {number} is not what was sent, but was damaged on its way. Whoever "
            "keeps the log removes it, with 'tracker share URL --drop {number}'; then it is sent again. {option} keeps "
            "a line from that.",
            place=address,
            number=batch.number,
            option="--ca FILE",
        )
    )


def without_turns(address: Address, reason: str) -> Unusable:
    """Return the error that somebody removed the table that says whose turn it is, in which nothing is recorded."""
    return Unusable(
        "The log at {place} is damaged: {reason}. Whoever keeps it makes it whole, with 'tracker share URL' on a copy "
        "that follows it.",
        place=address,
        reason=reason,
    )


def others_turn(address: Address) -> OthersTurn:
    """Return the error that another office was overtaken so often that all wait for it."""
    return OthersTurn.of(Message("The log at {place} cannot be used: {reason}.", place=address, reason=OTHERS_TURN))


OTHERS_TURN = Message("it is the turn of an office that was overtaken")
"""The reason why nothing is taken now."""


def there_already(address: Address) -> Refused:
    """Return the error that a ledger is shared there already."""
    return Refused(
        "There is a log at {place} already; '{command}' makes a copy of it.", place=address, command="tracker join"
    )


def not_its_snapshot(address: Address, number: int, newest: int, last: int) -> Refused:
    """Return the error that a snapshot cannot be one of that log."""
    return Refused(
        "The log at {place} has commands {newest} to {last}; a ledger as of command {number} cannot stand for them.",
        place=address,
        newest=newest,
        last=last,
        number=number,
    )
