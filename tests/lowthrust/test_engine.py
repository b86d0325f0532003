"""Engines: their laws, the tables that solvers read, what is refused."""

from dataclasses import replace

import numpy as np
import pytest

from windlass.base.constants import AU_M, G0
from windlass.base.errors import InvalidInput
from windlass.kernels.collocation import engine_at
from windlass.lowthrust.engine import Engine, polynomial, solar, steady


def test_a_steady_engine_is_the_same_everywhere() -> None:
    one = steady(0.6, 3000.0, duty=0.9)
    force, flow = one.at(AU_M * np.array([0.5, 1.0, 3.0]))
    assert force == pytest.approx(0.54)
    assert flow == pytest.approx(0.54 / (G0 * 3000.0))
    assert "90%" in one.told


def test_sunlight_falls_with_the_square_of_the_distance() -> None:
    one = solar(40e3, 3000.0, 0.6)
    at = AU_M * np.array([1.5, 2.0, 3.0])
    force, flow = one.at(at)
    expected = 2.0 * 0.6 * 40e3 / (G0 * 3000.0) * (AU_M / at) ** 2
    assert force == pytest.approx(expected, rel=1e-4)
    assert flow == pytest.approx(force / (G0 * 3000.0))
    near, _ = one.at(0.5 * AU_M)
    assert near == pytest.approx(2.0 * 0.6 * 40e3 / (G0 * 3000.0), rel=1e-4)


def test_more_array_than_thrusters_keeps_the_thrust_up() -> None:
    one = solar(60e3, 3000.0, 0.6, most_w=40e3)
    force, _ = one.at(AU_M * np.array([1.0, 1.1]))
    assert force == pytest.approx(2.0 * 0.6 * 40e3 / (G0 * 3000.0), rel=5e-3)


def test_polynomials_share_the_power_among_thrusters() -> None:
    # 0.02 N and 1 mg/s a kilowatt; from 1 to 5 kW each, two of them
    one = polynomial(
        8e3, [0.0, 0.02], [0.0, 1e-6], count=2, least_w=1e3, most_w=5e3, law=lambda r: r**-2.0
    )
    force, flow = one.at(AU_M * np.array([1.0, 4.0]))
    assert force == pytest.approx([0.16, 0.0], abs=1e-3)
    assert flow[0] == pytest.approx(8e-6, rel=1e-2)
    assert one.isp_s is None


def test_solvers_read_the_same() -> None:
    one = solar(40e3, 3000.0, 0.6)
    length, force, flow = AU_M, 0.3, 1e-5
    table = one.table(length, force, flow)
    for r in (0.4, 0.999, 1.37, 2.2):
        at = engine_at(table, r)
        thrust, spent = one.at(r * length)
        assert at[0] * force == pytest.approx(float(thrust), rel=1e-12)
        assert at[3] * flow == pytest.approx(float(spent), rel=1e-12)
        slope = (engine_at(table, r + 1e-6)[0] - engine_at(table, r - 1e-6)[0]) / 2e-6
        assert at[1] == pytest.approx(slope, rel=1e-5, abs=1e-8)


def test_power_that_is_used_makes_the_thrust_and_is_never_above_what_there_is() -> None:
    one = solar(60e3, 3000.0, 0.6, most_w=40e3, duty=0.9)
    r = AU_M * np.array([0.7, 1.0, 1.5, 2.5])
    used, available = one.power(r)
    assert available == pytest.approx(60e3 * (AU_M / r) ** 2, rel=1e-4)
    assert (used <= available).all()
    assert used[:2] == pytest.approx(40e3, rel=5e-3)
    thrust, _ = one.at(r)
    assert thrust * G0 * 3000.0 / (2.0 * 0.6 * 0.9) == pytest.approx(used, rel=1e-9)


def test_power_of_thrusters_by_polynomials_is_what_they_share() -> None:
    one = polynomial(8e3, [0.0, 0.02], [0.0, 1e-6], count=2, least_w=1e3, most_w=3e3)
    used, available = one.power(AU_M * np.array([0.8, 1.2, 4.0]))
    assert used == pytest.approx([6e3, 8e3 / 1.2**2, 0.0], abs=1.0)
    assert available == pytest.approx([12.5e3, 8e3 / 1.2**2, 500.0], rel=1e-4)


def test_the_power_of_a_steady_engine_is_not_known() -> None:
    assert steady(0.6, 3000.0).power(AU_M) is None


@pytest.mark.parametrize(
    "make",
    [
        lambda: steady(0.0, 3000.0),
        lambda: steady(0.6, np.nan),
        lambda: solar(40e3, 3000.0, 1.2),
        lambda: polynomial(8e3, [0.1], [1e-6], least_w=2e3, most_w=1e3),
        lambda: Engine(told="", r_m=np.arange(3.0), thrust_n=np.ones(3), flow_kg_s=np.ones(3)),
        lambda: Engine(told="", r_m=np.arange(5.0), thrust_n=-np.ones(5), flow_kg_s=np.ones(5)),
        lambda: replace(steady(0.6, 3000.0), power_w=np.ones(3)),
    ],
)
def test_what_cannot_be_is_refused(make) -> None:
    with pytest.raises(InvalidInput):
        make()
