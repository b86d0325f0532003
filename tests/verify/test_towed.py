"""A plan flown with a tug: what it takes, or that it cannot be done and which thrust could."""

import pytest

from tests.verify.hop import hop
from windlass.base.errors import InvalidInput
from windlass.transfers.thruster import Thruster
from windlass.verify.towed import Tug, towed, tug


def test_a_tug_of_the_table_and_a_small_rock() -> None:
    given = tug("keck-2012", 20e3, outages=False)
    assert given.start_kg == 20e3 + 5_500.0 + 13_000.0
    made = towed(hop(), given)
    assert made.arcs is not None
    assert made.propellant_kg is not None
    # rocket equation: no less than the impulses take, and not far more
    least = given.start_kg * (1.0 - 2.718281828 ** (-hop().total_m_s / (9.80665 * 3_000.0)))
    assert least * 0.9 < made.propellant_kg < 3.0 * least
    assert made.enough
    assert "hours of thrust" in made.lines()[0]
    assert made.plain()["flies"]
    lives = {one.thruster: one for one in made.lives}
    assert lives["next"].needed is not None
    assert lives["next"].needed * 7e3 > 40e3  # the power alone asks for as many
    assert any("NEXT" in line for line in made.lines())


def test_a_rock_too_heavy_is_told() -> None:
    made = towed(hop(), tug("keck-2012", 5e6))
    assert made.arcs is None
    assert made.enough is None
    assert "cannot fly it" in made.lines()[0]
    assert made.plain()["why"]


def test_bad_tugs_are_refused() -> None:
    with pytest.raises(InvalidInput, match="electric"):
        tug("hydrolox-stage", 1e3)
    with pytest.raises(InvalidInput, match="mass of the asteroid"):
        tug("keck-2012", 0.0)
    with pytest.raises(InvalidInput):
        Tug(
            name="x", title="x", thruster=Thruster(thrust_n=0.0, isp_s=1.0), power_w=1.0,
            dry_kg=1.0, tank_kg=1.0, rock_kg=1.0,
        )  # fmt: skip
