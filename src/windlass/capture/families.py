"""Families of periodic orbits, followed from their first small member.

Planar and vertical Lyapunov orbits begin as linear motion about a libration point, halo orbits
where a planar one meets its own vertical motion in step, distant retrograde orbits (DRO) as small
circles about the smaller primary.  Each is followed along its curve of unknowns by steps of arc
length, longer where Newton's method is quick and shorter where it fails.
Source: doedel2007, howell1984, henon1969.
Checked: tests/capture/test_families.py, validation/three_body.py.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from windlass.base.errors import InvalidInput, NotSolved
from windlass.capture import orbits as po
from windlass.capture.orbits import HALO, PLANAR, VERTICAL, Orbit, Symmetry
from windlass.capture.three_body import frequencies, point
from windlass.kernels import cr3bp
from windlass.kernels import status as st

Array = NDArray[np.float64]

KINDS: Final = ("planar", "vertical", "halo-north", "halo-south", "nrho-north", "nrho-south", "dro")

FIRST: Final = 2e-3
"""Amplitude of a family's first member, in Hill radii of the smaller primary."""
STEP: Final = 0.06
"""Greatest step of arc length along a family, in Hill radii, and a tenth of it in time."""
SHORTEST: Final = 1e-5
QUICK: Final = 4
"""Rounds of Newton's method below which the next step is longer."""
NRHO: Final = 2.0
"""Greatest stability index of a near-rectilinear halo orbit (the name has no sharp border)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """Orbits of one kind in order of their arc length, and why they end.

    unknowns (n, k): free components of each start and the time flown to the mirror.
    """

    kind: str
    point: int
    mu: float
    symmetry: Symmetry
    unknowns: Array
    orbits: tuple[Orbit, ...]
    ended: str

    def __len__(self) -> int:
        return len(self.orbits)

    @property
    def periods(self) -> Array:
        """Periods (n,)."""
        return np.array([orbit.period for orbit in self.orbits])

    @property
    def jacobis(self) -> Array:
        """Jacobi constants (n,)."""
        return np.array([orbit.jacobi for orbit in self.orbits])

    @property
    def stabilities(self) -> Array:
        """Stability indices (n,), of the multiplier of greatest modulus."""
        return np.array([orbit.stability for orbit in self.orbits])


def family(
    mu: float,
    kind: str,
    libration: int = 2,
    *,
    most: int = 400,
    least: tuple[float, float] = (0.0, 0.0),
    step: float = STEP,
    longest: float = 4.0 * math.pi,
    reach: float = math.inf,
) -> Family:
    """Return a family, from its first small member to where it ends.

    kind: one of KINDS; libration: point 1 or 2 (not read for dro); most: members at most;
    least: distances from the primaries' centres below which an orbit is not followed; step: of
    arc length [Hill radii]; longest: period; reach: distance of the start from the smaller
    primary beyond which the family is not followed.  Raises InvalidInput, or NotSolved
    where even the first member is not found.
    """
    if kind not in KINDS:
        raise InvalidInput("kind of orbit", value=kind, remedy=f"give one of {', '.join(KINDS)}")
    if kind != "dro" and libration not in (1, 2):
        raise InvalidInput("libration point of a family", value=libration, remedy="give 1 or 2")
    if not (most >= 2 and step > 0.0 and longest > 0.0):
        raise InvalidInput(
            "members, step and longest period", value=(most, step, longest),
            remedy="give at least 2 members, and a step and a period above zero",
        )  # fmt: skip
    walk = _Walk(mu, np.array(least), step, longest, reach)
    shape, _, side = kind.partition("-")
    if shape in ("halo", "nrho"):
        found = walk.follow(HALO, *_halo_start(mu, libration, side == "north", walk), most)
    elif shape == "planar":
        found = walk.follow(PLANAR, *_planar_start(mu, libration), most)
    elif shape == "vertical":
        found = walk.follow(VERTICAL, *_vertical_start(mu, libration), most)
    else:
        found = walk.follow(PLANAR, *_dro_start(mu), most)
    symmetry, unknowns, orbits, ended = found
    if shape == "nrho":
        far = int(np.argmax([orbit.stability for orbit in orbits]))
        calm = [k for k in range(far, len(orbits)) if orbits[k].stability <= NRHO]
        if not calm:
            raise NotSolved(
                "no near-rectilinear halo orbit before the family ends", status=st.NO_SOLUTION
            )
        keep = [k for place, k in enumerate(calm) if k - calm[0] == place]  # without a gap
        unknowns, orbits = unknowns[keep], tuple(orbits[k] for k in keep)
    return Family(
        kind=kind, point=0 if kind == "dro" else libration, mu=mu, symmetry=symmetry,
        unknowns=unknowns, orbits=orbits, ended=ended,
    )  # fmt: skip


def member(found: Family, *, period: float | None = None, jacobi: float | None = None) -> Orbit:
    """Return the first orbit of a family with this period, or this Jacobi constant.

    Raises InvalidInput unless one of the two is given and lies within the family.
    """
    if (period is None) == (jacobi is None):
        raise InvalidInput("member of a family", remedy="give a period or a Jacobi constant")
    wanted = float(period if period is not None else jacobi)  # type: ignore[arg-type]
    word = "period" if period is not None else "Jacobi constant"
    along = found.periods if period is not None else found.jacobis
    between = np.flatnonzero((along[:-1] - wanted) * (along[1:] - wanted) <= 0.0)
    if not between.size:
        raise InvalidInput(
            f"{word} outside the family", value=wanted,
            remedy=f"give one between {along.min():.6g} and {along.max():.6g}",
        )  # fmt: skip
    k = int(between[0])
    gap = along[k + 1] - along[k]
    share = 0.0 if gap == 0.0 else (wanted - along[k]) / gap
    guess = found.unknowns[k] + share * (found.unknowns[k + 1] - found.unknowns[k])
    beside = _by_period(found, wanted) if period is not None else _by_jacobi(found, wanted)
    unknown, status, _ = po.correct(found.mu, found.symmetry, guess, beside=beside)
    if status != st.OK:
        raise NotSolved(f"no orbit of this {word}", status=status, inputs=wanted)
    return po.whole(found.mu, found.symmetry, unknown)


def _by_period(found: Family, wanted: float) -> Any:
    def beside(unknown: Array) -> tuple[float, Array]:
        gradient = np.zeros(unknown.size)
        gradient[-1] = 1.0
        return float(unknown[-1] - wanted / found.symmetry.parts), gradient

    return beside


def _by_jacobi(found: Family, wanted: float) -> Any:
    free = list(found.symmetry.free)

    def beside(unknown: Array) -> tuple[float, Array]:
        s, _ = po.start(found.symmetry, unknown)
        rate = np.empty(6)
        cr3bp.motion(found.mu, s, rate)
        slope = 2.0 * np.array([rate[3] - 2.0 * s[4], 0.0, rate[5], 0.0, -s[4], 0.0])
        gradient = np.append(slope[free], 0.0)
        return float(cr3bp.jacobi(found.mu, s) - wanted), gradient

    return beside


class _Walk:
    """Steps along a family of one pair of primaries."""

    def __init__(self, mu: float, least: Array, step: float, longest: float, reach: float) -> None:
        self.mu = mu
        self.least = least
        self.longest = longest
        self.reach = reach
        self.hill = (mu / 3.0) ** (1.0 / 3.0)
        self.step = step

    def weights(self, symmetry: Symmetry) -> Array:
        """Return what one Hill radius, or a tenth of time, is of each unknown (k,)."""
        return np.array([self.hill] * len(symmetry.free) + [0.1])

    def tangent(self, symmetry: Symmetry, unknown: Array, before: Array) -> Array | None:
        """Return the direction of the curve (k,) of unit length in weighted unknowns."""
        _, slope, status = po.misses(self.mu, symmetry, unknown, self.least)
        if status != st.OK:
            return None
        way = np.linalg.svd(slope * self.weights(symmetry))[2][-1]
        return np.asarray(way if way @ before >= 0.0 else -way)

    def follow(
        self, symmetry: Symmetry, first: Array, way: Array, most: int
    ) -> tuple[Symmetry, Array, tuple[Orbit, ...], str]:
        """Return (symmetry, unknowns, orbits, why they end) from a guess and a first direction."""
        weights = self.weights(symmetry)
        way = way / weights / np.linalg.norm(way / weights)
        here = self.near(symmetry, first, way)
        if here is None:
            raise NotSolved(
                "the first orbit of a family is not found", status=st.NOT_CONVERGED, inputs=first
            )
        unknowns, found = [here], [po.whole(self.mu, symmetry, here, self.least)]
        step, ended = self.step / 4.0, f"{most} members"
        while len(found) < most:
            along = self.tangent(symmetry, here, way)
            if along is None:
                ended = "an orbit comes too near a primary"
                break
            there, rounds = self._next(symmetry, here, along, step)
            orbit = None if there is None else self._orbit(symmetry, there)
            if there is None or orbit is None:
                step *= 0.5
                if step < SHORTEST:
                    ended = "no next orbit: it comes too near a primary, or the family turns"
                    break
                continue
            if orbit.period > self.longest:
                ended = "its period is too long"
                break
            if np.linalg.norm(orbit.state[:3] - np.array([1.0 - self.mu, 0.0, 0.0])) > self.reach:
                ended = "it goes further from the smaller primary than asked for"
                break
            if symmetry is not PLANAR and there[1] * unknowns[0][1] <= 0.0:
                ended = "it comes into the primaries' plane: its mirror images lie beyond"
                break
            if self._back_to_start(symmetry, there, unknowns):
                ended = "the family comes back to where it began"
                break
            here, way = there, along
            unknowns.append(here)
            found.append(orbit)
            step = min(self.step, step * (1.5 if rounds <= QUICK else 0.8))
        return symmetry, np.array(unknowns), tuple(found), ended

    def near(self, symmetry: Symmetry, guess: Array, way: Array) -> Array | None:
        """Return the orbit beside a guess, at right angles to the way the family goes."""
        weights = self.weights(symmetry)
        plane = way / weights

        def beside(unknown: Array) -> tuple[float, Array]:
            return float((unknown - guess) @ plane), plane

        unknown, status, _ = po.correct(self.mu, symmetry, guess, beside=beside, least=self.least)
        return unknown if status == st.OK else None

    def _next(
        self, symmetry: Symmetry, here: Array, along: Array, step: float
    ) -> tuple[Array | None, int]:
        weights = self.weights(symmetry)
        guess = here + along * weights * step
        plane = along / weights

        def beside(unknown: Array) -> tuple[float, Array]:
            return float((unknown - guess) @ plane), plane

        unknown, status, rounds = po.correct(
            self.mu, symmetry, guess, beside=beside, least=self.least
        )
        if status != st.OK or np.linalg.norm((unknown - guess) / weights) > 0.5 * step:
            return None, rounds
        return unknown, rounds

    def _orbit(self, symmetry: Symmetry, unknown: Array) -> Orbit | None:
        try:
            return po.whole(self.mu, symmetry, unknown, self.least)
        except NotSolved:
            return None

    def _back_to_start(self, symmetry: Symmetry, there: Array, unknowns: list[Array]) -> bool:
        if len(unknowns) < 5:
            return False
        gap = np.linalg.norm((there - unknowns[0]) / self.weights(symmetry))
        return bool(gap < 0.5 * FIRST)


def _away(libration: int) -> float:
    """Return the side of a point that lies away from the smaller primary."""
    return -1.0 if libration == 1 else 1.0


def _planar_start(mu: float, libration: int) -> tuple[Array, Array]:
    """Return (guess, way) of the smallest planar Lyapunov orbit, on its far side."""
    _, rate, _, kappa = frequencies(mu, libration)
    size = FIRST * (mu / 3.0) ** (1.0 / 3.0)
    side = _away(libration)
    x = float(point(mu, libration)[0]) + side * size
    guess = np.array([x, -side * size * kappa * rate, math.pi / rate])
    return guess, np.array([side, -side * kappa * rate, 0.0])


def _vertical_start(mu: float, libration: int) -> tuple[Array, Array]:
    _, _, rate, _ = frequencies(mu, libration)
    size = FIRST * (mu / 3.0) ** (1.0 / 3.0)
    guess = np.array([float(point(mu, libration)[0]), size, 0.0, 0.5 * math.pi / rate])
    return guess, np.array([0.0, 1.0, 0.0, 0.0])


def _dro_start(mu: float) -> tuple[Array, Array]:
    """Return (guess, way) of a small circle about the smaller primary, against its turn."""
    r = 0.05 * (mu / 3.0) ** (1.0 / 3.0)
    speed = math.sqrt(mu / r)
    guess = np.array([1.0 - mu - r, speed + r, math.pi / (speed / r + 1.0)])
    return guess, np.array([-1.0, 0.0, 0.0])


def _halo_start(mu: float, libration: int, north: bool, walk: _Walk) -> tuple[Array, Array]:
    """Return (guess, way) where a planar orbit's vertical motion comes in step with it."""
    _, unknowns, found, _ = walk.follow(PLANAR, *_planar_start(mu, libration), 300)
    twist = [_vertical_index(orbit) - 1.0 for orbit in found]
    for k in range(len(twist) - 1):
        if twist[k] > 0.0 >= twist[k + 1] or twist[k] < 0.0 <= twist[k + 1]:
            break
    else:
        raise NotSolved("no halo orbit branches off the planar family", status=st.NO_SOLUTION)
    low, high, a, b = unknowns[k], unknowns[k + 1], twist[k], twist[k + 1]
    middle = low
    for _ in range(60):
        gap = high - low
        nearer = walk.near(PLANAR, low + a / (a - b) * gap, gap / np.linalg.norm(gap))
        if nearer is None:
            raise NotSolved("the branch of the halo orbits is not found", status=st.NOT_CONVERGED)
        middle = nearer
        value = _vertical_index(po.whole(mu, PLANAR, middle)) - 1.0
        if abs(value) < 1e-9:
            break
        if (value > 0.0) == (a > 0.0):
            low, a = middle, value
        else:
            high, b = middle, value
    sign = 1.0 if north else -1.0
    first = np.array([middle[0], sign * FIRST * walk.hill, middle[1], middle[2]])
    return first, np.array([0.0, sign, 0.0, 0.0])


def _vertical_index(orbit: Orbit) -> float:
    """Return half the trace of the monodromy of a planar orbit's motion out of the plane."""
    return 0.5 * float(orbit.monodromy[2, 2] + orbit.monodromy[5, 5])
