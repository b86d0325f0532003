"""The reference equations once more, in arithmetic of 80 bits and as whole arrays: an arbiter where
rounding decides.

Nothing here is compiled, nothing is shared with the kernels but the coefficients of the method.
Steps are those of a flight, or equal parts of them.
"""

import itertools

import numpy as np

from windlass.bodies import reference
from windlass.kernels.chebyshev import HEAD
from windlass.kernels.reference_forces import EARTH, SUN, Model, north

Long = np.longdouble
C2 = Long(299_792_458) ** 2


def wider() -> bool:
    """Whether this machine has it."""
    return float(np.finfo(Long).eps) < 1e-18


def segment(pack: np.ndarray, layout: np.ndarray, clock: np.ndarray, t: Long) -> tuple:
    """Position [m] and velocity [m/s] of a row of layout and clock."""
    first, length = Long(clock[0]), Long(clock[1])
    start, records, count = (int(n) for n in layout)
    record = min(int((t - first) / length), records - 1)
    s = 2 * (t - first - record * length) / length - 1
    at = start + record * (HEAD + 3 * count) + HEAD
    series = pack[at : at + 3 * count].reshape(3, count).astype(Long)
    value, slope = np.zeros(count, Long), np.zeros(count, Long)
    value[0], value[1], slope[1] = 1, s, 1
    for n in range(2, count):
        value[n] = 2 * s * value[n - 1] - value[n - 2]
        slope[n] = 2 * value[n - 1] + 2 * s * slope[n - 1] - slope[n - 2]
    return 1000 * (series @ value), 1000 * (series @ slope) * 2 / length


def sky(model: Model, t: Long) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Places and velocities of the bodies (11, 3), places of the asteroids (m, 3).

    Earth and Moon, segments 4 and 5, are counted from their barycentre, segment 3.
    """
    parts = [segment(model.pack, model.layout[n], model.clock[n], t) for n in range(12)]
    for n in (4, 5):
        parts[n] = parts[n][0] + parts[3][0], parts[n][1] + parts[3][1]
    order = (0, 1, 2, 4, 5, *range(6, 12))
    small = [
        segment(model.small_pack, layout, clock, t)[0]
        for layout, clock in zip(model.small_layout, model.small_clock, strict=True)
    ]
    places, speeds = (np.array([parts[n][k] for n in order]) for k in (0, 1))
    return places, speeds, np.array(small)


def pull(model: Model, t: Long, x: np.ndarray, v: np.ndarray) -> np.ndarray:
    """Acceleration [m/s²]; no thrust, non-gravitational law of the inverse square alone."""
    p, u, small = sky(model, t)
    gm = model.gm.astype(Long)
    apart = p[None] - p[:, None]
    r = np.sqrt((apart**2).sum(axis=2)) + np.eye(len(p), dtype=Long)
    weight = gm * (1 - np.eye(len(p), dtype=Long))
    depth, field = (weight / r).sum(axis=1), ((weight / r**3)[:, :, None] * apart).sum(axis=1)
    d = x - p
    far = np.sqrt((d**2).sum(axis=1))
    more = v @ v + 2 * (u**2).sum(axis=1) - 4 * (u @ v) - 4 * (gm / far).sum() - depth
    more -= ((d * u).sum(axis=1) / far) ** 2 * Long(1.5) + (d * field).sum(axis=1) / 2
    f = gm / far**3
    drag = f * (d * (4 * v - 3 * u)).sum(axis=1) / C2
    out = -((f * (1 + more / C2))[:, None] * d).sum(axis=0) + (drag[:, None] * (v - u)).sum(axis=0)
    out += ((Long(3.5) * gm / far / C2)[:, None] * field).sum(axis=0)
    off = x - small
    near = np.sqrt((off**2).sum(axis=1))
    out -= ((model.small_gm.astype(Long) / near**3)[:, None] * off).sum(axis=0)
    for body in np.flatnonzero((model.shape[:, 3] > 0) & (far < model.within)):
        out += flattened(model, int(body), float(t), d[body], far[body])
    h = np.cross(d[SUN], v - u[SUN])
    radial, normal = d[SUN] / far[SUN], h / np.sqrt(h @ h)
    push = model.push.astype(Long)
    axes = np.array([radial, np.cross(normal, radial), normal])
    return out + (push[4] / far[SUN]) ** 2 * (push[:3] @ axes)


def flattened(model: Model, body: int, t: float, d: np.ndarray, r: Long) -> np.ndarray:
    """What a body's shape does; poles are those of the kernel, Earth's of J2000 where so told."""
    pole = np.empty(3)
    north(body, t, pole)
    if body == EARTH and model.poles == 0.0:
        pole = np.array([0.0, 0.0, 1.0])
    n, shape = d / r, model.shape[body].astype(Long)
    s = n @ pole.astype(Long)
    legendre = (3 * s**2 - 1) / 2, (5 * s**3 - 3 * s) / 2, (35 * s**4 - 30 * s**2 + 3) / 8
    slopes = 3 * s, (15 * s**2 - 3) / 2, (35 * s**3 - 15 * s) / 2
    out = np.zeros(3, Long)
    for k in range(3):
        size = Long(model.gm[body]) * shape[k] * (shape[3] / r) ** (k + 2) / r**2
        out += size * ((k + 3) * legendre[k] * n - slopes[k] * (pole - s * n))
    return out


def fly(flight: reference.Flight, parts: int = 1) -> np.ndarray:
    """State (6,) [m, m/s] about the barycentre at the end of a flight, its first node given."""
    method, model = reference.method(), flight.among
    a, b, c = (part.astype(Long) for part in (method.a, method.b, method.c))
    x, v = flight.rows[0, 1:4].astype(Long), flight.rows[0, 4:7].astype(Long)
    times = flight.rows[:, 0].astype(Long)
    for start, end in itertools.pairwise(times):
        h = (end - start) / parts
        for part in range(parts):
            t = start + part * h
            k, u = np.zeros((12, 3), Long), np.zeros((12, 3), Long)
            u[0], k[0] = v, pull(model, t, x, v)
            for i in range(1, 12):
                u[i] = v + h * (a[i, :i] @ k[:i])
                place = x + h * (c[i] * v + a[i, :i] @ (u[:i] - v))
                k[i] = pull(model, t + c[i] * h, place, u[i])
            x, v = x + h * (v + b @ (u - v)), v + h * (b @ k)
    return np.concatenate([x, v]).astype(np.float64)
