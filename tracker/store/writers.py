"""Which commands write what, and to which tables: what another one writes is not taken over from another office."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from tracker.store.shapes import Act


@dataclass(frozen=True)
class Writes:
    """The tables to which a command adds rows, those whose rows it changes, and those from which it removes some."""

    adds: frozenset[str]
    changes: frozenset[str] = frozenset()
    removes: frozenset[str] = frozenset()
    entries: frozenset[str] = frozenset()
    """The types of the entries that it adds."""
    does: str = ""
    """The table to which it always does something, if there is one."""

    @cached_property
    def about(self) -> frozenset[str]:
        """What its texts may be about: an entry, a request, a run, or, without a name, the command itself."""
        by_table = {"entry": "entry", "request": "request", "run_detail": "run"} | dict.fromkeys(_OF_COMMAND, "")
        return frozenset(about for table, about in by_table.items() if table in self.adds) or frozenset({"entry"})

    @cached_property
    def always(self) -> frozenset[tuple[Act, str]]:
        """What it does to that table."""
        return frozenset(done for done in self.all if done[1] == self.does)

    @cached_property
    def is_of_others(self) -> bool:
        """Whether its texts are about entries of earlier commands."""
        return "entry" not in self.adds

    @cached_property
    def all(self) -> frozenset[tuple[Act, str]]:
        """What it does to which table."""
        done: dict[Act, frozenset[str]] = {"adds": self.adds, "changes": self.changes, "removes": self.removes}
        return frozenset((act, table) for act, tables in done.items() for table in tables)


_OF_COMMAND: Final = ("closing", "withdrawal", "cancellation")
"""What is said in a text of its command."""


def _writes(adds: str = "", entries: str = "", *, does: str = "", changes: str = "", removes: str = "") -> Writes:
    """Return what a command writes, which always does something to the first of the tables unless told otherwise."""
    types = frozenset(entries.split()) | ({"void"} if "voided" in adds else set())
    first, *_ = (does or adds or changes or removes).split()
    tables = frozenset(adds.split()) | {"command"}, frozenset(changes.split()), frozenset(removes.split())
    return Writes(*tables, types, first)


_ENTRY = "entry movement text"
_AGAIN = f"{_ENTRY} voided"
"""What an entry is that may replace another."""

_ALL = "print ship receive move return handout writeoff count"
"""The types of entries, but for voids."""

_ANY = "command"
"""What every command adds: its own row."""

_RUN = "item print_run run_detail"
_NEW = "booklet item place place_detail"
"""What an import adds that a sheet names and that is missing, and takes away again when its row is refused."""

WRITES: Final[Mapping[str, Writes]] = {
    "print": _writes(f"{_AGAIN} {_RUN} run_share", "print"),
    "ship": _writes(f"{_AGAIN} shipment_cost", "ship receive"),
    **{name: _writes(_AGAIN, name) for name in ("receive", "move", "return", "handout", "writeoff")},
    "count": _writes(f"{_AGAIN} count_line", "count"),
    "void": _writes(f"{_AGAIN} cancellation undoing", does=_ANY),
    "undo": _writes(
        f"undoing {_AGAIN} count_line shipment_cost closing withdrawal cancellation run_detail run_share", _ALL
    ),
    "amend": _writes("text"),
    "redact": _writes(changes="text"),
    "clock fix": _writes("clock_fix"),
    **dict.fromkeys(("withdraw", "reinstate"), _writes("withdrawal text")),
    "request add": _writes("request request_line text item"),
    "request edit": _writes("request_line"),
    "request cancel": _writes("cancellation text"),
    "booklet add": _writes("booklet"),
    "booklet edit": _writes(changes="booklet"),
    "booklet remove": _writes(removes="booklet"),
    "run edit": _writes("run_detail run_share text"),
    "place add": _writes("place place_detail"),
    "place edit": _writes("place_detail", does=_ANY, changes="place"),
    "place remove": _writes(removes="place place_detail seminar audience level"),
    "place close": _writes(f"closing {_ENTRY}", "move return ship receive"),
    "place reopen": _writes("closing text"),
    "kind add": _writes("kind"),
    "kind edit": _writes(changes="kind"),
    "kind remove": _writes(removes="kind"),
    "fund add": _writes("fund"),
    "fund edit": _writes(changes="fund"),
    "fund remove": _writes(removes="fund"),
    "fund grant": _writes("funding_grant"),
    "fund ungrant": _writes("grant_withdrawal"),
    "seminar add": _writes("seminar audience place place_detail"),
    "seminar edit": _writes("seminar audience place_detail", does=_ANY, changes="place"),
    "seminar cancel": _writes("seminar audience"),
    "level set": _writes("level item"),
    "level remove": _writes("level"),
    "import booklets": _writes("booklet"),
    "import places": _writes("place place_detail closing", does=_ANY, changes="place", removes="place_detail"),
    "import print-runs": _writes(f"{_ENTRY} {_RUN} run_share withdrawal booklet place place_detail", "print"),
    "import funds": _writes("fund"),
    "import grants": _writes("funding_grant"),
    "import seminars": _writes("seminar audience place place_detail"),
    "import requests": _writes(f"request request_line text cancellation {_NEW}"),
    "import levels": _writes(f"level {_NEW}", removes="level"),
    "import shipments": _writes(f"{_ENTRY} shipment_cost {_RUN} {_NEW}", "print ship receive return", removes=_NEW),
    "import receipts": _writes(_ENTRY, "receive"),
    "import returns": _writes(f"{_ENTRY} {_NEW}", "return"),
    "import handouts": _writes(f"{_ENTRY} {_NEW}", "handout"),
    "import counts": _writes(f"{_ENTRY} count_line {_NEW}", "count"),
}
"""By the name of a command; an upgrade is told apart by its batch, and `init` makes what is shared."""

ADDED: Final = frozenset().union(*(writes.adds for writes in WRITES.values()))
"""The tables to which commands add rows."""

REMOVED: Final = frozenset().union(*(writes.removes for writes in WRITES.values()))
"""The tables from which commands remove what is not used, and what the same command added."""
