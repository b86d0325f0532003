"""Kinetic impactor: a spacecraft hits an asteroid, and what the crater throws back adds to it.

The momentum given is the spacecraft's and that of the ejecta, which leave along the outward normal
of the surface, roughly: M dv = m U + m (beta - 1) (E.U) E.  Source: cheng2023.
Checked: tests/redirect/test_kinetic_impactor.py, validation/redirect.py.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from windlass.base.errors import InvalidInput, NotSolved
from windlass.kernels import status as st
from windlass.redirect import beta as betas
from windlass.redirect import blows
from windlass.redirect.disruption import specific_j_kg, threshold_j_kg
from windlass.redirect.facts import spread as own
from windlass.redirect.given import Given
from windlass.redirect.rock import Rock
from windlass.redirect.ship import Ship

Array = NDArray[np.float64]


def dv_m_s(
    asteroid_kg: float, impactor_kg: float, speed_m_s: Array, beta: float, ejecta: Array
) -> Array:
    """Return the change of velocity (3,) [m/s] of an asteroid.

    speed_m_s (3,): of the impactor relative to it; beta: at least 1; ejecta (3,): direction in
    which the ejecta leave altogether, of any length.  Raises InvalidInput where ejecta would leave
    along with the impactor, into the ground.
    """
    u, e = np.asarray(speed_m_s, float), np.asarray(ejecta, float)
    long = float(np.linalg.norm(e))
    if not (asteroid_kg > 0.0 and impactor_kg > 0.0 and np.isfinite(u).all() and long > 0.0):
        raise InvalidInput(
            "an impact", value=(asteroid_kg, impactor_kg, u, e),
            remedy="give masses above 0, a finite velocity and a direction",
        )  # fmt: skip
    if not (np.isfinite(beta) and beta >= 1.0):
        raise InvalidInput("beta of an impact", value=beta, remedy="give 1 or more")
    e = e / long
    if float(e @ u) > 0.0:
        raise InvalidInput(
            "direction of the ejecta", value=e.tolist(),
            remedy="give one that points against the impactor's velocity",
        )  # fmt: skip
    return impactor_kg / asteroid_kg * (u + (beta - 1.0) * float(e @ u) * e)


def beta_of(dv_along_m_s: float, asteroid_kg: float, impactor_kg: float, speed_m_s: Array,
            ejecta: Array, along: Array) -> float:  # fmt: skip
    """Return beta of a change of velocity [m/s] measured along a direction (3,)."""
    u, e, t = (np.asarray(part, float) for part in (speed_m_s, ejecta, along))
    e, t = e / np.linalg.norm(e), t / np.linalg.norm(t)
    thrown = float(e @ u) * float(e @ t)
    if not abs(thrown) > 0.0:
        raise InvalidInput(
            "directions of an impact", value=(e.tolist(), t.tolist()),
            remedy="what is thrown out must move it along the direction that was measured",
        )  # fmt: skip
    return 1.0 + (asteroid_kg * dv_along_m_s / impactor_kg - float(u @ t)) / thrown


def given(
    rock: Rock, ship: Ship, count: int, asked_s: float, *, speed_m_s: float, material: str,
    along: float = 1.0, beta: float | None = None, apart_s: float = blows.APART_S,
    threshold: str = "basalt-5",
) -> Given:  # fmt: skip
    """Return what ships give that hit one after another, each with all of its mass, head on.

    speed_m_s of each; along: cosine between it and the wanted way; material: of the table of betas,
    whose median counts unless beta is given; threshold: of the table of energies that disperse.
    Each hit counts for itself and all of them for what becomes of the asteroid.  Raises NotSolved
    where a hit breaks it, or where no beta is known.
    """
    ship.times(count)
    if not (math.isfinite(speed_m_s) and speed_m_s > 0.0 and 0.0 < along <= 1.0):
        raise InvalidInput(
            "speed of an impact, or its cosine with the wanted way", value=(speed_m_s, along),
            remedy="give a speed above 0 m/s and a cosine above 0 to 1",
        )  # fmt: skip
    if beta is not None and not (math.isfinite(beta) and beta >= 1.0):
        raise InvalidInput("beta of an impact", value=beta, remedy="give 1 or more")
    if beta is None:
        prior = betas.prior(material, rock.density_kg_m3)
        middle, ground, told = prior.median, prior.ground, prior.flags
        spread = prior.at(0.05) / middle, prior.at(0.95) / middle
    else:
        middle, ground, told, spread = beta, betas.ground(material), (), own("kinetic-impactor")
    each = middle * ship.mass_kg * speed_m_s / rock.mass_kg
    least = threshold_j_kg(threshold, rock.radius_m, rock.density_kg_m3)
    share = specific_j_kg(rock, ship.mass_kg, speed_m_s) / least
    what, doubts = blows.state_of(rock, share, each, count)
    if what == "breaks":
        raise NotSolved(
            f"a hit breaks {rock.name}", status=st.LIMIT,
            value=f"{share:.2g} of the energy that disperses half of it, "
            f"{each / rock.escape_m_s:.2g} of its speed of escape",
            remedy="hit with less mass or speed, more often",
        )  # fmt: skip
    at = blows.times(count, asked_s, apart_s)
    return Given(
        technique="kinetic-impactor", blows=np.column_stack([at, np.full(count, along * each)]),
        equipment_kg=count * ship.mass_kg, consumed_kg=count * ship.mass_kg,
        works_s=float(at[-1]), share=share, state=what, spread=spread,
        needs=("each hit is aimed at the middle; where it meets the ground aslant it gives less",),
        flags=(*told, *betas.flags(rock, ground, ship.mass_kg, speed_m_s, threshold), *doubts),
    )  # fmt: skip
