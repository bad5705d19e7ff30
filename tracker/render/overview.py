"""The overview: one screen of lines, or all lines in a pipe."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from hashlib import sha256
from typing import TYPE_CHECKING, TextIO

from rich.cells import cell_len

from tracker.languages import grouped, heading, worded
from tracker.messages import QUANTITIES, Joined, Message, Plural
from tracker.model.overview import ItemLeft, Month, Overview, evidence_fact, waiting_facts
from tracker.model.table import Kind, Table, Value, forecast
from tracker.model.text import plain, sort_key
from tracker.render.canvas import Canvas, cut, smooth_bar, sparkline
from tracker.render.cells import shown
from tracker.render.screen import ALARM
from tracker.render.streams import destination

if TYPE_CHECKING:
    from tracker.render.canvas import Line


_WIDTH = 120  # the width in a pipe

_AROUND = 14
"""The number of lines besides items and entries, including the prompt; optional lines are added to it."""

_FEWEST = 3  # the minimum number of entries
_FEW_MONTHS = 3  # an item that lasts fewer months is marked
_LABEL = 15
_TYPE = 8
_ITEMS = "item", "on hand", "available", "a month", "months", "runs out on"
_WIDTHS = 8, 11, 9, 8, 12  # the minimum widths of the columns after the item, in cells
_ALARM = "bold red"


def draw_overview(overview: Overview, stream: TextIO) -> None:
    """Draw the overview to fit the terminal."""
    canvas = Canvas(stream)
    width = canvas.width or _WIDTH
    items, entries = len(overview.items), len(overview.entries)
    if canvas.width is not None:
        around = _AROUND + bool(overview.reviews.count) + bool(overview.grants.count) + bool(overview.answers.count)
        room = max(canvas.console.height - around, 2 * _FEWEST)
        items = min(items, room - _FEWEST)
        entries = min(entries, room - items)
    canvas.lines([cut(str(Message("Overview, as of {day}", day=overview.date)), width)], "bold")
    lines = _items(overview.items, items, width, canvas)
    canvas.lines([next(lines)], "bold")
    canvas.lines(lines)
    if more := len(overview.items) - items:
        message = Plural(
            "and {count} more item: tracker report runout", "and {count} more items: tracker report runout"
        )
        canvas.lines([str(message.given(count=more))], "dim")
    canvas.lines([""])
    facts = [(str(label), value) for label, value in _facts(overview, entries, width)]
    room = max(_LABEL, *(cell_len(label) + 1 for label, _ in facts if not label.endswith(":")))
    for label, value in facts:
        line = f"{label:<{room - 1}} {plain(str(value))}"
        canvas.lines([cut(line, width)])
    canvas.show()


def _items(items: Sequence[ItemLeft], shown_items: int, width: int, canvas: Canvas) -> Iterator[Line]:
    """Yield the headings and a line for each item: figures, a bar of available copies, and the title."""
    headings = list(map(heading, _ITEMS))
    rows = [_cells(item) for item in items]
    widths = [
        max([least, *(cell_len(cell) + 1 for cell in column)])
        for least, *column in zip(_WIDTHS, headings[1:], *rows, strict=True)
    ]
    code = max([len(headings[0]), *(cell_len(item.item) for item in items)])
    most = max([1, *(item.available for item in items)])
    figures = "{}  " + "".join(f"{{:>{wide}}}" for wide in widths[:-1]) + f"  {{:<{widths[-1]}}}"
    yield cut(figures.format(headings[0].ljust(code), *headings[1:]).rstrip(), width)
    room = width - code - cell_len(figures.format("", *headings[1:-1], ""))
    bars = min(room // 3 if width >= _WIDTH else room, 30)
    for item, cells in zip(items[:shown_items], rows, strict=False):
        line = figures.format(item.item.ljust(code), *cells)
        bar = smooth_bar(item.available, most, max(bars, 0))
        title = f"  {plain(item.title)}" if width >= _WIDTH else ""
        drawn = cut(f"{line}{bar:<{max(bars, 0)}}{title}".rstrip(), width)
        yield canvas.marked(drawn, [(0, len(drawn))] if _is_low(item) else [], _ALARM)


def _is_low(item: ItemLeft) -> bool:
    return item.available <= 0 or (item.months_left is not None and item.months_left < _FEW_MONTHS)


def _cells(item: ItemLeft) -> list[str]:
    return [
        shown(item.on_hand, Kind.NUMBER),
        ALARM * _is_low(item) + shown(item.available, Kind.NUMBER),
        shown(item.per_month, Kind.DECIMAL),
        shown(item.months_left, Kind.DECIMAL),
        shown(forecast(item.months_left, item.runs_out_on), Kind.FORECAST),
    ]


def _facts(overview: Overview, entries: int, width: int) -> Iterator[tuple[object, object]]:
    yield Message("Copies a month"), _sparkline(overview.months[-36 if width >= _WIDTH else -18 :])
    for fact in waiting_facts(overview):
        if fact.wants_doing or fact.label not in _SELDOM:
            yield fact.label, Joined(ALARM * fact.wants_doing, fact.value, separator="")
    evidence = evidence_fact(overview)
    yield Joined(evidence.label, ":", separator=""), evidence.value
    never = [
        Message("{kind} {never} of {places}", kind=worded("kind", each.kind), never=each.never, places=each.places)
        for each in sorted(overview.served, key=lambda each: sort_key(str(worded("kind", each.kind))))
    ]
    none = Message("none; all places have received copies")
    if not overview.places:
        none = Message("none; there are no places yet")
    yield Message("Never received"), Joined(*never, separator=", ") if never else none
    types = [str(worded("type", entry.type)) for entry in overview.entries[:entries]]
    widest = max([_TYPE, *map(len, types)])
    for number, (entry, type_) in enumerate(zip(overview.entries, types, strict=False)):
        message = Message("{entry} {type} {day} {place}", entry=entry.entry, day=entry.date, place=entry.place)
        message = message.given(type=f"{type_:<{widest}}")
        yield "" if number else Message("Last entries"), message
    yield Message("Last backup"), overview.backup or Message("never")
    due = Plural("{count} task is due: tracker due", "{count} tasks are due: tracker due", count=overview.due)
    yield Message("Due"), due if overview.due else Message("nothing")


_SELDOM = Message("To review"), Message("Grants")  # omitted unless something is waiting


def _sparkline(months: Sequence[Month]) -> Message:
    """Return a sparkline of the copies per month, with its first, last and highest month."""
    most = max(months, key=lambda month: month.copies)
    picture = sparkline([month.copies for month in months], most.copies)
    message = Message("{picture} {first}–{last} so far")
    if most.copies:
        copies = shown(most.copies, Kind.NUMBER)
        message = Message("{picture} {first}–{last} so far, most in {month}: {copies}", month=most.month, copies=copies)
    return message.given(picture=picture, first=months[0].month, last=months[-1].month)


# One record, with a line for each field.


Pairs = Sequence[tuple[str, Value]]
"""The fields of a record: names with values."""


def write_record(pairs: Pairs, title: Message | None = None, table: str = "") -> None:
    """Print the title and a line for each field to stdout; its OSErrors are passed on.

    A line has the name and, in a second column, the value, empty for None. Names are shown like a table's headings.
    Quantities get thousands separators; other numbers are identifiers. `table` is the data dictionary's table, where
    words are translated by it.
    """
    lines = [] if title is None else [plain(str(title))]
    names = [plain(heading(name)) for name, _ in pairs]
    width = max(map(len, names), default=0)
    for shown_name, (name, value) in zip(names, pairs, strict=True):
        text = "" if value is None else plain(str(worded(name, value, table)))
        if isinstance(value, int) and name in QUANTITIES:
            text = grouped(value)
        lines.append(f"{shown_name:<{width}}  {text}".rstrip(" "))
    with destination(None) as stream:
        stream.writelines(f"{line}\n" for line in lines)


# Due tasks as a calendar.


def write_calendar(table: Table, stream: TextIO) -> None:
    """Write an all-day event (RFC 5545) for each due row, on its due date, or on the date since which it has been due.
    A row that is still due tomorrow keeps its event.
    """
    stamp = str(table.title.fields["day"]).replace("-", "")
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//tracker//due//EN"]
    for row in table.records():
        subject = dict.fromkeys(
            (worded("what", row["what"]), (table.names or {}).get(row["place"]), worded("about", row["about"]))
        )
        same = "\0".join(str(row[name]) for name in ("what", "place", "since", "about"))
        lines += [
            "BEGIN:VEVENT",
            f"UID:{sha256(same.encode()).hexdigest()[:32]}@tracker",
            f"DTSTAMP:{stamp}T000000Z",
            f"DTSTART;VALUE=DATE:{str(row['needed'] or row['since']).replace('-', '')}",
            f"SUMMARY:{_calendar_text(', '.join(str(word) for word in subject if word))}",
            f"DESCRIPTION:{_calendar_text(str(row['command']))}",
            "END:VEVENT",
        ]
    stream.writelines(f"{part}\r\n" for line in [*lines, "END:VCALENDAR"] for part in _calendar_parts(line))


def _calendar_text(text: str) -> str:
    return re.sub(r"([\\;,])", r"\\\1", plain(text))


def _calendar_parts(line: str) -> Iterator[str]:
    """Yield the parts of a line folded at 75 bytes; continuations begin with a space."""
    part = ""
    for letter in line:
        if len((part + letter).encode()) > 75:
            yield part
            part = " "
        part += letter
    yield part
