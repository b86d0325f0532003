"""Masses of a trip's steps from the last to the first, and burns of constant thrust on a leg.

What the numbers mean, and where the burns' model is from: transfers/mass_chain.py and
transfers/finite_burn.py.
Source: tsiolkovsky1903. Checked: tests/kernels/test_mass_chain.py.
"""

import math
from typing import Final

import numpy as np
from numpy.typing import NDArray

from windlass.kernels._jit import njit
from windlass.kernels.status import BAD_INPUT, LIMIT, OK, OUT_OF_DOMAIN

Array = NDArray[np.float64]

IMPULSE: Final = 0
"""Burn at once."""
SPIRAL: Final = 1
"""Burn of constant thrust whose dv is flown as it stands."""
LEG: Final = 2
"""Burn of constant thrust on a leg, which stands for an impulse."""
CHANGE: Final = 3
"""Mass taken on, below 0 left behind."""
SPEND: Final = 4
"""Propellant spent without changing course."""

_ROUNDS: Final = 60
_MOST: Final = 700.0
"""Greatest exponent of e."""


@njit
def burn_on_leg(
    end: float, dv: float, tof: float, thrust: float, ve: float, rtol: float
) -> tuple[float, float, float]:
    """Return (mass at the start [kg], dv flown [m/s], burn time [s]) of a burn on a leg.

    end [kg] > 0: mass after it; dv [m/s]: the impulse it stands for; tof [s] > 0: of the leg;
    thrust [N] > 0; ve [m/s] > 0; rtol: relative, of the mass; all but dv are taken as checked.
    All inf where the thrust is too weak or dv is below 0 or nan.
    Checked: tests/kernels/test_mass_chain.py.
    """
    if not dv >= 0.0:
        return math.inf, math.inf, math.inf
    weak = 2.0 * dv / (thrust * tof)  # by it the greatest mass that the thrust can serve
    mass, reach = end, thrust * tof / ve
    for _ in range(_ROUNDS):
        if not mass * weak <= 1.0:
            break
        root = math.sqrt(max(0.0, 1.0 - mass * weak))
        part = mass * weak / (1.0 + root)
        again = end * math.exp(min(_MOST, reach * part / mass))
        if abs(again - mass) <= rtol * mass:
            return again, thrust * tof * part / mass, tof * part
        if not root > 0.0:
            break
        slope = again * reach * (0.5 * weak / root - part / mass) / mass
        if not slope < 1.0:
            break
        mass += (again - mass) / (1.0 - slope)
    return math.inf, math.inf, math.inf


@njit
def chain(
    kind: NDArray[np.int64], amount: Array, ve: Array, thrust: Array, tof: Array, end: float,
    rtol: float, out: Array,
) -> tuple[int, int]:  # fmt: skip
    """Write what each step of a trip does, solved from its end; return (status, step at fault).

    kind (n,): IMPULSE, SPIRAL, LEG, CHANGE or SPEND; amount (n,): dv [m/s] or mass [kg]; ve [m/s],
    thrust [N], tof [s] (n,): of burns; end [kg]: what must arrive; out (n, 4): mass before and
    after [kg], dv flown [m/s], burn time [s], of which only rows behind a fault are written.
    BAD_INPUT for a number out of its range (step −1: the end), LIMIT where thrust is too weak on
    a leg, OUT_OF_DOMAIN where no mass is left, or none is finite.
    Checked: tests/kernels/test_mass_chain.py.
    """
    if not 0.0 < end < math.inf:
        return BAD_INPUT, -1
    after = end
    for step in range(kind.size - 1, -1, -1):
        what, much = kind[step], amount[step]
        flown, seconds = 0.0, 0.0
        if what == CHANGE:
            before = after - much
            if not before > 0.0:
                return OUT_OF_DOMAIN, step
        elif what == SPEND:
            before = after + much
            if not much >= 0.0:
                return BAD_INPUT, step
        else:
            if not (much >= 0.0 and 0.0 < ve[step] < math.inf):
                return BAD_INPUT, step
            if what == LEG:
                if not (0.0 < thrust[step] < math.inf and 0.0 < tof[step] < math.inf):
                    return BAD_INPUT, step
                before, flown, seconds = burn_on_leg(
                    after, much, tof[step], thrust[step], ve[step], rtol
                )
                if not before < math.inf:
                    return LIMIT, step
            else:
                if not much <= _MOST * ve[step]:
                    return OUT_OF_DOMAIN, step
                before, flown = after * math.exp(much / ve[step]), much
                if what == SPIRAL:
                    if not 0.0 < thrust[step] < math.inf:
                        return BAD_INPUT, step
                    seconds = (before - after) * ve[step] / thrust[step]
        if not before < math.inf:
            return OUT_OF_DOMAIN, step
        out[step, 0], out[step, 1], out[step, 2], out[step, 3] = before, after, flown, seconds
        after = before
    return OK, -1
