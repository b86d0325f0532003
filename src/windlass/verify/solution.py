"""An asteroid's present orbit with its covariance, from a reply of the look-up service.

Such a reply (JPL's Small-Body Database, one body, cov=mat and full-prec=true) is what a
certificate needs: all digits of the present solution, and how sure they are.
Checked: tests/verify/test_solution.py.
"""

from __future__ import annotations

from pathlib import Path

from windlass.base.errors import SourceError
from windlass.catalogue.covariance import read_covariance
from windlass.catalogue.files import load
from windlass.catalogue.read_sbdb import read_lookup
from windlass.verify.outcome import Known


def read_solution(path: Path) -> Known:
    """Return the orbit of a reply that was saved; without a covariance where it holds none.

    Raises SourceError for a file that is no such reply.
    """
    raw = load(path)
    target = next(iter(read_lookup(raw)))
    reply = raw.json()
    covariance = None
    if (reply.get("orbit") or {}).get("covariance"):
        covariance = read_covariance(reply, where=raw.name)
        if covariance.designation != target.designation:
            raise SourceError(
                "orbit and covariance are of two bodies",
                value=f"{target.designation}, {covariance.designation}", where=raw.name,
                remedy="fetch the reply again",
            )  # fmt: skip
    return Known(
        orbit=target.orbit, covariance=covariance,
        told=f"the solution in {raw.name}"
        + ("" if covariance is not None else ", without a covariance"),
        last_obs=target.last_obs or None, h_mag=None if target.h is None else target.h.value,
        g_slope=target.g, spectral=target.taxonomy,
    )  # fmt: skip
