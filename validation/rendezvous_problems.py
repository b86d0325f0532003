"""Two hundred random flights from Earth to a near-Earth asteroid by electric propulsion, as asked.

Each problem: from Earth's state to the asteroid's state in a given time, at rest with either
(hyperbolic excess nought), the Sun alone pulling, m' = -F/(g0 Isp), thrust up to a constant limit;
sought is the greatest mass at the end.  A row of the table holds all that is needed.

Made once, on 2026-11-22, by ``python -m validation._rendezvous_generator`` of version 0.1.0, before
the first solver for them was committed, and not changed since; made again it comes out the same to
the last digit (numpy 2.4, x86-64).  Drawn with the seed 20261122 from the 19,296 asteroids of the
shared catalogue (41,867; SHA-256 07e9e4b623746311...) with a < 2.2 au, e < 0.55 and i < 15°: the
asteroid, a departure at 0 h TDB of a day from 2026 to 2045, and a flight of 200 to 1000 whole days,
each even.  Earth is DE440's; the asteroid is integrated among the planets from the epoch of its
elements (many of them rounded: what counts is the state in the table).  Rejected afterwards, of 380
draws: 178 for which the generator found no flight with up to 1.2 N and 45 % of the mass as
propellant, and 2 of an asteroid that had served before.  None for want of an ephemeris, none
because the flight, flown again by another integrator, missed (most: 31 km and 5 mm/s).

The thrust limit is 1.1 times the least with which the generator could fly, at full thrust all but
always, so that the problem has a solution, and one that is no worse than the generator's
propellant.  How it thrust was thrown away; nothing of it can serve as a guess.  Starts of another
kind, Lambert arcs, led to the same thrust or a greater one in 34 problems tried (0.2 % at most
below it).
"""

import csv
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from windlass.base.epochs import DAY_S, parse_epoch

TABLE = Path(__file__).with_name("rendezvous_problems.csv")


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """A flight that is asked for.

    departure_s [s past J2000, TDB]; start, end (6,) [m, m/s]: Earth's state at departure and the
    asteroid's tof_s [s] later, heliocentric, ecliptic and equinox of J2000; gm_m3_s2: the Sun's.
    least_thrust_n, propellant_kg, turns: thrust, propellant and angle about the Sun [revolutions]
    of the flight that the generator knew.  draw: its number among the draws.
    """

    name: str
    draw: int
    designation: str
    departure_s: float
    tof_s: float
    m0_kg: float
    isp_s: float
    thrust_n: float
    gm_m3_s2: float
    start: NDArray[np.float64]
    end: NDArray[np.float64]
    least_thrust_n: float
    propellant_kg: float
    turns: float


def problems(path: Path = TABLE) -> tuple[Problem, ...]:
    """All problems, in the order in which they were drawn."""
    with path.open(newline="") as file:
        return tuple(_problem(row) for row in csv.DictReader(file))


def _problem(row: dict[str, str]) -> Problem:
    """One row of the table."""
    start, end = (
        np.array([float(row[f"{axis}{k}_{unit}"]) for axis, unit in _AXES]) for k in (0, 1)
    )
    return Problem(
        name=row["id"],
        draw=int(row["draw"]),
        designation=row["designation"],
        departure_s=parse_epoch(row["departure_tdb"]),
        tof_s=float(row["tof_d"]) * DAY_S,
        m0_kg=float(row["m0_kg"]),
        isp_s=float(row["isp_s"]),
        thrust_n=float(row["thrust_n"]),
        gm_m3_s2=float(row["gm_sun_m3_s2"]),
        start=start,
        end=end,
        least_thrust_n=float(row["least_thrust_n"]),
        propellant_kg=float(row["generator_propellant_kg"]),
        turns=float(row["generator_turns"]),
    )


_AXES = (("x", "m"), ("y", "m"), ("z", "m"), ("vx", "m_s"), ("vy", "m_s"), ("vz", "m_s"))
