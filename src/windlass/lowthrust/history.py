"""A solved leg as a history: path, mass, thrust, steering, power and what thrust pays, by time.

States, throttles and costates are the solution's own polynomials in each segment.  Segments are
sampled with both their ends, so that an instant at which thrust is switched stands twice.
Steering is told in the ship's radial, transverse and normal directions (away from the Sun; along
the motion, at right angles to that; along the angular momentum).
Source: betts1998, lawden1963.  Checked: tests/lowthrust/test_history.py.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy import interpolate

from windlass.base.errors import InvalidInput
from windlass.lowthrust.costates import from_direct
from windlass.lowthrust.direct import LIT, Direct
from windlass.lowthrust.leg import End, LowThrustLeg
from windlass.lowthrust.programme import LEAST, STAGES, radau, units
from windlass.lowthrust.solve import Solved

Array = NDArray[np.float64]

POINTS: Final = 9
"""Of a segment, its ends among them."""
FAINT: Final = 1e-12
"""Flow, as a share of the greatest, below which an engine is taken not to run."""


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """A leg by time, n samples.

    t_s (n,): epochs [s past J2000], not falling; r_m, v_m_s (n, 3): heliocentric, axes of the leg's
    ends (ICRF for bodies); mass_kg (n,); thrust_n (n, 3): mean over the duty cycle; throttle (n,):
    share of the full thrust; power_w, available_w (n,): into the thrusters while they run, and what
    there is for them at that distance, None where the engine does not tell; in_plane_rad (n,): from
    the transverse direction, away from the Sun above 0; out_of_plane_rad (n,): towards the angular
    momentum above 0; both nan where the ship coasts; sun_m (n,): distance from the Sun; switching
    (n,): what is gained of the leg's goal for each kilogram of propellant spent here, above 0 where
    thrust pays [kg/kg, or s/kg where time is the goal], None where there are no multipliers;
    start_m, end_m (n, 3): where the bodies at the ends are, None beyond their tables.
    """

    leg: LowThrustLeg
    t_s: Array
    r_m: Array
    v_m_s: Array
    mass_kg: Array
    thrust_n: Array
    throttle: Array
    power_w: Array | None
    available_w: Array | None
    in_plane_rad: Array
    out_of_plane_rad: Array
    sun_m: Array
    switching: Array | None
    start_m: Array | None
    end_m: Array | None

    @property
    def switching_unit(self) -> str:
        """Unit of the switching function."""
        return "s/kg" if self.leg.goal == "time" else "kg/kg"

    def frame(self, leg: str, start: str = "earth", end: str = "asteroid") -> pl.DataFrame:
        """Return the history as a table, null for what is not known or not there.

        leg: its name; start, end: beginnings of the names of the columns of the bodies at its ends.
        """
        n = self.t_s.size
        columns: dict[str, Array | None] = {"t_s": self.t_s}
        for kind, name, unit in ((self.r_m, "", "m"), (self.v_m_s, "v", "m_s")):
            columns |= _vector(name, unit, kind)
        columns["mass_kg"] = self.mass_kg
        columns |= _vector("thrust_", "n", self.thrust_n)
        columns |= {
            "thrust_n": np.linalg.norm(self.thrust_n, axis=1), "throttle": self.throttle,
            "power_w": self.power_w, "available_w": self.available_w,
            "in_plane_rad": self.in_plane_rad, "out_of_plane_rad": self.out_of_plane_rad,
            "sun_m": self.sun_m, "switching": self.switching,
        }  # fmt: skip
        columns |= _vector(f"{start}_", "m", self.start_m) | _vector(f"{end}_", "m", self.end_m)
        made = [pl.Series("leg", [leg] * n, dtype=pl.String)]
        for name, values in columns.items():
            told = pl.Series(name, [None] * n if values is None else values, dtype=pl.Float64)
            made.append(told.fill_nan(None))
        made.append(pl.Series("switching_unit", [self.switching_unit] * n, dtype=pl.String))
        return pl.DataFrame(made)


def history(solved: Solved | Direct, per_segment: int = POINTS) -> History:
    """Return the history of a solved leg, per_segment samples of each segment (2 or more).

    Raises InvalidInput for fewer.
    """
    if per_segment < 2:
        raise InvalidInput(
            "samples of a segment", value=per_segment, remedy="give 2 or more: its ends"
        )
    found = solved.best if isinstance(solved, Solved) else solved
    leg, told = found.leg, found.told
    points, _ = radau(STAGES)
    with_begin = np.concatenate([[0.0], points])
    at = np.linspace(0.0, 1.0, per_segment)
    begin = np.concatenate([[0.0], np.cumsum(found.part)])
    begin /= begin[-1]
    states, push = [], []
    for k, flow in enumerate(told.flow):
        own = told.states[STAGES * k : STAGES * (k + 1) + 1]
        states.append(interpolate.BarycentricInterpolator(with_begin, own)(at))
        push.append(_throttle(told.throttle[k], float(flow), points, at))
    x, u = np.concatenate(states), np.concatenate(push)
    share = (begin[:-1, None] + np.diff(begin)[:, None] * at).ravel()
    t_s = told.departs_s + told.tof_s * np.maximum.accumulate(share)
    sun_m, throttle = np.linalg.norm(x[:, :3], axis=1), np.linalg.norm(u, axis=1)
    full, flow_kg_s = leg.engine.at(sun_m)
    full = np.maximum(full, 0.0)
    power = _power(leg, sun_m, throttle)
    in_plane, out_of_plane = steering(
        x[:, :3], x[:, 3:6], np.where(throttle[:, None] > LIT, u, 0.0)
    )
    return History(
        leg=leg, t_s=t_s, r_m=x[:, :3], v_m_s=x[:, 3:6], mass_kg=x[:, 6],
        thrust_n=full[:, None] * u, throttle=throttle, power_w=power[0], available_w=power[1],
        in_plane_rad=in_plane, out_of_plane_rad=out_of_plane, sun_m=sun_m,
        switching=_switching(found, x[:, 6], full, flow_kg_s, at),
        start_m=_places(leg.start, t_s), end_m=_places(leg.end, t_s),
    )  # fmt: skip


def steering(r_m: Array, v_m_s: Array, thrust: Array) -> tuple[Array, Array]:
    """Return the angles of thrust (n, 3) at states (n, 3), (n, 3): in the plane from the transverse
    direction, and out of it [rad]; nan where there is no thrust."""
    radial = r_m / np.linalg.norm(r_m, axis=1, keepdims=True)
    normal = np.cross(r_m, v_m_s)
    normal /= np.linalg.norm(normal, axis=1, keepdims=True)
    out, along, up = (
        (thrust * axis).sum(axis=1) for axis in (radial, np.cross(normal, radial), normal)
    )
    none = np.linalg.norm(thrust, axis=1) == 0.0
    return (
        np.where(none, np.nan, np.arctan2(out, along)),
        np.where(none, np.nan, np.arctan2(up, np.hypot(out, along))),
    )


def _throttle(throttle: Array, flow: float, points: Array, at: Array) -> Array:
    """Return a segment's throttle (k, 3) at shares of it (k,), never beyond its flow: as it is
    flown again (``reflown``)."""
    push = np.asarray(interpolate.BarycentricInterpolator(points, throttle)(at))
    size = interpolate.BarycentricInterpolator(points, np.linalg.norm(throttle, axis=1))(at)
    wanted = np.clip(np.asarray(size), 0.0, flow)
    return np.asarray(push * (wanted / np.maximum(np.linalg.norm(push, axis=1), LEAST))[:, None])


def _power(leg: LowThrustLeg, sun_m: Array, throttle: Array) -> tuple[Array | None, Array | None]:
    """Return power [W] that is used and that there is; None where the engine does not tell."""
    power = leg.engine.power(sun_m)
    if power is None:
        return None, None
    available = np.maximum(power[1], 0.0)
    return throttle * np.clip(power[0], 0.0, available), available


def _switching(
    found: Direct, mass_kg: Array, full: Array, flow_kg_s: Array, at: Array
) -> Array | None:
    """Return the switching function over the flow, (n,): c |λv| / m + λm with the exhaust speed c.

    The costates are the multipliers over Radau's weights (``costates``); None where there are none.
    """
    n = found.part.size
    gaps = found.multipliers[-7 * n * STAGES :]
    if gaps.size != 7 * n * STAGES or not (np.isfinite(gaps).all() and np.any(gaps)):
        return None
    points, _ = radau(STAGES)
    own = from_direct(found).y[1:, 7:].reshape(n, STAGES, 7)
    costates = np.concatenate([interpolate.BarycentricInterpolator(points, one)(at) for one in own])
    _free_of_bound(costates, found, at.size)
    u = units(found.leg)
    runs = flow_kg_s > FAINT * flow_kg_s.max()
    exhaust = np.where(runs, full / np.where(runs, flow_kg_s, 1.0), 0.0) / u.speed
    primer = np.linalg.norm(costates[:, 3:6], axis=1)
    gained = primer * exhaust / (mass_kg / u.mass) + costates[:, 6]
    return np.asarray(gained * (u.time / u.mass if found.leg.goal == "time" else 1.0))


def _free_of_bound(costates: Array, found: Direct, per_segment: int) -> None:
    """Make the mass's costate (n, 7) what it is without the bound on mass.

    While a ship has not thrust yet, its mass is on its upper bound at every point, and the bound's
    own multipliers stand in for the costate's: which is constant in a coast, and is read where the
    first arc of thrust begins.
    """
    lit = found.told.flow > LIT
    first = int(np.argmax(lit)) * per_segment if lit.any() else 0
    costates[:first, 6] = costates[first, 6]


def _places(end: End, t_s: Array) -> Array | None:
    """Return where a body is (n, 3) [m], None where its table does not hold all of the flight."""
    try:
        return np.asarray(end.states(t_s), float)[:, :3]
    except InvalidInput:
        return None


def _vector(name: str, unit: str, values: Array | None) -> dict[str, Array | None]:
    return {
        f"{name}{axis}_{unit}": None if values is None else values[:, k]
        for k, axis in enumerate("xyz")
    }
