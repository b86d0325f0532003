"""The way out to an asteroid: to stay with it, or to hit it, and what a launcher brings there.

Ballistic legs from Earth, all dates of a window.  A ship that stays takes away the speed at which
it arrives with its own engine, and what counts is what arrives and the time that is left; one that
hits keeps it, and what counts is momentum along the way that shifts the encounter most.
Source: izzo2015, izzo2007.
Checked: tests/redirect/test_way_out.py.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from windlass.base.constants import GM_EARTH, R_EARTH_M
from windlass.base.epochs import DAY_S, YEAR_S, format_epoch
from windlass.base.errors import NotSolved, OutOfDomain
from windlass.bodies import asteroid
from windlass.bodies.planets import load
from windlass.catalogue import launchers
from windlass.catalogue.orbit import Orbit
from windlass.kernels import status as st
from windlass.redirect.response import Sampled
from windlass.transfers.legs import End, Leg, LegAsk, LegGrid, grid
from windlass.transfers.refine import cell_leg

Array = NDArray[np.float64]

PARKING_M: Final = R_EARTH_M + 400e3
STEP_S: Final = 10.0 * DAY_S
FLIGHTS_S: Final = (60.0 * DAY_S, 900.0 * DAY_S)
WINDOW_S: Final = 3.0 * YEAR_S
"""Of launches, from the first that is allowed."""
BEST: Final = 20_000
"""Legs at most whose directions are looked at, those with most momentum first, until no other can
be better."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WayOut:
    """A leg from Earth: departs_s, arrives_s [s past J2000]; c3_m2_s2 at departure; speed_m_s
    (3,): relative to the asteroid on arrival, ICRF; payload_kg of one launch, launcher."""

    departs_s: float
    arrives_s: float
    c3_m2_s2: float
    speed_m_s: Array
    payload_kg: float
    launcher: str

    @property
    def arrives_m_s(self) -> float:
        """Speed of arrival."""
        return float(np.linalg.norm(self.speed_m_s))

    def launched_kg(self, there_kg: float, exhaust_m_s: float | None) -> float:
        """Return the mass at launch of one there [kg]; exhaust [m/s] of what slows it down, None
        where nothing does."""
        if exhaust_m_s is None:
            return there_kg
        return there_kg * math.exp(self.arrives_m_s / exhaust_m_s)

    def launches(self, count: int, there_kg: float, exhaust_m_s: float | None) -> int:
        """Return how many launches so many ships take: several of them in one launch where they
        fit, one of them in several launches where it does not."""
        each = self.launched_kg(there_kg, exhaust_m_s)
        if each > self.payload_kg:
            return count * math.ceil(each / self.payload_kg)
        return math.ceil(count / math.floor(self.payload_kg / each))


def rendezvous(
    orbit: Orbit, from_s: float, launcher: str, until_s: float, exhaust_m_s: float,
    power: float = 2.0,
) -> WayOut:  # fmt: skip
    """Return the best way out to stay, launched within WINDOW_S of a date: what a launch brings
    there, its speed of arrival taken away by an exhaust [m/s], by the time left until a date, to a
    power (what a steady push shifts grows with its square).

    Raises NotSolved where no leg is within the launcher's curve and arrives in time.
    """
    table = _grid(orbit, from_s, launcher, until_s, "to stay with")
    ok, payload = _payload(table, launcher)
    left = np.maximum(until_s - table.arrive_s, 0.0) / YEAR_S
    slowed = np.exp(-np.where(ok, table.vinf_arrive_m_s, 0.0) / exhaust_m_s)
    worth = np.where(ok, payload * slowed * left**power, 0.0)
    i, j = divmod(int(np.argmax(worth)), worth.shape[1])
    if not worth[i, j] > 0.0:
        raise _none(orbit, from_s, launcher)
    return _way(cell_leg(table, i, j), launcher)


def _payload(table: LegGrid, launcher: str) -> tuple[NDArray[np.bool_], Array]:
    """Return which legs there are, and the payload [kg] of a launch onto each."""
    ok = table.status == st.OK
    payload = np.zeros(ok.shape)
    payload[ok] = [launchers.payload_kg(launcher, float(v) ** 2) for v in table.vinf_depart_m_s[ok]]
    return ok, payload


def impact(by: Sampled, from_s: float, launcher: str) -> WayOut:
    """Return the way out whose launches shift an encounter most by hitting the asteroid.

    Raises NotSolved where no leg is within the launcher's curve.
    """
    orbit, last = by.answer.of.orbit, by.answer.last_s
    table = _grid(orbit, max(from_s, by.answer.begins_s), launcher, last, "to hit")
    ok = table.status == st.OK
    payload = np.zeros(ok.shape)
    payload[ok] = [launchers.payload_kg(launcher, float(v) ** 2) for v in table.vinf_depart_m_s[ok]]
    w = by.at(np.clip(table.arrive_s.ravel(), by.answer.begins_s, last)).reshape(*ok.shape, 2, 3)
    most = payload * np.where(ok, table.vinf_arrive_m_s, 0.0) * np.linalg.norm(w, axis=(2, 3))
    order = np.argsort(-most, axis=None)[:BEST]
    best: tuple[float, Leg] | None = None
    for at in order:
        i, j = divmod(int(at), ok.shape[1])
        if not most[i, j] > (best[0] if best else 0.0):
            break
        leg = cell_leg(table, i, j)
        worth = payload[i, j] * float(np.linalg.norm(w[i, j] @ leg.vinf_arrive_vec_m_s))
        if best is None or worth > best[0]:
            best = worth, leg
    if best is None:
        raise _none(orbit, from_s, launcher)
    return _way(best[1], launcher)


def _way(leg: Leg, launcher: str) -> WayOut:
    c3 = leg.vinf_depart_m_s**2
    return WayOut(
        departs_s=leg.depart_s, arrives_s=leg.arrive_s, c3_m2_s2=c3,
        speed_m_s=leg.vinf_arrive_vec_m_s, payload_kg=launchers.payload_kg(launcher, c3),
        launcher=launcher,
    )  # fmt: skip


def _none(orbit: Orbit, from_s: float, launcher: str) -> NotSolved:
    return NotSolved(
        f"no way out to {orbit.designation} within the curve of {launcher}",
        status=st.NO_SOLUTION, value=f"launched from {format_epoch(from_s)} on",
        remedy="give another date or launcher, or a longer lead",
    )  # fmt: skip


def _grid(orbit: Orbit, from_s: float, launcher: str, latest_s: float, what: str) -> LegGrid:
    """Return all legs, their departures from a parking orbit."""
    low, high = launchers.c3_range(launcher)
    if low > 0.0:
        raise OutOfDomain(
            "curve of a launcher begins above escape", value=launcher, remedy="take another"
        )
    last = min(from_s + WINDOW_S, latest_s - FLIGHTS_S[0])
    if not last > from_s:
        raise NotSolved(
            f"no time for a way out to {orbit.designation}", status=st.NO_SOLUTION,
            value=format_epoch(from_s), remedy="give a longer lead",
        )  # fmt: skip
    vesc2 = 2.0 * GM_EARTH / PARKING_M
    return grid(LegAsk(
        name=f"Earth to {orbit.designation}, {what} it", depart=load().body("earth"),
        arrive=asteroid.integrate(orbit, (from_s, last + FLIGHTS_S[1])), depart_s=(from_s, last),
        tof_s=FLIGHTS_S, step_s=STEP_S, max_revolutions=1, latest_s=latest_s,
        depart_end=End(
            vesc2_m2_s2=vesc2, v0_m_s=math.sqrt(0.5 * vesc2), vinf_max_m_s=math.sqrt(high)
        ),
        arrive_end=End(),
    ))  # fmt: skip
