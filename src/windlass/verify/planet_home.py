"""Plans from ways home by patched conics: to the Moon's flyby, or to periapsis at Mars.

Such a way is priced at its end by v∞ alone.  What is flown is the burn on the asteroid and the way
to the periapsis there, all bodies pulling; what follows, into an orbit, is not, and is told so.
Checked: tests/verify/test_planet_home.py.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from windlass.base.constants import GM_SUN
from windlass.base.epochs import DAY_S
from windlass.base.errors import NotSolved
from windlass.base.sources import table
from windlass.bodies.frames import ECLIPTIC_POLE
from windlass.bodies.planets import load
from windlass.capture import mars
from windlass.kernels import status as st
from windlass.kernels.izzo2015 import LEFT, RIGHT
from windlass.kernels.leg_grid import leg as lambert
from windlass.screen.porkchop import index
from windlass.screen.run import Run
from windlass.transfers.shooting import Patched
from windlass.verify import legs
from windlass.verify.outcome import Known, Outcome
from windlass.verify.plan import Plan
from windlass.verify.retime import retimed
from windlass.verify.studies import at_moon, moon_radius
from windlass.verify.trips import rock_states

Array = NDArray[np.float64]

DESIGNER: Final = "patched conics of a screen"
AFTER: Final = {
    "earth-moon": "what follows the lunar flyby, into a retrograde orbit about the Moon",
    "mars-orbit": "the burn at Mars and what follows it",
}


def outcome(run: Run, name: str, known: Known) -> Outcome:
    """Return what becomes of the cheapest way of an asteroid of a screen to the Moon or Mars.

    Raises NotSolved where the screen found none.
    """
    row = run.frame.row(index(run, name), named=True)
    to, title = run.home.to, str(row["title"])
    if row["dv_m_s"] is None:
        raise NotSolved(
            f"the screen has no way home of {title}: {row['state']}", status=st.NO_SOLUTION,
            remedy="screen with more --max-dv, or name another asteroid",
        )  # fmt: skip
    common: dict[str, Any] = {
        "name": f"the way home of {title}", "title": title, "kind": "way home",
        "claimed_m_s": float(row["dv1_m_s"]), "limit_m_s": run.home.max_dv_m_s, "known": known,
        "unflown": (f"{AFTER[to]}, priced at {row['dv2_m_s']:.1f} m/s",),
    }  # fmt: skip
    try:
        plan, moved = plan_of(row, to, known)
    except NotSolved as reason:
        return Outcome(plan=None, why=str(reason), **common)
    said = (f"Its date there was moved by {moved:+.1f} days, to where it is cheapest.",)
    return Outcome(plan=plan, why="", notes=said, **common)


def plan_of(row: Mapping[str, Any], to: str, known: Known) -> tuple[Plan, float]:
    """Return the plan, and by how many days its date at the planet was moved."""
    leaves, comes = float(row["depart_s"]), float(row["join_s"])
    rock = rock_states(known.orbit, np.array([leaves]))[0]
    vinf, designed = _conic(rock, leaves, comes, int(row["revs"]), to)
    if to == "mars-orbit":
        ask = legs.Periapsis(
            body="mars", t_s=comes, radius_m=mars.orbit().periapsis_m, leaving=False
        )
    else:
        altitude = float(table("destinations")["lunar-flyby"]["altitude"]["value"])
        ask = legs.Periapsis(
            body="moon", t_s=comes, radius_m=moon_radius() + altitude, leaving=False
        )

    def guess(at: legs.Periapsis) -> Array:
        return at_moon(at, vinf) if at.body == "moon" else vinf

    def cost(one: legs.Flown) -> float:
        return float(np.linalg.norm(one.far[3:] - rock[3:]))

    flown = retimed(ask, rock[:3], leaves, guess, cost)
    size = tuple(row[key] for key in ("size_low_m", "size_m", "size_high_m"))
    plan = Plan(
        name=f"the way home of {row['title']}", title=str(row["title"]),
        path=Patched(
            t_s=flown.t_s, states=flown.states,
            before=np.concatenate([flown.states[0, :3], rock[3:]]), burns=(0,),
        ),
        arrives=flown.t_s.size - 1, designed_m_s=np.array([designed]), designer=DESIGNER,
        goal=f"periapsis at {ask.body}, {ask.radius_m / 1e3:,.0f} km from its centre",
        orbit=known.orbit, covariance=known.covariance, carried=True,
        size_m=None if None in size else size,
    )  # fmt: skip
    return plan, (flown.ask.t_s - ask.t_s) / DAY_S


def _conic(rock: Array, leaves: float, comes: float, n_rev: int, to: str) -> tuple[Array, float]:
    """Return v∞ (3,) at the planet of the cheaper conic, and its burn on the asteroid [m/s]."""
    sun = load().body("sun", centre="barycentre")
    (r0, v0), (home, fast) = sun.state(leaves), sun.state(comes)
    planet = "mars" if to == "mars-orbit" else "earth"
    r2, v2 = load().body(planet, centre="barycentre").state(comes)
    best: tuple[float, Array] | None = None
    for branch in (LEFT, RIGHT) if n_rev else (LEFT,):
        u1, u2, status = lambert(
            GM_SUN, rock[:3] - r0[0], r2[0] - home[0], comes - leaves, ECLIPTIC_POLE, n_rev, branch
        )
        if status != st.OK:
            continue
        burn = float(np.linalg.norm(u1 - (rock[3:] - v0[0])))
        if best is None or burn < best[0]:
            best = burn, u2 - (v2[0] - fast[0])
    if best is None:
        raise NotSolved(
            "the conic of the way is no more there", status=st.NO_SOLUTION,
            remedy="screen again with this catalogue",
        )  # fmt: skip
    return best[1], best[0]
