"""Compiles the catalogues when the program is built: into a wheel, and in the tree for an editable install.

Only the build loads this, with Babel: it is not part of what is installed.
"""

import os
from io import BytesIO
from pathlib import Path
from struct import iter_unpack, pack, unpack_from

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from setuptools.command.build_py import build_py  # type: ignore[import-untyped]

PACKAGE = "tracker.languages"
_THIS = "compiling"


CLICK = "click"
"""Where the catalogues say that click says something, and what the catalogue is called that has only such texts."""


def compile_all(source: Path, target: Path) -> None:
    """Compile the catalogues below a folder to below another one, in which each appears complete or not at all.

    What click says is compiled once more, by itself: click asks gettext, which reads all of a catalogue.
    """
    for file in sorted(source.glob("*/LC_MESSAGES/*.po")):
        with file.open("rb") as stream:
            catalogue = read_po(stream)
        compiled = target / file.relative_to(source).with_suffix(".mo")
        compiled.parent.mkdir(parents=True, exist_ok=True)
        _write(compiled, catalogue)
        _write(compiled.with_stem(CLICK), _of_click(catalogue))


def _of_click(catalogue: Catalog) -> Catalog:
    """Return a catalogue of what click says, of all in that one."""
    said = Catalog(locale=catalogue.locale, fuzzy=False)
    said.mime_headers = [("Plural-Forms", catalogue.plural_forms)]  # whatever Babel has for the locale now
    for message in catalogue:
        if message.id and CLICK in (file for file, _ in message.locations):
            said.add(message.id, message.string, context=message.context)
    return said


def _write(compiled: Path, catalogue: Catalog) -> None:
    stream = BytesIO()
    write_mo(stream, catalogue)
    draft = compiled.with_name(f"{compiled.name}.{os.getpid()}")
    draft.write_bytes(in_order(stream.getvalue()))
    draft.replace(compiled)


def in_order(compiled: bytes) -> bytes:
    """Return what Babel compiled with its texts in the order of their bytes: Babel's has contexts after texts."""
    count, ids, translations = unpack_from("=3I", compiled, 8)
    table = list(iter_unpack("=2I", compiled[ids : translations + 8 * count]))
    rows = zip(table[:count], table[count:], strict=True)
    ordered = sorted(rows, key=lambda row: compiled[row[0][1] : sum(row[0])])
    numbers = [number for column in zip(*ordered, strict=True) for pair in column for number in pair]
    return compiled[:ids] + pack(f"={len(numbers)}I", *numbers) + compiled[translations + 8 * count :]


class Build(build_py):  # type: ignore[misc]
    """Copies the program, with compiled catalogues in place of those that people edit."""

    def run(self) -> None:
        """Build as setuptools does, then compile."""
        super().run()
        source = Path(self.get_package_dir(PACKAGE))
        target = source if self.editable_mode else Path(self.build_lib, *PACKAGE.split("."))
        compile_all(source, target)
        if not self.editable_mode:
            for copied in target.glob("*/LC_MESSAGES/*.po"):
                copied.unlink()

    def find_package_modules(self, package: str, package_dir: str) -> list[tuple[str, str, str]]:
        """Return the modules of a package to copy: all but this one."""
        found = super().find_package_modules(package, package_dir)
        return [module for module in found if module[:2] != (PACKAGE, _THIS)]
