"""The table of well-known asteroids that comes with Windlass (data/targets.csv).

Built by design/make_targets.py, which says where its elements come from.
Checked: tests/catalogue/test_table.py.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from functools import cache
from typing import Final

from windlass.base.errors import InvalidInput, SourceError
from windlass.base.sources import data_hash, read_data
from windlass.catalogue import elements
from windlass.catalogue.collection import Catalogue
from windlass.catalogue.designation import Names
from windlass.catalogue.orbit import NonGrav
from windlass.catalogue.target import Measured, Target

FILE: Final = "targets.csv"


@cache
def builtin() -> Catalogue:
    """Return the built-in table; SourceError naming the line when a row does not parse."""
    lines = read_data(FILE).decode().splitlines()
    mark = ((FILE, data_hash(FILE)),)
    targets = []
    for line, row in enumerate(csv.DictReader(lines), start=2):
        try:
            targets.append(_target(row, mark))
        except InvalidInput as fault:
            raise SourceError(
                f"packaged table does not parse: {fault}",
                where=f"{FILE}:{line}",
                remedy="install windlass again",
            ) from fault
    return Catalogue(tuple(targets))


def _target(row: Mapping[str, str], mark: tuple[tuple[str, str], ...]) -> Target:
    names = Names(row["number"], row["name"], row["provisional"])

    def f(column: str) -> float | None:
        return elements.number(row[column], column)

    orbit = elements.make(
        designation=names.designation,
        epoch_jd=f("epoch_jd"),
        a_au=f("a_au"),
        e=f("e"),
        i_deg=f("i_deg"),
        node_deg=f("node_deg"),
        peri_deg=f("peri_deg"),
        ma_deg=f("ma_deg"),
        precision=row["precision"],  # type: ignore[arg-type]  # Orbit refuses what it is not
        source=row["orbit_source"],
        uncertainty=elements.whole(row["uncertainty"], "uncertainty"),
        nongrav=_nongrav(row),
    )
    return Target(
        names=names,
        orbit=orbit,
        orbit_class=row["orbit_class"],
        aliases=tuple(part for part in row["aliases"].split(";") if part),
        h=_measured(row, "h_mag", "h_low", "h_high", "h_source"),
        g=f("g_slope"),
        diameter=_measured(
            row, "diameter_m", "diameter_low_m", "diameter_high_m", "diameter_source"
        ),
        albedo=_measured(row, "albedo", "albedo_low", "albedo_high", "albedo_source"),
        rotation=_measured(row, "rotation_h", "", "", "rotation_source", 3600.0),
        density=_measured(
            row, "density_kg_m3", "density_low_kg_m3", "density_high_kg_m3", "density_source"
        ),
        mass=_measured(row, "mass_kg", "mass_low_kg", "mass_high_kg", "mass_source"),
        taxonomy=row["taxonomy"] or None,
        taxonomy_source=row["taxonomy_source"],
        uncertainty_source=row["uncertainty_source"],
        nongrav_source=row["nongrav_source"],
        note=row["note"],
        data=mark,
    )


def _nongrav(row: Mapping[str, str]) -> NonGrav | None:
    found = [elements.number(row[f"a{n}_au_d2"], f"a{n}_au_d2") for n in (1, 2, 3)]
    if all(part is None for part in found):
        return None
    return NonGrav(*(elements.AU_D2 * (part or 0.0) for part in found))


def _measured(
    row: Mapping[str, str], value: str, low: str, high: str, source: str, scale: float = 1.0
) -> Measured | None:
    found = elements.number(row[value], value)
    if found is None:
        return None
    ends = [elements.number(row[end], end) if end else None for end in (low, high)]
    bottom, top = (None if end is None else scale * end for end in ends)
    return Measured(value=scale * found, low=bottom, high=top, source=row[source])
