"""Files of earlier versions can be read: the ledgers are valid, and the package is restored exactly."""

from pathlib import Path

import pytest

from tests.golden.frozen import FOLDER, LEDGERS, thawed
from tests.golden.office import Office
from tests.golden.test_golden import hold

AGAIN = "If the schema was started over: python -m tests.golden frozen"


@pytest.mark.parametrize("ledger", LEDGERS)
def test_a_frozen_ledger_is_in_order(ledger: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    office = Office(tmp_path, monkeypatch)
    office.ledger.write_bytes(thawed(ledger))
    code, _, err = office.run(["check"])
    assert code == 0, f"{err}{AGAIN}"


@pytest.mark.slow
@pytest.mark.parametrize("ledger", LEDGERS)
def test_a_frozen_ledger_gives_the_recorded_reports(
    ledger: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tests.golden.cases import REPORTS

    office = Office(tmp_path, monkeypatch, most_lines=None)
    office.ledger.write_bytes(thawed(ledger))
    for report in REPORTS:
        office.note(f"tracker {report} -f csv")
    hold(f"figures/{ledger}-csv", office.transcript)


def test_a_frozen_package_is_restored_exactly(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    office = Office(tmp_path, monkeypatch)
    for command in (["import", "--all", str(FOLDER / "package")], ["check"], ["export", "--all", "again"]):
        code, _, err = office.run(command)
        assert code == 0, f"{err}{AGAIN}"
    assert contents(tmp_path / "again") == contents(FOLDER / "package")


def contents(folder: Path) -> dict[str, str]:
    """Return the files in a folder with their texts."""
    files = (file for file in folder.rglob("*") if file.is_file())
    return {file.relative_to(folder).as_posix(): file.read_text("utf-8") for file in files}
