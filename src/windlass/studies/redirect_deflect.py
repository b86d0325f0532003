"""All techniques turn the same asteroid aside: each flown up to the encounter by all forces.

Checked: tests/studies/test_redirect.py.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np

from windlass.base.epochs import format_epoch
from windlass.base.errors import NotSolved
from windlass.base.progress import Progress
from windlass.kernels import status as st
from windlass.redirect.deflect import Deflected, deflected, needed_m
from windlass.redirect.deliver import HEAVIEST_KG, LIGHTEST_KG, WITHIN, like
from windlass.redirect.given import Given
from windlass.redirect.response import Encounter, Sampled, Steered, encounter, response, sampled
from windlass.redirect.response import steered as steer
from windlass.redirect.rock import Rock
from windlass.redirect.way_out import WayOut, impact, rendezvous
from windlass.studies.redirect_ask import Matter, RedirectAsk, technique
from windlass.studies.redirect_row import Row, cost, each, launches, words

HITS: Final = "kinetic-impactor"
MOST_SHIPS: Final = 10_000
FAR: Final = 100.0
"""Shifts, by the one needed, from which a part of the push is flown, with which it shifts PART."""
PART: Final = 10.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Aside:
    """What all techniques have in common: the encounter, how it answers, the shift [m] that is
    needed, the ways out to stay and to hit (or why there is none), what the asteroid is."""

    ask: RedirectAsk
    of: Encounter
    by: Sampled
    needed_m: float
    ways: dict[str, WayOut | str]
    body: Matter

    def way(self, key: str) -> WayOut:
        """Return the way out of a technique; NotSolved where there is none."""
        found = self.ways["hit" if key == HITS else "stay"]
        if isinstance(found, str):
            raise NotSolved(found, status=st.NO_SOLUTION)
        return found

    def shifted(
        self, key: str, rock: Rock, count: int | None = None, later_s: float = 0.0
    ) -> Steered:
        """Return how a technique shifts a rock's encounter, if linear, begun so much later."""
        way = self.way(key)
        begins = way.arrives_s + later_s
        if not begins < self.by.answer.last_s:
            raise NotSolved(
                f"{key} comes too late", status=st.NO_SOLUTION, value=format_epoch(begins),
                remedy="give a longer lead",
            )  # fmt: skip
        given = technique(
            self.ask, key, self.by.answer.last_s - begins, count=count, speed_m_s=way.arrives_m_s
        )(rock)
        along = way.speed_m_s if key == HITS else None
        return steer(self.by, given, begins, blow_along=along)


def aside(ask: RedirectAsk, body: Matter) -> Aside:
    """Return what is common to all techniques of an ask.

    Raises NotSolved where there is no encounter, InvalidInput for a lead that begins before the
    orbit's epoch.
    """
    orbit = ask.target.orbit
    of = encounter(orbit, ask.span_s, near_s=ask.encounter_s)
    begins = of.plane.t_s - ask.lead_s
    by = sampled(response(of, begins))
    return Aside(
        ask=ask, of=of, by=by, needed_m=needed_m(of, ask.radii), body=body,
        ways={
            "stay": _found(lambda: rendezvous(
                orbit, begins, ask.launcher, by.answer.last_s, ask.ship.exhaust_m_s
            )),
            "hit": _found(lambda: impact(by, begins, ask.launcher)),
        },
    )  # fmt: skip


def _found(find: Callable[[], WayOut]) -> WayOut | str:
    """Return a way out, or why there is none."""
    try:
        return find()
    except NotSolved as reason:
        return words(reason)


def rows(all_: Aside, progress: Progress | None = None) -> tuple[Row, ...]:
    """Return a row for each technique, those that do most of what is needed first."""
    made = each(all_.ask.only, lambda key: row(all_, key), progress)
    return tuple(sorted(made, key=lambda one: (not one.feasible, -(one.share or 0.0))))


def row(all_: Aside, key: str) -> Row:
    """Return the row of a technique: what it cannot is told, not raised."""
    ask, rock = all_.ask, all_.body.rock
    try:
        way = all_.way(key)
        asked = all_.by.answer.last_s - way.arrives_s
        given = technique(ask, key, asked, speed_m_s=way.arrives_m_s)(rock)
        push = all_.shifted(key, rock)
        flown, part = _flown(all_, push)
    except NotSolved as reason:
        return Row(key=key, why=words(reason), largest_kg=_largest(all_, key), way=_way(all_, key))
    flights = launches(ask, key, way)
    share, needed = flown.share / part, flown.needed_m_s
    enough = share >= 1.0
    return Row(
        key=key, feasible=enough, way=way, given=given, launches=flights, share=share,
        why="" if enough else f"shifts {share:.3g} of what is needed",
        dv_m_s=push.dv_m_s, needed_m_s=needed,
        ends_s=min(way.arrives_s + given.works_s, all_.by.answer.last_s),
        largest_kg=_largest(all_, key), ships=_ships(all_, key), cost=cost(ask, key, way, flights),
        checked="flown by all forces up to the encounter" if part == 1.0
        else f"flown by all forces with {part:.2g} of its push: all of it leaves no encounter",
        told=_told(flown) | {"precision_km": _near_km(flown, part, given)},
    )  # fmt: skip


def _near_km(flown: Deflected, part: float, given: Given) -> float:
    """Return half of the width from 5 to 95 % of where the encounter is shifted to [km]."""
    low, high = given.spread
    return 0.5 * (high - low) * flown.shifts_m / part / 1e3


def _flown(all_: Aside, push: Steered) -> tuple[Deflected, float]:
    """Return an encounter with a push, or with the part of it after which there still is one."""
    part = 1.0 if push.shifts_m < FAR * all_.needed_m else PART * all_.needed_m / push.shifts_m
    return deflected(all_.of, push.times(part), all_.needed_m), part


def _way(all_: Aside, key: str) -> WayOut | None:
    try:
        return all_.way(key)
    except NotSolved:
        return None


def _told(flown: Deflected) -> dict[str, object]:
    return {
        "shift_km": flown.shifts_m / 1e3, "shift_needed_km": flown.needed_m / 1e3,
        "shift_xi_km": float(flown.shift_m[0]) / 1e3,
        "shift_zeta_km": float(flown.shift_m[1]) / 1e3,
        "linear_shift_km": flown.push.shifts_m / 1e3, "linear": flown.linear,
        "perigee_km": flown.after.perigee_m / 1e3, "hits": flown.after.met,
    }  # fmt: skip


def _does(all_: Aside, key: str, rock: Rock, count: int | None = None) -> float:
    """Return the share of the needed shift, 0 where the technique does not work."""
    try:
        return all_.shifted(key, rock, count).shifts_m / all_.needed_m
    except NotSolved:
        return 0.0


def _largest(all_: Aside, key: str) -> float | None:
    """Return the largest mass [kg], of the asteroid's density and spin, that is shifted enough;
    None where none is.

    Some techniques have a least mass as well (what breaks): it is sought from the top.
    """
    return top(lambda mass: _does(all_, key, like(all_.body.rock, mass)))


def top(does: Callable[[float], float]) -> float | None:
    """Return the largest mass [kg] of which a function is 1 or more, None where none is."""
    grid = np.geomspace(HEAVIEST_KG, LIGHTEST_KG, 40)
    good = next((k for k, mass in enumerate(grid) if does(float(mass)) >= 1.0), None)
    if good is None:
        return None
    if good == 0:
        return HEAVIEST_KG
    low, high = math.log(grid[good]), math.log(grid[good - 1])
    while high - low > WITHIN:
        middle = 0.5 * (low + high)
        low, high = (middle, high) if does(math.exp(middle)) >= 1.0 else (low, middle)
    return math.exp(low)


def _ships(all_: Aside, key: str) -> int | None:
    """Return how many ships shift this asteroid enough, None for more than MOST_SHIPS."""
    return fewest(lambda count: _does(all_, key, all_.body.rock, count))


def fewest(does: Callable[[int], float], most: int = MOST_SHIPS) -> int | None:
    """Return the least count for which a function is 1 or more, None beyond most; of great counts
    to a part in a thousand."""
    high = 1
    while does(high) < 1.0:
        if high >= most:
            return None
        high = min(2 * high, most)
    low = high // 2
    while high - low > (1 if high <= MOST_SHIPS else high // 1000):
        middle = (low + high) // 2
        low, high = (low, middle) if does(middle) >= 1.0 else (middle, high)
    return high
