"""A patched-conic leg among the real bodies, with the body at its end pulling.

Patched conics price the end of a leg by a hyperbola that the leg never flies.  Here it is flown, in
the reference model, from or to a periapsis of given radius and date: the unknowns are the three
parts of the hyperbola's v∞, the condition is to be where the asteroid is on the other date.  The
flight is taken away from the periapsis, which is the smooth way; Newton's method is damped, and
where it fails the body's mass is raised in steps.
Source: vallado2013.  Checked: tests/verify/test_legs.py.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from windlass.base.epochs import DAY_S, format_epoch
from windlass.base.errors import InvalidInput, NotSolved
from windlass.bodies import forces, reference
from windlass.bodies.frames import ECLIPTIC_POLE
from windlass.bodies.planets import load
from windlass.kernels import status as st
from windlass.kernels.reference_batch import ends
from windlass.verify import hyperbola

Array = NDArray[np.float64]

TOLERANCE: Final = 1e-13
"""Of the flights."""
ARRIVED_M: Final = 30.0
"""Miss at which Newton's method ends; what is left is steered away."""
ROUNDING_M: Final = 1_000.0
"""Miss that may be rounding: 0.02 mm of place at a periapsis become tens of metres a year on."""
STEERED: Final = 4
"""Nodes at which a miss is steered away, beyond STEERED_S from the periapsis, by some µm/s."""
STEERED_S: Final = 1.0 * DAY_S
NUDGE_M_S: Final = 0.01
ROUNDS: Final = 30
HALVINGS: Final = 8
WIDEST: Final = 0.5
"""Share of v∞ by which it changes in one round at most."""
MASSES: Final = (0.02, 0.1, 0.3, 0.6, 1.0)
"""Shares of the body's mass, one after the other, where all of it at once fails."""
USUAL_INCLINATION_RAD: Final = math.radians(28.5)
"""Of a parking orbit, where the asymptote allows it: assumed, that of a launch due east from
Florida."""
BRAKE_S: Final = 3.0 * DAY_S
"""How long before the periapsis what is too fast is braked."""
NEAR_S: Final = 900.0
"""From the periapsis to the next node; every further interval is twice as long."""
FAR_S: Final = 12.0 * DAY_S
"""Longest interval between nodes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Periapsis:
    """Ask: where and when a leg begins (leaving) or ends, by which plane.

    body: of DE440; t_s [s past J2000]; radius_m: of the periapsis, in vacuum; inclination_rad:
    wanted, to the equator of J2000 at Earth, to the ecliptic elsewhere, the nearest that the
    asymptote allows is taken; fastest_m_s: v∞ above it is braked BRAKE_S before the periapsis.
    """

    body: str
    t_s: float
    radius_m: float
    leaving: bool
    inclination_rad: float | None = None
    fastest_m_s: float = math.inf

    def __post_init__(self) -> None:
        """Raise InvalidInput for what is no periapsis."""
        load().body(self.body)
        surface = float(forces.forces().radii[reference.NAMES.index(self.body)])
        if self.radius_m <= surface:
            raise InvalidInput(
                f"periapsis below the surface of {self.body}", value=self.radius_m,
                remedy=f"give more than {surface:.0f} m",
            )  # fmt: skip
        if not (math.isfinite(self.t_s) and self.radius_m < math.inf):
            raise InvalidInput(
                "date and radius of a periapsis", value=(self.t_s, self.radius_m),
                remedy="give seconds past J2000 and metres above 0",
            )  # fmt: skip
        if not self.fastest_m_s > 0.0 or (self.leaving and self.fastest_m_s < math.inf):
            raise InvalidInput(
                "greatest v∞", value=self.fastest_m_s,
                remedy="give m/s above 0, for a leg that arrives",
            )  # fmt: skip

    @property
    def pole(self) -> Array:
        """Pole (3,) that the inclination counts from."""
        return np.array([0.0, 0.0, 1.0]) if self.body == "earth" else ECLIPTIC_POLE

    @property
    def wanted_rad(self) -> float:
        """Inclination that is asked for."""
        if self.inclination_rad is not None:
            return self.inclination_rad
        return USUAL_INCLINATION_RAD if self.body == "earth" else 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Flown:
    """A leg as it is flown: nodes t_s (n,), barycentric states (n, 6), rising; the far end is met.

    vinf_m_s (3,): of the hyperbola at the periapsis; brake: node of the braking burn, after which
    its state holds, None without one; brake_m_s (3,): that burn; miss_m: at the far end; steered_m:
    what it was by rounding before it was steered away; rounds: of Newton's method.
    """

    ask: Periapsis
    vinf_m_s: Array
    t_s: Array
    states: Array
    brake: int | None
    brake_m_s: Array
    miss_m: float
    steered_m: float
    rounds: int

    @property
    def near(self) -> Array:
        """State (6,) about the body at the periapsis."""
        k = 0 if self.ask.leaving else -1
        home = np.hstack(load().body(self.ask.body, centre="barycentre").state(self.t_s[k]))
        return np.asarray(self.states[k] - home[0])

    @property
    def far(self) -> Array:
        """Barycentric state (6,) at the asteroid."""
        return np.asarray(self.states[-1 if self.ask.leaving else 0])

    @property
    def speed_m_s(self) -> float:
        """Speed at the periapsis."""
        return float(np.linalg.norm(self.near[3:]))

    @property
    def inclination_rad(self) -> float:
        """Inclination of the hyperbola."""
        return hyperbola.inclination(self.near, self.ask.pole)

    @property
    def parking_m_s(self) -> float:
        """Burn between the periapsis and the circular orbit of its radius, by conics."""
        return self.speed_m_s - math.sqrt(hyperbola.gm(self.ask.body) / self.ask.radius_m)


def carry(
    ask: Periapsis, target_m: Array, target_s: float, vinf_m_s: Array, *, thorough: bool = True
) -> Flown:
    """Return the flight between a periapsis and a place (3,) [m, barycentric ICRF] at target_s.

    vinf_m_s (3,): of the patched conic, as what the search begins with; thorough: try the other
    plane and the body's mass in steps too.
    Raises InvalidInput for dates the wrong way round, NotSolved where no flight was found.
    """
    if not (target_s - ask.t_s) * (1.0 if ask.leaving else -1.0) > 2.0 * BRAKE_S:
        raise InvalidInput(
            "a leg between a periapsis and an asteroid is too short, or ends before it begins",
            value=f"{format_epoch(ask.t_s)} and {format_epoch(target_s)}",
            remedy=f"give dates more than {2.0 * BRAKE_S / DAY_S:g} d apart, in their order",
        )  # fmt: skip
    work = _Work(ask, np.asarray(target_m, float), target_s)
    start = np.asarray(vinf_m_s, float)
    reasons: list[NotSolved] = []
    for masses in ((1.0,), MASSES) if thorough else ((1.0,),):
        for side in (1.0, -1.0) if thorough else (1.0,):
            try:
                return work.solve(start, side, masses)
            except NotSolved as reason:
                reasons.append(reason)
    fast = float(np.linalg.norm(start))
    raise NotSolved(
        f"no flight between {ask.body} and the asteroid near the patched conic: {reasons[-1].what}",
        status=st.NOT_CONVERGED, value=f"v∞ {fast:.0f} m/s, {format_epoch(ask.t_s)}",
        remedy="a slow end asks for a search with Earth and Moon pulling; take other dates, or "
        "multiple shooting",
    )  # fmt: skip


class _Work:
    """One leg under way."""

    def __init__(self, ask: Periapsis, target_m: Array, target_s: float) -> None:
        self.ask, self.target_m, self.target_s = ask, target_m, target_s
        low, high = sorted((ask.t_s, target_s))
        self.full = reference.model((low - DAY_S, high + DAY_S))
        self.home = np.hstack(load().body(ask.body, centre="barycentre").state(ask.t_s))[0]
        self.brake_s = ask.t_s - BRAKE_S
        self.theta = 0.0
        self.among, self.mu = self.full, hyperbola.gm(ask.body)

    def solve(self, vinf: Array, side: float, masses: tuple[float, ...]) -> Flown:
        """Return the leg in the plane on one side."""
        ask, total = self.ask, 0
        for share in masses:
            self._weigh(share)
            # The plane follows the asymptote; it settles with the second turn.
            for _ in range(2):
                self.theta = side * hyperbola.angle(vinf, ask.pole, ask.wanted_rad)
                vinf, miss, rounds = self._newton(vinf)
                total += rounds
        return self._flown(vinf, miss, total)

    def _weigh(self, share: float) -> None:
        """Let the body pull by a share of its mass."""
        k = reference.NAMES.index(self.ask.body)
        gm = self.full.gm.copy()
        gm[k] *= share
        self.among, self.mu = self.full._replace(gm=gm), share * hyperbola.gm(self.ask.body)

    def _newton(self, x: Array) -> tuple[Array, float, int]:
        miss = self._misses(x[None])[0]
        for done in range(ROUNDS):
            size = float(np.linalg.norm(miss))
            if size < ARRIVED_M:
                return x, size, done
            if not math.isfinite(size):
                raise _unsolved("the first flight meets a body", size)
            beside = self._misses(x + NUDGE_M_S * np.eye(3))
            if not np.isfinite(beside).all():
                raise _unsolved("a flight beside it meets a body", size)
            step = -np.linalg.solve((beside - miss).T / NUDGE_M_S, miss)
            step *= min(1.0, WIDEST * float(np.linalg.norm(x) / np.linalg.norm(step)))
            trials = x + step[None]
            found = self._misses(trials)
            if not np.linalg.norm(found[0]) < size and size >= ROUNDING_M:
                trials = x + step * 0.5 ** np.arange(1, HALVINGS)[:, None]
                found = self._misses(trials)
            better = np.flatnonzero(np.linalg.norm(found, axis=1) < size)
            if better.size == 0:
                if size < ROUNDING_M:
                    return x, size, done
                raise _unsolved("Newton's method stalls", size)
            x, miss = trials[better[0]], found[better[0]]
        raise _unsolved("Newton's method does not end", float(np.linalg.norm(miss)))

    def _misses(self, x: Array) -> Array:
        """Return by how much flights with v∞ x (m, 3) miss (m, 3); inf for those that meet one."""
        ask = self.ask
        start, cut = self._begin(x)
        when = np.full(len(x), ask.t_s)
        ok = np.ones(len(x), dtype=bool)
        if math.isfinite(ask.fastest_m_s):
            start, ok = self._ends(when, start, self.brake_s)
            start[:, 3:] += self._kick(start, cut)
            when[:] = self.brake_s
        start[~ok] = self.home
        out, fine = self._ends(when[ok], start[ok], self.target_s)
        made = np.full((len(x), 3), np.inf)
        made[np.flatnonzero(ok)[fine]] = out[fine, :3] - self.target_m
        return made

    def _begin(self, x: Array) -> tuple[Array, Array]:
        """Return states (m, 6) at the periapsis, and what is to be braked (m,) [m/s]."""
        ask, states, cut = self.ask, np.empty((len(x), 6)), np.zeros(len(x))
        for k, vinf in enumerate(x):
            fast = float(np.linalg.norm(vinf))
            cut[k] = max(0.0, fast - ask.fastest_m_s)
            states[k] = self.home + hyperbola.periapsis(
                self.mu, vinf * (1.0 - cut[k] / fast), ask.radius_m, self.theta, ask.pole,
                leaving=ask.leaving,
            )  # fmt: skip
        return states, cut

    def _kick(self, states: Array, cut: Array) -> Array:
        """Return by how much flights (m, 6) are faster before they are braked (m, 3)."""
        home = np.hstack(load().body(self.ask.body, centre="barycentre").state(self.brake_s))
        off = states[:, 3:] - home[0, 3:]
        return np.asarray(off * (cut / np.linalg.norm(off, axis=1))[:, None])

    def _ends(self, t0: Array, states: Array, t1: float) -> tuple[Array, NDArray[np.bool_]]:
        out = np.empty_like(states)
        status = ends(
            self.among, reference.method(), t0, np.ascontiguousarray(states),
            np.full(t0.size, t1), TOLERANCE, out,
        )  # fmt: skip
        return out, status == st.OK

    def _flown(self, x: Array, miss: float, rounds: int) -> Flown:
        """Return the leg with its nodes; those near the periapsis by one flight from there.

        Begun anew at nodes near the body, rounding would add up to hundreds of metres a year on.
        """
        braked = math.isfinite(self.ask.fastest_m_s)
        t = self._nodes(braked)
        clear = t == self.brake_s if braked else np.abs(t - self.ask.t_s) > STEERED_S
        m = int(np.argmax(clear))
        states = np.empty((t.size, 6))
        start, cut = self._begin(x[None])
        states[0] = start[0]
        flight = reference.fly(
            start[0, :3], start[0, 3:], self.ask.t_s, float(t[m]), centre="barycentre",
            among=self.among, tolerance=TOLERANCE,
        )  # fmt: skip
        if flight.met is not None:
            raise _unsolved(f"the leg meets {flight.met}", miss)
        states[1 : m + 1] = np.hstack(flight.state(t[1 : m + 1], "barycentre"))
        here, kick, at = states[m : m + 1].copy(), np.zeros(3), None
        if cut[0] > 0.0:
            kick, at = self._kick(here, cut)[0], m
            here[0, 3:] += kick
        for k in range(m + 1, t.size):
            here, fine = self._ends(t[k - 1 : k], here, float(t[k]))
            if not fine.all():
                raise _unsolved("the leg meets a body", miss)
            here = self._steered(t, k, here, m)
            states[k] = here[0]
        if not self.ask.leaving:
            t, states = t[::-1].copy(), states[::-1].copy()
            at = None if at is None else t.size - 1 - at
        missed = float(np.linalg.norm(here[0, :3] - self.target_m))
        return Flown(
            ask=self.ask, vinf_m_s=x, t_s=t, states=states, brake=at, brake_m_s=-kick,
            miss_m=missed, steered_m=miss, rounds=rounds,
        )  # fmt: skip

    def _steered(self, t: Array, k: int, here: Array, m: int) -> Array:
        """Return the state (1, 6) of node k with its share of what steers a miss of rounding."""
        chosen = range(m + 1, min(m + 1 + STEERED, t.size - 1))
        if k not in chosen:
            return here
        beside = np.repeat(here, 4, axis=0)
        beside[1:, 3:] += NUDGE_M_S * np.eye(3)
        out, fine = self._ends(np.full(4, t[k]), beside, self.target_s)
        if not fine.all():
            return here
        slope = (out[1:, :3] - out[0, :3]).T / NUDGE_M_S
        step = np.linalg.solve(slope, self.target_m - out[0, :3])
        made = here.copy()
        made[0, 3:] += step / (chosen.stop - k)
        return made

    def _nodes(self, braked: bool) -> Array:
        """Return epochs of nodes from the periapsis to the asteroid."""
        whole = abs(self.target_s - self.ask.t_s)
        offs = [0.0]
        step = NEAR_S
        while step < FAR_S and offs[-1] + 2.0 * step < whole:
            offs.append(offs[-1] + step)
            step *= 2.0
        rest = whole - offs[-1]
        offs += list(offs[-1] + rest * np.arange(1, math.ceil(rest / FAR_S) + 1)
                     / math.ceil(rest / FAR_S))  # fmt: skip
        way = 1.0 if self.ask.leaving else -1.0
        t = self.ask.t_s + way * np.array(offs)
        t[-1] = self.target_s
        if braked:
            t = np.append(t[np.abs(t - self.brake_s) > NEAR_S], self.brake_s)
            t = np.sort(t)[:: int(way)].copy()
        return np.asarray(t)


def _unsolved(why: str, miss_m: float) -> NotSolved:
    return NotSolved(why, status=st.NOT_CONVERGED, value=f"miss {miss_m / 1e3:.0f} km")
