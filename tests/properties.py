"""How much is tested by default, and how much more with `-m slow` and `-m long`."""

from collections.abc import Iterable
from typing import Any

import pytest
from hypothesis import HealthCheck, settings


def few_or_many(few: Any, many: Any, *, some: Any = None) -> list[Any]:
    """Return the parameters of a property test: few examples, or so many that it is a `long` test.

    Slow properties have few examples among the quick tests, and `some` that take a minute.
    """
    between = [] if some is None else [_values(some, id="some", marks=pytest.mark.long)]
    return [_values(few, id="few"), *between, _values(many, id="many", marks=pytest.mark.long)]


def quick_first(cases: Iterable[Any], quick: int) -> list[Any]:
    """Return the parameters of a test whose cases are much alike: the first ones are quick, the others slow."""
    return [_values(case, marks=[pytest.mark.slow] * (turn >= quick)) for turn, case in enumerate(cases)]


def _values(values: Any, **settings: Any) -> Any:
    return pytest.param(*(values if isinstance(values, tuple) else (values,)), **settings)


def over(examples: int, steps: int = 50) -> settings:
    """Let Hypothesis try this many examples, each with this many steps if it is a history, without a deadline."""
    return settings(
        max_examples=examples,
        stateful_step_count=steps,
        deadline=None,
        print_blob=True,
        suppress_health_check=list(HealthCheck),
    )
