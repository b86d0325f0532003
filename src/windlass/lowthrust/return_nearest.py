"""The return nearest to one that no dates lead to, and what it is that binds.

Asks beside it are tried in order: with a mass that is free, or with more xenon; then with more and
more time.  The first that has a solution is the answer.
Checked: tests/lowthrust/test_return_plan.py.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Final

from windlass.base.epochs import DAY_S, YEAR_S
from windlass.base.errors import NotSolved
from windlass.kernels import status as st
from windlass.lowthrust.return_ask import LEAST_KG, LONGEST_S, ReturnAsk

FREE: Final = (1.0, 0.4)
"""Xenon that is tried where it is what is sought, as shares of the dry mass."""
MORE: Final = (2.0, 4.0, 8.0)
"""Times the xenon that is given, that are tried."""
LONGER: Final = 2.0
"""By how many times the time grows from one try to the next."""
SLACK_S: Final = 30.0 * DAY_S
"""By which a longer flight may leave later than it could."""
SPARE: Final = 0.99
"""Share of the mass found that is told, so that it can be asked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Nearest:
    """ask: one that has a solution, its mass free; returned_kg: what it brings, rounded down;
    binds: ``thrust``, ``xenon`` or ``time``."""

    ask: ReturnAsk
    returned_kg: float
    binds: str

    @property
    def words(self) -> str:
        """What can be brought, with what, in which time."""
        return (
            f"{self.returned_kg:,.0f} kg with {self.ask.xenon_kg:,.0f} kg of xenon in "
            f"{self.ask.within_s / YEAR_S:.1f} years"
        )


def nearest(
    ask: ReturnAsk,
    judge: Callable[[ReturnAsk], float],
    solve: Callable[[ReturnAsk], float | None],
) -> Nearest | None:
    """Return the first ask beside this one that has a solution, None where none has.

    judge: mass [kg] that the linear answer says an ask brings, below 0 for none; solve: mass [kg]
    that it does bring, None for none.
    """
    for within in _times(ask):
        some = [(judge(one), one) for one in _beside(ask, within)]
        if ask.xenon_kg is None:
            some.sort(key=lambda pair: -pair[0])
        for worth, one in some:
            gain = solve(one) if worth > 0.0 else None
            if gain is not None:
                return Nearest(
                    ask=one, returned_kg=_told(ask, gain), binds=_binds(ask, one)
                )  # fmt: skip
    return None


def _told(ask: ReturnAsk, gain: float) -> float:
    most = math.inf if ask.returned_kg is None else ask.returned_kg
    return float(min(math.floor(SPARE * gain), most))


def _binds(ask: ReturnAsk, one: ReturnAsk) -> str:
    if one.within_s > ask.within_s:
        return "time"
    return "thrust" if ask.xenon_kg is None else "xenon"


def _times(ask: ReturnAsk) -> Iterator[float]:
    """Yield the times [s] that are tried."""
    within = ask.within_s
    while within < LONGEST_S:
        if within >= ask.least_s:
            yield within
        within *= LONGER
    yield LONGEST_S


def _beside(ask: ReturnAsk, within: float) -> Iterator[ReturnAsk]:
    """Yield the asks of a time that are tried, all with a mass that is free."""
    departs = ask.departs_s
    if within > ask.within_s:
        # leaving later is what shorter times did
        departs = ask.arrives_s[0] - within, ask.arrives_s[1] - within + SLACK_S
    if ask.xenon_kg is None:
        xenons = [share * ask.dry_kg for share in FREE]
    else:
        own = () if within == ask.within_s else (1.0,)
        xenons = [times * ask.xenon_kg for times in (*own, *MORE)]
    for xenon in xenons:
        yield replace(ask, within_s=within, departs_s=departs, xenon_kg=xenon, returned_kg=None)


def refused(ask: ReturnAsk, beside: Nearest | None) -> NotSolved:
    """Return the error of an ask that no dates lead to: what binds, and the nearest ask."""
    own = f"{ask.power_w / 1e3:g} kW at {ask.isp_s:g} s in {ask.within_s / YEAR_S:.1f} years"
    if ask.xenon_kg is not None:
        own += f" with {ask.xenon_kg:,.0f} kg of xenon"
    aim = LEAST_KG if ask.returned_kg is None else ask.returned_kg
    what = f"return of {ask.name}: {own} does not bring {aim:,.0f} kg home"
    remedy = "give more power, time or xenon, or an asteroid nearer to Earth's orbit"
    if beside is not None:
        if beside.returned_kg < aim or beside.binds != "thrust":
            what += f", {beside.binds} does not suffice"
        remedy = f"nearest ask that can be flown: {beside.words}; or give more power"
    return NotSolved(what, status=st.NO_SOLUTION, value=f"{aim:,.0f} kg", remedy=remedy)
