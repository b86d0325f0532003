"""Pontryagin's equations: gradients and second derivatives by differences."""

import math

import numpy as np
import pytest

from windlass.base.constants import AU_M, GM_SUN
from windlass.kernels import pontryagin as po
from windlass.lowthrust import engine

TIME = math.sqrt(AU_M**3 / GM_SUN)
MASS = 1500.0
FORCE = MASS * AU_M / TIME**2
STEADY = engine.steady(0.6, 3000.0).table(AU_M, FORCE, MASS / TIME)
SOLAR = engine.solar(15e3, 3000.0, 0.6, most_w=40e3).table(AU_M, FORCE, MASS / TIME)
Y = np.array([0.9, 0.3, 0.05, -0.2, 1.0, 0.1, 0.9, 0.1, 0.2, -0.3, 0.4, -0.5, 0.2, -0.85])
UNIT = np.block([[np.zeros((7, 7)), np.eye(7)], [-np.eye(7), np.zeros((7, 7))]])
LAWS = [(po.OFF, 0.1), (po.ON, 0.0), (po.BETWEEN, 0.3)]


def field(y, table, law, kappa):
    out = np.empty(14)
    rate = po.field(y, table, law, kappa, out)
    return out, rate


def differences(function, y, step=1e-6):
    return np.stack(
        [(function(y + step * e) - function(y - step * e)) / (2 * step) for e in np.eye(14)],
        axis=-1,
    )


@pytest.mark.parametrize("engine_table", [STEADY, SOLAR], ids=["steady", "solar"])
@pytest.mark.parametrize(("law", "kappa"), LAWS)
def test_equations_are_the_gradient_of_the_hamiltonian(engine_table, law, kappa):
    rate, slope = field(Y, engine_table, law, kappa)
    gradient = differences(lambda y: po.hamiltonian(y, engine_table, law, kappa), Y)
    assert rate == pytest.approx(UNIT @ gradient, abs=1e-8)
    turn = differences(lambda y: po.switching(y, engine_table), Y) @ rate
    assert slope == pytest.approx(turn, abs=1e-8)


@pytest.mark.parametrize("engine_table", [STEADY, SOLAR], ids=["steady", "solar"])
@pytest.mark.parametrize(("law", "kappa"), LAWS)
def test_variations_are_the_derivatives_of_the_equations(engine_table, law, kappa):
    a = np.empty((14, 14))
    po.variation(Y, engine_table, law, kappa, a)
    by_steps = differences(lambda y: field(y, engine_table, law, kappa)[0], Y)
    assert a == pytest.approx(by_steps, abs=1e-6)
    assert UNIT @ a == pytest.approx((UNIT @ a).T, abs=1e-14)


def test_throttle_between_goes_over_into_on_and_off():
    kappa = 0.02
    for s, law in ((-0.03, po.ON), (0.03, po.OFF), (0.0, po.BETWEEN)):
        assert po.law_at(s, kappa) == law
    for s in (-kappa, kappa):
        full = po.ON if s < 0 else po.OFF
        middle, outer = po.throttle_at(s, po.BETWEEN, kappa), po.throttle_at(s, full, kappa)
        assert middle[0] == pytest.approx(outer[0], abs=1e-15)
        assert middle[2] == pytest.approx(outer[2], abs=1e-17)
