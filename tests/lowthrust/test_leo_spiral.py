import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from windlass.base.constants import A_MOON_M, R_EARTH_M
from windlass.base.epochs import DAY_S, YEAR_S, parse_epoch
from windlass.base.errors import InvalidInput, NotSolved
from windlass.base.sources import bibliography
from windlass.kernels.spiral import edelbaum
from windlass.kernels.status import LIMIT, OK, OUT_OF_DOMAIN
from windlass.lowthrust import leo_spiral as made
from windlass.lowthrust.array_degradation import usual
from windlass.lowthrust.leo_spiral import SpiralAsk, spiral

ROOT = Path(__file__).resolve().parents[2]
START = parse_epoch("2018-02-01")


def ask(**other):
    told = {
        "altitude_m": 407e3, "inclination_rad": math.radians(28.5), "mass_kg": 18_800.0,
        "power_w": 40e3, "isp_s": 3000.0, "efficiency": 0.60, "start_s": START,
    }  # fmt: skip
    return SpiralAsk(**{**told, **other})


ASKS = st.builds(
    ask,
    altitude_m=st.floats(300e3, 5e6),
    inclination_rad=st.floats(0.0, 1.8),
    mass_kg=st.floats(5e3, 3e4),
    power_w=st.floats(2e4, 2e5),
    isp_s=st.floats(1500.0, 5000.0),
    efficiency=st.floats(0.4, 0.8),
    duty=st.floats(0.7, 1.0),
    node_rad=st.floats(0.0, 6.28),
    start_s=st.floats(0.0, 1e9),
    end=st.sampled_from(["moon", "escape"]),
    array=st.sampled_from([None, usual()]),
)


def test_published_climb_of_the_keck_tug():
    # brophy2012: 6.6 km/s, 3.8 t of xenon, 2.2 yr, 15.0 t at the flyby.
    plain = spiral(ask(shadow=False))
    assert plain.status == OK
    assert plain.dv_m_s / 1e3 == pytest.approx(6.6, abs=0.1)
    assert plain.propellant_kg / 1e3 == pytest.approx(3.8, abs=0.05)
    assert plain.mass_kg / 1e3 == pytest.approx(15.0, abs=0.05)
    assert plain.time_s / YEAR_S == pytest.approx(2.2, abs=0.05)
    worn = spiral(ask(power_w=50e3, array=usual()))
    assert worn.time_s / YEAR_S == pytest.approx(2.2, rel=0.06)
    assert worn.power_left * 50.0 == pytest.approx(40.0, rel=0.1)


@settings(deadline=None, max_examples=25)
@given(ASKS)
def test_invariants_of_any_climb(one):
    told = spiral(one)
    spent = one.mass_kg * -math.expm1(-told.dv_m_s / one.exhaust_m_s)
    assert told.propellant_kg == pytest.approx(spent, rel=1e-9)
    assert told.mass_kg + told.propellant_kg == pytest.approx(one.mass_kg, rel=1e-12)
    h = told.history
    bound = np.arcsin(np.minimum(1.0, R_EARTH_M / h.radius_m)) / math.pi
    assert (h.shadow_share >= 0.0).all()
    assert (h.shadow_share <= bound + 1e-9).all()
    assert 0.0 <= told.eclipse_s < 0.5 * told.time_s
    for rising in (h.t_s, h.dv_m_s, -h.mass_kg, -h.power_left):
        assert (np.diff(rising) >= 0.0).all()
    assert len({a.shape for a in (h.t_s, h.radius_m, h.power_w, h.inclination_rad)}) == 1
    assert 0.0 < told.power_left <= 1.0
    if one.end == "escape":
        assert told.c3_m2_s2 == pytest.approx(0.0, abs=1.0)
    else:
        assert told.end_m == pytest.approx(A_MOON_M, rel=1e-9)


@settings(deadline=None, max_examples=10)
@given(ASKS, st.floats(1.1, 3.0))
def test_more_thrust_takes_less_time_and_less_lit_time(one, more):
    lit = replace(one, shadow=False)
    stronger = spiral(replace(lit, power_w=more * one.power_w))
    assert stronger.time_s < spiral(lit).time_s
    assert spiral(replace(one, power_w=more * one.power_w)).time_s < spiral(one).time_s


@settings(deadline=None, max_examples=10)
@given(ASKS)
def test_without_shadow_and_wear_it_is_the_rocket_in_sunlight(one):
    lit = replace(one, shadow=False, array=None)
    told = spiral(lit)
    flow = 2.0 * one.efficiency * one.power_w * one.duty / one.exhaust_m_s**2
    # the Sun's distance takes up to 3.4 % for a part of the year
    assert told.propellant_kg / flow <= told.time_s * (1.0 + 1e-9)
    assert told.propellant_kg / flow >= told.time_s * 0.965
    assert told.eclipse_s == 0.0
    assert spiral(one).time_s >= told.time_s * (1.0 - 2e-2)


def test_vanishing_thrust_costs_what_the_closed_form_says():
    weak = spiral(ask(power_w=800.0, within_s=200.0 * YEAR_S, shadow=False))
    dv, _ = edelbaum(3.986004418e14, R_EARTH_M + 407e3, A_MOON_M, 0.0)
    assert weak.dv_m_s == pytest.approx(dv, rel=1e-3)


def test_a_whole_climb_flown_without_averages(monkeypatch):
    monkeypatch.syspath_prepend(str(ROOT))
    from validation.leo_spiral import flown

    strong = ask(altitude_m=600e3, mass_kg=1000.0, power_w=56e3, within_s=YEAR_S)
    told, (t, dv, dark) = spiral(strong), flown(strong)
    assert told.time_s == pytest.approx(t, rel=0.02)
    assert told.dv_m_s == pytest.approx(dv, rel=0.01)
    assert told.eclipse_s == pytest.approx(dark, rel=0.15)


def test_a_turn_of_the_plane_costs_more_and_is_made():
    kept = spiral(ask())
    turned = spiral(ask(target_inclination_rad=math.radians(18.5)))
    assert turned.history.inclination_rad[-1] == pytest.approx(math.radians(18.5))
    assert kept.history.inclination_rad[-1] == pytest.approx(math.radians(28.5))
    dv, _ = edelbaum(3.986004418e14, R_EARTH_M + 407e3, A_MOON_M, math.radians(10.0))
    # a little above the closed form, whose turn is spread out to the Moon
    assert dv - 20.0 < turned.dv_m_s < dv + 80.0
    assert turned.dv_m_s > kept.dv_m_s


def test_wear_and_what_the_ship_keeps_make_it_longer():
    new = spiral(ask(power_w=50e3))
    low, mean, high = (
        spiral(ask(power_w=50e3, array=usual(end=e))) for e in ("low", "value", "high")
    )
    assert new.time_s < low.time_s < mean.time_s < high.time_s
    assert 1.0 > low.power_left > mean.power_left > high.power_left
    assert new.fluence_m2 == pytest.approx(0.0, abs=1e-200)
    assert mean.power_left == pytest.approx(usual().power_left(mean.fluence_m2), rel=1e-6)
    assert spiral(ask(power_w=50e3, kept_power_w=2e3)).time_s > new.time_s
    limited = spiral(ask(power_w=50e3, thruster_power_w=40e3))
    assert limited.history.power_w.max() == 40e3


@pytest.mark.parametrize(
    ("other", "reason", "status"),
    [
        ({"propellant_kg": 3000.0}, "propellant does not suffice", LIMIT),
        ({"within_s": YEAR_S}, "time does not suffice", LIMIT),
        ({"within_s": 2.4 * YEAR_S}, "time does not suffice", LIMIT),
        ({"kept_power_w": 45e3}, "thrust is not enough", LIMIT),
        ({"power_w": 4e6, "target_inclination_rad": 0.3}, "too great", OUT_OF_DOMAIN),
        (
            {"inclination_rad": 0.0, "target_inclination_rad": 2.1},
            "turn of the plane",
            OUT_OF_DOMAIN,
        ),
    ],
)
def test_what_binds_is_told(other, reason, status):
    with pytest.raises(NotSolved, match=reason) as told:
        spiral(ask(**other))
    assert told.value.status == status
    assert "float64" not in str(told.value)


def test_what_would_do_is_told_and_does():
    with pytest.raises(NotSolved, match=r"with 3,804 kg and 2\.45 years") as told:
        spiral(ask(propellant_kg=3000.0, within_s=2.0 * YEAR_S))
    assert told.value.value["propellant_kg"] <= 3000.0 + 10.0
    assert spiral(ask(propellant_kg=3804.0, within_s=2.46 * YEAR_S)).status == OK


def test_propellant_that_just_suffices():
    need = spiral(ask()).propellant_kg
    assert spiral(ask(propellant_kg=need * 1.0001)).propellant_kg == pytest.approx(need)
    with pytest.raises(NotSolved):
        spiral(ask(propellant_kg=need * 0.9999))


def test_a_thrust_that_needs_no_average():
    strong = spiral(ask(power_w=3e7, shadow=False))
    assert strong.averaged == 1
    assert strong.time_s < 10.0 * DAY_S


@pytest.mark.parametrize(
    "wrong",
    [
        {"altitude_m": -1.0}, {"altitude_m": 4e8}, {"mass_kg": 0.0}, {"power_w": math.nan},
        {"efficiency": 1.1}, {"duty": 0.0}, {"propellant_kg": 0.0}, {"kept_power_w": -1.0},
        {"inclination_rad": 4.0}, {"target_inclination_rad": -0.1}, {"node_rad": math.inf},
        {"end": "mars"}, {"within_s": math.inf},
    ],
)  # fmt: skip
def test_wrong_asks_are_refused(wrong):
    with pytest.raises(InvalidInput):
        ask(**wrong)


def test_sources_exist():
    assert set(made.SOURCES) <= set(bibliography())
