"""From what the kernels found to the rows that a person reads: trips, prices, size, precision.

Checked: tests/screen/test_rows.py.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from windlass.base.constants import AU_M
from windlass.base.epochs import parse_epoch
from windlass.base.sources import table
from windlass.catalogue import size
from windlass.catalogue.orbit import CERTIFYING_CODE
from windlass.kernels import status as st
from windlass.kernels.shoemaker_helin import shoemaker_helin
from windlass.screen.rules import Rules

if TYPE_CHECKING:
    import polars as pl

KNOWN: Final = (
    "designation",
    "title",
    "orbit_class",
    "a_m",
    "e",
    "i_rad",
    "precision",
    "source",
    "uncertainty",
    "h_mag",
    "diameter_m",
    "pha",
)
"""Columns of the catalogue that a row keeps."""

SCREENING: Final = "screening only"
"""Mark of an orbit that ranks, and certifies nothing."""

_TRIP: Final = ("launch_s", "out_d", "stay_d", "back_d", "out_revs", "back_revs")


def finish(found: pl.DataFrame, whole: pl.DataFrame, rules: Rules) -> pl.DataFrame:
    """Return the rows of a screen: chunks' numbers with prices, and what is known of each.

    found: rows of ``chunk.screen``; whole: rows of the catalogue, the same asteroids in the same
    order.  Columns: docs/reference/screen.md.
    """
    import polars as pl

    about = [known(row) for row in whole.select(KNOWN).iter_rows(named=True)]
    found = _without_the_gone(found, rules)
    trips = [_trips(row, rules) for row in found.iter_rows(named=True)]
    lists = [name for name in _columns(rules) if name.startswith("front_")]
    numbers = found.select(
        "ephemeris", "ephemeris_from_s", "ephemeris_until_s", "ephemeris_error_m", "trips", "cells"
    )
    frame = pl.DataFrame(about, schema=types()).hstack(numbers)
    if frame["designation"].to_list() != found["designation"].to_list():
        raise RuntimeError("rows of a screen and of its catalogue are not of the same asteroids")
    kinds = {n: pl.List(pl.Float64) if n in lists else pl.Float64 for n in _columns(rules)}
    return frame.hstack(pl.DataFrame(trips, schema=kinds, orient="row"))


def hit(designation: str) -> str | None:
    """Return the day on which an asteroid hit Earth, None for all others.

    >>> hit("2008 TC3")
    '2008-10-07'
    """
    entry = table("impactors").get(designation)
    return None if entry is None else str(entry["value"])


def _without_the_gone(found: pl.DataFrame, rules: Rules) -> pl.DataFrame:
    """Return the chunks' rows without trips to asteroids that were gone before the first launch."""
    import polars as pl

    gone = [
        name
        for name in found["designation"]
        if (day := hit(name)) is not None and parse_epoch(day) < rules.first_launch_s
    ]
    there = ~pl.col("designation").is_in(gone)
    lists = [name for name in found.columns if name.startswith("front_")]
    return found.with_columns(
        pl.when(there).then(pl.col("trips")).otherwise(0).alias("trips"),
        *(pl.when(there).then(pl.col(name)).otherwise(pl.lit([], found.schema[name])).alias(name)
          for name in lists),
    )  # fmt: skip


def _columns(rules: Rules) -> tuple[str, ...]:
    """Return the names of what ``_trips`` gives."""
    parts = ("dv_m_s", "duration_d", *_trip_names(rules), *_price_names(rules))
    fronts = ("duration_d", "dv_m_s", *_trip_names(rules))
    return (
        *parts,
        *(f"fast_{name}" for name in parts),
        *(f"front_{name}" for name in fronts),
    )


def _trip_names(rules: Rules) -> tuple[str, ...]:
    return _TRIP if rules.returns else ("launch_s", "out_d", "out_revs")


def _price_names(rules: Rules) -> tuple[str, ...]:
    out = ("c3_m2_s2", "park_m_s", "arrive_m_s")
    return (*out, "leave_m_s", "brake_m_s", "entry_m_s") if rules.returns else out


def _trips(row: Mapping[str, Any], rules: Rules) -> dict[str, Any]:
    """Return the cheapest trip, the fastest, and the front between Δv and duration."""
    dv, long = row["front_dv_m_s"], row["front_duration_d"]
    front, least = [], math.inf
    for k, cost in enumerate(dv):
        if cost < least:
            front.append(k)
            least = cost
    found: dict[str, Any] = dict.fromkeys(_columns(rules))
    for name in ("duration_d", "dv_m_s", *_trip_names(rules)):
        found[f"front_{name}"] = [row[f"front_{name}"][k] for k in front]
    if not front:
        return found
    for prefix, k in (("", front[-1]), ("fast_", front[0])):
        found[f"{prefix}dv_m_s"], found[f"{prefix}duration_d"] = dv[k], long[k]
        for name in _trip_names(rules):
            found[f"{prefix}{name}"] = row[f"front_{name}"][k]
        found |= {f"{prefix}{name}": value for name, value in _prices(row, k, rules).items()}
    return found


def _prices(row: Mapping[str, Any], k: int, rules: Rules) -> dict[str, float]:
    """Return what each burn of a trip costs [m/s], its C3 [m²/s²] and its entry speed."""
    leave, meet = row["front_vinf_launch_m_s"][k], row["front_vinf_arrive_m_s"][k]
    vesc2, v0, _ = rules.park
    found = {
        "c3_m2_s2": leave * leave,
        "park_m_s": max(0.0, math.sqrt(leave * leave + vesc2) - v0),
        "arrive_m_s": meet,
    }
    if rules.returns:
        home = row["front_vinf_return_m_s"][k]
        _, allowed, _ = rules.entry
        found |= {
            "leave_m_s": row["front_vinf_leave_m_s"][k],
            "brake_m_s": max(0.0, home - allowed),
            "entry_m_s": math.sqrt(min(home, allowed) ** 2 + rules.fall2_m2_s2),
        }
    return found


def known(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is known of an asteroid, and how far that goes."""
    a, e, i = row["a_m"] / AU_M, row["e"], row["i_rad"]
    speed, status = shoemaker_helin(a, e, i)
    low, mid, high, basis = sizes(row["h_mag"], row["diameter_m"])
    return {
        "designation": row["designation"],
        "title": row["title"],
        "orbit_class": row["orbit_class"],
        "a_au": a,
        "e": e,
        "i_deg": math.degrees(i),
        "h_mag": row["h_mag"],
        "size_m": mid,
        "size_low_m": low,
        "size_high_m": high,
        "size_basis": basis,
        "pha": row["pha"],
        "precision": row["precision"],
        "uncertainty": row["uncertainty"],
        "orbit_source": row["source"],
        "mark": _gone(row["designation"]) or mark(row["precision"], row["uncertainty"]),
        "shoemaker_helin_m_s": speed if status == st.OK else None,
    }


def _gone(designation: str) -> str:
    day = hit(designation)
    return "" if day is None else f"{SCREENING}: gone, it hit Earth on {day}"


def mark(precision: str, uncertainty: int | None) -> str:
    """Return what an orbit is not good for, in words; empty for one that certifies.

    >>> mark("screening", None)
    'screening only: rounded elements'
    >>> mark("full", 7)
    'screening only: condition code 7'
    """
    why = []
    if precision == "screening":
        why.append("rounded elements")
    elif precision == "older-solution":
        why.append("an older orbit solution")
    elif precision != "full":
        why.append(f"{precision} orbit")
    if uncertainty is not None and uncertainty > CERTIFYING_CODE:
        why.append(f"condition code {uncertainty}")
    return f"{SCREENING}: {', '.join(why)}" if why else ""


def sizes(
    h_mag: float | None, diameter_m: float | None
) -> tuple[float | None, float | None, float | None, str | None]:
    """Return (low, middle, high) of the diameter [m] and what it rests on.

    Measured as it is; else from the magnitude, with the albedos that 5, 50 and 95 % of
    near-Earth asteroids lie below.  Source: pravec2007, wright2016.
    """
    if diameter_m is not None:
        return diameter_m, diameter_m, diameter_m, "measured"
    if h_mag is None:
        return None, None, None, None
    white = size.white_diameter_m(h_mag, table("taxonomy")["size"]["constant"]["value"])
    low, mid, high = (
        size.diameter_m(white, size.population_albedo(share)) for share in (0.95, 0.5, 0.05)
    )
    return low, mid, high, "magnitude"


def types() -> dict[str, Any]:
    """Return the columns of what is known, with their types."""
    import polars as pl

    text = (
        "designation",
        "title",
        "orbit_class",
        "size_basis",
        "precision",
        "orbit_source",
        "mark",
    )
    names = (
        "designation", "title", "orbit_class", "a_au", "e", "i_deg", "h_mag", "size_m",
        "size_low_m", "size_high_m", "size_basis", "pha", "precision", "uncertainty",
        "orbit_source", "mark", "shoemaker_helin_m_s",
    )  # fmt: skip
    other = {"pha": pl.Boolean(), "uncertainty": pl.Int8()}
    return {n: pl.String() if n in text else other.get(n, pl.Float64()) for n in names}
