"""Advanced missions cost model: published coefficients, power laws, calibration, refusals."""

import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from windlass.base.errors import InvalidInput, OutOfDomain
from windlass.economics.amcm import (
    CURRENCY,
    HEAVIEST_KG,
    KILOGRAMS,
    LARGEST_QUANTITY,
    LATEST_YEAR,
    LIGHTEST_KG,
    POUND_KG,
    POUNDS,
    SPECIFICATION,
    Ask,
    cost_musd1999,
    outside,
)

TONNE = Ask(quantity=1, dry_kg=1000.0, specification=2.39, first_year=2030.0)
PLAIN = Ask(quantity=10, dry_kg=1000.0, specification=2.39, first_year=2010.0)


def by_logarithms(ask: Ask) -> float:
    """The published form as a sum of logarithms, in pounds."""
    pounds = ask.dry_kg / 0.45359237
    return 10 ** (
        math.log10(5.04839e-4)
        + 0.594183 * math.log10(ask.quantity)
        + 0.653948 * math.log10(pounds)
        + ask.specification * math.log10(76.9994)
        + math.log10(1.68051e-52) / (ask.first_year - 1900.0)
        - 0.355322 * math.log10(ask.generation)
        + ask.difficulty * math.log10(1.554983)
    )


def test_the_two_sets_in_circulation_disagree_by_as_much_as_was_found() -> None:
    assert cost_musd1999(TONNE, POUNDS) == pytest.approx(999.9, abs=0.05)
    assert cost_musd1999(TONNE, KILOGRAMS) == pytest.approx(742.6, abs=0.05)


def test_the_set_in_pounds_is_the_one_in_use_and_each_names_its_origin() -> None:
    assert cost_musd1999(TONNE) == cost_musd1999(TONNE, POUNDS)
    assert POUNDS.source == "larson1999"
    assert KILOGRAMS.source != POUNDS.source
    assert POUNDS.unit_kg == POUND_KG == 0.45359237
    assert CURRENCY == "USD1999"
    assert SPECIFICATION["planetary"] == 2.39


asks = st.builds(
    Ask,
    quantity=st.floats(1.0, 1e4),
    dry_kg=st.floats(1.0, 1e6),
    specification=st.floats(0.5, 3.0),
    first_year=st.floats(1951.0, 2100.0),
    generation=st.floats(1.0, 10.0),
    difficulty=st.floats(-2.5, 2.5),
)


@given(asks)
def test_the_cost_is_that_of_the_logarithms(ask: Ask) -> None:
    assert cost_musd1999(ask) == pytest.approx(by_logarithms(ask), rel=1e-10)


@given(asks, st.floats(1.01, 3.0))
def test_more_and_heavier_cost_more_and_a_later_generation_less(ask: Ask, by: float) -> None:
    cost = cost_musd1999(ask)
    assert cost_musd1999(replace(ask, quantity=ask.quantity * by)) == pytest.approx(
        cost * by**0.594183
    )
    assert cost_musd1999(replace(ask, dry_kg=ask.dry_kg * by)) == pytest.approx(cost * by**0.653948)
    assert cost_musd1999(replace(ask, generation=ask.generation * by)) < cost
    assert cost_musd1999(replace(ask, first_year=ask.first_year + by)) > cost


@pytest.mark.parametrize(
    ("change", "match"),
    [
        ({"quantity": 0.5}, "quantity and generation of at least 1.*0.5"),
        ({"quantity": math.nan}, "quantity.*nan"),
        ({"dry_kg": 0.0}, "a mass above 0.*0.0"),
        ({"dry_kg": -1.0}, "mass"),
        ({"generation": 0.0}, "generation"),
        ({"first_year": 1950.0}, "a year after 1950.*1950"),
        ({"first_year": math.inf}, "year"),
        ({"first_year": math.nan}, "year"),
        ({"difficulty": 2.6}, "difficulty within ±2.5.*2.6"),
        ({"difficulty": math.nan}, "difficulty"),
    ],
)
def test_values_outside_their_meaning_are_refused(change: dict[str, float], match: str) -> None:
    with pytest.raises(InvalidInput, match=match):
        cost_musd1999(replace(TONNE, **change))


@pytest.mark.parametrize(
    "change",
    [
        {"dry_kg": math.inf},
        {"quantity": math.inf},
        {"specification": math.nan},
        {"specification": 1e4},
    ],
)
def test_no_cost_that_is_not_finite_comes_out(change: dict[str, float]) -> None:
    with pytest.raises(OutOfDomain, match="no finite cost"):
        cost_musd1999(replace(TONNE, **change))


def test_inside_its_calibration_nothing_is_said() -> None:
    assert outside(PLAIN) == ()
    edge = replace(PLAIN, quantity=LARGEST_QUANTITY, dry_kg=HEAVIEST_KG, first_year=LATEST_YEAR)
    assert outside(edge) == ()
    assert outside(replace(PLAIN, dry_kg=LIGHTEST_KG)) == ()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"quantity": 2500.0}, "2,500 units, calibrated to about 1,000"),
        ({"dry_kg": 5.0}, "5 kg, calibrated from 10 to 200,000"),
        ({"dry_kg": 3e6}, "3,000,000 kg, calibrated from 10 to 200,000"),
        ({"first_year": 2032.0}, "first works in 2032, calibrated to 2020"),
    ],
)
def test_what_lies_outside_is_said_in_words(change: dict[str, float], said: str) -> None:
    assert outside(replace(PLAIN, **change)) == (said,)


def test_all_that_lies_outside_is_said_at_once() -> None:
    far = Ask(quantity=1e5, dry_kg=1e7, specification=2.39, first_year=2040.0)
    assert len(outside(far)) == 3
