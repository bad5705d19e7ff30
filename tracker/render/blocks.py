"""What a page for browsers and paper has beside tables: facts, sentences and pictures."""

from collections.abc import Sequence
from typing import NamedTuple

from tracker.messages import Message
from tracker.model.charts import Chart
from tracker.model.table import Table


class FactLine(NamedTuple):
    """One thing that is so."""

    label: Message | str
    value: Message | str
    is_marked: bool = False
    """Whether it wants something done."""


class FactBlock(NamedTuple):
    """Several things that are so."""

    facts: Sequence[FactLine]
    title: Message | None = None


class LineBlock(NamedTuple):
    """Sentences."""

    lines: Sequence[Message]
    title: Message | None = None


class PictureBlock(NamedTuple):
    """A chart, and how wide it is to be drawn, in pixels."""

    chart: Chart
    width: int


ShownBlock = Table | FactBlock | LineBlock | PictureBlock
