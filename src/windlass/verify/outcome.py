"""What carrying a trajectory over into the reference model gave: a plan, or why there is none.

Checked: tests/verify/test_retrieval.py.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from windlass.catalogue.covariance import Covariance
from windlass.catalogue.orbit import Orbit
from windlass.catalogue.target import Target
from windlass.verify.plan import Plan


@dataclass(frozen=True, slots=True, kw_only=True)
class Miss:
    """How far a design, flown as it is by all forces, passes from where it should be [m]."""

    what: str
    t_s: float
    miss_m: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """An asteroid's orbit for a verdict: the orbit, its covariance where there is one, its source.

    last_obs: date of its last observation; h_mag, g_slope: for its brightness;
    spectral: its type; target: its names, where a solution of its own was given.
    """

    orbit: Orbit
    covariance: Covariance | None
    told: str
    last_obs: str | None = None
    h_mag: float | None = None
    g_slope: float | None = None
    spectral: str | None = None
    target: Target | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """plan: None where the trajectory does not hold among the real bodies, and why; misses: of
    the design flown as it is; limit_m_s: Δv above which it is not wanted; claimed_m_s: what the
    design says that it costs; unflown: parts of the design that no plan holds.
    """

    name: str
    title: str
    kind: Literal["way home", "trip", "study", "file"]
    plan: Plan | None
    why: str
    claimed_m_s: float
    limit_m_s: float | None = None
    misses: tuple[Miss, ...] = ()
    known: Known | None = None
    notes: tuple[str, ...] = ()
    unflown: tuple[str, ...] = ()
