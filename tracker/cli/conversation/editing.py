"""A desk with line editing, history and a menu of matching choices, drawn by prompt_toolkit."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from prompt_toolkit import PromptSession
from prompt_toolkit.application.current import get_app
from prompt_toolkit.completion import CompleteEvent, Completer, Completion
from prompt_toolkit.history import InMemoryHistory
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent
from prompt_toolkit.output import create_output
from prompt_toolkit.output.vt100 import Vt100_Output
from prompt_toolkit.renderer import CPR_Support
from prompt_toolkit.styles import Style
from prompt_toolkit.utils import get_cwidth

from tracker.cli.conversation.desks import Inquiry
from tracker.cli.conversation.matching import fitting
from tracker.cli.conversation.questions import Choice
from tracker.cli.output import say_text, wrapped
from tracker.model.text import plain

if TYPE_CHECKING:
    from prompt_toolkit.document import Document

_MENU_ROWS = 10
_MARGINS = 5
"""The columns of a menu without codes and names."""

# The terminal's own colours: readable on dark and light backgrounds, and the chosen row also without colours.
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
    """Return whether the terminal supports drawing; some Windows consoles do not."""
    try:
        create_output()
    except Exception:  # each unsupported console raises its own error
        return False
    return True


class Fitting(Completer):
    """Offers the choices that match the text after the last comma, or the whole line."""

    def __init__(self, choices: Iterable[Choice], several: bool) -> None:
        self._choices = list(choices)
        self._several = several

    def get_completions(self, document: Document, complete_event: CompleteEvent) -> Iterable[Completion]:
        """Yield the matching choices, best first."""
        typed = document.text_before_cursor
        if self._several:
            typed = typed.rpartition(",")[2].lstrip()
        found = fitting(self._choices, typed)
        widest = max((get_cwidth(choice.code) for choice in found), default=0)
        for choice in found:
            room = get_app().output.get_size().columns - widest - _MARGINS
            yield Completion(
                choice.code,
                start_position=-len(typed),
                display=plain(choice.code),
                display_meta=_beside_name(plain(choice.name), plain(str(choice.beside)), room),
            )


def _beside_name(name: str, beside: str, room: int) -> str:
    """Return a name followed by its details, cut to `room` columns."""
    text = f"{name}  {beside}".strip()
    while get_cwidth(text) > room:
        text = text[:-2].rstrip() + "…" if len(text) > 1 else ""
    return text


class EditingDesk:
    """Asks on an editable line with a menu below it."""

    def __init__(self, **devices: Any) -> None:
        """Use the terminal, or the given `input` and `output` of prompt_toolkit."""
        self._devices = devices

    def ask(self, inquiry: Inquiry) -> str:
        """Return the typed answer and erase the line: the understood answer takes its place."""
        history = InMemoryHistory(list(inquiry.history)[::-1])
        session: PromptSession[str] = PromptSession(history=history, erase_when_done=True, **self._devices)
        renderer = session.app.renderer
        renderer.cpr_not_supported_callback = None  # would print a warning that no clerk can act on
        if inquiry.hint and isinstance(session.output, Vt100_Output) and not session.output.enable_cpr:
            say_text(f"({inquiry.hint})")  # a line below the question needs the cursor position
        typed = session.prompt(
            plain(inquiry.prompt),
            default=plain(inquiry.typed),
            completer=Fitting(inquiry.choices, inquiry.several) if inquiry.choices else None,
            complete_while_typing=True,
            reserve_space_for_menu=_MENU_ROWS if inquiry.choices else 0,
            bottom_toolbar="\n".join(wrapped(plain(inquiry.hint))) or None,
            style=_STYLE,
            key_bindings=_KEYS,
            pre_run=(lambda: get_app().current_buffer.start_completion(select_first=False))
            if inquiry.choices and (inquiry.listed or inquiry.typed)
            else None,
        )
        if isinstance(session.output, Vt100_Output) and renderer.cpr_support is not CPR_Support.SUPPORTED:
            session.output.enable_cpr = False  # the terminal does not report it; later questions need not wait
        return typed


_KEYS = KeyBindings()


@_KEYS.add("backspace")
def _(event: KeyPressEvent) -> None:
    """Update the menu after deleting text, as after typing."""
    buffer = event.current_buffer
    buffer.delete_before_cursor()
    if buffer.completer and buffer.text:
        buffer.start_completion(select_first=False)
