"""Asteroids that pass Mars, with the burn that would keep them."""

import numpy as np
import pytest

from windlass.base.constants import AU_M
from windlass.base.epochs import parse_epoch
from windlass.bodies import table
from windlass.capture import mars, mars_encounters
from windlass.catalogue.collection import lookup


def test_burns_are_those_of_the_orbit() -> None:
    held = table.build(
        [lookup("433").orbit, lookup("Ryugu").orbit], (parse_epoch("2026"), parse_epoch("2060"))
    )
    target = mars.orbit(apoapsis_altitude_m=1e8)
    found = mars_encounters.find(held, target, within_m=0.3 * AU_M)
    assert len(found) > 3
    for row in found.iter_rows(named=True):
        want = mars.insertion_burn(row["vinf_m_s"], target.periapsis_m, target.apoapsis_m)
        assert row["burn_m_s"] == pytest.approx(want)
    burns = found["burn_m_s"].to_numpy()
    assert (np.diff(burns) >= 0.0).all()
    default = mars_encounters.find(held, within_m=0.3 * AU_M)
    assert (default["burn_m_s"] < found["burn_m_s"]).all()


def test_none_is_none() -> None:
    held = table.build([lookup("433").orbit], (parse_epoch("2026"), parse_epoch("2027")))
    found = mars_encounters.find(held, within_m=1e3)
    assert found.is_empty()
    assert "burn_m_s" in found.columns
