"""The installed files: one package, with the database's files in it, and nothing else."""

import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tracker import __version__

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parent.parent
BUILT_FROM = ("pyproject.toml", "README.md", "LICENSE", "tracker", "db")
"""All that a wheel needs; the build sees nothing else."""

ABOUT = f"booklet_tracker-{__version__}.dist-info"
"""The folder in the wheel that tells what it is."""

NOT_INSTALLED = {
    *(
        path.relative_to(ROOT).as_posix()
        for folder in ("tracker", "db")
        for path in (ROOT / folder).rglob("*.md")
        if path.parent.parent.name != "docs"
    ),
    *(f"tracker/docs/pictures/{path.name}" for path in (ROOT / "tracker/docs/pictures").glob("*")),
    *("tracker/languages/compiling.py", "tracker/languages/glossary.csv"),
    *(f"tracker/languages/{code}/LC_MESSAGES/tracker.po" for code in ("lv", "ru")),
}
COMPILED = {f"tracker/languages/{code}/LC_MESSAGES/tracker.mo" for code in ("lv", "ru")}
"""The catalogues, in place of what people edit."""
BUILD = "import sys; from setuptools import build_meta; build_meta.build_wheel(sys.argv[1])"


def copied(tree: Path) -> None:
    """Copy all that a wheel is built from to a new folder."""
    tree.mkdir()
    for name in BUILT_FROM:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, tree / name, ignore=shutil.ignore_patterns("__pycache__", "*.mo"))
        else:
            shutil.copy(ROOT / name, tree / name)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The wheel's files, each with its text."""
    tree, out = tmp_path_factory.mktemp("tree") / "tree", tmp_path_factory.mktemp("wheel")
    copied(tree)
    built = subprocess.run(
        [sys.executable, "-c", BUILD, str(out)], cwd=tree, capture_output=True, text=True, check=False
    )
    assert built.returncode == 0, built.stderr
    (path,) = out.glob("*.whl")
    with zipfile.ZipFile(path) as file:
        return {name: file.read(name).decode("utf-8", "replace") for name in file.namelist()}


def in_the_wheel(path: Path) -> str:
    """Where a file of the repository is in the wheel: `db/` is in `tracker/`."""
    name = path.relative_to(ROOT).as_posix()
    return f"tracker/{name}" if name.startswith("db/") else name


def files_of(folder: str) -> list[Path]:
    found = [path for path in sorted((ROOT / folder).rglob("*")) if path.is_file()]
    return [path for path in found if "__pycache__" not in path.parts and path.suffix != ".mo"]


def test_one_package_is_installed(wheel: dict[str, str]) -> None:
    assert {name.partition("/")[0] for name in wheel} == {"tracker", ABOUT}
    assert wheel[f"{ABOUT}/top_level.txt"].split() == ["tracker"]


def test_every_file_of_the_program_and_of_its_database_is_in_it(wheel: dict[str, str]) -> None:
    kept = {in_the_wheel(path) for path in files_of("tracker") + files_of("db")}
    expected = kept - {in_the_wheel(ROOT / name) for name in NOT_INSTALLED}
    assert {name for name in wheel if name.startswith("tracker/")} == expected | COMPILED
    assert "tracker/py.typed" in expected


def test_files_are_installed_as_they_are(wheel: dict[str, str]) -> None:
    different = [path for path in files_of("db") if wheel.get(in_the_wheel(path), "") != path.read_text("utf-8")]
    assert [path.relative_to(ROOT).as_posix() for path in different] == [
        name for name in sorted(NOT_INSTALLED) if name.startswith("db/")
    ]


def test_it_brings_the_command_its_licence_and_what_it_needs(wheel: dict[str, str]) -> None:
    assert "tracker = tracker.__main__:main" in wheel[f"{ABOUT}/entry_points.txt"]
    assert f"{ABOUT}/licenses/LICENSE" in wheel
    needed = re.findall(r"^Requires-Dist: ([\w-]+)(?!.*extra ==)", wheel[f"{ABOUT}/METADATA"], re.MULTILINE)
    assert sorted(needed) == [
        "XlsxWriter",
        "click",
        "jinja2",
        "markdown-it-py",
        "prompt-toolkit",
        "python-calamine",
        "rich",
        "sqlite-utils",
    ]
