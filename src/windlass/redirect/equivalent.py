"""A technique's push as an engine on the asteroid: its thrust, its flow and what it may spend.

However it pushes, what it moves is asteroid and equipment together, and what it uses up leaves
both; an engine of that thrust and that flow on that mass does the same.
Checked: tests/redirect/test_equivalent.py.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from windlass.base.constants import G0
from windlass.base.errors import NotSolved
from windlass.kernels import status as st
from windlass.lowthrust.engine import Engine, solar, steady
from windlass.redirect.given import Given
from windlass.redirect.rock import Rock

MOST_ISP_S: Final = 1e8
"""Specific impulse [s] of what uses nothing up: near the speed of light."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Equivalent:
    """engine on an asteroid with equipment, spend_kg that may leave both, thrust_n and isp_s of it,
    thrust at 1 au where it is the Sun's (by_sun)."""

    engine: Engine
    thrust_n: float
    isp_s: float
    spend_kg: float
    by_sun: bool


def equivalent(given: Given, rock: Rock) -> Equivalent:
    """Return what a technique gives as an engine, mean over its work.

    Raises NotSolved for blows, which no engine gives, and for what does not push.
    """
    if len(given.blows):
        raise NotSolved(
            f"{given.technique} gives blows, and steers nothing after them", status=st.NO_SOLUTION,
            value=f"{given.dv_m_s:.3g} m/s", remedy="combine it with a technique that pushes on",
        )  # fmt: skip
    spend = given.consumed_kg + given.thrown_kg
    force, lasts = 0.0, 0.0
    if given.t_s.size:
        lasts = float(given.t_s[-1] - given.t_s[0])
        # what moves is asteroid and equipment, less what has left them
        moves = rock.mass_kg + given.equipment_kg - spend * (given.t_s - given.t_s[0]) / lasts
        force = float(np.trapezoid(given.push_m_s2 * moves, given.t_s)) / lasts
    if not force > 0.0:
        raise NotSolved(
            f"{given.technique} does not push {rock.name}", status=st.NO_SOLUTION,
            value=f"{force:.3g} N", remedy="give it more power, mass or time",
        )  # fmt: skip
    flow = spend / lasts
    isp = min(force / (G0 * flow), MOST_ISP_S) if flow > 0.0 else MOST_ISP_S
    engine = _engine(force, isp, given.by_sun)
    # what uses nothing up is bounded by time alone: give it as much as it can use up in its work
    most = float(np.nextafter(force / (G0 * isp) * lasts, np.inf))
    return Equivalent(engine=engine, thrust_n=force, isp_s=isp, spend_kg=max(spend, most),
                      by_sun=given.by_sun)  # fmt: skip


def _engine(thrust_n: float, isp_s: float, by_sun: bool) -> Engine:
    if by_sun:
        return solar(0.5 * thrust_n * G0 * isp_s, isp_s, 1.0)
    return steady(thrust_n, isp_s)


STRONGEST: Final = 10.0
"""By how much faster than in the time of a leg an engine may burn its propellant."""


def throttled(made: Equivalent, time_s: float) -> Engine:
    """Return the engine for a leg, throttled where it is so strong that its burns are blows.

    Burns that last a tenth of the leg lose next to nothing by it, and can be found.
    """
    most = made.spend_kg * made.isp_s * G0 * STRONGEST / time_s
    return made.engine if made.thrust_n <= most else _engine(most, made.isp_s, made.by_sun)
