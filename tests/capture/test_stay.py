"""The DRO stays in the real sky, errors lose it, a halo orbit is lost at once."""

import numpy as np
import pytest

from windlass.base.epochs import DAY_S, parse_epoch
from windlass.base.errors import InvalidInput
from windlass.capture import cislunar, dro, orbits, stay, upkeep

T0 = parse_epoch("2030-01-01")
EPOCHS = tuple(T0 + DAY_S * k for k in (60.0, 150.0, 210.0, 300.0))


def test_the_index_says_which_orbit_can_stay() -> None:
    # the shared list of periodic orbits gives 1, 1.25535, 25.45615 and 733.25
    found = orbits.closed(dro.MU, dro.STATE, dro.PERIOD)
    assert found.stability == pytest.approx(1.0, abs=1e-9)
    # both pairs of multipliers beside the trivial one lie on the unit circle
    assert (np.abs(found.indices.imag) < 1e-9).all()
    assert (np.abs(found.indices.real) < 1.0).all()
    for name, want, off in (("nrho", 1.25535, 5e-6), ("l2-halo", 25.45615, 5e-6),
                            ("l1-halo", 733.25, 5e-3)):  # fmt: skip
        orbit = upkeep.orbits()[name]
        index = orbits.closed(dro.MU, np.array(orbit.state), orbit.period).stability
        assert index == pytest.approx(want, abs=off)


def test_with_the_speed_of_the_date_it_stays() -> None:
    found = stay.stay(stay.Stay(epochs_s=EPOCHS, years=5.0, speed=None))
    assert found.share == 1.0
    np.testing.assert_allclose(found.years, 5.0)
    assert 50e6 < found.moon_m[..., 0].min() < found.moon_m[..., 1].max() < 100e6
    assert found.speed.shape == (4,)
    assert (np.abs(found.speed - 1.0) < 0.06).all()


def test_as_it_is_it_stays_or_not_by_the_moons_distance() -> None:
    t = T0 + DAY_S * np.arange(0.0, 27.0, 1.5)
    far = np.linalg.norm(cislunar.moon(t)[:, :3], axis=1)
    found = stay.stay(stay.Stay(epochs_s=tuple(t), years=3.0))
    assert found.stays[far > 390e6].all()
    assert not found.stays[far < 365e6].any()


def test_errors_lose_it_the_greater_the_more() -> None:
    shares = [
        stay.stay(
            stay.Stay(epochs_s=EPOCHS, years=1.0, velocity_m_s=dv, samples=5, speed=None)
        ).share
        for dv in (0.0, 30.0)
    ]
    assert shares[0] == 1.0
    assert shares[1] < 0.6


def test_a_halo_orbit_is_lost_within_months() -> None:
    halo = upkeep.orbits()["l1-halo"]
    found = stay.stay(stay.Stay(state=halo.state, epochs_s=EPOCHS, years=2.0))
    assert not found.stays.any()
    assert found.years.max() < 0.5


def test_the_same_seed_gives_the_same() -> None:
    ask = stay.Stay(epochs_s=EPOCHS[:1], years=0.2, place_m=1e5, velocity_m_s=3.0, samples=4)
    one, two = stay.stay(ask), stay.stay(ask)
    np.testing.assert_array_equal(one.moon_m, two.moon_m)
    assert np.unique(one.moon_m[..., 0]).size == 4


def test_refusals() -> None:
    for wrong in ({"epochs_s": ()}, {"samples": 0}, {"years": 0.0}, {"years": np.inf}):
        with pytest.raises(InvalidInput, match="epochs"):
            stay.stay(stay.Stay(**{"epochs_s": EPOCHS, **wrong}))  # type: ignore[arg-type]
