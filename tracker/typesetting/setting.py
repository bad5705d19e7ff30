"""Turn a manuscript into a PDF in a separate process; draw QR codes."""

import io
import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from tempfile import gettempdir
from typing import Any

from tracker.drafts import draft_of
from tracker.errors import ExtraMissing, Refused
from tracker.messages import Message
from tracker.model.text import plain
from tracker.typesetting.compiler import TEMPLATE


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


def require(library: str) -> None:
    """Raise Refused, with the extra to install, unless the library is installed."""
    if find_spec(library) is None:
        raise ExtraMissing(
            'PDF needs the library {library}, which is not installed: pip install ".[pdf]".', library=library
        )


class NotSet(Refused):
    """A manuscript that typst refused, with typst's error."""


def typeset(manuscript: Manuscript) -> bytes:
    """Return the PDF of a manuscript; the same manuscript and version of typst give the same bytes.

    Raises Refused if typst is not installed, NotSet if it refuses the manuscript.
    """
    require("typst")
    with draft_of(Path(gettempdir()) / "paper") as folder:
        folder.mkdir(0o700)
        for name, content in {**manuscript.files, TEMPLATE: manuscript.template.encode()}.items():
            (folder / name).write_bytes(content)
        job = {
            "folder": str(folder),
            "data": _made_plain(manuscript.data),
            "moment": manuscript.moment,
            "tagged": manuscript.tagged,
        }
        done = subprocess.run(
            [sys.executable, "-P", "-m", "tracker.typesetting.compiler"],
            input=json.dumps(job).encode(),
            capture_output=True,
            env=os.environ | {"RUST_BACKTRACE": "0", "PYTHONUTF8": "1"},
            check=False,
        )
    if done.returncode:
        error = done.stderr.decode("utf-8", "replace").strip().rpartition("\n")[2]
        raise NotSet("This paper cannot be typeset: {reason}.", reason=error or done.returncode)
    return done.stdout


def _made_plain(data: Any) -> Any:
    if isinstance(data, str | Message):
        return plain(str(data))
    if isinstance(data, Mapping):
        return {name: _made_plain(value) for name, value in data.items()}
    return [_made_plain(value) for value in data] if isinstance(data, list | tuple) else data


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
