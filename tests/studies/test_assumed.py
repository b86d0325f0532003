"""A body that no catalogue holds: mass from the claimed worth, orbit as assumed."""

from pathlib import Path

import pytest

from windlass.base.constants import AU_M
from windlass.base.errors import InvalidInput
from windlass.studies import assumed, study
from windlass.studies.bench import bench
from windlass.studies.load import load
from windlass.studies.scenario import Scenario

PACKAGED = Path(study.__file__).parents[1] / "data" / "scenarios" / "goldilocks.toml"


def goldilocks(*sets: str) -> Scenario:
    return load(PACKAGED, sets=sets)


def test_the_claimed_worth_is_so_many_tonnes_in_so_heavy_a_body() -> None:
    # usgs2023: 4,700 USD an ounce in 2022; 132,355 t of iridium, 2.6e12 kg at 50 ppm
    asked = goldilocks('body.worth="20 tn USD2022"', "cost.year=2022")
    mass = assumed.mass_of_worth(asked)
    assert mass is not None
    assert mass.value * 50e-6 == pytest.approx(132_355e3, rel=1e-5)
    assert mass.value == pytest.approx(2.647e12, rel=1e-3)


def test_other_contents_ask_for_other_bodies() -> None:
    rows = assumed.contents(goldilocks())
    assert sum(bool(row["chosen"]) for row in rows) == 1
    product = {round(float(str(row["mass_kg"])) * float(str(row["content"])), -3) for row in rows}
    assert len(product) == 1  # the same iridium in each
    masses = [float(str(row["mass_kg"])) for row in rows]
    assert max(masses) > 50 * min(masses)


def test_a_worth_needs_to_know_what_the_body_is_made_of() -> None:
    data = goldilocks()
    bare = data.model_copy(update={"body": data.body.model_copy(update={"like": None})})
    with pytest.raises(InvalidInput, match=r"body\.like"):
        assumed.mass_of_worth(bare)


def test_the_orbit_is_that_of_the_scenario_and_never_certifies() -> None:
    ready = bench(goldilocks())
    orbit = ready.about.target.orbit
    assert orbit.a_m / AU_M == pytest.approx(2.153)
    assert orbit.precision == "assumed"
    assert not orbit.certifies
    body = ready.about.physical
    assert body is not None
    assert 800.0 < body.diameter.value < 1_500.0
    assert body.mass.trace.model.startswith("claimed worth")


def test_angles_come_from_the_digest_of_the_name() -> None:
    import hashlib
    import math

    digest = hashlib.sha256(b"Goldilocks").digest()
    want = [int.from_bytes(digest[k : k + 4], "big") / 2**32 * 360.0 for k in (0, 4, 8)]
    orbit = goldilocks().orbit
    assert orbit is not None
    have = [math.degrees(x) for x in (orbit.node, orbit.perihelion, orbit.mean_anomaly)]
    assert have == pytest.approx(want, abs=0.005)


def test_there_are_twenty_plausible_orbits_or_more_by_two_rules() -> None:
    orbits = goldilocks().orbits
    assert len(orbits) >= 20
    assert {one.rule for one in orbits} == {"even", "easy"}
    assert len({one.like for one in orbits}) == len(orbits)
