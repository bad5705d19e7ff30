"""What a page shows beside tables: charts, facts and sentences."""

from collections.abc import Sequence

from tracker.deferred import NamedTuple
from tracker.messages import Message
from tracker.model.charts import Chart


class Pictured(NamedTuple):
    """A chart."""

    chart: Chart


class Detail(NamedTuple):
    """One thing that is so."""

    label: Message | str
    value: Message | str
    address: str | None = None
    """The path where it leads in a browser."""
    wants_doing: bool = False


class Facts(NamedTuple):
    """Several things that are so, under a heading."""

    facts: Sequence[Detail]
    title: Message | None = None


class Told(NamedTuple):
    """Sentences, a line each."""

    lines: Sequence[Message | str]
    title: Message | None = None
