#!/usr/bin/env bash
# A full pass, in a folder that .ci/run has prepared: the wheel alone; the README's two set-up commands, exactly as they
# are written, with the options QUICK; and the slow tests, or those in SLOW, in the environment that the second command
# has made.
set -euo pipefail
source tests/.ci/parts.sh

room=$PWD
export PATH="$room/bin:$PATH" HOME="$room/home" TMPDIR="$room/tmp"

# Print the set-up command in the README that ends with these words.
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
    PYTEST_ADDOPTS="--junitxml='$room/reports/tests.xml' ${QUICK:-}" bash -euo pipefail -c "$tests"
)

run_slow_tests() (
    cd tests
    PYTEST_ADDOPTS="--junitxml='$room/reports/slow.xml'" .venv/bin/pytest -m 'slow and not long' ${SLOW:-}
)

sample=$(from_readme 'tracker demo')
tests=$(from_readme 'pytest')

part "The wheel, alone" try_wheel
part "$sample" try_sample
part "$tests" run_tests
part "The slow tests" run_slow_tests
