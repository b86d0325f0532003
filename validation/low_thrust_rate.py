"""Judge how often low thrust is solved unattended: random flights from Earth to near-Earth
asteroids, each solved from nothing but what rendezvous_problems.csv asks, and flown again.

The best known of a problem is the heaviest of the many starts of rendezvous_best.csv and of what
pykep's direct method comes to, which is in rendezvous_peer.csv (see _rendezvous_best.py for both).
All 200 problems, by two processes;
WINDLASS_RENDEZVOUS_EVERY=8 takes every eighth only.
"""

import math
import multiprocessing
import os
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.integrate import solve_ivp

from validation._rendezvous_best import PEER, SEGMENTS, leg_of, recorded
from validation.rendezvous_problems import Problem, problems
from validation.table import Row, at_most
from windlass.base.constants import G0
from windlass.base.errors import NotSolved
from windlass.lowthrust.direct import Direct
from windlass.lowthrust.programme import radau
from windlass.lowthrust.solve import solve

Array = NDArray[np.float64]

NAME = "low thrust, unattended"
EVERY = "WINDLASS_RENDEZVOUS_EVERY"
SAMPLE = 1
CHECKED = 20
"""Of the solutions, every which is flown again here as well."""
SHARE = 0.05
"""Of the problems that may fail."""
NEAR = 0.03
MADE = "rendezvous_problems.csv"
BEST = "rendezvous_best.csv"
PYKEP = "rendezvous_peer.csv"
WORKERS = 2
ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"), "1")


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of a problem: final mass [kg], and by how much the thrust misses when it is flown
    again by the package [m, m/s]; where it was flown here too, the same [m, m/s, kg]; why: not
    empty where there is no solution."""

    name: str
    final_kg: float = math.nan
    miss_m: float = math.nan
    miss_m_s: float = math.nan
    again: tuple[float, float, float] | None = None
    why: str = ""


def outcome(one: Problem, check: bool) -> Outcome:
    """Solve a problem, the nearest ask left out."""
    try:
        found = solve(leg_of(one), nearest=False)
    except NotSolved as reason:
        return Outcome(name=one.name, why=str(reason))
    return Outcome(
        name=one.name, final_kg=found.final_kg, miss_m=found.flown.miss_m,
        miss_m_s=found.flown.miss_m_s, again=flown(one, found.best) if check else None,
    )  # fmt: skip


def flown(one: Problem, found: Direct) -> tuple[float, float, float]:
    """Miss [m, m/s] and mass [kg] at the end, in SI units and by the problem's own figures.

    Of the solution are the flow, and the throttle at the points of each segment; between them its
    size and its direction are polynomials, as the package says.
    """
    points, _ = radau(found.told.throttle.shape[1])
    others = [np.delete(points, k) for k in range(points.size)]
    below = np.array([np.prod(points[k] - others[k]) for k in range(points.size)])
    scale = np.array([*(1.5e11,) * 3, *(3e4,) * 3, one.m0_kg])
    y, t = np.append(one.start, one.m0_kg) / scale, 0.0
    for part, throttle, flow in zip(found.part, found.told.throttle, found.told.flow, strict=True):
        length, sizes = part * one.tof_s, np.linalg.norm(throttle, axis=1)

        def rate(
            at: float, y: Array, begun: float = t, length: float = length,
            throttle: Array = throttle, sizes: Array = sizes, flow: float = float(flow),
        ) -> Array:  # fmt: skip
            share = (at - begun) / length
            weights = np.array([np.prod(share - rest) for rest in others]) / below
            u = weights @ throttle
            # no more thrust than the mass that flows for it
            u *= min(max(float(weights @ sizes), 0.0), flow) / max(float(np.linalg.norm(u)), 1e-9)
            x = y * scale
            pull = -one.gm_m3_s2 * x[:3] / np.linalg.norm(x[:3]) ** 3 + one.thrust_n * u / x[6]
            return np.asarray(
                np.concatenate([x[3:6], pull, [-one.thrust_n * flow / (G0 * one.isp_s)]]) / scale
            )

        y = solve_ivp(rate, (t, t + length), y, method="DOP853", rtol=1e-10, atol=1e-11).y[:, -1]
        t += length
    off = y * scale - np.append(one.end, 0.0)
    return float(np.linalg.norm(off[:3])), float(np.linalg.norm(off[3:6])), float(off[6])


def outcomes(every: int) -> list[Outcome]:
    """What became of every so-manyth problem, in their order."""
    asked = problems()[::every]
    before = {key: os.environ.get(key) for key in ONE_THREAD}
    os.environ.update(ONE_THREAD)
    try:
        with ProcessPoolExecutor(
            min(WORKERS, os.cpu_count() or 1), multiprocessing.get_context("spawn")
        ) as pool:
            return list(pool.map(outcome, asked, [k % CHECKED == 0 for k in range(len(asked))]))
    finally:
        for key, value in before.items():
            if value is None:
                del os.environ[key]
            else:
                os.environ[key] = value


def known() -> tuple[dict[str, float], dict[str, float]]:
    """Best known final mass [kg] by the problem's name: of those with many starts, and of all that
    pykep or many starts have solved."""
    many, peer = recorded(), recorded(PEER)
    best = {name: float(row["final_kg"]) for name, row in many.items()}
    for name, row in peer.items():
        for n in SEGMENTS:
            if row[f"final_kg_{n}"]:
                best[name] = max(best.get(name, 0.0), float(row[f"final_kg_{n}"]))
    return {name: best[name] for name in many}, best


def rows(every: int | None = None) -> list[Row]:
    every = every or int(os.environ.get(EVERY, str(SAMPLE)))
    asked = {one.name: one for one in problems()}
    got = outcomes(every)
    solved = [one for one in got if not one.why]
    n = len(got)
    worse = sum(
        one.final_kg < asked[one.name].m0_kg - asked[one.name].propellant_kg for one in solved
    )
    said = f"{n} of {len(asked)} problems"
    many, best = known()
    fewest = min((int(row["starts"]) for row in recorded().values()), default=0)
    out = [
        at_most(capability=NAME, quantity=f"{said}: share not solved", limit=SHARE,
                computed=1.0 - len(solved) / n, unit="", source=MADE),
        at_most(capability=NAME, quantity=f"{said}: share lighter than the generator's flight",
                limit=SHARE, computed=worse / n, unit="", source=MADE),
        *_near([one for one in got if one.name in many], asked, many,
               f"with {fewest} starts or more", BEST),
        *_near([one for one in got if one.name in best], asked, best, "or pykep's", PYKEP),
    ]  # fmt: skip
    again = [one.again for one in solved if one.again]
    for quantity, limit, value, unit in (
        ("worst miss, flown again by the package", 1e6, max(one.miss_m for one in solved), "m"),
        ("worst miss in speed, the same", 1.0, max(one.miss_m_s for one in solved), "m/s"),
        (f"worst miss of {len(again)}, flown again here", 1e6, max(a[0] for a in again), "m"),
        (f"worst miss in speed of {len(again)}", 1.0, max(a[1] for a in again), "m/s"),
    ):
        out.append(at_most(capability=NAME, quantity=quantity, limit=limit, computed=value,
                           unit=unit, source="DOP853"))  # fmt: skip
    return out


def _near(
    got: list[Outcome], asked: dict[str, Problem], best: dict[str, float], what: str, source: str
) -> list[Row]:
    """How near the best known; what is not solved counts as far."""
    if not got:
        return []
    top = np.array([best[one.name] for one in got])
    kept = np.array([0.0 if one.why else one.final_kg for one in got])
    had = np.array([asked[one.name].m0_kg for one in got])
    far = kept < (1.0 - NEAR) * top
    thirsty = had - kept > (1.0 + NEAR) * (had - top)
    said = f"{len(got)} problems, the best {what}: share not within 3 %"
    return [
        at_most(capability=NAME, quantity=f"{said} of final mass", limit=SHARE,
                computed=float(far.mean()), unit="", source=source),
        at_most(capability=NAME, quantity=f"{said} of propellant", limit=SHARE,
                computed=float(thirsty.mean()), unit="", source=source),
    ]  # fmt: skip
