"""Thrust that an electric thruster makes of power, and the power that sunlight leaves it.

Checked: tests/transfers/test_electric.py.
"""

from __future__ import annotations

from windlass.base.constants import AU_M, G0
from windlass.base.errors import InvalidInput


def thrust_n(power: float, isp: float, efficiency: float, duty: float = 1.0) -> float:
    """Return the mean thrust [N] of power [W] at isp [s]: 2·η·P/(g0·Isp), times duty.

    efficiency, duty: above 0, at most 1.  Raises InvalidInput for others, or power or isp not
    above 0.
    """
    if not (power > 0 and isp > 0 and 0 < efficiency <= 1 and 0 < duty <= 1):
        raise InvalidInput(
            "thruster needs power, Isp > 0 and efficiency, duty within 0 to 1",
            value=(power, isp, efficiency, duty),
        )
    return 2.0 * efficiency * power * duty / (G0 * isp)


def sunlight(distance: float) -> float:
    """Return the share of the power at 1 au that is left at a distance [m] > 0 from the Sun.

    It falls with the square of the distance, and is never told above 1.
    """
    return min(1.0, (AU_M / distance) ** 2)
