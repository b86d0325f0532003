"""Ends that are bodies: states of the ephemerides, rates that fit them."""

from pathlib import Path

import numpy as np
import pytest

from windlass.base.epochs import DAY_S, parse_epoch
from windlass.base.errors import InvalidInput
from windlass.bodies.planets import load
from windlass.catalogue.collection import lookup
from windlass.lowthrust import ends

SPAN = (parse_epoch("2030-01-01"), parse_epoch("2031-01-01"))


@pytest.fixture(autouse=True)
def cache(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.getbasetemp() / "tables"
    monkeypatch.setenv("WINDLASS_CACHE", str(folder))
    return folder


def test_a_planet_is_where_the_ephemeris_has_it() -> None:
    at = ends.planet("earth", (0.0, 1500.0)).at(SPAN[0])
    r, v = load().body("earth", centre="sun").state(SPAN[0])
    assert np.array_equal(at[0], np.concatenate([r[0], v[0]]))
    assert at[1][:3] == pytest.approx(v[0], rel=1e-7)
    assert np.linalg.norm(at[1][3:]) == pytest.approx(5.9e-3, rel=0.05)


def test_an_asteroid_is_flown_to_its_dates() -> None:
    apophis = lookup("99942").orbit
    one = ends.asteroid(apophis, SPAN)
    assert one.name == "99942"
    for t in (*SPAN, 0.5 * sum(SPAN)):
        at = one.at(t)
        assert at[1][:3] == pytest.approx(at[0][3:], rel=1e-6)
    ahead = one.at(SPAN[0] + DAY_S)[0]
    here = one.at(SPAN[0])
    moved = here[0] + DAY_S * here[1] + 0.5 * DAY_S**2 * here[2]
    assert np.linalg.norm(ahead[:3] - moved[:3]) < 3e5


def test_what_there_is_not_is_refused() -> None:
    with pytest.raises(InvalidInput):
        ends.planet("vulcan")
    with pytest.raises(InvalidInput):
        ends.asteroid(lookup("99942").orbit, (parse_epoch("2600-01-01"), parse_epoch("2700-01-01")))
