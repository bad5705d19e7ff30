"""Sharing copies: among those who have weights, in whole cartons; and taking them oldest first."""

from collections.abc import Sequence
from heapq import heapify, heapreplace
from typing import NamedTuple


class Pile(NamedTuple):
    """Copies of one print run, which are sent in cartons of so many."""

    copies: int
    carton: int = 1


def first_of(piles: Sequence[Pile], copies: int) -> list[Pile]:
    """Return so many copies of the piles, or all if these are fewer, from the first pile on."""
    taken = []
    for pile in piles:
        part = min(pile.copies, max(copies, 0))
        taken.append(Pile(part, pile.carton))
        copies -= part
    return taken


def left_of(piles: Sequence[Pile], copies: int) -> list[Pile]:
    """Return what is left of the piles when so many copies were taken, from the first pile on."""
    taken = first_of(piles, copies)
    return [Pile(pile.copies - part.copies, pile.carton) for pile, part in zip(piles, taken, strict=True)]


def in_cartons(piles: Sequence[Pile], wanted: int) -> int:
    """Return how many copies there are for who wants so many, in whole cartons: never more, never half a carton."""
    found = 0
    for pile in piles:
        part = min(pile.copies, wanted - found)
        found += part - part % pile.carton
    return found


def shared(piles: Sequence[Pile], weights: Sequence[int]) -> list[int]:
    """Return how many copies each gets of the piles, in whole cartons, in proportion to the weights.

    Cartons are dealt to who is furthest behind their due, the first of equals: of copies without cartons that is the
    method of the largest remainder. Weights are above zero.
    """
    whole, given, got = sum(weights), 0, [0] * len(weights)
    for pile in piles if weights else ():
        cartons = pile.copies // pile.carton
        given += cartons * pile.carton
        carton = pile.carton * whole
        behind = [given * weight - copies * whole for weight, copies in zip(weights, got, strict=True)]
        at_once = [max(lack, 0) // carton for lack in behind]
        if sum(at_once) > cartons:
            at_once = [0] * len(weights)
        heap = [(number * carton - behind[index], index) for index, number in enumerate(at_once)]
        heapify(heap)
        for _ in range(cartons - sum(at_once)):
            ahead, index = heap[0]
            at_once[index] += 1
            heapreplace(heap, (ahead + carton, index))
        got = [copies + number * pile.carton for copies, number in zip(got, at_once, strict=True)]
    return got
