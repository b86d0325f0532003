"""An asteroid's present orbit with its covariance, for a verdict: given in a file, or kept.

A reply of JPL's look-up service (one body, cov=mat and full-prec=true) is what a certificate
needs: all digits of the present solution, and how sure they are.
Checked: tests/verify/test_solution.py.
"""

from __future__ import annotations

from pathlib import Path

from windlass.catalogue import solutions
from windlass.catalogue.collection import Catalogue
from windlass.catalogue.files import load
from windlass.catalogue.solutions import Solution
from windlass.verify.outcome import Known


def read_solution(path: Path) -> Known:
    """Return the orbit of a reply that was saved; without a covariance where it holds none.

    Raises SourceError for a file that is no such reply.
    """
    found = solutions.read(load(path))
    return _known(found, f"the solution in {found.name}")


def kept_solution(designation: str, last_obs: str | None) -> Known | None:
    """Return the orbit that was fetched for an asteroid; None where none was, or where the
    catalogue's own rests on later observations (last_obs, ISO).

    Raises SourceError where a kept one is damaged.
    """
    found = solutions.held(designation)
    if found is None or (last_obs or "") > (found.target.last_obs or ""):
        return None
    return _known(found, f"the look-up service's solution, fetched {found.fetched}")


def is_of(known: Known, designation: str) -> bool:
    """Return whether an orbit is that of an asteroid, by any of its names."""
    own = known.orbit.designation
    return designation == own or (known.target is not None and designation in _alone(known))


def _alone(known: Known) -> Catalogue:
    return Catalogue(() if known.target is None else (known.target,))


def _known(found: Solution, told: str) -> Known:
    target = found.target
    return Known(
        orbit=target.orbit, covariance=found.covariance,
        told=told + ("" if found.covariance is not None else ", without a covariance"),
        last_obs=target.last_obs or None, h_mag=None if target.h is None else target.h.value,
        g_slope=target.g, spectral=target.taxonomy, target=target,
    )  # fmt: skip
