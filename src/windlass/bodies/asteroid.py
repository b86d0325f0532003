"""Asteroids by N-body integration from their own epoch, kept on disk.

Steps are stored as polynomials, so that a state at any epoch is the integrator's own.
Checked: tests/bodies/test_asteroid.py, validation/ephemerides.py, validation/nhats.py.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from windlass.base.epochs import YEAR_S, format_epoch
from windlass.base.errors import NotSolved
from windlass.base.folders import cache_folder
from windlass.bodies import forces as model
from windlass.bodies.ephemeris import check_span
from windlass.bodies.frames import ecliptic_to_icrf
from windlass.bodies.planets import load
from windlass.catalogue.orbit import NonGrav, Orbit
from windlass.kernels import nbody
from windlass.kernels import status as st
from windlass.kernels.elements import elements_to_state

Array = NDArray[np.float64]

FIRST_STEP_S = 86_400.0
ROWS = 40_000


@dataclass(frozen=True, slots=True, kw_only=True)
class AsteroidEphemeris:
    """States of an asteroid about the Sun in ICRF, from stored steps of the integration."""

    name: str
    orbit: Orbit
    rows: Array
    starts: Array
    span_s: tuple[float, float]
    digest: str
    centre: str = "sun"
    frame: str = "icrf"
    model: str = model.MODEL

    @property
    def sources(self) -> tuple[str, ...]:
        """Reference keys: the orbit and the force model."""
        return (self.orbit.source, *model.SOURCES)

    @property
    def data(self) -> tuple[tuple[str, str], ...]:
        """Digest of orbit, span and force model together."""
        return ((f"ephemeris of {self.name}", self.digest),)

    def state(self, t_s: Array | float) -> tuple[Array, Array]:
        """Return (r (n, 3) [m], v (n, 3) [m/s]) at epochs (n,) [s past J2000]."""
        t = check_span(self.name, t_s, self.span_s)
        s = load().source
        r, v, status = nbody.table_states(self.rows, self.starts, t, s.pack, s.layout, s.clock)
        if status != st.OK:
            raise NotSolved(f"no state of {self.name}", status=int(status))
        return r, v


def integrate(
    orbit: Orbit, span_s: tuple[float, float], *, cache_dir: Path | None = None
) -> AsteroidEphemeris:
    """Return the ephemeris of an orbit over a span, rounded outwards to whole years.

    cache_dir: folder of stored integrations, by default ``default_cache()``.
    Raises NotSolved when the body meets another or the integration fails, and InvalidInput
    when the span leaves DE440.
    """
    check_span(f"the planets, for {orbit.designation}", np.array(span_s), load().source.span_s)
    span = _rounded(orbit, span_s)
    key = _key(orbit, span)
    path = (default_cache() if cache_dir is None else cache_dir) / f"{key[:32]}.steps"
    rows = _read(path)
    if rows is None:
        rows = _run(orbit, span)
        _write(path, rows)
    starts = np.minimum(rows[:, 0], rows[:, 0] + rows[:, 1])
    return AsteroidEphemeris(
        name=orbit.designation, orbit=orbit, rows=rows, starts=starts, span_s=span, digest=key
    )


def default_cache() -> Path:
    """Return the folder of stored integrations."""
    return cache_folder() / "ephemerides"


def initial_state(orbit: Orbit) -> tuple[Array, Array]:
    """Return the heliocentric state (3,), (3,) [m, m/s, ICRF] of an orbit at its epoch."""
    r, v, status = elements_to_state(
        model.gm_sun(),
        orbit.a_m,
        orbit.e,
        orbit.i_rad,
        orbit.node_rad,
        orbit.peri_rad,
        orbit.mean_anomaly_rad,
    )
    if status != st.OK:
        raise NotSolved(f"elements of {orbit.designation} give no state", status=int(status))
    return ecliptic_to_icrf(r), ecliptic_to_icrf(v)


def _rounded(orbit: Orbit, span_s: tuple[float, float]) -> tuple[float, float]:
    first = min(span_s[0], orbit.epoch_s)
    last = max(span_s[1], orbit.epoch_s)
    low, high = load().source.span_s
    years = np.floor(first / YEAR_S), np.ceil(last / YEAR_S)
    if years[0] == years[1]:  # a single instant, on the seam of two years
        years = years[0] - 1.0, years[1]
    return max(low, float(years[0]) * YEAR_S), min(high, float(years[1]) * YEAR_S)


def _run(orbit: Orbit, span: tuple[float, float]) -> Array:
    """Integrate from the epoch to both ends; rows sorted by time."""
    f = model.forces(orbit.nongrav)
    sun_r, sun_v = _sun(orbit.epoch_s)
    r, v = initial_state(orbit)
    parts = []
    for end in span:
        if end == orbit.epoch_s:
            continue
        rows = np.empty((ROWS, nbody.ROW))
        used, status = _call(f, orbit.epoch_s, r + sun_r, v + sun_v, end, rows)
        if status != st.OK:
            raise _ended(f"integration of {orbit.designation}", status, rows[:used])
        part = rows[:used].copy()
        parts.append(part[::-1] if end < orbit.epoch_s else part)
    return np.concatenate(parts)


def _ended(what: str, status: int, rows: Array) -> NotSolved:
    """Return the error of an integration that ended early, with the date that it reached."""
    return NotSolved(
        f"{what} ended early: " + ("it meets a body" if status == st.LIMIT else st.WORDS[status]),
        status=status,
        value=format_epoch(float(rows[-1, 0])) if len(rows) else None,
        remedy="ask for a shorter span",
    )


def _call(
    f: model.Forces, t0: float, x: Array, v: Array, t1: float, rows: Array
) -> tuple[int, int]:
    s = f.source
    used, status = nbody.integrate(
        t0, x, v, t1, FIRST_STEP_S, s.pack, s.layout, s.clock, f.gm, f.j2, f.nongrav, f.radii, rows
    )
    return int(used), int(status)


def _sun(t: float) -> tuple[Array, Array]:
    r, v = load().body("sun", centre="barycentre").state(t)
    return r[0], v[0]


def _key(orbit: Orbit, span: tuple[float, float]) -> str:
    text = repr(sorted(asdict(orbit).items())) + repr(span) + model.digest()
    return hashlib.sha256(text.encode()).hexdigest()


def _read(path: Path) -> Array | None:
    """Return stored steps; None where there are none or they fail their check."""
    try:
        blob = path.read_bytes()
    except OSError:
        return None
    mark, body = blob[:32], blob[32:]
    if hashlib.sha256(body).digest() != mark or not body or len(body) % (8 * nbody.ROW):
        return None
    # a copy that may be written: numba compiles anew for arrays that may not
    return np.frombuffer(body).reshape(-1, nbody.ROW).copy()


def _write(path: Path, rows: Array) -> None:
    """Store steps in one move; a folder that cannot be written costs only the next run's time."""
    body = np.ascontiguousarray(rows).tobytes()
    part = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
            part = Path(file.name)
            file.write(hashlib.sha256(body).digest() + body)
        os.replace(part, path)
    except OSError:
        if part is not None:
            part.unlink(missing_ok=True)


def propagate(
    r: Array,
    v: Array,
    t0: float,
    t1: float,
    *,
    without: tuple[str, ...] = (),
    nongrav: NonGrav | None = None,
) -> tuple[Array, Array]:
    """Return the heliocentric state at t1 of a heliocentric state at t0, in the same forces.

    r [m], v [m/s] (3,) ICRF; t0, t1 [s past J2000]; without: bodies that do not pull.
    Raises NotSolved when the body meets another or the integration fails.
    """
    f = model.forces(nongrav, without=without)
    if t1 == t0:
        return r.copy(), v.copy()
    sun_r, sun_v = _sun(t0)
    rows = np.empty((ROWS, nbody.ROW))
    used, status = _call(f, t0, r + sun_r, v + sun_v, t1, rows)
    if status != st.OK:
        raise _ended("propagation", status, rows[:used])
    out = np.empty(6)
    nbody.step_state(rows[used - 1], t1, out)
    end_r, end_v = _sun(t1)
    return out[:3] - end_r, out[3:] - end_v
