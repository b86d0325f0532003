"""A way onto a manifold without tables: orbit corrected, manifold flown, asteroid where it is.

The search reads manifolds and ephemerides from tables and flies the stretch before the section
on a conic.  Here every figure is computed anew: the periodic orbit by correction, its manifold by
flight to the section and back from there, in the three-body problem, to the second impulse; the
asteroid's state from its own ephemeris.  The unknowns are then settled once more.
Checked: tests/capture/test_retrieve_exact.py, validation/retrieval.py.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from windlass.base.constants import GM_SUN
from windlass.base.epochs import DAY_S
from windlass.base.errors import NotSolved
from windlass.bodies.frames import icrf_to_ecliptic
from windlass.capture import orbits as po
from windlass.capture.libration_field import Field
from windlass.capture.manifolds import LONGEST, Tubes, cut, starts
from windlass.capture.orbits import HALO, PLANAR, VERTICAL, Orbit, Symmetry
from windlass.capture.retrieve_libration import ALONE, Ask, Body, Found, clear_m
from windlass.kernels import cr3bp, tube_arc
from windlass.kernels import status as st
from windlass.kernels.kepler import propagate_many

Array = NDArray[np.float64]

WIDTH: Final = np.array([2.0 * DAY_S, 4.0 * DAY_S, 0.1, 0.3, 5.0 * DAY_S])
"""First widths of the simplex."""
CALLS: Final = 240
GAIN: Final = 0.5
"""A round that gains less is the last [m/s]."""
FORBIDDEN: Final = 1e9
_SYMMETRY: Final[dict[str, Symmetry]] = {"planar": PLANAR, "vertical": VERTICAL, "halo": HALO}


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """A way of an asteroid onto a manifold and along it to a periodic orbit.

    dv_m_s (2,): impulses; departs_s, burns_s, section_s, arrives_s: epochs of the first and the
    second one, at the section, and where the manifold has come to within STEP_OFF of the orbit;
    x (5,): unknowns as in the search; tube: of the field's; revolutions: full ones of the conic;
    orbit; reach_m, near_m: its greatest and least distance from the smaller primary; clear_m: least
    distance of the conic from the planet; off
    (6,): state where the manifold leaves the orbit; start, target (6,): heliocentric ecliptic
    states after the first and after the second impulse [m, m/s]; table_m_s: what the tables said.
    """

    dv_m_s: Array
    departs_s: float
    burns_s: float
    section_s: float
    arrives_s: float
    x: Array
    tube: int
    revolutions: int
    orbit: Orbit
    reach_m: float
    near_m: float
    clear_m: float
    off: Array
    start: Array
    target: Array
    table_m_s: float

    @property
    def total_m_s(self) -> float:
        """Sum of both impulses."""
        return float(self.dv_m_s.sum())

    @property
    def alone(self) -> bool:
        """Whether one impulse is enough."""
        return bool(self.dv_m_s.min() < ALONE)


def exact(body: Body, field: Field, ask: Ask, found: Found, row: int) -> Way:
    """Return row of what was found, computed anew and settled.

    Where neighbours of its node fly for different times, so that tables say nothing between them,
    it is settled on its node; then in all unknowns, for as many rounds as the effort has.
    Raises NotSolved where the manifold cannot be flown as the tables have it.
    """
    tubes, tube = field.tubes, int(found.tube[row])
    limits = np.array(
        [
            max(ask.span_s[0], body.span_s[0]), min(ask.span_s[1], body.span_s[1]),
            ask.longest_s, ask.wait_s, clear_m(field),
        ]
    )  # fmt: skip
    begin = found.x[row].copy()
    rough = not _smooth(tubes, tube, begin)
    if rough:
        begin[2], begin[3] = math.floor(begin[2] + 0.5), math.floor(begin[3] + 0.5)
    weigh = tube_arc.SINGLE if found.alone[row] else 0.0
    problem = _Problem(body, field, tube, limits, weigh)
    way = problem.way(
        problem.settle(begin, np.array([0, 1, 4]) if rough else np.arange(5)),
        float(found.total_m_s[row]),
    )
    for _ in range(ask.effort.rounds):
        try:
            nearer = problem.way(problem.settle(way.x, np.arange(5)), way.table_m_s)
        except NotSolved:
            break  # what was settled holds
        gain = way.total_m_s - nearer.total_m_s
        if gain <= 0.0 or (way.alone and not nearer.alone):
            break
        way = nearer
        if gain < GAIN:
            break
    return way


def again(body: Body, field: Field, tube: int, x: Array, table_m_s: float) -> Way:
    """Return the way that unknowns x (5,) of a tube stand for, as a way told them before.

    Nothing is settled.  Raises NotSolved where it cannot be flown.
    """
    limits = np.array([-math.inf, math.inf, math.inf, math.inf, clear_m(field)])
    return _Problem(body, field, tube, limits, 0.0).way(x, table_m_s)


def _smooth(tubes: Tubes, tube: int, x: Array) -> bool:
    i = min(int(x[2]), int(tubes.counts[tube]) - 2)
    return bool(tubes.smooth[tube, i, int(x[3]) % tubes.ask.phases])


class _Problem:
    """The impulses as a function of the unknowns, for one asteroid and one tube."""

    def __init__(self, body: Body, field: Field, tube: int, limits: Array, weigh: float) -> None:
        self.body, self.field, self.tube = body, field, tube
        self.limits, self.weigh = limits, weigh
        self.tubes = field.tubes
        self.mu = field.tubes.ask.primaries.mu
        kind = self.tubes.kind[tube].partition("-")[0]
        self.symmetry = _SYMMETRY[kind]
        self._held: tuple[float, float, Orbit, Array, Array, float] | None = None

    def settle(self, begin: Array, free: NDArray[np.int64]) -> Array:
        """Return the unknowns (5,) of least cost near begin; only the free ones move.

        Within CALLS evaluations: each is a whole way, so that one that is cut short is dearer at
        most.  Raises NotSolved where none of them can be flown within the limits.
        """

        def cost(part: Array) -> float:
            x = begin.copy()
            x[free] += part * WIDTH[free]
            over = self._over(x)
            if over > 0.0:
                return FORBIDDEN * (1.0 + over)
            try:
                d1, d2 = self.impulses(x)[0]
            except NotSolved:
                return FORBIDDEN
            return float(d1 + d2 + self.weigh * min(d1, d2))

        simplex = np.vstack([np.zeros(free.size), np.eye(free.size)])
        found = minimize(
            cost, np.zeros(free.size), method="Nelder-Mead",
            options={
                "maxfev": CALLS, "initial_simplex": simplex, "fatol": 1e-3, "xatol": 1e-3,
            },
        )  # fmt: skip
        if not found.fun < FORBIDDEN:
            raise NotSolved(
                "no way near this one keeps its limits without tables",
                status=st.NO_SOLUTION, inputs=begin,
            )  # fmt: skip
        best = begin.copy()
        best[free] += found.x * WIDTH[free]
        return best

    def _over(self, x: Array) -> float:
        """Return by how much unknowns break their limits."""
        low, high, longest, wait, _ = self.limits
        day = DAY_S
        over = max(0.0, low - (x[0] - x[4] - x[1])) / day + max(0.0, x[0] - high) / day
        over += max(0.0, x[1] - longest) / day + max(0.0, day - x[1]) / day
        over += max(0.0, x[4] - wait) / day + max(0.0, -x[4]) / day
        return float(over + max(0.0, -x[2]) + max(0.0, x[2] - (self.tubes.counts[self.tube] - 1)))

    def manifold(self, size: float, phase: float) -> tuple[Orbit, Array, Array, float]:
        """Return (orbit, state off it, state at the section, time from there, negative).

        Raises NotSolved where the orbit is not found or its manifold meets another section.
        """
        held = self._held
        if held is not None and held[:2] == (size, phase):
            return held[2:]
        tubes, tube = self.tubes, self.tube
        i = min(int(size), int(tubes.counts[tube]) - 2)
        count = len(self.symmetry.free) + 1
        a, b = tubes.unknowns[tube, i, :count], tubes.unknowns[tube, i + 1, :count]
        unknown, status, _ = po.correct(self.mu, self.symmetry, a + (size - i) * (b - a))
        if status != st.OK:
            raise NotSolved("the orbit of a manifold is not found", status=status, inputs=size)
        orbit = po.whole(self.mu, self.symmetry, unknown)
        m = tubes.ask.phases
        off = starts(
            orbit, np.array([(phase % m) / m]), stable=tubes.ask.stable,
            outer=tubes.outer[tube], point=tubes.point[tube],
        )  # fmt: skip
        if off is None:
            raise NotSolved("no manifold leaves the orbit", status=st.NO_SOLUTION, inputs=size)
        s, t, side = cut(
            self.mu, off, -LONGEST if tubes.ask.stable else LONGEST, tubes.ask.angle,
            tubes.ask.least,
        )  # fmt: skip
        if side[0] != tubes.side[tube]:
            raise NotSolved("the manifold meets another section", status=st.NO_SOLUTION)
        self._held = (size, phase, orbit, off[0], s[0], float(t[0]))
        return orbit, off[0], s[0], float(t[0])

    def impulses(self, x: Array) -> tuple[Array, int, Array, Array]:
        """Return (both impulses (2,), revolutions, states (6,) after the first and the second)."""
        _, _, section, _ = self.manifold(float(x[2]), float(x[3]))
        burn = float(x[0] - x[4])
        s = section
        if x[4] > 0.0:
            angle = turned(self.field, burn, float(x[0]))
            s, status = cr3bp.propagate(self.mu, section, -angle, po.TOL, np.zeros(2))
            if status != st.OK:
                raise NotSolved("the manifold cannot be flown on", status=status, inputs=x)
        target = np.empty(6)
        tube_arc.place(self.mu, s, self.field.at(np.array([burn]))[0], target)
        depart = burn - float(x[1])
        r, v = self.body.state(np.array([depart]))
        rock = np.concatenate([icrf_to_ecliptic(r)[0], icrf_to_ecliptic(v)[0]])
        here = self.field.at(np.array([depart]))[0]
        if np.linalg.norm(rock[:3] - here[:3]) <= self.limits[4]:
            raise NotSolved("it departs too near the planet", status=st.LIMIT, inputs=x)
        d1, d2, revolutions, slot = tube_arc.arc(GM_SUN, rock, target, float(x[1]))
        if slot < 0:
            raise NotSolved("no conic to the manifold", status=st.NO_SOLUTION, inputs=x)
        after = np.concatenate([rock[:3], tube_arc.leaving(GM_SUN, rock, target, float(x[1]))])
        return np.array([d1, d2]), revolutions, after, target

    def _clear(self, start: Array, departs: float, tof: float) -> float:
        """Return the least distance [m] of a conic from the planet, day by day."""
        t = np.linspace(0.0, tof, max(2, math.ceil(tof / DAY_S)))
        off = _conic(start, t)[:, :3] - self.field.at(departs + t)[:, :3]
        return float(np.linalg.norm(off, axis=1).min())

    def way(self, x: Array, table_m_s: float) -> Way:
        """Return the way that unknowns stand for."""
        dv, revolutions, start, target = self.impulses(x)
        orbit, off, _, flown = self.manifold(float(x[2]), float(x[3]))
        pair = self.tubes.ask.primaries
        loop = po.flown(orbit, np.linspace(0.0, orbit.period, 721))[:, :3]
        far = np.linalg.norm(loop - np.array([1.0 - self.mu, 0.0, 0.0]), axis=1)
        return Way(
            dv_m_s=dv,
            departs_s=float(x[0] - x[4] - x[1]),
            burns_s=float(x[0] - x[4]),
            section_s=float(x[0]),
            arrives_s=float(x[0]) + abs(flown) * pair.turn_s,
            x=x, tube=self.tube, revolutions=revolutions, orbit=orbit,
            reach_m=float(far.max()) * pair.distance_m,
            near_m=float(far.min()) * pair.distance_m,
            clear_m=self._clear(start, float(x[0] - x[4] - x[1]), float(x[1])),
            off=off, start=start, target=target, table_m_s=table_m_s,
        )  # fmt: skip


def _conic(start: Array, t: Array) -> Array:
    """Return states (n, 6) of the conic through a heliocentric state (6,), times t (n,) later."""
    r, v, status = propagate_many(
        GM_SUN, np.tile(start[:3], (t.size, 1)), np.tile(start[3:], (t.size, 1)), t
    )
    if (status != st.OK).any():
        raise NotSolved("the conic to the manifold", status=int(status.max()), inputs=start)
    return np.concatenate([r, v], axis=1)


def turned(field: Field, a: float, b: float) -> float:
    """Return the angle [rad] by which the planet turns from epoch a to b, up to years."""
    count = max(2, math.ceil((b - a) / (60.0 * DAY_S)) + 1)
    angle = np.unwrap(field.longitude(np.linspace(a, b, count)))
    return float(angle[-1] - angle[0])


@dataclass(frozen=True, slots=True, kw_only=True)
class Path:
    """A way as arrays, for pictures.

    Heliocentric, ecliptic of J2000 [m, m/s]: rock_t_s (n,), rock (n, 6) of the asteroid for a year
    before; conic_t_s (m,), conic (m, 6) between the impulses; planet (m, 6) then.  Rotating frame
    [units of the primaries]: conic_rotating (m, 3); manifold (k, 6) from the second impulse to
    the orbit, manifold_t_s (k,); orbit (l, 6), once around.
    """

    rock_t_s: Array
    rock: Array
    conic_t_s: Array
    conic: Array
    planet: Array
    conic_rotating: Array
    manifold_t_s: Array
    manifold: Array
    orbit: Array


def path(body: Body, field: Field, way: Way, points: int = 400) -> Path:
    """Return a way as arrays."""
    before = np.linspace(max(way.departs_s - 366.0 * DAY_S, body.span_s[0]), way.departs_s, points)
    r, v = body.state(before)
    t = np.linspace(way.departs_s, way.burns_s, points)
    conic = _conic(way.start, t - t[0])
    planet = field.at(t)
    mu = field.tubes.ask.primaries.mu
    span = (way.arrives_s - way.section_s) / field.tubes.ask.primaries.turn_s
    before_it = turned(field, way.burns_s, way.section_s) if way.section_s > way.burns_s else 0.0
    angle = np.linspace(1e-9, span + before_it, points)
    back = np.empty((points, 6))
    status = cr3bp.sample(mu, way.off, -angle, po.TOL, np.zeros(2), back)
    if status != st.OK:
        raise NotSolved("the manifold cannot be flown", status=status, inputs=way.x)
    when = np.interp(
        angle, [0.0, span, span + max(before_it, 1e-12)],
        [way.arrives_s, way.section_s, way.burns_s],
    )  # fmt: skip
    return Path(
        rock_t_s=before, rock=np.concatenate([icrf_to_ecliptic(r), icrf_to_ecliptic(v)], axis=1),
        conic_t_s=t, conic=conic, planet=planet, conic_rotating=rotating(mu, conic, planet),
        manifold_t_s=when[::-1].copy(), manifold=back[::-1].copy(),
        orbit=po.flown(way.orbit, np.linspace(0.0, way.orbit.period, points)),
    )  # fmt: skip


def rotating(mu: float, states: Array, planet: Array) -> Array:
    """Return heliocentric positions (n, 3) of states (n, 6) in the frame that turns and scales
    with the planet's states (n, 6).
    """
    d = np.linalg.norm(planet[:, :3], axis=1)[:, None]
    x = planet[:, :3] / d
    h = np.cross(planet[:, :3], planet[:, 3:])
    z = h / np.linalg.norm(h, axis=1)[:, None]
    y = np.cross(z, x)
    r = states[:, :3] / d
    return np.stack([np.sum(r * axis, axis=1) for axis in (x, y, z)], axis=1) - [mu, 0.0, 0.0]
