"""level: the lowest and highest number of copies that places should have."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import click

from tracker.cli.base import TrackerGroup, the_app
from tracker.cli.catalogue import change
from tracker.cli.options import Output, changing_options, reading_options, spread
from tracker.cli.output import answer
from tracker.cli.prompts import must_have
from tracker.cli.types import ITEM, KIND, MOMENT, PLACE, PLACE_OR_ITEM, PLACE_OR_LEVEL
from tracker.errors import WrongUsage
from tracker.inputs.parsing import split_words
from tracker.ledger import levels as ledger
from tracker.ledger.catalogue import MadeChange
from tracker.ledger.levels import LevelsChanged, Where
from tracker.messages import Message, Plural
from tracker.model.as_of import AsOf
from tracker.model.codes import ItemCode
from tracker.model.entries import Particulars
from tracker.model.levels import LevelLine, PlaceLevel
from tracker.reports import lists as reports

_TOLD = 12  # the maximum number of levels to list


@click.group(cls=TrackerGroup)
def level() -> None:
    """Levels (lowest and highest number of copies at a place): set, list, remove."""


@level.command("set")
@click.argument("words", type=PLACE_OR_LEVEL, nargs=-1, metavar="[PLACE]... ITEM=LOW[:HIGH]...", callback=spread)
@click.option("--kind", type=KIND, help="All open places of that kind.")
@changing_options
def set_(words: tuple[str | LevelLine, ...], kind: str | None, particulars: Particulars, as_json: bool) -> None:
    """Set how many copies of an item a place should have: at least LOW, at most HIGH.

    HIGH defaults to LOW. 'tracker report refill' shows what each place needs to reach its levels. Earlier
    levels remain available: see --known-at.
    """
    places, lines = split_words(words, LevelLine)
    where = _where(places, kind)
    must_have(words=lines)
    made = change(particulars, lambda running: ledger.set_levels(running, where, lines), ledger.changed_by)
    _answer(made, as_json=as_json)


@level.command("list")
@click.option("--place", type=PLACE, help="Include only levels of this place.")
@click.option("--item", type=ITEM, help="Include only levels of this item.")
@click.option("--known-at", type=MOMENT, help="Levels as known at this UTC time, or at the end of this UTC day.")
@reading_options
def list_(place: str | None, item: ItemCode | None, known_at: str | None, output: Output) -> None:
    """List the levels, by place and item."""
    output.write(reports.levels(the_app().path, place, item, AsOf(known_at=known_at)))


@level.command()
@click.argument("words", type=PLACE_OR_ITEM, nargs=-1, metavar="[PLACE]... [ITEM]...")
@click.option("--kind", type=KIND, help="All open places of that kind.")
@changing_options
def remove(words: tuple[str | ItemCode, ...], kind: str | None, particulars: Particulars, as_json: bool) -> None:
    """Remove the levels of a place: those of the items given, otherwise all.

    Earlier levels remain available: see --known-at.
    """
    items = [word for word in words if isinstance(word, ItemCode)]
    where = _where([word for word in words if isinstance(word, str)], kind)
    made = change(particulars, lambda running: ledger.remove_levels(running, where, items), ledger.changed_by)
    _answer(made, as_json=as_json)


def _where(places: Sequence[str], kind: str | None) -> Where:
    """Return the places selected. Raises WrongUsage for places together with a kind, MissingParameter for neither."""
    if kind is None:
        must_have(words=tuple(places))
    elif places:
        raise WrongUsage("Specify either places or --kind, not both ('{place}').", place=places[0])
    return Where(places, kind)


def _answer(made: MadeChange[LevelsChanged], *, as_json: bool) -> None:
    """Print what was set or removed, or would be, by place if the list is short."""
    levels = () if made.answer is None else made.answer.levels
    messages = (*(() if made.answer is None else made.answer.messages), *made.messages)
    done = Message("The levels were recorded.") if made.command else Message("Nothing was recorded.")
    lines = list(map(_level_message, levels[:_TOLD]))
    if more := len(levels[_TOLD:]):
        lines.append(Plural("And {count} more.", "And {count} more.", count=more))
    fields = {"command": made.command, "levels": list(map(_object, levels)), "messages": messages}
    answer(done, fields if as_json else None, (*lines, *messages))


def _level_message(changed: PlaceLevel) -> Message:
    place, item, level = changed
    if level is None:
        return Message("{place} no longer has a level of {item}.", place=place, item=item)
    held = Message("Level of {item} at {place}: {low}.")
    if level.low < level.high:
        held = Message("Level of {item} at {place}: {low} to {high}.", high=level.high)
    return held.given(place=place, low=level.low, item=item)


def _object(changed: PlaceLevel) -> dict[str, Any]:
    place, item, level = changed
    return {"place": place, "item": item, "low": level and level.low, "high": level and level.high}
