"""Clones of an orbit: where a body may be as well, by what is known of its orbit's error.

With a covariance, draws from it.  Without one, a labelled model of the condition code: an error of
the mean motion alone, normal, whose standard deviation is the upper end of the code's runoff over
ten years; it says nothing of the other elements.  Nothing is drawn for an orbit of which neither is
known, nor for code 9, which has no upper end.
Source: mpcuncertainty, milani2010.  Checked: tests/bodies/test_clones.py.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from windlass.base.errors import InvalidInput, NotSolved
from windlass.bodies.asteroid import initial_state
from windlass.bodies.forces import gm_sun
from windlass.bodies.sky_uncertainty import ARCSEC, DECADE_S, runoff
from windlass.bodies.solution import solution
from windlass.catalogue.covariance import Covariance
from windlass.catalogue.orbit import NonGrav, Orbit
from windlass.kernels import status as st

Array = NDArray[np.float64]
Basis = Literal["covariance", "condition code"]

REDRAWN: Final = 20
"""Draws at most for one clone: a draw that is no ellipse is drawn again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Clones:
    """States of n clones about the Sun at one epoch, ICRF [m, m/s], the first one the orbit itself.

    push (n, 3): their non-gravitational accelerations [m/s² at 1 au]; redrawn: draws that gave no
    ellipse, so that the sample is cut off there; text: how they were drawn.
    """

    designation: str
    epoch_s: float
    r: Array
    v: Array
    push: Array
    basis: Basis
    redrawn: int
    text: str

    def __len__(self) -> int:
        return len(self.r)


def clones(orbit: Orbit, covariance: Covariance | None, count: int, seed: int) -> Clones:
    """Return count clones of an orbit, itself the first.

    Raises NotSolved where the orbit's error is not known, InvalidInput for a count below 2 or a
    covariance of another body.
    """
    if count < 2:
        raise InvalidInput("clones of an orbit", value=count, remedy="ask for 2 or more")
    rng = np.random.default_rng(seed)
    if covariance is not None:
        if covariance.designation != orbit.designation:
            raise InvalidInput(
                "the covariance is that of another body", value=covariance.designation,
                remedy=f"give that of {orbit.designation}",
            )  # fmt: skip
        return _by_covariance(covariance, count, rng)
    return _by_code(orbit, count, rng)


def _by_covariance(covariance: Covariance, count: int, rng: np.random.Generator) -> Clones:
    roots = covariance.roots()
    made = [solution(covariance, covariance.values)]
    redrawn = 0
    while len(made) < count:
        try:
            made.append(
                solution(covariance, covariance.values + roots @ rng.normal(size=len(roots)))
            )
        except NotSolved:
            redrawn += 1
            if redrawn > REDRAWN * count:
                raise
    left = f", without {', '.join(covariance.left_out)}" if covariance.left_out else ""
    return _told(
        covariance.designation, made, "covariance", redrawn,
        f"drawn from the covariance of the orbit's solution{left}",
    )  # fmt: skip


def _by_code(orbit: Orbit, count: int, rng: np.random.Generator) -> Clones:
    if orbit.uncertainty is None:
        raise NotSolved(
            f"the error of the orbit of {orbit.designation} is not known: no covariance, no "
            "condition code", status=st.NO_SOLUTION, remedy="give a covariance of its solution",
        )  # fmt: skip
    _, most = runoff(orbit.uncertainty)
    if most is None:
        raise NotSolved(
            f"the orbit of {orbit.designation} has condition code {orbit.uncertainty}, whose "
            "runoff has no upper end", status=st.NO_SOLUTION,
            remedy="observe it again, or give a covariance of its solution",
        )  # fmt: skip
    motion = math.sqrt(gm_sun() / orbit.a_m**3)
    spread = most * ARCSEC / DECADE_S / motion
    made, redrawn = [orbit], 0
    while len(made) < count:
        faster = 1.0 + spread * rng.normal()
        try:
            if not faster > 0.0:
                raise InvalidInput("mean motion is not above 0", value=faster)
            made.append(replace(orbit, a_m=orbit.a_m * faster ** (-2.0 / 3.0)))
        except InvalidInput:
            redrawn += 1
    return _told(
        orbit.designation, made, "condition code", redrawn,
        f"a model of condition code {orbit.uncertainty}: mean motion uncertain by {most:.3g} "
        "arcseconds a decade (one standard deviation), all else as given",
    )  # fmt: skip


def _told(name: str, made: list[Orbit], basis: Basis, redrawn: int, text: str) -> Clones:
    states = [initial_state(one) for one in made]
    none = NonGrav()
    pushes = [one.nongrav or none for one in made]
    return Clones(
        designation=name, epoch_s=made[0].epoch_s,
        r=np.array([r for r, _ in states]), v=np.array([v for _, v in states]),
        push=np.array([(p.a1_m_s2, p.a2_m_s2, p.a3_m_s2) for p in pushes]),
        basis=basis, redrawn=redrawn, text=text,
    )  # fmt: skip
