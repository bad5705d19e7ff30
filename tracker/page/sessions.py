"""Sessions: each browser that was let in, with its language, its clerk, and what its forms must bring along."""

import secrets
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from hmac import compare_digest
from threading import Lock
from typing import Any, NamedTuple

from tracker.messages import Message

MOST_SESSIONS = 500
"""How many sessions there are at a time; of more, the one that was used the longest time ago ends."""

_KEPT = 20


class News(NamedTuple):
    """What was recorded."""

    lines: Sequence[Message]
    leads: str
    """Where it is seen."""


class FormDraft(NamedTuple):
    """A form that was filled in, and what would be recorded."""

    pairs: tuple[tuple[str, str], ...]
    lines: tuple[Message, ...]
    kept: tuple[tuple[str, str], ...]
    """What else it has to say when that is to be recorded."""
    seen: int
    """The last command when that was found out."""
    day: date
    """The day on which it was."""
    is_changed: bool = False
    """Whether something else would have been recorded before."""


def secret() -> str:
    """Return what nobody can guess."""
    return secrets.token_urlsafe(32)


@dataclass
class WebSession:
    """A browser that was let in."""

    language: str | None = None
    """The language that was chosen; None is the one that the browser asks for."""
    clerk: str | None = None
    """Who logs in this browser."""
    news: dict[str, News] = field(default_factory=dict)
    """What was recorded, by its key."""
    drafts: dict[str, FormDraft] = field(default_factory=dict)
    """What was filled in and found to be right, by the key under which it is to be recorded."""
    csrf: str = field(default_factory=secret)
    """What a form of this session must bring along, so that no form of another site does anything."""

    def tell(self, key: str, news: News) -> None:
        """Keep what was recorded under a key."""
        _keep(self.news, key, news)

    def draft(self, key: str, draft: FormDraft) -> None:
        """Keep what is to be recorded under a key."""
        _keep(self.drafts, key, draft)


def _keep(kept: dict[str, Any], key: str, value: object) -> None:
    """Keep the last ones."""
    kept[key] = value
    for old in list(kept)[:-_KEPT]:
        kept.pop(old, None)


class Sessions:
    """All sessions, by the value of their cookies. They end with the program."""

    def __init__(self, token: str) -> None:
        """Take the token by which a session begins."""
        self._token = token
        self._known: OrderedDict[str, WebSession] = OrderedDict()
        self._lock = Lock()

    def opens(self, token: str) -> bool:
        """Return whether that is the token by which a session begins. It works once."""
        with self._lock:
            is_right = compare_digest(token.encode("utf-8", "replace"), self._token.encode("utf-8"))
            if is_right:
                self._token = secret()
            return is_right

    def begin(self) -> str:
        """Begin a session, and return the value of its cookie."""
        cookie = secret()
        with self._lock:
            self._known[cookie] = WebSession()
            while len(self._known) > MOST_SESSIONS:
                self._known.popitem(last=False)
        return cookie

    def of(self, cookie: str | None) -> WebSession | None:
        """Return the session of a cookie, None if there is none."""
        with self._lock:
            if cookie is None or cookie not in self._known:
                return None
            self._known.move_to_end(cookie)
            return self._known[cookie]

    def end(self, cookie: str | None) -> None:
        """End a session."""
        with self._lock:
            self._known.pop(cookie or "", None)
