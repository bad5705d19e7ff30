"""Which commands write, and to which tables: what another one writes is not taken over from another office."""

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

    @cached_property
    def all(self) -> frozenset[tuple[Act, str]]:
        """What it does to which table."""
        done: dict[Act, frozenset[str]] = {"adds": self.adds, "changes": self.changes, "removes": self.removes}
        return frozenset((act, table) for act, tables in done.items() for table in tables)


def _writes(adds: str = "", *, changes: str = "", removes: str = "") -> Writes:
    return Writes(frozenset(adds.split()) | {"command"}, frozenset(changes.split()), frozenset(removes.split()))


_ENTRY = "movement entry text"
_AGAIN = f"{_ENTRY} voided"
"""What an entry is that may replace another."""

_RUN = "item print_run run_detail"
_NEW = "booklet item place place_detail"
"""What an import adds that a sheet names and that is missing, and takes away again when its row is refused."""

WRITES: Final[Mapping[str, Writes]] = {
    "print": _writes(f"{_AGAIN} {_RUN} run_share"),
    "ship": _writes(f"{_AGAIN} shipment_cost"),
    **dict.fromkeys(("receive", "move", "return", "handout", "writeoff"), _writes(_AGAIN)),
    "count": _writes(f"{_AGAIN} count_line"),
    "void": _writes(f"{_AGAIN} cancellation undoing"),
    "undo": _writes(f"{_AGAIN} count_line shipment_cost closing withdrawal cancellation undoing"),
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
    "place edit": _writes("place_detail", changes="place"),
    "place remove": _writes(removes="place place_detail seminar audience level"),
    "place close": _writes(f"{_ENTRY} closing"),
    "place reopen": _writes("closing text"),
    "kind add": _writes("kind"),
    "kind edit": _writes(changes="kind"),
    "kind remove": _writes(removes="kind"),
    "fund add": _writes("fund"),
    "fund edit": _writes(changes="fund"),
    "fund remove": _writes(removes="fund"),
    "fund grant": _writes("funding_grant"),
    "fund ungrant": _writes("grant_withdrawal"),
    "seminar add": _writes("place place_detail seminar audience"),
    "seminar edit": _writes("seminar audience place_detail", changes="place"),
    "seminar cancel": _writes("seminar audience"),
    "level set": _writes("level item"),
    "level remove": _writes("level"),
    "import booklets": _writes("booklet"),
    "import places": _writes("place place_detail closing", changes="place", removes="place_detail"),
    "import print-runs": _writes(f"{_ENTRY} {_RUN} run_share withdrawal booklet place place_detail"),
    "import funds": _writes("fund"),
    "import grants": _writes("funding_grant"),
    "import seminars": _writes("place place_detail seminar audience"),
    "import requests": _writes(f"request request_line text {_NEW}"),
    "import levels": _writes(f"level {_NEW}", removes="level"),
    "import shipments": _writes(f"{_ENTRY} shipment_cost {_RUN} {_NEW}", removes=_NEW),
    "import receipts": _writes(_ENTRY),
    "import returns": _writes(f"{_ENTRY} {_NEW}"),
    "import handouts": _writes(f"{_ENTRY} {_NEW}"),
    "import counts": _writes(f"{_ENTRY} count_line {_NEW}"),
}
"""By the name of a command; an upgrade is told apart by its batch, and `init` makes what is shared."""

ADDED: Final = frozenset().union(*(writes.adds for writes in WRITES.values()))
"""The tables to which commands add rows."""

REMOVED: Final = frozenset().union(*(writes.removes for writes in WRITES.values()))
"""The tables from which commands remove what is not used, and what the same command added."""
