"""Numbers of lines and entries, as people write them."""

from collections.abc import Sequence

from tracker.messages import Message

LONGEST_LINES = 60
"""How much is told of the lines of rows, and of their entries."""


def short_ranges(numbers: Sequence[int], *, gap: int = 1) -> Message | str:
    """Return numbers as `ranges` does, the last ones left out when that is too long for a line."""
    text = ranges(numbers, gap=gap)
    if len(text) <= LONGEST_LINES:
        return text
    first, _, _ = text[:LONGEST_LINES].rpartition(",")
    return Message("{first} and more, {count} in all", first=first, count=len(numbers))


def ranges(lines: Sequence[int], *, gap: int = 1) -> str:
    """Return line numbers, which rise, as people write them: 3-17, 40. Between those of a range is at most a `gap`."""
    parts: list[list[int]] = []
    for line in lines:
        if parts and line <= parts[-1][1] + gap:
            parts[-1][1] = line
        else:
            parts.append([line, line])
    return ", ".join(str(first) if first == last else f"{first}-{last}" for first, last in parts)
