"""A push from one place of a turning asteroid: when it may push, and what that leaves of it.

What is fixed to the ground turns with it.  Three ways lead round that: push only while the place
faces the wanted way; stand on a pole, and turn the whole body after the direction of flight; or
stop the spin first.  Source: scheeres2004.  Checked: tests/redirect/test_spun_push.py.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from windlass.base.errors import InvalidInput, NotSolved
from windlass.kernels import status as st
from windlass.redirect.rock import Rock


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """duty: share of the time in which it pushes; along: mean cosine between push and wanted
    direction meanwhile.
    """

    duty: float
    along: float

    @property
    def mean(self) -> float:
        """Mean push along the wanted direction by the full one."""
        return self.duty * self.along


def window(half_rad: float) -> Share:
    """Return what pulses leave, given while a place on the equator faces the wanted way within an
    angle [rad], above 0 and at most 90 degrees.
    """
    if not 0.0 < half_rad <= 0.5 * math.pi:
        raise InvalidInput(
            "half-width of a window of thrust", value=half_rad, remedy="give above 0 to 90 deg"
        )
    return Share(duty=half_rad / math.pi, along=math.sin(half_rad) / half_rad)


def turn_rate_rad_s(rock: Rock, across_n: float, arm_m: float | None = None) -> float:
    """Return how fast [rad/s] a force [N] across the spin axis, at a pole, turns that axis.

    arm_m: from the centre, by default the radius.  Raises NotSolved where the spin is not known or
    about no fixed axis.
    """
    spin = rock.spin_n_m_s
    if spin is None or rock.tumbles:
        raise NotSolved(
            f"how fast the axis of {rock.name} turns", status=st.NO_SOLUTION,
            value="it tumbles" if rock.tumbles else "its spin is not known",
            remedy="give its spin period, or stop its spin first",
        )  # fmt: skip
    if not across_n >= 0.0:
        raise InvalidInput("force across a spin axis", value=across_n, remedy="give 0 N or more")
    return across_n * (rock.radius_m if arm_m is None else arm_m) / spin


def stop_s(rock: Rock, force_n: float, arm_m: float | None = None) -> float:
    """Return how long [s] a force [N] at an arm [m], by default the radius, takes to stop the spin.

    Raises NotSolved where the spin is not known.
    """
    spin = rock.spin_n_m_s
    if spin is None:
        raise NotSolved(
            f"how long the spin of {rock.name} takes to stop", status=st.NO_SOLUTION,
            value="its spin is not known", remedy="give its spin period",
        )  # fmt: skip
    if not force_n > 0.0:
        raise InvalidInput("force that stops a spin", value=force_n, remedy="give more than 0 N")
    return spin / (force_n * (rock.radius_m if arm_m is None else arm_m))
