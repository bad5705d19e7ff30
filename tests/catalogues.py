"""The catalogues of translations: their required content, their renewal, and their faults."""

import re
import string
from collections.abc import Iterator
from functools import cache
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po, write_po

from tests.extraction import Said, everything
from tracker.languages import DOMAIN, ENGLISH, FOLDER, LANGUAGES

OTHERS = tuple(code for code in LANGUAGES if code != ENGLISH)

HEADER = "# {} of what tracker says. `python -m tests.renewing` adds what is new, and keeps what is translated."
_NAMES = {"lv": "Latvian", "ru": "Russian"}


def file_of(code: str) -> Path:
    """Return the path of a language's catalogue."""
    return Path(FOLDER) / code / "LC_MESSAGES" / f"{DOMAIN}.po"


def template(code: str) -> Catalog:
    """Return a catalogue of the language without translations."""
    catalogue = Catalog(locale=code, domain=DOMAIN, header_comment=HEADER.format(_NAMES[code]), fuzzy=False)
    for said in _everything():
        comments = [said.comment] if said.comment and not _known(catalogue, said.text, said.sort) else []
        catalogue.add(said.text, locations=[(said.place, 0)], context=said.sort, auto_comments=comments)
    return catalogue


@cache
def _everything() -> list[Said]:
    return list(everything())


def _known(catalogue: Catalog, text: str | tuple[str, str], sort: str | None) -> bool:
    return catalogue.get(text, sort) is not None


def kept(code: str) -> Catalog:
    """Return the existing catalogue, or an empty one if there is none."""
    file = file_of(code)
    if not file.exists():
        return Catalog(locale=code, domain=DOMAIN)
    with file.open("rb") as stream:
        return read_po(stream, locale=code, domain=DOMAIN)


def renewed(code: str) -> Catalog:
    """Return the catalogue of the current messages, with existing translations; old messages are dropped."""
    catalogue, before = template(code), kept(code)
    for message in _messages(catalogue):
        old = before.get(message.id, message.context)
        if old is not None and isinstance(old.id, str) == isinstance(message.id, str):
            message.string = old.string
            message.user_comments = old.user_comments
    return catalogue


def text_of(code: str, catalogue: Catalog) -> str:
    """Return a catalogue as a file, in the order of its texts, without volatile headers."""
    stream = BytesIO()
    write_po(stream, catalogue, width=120, sort_output=True, omit_header=True, include_lineno=False)
    return _header(code) + stream.getvalue().decode("utf-8")


def _header(code: str) -> str:
    fields = (
        f"Language: {code}",
        "MIME-Version: 1.0",
        "Content-Type: text/plain; charset=utf-8",
        "Content-Transfer-Encoding: 8bit",
        f"Plural-Forms: {kept(code).plural_forms}",  # as it was when it was translated, whatever Babel has now
    )
    lines = "".join(f'"{field}\\n"\n' for field in fields)
    return f'{HEADER.format(_NAMES[code])}\nmsgid ""\nmsgstr ""\n{lines}\n'


def renew() -> None:
    """Renew the catalogues of all languages, and compile them."""
    from tracker.languages.compiling import compile_all

    for code in OTHERS:
        file_of(code).parent.mkdir(parents=True, exist_ok=True)
        file_of(code).write_text(text_of(code, renewed(code)), encoding="utf-8", newline="\n")
    compile_all(Path(FOLDER), Path(FOLDER))


def faults(code: str, catalogue: Catalog) -> Iterator[str]:
    """Yield the faults of translations: wrong forms, fields, or whitespace at the ends."""
    for message in _messages(catalogue):
        singular = message.id if isinstance(message.id, str) else message.id[0]
        for at, translated in enumerate(forms(message)):
            if not translated:
                continue
            wanted = fields(message.id if isinstance(message.id, str) else message.id[min(at, 1)])
            found = fields(translated)
            optional = {"count"} if not isinstance(message.id, str) else set()
            if wanted - optional != found - optional:
                yield f"{code}: {singular!r}: fields {sorted(found)} instead of {sorted(wanted)}"
            if ends(translated) != ends(singular):
                yield f"{code}: {singular!r}: other blanks at the ends"


def untranslated(catalogue: Catalog) -> list[str]:
    """Return the messages without translation, or without all forms."""
    return [str(message.id) for message in _messages(catalogue) if not all(forms(message))]


def forms(message: Message) -> tuple[str, ...]:
    """Return the translation of a message, or each form of it."""
    return (message.string,) if isinstance(message.string, str) else tuple(message.string or ())


def fields(text: str) -> set[str]:
    """Return the field names of a template, with their formats; a text that is no template has none."""
    try:
        return {f"{name}!{how}" if how else name for _, name, _, how in string.Formatter().parse(text) if name}
    except ValueError:
        return set()


def ends(text: str) -> tuple[str, str]:
    """Return the whitespace before and after a text."""
    found = re.fullmatch(r"(\s*).*?(\s*)", text, re.DOTALL)
    assert found is not None
    return found[1], found[2]


def _messages(catalogue: Catalog) -> Iterator[Message]:
    return (message for message in catalogue if message.id)
