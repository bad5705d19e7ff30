"""The program gives the recorded answers."""

import os
from difflib import unified_diff
from pathlib import Path

import pytest

from tests.golden.cases import Golden, goldens

FOLDER = Path(__file__).parent
RECORDING = "TRACKER_GOLDEN_RECORD"
"""The variable in which `python -m tests.golden` passes the folder to record into, instead of comparing."""

MOST_SHOWN = 60

GOLDENS = {golden.name: golden for golden in goldens()}


@pytest.mark.parametrize(
    "golden",
    [
        pytest.param(golden, id=name, marks=[pytest.mark.slow] if golden.is_slow else [])
        for name, golden in GOLDENS.items()
    ],
)
def test_the_answers_are_those_recorded(golden: Golden, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = golden.make(tmp_path, monkeypatch)
    if RECORDING in os.environ:
        file = Path(os.environ[RECORDING]) / f"{golden.name}.txt"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8", newline="\n")
    else:
        hold(golden.name, text)


def hold(name: str, text: str) -> None:
    """Assert that a text equals the one recorded under this name."""
    recorded = (FOLDER / f"{name}.txt").read_text(encoding="utf-8")
    if text != recorded:
        changes = list(unified_diff(recorded.splitlines(), text.splitlines(), "recorded", "now", lineterm="", n=2))
        shown = "\n".join(changes[:MOST_SHOWN])
        pytest.fail(
            f"{name} changed; the first of {len(changes)} lines of difference:\n{shown}\n"
            f"If that is right, record it: python -m tests.golden {name}",
            pytrace=False,
        )


def test_every_golden_file_is_recorded_and_no_other() -> None:
    files = (file for part in ("figures", "words") for file in (FOLDER / part).glob("*.txt"))
    assert {file.relative_to(FOLDER).with_suffix("").as_posix() for file in files} == set(GOLDENS)
