"""How the random rendezvous problems of rendezvous_problems.csv were made; run by hand.

WINDLASS_SHARED=... python -m validation._rendezvous_generator [how many]

Drawn first: asteroid, departure and flight time of draw k come from the generator of random
numbers seeded with (SEED, k) and from nothing else.  Rejected afterwards, by the rules of
``RULES`` alone, in their order, each counted.  A draw that stands gets the least thrust that the
method below finds for it; the problem's thrust is MARGIN times that.

The least thrust is found by ``_rendezvous_thrust.py`` and flown once more by scipy's DOP853 from
the departure on, mass and all: it counts only when the end is met to END_KM and END_M_S.  The best
of all starts is taken; a lesser thrust may exist.  The forces are then thrown away.
"""

import csv
import os
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from validation._rendezvous_thrust import (
    EXHAUST,
    ISP_S,
    M0_KG,
    UNIT_M,
    UNIT_M_S,
    UNIT_N,
    UNIT_S,
    fly,
    greatest,
    path,
    settle,
)  # fmt: skip
from windlass.base.constants import AU_M
from windlass.base.epochs import DAY_S, format_epoch, from_jd, jd, parse_epoch
from windlass.base.errors import InvalidInput, NotSolved
from windlass.bodies.asteroid import integrate
from windlass.bodies.forces import gm_sun
from windlass.bodies.frames import icrf_to_ecliptic
from windlass.bodies.planets import load
from windlass.catalogue.read import read
from windlass.catalogue.target import Target

Array = NDArray[np.float64]

ROOT = Path(__file__).resolve().parents[1]
CATALOGUE = (
    Path(os.environ.get("WINDLASS_SHARED", ROOT / ".." / "shared")) / "data" / "neo_catalog.parquet"
)
TABLE = Path(__file__).with_name("rendezvous_problems.csv")

SEED = 20261122
COUNT = 200
MARGIN = 1.1
A_AU, E_MOST, I_DEG = 2.2, 0.55, 15.0
FIRST_JD, LAST_JD = jd(parse_epoch("2026-01-01")), jd(parse_epoch("2046-01-01"))
TOF_D = (200, 1000)
THRUST_N, SHARE = 1.2, 0.45
END_KM, END_M_S = 1000.0, 1.0

RULES = {
    "asteroid drawn before": "each asteroid serves once",
    "no ephemeris": "the N-body integration of the asteroid ends early",
    "too hard": f"no flight found with up to {THRUST_N} N and {SHARE:.0%} of the mass burnt",
    "end missed": f"flown again it misses by more than {END_KM:.0f} km or {END_M_S:.0f} m/s",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Draw:
    """A draw: states (6,) [m, m/s], heliocentric, ecliptic and equinox of J2000."""

    number: int
    designation: str
    departure_jd: float
    tof_d: int
    start: Array
    end: Array


@dataclass(frozen=True, slots=True, kw_only=True)
class Flight:
    """A flight of constant forces: times (n + 1,), forces (n, 3), units of _rendezvous_thrust."""

    turns: float
    times: Array
    force: Array
    thrust_n: float
    propellant_kg: float
    miss_km: float
    miss_m_s: float


class Rejected(Exception):
    """A draw that a rule rejects."""


# ---------------------------------------------------------------- what is drawn


@cache
def pool(path: Path = CATALOGUE) -> tuple[Target, ...]:
    """Asteroids that electric propulsion may think of, sorted by designation."""
    kept = {
        target.designation: target
        for target in read(path)
        if target.orbit.a_m < A_AU * AU_M
        and target.orbit.e < E_MOST
        and target.orbit.i_rad < np.radians(I_DEG)
    }
    return tuple(kept[name] for name in sorted(kept))


def drawn(number: int) -> tuple[Target, float, int]:
    """Asteroid, departure [JD, TDB] at 0 h, and flight time [d] of a draw."""
    rng = np.random.default_rng((SEED, number))
    target = pool()[int(rng.integers(len(pool())))]
    departure = FIRST_JD + float(rng.integers(int(LAST_JD - FIRST_JD)))
    return target, departure, int(rng.integers(TOF_D[0], TOF_D[1] + 1))


def draw(number: int, cache_dir: Path) -> Draw:
    """A draw with its states: Earth's of DE440, the asteroid's by N-body integration."""
    target, departure, tof = drawn(number)
    t = from_jd(departure), from_jd(departure + tof)
    earth = load().body("earth").state(t[0])
    try:
        asteroid = integrate(target.orbit, t, cache_dir=cache_dir).state(t[1])
    except (NotSolved, InvalidInput) as error:
        raise Rejected("no ephemeris") from error
    start, end = (
        np.concatenate([icrf_to_ecliptic(r[0]), icrf_to_ecliptic(v[0])])
        for r, v in (earth, asteroid)
    )
    return Draw(
        number=number, designation=target.designation, departure_jd=departure, tof_d=tof,
        start=start, end=end,
    )  # fmt: skip


def flights(one: Draw) -> list[Flight]:
    """Flights that settle within the rules, one a start, the one of least thrust first.

    Starts are given up when they come out well above the limits or the best before.
    """
    scale = np.repeat([UNIT_M, UNIT_M_S], 3)
    x0, x1, tof = one.start / scale, one.end / scale, one.tof_d * DAY_S / UNIT_S
    begun = [path(x0, x1, tof, turns) for turns in range(5)]
    limit = min(THRUST_N / UNIT_N, SHARE * EXHAUST / tof)
    found = []
    for way in sorted((way for way in begun if way), key=lambda way: abs(np.log1p(way[0]))):
        settled = settle(way, limit)
        if settled is None:
            continue
        times, force = settled
        limit = min(limit, greatest(force))
        end = fly(x0, times, force)
        off = (end[:6] - x1) * scale
        angle = np.unwrap(np.arctan2(way[2][:, 1], way[2][:, 0]))
        found.append(Flight(
            turns=float(angle[-1] - angle[0]) / (2.0 * np.pi), times=times, force=force,
            thrust_n=greatest(force) * UNIT_N, propellant_kg=(1.0 - float(end[6])) * M0_KG,
            miss_km=float(np.linalg.norm(off[:3])) / 1e3, miss_m_s=float(np.linalg.norm(off[3:])),
        ))  # fmt: skip
    return sorted(found, key=lambda flight: flight.thrust_n)


def best(one: Draw) -> Flight:
    """The flight of a draw that the rules accept, or Rejected."""
    found = [
        flight
        for flight in flights(one)
        if flight.thrust_n <= THRUST_N and flight.propellant_kg <= SHARE * M0_KG
    ]
    if not found:
        raise Rejected("too hard")
    if found[0].miss_km > END_KM or found[0].miss_m_s > END_M_S:
        raise Rejected("end missed")
    return found[0]


FIELDS = (
    "id", "draw", "designation", "departure_tdb", "tof_d", "m0_kg", "isp_s", "thrust_n",
    "gm_sun_m3_s2", "x0_m", "y0_m", "z0_m", "vx0_m_s", "vy0_m_s", "vz0_m_s", "x1_m", "y1_m", "z1_m",
    "vx1_m_s", "vy1_m_s", "vz1_m_s", "least_thrust_n", "generator_propellant_kg", "generator_turns",
)  # fmt: skip


def row(serial: int, one: Draw, flight: Flight) -> list[str]:
    """A row of the table; floats with every digit they have."""
    least = float(flight.thrust_n)
    values = [
        f"R{serial:03d}", one.number, one.designation, format_epoch(from_jd(one.departure_jd)),
        one.tof_d, M0_KG, ISP_S, MARGIN * least, gm_sun(), *one.start.tolist(), *one.end.tolist(),
        least, float(flight.propellant_kg), round(flight.turns, 3),
    ]  # fmt: skip
    return [str(value) for value in values]


def main(count: int) -> None:
    """Write the table of the first problems that stand, and print what was rejected."""
    rejected: Counter[str] = Counter()
    misses: list[tuple[float, float]] = []
    rows: list[list[str]] = []
    taken: set[str] = set()
    began, number = time.perf_counter(), 0
    with tempfile.TemporaryDirectory() as folder:
        while len(rows) < count:
            try:
                one = draw(number, Path(folder))
                if one.designation in taken:
                    raise Rejected("asteroid drawn before")
                flight = best(one)
                rows.append(row(len(rows) + 1, one, flight))
                misses.append((flight.miss_km, flight.miss_m_s))
                taken.add(one.designation)
            except Rejected as why:
                rejected[str(why)] += 1
            number += 1
    with TABLE.open("w", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([FIELDS, *rows])
    print(f"{number} draws, {len(rows)} problems, {time.perf_counter() - began:.0f} s")
    print("greatest misses, km and m/s:", np.max(misses, axis=0))
    for why, rule in RULES.items():
        print(f"{rejected[why]:5d}  {why}: {rule}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else COUNT)
