"""Where a table goes: stdout, a stream that is named like a file, or a file."""

import errno
import io
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TextIO

from tracker.render.files import replacing


@contextmanager
def destination(output: str | None) -> Iterator[TextIO]:
    """Give a stream of UTF-8 text with LF line ends, at the end of which all is written out.

    None and "-" (and /dev/stdout) mean stdout, whose OSErrors pass as they are. Everything else
    is the path of a file, and Refused is raised when it cannot be written.
    """
    if output is None or output in ("-", "/dev/stdout"):
        stream = text_stdout()
        yield stream
        stream.flush()
    else:
        with replacing(output) as stream:
            yield stream


def use_utf8() -> None:
    """Let stdout and stderr speak UTF-8 whatever the locale, so that no name is ever unprintable."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


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
