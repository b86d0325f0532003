"""De-spin: published case, and the physics of inertia."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from windlass.base.errors import InvalidInput
from windlass.transfers.despin import (
    angular_momentum,
    cylinder_inertia,
    propellant,
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
