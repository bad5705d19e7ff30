"""The destination of a table: stdout, a named stream, or a file."""

import errno
import io
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO, TextIO

from tracker.errors import Unwritten

_IN_MEMORY = 4 * 1024 * 1024  # the maximum number of bytes held in memory


@contextmanager
def destination(output: str | None) -> Iterator[TextIO]:
    """Yield a stream of UTF-8 text with LF line ends, which is flushed at the end.

    None and "-" (and /dev/stdout) mean stdout, whose OSErrors are passed on. Anything else is a path; raises Refused if
    it cannot be written.
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
    """Return whether the output is a file, and not stdout."""
    return output is not None and output not in ("-", "/dev/stdout")


@contextmanager
def buffered(format: str) -> Iterator[TextIO]:  # noqa: A002
    """Yield a stream buffered in memory and then on disk, which is copied to stdout at the end.

    Nothing is copied if the block raises. OSErrors of stdout are passed on.
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
    """Set stdin, stdout and stderr to UTF-8 whatever the locale, so that all names can be printed.

    If stdout was closed before the start, it is replaced by a stream that raises OSError on writes.
    """
    if sys.stdout is None:
        sys.stdout = _Closed()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace", newline="\n")
    if isinstance(sys.stdin, io.TextIOWrapper):
        sys.stdin.reconfigure(encoding="utf-8", errors="surrogateescape")


class _Closed(io.StringIO):
    """A closed stdout: without it, output would be lost without an error."""

    def write(self, text: str, /) -> int:
        raise OSError(errno.EBADF, os.strerror(errno.EBADF))


def text_stdout() -> TextIO:
    """Return sys.stdout, set to UTF-8 and LF whatever the locale and the system.

    A substitute without such settings (an io.StringIO) is returned unchanged. Raises OSError if
    the process was started without a stdout.
    """
    stream: TextIO | None = sys.stdout
    if stream is None:
        raise OSError(errno.EBADF, os.strerror(errno.EBADF))
    if isinstance(stream, io.TextIOWrapper):
        stream.reconfigure(encoding="utf-8", errors="backslashreplace", newline="\n")
    return stream


def write_bytes(content: bytes, format: str, output: str | None = None) -> None:  # noqa: A002
    """Write binary content to a file or to stdout. Raises the same errors as a `Writer`."""
    with destination(output) as stream:
        bytes_of(stream, format).write(content)


def bytes_of(stream: TextIO, format: str) -> BinaryIO:  # noqa: A002
    """Return the byte stream under a text stream, for a binary format.

    Text written so far is flushed first; flushing the text stream flushes the bytes too. Raises Refused for a terminal,
    and OSError for a substitute without a byte stream (an io.StringIO).
    """
    if stream.isatty():
        raise Unwritten("{format} cannot be written to a terminal; specify a file with -o.", format=format)
    stream.flush()
    binary: BinaryIO | None = getattr(stream, "buffer", None)
    if binary is None:
        raise OSError(errno.EBADF, os.strerror(errno.EBADF))
    return binary
