"""Where a table goes: stdout, a stream that is named like a file, or a file."""

import errno
import io
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO, TextIO

from tracker.errors import Refused

_IN_MEMORY = 4 * 1024 * 1024
"""The bytes that are held in memory before they go to the disk."""


@contextmanager
def destination(output: str | None) -> Iterator[TextIO]:
    """Give a stream of UTF-8 text with LF line ends, at the end of which all is written out.

    None and "-" (and /dev/stdout) mean stdout, whose OSErrors pass as they are. Everything else
    is the path of a file, and Refused is raised when it cannot be written.
    """
    if not is_file(output):
        stream = text_stdout()
        yield stream
        stream.flush()
    else:
        from tracker.render.files import replacing

        with replacing(output or "") as stream:
            yield stream


def is_file(output: str | None) -> bool:
    """Tell whether a table goes to a file, and not to stdout."""
    return output is not None and output not in ("-", "/dev/stdout")


@contextmanager
def held(format: str) -> Iterator[TextIO]:  # noqa: A002
    """Give a stream that holds what is written, in memory and then on the disk, and passes it on to stdout at the end.

    Nothing is passed on when the block raises. OSErrors of stdout pass as they are.
    """
    from shutil import copyfileobj
    from tempfile import SpooledTemporaryFile

    with (
        SpooledTemporaryFile(_IN_MEMORY) as spool,
        io.TextIOWrapper(spool, "utf-8", "backslashreplace", newline="\n") as stream,
    ):
        yield stream
        stream.flush()
        stream.seek(0)
        stdout = text_stdout()
        if hasattr(stdout, "buffer"):
            copyfileobj(spool, bytes_of(stdout, format))
        else:
            copyfileobj(stream, stdout)
        stdout.flush()


def use_utf8() -> None:
    """Let stdin, stdout and stderr speak UTF-8 whatever the locale, so that no name is ever unprintable.

    A stdout that was closed before the start is replaced by one that says so when it is written to.
    """
    if sys.stdout is None:
        sys.stdout = _Closed()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace", newline="\n")
    if isinstance(sys.stdin, io.TextIOWrapper):
        sys.stdin.reconfigure(encoding="utf-8", errors="surrogateescape")


class _Closed(io.StringIO):
    """A stream that nobody can read: without it, what is printed would vanish and all seem well."""

    def write(self, text: str, /) -> int:
        raise OSError(errno.EBADF, os.strerror(errno.EBADF))


def text_stdout() -> TextIO:
    """Return sys.stdout, set to UTF-8 and LF whatever the locale and the system.

    A stand-in without such settings (an io.StringIO) is returned as it is. Raises OSError
    when the process was started without a stdout.
    """
    stream: TextIO | None = sys.stdout
    if stream is None:
        raise OSError(errno.EBADF, os.strerror(errno.EBADF))
    if isinstance(stream, io.TextIOWrapper):
        stream.reconfigure(encoding="utf-8", errors="backslashreplace", newline="\n")
    return stream


def bytes_of(stream: TextIO, format: str) -> BinaryIO:  # noqa: A002
    """Return the stream of bytes below a stream of text, for a format that is not text.

    What was written as text goes first; flushing the stream of text flushes the bytes too.
    Raises Refused for a terminal, and OSError for a stand-in that has no bytes (an io.StringIO).
    """
    if stream.isatty():
        raise Refused(f"{format} is not for a terminal; name a file with -o.")
    stream.flush()
    below: BinaryIO | None = getattr(stream, "buffer", None)
    if below is None:
        raise OSError(errno.EBADF, os.strerror(errno.EBADF))
    return below
