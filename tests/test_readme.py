"""The README stays correct: its examples are run, and its lists are complete."""

import re
from pathlib import Path

import pytest

from tests.adapters import docs
from tests.documents import Shell, as_pattern, blocks

ROOT = Path(__file__).resolve().parent.parent
TEXT = (ROOT / "README.md").read_text(encoding="utf-8")
DATABASE = (ROOT / "db" / "README.md").read_text(encoding="utf-8")


@pytest.fixture
def shell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Shell:
    """A shell in a new folder, as on a fresh machine."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.delenv("TRACKER_DB", raising=False)
    monkeypatch.delenv("TRACKER_CLERK", raising=False)
    return Shell(monkeypatch, capsys)


def test_every_example_answers_as_shown(shell: Shell) -> None:
    wrong = shell.wrong(blocks(TEXT, "console"))
    assert not wrong, "the README shows something else for:\n\n" + "\n".join(wrong)


def test_every_example_of_the_database_answers_as_shown(shell: Shell, sample: bytes) -> None:
    """And the views that it lists are those there are."""
    Path("demo.db").write_bytes(sample)
    shell.environment.setenv("TRACKER_DB", "demo.db")
    wrong = shell.wrong(blocks(DATABASE, "console"))
    assert not wrong, "db/README.md shows something else for:\n\n" + "\n".join(wrong)
    views, _ = shell("sqlite3 -readonly demo.db \"SELECT name FROM sqlite_schema WHERE type = 'view' ORDER BY name\"")
    listed = DATABASE.partition("can read its views, ")[2].partition(".")[0]
    assert re.findall(r"`(\w+)`", listed) == [name for name in views.split() if not name.startswith("_")]


def test_it_is_short_and_shows_a_ledger_of_ones_own_in_ten_lines() -> None:
    assert TEXT.count("\n") <= 120
    own = [line for line in blocks(TEXT, "console")[0] if line.startswith("$ ")]
    assert len(own) == 10


def test_dots_stand_for_anything_in_a_line_or_for_lines() -> None:
    assert re.fullmatch(as_pattern("as of ...\n...\nend"), "as of 2015-01-31\na\nb\nend", re.DOTALL)
    assert not re.fullmatch(as_pattern("as of ...\nend"), "as of 2015-01-31\na\nend", re.DOTALL)


def test_two_commands_set_it_up() -> None:
    """CI finds these two lines by their ends, and runs them as they are."""
    first, second, *_ = blocks(TEXT, "sh")
    assert [len(first), len(second)] == [1, 1]
    assert first[0].endswith("tracker demo")
    assert second[0].endswith("pytest")
    assert all(line.startswith("python3 -m venv .venv && ") for line in (*first, *second))


def test_each_shell_is_told_how_to_complete(shell: Shell) -> None:
    topic = docs.topic("machine")
    for line in (*blocks(topic, "sh")[-1], blocks(topic, "powershell")[-1][-1]):
        script, code = shell(" ".join(line.split()[:3]))
        assert code == 0
        assert script.splitlines()[0] == f"# {line}"


def test_links_between_documents_lead_somewhere() -> None:
    documents = [ROOT / "README.md", ROOT / "CHANGELOG.md", *ROOT.glob("db/*.md"), *ROOT.glob("tracker/**/*.md")]
    broken = []
    for document in documents:
        for link in re.findall(
            r"(?:\]\(|src(?:set)?=\")(?!http|mailto)([^)\"]+)", document.read_text(encoding="utf-8")
        ):
            name, _, anchor = link.partition("#")
            target = document.parent / name if name else document
            if not target.exists() or (anchor and anchor not in anchors(target)):
                broken.append(f"{document.relative_to(ROOT)}: {link}")
    assert not broken


def anchors(document: Path) -> set[str]:
    headings = re.findall(r"^#+ (.*)$", document.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading).strip().lower().replace(" ", "-") for heading in headings}
