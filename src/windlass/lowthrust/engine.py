"""What thrusts: force and mass flow at full throttle, by the distance from the Sun.

A solar-electric engine gets less of both the further it is; a thruster of fixed specific impulse
follows the power, one given by polynomials has a flow of its own, and both have a most that they
can use.  Tabulated as cubics, so that solvers can take derivatives.
Checked: tests/lowthrust/test_engine.py.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.interpolate import CubicSpline

from windlass.base.constants import AU_M, G0
from windlass.base.errors import InvalidInput
from windlass.kernels.collocation import WIDE

Array = NDArray[np.float64]
Law = Callable[[Array], Array]

NEAREST_AU: Final = 0.2
FARTHEST_AU: Final = 6.0
INTERVALS: Final = 580
"""Each a hundredth of an astronomical unit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Engine:
    """Thrust [N] and flow [kg/s] at full throttle at distances r_m (k,), mean over the duty cycle.

    told: in words; isp_s: None where it changes with the power; power_w, available_w (k,): power
    [W] into the thrusters at full throttle, while they run, and what there is for them; None where
    it is not known.
    """

    told: str
    r_m: Array
    thrust_n: Array
    flow_kg_s: Array
    isp_s: float | None = None
    power_w: Array | None = None
    available_w: Array | None = None

    def __post_init__(self) -> None:
        n = self.r_m.size
        if n < 4 or self.thrust_n.shape != (n,) or self.flow_kg_s.shape != (n,):
            raise InvalidInput(
                "thrust and flow of an engine", value=(self.thrust_n.shape, self.flow_kg_s.shape),
                remedy="give both at each of four or more distances",
            )  # fmt: skip
        good = np.isfinite(self.thrust_n).all() and (self.thrust_n >= 0.0).all()
        if not (good and np.isfinite(self.flow_kg_s).all() and (self.flow_kg_s >= 0.0).all()):
            raise InvalidInput(
                "thrust or flow of an engine is not finite, or below 0", value=self.told,
                remedy="give forces in newtons and flows in kg/s",
            )  # fmt: skip
        for power in (self.power_w, self.available_w):
            if power is not None and not (power.shape == (n,) and (power >= 0.0).all()):
                raise InvalidInput(
                    "power of an engine", value=self.told,
                    remedy="give watts, 0 or more, at each of its distances",
                )  # fmt: skip

    def at(self, r_m: Array | float) -> tuple[Array, Array]:
        """Return (thrust [N], flow [kg/s]) at distances, as solvers see them."""
        r = np.asarray(r_m, float)
        return self._cubic(self.thrust_n)(r), self._cubic(self.flow_kg_s)(r)

    def power(self, r_m: Array | float) -> tuple[Array, Array] | None:
        """Return (power into the thrusters at full throttle while they run, power there is) [W] at
        distances; None where it is not known."""
        if self.power_w is None or self.available_w is None:
            return None
        r = np.asarray(r_m, float)
        return self._cubic(self.power_w)(r), self._cubic(self.available_w)(r)

    def table(self, length_m: float, force_n: float, flow_kg_s: float) -> Array:
        """Return the rows (k + 1, WIDE) that ``kernels.collocation.engine_at`` reads, in units."""
        out = np.zeros((self.r_m.size, WIDE))
        out[0, :2] = self.r_m[0] / length_m, (self.r_m[1] - self.r_m[0]) / length_m
        powers = length_m ** np.arange(3, -1, -1)
        out[1:, :4] = self._cubic(self.thrust_n).c.T * powers / force_n
        out[1:, 4:] = self._cubic(self.flow_kg_s).c.T * powers / flow_kg_s
        return out

    def _cubic(self, values: Array) -> CubicSpline:
        return CubicSpline(self.r_m, values, bc_type="natural")


def steady(thrust_n: float, isp_s: float, duty: float = 1.0) -> Engine:
    """Return an engine of the same thrust [N] everywhere, on for this share of the time."""
    _above(thrust=thrust_n, isp=isp_s, duty=duty)
    return _engine(
        f"{thrust_n:g} N at {isp_s:g} s" + ("" if duty == 1.0 else f", {duty:.0%} of the time"),
        lambda r: np.full_like(r, thrust_n * duty),
        lambda r: np.full_like(r, thrust_n * duty / (G0 * isp_s)),
        isp_s,
    )


def solar(
    power_w: float,
    isp_s: float,
    efficiency: float,
    *,
    duty: float = 1.0,
    most_w: float | None = None,
    law: Law | None = None,
) -> Engine:
    """Return an engine that thrusts by sunlight: power_w [W] into the thrusters at 1 au.

    most_w: what the thrusters can use, by default what they have at 1 au; law: share of the power
    at 1 au by distance [au], by default its inverse square.  Raises InvalidInput for others.
    """
    _above(power=power_w, isp=isp_s, efficiency=efficiency, duty=duty)
    if efficiency > 1.0:
        raise InvalidInput("efficiency of a thruster", value=efficiency, remedy="give at most 1")
    most = power_w if most_w is None else most_w

    def available(r: Array) -> Array:
        return np.asarray(power_w * (r**-2.0 if law is None else law(r)))

    def used(r: Array) -> Array:
        return _at_most(available(r), most)

    def thrust(r: Array) -> Array:
        return 2.0 * efficiency * duty / (G0 * isp_s) * used(r)

    return _engine(
        f"{power_w / 1e3:g} kW at 1 au, {isp_s:g} s, {efficiency:.0%}", thrust,
        lambda r: thrust(r) / (G0 * isp_s), isp_s, (used, available),
    )  # fmt: skip


def polynomial(
    power_w: float,
    thrust_n: Sequence[float],
    flow_kg_s: Sequence[float],
    *,
    count: int = 1,
    least_w: float,
    most_w: float,
    duty: float = 1.0,
    law: Law | None = None,
) -> Engine:
    """Return an engine of thrusters whose thrust and flow are polynomials of their power [kW].

    thrust_n, flow_kg_s: coefficients, the constant first; count: of thrusters, which share the
    power; least_w, most_w: of one.  Below least_w for one thruster there is no thrust.  Where
    thrusters are switched on one by one, the steps between are smoothed over the table's interval.
    """
    _above(power=power_w, least=least_w, most=most_w - least_w, count=count, duty=duty)

    def available(r: Array) -> Array:
        return np.asarray(power_w * (r**-2.0 if law is None else law(r)))

    def shared(r: Array) -> tuple[Array, Array]:
        have = available(r)
        on = np.clip(np.floor(have / least_w), 0, count)
        return on, np.clip(np.divide(have, np.maximum(on, 1.0)), least_w, most_w)

    def used(r: Array) -> Array:
        on, one = shared(r)
        return np.asarray(on * one)

    def each(coefficients: Sequence[float]) -> Law:
        def law_of(r: Array) -> Array:
            on, one = shared(r)
            value = np.polynomial.polynomial.polyval(one / 1e3, np.asarray(coefficients))
            return np.asarray(on * np.maximum(value, 0.0) * duty)

        return law_of

    return _engine(
        f"{count} thrusters by polynomials, {power_w / 1e3:g} kW at 1 au", each(thrust_n),
        each(flow_kg_s), None, (used, available),
    )  # fmt: skip


def _at_most(power: Array, most: float) -> Array:
    """Return the power that is used: no more than most, the corner rounded within a per cent."""
    soft = 0.005 * most
    used = 0.5 * (power + most - np.hypot(power - most, soft))
    return np.asarray(np.maximum(used, 0.0))


def _engine(
    told: str, thrust: Law, flow: Law, isp_s: float | None, power: tuple[Law, Law] | None = None
) -> Engine:
    """Return the engine of laws by the distance [au]; power: what is used and what there is."""
    r = np.linspace(NEAREST_AU, FARTHEST_AU, INTERVALS + 1)
    used, available = (None, None) if power is None else (one(r) for one in power)
    return Engine(
        told=told, r_m=r * AU_M, thrust_n=thrust(r), flow_kg_s=flow(r), isp_s=isp_s, power_w=used,
        available_w=available,
    )  # fmt: skip


def _above(**values: float) -> None:
    for name, value in values.items():
        if not (np.isfinite(value) and value > 0.0):
            raise InvalidInput(f"{name} of an engine", value=value, remedy="give more than 0")
