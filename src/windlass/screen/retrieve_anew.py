"""The ways of one asteroid that a screen tells: the cheapest computed anew, without tables.

The search reads manifolds and ephemerides from tables.  Most of its ways cost the same anew to a
metre per second; where a manifold folds they do not.  So the cheapest are computed anew, from the
cheapest by the tables on, until the best of them costs no more than the tables say of the next;
the same for ways by one impulse alone.  What cannot be flown, and what the tables alone call
cheaper than the best way flown, is left out.  Checked: tests/screen/test_retrieve_anew.py.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final

from windlass.base.epochs import DAY_S
from windlass.base.errors import NotSolved
from windlass.bodies.table import TableEphemeris
from windlass.capture import retrieve_exact
from windlass.capture.libration_field import Field
from windlass.capture.retrieve_exact import Way
from windlass.capture.retrieve_libration import Ask, Found

MOST: Final = 12
"""Ways computed anew at most of one asteroid, as many again of those by one impulse."""
NEAR: Final = 1.05
"""Ways are computed anew that cost at most so much of the limit by the tables."""
SETTLED: Final = 1.3
"""The same of the best way flown, where ways are settled on: between nodes they get so much cheaper
(2000 SG344: 138 to 109 m/s)."""
SAME_S: Final = 0.5 * DAY_S
"""Two ways computed anew whose dates differ by less are one."""

Told = Mapping[str, Any]


def told(
    body: TableEphemeris, field: Field, ask: Ask, made: Found, ways: Sequence[Told], limit: float
) -> list[Told]:
    """Return the ways that hold, the cheapest first: those within the limit [m/s] are sure.

    ways: those of what was made by the tables, in its order.  One that was computed anew has
    "anew" set; the first within the limit, and the first by one impulse, always are.
    """

    def flown(row: int) -> dict[str, Any] | None:
        try:
            way = retrieve_exact.exact(body, field, ask, made, row)
        except NotSolved:
            return None
        return plain(way, field)

    return confirmed(ways, flown, limit, SETTLED if ask.effort.rounds else 1.0)


def confirmed(
    ways: Sequence[Told], flown: Callable[[int], Told | None], limit: float, wider: float = 1.0
) -> list[Told]:
    """Return the ways that hold, the cheapest first; flown: computes one anew, None: it cannot;
    wider: ways are computed anew that cost at most so much of the best by the tables."""
    anew: dict[int, Told | None] = {}

    def best(rows: Iterable[int]) -> float:
        """Return the least Δv of those of rows that hold, found by computing as few as needed."""
        least, tried = float("inf"), 0
        for k in rows:
            if ways[k]["dv_m_s"] > wider * min(NEAR * limit, least) or tried == MOST:
                break
            if k not in anew:
                anew[k] = flown(k)
                tried += 1
            one = anew[k]
            if one is not None:
                least = min(least, one["dv_m_s"])
        return least

    every = range(len(ways))
    least = best(every)
    single = best(k for k in every if ways[k]["alone"])
    kept = _distinct(anew.values())
    for k in every:
        dv = ways[k]["dv_m_s"]
        cheaper = dv < least or (ways[k]["alone"] and dv < single)
        if k not in anew and not (cheaper and dv <= NEAR * limit):
            kept.append(ways[k])
    return sorted(kept, key=lambda way: (way["dv_m_s"], way["depart_s"]))


def _distinct(found: Iterable[Told | None]) -> list[Told]:
    """Return ways that are no way again, the cheapest of each."""
    kept: list[Told] = []
    for one in sorted((w for w in found if w is not None), key=lambda way: way["dv_m_s"]):
        if not any(
            one["tube"] == other["tube"]
            and abs(one["depart_s"] - other["depart_s"]) < SAME_S
            and abs(one["join_s"] - other["join_s"]) < SAME_S
            for other in kept
        ):
            kept.append(one)
    return kept


def plain(way: Way, field: Field) -> dict[str, Any]:
    """Return a way that was computed anew by the names of a row."""
    pair = field.tubes.ask.primaries
    dv1, dv2 = (float(dv) for dv in way.dv_m_s)
    return {
        "dv_m_s": way.total_m_s, "dv1_m_s": dv1, "dv2_m_s": dv2, "depart_s": way.departs_s,
        "join_s": way.burns_s, "section_s": way.section_s, "orbit_s": way.arrives_s,
        "tof_d": float(way.x[1]) / DAY_S, "total_d": (way.arrives_s - way.departs_s) / DAY_S,
        "vinf_m_s": None, "revs": float(way.revolutions), "jacobi": way.orbit.jacobi,
        "period_d": way.orbit.period * pair.turn_s / DAY_S, "size": float(way.x[2]),
        "phase": float(way.x[3]), "target": field.tubes.name(way.tube), "alone": way.alone,
        "tube": way.tube, "anew": True, "table_dv_m_s": way.table_m_s, "orbit_far_m": way.reach_m,
        "orbit_near_m": way.near_m, "conic_clear_m": way.clear_m,
    }  # fmt: skip
