"""The forces of the N-body model as the kernels take them, and a digest of what they are.

Checked: tests/bodies/test_asteroid.py.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from windlass.base.errors import InvalidInput
from windlass.base.sources import data_hash, table
from windlass.bodies.planets import CHAINS, Pack, load
from windlass.catalogue.orbit import NonGrav

Array = NDArray[np.float64]

SOURCES = ("park2021", "moyer2003", "everhart1985", "rein2015")
MODEL = (
    "N-body: Sun, planets, Moon and Pluto of DE440, relativity of the Sun, Earth's J2 within "
    "0.1 au, non-gravitational accelerations where known"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Forces:
    """Arrays for ``kernels.nbody``: gm (11,), j2 (2,), nongrav (3,), radii (11,), and DE440."""

    gm: Array
    j2: Array
    nongrav: Array
    radii: Array
    source: Pack


def gm_sun() -> float:
    """Return GM of the Sun in DE440 [m³/s²], by which elements become states."""
    return float(table("gm_de440")["sun"]["value"])


def forces(nongrav: NonGrav | None = None, *, without: Iterable[str] = ()) -> Forces:
    """Return the forces; ``without`` names bodies that do not pull.

    Raises InvalidInput for a body that the model has not.
    """
    off = {name.lower() for name in without}
    unknown = off - set(CHAINS)
    if unknown:
        raise InvalidInput(
            "no such body in the N-body model",
            value=", ".join(sorted(unknown)),
            remedy=f"one of {', '.join(CHAINS)}",
        )
    gm_table, size = table("gm_de440"), table("bodies")
    gm = [0.0 if name in off else float(gm_table[name]["value"]) for name in CHAINS]
    radii = [float(size["radius"][name]["value"]) for name in CHAINS]
    push = NonGrav() if nongrav is None else nongrav
    return Forces(
        gm=np.array(gm),
        j2=np.array([float(size["earth_j2"]["value"]), float(size["radius"]["earth"]["value"])]),
        nongrav=np.array([push.a1_m_s2, push.a2_m_s2, push.a3_m_s2]),
        radii=np.array(radii),
        source=load().source,
    )


@cache
def digest() -> str:
    """Return a SHA-256 of the force model: kernels, tables and planetary kernel."""
    made = hashlib.sha256()
    for name in ("nbody", "radau", "chebyshev"):
        made.update((files("windlass") / "kernels" / f"{name}.py").read_bytes())
    for name in ("gm_de440.toml", "bodies.toml"):
        made.update(data_hash(name).encode())
    made.update(load().source.digest.encode())
    return made.hexdigest()
