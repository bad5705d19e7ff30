"""Printed papers, parsed: their texts, their pages, and the codes in their pictures."""

import io
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pypdf
import typst
import zxingcpp
from PIL import Image

from tests.conftest import Clerk
from tracker.papers import templates
from tracker.typesetting.setting import Manuscript


def pages(file: Path) -> list[str]:
    """Return the text of each page."""
    return [page.extract_text() for page in pypdf.PdfReader(file).pages]


def printed(clerk: Clerk, *words: object) -> list[str]:
    """Print a paper, and return the text of each page; asserts that there is no other output."""
    file = clerk.db.with_name("paper.pdf")
    answer = clerk.does("paper", *words, "-o", file)
    assert (answer.out, answer.err) == ("", "")
    return pages(file)


@contextmanager
def set_by(clerk: Clerk) -> Iterator[list[Manuscript]]:
    """Keep what a command passes to the typesetter."""
    kept: list[Manuscript] = []
    typeset = templates.typeset  # type: ignore[attr-defined]

    def keep(manuscript: Manuscript) -> bytes:
        kept.append(manuscript)
        return bytes(typeset(manuscript))

    templates.typeset = keep  # type: ignore[attr-defined]
    try:
        yield kept
    finally:
        templates.typeset = typeset  # type: ignore[attr-defined]


def drawn(manuscript: Manuscript, folder: Path, ppi: int) -> list[Image.Image]:
    """Return each page, drawn as pixels."""
    for name, content in {**manuscript.files, "paper.typ": manuscript.template.encode()}.items():
        (folder / name).write_bytes(content)
    pages = typst.compile(
        str(folder / "paper.typ"),
        root=str(folder),
        format="png",
        ppi=ppi,
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(manuscript.data, default=str)},
    )
    return [Image.open(io.BytesIO(page)) for page in (pages if isinstance(pages, list) else [pages])]


def codes_in(manuscript: Manuscript, folder: Path) -> list[list[str]]:
    """Return what a scanner reads from each page."""
    return [[code.text for code in zxingcpp.read_barcodes(picture)] for picture in drawn(manuscript, folder, 150)]
