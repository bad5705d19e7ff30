"""What a command adds of entries and texts, as far as its name says what that may be."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, Final, NamedTuple

from tracker.messages import Message
from tracker.store.shapes import FIXED, shape_of
from tracker.store.steps import NOT_OURS, Unfit
from tracker.store.writers import Writes

VOID: Final = "void"
COMMAND: Final = ""
"""What a text is about that is about no entry, request or run."""


class Additions:
    """The types of the entries that a command adds, and what its texts are about."""

    def __init__(self) -> None:
        """Begin with none."""
        self._types: set[object] = set()
        self._again: set[bool] = set()
        """Whether those that are no voids are recorded again, as they were before they were voided."""
        self._about: set[str] = set()
        self._entries: list[Any] = []
        """The entries that its texts are about."""
        self._has_reasons = True

    def see(self, sql: str, table: str, rows: Sequence[Sequence[Any]]) -> None:
        """Take a step that adds entries or texts. Raises Unfit when its values are none that commands give."""
        try:
            if table == "entry":
                self._see_entries(sql, rows)
            else:
                self._see_texts(sql, rows)
        except (IndexError, TypeError):  # what is judged later may be anything
            raise Unfit.of(NOT_OURS.given(what=table)) from None

    def _see_entries(self, sql: str, rows: Sequence[Sequence[Any]]) -> None:
        places = _places(sql)
        if places.type is None:  # as they are written out
            self._types.add(VOID)
            return
        for row in rows:
            self._types.add(row[places.type])
            self._again.add(places.restores is not None and row[places.restores] is not None)

    def _see_texts(self, sql: str, rows: Sequence[Sequence[Any]]) -> None:
        places = _places(sql)
        for row in rows:
            if places.reason is None or row[places.reason] is None:
                self._has_reasons = False
            if places.entry is not None and (entry := row[places.entry]) is not None:
                self._about.add("entry")
                self._entries.append(entry)
            elif not places.is_of_voids:
                self._about.add(next((name for name, at in places.others if row[at] is not None), COMMAND))

    def judge(self, name: str, writes: Writes, first: Any, last: Any) -> None:
        """Raise Unfit unless a command of that name adds such; `first` and `last` are the entries that it states."""
        if not self._types <= writes.entries:
            raise Unfit.of(NOT_OURS.given(what=f"{name}: {min(map(str, self._types - writes.entries))}"))
        if not self._again <= {name == "undo"}:
            raise Unfit.of(NOT_OURS.given(what=f"{name}: restores"))
        if not self._about <= writes.about:
            raise Unfit.of(NOT_OURS.given(what=f"{name}: text {min(self._about - writes.about)}".rstrip()))
        if self._entries and (writes.is_of_others == _are_between(self._entries, first, last)):
            raise Unfit.of(NOT_OURS.given(what=f"{name}: text"))
        if name == VOID and VOID in self._types and not self._has_reasons:
            raise Unfit.of(Message("it voids without a reason"))


def _are_between(entries: Sequence[Any], first: Any, last: Any) -> bool:
    try:
        return bool(first <= min(entries) and max(entries) <= last)
    except TypeError:  # without any entry of its own
        return False


class _Places(NamedTuple):
    """Where a statement has what is asked of its rows, None where it has it not."""

    type: int | None
    restores: int | None
    reason: int | None
    entry: int | None
    others: tuple[tuple[str, int], ...]
    """What else a text may be about."""
    is_of_voids: bool
    """Whether it makes the texts of the command's own voids."""


@lru_cache(maxsize=1024)
def _places(sql: str) -> _Places:
    shape = shape_of(sql)
    at = {column: place for place, column in enumerate(shape.columns if shape else ())}
    others = tuple((name, at[name]) for name in ("request", "run") if name in at)
    is_of_voids = sql in FIXED and "entry" not in at
    return _Places(at.get("type"), at.get("restores"), at.get("reason"), at.get("entry"), others, is_of_voids)
