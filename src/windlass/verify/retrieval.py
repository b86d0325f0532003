"""Plans from the ways home of a screen: found in a circular world, flown among the real bodies.

The asteroid is flown by the reference model from its orbit to the day of departure; the design is
flown from there as it is, for its misses, and then carried over.
Checked: tests/verify/test_retrieval.py.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from windlass.base.errors import NotSolved
from windlass.bodies import reference
from windlass.bodies.asteroid import initial_state
from windlass.capture import retrieve_exact, retrieve_real
from windlass.catalogue import whole as columns
from windlass.catalogue.orbit import Orbit
from windlass.screen.porkchop import index
from windlass.screen.retrieve_path import Found, cheapest
from windlass.screen.run import Run
from windlass.transfers.shooting import Patched
from windlass.verify.keep_out import keep_out
from windlass.verify.outcome import Known, Miss, Outcome
from windlass.verify.plan import Plan

Array = NDArray[np.float64]

UPPER = "Its burns may become cheaper near it: Δv is an upper end."
DESIGNER = "conics and manifolds of the circular three-body problem, anchored to Earth's place"


def outcome(run: Run, name: str, known: Known | None = None) -> Outcome:
    """Return what becomes of the cheapest way of an asteroid of a screen.

    known: its orbit, by default that of the screen.  Raises InvalidInput for a screen that goes
    elsewhere or an unknown name, NotSolved where the screen found no way.
    """
    known = known or of_screen(run, name)
    found = cheapest(run, name)
    way, row = found.way, found.row
    title = str(row["title"])
    points = retrieve_real.points(way)
    path = retrieve_exact.path(found.body, found.field, way, points=points)
    t0 = way.departs_s
    try:
        before = there(known.orbit, t0)
        design = retrieve_real.patched(found.field, way, path)
        misses = flown_as_designed(replace(design, before=before), way.arrives_s)
        real = retrieve_real.carried(found.field, way, path, before=before)
    except NotSolved as reason:
        return _outcome(run, found, known, None, str(reason), ())
    plan = Plan(
        name=f"the way home of {title}", title=title, path=real.shot.path, arrives=real.arrives,
        goal=f"{found.field.tubes.name(way.tube)} orbit of Jacobi constant {way.orbit.jacobi:.6f}",
        designed_m_s=np.asarray(way.dv_m_s, float), designer=DESIGNER, orbit=known.orbit,
        covariance=known.covariance, carried=True, size_m=size(row),
    )  # fmt: skip
    return _outcome(run, found, known, plan, "", misses, settled=real.settled)


def _outcome(
    run: Run,
    found: Found,
    known: Known,
    plan: Plan | None,
    why: str,
    misses: tuple[Miss, ...],
    *,
    settled: bool = True,
) -> Outcome:
    title = str(found.row["title"])
    near = found.way.near_m
    notes: tuple[str, ...] = ()
    if near < keep_out().distance_m:
        notes = (
            f"The orbit that it goes to comes within {near / 1e3:,.0f} km of the centre of mass of "
            "Earth and Moon by itself.",
        )
    if not settled:
        notes += (UPPER,)
    return Outcome(
        name=f"the way home of {title}", title=title, kind="way home", plan=plan, why=why,
        claimed_m_s=found.way.total_m_s, limit_m_s=run.home.max_dv_m_s, misses=misses, known=known,
        notes=notes,
    )  # fmt: skip


def of_screen(run: Run, name: str) -> Known:
    """Return the orbit of an asteroid as a screen has it."""
    about = run.whole.frame.row(index(run, name), named=True)
    orbit = columns.orbit(about)
    return Known(
        orbit=orbit, covariance=None, told=f"the screen's catalogue ({orbit.source})",
        last_obs=about["last_obs"], h_mag=about["h_mag"], g_slope=about["g_slope"],
        spectral=about["taxonomy"],
    )  # fmt: skip


def there(orbit: Orbit, t_s: float) -> Array:
    """Return the barycentric state (6,) of an orbit at an epoch, flown by the reference model."""
    r, v = initial_state(orbit)
    flight = reference.fly(r, v, orbit.epoch_s, t_s, name=orbit.designation, push=orbit.nongrav)
    if flight.met is not None:
        raise NotSolved(f"{orbit.designation} meets {flight.met} before the way begins", status=5)
    return np.concatenate([x[0] for x in flight.state(t_s, "barycentre")])


def flown_as_designed(design: Patched, arrives_s: float) -> tuple[Miss, ...]:
    """Return how far a design of two burns, flown as it is, is off: at the second burn, flown from
    the asteroid, and at arrival, flown from the design's second burn.
    """
    t, s = design.t_s, design.states
    second = design.burns[-1]
    arrives = int(np.searchsorted(t, arrives_s - 1e-3))
    made = []
    for what, a, b in (("second burn", 0, second), ("arrival", second, arrives)):
        start = s[a].copy()
        if a == 0:
            start[:3] = design.before[:3]
        flight = reference.fly(start[:3], start[3:], float(t[a]), float(t[b]), centre="barycentre")
        if flight.met is not None:
            continue
        end = flight.state(t[b], "barycentre")[0][0]
        off = float(np.linalg.norm(end - s[b, :3]))
        made.append(Miss(what=what, t_s=float(t[b]), miss_m=off))
    return tuple(made)


def size(row: Mapping[str, Any]) -> tuple[float, float, float] | None:
    """Return an asteroid's diameter of a screen's row: low, middle, high [m]."""
    made = tuple(row[name] for name in ("size_low_m", "size_m", "size_high_m"))
    if any(x is None for x in made):
        return None
    low, middle, high = (float(x) for x in made)
    return low, middle, high
