"""Which of two orbits holds: an older solution of all digits, or the present rounded elements.

The older one is integrated to the epoch of the present one.  It is used where it arrives within
what the rounding there allows, times a factor (data/settling.toml); else it is set aside.
Checked: tests/bodies/test_settle.py.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from windlass.base.constants import AU_M
from windlass.base.epochs import DAY_S
from windlass.base.progress import Progress, silent
from windlass.base.sources import table
from windlass.bodies import forces
from windlass.bodies.frames import ecliptic_to_icrf, icrf_to_ecliptic
from windlass.catalogue import columns, whole
from windlass.catalogue.orbit import Orbit
from windlass.catalogue.target import Target
from windlass.catalogue.whole import Whole
from windlass.kernels import arrive
from windlass.kernels import status as st
from windlass.kernels.elements import elements_to_state_many, state_to_elements_many

Array = NDArray[np.float64]

FITS: Final = "fits"
MISSES: Final = "does not fit"
UNKNOWN: Final = "not compared"
SOURCES: Final = ("cneoscad", "sbdb2026", *forces.SOURCES)

_TOLERANCE: Final = 1e-8
"""Of the integration: 1e-9 changes no position by more than 30 m."""
_ROOM: Final = 20_000
_TOGETHER: Final = 512
_TWO: Final = {"older-solution", "screening"}
_DIGITS: Final = 6
"""Decimals of a misfit that is kept: no computer's last bit shows in them."""
_WHY: Final = {st.LIMIT: "it meets a body on the way", st.BAD_INPUT: "an epoch outside DE440"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Misfits:
    """How far n older orbits lie from the present ones at those's epochs, or how far they may.

    longitude_deg: mean longitude; axis: relative; shape: vector from the Sun to the centre, by
    the axis (eccentricity and direction of perihelion); plane_deg: angle of the poles.  (n,).
    """

    longitude_deg: Array
    axis: Array
    shape: Array
    plane_deg: Array


_NAMES: Final = dict(
    zip(
        (field.name for field in fields(Misfits)),
        ("mean longitude", "axis", "eccentricity or perihelion", "plane"),
        strict=True,
    )
)


def settle(known: Whole, progress: Progress | None = None) -> Whole:
    """Return the catalogue with the orbit that holds in first place wherever a row has two.

    Column ``settled`` then says "fits", "does not fit: " and in what, or "not compared: " and
    why; ``misfit_deg`` how far the older one is off in mean longitude.  The present elements are
    taken unless it fits.  The same rows give the same columns, in whatever order and company.
    """
    rows = list(known.frame.iter_rows(named=True))
    at = [k for k, row in enumerate(rows) if _has_two(row)]
    if not at:
        return known
    with (silent() if progress is None else progress).task("older orbits", len(at)) as step:
        for first in range(0, len(at), _TOGETHER):
            part = at[first : first + _TOGETHER]
            for k, row in zip(part, _decide([rows[k] for k in part]), strict=True):
                rows[k] = row
            step.advance(len(part))
    return whole.from_rows(rows, known.provenance)


def one(target: Target) -> Target:
    """Return an asteroid with the orbit that holds in first place, where it has two that nobody
    has compared yet.
    """
    has = {target.orbit.precision, "" if target.other is None else target.other.precision}
    if target.settled or target.other is None or has != _TWO:
        return target
    pair = target.orbit, target.other
    old, present = pair if target.orbit.precision == "older-solution" else pair[::-1]
    off, status = misfits([old], [present])
    (said,) = verdicts(off, limits([present]), status)
    miss = None if status[0] else round(float(off.longitude_deg[0]), _DIGITS)
    compared = replace(target, settled=said, misfit_deg=miss)
    if (old is target.orbit) == (said == FITS):
        return compared
    second = replace(target.orbit, nongrav=None)
    return replace(compared, orbit=target.other, other=second, nongrav_source="")


def _has_two(row: Mapping[str, Any]) -> bool:
    return {row["precision"], row["other_precision"]} == _TWO


def _decide(rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return the rows with the orbit that holds first, and why."""
    olds, presents = [], []
    for row in rows:
        pair = columns.orbit(row), columns.other(row)
        old, present = pair if row["precision"] == "older-solution" else pair[::-1]
        assert old is not None
        assert present is not None
        olds.append(old)
        presents.append(present)
    off, status = misfits(olds, presents)
    words = verdicts(off, limits(presents), status)
    found = []
    for k, (row, said) in enumerate(zip(rows, words, strict=True)):
        swap = (row["precision"] == "older-solution") != (said == FITS)
        miss = None if status[k] else round(float(off.longitude_deg[k]), _DIGITS)
        new = columns.exchanged(row) if swap else dict(row)
        found.append(new | {"settled": said, "misfit_deg": miss})
    return found


def verdicts(off: Misfits, most: Misfits, status: NDArray[np.int8]) -> list[str]:
    """Return what came of comparing, in words, for each of n orbits."""
    found = []
    over = {name: getattr(off, name) > getattr(most, name) for name in _NAMES}
    for k, code in enumerate(status):
        why = ", ".join(said for name, said in _NAMES.items() if over[name][k])
        if code:
            found.append(f"{UNKNOWN}: {_WHY.get(int(code), st.WORDS[int(code)])}")
        else:
            found.append(f"{MISSES}: {why}" if why else FITS)
    return found


def misfits(olds: Sequence[Orbit], presents: Sequence[Orbit]) -> tuple[Misfits, NDArray[np.int8]]:
    """Integrate orbits to the epochs of others: (how far off, status (n,)), nan where it is not OK.

    LIMIT: met a body; BAD_INPUT: an epoch outside DE440; NOT_CONVERGED, OUT_OF_DOMAIN.
    """
    mu, there = forces.gm_sun(), _elements(presents)
    state, status = states_at(olds, np.array([orbit.epoch_s for orbit in presents]))
    then, code = state_to_elements_many(
        mu, icrf_to_ecliptic(state[:, :3]), icrf_to_ecliptic(state[:, 3:])
    )
    status = np.where(status == st.OK, code, status)
    then[status != st.OK] = np.nan
    # where the pole points down, node and perihelion turn against one another
    way = np.where(np.cos(there[:, 2]) >= 0.0, 1.0, -1.0)
    turn = then - there
    longitude = np.degrees(turn[:, 4] + turn[:, 5] + way * turn[:, 3])
    pole, shape = _frames(then)
    pole_there, shape_there = _frames(there)
    apart = np.linalg.norm(pole - pole_there, axis=1)
    return Misfits(
        longitude_deg=np.abs((longitude + 180.0) % 360.0 - 180.0),
        axis=np.abs(then[:, 0] / there[:, 0] - 1.0),
        shape=np.linalg.norm(shape - shape_there, axis=1),
        plane_deg=np.degrees(2.0 * np.arcsin(np.minimum(0.5 * apart, 1.0))),
    ), status.astype(np.int8)


def limits(presents: Sequence[Orbit]) -> Misfits:
    """Return how far off an orbit that holds may be, by the rounding of the present elements."""
    known = table("settling")
    rounding = {name: entry["value"] for name, entry in known["rounding"].items()}
    factor, angle = float(known["limit"]["factor"]["value"]), float(rounding["angle"])
    made = _elements(presents)
    a, e, i = made[:, 0], made[:, 1], made[:, 2]
    motion = np.degrees(np.sqrt(forces.gm_sun() / a**3)) * DAY_S
    # the axis comes from the finer of two rounded values (catalogue.read_table)
    own = _half_step(a / AU_M, rounding["digits"]) / (a / AU_M)
    by_motion = _half_step(motion, rounding["digits"]) / motion * 2.0 / 3.0
    # two angles turn the perihelion in the plane, two more with it
    turned = np.sqrt(6.0) * np.radians(angle)
    return Misfits(
        longitude_deg=np.full(len(a), factor * 3.0 * angle),
        axis=factor * np.minimum(own, by_motion),
        shape=factor * np.hypot(rounding["eccentricity"], turned * e),
        plane_deg=factor * angle * np.hypot(1.0, np.sin(i)),
    )


def _half_step(value: Array, digits: int) -> Array:
    """Return half a unit of the last of so many digits."""
    return np.asarray(0.5 * 10.0 ** (np.floor(np.log10(value)) + 1 - digits))


def _elements(orbits: Sequence[Orbit]) -> Array:
    return np.array(
        [(o.a_m, o.e, o.i_rad, o.node_rad, o.peri_rad, o.mean_anomaly_rad) for o in orbits]
    )


def _frames(made: Array) -> tuple[Array, Array]:
    """Return poles (n, 3) and eccentricity vectors (n, 3) of elements (n, 6)."""
    e, i, node, peri = made[:, 1], made[:, 2], made[:, 3], made[:, 4]
    cn, sn, cp, sp = np.cos(node), np.sin(node), np.cos(peri), np.sin(peri)
    ci, si = np.cos(i), np.sin(i)
    pole = np.stack([si * sn, -si * cn, ci], axis=1)
    to = np.stack([cn * cp - sn * sp * ci, sn * cp + cn * sp * ci, sp * si], axis=1)
    return pole, e[:, None] * to


def states_at(orbits: Sequence[Orbit], t_s: Array) -> tuple[Array, NDArray[np.int8]]:
    """Return heliocentric ICRF states (n, 6) of orbits at one epoch each, and status (n,)."""
    f = forces.forces()
    s = f.source
    r, v, status = elements_to_state_many(forces.gm_sun(), _elements(orbits))
    push = np.array([_push(orbit) for orbit in orbits])
    state, code = arrive.arrive_many(
        np.array([orbit.epoch_s for orbit in orbits]),
        np.ascontiguousarray(ecliptic_to_icrf(r)), np.ascontiguousarray(ecliptic_to_icrf(v)),
        t_s, _TOLERANCE, s.pack, s.layout, s.clock, f.gm, f.j2, push, f.radii, _ROOM,
    )  # fmt: skip
    return state, np.where(status == st.OK, code, status)


def _push(orbit: Orbit) -> tuple[float, float, float]:
    push = orbit.nongrav
    return (0.0, 0.0, 0.0) if push is None else (push.a1_m_s2, push.a2_m_s2, push.a3_m_s2)
