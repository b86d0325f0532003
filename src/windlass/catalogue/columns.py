"""An asteroid as a row of columns, and back: nothing of a target is lost on the way.

SI units, radians, TDB seconds past J2000; null where nobody knows.  Checked:
tests/catalogue/test_whole.py.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from windlass.catalogue.designation import Names
from windlass.catalogue.orbit import NonGrav, Orbit
from windlass.catalogue.target import Measured, Target

if TYPE_CHECKING:
    import polars as pl

_ELEMENTS: Final = ("epoch_s", "a_m", "e", "i_rad", "node_rad", "peri_rad", "mean_anomaly_rad")
_OTHER: Final = (*_ELEMENTS, "precision", "source")
_FORCES: Final = ("a1_m_s2", "a2_m_s2", "a3_m_s2")
_MEASURED: Final = {
    "h": ("h", "_mag"),
    "diameter": ("diameter", "_m"),
    "albedo": ("albedo", ""),
    "rotation": ("rotation", "_s"),
    "density": ("density", "_kg_m3"),
    "mass": ("mass", "_kg"),
}
"""Field of Target -> (stem, unit) of its columns: value, low, high, source."""

_KINDS: Final[dict[str, str]] = {
    "designation": "text",
    "title": "text",
    "number": "text",
    "name": "text",
    "provisional": "text",
    "orbit_class": "text",
    **dict.fromkeys(_ELEMENTS, "float"),
    "precision": "text",
    "source": "text",
    "uncertainty": "small",
    **dict.fromkeys(_FORCES, "float"),
    "h_mag": "float",
    "g_slope": "float",
    "diameter_m": "float",
    "albedo": "float",
    "rotation_s": "float",
    "taxonomy": "text",
    "moid_m": "float",
    "first_obs": "text",
    "last_obs": "text",
    "arc_d": "float",
    "observations": "count",
    "pha": "flag",
    "note": "text",
    # What a target holds beside: ends of the spreads, sources of each value, further names.
    **{
        f"{stem}{part}{unit if part != '_source' else ''}": "text" if part == "_source" else "float"
        for stem, unit in _MEASURED.values()
        for part in ("", "_low", "_high", "_source")
    },
    "taxonomy_source": "text",
    "uncertainty_source": "text",
    "nongrav_source": "text",
    "aliases": "text",
    # The orbit that is not used, where there are two, and why.
    **{f"other_{name}": "text" if name in ("precision", "source") else "float" for name in _OTHER},
    "settled": "text",
    "misfit_deg": "float",
    "keys": "text",
}

COLUMNS: Final = tuple(_KINDS)
"""Names of the columns, in their order."""

NEEDED: Final = ("designation", "title", *_ELEMENTS, "precision", "source", "keys")
"""Columns that are never null."""


def schema() -> dict[str, pl.DataType]:
    """Return the type of each column."""
    import polars as pl

    kinds = {
        "text": pl.String(),
        "float": pl.Float64(),
        "small": pl.Int8(),
        "count": pl.Int32(),
        "flag": pl.Boolean(),
    }
    return {name: kinds[kind] for name, kind in _KINDS.items()}


def row(target: Target) -> dict[str, Any]:
    """Return the row of a target."""
    orbit, names = target.orbit, target.names
    forces = orbit.nongrav
    found: dict[str, Any] = {
        "designation": target.designation,
        "title": target.title,
        "number": names.number,
        "name": names.name,
        "provisional": names.provisional,
        "orbit_class": target.orbit_class,
        **{name: float(getattr(orbit, name)) for name in _ELEMENTS},
        "precision": orbit.precision,
        "source": orbit.source,
        "uncertainty": orbit.uncertainty,
        **{name: None if forces is None else getattr(forces, name) for name in _FORCES},
        "g_slope": target.g,
        "taxonomy": target.taxonomy,
        "moid_m": target.moid_m,
        "first_obs": target.first_obs,
        "last_obs": target.last_obs,
        "arc_d": target.arc_d,
        "observations": target.observations,
        "pha": target.pha,
        "note": target.note,
        "taxonomy_source": target.taxonomy_source,
        "uncertainty_source": target.uncertainty_source,
        "nongrav_source": target.nongrav_source,
        "aliases": ";".join(target.aliases),
        **{f"other_{name}": getattr(target.other, name, None) for name in _OTHER},
        "settled": target.settled,
        "misfit_deg": target.misfit_deg,
        "keys": "|".join(["", *sorted(target.keys), ""]),
    }
    for field, (stem, unit) in _MEASURED.items():
        one: Measured | None = getattr(target, field)
        found[f"{stem}{unit}"] = None if one is None else one.value
        found[f"{stem}_low{unit}"] = None if one is None else one.low
        found[f"{stem}_high{unit}"] = None if one is None else one.high
        found[f"{stem}_source"] = None if one is None else one.source
    return {name: None if value == "" else value for name, value in found.items()}


def orbit(row: Mapping[str, Any]) -> Orbit:
    """Return the orbit of a row, to the last digit; InvalidInput when it is none."""
    a1, a2, a3 = (row.get(name) for name in _FORCES)
    forced = a1 is not None or a2 is not None or a3 is not None
    return Orbit(
        designation=row["designation"],
        **{name: row[name] for name in _ELEMENTS},
        precision=row["precision"],
        source=row["source"],
        uncertainty=row.get("uncertainty"),
        nongrav=NonGrav(a1 or 0.0, a2 or 0.0, a3 or 0.0) if forced else None,
    )


def other(row: Mapping[str, Any]) -> Orbit | None:
    """Return the orbit of a row that is not used, None where there is none."""
    if row.get("other_epoch_s") is None:
        return None
    return Orbit(
        designation=row["designation"],
        **{name: row[f"other_{name}"] for name in _OTHER},
        uncertainty=row.get("uncertainty"),
    )


def exchanged(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return the row with its two orbits in each other's place, forces left out."""
    found = dict(row) | dict.fromkeys(_FORCES)
    for name in _OTHER:
        found[name], found[f"other_{name}"] = row[f"other_{name}"], row[name]
    return found


def target(row: Mapping[str, Any], data: tuple[tuple[str, str], ...] = ()) -> Target:
    """Return the target of a row; data: (file, digest) for its traces."""

    def text(name: str) -> str:
        return row.get(name) or ""

    def measured(field: str) -> Measured | None:
        stem, unit = _MEASURED[field]
        value = row.get(f"{stem}{unit}")
        if value is None:
            return None
        return Measured(
            value=value,
            low=row.get(f"{stem}_low{unit}"),
            high=row.get(f"{stem}_high{unit}"),
            source=text(f"{stem}_source"),
        )

    return Target(
        names=Names(text("number"), text("name"), text("provisional")),
        orbit=orbit(row),
        other=other(row),
        settled=text("settled"),
        misfit_deg=row.get("misfit_deg"),
        orbit_class=text("orbit_class"),
        aliases=tuple(part for part in text("aliases").split(";") if part),
        **{field: measured(field) for field in _MEASURED},
        g=row.get("g_slope"),
        taxonomy=row.get("taxonomy"),
        taxonomy_source=text("taxonomy_source"),
        uncertainty_source=text("uncertainty_source"),
        nongrav_source=text("nongrav_source"),
        moid_m=row.get("moid_m"),
        pha=row.get("pha"),
        first_obs=text("first_obs"),
        last_obs=text("last_obs"),
        arc_d=row.get("arc_d"),
        observations=row.get("observations"),
        note=text("note"),
        data=data,
    )
