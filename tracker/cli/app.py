"""The state of one run: the database file, the clerk, and the clerk's settings."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from functools import cached_property
from typing import TYPE_CHECKING

import click

from tracker.deferred import NamedTuple
from tracker.errors import WrongUsage, session
from tracker.messages import Message

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path  # not needed by short commands

    from tracker.model.entries import Entry

DATABASE, SETTINGS = "tracker.db", "tracker.toml"


class Settings(NamedTuple):
    """A person's settings; None means the program's default."""

    db: str | None = None
    """The ledger; allowed only in the application folder's file."""
    format: str | None = None
    """The format of reports and lists."""
    language: str | None = None
    """The language of messages, which is looked up before the rest is read."""
    pager: str | None = None
    """The program that shows output longer than the screen."""
    carrier: str | None = None
    """The carrier of shipments without one."""
    colours: bool | None = None
    """False turns colours off."""
    letterhead: tuple[str, ...] | None = None
    """The lines at the top of papers; the first is the office's name."""
    logo: Path | None = None
    """The picture next to the letterhead: a file in the folder of the tracker.toml."""
    public_url: str | None = None
    """The address at which others open the page, through a proxy."""
    answers_days: int = 90
    """The days for which the name and message of a settled answer are kept."""


class App:
    """The database file and the clerk, from an option, the environment, or the default."""

    def __init__(self) -> None:
        self.db_option: str | None = None
        self.clerk_option: str | None = None
        self.lang_option: str | None = None
        self.is_confirmed = False
        """Whether --yes was given."""
        self.is_doubtful = False
        """Whether the last dry run raised a doubt."""
        self.made: Sequence[Entry] = ()
        """The entries that the last command recorded, or would record."""
        self.is_sure = False
        """Whether the clerk has seen and confirmed the doubt."""
        session.clerk, session.office = lambda: self.clerk, _office
        session.database = lambda: self.db_option

    @property
    def ledger(self) -> str:
        """The full path of the ledger: from --db, TRACKER_DB, `db` in the user's tracker.toml, or the default."""
        return _file(self.db_option or os.environ.get("TRACKER_DB"))

    @property
    def path(self) -> Path:
        """The path of the ledger as a Path, for code that looks at files next to it."""
        from pathlib import Path

        return Path(self.ledger)

    def other_ledgers(self) -> list[Message]:
        """Return a message with the ledgers in the same folder and the default ledger, or an empty list."""
        from tracker.reports.database import other_ledgers

        found = other_ledgers(self.path, _default())
        files = ", ".join(map(str, found))
        return [Message("Other ledgers: {files}. Open one with --db.", files=files)] if found else []

    @cached_property
    def settings(self) -> Settings:
        """The settings from tracker.toml in the application folder and next to the ledger.

        Raises WrongUsage for a file that cannot be read.
        """
        files = settings_files(self.db_option or os.environ.get("TRACKER_DB"))
        if not files:
            return Settings()
        from tracker.cli.settings import read

        return Settings(**read(files, f"{_ours()}{os.sep}{SETTINGS}", tell))

    def apply_settings(self, *, strictly: bool) -> None:
        """Read and apply colours and pager, through environment variables.

        Raises WrongUsage for an unreadable file; unless `strictly`, prints the error and continues without.
        """
        try:
            if self.settings.colours is False:
                os.environ["NO_COLOR"] = "1"
            if self.settings.pager:
                os.environ["PAGER"] = self.settings.pager
        except WrongUsage as broken:
            if strictly:
                raise
            tell(broken.message)
            self.settings = Settings()

    @property
    def clerk(self) -> str:
        """The clerk's name: --clerk, TRACKER_CLERK, or the login name.

        Raises WrongUsage for control and invisible characters.
        """
        from tracker.model.text import clean, refuse_unseen

        name = self.clerk_option or os.environ.get("TRACKER_CLERK", "").strip()
        if not name:
            import getpass

            with suppress(OSError, KeyError, ImportError):  # no such user, as in a container
                name = getpass.getuser()
        refuse_unseen(name)
        return clean(name, Message("clerk's name")) or "unknown"


def _office(path: str) -> object:
    from pathlib import Path

    from tracker.offices.copying import Office  # needed only for shared ledgers

    return Office(Path(path))


def tell(message: Message) -> None:
    """Print a message on stderr."""
    from tracker.cli.output import say

    say(message, err=True)


def settings_files(database: str | None) -> list[str]:
    """Return the existing tracker.toml files: in the application folder, then next to the given or default database."""
    folders = dict.fromkeys((_ours(), os.path.dirname(_file(database))))
    return [file for folder in folders if os.path.isfile(file := os.path.join(folder, SETTINGS))]


def _file(name: str | None) -> str:
    """Return the full path of the ledger `name` or, without a name, of the one in tracker.toml or the default."""
    if not name and isinstance(liked := preferred("db", [os.path.join(_ours(), SETTINGS)]), str) and liked.strip():
        return os.path.join(_ours(), os.path.expanduser(liked))
    return os.path.join(os.getcwd(), name) if name else _default()


def preferred(key: str, files: Sequence[str]) -> object:
    """Return the value of one key in the last readable file that has it; reading all settings reports errors."""
    value = None
    for file in filter(os.path.isfile, files):
        with suppress(OSError, ValueError):
            import tomllib

            with open(file, encoding="utf-8-sig") as text:
                value = tomllib.loads(text.read()).get(key, value)
    return value


def _default() -> str:
    """Return tracker.db in the user's data folder or, if it exists only there, in the application folder."""
    if sys.platform == "win32":
        data = os.environ.get("LOCALAPPDATA") or os.path.expanduser(os.path.join("~", "AppData", "Local"))
    elif sys.platform == "darwin":
        data = os.path.dirname(_ours())
    else:
        data = os.environ.get("XDG_DATA_HOME") or os.path.expanduser("~/.local/share")
    default, former = os.path.join(data, "tracker", DATABASE), os.path.join(_ours(), DATABASE)
    return former if os.path.isfile(former) and not os.path.isfile(default) else default


def _ours() -> str:
    return click.get_app_dir("tracker")


def the_app(context: click.Context | None = None) -> App:
    """Return the App of this invocation; only shell completion has to pass its context."""
    return (context or click.get_current_context()).find_root().ensure_object(App)
