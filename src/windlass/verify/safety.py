"""Does a returned rock threaten Earth, if its tug fails at any instant?

At each instant of failure (``verify.failures``) clones of the rock, off by what the Monte Carlo of
the navigation left, fly on alone for a century by the fast mode; counted are those that meet Earth,
the Moon, another body, and how near the others come.  Probabilities are conditional: *if* the tug
fails then.  A flight that could not be flown to its end is told, and counts as a hit in each bound.
What it says and what not: docs/methods/safety.md.
Source: clopper1934.  Checked: tests/verify/test_safety.py.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from windlass.base.epochs import YEAR_S, format_epoch
from windlass.base.errors import InvalidInput, NotSolved
from windlass.base.progress import Progress, silent
from windlass.bodies import met
from windlass.bodies.forces import MODEL, gm_sun
from windlass.bodies.planets import load
from windlass.kernels import status as st
from windlass.verify.failures import Failure, failures
from windlass.verify.harm import SPEED_M_S, Harm, harm
from windlass.verify.keep_out import Criterion, KeepOut, judged, keep_out, upper
from windlass.verify.plan import Plan
from windlass.verify.shares import COUNT, Shares, shares

Array = NDArray[np.float64]

CHUNK: Final = 256
"""Flights at a time, after which progress is told."""
PERCENT: Final = (5.0, 50.0, 95.0)
"""Percentiles of least distances."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fate:
    """What the clones of one failure, or of many, came to.

    flights; earth, moon, other: how many met that; ejected: how many leave the Sun; unknown: how
    many have no end, by why; near: how many come within the keep-out distance of Earth (those that
    meet it too); earth_upper, moon_upper, near_upper: bounds of the probabilities; least_earth_m,
    least_moon_m: least distance of all and its percentiles (PERCENT), nan where nothing was flown;
    median_years: until Earth is met, fastest_m_s: at which, None where it is not.
    """

    flights: int
    earth: int
    moon: int
    other: int
    ejected: int
    near: int
    unknown: dict[str, int]
    earth_upper: float
    moon_upper: float
    near_upper: float
    least_earth_m: tuple[float, float, float, float]
    least_moon_m: tuple[float, float, float, float]
    median_years: float | None
    fastest_m_s: float | None

    @property
    def lost(self) -> int:
        """How many flights have no end."""
        return sum(self.unknown.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class Nominal:
    """The path itself: least distance [m] from Earth and Moon and when [s past J2000]."""

    earth_m: float
    earth_s: float
    moon_m: float
    moon_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Safety:
    """Fates by instant and all together, the path itself, the criteria, and what a fall would do.

    seed; spread: whether clones were flown (without deviations one rock flies from each instant);
    within: what every share of each burn leads to.
    """

    name: str
    keep: KeepOut
    seed: int
    spread: bool
    instants: tuple[Failure, ...]
    fates: tuple[Fate, ...]
    pooled: Fate
    path: Nominal
    criteria: tuple[Criterion, ...]
    fall: Harm
    within: tuple[Shares, ...] = ()
    model: str = MODEL

    @property
    def broken(self) -> tuple[Criterion, ...]:
        """The criteria that are not shown to be kept."""
        return tuple(one for one in self.criteria if one.state != "kept")

    def lines(self) -> list[str]:
        """Return all of it in words."""
        pool = self.pooled
        said = [
            f"{len(self.instants)} instants of failure, {pool.flights} flights of "
            f"{self.keep.years:g} years: {pool.earth} meet Earth, {pool.moon} the Moon, "
            f"{pool.other} another body, {pool.ejected} leave the Sun.",
            f"With {self.keep.confidence:.0%} confidence the probability is below "
            f"{pool.earth_upper:.2g} for Earth and {pool.moon_upper:.2g} for the Moon.",
        ]
        if not self.spread:
            said.append("No deviations were given: one rock flew from each instant.")
        lost = ", ".join(f"{n} {why}" for why, n in pool.unknown.items())
        said.append(f"Flights without an end: {lost}." if lost else "Every flight has its end.")
        first = self.instants[0]
        if first.kind == "burn" and first.share == 0.0:
            own = self.fates[0]
            said.append(
                f"Left alone, before any burn, {own.earth} of {own.flights} meet Earth "
                f"(below {own.earth_upper:.2g})."
            )
        said += [one.text + "." for one in self.criteria]
        said += [one.text() for one in self.within]
        said.append(f"If it fell: {self.fall.answer} ({self.fall.text}).")
        return said


def clones(
    instants: Sequence[Failure], off: Array | None, count: int, seed: int
) -> tuple[Array, Array]:
    """Return (states (k, 6), number of the instant (k,)) of the rocks that fly.

    off (m, n, 6): deviations at the nodes; at each instant count of the m samples, none of them
    twice, drawn anew; all where m is less.  None: the failing state alone.
    """
    states, which = [], []
    for k, one in enumerate(instants):
        here = one.state[None, :]
        if off is not None:
            rng = np.random.default_rng([seed, k])
            drawn = rng.permutation(len(off))[: min(count, len(off))]
            here = here + one.off(off[drawn])
        states.append(here)
        which.append(np.full(len(here), k))
    return np.concatenate(states), np.concatenate(which)


def judge(
    plan: Plan,
    off: Array | None = None,
    *,
    keep: KeepOut | None = None,
    instants: Sequence[Failure] | None = None,
    spectral: str | None = None,
    seed: int = 1,
    within: int = COUNT,
    progress: Progress | None = None,
) -> Safety:
    """Return the safety of a plan.

    off (m, n, 6): deviations of m samples from the path at its n nodes [m, m/s], as the Monte Carlo
    of the navigation gives them, None: none; instants: of failure, by default ``failures``;
    spectral: the rock's type; within: shares of each burn that fly beside them, 0 none.  Raises
    InvalidInput where off does not fit the path.
    """
    keep = keep_out() if keep is None else keep
    _fits(plan, off)
    some = failures(plan, keep.instants) if instants is None else tuple(instants)
    if not some:
        raise InvalidInput("instants of failure", value=0, remedy="give one or more")
    states, which = clones(some, off, keep.clones, seed)
    begun = np.array([one.t_s for one in some])[which]
    told = _fly(plan.name, states, begun, keep, progress)
    fates = tuple(_fate(told, begun, which == k, keep) for k in range(len(some)))
    pooled = _fate(told, begun, np.ones(len(which), bool), keep)
    path = nominal(plan, keep)
    beside = shares(plan, keep, off, seed, within) if within else ()
    return Safety(
        name=plan.name, keep=keep, seed=seed, spread=off is not None, instants=tuple(some),
        fates=fates, pooled=pooled, path=path,
        criteria=(*_criteria(some, fates, pooled, path, keep), *_anywhere(beside, keep)),
        fall=harm(plan.size_m, spectral, pooled.fastest_m_s or SPEED_M_S),
        within=beside,
    )  # fmt: skip


def _fits(plan: Plan, off: Array | None) -> None:
    n = len(plan.path.t_s)
    if off is not None and not (
        off.ndim == 3 and len(off) > 0 and off.shape[1:] == (n, 6) and np.isfinite(off).all()
    ):
        raise InvalidInput(
            f"deviations from {plan.name}", value=off.shape,
            remedy=f"give finite ones as (m, {n}, 6), m of 1 or more, or none",
        )  # fmt: skip


def _fly(
    name: str, states: Array, begun: Array, keep: KeepOut, progress: Progress | None
) -> met.Met:
    """Fly all, in chunks."""
    parts = []
    with (progress or silent()).task(f"failures of {name}", len(states)) as step:
        for first in range(0, len(states), CHUNK):
            some = slice(first, first + CHUNK)
            t0 = begun[some]
            parts.append(met.fly(
                states[some], t0, t0 + keep.span_s, height_m=keep.height_m,
                watch_m=(keep.distance_m, 0.0),
            ))  # fmt: skip
            step.advance(len(t0))
    return met.joined(parts)


def _fate(told: met.Met, begun: Array, chosen: NDArray[np.bool_], keep: KeepOut) -> Fate:
    """Count what the chosen flights came to."""
    flown = told.flown & chosen
    n = int(chosen.sum())
    hits = {b: flown & (told.met == b) for b in (met.EARTH, met.MOON)}
    earth, moon = (int(hit.sum()) for hit in hits.values())
    lost = chosen & ~told.flown
    unknown = Counter(st.WORDS[int(code)] for code in told.status[lost])
    near = int((flown & (told.least_m[:, 0] < keep.distance_m)).sum())
    hit = hits[met.EARTH]
    years = (told.until_s[hit] - begun[hit]) / YEAR_S
    bound = [upper(k + int(lost.sum()), n, keep.confidence) for k in (earth, moon, near)]
    return Fate(
        flights=n, earth=earth, moon=moon,
        other=int((flown & (told.met >= 0)).sum()) - earth - moon,
        ejected=int((flown & _ejected(told)).sum()), near=near, unknown=dict(unknown),
        earth_upper=bound[0], moon_upper=bound[1], near_upper=bound[2],
        least_earth_m=_least(told.least_m[flown, 0]), least_moon_m=_least(told.least_m[flown, 1]),
        median_years=float(np.median(years)) if earth else None,
        fastest_m_s=float(told.speed_m_s[hit].max()) if earth else None,
    )  # fmt: skip


def _least(distances: Array) -> tuple[float, float, float, float]:
    """Return the least distance of all and the percentiles."""
    if not distances.size:
        return (np.nan,) * 4
    five, half, most = (float(x) for x in np.percentile(distances, PERCENT))
    return float(distances.min()), five, half, most


def _ejected(told: met.Met) -> NDArray[np.bool_]:
    """Return whether each ends on an orbit that leaves the Sun (n,)."""
    out = np.zeros(len(told.met), bool)
    free = np.flatnonzero(told.status == st.OK)
    if free.size:
        r, v = load().body("sun", centre="barycentre").state(told.until_s[free])
        far = np.linalg.norm(told.state[free, :3] - r, axis=1)
        fast = np.linalg.norm(told.state[free, 3:] - v, axis=1)
        out[free] = 0.5 * fast**2 > gm_sun() / far
    return out


def nominal(plan: Plan, keep: KeepOut) -> Nominal:
    """Return how near the path itself comes to Earth and Moon, from node to node; NotSolved where
    a part of it cannot be flown."""
    t = plan.path.t_s
    told = met.fly(plan.path.states[:-1], t[:-1], t[1:], height_m=keep.height_m)
    if not told.flown.all():
        k = int(np.argmin(told.flown))
        raise NotSolved(
            f"how near {plan.name} comes to Earth: {st.WORDS[int(told.status[k])]}",
            status=int(told.status[k]), value=format_epoch(float(t[k])),
        )  # fmt: skip
    at = [int(np.nanargmin(told.least_m[:, k])) for k in (0, 1)]
    return Nominal(
        earth_m=float(told.least_m[at[0], 0]), earth_s=float(told.when_s[at[0], 0]),
        moon_m=float(told.least_m[at[1], 1]), moon_s=float(told.when_s[at[1], 1]),
    )  # fmt: skip


def _anywhere(beside: Sequence[Shares], keep: KeepOut) -> tuple[Criterion, ...]:
    """Return the criterion of each burn over all its shares, between the instants."""
    return tuple(
        judged(
            f"Earth after a failure anywhere in {one.part}",
            keep.each,
            one.hits,
            len(one.share),
            one.lost,
            keep.confidence,
        )
        for one in beside
    )


def _criteria(
    instants: Sequence[Failure], fates: Sequence[Fate], pooled: Fate, path: Nominal, keep: KeepOut
) -> tuple[Criterion, ...]:
    """Return the criteria and whether they are kept."""
    worst = max(range(len(fates)), key=lambda k: fates[k].earth_upper)
    one = fates[worst]
    where = "any one instant"
    if one.earth or one.lost:
        where = f"{instants[worst].label}, the worst instant"
    near = path.earth_m < keep.distance_m
    return (
        judged(
            f"Earth after a failure at {where}", keep.each, one.earth, one.flights, one.lost,
            keep.confidence,
        ),
        judged(
            "Earth after a failure, all instants together", keep.pooled, pooled.earth,
            pooled.flights, pooled.lost, keep.confidence,
        ),
        Criterion(
            name="the path itself", allowed=keep.distance_m, found=path.earth_m,
            upper=path.earth_m, state="broken" if near else "kept",
            text=f"The path itself comes within {path.earth_m / 1e3:,.0f} km of Earth's centre, "
            f"keep-out distance {keep.distance_m / 1e3:,.0f} km: "
            + ("nearer than that" if near else "kept"),
        ),
    )  # fmt: skip
