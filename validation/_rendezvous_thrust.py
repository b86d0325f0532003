"""Least constant-force flights between two states: the method of _rendezvous_generator.py.

Paths of 0 to 4 revolutions whose equinoctial elements change evenly from start to end are cut into
arcs of one force each, constant in the inertial frame.  Each round the motion is made linear about
the path (state, mass and force of each arc), the forces of least greatest size that close the end
are found by weighted least squares repeated (checked against the dual's bound), and path and
forces move there.  What does not settle goes on by shorter steps, closed after each one, as long as
the greatest force falls.  All are closed to rounding by least changes of the forces.  Units here:
au, GM = 1, departure mass = 1.
"""

import numpy as np
from numpy.typing import NDArray
from scipy.integrate import solve_ivp

from windlass.base.constants import AU_M, G0
from windlass.bodies.forces import gm_sun

Array = NDArray[np.float64]

M0_KG, ISP_S = 1500.0, 3000.0
UNIT_M = AU_M
UNIT_M_S = float(np.sqrt(gm_sun() / AU_M))
UNIT_S = UNIT_M / UNIT_M_S
UNIT_N = M0_KG * UNIT_M_S / UNIT_S
EXHAUST = ISP_S * G0 / UNIT_M_S
NEAREST = 0.1
"""A start whose path comes nearer to the Sun [au] than this is given up."""


def equinoctial(x: Array) -> Array:
    """Modified equinoctial elements (6,): p, f, g, h, k, true longitude."""
    r, v = x[:3], x[3:]
    momentum = np.cross(r, v)
    p = momentum @ momentum
    w = momentum / np.sqrt(p)
    h, k = -w[1] / (1.0 + w[2]), w[0] / (1.0 + w[2])
    f_axis, g_axis = _axes(h, k)
    e = np.cross(v, momentum) - r / np.linalg.norm(r)
    return np.array([p, e @ f_axis, e @ g_axis, h, k, np.arctan2(r @ g_axis, r @ f_axis)])


def _axes(h: Array | float, k: Array | float) -> tuple[Array, Array]:
    """Axes of the equinoctial frame (…, 3)."""
    s2 = 1.0 + h**2 + k**2
    f = np.stack([1.0 - k**2 + h**2, 2.0 * h * k, -2.0 * k], axis=-1)
    g = np.stack([2.0 * h * k, 1.0 + k**2 - h**2, 2.0 * h], axis=-1)
    return f / np.asarray(s2)[..., None], g / np.asarray(s2)[..., None]


def states(elements: Array) -> Array:
    """States (n, 6) of equinoctial elements (n, 6)."""
    p, f, g, h, k, longitude = elements.T
    f_axis, g_axis = _axes(h, k)
    c, s = np.cos(longitude), np.sin(longitude)
    r = p / (1.0 + f * c + g * s)
    along = (r * c)[:, None] * f_axis + (r * s)[:, None] * g_axis
    speed = (-(g + s))[:, None] * f_axis + (f + c)[:, None] * g_axis
    return np.concatenate([along, speed / np.sqrt(p)[:, None]], axis=1)


def path(x0: Array, x1: Array, tof: float, turns: int) -> tuple[float, Array, Array] | None:
    """(bulge, times (n + 1,), states (n + 1, 6)): elements that change evenly with longitude.

    turns: full revolutions added to the angle from start to end.  The semi-latus rectum swells
    in between by as much as makes the time right; None where that is beyond reason.
    """
    e0, e1 = equinoctial(x0), equinoctial(x1)
    e1[5] = e0[5] + (e1[5] - e0[5]) % (2.0 * np.pi) + 2.0 * np.pi * turns
    angle = e1[5] - e0[5]
    arcs = max(24, round(24 * angle / (2.0 * np.pi)))
    share = np.linspace(0.0, 1.0, 16 * arcs + 1)

    def flown(bulge: float) -> tuple[Array, Array]:
        made = e0 + share[:, None] * (e1 - e0)
        made[:, 0] *= 1.0 + 4.0 * bulge * share * (1.0 - share)
        p, f, g = made[:, 0], made[:, 1], made[:, 2]
        slow = p**1.5 / (1.0 + f * np.cos(made[:, 5]) + g * np.sin(made[:, 5])) ** 2
        steps = 0.5 * (slow[1:] + slow[:-1]) * angle * np.diff(share)
        return made, np.concatenate([[0.0], np.cumsum(steps)])

    low, high = -0.7, 2.0
    if not flown(low)[1][-1] < tof < flown(high)[1][-1]:
        return None
    for _ in range(40):
        bulge = 0.5 * (low + high)
        made, times = flown(bulge)
        low, high = (bulge, high) if times[-1] < tof else (low, bulge)
    times = times[::16] * (tof / times[-1])
    nodes = states(made[::16])
    nodes[0], nodes[-1] = x0, x1
    return bulge, times, nodes


# ---------------------------------------------------------------- motion under a force


def arcs(nodes: Array, mass: Array, force: Array, dt: Array) -> tuple[Array, Array]:
    """Ends (n, 6) of arcs and their derivatives (n, 6, 10): by state, force, mass at the start.

    Runge and Kutta's classical step, all arcs at once.
    """
    n, steps = len(dt), 20
    x = nodes.copy()
    by = np.zeros((n, 6, 10))
    by[:, :, :6] = np.eye(6)
    size = np.linalg.norm(force, axis=1)
    flow = size / EXHAUST
    way = force / np.maximum(size, 1e-300)[:, None]
    h = dt / steps

    def rate(t: Array, x: Array, by: Array) -> tuple[Array, Array]:
        m = mass - flow * t
        r = x[:, :3]
        d2 = np.einsum("ij,ij->i", r, r)
        d3 = d2 * np.sqrt(d2)
        gradient = 3.0 * r[:, :, None] * r[:, None, :] / (d2 * d3)[:, None, None]
        gradient -= np.eye(3) / d3[:, None, None]
        dx = np.concatenate([x[:, 3:], force / m[:, None] - r / d3[:, None]], axis=1)
        d_by = np.concatenate([by[:, 3:], gradient @ by[:, :3]], axis=1)
        d_by[:, 3:, 6:9] += np.eye(3) / m[:, None, None]
        lighter = (t / (EXHAUST * m**2))[:, None, None]
        d_by[:, 3:, 6:9] += lighter * force[:, :, None] * way[:, None, :]
        d_by[:, 3:, 9] -= force / (m**2)[:, None]
        return dx, d_by

    hx, hm = h[:, None], h[:, None, None]
    for step in range(steps):
        t = step * h
        a, am = rate(t, x, by)
        b, bm = rate(t + 0.5 * h, x + 0.5 * hx * a, by + 0.5 * hm * am)
        c, cm = rate(t + 0.5 * h, x + 0.5 * hx * b, by + 0.5 * hm * bm)
        d, dm = rate(t + h, x + hx * c, by + hm * cm)
        x = x + hx / 6.0 * (a + 2.0 * b + 2.0 * c + d)
        by = by + hm / 6.0 * (am + 2.0 * bm + 2.0 * cm + dm)
    return x, by


def masses(force: Array, dt: Array) -> Array:
    """Masses (n + 1,) at the nodes, never below a tenth."""
    used = np.cumsum(np.linalg.norm(force, axis=1) * dt / EXHAUST)
    return np.maximum(np.concatenate([[1.0], 1.0 - used]), 0.1)


def least_greatest(reach: Array, shift: Array) -> tuple[Array, float]:
    """(forces (n, 3), share above the bound): least greatest size, sum of reach @ force = shift."""
    weight = np.ones(len(reach))
    kept, best, gap = np.full((len(reach), 3), np.nan), np.inf, np.inf
    if not np.isfinite(reach).all():
        return kept, gap
    wide = np.moveaxis(reach, 1, 0).reshape(6, -1)
    for _ in range(300):
        scaled = np.moveaxis(reach / weight[:, None, None], 1, 0).reshape(6, -1)
        y = np.linalg.lstsq(scaled @ wide.T, shift, rcond=1e-15)[0]
        primer = reach.transpose(0, 2, 1) @ y
        p = primer / weight[:, None]
        size = np.linalg.norm(primer, axis=1)
        if not size.sum() > 0.0:
            break
        if greatest(p) < best:
            best, kept = greatest(p), p
        gap = best * float(size.sum()) / max(float(y @ shift), 1e-300) - 1.0
        if gap < 1e-5:
            break
        weight = np.maximum(size, 1e-6 * size.max())
    return kept, gap


def closed(
    nodes: Array, dt: Array, force: Array, *, least: bool, longest: float
) -> tuple[Array, Array, float, float]:
    """One round: (nodes, forces, greatest move, greatest defect before it).

    least: seek the least greatest force, else the least change of the forces; longest: how far a
    node may move.
    """
    n = len(dt)
    mass = masses(force, dt)
    ends, by = arcs(nodes[:-1], mass[:-1], force, dt)
    defect = ends - nodes[1:]
    size = np.linalg.norm(force, axis=1)
    drain = -force / np.maximum(size, 1e-300)[:, None] * (dt / EXHAUST)[:, None]
    reach = np.empty((n, 6, 3))
    after, by_mass, end = np.eye(6), np.zeros(6), np.zeros(6)
    for j in reversed(range(n)):
        reach[j] = after @ by[j, :, 6:9] + np.outer(by_mass, drain[j])
        end += after @ defect[j]
        by_mass = by_mass + after @ by[j, :, 9]
        after = after @ by[j, :, :6]
    if least:
        new, _ = least_greatest(reach, np.einsum("nij,nj->i", reach, force) - end)
        change = new - force
    else:
        wide = np.moveaxis(reach, 0, 1).reshape(6, -1)
        change = np.linalg.lstsq(wide, -end, rcond=None)[0].reshape(n, 3)
    moved = np.zeros_like(nodes)
    lost = 0.0
    for j in range(n):
        moved[j + 1] = by[j, :, :6] @ moved[j] + by[j, :, 6:9] @ change[j] + defect[j]
        moved[j + 1] += by[j, :, 9] * lost
        lost += drain[j] @ change[j]
    moved[-1] = 0.0
    far = float(np.abs(moved[:, :3]).max())
    share = min(1.0, longest / max(far, 1e-300))
    return nodes + share * moved, force + share * change, far, float(np.abs(defect).max())


def settle(begun: tuple[float, Array, Array], limit: float) -> tuple[Array, Array] | None:
    """(times, forces) of a flight of least thrust near a path, closed to rounding, or None.

    limit: above this, a start that has found its way is given up.
    """
    _, times, nodes = begun
    try:
        with np.errstate(all="ignore"):  # what runs away is given up, not mended
            done = settled(nodes, np.diff(times), limit)
    except np.linalg.LinAlgError:
        return None
    return None if done is None else (times, done[1])


def settled(nodes: Array, dt: Array, limit: float) -> tuple[Array, Array] | None:
    """(nodes, forces) of a flight of least thrust near nodes, closed to rounding, or None."""
    force = np.zeros((len(dt), 3))
    worth = np.inf
    for k in range(18):
        nodes, force, far, _ = closed(nodes, dt, force, least=True, longest=0.25)
        before, worth = worth, greatest(force)
        near = float(np.linalg.norm(nodes[:, :3], axis=1).min())
        if not near > NEAREST or (worth > 4.0 * limit and k > 5):
            return None
        if far < 2e-3 and abs(worth / before - 1.0) < 2e-4:
            return close(nodes, dt, force)
    return None if worth > 1.3 * limit else descend(nodes, dt, force, limit)


def close(nodes: Array, dt: Array, force: Array, rounds: int = 12) -> tuple[Array, Array] | None:
    """(nodes, forces) of the flight nearby whose arcs fit together to rounding, or None."""
    for _ in range(rounds):
        nodes, force, _, defect = closed(nodes, dt, force, least=False, longest=0.1)
        if not np.linalg.norm(nodes[:, :3], axis=1).min() > NEAREST:
            break
        if defect < 1e-12:
            return nodes, force
    return None


def descend(nodes: Array, dt: Array, force: Array, limit: float) -> tuple[Array, Array] | None:
    """(nodes, forces) of a flight that is made lighter step by step, closed after each, or None.

    For paths about which full steps overshoot; ends where no step helps or little is to be had.
    """
    here = close(nodes, dt, force)
    if here is None:
        return None
    step = 0.5
    for _ in range(25):
        to_nodes, to_force, _, _ = closed(here[0], dt, here[1], least=True, longest=np.inf)
        worth, hope = greatest(here[1]), greatest(to_force)
        if hope > 1.1 * limit or not hope < 0.9995 * worth:
            break
        while step > 0.01:
            trial = close(
                here[0] + step * (to_nodes - here[0]), dt,
                here[1] + step * (to_force - here[1]), rounds=6,
            )  # fmt: skip
            if trial is not None and greatest(trial[1]) < worth - 0.1 * step * (worth - hope):
                here, step = trial, min(1.0, 2.0 * step)
                break
            step *= 0.5
        else:
            break
    return here


def greatest(force: Array) -> float:
    """Greatest size of forces (n, 3)."""
    return float(np.linalg.norm(force, axis=1).max())


def fly(start: Array, times: Array, force: Array) -> Array:
    """State and mass (7,) at the end, from the departure on, by DOP853."""

    def rate(_: float, x: Array, push: Array) -> Array:
        r = x[:3]
        pull = r / np.linalg.norm(r) ** 3
        return np.concatenate([x[3:6], push / x[6] - pull, [-np.linalg.norm(push) / EXHAUST]])

    x = np.concatenate([start, [1.0]])
    for j, push in enumerate(force):
        done = solve_ivp(
            rate, (times[j], times[j + 1]), x, method="DOP853", rtol=1e-12, atol=1e-14, args=(push,)
        )
        x = done.y[:, -1]
    return x
