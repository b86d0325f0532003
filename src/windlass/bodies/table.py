"""Ephemerides of many asteroids by N-body integration, as compact tables on disk.

A chunk holds heliocentric ICRF states at chosen instants (see ``kernels.node_table``) of some
asteroids over a span, with a bound on each one's error.  It is stored under a digest of the
orbits, the span and the force model, so that it is integrated once.
Checked: tests/bodies/test_table.py, validation/screen.py.
"""

from __future__ import annotations

import hashlib
import math
import tempfile
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from windlass.base import kept_arrays
from windlass.base.epochs import DAY_S, YEAR_S
from windlass.base.errors import InvalidInput, NotSolved
from windlass.base.folders import cache_folder
from windlass.bodies import forces
from windlass.bodies.ephemeris import check_span
from windlass.bodies.frames import ecliptic_to_icrf
from windlass.bodies.planets import load
from windlass.catalogue.orbit import NonGrav, Orbit
from windlass.kernels import node_table
from windlass.kernels import status as st
from windlass.kernels.elements import elements_to_state_many

Array = NDArray[np.float64]

INTERVAL_S: Final = 64.0 * DAY_S
"""Longest interval between two nodes."""
TICK_S: Final = INTERVAL_S / node_table.WHOLE
ARC_M: Final = 5e3
"""How far the table may lie from the integration at seven instants of an interval."""
BETWEEN: Final = 1.25
"""How much further it may lie between those instants; the greatest seen in tests is 1.05."""
TOLERANCES: Final = (1e-5, 1e-7, 1e-9)
"""Of the integrations, each judged by the one before (see ``node_table.build``)."""
APART_M: Final = 100e3
"""Two integrations further apart than this ask for a finer one."""
WRITTEN: Final = 1
"""Version of the file."""

_FIELDS: Final = ("counts", "ticks", "nodes", "status", "apart_m", "arc_m")


@dataclass(frozen=True, slots=True, kw_only=True)
class Chunk:
    """Tables of n asteroids over one span.

    counts (n,): nodes of each; ticks (m,), nodes (m, 6) [m, m/s]: those of all, one after the
    other; status (n,): OK, LIMIT where an asteroid meets a body (its nodes end before), or
    NOT_CONVERGED; apart_m (n,): distance of its last two integrations; arc_m (n,): distance of
    the table from the last one.
    """

    names: tuple[str, ...]
    span_s: tuple[float, float]
    digest: str
    counts: NDArray[np.int64]
    ticks: NDArray[np.int32]
    nodes: Array
    status: NDArray[np.int8]
    apart_m: Array
    arc_m: Array

    def __len__(self) -> int:
        return len(self.names)

    @property
    def error_m(self) -> Array:
        """Bound on the error of positions (n,) [m], of the force model and orbit apart."""
        return np.asarray(self.apart_m + BETWEEN * self.arc_m)

    @property
    def starts(self) -> NDArray[np.int64]:
        """First node of each asteroid, and the end (n + 1,)."""
        return np.concatenate([np.zeros(1, np.int64), np.cumsum(self.counts)])

    def body(self, index: int) -> TableEphemeris:
        """Return the ephemeris of one asteroid; NotSolved where it has none."""
        a, b = self.starts[index], self.starts[index + 1]
        if b - a < 2:
            raise NotSolved(
                f"no ephemeris of {self.names[index]}",
                status=int(self.status[index]),
                remedy="choose another span, or another orbit",
            )
        return TableEphemeris(
            name=self.names[index],
            origin_s=self.span_s[0],
            ticks=self.ticks[a:b],
            nodes=self.nodes[a:b],
            error_m=float(self.error_m[index]),
            digest=self.digest,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class TableEphemeris:
    """States of one asteroid of a chunk about the Sun, ICRF; error_m bounds its positions."""

    name: str
    origin_s: float
    ticks: NDArray[np.int32]
    nodes: Array
    error_m: float
    digest: str
    centre: str = "sun"
    frame: str = "icrf"
    model: str = forces.MODEL
    sources: tuple[str, ...] = forces.SOURCES

    @property
    def span_s(self) -> tuple[float, float]:
        """First and last epoch [s past J2000]."""
        return (
            self.origin_s + TICK_S * float(self.ticks[0]),
            self.origin_s + TICK_S * float(self.ticks[-1]),
        )

    @property
    def data(self) -> tuple[tuple[str, str], ...]:
        """Digest of the chunk."""
        return ((f"ephemeris table with {self.name}", self.digest),)

    def state(self, t_s: Array | float) -> tuple[Array, Array]:
        """Return (r (n, 3) [m], v (n, 3) [m/s]) at epochs (n,) [s past J2000]."""
        t = check_span(self.name, t_s, self.span_s)
        order = np.argsort(t, kind="stable")
        out = np.empty((t.size, 6))
        sun = forces.gm_sun()
        code = node_table.states(sun, self.origin_s, TICK_S, self.ticks, self.nodes, t[order], out)
        if code != st.OK:
            raise NotSolved(f"no state of {self.name}", status=int(code))
        back = np.empty_like(out)
        back[order] = out
        return back[:, :3].copy(), back[:, 3:].copy()


def whole_span(span_s: tuple[float, float]) -> tuple[float, float]:
    """Return the span that a table of these epochs covers: whole intervals from its start.

    Raises InvalidInput where the span is empty or leaves DE440.
    """
    low, high = span_s
    if not high > low:
        raise InvalidInput("span of a table is empty", value=span_s, remedy="give two epochs")
    end = low + INTERVAL_S * math.ceil((high - low) / INTERVAL_S - 1e-9)
    check_span("the planets", np.array([low, end]), load().source.span_s)
    return low, end


def digest(orbits: Sequence[Orbit], span_s: tuple[float, float]) -> str:
    """Return a SHA-256 of what a chunk is made from."""
    made = hashlib.sha256(_model().encode())
    made.update(repr((whole_span(span_s), TICK_S, ARC_M, TOLERANCES, APART_M, WRITTEN)).encode())
    for orbit in orbits:
        made.update(repr(sorted(asdict(orbit).items())).encode())
    return made.hexdigest()


def build(orbits: Sequence[Orbit], span_s: tuple[float, float]) -> Chunk:
    """Integrate asteroids over a span, on all cores that numba has; a body that fails keeps its
    row and its status, BAD_INPUT where its orbit gives no state or its epoch lies outside DE440.
    """
    span = whole_span(span_s)
    f = forces.forces()
    s = f.source
    epochs = np.array([orbit.epoch_s for orbit in orbits])
    early = ~((epochs >= s.span_s[0]) & (epochs <= s.span_s[1]))
    epochs[early] = span[0]
    x, v, bad = _barycentric(orbits, epochs)
    bad |= early
    wholes = round((span[1] - span[0]) / INTERVAL_S)
    reach = max(span[1], epochs.max()) - min(span[0], epochs.min())
    room = 3_000 + int(600 * reach / YEAR_S)
    n, most = len(orbits), 2_000 + 8 * wholes
    ticks, nodes = np.zeros((n, most), np.int32), np.empty((n, most, 6))
    push = np.array([_push(orbit.nongrav) for orbit in orbits])
    counts, apart, arc, status = node_table.build_many(
        forces.gm_sun(), epochs, x, v, span[0], TICK_S, wholes, np.array(TOLERANCES), APART_M,
        ARC_M, s.pack, s.layout, s.clock, f.gm, f.j2, push, f.radii, room, ticks, nodes,
    )  # fmt: skip
    counts[bad], status[bad] = 0, st.BAD_INPUT
    return Chunk(
        names=tuple(orbit.designation for orbit in orbits),
        span_s=span,
        digest=digest(orbits, span_s),
        counts=counts,
        ticks=np.concatenate([row[:k] for row, k in zip(ticks, counts, strict=True)]),
        nodes=np.concatenate([row[:k] for row, k in zip(nodes, counts, strict=True)]),
        status=status,
        apart_m=apart,
        arc_m=arc,
    )


def chunk(
    orbits: Sequence[Orbit], span_s: tuple[float, float], *, folder: Path | None = None
) -> Chunk:
    """Return the chunk of these orbits, from disk where it is there and whole."""
    made_of = digest(orbits, span_s)
    path = (default_folder() if folder is None else folder) / f"{made_of[:32]}.npz"
    found = _read(path, tuple(orbit.designation for orbit in orbits), span_s, made_of)
    if found is None:
        found = build(orbits, span_s)
        kept_arrays.write(path, {name: getattr(found, name) for name in _FIELDS})
    return found


def stored(orbits: Sequence[Orbit], span_s: tuple[float, float]) -> bool:
    """Return whether a chunk lies on disk."""
    return (default_folder() / f"{digest(orbits, span_s)[:32]}.npz").is_file()


def keeps() -> bool:
    """Return whether tables can be stored: where not, they are integrated again when asked for."""
    folder = default_folder()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            return True
    except OSError:
        return False


def default_folder() -> Path:
    """Return the folder of stored tables."""
    return cache_folder() / "tables"


@cache
def _model() -> str:
    """Return a digest of the force model and of the kernels that make a table."""
    made = hashlib.sha256(forces.digest().encode())
    for name in ("node_table", "kepler", "elements"):
        made.update((files("windlass") / "kernels" / f"{name}.py").read_bytes())
    return made.hexdigest()


def _push(nongrav: NonGrav | None) -> tuple[float, float, float]:
    push = NonGrav() if nongrav is None else nongrav
    return push.a1_m_s2, push.a2_m_s2, push.a3_m_s2


def _barycentric(orbits: Sequence[Orbit], epochs: Array) -> tuple[Array, Array, NDArray[np.bool_]]:
    """Return barycentric states (n, 3), (n, 3) at the orbits' epochs, and which have none."""
    elements = np.array(
        [(o.a_m, o.e, o.i_rad, o.node_rad, o.peri_rad, o.mean_anomaly_rad) for o in orbits]
    )
    r, v, status = elements_to_state_many(forces.gm_sun(), elements)
    sun_r, sun_v = load().body("sun", centre="barycentre").state(epochs)
    bad = status != st.OK
    x, u = ecliptic_to_icrf(r) + sun_r, ecliptic_to_icrf(v) + sun_v
    return np.ascontiguousarray(x), np.ascontiguousarray(u), bad


def _read(
    path: Path, names: tuple[str, ...], span_s: tuple[float, float], made_of: str
) -> Chunk | None:
    """Return a stored chunk; None where there is none or the file is damaged."""
    fields = kept_arrays.read(path, _FIELDS)
    if fields is None or fields["counts"].shape != (len(names),):
        return None
    return Chunk(names=names, span_s=whole_span(span_s), digest=made_of, **fields)
