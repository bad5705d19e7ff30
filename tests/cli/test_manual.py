"""Manual pages for man, made from the commands themselves."""

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.adapters import docs
from tests.cli.test_help import all_commands
from tests.conftest import Clerk


@pytest.fixture
def pages(nobody: Clerk) -> Path:
    """The folder with all manual pages."""
    folder = nobody.db.parent / "share" / "man1"
    said = nobody.does("help", "--man", folder).out
    assert said == f"Wrote {len(all_commands()) + 1 + len(docs.topics())} manual pages to {folder}.\n"
    return folder


def test_there_is_a_page_for_each_command_and_topic(pages: Path) -> None:
    assert {path.name for path in pages.iterdir()} == {
        "tracker.1",
        *(f"tracker-{'-'.join(words)}.1" for words in all_commands()),
        *(f"tracker-{name}.1" for name in docs.topics()),
    }


def test_a_page_shows_what_a_terminal_shows(pages: Path) -> None:
    text = (pages / "tracker-place-add.1").read_text(encoding="utf-8").replace("\\-", "-")
    assert ".SH NAME\ntracker-place-add - Add a place that can hold copies" in text
    assert "\n  --city TEXT" in text
    assert "\n  tracker place add tallinn \\(dqEmbassy in Tallinn\\(dq --kind embassy --country EE\n" in text
    topic = (pages / "tracker-counts.1").read_text(encoding="utf-8").replace("\\-", "-")
    assert "\ntracker-counts - What a count means, and what it records\n" in topic
    assert "\n    90 copies count as taken by visitors.\n" in topic
    assert all(path.read_text(encoding="utf-8").isascii() for path in pages.iterdir())


def test_pages_are_written_over_those_of_before_and_only_into_a_folder(nobody: Clerk, pages: Path) -> None:
    nobody.does("help", "--man", pages)
    file = nobody.db.parent / "file"
    file.write_text("mine", encoding="utf-8")
    assert "Cannot make the folder" in nobody.refused("help", "--man", file)
    assert "omit 'dates'" in nobody.refused("help", "dates", "--man", pages, code=2)


@pytest.mark.skipif(not shutil.which("groff"), reason="groff is not installed")
def test_groff_finds_nothing_wrong_with_any_page(pages: Path) -> None:
    done = subprocess.run(
        ["groff", "-man", "-Tutf8", "-ww", "-z", *sorted(map(str, pages.iterdir()))],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
