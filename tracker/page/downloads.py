"""A table as a file, in the formats of the command line."""

import io
from collections.abc import Iterator
from functools import cache
from importlib.util import find_spec
from tempfile import SpooledTemporaryFile
from typing import IO

from tracker.errors import WrongUsage
from tracker.model.table import Table
from tracker.render.formats import FORMATS, prepared, writer

_IN_MEMORY = 1_048_576
_CHUNK = 65_536

TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pdf": "application/pdf",
}
"""The formats in which a table can be had, and what a browser calls them."""


@cache
def offered() -> tuple[str, ...]:
    """Return those of TYPES that can be had here: pdf needs what its extra installs."""
    return tuple(name for name in TYPES if name in FORMATS and (name != "pdf" or is_printing()))


def is_printing() -> bool:
    """Return whether papers can be had here: they need what the extra `pdf` installs."""
    return all(find_spec(library) is not None for library in ("typst", "segno"))


def written(table: Table, name: str) -> IO[bytes]:
    """Return a file with the table, to be read from its begin. Raises WrongUsage for a format that is not offered."""
    if name not in offered():
        raise WrongUsage("'{format}' is not a format; choose one of {formats}.", format=name, formats=", ".join(TYPES))
    spool = SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115  (it is closed when it was sent)
    try:
        stream = io.TextIOWrapper(spool, "utf-8", "backslashreplace", newline="\n")
        writer(name, raw=False)(prepared(table, name), stream)
        stream.flush()
        stream.detach()
        spool.seek(0)
    except BaseException:
        spool.close()
        raise
    return spool


def chunks(file: IO[bytes]) -> Iterator[bytes]:
    """Yield what a file holds, and close it."""
    with file:
        while part := file.read(_CHUNK):
            yield part
