"""Record the golden files again, and print what changed."""

import argparse
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.golden.histories import print_history
from tests.golden.office import IN_FULL
from tests.golden.test_golden import GOLDENS, RECORDING

FOLDER = Path(__file__).parent


def main() -> int:
    """Record all files, or those whose names begin so; return pytest's exit code."""
    parser = argparse.ArgumentParser(prog="python -m tests.golden", description=__doc__)
    parser.add_argument("names", nargs="*", help="only the files whose names begin so, such as figures/ or words/help")
    parser.add_argument("--history", type=int, help="print the commands, answers and rows of a random history")
    parser.add_argument("--full", metavar="DIR", help="write the files in full into a folder, and record nothing")
    options = parser.parse_args()
    if options.history is not None:
        print_history(options.history)
        return 0
    if options.full:
        os.environ[IN_FULL] = "1"
    os.environ[RECORDING] = str(Path(options.full).resolve() if options.full else FOLDER)
    chosen = [name for name in GOLDENS if not options.names or name.startswith(tuple(options.names))]
    file = f"{FOLDER / 'test_golden.py'}"
    tests = [f"{file}::test_the_answers_are_those_recorded[{name}]" for name in chosen]
    code = int(pytest.main(["-m", "", "-n", "2", *tests])) if tests else 0
    for command in ("diff --stat", "status --short"):
        subprocess.run(["git", "--no-pager", *command.split(), "--", "figures", "words"], cwd=FOLDER, check=False)
    return code


if __name__ == "__main__":
    sys.exit(main())
