"""The rows of a screen for ways home as the page carries them, packed.

Checked: tests/report/test_retrieve_page.py.
"""

from __future__ import annotations

import base64
import json
import math
import zlib
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from windlass.base.epochs import format_epoch
from windlass.report.screen_data import class_of
from windlass.report.screen_words import PRECISION

if TYPE_CHECKING:
    from windlass.screen.search import Found

_NUMBERS: Final = {
    "dv": ("dv_m_s", 2),
    "dv1": ("dv1_m_s", 2),
    "dv2": ("dv2_m_s", 2),
    "one": ("single_dv_m_s", 2),
    "bound": ("bound_m_s", 1),
    "depart": ("depart_s", 0),
    "join": ("join_s", 0),
    "section": ("section_s", 0),
    "orbit": ("orbit_s", 0),
    "tof": ("tof_d", 1),
    "total": ("total_d", 1),
    "vinf": ("vinf_m_s", 1),
    "revs": ("revs", 0),
    "jacobi": ("jacobi", 6),
    "period": ("period_d", 1),
    "far": ("orbit_far_m", 0),
    "near": ("orbit_near_m", 0),
    "table": ("table_dv_m_s", 2),
    "h": ("h_mag", 2),
    "a": ("a_au", 4),
    "e": ("e", 4),
    "i": ("i_deg", 2),
    "u": ("uncertainty", 0),
    "ways": ("ways", 0),
}
"""Key on the page -> column of the rows, and its decimals."""
_SHORT: Final = {"size": "size_m", "low": "size_low_m", "high": "size_high_m"}
_LISTS: Final = {
    "depart": ("ways_depart_s", 0),
    "tof": ("ways_tof_d", 1),
    "total": ("ways_total_d", 1),
    "dv1": ("ways_dv1_m_s", 2),
    "dv2": ("ways_dv2_m_s", 2),
}


def packed(found: Found) -> str:
    """Return everything that the page's script shows, as text."""
    content = json.dumps(plain(found), separators=(",", ":"), allow_nan=False)
    return base64.b64encode(zlib.compress(content.encode(), 9)).decode("ascii")


def plain(found: Found) -> dict[str, Any]:
    """Return the same before it is packed: one list a column, one entry an asteroid."""
    rows = found.reached.to_dicts()
    return {
        "run": found.run.name,
        "name": [row["title"] for row in rows],
        "designation": [
            "" if row["designation"] == row["title"] else row["designation"] for row in rows
        ],
        **{
            key: _digits((row[name] for row in rows), digits)
            for key, (name, digits) in _NUMBERS.items()
        },
        **{key: [_short(row[name]) for row in rows] for key, name in _SHORT.items()},
        "mass": [_mass(row["mass_kg"]) for row in rows],
        "most": [_mass(row["most_mass_kg"]) for row in rows],
        "limit": [row["mass_limit"] or "" for row in rows],
        "target": [row["target"] for row in rows],
        "single": [row["single_target"] or "" for row in rows],
        "singleDepart": _digits((row["single_depart_s"] for row in rows), 0),
        "cls": [class_of(row["orbit_class"]) for row in rows],
        "known": [bool(row["well_known"]) for row in rows],
        "mark": [row["mark"] for row in rows],
        "basis": [row["size_basis"] or "" for row in rows],
        "precision": [PRECISION.get(row["precision"], row["precision"]) for row in rows],
        "source": [row["orbit_source"] or "" for row in rows],
        "state": [_state(row) for row in rows],
        "error": [_short(row["ephemeris_error_m"], 2) for row in rows],
        "way": [_ways(row) for row in rows],
        "curve": [_curve(row) for row in rows],
    }


def _ways(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return the ways of an asteroid: lists, the cheapest first."""
    front = set(row["front"])
    return {
        **{key: _digits(row[name], digits) for key, (name, digits) in _LISTS.items()},
        "target": list(row["ways_target"]),
        "alone": [int(one) for one in row["ways_alone"]],
        "front": [int(k in front) for k in range(len(row["ways_depart_s"]))],
    }


def _curve(row: Mapping[str, Any]) -> dict[str, Sequence[float | None]]:
    return {
        "total": _digits(row["curve_total_d"], 1),
        "mass": [_mass(value) for value in row["curve_mass_kg"]],
        "dv": _digits(row["curve_dv_m_s"], 2),
        "depart": _digits(row["curve_depart_s"], 0),
    }


def _state(row: Mapping[str, Any]) -> str:
    if row["ephemeris"] == "whole":
        return "over the whole span"
    ends = (row["ephemeris_from_s"], row["ephemeris_until_s"])
    if None in ends:
        return str(row["ephemeris"])
    return f"{row['ephemeris']}: {format_epoch(ends[0])} to {format_epoch(ends[1])}"


def _mass(kg: float | None) -> float | None:
    """Return tonnes with three digits."""
    return _short(None if kg is None else kg / 1e3)


def _digits(values: Iterable[float | None], digits: int) -> list[float | None]:
    return [
        None if value is None or not math.isfinite(value) else _whole(round(value, digits))
        for value in values
    ]


def _short(value: float | None, digits: int = 3) -> float | None:
    if value is None or not math.isfinite(value):
        return None
    return _whole(float(f"{value:.{digits}g}"))


def _whole(value: float) -> float:
    return int(value) if value == int(value) else value
