"""What operations meet along a plan: silence near the Sun, shadows, distance, finding the target.

``bodies.operations`` finds them; here burns that fall into silence are flagged, and what was found
is put into words.  A link of one way is geometric: light moves along the line of the instant.
Checked: tests/verify/test_operations.py.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from windlass.base.constants import AU_M
from windlass.base.epochs import DAY_S, format_epoch
from windlass.base.errors import InvalidInput, NotSolved
from windlass.bodies import operations as ops
from windlass.bodies import reference
from windlass.bodies.observing import Limits
from windlass.bodies.planets import load
from windlass.kernels import status as st
from windlass.verify.plan import Plan
from windlass.verify.recovery import Recovery, recovery

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Silent:
    """A burn, or an arc of thrust, that begins or goes on while nobody can command it."""

    what: str
    t_s: float
    during: ops.Interval


@dataclass(frozen=True, slots=True, kw_only=True)
class Operations:
    """Conjunctions, burns that fall into them, eclipses and distance from Earth of a plan.

    angle_rad: limit of a conjunction; recovery: of the asteroid before the tug is there, None
    where the plan has none or it is not asked for.
    """

    name: str
    span_s: tuple[float, float]
    angle_rad: float
    conjunctions: tuple[ops.Interval, ...]
    silent: tuple[Silent, ...]
    eclipses: tuple[ops.Interval, ...]
    contact: ops.Contact
    recovery: Recovery | None

    @property
    def longest(self) -> ops.Interval | None:
        """The longest eclipse."""
        return max(self.eclipses, key=lambda one: one.lasts_s, default=None)

    @property
    def dark_s(self) -> float:
        """All eclipses together [s]."""
        return float(sum(one.lasts_s for one in self.eclipses))

    def lines(self) -> tuple[str, ...]:
        """Say it in plain words."""
        found = (*self._sun(), self._shadow(), self._away())
        return found if self.recovery is None else (*found, *self.recovery.lines())

    def _sun(self) -> list[str]:
        limit = f"{math.degrees(self.angle_rad):g}° of the Sun"
        if not self.conjunctions:
            return [f"Seen from Earth it never comes within {limit}."]
        days = sum(one.lasts_s for one in self.conjunctions) / DAY_S
        most = max(one.lasts_s for one in self.conjunctions) / DAY_S
        made = [
            f"Seen from Earth it comes within {limit} {_times(len(self.conjunctions))}, "
            f"{days:.0f} days in all, {most:.0f} at the longest."
        ]
        made += [
            f"Warning: {one.what} on {_day(one.t_s)} falls into the {one.during.what} of "
            f"{_day(one.during.from_s)} to {_day(one.during.until_s)}, when it cannot be commanded."
            for one in self.silent
        ]
        return made if self.silent else [*made, "No burn falls into one."]

    def _shadow(self) -> str:
        longest = self.longest
        if longest is None:
            return "It is never in a shadow."
        seen = f"{max(longest.worst, 0.0):.0%} of the Sun seen"
        return (
            f"It is in a shadow {_times(len(self.eclipses))}, {self.dark_s / 3600.0:.1f} hours in "
            f"all; longest: {longest.what}, {longest.lasts_s / 3600.0:.1f} hours from "
            f"{format_epoch(longest.from_s, 'minute')}, {seen}."
        )

    def _away(self) -> str:
        c = self.contact
        near, far = c.delay_s
        return (
            f"Earth is {c.nearest_m / AU_M:.3g} to {c.farthest_m / AU_M:.3g} au away, "
            f"{c.mean_m / AU_M:.3g} in the mean: a signal takes {_spell(near)} to {_spell(far)} "
            "one way."
        )

    def plain(self) -> dict[str, Any]:
        """Return it for programs."""
        near, far = self.contact.delay_s
        longest = self.longest
        return {
            "name": self.name,
            "start": _day(self.span_s[0]),
            "end": _day(self.span_s[1]),
            "conjunction_limit_deg": math.degrees(self.angle_rad),
            "conjunctions": [
                {**_plain(one), "least_angle_deg": math.degrees(one.worst)}
                for one in self.conjunctions
            ],
            "burns_in_conjunction": [
                {"what": one.what, "date": _day(one.t_s), "during": one.during.what}
                for one in self.silent
            ],
            "eclipses": [
                {**_plain(one), "sunlight_share": max(one.worst, 0.0)} for one in self.eclipses
            ],
            "longest_eclipse_s": None if longest is None else longest.lasts_s,
            "eclipses_s": self.dark_s,
            "earth_nearest_m": self.contact.nearest_m,
            "earth_farthest_m": self.contact.farthest_m,
            "earth_mean_m": self.contact.mean_m,
            "light_time_least_s": near,
            "light_time_most_s": far,
            "recovery": None if self.recovery is None else self.recovery.plain(),
        }


def operations(
    plan: Plan,
    *,
    after_s: float | None = None,
    h_mag: float | None = None,
    g_slope: float | None = None,
    last_obs: str | None = None,
    angle_rad: float | None = None,
    limits: Limits | None = None,
) -> Operations:
    """Return what operations meet along a plan.

    after_s: from when on the asteroid can be observed, None: not asked; h_mag, g_slope, last_obs
    (date): of the asteroid; angle_rad: limit of a conjunction, by default that of the table.
    Raises NotSolved where the plan cannot be flown, InvalidInput for an angle that is none.
    """
    limit = ops.least_angle_rad() if angle_rad is None else angle_rad
    path = Dense(plan)
    quiet = ops.conjunctions(path, limit)
    found = None
    if after_s is not None and plan.orbit is not None and after_s < there_s(plan):
        found = recovery(
            plan.orbit, plan.covariance, after_s, there_s(plan), h_mag=h_mag, g_slope=g_slope,
            last_obs=last_obs, limits=limits,
        )  # fmt: skip
    return Operations(
        name=plan.name, span_s=plan.span_s, angle_rad=limit, conjunctions=quiet,
        silent=silent(plan, quiet), eclipses=ops.eclipses(path), contact=ops.contact(path),
        recovery=found,
    )  # fmt: skip


def there_s(plan: Plan) -> float:
    """Return when the tug is at the asteroid: at the first burn that moves it, or at the end."""
    return float(plan.path.t_s[plan.path.burns[0] if plan.carried else plan.arrives])


def silent(plan: Plan, quiet: tuple[ops.Interval, ...]) -> tuple[Silent, ...]:
    """Return the burns and arcs of thrust of a plan that fall into intervals, in time's order."""
    made = []
    for k, burn in enumerate(plan.path.burns, 1):
        t = float(plan.path.t_s[burn])
        made += [
            Silent(what=f"burn {k}", t_s=t, during=one)
            for one in quiet
            if one.from_s <= t <= one.until_s
        ]
    for k, row in enumerate(() if plan.thrust is None else plan.thrust.rows, 1):
        made += [
            Silent(what=f"arc of thrust {k}", t_s=max(float(row[0]), one.from_s), during=one)
            for one in quiet
            if row[0] <= one.until_s and row[1] >= one.from_s
        ]
    return tuple(sorted(made, key=lambda one: one.t_s))


class Dense:
    """A plan flown once from node to node and kept, for many instants: a plan flies each anew."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.span_s = plan.span_s
        self._last: tuple[Array, Array, Array] | None = None

    @cached_property
    def flights(self) -> tuple[reference.Flight, ...]:
        """One flight from each node to the next."""
        t, made = self.plan.path.t_s, []
        for k, s in enumerate(self.plan.path.states[:-1]):
            flight = reference.fly(
                s[:3], s[3:], float(t[k]), float(t[k + 1]), name=self.plan.name,
                centre="barycentre", among=self.plan.among, thrust=self.plan.thrust,
            )  # fmt: skip
            if flight.met is not None:
                raise NotSolved(
                    f"{self.plan.name} meets {flight.met}", status=st.LIMIT,
                    value=format_epoch(flight.span_s[1]), remedy="judge a plan that holds together",
                )  # fmt: skip
            made.append(flight)
        return tuple(made)

    def state(self, t_s: Array | float, centre: str = "sun") -> tuple[Array, Array]:
        """Return (r (n, 3) [m], v (n, 3) [m/s]) about a body; at a burn: after it."""
        t = np.atleast_1d(np.asarray(t_s, dtype=float))
        if self._last is None or self._last[0] is not t:
            self._last = (t, *self._barycentric(t))
        _, r, v = self._last
        if centre == "barycentre":
            return r, v
        r0, v0 = load().body(centre, centre="barycentre").state(t)
        return r - r0, v - v0

    def _barycentric(self, t: Array) -> tuple[Array, Array]:
        first, last = self.span_s
        if not ((t >= first) & (t <= last)).all():
            raise InvalidInput(
                f"date outside {self.plan.name}", value=(float(t.min()), float(t.max())),
                remedy=f"ask within {first} to {last} s past J2000",
            )  # fmt: skip
        nodes = self.plan.path.t_s
        at = np.clip(np.searchsorted(nodes, t, side="right") - 1, 0, nodes.size - 2)
        r, v = np.empty((t.size, 3)), np.empty((t.size, 3))
        for k in np.unique(at):
            here = at == k
            r[here], v[here] = self.flights[int(k)].state(t[here], "barycentre")
        return r, v


def _plain(one: ops.Interval) -> dict[str, Any]:
    return {
        "what": one.what,
        "from": format_epoch(one.from_s, "minute"),
        "until": format_epoch(one.until_s, "minute"),
        "lasts_s": one.lasts_s,
    }


def _day(t_s: float) -> str:
    return format_epoch(t_s, "minute")[:10]


def _times(n: int) -> str:
    return {1: "once", 2: "twice"}.get(n, f"{n} times")


def _spell(seconds: float) -> str:
    return f"{seconds:.1f} s" if seconds < 120.0 else f"{seconds / 60.0:.1f} min"
