"""Size, mass and matter of an asteroid as traced figures, each with its range.

low and high of every figure are about the 5 and 95 % points for this single body.  What was
measured goes before what its class suggests, and what the user gives goes before both.
Checked: tests/catalogue/test_physical.py; validation/catalogue.py.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from windlass.base.entries import entry_figure
from windlass.base.errors import InvalidInput
from windlass.base.figure import Figure, derive, leaf
from windlass.base.sources import data_hash, table
from windlass.catalogue import size
from windlass.catalogue.target import Measured, Target

TABLE: Final = "taxonomy"
IRIDIUM: Final = "iridium"
UNKNOWN: Final = "unknown"
_NO_CLASS: Final = ("size", "population")
_FAINT: Final = 22.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What the user knows better than the catalogue, in SI; None leaves it to the catalogue.

    like: entry of data/iridium.toml; mass: worked out elsewhere, in place of mass_kg.
    """

    diameter_m: float | None = None
    mass_kg: float | None = None
    density_kg_m3: float | None = None
    albedo: float | None = None
    taxonomy: str | None = None
    spin_period_s: float | None = None
    magnitude: float | None = None
    metal: float | None = None
    water: float | None = None
    iridium: float | None = None
    like: str | None = None
    mass: Figure | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Physical:
    """Figures of a body.  h, albedo and spin_period are None where nothing is known of them.

    pgm_fraction, pgm_mass: of the class; None where its iridium, which is one of these metals, is
    stated and the class says nothing of such a body.
    """

    taxonomy: str
    class_title: str
    analogue: str
    diameter: Figure
    density: Figure
    mass: Figure
    metal_fraction: Figure
    metal_mass: Figure
    water_fraction: Figure
    water_mass: Figure
    iridium_fraction: Figure
    iridium_mass: Figure
    h: Figure | None = None
    albedo: Figure | None = None
    spin_period: Figure | None = None
    pgm_fraction: Figure | None = None
    pgm_mass: Figure | None = None

    def figures(self) -> dict[str, Figure]:
        """Return every figure by its name."""
        parts = (getattr(self, name) for name in self.__dataclass_fields__)
        return {part.name: part for part in parts if isinstance(part, Figure)}


def physical(target: Target, given: Given | None = None) -> Physical:
    """Return the physical figures of a target.

    Raises InvalidInput when the size cannot be told (no diameter, no magnitude), when a given
    class is unknown, or when a given value is not above 0.
    """
    given = given or Given()
    _check(given)
    kind = class_of(given.taxonomy, strict=True) if given.taxonomy else class_of(target.taxonomy)
    h = _magnitude(target, given)
    albedo = _albedo(target, given, kind)
    density = _density(target, given, kind)
    if _heavy(given) is not None and given.diameter_m is None and target.diameter is None:
        mass = _mass(target, given, None, density)
        diameter = _diameter_of(mass, density) if h is None else _diameter(target, given, h, albedo)
    else:
        diameter = _diameter(target, given, h, albedo)
        mass = _mass(target, given, diameter, density)
    if _heavy(given) is not None and not _follows(diameter, mass):
        density = _density_of(mass, diameter)
    chosen = {"metal": given.metal, "water": given.water, "pgm": None}
    parts = {part: _class_part(kind, part, value) for part, value in chosen.items()}
    parts["iridium"] = iridium_content(given.like or _like(kind), given.iridium)
    masses = {part: _part_mass(part, mass, share) for part, share in parts.items()}
    row = table(TABLE)[kind]
    usual = given.like is None and given.iridium is None
    return Physical(
        taxonomy=kind,
        class_title=str(row["title"]),
        analogue=str(row["analogue"]),
        h=h,
        albedo=albedo,
        diameter=diameter,
        density=density,
        mass=mass,
        metal_fraction=parts["metal"],
        metal_mass=masses["metal"],
        pgm_fraction=parts["pgm"] if usual else None,
        pgm_mass=masses["pgm"] if usual else None,
        water_fraction=parts["water"],
        water_mass=masses["water"],
        iridium_fraction=parts["iridium"],
        iridium_mass=masses["iridium"],
        spin_period=_spin(target, given),
    )


def class_of(spectral: str | None, *, strict: bool = False) -> str:
    """Return the class of data/taxonomy.toml that a spectral type belongs to.

    An unlisted type falls to the class of its first letter, else to "unknown"; with strict
    that raises InvalidInput instead.
    """
    if not spectral or spectral == UNKNOWN:
        return UNKNOWN
    written = spectral[0].upper() + spectral[1:]
    if written in _types():
        return _types()[written]
    if strict:
        raise InvalidInput(
            "unknown spectral class",
            value=spectral,
            remedy=f"use one of {', '.join(sorted(_types()))}, {UNKNOWN}",
        )
    return _types().get(written[0], UNKNOWN)


def iridium_content(like: str, given: float | None = None) -> Figure:
    """Return the iridium by mass of a body like an entry of data/iridium.toml.

    given: the user's value instead.  Raises InvalidInput for an unknown entry.
    """
    return entry_figure(
        IRIDIUM, like, "content", name="target.iridium_fraction", given=given, shown="ppm"
    )


def _like(kind: str) -> str:
    """Return the entry of data/iridium.toml that a class of asteroids resembles."""
    for key, row in table(IRIDIUM).items():
        if kind in row.get("classes", ()):
            return key
    return next(iter(table(IRIDIUM)))


def _heavy(given: Given) -> float | None:
    """Return the mass [kg] that was given, None where none was."""
    return given.mass.value if given.mass is not None else given.mass_kg


def _follows(diameter: Figure, mass: Figure) -> bool:
    """Return whether the diameter was worked out from the mass."""
    return any(part is mass for _, part in diameter.trace.inputs)


def classes() -> list[str]:
    """Return the keys of all classes."""
    return [key for key in table(TABLE) if key not in _NO_CLASS]


@cache
def _types() -> Mapping[str, str]:
    return {kind: key for key in classes() for kind in table(TABLE)[key]["types"]}


def _check(given: Given) -> None:
    sizes = ("diameter_m", "mass_kg", "density_kg_m3", "spin_period_s")
    for name in (*sizes, "metal", "water", "iridium", "albedo"):
        value = getattr(given, name)
        if value is not None and not value > 0.0:
            raise InvalidInput(f"given {name} is not above 0", value=value, remedy="give it in SI")


def _chosen(name: str, value: float, unit: str) -> Figure:
    return leaf(name, value, unit, status="chosen", note="given by the user")


def _from_table(
    target: Target, name: str, part: Measured, unit: str, spread: float | None, top: float | None
) -> Figure:
    """Return a measured quantity as a leaf; without a range it takes a relative one."""
    low, high, note = part.low, part.high, ""
    if low is None and spread is not None:
        low = part.value / (1.0 + spread) ** size.Z95
        high = part.value * (1.0 + spread) ** size.Z95
        note = f"published without a range; relative standard deviation {spread:g} assumed"
    if high is not None and top is not None:
        high = max(part.value, min(high, top))
    return leaf(
        name,
        part.value,
        unit,
        status="measured",
        sources=(part.source,),
        low=low,
        high=high,
        model=f"catalogue, {target.title}",
        data=target.data,
        note=note,
    )


def _constant(name: str) -> Any:
    return table(TABLE)["size"][name]["value"]


def _magnitude(target: Target, given: Given) -> Figure | None:
    """Return H [mag]; without a published range, that of surveys at its brightness."""
    if given.magnitude is not None:
        return _chosen("target.h", given.magnitude, "mag")
    part = target.h
    if part is None:
        return None
    low, high, note = part.low, part.high, ""
    if low is None or high is None:
        which = "h_faint" if part.value >= _FAINT else "h_bright"
        row = table(TABLE)["size"][which]
        half = size.Z95 * row["value"]
        low, high = part.value - half, part.value + half
        note = f"standard deviation {row['value']} mag assumed: {row['note']}"
    return leaf(
        "target.h",
        part.value,
        "mag",
        status="measured",
        sources=(part.source,),
        low=low,
        high=high,
        model=f"catalogue, {target.title}",
        data=target.data,
        note=note,
    )


def _albedo(target: Target, given: Given, kind: str) -> Figure | None:
    if given.albedo is not None:
        return _chosen("target.albedo", given.albedo, "")
    if target.albedo is not None:
        spread = _constant("albedo_spread")
        return _from_table(target, "target.albedo", target.albedo, "", spread, 1.0)
    if kind != UNKNOWN:
        return entry_figure(TABLE, kind, "albedo", name="target.albedo")
    return leaf(
        "target.albedo",
        size.population_albedo(0.5),
        "",
        status="assumed",
        sources=("wright2016",),
        low=size.population_albedo(0.05),
        high=size.population_albedo(0.95),
        model="median of near-Earth asteroids, two Rayleigh distributions",
        data=((f"{TABLE}.toml", data_hash(f"{TABLE}.toml")),),
        note="Class and albedo of this body are not known.",
    )


def _diameter(target: Target, given: Given, h: Figure | None, albedo: Figure | None) -> Figure:
    if given.diameter_m is not None:
        return _chosen("target.diameter", given.diameter_m, "m")
    if target.diameter is not None and given.albedo is None:
        spread = _constant("diameter_spread")
        return _from_table(target, "target.diameter", target.diameter, "m", spread, None)
    if h is None or albedo is None:
        raise InvalidInput(
            f"size of {target.title} is not known: neither diameter nor absolute magnitude",
            remedy='give body.diameter in the scenario, such as "7 m"',
        )
    return derive(
        "target.diameter",
        "m",
        size.diameter_m,
        {"white_diameter": _white_diameter(h), "albedo": albedo},
        model="white diameter / √albedo",
        sources=("pravec2007",),
    )


def _white_diameter(h: Figure) -> Figure:
    """Return the diameter at albedo 1 as a leaf: a magnitude is a logarithm, this is linear."""
    constant = entry_figure(TABLE, "size", "constant", name="size.constant")

    def at(magnitude: float | None) -> float | None:
        return None if magnitude is None else size.white_diameter_m(magnitude, constant.value)

    return leaf(
        "target.white_diameter",
        size.white_diameter_m(h.value, constant.value),
        "m",
        status="measured",
        sources=(*h.trace.sources, "pravec2007"),
        low=at(h.high),
        high=at(h.low),
        model="constant · 10^(-H/5)",
        inputs={"h": h, "constant": constant},
        data=h.trace.data,
    )


def _density(target: Target, given: Given, kind: str) -> Figure:
    if given.density_kg_m3 is not None:
        return _chosen("target.density", given.density_kg_m3, "kg/m3")
    if target.density is not None and given.taxonomy is None:
        return _from_table(target, "target.density", target.density, "kg/m3", None, None)
    return entry_figure(TABLE, kind, "density", name="target.density")


def _mass(target: Target, given: Given, diameter: Figure | None, density: Figure) -> Figure:
    """Return the mass: given, measured unless size or density are given, else of a sphere."""
    if given.mass is not None:
        return given.mass
    if given.mass_kg is not None:
        return _chosen("target.mass", given.mass_kg, "kg")
    free = (given.diameter_m, given.density_kg_m3, given.albedo, given.taxonomy)
    if target.mass is not None and all(value is None for value in free):
        return _from_table(target, "target.mass", target.mass, "kg", None, None)
    if diameter is None:
        raise AssertionError("a mass without a diameter is a given one")
    return derive(
        "target.mass",
        "kg",
        size.sphere_mass_kg,
        {"diameter": diameter, "density": density},
        model="sphere: π/6 · density · diameter³",
    )


def _diameter_of(mass: Figure, density: Figure) -> Figure:
    return derive(
        "target.diameter",
        "m",
        lambda mass, density: (mass / size.sphere_mass_kg(1.0, density)) ** (1.0 / 3.0),
        {"mass": mass, "density": density},
        model="sphere of that mass and density",
    )


def _density_of(mass: Figure, diameter: Figure) -> Figure:
    return derive(
        "target.density",
        "kg/m3",
        lambda mass, diameter: mass / size.sphere_mass_kg(diameter, 1.0),
        {"mass": mass, "diameter": diameter},
        model="mass by volume of the sphere",
    )


def _class_part(kind: str, part: str, given: float | None = None) -> Figure:
    shown = "ppm" if part == "pgm" else "%"
    name = f"target.{part}_fraction"
    return entry_figure(TABLE, kind, part, name=name, given=given, shown=shown)


def _part_mass(part: str, mass: Figure, share: Figure) -> Figure:
    return derive(
        f"target.{part}_mass",
        "kg",
        lambda mass, share: mass * share,
        {"mass": mass, "share": share},
        model="mass · share by mass",
        shown="" if part in ("metal", "water") else "kg",
    )


def _spin(target: Target, given: Given) -> Figure | None:
    if given.spin_period_s is not None:
        return _chosen("target.spin_period", given.spin_period_s, "s")
    if target.rotation is None:
        return None
    return leaf(
        "target.spin_period",
        target.rotation.value,
        "s",
        status="measured",
        sources=(target.rotation.source,),
        shown="h",
        model=f"catalogue, {target.title}",
        data=target.data,
    )
