"""What a launcher carries: to a given C3, and to low orbit (data/launchers.toml).

Checked: tests/catalogue/test_launchers.py; validation/catalogue.py.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import pairwise
from typing import Any, Final

from windlass.base.entries import entry
from windlass.base.errors import InvalidInput, OutOfDomain
from windlass.base.figure import Figure, derive, leaf
from windlass.base.sources import data_hash, table

TABLE: Final = "launchers"
_KM2: Final = 1e6


def names() -> dict[str, str]:
    """Return {key: title} of every launcher."""
    return {key: str(row["title"]) for key, row in table(TABLE).items()}


def c3_range(key: str) -> tuple[float, float]:
    """Return the range of C3 [m²/s²] of a launcher's curve.

    Raises OutOfDomain for a launcher without a curve, InvalidInput for an unknown one.
    """
    row = entry(TABLE, key)
    if row["form"] == "none":
        raise OutOfDomain(
            f"no curve of payload against C3 is published for {row['title']}",
            value=key,
            remedy=f"use one of {', '.join(_with_curve())}, or its payload to low orbit",
        )
    return row["c3_min_km2_s2"] * _KM2, row["c3_max_km2_s2"] * _KM2


def payload_kg(key: str, c3_m2_s2: float) -> float:
    """Return the payload [kg] of a launcher at C3 [m²/s²].

    Raises OutOfDomain outside the range of its curve, InvalidInput for an unknown launcher.
    """
    low, high = c3_range(key)
    row = entry(TABLE, key)
    if not low <= c3_m2_s2 <= high:  # refuses nan too
        raise OutOfDomain(
            f"C3 lies outside the curve of {row['title']}",
            value=f"{c3_m2_s2 / _KM2:.6g} km2/s2",
            remedy=f"stay within {low / _KM2:g} to {high / _KM2:g} km2/s2 or take another launcher",
        )
    return _FORMS[row["form"]](row, c3_m2_s2 / _KM2)


def performance(key: str, c3: float | Figure, factor: float | None = None) -> Figure:
    """Return the payload of a launcher at C3 [m²/s²] as a figure; factor: the user's, on it."""
    row = entry(TABLE, key)
    at = c3 if isinstance(c3, Figure) else leaf("launch.c3", c3, "m2/s2", status="chosen")
    curve = leaf(
        f"launcher.{key}.curve",
        1.0 if factor is None else factor,
        "",
        status=row["status"],
        sources=(row["source"],),
        model=f"table {TABLE}, {key}: {row['form']} in C3",
        data=((f"{TABLE}.toml", data_hash(f"{TABLE}.toml")),),
        note=row.get("note", ""),
    )
    return derive(
        "launch.payload",
        "kg",
        lambda c3, curve: curve * payload_kg(key, c3),
        {"c3": at, "curve": curve},
        model=f"payload of {row['title']} at C3",
        sources=(row["source"],),
    )


def leo_capacity(key: str, given: float | None = None) -> Figure:
    """Return the payload of a launcher to low orbit as a figure; given [kg]: the user's.

    Raises OutOfDomain for a launcher for which none is published.
    """
    row = entry(TABLE, key)
    if given is not None:
        return leaf("launch.leo_payload", given, "kg", status="chosen", note="given by the user")
    if "leo" not in row:
        raise OutOfDomain(
            f"no payload to low orbit is published for {row['title']}",
            value=key,
            remedy=f"use one of {', '.join(k for k, r in table(TABLE).items() if 'leo' in r)}",
        )
    part = row["leo"]
    return leaf(
        "launch.leo_payload",
        float(part["value"]),
        part["unit"],
        status=part["status"],
        sources=(part["source"],),
        low=part.get("low"),
        high=part.get("high"),
        model=f"table {TABLE}, {key}",
        data=((f"{TABLE}.toml", data_hash(f"{TABLE}.toml")),),
        note=part.get("note", ""),
    )


def _with_curve() -> list[str]:
    return [key for key, row in table(TABLE).items() if row["form"] != "none"]


def _polynomial(row: Mapping[str, Any], c3: float) -> float:
    total = 0.0
    for coefficient in reversed(row["coefficients_kg"]):
        total = total * c3 + coefficient
    return total


def _points(row: Mapping[str, Any], c3: float) -> float:
    for (x1, y1), (x2, y2) in pairwise(row["points_km2_s2_kg"]):
        if x1 <= c3 <= x2:
            return float(y1 + (y2 - y1) * (c3 - x1) / (x2 - x1))
    raise InvalidInput("table of a launcher does not cover its own range", value=c3)


_FORMS: Final[dict[str, Callable[[Mapping[str, Any], float], float]]] = {
    "polynomial": _polynomial,
    "table": _points,
}
