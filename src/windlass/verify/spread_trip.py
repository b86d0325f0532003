"""Monte Carlo of a trip: a ship with errors meets an asteroid that is not where it should be.

As ``verify.spread``, but a trip is flown in parts, each with a place to come to: the asteroid,
where a clone of it truly is, and the last node before Earth's air.  At a place the next burn takes
off what is left of the velocity.  Where the asteroid truly is shows some weeks before.
Checked: tests/verify/test_spread_trip.py.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from windlass.base.epochs import DAY_S
from windlass.base.errors import InvalidInput
from windlass.base.progress import Progress, silent
from windlass.base.sources import table
from windlass.bodies.clones import Clones
from windlass.bodies.planets import load
from windlass.verify.plan import Plan
from windlass.verify.retrieval import there
from windlass.verify.spread import (
    FEWEST,
    Navigation,
    Spread,
    carried_out,
    known,
    navigation,
    strayed,
    transitions,
    tried,
)

Array = NDArray[np.float64]

AT_IT_M: Final = 1e7
"""A node nearer to the asteroid than that is at it."""
NEAR_S: Final = 0.2 * DAY_S
"""Where a node is as near as that, no other is needed."""
AIR_M: Final = 4e8
"""The last place of a trip to Earth is the last node further from its centre than that."""


def spread_trip(
    plan: Plan,
    cloned: Clones | None,
    *,
    samples: int = 500,
    seed: int = 1,
    how: Navigation | None = None,
    progress: Progress | None = None,
) -> Spread:
    """Fly samples of a trip; cloned: of the asteroid that it meets, None: where it should be.

    Spread.miss_m is that at the last place, start_m how far the asteroid is off when it is met;
    off has the nodes of ``with_approaches``.
    Raises InvalidInput for fewer than 20 samples.
    """
    if samples < FEWEST:
        raise InvalidInput("samples of a plan", value=samples, remedy=f"ask for {FEWEST} or more")
    how = how or navigation(chemical=True)
    rng = np.random.default_rng(seed)
    plan = with_approaches(plan)
    t, n = plan.path.t_s, len(plan.path.t_s)
    at_it = meetings(plan)
    end = last_place(plan)
    places = sorted({*at_it, end})
    rock = {k: strayed(cloned, float(t[k]), samples) for k in at_it}
    gain = gains(plan, how, places, at_it)
    burns = dict(zip(plan.path.burns, plan.dv_m_s, strict=True))
    x = np.tile(plan.arrived[0], (samples, 1))
    spent, off = np.zeros(samples), np.empty((samples, n, 6))
    alive, miss = np.isfinite(x).all(axis=1), np.zeros((samples, 6))
    planned, astray = 0.0, np.zeros(samples, bool)
    with (progress or silent()).task("flying samples", end) as step:
        for k in range(end + 1):
            if k in at_it[1:]:  # it stood at the asteroid since it came there
                x = plan.arrived[k] + rock[k]
            if k in gain:
                matrix, place, seen = gain[k]
                rough = x - plan.arrived[k] + rng.normal(size=x.shape) * known(how)
                aim = rock[place] if seen and place in rock else np.zeros_like(x)
                want = rough @ matrix[:, :6].T + aim @ matrix[:, 6:].T + burns.get(k, np.zeros(3))
                if k in places:
                    miss = x - plan.arrived[k] - rock.get(k, 0.0)
                    astray |= ~(np.linalg.norm(miss[:, :3], axis=1) <= how.lost_m)
                spent += np.linalg.norm(want, axis=1)
                planned += float(np.linalg.norm(burns.get(k, np.zeros(3))))
                x[:, 3:] += carried_out(want, how, rng)
            off[:, k] = x - plan.path.states[k]
            if k < end:
                x = tried(plan, x, float(t[k]), float(t[k + 1]), alive)
                step.advance()
    off[:, end:] = off[:, end, None]
    far = np.linalg.norm(miss[:, :3], axis=1)
    first = np.linalg.norm(rock[at_it[0]][:, :3], axis=1) if at_it else np.zeros(samples)
    return Spread(
        start_m=first, correction_m_s=spent - planned, miss_m=far,
        miss_m_s=np.linalg.norm(miss[:, 3:], axis=1), lost=~alive | astray, off=off,
        nodes=tuple(sorted(gain)),
        basis="is where it should be" if cloned is None else cloned.text,
    )  # fmt: skip


def meetings(plan: Plan) -> tuple[int, ...]:
    """Return the burns at which a trip is at its asteroid."""
    if plan.orbit is None:
        return ()
    made = []
    for b in plan.path.burns:
        rock = there(plan.orbit, float(plan.path.t_s[b]))
        if np.linalg.norm(plan.path.states[b, :3] - rock[:3]) < AT_IT_M:
            made.append(b)
    return tuple(made)


def approach_s() -> float:
    """Return how long before a place the last correction is made."""
    return float(table("navigation")["chemical"]["approach"]["value"]) * DAY_S


def seen_s() -> float:
    """Return how long before it is met the asteroid shows where it truly is."""
    return float(table("navigation")["chemical"]["seen"]["value"]) * DAY_S


def with_approaches(plan: Plan) -> Plan:
    """Return a trip with nodes where its asteroid is first seen, and where the last correction
    before each of its places is made."""
    at_it, last = meetings(plan), last_place(plan)
    stays = set(at_it[1:])
    places = [float(plan.path.t_s[k]) for k in (*at_it, last) if k not in stays]
    t = [one - early for one in places for early in (approach_s(), seen_s())]
    first, end = plan.span_s
    old = plan.path.t_s
    new = [one for one in t if first < one < end and np.abs(old - one).min() > NEAR_S]
    return plan.with_nodes(np.array(new))


def last_place(plan: Plan) -> int:
    """Return the last node that a trip is brought to: where it meets an asteroid to stay there,
    before Earth's air, or its end."""
    if plan.orbit is not None:
        rock = there(plan.orbit, float(plan.path.t_s[plan.arrives]))
        if np.linalg.norm(plan.path.states[plan.arrives, :3] - rock[:3]) < AT_IT_M:
            return plan.path.burns[-1]
    earth = load().body("earth", centre="barycentre").state(plan.path.t_s)[0]
    far = np.linalg.norm(plan.path.states[:, :3] - earth, axis=1) > AIR_M
    return int(min(plan.arrives, np.flatnonzero(far)[-1]))


def gains(
    plan: Plan, how: Navigation, places: list[int], at_it: tuple[int, ...]
) -> dict[int, tuple[Array, int, bool]]:
    """Return for each manoeuvre (its change (3, 12) by the deviation and by where the place truly
    is, the place that it aims at, whether that is seen by then)."""
    step = transitions(plan, places[-1])
    t, burns = plan.path.t_s, set(plan.path.burns)
    late, early = approach_s(), seen_s()
    made: dict[int, tuple[Array, int, bool]] = {}
    begin = 0
    for place in places:
        staying = begin in at_it and place in at_it
        to, matrix = {place: np.eye(6)}, np.eye(6)
        for k in range(place - 1, begin - 1, -1):
            matrix = matrix @ step[k]
            to[k] = matrix
        at = (
            []
            if staying
            else _when(t, burns, begin, place, how, (late, early if place in at_it else 0.0))
        )
        for j, k in enumerate(at):
            later = np.concatenate([to[i][:3, 3:] for i in at[j:]], axis=1) / how.delivery[0]
            rows = np.concatenate([later, np.eye(later.shape[1])])
            want = np.zeros((len(rows), 12))
            want[:3, :6], want[:3, 6:9] = -to[k][:3] / how.delivery[0], np.eye(3) / how.delivery[0]
            seen = t[place] - t[k] <= seen_s() + NEAR_S
            made[k] = (np.linalg.lstsq(rows, want, rcond=None)[0][:3], place, bool(seen))
        if place in burns or place == places[-1]:
            held = np.zeros((3, 12))
            held[:, 3:6], held[:, 9:] = -np.eye(3), np.eye(3)
            made[place] = (held if place in burns else np.zeros((3, 12)), place, True)
        begin = place
    return made


def _when(
    t: Array, burns: set[int], begin: int, place: int, how: Navigation, before: tuple[float, float]
) -> list[int]:
    """Return the nodes of manoeuvres on the way to a place; before: of them the last one, and where
    the place is first seen [s before it], 0 for one that need not be seen."""
    inside = np.arange(begin, place)
    must = {int(inside[np.argmin(np.abs(t[inside] - (t[place] - one)))]) for one in before if one}
    made, last = [], -np.inf
    for k in inside.tolist():
        ready = t[k] - last >= how.every_s and t[place] - t[k] >= 2.0 * before[0]
        if k in burns or k in must or (ready and np.isfinite(last)):
            made.append(k)
            last = t[k] + (how.first_s - how.every_s if k in burns else 0.0)
    return made
