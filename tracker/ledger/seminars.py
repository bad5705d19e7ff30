"""Seminars: places of that kind, with their date, audience and cost."""

from dataclasses import dataclass
from datetime import date

from tracker.errors import WrongUsage
from tracker.ledger.catalogue import Change, change
from tracker.ledger.lookup import find_code
from tracker.ledger.places import NewPlace, new_place_steps
from tracker.model.catalogue import SEMINAR, Contact
from tracker.model.money import Money
from tracker.store import catalogue
from tracker.store.connection import Database, Ledger
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

    def decide(database: Database, moment: str) -> Change[None]:
        contact = Contact(note=seminar.note)
        place = NewPlace(seminar.code, seminar.name, SEMINAR, seminar.country, contact)
        place_id = catalogue.next_id(database, "place")
        statements = [
            *new_place_steps(database, place, moment),
            insert(
                "seminar",
                place=place_id,
                date=seminar.day.isoformat(),
                fund=find_code(database, "fund", seminar.fund) if seminar.fund else None,
                cost=seminar.cost.cents if seminar.cost else None,
                currency=seminar.cost.currency if seminar.cost else None,
                recorded_at=moment,
                recorded_by=clerk,
            ),
            *(insert("audience", seminar=place_id, name=name, people=people) for name, people in seminar.audience),
        ]
        return Change(statements, None)

    change(ledger, decide)
