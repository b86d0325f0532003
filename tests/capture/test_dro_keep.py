"""The DRO by all forces: as by three bodies alone, lost where it must be, of the size asked for."""

import numpy as np
import pytest

from windlass.base.epochs import DAY_S, parse_epoch
from windlass.base.errors import InvalidInput
from windlass.bodies.planets import load
from windlass.capture import dro, dro_keep, stay

T0 = parse_epoch("2030-01-01")
EPOCHS = (T0, T0 + 150.0 * DAY_S)


def test_it_keeps_as_another_integrator_with_fewer_forces_has_it() -> None:
    ask = stay.Stay(epochs_s=EPOCHS, years=2.0, speed=None)
    found, other = dro_keep.keep(ask), stay.stay(ask)
    assert found.share == other.share == 1.0
    np.testing.assert_array_equal(found.speed, other.speed)
    assert found.nearest_m.shape == found.farthest_m.shape == found.height_m.shape == (2, 1, 2)
    # instants three hours apart miss extremes by 20 km, missing forces by less
    low, high = found.nearest_m.min(axis=-1), found.farthest_m.max(axis=-1)
    np.testing.assert_allclose(low, other.moon_m[..., 0], atol=30e3)
    np.testing.assert_allclose(high, other.moon_m[..., 1], atol=30e3)
    assert found.moon_m == (low.min(), high.max())
    assert found.height_m.max() < 2e6
    assert np.isnan(found.drift_m_year).all()  # two years have no slope


def test_what_is_too_fast_is_lost() -> None:
    found = dro_keep.keep(stay.Stay(epochs_s=(T0,), years=3.0, speed=1.2))
    assert not found.stays.any()
    assert 0.0 < found.years[0, 0] < 3.0
    assert found.farthest_m[0, 0, 0] <= stay.SHELL_M
    assert np.isnan(found.farthest_m[0, 0, -1])


def test_clones_begin_about_the_orbit() -> None:
    ask = stay.Stay(epochs_s=EPOCHS, place_m=1e5, velocity_m_s=0.01, samples=4)
    t, states, speed = dro_keep.starts(ask)
    assert t.shape == (2, 4)
    assert states.shape == (2, 4, 6)
    assert (speed == 1.0).all()
    off = np.abs(states - states[:, :1])
    assert (off[:, 1:, :3] > 0.0).all()
    assert off[..., :3].max() < 1e6
    assert off[..., 3:].max() < 0.1
    r, _ = load().body("moon", centre="barycentre").state(np.array(EPOCHS))
    away = np.linalg.norm(states[:, 0, :3] - r, axis=1)
    np.testing.assert_allclose(away, (1.0 - dro.MU - dro.STATE[0]) * dro.LU_M, rtol=1e-9)


def test_a_size_names_an_orbit() -> None:
    found = dro_keep.of_size(float((1.0 - dro.MU - dro.STATE[0]) * dro.LU_M))
    np.testing.assert_allclose(found.state, dro.STATE, atol=1e-9)
    assert found.period == pytest.approx(dro.PERIOD, abs=1e-8)
    with pytest.raises(InvalidInput, match="no DRO of this size"):
        dro_keep.of_size(1.0)


@pytest.mark.parametrize("years", [0.5, np.inf, np.nan])
def test_it_refuses_what_has_no_whole_year(years: float) -> None:
    with pytest.raises(InvalidInput, match="a year or more"):
        dro_keep.keep(stay.Stay(epochs_s=EPOCHS, years=years))
