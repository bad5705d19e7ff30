"""The pictures of the README are what the program draws. Delete one, and its test draws it anew."""

import io
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from rich.console import Console
from rich.text import Text

from tests.conftest import Clerk
from tests.page.browsing import Serving, chromium
from tests.papers.paper import drawn, set_by

pytestmark = pytest.mark.slow

FOLDER = Path(__file__).resolve().parent.parent / "tracker" / "docs" / "pictures"
SCREEN = (
    ("stock", "--at", "2014-12-31", "--fields", "item,printed,on_hand,in_transit,at_places"),
    ("report", "distribution", "--by", "country", "--columns", "language", "--until", "2014", "--chart"),
)
COLOURS, MOST_HEIGHT = 64, 640


@pytest.fixture
def office(clerk: Clerk, sample: bytes) -> Clerk:
    clerk.db.write_bytes(sample)
    return clerk


def test_the_screen_shows_what_the_commands_answer(office: Clerk) -> None:
    console = Console(record=True, width=84, file=io.StringIO())
    for words in SCREEN:
        console.print(Text(f"$ tracker {' '.join(words)}", "bold"), soft_wrap=True)
        console.print(Text(office.does(*words).out.partition("\nAs of ")[0].rstrip()), soft_wrap=True)
    svg = console.export_svg(title="tracker", unique_id="stock")
    svg = re.sub(r"@font-face \{.*?\}\s*", "", svg, flags=re.DOTALL)  # which would be loaded from elsewhere
    file = FOLDER / "stock.svg"
    if not file.exists():
        file.write_text(svg, encoding="utf-8")
    assert texts(file.read_text(encoding="utf-8")) == texts(svg)


def texts(svg: str) -> list[str]:
    return re.findall(r"<text[^>]*>([^<]*)</text>", svg)


def test_the_page_is_as_it_looks_by_day_and_by_night(office: Clerk) -> None:
    with chromium() as browser:
        serving = Serving(office.db, "--write")
        try:
            page = browser.new_page(viewport={"width": 1120, "height": 640})
            page.goto(serving.entrance)
            for scheme in ("light", "dark"):
                page.emulate_media(color_scheme=scheme)
                page.reload()
                assert same(f"page-{scheme}.png", Image.open(io.BytesIO(page.screenshot())))
        finally:
            serving.ends()


def test_the_note_is_as_it_is_printed(office: Clerk, tmp_path: Path) -> None:
    with set_by(office) as kept:
        office.does("paper", "note", 342, "-o", tmp_path / "note.pdf")
    assert same("note.png", drawn(kept[0], tmp_path, 72)[0])


def same(name: str, drawing: Image.Image) -> bool:
    """Return whether a drawing looks like the picture, from a distance: days and counts of days differ."""
    file = FOLDER / name
    picture = drawing.convert("RGB").crop((0, 0, drawing.width, min(drawing.height, MOST_HEIGHT)))
    if not file.exists():
        picture.quantize(COLOURS).save(file, optimize=True)
    kept = Image.open(file).convert("RGB")
    return kept.size == picture.size and all(
        abs(one - other) < 32 for one, other in zip(seen(kept), seen(picture), strict=True)
    )


def seen(picture: Image.Image) -> Iterator[int]:
    yield from picture.convert("L").resize((20, 20), Image.Resampling.BOX).tobytes()
