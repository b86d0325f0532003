"""A screen for ways home of the packaged asteroids, its ways by hand."""

from pathlib import Path
from typing import Any

import polars as pl

from windlass.base.epochs import DAY_S
from windlass.catalogue import whole
from windlass.catalogue.table import builtin
from windlass.screen import retrieve_chunk, retrieve_goals, retrieve_rows, run, search
from windlass.screen.retrievable import Retrieval, retrieval
from windlass.screen.search import Found

REACHED = 40
"""Asteroids with ways; the others have none."""
HOPELESS = 4
"""Its ways ask for more than the tug can give."""


def screen(folder: Path, to: str = "sun-earth", reached: int = REACHED) -> Found:
    """Return a finished screen with so many asteroids that can be brought."""
    rules = retrieval(to, "2027..2047", max_dv="4 km/s" if to == "mars-orbit" else "900 m/s")
    about = whole.from_catalogue(builtin(), {"files": ["by hand"], "targets": ["433"]})
    begun = run.begin(rules, about, folder=folder)
    found = [_found(rules, k, k < reached) for k in range(len(begun.whole))]
    head = pl.DataFrame(
        {
            "designation": begun.whole.frame["designation"],
            "ephemeris": ["whole"] * (len(found) - 1) + ["none: did not converge"],
            "ephemeris_from_s": [rules.span_s[0]] * len(found),
            "ephemeris_until_s": [rules.span_s[1]] * len(found),
            "ephemeris_error_m": [4e3 + k for k in range(len(found))],
        },
        schema_overrides={"ephemeris_from_s": pl.Float64, "ephemeris_until_s": pl.Float64},
    )
    made = retrieve_rows.finish(
        head.hstack(retrieve_chunk.rows(rules, found)), begun.whole.frame, rules
    )
    made.write_parquet(begun.folder / run.ROWS)
    return search.found(begun, made)


def _found(rules: Retrieval, k: int, reached: bool) -> retrieve_goals.Found:
    if not reached:
        return retrieve_goals.Found(state=retrieve_goals.BOUND)
    ways = sorted((_way(rules, k, n) for n in range(3 + k % 9)), key=lambda way: way["dv_m_s"])
    least = 20.0 + k if rules.to == "sun-earth" else None
    return retrieve_goals.Found(state=retrieve_goals.FOUND, ways=ways, least_m_s=least, tried=9)


def _way(rules: Retrieval, k: int, n: int) -> dict[str, Any]:
    """Return a way: the longer the cheaper, every fourth one by one impulse."""
    points, alone = rules.to == "sun-earth", (k + n) % 4 == 0
    tof = 3.0 if k == HOPELESS else 200.0 + 90.0 * n + 7.0 * k
    total = tof + (700.0 + 11.0 * k if points else 0.0)
    dv1 = 60.0 + 15.0 * k - 3.0 * n + (80.0 if alone else 0.0)
    dv2 = 0.2 if alone else 55.0 + 2.0 * k - 4.0 * n
    depart = rules.span_s[0] + DAY_S * ((37 * k + 401 * n) % 5_000)
    join = depart + DAY_S * tof
    own: dict[str, Any] = dict.fromkeys(retrieve_chunk.NUMBERS)
    if points:
        own |= {"section_s": join + 100.0 * DAY_S, "jacobi": 2.999 + 1e-5 * k, "period_d": 180.0,
                "size": 3.0, "phase": 7.0, "tube": 4, "orbit_far_m": 4e9 + 1e7 * k,
                "orbit_near_m": 1e9, "conic_clear_m": 3e9}  # fmt: skip
        own["table_dv_m_s"] = dv1 + dv2 + 0.1
    else:
        own |= {"vinf_m_s": 700.0 + k, "revs": float(n % 3)}
    kinds = ("L1 planar", "L2 halo-north", "L2 vertical", "L1 halo-south")
    goal = "lunar DRO" if rules.to == "earth-moon" else "orbit about Mars"
    return own | {
        "dv_m_s": dv1 + dv2, "dv1_m_s": dv1, "dv2_m_s": dv2, "depart_s": depart, "join_s": join,
        "orbit_s": depart + DAY_S * total, "tof_d": tof, "total_d": total, "alone": alone,
        "anew": points and n == 0, "tube": own.get("tube"),
        "target": kinds[(k + n) % 4] if points else goal,
    }  # fmt: skip
