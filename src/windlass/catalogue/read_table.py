"""Whole catalogues as Parquet or CSV, one asteroid a row.

Columns: pdes, epoch_jd [TDB], a_au, e, i_deg, om_deg, w_deg, ma_deg are needed; full_name,
name, class, n_deg_d, H, G, diameter_km, albedo, rot_per_h, spec, mpc2021_U and the elements of
higher precision hp_epoch_jd, hp_a, hp_e, hp_i, hp_om, hp_w, hp_ma, hp_src are used if there; so
are moid_au, pha, first_obs, last_obs, arc_d and observations (or mpc2021_nobs).
Checked: tests/catalogue/test_read_table.py.
"""

from __future__ import annotations

import io
import math
from collections.abc import Mapping
from typing import Any, Final

from windlass.base.constants import AU_M, GM_SUN
from windlass.base.epochs import DAY_S
from windlass.base.errors import InvalidInput, SourceError
from windlass.catalogue import elements
from windlass.catalogue.collection import Catalogue, RowFault
from windlass.catalogue.designation import from_designation, split_full_name
from windlass.catalogue.files import Raw
from windlass.catalogue.orbit import Orbit
from windlass.catalogue.target import Measured, Target

NEEDED: Final = ("pdes", "epoch_jd", "a_au", "e", "i_deg", "om_deg", "w_deg", "ma_deg")
_HIGH: Final = ("hp_epoch_jd", "hp_a", "hp_e", "hp_i", "hp_om", "hp_w", "hp_ma")
_SAME_A_AU, _SAME_E, _SAME_I_DEG = 2e-3, 1e-3, 0.02
"""How far an older solution may lie from the present rounded elements and still be used."""
_ROUNDED_A_AU: Final = 6e-4


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
    seen = "observations" if "observations" in row else "mpc2021_nobs"

    def m(column: str, scale: float = 1.0) -> Measured | None:
        value = elements.number(row.get(column), column)
        return None if value is None else Measured(value=scale * value, source=source)

    return Target(
        names=names,
        orbit=_orbit(row, names.designation, u, source),
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


def _orbit(row: Mapping[str, Any], designation: str, u: int | None, source: str) -> Orbit:
    """Return the most precise orbit of the row that still holds."""
    if all(row.get(column) is not None for column in _HIGH):
        made = str(row.get("hp_src") or "")
        older = not made.startswith("SBDB")
        if not older or _agrees(row):
            keys = {"NEODyS": "neodys2022", "MPC": "mpc2021", "SBDB": source}
            known = next((key for name, key in keys.items() if made.startswith(name)), "userfile")
            epoch, a, e, i, node, peri, mean = (
                elements.number(row[column], column) for column in _HIGH
            )
            return elements.make(
                designation=designation,
                epoch_jd=epoch,
                a_au=a,
                e=e,
                i_deg=i,
                node_deg=node,
                peri_deg=peri,
                ma_deg=mean,
                precision="older-solution" if older else "full",
                source=known,
                uncertainty=u,
            )
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
    """Return the axis [au] from the mean motion [deg/d] where that is rounded more finely."""
    if a_au is None or n_deg_d is None or n_deg_d <= 0.0 or elements.digits(repr(a_au)) > 5:
        return a_au
    motion = math.radians(n_deg_d) / DAY_S
    by_motion = float(math.cbrt(GM_SUN / motion**2) / AU_M)
    return by_motion if abs(by_motion - a_au) < _ROUNDED_A_AU else a_au
