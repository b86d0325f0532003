"""The covariance of an orbit solution, from a look-up of JPL's Small-Body Database (cov=mat).

Source: sbdblookup.  Checked: tests/bodies/test_sky_uncertainty.py.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from windlass.base.constants import AU_M
from windlass.base.epochs import DAY_S, from_jd
from windlass.base.errors import InvalidInput, SourceError
from windlass.catalogue.elements import AU_D2, number

Array = NDArray[np.float64]

NAMES: Final = ("e", "q_m", "tp_s", "node_rad", "peri_rad", "i_rad")
FORCES: Final = ("a1_m_s2", "a2_m_s2", "a3_m_s2")
_LABELS: Final = {
    "e": ("e", "e", 1.0),
    "q": ("q_m", "q", AU_M),
    "tp": ("tp_s", "tp", DAY_S),
    "node": ("node_rad", "om", math.radians(1.0)),
    "peri": ("peri_rad", "w", math.radians(1.0)),
    "i": ("i_rad", "i", math.radians(1.0)),
    "A1": ("a1_m_s2", "A1", AU_D2),
    "A2": ("a2_m_s2", "A2", AU_D2),
    "A3": ("a3_m_s2", "A3", AU_D2),
}
"""Label of the service -> (name, element or model parameter, factor to SI)."""
_NEGATIVE: Final = -1e-6


@dataclass(frozen=True, slots=True, kw_only=True)
class Covariance:
    """Solution and covariance of an orbit at its own epoch, in SI.

    names (k,): e, perihelion distance [m] and time [s past J2000], node, argument of perihelion,
    inclination [rad], then those of A1, A2, A3 [m/s² at 1 au] that were solved for; values (k,),
    matrix (k, k).  left_out: solved parameters that no model here has.
    """

    designation: str
    epoch_s: float
    names: tuple[str, ...]
    values: Array
    matrix: Array
    left_out: tuple[str, ...] = ()
    source: str = "sbdblookup"

    def __post_init__(self) -> None:
        where = f"covariance of {self.designation}"
        n = len(self.names)
        if self.names[: len(NAMES)] != NAMES or not set(self.names[len(NAMES) :]) <= set(FORCES):
            raise InvalidInput(
                "parameters are not those of an orbit", value=self.names, where=where
            )
        if self.values.shape != (n,) or self.matrix.shape != (n, n):
            raise InvalidInput(
                "matrix does not fit its parameters", value=self.matrix.shape, where=where
            )
        sigma = np.sqrt(np.maximum(np.diag(self.matrix), 0.0))
        if not (np.isfinite(self.matrix).all() and (sigma > 0.0).all()):
            raise InvalidInput("a variance is not above 0", value=np.diag(self.matrix), where=where)
        lowest = float(np.linalg.eigvalsh(self.matrix / np.outer(sigma, sigma)).min())
        if lowest < _NEGATIVE:
            raise InvalidInput(
                "matrix is no covariance: it has a negative eigenvalue", value=lowest, where=where
            )

    def roots(self) -> Array:
        """Return a matrix (k, k) whose columns c give the covariance as the sum of c cᵀ."""
        sigma = np.sqrt(np.diag(self.matrix))
        size, along = np.linalg.eigh(self.matrix / np.outer(sigma, sigma))
        return np.asarray(sigma[:, None] * along * np.sqrt(np.maximum(size, 0.0)))


def read_covariance(reply: Mapping[str, Any], *, where: str = "reply") -> Covariance:
    """Return the covariance of a look-up reply that was parsed from its JSON.

    Raises SourceError when the reply holds none, or not the solution that it belongs to.
    """
    orbit = reply.get("orbit") or {}
    given = orbit.get("covariance") or {}
    if not {"labels", "data", "epoch"} <= set(given):
        raise SourceError(
            "reply holds no covariance", where=where, remedy="ask for it with cov=mat"
        )
    epoch = number(given["epoch"], "epoch of the covariance")
    parts = given.get("elements") or []
    if not parts and number(orbit.get("epoch"), "epoch") == epoch:
        parts = orbit.get("elements") or []
    text = {str(part["name"]): part.get("value") for part in parts}
    text |= {str(part["name"]): part.get("value") for part in orbit.get("model_pars") or []}
    labels = [str(label) for label in given["labels"]]
    keep = [k for k, label in enumerate(labels) if label in _LABELS]
    rows = [_LABELS[labels[k]] for k in keep]
    missing = [own for _, own, _ in rows if text.get(own) is None]
    if epoch is None or missing:
        raise SourceError(
            f"solution at the epoch of the covariance is not in the reply: {', '.join(missing)}",
            where=where,
            remedy="ask for one body with cov=mat and full-prec=true",
        )
    scale = np.array([factor for _, _, factor in rows])
    matrix = np.array(given["data"], dtype=np.float64)[np.ix_(keep, keep)]
    values = [
        from_jd(float(text[own])) if own == "tp" else float(text[own]) * factor
        for _, own, factor in rows
    ]
    body = reply.get("object") or {}
    return Covariance(
        designation=str(body.get("des") or "?"),
        epoch_s=from_jd(epoch),
        names=tuple(name for name, _, _ in rows),
        values=np.array(values),
        matrix=matrix * np.outer(scale, scale),
        left_out=tuple(label for label in labels if label not in _LABELS),
    )
