"""Seminars: places of that kind, with their date, audience and cost."""

from dataclasses import dataclass
from datetime import date

from tracker.errors import WrongUsage
from tracker.ledger.catalogue import Author, Change, change
from tracker.ledger.commands import Command, Ledger
from tracker.ledger.lookup import find_code
from tracker.ledger.places import NewPlace, new_place_steps
from tracker.model.catalogue import SEMINAR, Contact
from tracker.model.money import Money
from tracker.store import catalogue
from tracker.store.statements import insert


@dataclass(frozen=True)
class NewSeminar:
    """A seminar to be added. `audience` is the number of people of each group; the day may be in the future."""

    code: str
    name: str
    day: date
    audience: tuple[tuple[str, int], ...] = ()
    fund: str | None = None
    cost: Money | None = None
    country: str | None = None
    note: str | None = None


def add_seminar(ledger: Ledger, seminar: NewSeminar, clerk: str) -> None:
    """Add a seminar.

    Raises Refused for a code that is taken, an unknown fund or country, WrongUsage for a duplicate group.
    """

    groups = [name.casefold() for name, _ in seminar.audience]
    if len(set(groups)) < len(groups):
        raise WrongUsage("An audience group is named twice; give each group once, with all its people.")

    def decide(running: Command) -> Change[None]:
        database = running.database
        place_id = catalogue.next_id(database, "place")
        place = NewPlace(seminar.code, seminar.name, SEMINAR, seminar.country, Contact(note=seminar.note))
        changes, details = new_place_steps(running, place)
        held = insert(
            "seminar",
            place=place_id,
            command=running.number,
            date=seminar.day.isoformat(),
            fund=find_code(database, "fund", seminar.fund) if seminar.fund else None,
            cost=seminar.cost.cents if seminar.cost else None,
            currency=seminar.cost.currency if seminar.cost else None,
        )
        audience = [
            insert("audience", seminar=place_id, command=running.number, name=name, people=people)
            for name, people in seminar.audience
        ]
        return Change(None, changes, [*details, held, *audience])

    change(ledger, Author("seminar add", clerk), decide)
