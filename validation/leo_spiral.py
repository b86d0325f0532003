"""Judge the climb from low orbit: Edelbaum's case, the Keck tug, and flights unaveraged."""

import math
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.integrate import solve_ivp

from validation.table import Row
from windlass.base.constants import A_MOON_M, AU_M, GM_EARTH, R_EARTH_M
from windlass.base.epochs import YEAR_S, parse_epoch
from windlass.base.sources import table
from windlass.bodies.planets import load
from windlass.lowthrust.array_degradation import usual
from windlass.lowthrust.leo_spiral import Spiral, SpiralAsk, spiral

Array = NDArray[np.float64]

NAME = "spiral from low orbit"
KECK = "brophy2012"
FLOWN = "flown unaveraged, DOP853"
START = parse_epoch("2018-02-01")


def rows() -> list[Row]:
    return [*steered(), *keck(), *unaveraged()]


def tug(**other: Any) -> Spiral:
    """The Keck tug's climb from a circular orbit of 407 km, tilted 28.5°."""
    told = {
        "altitude_m": 407e3, "inclination_rad": math.radians(28.5), "mass_kg": 18_800.0,
        "isp_s": 3000.0, "efficiency": 0.60, "start_s": START,
    }  # fmt: skip
    return spiral(SpiralAsk(**{**told, **other}))


def keck() -> list[Row]:
    """The climb of the Keck tug: 40 kW all the way without shadow, and an array that wears out.

    The printed 2.2 yr is what 3.8 t of xenon take at 40 kW without a pause.  At 40 kW the shadow
    adds a quarter of a year; with an array of 50 kW when new, worn to 40 kW, and thrusters
    that take it all, the two nearly cancel.
    """
    plain = tug(power_w=40e3, shadow=False)
    worn = tug(power_w=50e3, array=usual())
    dark = tug(power_w=40e3)
    return [
        Row(NAME, "Keck, Δv to the Moon's distance", 6.6, plain.dv_m_s / 1e3, 0.1, "km/s", KECK),
        Row(NAME, "Keck, xenon", 3.8, plain.propellant_kg / 1e3, 0.05, "t", KECK),
        Row(NAME, "Keck, mass at the flyby", 15.0, plain.mass_kg / 1e3, 0.05, "t", KECK),
        Row(NAME, "Keck, time at 40 kW, no shadow", 2.2, plain.time_s / YEAR_S, 0.05, "yr", KECK),
        Row(NAME, "Keck, time at 40 kW with shadow", 2.2, dark.time_s / YEAR_S, 0.13, "yr", KECK,
            relative=True),
        Row(NAME, "Keck, time: 50 kW new, belts, shadow", 2.2, worn.time_s / YEAR_S, 0.06, "yr",
            KECK, relative=True),
        Row(NAME, "Keck, xenon: 50 kW new, belts, shadow", 3.8, worn.propellant_kg / 1e3, 0.05, "t",
            KECK),
        Row(NAME, "Keck, power left of 50 kW", 40.0, worn.power_left * 50.0, 0.10, "kW", KECK,
            relative=True),
    ]  # fmt: skip


def unaveraged() -> list[Row]:
    """Whole climbs flown without averages: some hundred revolutions, and the Keck tug's 4,000."""
    ask = SpiralAsk(
        altitude_m=600e3, inclination_rad=math.radians(28.5), mass_kg=1000.0, power_w=28e3,
        isp_s=3000.0, efficiency=0.60, start_s=parse_epoch("2030-03-01"), within_s=YEAR_S,
    )  # fmt: skip
    cases = {
        "no shadow, to escape": replace(ask, shadow=False, end="escape"),
        "to the Moon": ask,
        "half the power, to escape": replace(ask, power_w=14e3, end="escape"),
        "Keck at 40 kW": replace(
            ask,
            altitude_m=407e3,
            mass_kg=18_800.0,
            power_w=40e3,
            start_s=START,
            within_s=4.0 * YEAR_S,
        ),
    }
    found = []
    for what, case in cases.items():
        ours, (t, dv, dark) = spiral(case), flown(case)
        found += [
            Row(NAME, f"{what}: time", t / 86400.0, ours.time_s / 86400.0, 0.01, "d", FLOWN, True),
            Row(NAME, f"{what}: Δv", dv, ours.dv_m_s, 0.005, "m/s", FLOWN, True),
        ]
        if case.shadow:
            found.append(
                Row(NAME, f"{what}: shadow", dark / 3600.0, ours.eclipse_s / 3600.0, 0.06, "h",
                    FLOWN, True)
            )  # fmt: skip
    return found


def steered() -> list[Row]:
    """Edelbaum's turn of plane flown: 7,000 to 42,166 km, 28.5°, for the published Δv."""
    v1, v2 = math.sqrt(GM_EARTH / 7.0e6), math.sqrt(GM_EARTH / 42.166e6)
    wide = 0.5 * math.pi * math.radians(28.5)
    yaw0 = math.atan2(math.sin(wide), v1 / v2 - math.cos(wide))
    total, push = 5783.78, 1e-3

    def rate(t: float, y: Array) -> Array:
        r, v = y[:3], y[3:]
        spin = np.cross(r, v)
        up = spin / math.sqrt(spin @ spin)
        node = np.array([-up[1], up[0], 0.0])
        yaw = math.atan2(v1 * math.sin(yaw0), v1 * math.cos(yaw0) - push * t)
        side = -math.copysign(math.sin(yaw), r @ node)
        ahead = v / math.sqrt(v @ v)
        pull = -GM_EARTH * r / math.sqrt(r @ r) ** 3
        return np.concatenate([v, pull + push * (math.cos(yaw) * ahead + side * up)])

    tilt = math.radians(28.5)
    start = np.array([7.0e6, 0.0, 0.0, 0.0, v1 * math.cos(tilt), v1 * math.sin(tilt)])
    done = solve_ivp(rate, (0.0, total / push), start, method="DOP853", rtol=1e-9, atol=1e-3,
                     max_step=600.0)  # fmt: skip
    r, v = done.y[:3, -1], done.y[3:, -1]
    axis = 1.0 / (2.0 / math.sqrt(r @ r) - v @ v / GM_EARTH)
    spin = np.cross(r, v)
    left = math.degrees(math.acos(spin[2] / math.sqrt(spin @ spin)))
    source = "edelbaum1961, its Δv flown"
    return [
        Row("slow spiral", "semi-major axis after 5.78378 km/s", 42_166.0, axis / 1e3, 0.01, "km",
            source, relative=True),
        Row("slow spiral", "tilt left after 5.78378 km/s", 0.0, left, 0.3, "deg", source),
    ]  # fmt: skip


def flown(ask: SpiralAsk) -> tuple[float, float, float]:
    """Time [s], speed change [m/s] and time in shadow [s] of the climb flown as it is.

    Three dimensions, J2, thrust along the velocity at all lit times, none within Earth's cylinder
    of shadow, the Sun's place that of every instant; no averages and no plane of its own.
    """
    mass0, ve = ask.mass_kg, ask.exhaust_m_s
    flat = float(table("zonal")["earth"]["j2"]["value"]) * R_EARTH_M**2 * 1.5
    instants = ask.start_s + np.arange(0.0, ask.within_s + 2 * 86400.0, 86400.0)
    days = (-load().body("earth").state(instants)[0]).tolist()

    full = 2.0 * ask.efficiency * ask.duty / ve

    def rate(t: float, y: Array) -> tuple[float, ...]:
        # plain floats: several times as fast as arrays of three
        x, y_, z, vx, vy, vz, made, _ = y.tolist()
        k = int(t // 86400.0)
        w = t / 86400.0 - k
        (ax, ay, az), (bx, by, bz) = days[k], days[k + 1]
        sx, sy, sz = ax + w * (bx - ax), ay + w * (by - ay), az + w * (bz - az)
        far = math.sqrt(sx * sx + sy * sy + sz * sz)
        size2 = x * x + y_ * y_ + z * z
        along = (x * sx + y_ * sy + z * sz) / far
        dark = ask.shadow and along < 0.0 and size2 - along * along < R_EARTH_M**2
        power = min(ask.thruster_power_w, ask.power_w * min(1.0, (AU_M / far) ** 2))
        push = 0.0 if dark else full * power / (mass0 * math.exp(-made / ve))
        pull, oblate = -GM_EARTH / (size2 * math.sqrt(size2)), flat / size2
        z2 = 5.0 * z * z / size2
        level, steep = pull * (1.0 + oblate * (1.0 - z2)), pull * (1.0 + oblate * (3.0 - z2))
        per = push / math.sqrt(vx * vx + vy * vy + vz * vz)
        return (vx, vy, vz, level * x + per * vx, level * y_ + per * vy, steep * z + per * vz,
                push, float(dark))  # fmt: skip

    def over(t: float, y: Array) -> float:
        far = math.sqrt(y[:3] @ y[:3])
        if ask.end == "moon":
            return far / A_MOON_M - 1.0
        return 0.5 * (y[3:6] @ y[3:6]) * far / GM_EARTH - 1.0

    over.terminal = True
    r0 = R_EARTH_M + ask.altitude_m
    node, tilt = ask.node_rad, ask.inclination_rad
    out = np.array([math.cos(node), math.sin(node), 0.0])
    ahead = np.array(
        [-math.sin(node) * math.cos(tilt), math.cos(node) * math.cos(tilt), math.sin(tilt)]
    )
    start = np.concatenate([r0 * out, math.sqrt(GM_EARTH / r0) * ahead, [0.0, 0.0]])
    t, y, share = 0.0, start, 1.0 / 15.0
    while True:
        # the longest step follows the period, so that no shadow is leapt over
        period = 2.0 * math.pi * math.sqrt(math.sqrt(y[:3] @ y[:3]) ** 3 / GM_EARTH)
        done = solve_ivp(
            rate,
            (t, t + 3.0 * period),
            y,
            method="DOP853",
            rtol=1e-8,
            atol=1e-3,
            max_step=share * period,
            events=over,
        )
        t, y = float(done.t[-1]), done.y[:, -1]
        if done.status == 1:
            return t, float(y[6]), float(y[7])
        if not done.success or t > ask.within_s:
            raise RuntimeError("the judge's flight did not end")
