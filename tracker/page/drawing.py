"""Drawing pages from templates, in which all that is put in is text."""

from collections.abc import Mapping
from functools import cache
from pkgutil import get_data
from typing import Any
from zlib import crc32

from jinja2 import Environment, FunctionLoader, StrictUndefined
from markupsafe import Markup

from tracker.languages import LANGUAGES, said, spoken
from tracker.messages import Message
from tracker.model.text import plain

_NAMES = {"en": "English", "lv": "Latviešu", "ru": "Русский"}


def draw(template: str, **fields: Any) -> str:
    """Return what a template makes of these fields, in the language that is spoken."""
    return _environment().get_template(f"{template}.html").render(language=spoken.code, **fields)


@cache
def asset(name: str) -> bytes:
    """Return a file that goes with the pages, as it is."""
    content = get_data("tracker.page", name)
    assert content is not None  # noqa: S101  (files and zip archives can be read)
    return content


@cache
def version(name: str) -> str:
    """Return what changes in the address of a file that goes with the pages when the file does."""
    return f"{crc32(asset(name)):08x}"


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FunctionLoader(lambda name: asset(f"templates/{name}").decode("utf-8")),
        autoescape=True,
        finalize=_shown,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
    )
    environment.globals.update(_GLOBALS)
    environment.tests["kind"] = lambda block, name: type(block).__name__ == name
    return environment


_GLOBALS: Mapping[str, Any] = {
    "said": said,
    "languages": [(code, _NAMES[code]) for code in LANGUAGES],
    "version": version,
}


def _shown(value: object) -> object:
    """Return what stands in a page for a value: a sentence as it is spoken, without control characters."""
    if isinstance(value, Markup):
        return value
    if isinstance(value, Message | str):
        return plain(str(value))
    return value
