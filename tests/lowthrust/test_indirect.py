"""The indirect solver: published optima from cold starts, conditions of the optimum at free ends,
and what it says where it cannot answer."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from scipy.integrate import solve_ivp

from windlass.base.epochs import DAY_S
from windlass.base.errors import NotSolved
from windlass.kernels.kepler import propagate
from windlass.kernels.status import OK
from windlass.lowthrust import costates, engine
from windlass.lowthrust.guess import guesses
from windlass.lowthrust.indirect import best, indirect
from windlass.lowthrust.leg import End, LowThrustLeg, fixed
from windlass.lowthrust.programme import units

MU = 1.32712440018e20
FIRST = np.array([34110913367.783306, -139910016918.87585, -14037825669.025244,
                  29090.9902134693, 10000.390168313803, 1003.3858682643288])  # fmt: skip
LAST = np.array([-159018773159.22266, -18832495968.945133, 15781467087.350443,
                 2781.182556622003, -28898.40730995848, -483.4533989771214])  # fmt: skip
DAYS = 250.0


def leg(**other):
    """The notebooks' 250 days, 1500 kg, 0.6 N, 3000 s."""
    asked = {
        "start": fixed("departure", FIRST), "end": fixed("arrival", LAST), "departs_s": (0.0, 0.0),
        "tof_s": (DAYS * DAY_S, DAYS * DAY_S), "mass_kg": (1500.0, 1500.0),
        "engine": engine.steady(0.6, 3000.0), "gm": MU,
    }  # fmt: skip
    return LowThrustLeg(**(asked | other))


def cold(asked, days=DAYS):
    return indirect(asked, guesses(asked, asked.departs_s[0], days * DAY_S, 1)[0])


def coasting(name, state):
    """A body that moves on under the Sun alone."""

    def states(t_s):
        return np.array([carried(state, t) for t in np.atleast_1d(t_s)])

    return End(name=name, states=states)


def second():
    """A body that is at the second state when the leg is to arrive."""
    return coasting("second", carried(LAST, -DAYS * DAY_S))


def carried(state, t):
    r, v, status = propagate(MU, state[:3], state[3:], t)
    assert status == OK
    return np.concatenate([r, v])


def right(found):
    """What holds of every extremal."""
    assert found.residual < 1e-10
    assert found.drift < 1e-10
    assert found.miss_m < 10.0
    assert found.miss_m_s < 1e-4
    on = (found.switching < -1e-9) & (found.throttle < 1.0)
    off = (found.switching > 1e-9) & (found.throttle > 0.0)
    return on, off


def flown(found):
    """Where the thrust history alone leads, by another integrator."""
    asked = found.leg

    def rate(t, x):
        thrust, flow = asked.engine.at(np.linalg.norm(x[:3]))
        u = found.thrust(np.array([t]))[0]
        pull = -asked.gm * x[:3] / np.linalg.norm(x[:3]) ** 3 + u * thrust / x[6]
        return np.concatenate([x[3:6], pull, [-flow * np.linalg.norm(u)]])

    x = found.states[0]
    ends = np.array([found.departs_s, *found.switches_s, found.departs_s + found.tof_s])
    for a, b in pairwise(ends):
        inside = (a + 1e-3, b - 1e-3)
        x = solve_ivp(
            lambda t, x, span=inside: rate(min(max(t, span[0]), span[1]), x), (a, b), x,
            method="DOP853", rtol=1e-11, atol=units(asked).state * 1e-11,
        ).y[:, -1]  # fmt: skip
    return x


def test_published_optimum_cold_and_flown_again():
    found = cold(leg())
    assert found.final_kg == pytest.approx(1259.9009, rel=1e-5)
    on, off = right(found)
    assert not on.any()
    assert not off.any()
    assert len(found.switches_s) == 2
    end = flown(found)
    assert end[:3] == pytest.approx(LAST[:3], abs=1e3)
    assert end[3:6] == pytest.approx(LAST[3:], abs=1e-3)
    assert end[6] == pytest.approx(found.final_kg, abs=1e-6)


def test_conditions_at_the_ends_of_a_fixed_leg():
    found = cold(leg())
    assert found.costates[-1, 6] == pytest.approx(-1.0, abs=1e-11)
    assert (np.diff(found.costates[:, 6]) <= 1e-14).all()
    for t in found.switches_s:
        at = np.flatnonzero(found.t_s == t)
        assert at.size == 2
        assert abs(found.switching[at]).max() < 1e-11
        assert set(found.throttle[at]) == {0.0, 1.0}


def test_thrust_points_against_the_primer_and_is_full_or_none():
    found = cold(leg())
    u = found.thrust(found.t_s[1:-1])
    size = np.linalg.norm(u, axis=1)
    assert set(np.round(size, 12)) <= {0.0, 1.0}
    primer = found.costates[1:-1, 3:6]
    lit = size > 0.5
    against = -(u[lit] * primer[lit]).sum(axis=1) / np.linalg.norm(primer[lit], axis=1)
    assert against == pytest.approx(1.0, abs=1e-12)


def test_speed_at_an_end_is_used_up_along_the_primer():
    asked = leg(
        start=fixed("departure", FIRST, (0.0, 800.0)), end=fixed("arrival", LAST, (0.0, 300.0))
    )
    found = cold(asked)
    right(found)
    assert found.final_kg > cold(leg()).final_kg + 20.0
    for w, most, primer, way in (
        (found.w0_m_s, 800.0, found.costates[0, 3:6], -1.0),
        (found.w1_m_s, 300.0, found.costates[-1, 3:6], 1.0),
    ):
        assert np.linalg.norm(w) == pytest.approx(most, rel=1e-9)
        assert way * w @ primer / np.linalg.norm(w) / np.linalg.norm(primer) == pytest.approx(1.0)


def test_more_speed_than_is_of_use_is_left():
    asked = leg(start=fixed("departure", FIRST, (0.0, 20e3)))
    found = cold(asked)
    right(found)
    assert 0.0 < np.linalg.norm(found.w0_m_s) < 20e3
    assert np.linalg.norm(found.costates[0, 3:6]) < 1e-10


def test_least_time_of_moving_ends():
    asked = leg(start=coasting("first", FIRST), end=second(),
                goal="time", tof_s=(100 * DAY_S, 500 * DAY_S))  # fmt: skip
    found = cold(asked)
    right(found)
    assert (found.throttle == 1.0).all()
    assert found.tof_s < DAYS * DAY_S
    assert found.costates[-1, 6] == pytest.approx(0.0, abs=1e-11)
    # by a leg of given time a little shorter there is no way, a little longer there is one
    longer = replace(asked, goal="mass").with_dates(0.0, found.tof_s * 1.03)
    assert cold(longer, longer.tof_s[0] / DAY_S).final_kg > found.final_kg
    shorter = replace(asked, goal="mass").with_dates(0.0, found.tof_s * 0.97)
    with pytest.raises(NotSolved, match="thrust"):
        cold(shorter, shorter.tof_s[0] / DAY_S)


def test_best_departure_is_where_the_mass_no_longer_changes_with_it():
    # an end that moves, so that departure matters; dates within a month
    asked = leg(start=coasting("first", FIRST), end=second(),
                departs_s=(-20 * DAY_S, 20 * DAY_S))  # fmt: skip
    found = indirect(asked, guesses(asked, 0.0, DAYS * DAY_S, 1)[0])
    right(found)
    day = found.departs_s
    beside = []
    for step in (-DAY_S, DAY_S):
        near = asked.with_dates(day + step, DAYS * DAY_S)
        beside.append(indirect(near, guesses(near, day + step, DAYS * DAY_S, 1)[0]).final_kg)
    if -20 * DAY_S < day < 20 * DAY_S:
        assert max(beside) < found.final_kg
    else:
        assert min(beside) < found.final_kg < max(beside)


def test_most_mass_at_departure_thrusts_all_the_way():
    asked = leg(goal="start", mass_kg=(500.0, 4000.0))
    found = cold(asked)
    right(found)
    assert (found.throttle == 1.0).all()
    assert found.start_kg > 1500.0
    assert found.costates[0, 6] == pytest.approx(1.0, abs=1e-11)


def test_forced_coasts_cost_mass_and_have_no_thrust():
    asked = leg(coast_s=(15 * DAY_S, 10 * DAY_S))
    found = cold(asked)
    right(found)
    assert found.final_kg < cold(leg()).final_kg
    early = found.t_s < 15 * DAY_S - 1.0
    late = found.t_s > (DAYS - 10) * DAY_S + 1.0
    assert (found.throttle[early | late] == 0.0).all()
    assert (
        np.linalg.norm(found.thrust(np.array([DAY_S, (DAYS - 1) * DAY_S])), axis=1) == 0.0
    ).all()


def test_thrust_by_sunlight_is_flown_again():
    asked = leg(engine=engine.solar(16e3, 3000.0, 0.6, most_w=30e3))
    found = cold(asked)
    right(found)
    end = flown(found)
    assert end[:3] == pytest.approx(LAST[:3], abs=3e3)


def test_too_little_thrust_is_told():
    with pytest.raises(NotSolved, match="thrust") as told:
        cold(leg(engine=engine.steady(0.3, 3000.0)))
    assert told.value.remedy


def test_propellant_that_may_not_be_spent_is_told():
    with pytest.raises(NotSolved, match="propellant"):
        cold(leg(spend_kg=100.0))


def test_best_of_several_starts_and_none():
    asked = leg()
    starts = guesses(asked, 0.0, DAYS * DAY_S, 1)
    assert best(asked, starts).final_kg == pytest.approx(1259.9009, rel=1e-5)
    with pytest.raises(NotSolved, match="no start"):
        best(asked, [])


def test_unlimited_engine_obeys_its_own_conditions():
    asked = leg()
    seed = costates.cold(asked, guesses(asked, 0.0, DAYS * DAY_S, 1)[0])
    u = units(asked)
    assert seed.y[0, :6] * u.state[:6] == pytest.approx(FIRST, rel=1e-9, abs=1e-6)
    assert seed.y[-1, :6] * u.state[:6] == pytest.approx(LAST, rel=1e-9, abs=1e-6)
    t = seed.share * seed.tof_s / u.time
    r, lr, lv = seed.y[:, :3], seed.y[:, 7:10], seed.y[:, 10:13]
    far = np.linalg.norm(r, axis=1, keepdims=True)
    fall = (r * lv).sum(axis=1, keepdims=True)
    rate = lv / far**3 - 3.0 * fall * r / far**5
    # the costates' own equations, over the middle half
    half = slice(t.size // 4, 3 * t.size // 4)
    change = np.trapezoid(rate[half], t[half], axis=0)
    assert lr[half][-1] - lr[half][0] == pytest.approx(change, abs=2e-3 * np.abs(lr).max())
    change = np.trapezoid(-lr[half], t[half], axis=0)
    assert lv[half][-1] - lv[half][0] == pytest.approx(change, abs=2e-3 * np.abs(lv).max())


def test_costates_of_a_direct_solution():
    pytest.importorskip("ipyopt", reason="IPOPT has wheels for Linux alone")
    from windlass.lowthrust.direct import direct

    asked = leg()
    found = direct(asked, guesses(asked, 0.0, DAYS * DAY_S, 1)[0], np.full(16, 1 / 16))
    seed = costates.from_direct(found)
    exact = indirect(asked, found)
    assert exact.final_kg == pytest.approx(1259.9009, rel=1e-5)
    assert exact.final_kg > found.final_kg - 0.5
    at = (exact.t_s - exact.departs_s) / exact.tof_s
    for c in range(6):
        true = np.interp(seed.share, at, exact.costates[:, c])
        assert seed.y[:, 7 + c] == pytest.approx(
            true, abs=0.15 * np.abs(exact.costates[:, c]).max()
        )
