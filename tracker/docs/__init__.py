"""The manual: topics in Markdown, with a folder for each language, for the terminal, for man and for the page."""

import re
from collections.abc import Iterator
from pathlib import Path
from textwrap import fill

from tracker.languages import ENGLISH, spoken
from tracker.messages import Message

_FOLDER = Path(__file__).parent

CHAPTERS = (
    (Message("Tutorials"), ("begin", "first-week")),
    (
        Message("How to"),
        (
            *("questions", "sheets", "imports", "corrections", "print-run", "levels", "recall", "funder", "notice"),
            *("papers", "page", "links", "machine", "backups", "offices", "postgresql", "rqlite", "scripts"),
        ),
    ),
    (Message("Explanations"), ("counts", "dates", "oldest-first", "evidence", "one-log", "rules", "terms")),
    (Message("For reference"), ("conversation", "screen", "settings", "exit-codes")),
)
"""The names of all topics, by chapter."""


def text_of(file: str) -> str:
    """Return the content of a file in the current language, or in English if that language has none."""
    path = _FOLDER / spoken.code / file
    return (path if path.is_file() else _FOLDER / ENGLISH / file).read_text(encoding="utf-8")


def topics() -> dict[str, str]:
    """Return the title of each topic by its name, in the order of the chapters."""
    names = (name for _, names in CHAPTERS for name in names)
    return {name: text_of(f"{name}.md").partition("\n")[0].removeprefix("# ") for name in names}


def topic(name: str) -> str:
    """Return a topic in Markdown, in the current language."""
    text = text_of(f"{name}.md")
    if "{errors}" in text:
        from tracker.errors import words

        text = text.replace("{errors}", fill(" ".join(words()), 80, break_on_hyphens=False))
    return text


def for_terminal(markdown: str) -> str:
    """Return a text without the marks of Markdown, and its blocks of code indented."""
    shown, in_code = list[str](), False
    for line in markdown.splitlines():
        if line.startswith("```"):
            in_code = not in_code
        elif in_code:
            shown.append(f"    {line}" if line else "")
        else:
            shown.append(re.sub(r"^#+ |\*\*", "", line).replace("`", "'"))
    return "\n".join(shown) + "\n"


def found(words: str) -> Iterator[tuple[str, str]]:
    """Yield the topics that contain all these words in one passage, each with its passages in Markdown."""
    from tracker.model.text import folded

    sought = folded(words).split()
    for name in topics():
        _, _, text = topic(name).partition("\n")
        passages = re.findall(r"^```[^`]*^```|(?:^[^\n]+\n)+", text, re.MULTILINE)
        if fitting := [each.rstrip() for each in passages if all(word in folded(each) for word in sought)]:
            yield name, "\n\n".join(fitting)
