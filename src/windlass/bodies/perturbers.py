"""The sixteen asteroids that pull most on others: where they are, from one published state each.

Each is integrated by the N-body model of ``bodies.asteroid`` from data/perturbers.csv, without
the pull of the other fifteen, and kept as Chebyshev series like the planets.  A package of 645 MB
with their ephemerides is so not needed: docs/methods/reference-propagator.md tells how far places
differ from it, and what all sixteen together do to Apophis, of which that is a small part.
Source: farnocchia2021perturbers, park2021.
Checked: tests/bodies/test_perturbers.py, validation/reference.py.
"""

from __future__ import annotations

import csv
import hashlib
import io
import math
from dataclasses import dataclass
from functools import cache
from typing import Final

import numpy as np
from numpy.polynomial import chebyshev
from numpy.typing import NDArray

from windlass.base.epochs import DAY_S, YEAR_S, from_jd
from windlass.base.errors import NotSolved
from windlass.base.folders import cache_folder
from windlass.base.kept_arrays import kept
from windlass.base.sources import data_hash, read_data
from windlass.bodies import forces
from windlass.bodies.ephemeris import check_span
from windlass.bodies.planets import load
from windlass.kernels import nbody
from windlass.kernels import status as st
from windlass.kernels.chebyshev import HEAD, KM

Array = NDArray[np.float64]

FILE: Final = "perturbers.csv"
EPOCH_S: Final = from_jd(2_469_807.5)
"""Of the states: 2050 January 1.0 TDB."""
RECORD_S: Final = 64.0 * DAY_S
DEGREE: Final = 13
"""Of the series of a record: it meets the integration to a millimetre."""
USUAL: Final = (-100.0 * YEAR_S, 200.0 * YEAR_S)
"""Span that is made at once [s past J2000]: 1900 to 2200."""
BLOCK_S: Final = 100.0 * YEAR_S
"""A longer one is made in whole centuries."""
ROWS: Final = 40_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Perturbers:
    """Barycentric series as ``kernels.chebyshev`` reads them, and gm (n,) [m³/s²]."""

    names: tuple[str, ...]
    gm: Array
    pack: Array
    layout: NDArray[np.int64]
    clock: Array
    span_s: tuple[float, float]
    digest: str


@cache
def listed() -> tuple[dict[str, str], ...]:
    """Return the rows of data/perturbers.csv."""
    lines = [
        line for line in read_data(FILE).decode().splitlines(keepends=True)
        if not line.startswith("#")
    ]  # fmt: skip
    return tuple(csv.DictReader(io.StringIO("".join(lines))))


def perturbers(span_s: tuple[float, float]) -> Perturbers:
    """Return the series over a span: that of USUAL, or in whole centuries as far as DE440 reaches.

    Raises InvalidInput where the span leaves DE440.
    """
    check_span("the planets", np.array(span_s), load().source.span_s)
    return _made(_rounded(span_s))


def _rounded(span_s: tuple[float, float]) -> tuple[float, float]:
    low, high = load().source.span_s
    first = min(USUAL[0], BLOCK_S * math.floor(span_s[0] / BLOCK_S))
    last = max(USUAL[1], BLOCK_S * math.ceil(span_s[1] / BLOCK_S))
    return max(low, first), min(high, last)


@cache
def _made(span: tuple[float, float]) -> Perturbers:
    digest = hashlib.sha256(
        repr((forces.digest(), data_hash(FILE), span, RECORD_S, DEGREE)).encode()
    ).hexdigest()
    path = cache_folder() / "perturbers" / f"{digest[:32]}.npz"
    held = kept(path, ("pack", "layout", "clock"), lambda: _series(span))
    return Perturbers(
        names=tuple(row["name"] for row in listed()),
        gm=np.array([float(row["gm"]) for row in listed()]),
        pack=held["pack"], layout=held["layout"], clock=held["clock"], span_s=span, digest=digest,
    )  # fmt: skip


def _series(span: tuple[float, float]) -> dict[str, NDArray[np.generic]]:
    """Integrate all of them over a span; the arrays of a pack."""
    records = math.floor((span[1] - span[0]) / RECORD_S)
    length = (span[1] - span[0]) / records
    nodes = -np.cos(np.pi * (np.arange(DEGREE + 1) + 0.5) / (DEGREE + 1))
    fit = np.linalg.inv(chebyshev.chebvander(nodes, DEGREE))
    mid = span[0] + length * (np.arange(records) + 0.5)
    t = np.minimum((mid[:, None] + 0.5 * length * nodes).ravel(), span[1])
    size = HEAD + 3 * (DEGREE + 1)
    pack = np.zeros((len(listed()), records, size))
    for k, row in enumerate(listed()):
        places = _flown(row, span, t).reshape(records, DEGREE + 1, 3) / KM
        series = np.einsum("ij,rjc->rci", fit, places)
        pack[k, :, 0], pack[k, :, 1] = mid, 0.5 * length
        pack[k, :, HEAD:] = series.reshape(records, -1)
    layout = np.array([(k * records * size, records, DEGREE + 1) for k in range(len(listed()))])
    clock = np.tile([span[0], length], (len(listed()), 1))
    return {"pack": pack.ravel(), "layout": layout.astype(np.int64), "clock": clock}


def _flown(row: dict[str, str], span: tuple[float, float], t: Array) -> Array:
    """Return barycentric positions (n, 3) of one of them at t (n,), ascending."""
    f, sun = forces.forces(), load().body("sun", centre="barycentre")
    x, v = (np.array([float(row[name]) for name in names]) for names in ("xyz", ("vx", "vy", "vz")))
    r0, v0 = sun.state(EPOCH_S)
    parts = []
    for end in span:
        rows = np.empty((ROWS, nbody.ROW))
        used, status = nbody.integrate(
            EPOCH_S, x + r0[0], v + v0[0], end, DAY_S, f.source.pack, f.source.layout,
            f.source.clock, f.gm, f.j2, f.nongrav, f.radii, rows,
        )  # fmt: skip
        if status != st.OK:
            raise NotSolved(f"integration of {row['name']}", status=int(status), value=span)
        parts.append(rows[:used][:: 1 if end > EPOCH_S else -1])
    steps = np.concatenate(parts)
    starts = np.minimum(steps[:, 0], steps[:, 0] + steps[:, 1])
    s = f.source
    r, _, code = nbody.table_states(steps, starts, t, s.pack, s.layout, s.clock)
    if code != st.OK:
        raise NotSolved(f"integration of {row['name']}", status=int(code), value=span)
    return np.asarray(r + sun.state(t)[0])
