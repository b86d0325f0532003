"""Spiral of a solar-electric tug from low orbit to where a lunar flyby takes over, or to escape.

Edelbaum's path, followed at the pace that mass, Earth's shadow and an array that the belts wear
out allow; then, from where the thrust is no longer small beside gravity, the flight itself, with
thrust along the velocity.  Left out: drag, the Moon's and the Sun's pull, the charging of
batteries (no thrust in shadow), what shadow does to the orbit's shape.
Source: edelbaum1961, kluever2011.  Checked: tests/lowthrust/test_leo_spiral.py.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from windlass.base.constants import A_MOON_M, AU_M, G0, GM_EARTH, R_EARTH_M
from windlass.base.epochs import DAY_S, YEAR_S
from windlass.base.errors import InvalidInput, NotSolved, SourceError
from windlass.base.sources import table
from windlass.bodies.planets import load
from windlass.kernels import leo_spiral as kernel
from windlass.kernels.rocket import dv_from_masses
from windlass.kernels.spiral import edelbaum
from windlass.kernels.status import OK, OUT_OF_DOMAIN
from windlass.lowthrust.array_degradation import SolarArray, altitudes, tilts

Array = NDArray[np.float64]

SOURCES: Final = ("edelbaum1961", "kluever2011", "sawyer1976", "vette1991", "fetzer2008")
SMALL: Final = 0.005
"""Share of local gravity at which the acceleration ends the averaged climb."""
STEEP: Final = 0.05
"""Share of local gravity at the start above which no plane is turned by Edelbaum's steering."""
FAR: Final = 1e3
"""Moon's distances to which a climb would go that is broken off on the way to escape."""
LONGEST_S: Final = 100.0 * YEAR_S
"""Time in which a climb is sought that the ask's limits forbid."""
ROWS: Final = 60_000
_WHY: Final = {
    kernel.NO_POWER: ("thrust is not enough: no power is left for the thrusters",
                      "give a greater array, thicker coverglass or less power kept by the ship"),
    kernel.NO_TIME: ("time does not suffice",
                     "allow more time, or give more power or less mass at start"),
    kernel.NO_PROPELLANT: ("propellant does not suffice",
                           "give more propellant or a higher specific impulse"),
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class SpiralAsk:
    """Ask: a climb from a circular orbit about Earth.

    altitude_m, inclination_rad (to the equator), node_rad (ICRF; which hour of the day launches),
    start_s [s past J2000]; target_inclination_rad: plane at the end, None to keep it;
    mass_kg at start; power_w: of the new array at 1 au; isp_s; efficiency; duty: share of the
    lit time that it thrusts; thruster_power_w: most that the thrusters take; kept_power_w: for
    the ship; propellant_kg: that it can burn, inf for no limit; within_s: time allowed;
    end: where it ends; array: None for one that does not wear; shadow: whether Earth casts one.
    """

    altitude_m: float
    inclination_rad: float
    mass_kg: float
    power_w: float
    isp_s: float
    efficiency: float
    start_s: float
    duty: float = 1.0
    target_inclination_rad: float | None = None
    node_rad: float = 0.0
    thruster_power_w: float = math.inf
    kept_power_w: float = 0.0
    propellant_kg: float = math.inf
    within_s: float = 20.0 * YEAR_S
    end: Literal["moon", "escape"] = "moon"
    array: SolarArray | None = None
    shadow: bool = True

    def __post_init__(self) -> None:
        above = ("altitude_m", "mass_kg", "power_w", "isp_s", "within_s")
        for name in above:
            if not 0.0 < getattr(self, name) < math.inf:
                raise InvalidInput(
                    f"{name} of the spiral is not above 0", value=getattr(self, name)
                )
        for name in ("thruster_power_w", "propellant_kg"):
            if not getattr(self, name) > 0.0:
                raise InvalidInput(
                    f"{name} of the spiral is not above 0", value=getattr(self, name)
                )
        for name in ("efficiency", "duty"):
            if not 0.0 < getattr(self, name) <= 1.0:
                raise InvalidInput(
                    f"{name} of the spiral does not lie in 0 to 1", value=getattr(self, name)
                )
        if not 0.0 <= self.kept_power_w < math.inf:
            raise InvalidInput("kept_power_w of the spiral is below 0", value=self.kept_power_w)
        for tilt in (self.inclination_rad, self.last_tilt):
            if not 0.0 <= tilt <= math.pi:
                raise InvalidInput("inclination does not lie in 0 to 180 degrees", value=tilt)
        if not (math.isfinite(self.node_rad) and math.isfinite(self.start_s)):
            raise InvalidInput(
                "node or start of the spiral is not finite", value=(self.node_rad, self.start_s)
            )
        if self.end not in ("moon", "escape"):
            raise InvalidInput("end of the spiral", value=self.end, remedy="moon or escape")
        if R_EARTH_M + self.altitude_m >= A_MOON_M:
            raise InvalidInput("spiral begins beyond the Moon", value=self.altitude_m)

    @property
    def last_tilt(self) -> float:
        """Inclination at the end [rad]."""
        target = self.target_inclination_rad
        return self.inclination_rad if target is None else target

    @property
    def exhaust_m_s(self) -> float:
        """Exhaust speed [m/s]."""
        return self.isp_s * G0


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """A climb through time, arrays (n,): time [s] from the start, radius [m], mass [kg], power
    into the thrusters in sunlight [W], share of the array's power that is left, share of the
    revolution in shadow, inclination [rad], speed change so far [m/s]."""

    t_s: Array
    radius_m: Array
    mass_kg: Array
    power_w: Array
    power_left: Array
    shadow_share: Array
    inclination_rad: Array
    dv_m_s: Array


@dataclass(frozen=True, slots=True, kw_only=True)
class Spiral:
    """What a climb takes.

    time_s [s]; dv_m_s; propellant_kg; mass_kg at the end; eclipse_s: time in shadow; power_w into
    the thrusters and power_left (share of the array's) at the end; fluence_m2: of 1 MeV electrons
    that would do as much to the cells; end_speed_m_s (outwards, across) at radius end_m; averaged:
    rows of the history before the flight is integrated unaveraged; status: OK.
    """

    time_s: float
    dv_m_s: float
    propellant_kg: float
    mass_kg: float
    eclipse_s: float
    power_w: float
    power_left: float
    fluence_m2: float
    end_m: float
    end_speed_m_s: tuple[float, float]
    history: History
    averaged: int
    status: int = OK

    @property
    def eclipse_h(self) -> float:
        """Hours in shadow."""
        return self.eclipse_s / 3600.0

    @property
    def c3_m2_s2(self) -> float:
        """Twice the energy about Earth at the end [m²/s²], below 0 where still bound."""
        out, across = self.end_speed_m_s
        return out * out + across * across - 2.0 * GM_EARTH / self.end_m


def spiral(ask: SpiralAsk) -> Spiral:
    """Fly the climb that is asked.

    Raises NotSolved: LIMIT where propellant, time or power do not suffice (which is told, with
    how far it came); OUT_OF_DOMAIN where the thrust is too great for Edelbaum's turn of plane.
    """
    ship, planet, sky = _ship(ask), _planet(ask), _sky(ask)
    high, tilt, logs = _belts(ask)
    most_s = math.inf
    if ask.propellant_kg < ask.mass_kg:
        most_s, _ = dv_from_masses(ask.mass_kg, ask.mass_kg - ask.propellant_kg, ask.exhaust_m_s)
    course, total = _course(ask)
    now = np.array([0.0, ask.node_rad, 0.0, 0.0])
    rows = np.empty((ROWS, kernel.COLUMNS))
    n, status, why = kernel.climb(
        total, course, ship, planet, sky, DAY_S, high, tilt, logs,
        SMALL if ask.last_tilt == ask.inclination_rad else math.inf,
        most_s, ask.within_s, now, rows,
    )  # fmt: skip
    _check(ask, status, why, rows[:n])
    end = A_MOON_M if ask.end == "moon" else math.inf
    y = np.zeros(6)
    y[0] = rows[n - 1, 1]
    more = 0
    if y[0] < end * (1.0 - 1e-12):
        tail = rows[n - 1 :]
        more, status, why = kernel.leave(
            end, course, ship, planet, sky, DAY_S, high, tilt, logs, most_s, ask.within_s,
            float(rows[n - 1, 7]), now, y, tail,
        )  # fmt: skip
        _check(ask, status, why, rows[: n - 1 + more])
        more -= 1
    else:
        y[2], y[4] = math.sqrt(GM_EARTH / y[0]), now[2]
    return _told(ask, rows[: n + more].copy(), n, y)


def _ship(ask: SpiralAsk) -> Array:
    loss, onset = (0.0, 1.0) if ask.array is None else ask.array.law
    return np.array([
        ask.mass_kg, ask.exhaust_m_s, ask.efficiency, ask.duty, ask.power_w,
        ask.thruster_power_w, ask.kept_power_w, loss, onset,
    ])  # fmt: skip


def _planet(ask: SpiralAsk) -> Array:
    """Return GM, radius, J2, radius of the shadow."""
    flat = float(table("zonal")["earth"]["j2"]["value"])
    return np.array([GM_EARTH, R_EARTH_M, flat, R_EARTH_M if ask.shadow else 0.0])


def _sky(ask: SpiralAsk) -> Array:
    """Return the Sun's direction and its light (n, 4), a row a day."""
    t = ask.start_s + DAY_S * np.arange(math.ceil(ask.within_s / DAY_S) + 3, dtype=np.float64)
    r, _ = load().body("earth").state(t)
    distance = np.linalg.norm(r, axis=1)
    sky = np.column_stack([-r / distance[:, None], np.minimum(1.0, (AU_M / distance) ** 2)])
    return np.ascontiguousarray(sky)


def _belts(ask: SpiralAsk) -> tuple[Array, Array, Array]:
    high, tilt = altitudes(), tilts()
    if ask.array is None:
        return high, tilt, np.full((tilt.size, high.size), -700.0)
    return high, tilt, ask.array.rates()


def _course(ask: SpiralAsk) -> tuple[Array, float]:
    """Return the course (5,) of the averaged climb and its speed change [m/s]."""
    r1 = R_EARTH_M + ask.altitude_m
    power = min(ask.thruster_power_w, ask.power_w - ask.kept_power_w)
    push = 2.0 * ask.efficiency * ask.duty * max(power, 0.0) / (ask.exhaust_m_s * ask.mass_kg)
    turn = abs(ask.last_tilt - ask.inclination_rad)
    if turn > 0.0 and push * r1 * r1 > STEEP * SMALL * GM_EARTH:
        raise NotSolved(
            "thrust is too great for a slow turn of the plane", status=OUT_OF_DOMAIN,
            inputs=ask, value=push, remedy="keep the plane, or give less power or more mass",
        )  # fmt: skip
    if turn > 0.0:
        # the plane is turned before the averaged climb ends
        small = math.sqrt(SMALL * GM_EARTH / push) if push > 0.0 else math.inf
        r2 = max(r1, min(small, A_MOON_M))
    else:
        r2 = A_MOON_M if ask.end == "moon" else FAR * A_MOON_M
    dv, status = edelbaum(GM_EARTH, r1, r2, turn)
    if status != OK:
        raise NotSolved(
            "turn of the plane while climbing", status=int(status), inputs=ask, value=turn,
            remedy="turn the plane by less than 2 rad",
        )  # fmt: skip
    return np.array([r1, r2, ask.inclination_rad, ask.last_tilt, ask.node_rad]), float(dv)


def _check(ask: SpiralAsk, status: int, why: int, rows: Array) -> None:
    """Raise NotSolved with the reason that binds, how far it came, and what would do."""
    if status == OK:
        return
    what, remedy = _WHY.get(why, ("it did not converge", "ask for less time or more thrust"))
    reached = {}
    if rows.size:
        t, r, mass, dv = (float(rows[-1, k]) for k in (0, 1, 2, 7))
        reached = {
            "days": round(t / DAY_S, 1), "radius_km": round(r / 1e3), "dv_m_s": round(dv, 1),
            "propellant_kg": round(ask.mass_kg - mass, 1),
        }  # fmt: skip
    raise NotSolved(
        f"spiral from low orbit: {what}", status=int(status), inputs=ask, value=reached,
        remedy=f"{remedy}{_enough(ask, why)}",
    )  # fmt: skip


def _enough(ask: SpiralAsk, why: int) -> str:
    """Return in words the propellant and time with which the same climb would be made."""
    if why not in (kernel.NO_TIME, kernel.NO_PROPELLANT) or ask.within_s >= LONGEST_S:
        return ""
    try:
        told = spiral(replace(ask, propellant_kg=math.inf, within_s=LONGEST_S))
    except (NotSolved, InvalidInput, SourceError):
        return ""
    return (
        f"; with {math.ceil(told.propellant_kg):,} kg and {told.time_s / YEAR_S:.2f} years"
        " it would be made"
    )


def _told(ask: SpiralAsk, rows: Array, averaged: int, y: Array) -> Spiral:
    last = rows[-1]
    return Spiral(
        time_s=float(last[0]), dv_m_s=float(last[7]), propellant_kg=float(ask.mass_kg - last[2]),
        mass_kg=float(last[2]), eclipse_s=float(last[8]), power_w=float(last[3]),
        power_left=float(last[4]), fluence_m2=float(y[4]), end_m=float(y[0]),
        end_speed_m_s=(float(y[1]), float(y[2])),
        history=History(
            t_s=rows[:, 0], radius_m=rows[:, 1], mass_kg=rows[:, 2], power_w=rows[:, 3],
            power_left=rows[:, 4], shadow_share=rows[:, 5], inclination_rad=rows[:, 6],
            dv_m_s=rows[:, 7],
        ),
        averaged=averaged,
    )  # fmt: skip
