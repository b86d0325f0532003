"""The indirect solver: a leg by Pontryagin's principle, from costates near the right ones.

What the throttle costs besides propellant, a weight times p² − p, is taken away step by step, and
where a start asks it, thrust that is too great as well; what is returned has none of both: full
thrust or none, switched where the switching function vanishes, and flown in one piece from
departure to arrival.
Source: bertrand2002, lawden1963.  Checked: tests/lowthrust/test_indirect.py.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from windlass.base.epochs import DAY_S
from windlass.base.errors import NotSolved
from windlass.kernels import status as st
from windlass.lowthrust.costates import SOFT_COLD, SOFT_DIRECT, Seed, cold, from_direct
from windlass.lowthrust.direct import Direct
from windlass.lowthrust.extremal import Indirect, flown
from windlass.lowthrust.guess import Guess
from windlass.lowthrust.leg import End, LowThrustLeg
from windlass.lowthrust.programme import units
from windlass.lowthrust.shooting import CLOSED, Conditions, Shooting, Speed, newton

Array = NDArray[np.float64]

ARCS_A_TURN: Final = 6
LEAST_ARCS: Final = 6
STEP: Final = 0.1
"""By which the weight is first multiplied to lessen it; and how far the root of that may go."""
SHORT: Final = 0.02
"""Least step, of 1, from a stronger engine to the leg's own."""
CLOSEST: Final = 0.97
LIGHT: Final = 1e-4
"""Weight below which the next is none."""
BOUNDS: Final = 6
"""Times that the bounds that hold are chosen anew."""
WALK_S: Final = 5.0 * DAY_S
LONGEST_S: Final = 20.0 * DAY_S
WALKS: Final = 60
HASTE: Final = 12
"""First and longest step of a walk over dates, how many of them, and Newton's rounds at each."""
FAR: Final = 0.5
"""Change of a date, in units of time, beyond which a solution may be another one."""
NEAR: Final = 1e-4
"""How near a bound counts as on it, as a share of the span."""


def indirect(leg: LowThrustLeg, begin: Direct | Guess | Seed) -> Indirect:
    """Return the extremal near a direct solution, a path (cold), or costates.

    Raises NotSolved naming what did not converge.
    """
    seed = begin
    if isinstance(begin, Direct):
        seed = from_direct(begin)
    elif isinstance(begin, Guess):
        seed = cold(leg, begin)
    assert isinstance(seed, Seed)
    failed: NotSolved | None = None
    for held in _ways(leg, seed):
        try:
            return _settled(leg, seed, held)
        except NotSolved as error:
            failed = failed or error
    assert failed is not None
    raise failed


def _settled(leg: LowThrustLeg, seed: Seed, held: Conditions) -> Indirect:
    """Return the extremal where these bounds hold at first: others are tried as it asks for."""
    share = np.linspace(0.0, 1.0, _arcs(seed) + 1)
    task = Shooting(leg, share, held)
    z, rounds = _continued(task, _start(leg, seed, share), seed)
    for _ in range(BOUNDS):
        other = _other(leg, task, z, held)
        if other is None:
            return flown(task, z, rounds, seed.told)
        z, more = _released(task, z, other, seed)
        held, rounds = task.conditions, rounds + more
    raise _not("which of the leg's bounds hold is not settled", held, "fix its dates or its mass")


def _released(task: Shooting, z: Array, other: Conditions, seed: Seed) -> tuple[Array, int]:
    """Return (unknowns, rounds) under other conditions: at once, or by walking to their dates.

    Each step of a walk changes the dates that are to be free in the direction that is better, and
    is solved; then freeing them is tried again.
    """
    u = task.units
    spans = {"departs": task.leg.departs_s, "tof": task.leg.tof_s}
    soft = replace(seed, soft=SOFT_DIRECT, boost=1.0, thin=1.0)
    place = {"departs": -2, "tof": -1}
    step, rounds, why = WALK_S / u.time, 0, ""
    before: dict[str, float] = {}
    for _ in range(WALKS):
        dates = [name for name in spans if getattr(other, name) is None]
        task.conditions = other
        one = newton(task, z, 0.0, HASTE)
        rounds += one.rounds
        if one.closed and (not dates or _near(one.z, z)):
            return one.z, rounds
        why = one.why or "it would go far"
        if not dates:
            break
        gains = {name: task.by_date(z, name) for name in dates}
        if any(gains[name] * before.get(name, 0.0) < 0.0 for name in dates):
            step *= 0.5
        elif before:
            step = min(1.5 * step, LONGEST_S / u.time)
        to: dict[str, float | None] = {}
        for name in dates:
            low, high = spans[name][0] / u.time, spans[name][1] / u.time
            at = float(z[place[name]])
            goes = min(max(at - math.copysign(step, gains[name]), low), high)
            if abs(goes - at) < 1e-9 * step:  # it would leave its span
                other = _dated(other, {name: goes})
            to[name] = goes
        task.conditions = _dated(other, to)
        try:
            new, more = _through(task, z, soft)
        except NotSolved:
            step *= 0.3
            continue
        z, rounds, before = new, rounds + more, gains
    raise _not(
        "the best dates, mass or speed at an end are not found", why,
        "fix the dates, or begin nearer to the best ones",
    )  # fmt: skip


def _through(task: Shooting, z: Array, soft: Seed) -> tuple[Array, int]:
    """Return (unknowns, rounds) near a solution of other dates: softened where switches come or
    go between the two."""
    one = newton(task, z, 0.0, HASTE)
    if one.closed:
        return one.z, one.rounds
    new, more = _continued(task, z, soft)
    return new, one.rounds + more


def _dated(held: Conditions, to: dict[str, float | None]) -> Conditions:
    """Return the same conditions on other dates."""
    return replace(held, departs=to.get("departs", held.departs), tof=to.get("tof", held.tof))


def _near(new: Array, old: Array) -> bool:
    """Return whether a solution is still on the same way around the Sun."""
    return bool(np.abs(new[-2:] - old[-2:]).max() < FAR)


def best(leg: LowThrustLeg, begins: Sequence[Direct | Guess | Seed]) -> Indirect:
    """Return the best of the extremals near several starts; NotSolved of the first if none."""
    found: list[Indirect] = []
    failed: list[NotSolved] = []
    for begin in begins:
        try:
            found.append(indirect(leg, begin))
        except NotSolved as error:
            failed.append(error)
    if found:
        worth = {
            "mass": lambda one: one.final_kg,
            "start": lambda one: one.start_kg,
            "time": lambda one: -one.tof_s,
        }
        return max(found, key=worth[leg.goal])
    raise failed[0] if failed else _not("no start was given", len(begins), "give one or more")


def _not(what: str, value: object, remedy: str) -> NotSolved:
    return NotSolved(what, status=st.NOT_CONVERGED, value=value, remedy=remedy)


def _arcs(seed: Seed) -> int:
    """Return into how many arcs a flight is cut: by the angle that it turns through."""
    r = seed.y[:, :3]
    unit = r / np.linalg.norm(r, axis=1, keepdims=True)
    turned = float(np.arccos(np.clip((unit[1:] * unit[:-1]).sum(axis=1), -1.0, 1.0)).sum())
    return max(LEAST_ARCS, round(ARCS_A_TURN * turned / (2.0 * np.pi)))


def _ways(leg: LowThrustLeg, seed: Seed) -> list[Conditions]:
    """Return which bounds may hold, the likeliest by a guess first.

    Dates are held at those of the guess until a first extremal is found, unless time is the goal.
    """
    u = units(leg)
    heavy, light = leg.mass_kg[1] / u.mass, leg.mass_kg[0] / u.mass
    masses: list[float | None] = [light if leg.goal == "time" else heavy]
    if leg.goal == "start" and light < heavy:
        masses = [None]
    elif leg.goal == "mass" and light < heavy:
        masses = [None, heavy] if seed.y[0, 6] < heavy * (1.0 - NEAR) else [heavy, None]
    quick = leg.goal == "time"
    departs = _bound(leg.departs_s, seed.departs_s, u.time) if quick else seed.departs_s / u.time
    tof = _bound(leg.tof_s, seed.tof_s, u.time) if quick else seed.tof_s / u.time
    speeds = [(_speed(leg.start, seed.w0_m_s), _speed(leg.end, seed.w1_m_s))]
    for k in (0, 1):
        if speeds[0][k] == "most":
            speeds.append(("free", speeds[0][1]) if k == 0 else (speeds[0][0], "free"))
    return [
        Conditions(speeds=pair, mass=mass, departs=departs, tof=tof)
        for pair in speeds
        for mass in masses
    ]


def _speed(end: End, w: Array) -> Speed:
    low, high = end.vinf_m_s
    if high == 0.0:
        return "met"
    size = float(np.linalg.norm(w))
    if low < size < high * (1.0 - NEAR) and size > 0.0:
        return "least" if low > 0.0 and size < low * (1.0 + NEAR) else "free"
    return "most"


def _bound(span: tuple[float, float], at: float, unit: float) -> float | None:
    low, high = span
    if at <= low + NEAR * (high - low):
        return low / unit
    return high / unit if at >= high - NEAR * (high - low) else None


def _start(leg: LowThrustLeg, seed: Seed, share: Array) -> Array:
    """Return the unknowns of a guess."""
    u = units(leg)
    tof = seed.tof_s / u.time
    early, late = (one / u.time / tof for one in leg.coast_s)
    at = early + share * (1.0 - early - late)
    at = np.concatenate([[0.0] if early else [], at, [1.0] if late else []])
    y = np.stack([np.interp(at, seed.share, seed.y[:, c]) for c in range(14)], axis=1)
    return np.concatenate([y.ravel(), [seed.departs_s / u.time, tof]])


def _continued(task: Shooting, z: Array, seed: Seed) -> tuple[Array, int]:
    """Return (unknowns, rounds) without any softening, and with the engine as it is."""
    made = _Homotopy(task, seed)
    soft = seed.soft if task.leg.goal == "mass" else 0.0
    if made.thin != seed.thin:
        z = z.copy()
        z[13:-2:14] *= seed.thin
    done, why = made.solve(z, soft, 1.0)
    if done is None and 0.0 < soft < SOFT_COLD:
        soft = SOFT_COLD
        done, why = made.solve(z, soft, 1.0)
    if done is None:
        raise _not(
            f"the costates begun from a {seed.told} do not converge",
            f"{why}; weight {soft:g}, thrust {seed.boost:.3g} times", "begin from another guess",
        )  # fmt: skip
    done = made.to_own_engine(done, soft)
    return made.to_no_weight(done, soft), made.rounds


class _Homotopy:
    """Solutions from an engine that is stronger, or has less flow, to the leg's own; and from a
    weight on p² - p to none."""

    def __init__(self, task: Shooting, seed: Seed) -> None:
        self.task, self.boost = task, seed.boost
        self.thin = seed.thin if task.conditions.mass is not None else 1.0
        self.table, self.last = task.own.copy(), -1.0 if task.leg.goal == "mass" else 0.0
        self.rounds = 0

    def solve(self, z: Array, soft: float, left: float) -> tuple[Array | None, str]:
        """Return (unknowns or None, why): left of the way to the leg's engine, 1 to 0."""
        boost, thin = self.boost**left, self.thin**left
        task = self.task
        task.engine = self.table.copy()
        task.engine[1:, :4] *= boost
        task.engine[1:, 4:] *= boost * thin
        task.last = self.last / thin
        one = newton(task, z, soft * task.flow_at_1 * boost)
        self.rounds += one.rounds
        return (one.z if one.closed else None), one.why

    def to_own_engine(self, z: Array, soft: float) -> Array:
        """Return the solution of the leg's own engine."""
        left, step = 1.0, 0.5
        if self.boost == 1.0 and self.thin == 1.0:
            return z
        while left > 0.0:
            new = left - step if left - step > 1e-6 else 0.0
            one, why = self.solve(z, soft, new)
            if one is not None:
                z, left, step = one, new, 1.5 * step
                continue
            step *= 0.5
            if step < SHORT:
                short = self.boost**left
                raise _not(
                    "the thrust is too small for this flight", f"{why} below {short:.3g} times it",
                    f"give {short:.3g} times the thrust, more time or less mass",
                )  # fmt: skip
        return z

    def to_no_weight(self, z: Array, soft: float) -> Array:
        """Return the solution without a weight."""
        ratio = STEP
        while soft > 0.0:
            new = soft * ratio if soft * ratio > LIGHT else 0.0
            one, why = self.solve(z, new, 0.0)
            if one is not None:
                z, soft, ratio = one, new, max(STEP, ratio**2)
                continue
            ratio = ratio**0.5
            if ratio > CLOSEST:
                raise _not(
                    "the throttle does not come to on or off", f"{why} below weight {soft:g}",
                    "begin from another guess; a singular arc is not found",
                )  # fmt: skip
            if new == 0.0 and soft > LIGHT:
                ratio = max(ratio, 1.01 * LIGHT / soft)
        return z


def _other(leg: LowThrustLeg, task: Shooting, z: Array, held: Conditions) -> Conditions | None:
    """Return other conditions where a bound is overrun, or would better be left; None if right."""
    u = units(leg)
    y = task.nodes(z)
    for name, span, at, now in (
        ("departs", leg.departs_s, z[-2], held.departs),
        ("tof", leg.tof_s, z[-1], held.tof),
    ):
        low, high = span[0] / u.time, span[1] / u.time
        room = 1e-9 * (high - low)
        if low == high:
            continue
        put: float | None
        if now is None:
            if low - room <= at <= high + room:
                continue
            put = low if at < low else high
        else:
            gain = task.by_date(z, name)
            if not ((gain > CLOSED and at > low) or (gain < -CLOSED and at < high)):
                continue
            put = None
        return _dated(held, {name: put})
    speeds = list(held.speeds)
    for k, end, body in ((0, leg.start, task.bodies(z)[0]), (1, leg.end, task.bodies(z)[1])):
        size = float(np.linalg.norm(y[-k, 3:6] - body[0, 3:])) * u.speed
        low, high = end.vinf_m_s
        if speeds[k] == "free" and not low <= size <= high:
            speeds[k] = "least" if size < low else "most"
            return replace(held, speeds=(speeds[0], speeds[1]))
    low, high = leg.mass_kg[0] / u.mass, leg.mass_kg[1] / u.mass
    if held.mass is None and not low <= y[0, 6] <= high * (1.0 + 1e-9):
        if leg.goal == "start":
            raise _not(
                "the mass at departure is not within its bounds", float(y[0, 6]) * u.mass,
                f"its greatest is asked between {leg.mass_kg[0]:g} and {leg.mass_kg[1]:g} kg",
            )  # fmt: skip
        return replace(held, mass=low if y[0, 6] < low else high)
    if held.mass == high and low < high and leg.goal == "mass" and y[0, 13] > CLOSED:
        return replace(held, mass=None)
    return None
