"""What is in a batch: the steps of a write as lines of JSON, compressed."""

import json
import zlib
from collections.abc import Iterator, Sequence
from typing import Any, Final

from tracker.errors import Refused
from tracker.messages import Message
from tracker.store.steps import Unfit

FORM: Final = b"TB1\n"
"""What a body of this form begins with. The steps follow, compressed: in each line an SQL statement and, one after the
other, the parameters of each time that it is carried out."""

_UPGRADE: Final = b"TU1\n"
"""What the body of an upgrade begins with; the number of the schema follows."""

MOST_LINE = 16 * 1024**2
"""The most bytes of a line. The longest cell of a sheet takes half a megabyte."""

MOST_FREELY = 64 * 1024**2
"""The bytes to which a body of any size may expand; a larger one to `MOST_RATIO` times its own besides."""

MOST_BODY = 128 * 1024**2
"""The most bytes of a body. A sheet of a million rows has half of them."""

MOST_RATIO = 100
"""What sheets record expands to ten times its size."""

_CHUNK = 1 << 20
_LINE = 1 << 20
"""About how many bytes a line has that holds many rows."""
_DIGITS = 10
_AT_ONCE = 1_000
"""How many times a statement is carried out in a line at most."""


class Newer(Unfit):
    """By what it says, a newer version of tracker recorded it."""


class Packer:
    """Packs steps as they come, so that those of a long write take little memory."""

    def __init__(self) -> None:
        """Begin with none."""
        self._compress = zlib.compressobj()
        self._parts: list[bytes] = [FORM]
        self._size = self._longest = 0

    def add(self, sql: str, rows: Sequence[Sequence[Any]]) -> None:
        """Add a statement that was carried out with each of the parameters."""
        for start in range(0, len(rows), _AT_ONCE):
            self._add(sql, rows[start : start + _AT_ONCE])

    def _add(self, sql: str, rows: Sequence[Sequence[Any]]) -> None:
        """Add a line, or several if it is long."""
        line = json.dumps([sql, *rows], ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
        if len(line) > _LINE and len(rows) > 1:
            half = len(rows) // 2
            self._add(sql, rows[:half])
            self._add(sql, rows[half:])
            return
        self._size += len(line)
        self._longest = max(self._longest, len(line))
        self._parts.append(self._compress.compress(line))

    def body(self) -> bytes:
        """Return all of it; nothing can be added any more. Raises Refused when others would not take it over."""
        self._parts.append(self._compress.flush())
        body = b"".join(self._parts)
        if self._longest > MOST_LINE or self._size > _most_of(len(body)):
            raise Refused("The texts that this command records are too long to be shared with other offices.")
        if len(body) > MOST_BODY:
            raise Refused(
                "What this command records is too long to be shared with other offices; import the sheet in parts."
            )
        return body


def _most_of(packed: int) -> int:
    """Return the most bytes to which a body of so many may expand."""
    return MOST_FREELY + MOST_RATIO * packed


def upgrade_to(schema: int) -> bytes:
    """Return the body of a batch that says that the ledger was upgraded to a schema."""
    return _UPGRADE + str(schema).encode()


def upgrades_to(body: bytes) -> int | None:
    """Return the schema to which a batch upgrades, None when it has steps. Raises Unfit when it says none."""
    if not body.startswith(_UPGRADE):
        return None
    number = body.removeprefix(_UPGRADE)
    if not (number.isdigit() and len(number) < _DIGITS):
        raise Unfit.of(Message("it is no batch of tracker's"))
    return int(number)


def steps_in(body: bytes) -> Iterator[tuple[str, Sequence[Sequence[Any]]]]:
    """Yield the steps of a body, whatever their values are.

    Raises Unfit when it is not one, Newer when a newer version wrote it.
    """
    if not body.startswith(FORM):
        if body.startswith(FORM[:2]):
            raise Newer.of(Message("it has a newer form than those that this version knows"))
        raise Unfit.of(Message("it is no batch of tracker's"))
    for line in _lines(memoryview(body)[len(FORM) :]):
        try:
            text = line.decode()
            step, end = _decoded(text)
        except (ValueError, RecursionError) as error:
            raise Unfit.of(Message("it cannot be read ({reason})", reason=error)) from None
        if end != len(text) or not isinstance(step, list) or not step or not isinstance(step[0], str):
            raise Unfit.of(Message("it is no batch of tracker's"))
        sql, *rows = step
        if not _ROWS.issuperset(map(type, rows)):
            raise Unfit.of(Message("it is no batch of tracker's"))
        yield sql, rows


_decoded = json.JSONDecoder().raw_decode
_ROWS = frozenset({list})


def _lines(packed: memoryview) -> Iterator[bytes]:
    expand, read, rest, most = zlib.decompressobj(), 0, b"", _most_of(len(packed))
    try:
        while packed or expand.unconsumed_tail:
            part = expand.decompress(expand.unconsumed_tail or packed[:_CHUNK], _CHUNK)
            if not expand.unconsumed_tail:
                packed = packed[_CHUNK:]
            read += len(part)
            *lines, rest = (rest + part).split(b"\n")
            if read > most or len(rest) > MOST_LINE:
                raise Unfit.of(Message("it is too large"))
            yield from lines
            if expand.eof:
                break
    except zlib.error as error:
        raise Unfit.of(Message("it cannot be read ({reason})", reason=error)) from None
    if rest or not expand.eof or expand.unused_data or packed:
        raise Unfit.of(Message("it is not complete"))
