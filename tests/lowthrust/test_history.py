"""A leg as a history: it obeys the equations of motion; its switching function is Pontryagin's."""

from dataclasses import replace

import numpy as np
import pytest

from tests.lowthrust.problems import lt1
from windlass.base.constants import G0
from windlass.base.epochs import DAY_S
from windlass.base.errors import InvalidInput
from windlass.lowthrust.engine import solar, steady
from windlass.lowthrust.guess import guesses
from windlass.lowthrust.history import History, history, steering
from windlass.lowthrust.indirect import indirect
from windlass.lowthrust.leg import LowThrustLeg, fixed
from windlass.lowthrust.solve import Solved, solve

LT2 = (
    [-140699693e3, -51614428e3, 980e3, 9774.596, -28078.28, 0.4337725],
    [-172682023e3, 176959469e3, 7948912e3, -16427.384, -14860.506, 92.1486],
)
"""The second published problem: 348.795 days, 1000 kg, 0.5 N, 2000 s."""
EFFICIENCY, DUTY = 0.55, 0.9


@pytest.fixture(scope="module")
def sunlit() -> Solved:
    """LT1 by sunlight, with more array than the thrusters can use near the Sun."""
    engine = solar(30e3, 3000.0, EFFICIENCY, duty=DUTY, most_w=24e3)
    return solve(lt1(engine, days=300.0), fine=1)


@pytest.fixture(scope="module")
def second() -> Solved:
    """LT2."""
    days = 348.795 * DAY_S
    return solve(
        LowThrustLeg(
            start=fixed("departure", np.array(LT2[0])), end=fixed("arrival", np.array(LT2[1])),
            departs_s=(0.0, 0.0), tof_s=(days, days), mass_kg=(1000.0, 1000.0),
            engine=steady(0.5, 2000.0), gm=1.32712440018e20,
        ),
        fine=1,
    )  # fmt: skip


def inside(told: History, values: np.ndarray, per: int) -> np.ndarray:
    """Rates of change of values within segments, without their ends."""
    t = told.t_s.reshape(-1, per)
    shaped = values.reshape(t.shape[0], per, -1)
    return np.concatenate([np.gradient(x, s, axis=0)[1:-1] for x, s in zip(shaped, t, strict=True)])


def test_it_begins_and_ends_where_the_leg_does(sunlit: Solved) -> None:
    told, best = history(sunlit), sunlit.best
    assert told.t_s[0] == best.told.departs_s
    assert told.t_s[-1] == pytest.approx(best.told.departs_s + best.told.tof_s, abs=1e-3)
    assert (np.diff(told.t_s) >= 0.0).all()
    ends = np.column_stack([told.r_m, told.v_m_s, told.mass_kg])[[0, -1]]
    assert ends == pytest.approx(best.told.states[[0, -1]], rel=1e-12)
    assert told.start_m is not None
    assert told.start_m[0] == pytest.approx(told.r_m[0])


def test_it_obeys_the_equations_of_motion(sunlit: Solved) -> None:
    per = 41
    told = history(sunlit, per)
    pull = -told.leg.gm * told.r_m / told.sun_m[:, None] ** 3
    expected = pull + told.thrust_n / told.mass_kg[:, None]
    inner = np.concatenate([np.arange(k + 1, k + per - 1) for k in range(0, told.t_s.size, per)])
    push = np.linalg.norm(told.thrust_n / told.mass_kg[:, None], axis=1).max()
    assert np.abs(inside(told, told.r_m, per) - told.v_m_s[inner]).max() < 0.5
    assert np.abs(inside(told, told.v_m_s, per) - expected[inner]).max() < 0.03 * push
    spent = -inside(told, told.mass_kg, per)[:, 0]
    thrust = np.linalg.norm(told.thrust_n, axis=1)[inner]
    assert spent == pytest.approx(thrust / (G0 * 3000.0), rel=0.02, abs=0.01 * spent.max())


def test_power_makes_the_thrust(sunlit: Solved) -> None:
    told = history(sunlit)
    assert told.power_w is not None
    assert told.available_w is not None
    thrust = np.linalg.norm(told.thrust_n, axis=1)
    assert told.power_w == pytest.approx(
        thrust * G0 * 3000.0 / (2.0 * EFFICIENCY * DUTY), rel=1e-3, abs=1.0
    )
    assert (told.power_w <= told.available_w).all()
    assert told.power_w.max() <= 24e3 * (1.0 + 1e-9)
    assert told.throttle.max() <= 1.0 + 1e-9


def test_steering_is_told_from_the_transverse_direction() -> None:
    r = np.tile([1.5e11, 0.0, 0.0], (6, 1))
    v = np.tile([2e3, 2e4, 0.0], (6, 1))
    push = np.array([[0, 1, 0], [1, 0, 0], [0, -1, 0], [-1, 0, 0], [0, 3, 3], [0, 0, 0]], float)
    plane, out = steering(r, v, push)
    assert plane[:4] == pytest.approx([0.0, np.pi / 2, np.pi, -np.pi / 2])
    assert out[:5] == pytest.approx([0.0, 0.0, 0.0, 0.0, np.pi / 4], abs=1e-15)
    assert np.isnan(plane[5])
    assert np.isnan(out[5])


def test_the_switching_function_is_that_of_the_indirect_solver(second: Solved) -> None:
    told = history(second)
    leg = second.leg
    guess = guesses(leg, 0.0, leg.tof_s[0], 1)[0]
    right = indirect(leg, guess)
    assert right.final_kg == pytest.approx(603.94, abs=0.05)
    assert told.switching is not None
    once = np.concatenate([[True], np.diff(right.t_s) > 0.0])
    expected = -np.interp(told.t_s, right.t_s[once], right.switching[once])
    # both in kilograms at arrival for a kilogram spent: nothing is scaled
    assert np.abs(told.switching - expected).max() < 0.04 * np.ptp(expected)
    assert np.corrcoef(told.switching, expected)[0, 1] > 0.995
    at = np.flatnonzero(np.diff(np.sign(told.switching)) != 0.0)
    found = told.t_s[at]
    edges = second.leg.tof_s[0] * np.concatenate([[0.0], np.cumsum(second.best.part)])
    longest = np.diff(edges).max()
    assert found.size == right.switches_s.size == 4
    assert np.abs(found - right.switches_s).max() < longest


def test_a_coast_at_departure_does_not_hide_what_thrust_would_pay() -> None:
    """Where the mass is on its bound, its multiplier is the bound's: the costate is another."""
    late = replace(lt1(mass_kg=1000.0, days=300.0), coast_s=(15.0 * DAY_S, 0.0))
    found = solve(late, fine=1)
    told = history(found)
    right = indirect(late, found.best)
    assert told.switching is not None
    once = np.concatenate([[True], np.diff(right.t_s) > 0.0])
    expected = -np.interp(told.t_s, right.t_s[once], right.switching[once])
    coast = told.t_s < 15.0 * DAY_S
    assert coast.sum() > 5
    off = np.abs(told.switching - expected)[coast].max()
    assert off < 0.04 * np.ptp(expected)


def test_thrust_pays_where_the_ship_thrusts(second: Solved) -> None:
    told = history(second)
    assert told.switching is not None
    away = np.abs(told.switching) > 0.05
    assert (away & (told.throttle > 0.5)).sum() > 20
    assert (away & (told.throttle < 0.01)).sum() > 20
    assert np.array_equal(told.switching[away] > 0.0, told.throttle[away] > 0.5)


def test_the_table_says_null_for_what_is_not_known(second: Solved) -> None:
    told = history(second.best)
    frame = told.frame("outbound", "earth", "asteroid")
    assert frame["leg"].unique().to_list() == ["outbound"]
    assert frame["power_w"].null_count() == frame["available_w"].null_count() == frame.height
    coasts = told.throttle <= 0.02
    assert coasts.any()
    assert frame["in_plane_rad"].null_count() == coasts.sum()
    for name in frame.columns:
        if frame[name].dtype.is_float():
            assert frame[name].drop_nulls().is_finite().all(), name
    assert frame["earth_x_m"][0] == pytest.approx(frame["x_m"][0])
    assert frame["asteroid_x_m"][-1] == pytest.approx(frame["x_m"][-1])
    assert frame["switching_unit"][0] == "kg/kg"
    size = sum(frame[f"thrust_{axis}_n"] ** 2 for axis in "xyz") ** 0.5
    assert frame["thrust_n"].to_numpy() == pytest.approx(size.to_numpy())


def test_without_multipliers_there_is_no_switching_function(second: Solved) -> None:
    bare = replace(second.best, multipliers=np.zeros_like(second.best.multipliers))
    told = history(bare)
    assert told.switching is None
    assert told.frame("return")["switching"].null_count() == told.t_s.size


def test_too_few_samples_are_refused(second: Solved) -> None:
    with pytest.raises(InvalidInput, match="samples"):
        history(second, 1)
