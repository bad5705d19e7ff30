"""Compile the catalogues when the program is built, into a wheel or in the tree, and pack its sources.

Needs Babel; only the build uses this module, and it is not installed.
"""

import os
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from setuptools.command.build_py import build_py  # type: ignore[import-untyped]
from setuptools.command.sdist import sdist  # type: ignore[import-untyped]

PACKAGE = "tracker.languages"
_THIS = "compiling"


def compile_all(source: Path, target: Path) -> None:
    """Compile the catalogues below `source` to the same paths below `target`; each appears complete or not at all."""
    for file in sorted(source.glob("*/LC_MESSAGES/*.po")):
        with file.open("rb") as stream:
            catalogue = read_po(stream)
        compiled = target / file.relative_to(source).with_suffix(".mo")
        compiled.parent.mkdir(parents=True, exist_ok=True)
        draft = compiled.with_name(f"{compiled.name}.{os.getpid()}")
        with draft.open("wb") as stream:
            write_mo(stream, catalogue)
        draft.replace(compiled)


class Build(build_py):  # type: ignore[misc]
    """Copies the program with compiled catalogues instead of .po files."""

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
        """Return the package's modules to copy: all except this one."""
        found = super().find_package_modules(package, package_dir)
        return [module for module in found if module[:2] != (PACKAGE, _THIS)]


class Sources(sdist):  # type: ignore[misc]
    """Packs whole folders, which the tests and the build need; setuptools alone takes what it installs."""

    def make_distribution(self) -> None:
        """Pack all files that are not made from others."""
        for folder in ("tracker", "db", "tests", ".ci", ".github"):
            files = (path for path in Path(folder).rglob("*") if path.is_file() and path.suffix not in (".pyc", ".mo"))
            self.filelist.extend(map(str, files))
        self.filelist.extend([".gitattributes", ".gitignore", ".pre-commit-config.yaml", "CHANGELOG.md"])
        super().make_distribution()
