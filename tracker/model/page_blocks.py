"""The content of pages other than tables: large figures, charts, facts, lists and sentences."""

from collections.abc import Iterator, Sequence
from typing import Any

from tracker.deferred import NamedTuple
from tracker.languages import grouped
from tracker.messages import Message
from tracker.model.charts import Chart


class Pictured(NamedTuple):
    """A chart."""

    chart: Chart


class Detail(NamedTuple):
    """A fact."""

    label: Message | str
    value: Message | str
    address: str | None = None
    wants_doing: bool = False


class Facts(NamedTuple):
    """Facts under a heading."""

    facts: Sequence[Detail]
    title: Message | None = None


class SentenceList(NamedTuple):
    """Sentences, one per line."""

    lines: Sequence[Message | str]
    title: Message | None = None


class ListedLine(NamedTuple):
    """A line of a list: its subject, a figure at the end, and a subdued second line."""

    label: Message | str
    end: Message | str
    about: Message | str = ""
    address: str | None = None
    is_late: bool = False


class Lines(NamedTuple):
    """A list of lines, with an optional link to the full list."""

    title: Message
    lines: Sequence[ListedLine]
    empty: Message
    more: tuple[Message, str] | None = None


class Figure(NamedTuple):
    """A number of copies in large type, with explanations."""

    title: str
    code: str
    copies: int
    unit: Message
    address: str
    """The link to the figure's register."""
    about: Sequence[tuple[Message, str | None]]
    """Subdued lines, each with an optional link."""
    runway: int | None = None
    """The time until it runs out, in per cent of a year; None if it is not running out."""


class Figures(NamedTuple):
    """The most important figures, and open tasks."""

    figures: Sequence[Figure]
    waiting: Lines


class StackPart(NamedTuple):
    """Copies of one certainty; `look` is counted, told, silent, over or gone, in this order."""

    label: Message
    copies: int
    look: str


class StackGroup(NamedTuple):
    """Copies at one location, divided by certainty."""

    label: Message
    parts: Sequence[StackPart]

    @property
    def copies(self) -> int:
        """The sum of its copies."""
        return sum(part.copies for part in self.parts)


class Stack(NamedTuple):
    """All copies as one bar."""

    title: Message
    groups: Sequence[StackGroup]
    note: Message | str
    address: str

    def bars(self) -> Iterator[tuple[str, str, str]]:
        """Yield the look, start and width of each part, in per cent of the bar."""
        whole, at = sum(group.copies for group in self.groups), 0
        for part in (part for group in self.groups for part in group.parts):
            yield part.look, f"{100 * at / whole:.2f}%", f"{100 * part.copies / whole:.2f}%"
            at += part.copies


class Timeline(NamedTuple):
    """Events, newest first: a date, a sentence, and whether it is still open."""

    title: Message
    steps: Sequence[tuple[str, Message, bool]]


class Sides(NamedTuple):
    """Blocks side by side, the left ones wider."""

    left: Sequence[Any]
    right: Sequence[Any]


def on_paper(block: Any) -> Iterator[Any]:
    """Yield tables, charts, facts and sentences with the content of a page's block."""
    if isinstance(block, Sides):
        for each in (*block.left, *block.right):
            yield from on_paper(each)
    elif isinstance(block, Figures):
        for figure in block.figures:
            about = "; ".join(str(line) for line, _ in figure.about)
            copies = Message("{count} {unit}", count=grouped(figure.copies), unit=figure.unit)
            yield Facts([Detail(copies, about)], Message("{text}", text=f"{figure.code} {figure.title}"))
        yield from on_paper(block.waiting)
        if block.waiting.more:
            yield SentenceList([block.waiting.more[0]])
    elif isinstance(block, Stack):
        parts = [(group, part) for group in block.groups for part in group.parts]
        facts = [Detail(f"{group.label}: {part.label}", grouped(part.copies)) for group, part in parts]
        yield Facts(facts, block.title)
        yield SentenceList([block.note])
    elif isinstance(block, Lines):
        lines = [": ".join(filter(None, map(str, (line.label, line.about or line.end)))) for line in block.lines]
        yield SentenceList(lines or [block.empty], block.title)
    elif isinstance(block, Timeline):
        yield SentenceList([f"{day}: {line}" if day else line for day, line, _ in block.steps], block.title)
    else:
        yield block
