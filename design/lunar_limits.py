"""Seek the greatest C3 that one and two lunar flybys capture among the real Earth, Moon and Sun.

Prints what stands in src/windlass/data/flyby_limits.toml.  Seeded; minutes on two cores:

    python design/lunar_limits.py [one|two]
"""

import sys

import numpy as np

from windlass.base.constants import R_EARTH_M
from windlass.base.epochs import parse_epoch
from windlass.capture import flyby_limits, two_flybys

ALTITUDE = 100e3
FIRST = parse_epoch("2030-01-01") / 86_400.0
YEARS = 2.0


def one(months: float, count: int = 30_000) -> tuple[np.ndarray, np.ndarray]:
    """Return the best cases of one flyby, from about the turns that patched conics make best.

    After the flyby C3 is a little below 0; the flyby turns along the Moon's velocity as far as
    its least altitude allows, on the way in or out, in about the Moon's plane.
    """
    rng = np.random.default_rng(1)
    u = rng.uniform(1_000.0, 1_900.0, count)
    after = rng.uniform(-0.7e6, 0.0, count)
    moon, escape2 = two_flybys.MOON_M_S, two_flybys.ESCAPE2
    cosine = (after + escape2 - moon**2 - u**2) / (2.0 * moon * u)
    late = np.arccos(np.clip(cosine, -1.0, 1.0))
    turn = np.array([two_flybys.turn_rad(float(one), ALTITUDE) for one in u])
    early, side = np.maximum(0.0, late - turn), rng.choice([-1.0, 1.0], count)
    # from the Moon, x away from Earth, y ahead: the lowest point lies against the change
    come = np.stack([side * np.sin(early), np.cos(early)])
    go = np.stack([side * np.sin(late), np.cos(late)])
    low, way = come - go, come + go
    x = np.column_stack(
        [
            FIRST + rng.random(count) * YEARS * 365.25,
            u / 1e3,
            np.arctan2(low[1], low[0]),
            rng.normal(size=count) * 0.3,
            np.sign(low[0] * way[1] - low[1] * way[0]),
            np.zeros(count),
        ]
    )
    widths = np.array([3.0, 0.05, 0.1, 0.1, 0.0, 0.05])
    return flyby_limits.improve(
        x,
        lambda y: flyby_limits.flown(y, 1, ALTITUDE, months).worth,
        widths=widths, children=3_000, rounds=8, keep=12,
    )  # fmt: skip


def two(months: float, count: int = 40_000) -> tuple[np.ndarray, np.ndarray]:
    """Return the best cases of two flybys, from about the pass that patched conics find.

    Its perigee is opposite the Moon, and it goes round against the Moon's way.
    """
    rng = np.random.default_rng(2)
    speeds = (2_050.0, 2_100.0, 2_150.0, 2_200.0, 2_250.0, 2_300.0)
    found = [two_flybys._at(u, ALTITUDE) for u in speeds] if months else []
    seeds = [one for one in found if one is not None] or [two_flybys.capture(ALTITUDE)]
    pick = rng.integers(0, len(seeds), count)
    between = np.array([np.sqrt(one.c3_between_m2_s2) / 1e3 for one in seeds])[pick]
    height = np.array([(one.perigee_m - R_EARTH_M) / 1e6 for one in seeds])[pick]
    x = np.column_stack(
        [
            FIRST + rng.random(count) * YEARS * 365.25,
            between + rng.normal(size=count) * 0.1,
            np.pi + rng.normal(size=count) * 0.1,
            rng.normal(size=count) * 0.02,
            np.full(count, -1.0),
            np.abs(height + rng.normal(size=count) * 0.7),
        ]
    )
    widths = np.array([3.0, 0.05, 0.1, 0.05, 0.0, 0.5])
    best, worth = flyby_limits.improve(
        x,
        lambda y: flyby_limits.flown(y, 2, ALTITUDE, 0.0, -0.5e6 if months else 0.0).worth,
        widths=widths, children=5_000, rounds=16, keep=16,
    )  # fmt: skip
    if months == 0.0:
        return best, worth
    # from those whose apogee lies inside 1.5 million km to those that stay
    best = best[worth > 0.0] if (worth > 0.0).any() else best
    return flyby_limits.improve(
        best,
        lambda y: flyby_limits.flown(y, 2, ALTITUDE, months).worth,
        widths=widths / 30.0, children=2_500, rounds=10, keep=16,
    )  # fmt: skip


if __name__ == "__main__":
    for name, flybys, seek in (("one", 1, one), ("two", 2, two)):
        for months in (0.0, 3.0, 6.0):
            if sys.argv[1:] and sys.argv[1:] != [name, f"{months:.0f}"]:
                continue
            best, _ = seek(months)
            told = flyby_limits.flown(best, flybys, ALTITUDE, months)
            good = np.flatnonzero((told.worth > 0.0) & (told.months >= months))
            c3 = told.c3_m2_s2[good] / 1e6
            print(name, months, len(best), "cases,", len(good), "stay; C3", np.sort(c3)[::-1][:6])
            if len(good):
                top = good[np.argmax(c3)]
                print(f"v∞ {1e3 * np.sqrt(c3.max()):.1f} m/s,", [float(v) for v in best[top]])
