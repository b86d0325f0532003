"""Which orbit about Mars keeps a century, clear of its moons, for the least Δv.

Prints the candidates of docs/decisions/0028-mars-orbit.md: outside Deimos (least periapsis for
each apoapsis), crossing both moons' rings at the inclination where the apsides stand, and the
corners inside Phobos and between the moons.  Price: the burn at periapsis at the v∞ of a Hohmann
transfer from Earth's distance, and the spiral of a weak thrust, as studies fly each option both
ways.  About an hour on two cores:

    python design/mars_orbit.py
"""

import math

import numpy as np

from windlass.base.constants import A_MARS_M, AU_M, GM_MARS, GM_SUN, R_MARS_M
from windlass.base.epochs import YEAR_S
from windlass.capture import mars, mars_moons
from windlass.capture import mars_keep as keep
from windlass.kernels import about_planet
from windlass.kernels.status import OK

YEARS = 100.0
STEP_M = 500e3
VINF = math.sqrt(GM_SUN / A_MARS_M) * (1.0 - math.sqrt(2.0 * AU_M / (AU_M + A_MARS_M)))
PHOBOS, DEIMOS = mars_moons.moons()
FLOOR_M = DEIMOS.high_m + DEIMOS.keep_out_m


def row(what: str, low: float, high: float, told: str) -> None:
    """Print one candidate with its prices."""
    burn, spiral = mars.insertion_burn(VINF, low, high), mars.spiral_m_s(low, high)
    print(
        f"{what:34s} {(low - R_MARS_M) / 1e3:8.0f} x {(high - R_MARS_M) / 1e3:8.0f} km "
        f"{burn:7.0f} {spiral:7.0f} {burn + spiral:7.0f} m/s  {told}",
        flush=True,
    )


def outside(high: float, inclination: float, orientations: int = 32) -> None:
    """Raise the periapsis from Deimos's ring until no orientation falls back to it."""
    low = R_MARS_M + STEP_M * math.ceil((FLOOR_M - R_MARS_M) / STEP_M)
    while low < high:
        made = keep.coast(low, high, inclination, years=YEARS, least=keep.LOWEST_R_M,
                          orientations=orientations, plane="orbit")  # fmt: skip
        short = FLOOR_M - float(made.lowest_m.min())
        if made.kept.all() and short < 0.0:
            told = f"kept {made.share:.0%}, {-short / 1e3:.0f} km clear of Deimos's keep-out"
            row(f"outside Deimos, {math.degrees(inclination):.0f} deg", low, high, told)
            return
        low += STEP_M * max(1, math.ceil(short / STEP_M)) if made.kept.all() else 10.0 * STEP_M


def crossing(low: float, high: float, inclination: float, orientations: int = 6) -> None:
    """Fly with periapsis farthest north, and look each month whether a moon's ring is near."""
    kept, ended = 0, []
    for k in range(orientations):
        state = keep.at_periapsis(low, high, inclination, 0.5 * math.pi, math.tau * keep.SPREAD * k)
        field, month = keep.field(math.tau * keep.SPREAD**2 * k), YEAR_S / 12.0
        seen, end = np.empty(2), np.empty(7)
        for j in range(round(12.0 * YEARS)):
            _, status = about_planet.fly(
                state, j * month, (j + 1.0) * month, field, np.zeros(2), keep.TOLERANCE,
                keep.LOWEST_R_M, mars.hill_radius_m(), math.inf, seen, end,
            )  # fmt: skip
            state = end.copy()
            if status != OK or seen[0] < keep.LOWEST_R_M or not clear(state):
                ended.append(j / 12.0)
                break
        else:
            kept += 1
    told = f"kept {kept / orientations:.0%}" + (f", first {min(ended):.0f} yr" if ended else "")
    row(f"crossing, {math.degrees(inclination):.1f} deg", low, high, told)


def clear(s: np.ndarray) -> bool:
    """Whether the osculating orbit of a state is clear of both moons' rings now."""
    low, high = about_planet.apsides(s, GM_MARS)
    h = np.cross(s[:3], s[3:6])
    h /= np.linalg.norm(h)
    e = np.cross(s[3:6], np.cross(s[:3], s[3:6])) / GM_MARS - s[:3] / np.linalg.norm(s[:3])
    node = np.array([-h[1], h[0], 0.0]) / math.hypot(h[0], h[1])
    argument = math.atan2(float(np.cross(node, e) @ h), float(node @ e))
    inclination = math.acos(h[2])
    return all(
        mars_moons.distance_m(one, low, high, inclination, argument) > one.keep_out_m
        for one in (PHOBOS, DEIMOS)
    )


def main() -> None:
    """Print all candidates."""
    print(f"v∞ {VINF:.0f} m/s; burn, spiral, both")
    old = (R_MARS_M + 500e3, R_MARS_M + 80_000e3)
    made = keep.coast(*old, math.radians(30.0), years=YEARS)
    row("500 by 80,000 km, 30 deg", *old, f"kept {made.share:.0%} over the air, moons not asked")
    row("inside Phobos (not flown)", R_MARS_M + 500e3, PHOBOS.low_m - PHOBOS.keep_out_m, "")
    row("between the moons (not flown)", PHOBOS.high_m + PHOBOS.keep_out_m,
        DEIMOS.low_m - DEIMOS.keep_out_m, "")  # fmt: skip
    for apoapsis in range(60, 360, 20):
        outside(R_MARS_M + 1e6 * apoapsis, math.radians(20.0))
    for inclination in (0.0, 10.0, 30.0):
        outside(R_MARS_M + 260e6, math.radians(inclination))
    for apoapsis, off in ((22e6, 0.0), (32e6, 0.0), (32e6, -1.0), (32e6, 1.0), (47e6, 0.0)):
        inclination = keep.CRITICAL_RAD + math.radians(off)
        crossing(R_MARS_M + 500e3, R_MARS_M + apoapsis, inclination)


if __name__ == "__main__":
    main()
