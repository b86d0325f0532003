"""Legs solved unattended: sunlight, coasts, free dates, free speed, impossible asks."""

from dataclasses import replace

import numpy as np
import pytest

from tests.lowthrust.problems import BEST_KG, END, START, lt1
from windlass.base.constants import GM_SUN
from windlass.base.epochs import DAY_S
from windlass.base.errors import NotSolved
from windlass.kernels.kepler import propagate
from windlass.lowthrust.engine import solar
from windlass.lowthrust.leg import End, fixed
from windlass.lowthrust.solve import Solved, solve


@pytest.fixture(scope="module")
def plain() -> Solved:
    return solve(lt1())


def moving(name: str, state: np.ndarray, at_s: float) -> End:
    """A body on a conic, in that state at that time."""

    def states(t: np.ndarray) -> np.ndarray:
        made = [propagate(GM_SUN, state[:3], state[3:], float(one - at_s)) for one in t]
        return np.array([np.concatenate(one[:2]) for one in made])

    return End(name=name, states=states)


def test_a_published_leg(plain: Solved) -> None:
    assert plain.final_kg == pytest.approx(BEST_KG, rel=1e-4)
    assert plain.propellant_kg == pytest.approx(1500.0 - plain.final_kg)
    assert plain.tried[0][0] == 0


def test_all_revolutions_are_tried_when_asked(plain: Solved) -> None:
    thorough = solve(lt1(), thorough=True)
    assert len(thorough.tried) == 3
    assert thorough.final_kg == pytest.approx(plain.final_kg, rel=1e-6)


def test_less_sun_costs_more(plain: Solved) -> None:
    # as strong as 0.6 N at 1 au
    power = 0.6 * 9.80665 * 3000.0 / (2.0 * 0.6)
    weak = solve(lt1(solar(power, 3000.0, 0.6)))
    assert weak.flown.holds
    assert weak.final_kg < plain.final_kg


def test_coasts_are_kept_and_cost(plain: Solved) -> None:
    found = solve(replace(lt1(), coast_s=(10.0 * DAY_S, 5.0 * DAY_S)))
    assert found.best.told.flow[0] < 1e-3
    assert found.best.told.flow[-1] < 1e-3
    assert found.final_kg < plain.final_kg


def test_free_dates_are_no_worse(plain: Solved) -> None:
    ends = {"start": moving("a", START, 0.0), "end": moving("b", END, 250.0 * DAY_S)}
    held = solve(replace(lt1(), **ends))
    assert held.final_kg == pytest.approx(plain.final_kg, rel=1e-7)
    span = 15.0 * DAY_S
    free = solve(replace(lt1(), departs_s=(-span, span), tof_s=(235 * DAY_S, 265 * DAY_S), **ends))
    assert free.final_kg > plain.final_kg + 0.1
    told = free.best.told
    assert -span <= told.departs_s <= span
    # the same dates given: the same leg
    again = solve(replace(lt1(), **ends).with_dates(told.departs_s, told.tof_s))
    assert again.final_kg == pytest.approx(free.final_kg, rel=1e-4)


def test_speed_at_the_ends_that_is_free_saves(plain: Solved) -> None:
    start = fixed("departure", START, (0.0, 1000.0))
    found = solve(replace(lt1(), start=start))
    assert found.final_kg > plain.final_kg
    assert np.linalg.norm(found.best.told.w0_m_s) == pytest.approx(1000.0, abs=0.01)


def test_least_time_is_shorter_and_thrusts_all_the_way() -> None:
    fast = solve(replace(lt1(), goal="time", tof_s=(100.0 * DAY_S, 250.0 * DAY_S)))
    assert fast.best.told.tof_s < 249.0 * DAY_S
    assert fast.flown.holds
    assert fast.best.told.flow.min() > 0.95
    with pytest.raises(NotSolved):
        solve(lt1(days=0.98 * fast.best.told.tof_s / DAY_S), nearest=False)


def test_the_most_that_can_be_moved_thrusts_all_the_way() -> None:
    heavy = solve(replace(lt1(), goal="start", mass_kg=(1000.0, 5000.0)))
    assert heavy.best.start_kg > 1500.0
    assert heavy.best.told.flow.min() > 0.9
    # a little more cannot be moved
    with pytest.raises(NotSolved):
        solve(lt1(mass_kg=1.05 * heavy.best.start_kg), nearest=False)


def test_an_impossible_ask_names_what_binds_and_the_nearest() -> None:
    with pytest.raises(NotSolved, match="thrust is what does not suffice") as caught:
        solve(lt1(solar(5e3, 3000.0, 0.6), mass_kg=1e6))
    assert "can move at most" in str(caught.value)
    assert "ask for" in str(caught.value)


def test_the_propellant_that_is_allowed_is_kept() -> None:
    lean = replace(lt1(), goal="start", mass_kg=(500.0, 5000.0), spend_kg=200.0)
    found = solve(lean)
    assert found.propellant_kg <= 200.0 + 1e-3
    assert 500.0 < found.best.start_kg < 1500.0
