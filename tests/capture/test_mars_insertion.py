"""Insertion at Mars over its apsides: slopes, the least, several burns, energy as the judge."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import minimize, minimize_scalar

from windlass.base.constants import GM_MARS, R_MARS_M
from windlass.base.errors import InvalidInput
from windlass.capture import mars
from windlass.capture import mars_insertion as mi

vinfs = st.floats(0.0, 8_000.0)
lows = st.floats(mi.LOWEST_R_M, 2e8)


@settings(deadline=None)
@given(vinf=vinfs, low=lows, more=st.floats(0.0, 2e8), nudge=st.floats(1e3, 1e7))
def test_the_burn_falls_with_apoapsis_and_rises_with_periapsis(
    vinf: float, low: float, more: float, nudge: float
) -> None:
    high = low + more + nudge
    burn = float(mi.burn_m_s(vinf, low, high))
    assert float(mi.burn_m_s(vinf, low, high + nudge)) < burn
    assert float(mi.burn_m_s(vinf, low + nudge, high)) > burn
    assert burn == pytest.approx(mars.insertion_burn(vinf, low, high), rel=1e-9)


def test_the_surface_is_the_burns_laid_out() -> None:
    v, low, high = [0.0, 2_600.0], mi.altitudes([300e3, 5e6, 3e7]), mi.altitudes([1e6, 8e7])
    made = mi.surface(v, low, high)
    assert made.shape == (2, 3, 2)
    for i, a in enumerate(v):
        for j, b in enumerate(low):
            for k, c in enumerate(high):
                if c < b:
                    assert math.isnan(made[i, j, k])
                else:
                    assert made[i, j, k] == pytest.approx(mars.insertion_burn(a, b, c))


@settings(deadline=None)
@given(vinf=vinfs)
def test_the_least_is_the_corner(vinf: float) -> None:
    top = mi.highest_r_m()
    best = mi.least(vinf)
    low = np.linspace(mi.LOWEST_R_M, top, 30)
    every = mi.surface(vinf, low, np.linspace(mi.LOWEST_R_M, top, 30))
    assert best.dv_m_s <= np.nanmin(every) * (1 + 1e-12)
    assert (best.periapsis_m, best.apoapsis_m) == (mi.LOWEST_R_M, top)


@pytest.mark.parametrize("vinf", [500.0, 2_600.0, 5_000.0])
def test_the_least_circle(vinf: float) -> None:
    best = mi.least_circle(vinf, lowest=1e6, highest=1e9)
    assert best.dv_m_s == pytest.approx(vinf / math.sqrt(2.0), rel=1e-12)
    found = minimize_scalar(
        lambda u: float(mi.burn_m_s(vinf, math.exp(u), math.exp(u))), bounds=(14.0, 20.0),
        method="bounded", options={"xatol": 1e-9},
    )  # fmt: skip
    assert best.radius_m == pytest.approx(math.exp(found.x), rel=1e-4)
    assert mi.least_circle(vinf).radius_m >= mi.LOWEST_R_M
    assert mi.least_circle(0.0).radius_m == mi.highest_r_m()


@settings(deadline=None)
@given(vinf=vinfs, low=st.floats(mi.LOWEST_R_M, 1e8), more=st.floats(0.0, 1e8))
def test_plans_end_where_they_should(vinf: float, low: float, more: float) -> None:
    made = mi.plans(vinf, low, low + more)
    names = {plan.name: plan for plan in made}
    assert [p.dv_m_s for p in made] == sorted(p.dv_m_s for p in made)
    for plan in made:
        e = 0.5 * vinf * vinf
        apsides = (math.inf, math.inf)
        for burn in plan.burns:
            v = math.sqrt(2.0 * (e + GM_MARS / burn.radius_m))
            # prograde burns far out add, those at periapsis brake
            new = v + burn.dv_m_s if burn.radius_m == apsides[1] else v - burn.dv_m_s
            e = 0.5 * new * new - GM_MARS / burn.radius_m
            apsides = (burn.periapsis_m, burn.apoapsis_m)
            assert e == pytest.approx(-GM_MARS / sum(apsides), rel=1e-6)
            assert burn.dv_m_s >= -1e-9
        assert apsides == (low, low + more)
    if "long ellipse" in names:
        long = names["long ellipse"]
        assert long.dv_m_s == pytest.approx(names["direct"].dv_m_s, rel=1e-9)
        assert max(b.dv_m_s for b in long.burns) < names["direct"].dv_m_s
        assert long.time_s > 0.0


def test_a_deep_capture_pays_for_a_high_orbit() -> None:
    deep = mi.plans(2_600.0, 25e6, 83e6)
    assert [p.name for p in deep][:2] == ["deep and long", "deep"]
    assert deep[0].dv_m_s < 0.6 * deep[-1].dv_m_s
    # no choice of the middle ellipse does better than the two limits
    direct = next(p for p in deep if p.name == "direct")

    def cost(x: np.ndarray) -> float:
        q = mi.LOWEST_R_M + abs(x[0]) * 1e7
        far = min(mi.highest_r_m(), 83e6 + abs(x[1]) * 1e8)
        if q > 25e6:
            return direct.dv_m_s
        made = mi.plans(2_600.0, 25e6, 83e6, deepest=q, farthest=far)
        return next((p for p in made if p.name == "deep and long"), direct).dv_m_s

    best = minimize(cost, [0.5, 1.0], method="Nelder-Mead", options={"maxiter": 300}).fun
    assert deep[0].dv_m_s <= best + 1e-6


def test_oberth() -> None:
    r = R_MARS_M + 300e3
    assert mi.oberth_gain(2_600.0, r) == pytest.approx(
        math.sqrt(2_600.0**2 + 2 * GM_MARS / r) / 2_600.0
    )
    assert math.isinf(mi.oberth_gain(0.0, r))


def test_refusals() -> None:
    with pytest.raises(InvalidInput, match="v∞"):
        mi.burn_m_s(-1.0, 4e6, 5e6)
    with pytest.raises(InvalidInput, match="periapsis"):
        mi.burn_m_s(1.0, [4e6, 0.0], 5e6)
    with pytest.raises(InvalidInput, match="apoapsis"):
        mi.burn_m_s(1.0, 4e6, math.nan)
    with pytest.raises(InvalidInput, match="deepest"):
        mi.plans(1.0, 3.5e6, 1e7)
    with pytest.raises(InvalidInput, match="deepest"):
        mi.plans(1.0, 4e6, 1e9)
    with pytest.raises(InvalidInput, match="wrong way"):
        mi.least_circle(1.0, 2e7, 1e7)
    with pytest.raises(InvalidInput, match="below periapsis"):
        mi.least(1.0, 2e7, 1e7)
