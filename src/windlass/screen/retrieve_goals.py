"""Each goal of a retrieval with its search: what is made once, and the ways of every asteroid.

Checked: tests/screen/test_retrieve_chunk.py.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

import numpy as np

from windlass.base.epochs import DAY_S
from windlass.bodies import table
from windlass.capture import arrival as lunar_arrival
from windlass.capture import (
    libration_field,
    libration_reach,
    mars_insertion,
    planet_reach,
    retrieve_patched,
)
from windlass.capture import retrieve_libration as ways_to_points
from windlass.capture.libration_field import Field
from windlass.capture.libration_reach import Reach
from windlass.capture.manifolds import TubeAsk, tubes
from windlass.capture.three_body import primaries
from windlass.kernels import cr3bp, tube_arc
from windlass.screen import retrieve_anew
from windlass.screen.retrievable import Retrieval

WAIT_S: Final = 400.0 * DAY_S
"""How long before its section a manifold may be met."""
SHORT_S: Final = 30.0 * DAY_S
"""Shortest flight to a planet."""
CLEAR_M: Final = {"earth-moon": 3e9, "mars-orbit": 2e9}
"""Nothing departs so near the planet."""
FASTEST_M_S: Final = 8e3
"""Greatest v∞ whose arrival is priced."""

FOUND, ABOVE, BOUND, NOTHING, NO_EPHEMERIS = (
    "retrievable", "only above the limit", "left out by the bound", "nothing found",
    "no ephemeris",
)  # fmt: skip
STATES: Final = (FOUND, ABOVE, BOUND, NOTHING, NO_EPHEMERIS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What was found for one asteroid: its ways, the cheapest first, by ``retrieve_chunk.NUMBERS``.

    least_m_s: lower bound, None where none is known; tried: conics that were worked out.
    """

    state: str
    ways: Sequence[Mapping[str, Any]] = ()
    least_m_s: float | None = None
    tried: int = 0


def search(rules: Retrieval, held: table.Chunk, prune: bool) -> list[Found]:
    """Return what was found for every asteroid of a chunk."""
    if rules.to == "sun-earth":
        return _to_points(rules, held, prune)
    return _to_planet(rules, held, prune)


@lru_cache(maxsize=2)
def prepared(span_s: tuple[float, float], model: libration_field.Model, effort: str) -> Field:
    """Return what asteroids are searched against."""
    pair = primaries("sun-earth")
    asked = TubeAsk(primaries=pair)
    if effort == "quick":
        asked = TubeAsk(primaries=pair, kinds=("planar",), sizes=12, phases=24)
    return libration_field.field(
        tubes(asked), span_s, model=model, thin=1 if effort == "quick" else 2
    )


@lru_cache(maxsize=2)
def _reach(span_s: tuple[float, float], model: libration_field.Model, effort: str) -> Reach:
    """Return the boxes of the bound: longer work, that one asteroid alone does not need."""
    return libration_reach.reach(prepared(span_s, model, effort))


def asked(rules: Retrieval, low: float, high: float) -> ways_to_points.Ask:
    """Return what is asked of one asteroid between two epochs."""
    return ways_to_points.Ask(
        span_s=(low, high), longest_s=rules.max_tof_s, wait_s=WAIT_S, effort=_effort(rules.effort)
    )


def _effort(name: str) -> ways_to_points.Effort:
    if name == "quick":
        return ways_to_points.Effort(
            arrival_s=30.0 * DAY_S, tof_s=50.0 * DAY_S, neighbours=2, basins=12
        )
    return ways_to_points.THOROUGH if name == "thorough" else ways_to_points.Effort()


def _to_points(rules: Retrieval, held: table.Chunk, prune: bool) -> list[Found]:
    """Search for ways onto the manifolds of orbits about Sun–Earth L1 and L2."""
    field = prepared(rules.span_s, rules.model, rules.effort)
    reach = _reach(rules.span_s, rules.model, rules.effort)
    bound = libration_reach.bounds(held, reach, rules.span_s, rules.max_dv_m_s)
    found = []
    for k in range(len(held)):
        least = float(bound.least_m_s[k])
        if held.counts[k] < 2:
            found.append(Found(state=NO_EPHEMERIS))
            continue
        if prune and not math.isfinite(least):
            found.append(Found(state=BOUND))
            continue
        low, high = rules.span_s
        if prune:
            low = max(low, float(bound.spans_s[k, 0]))
            high = min(high, float(bound.spans_s[k, 1]) + rules.max_tof_s + WAIT_S)
        if high - low <= 110.0 * DAY_S:
            found.append(Found(state=NOTHING, least_m_s=least))
            continue
        ask = asked(rules, low, high)
        made = ways_to_points.search(held.body(k), field, ask)
        ways: Sequence[Mapping[str, Any]] = [_onto(made, q, field) for q in range(len(made))]
        ways = retrieve_anew.told(held.body(k), field, ask, made, ways, rules.max_dv_m_s)
        found.append(_found(rules, ways, least if math.isfinite(least) else None, made.conics))
    return found


def _found(
    rules: Retrieval, ways: Sequence[Mapping[str, Any]], least: float | None, tried: int
) -> Found:
    state = NOTHING if not ways else ABOVE
    if ways and ways[0]["dv_m_s"] <= rules.max_dv_m_s:
        state = FOUND
    return Found(state=state, ways=ways, least_m_s=least, tried=tried)


def _onto(made: ways_to_points.Found, q: int, field: Field) -> dict[str, Any]:
    """Return one way onto a manifold by its names."""
    tubes_, x, tube = field.tubes, made.x[q], int(made.tube[q])
    pair = tubes_.ask.primaries
    grid, count = tubes_.states[tube], int(tubes_.counts[tube])
    size, phase = float(x[2]), float(x[3]) % grid.shape[1]
    state = np.empty(6)
    tube_arc.on_tube(grid[:count], tubes_.smooth[tube, :count], size, phase, state)
    i, j = min(round(size), count - 1), round(phase) % grid.shape[1]
    period = np.interp(size, np.arange(count), tubes_.periods[tube, :count])
    dv1, dv2 = (float(dv) for dv in made.dv_m_s[q])
    join = float(x[0] - x[4])
    orbit = float(x[0] + abs(tubes_.times[tube, i, j]) * pair.turn_s)
    depart = join - float(x[1])
    return {
        "dv_m_s": dv1 + dv2, "dv1_m_s": dv1, "dv2_m_s": dv2, "depart_s": depart, "join_s": join,
        "section_s": float(x[0]), "orbit_s": orbit, "tof_d": float(x[1]) / DAY_S,
        "total_d": (orbit - depart) / DAY_S, "vinf_m_s": None, "revs": None,
        "jacobi": float(cr3bp.jacobi(pair.mu, state)),
        "period_d": float(period) * pair.turn_s / DAY_S, "size": size, "phase": phase,
        "target": tubes_.name(tube), "alone": min(dv1, dv2) < ways_to_points.ALONE,
        "tube": tube, "anew": False, "table_dv_m_s": dv1 + dv2,
    }  # fmt: skip


@lru_cache(maxsize=4)
def _arrival(to: str) -> retrieve_patched.Arrival:
    """Return what v∞ costs at Earth and Moon, or at Mars."""
    if to == "mars-orbit":
        return retrieve_patched.arrival(
            lambda v: mars_insertion.least(v).dv_m_s, FASTEST_M_S, name="into an orbit about Mars"
        )
    return retrieve_patched.arrival(
        lambda v: float(lunar_arrival.insertion(v).total_m_s), FASTEST_M_S,
        name="into a distant retrograde orbit about the Moon",
    )  # fmt: skip


def _to_planet(rules: Retrieval, held: table.Chunk, prune: bool) -> list[Found]:
    """Search for ways by patched conics to Earth and Moon, or to Mars."""
    priced = _arrival(rules.to)
    ask = retrieve_patched.Ask(
        planet="mars" if rules.to == "mars-orbit" else "earth-moon",
        arrival=priced, depart_s=(rules.span_s[0], rules.span_s[1] - SHORT_S),
        max_dv_m_s=rules.max_dv_m_s, tof_s=(SHORT_S, rules.max_tof_s),
        clear_m=CLEAR_M[rules.to], prune=prune, keep=64,
    )  # fmt: skip
    target = "orbit about Mars" if rules.to == "mars-orbit" else "lunar DRO"
    least = planet_reach.bounds(held, ask.planet, priced, rules.span_s)
    found = []
    for k, made in enumerate(retrieve_patched.search(ask, held)):
        if held.counts[k] < 2:
            found.append(Found(state=NO_EPHEMERIS))
            continue
        if prune and least[k] > rules.max_dv_m_s:
            found.append(Found(state=BOUND))
            continue
        ways = [
            _to(one, target) for one in made.paths if one.arrive_s <= rules.span_s[1]
        ]  # fmt: skip
        bound = float(least[k]) if math.isfinite(least[k]) else None
        found.append(_found(rules, ways, bound, made.cells))
    return found


def _to(one: retrieve_patched.Path, target: str) -> dict[str, Any]:
    """Return one way to a planet by its names."""
    days = one.tof_s / DAY_S
    none = dict.fromkeys(("section_s", "jacobi", "period_d", "size", "phase", "tube"))
    return {
        "dv_m_s": one.dv_m_s, "dv1_m_s": one.burn_m_s, "dv2_m_s": one.arrival_m_s,
        "depart_s": one.depart_s, "join_s": one.arrive_s, "orbit_s": one.arrive_s, "tof_d": days,
        "total_d": days, "vinf_m_s": one.vinf_m_s, "revs": float(one.n_rev), "target": target,
        "alone": min(one.burn_m_s, one.arrival_m_s) < ways_to_points.ALONE, "anew": False, **none,
    }  # fmt: skip
