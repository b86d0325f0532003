"""Turn an asteroid aside: its push flown by all forces up to the encounter, and what it shifts.

The push is steered by the encounter's linear answer (``response``); what counts is the flight of
the pushed asteroid by the reference model, with the acceleration at its place and time, beside the
flight without.  Checked: tests/redirect/test_deflect.py.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from windlass.base.errors import InvalidInput, NotSolved
from windlass.bodies import forces, reference
from windlass.bodies.bplane import BPlane, capture_radius_m, meet
from windlass.bodies.thrust import Burn, Profile, profile
from windlass.kernels import status as st
from windlass.redirect.response import WINDOW_S, Encounter, Steered

Array = NDArray[np.float64]

ISP_S: Final = 1e12
"""Of a push on an asteroid of which one kilogram is flown: it uses nothing up."""
CLOSE: Final = 0.2
"""Share by which a flight's shift may differ from the linear answer until that is told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Deflected:
    """An encounter with and without a push.

    without, after: where on the b-plane; shift_m (2,): by how much ξ and ζ changed, flown;
    push: as it was steered; needed_m: shift that was asked; met: whether the body is hit.
    """

    without: BPlane
    after: BPlane
    shift_m: Array
    push: Steered
    needed_m: float

    @property
    def shifts_m(self) -> float:
        """Length of the shift [m]."""
        return float(np.hypot(*self.shift_m))

    @property
    def share(self) -> float:
        """Shift by the one that is needed."""
        return self.shifts_m / self.needed_m

    @property
    def needed_m_s(self) -> float:
        """Change of velocity [m/s] that would suffice, given over the same times."""
        return self.push.dv_m_s / self.share

    @property
    def linear(self) -> bool:
        """Whether flight and linear answer are within CLOSE of each other."""
        off = np.hypot(*(self.shift_m - self.push.shift_m))
        return bool(off <= CLOSE * self.shifts_m)


def needed_m(of: Encounter, radii: float = 1.0) -> float:
    """Return the shift [m] from a hit in the middle to a miss by so many radii from the centre."""
    plane = of.plane
    if not radii >= 1.0:
        raise InvalidInput("miss of a body in its radii", value=radii, remedy="give 1 or more")
    bare = forces.forces().radii[list(reference.NAMES).index(of.body)]
    return capture_radius_m(of.body, plane.vinf_m_s, (radii - 1.0) * float(bare))


def deflected(of: Encounter, push: Steered, needed: float) -> Deflected:
    """Return an encounter with a push, flown; needed [m]: see ``needed_m``.

    Raises NotSolved where nothing is given, or the pushed asteroid comes to no encounter.
    """
    events = [when for when, _ in push.blows]
    if not push.t_s.size and not events:
        raise NotSolved(
            f"nothing pushes {of.orbit.designation}", status=st.NO_SOLUTION, value=0.0,
            remedy="begin earlier",
        )  # fmt: skip
    first = min([*events, *push.t_s[:1].tolist()])
    r, v = (one[0] for one in of.flight.state(first))
    begun, end = first, of.flight.span_s[1]
    for when, dv in [*push.blows, (end, np.zeros(3))]:
        if when > begun:
            flight = reference.fly(
                r, v, begun, when, name=of.orbit.designation, push=of.orbit.nongrav,
                thrust=_burns(push, begun, when),
            )  # fmt: skip
            if when < end:
                r, v = (one[0] for one in flight.state(when))
            begun = when
        v = v + dv
    after = meet(flight, of.body, of.plane.t_s, WINDOW_S)
    shift = np.array([after.xi_m - of.plane.xi_m, after.zeta_m - of.plane.zeta_m])
    return Deflected(without=of.plane, after=after, shift_m=shift, push=push, needed_m=needed)


def _burns(push: Steered, begins_s: float, ends_s: float) -> Profile | None:
    """Return the push within a time as burns on a kilogram, None where there is none."""
    t = push.t_s[(push.t_s > begins_s) & (push.t_s < ends_s)]
    if not push.t_s.size or ends_s <= push.t_s[0] or begins_s >= push.t_s[-1]:
        return None
    low, high = max(begins_s, float(push.t_s[0])), min(ends_s, float(push.t_s[-1]))
    t = np.unique(np.concatenate([[low], t, [high]]))
    a = np.stack([np.interp(t, push.t_s, push.push_m_s2[:, k]) for k in range(3)], axis=1)
    burns = [
        Burn(
            from_s=float(t[k]), until_s=float(t[k + 1]), force_n=tuple(a[k].tolist()),
            end_n=tuple(a[k + 1].tolist()), isp_s=ISP_S,
        )
        for k in range(len(t) - 1)
    ]  # fmt: skip
    return profile(burns, 1.0)
