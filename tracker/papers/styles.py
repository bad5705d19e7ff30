"""What a paper looks like: its language, the letterhead of the office, and the office's own template."""

from dataclasses import dataclass
from pathlib import PurePath


@dataclass(frozen=True)
class Logo:
    """The picture of a letterhead."""

    name: str
    """The name of its file, which says by its suffix what picture it is."""
    content: bytes

    @property
    def file(self) -> str:
        """The name of the file that the template finds."""
        return f"logo{PurePath(self.name).suffix.lower()}"


@dataclass(frozen=True)
class Letterhead:
    """What stands at the top of a paper: the name of the office, and lines below it."""

    lines: tuple[str, ...] = ()
    logo: Logo | None = None


@dataclass(frozen=True)
class Style:
    """How a paper is written."""

    language: str
    """That of the recipient, one of LANGUAGES."""
    letterhead: Letterhead | None = None
    template: str | None = None
    """The office's own template; None is ours."""
