"""Judge the Lambert kernel: 10,000 random arcs flown again, two other libraries, numerical
integration.

The arc of a solver that is wrong does not arrive: no stored number can be as strict. Arcs of orbits
that dip below the Sun's surface are left out and counted, for a fall past the centre keeps no
digits.
"""

import math
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.integrate import solve_ivp

from validation.judges import NoJudge, ask_lamberthub, ask_pykep
from validation.table import Row, at_most, skip
from windlass.kernels.kepler import propagate_many
from windlass.kernels.lambert import lambert_all, lambert_many
from windlass.kernels.status import NO_SOLUTION, OK

Array = NDArray[np.float64]

MU = 1.32712440018e20
AU = 1.495978707e11
DAY = 86400.0
SUN_M = 6.957e8
NORTH = np.array([0.0, 0.0, 1.0])
EACH = 2500
REVOLUTIONS = 3
ARRIVAL = 1e-9
AGREEMENT = 1e-9
CHUNK = 100_000
CHUNKS = 10
COLLINEAR = 1e-4
"""Angle [rad] from one line, nearer than which a velocity is less sure than the agreement asked."""
CAPABILITY = "Lambert"


def shell(rng: np.random.Generator, n: int) -> Array:
    """Positions [m] (n, 3) in random directions, 0.3 to 5 au out."""
    way = rng.normal(size=(n, 3))
    return way * (rng.uniform(0.3, 5, n) * AU / np.linalg.norm(way, axis=1))[:, None]


def parabolic_time(r1: Array, r2: Array, long_way: NDArray[np.bool_]) -> Array:
    """Time [s] of the parabola by Euler's equation; shorter arcs are hyperbolic."""
    a, b = np.linalg.norm(r1, axis=1), np.linalg.norm(r2, axis=1)
    c = np.linalg.norm(r2 - r1, axis=1)
    s = (a + b + c) / 2
    return np.sqrt(2 / MU) / 3 * (s**1.5 + np.where(long_way, 1, -1) * np.maximum(0, s - c) ** 1.5)


def problems(kind: str, rng: np.random.Generator, n: int, retrograde: bool) -> tuple[Any, ...]:
    """Positions, times [s] of n random problems of one kind, and the revolutions to look for."""
    r1, r2 = shell(rng, n), shell(rng, n)
    if kind == "direct":
        return r1, r2, rng.uniform(60, 1500, n) * DAY, 0
    if kind == "up to three revolutions":
        return r1, r2, 10 ** rng.uniform(2.5, 4.3, n) * DAY, REVOLUTIONS
    if kind == "hyperbolic":
        long_way = (np.cross(r1, r2)[:, 2] < 0) != retrograde
        return r1, r2, parabolic_time(r1, r2, long_way) * rng.uniform(0.3, 0.95, n), 0
    off = 10 ** rng.uniform(-14, -2, n)  # within half a degree of 180 degrees
    return r1, -r1 * rng.uniform(0.4, 2.5, (n, 1)) + off[:, None] * r2, \
        rng.uniform(100, 3000, n) * DAY, 1  # fmt: skip


def outside_sun(r1: Array, v1: Array) -> NDArray[np.bool_]:
    """Whether the orbit's periapsis lies above the Sun's surface."""
    p = (np.cross(r1, v1) ** 2).sum(axis=1) / MU
    energy = (v1**2).sum(axis=1) / 2 - MU / np.linalg.norm(r1, axis=1)
    return p / (1 + np.sqrt(np.maximum(0, 1 + 2 * energy * p / MU))) > SUN_M


def arrivals(kind: str) -> Row:
    """Worst relative miss of all arcs of one kind, flown again by universal variables."""
    rng = np.random.default_rng(20151)
    worst, arcs, left_out, unsolved = 0.0, 0, 0, 0
    for retrograde in (False, True):
        r1, r2, tof, revs = problems(kind, rng, EACH // 2, retrograde)
        v1, _, status = lambert_many(MU, r1, r2, tof, NORTH, retrograde, revs)
        unsolved += int((status[:, 0] != OK).sum())
        unsolved += int(((status != OK) & (status != NO_SOLUTION)).sum())
        for slot in range(status.shape[1]):
            ok = np.flatnonzero(status[:, slot] == OK)
            keep = ok[outside_sun(r1[ok], v1[ok, slot])]
            left_out += len(ok) - len(keep)
            r, _, flown = propagate_many(MU, r1[keep], v1[keep, slot].copy(), tof[keep])
            unsolved += int((flown != OK).sum())
            off = np.linalg.norm(r - r2[keep], axis=1) / np.linalg.norm(r2[keep], axis=1)
            worst, arcs = max(worst, float(off.max())), arcs + len(keep)
    return at_most(
        capability=CAPABILITY,
        quantity=f"{EACH} random problems, {kind}: worst miss of {arcs} arcs flown again, "
        f"{unsolved} unsolved ({left_out} through the Sun left out)",
        limit=ARRIVAL, computed=worst if unsolved == 0 else math.inf, unit="of r2",
        source="re-propagation",
    )  # fmt: skip


def integrated(n: int = 40) -> Row:
    """Worst miss of direct arcs integrated numerically, a method that shares nothing with the
    kernels."""
    rng = np.random.default_rng(3)
    r1, r2, tof, _ = problems("direct", rng, n, False)
    v1, _, status = lambert_many(MU, r1, r2, tof, NORTH, False, 0)
    worst, arcs = 0.0, 0
    # Lengths in au, times in years over 2 pi.
    year = math.sqrt(AU**3 / MU)

    def pull(_: float, y: Array) -> Array:
        return np.concatenate([y[3:], -y[:3] / np.linalg.norm(y[:3]) ** 3])

    for k in np.flatnonzero((status[:, 0] == OK) & outside_sun(r1, v1[:, 0])):
        start = np.concatenate([r1[k] / AU, v1[k, 0] * year / AU])
        span = (0.0, float(tof[k]) / year)
        end = solve_ivp(pull, span, start, method="DOP853", rtol=3e-14, atol=1e-14).y[:3, -1]
        off = float(np.linalg.norm(end * AU - r2[k]) / np.linalg.norm(r2[k]))
        worst, arcs = max(worst, off), arcs + 1
    return at_most(
        capability=CAPABILITY, quantity=f"worst miss of {arcs} arcs integrated (DOP853)",
        limit=ARRIVAL, computed=worst, unit="of r2", source="scipy",
    )  # fmt: skip


def against_pykep(n: int = 2000, revs: int = 2) -> list[Row]:
    """Same solutions as pykep, both directions: how many it has more or fewer, and the worst
    velocity."""
    rng = np.random.default_rng(77)
    r1, r2 = shell(rng, n), shell(rng, n)
    tof = 10 ** rng.uniform(1.7, 3.7, n) * DAY
    names = (f"solutions of {n} problems, two revolutions, both ways, that only one of both finds",
             "worst difference of a velocity")  # fmt: skip
    try:
        answer = ask_pykep(
            {"what": "lambert", "mu": MU, "r1": r1.tolist(), "r2": r2.tolist(), "tof": tof.tolist(),
             "revs": revs}
        )  # fmt: skip
    except NoJudge as reason:
        return [
            skip(capability=CAPABILITY, quantity=q, source="pykep", reason=str(reason))
            for q in names
        ]
    odd, worst = 0, 0.0
    for k, theirs in enumerate(answer["solutions"]):
        v1, v2, backward, _, _, status = lambert_all(MU, r1[k], r2[k], tof[k], NORTH, revs)
        for direction, listed in enumerate(theirs):
            mine = np.hstack([v1, v2])[(status == OK) & (backward == bool(direction))]
            other = np.array(listed).reshape(-1, 6)
            odd += abs(len(mine) - len(other))
            if len(mine) == 0 or len(other) == 0:
                continue
            apart = np.linalg.norm(mine[:, None] - other[None], axis=2)
            worst = max(worst, float((apart.min(axis=1) / np.linalg.norm(mine, axis=1)).max()))
    source = f"pykep {answer['version']}"
    return [
        at_most(
            capability=CAPABILITY, quantity=names[0], limit=0, computed=odd, unit="", source=source
        ),
        at_most(
            capability=CAPABILITY, quantity=names[1], limit=AGREEMENT, computed=worst,
            unit="of the velocity", source=source,
        ),
    ]  # fmt: skip


def of_all_kinds(rng: np.random.Generator, n: int) -> tuple[Array, Array, Array]:
    """Positions, times [s] of n random prograde problems: an eighth each near 180°, near 0°, near
    the parabola and on hyperbolas, the rest of any turn and time."""
    r1, r2 = shell(rng, n), shell(rng, n)
    tof = 10 ** rng.uniform(1, 4.3, n) * DAY
    kind = rng.integers(0, 8, n)[:, None]
    off, ratio = 10 ** rng.uniform(-6, -1, (n, 1)), rng.uniform(0.4, 2.5, (n, 1))
    r2 = np.where(kind == 1, off * r2 - ratio * r1, np.where(kind == 2, off * r2 + ratio * r1, r2))
    parabola = parabolic_time(r1, r2, np.cross(r1, r2)[:, 2] < 0)
    beside = 1 + rng.choice([-1, 1], n) * 10 ** rng.uniform(-12, -2, n)
    tof = np.where(kind[:, 0] == 3, parabola * beside, tof)
    return r1, r2, np.where(kind[:, 0] == 4, parabola * rng.uniform(0.1, 0.99, n), tof)


def arrives(r1: Array, v1: Array, tof: Array, r2: Array) -> NDArray[np.bool_]:
    """Whether arcs flown again arrive."""
    r, _, flown = propagate_many(MU, r1, v1.copy(), tof)
    off = np.linalg.norm(r - r2, axis=1) / np.linalg.norm(r2, axis=1)
    return (flown == OK) & (off < ARRIVAL)


def compare(seed: int, revs: int = 2) -> tuple[float, int, int, int, str]:
    """One chunk against pykep: the worst difference of a velocity, the arcs of pykep that do not
    arrive, ours of those it has otherwise or not that do not arrive, problems without a solution or
    the word that there is none, pykep's version.

    Where slots differ, an arc of pykep that arrives is compared with the nearest of ours, and one
    that does not is no judge. Near one line the velocity is less sure than the agreement asked:
    there arriving is all.
    """
    r1, r2, tof = of_all_kinds(np.random.default_rng(seed), CHUNK)
    with TemporaryDirectory() as folder:
        given, found = Path(folder) / "given.npz", Path(folder) / "found.npy"
        np.savez(given, r1=r1, r2=r2, tof=tof)
        ask = {"what": "batch", "mu": MU, "revs": revs, "retrograde": False}
        answer = ask_pykep(ask | {"from": str(given), "to": str(found)}, 900.0)
        theirs = np.load(found)
    v1, v2, status = lambert_many(MU, r1, r2, tof, NORTH, False, revs)
    silent = int((~np.isin(status, (OK, NO_SOLUTION))).any(axis=1).sum())
    ours = np.concatenate([v1, v2], axis=2)
    size = np.linalg.norm(ours, axis=2)
    apart = np.linalg.norm(ours - theirs, axis=2) / size
    sine = np.linalg.norm(np.cross(r1, r2), axis=1)
    sine /= np.linalg.norm(r1, axis=1) * np.linalg.norm(r2, axis=1)
    same, sure = apart <= AGREEMENT, (sine > COLLINEAR)[:, None]
    worst = float(apart[same & sure].max())
    row, slot = np.nonzero((status == OK) & ~same)
    lost = int((~arrives(r1[row], v1[row, slot], tof[row], r2[row])).sum())
    row, slot = np.nonzero(np.isfinite(theirs).all(axis=2) & ~same)
    good = arrives(r1[row], theirs[row, slot, :3], tof[row], r2[row])
    for k in np.flatnonzero(good & sure[row, 0]):
        near = np.linalg.norm(ours[row[k]] - theirs[row[k], slot[k]], axis=1) / size[row[k]]
        worst = max(worst, float(np.nanmin(near)))
    return worst, int((~good).sum()), lost, silent, answer["version"]


def of_a_million() -> list[Row]:
    """Same prograde velocities as pykep, slot by slot, up to two revolutions, of every kind."""
    count = f"{CHUNK * CHUNKS:,} problems with near-degenerate ones, up to two revolutions"
    names = (
        f"{count}: worst difference of a velocity",
        f"{count}: no status, or an arc that pykep has not and that does not arrive",
    )
    try:
        parts = [compare(seed) for seed in range(CHUNKS)]
    except NoJudge as reason:
        return [
            skip(capability=CAPABILITY, quantity=q, source="pykep", reason=str(reason))
            for q in names
        ]
    source, none = f"pykep {parts[0][4]}", sum(p[1] for p in parts)
    return [
        at_most(
            capability=CAPABILITY, quantity=f"{names[0]} ({none} of pykep's do not arrive)",
            limit=AGREEMENT, computed=max(p[0] for p in parts), unit="of the velocity",
            source=source,
        ),
        at_most(
            capability=CAPABILITY, quantity=names[1], limit=0,
            computed=sum(p[2] + p[3] for p in parts), unit="", source=source,
        ),
    ]  # fmt: skip


def against_lamberthub(n: int = 1000) -> list[Row]:
    """Same direct prograde arcs as Gooding's method in lamberthub."""
    rng = np.random.default_rng(78)
    r1, r2, tof, _ = problems("direct", rng, n, False)
    quantity = f"worst difference of a velocity, {n} direct arcs"
    try:
        answer = ask_lamberthub(
            {"mu": MU, "r1": r1.tolist(), "r2": r2.tolist(), "tof": tof.tolist()}
        )
    except NoJudge as reason:
        return [
            skip(capability=CAPABILITY, quantity=quantity, source="lamberthub", reason=str(reason))
        ]
    v1, v2, status = lambert_many(MU, r1, r2, tof, NORTH, False, 0)
    worst, refused = 0.0, 0
    for k, theirs in enumerate(answer["solutions"]):
        if isinstance(theirs, str) or status[k, 0] != OK:
            refused += 1
            continue
        mine = np.concatenate([v1[k, 0], v2[k, 0]])
        worst = max(worst, float(np.linalg.norm(mine - np.ravel(theirs)) / np.linalg.norm(mine)))
    return [
        at_most(
            capability=CAPABILITY, quantity=f"{quantity} ({refused} that lamberthub refuses)",
            limit=AGREEMENT, computed=worst, unit="of the velocity",
            source=f"lamberthub {answer['version']}, gooding1990",
        )
    ]  # fmt: skip


def rows() -> list[Row]:
    """All rows of this judge."""
    kinds = ("direct", "up to three revolutions", "within half a degree of 180°", "hyperbolic")
    return [*map(arrivals, kinds), integrated(), *against_pykep(), *of_a_million(),
            *against_lamberthub()]  # fmt: skip
