#!/usr/bin/env bash
# A full pass, in the room where it is started, which holds a wheel and two copies of the tree: the wheel alone, then
# the README's two set-up commands, as they are written, then the slow tests in the environment that the second made.
set -euo pipefail
source tests/.ci/parts.sh

room=$PWD
export PATH="$room/bin:$PATH" HOME="$room/home" TMPDIR="$room/tmp"

# The line of the README that begins as a set-up command does, and ends so.
from_readme() {
    grep -m 1 -E "^python3 -m venv .*/$1\$" tests/README.md || { echo "README.md has no such command: $1" >&2; return 1; }
}

try_wheel() (
    python3 -m venv wheel-venv
    wheel-venv/bin/pip install -q wheel/*.whl
    cd elsewhere
    PATH="$room/wheel-venv/bin:$PATH" bash "$room/tests/.ci/wheel.sh"
)

try_sample() (
    cd first
    bash -euo pipefail -c "$sample"
    .venv/bin/tracker --db demo.db check
)

run_tests() (
    cd tests
    PYTEST_ADDOPTS="--junitxml='$room/reports/tests.xml'" bash -euo pipefail -c "$tests"
)

run_slow_tests() (
    cd tests
    PYTEST_ADDOPTS="--junitxml='$room/reports/slow.xml'" .venv/bin/pytest -m 'slow and not long'
)

sample=$(from_readme 'tracker demo')
tests=$(from_readme 'pytest')

part "The wheel, alone" try_wheel
part "$sample" try_sample
part "$tests" run_tests
if grep -qr 'mark\.slow' tests/tests; then
    part "The slow tests" run_slow_tests
fi
