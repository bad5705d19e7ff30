"""Malicious or mutated data packages: nothing outside the folder is read or written."""

import json
import random
import sqlite3
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from hashlib import sha256
from pathlib import Path

import pytest

from tests.conftest import Clerk
from tests.faults.machine import in_folder
from tests.faults.mincer import MOST_MIB, cost_of, holds_itself, mutated
from tests.properties import few_or_many

pytestmark = pytest.mark.slow


@pytest.fixture
def package(busy: Clerk) -> Path:
    """The ledger as a data package."""
    folder = busy.db.with_name("package")
    busy.does("export", "--all", folder)
    return folder


def rehashed(folder: Path, name: str) -> None:
    """Have the descriptor vouch for a file that was changed."""
    file = folder / "datapackage.json"
    descriptor = json.loads(file.read_text(encoding="utf-8"))
    for resource in descriptor["resources"]:
        if resource["path"] == name:
            resource["hash"] = f"sha256:{sha256((folder / name).read_bytes()).hexdigest()}"
    file.write_text(json.dumps(descriptor), encoding="utf-8")


@pytest.mark.parametrize("seeds", few_or_many(range(20), range(20, 1000)))
def test_a_package_that_went_through_a_mincer(busy: Clerk, package: Path, seeds: range) -> None:
    new = busy.db.with_name("new.db")
    names = ["datapackage.json", *sorted(f"tables/{file.name}" for file in (package / "tables").iterdir())]
    for seed in seeds:
        noise = random.Random(seed)  # noqa: S311
        name = noise.choice(names)
        good, descriptor = (package / name).read_bytes(), (package / names[0]).read_bytes()
        (package / name).write_bytes(mutated(good, noise))
        if name != names[0] and seed % 4:
            rehashed(package, name)
        answer = busy("--db", new, "import", "--all", package)
        holds_itself(answer.code, answer.err or answer.out)
        assert new.exists() == (answer.code == 0), (seed, name, answer)
        (package / name).write_bytes(good)
        (package / names[0]).write_bytes(descriptor)
        new.unlink(missing_ok=True)


def astray(descriptor: dict[str, object]) -> Iterator[object]:
    """Every descriptor that asks for what it should not."""
    for path in ("../../etc/passwd", "/etc/passwd", "..\\secret", "tables/../../secret.csv", "\0", 7, ["x"]):
        listed = [{"path": path, "hash": "sha256:0"}] * 3
        yield descriptor | {"resources": [*descriptor["resources"], *listed]}  # type: ignore[misc]
    many: tuple[object, ...] = (7, "x", {}, None, [7, "x", None, []])
    yield from (descriptor | {"resources": nonsense} for nonsense in many)
    for about in ({"schema": "x" * 100}, {"schema": [1]}, {"schema": 1e400}, {"schema": 2, "disarmed": {}}, {}, 7):
        yield descriptor | {"tracker": about}


def test_no_path_in_a_package_leads_out_of_it(busy: Clerk, package: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened = watch_files(monkeypatch)
    file, new = package / "datapackage.json", busy.db.with_name("new.db")
    there = in_folder(busy.db.parent)
    descriptor = json.loads(file.read_text(encoding="utf-8"))
    for asked in astray(descriptor):
        file.write_text(json.dumps(asked), encoding="utf-8")
        answer = busy("--db", new, "import", "--all", package)
        holds_itself(answer.code, answer.err or answer.out)
        new.unlink(missing_ok=True)
        again = busy("export", "--all", package)
        holds_itself(again.code, again.err)
        assert in_folder(busy.db.parent) == there
    outside = {path for path in opened() if not path.startswith(str(busy.db.parent))}
    assert not {path for path in outside if "passwd" in path or "secret" in path}


def watch_files(monkeypatch: pytest.MonkeyPatch) -> Callable[[], set[str]]:
    """Note every file that is opened from now on."""
    seen: set[str] = set()
    watching = [True]

    def hook(event: str, arguments: tuple[object, ...]) -> None:
        if watching and event == "open":
            seen.add(str(arguments[0]))

    sys.addaudithook(hook)

    def stop() -> set[str]:
        watching.clear()
        return seen

    return stop


@pytest.mark.parametrize(
    "content",
    [
        b"[" * 200_000,
        b'{"a":' * 200_000,
        b'{"tracker": {"schema": ' + b"9" * 5000 + b"}}",
        b'{"tracker": {"schema": 2}, "x": "' + b"x" * 20_000_000 + b'"}',
        b"\xff\xfe" + b"{}",
        b"null",
        b"",
    ],
    ids=["deep", "deep objects", "a long number", "huge", "no UTF-8", "null", "empty"],
)
def test_a_descriptor_that_is_a_bomb_is_refused(busy: Clerk, package: Path, content: bytes) -> None:
    (package / "datapackage.json").write_bytes(content)
    new = busy.db.with_name("new.db")
    cost = cost_of(new, "import", "--all", package)
    holds_itself(cost.code, cost.said)
    assert (cost.code, new.exists()) == (1, False)
    assert cost.mib < MOST_MIB / 2
    said = busy.refused("export", "--all", package)
    assert "it has other files" in said


def test_a_table_that_is_one_long_line_is_refused(busy: Clerk, package: Path) -> None:
    table, new = package / "tables" / "place.csv", busy.db.with_name("new.db")
    with table.open("ab") as file:
        file.write(b"x" * 100_000_000)
    rehashed(package, "tables/place.csv")
    cost = cost_of(new, "import", "--all", package)
    assert (cost.code, new.exists()) == (1, False)
    assert "is not a table: a line has more than" in cost.said
    assert cost.mib < MOST_MIB / 2


@pytest.mark.parametrize("text", ["\x1b[31m", "\x9b", "\u202e", "\u2028", "\n"], ids=ascii)
def test_what_steers_a_terminal_does_not_come_in_with_a_package(busy: Clerk, package: Path, text: str) -> None:
    """Not even if the package vouches for it."""
    table, new = package / "tables" / "place.csv", busy.db.with_name("new.db")
    content = table.read_text(encoding="utf-8")
    assert ",London," in content
    table.write_text(content.replace(",London,", f',"Lon{text}don",'), encoding="utf-8", newline="")
    rehashed(package, "tables/place.csv")
    said = busy.refused("--db", new, "import", "--all", package)
    assert "place.csv does not have the form that tracker exports; export the package again." in said
    assert said.isprintable()
    assert not new.exists()


@pytest.mark.parametrize(
    ("table", "was", "forged"),
    [
        *(("place", ",london,", f",{code},") for code in ("$(touch pwn)", "../../evil", "'=cmd", "public")),
        *(("booklet", "THB,", f"{code},") for code in ("../x", "a b")),
        ("booklet", "https://example.org/thb.pdf", "javascript:alert(1)"),
        ("kind", "embassy,", "a;b,"),
        ("item", "THB,", "../x,"),
    ],
)
def test_a_code_or_an_address_that_no_command_takes_is_refused(
    busy: Clerk, package: Path, table: str, was: str, forged: str
) -> None:
    busy.does("booklet", "edit", "THB", "--url", "https://example.org/thb.pdf")
    busy.does("export", "--all", package)
    file, new = package / "tables" / f"{table}.csv", busy.db.with_name("new.db")
    content = file.read_text(encoding="utf-8")
    assert was in content
    file.write_text(content.replace(was, forged), encoding="utf-8", newline="")
    rehashed(package, f"tables/{table}.csv")
    assert table in busy.refused("--db", new, "import", "--all", package)
    assert not new.exists()


def test_a_folder_is_not_cleared_because_a_descriptor_says_so(busy: Clerk, package: Path) -> None:
    (package / "diary.txt").write_text("mine", encoding="utf-8")
    file = package / "datapackage.json"
    descriptor = json.loads(file.read_text(encoding="utf-8"))
    descriptor["resources"].append({"path": "diary.txt"})
    file.write_text(json.dumps(descriptor), encoding="utf-8")
    assert "diary.txt" in busy.refused("export", "--all", package)


def test_no_value_of_a_ledger_becomes_the_name_of_a_file(busy: Clerk, tmp_path: Path) -> None:
    """A code cannot be a path, and one that a stranger wrote past the program is still none."""
    for code in ("../x", "/etc/x", "..", ".x", "a/b", "a\\b", "C:x", "~"):
        said = f"'{code}' is not a valid code"
        assert said in busy.refused("place", "add", code, "X", "--kind", "other", code=2)
        assert said in busy.refused("booklet", "add", "--", code, "X", code=2)
    with closing(sqlite3.connect(busy.db)) as connection, connection:
        guards = connection.execute("SELECT name, sql FROM sqlite_schema WHERE name LIKE '%_keeps_its_code'").fetchall()
        for name, _ in guards:
            connection.execute(f"DROP TRIGGER {name}")
        for table in ("place", "booklet", "fund"):
            connection.execute(f"UPDATE {table} SET code = '../../escaped' WHERE code = 'bad' COLLATE NOCASE")
        for _, sql in guards:
            connection.execute(sql)
    sound = in_folder(busy.db.parent)
    inner = tmp_path / "a" / "b"
    inner.mkdir(parents=True)
    for words in (["export", "--all", inner / "package"], ["backup", "--to", inner], ["stock", "-o", inner / "x.csv"]):
        holds_itself((answer := busy(*words)).code, answer.err or answer.out)
    assert [path for path in tmp_path.rglob("*") if "escaped" in path.name] == []
    assert in_folder(tmp_path) == ["a"]
    assert in_folder(tmp_path / "a") == ["b"]
    assert in_folder(busy.db.parent) == sound
