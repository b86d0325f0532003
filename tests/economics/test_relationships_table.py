"""Relationships of the table: the handbook's worked examples, ranges, flags, mix-ups."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from windlass.base.errors import InvalidInput
from windlass.base.figure import Figure, derive, leaf
from windlass.economics import relationships
from windlass.economics.transcost import engine_work_years


def number(name: str, value: float) -> Figure:
    return leaf(name, value, "", status="chosen")


def mass(kg: float) -> Figure:
    return leaf("mass", kg, "kg", status="chosen")


ONE = leaf("work_year", 1.0, "USD2024", status="chosen")


@pytest.mark.parametrize(
    ("key", "kg", "factors", "told"),
    [
        # The main engine of the Shuttle, and Ariane 5, element by element: koelle2007.
        ("transcost-engine-development", 3180.0, (1.30, 1.22, 0.85), 17_921),
        ("transcost-engine-development", 1685.0, (1.1, 0.79, 0.9, 0.86), 6_592),
        ("transcost-pressure-engine-development", 119.0, (0.8, 1.0, 0.8, 0.77), 438),
        ("transcost-stage-development", 13_610.0, (1.1, 1.16, 0.85, 0.86), 18_092),
        ("transcost-stage-development", 2_500.0, (0.9, 1.09, 0.9, 0.86), 5_750),
        ("transcost-stage-production", 13_610.0, (0.86,), 435),
        ("transcost-storable-stage-production", 2_500.0, (0.86,), 110),
        ("transcost-engine-production", 1685.0, (0.86,), 144),
        ("transcost-solid-motor-production", 39_300.0, (0.86,), 155),
    ],
)
def test_the_handbooks_examples(
    key: str, kg: float, factors: tuple[float, ...], told: float
) -> None:
    given = {f"f{k}": number(f"f{k}", one) for k, one in enumerate(factors)}
    found = relationships.cost(key, mass(kg), name="cost", factors=given, work_year=ONE)
    assert found.value == pytest.approx(told, abs=1.0)
    assert not found.trace.flags
    assert found.low is not None
    assert found.high is not None
    assert found.low < found.value < found.high


def test_the_engine_of_the_table_is_that_of_the_formula() -> None:
    found = relationships.cost(
        "transcost-engine-development", mass(1000.0), name="cost", work_year=ONE
    )
    assert found.value == pytest.approx(engine_work_years(1000.0, 1.0, 1.0, 1.0))


@given(st.sampled_from(relationships.names()), st.floats(2.0, 1e5), st.floats(1.01, 3.0))
def test_more_never_costs_less(key: str, kg: float, factor: float) -> None:
    less, more = (
        relationships.cost(key, mass(m), name="c", work_year=ONE).value for m in (kg, kg * factor)
    )
    assert more > less > 0.0


@given(st.sampled_from(relationships.names()), st.floats(1.5, 1e6))
def test_use_outside_what_is_known_is_flagged_on_all_that_stands_on_it(key: str, kg: float) -> None:
    one = relationships.relationship(key)
    found = relationships.cost(key, mass(kg), name="c", work_year=ONE)
    known = one.low is not None and one.high is not None and one.error is not None
    fine = known and one.low <= kg <= one.high  # type: ignore[operator]
    assert (not found.trace.flags) is fine
    twice = derive("twice", found.unit, lambda x: 2.0 * x, {"x": found}, model="twice")
    assert twice.trace.flags == found.trace.flags


def test_the_range_is_the_scatter_behind_it() -> None:
    key = "transcost-stage-development"
    found = relationships.cost(key, mass(5000.0), name="c", work_year=ONE)
    error = relationships.relationship(key).error
    assert error is not None
    assert found.high is not None
    assert math.log(found.high / found.value) == pytest.approx(1.6449 * error, rel=1e-4)


def test_mix_ups_raise() -> None:
    with pytest.raises(InvalidInput, match="in work-years"):
        relationships.cost("transcost-stage-development", mass(1e4), name="c")
    with pytest.raises(InvalidInput, match="is driven by"):
        relationships.cost("sscm05-bus", number("mass", 100.0), name="c")
    with pytest.raises(InvalidInput, match="factors of a cost"):
        relationships.cost("sscm05-bus", mass(100.0), name="c", factors={"f": mass(1.0)})
    with pytest.raises(InvalidInput, match="near: sscm05-bus"):
        relationships.relationship("sscm-bus")
    old = relationships.cost("sscm05-bus", mass(100.0), name="old")
    with pytest.raises(InvalidInput, match="currency years do not match"):
        derive("sum", "USD2024", lambda a, b: a + b, {"a": old, "b": ONE}, model="sum")
