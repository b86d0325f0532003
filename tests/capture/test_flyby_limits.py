"""Flown limits of lunar flybys: the stored cases flown by another integrator, searches, shapes."""

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.integrate import solve_ivp

from windlass.base.constants import R_MOON_M
from windlass.base.errors import InvalidInput
from windlass.base.sources import table
from windlass.bodies import planets
from windlass.capture import cislunar, flyby_limits, lunar, two_flybys

Array = NDArray[np.float64]
ALTITUDE = 100e3


def judged(t0: float, s: Array, t1: float) -> tuple[Array, Array]:
    """(end, least distance of the Moon) with all planets of DE440, by scipy's DOP853.

    Ends where it is 1.5 million km from Earth.
    """
    from windlass.bodies.forces import forces
    from windlass.bodies.planets import CHAINS

    gm = dict(zip(CHAINS, forces().gm, strict=True))
    ephemeris = {name: planets.load().body(name, centre="barycentre") for name in CHAINS}

    def rest(t: float) -> dict[str, Array]:
        return {name: body.state(t)[0][0] for name, body in ephemeris.items()}

    def pull(t: float, y: Array) -> Array:
        at = rest(t)
        a = -gm["earth"] * y[:3] / np.linalg.norm(y[:3]) ** 3
        for name in ("sun", "moon", "venus", "jupiter"):
            b = at[name] - at["earth"]
            d = b - y[:3]
            a += gm[name] * (d / np.linalg.norm(d) ** 3 - b / np.linalg.norm(b) ** 3)
        return np.concatenate([y[3:], a])

    def out(_: float, y: Array) -> float:
        return float(np.linalg.norm(y[:3])) - flyby_limits.FAR_M

    out.terminal = True  # type: ignore[attr-defined]
    path = solve_ivp(pull, (t0, t1), s, method="DOP853", rtol=1e-11, atol=1e-3, events=out)
    moon = cislunar.moon(path.t)
    least = np.linalg.norm(path.y[:3].T - moon[:, :3], axis=1).min()
    return path.y[:, -1], np.asarray(least)


@pytest.mark.parametrize("flybys", [1, 2])
@pytest.mark.parametrize("stays", [False, True])
def test_the_stored_cases_do_what_is_said(flybys: int, stays: bool) -> None:
    known = flyby_limits.limit(flybys)
    want = (known.stays_m_s if stays else known.bound_m_s) ** 2
    months = known.months if stays else 0.0
    x = flyby_limits.stored(flybys, stays)
    again = flyby_limits.flown(x, flybys, ALTITUDE, months)
    assert again.worth[0] > 0.0
    assert again.c3_m2_s2[0] == pytest.approx(want, abs=5e3)
    assert again.months[0] == months
    put = flyby_limits.at_perigee(x) if flybys == 2 else flyby_limits.at_moon(x, ALTITUDE)
    (t,), (s,) = put
    before, moon_before = judged(t, s, t - flyby_limits.BACK_S)
    assert np.linalg.norm(before[:3]) == pytest.approx(flyby_limits.FAR_M, rel=1e-6)
    assert cislunar.c3(before[None])[0] == pytest.approx(want, abs=3e4)
    after, moon_after = judged(t, s, t + flyby_limits.SOON_S)
    assert cislunar.c3(after[None])[0] < 2e4
    assert min(moon_before, moon_after) > R_MOON_M + ALTITUDE - 20e3


def test_limits_of_both_models_stand_side_by_side() -> None:
    one, two = flyby_limits.limit(1), flyby_limits.limit(2)
    assert one.conics_m_s == lunar.capture_vinf_m_s(ALTITUDE)
    assert two.conics_m_s == two_flybys.capture(ALTITUDE).vinf_m_s
    # the real Moon is up to 6 % faster than the mean: flown it is a little more, not another
    for found in (one, two):
        assert 0.0 < found.difference_m_s < 0.08 * found.conics_m_s
        assert found.stays_m_s < found.bound_m_s
    assert one.bound_m_s < two.bound_m_s
    assert one.stays_m_s < two.stays_m_s
    # brophy2012 designs with C3 of 2 km²/s²
    assert one.stays_m_s**2 > 2e6
    with pytest.raises(InvalidInput, match="one and two"):
        flyby_limits.limit(3)


def test_what_misses_the_moon_or_comes_from_nowhere_is_worth_nothing() -> None:
    x = flyby_limits.stored(1, True).repeat(3, axis=0)
    x[1, 5] = 50.0  # so high that it does not turn
    x[2, 1] = 3.0  # too fast to be bound
    found = flyby_limits.flown(x, 1, ALTITUDE, 1.0)
    assert found.worth[0] > 0.0
    assert (found.worth[1:] < 0.0).all()
    assert (found.months[1:] == 0.0).all()


def test_a_state_at_the_moon_is_lowest_there() -> None:
    x = flyby_limits.stored(1, True)
    t, s = flyby_limits.at_moon(x, ALTITUDE)
    rel = (s - cislunar.moon(t))[0]
    assert np.linalg.norm(rel[:3]) == pytest.approx(
        R_MOON_M + ALTITUDE + 1e6 * abs(x[0, 5]), abs=1.0
    )
    assert abs(rel[:3] @ rel[3:]) < 1e-3 * np.linalg.norm(rel[:3]) * np.linalg.norm(rel[3:])
    t, s = flyby_limits.at_perigee(flyby_limits.stored(2, True))
    assert abs(s[0, :3] @ s[0, 3:]) < 1.0


def test_a_search_finds_the_top_of_a_hill_in_every_month() -> None:
    def worth(x: Array) -> Array:
        return np.asarray(-np.sum((x[:, 1:] - 3.0) ** 2, axis=1))

    rng = np.random.default_rng(5)
    start = np.column_stack([rng.uniform(0.0, 90.0, 200), rng.normal(size=(200, 2))])
    best, value = flyby_limits.improve(
        start, worth, widths=np.array([1.0, 1.0, 1.0]), children=400, rounds=12, keep=4
    )
    assert value[0] > -0.02
    np.testing.assert_allclose(best[0, 1:], 3.0, atol=0.2)
    assert (np.diff(value) <= 0.0).all()
    months = np.floor(best[:, 0] / 30.0)
    assert all(np.sum(months == m) <= 4 for m in months)


def test_the_table_names_what_it_holds() -> None:
    rows = table("flyby_limits")
    assert rows["altitude"]["value"] == ALTITUDE
    for name in ("one-bound", "one-stays", "two-bound", "two-stays"):
        assert rows[name]["unit"] == "km2/s2"
        assert len(rows[name]["case"]) == 6
