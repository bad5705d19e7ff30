"""A desk with line editing, history and a menu of what fits, drawn by prompt_toolkit."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from prompt_toolkit import PromptSession
from prompt_toolkit.application.current import get_app
from prompt_toolkit.completion import CompleteEvent, Completer, Completion
from prompt_toolkit.history import InMemoryHistory
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent
from prompt_toolkit.output import create_output
from prompt_toolkit.styles import Style

from tracker.cli.conversation.desks import Inquiry
from tracker.cli.conversation.matching import fitting
from tracker.cli.conversation.questions import Choice
from tracker.model.text import plain

if TYPE_CHECKING:
    from prompt_toolkit.document import Document

_MENU_ROWS = 8

# The terminal's own colours: readable on dark and on light, and the chosen row also without any.
_STYLE = Style.from_dict(
    {
        "completion-menu": "noinherit",
        "completion-menu.completion": "noinherit",
        "completion-menu.completion.current": "noinherit reverse",
        "completion-menu.meta.completion": "noinherit",
        "completion-menu.meta.completion.current": "noinherit reverse",
        "bottom-toolbar": "noreverse",
        "bottom-toolbar.text": "noreverse",
    }
)


def is_possible() -> bool:
    """Return whether the terminal can be drawn on; some consoles of Windows cannot."""
    try:
        create_output()
    except Exception:  # each console that cannot says so in its own way
        return False
    return True


class Fitting(Completer):
    """Offers the choices that fit what stands behind the last comma, or on the whole line."""

    def __init__(self, choices: Iterable[Choice], several: bool) -> None:
        """Take what can be chosen, and whether several can."""
        self._choices = list(choices)
        self._several = several

    def get_completions(self, document: Document, complete_event: CompleteEvent) -> Iterable[Completion]:
        """Yield the choices that fit, best first."""
        typed = document.text_before_cursor
        if self._several:
            typed = typed.rpartition(",")[2].lstrip()
        for choice in fitting(self._choices, typed):
            meta = f"{choice.name}  {choice.beside}".strip()
            yield Completion(
                choice.code, start_position=-len(typed), display=plain(choice.code), display_meta=plain(meta)
            )


class EditingDesk:
    """Asks with a line that can be edited, and a menu below it."""

    def __init__(self, **devices: Any) -> None:
        """Use the terminal, or the `input` and `output` of prompt_toolkit that are given."""
        self._devices = devices

    def ask(self, inquiry: Inquiry) -> str:
        """Return what was typed. The line is taken away then: what was understood is shown in its place."""
        history = InMemoryHistory(list(inquiry.history)[::-1])
        session: PromptSession[str] = PromptSession(history=history, erase_when_done=True, **self._devices)
        return session.prompt(
            plain(inquiry.prompt),
            default=plain(inquiry.typed),
            completer=Fitting(inquiry.choices, inquiry.several) if inquiry.choices else None,
            complete_while_typing=True,
            reserve_space_for_menu=_MENU_ROWS if inquiry.choices else 0,
            bottom_toolbar=plain(inquiry.hint) or None,
            style=_STYLE,
            key_bindings=_KEYS,
            pre_run=_open_menu if inquiry.choices and (inquiry.listed or inquiry.typed) else None,
        )

    def chosen(self, typed: str) -> str:
        """Return what was typed: a menu has no numbers."""
        return typed


_KEYS = KeyBindings()


@_KEYS.add("backspace")
def _(event: KeyPressEvent) -> None:
    """Let the menu follow what is taken away, as it does what is typed."""
    buffer = event.current_buffer
    buffer.delete_before_cursor()
    if buffer.completer and buffer.text:
        buffer.start_completion(select_first=False)


def _open_menu() -> None:
    get_app().current_buffer.start_completion(select_first=False)
