"""A low-thrust return to draw: legs and spiral are solved, the trades are made up.

Front, windows and porkchop below are numbers by formula, input for drawing alone: nobody has
solved them, and they say nothing of the asteroid.
"""

import math
from typing import Any

import numpy as np
import polars as pl

from windlass.base.epochs import DAY_S, YEAR_S, parse_epoch
from windlass.catalogue.collection import lookup
from windlass.lowthrust import ends
from windlass.lowthrust.array_degradation import usual
from windlass.lowthrust.engine import solar
from windlass.lowthrust.history import history
from windlass.lowthrust.leg import LowThrustLeg
from windlass.lowthrust.leo_spiral import Spiral, SpiralAsk, spiral
from windlass.lowthrust.solve import Solved, solve

HOME = parse_epoch("2026-04-25")
OUT_D, STAY_D, BACK_D = 600.0, 90.0, 570.0
HEAVY_KG, ROCK_KG = 100e3, 87e3
LAUNCH_KG = 18.8e3
WHY = "low thrust from Earth to 2008 HU4: thrust is what does not suffice"


def legs() -> tuple[Solved, Solved]:
    """Return the way out with 15 t and the way home with 87 t of 2008 HU4."""
    leaves = HOME - BACK_D * DAY_S
    begins = leaves - (STAY_D + OUT_D) * DAY_S
    rock = ends.asteroid(lookup("2008 HU4").orbit, (begins, HOME))
    engine = solar(40e3, 3000.0, 0.6, duty=0.95)
    earth = ends.planet("earth", (0.0, 1414.0))
    out = LowThrustLeg(
        start=earth, end=rock, departs_s=(begins, begins), tof_s=(OUT_D * DAY_S,) * 2,
        mass_kg=(15e3, 15e3), engine=engine,
    )  # fmt: skip
    back = LowThrustLeg(
        start=rock, end=earth, departs_s=(leaves, leaves), tof_s=(BACK_D * DAY_S,) * 2,
        mass_kg=(HEAVY_KG, HEAVY_KG), engine=engine,
    )  # fmt: skip
    return solve(out), solve(back)


def climb() -> Spiral:
    """Return the climb from low orbit to the Moon's distance."""
    return spiral(
        SpiralAsk(
            altitude_m=407e3, inclination_rad=math.radians(28.5), mass_kg=LAUNCH_KG, power_w=50e3,
            isp_s=3000.0, efficiency=0.6, array=usual(),
            start_s=HOME - (OUT_D + STAY_D + BACK_D + 850.0) * DAY_S,
        )
    )  # fmt: skip


def tables(out: Solved, back: Solved, climbed: Spiral) -> dict[str, pl.DataFrame]:
    """Return the tables of a run, with made-up trades."""
    told = climbed.history
    return {
        "history": pl.concat(
            [
                history(out).frame("outbound", "earth", "asteroid"),
                history(back).frame("return", "asteroid", "earth"),
            ],
            how="diagonal",
        ),
        "spiral": pl.DataFrame({
            name: getattr(told, name)
            for name in ("t_s", "radius_m", "mass_kg", "power_w", "power_left", "shadow_share",
                         "dv_m_s")
        }),
        "front": front(), "windows": windows(), "porkchop": porkchop(),
    }  # fmt: skip


def front() -> pl.DataFrame:
    """Return made-up trips: more mass with more time and more xenon; some beaten, some failed."""
    rows = []
    for years in np.arange(5.5, 10.6, 0.5):
        for xenon in (6e3, 8e3, 10e3, 12e3):
            mass = 1e3 * (years - 4.0) ** 1.6 * (xenon / 1e3 - 3.0) ** 0.8 * 5.0
            departs = HOME - years * YEAR_S
            solved = years > 5.4 + 0.1 * xenon / 1e3
            rows.append({
                "returned_kg": mass if solved else None, "xenon_kg": xenon if solved else None,
                "flight_s": years * YEAR_S, "departs_s": departs, "arrives_s": HOME,
                "on_front": bool(solved and years != 8.0), "status": "solved" if solved else WHY,
            })  # fmt: skip
    return pl.DataFrame(rows)


def windows() -> pl.DataFrame:
    """Return made-up departures over ten years, a third of them without a way."""
    rows = []
    for k in range(40):
        departs = parse_epoch("2026-01-01") + 0.25 * k * YEAR_S
        wave = math.cos(2.0 * math.pi * k / 32.0)
        solved = wave > -0.5
        rows.append({
            "departs_s": departs, "returned_kg": 4e5 * (1.2 + wave) if solved else None,
            "xenon_kg": 9e3 - 2e3 * wave if solved else None,
            "flight_s": (8.0 - wave) * YEAR_S if solved else None,
            "status": "solved" if solved else f"{WHY} in quarter {k}",
        })  # fmt: skip
    return pl.DataFrame(rows)


def porkchop() -> pl.DataFrame:
    """Return a made-up map, its short flights without a way."""
    rows = []
    for k in range(24):
        for days in np.arange(1_200.0, 2_401.0, 100.0):
            departs = parse_epoch("2029-01-01") + 60.0 * k * DAY_S
            worth = math.cos(0.25 * k) + (days - 1_500.0) / 900.0
            solved = worth > -0.3
            rows.append({
                "departs_s": departs, "flight_s": days * DAY_S,
                "returned_kg": 2e5 * (1.0 + worth) if solved else None,
                "status": "solved" if solved else WHY,
            })  # fmt: skip
    return pl.DataFrame(rows)


def result(out: Solved, back: Solved, climbed: Spiral) -> dict[str, Any]:
    """Return what a run tells beside its tables."""
    first, last = out.best.told, back.best.told
    launch = first.departs_s - climbed.time_s
    events = [
        ("Launch", launch, LAUNCH_KG, 0.0, 0.0, 0.0, "low orbit of 407 km, 28.5°"),
        ("Lunar flyby", first.departs_s, climbed.mass_kg, 0.0, climbed.propellant_kg,
         climbed.dv_m_s, "leaves Earth with C3 of 2 km²/s²"),
        ("Arrival", first.departs_s + first.tof_s, out.final_kg, 0.0, out.propellant_kg,
         9.80665 * 3000.0 * math.log(15e3 / out.final_kg), "matches the asteroid's speed"),
        ("Departure", last.departs_s, HEAVY_KG, ROCK_KG, 300.0, None,
         "de-spun: 1 turn in 10 min, stopped"),
        ("Capture", last.departs_s + last.tof_s, back.final_kg, ROCK_KG, back.propellant_kg,
         9.80665 * 3000.0 * math.log(HEAVY_KG / back.final_kg),
         "lunar flyby into a high orbit"),
    ]  # fmt: skip
    keys = ("name", "t_s", "total_kg", "asteroid_kg", "xenon_used_kg", "dv_m_s", "told")
    return {
        "title": "2008 HU4, home with 40 kW", "asteroid": "2008 HU4", "designation": "2008 HU4",
        "lines": [
            "87 t of 2008 HU4 come to high lunar orbit with 40 kW.",
            "The legs about the Sun are flown again by another integrator to within 500 km.",
        ],
        "xenon_t": (LAUNCH_KG - climbed.mass_kg + out.propellant_kg + back.propellant_kg) / 1e3,
        "returned_t": ROCK_KG / 1e3, "flight_yr": (HOME - launch) / YEAR_S,
        "arrival_c3_km2_s2": 2.0,
        "launch_t": LAUNCH_KG / 1e3, "power_kw": 40.0, "isp_s": 3000.0, "efficiency": 0.6,
        "duty": 0.95, "events": [dict(zip(keys, one, strict=True)) for one in events],
        "legs": [_leg("outbound", out), _leg("return", back)],
        "notes": ["Front, windows and map of this page are made up, to be drawn in a test."],
    }  # fmt: skip


def _leg(name: str, one: Solved) -> dict[str, Any]:
    told = one.best.told
    return {
        "name": name, "departs_s": told.departs_s, "tof_s": told.tof_s,
        "start_kg": one.best.start_kg, "final_kg": one.final_kg,
        "propellant_kg": one.propellant_kg,
        "dv_m_s": 9.80665 * 3000.0 * math.log(one.best.start_kg / one.final_kg),
        "miss_m": one.flown.miss_m, "miss_m_s": one.flown.miss_m_s, "revolutions": one.best.turns,
    }  # fmt: skip
