"""How copies are packed: whole cartons and loose copies, and what they weigh, as far as that is known of their runs."""

from collections.abc import Iterable
from dataclasses import dataclass

from tracker.papers.directory import PrintedRun


@dataclass(frozen=True)
class Packed:
    """So many copies, packed."""

    copies: int
    cartons: int | None
    """Whole cartons; None if it is not known how many copies one has."""
    loose: int | None
    """Copies beside them."""
    grams: int | None
    """What all copies weigh; None if it is not known what one does."""


def packed(copies: int, run: PrintedRun) -> Packed:
    """Return copies of a run, packed."""
    cartons, loose = (None, None) if run.carton is None else divmod(copies, run.carton)
    return Packed(copies, cartons, loose, None if run.weight is None else copies * run.weight)


def total_of(parts: Iterable[Packed]) -> Packed:
    """Return all parts together; what is not known of one of them is not known of all."""
    listed = list(parts)
    return Packed(
        sum(part.copies for part in listed),
        _sum(part.cartons for part in listed),
        _sum(part.loose for part in listed),
        _sum(part.grams for part in listed),
    )


def _sum(numbers: Iterable[int | None]) -> int | None:
    known = list(numbers)
    return None if None in known else sum(number for number in known if number is not None)
