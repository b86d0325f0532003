"""Stable and unstable manifolds of periodic orbits, cut at a section, as a table.

A stable manifold is flown backwards from a small step along the orbit's stable direction, an
unstable one forwards; each of its two halves leaves towards the smaller primary or away from it.
The section is a half plane through the larger primary, perpendicular to the primaries' plane, at
an angle from the smaller one.  A tube is all of one half of one family that first meets one of
the two sections, ±angle.
Source: koon2011, garciayarnoz2013.
Checked: tests/capture/test_manifolds.py, validation/three_body.py.
"""

from __future__ import annotations

import hashlib
import math
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from windlass.base import kept_arrays
from windlass.base.codeversion import code_version
from windlass.base.constants import R_EARTH_M, R_MARS_M, R_MOON_M, R_SUN_M
from windlass.base.errors import InvalidInput, NotSolved
from windlass.base.folders import cache_folder
from windlass.capture import orbits as po
from windlass.capture.families import Family, family
from windlass.capture.orbits import Orbit
from windlass.capture.three_body import Primaries
from windlass.kernels import cr3bp
from windlass.kernels import status as st
from windlass.kernels.cr3bp_block import cut_many

Array = NDArray[np.float64]

STEP_OFF: Final = 1e-5
"""How far from the orbit a manifold is begun, in distances of the primaries."""
GROWTH: Final = 2.0
"""Least multiplier of an orbit whose manifold is followed: below, it takes years to leave."""
LONGEST: Final = 13.0 * math.pi
"""Time after which a trajectory that has not met a section is given up."""
PASSED: Final = (5e-3, 1e-6)
"""Least distances while a family is followed: members that meet a body are left out later."""
ANGLE: Final = math.pi / 8.0
"""Of the sections, from the smaller primary."""
RADII_M: Final = {
    "sun-earth": (R_SUN_M, R_EARTH_M),
    "sun-mars": (R_SUN_M, R_MARS_M),
    "earth-moon": (R_EARTH_M, R_MOON_M),
}
"""Radii of the primaries, by the name of their pair."""
KINDS: Final = ("planar", "vertical", "halo-north", "halo-south")
CUT_TOL: Final = 1e-13
"""Of the flights to the sections."""
SPREAD: Final = 1.5
"""How much the flight times of neighbours may differ where the table is interpolated."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TubeAsk:
    """Ask: the tubes of some families about points 1 and 2 of a pair of primaries.

    sizes: members of each family at most, evenly along it; phases: states of each; reach: greatest
    distance from the smaller primary that an orbit may have [Hill radii]; bodies: distances from
    the primaries below which nothing may come, their radii unless given; stable: False for the
    unstable manifolds.
    """

    primaries: Primaries
    kinds: tuple[str, ...] = KINDS
    sizes: int = 160
    phases: int = 120
    reach: float = 20.0
    angle: float = ANGLE
    bodies: tuple[float, float] | None = None
    stable: bool = True

    def __post_init__(self) -> None:
        if not (self.sizes >= 4 and self.phases >= 8):
            raise InvalidInput(
                "sizes and phases of a tube", value=(self.sizes, self.phases),
                remedy="give at least 4 and 8",
            )  # fmt: skip
        if not 0.0 < self.angle < math.pi:
            raise InvalidInput("angle of the section", value=self.angle, remedy="0 to 180 deg")

    @property
    def least(self) -> Array:
        """Distances from the primaries below which nothing may come (2,)."""
        if self.bodies is not None:
            return np.array(self.bodies)
        radii = RADII_M.get(self.primaries.name, (0.0, 0.0))
        return np.array(radii) / self.primaries.distance_m


@dataclass(frozen=True, slots=True, kw_only=True)
class Tubes:
    """States where manifolds meet their section.

    Tube f is of family kind[f] about point[f], its half away from the smaller primary where
    outer[f], at the section side[f] * angle.  counts (f,): its sizes; unknowns (f, s, 4): of
    each orbit (nan beyond), their periods, Jacobi constants and greatest distances from the
    smaller primary (f, s); states (f, s, p, 6), nan where nothing arrives;
    times (f, s, p): of flight, negative for stable ones; smooth (f, s, p): whether the cell from
    this node on is interpolated.
    """

    ask: TubeAsk
    kind: tuple[str, ...]
    point: tuple[int, ...]
    outer: tuple[bool, ...]
    side: tuple[int, ...]
    counts: NDArray[np.int64]
    unknowns: Array
    periods: Array
    jacobis: Array
    reaches: Array
    states: Array
    times: Array
    smooth: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.kind)

    def name(self, tube: int) -> str:
        """Return a tube's name, as it is shown."""
        return f"L{self.point[tube]} {self.kind[tube]}"


def direction(orbit: Orbit, *, stable: bool = True) -> Array | None:
    """Return the direction (6,) in which an orbit's manifold leaves its state; None: none does.

    Of unit length in position.  None where the multiplier is complex or grows by less than
    GROWTH a period.
    """
    values, vectors = np.linalg.eig(orbit.monodromy)
    k = int(np.argmin(np.abs(values)) if stable else np.argmax(np.abs(values)))
    size = abs(values[k]) if not stable else 1.0 / abs(values[k])
    if abs(values[k].imag) > 1e-9 * abs(values[k]) or size < GROWTH:
        return None
    way = np.real(vectors[:, k])
    return np.asarray(way / np.linalg.norm(way[:3]))


def starts(
    orbit: Orbit, phases: Array, *, stable: bool = True, outer: bool = True, point: int = 2
) -> Array | None:
    """Return states (n, 6) a small step off an orbit at phases (n,) [of a period], rising.

    outer: the half that leaves away from the smaller primary.  None where no manifold leaves.
    """
    way = direction(orbit, stable=stable)
    if way is None:
        return None
    away = 1.0 if point == 2 else -1.0
    if (way[0] * away > 0.0) != outer:
        way = -way
    out, s, here = np.empty((phases.size, 6)), orbit.state.copy(), 0.0
    for k, phase in enumerate(phases):
        s, phi, status = cr3bp.propagate_stm(
            orbit.mu, s, (phase - here) * orbit.period, po.TOL, np.zeros(2)
        )
        if status != st.OK:
            raise NotSolved("a periodic orbit cannot be flown", status=status, inputs=orbit.state)
        way = phi @ way
        way /= np.linalg.norm(way[:3])
        out[k], here = s + STEP_OFF * way, float(phase)
    return out


def tubes(ask: TubeAsk, *, folder: Path | None = None) -> Tubes:
    """Return the tubes asked for, from disk where they are there and whole."""
    root = cache_folder() / "manifolds" if folder is None else folder
    made_of = hashlib.sha256(f"{ask!r}|{code_version()}".encode()).hexdigest()[:32]
    path = root / f"{made_of}.npz"
    found = _read(path, ask)
    if found is None:
        found = build(ask)
        kept_arrays.write(path, _arrays(found))
    return found


def build(ask: TubeAsk) -> Tubes:
    """Follow the families and fly their manifolds to the sections."""
    rows: list[_Tube] = []
    for kind in ask.kinds:
        for libration in (1, 2):
            followed = family(
                ask.primaries.mu, kind, libration, most=3_000, least=PASSED,
                longest=LONGEST,
                reach=ask.reach * (ask.primaries.mu / 3.0) ** (1.0 / 3.0),
            )  # fmt: skip
            keep = _kept(followed, ask)
            for outer in (True, False):
                rows += _half(followed, keep, outer, ask)
    if not rows:
        raise NotSolved(
            "no manifold of these families meets the section", status=st.NO_SOLUTION, inputs=ask
        )
    return Tubes(
        ask=ask,
        kind=tuple(row.kind for row in rows),
        point=tuple(row.point for row in rows),
        outer=tuple(row.outer for row in rows),
        side=tuple(row.side for row in rows),
        counts=np.array([row.count for row in rows], dtype=np.int64),
        unknowns=np.stack([row.unknowns for row in rows]),
        periods=np.stack([row.periods for row in rows]),
        jacobis=np.stack([row.jacobis for row in rows]),
        reaches=np.stack([row.reaches for row in rows]),
        states=np.stack([row.states for row in rows]),
        times=np.stack([row.times for row in rows]),
        smooth=np.stack([row.smooth for row in rows]),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Tube:
    """One tube: as in Tubes, without the first axis."""

    kind: str
    point: int
    outer: bool
    side: int
    count: int
    unknowns: Array
    periods: Array
    jacobis: Array
    reaches: Array
    states: Array
    times: Array
    smooth: NDArray[np.bool_]


def _kept(followed: Family, ask: TubeAsk) -> list[tuple[int, float]]:
    """Return which members are flown, within reach, with a manifold, evenly along the family; and
    how far from the smaller primary each goes.
    """
    hill = (ask.primaries.mu / 3.0) ** (1.0 / 3.0)
    within = []
    for k, orbit in enumerate(followed.orbits):
        way = po.flown(orbit, np.linspace(0.0, orbit.period, 33))[:, :3]
        far = np.linalg.norm(way - np.array([1.0 - orbit.mu, 0.0, 0.0]), axis=1).max()
        if far > ask.reach * hill:
            break
        _, status = cr3bp.propagate(orbit.mu, orbit.state, orbit.period, po.TOL, ask.least)
        if status == st.OK and direction(orbit, stable=ask.stable) is not None:
            within.append((k, float(far)))
    # Every so many'th: between members unevenly apart a cubic is little better than a line.
    return within[:: max(1, -(-len(within) // ask.sizes))]


def _half(
    followed: Family, keep: list[tuple[int, float]], outer: bool, ask: TubeAsk
) -> list[_Tube]:
    """Return one half of a family's manifolds, a tube for each section it meets."""
    m, count = ask.phases, len(keep)
    members = [followed.orbits[k] for k, _ in keep]
    begun = np.full((count, m, 6), np.nan)
    for row, orbit in zip(begun, members, strict=True):
        off = starts(orbit, np.arange(m) / m, stable=ask.stable, outer=outer, point=followed.point)
        if off is not None:
            row[:] = off
    sign = -1.0 if ask.stable else 1.0
    s, t, side = cut(followed.mu, begun.reshape(-1, 6), sign * LONGEST, ask.angle, ask.least)
    s, t, side = s.reshape(-1, m, 6), t.reshape(-1, m), side.reshape(-1, m)
    unknowns = np.full((ask.sizes, 4), np.nan)
    unknowns[:count, : followed.unknowns.shape[1]] = followed.unknowns[[k for k, _ in keep]]
    found = []
    for which in (1, -1):
        met = side == which
        if np.count_nonzero(met) < m:
            continue
        states, times = np.full((ask.sizes, m, 6), np.nan), np.full((ask.sizes, m), np.nan)
        states[:count][met], times[:count][met] = s[met], t[met]
        found.append(
            _Tube(
                kind=followed.kind,
                point=followed.point,
                outer=outer,
                side=which,
                count=count,
                unknowns=unknowns,
                periods=_padded([orbit.period for orbit in members], ask.sizes),
                jacobis=_padded([orbit.jacobi for orbit in members], ask.sizes),
                reaches=_padded([far for _, far in keep], ask.sizes),
                states=states,
                times=times,
                smooth=_smooth(times, np.array([k for k, _ in keep])),
            )
        )
    return found


def _padded(values: list[float], size: int) -> Array:
    """Return values (size,), nan after the last one."""
    out = np.full(size, np.nan)
    out[: len(values)] = values
    return out


def cut(
    mu: float, begun: Array, longest: float, angle: float, least: Array
) -> tuple[Array, Array, NDArray[np.int64]]:
    """Return (states (n, 6), times (n,), sides (n,)) where flights first meet either section.

    begun (n, 6); longest: time, of either sign; side: 1 at +angle, −1 at −angle, 0 where none is
    met, whose state and time are nan.
    """
    limit = np.full(len(begun), longest)
    states, times = np.full_like(begun, np.nan), np.full(len(begun), np.nan)
    sides = np.zeros(len(begun), dtype=np.int64)
    for side in (1, -1):
        s, t, status = cut_many(mu, begun, limit, side * angle, CUT_TOL, least)
        first = (status == st.OK) & ~(np.abs(times) <= np.abs(t))
        states[first], times[first], sides[first] = s[first], t[first], side
    return states, times, sides


def _smooth(times: Array, members: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Return which cells (n, m) have all sixteen nodes of their cubic, flown for like times, of
    members (k,) of the family evenly apart.
    """
    (n, m), count = times.shape, len(members)
    out = np.zeros((n, m), dtype=np.bool_)
    for i in range(count - 1 if count >= 4 else 0):
        low = min(max(i - 1, 0), count - 4)
        if np.ptp(np.diff(members[low : low + 4])) > 0:
            continue
        block = times[low : low + 4]
        around = np.stack([np.roll(block, 1 - k, axis=1) for k in range(4)])
        out[i] = around.max(axis=(0, 1)) - around.min(axis=(0, 1)) < SPREAD  # nan: not below
    return out


_FIELDS: Final = (
    "counts", "unknowns", "periods", "jacobis", "reaches", "states", "times", "smooth",
)  # fmt: skip
_NAMED: Final = ("kind", "point", "outer", "side")


def _arrays(made: Tubes) -> kept_arrays.Arrays:
    """Return what is stored of tubes."""
    named = {name: np.array(getattr(made, name)) for name in _NAMED}
    return named | {name: getattr(made, name) for name in _FIELDS}


def _read(path: Path, ask: TubeAsk) -> Tubes | None:
    """Return stored tubes; None where there are none or the file is damaged."""
    held = kept_arrays.read(path, (*_NAMED, *_FIELDS))
    if held is None:
        return None
    return Tubes(
        ask=ask,
        kind=tuple(str(k) for k in held["kind"]), point=tuple(int(k) for k in held["point"]),
        outer=tuple(bool(k) for k in held["outer"]), side=tuple(int(k) for k in held["side"]),
        **{name: held[name] for name in _FIELDS},
    )  # fmt: skip
