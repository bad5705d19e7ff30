"""A clerk who reads another language."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.adapters import ENGLISH, speak
from tests.catalogues import OTHERS, file_of
from tests.conftest import Clerk
from tracker.languages import FOLDER
from tracker.languages.compiling import compile_all

Speak = Callable[[str], Clerk]


@pytest.fixture(scope="session", autouse=True)
def _compiled() -> None:
    """Recompile catalogues that were edited since they were compiled."""
    if any(_is_older(file.with_suffix(".mo"), file) for file in map(file_of, OTHERS)):
        compile_all(Path(FOLDER), Path(FOLDER))


def _is_older(compiled: Path, file: Path) -> bool:
    return not compiled.exists() or compiled.stat().st_mtime < file.stat().st_mtime


@pytest.fixture(autouse=True)
def _back_to_english(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("LANGUAGE", "")
    yield
    speak(ENGLISH)
