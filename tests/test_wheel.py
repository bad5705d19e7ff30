"""The packed sources and the installed files: one package, with the database's files in it, and nothing else."""

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
SOURCES = ("tracker", "db", "tests", ".ci", ".github")


def copied(tree: Path) -> None:
    """Copy all that a wheel is built from to a new folder."""
    tree.mkdir()
    for name in BUILT_FROM:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, tree / name, ignore=shutil.ignore_patterns("__pycache__", "*.mo"))
        else:
            shutil.copy(ROOT / name, tree / name)


def built(program: str, tree: Path, out: Path) -> Path:
    """Build a wheel or an archive of the sources in a folder, and return its path."""
    done = subprocess.run(
        [sys.executable, "-c", program, str(out)], cwd=tree, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    (path,) = out.iterdir()
    return path


@pytest.fixture(scope="module")
def sources(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the unpacked sources."""
    tree, out = tmp_path_factory.mktemp("tree"), tmp_path_factory.mktemp("sources")
    for name in (path.name for path in ROOT.iterdir() if path.is_file()):
        shutil.copy(ROOT / name, tree)
    for name in SOURCES:
        shutil.copytree(ROOT / name, tree / name, ignore=shutil.ignore_patterns("__pycache__"))
    archive = built(BUILD.replace("build_wheel", "build_sdist"), tree, out)
    subprocess.run(["tar", "-xzf", archive, "-C", out], check=True)  # Python 3.11.2 knows no filters of archives
    return out / archive.name.removesuffix(".tar.gz")


def test_the_sources_are_packed_whole(sources: Path) -> None:
    """So whoever has them can run the tests."""
    missing = [path for name in SOURCES for path in files_of(name) if not (sources / path.relative_to(ROOT)).exists()]
    assert missing == []
    assert (sources / "CHANGELOG.md").exists()


@pytest.fixture(scope="module")
def wheel(sources: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The files of the wheel built from the packed sources, each with its text."""
    with zipfile.ZipFile(built(BUILD, sources, tmp_path_factory.mktemp("wheel"))) as file:
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
