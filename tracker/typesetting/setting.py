"""Turn a manuscript into a PDF in a separate process, or explain why that fails."""

import io
import json
import os
import re
import subprocess
import sys
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from tempfile import gettempdir
from typing import Any, NamedTuple

from tracker.drafts import draft_of
from tracker.errors import ExtraMissing, Refused, TooLarge
from tracker.messages import Message
from tracker.model.text import plain
from tracker.typesetting.compiler import TEMPLATE

MOST_SECONDS = 10
"""Processor seconds for one paper."""

MOST_MEGABYTES = 300
"""Memory for one paper."""

MOST_WAITING = 60
"""Elapsed seconds until a compiler is stopped, if it waits or the system cannot limit processor time."""


@dataclass(frozen=True)
class Manuscript:
    """A template with its data, ready to typeset."""

    template: str
    """A typst template; it reads the data with `json(bytes(sys.inputs.data))`."""
    data: Mapping[str, Any]
    moment: int = 0
    """The creation time in the PDF, in seconds since 1970; fixed, so that the same manuscript gives the same bytes."""
    files: Mapping[str, bytes] = field(default_factory=dict)
    """The files next to the template, by name."""
    tagged: bool = True
    """Whether the PDF marks tables and headings for screen readers, which takes ten times as long."""


class Typeset(NamedTuple):
    """A PDF, and the characters that no font has, which are printed as �."""

    pdf: bytes
    lacking: tuple[str, ...]

    @property
    def pages(self) -> int:
        """The number of pages."""
        return max(map(int, _PAGES.findall(self.pdf)))


def require(library: str) -> None:
    """Raise Refused, with the extra to install, unless the library is installed."""
    if find_spec(library) is None:
        raise ExtraMissing(
            'PDF needs the library {library}, which is not installed: pip install ".[pdf]".', library=library
        )


class NotSet(Refused):
    """A manuscript that typst refused, with typst's error."""

    error = ""


def typeset(manuscript: Manuscript) -> Typeset:
    """Return the manuscript as a PDF; the same manuscript and version of typst give the same bytes.

    Raises Refused if typst is not installed or exceeds its limits, NotSet if it refuses the manuscript.
    """
    return typeset_parts([manuscript])


def typeset_parts(parts: Sequence[Manuscript], foot: str = "") -> Typeset:
    """Return the parts of a long paper, at least one, as one PDF.

    `foot`, with {page} and {pages}, is printed on each page if there are several parts. Parts are typeset in parallel,
    one process per processor, each with its own limits. Raises the same errors as `typeset`.
    """
    require("typst")
    with draft_of(Path(gettempdir()) / "paper") as folder:
        folder.mkdir(0o700)
        jobs = [_written(part, folder / str(number)) for number, part in enumerate(parts)]
        if len(jobs) == 1:
            return _compiled(jobs[0])
        with ThreadPoolExecutor(min(len(jobs), os.cpu_count() or 1)) as pool:
            done = list(pool.map(_compiled, jobs))
    first = parts[0]
    data = {
        "title": first.data["title"],
        "lang": first.data["lang"],
        "foot": foot,
        "parts": [(f"{number}.pdf", each.pages) for number, each in enumerate(done)],
    }
    files = {f"{number}.pdf": each.pdf for number, each in enumerate(done)}
    whole = typeset(
        Manuscript(_BINDING, data, first.moment, files, tagged=False)  # to screen readers a page would be a picture
    )
    return Typeset(whole.pdf, tuple(sorted({letter for each in done for letter in each.lacking})))


_BINDING = """\
#let data = json(bytes(sys.inputs.data))
#set document(title: data.title)
#set text(font: "Libertinus Serif", lang: data.lang, size: 8pt, number-type: "lining", number-width: "tabular")
#let numbers = data.parts.map(((name, pages)) => range(pages).map(page => (name, page + 1))).join()
#for (at, (name, page)) in numbers.enumerate() { context {
  let picture = image(name, page: page)
  let (width, height) = measure(picture)
  let foot = data.foot.replace("{page}", str(at + 1)).replace("{pages}", str(numbers.len()))
  std.page(width: width, height: height, margin: 0mm, {
    picture
    place(top + right, dx: -15mm, dy: height - 11.2mm, foot)
  })
} }
"""
"""Binds parts: typst places pages of PDFs as pictures, whose text stays text."""

_PAGES = re.compile(rb"/Type ?/Pages ?/Count ([0-9]+)")


def _written(manuscript: Manuscript, folder: Path) -> dict[str, Any]:
    """Write the compiler's files to a folder of its own and return its job."""
    folder.mkdir(0o700)
    for name, content in {**manuscript.files, TEMPLATE: manuscript.template.encode()}.items():
        (folder / name).write_bytes(content)
    return {
        "folder": str(folder),
        "data": _made_plain(manuscript.data),
        "moment": manuscript.moment,
        "tagged": manuscript.tagged,
        "seconds": MOST_SECONDS,
        "megabytes": MOST_MEGABYTES,
    }


def _compiled(job: Mapping[str, Any]) -> Typeset:
    output, _, pdf = _ask_compiler(job).partition(b"\n")
    result = json.loads(output)
    if "error" in result:
        raise _not_set(result["error"])
    return Typeset(pdf, tuple(result["lacking"]))


def lacking_message(letters: tuple[str, ...]) -> Message:
    """Return the message about characters that no font has."""
    named = ", ".join(f"{plain(letter)} (U+{ord(letter):04X})" for letter in letters[:_NAMED])
    if len(letters) > _NAMED:
        return Message(
            "{count} characters are missing from the fonts ({letters}) and are printed as �.",
            count=len(letters),
            letters=named,
        )
    return Message("Missing from the fonts: {letters}; printed as �.", letters=named)


_NAMED = 5


def _not_set(error: str) -> NotSet:
    refused = NotSet.from_message(Message("This paper cannot be typeset: {reason}.", reason=error))
    refused.error = error
    return refused


def _made_plain(data: Any) -> Any:
    if isinstance(data, str | Message):
        return plain(str(data))
    if isinstance(data, Mapping):
        return {name: _made_plain(value) for name, value in data.items()}
    return [_made_plain(value) for value in data] if isinstance(data, list | tuple) else data


def _ask_compiler(job: Mapping[str, Any]) -> bytes:
    program = [sys.executable, "-P", "-m", "tracker.typesetting.compiler"]
    try:
        done = subprocess.run(  # noqa: S603  (this program)
            program,
            input=json.dumps(job).encode(),
            capture_output=True,
            env=os.environ | {"RUST_BACKTRACE": "0", "PYTHONUTF8": "1"},
            timeout=MOST_WAITING,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise _too_long(MOST_WAITING) from None
    if done.returncode == 0:
        return done.stdout
    if b"memory allocation" in done.stderr or b"MemoryError" in done.stderr:
        raise TooLarge(
            "Typesetting the paper takes more than {most} MB of memory; print fewer at once.", most=MOST_MEGABYTES
        )
    if done.returncode < 0:  # killed by the system when its time was used up
        raise _too_long(MOST_SECONDS)
    error = done.stderr.decode("utf-8", "replace").strip().rpartition("\n")[2]
    raise _not_set(error or str(done.returncode))


def _too_long(seconds: float) -> Refused:
    return TooLarge("Typesetting the paper takes more than {most} seconds; print fewer at once.", most=seconds)


# QR codes.


def drawn_in_letters(text: str) -> list[str]:
    """Return a QR code of the text as lines for a dark terminal, two rows of modules per line."""
    import segno

    rows = [list(row) for row in segno.make(text, error="m", micro=False).matrix_iter(border=2)]
    rows += [[0] * len(rows[0])] * (len(rows) % 2)
    pairs = zip(rows[::2], rows[1::2], strict=True)
    return ["".join("█▀▄ "[2 * above + below] for above, below in zip(*pair, strict=True)) for pair in pairs]


def drawn(text: str) -> str:
    """Return a QR code of the text as SVG, with a quiet zone and medium error correction."""
    import segno

    written, code = io.BytesIO(), segno.make(text, error="m", micro=False)
    code.save(written, kind="svg", xmldecl=False, border=2, nl=False)
    return written.getvalue().decode("ascii")
