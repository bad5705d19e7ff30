"""A report of several tables, for a reader who wants all of them on one page."""

from typing import NamedTuple

from tracker.errors import WrongUsage
from tracker.messages import Message
from tracker.model.table import Table


class Section(NamedTuple):
    """One table of a page, under a name by which scripts know it."""

    name: str
    table: Table


class Page(NamedTuple):
    """Several tables under one title, with what is said at the foot: as of when, and how to print it again."""

    title: Message
    sections: tuple[Section, ...]
    foot: tuple[Message, ...]
    command: str
    """The command that prints it again."""

    def table(self, name: str) -> Table:
        """Return the table of that name. Raises WrongUsage when there is none."""
        for section in self.sections:
            if section.name == name:
                return section.table
        raise WrongUsage("There is no table '{name}'; choose from {names}.", name=name, names=self.names)

    @property
    def names(self) -> str:
        """The names of its tables."""
        return ", ".join(section.name for section in self.sections)
