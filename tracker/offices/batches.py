"""What is in a batch: the steps of a write as lines of JSON, compressed."""

import json
import zlib
from collections.abc import Iterator, Sequence
from typing import Any, Final

from tracker.errors import Unusable
from tracker.messages import Message
from tracker.store.steps import Unfit

FORM: Final = b"TB1\n"
"""What a body of this form begins with. The steps follow, compressed: in each line an SQL statement and, one after the
other, the parameters of each time that it is carried out."""

_UPGRADE: Final = b"TU1\n"
"""What the body of an upgrade begins with; the number of the schema follows."""

MOST_BYTES: Final = 4 * 1024**3
"""The largest size to which a body may expand."""

_CHUNK = 1 << 20
_DIGITS = 10
_SMALLEST, _LARGEST = -(2**63), 2**63 - 1
_AT_ONCE = 1_000
"""How many times a statement is carried out in a line at most."""


class Packer:
    """Packs steps as they come, so that those of a long write take little memory."""

    def __init__(self) -> None:
        """Begin with none."""
        self._compress = zlib.compressobj()
        self._parts: list[bytes] = [FORM]

    def add(self, sql: str, rows: Sequence[Sequence[Any]]) -> None:
        """Add a statement that was carried out with each of the parameters."""
        for start in range(0, len(rows), _AT_ONCE):
            line = json.dumps([sql, *rows[start : start + _AT_ONCE]], ensure_ascii=False, separators=(",", ":"))
            self._parts.append(self._compress.compress(line.encode() + b"\n"))

    def body(self) -> bytes:
        """Return all of it; nothing can be added any more."""
        self._parts.append(self._compress.flush())
        return b"".join(self._parts)


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
    """Yield the steps of a body. Raises Unfit when it is not one, Unusable when a newer version wrote it."""
    if not body.startswith(FORM):
        if body.startswith(FORM[:2]):
            raise Unusable("The log has a batch of a newer form; upgrade tracker.")
        raise Unfit.of(Message("it is no batch of tracker's"))
    for line in _lines(memoryview(body)[len(FORM) :]):
        try:
            sql, *rows = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise Unfit.of(Message("it cannot be read ({reason})", reason=error)) from None
        if not isinstance(sql, str) or not all(isinstance(row, list) and _are_plain(row) for row in rows):
            raise Unfit.of(Message("it is no batch of tracker's"))
        yield sql, rows


def _are_plain(row: list[Any]) -> bool:
    return all(
        value is None or isinstance(value, str) or (isinstance(value, int) and _SMALLEST <= value <= _LARGEST)
        for value in row
    )


def _lines(packed: memoryview) -> Iterator[bytes]:
    expand, read, rest = zlib.decompressobj(), 0, b""
    try:
        while packed or expand.unconsumed_tail:
            part = expand.decompress(expand.unconsumed_tail or packed[:_CHUNK], _CHUNK)
            if not expand.unconsumed_tail:
                packed = packed[_CHUNK:]
            read += len(part)
            if read > MOST_BYTES:
                raise Unfit.of(Message("it is too large"))
            *lines, rest = (rest + part).split(b"\n")
            yield from lines
    except zlib.error as error:
        raise Unfit.of(Message("it cannot be read ({reason})", reason=error)) from None
    if rest or not expand.eof:
        raise Unfit.of(Message("it is not complete"))
