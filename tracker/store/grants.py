"""Reading grants, and what became of them."""

from typing import NamedTuple

from tracker.store.connection import Database
from tracker.store.sources import source


class Grant(NamedTuple):
    """A grant: its number, whose it is, for when and for what, and how much, in cents."""

    number: int
    fund: str
    year: int
    amount: int
    currency: str
    purpose: str | None


def grant_of(database: Database, command: int) -> Grant | None:
    """Return the grant that a command recorded, withdrawn since or not; None when it recorded none."""
    row = database.row(
        "SELECT id, fund, year, amount, currency, purpose FROM funding_grant WHERE command = ? ORDER BY id", [command]
    )
    return Grant(*row) if row else None


def equal_grant(database: Database, grant: Grant) -> int | None:
    """Return the last grant before that stands, and equals it in all but its number; None when there is none."""
    equal: int | None = database.value(
        "SELECT max(id) FROM _grant WHERE id < ? AND fund = ? AND year = ? AND amount = ? AND currency = ? "
        "AND purpose IS ? COLLATE NOCASE",
        grant,
    )
    return equal


def grant_withdrawn_by(database: Database, number: int) -> int | None:
    """Return the command that withdrew a grant, None when it stands."""
    command: int | None = database.value("SELECT command FROM grant_withdrawal WHERE funding_grant = ?", [number])
    return command


def funds_granting(database: Database, purpose: str, year: int, currency: str) -> list[str]:
    """Return the funds that granted money of that currency for a purpose in a year."""
    granted, parameters = source(database, "_grant")
    rows = database.rows(
        f"SELECT DISTINCT fund FROM {granted} AS granted WHERE year = :year AND currency = :currency "
        "AND purpose = :purpose COLLATE NOCASE ORDER BY fund",
        {**parameters, "purpose": purpose, "year": year, "currency": currency},
    )
    return [fund for (fund,) in rows]


def has_grants_for(database: Database, purpose: str) -> bool:
    """Tell whether any grant, withdrawn or not, is for a purpose."""
    return bool(
        database.value("SELECT EXISTS (SELECT 1 FROM funding_grant WHERE purpose = ? COLLATE NOCASE)", [purpose])
    )
