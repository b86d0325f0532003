"""A push as an engine: the same momentum, the same propellant; what is none is refused."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as hyp

from tests.redirect.rocks import rock
from windlass.base.constants import AU_M, G0
from windlass.base.errors import NotSolved
from windlass.redirect.equivalent import MOST_ISP_S, equivalent, throttled
from windlass.redirect.given import Given


def push(
    force_n: float, flow_kg_s: float, lasts_s: float, *, by_sun: bool, mass_kg: float
) -> Given:
    t = np.linspace(0.0, lasts_s, 65)
    a = force_n / (mass_kg + 1.0 + flow_kg_s * (lasts_s - t))
    return Given(
        technique="a push", t_s=t + 1e5, push_m_s2=a, by_sun=by_sun,
        equipment_kg=1.0 + flow_kg_s * lasts_s, consumed_kg=flow_kg_s * lasts_s, works_s=lasts_s,
    )  # fmt: skip


@given(hyp.floats(1e-3, 1e3), hyp.floats(300.0, 1e4), hyp.floats(1e6, 1e9), hyp.booleans())
def test_engine_gives_the_push_and_spends_as_much(
    force_n: float, isp_s: float, lasts_s: float, by_sun: bool
) -> None:
    body = rock()
    flow = force_n / (G0 * isp_s)
    told = equivalent(push(force_n, flow, lasts_s, by_sun=by_sun, mass_kg=body.mass_kg), body)
    assert told.thrust_n == pytest.approx(force_n)
    assert told.isp_s == pytest.approx(isp_s)
    assert told.spend_kg == pytest.approx(flow * lasts_s)
    far = AU_M * np.array([1.0, 2.0])
    thrust, spent = told.engine.at(far)
    share = np.array([1.0, 0.25 if by_sun else 1.0])
    assert thrust == pytest.approx(force_n * share, rel=0.01)
    assert spent == pytest.approx(flow * share, rel=0.01)


def test_what_uses_nothing_up_has_the_greatest_specific_impulse() -> None:
    body = rock()
    told = equivalent(push(1.0, 0.0, 1e8, by_sun=False, mass_kg=body.mass_kg), body)
    assert told.isp_s == MOST_ISP_S
    assert told.spend_kg > 0.0


@pytest.mark.parametrize("by_sun", [True, False])
def test_engine_of_blows_is_throttled_and_a_weak_one_is_not(by_sun: bool) -> None:
    body, flow = rock(), 10.0 / (G0 * 900.0)
    told = equivalent(push(10.0, flow, 1e6, by_sun=by_sun, mass_kg=body.mass_kg), body)
    assert throttled(told, 5e6) is told.engine
    weak = throttled(told, 1e8)
    at = AU_M * np.array([1.0, 2.0])
    assert weak.at(at)[0] == pytest.approx(0.1 * told.engine.at(at)[0])
    # it burns all of it in a tenth of the leg
    assert weak.at(AU_M)[1] * 1e7 == pytest.approx(told.spend_kg, rel=0.01)


def test_blows_and_nothing_are_refused() -> None:
    body = rock()
    blow = Given(
        technique="a blow", blows=np.array([[0.0, 1.0]]), equipment_kg=1.0, consumed_kg=0.0,
        works_s=0.0,
    )  # fmt: skip
    with pytest.raises(NotSolved, match="blows"):
        equivalent(blow, body)
    none = Given(technique="none", equipment_kg=1.0, consumed_kg=0.0, works_s=1.0)
    with pytest.raises(NotSolved, match="does not push"):
        equivalent(none, body)
