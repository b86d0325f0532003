"""Draws easily retrieved asteroids with dates, and solves their returns: the sample by which the
estimate of ``lowthrust.surrogate`` is judged.

python -m validation._low_thrust_sample [out]
writes low_thrust_sample.csv: what was drawn, and the optimiser's mass at departure (out: the same
for flights of a tug to the asteroids of these returns, low_thrust_sample_out.csv).  The optimiser
begins from the estimate's flight and, where EVERY comes round, from its own guesses as well; the
heavier flight is kept.  One draw on which it worked for five minutes without an end has no answer,
and counts as not solved.
"""

import csv
import math
import os
import sys
import time
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from windlass.base.constants import AU_M
from windlass.base.epochs import YEAR_S, from_jd, jd, parse_epoch
from windlass.base.errors import InvalidInput, NotSolved
from windlass.catalogue.read import read
from windlass.catalogue.target import Target
from windlass.lowthrust.ends import asteroid, planet
from windlass.lowthrust.engine import Engine, solar
from windlass.lowthrust.from_estimate import certified, cheapest, near
from windlass.lowthrust.leg import LowThrustLeg
from windlass.lowthrust.solve import solve
from windlass.lowthrust.surrogate import estimate

Array = NDArray[np.float64]

ROOT = Path(__file__).resolve().parents[1]
CATALOGUE = (
    Path(os.environ.get("WINDLASS_SHARED", ROOT / ".." / "shared")) / "data" / "neo_catalog.parquet"
)
TABLE = Path(__file__).with_name("low_thrust_sample.csv")
OUT = Path(__file__).with_name("low_thrust_sample_out.csv")

SEED = 20261122
COUNT = 64
NEAR = 0.12
"""Greatest speed at an encounter with a circular Earth, over Earth's: Tisserand's."""
FIRST_JD, LAST_JD = jd(parse_epoch("2030-01-01")), jd(parse_epoch("2045-01-01"))
FLIGHT_YR, XENON_KG = (1.5, 6.0), (3000.0, 9000.0)
LIGHTEST_KG = 20e3
"""Mass at departure below which a draw is left out, by the estimate: nothing would be returned."""
KECK = ("2008 HU4", jd(parse_epoch("2026-04-27")))
FREE_M_S = math.sqrt(2.0) * 1e3
"""Speed at arrival that a lunar flyby takes off: C3 of 2 km²/s²."""
MASS_KG = (1e3, 1e7)
TUG_KG, STAY_YR, OUT_YR, OUT_MOST_KG = 14.6e3, 0.25, (1.0, 3.0), 6e3
OUT_COUNT = 17
EVERY = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Draw:
    """A return that was drawn."""

    number: int
    designation: str
    arrives_jd: float
    flight_yr: float
    xenon_kg: float


def engine() -> Engine:
    """Thrusters of the Keck study: 40 kW at 1 au, 3000 s, 60 %."""
    return solar(40e3, 3000.0, 0.60)


@cache
def pool() -> dict[str, Target]:
    """Asteroids whose orbits lie near Earth's, by designation."""
    kept = {}
    for target in read(CATALOGUE):
        o = target.orbit
        a = o.a_m / AU_M
        meets = 3.0 - 1.0 / a - 2.0 * math.sqrt(a * (1.0 - o.e**2)) * math.cos(o.i_rad)
        if abs(meets) < NEAR**2 and o.q_m < 1.05 * AU_M and a * (1.0 + o.e) > 0.95:
            kept[target.designation] = target
    return {name: kept[name] for name in sorted(kept)}


def drawn(number: int) -> Draw:
    """A draw by its number; the first five are those of the Keck study's flights."""
    rng = np.random.default_rng((SEED, number))
    if number < 5:
        return Draw(number=number, designation=KECK[0], arrives_jd=KECK[1],
                    flight_yr=2.0 + number, xenon_kg=7700.0)  # fmt: skip
    names = list(pool())
    return Draw(
        number=number, designation=names[int(rng.integers(len(names)))],
        arrives_jd=FIRST_JD + float(rng.integers(int(LAST_JD - FIRST_JD))),
        flight_yr=round(float(rng.uniform(*FLIGHT_YR)), 2),
        xenon_kg=float(round(rng.uniform(*XENON_KG), -2)),
    )  # fmt: skip


def leg(one: Draw) -> LowThrustLeg:
    """The return of a draw.  Raises NotSolved where its asteroid has no ephemeris."""
    arrives, tof = from_jd(one.arrives_jd), one.flight_yr * YEAR_S
    span = (arrives - tof, arrives)
    return LowThrustLeg(
        start=asteroid(pool()[one.designation].orbit, span), end=planet("earth", (0.0, FREE_M_S)),
        departs_s=(span[0], span[0]), tof_s=(tof, tof), mass_kg=MASS_KG, engine=engine(),
        goal="start", spend_kg=one.xenon_kg,
    )  # fmt: skip


def optimum(asked: LowThrustLeg, own: bool) -> tuple[float, float]:
    """Mass at departure [kg] by the optimiser: from the estimate, and from its own guesses."""
    found = [math.nan, math.nan]
    try:
        found[0] = certified(asked).best.start_kg
    except NotSolved as reason:
        print(reason, file=sys.stderr)
    if own or math.isnan(found[0]):
        try:
            told = near(asked, estimate(asked).start_kg)
            found[1] = solve(told, nearest=False).best.start_kg
        except NotSolved as reason:
            print(reason, file=sys.stderr)
    return found[0], found[1]


def out_leg(one: Draw, out_yr: float) -> LowThrustLeg:
    """A tug's flight to the asteroid, before the return of a draw."""
    arrives = from_jd(one.arrives_jd) - (one.flight_yr + STAY_YR) * YEAR_S
    tof = out_yr * YEAR_S
    return LowThrustLeg(
        start=planet("earth", (0.0, FREE_M_S)),
        end=asteroid(pool()[one.designation].orbit, (arrives - tof, arrives)),
        departs_s=(arrives - tof, arrives - tof), tof_s=(tof, tof), mass_kg=(TUG_KG, TUG_KG),
        engine=engine(), goal="mass",
    )  # fmt: skip


def least(asked: LowThrustLeg) -> float:
    """Least propellant [kg]: from the estimate, or from the solver's own guesses."""
    try:
        return cheapest(asked, OUT_MOST_KG).propellant_kg
    except NotSolved as reason:
        print(reason, file=sys.stderr)
        return solve(asked, nearest=False).propellant_kg


def out() -> None:
    """Solve flights to the asteroids of the sample's returns."""
    with TABLE.open(newline="") as file:
        returns = list(csv.DictReader(file))
    with OUT.open("w", newline="") as file:
        told = csv.writer(file, lineterminator="\n")
        told.writerow(["number", "designation", "arrives_jd", "flight_yr", "xenon_kg", "out_yr",
                       "propellant_kg", "cpu_s"])  # fmt: skip
        for row in returns[5 : 5 + OUT_COUNT]:
            one = drawn(int(row["number"]))
            rng = np.random.default_rng((SEED, one.number, 1))
            out_yr = round(float(rng.uniform(*OUT_YR)), 2)
            begun, spent = time.process_time(), ""
            try:
                spent = f"{least(out_leg(one, out_yr)):.1f}"
            except NotSolved as reason:
                print(reason, file=sys.stderr)
            told.writerow([one.number, one.designation, one.arrives_jd, one.flight_yr,
                           one.xenon_kg, out_yr, spent,
                           f"{time.process_time() - begun:.1f}"])  # fmt: skip
            file.flush()


def main() -> None:
    """Go on where the table ends."""
    before: list[dict[str, str]] = []
    if TABLE.exists():
        with TABLE.open(newline="") as file:
            before = list(csv.DictReader(file))
    number, kept = 1 + max((int(row["number"]) for row in before), default=-1), len(before)
    with TABLE.open("a", newline="") as file:
        told = csv.writer(file, lineterminator="\n")
        if not before:
            told.writerow(["number", "designation", "arrives_jd", "flight_yr", "xenon_kg",
                           "start_kg", "own_guesses_kg", "cpu_s"])  # fmt: skip
        while kept < COUNT:
            one = drawn(number)
            number += 1
            try:
                asked = leg(one)
                light = estimate(asked).start_kg < LIGHTEST_KG
            except (NotSolved, InvalidInput) as reason:
                print(one, reason, file=sys.stderr)
                continue
            if light:
                continue
            begun = time.process_time()
            best, own = optimum(asked, kept % EVERY == 0)
            kept += 1
            shown = ["" if math.isnan(x) else f"{x:.1f}" for x in (best, own)]
            told.writerow([one.number, one.designation, one.arrives_jd, one.flight_yr,
                           one.xenon_kg, *shown, f"{time.process_time() - begun:.1f}"])  # fmt: skip
            file.flush()
            print(one, shown, flush=True)


if __name__ == "__main__":
    out() if sys.argv[1:] == ["out"] else main()
