"""What a page for browsers and paper has beside tables: facts, sentences and pictures."""

from collections.abc import Sequence
from dataclasses import dataclass

from tracker.messages import Message
from tracker.model.charts import Chart
from tracker.model.table import Table


@dataclass(frozen=True)
class FactLine:
    """One thing that is so."""

    label: Message | str
    value: Message | str
    is_marked: bool = False
    """Whether it wants something done."""


@dataclass(frozen=True)
class FactBlock:
    """Several things that are so."""

    facts: Sequence[FactLine]
    title: Message | None = None


@dataclass(frozen=True)
class LineBlock:
    """Sentences."""

    lines: Sequence[Message]
    title: Message | None = None


@dataclass(frozen=True)
class PictureBlock:
    """A chart, and how wide it is to be drawn, in pixels."""

    chart: Chart
    width: int


ShownBlock = Table | FactBlock | LineBlock | PictureBlock
