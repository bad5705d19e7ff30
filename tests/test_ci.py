"""CI matches the project: its commands, its versions, and the reasons for skips."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parent.parent
CI = ROOT / ".ci"
WORKFLOW = (ROOT / ".github" / "workflows" / "test.yml").read_text(encoding="utf-8")
README = (ROOT / "README.md").read_text(encoding="utf-8")


def pyproject() -> Any:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def test_the_lowest_versions_are_those_declared() -> None:
    """Those of users and of testers, and of the build, which the constraints apply to as well."""
    declared = pyproject()
    project = declared["project"]
    needed = [
        *declared["build-system"]["requires"],
        *project["dependencies"],
        *(one for extra, names in project["optional-dependencies"].items() if extra != "dev" for one in names),
    ]
    # Constraints name no extras.
    plain = [re.sub(r"\[.*\]", "", one) for one in needed if not one.startswith(project["name"])]
    lowest = {one.partition(",")[0].replace(">=", "==") for one in plain}
    lines = (CI / "lowest.txt").read_text(encoding="utf-8").splitlines()
    assert sorted(line for line in lines if not line.startswith("#")) == sorted(lowest)


def test_the_workflow_runs_the_readmes_test_command_on_every_python_declared() -> None:
    (command,) = re.findall(r"^python3 -m venv .*pytest$", README, re.MULTILINE)
    _, *steps = command.replace(".venv/bin/", "").split(" && ")
    job = WORKFLOW.partition("\n  test:\n")[2].partition("\n  lint:\n")[0]
    assert re.findall(r"^      - run: (.+)$", job, re.MULTILINE) == steps
    (matrix,) = re.findall(r"^        python: \[(.+)\]$", job, re.MULTILINE)
    classifiers = pyproject()["project"]["classifiers"]
    assert re.findall(r"3\.\d+", matrix) == re.findall(r"Python :: (3\.\d+)", "\n".join(classifiers))


def test_every_listed_reason_for_a_skip_exists() -> None:
    tests = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "tests").rglob("*.py"))
    listed = tomllib.loads((CI / "skips.toml").read_text(encoding="utf-8"))
    assert [reason for reasons in listed.values() for reason in reasons if reason not in tests] == []


RAN = '<testcase classname="tests.test_x" name="test_y"/>'
SKIPPED = '<testcase classname="tests.test_x" name="test_y"><skipped type="pytest.skip" message="{}"/></testcase>'
LISTED = SKIPPED.format("no disk can be mounted here: not allowed")


@pytest.mark.parametrize(
    ("reports", "said"),
    [
        ([RAN, RAN], ""),
        ([LISTED, RAN], ""),
        ([RAN, LISTED], ""),
        ([LISTED, LISTED], "tests.test_x.test_y was never run\n"),
        ([SKIPPED.format("zsh is not installed")], ""),
        ([SKIPPED.format("too hard"), RAN], "tests.test_x.test_y was skipped (too hard)\n"),
    ],
)
def test_a_skip_must_be_listed_and_the_test_run_elsewhere(tmp_path: Path, reports: list[str], said: str) -> None:
    files = [tmp_path / f"{number}.xml" for number in range(len(reports))]
    for file, cases in zip(files, reports, strict=True):
        file.write_text(f"<testsuites><testsuite>{cases}</testsuite></testsuites>", encoding="utf-8")
    done = subprocess.run([sys.executable, CI / "skips.py", *files], capture_output=True, encoding="utf-8", check=False)
    assert (done.returncode, done.stdout, done.stderr) == (int(bool(said)), "", said)
