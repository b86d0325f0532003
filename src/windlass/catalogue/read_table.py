"""Whole catalogues as Parquet or CSV, one asteroid a row.

Columns: pdes, epoch_jd [TDB], a_au, e, i_deg, om_deg, w_deg, ma_deg are needed; full_name,
name, class, n_deg_d, H, G, diameter_km, albedo, rot_per_h, spec, mpc2021_U and the elements of
higher precision hp_epoch_jd, hp_a, hp_e, hp_i, hp_om, hp_w, hp_ma, hp_src are used if there; so
are moid_au, pha, first_obs, last_obs, arc_d and observations (or mpc2021_nobs).

Where a row has an older solution beside its present rounded elements, both are read.  Which one
stands first is told here by their axes, eccentricities and inclinations as they are, without
integration: good enough to look one asteroid up; ``bodies.settle`` decides for a catalogue.
Checked: tests/catalogue/test_read_table.py.
"""

from __future__ import annotations

import io
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from windlass.base.constants import AU_M, GM_SUN
from windlass.base.epochs import DAY_S
from windlass.base.errors import InvalidInput, SourceError
from windlass.base.sources import table
from windlass.catalogue import elements
from windlass.catalogue.collection import Catalogue, RowFault
from windlass.catalogue.designation import from_designation, split_full_name
from windlass.catalogue.files import Raw
from windlass.catalogue.orbit import Orbit, Precision
from windlass.catalogue.target import Measured, Target

NEEDED: Final = ("pdes", "epoch_jd", "a_au", "e", "i_deg", "om_deg", "w_deg", "ma_deg")
_HIGH: Final = ("hp_epoch_jd", "hp_a", "hp_e", "hp_i", "hp_om", "hp_w", "hp_ma")
_SAME_A_AU, _SAME_E, _SAME_I_DEG = 2e-3, 1e-3, 0.02
"""How far an older solution may lie from the present rounded elements and still be used."""


def read_table(raw: Raw, only: str | None = None) -> Catalogue:
    """Return the targets of a Parquet or CSV file; bad rows become faults.

    only: a designation (pdes); other rows are passed over.  Raises SourceError when the file
    does not parse or lacks needed columns.
    """
    frame = _frame(raw)
    missing = [column for column in NEEDED if column not in frame.columns]
    if missing:
        raise SourceError(
            f"table lacks the columns {', '.join(missing)}",
            value=", ".join(frame.columns[:12]),
            where=raw.name,
            remedy=f"needed: {', '.join(NEEDED)}",
        )
    mark = raw.mark
    targets, faults = [], []
    for line, row in enumerate(frame.iter_rows(named=True), start=1):
        if only is not None and str(row["pdes"]).strip() != only:
            continue
        try:
            targets.append(_target(row, mark))
        except InvalidInput as fault:
            name = str(row["pdes"] or "").strip()
            where = f"{raw.name}, row {line}"
            faults.append(RowFault(where=where, designation=name, why=str(fault)))
    return Catalogue(tuple(targets), tuple(faults))


def _frame(raw: Raw) -> Any:
    import polars as pl

    parquet = raw.content[:4] == b"PAR1" or raw.name.endswith(".parquet")
    try:
        if parquet:
            return pl.read_parquet(io.BytesIO(raw.content))
        kinds = {"pdes": pl.String, "full_name": pl.String, "mpc2021_U": pl.String}
        return pl.read_csv(
            io.StringIO(raw.text()), schema_overrides=kinds, infer_schema_length=None
        )
    except (pl.exceptions.PolarsError, OSError) as error:
        raise SourceError(
            f"table does not parse, or is truncated: {str(error).splitlines()[0]}",
            where=raw.name,
            remedy="write it again whole, as Parquet or as CSV with a header line",
        ) from error


def _target(row: Mapping[str, Any], mark: tuple[tuple[str, str], ...]) -> Target:
    full = str(row.get("full_name") or "").strip()
    names = split_full_name(full) if full else from_designation(str(row["pdes"] or ""))
    u = elements.whole(row.get("mpc2021_U"), "mpc2021_U")
    spectral = row.get("spec")
    source = "sbdb2026" if "hp_src" in row else "userfile"
    moid = elements.number(row.get("moid_au"), "moid_au")
    orbits = _orbits(row, names.designation, u, source)
    seen = "observations" if "observations" in row else "mpc2021_nobs"

    def m(column: str, scale: float = 1.0) -> Measured | None:
        value = elements.number(row.get(column), column)
        return None if value is None else Measured(value=scale * value, source=source)

    return Target(
        names=names,
        orbit=orbits.first,
        other=orbits.other,
        note=orbits.note,
        orbit_class=str(row.get("class") or ""),
        h=m("H"),
        g=elements.number(row.get("G"), "G"),
        diameter=m("diameter_km", 1e3),
        albedo=m("albedo"),
        rotation=m("rot_per_h", 3600.0),
        taxonomy=str(spectral) if spectral else None,
        taxonomy_source=source if spectral else "",
        uncertainty_source="" if u is None else "mpc2021",
        moid_m=None if moid is None else moid * AU_M,
        pha=elements.flag(row.get("pha")),
        first_obs=elements.date(row.get("first_obs")),
        last_obs=elements.date(row.get("last_obs")),
        arc_d=elements.number(row.get("arc_d"), "arc_d"),
        observations=elements.count(row.get(seen), seen),
        data=mark,
    )


@dataclass(frozen=True, slots=True)
class _Orbits:
    """The orbit of a row, the other one where there are two, and what was left out."""

    first: Orbit
    other: Orbit | None = None
    note: str = ""


def _orbits(row: Mapping[str, Any], designation: str, u: int | None, source: str) -> _Orbits:
    """Return the orbits of a row; InvalidInput where none of them is an ellipse."""
    made = str(row.get("hp_src") or "")
    if not all(row.get(column) is not None for column in _HIGH):
        return _Orbits(_present(row, designation, u, source))
    if made.startswith("SBDB"):
        return _Orbits(_high(row, designation, u, source, "full"))
    keys = {"NEODyS": "neodys2022", "MPC": "mpc2021"}
    known = next((key for name, key in keys.items() if made.startswith(name)), "userfile")
    try:
        older = _high(row, designation, u, known, "older-solution")
    except InvalidInput as fault:
        present = _present(row, designation, u, source)
        return _Orbits(present, note=f"Older solution left out: {fault}")
    try:
        present = _present(row, designation, u, source)
    except InvalidInput as fault:
        return _Orbits(older, note=f"Present elements left out: {fault}")
    return _Orbits(older, present) if _agrees(row) else _Orbits(present, older)


def _high(
    row: Mapping[str, Any], designation: str, u: int | None, source: str, precision: Precision
) -> Orbit:
    """Return the orbit of the columns of higher precision."""
    epoch, a, e, i, node, peri, mean = (elements.number(row[name], name) for name in _HIGH)
    return elements.make(
        designation=designation,
        epoch_jd=epoch,
        a_au=a,
        e=e,
        i_deg=i,
        node_deg=node,
        peri_deg=peri,
        ma_deg=mean,
        precision=precision,
        source=source,
        uncertainty=u,
    )


def _present(row: Mapping[str, Any], designation: str, u: int | None, source: str) -> Orbit:
    """Return the orbit of the needed columns."""
    epoch, a, e, i, node, peri, mean = (elements.number(row[key], key) for key in NEEDED[1:])
    return elements.make(
        designation=designation,
        epoch_jd=epoch,
        a_au=_axis(a, elements.number(row.get("n_deg_d"), "n_deg_d")),
        e=e,
        i_deg=i,
        node_deg=node,
        peri_deg=peri,
        ma_deg=mean,
        precision=elements.precision_of(repr(a)),
        source=source,
        uncertainty=u,
    )


def _agrees(row: Mapping[str, Any]) -> bool:
    """Return whether an older solution lies near the present elements: no encounter since."""
    limits = {"a": _SAME_A_AU, "e": _SAME_E, "i": _SAME_I_DEG}
    present = {"a": "a_au", "e": "e", "i": "i_deg"}
    for name, limit in limits.items():
        now = elements.number(row[present[name]], present[name])
        then = elements.number(row[f"hp_{name}"], f"hp_{name}")
        if now is not None and then is not None and abs(then - now) > limit:
            return False
    return True


def _axis(a_au: float | None, n_deg_d: float | None) -> float | None:
    """Return the middle of the axes [au] that a rounded axis and mean motion [deg/d] both allow.

    Of the two now one, now the other is rounded more finely.  Where they exclude each other, or
    the axis has more digits than services round to, the axis is taken as it is.
    """
    if a_au is None or a_au <= 0.0 or n_deg_d is None or n_deg_d <= 0.0:
        return a_au
    least = int(table("settling")["rounding"]["digits"]["value"])
    if elements.digits(repr(a_au)) > least + 1:
        return a_au
    motion = math.radians(n_deg_d) / DAY_S
    by_motion = float(math.cbrt(GM_SUN / motion**2) / AU_M)
    near = elements.half_step(a_au, least)
    close = by_motion * elements.half_step(n_deg_d, least) / n_deg_d * 2.0 / 3.0
    low, high = max(a_au - near, by_motion - close), min(a_au + near, by_motion + close)
    return 0.5 * (low + high) if low <= high else a_au
