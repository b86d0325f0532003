"""A value put back: trips that change under it, jumps, and studies that cannot be run."""

from types import SimpleNamespace
from typing import Any

import pytest

from windlass.base.errors import InvalidInput
from windlass.base.figure import Figure, derive, leaf
from windlass.studies import put_back as module
from windlass.studies.put_back import put_back

RUNS = 10

INPUT = leaf("input", 2.0, "kg", low=1.0, high=4.0, status="assumed")


def figure(value: float, slope: float) -> Figure:
    """A figure that a trip with that slope gives for an input."""
    moved = leaf("input", value, "kg", low=1.0, high=4.0, status="assumed")
    return derive("out", "kg", lambda x: slope * x, {"x": moved}, model="a line")


def run(slope_of: Any, first: float, wanted: float) -> Any:
    asked: list[float] = []

    def rerun(scenario: Any) -> Figure | None:
        asked.append(scenario.value)
        slope = slope_of(scenario.value)
        return None if slope is None else figure(scenario.value, slope)

    nominal = 2.0 * slope_of(2.0)
    scenario: Any = SimpleNamespace()
    values = (first, nominal)
    return (
        put_back(rerun, scenario, "a.key", INPUT, values=values, wanted=wanted, most=RUNS),
        asked,
    )


@pytest.fixture(autouse=True)
def _put(monkeypatch: pytest.MonkeyPatch) -> None:
    """A scenario of one value in place of a whole one."""
    monkeypatch.setattr(
        module.assumptions,
        "put",
        lambda scenario, key, leaf, value: SimpleNamespace(value=value),
    )


def test_a_value_on_the_same_trip_needs_one_run() -> None:
    found, asked = run(lambda x: 10.0, 3.0, 30.0)
    assert found.close
    assert (found.value, found.reached, found.runs) == (3.0, 30.0, 1)
    assert asked == [3.0]


def test_another_trip_says_what_it_asks_for() -> None:
    # Twice as much from 2.5 up: the first trip asks for 3, which then gives 60, not 30.
    found, asked = run(lambda x: 10.0 if x < 2.5 else 20.0, 3.5, 70.0)
    assert found.close
    assert found.runs == 1
    assert asked == [3.5]
    found, asked = run(lambda x: 10.0 + 3.0 * x, 3.9, 60.0)
    assert found.close
    assert found.reached == pytest.approx(60.0, rel=1e-3)
    assert found.value * (10.0 + 3.0 * found.value) == pytest.approx(60.0, rel=1e-3)
    assert found.runs == len(asked) <= RUNS


def test_a_jump_over_the_claim_is_given_up_in_the_end() -> None:
    found, asked = run(lambda x: 10.0 if x < 2.5 else 20.0, 3.0, 40.0)
    assert not found.close
    assert found.runs == len(asked) == RUNS


def test_a_study_that_cannot_be_run_gives_nothing() -> None:
    assert run(lambda x: 10.0 if x == 2.0 else None, 3.0, 30.0)[0] is None

    def refuses(scenario: Any) -> Figure:
        raise InvalidInput("cannot be", value=scenario.value)

    scenario: Any = SimpleNamespace()
    values = (3.0, 20.0)
    found = put_back(refuses, scenario, "a.key", INPUT, values=values, wanted=30.0, most=RUNS)
    assert found is None
