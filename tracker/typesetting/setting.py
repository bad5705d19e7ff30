"""A manuscript becomes a PDF, in a process of its own; or a sentence says why it does not."""

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
"""Of a processor, for one paper."""

MOST_MEGABYTES = 300
"""Of memory, for one paper."""

MOST_WAITING = 60
"""Seconds of the clock until a compiler is given up: one that waits, or where no system counts those of a processor."""

_NOWHERE = "http://127.0.0.1:0"
"""Where the compiler would ask for packages: nobody can listen there."""


@dataclass(frozen=True)
class Manuscript:
    """What is to be set."""

    template: str
    """In typst's language; it reads the data with `json(bytes(sys.inputs.data))`."""
    data: Mapping[str, Any]
    moment: int = 0
    """When the PDF says that it was made, in seconds since 1970: not now, so that it can be made again to the byte."""
    files: Mapping[str, bytes] = field(default_factory=dict)
    """The files that the template finds beside it, by name."""
    tagged: bool = True
    """Whether the PDF says what is a table and what is a heading, for those who cannot see it: ten times as long."""


class Typeset(NamedTuple):
    """A PDF, and the letters in it that no font has, which are printed as �."""

    pdf: bytes
    lacking: tuple[str, ...]

    @property
    def pages(self) -> int:
        """How many pages it has."""
        return max(map(int, _PAGES.findall(self.pdf)))


def require(library: str) -> None:
    """Raise Refused, naming the extra, unless the library is installed."""
    if find_spec(library) is None:
        raise ExtraMissing(
            'PDF needs the library {library}, which is not installed: pip install ".[pdf]".', library=library
        )


class NotSet(Refused):
    """A manuscript that typst refused, and what it said."""

    error = ""


def typeset(manuscript: Manuscript) -> Typeset:
    """Return the manuscript as a PDF. The same manuscript gives the same bytes, with the same version of typst.

    Raises Refused when typst is not installed, NotSet when it refuses the template, Refused when that takes too much.
    """
    return typeset_parts([manuscript])


def typeset_parts(parts: Sequence[Manuscript], foot: str = "") -> Typeset:
    """Return the parts of a long paper, of which there is one at least, as one PDF.

    `foot` stands at the foot of each page of several parts, with {page} and {pages} in it.
    Each is set in a process of its own, as many at once as there are processors, and has its limits for itself.
    Raises Refused as `typeset`.
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
        Manuscript(_BINDING, data, first.moment, files, tagged=False)  # a page would be a picture to readers
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
"""Typst takes pages of PDFs as pictures, whose text stays text."""

_PAGES = re.compile(rb"/Type ?/Pages ?/Count ([0-9]+)")


def _written(manuscript: Manuscript, folder: Path) -> dict[str, Any]:
    """Write all that the compiler is to see into a folder of its own, and return its job."""
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
    """Return the PDF of a job. Raises Refused when the compiler refuses its template, or does not get to an end."""
    said, _, pdf = _ask_compiler(job).partition(b"\n")
    told = json.loads(said)
    if "error" in told:
        refused = NotSet.of(_refusal(told["error"], told["line"]))
        refused.error = told["error"]
        raise refused
    return Typeset(pdf, tuple(told["lacking"]))


def lacking_message(letters: tuple[str, ...]) -> Message:
    """Return what is said of letters that no font has."""
    named = ", ".join(f"{plain(letter)} (U+{ord(letter):04X})" for letter in letters[:_NAMED])
    if len(letters) > _NAMED:
        return Message(
            "{count} characters are missing from the fonts ({letters}) and are printed as �.",
            count=len(letters),
            letters=named,
        )
    return Message("Missing from the fonts: {letters}; printed as �.", letters=named)


_NAMED = 5


_SEARCHED = re.compile(r" \(searched at [^()]*\)")
"""Where typst looked for a file: in a folder that is gone by now."""

_OF_PACKAGES = "failed to download package", "package not found"


def _refusal(error: str, line: int | None) -> Message:
    error = _SEARCHED.sub("", error)
    if error.startswith(_OF_PACKAGES):
        return Message("Error in the template, line {line}: packages are not available.", line=line or 1)
    if line is None:
        return Message("Error in the template: {reason}.", reason=error)
    return Message("Error in the template, line {line}: {reason}.", line=line, reason=error)


def _made_plain(data: Any) -> Any:
    """Return the data without characters that could turn a line around or end it."""
    if isinstance(data, str | Message):
        return plain(str(data))
    if isinstance(data, Mapping):
        return {name: _made_plain(value) for name, value in data.items()}
    return [_made_plain(value) for value in data] if isinstance(data, list | tuple) else data


def _ask_compiler(job: Mapping[str, Any]) -> bytes:
    """Return the answer of the compiler. Raises Refused when it did not get to one."""
    program = [sys.executable, "-P", "-m", "tracker.typesetting.compiler"]
    try:
        done = subprocess.run(  # noqa: S603  (ourselves)
            program,
            input=json.dumps(job).encode(),
            capture_output=True,
            env=_environment(),
            timeout=MOST_WAITING,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise _too_long(MOST_WAITING) from None
    if done.returncode == 0:
        return done.stdout
    if b"memory allocation" in done.stderr or b"MemoryError" in done.stderr:
        raise TooLarge(
            "Typesetting the paper takes more than {most} MB of memory; print fewer at once, or check the template.",
            most=MOST_MEGABYTES,
        )
    if done.returncode < 0:  # ended by the system, which counts its seconds
        raise _too_long(MOST_SECONDS)
    error = done.stderr.decode("utf-8", "replace").strip().rpartition("\n")[2]
    raise NotSet.of(_refusal(error or str(done.returncode), None))


def _too_long(seconds: float) -> Refused:
    return TooLarge(
        "Typesetting the paper takes more than {most} seconds; print fewer at once, or check the template.",
        most=seconds,
    )


def _environment() -> dict[str, str]:
    """Return the variables of the compiler: ours, but for those that lead to the network."""
    kept = {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}
    nowhere = {f"{scheme}_proxy": _NOWHERE for scheme in ("http", "https", "all")}
    upper = {name.upper(): value for name, value in nowhere.items()}
    return kept | nowhere | upper | {"RUST_BACKTRACE": "0", "PYTHONUTF8": "1"}


# Codes that a scanner reads.


def drawn_in_letters(text: str) -> list[str]:
    """Return a QR code of the text as lines for a dark terminal, two rows of the code in each."""
    import segno

    rows = [list(row) for row in segno.make(text, error="m", micro=False).matrix_iter(border=2)]
    rows += [[0] * len(rows[0])] * (len(rows) % 2)
    pairs = zip(rows[::2], rows[1::2], strict=True)
    return ["".join("█▀▄ "[2 * above + below] for above, below in zip(*pair, strict=True)) for pair in pairs]


def drawn(text: str) -> str:
    """Return a QR code of the text as a picture, in SVG: with a quiet zone, and readable when a part is smudged."""
    import segno

    written, code = io.BytesIO(), segno.make(text, error="m", micro=False)
    code.save(written, kind="svg", xmldecl=False, border=2, nl=False)
    return written.getvalue().decode("ascii")
