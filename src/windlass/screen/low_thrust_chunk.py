"""Screen some asteroids for what low thrust returns: the same pure function on every engine.

Each asteroid is first asked what its orbit alone would allow, whatever its place on it; those that
could bring the least mass that counts are integrated.  Then dates: returns over all arrivals, and
for the best of them the way out, by the linear estimate (``lowthrust.surrogate``).
Checked: tests/screen/test_low_thrust_chunk.py.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from windlass.base.epochs import DAY_S, YEAR_S
from windlass.bodies import forces, planets, table
from windlass.bodies.ephemeris import Ephemeris
from windlass.bodies.frames import ecliptic_to_icrf
from windlass.catalogue.orbit import Orbit
from windlass.kernels import status as st
from windlass.kernels.elements import elements_to_state_many
from windlass.lowthrust.surrogate import least_propellant, most
from windlass.screen.low_thrust import SHORTEST_BACK_S, SHORTEST_OUT_S, LowThrustRules

if TYPE_CHECKING:
    import polars as pl

Array = NDArray[np.float64]

PLACES: Final = 12
"""Of Earth on its orbit, in the bound."""
FEW: Final = 3
COARSE: Final = 10
"""Places, and nodes of a revolution, for a first look."""
WIDER: Final = 2.0
"""By how much more that may be too small."""
SLACK: Final = 1.3
"""By which a bound may be too small: the estimate is linear."""
ARRIVALS_S: Final = 15.0 * DAY_S
OUT_S: Final = 1.75 * YEAR_S
"""Way out that is supposed for the first look at the returns."""
OUT_SHARE: Final = 0.15
"""Of the xenon, for it."""
STEP_S: Final = 0.25 * YEAR_S
LONGEST_OUT_S: Final = 3.5 * YEAR_S
KEEP: Final = 3
"""Arrivals whose way out is looked for."""
APART_S: Final = 180.0 * DAY_S
NEXT_S: Final = tuple(days * DAY_S for days in (-20, -15, -10, -6, -3, 3, 6, 10, 15, 20))
"""By how much dates are moved at last."""
DATES: Final = ("launch_s", "meet_s", "leave_s", "arrive_s")
"""Of a trip, by their names in a row."""
OUT_MOST: Final = 0.6
"""Of the xenon, that a way out may spend."""
NEARLY: Final = 0.01
"""Share of the propellant within which that of the way out is told."""
LESS: Final = 0.6
"""Of the best arrival's mass, below which another's way out is not looked for."""
NODES: Final = 16
"""Of a revolution, for the first look and for the way out."""

FOUND, BELOW, BOUND, NO_EPHEMERIS = (
    "retrievable", "below the least mass", "left out by its orbit", "no ephemeris",
)  # fmt: skip
STATES: Final = (FOUND, BELOW, BOUND, NO_EPHEMERIS)
NUMBERS: Final = (
    "returned_kg", "launch_s", "meet_s", "leave_s", "arrive_s", "out_kg", "back_kg",
    "vinf_out_m_s", "vinf_in_m_s", "flight_yr",
)  # fmt: skip
"""Of a trip: mass of the asteroid that is brought; Earth left, asteroid met and left, Earth
reached; propellant out and back; speeds relative to Earth; years in all."""


def screen(rules: LowThrustRules, orbits: Sequence[Orbit]) -> pl.DataFrame:
    """Return one row an asteroid, ``columns``."""
    import polars as pl

    bound = bounds(rules, orbits)
    inside = np.flatnonzero(bound * SLACK >= rules.least_kg)
    rows = [
        dict.fromkeys(columns()) | {
            "designation": orbit.designation, "state": BOUND, "bound_kg": float(least),
            "curve_arrive_s": [], "curve_kg": [],
        }
        for orbit, least in zip(orbits, bound, strict=True)
    ]  # fmt: skip
    if inside.size:
        held = table.chunk([orbits[int(k)] for k in inside], rules.span_s)
        for at, k in enumerate(inside):
            rows[k] |= _row(rules, held, at)
    return pl.DataFrame(rows, schema=columns()).with_columns(pl.col(pl.Float64).fill_nan(None))


def columns() -> dict[str, Any]:
    """Return the columns of the rows, with their types."""
    import polars as pl

    number, numbers = pl.Float64(), pl.List(pl.Float64)
    return {
        "designation": pl.String(), "state": pl.String(), "ephemeris_error_m": number,
        "bound_kg": number, **dict.fromkeys(NUMBERS, number),
        "curve_arrive_s": numbers, "curve_kg": numbers,
    }  # fmt: skip


def bounds(rules: LowThrustRules, orbits: Sequence[Orbit]) -> Array:
    """Return what each orbit would let bring home (n,) [kg], were the asteroid wherever on it the
    flight needs it, and Earth at the best of twelve places; 0 where its elements give no state.

    Of the linear problem, with all the xenon and all the time: no proof, see SLACK.
    """
    elements = np.array(
        [(o.a_m, o.e, o.i_rad, o.node_rad, o.peri_rad, o.mean_anomaly_rad) for o in orbits]
    )
    r, v, status = elements_to_state_many(forces.gm_sun(), elements)
    starts = np.concatenate([ecliptic_to_icrf(r), ecliptic_to_icrf(v)], axis=1)
    starts[status != st.OK] = np.nan
    places = earth(rules.arrive_s[0] + np.arange(PLACES) / PLACES * YEAR_S)
    few = places[:: PLACES // FEW]
    mass = _of_orbits(rules, starts, few, COARSE)
    near = mass * SLACK * WIDER >= rules.least_kg
    mass[near] = np.maximum(mass[near], _of_orbits(rules, starts[near], places, NODES))
    return mass


def _of_orbits(rules: LowThrustRules, starts: Array, places: Array, per_turn: int) -> Array:
    n, many = len(starts), len(places)
    found = most(
        np.repeat(starts, many, axis=0), np.tile(places, (n, 1)),
        rules.max_flight_s - rules.stay_s - SHORTEST_OUT_S, rules.engine, rules.xenon_kg,
        vinf_m_s=(0.0, rules.vinf_m_s), loose=math.pi, per_turn=per_turn, passes=1,
    )  # fmt: skip
    mass = np.nan_to_num(found.start_kg.reshape(n, many), nan=0.0).max(axis=1, initial=0.0)
    return np.asarray(np.maximum(mass - rules.wet_kg, 0.0))


def earth(t_s: Array) -> Array:
    """Return Earth's states (n, 6) [m, m/s] about the Sun, ICRF."""
    return np.concatenate(planets.load().body("earth", centre="sun").state(t_s), axis=1)


def states(body: Ephemeris, t_s: Array) -> Array:
    """Return states (n, 6) [m, m/s], nan outside the ephemeris."""
    t = np.asarray(t_s, float)
    low, high = body.span_s
    inside = (t >= low) & (t <= high)
    out = np.full((t.size, 6), np.nan)
    if inside.any():
        out[inside] = np.concatenate(body.state(t[inside]), axis=1)
    return out


def _row(rules: LowThrustRules, held: table.Chunk, at: int) -> dict[str, Any]:
    if held.counts[at] < 2:
        return {"state": NO_EPHEMERIS}
    body = held.body(at)
    arrivals, masses = returns(rules, body)
    row: dict[str, Any] = {
        "state": BELOW, "ephemeris_error_m": float(held.error_m[at]),
        "curve_arrive_s": arrivals.tolist(), "curve_kg": masses.tolist(),
    }  # fmt: skip
    best: dict[str, float] | None = None
    for k in _peaks(arrivals, masses, rules.least_kg / SLACK):
        one = trip(rules, body, float(arrivals[k]))
        one = None if one is None else together(rules, body, one)
        if one is not None and (best is None or one["returned_kg"] > best["returned_kg"]):
            best = one
    if best is not None:
        row |= later(rules, body, best)
        if row["returned_kg"] >= rules.least_kg:
            row["state"] = FOUND
    if row["state"] == BELOW:
        row |= {"curve_arrive_s": [], "curve_kg": []}
    return row


def returns(rules: LowThrustRules, body: Ephemeris) -> tuple[Array, Array]:
    """Return arrivals (n,) [s] and what is brought then (n,) [kg], after a way out of usual length
    and propellant; 0 where nothing is."""
    arrivals = np.arange(rules.arrive_s[0], rules.arrive_s[1], ARRIVALS_S)
    leave = np.array([rules.earliest_s(t) for t in arrivals]) + OUT_S + rules.stay_s
    tof = arrivals - leave
    good = tof >= SHORTEST_BACK_S
    masses = np.zeros(arrivals.size)
    if good.any():
        spend = (1.0 - OUT_SHARE) * rules.xenon_kg
        found = most(
            states(body, leave[good]), earth(arrivals[good]), tof[good], rules.engine, spend,
            vinf_m_s=(0.0, rules.vinf_m_s), per_turn=NODES, passes=2,
        )  # fmt: skip
        masses[good] = np.nan_to_num(found.start_kg, nan=0.0) - rules.dry_kg - spend
    return arrivals, np.maximum(masses, 0.0)


def _peaks(arrivals: Array, masses: Array, least: float) -> list[int]:
    """Return the arrivals that bring most, apart from one another."""
    kept: list[int] = []
    least = max(least, LESS * float(masses.max(initial=0.0)))
    for k in np.argsort(-masses, kind="stable"):
        if len(kept) == KEEP or masses[k] < least:
            break
        if all(abs(arrivals[k] - arrivals[j]) >= APART_S for j in kept):
            kept.append(int(k))
    return kept


def trip(rules: LowThrustRules, body: Ephemeris, arrive_s: float) -> dict[str, float] | None:
    """Return the trip that brings most of those that arrive then: when Earth is left, and when the
    asteroid is met; None where nothing is brought."""
    first = rules.earliest_s(arrive_s)
    meet = first + np.arange(SHORTEST_OUT_S, LONGEST_OUT_S + 1.0, STEP_S)
    meet = meet[arrive_s - meet - rules.stay_s >= SHORTEST_BACK_S]
    pairs = [
        (k, out)
        for k, t in enumerate(meet)
        for out in np.arange(SHORTEST_OUT_S, t - first + 1.0, STEP_S)
    ]
    if not pairs:
        return None
    which, out_s = np.array([k for k, _ in pairs]), np.array([out for _, out in pairs])
    spent = least_propellant(
        earth(meet[which] - out_s), states(body, meet[which]), out_s, rules.engine, rules.wet_kg,
        OUT_MOST * rules.xenon_kg, vinf_m_s=(rules.vinf_m_s, 0.0), per_turn=NODES, within=NEARLY,
    )  # fmt: skip
    spent = np.nan_to_num(spent, nan=np.inf)
    chosen = [np.flatnonzero(which == k)[spent[which == k].argmin()] for k in range(meet.size)]
    left = rules.xenon_kg - spent[chosen]
    good = np.flatnonzero(left > 0.0)
    if not good.size:
        return None
    leave = meet[good] + rules.stay_s
    k, home = _home(rules, body, leave, np.full(good.size, arrive_s), left[good], passes=2)
    if not home["returned_kg"] > 0.0:
        return None
    at = chosen[good[k]]
    launch_s = float(meet[good[k]] - out_s[at])
    return home | {
        "launch_s": launch_s, "meet_s": float(meet[good[k]]), "out_kg": float(spent[at]),
        "vinf_out_m_s": rules.vinf_m_s, "flight_yr": (arrive_s - launch_s) / YEAR_S,
    }  # fmt: skip


def _home(
    rules: LowThrustRules, body: Ephemeris, leave: Array, arrive: Array, left: Array, passes: int
) -> tuple[int, dict[str, float]]:
    """Return which of the ways home (n,) brings most, and what it does, by the names of a row.

    left [kg]: xenon for each.
    """
    found = most(
        states(body, leave), earth(arrive), arrive - leave, rules.engine, left,
        vinf_m_s=(0.0, rules.vinf_m_s), shifts=(-1, 0, 1), passes=passes,
    )  # fmt: skip
    mass = np.nan_to_num(found.start_kg, nan=0.0) - rules.dry_kg - left
    k = int(mass.argmax())
    return k, {
        "returned_kg": float(mass[k]), "leave_s": float(leave[k]), "arrive_s": float(arrive[k]),
        "back_kg": float(found.propellant_kg[k]), "vinf_in_m_s": float(found.vinf_m_s[k, 1]),
    }  # fmt: skip


def together(rules: LowThrustRules, body: Ephemeris, one: dict[str, float]) -> dict[str, float]:
    """Return the trip with all its dates by one of NEXT_S earlier or later, where that brings more
    within the dates of the rules; else itself."""
    by = np.array([0.0, *NEXT_S])
    arrive = one["arrive_s"] + by
    kept = (arrive <= rules.arrive_s[1]) & (arrive >= rules.arrive_s[0])
    if rules.launch_s is not None:
        kept &= one["launch_s"] + by >= rules.launch_s
    by = by[kept]
    meet, leave, arrive = (one[name] + by for name in ("meet_s", "leave_s", "arrive_s"))
    spent = least_propellant(
        earth(one["launch_s"] + by), states(body, meet), one["meet_s"] - one["launch_s"],
        rules.engine, rules.wet_kg, OUT_MOST * rules.xenon_kg, vinf_m_s=(rules.vinf_m_s, 0.0),
        per_turn=NODES, within=NEARLY,
    )  # fmt: skip
    left = rules.xenon_kg - spent
    good = np.flatnonzero(left > 0.0)  # nan is not
    if not good.size:
        return one
    by, spent, left, leave, arrive = (x[good] for x in (by, spent, left, leave, arrive))
    k, home = _home(rules, body, leave, arrive, left, passes=2)
    if not home["returned_kg"] > one["returned_kg"]:
        return one
    moved = {name: one[name] + float(by[k]) for name in DATES}
    return one | home | moved | {"out_kg": float(spent[k])}


def later(rules: LowThrustRules, body: Ephemeris, one: dict[str, float]) -> dict[str, float]:
    """Return the trip with the best arrival some days before or after its own."""
    arrive = one["arrive_s"] + np.array([0.0, *NEXT_S])
    kept = (arrive <= rules.arrive_s[1]) & (arrive >= rules.arrive_s[0])
    kept &= arrive - one["launch_s"] <= rules.max_flight_s + 1.0
    arrive = arrive[kept]
    left = np.full(arrive.size, rules.xenon_kg - one["out_kg"])
    leave = np.full(arrive.size, one["leave_s"])
    _, home = _home(rules, body, leave, arrive, left, passes=3)
    return one | home | {"flight_yr": (home["arrive_s"] - one["launch_s"]) / YEAR_S}
