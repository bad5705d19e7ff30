"""The texts of the help, each a file in `topics`, in a folder there for each other language; read when asked for."""

from collections.abc import Iterator
from pathlib import Path

from tracker.languages import ENGLISH, spoken

_TOPICS = Path(__file__).with_name("topics")
_NOT_TOPICS = {"commands", "examples"}


def commands() -> str:
    """Return the screen of all commands in their groups, for a terminal of 80 columns and 24 rows."""
    return _text("commands")


def example_of(command: str) -> str | None:
    """Return the example of a command, or of the first in its family, such as "tracker place"; None if it has none."""
    return next((line for line in examples() if f"{line} ".startswith(f"{command} ")), None)


def examples() -> list[str]:
    """Return an example of each command."""
    return _text("examples").splitlines()


def topics() -> Iterator[tuple[str, str]]:
    """Yield the name of each topic, and what it is about."""
    for name in sorted(path.stem for path in _TOPICS.glob("*.txt")):
        if name not in _NOT_TOPICS:
            yield name, topic(name).partition("\n")[0]


def topic(name: str) -> str:
    """Return the text of a topic, whose first line says what it is about."""
    return _text(name)


def _text(name: str) -> str:
    """Return a text in the language that is spoken; examples are the same in each."""
    file = _TOPICS / f"{name}.txt"
    if spoken.code != ENGLISH and (translated := _TOPICS / spoken.code / file.name).is_file():
        file = translated
    return file.read_text(encoding="utf-8")
