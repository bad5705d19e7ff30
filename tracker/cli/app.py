"""What one run of the program is about: the database file, the clerk, and what the clerk likes."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from functools import cached_property
from typing import TYPE_CHECKING, Any

import click

from tracker.errors import WrongUsage, session
from tracker.messages import Message

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path  # which short commands do without

    from tracker.cli.settings import Settings
    from tracker.model.entries import Entry

DATABASE, SETTINGS = "tracker.db", "tracker.toml"


class App:
    """The database file and the clerk, from an option, the environment, or the default."""

    def __init__(self, unknown_language: Message | None = None) -> None:
        """Start without options, as what this run of the program is about; take what is wrong with TRACKER_LANG."""
        self._unknown_language = unknown_language
        self.db_option: str | None = None
        self.clerk_option: str | None = None
        self.lang_option: str | None = None
        self.is_confirmed = False
        """Whether the clerk said --yes to whatever is asked."""
        self.is_doubtful = False
        """Whether what was last tried as a dry run may be a slip."""
        self.made: Sequence[Entry] = ()
        """The entries that the command recorded last, or would record."""
        self.is_sure = False
        """Whether the clerk was shown that, and confirmed it."""
        session.clerk, session.office = lambda: self.clerk, _office
        session.database = lambda: self.db_option

    @property
    def ledger(self) -> str:
        """The full path of the ledger: of --db, TRACKER_DB, `db` of the user's tracker.toml, or the default."""
        return _file(self.db_option or os.environ.get("TRACKER_DB"))

    @property
    def path(self) -> Path:
        """The path of the ledger, for what looks at files next to it."""
        from pathlib import Path

        return Path(self.ledger)

    def other_ledgers(self) -> list[Message]:
        """Return the sentence that names the ledgers in the folder of this one, and the default ledger, if any."""
        from tracker.reports.database import other_ledgers

        found = other_ledgers(self.path, _default())
        files = ", ".join(map(str, found))
        return [Message("Other ledgers: {files}. Open one with --db.", files=files)] if found else []

    @cached_property
    def settings(self) -> Settings | None:
        """What the clerk likes, from tracker.toml in the application folder and beside the ledger; None without.

        Raises WrongUsage for a file that cannot be read.
        """
        files = settings_files(self.db_option or os.environ.get("TRACKER_DB"))
        if not files:
            return None
        from tracker.cli.settings import read

        return read(files, f"{_ours()}{os.sep}{SETTINGS}", tell).applied()

    def heed_settings(self, *, strictly: bool = True) -> None:
        """Read the settings, so that whatever draws heeds them.

        Raises WrongUsage for a file that cannot be read, and for a language that there is not in TRACKER_LANG; unless
        `strictly`, that is told, and the command goes on without.
        """
        self.heed_language(strictly=strictly)
        try:
            _ = self.settings
        except WrongUsage as broken:
            if strictly:
                raise
            tell(broken.message)
            self.__dict__["settings"] = None  # where cached_property keeps it

    def heed_language(self, *, strictly: bool = True) -> None:
        """Raise WrongUsage for a language that there is not in TRACKER_LANG; unless `strictly`, tell it."""
        if self._unknown_language is None:
            return
        if strictly:
            raise WrongUsage.of(self._unknown_language)
        tell(self._unknown_language)

    @property
    def clerk(self) -> str:
        """Who is logging: --clerk, TRACKER_CLERK, or the login name.

        Raises WrongUsage for control characters and for letters that cannot be seen.
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
    """Return what a write of a shared ledger is handed over to."""
    from pathlib import Path

    from tracker.offices.copying import Office  # only who shares a ledger needs it

    return Office(Path(path))


def tell(message: Message) -> None:
    """Print a message on stderr."""
    from tracker.cli.output import say

    say(message, err=True)


def settings_files(database: str | None) -> list[str]:
    """Return each tracker.toml that there is: in the application folder, then beside that database file, or ours."""
    folders = dict.fromkeys((_ours(), os.path.dirname(_file(database))))
    return [file for folder in folders if os.path.isfile(file := os.path.join(folder, SETTINGS))]


def _file(name: str | None) -> str:
    """Return the full path of the ledger that is named; without a name, of the one in tracker.toml or the default."""
    name = name or _liked()
    return os.path.join(os.getcwd(), name) if name else _default()


def _liked() -> str | None:
    """Return the full path of `db` of the application folder's tracker.toml; None without."""
    name = written(os.path.join(_ours(), SETTINGS)).get("db")
    return os.path.join(_ours(), os.path.expanduser(name)) if isinstance(name, str) and name.strip() else None


def written(file: str) -> dict[str, Any]:
    """Return what a tracker.toml says; nothing where it cannot be read, which reading all settings reports."""
    if not os.path.isfile(file):
        return {}
    import tomllib

    try:
        with open(file, encoding="utf-8-sig") as text:
            return tomllib.loads(text.read())
    except (OSError, ValueError):
        return {}


def _default() -> str:
    """Return tracker.db in the user's data folder, or the one that is only in the application folder."""
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
    """Return the App of this invocation; only completion has to give its context."""
    return (context or click.get_current_context()).find_root().ensure_object(App)
