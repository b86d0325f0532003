"""Draws of correlated inputs by low-discrepancy points, each of which can be drawn again alone.

Correlated normals are made from independent ones by principal components: most of what varies hangs
on the first few, to which the first and evenest coordinates of the points are given.  A draw is
known by its number and the seed, so that the path behind any percentile is made again from these.
Source: sobol1967, owen1998, acworth1998.  Checked: tests/economics/test_sampling.py.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray
from scipy import special
from scipy.stats import qmc

from windlass.base.errors import InvalidInput, NotSolved
from windlass.kernels.status import NOT_CONVERGED

Array = NDArray[np.float64]
Kind = Literal["sobol", "plain"]
KINDS: Final = ("sobol", "plain")

MOST: Final = 2**24
CHUNK: Final = 2**14
_ROUNDS: Final = 5_000


@dataclass(frozen=True, slots=True)
class Components:
    """Principal components of a covariance: matrix (d, d), so that x = z·matrixᵀ has it."""

    matrix: Array

    @property
    def size(self) -> int:
        """How many normals."""
        return int(self.matrix.shape[0])


def components(covariance: Array) -> Components:
    """Return the components of a covariance (d, d), the one that varies most first.

    Raises InvalidInput where it is not symmetric, or not positive semidefinite.
    """
    found = np.asarray(covariance, dtype=float)
    if found.ndim != 2 or found.shape[0] != found.shape[1] or not found.size:
        raise InvalidInput("a covariance is square", value=found.shape)
    size = float(np.abs(found).max())
    if not np.isfinite(size) or np.abs(found - found.T).max() > 1e-9 * size:
        raise InvalidInput("a covariance is symmetric and finite", value=size)
    values, vectors = np.linalg.eigh(0.5 * (found + found.T))
    if values[0] < -1e-8 * max(size, 1e-300) * found.shape[0]:
        raise InvalidInput(
            "correlations contradict each other: no inputs can be correlated so",
            value=f"least eigenvalue {values[0]:.3g}",
            remedy="lower them, or use nearest_correlation",
        )
    order = np.argsort(-values, kind="stable")
    vectors = vectors[:, order]
    # One sign for each, so that another build of the library draws the same.
    vectors *= np.where(vectors[np.abs(vectors).argmax(axis=0), np.arange(order.size)] < 0, -1, 1)
    return Components(vectors * np.sqrt(np.maximum(values[order], 0.0)))


def nearest_correlation(given: Array, *, floor: float = 0.0) -> Array:
    """Return a correlation matrix near a symmetric one whose entries contradict each other (d, d).

    Alternating projections onto matrices without negative eigenvalues (below floor) and onto those
    with ones on the diagonal.  Raises NotSolved where they do not settle.  Source: higham2002.
    """
    found = np.asarray(given, dtype=float)
    if found.ndim != 2 or found.shape[0] != found.shape[1] or not np.isfinite(found).all():
        raise InvalidInput("correlations are square and finite", value=found.shape)
    x = 0.5 * (found + found.T)
    more = np.zeros_like(x)
    for _ in range(_ROUNDS):
        shifted = x - more
        values, vectors = np.linalg.eigh(shifted)
        kept = (vectors * np.maximum(values, floor)) @ vectors.T
        more = kept - shifted
        before, x = x, kept.copy()
        np.fill_diagonal(x, 1.0)
        if np.abs(x - before).max() < 1e-12:
            break
    else:
        raise NotSolved("nearest correlation", status=NOT_CONVERGED, value=found.shape,
                        remedy="lower the correlations that contradict each other")  # fmt: skip
    values, vectors = np.linalg.eigh(x)
    made = (vectors * np.maximum(values, floor)) @ vectors.T
    scale = np.sqrt(np.diag(made))
    return np.asarray(made / np.outer(scale, scale))


def normals(count: int, size: int, seed: int, *, start: int = 0, kind: Kind = "sobol") -> Array:
    """Return independent standard normals (count, size): draws start to start + count − 1.

    sobol: scrambled points of Sobol; plain: pseudo-random numbers.  The same draw comes out
    whatever the pieces it is asked for in.
    """
    if kind not in KINDS:
        raise InvalidInput("kind of draws", value=kind, remedy=f"one of {', '.join(KINDS)}")
    if seed < 0:
        raise InvalidInput("seed of draws", value=seed, remedy="0 or more")
    if not (count >= 1 and start >= 0 and start + count <= MOST and size >= 1):
        raise InvalidInput(
            "draws", value=(start, count, size), remedy=f"at least one, and fewer than {MOST:,}"
        )
    if kind == "plain":
        return _plain(count, size, seed, start)
    points = qmc.Sobol(size, scramble=True, bits=30, rng=np.random.default_rng(seed))
    if start:
        points.fast_forward(start)
        drawn = points.random(count)
    else:
        # The first by itself: scipy warns of any other number than a power of two.
        drawn = np.vstack([points.random(1), points.random(count - 1)])
    # Points lie on a lattice of 2^-30, its lowest at 0: half a step in is within it.
    return np.asarray(special.ndtri(drawn + 2.0**-31))


def _plain(count: int, size: int, seed: int, start: int) -> Array:
    made = np.empty((count, size))
    # Blocks of their own seeds, so that any of them is drawn alone.
    first, done = start // CHUNK, 0
    while done < count:
        skip = start + done - first * CHUNK
        block = np.random.default_rng([seed, first]).standard_normal((CHUNK, size))
        part = block[skip : skip + count - done]
        made[done : done + part.shape[0]] = part
        done += part.shape[0]
        first += 1
    return made


def chunks(count: int) -> Iterator[tuple[int, int]]:
    """Yield (start, how many) of the pieces in which so many draws are made."""
    for start in range(0, count, CHUNK):
        yield start, min(CHUNK, count - start)


def correlated(
    made: Components, count: int, seed: int, *, start: int = 0, kind: Kind = "sobol"
) -> Array:
    """Return correlated normals (count, d) of a covariance's components."""
    return normals(count, made.size, seed, start=start, kind=kind) @ made.matrix.T
