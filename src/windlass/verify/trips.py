"""Plans of round trips and rendezvous: from a parking orbit's perigee to entry, among all bodies.

The dates are the screen's; both legs are carried over by ``verify.legs``, the stay between them is
flown too, and the trip ends where the atmosphere is entered.
Checked: tests/verify/test_trips.py.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq

from windlass.base.constants import GM_EARTH, R_EARTH_M
from windlass.base.epochs import DAY_S
from windlass.base.errors import InvalidInput, NotSolved
from windlass.bodies import asteroid, planets, reference
from windlass.bodies.asteroid import initial_state
from windlass.bodies.ephemeris import Ephemeris
from windlass.bodies.planets import load
from windlass.catalogue import whole as columns
from windlass.catalogue.covariance import Covariance
from windlass.catalogue.orbit import Orbit
from windlass.kernels import status as st
from windlass.kernels.izzo2015 import LEFT, RIGHT
from windlass.transfers import nhats
from windlass.transfers.legs import End, Leg, LegAsk
from windlass.transfers.refine import fly
from windlass.transfers.shooting import Patched
from windlass.verify import hyperbola, legs
from windlass.verify.plan import Plan
from windlass.verify.retime import retimed

if TYPE_CHECKING:
    from windlass.screen.search import Found

Array = NDArray[np.float64]

ENTRY_PERIGEE_M: Final = 55e3
"""Altitude of the vacuum perigee of an entry, unless told: assumed, of a capsule's corridor."""
STAY_STEP_S: Final = 8.0 * DAY_S
"""Longest interval between nodes at the asteroid."""
DESIGNER: Final = "patched conics between the ephemerides of the search"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asteroid:
    """Whose trip it is: title, orbit, and what is known of its size and covariance."""

    title: str
    orbit: Orbit
    covariance: Covariance | None = None
    size_m: tuple[float, float, float] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Dates:
    """Launch [s past J2000], legs and stay [d]; stay_d, back_d: None for a rendezvous."""

    launch_s: float
    out_d: float
    stay_d: float | None = None
    back_d: float | None = None

    @property
    def arrive_s(self) -> float:
        """At the asteroid."""
        return self.launch_s + self.out_d * DAY_S

    @property
    def leave_s(self) -> float:
        """From the asteroid."""
        return self.arrive_s + (self.stay_d or 0.0) * DAY_S

    @property
    def end_s(self) -> float:
        """At Earth, or at the asteroid for a rendezvous."""
        return self.leave_s + (self.back_d or 0.0) * DAY_S


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One amount by patched conics and as flown [m/s]."""

    what: str
    designed_m_s: float
    flown_m_s: float

    @property
    def change_m_s(self) -> float:
        """What flying it adds."""
        return self.flown_m_s - self.designed_m_s


@dataclass(frozen=True, slots=True, kw_only=True)
class Trip:
    """A trip that is flown: its plan, its legs, amounts by both ways.

    drift_m: how far ship and asteroid are apart at the end of the stay, not held together;
    moved_d: by how much launch, and entry, are later than asked [d].
    """

    plan: Plan
    out: legs.Flown
    back: legs.Flown | None
    differences: tuple[Difference, ...]
    drift_m: float
    moved_d: tuple[float, ...] = (0.0,)

    @property
    def change_m_s(self) -> float:
        """What flying it adds to all burns together."""
        return self.plan.total_m_s - float(self.plan.designed_m_s.sum())


def rock_states(orbit: Orbit, t_s: Array) -> Array:
    """Return barycentric states (n, 6) of an asteroid at t_s (n,) in the reference model."""
    r, v = initial_state(orbit)
    t = np.atleast_1d(np.asarray(t_s, dtype=float))
    out = np.empty((t.size, 6))
    for mine, end in ((t >= orbit.epoch_s, t.max()), (t < orbit.epoch_s, t.min())):
        if not mine.any():
            continue
        if end == orbit.epoch_s:
            home = load().body("sun", centre="barycentre").state(end)
            out[mine] = np.concatenate([r + home[0][0], v + home[1][0]])
            continue
        flight = reference.fly(
            r, v, orbit.epoch_s, float(end), name=orbit.designation, push=orbit.nongrav
        )
        if flight.met is not None:
            raise NotSolved(
                f"{orbit.designation} meets {flight.met} before the trip ends", status=st.LIMIT,
                remedy="take earlier dates",
            )  # fmt: skip
        out[mine] = np.hstack(flight.state(t[mine], "barycentre"))
    return out


def trip(
    rock: Asteroid,
    dates: Dates,
    rules: nhats.Rules,
    *,
    inclination_rad: float | None = None,
    perigee_altitude_m: float = ENTRY_PERIGEE_M,
    retime: bool = False,
    longest_s: float = math.inf,
) -> Trip:
    """Return the trip with those dates, flown among all bodies.

    rules: of the patched conics; inclination_rad: wanted, of parking orbit and entry; retime: let
    launch and entry move by up to 16 days, to where the flown trip is cheapest, with no trip longer
    than longest_s.
    Raises NotSolved where a leg has no patched conic or none that can be flown.
    """
    out, back, designed = _patched(rock.orbit, dates, rules)
    start = legs.Periapsis(
        body="earth", t_s=dates.launch_s, radius_m=rules.parking_radius_m, leaving=True,
        inclination_rad=inclination_rad,
    )  # fmt: skip
    there = rock_states(rock.orbit, np.array([dates.arrive_s, dates.leave_s]))
    first = _carried(
        start, there[0], dates.arrive_s, out.vinf_depart_vec_m_s, retime,
        within_s=(dates.end_s - longest_s, math.inf),
    )  # fmt: skip
    moved: tuple[float, ...] = ((first.ask.t_s - dates.launch_s) / DAY_S,)
    stay_t, stay = _stay(first, there[0], dates)
    parts = [(first.t_s[:-1], first.states[:-1]), (stay_t, stay)]
    burns = [0, first.t_s.size - 1]
    last = None
    if back is not None:
        if not 0.0 < perigee_altitude_m < rules.entry_radius_m - R_EARTH_M:
            raise InvalidInput(
                "altitude of the vacuum perigee", value=perigee_altitude_m,
                remedy="give one above the ground and below the entry",
            )  # fmt: skip
        end = legs.Periapsis(
            body="earth", t_s=dates.end_s, radius_m=R_EARTH_M + perigee_altitude_m, leaving=False,
            inclination_rad=inclination_rad,
            fastest_m_s=math.sqrt(rules.entry_max_m_s**2 - 2.0 * GM_EARTH / rules.entry_radius_m),
        )  # fmt: skip
        last = _carried(
            end, stay[-1], dates.leave_s, back.vinf_arrive_vec_m_s, retime,
            within_s=(-math.inf, first.ask.t_s + longest_s),
        )  # fmt: skip
        moved = (*moved, (last.ask.t_s - dates.end_s) / DAY_S)
        parts[1] = (stay_t[:-1], stay[:-1])
        burns.append(burns[-1] + stay_t.size - 1)
        home_t, home = entered(last, rules.entry_radius_m)
        if last.brake is not None:
            burns.append(burns[-1] + last.brake)
        elif designed.size == 4:
            designed = designed[:3]
        parts.append((home_t, home))
    t, states = (np.concatenate([part[k] for part in parts]) for k in (0, 1))
    made = Plan(
        name=f"{'round trip' if back else 'rendezvous'} to {rock.title}", title=rock.title,
        path=Patched(t_s=t, states=states, before=parked(first), burns=tuple(burns)),
        arrives=t.size - 1,
        goal=f"entry at {(rules.entry_radius_m - R_EARTH_M) / 1e3:.0f} km" if back else rock.title,
        designed_m_s=designed, designer=DESIGNER, orbit=rock.orbit,
        covariance=rock.covariance, size_m=rock.size_m,
    )  # fmt: skip
    drift = float(np.linalg.norm(stay[-1, :3] - there[1, :3]))
    told = _differences(made, last, back, rules)
    return Trip(plan=made, out=first, back=last, differences=told, drift_m=drift, moved_d=moved)


def _carried(
    ask: legs.Periapsis, there: Array, when_s: float, vinf: Array, retime: bool,
    *, within_s: tuple[float, float],
) -> legs.Flown:  # fmt: skip
    """Return a leg between Earth and a barycentric state (6,) at the asteroid."""
    if not retime:
        return legs.carry(ask, there[:3], when_s, vinf)

    def cost(one: legs.Flown) -> float:
        paid = one.speed_m_s if one.ask.leaving else float(np.linalg.norm(one.brake_m_s))
        return paid + float(np.linalg.norm(one.far[3:] - there[3:]))

    return retimed(ask, there[:3], when_s, lambda _: vinf, cost, within_s=within_s)


def parked(first: legs.Flown) -> Array:
    """Return the barycentric state (6,) in the circular orbit before a departure."""
    near = first.near
    round_m_s = math.sqrt(hyperbola.gm(first.ask.body) / first.ask.radius_m)
    return np.concatenate([
        first.states[0, :3],
        first.states[0, 3:] - near[3:] * (1.0 - round_m_s / np.linalg.norm(near[3:])),
    ])  # fmt: skip


def entered(flown: legs.Flown, radius_m: float) -> tuple[Array, Array]:
    """Return the nodes (n,), (n, 6) of a leg to Earth, ended where it comes down to a radius.

    Raises NotSolved where it never does.
    """
    t, states = flown.t_s, flown.states
    earth = load().body("earth", centre="barycentre")
    low = int(np.flatnonzero(np.linalg.norm(states[:, :3] - earth.state(t)[0], axis=1)
                             > radius_m)[-1])  # fmt: skip
    if low == t.size - 1:
        raise NotSolved(
            "the leg does not come down to the entry", status=st.NO_SOLUTION, value=radius_m,
            remedy="take a lower perigee",
        )  # fmt: skip
    flight = reference.fly(
        states[low, :3], states[low, 3:], float(t[low]), float(t[low + 1]), centre="barycentre"
    )

    def above(when: float) -> float:
        return float(np.linalg.norm(flight.state(when, "earth")[0])) - radius_m

    end = float(brentq(above, t[low], flight.span_s[1], xtol=1e-6))
    last = np.hstack(flight.state(end, "barycentre"))
    return np.append(t[: low + 1], end), np.concatenate([states[: low + 1], last])


def _patched(orbit: Orbit, at: Dates, rules: nhats.Rules) -> tuple[Leg, Leg | None, Array]:
    """Return both legs by patched conics, and the burns."""
    earth = planets.load().body("earth")
    body = asteroid.integrate(orbit, (at.launch_s, at.end_s))
    if at.back_d is None:
        return _one_way(earth, body, at, rules)
    made = nhats.trip(earth, body, at.launch_s, at.out_d, at.stay_d or 0.0, at.back_d, rules)
    burns = [made.park_dv_m_s, made.arrive_dv_m_s, made.depart_dv_m_s, made.brake_dv_m_s]
    return made.out, made.back, np.array(burns)


def _one_way(
    earth: Ephemeris, body: Ephemeris, at: Dates, r: nhats.Rules
) -> tuple[Leg, None, Array]:
    """Return the cheapest leg to the asteroid on the dates, and its two burns."""
    vesc2 = 2.0 * GM_EARTH / r.parking_radius_m
    ask = LegAsk(
        name=f"Earth to {body.name}", depart=earth, arrive=body, depart_s=(0.0, 0.0),
        tof_s=(DAY_S, DAY_S), step_s=DAY_S, max_revolutions=r.max_revolutions,
        depart_end=End(vesc2_m2_s2=vesc2, v0_m_s=math.sqrt(0.5 * vesc2)), arrive_end=End(),
    )  # fmt: skip
    made = []
    for n_rev in range(r.max_revolutions + 1):
        for branch in (LEFT, RIGHT):
            try:
                made.append(fly(ask, at.launch_s, at.out_d * DAY_S, n_rev, branch))
            except NotSolved:
                continue
    if not made:
        raise NotSolved(f"{ask.name}: no leg", status=st.NO_SOLUTION, value=at.out_d)
    best = min(made, key=lambda leg: leg.cost_m_s)
    park = float(ask.depart_end.cost(best.vinf_depart_m_s))
    return best, None, np.array([park, best.vinf_arrive_m_s])


def _stay(first: legs.Flown, rock: Array, at: Dates) -> tuple[Array, Array]:
    """Return nodes (n,), (n, 6) at the asteroid, from the arrival to the departure.

    The ship has the asteroid's velocity where it comes to rest there, and flies by itself.
    """
    here = np.concatenate([first.far[:3], rock[3:]])
    count = max(1, math.ceil((at.leave_s - at.arrive_s) / STAY_STEP_S))
    end = at.leave_s
    if at.stay_d is None:  # one step more, to show that it stays
        count, end = 1, at.arrive_s + STAY_STEP_S
    t = np.linspace(at.arrive_s, end, count + 1)
    states = [here]
    for a, b in itertools.pairwise(t):
        flight = reference.fly(
            states[-1][:3], states[-1][3:], float(a), float(b), centre="barycentre",
            tolerance=legs.TOLERANCE,
        )  # fmt: skip
        states.append(np.concatenate([x[0] for x in flight.state(float(b), "barycentre")]))
    return t, np.array(states)


def _differences(
    plan: Plan, last: legs.Flown | None, back: Leg | None, rules: nhats.Rules
) -> tuple[Difference, ...]:
    """Return the burns, and the speed at entry, by both ways."""
    names = ("leave the parking orbit", "arrive", "leave", "brake")
    flown = np.linalg.norm(plan.dv_m_s, axis=1)
    told = [
        Difference(what=what, designed_m_s=float(a), flown_m_s=float(b))
        for what, a, b in zip(names, plan.designed_m_s, flown, strict=False)
    ]
    if last is not None and back is not None:
        slow = min(back.vinf_arrive_m_s, last.ask.fastest_m_s)
        speed = math.hypot(slow, math.sqrt(2.0 * GM_EARTH / rules.entry_radius_m))
        _, v = plan.state(plan.span_s[1], "earth")
        told.append(
            Difference(what="speed at entry", designed_m_s=speed,
                       flown_m_s=float(np.linalg.norm(v)))
        )  # fmt: skip
    return tuple(told)


def of_screen(
    found: Found, name: str, *, refined: bool = True, orbit: Orbit | None = None, **how: Any
) -> Trip:
    """Return the cheapest trip of one asteroid of a finished screen, flown.

    name: designation or title; refined: with the dates between the grid's; orbit: the asteroid's,
    by default that of the screen; how: inclination_rad, perigee_altitude_m and retime of ``trip``.
     Raises InvalidInput where it has no trip there.
    """
    wanted = name.strip().casefold()
    rows = [
        row for row in found.reached.iter_rows(named=True)
        if wanted in (row["designation"].casefold(), row["title"].casefold())
    ]  # fmt: skip
    if not rows:
        raise InvalidInput(
            f"screen {found.run.name} has no trip to that asteroid", value=name,
            remedy="give the designation or title of one of its rows",
        )  # fmt: skip
    row, r = rows[0], found.run.trips
    about = next(
        one for one in found.run.whole.frame.iter_rows(named=True)
        if one["designation"] == row["designation"]
    )  # fmt: skip
    size = tuple(row.get(f"size_{part}m") for part in ("low_", "", "high_"))
    rock = Asteroid(
        title=row["title"], orbit=columns.orbit(about) if orbit is None else orbit,
        size_m=size if all(isinstance(x, float) for x in size) else None,  # type: ignore[arg-type]
    )  # fmt: skip
    rules = nhats.Rules(
        parking_radius_m=R_EARTH_M + r.parking_altitude_m,
        entry_radius_m=R_EARTH_M + r.entry_altitude_m, entry_max_m_s=r.entry_max_m_s,
        max_revolutions=r.max_revolutions,
    )  # fmt: skip
    return trip(rock, _dates(found, row, refined), rules, longest_s=r.max_duration_s, **how)


def _dates(found: Found, row: Mapping[str, Any], refined: bool) -> Dates:
    """Return the dates of a row, off the grid where they can be had."""
    names = ("launch_s", "out_d", "stay_d", "back_d")
    if refined:
        import polars as pl

        from windlass.screen.refine import refine

        alone = replace(
            found, reached=found.reached.filter(pl.col("designation") == row["designation"])
        )
        made, _ = refine(alone, 1, found.run.trips.launch_s[0])
        if made:
            return Dates(**{key: getattr(made[0], key) for key in names})
    returns = found.run.trips.returns
    return Dates(**{key: row[key] for key in (names if returns else names[:2])})
