"""The return nearest to one that no dates lead to, and what it is that binds.

Asks beside it are tried, the linear answer telling which are worth it: first with a mass that is
free, where one was given, or with more xenon, where that was; then with twice the time or the
power, four times, and so on.  The first that has a solution is the answer.
Checked: tests/lowthrust/test_return_nearest.py.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Final

from windlass.base.epochs import DAY_S, YEAR_S, format_epoch
from windlass.base.errors import NotSolved
from windlass.kernels import status as st
from windlass.lowthrust.return_ask import LEAST_KG, LONGEST_S, ReturnAsk
from windlass.lowthrust.return_reach import Guessed

FREE: Final = (1.0, 0.4)
"""Xenon that is tried where it is what is sought, as shares of the dry mass."""
MORE: Final = (2.0, 4.0, 8.0, 16.0)
"""Times the time and the power that are tried; and, but the last, the xenon."""
SLACK_S: Final = 30.0 * DAY_S
"""By which a longer flight may leave later than it could."""
SPARE: Final = 0.99
"""Share of the mass found that is told, so that it can be asked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Nearest:
    """ask: one that has a solution, its mass free; returned_kg: what it brings on the first dates
    that were solved, rounded down; binds: ``power``, ``xenon`` or ``time``; moved: whether its
    departures are others."""

    ask: ReturnAsk
    returned_kg: float
    binds: str
    moved: bool = False

    @property
    def words(self) -> str:
        """What can be brought, with what, in which time."""
        made = (
            f"{self.returned_kg:,.0f} kg with {self.ask.power_w / 1e3:g} kW and "
            f"{self.ask.xenon_kg:,.0f} kg of xenon in {self.ask.within_s / YEAR_S:.1f} years"
        )
        if self.moved and self.ask.departs_s is not None:
            first, last = map(format_epoch, self.ask.departs_s)
            made += f", leaving from {first} to {last}"
        return made


def nearest(
    ask: ReturnAsk,
    judge: Callable[[ReturnAsk], Guessed],
    solve: Callable[[ReturnAsk, Guessed], float | None],
) -> Nearest | None:
    """Return the first ask beside this one that has a solution, None where none has.

    judge: dates on which the linear answer says that an ask brings something, and how much, empty
    for none; solve: mass [kg] that it does bring on the best of them, None for none.
    """
    for binds, some in _beside(ask):
        judged = [(judge(one), one) for one in some]
        judged = [(dates, one) for dates, one in judged if dates]
        for dates, one in sorted(judged, key=lambda pair: -pair[0][0][1]):
            gain = solve(one, dates)
            if gain is not None:
                return Nearest(
                    ask=_as_asked(ask, one), returned_kg=_told(ask, gain), binds=binds,
                    moved=ask.departs_s is not None and one.departs_s != ask.departs_s,
                )  # fmt: skip
    return None


def _told(ask: ReturnAsk, gain: float) -> float:
    most = math.inf if ask.returned_kg is None else ask.returned_kg
    return float(min(math.floor(SPARE * gain), most))


def _as_asked(ask: ReturnAsk, one: ReturnAsk) -> ReturnAsk:
    """Return an ask as it is told: any departure, where any was asked for."""
    return replace(one, departs_s=None) if ask.departs_s is None else one


def _beside(ask: ReturnAsk) -> Iterator[tuple[str, list[ReturnAsk]]]:
    """Yield what binds, and the asks that are tried where that is given way to; all with a mass
    that is free."""
    in_time = ask.within_s >= ask.least_s
    if ask.xenon_kg is None and in_time:
        yield "power", _free(ask)
    if ask.xenon_kg is not None and in_time:
        for times in MORE[:-1]:
            yield "xenon", [replace(ask, xenon_kg=float(math.ceil(times * ask.xenon_kg)))]
    last = 0.0
    for times in MORE:
        within = min(_tenths(times * ask.within_s), LONGEST_S)
        if within >= ask.least_s and within > max(last, ask.within_s):
            yield "time", _free(_longer(ask, within))
            last = within
        if in_time:
            yield "power", _free(replace(ask, power_w=times * ask.power_w))


def _free(ask: ReturnAsk) -> list[ReturnAsk]:
    """Return an ask with its mass free, with some amounts of xenon where none is given."""
    if ask.xenon_kg is not None:
        return [ask]
    return [
        replace(ask, xenon_kg=float(math.ceil(share * ask.dry_kg)), returned_kg=None)
        for share in FREE
    ]


def _tenths(within_s: float) -> float:
    """Return a time in tenths of a year, as it is told, no shorter."""
    return math.ceil(within_s / YEAR_S * 10.0 - 1e-6) / 10.0 * YEAR_S


def _longer(ask: ReturnAsk, within: float) -> ReturnAsk:
    """Return an ask with more time; leaving later is what shorter times did."""
    departs = ask.arrives_s[0] - within, ask.arrives_s[1] - within + SLACK_S
    return replace(ask, within_s=within, departs_s=departs)


def refused(ask: ReturnAsk, near: Nearest | None) -> NotSolved:
    """Return the error of an ask that no dates lead to: what binds, and the nearest ask."""
    own = f"{ask.power_w / 1e3:g} kW at {ask.isp_s:g} s in {ask.within_s / YEAR_S:.1f} years"
    if ask.xenon_kg is not None:
        own += f" with {ask.xenon_kg:,.0f} kg of xenon"
    aim = LEAST_KG if ask.returned_kg is None else ask.returned_kg
    what = f"return of {ask.name}: {own} does not bring {aim:,.0f} kg home"
    remedy = "give more power, time or xenon, or an asteroid nearer to Earth's orbit"
    if near is not None:
        if near.returned_kg < aim or near.binds != "power":
            what += f", {near.binds} does not suffice"
        remedy = f"nearest ask that can be flown: {near.words}, or more"
    return NotSolved(what, status=st.NO_SOLUTION, value=f"{aim:,.0f} kg", remedy=remedy)
