"""Inputs of a study's money: the study's own present value, and how inputs move together."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from windlass.base import ledger
from windlass.base.errors import InvalidInput
from windlass.base.figure import Figure, Response, derive, leaf
from windlass.economics import monte_carlo
from windlass.studies import money_inputs as money
from windlass.studies.study import StudyResult


@pytest.fixture(scope="module")
def figures(found: StudyResult) -> dict[str, Figure]:
    return ledger.read(ledger.write(found.figures))


@pytest.fixture(scope="module")
def asked(figures: dict[str, Figure]) -> money.Inputs:
    return money.inputs(figures, money.keys(figures)[0])


def test_the_inputs_make_the_present_value_of_the_study(figures: dict[str, Figure]) -> None:
    for key in money.keys(figures):
        one = money.inputs(figures, key)
        x = one.nominal()
        assert money.present_value(x, one.rate.value)[0] == pytest.approx(one.npv.value, rel=1e-12)
        assert money.cost(x)[0] == pytest.approx(figures[f"{key}.cost.total"].value, rel=1e-12)
        assert money.revenue(x)[0] == pytest.approx(
            figures[f"{key}.revenue.total"].value, rel=1e-12
        )


def test_levelised_cost_is_the_price_at_which_it_just_pays(asked: money.Inputs) -> None:
    x = asked.nominal()
    level = money.levelised(x, asked.rate.value)
    sold = dict(x) | {"price": x["price"] * level / money.price_sold(x)}
    value = money.present_value(sold, asked.rate.value)[0]
    assert value == pytest.approx(0.0, abs=1e-6 * abs(asked.npv.value))


def test_paths_hold_their_inputs_and_their_middle(asked: money.Inputs) -> None:
    drawn = monte_carlo.run(asked.draws(), money.flows, asked.rate.value, 2**10)
    inputs, _ = monte_carlo.draw(asked.draws(), 2**10)
    for one in asked.uncertain():
        below = float((inputs[one.name] <= one.value * (1.0 + 1e-12)).mean())
        if one.low < one.value < one.high:
            assert below == pytest.approx(0.5, abs=0.03), one.name
    path, npv = drawn.percentile(50.0)
    values, _, _ = monte_carlo.replay(asked.draws(), money.flows, path)
    again = money.present_value({k: np.array([v]) for k, v in values.items()}, asked.rate.value)
    assert again[0] == pytest.approx(npv, rel=1e-9)


def test_inputs_move_together_by_what_they_share() -> None:
    def made(name: str, low: float, high: float) -> Figure:
        return leaf(name, 1.0, "kg", status="assumed", low=low, high=high)

    a, b, c = made("a", 0.5, 2.0), made("b", 0.5, 2.0), made("c", 0.8, 1.25)
    both = derive("both", "kg", lambda a, b: a * b, {"a": a, "b": b}, model="product")
    against = derive("against", "kg", lambda a: 1.0 / a, {"a": a}, model="inverse")
    found = money.correlation((a, b, both, against, c))
    assert found[0, 1] == found[0, 4] == 0.0
    assert found[0, 2] == pytest.approx(2**-0.5)
    assert found[0, 3] == pytest.approx(-1.0)
    assert np.diag(found) == pytest.approx(np.ones(5))


def _product(powers: np.ndarray) -> Callable[..., float]:
    def of(**x: float) -> float:
        return float(np.prod(np.array(list(x.values())) ** powers))

    return of


@settings(max_examples=30)
@given(st.lists(st.floats(1.01, 30.0), min_size=4, max_size=4), st.integers(0, 2**20))
def test_correlations_are_those_of_some_normals(widths: list[float], seed: int) -> None:
    rng = np.random.default_rng(seed)
    leaves = [
        leaf(f"l{k}", 1.0, "", status="assumed", low=1.0 / w, high=w) for k, w in enumerate(widths)
    ]
    powers = rng.uniform(-2.0, 2.0, (5, 4))
    figures = tuple(
        derive(f"f{i}", "", _product(row), {one.name: one for one in leaves}, model="product")
        for i, row in enumerate(powers)
    )
    found = money.correlation(figures)
    assert np.linalg.eigvalsh(found)[0] > -1e-9
    assert np.abs(found).max() <= 1.0 + 1e-12
    sampled = np.corrcoef(
        (rng.standard_normal((20_000, 4)) * np.log(widths)) @ powers.T, rowvar=False
    )
    assert found == pytest.approx(sampled, abs=0.06)


def test_an_open_end_is_told_and_leaves_out_what_fails(asked: money.Inputs) -> None:
    responses = {
        "x=1": Response(status="assumed", low=0.5, high=None, nudged=None, elasticity=None),
        "y=1": Response(status="assumed", low=0.8, high=1.6, nudged=None, elasticity=None),
    }
    mass = replace(asked.figures["mass"], value=1.0, low=None, high=None, responses=responses)
    one = money.uncertain("mass", mass)
    assert (one.low, one.high) == pytest.approx((0.8, 1.6))
    notes = money._notes({"mass": mass})
    assert len(notes) == 1
    assert "mass" in notes[0]
    assert "far ends of x" in notes[0]


def test_faults_are_told(figures: dict[str, Figure]) -> None:
    with pytest.raises(InvalidInput, match="no money is known of that variant"):
        money.inputs(figures, "nowhere.tug")
