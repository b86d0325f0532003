"""Enhanced gravity tractor: a ship picks a boulder from the asteroid, and both together pull.

A boulder adds mass, not thrust: what the thrust holds bounds it, and the tow is never more than the
thrust along it, by the asteroid's mass, however large the boulder.  Source: mazanek2015.
Checked: tests/redirect/test_enhanced_tractor.py, validation/redirect.py.
"""

from __future__ import annotations

import math
from dataclasses import replace

from windlass.base.errors import InvalidInput, NotSolved
from windlass.kernels import status as st
from windlass.redirect import gravity_tractor
from windlass.redirect.facts import part
from windlass.redirect.given import Given
from windlass.redirect.gravity_tractor import FARTHEST, Tractor
from windlass.redirect.rock import Rock
from windlass.redirect.ship import Ship, asked

KEY = "enhanced-gravity-tractor"
SLACK = 1.0 - 1e-6
"""Part of what the thrust holds at the farthest that is taken."""


def holds_kg(rock: Rock, tractor: Tractor, distance_m: float) -> float:
    """Return the mass [kg], ship and boulder, that the thrust keeps from falling at a distance."""
    one = gravity_tractor.hover_n(rock, 1.0, tractor.plume_rad, distance_m)
    return tractor.thrust_n / one


def bound_m_s2(rock: Rock, tractor: Tractor) -> float:
    """Return the most that a tow can be [m/s²], whatever is held: all jets along it, but for the
    plume's own width.
    """
    return tractor.thrust_n * math.cos(tractor.plume_rad) / rock.mass_kg


def given(
    rock: Rock, ship: Ship, count: int, asked_s: float, *, boulder_kg: float | None = None,
    collects_s: float | None = None, farthest_au: float = 1.0, clear: float = 1.5,
) -> Given:  # fmt: skip
    """Return what tractors give that hold a boulder each.

    boulder_kg: at most, of each; collects_s: before the tow.  Of the asteroid no more than a
    hundredth is taken.  Raises NotSolved where collecting takes all of the time, or where the
    thrust does not hold the ships alone.
    """
    ships = ship.times(count)
    most = part(KEY, "boulder") if boulder_kg is None else boulder_kg
    takes = part(KEY, "collects") if collects_s is None else collects_s
    if not (math.isfinite(most) and most > 0.0 and math.isfinite(takes) and takes >= 0.0):
        raise InvalidInput(
            "boulder of a tractor, or time to collect it", value=(most, takes),
            remedy="give a mass above 0 and a time of 0 s or more",
        )  # fmt: skip
    if not takes < asked("a tractor", asked_s):
        raise NotSolved(
            f"collecting a boulder of {rock.name} takes all of the time", status=st.LIMIT,
            value=f"{takes:.3g} of {asked_s:.3g} s", remedy="give more time",
        )  # fmt: skip
    alone = gravity_tractor.of_ships(ships, farthest_au, 0.0, clear)
    held = SLACK * holds_kg(rock, alone, FARTHEST * rock.reach_m) - alone.mass_kg
    if not held > 0.0:
        gravity_tractor.nearest_m(rock, alone)  # tells how much thrust is missing
    boulders = min(count * most, 0.01 * rock.mass_kg, max(held, 0.0))
    tractor = gravity_tractor.of_ships(ships, farthest_au, boulders, clear)
    made = gravity_tractor.towed(
        KEY, rock, ships, tractor, count, asked_s, farthest_au, begins_s=takes
    )
    share = float(made.push_m_s2[0]) / (ship.duty * bound_m_s2(rock, alone))
    return replace(
        made,
        needs=(*made.needs, f"picks up and holds {boulders / count / 1e3:.4g} t of boulder each"),
        flags=(*made.flags, f"pulls with {share:.2g} of the most that its thrust allows"),
    )  # fmt: skip
