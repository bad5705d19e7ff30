"""Whether a command stands in the file, when its commit failed."""

from contextlib import suppress
from pathlib import Path
from typing import Any

from tracker.errors import Unusable
from tracker.store.connection import UNLOCKED, connected

_SAME_COMMAND = "SELECT count(*) FROM command WHERE (number, name, clerk, recorded_at) = (?, ?, ?, ?)"


def stands(path: Path, recorded: tuple[Any, ...]) -> bool:
    """Return whether a command is in the file, which may be locked still, and no journal would take it back."""
    with suppress(Unusable), connected(path, mode=UNLOCKED) as database:
        return bool(database.value(_SAME_COMMAND, recorded))
    return False
