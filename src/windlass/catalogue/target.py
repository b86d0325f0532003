"""An asteroid as the catalogue knows it: names, orbit, and what was measured of it.

Checked: tests/catalogue/test_table.py.
"""

from __future__ import annotations

from dataclasses import dataclass

from windlass.catalogue.designation import Names, key, keys
from windlass.catalogue.orbit import Orbit


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """A measured quantity: value, 5 and 95 % points where published, key of its source."""

    value: float
    source: str
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """One asteroid.  Quantities that nobody measured are None.

    h [mag] absolute magnitude, g slope; diameter [m], of equal volume; albedo, geometric, V;
    rotation [s] sidereal or synodic; density [kg/m³]; mass [kg]; taxonomy: spectral type as
    published.  moid_m: least distance of its orbit from Earth's [m]; pha: whether it is listed as
    potentially hazardous; first_obs, last_obs: dates of the first and last observation (ISO, as
    published); arc_d: days between them; observations: how many the orbit rests on.

    other: a second orbit where the source has one, an older solution of all digits beside the
    present rounded elements, without forces of its own; settled: what came of comparing the two
    by integration (``bodies.settle``), empty where nothing did; misfit_deg: how far the older
    one is off in mean longitude at the epoch of the present one.  data: (file, SHA-256) that the
    row came from.
    """

    names: Names
    orbit: Orbit
    other: Orbit | None = None
    settled: str = ""
    misfit_deg: float | None = None
    orbit_class: str = ""
    aliases: tuple[str, ...] = ()
    h: Measured | None = None
    g: float | None = None
    diameter: Measured | None = None
    albedo: Measured | None = None
    rotation: Measured | None = None
    density: Measured | None = None
    mass: Measured | None = None
    taxonomy: str | None = None
    taxonomy_source: str = ""
    uncertainty_source: str = ""
    nongrav_source: str = ""
    moid_m: float | None = None
    pha: bool | None = None
    first_obs: str = ""
    last_obs: str = ""
    arc_d: float | None = None
    observations: int | None = None
    note: str = ""
    data: tuple[tuple[str, str], ...] = ()

    @property
    def designation(self) -> str:
        """Number, or provisional designation."""
        return self.names.designation

    @property
    def title(self) -> str:
        """How a reader knows the body."""
        return self.names.title

    @property
    def keys(self) -> set[str]:
        """Every key under which it is found."""
        return keys(self.names) | {key(alias) for alias in self.aliases}

    @property
    def sources(self) -> tuple[str, ...]:
        """Keys of everything that the row stands on, sorted."""
        parts = (self.h, self.diameter, self.albedo, self.rotation, self.density, self.mass)
        found = {part.source for part in parts if part is not None}
        found |= {self.orbit.source, self.taxonomy_source, self.uncertainty_source}
        return tuple(sorted((found | {self.nongrav_source}) - {""}))
