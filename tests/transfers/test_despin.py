"""De-spin: published case, and the physics of inertia."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from windlass.base.errors import InvalidInput
from windlass.transfers.despin import (
    angular_momentum,
    cylinder_inertia,
    of_sphere,
    propellant,
    shared,
    sphere_inertia,
)


def test_keck_case() -> None:
    # brophy2012: 1100 t, 6 m by 12 m, one turn a minute: 1.7e6 N m s, 306 kg, within 5 %
    momentum = angular_momentum(cylinder_inertia(1.1e6, 6.0, 12.0), 60.0)
    assert momentum == pytest.approx(1.7e6, rel=0.05)
    assert propellant(momentum, 287.0, 2.0) == pytest.approx(306.0, rel=0.05)


@given(mass=st.floats(1.0, 1e9), size=st.floats(0.1, 1e3))
def test_a_sphere_by_summing_discs(mass: float, size: float) -> None:
    n = 2_000
    r = 0.5 * size
    density = mass / (4.0 / 3.0 * math.pi * r**3)
    total = 0.0
    for i in range(n):
        z = -r + (i + 0.5) * size / n
        disc2 = r * r - z * z
        total += 0.5 * density * math.pi * disc2 * disc2 * size / n
    assert sphere_inertia(mass, size) == pytest.approx(total, rel=1e-5)


def test_refusals() -> None:
    with pytest.raises(InvalidInput, match="period"):
        angular_momentum(1.0, 0.0)
    with pytest.raises(InvalidInput, match="cylinder"):
        cylinder_inertia(-1.0, 1.0, 1.0)
    with pytest.raises(InvalidInput, match="arm"):
        propellant(1.0, 300.0, 0.0)


masses = st.floats(1e3, 1e12)
densities = st.floats(500.0, 8_000.0)
periods = st.floats(60.0, 1e6)


def radius(mass: float, density: float) -> float:
    return (3.0 * mass / (4.0 * math.pi * density)) ** (1.0 / 3.0)


@given(masses, densities, periods, st.floats(0.5, 10.0))
def test_a_lone_ship_stops_the_sphere_at_its_own_arm(
    mass: float, density: float, period: float, arm: float
) -> None:
    assert shared(mass, 1.0, density, period, 3000.0, arm) == pytest.approx(
        of_sphere(mass, density, period, 3000.0, arm), rel=1e-12
    )


@given(masses, st.integers(2, 1_000), densities, periods, st.floats(0.5, 50.0))
def test_ships_around_a_body_take_up_its_spin_together(
    mass: float, ships: int, density: float, period: float, arm: float
) -> None:
    # Momentum 2/5 m r² ω; each ship pushes at the radius, or at its own arm where that is longer
    r = radius(mass, density)
    momentum = 0.4 * mass * r * r * 2.0 * math.pi / period
    each = shared(mass / ships, float(ships), density, period, 3000.0, arm)
    taken_up = each * ships * 3000.0 * 9.80665 * max(arm, r)
    assert taken_up == pytest.approx(momentum, rel=1e-9)


@given(st.floats(1e3, 1e9), st.integers(2, 500), densities, periods)
def test_more_ships_never_need_more_than_one_alone(
    mass: float, ships: int, density: float, period: float
) -> None:
    alone = shared(mass, 1.0, density, period, 3000.0, 2.0)
    together = ships * shared(mass / ships, float(ships), density, period, 3000.0, 2.0)
    assert together <= alone * (1 + 1e-12)


@pytest.mark.parametrize("ships", [0.0, 0.5, -3.0, math.nan])
def test_a_body_is_stopped_by_whole_ships(ships: float) -> None:
    with pytest.raises(InvalidInput, match=rf"one ship or more \(got {ships!r}\)"):
        shared(1e5, ships, 2_000.0, 3_600.0, 3000.0, 2.0)


def test_what_is_shared_is_checked_as_for_one() -> None:
    for bad in (0.0, -1.0, math.nan):
        with pytest.raises(InvalidInput, match="density must be positive"):
            shared(1e5, 3.0, bad, 3_600.0, 3000.0, 2.0)
        with pytest.raises(InvalidInput, match="period"):
            shared(1e5, 3.0, 2_000.0, bad, 3000.0, 2.0)
        with pytest.raises(InvalidInput, match="Isp"):
            shared(1e5, 3.0, 2_000.0, 3_600.0, bad, 2.0)
