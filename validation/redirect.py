"""Techniques that change an asteroid's course, beside what their papers say."""

import math

import numpy as np

from validation.table import Row
from windlass.redirect import disruption, gravity_tractor, ion_beam
from windlass.redirect.rock import Rock

YEAR_S = 365.25 * 86400.0
DIMORPHOS = Rock(name="Dimorphos", mass_kg=4.3e9, radius_m=75.5)


def rows() -> list[Row]:
    """All rows."""
    return [*_tractor(), *_beam(), *_broken()]


def _rock(radius_m: float, density: float) -> Rock:
    mass = density * 4.0 / 3.0 * math.pi * radius_m**3
    return Rock(name=f"{2.0 * radius_m:g} m", mass_kg=mass, radius_m=radius_m)


def _mm_s(one: gravity_tractor.Tow) -> float:
    """Return the pull at first as mm/s in a year."""
    return 1e3 * float(one.pull_m_s2[0]) * YEAR_S


def _tractor() -> list[Row]:
    ship = gravity_tractor.Tractor(
        mass_kg=2e4, propellant_kg=1e3, thrust_n=10.0, isp_s=3000.0, plume_rad=math.radians(20.0)
    )
    one = gravity_tractor.tow(_rock(100.0, 2000.0), ship, 1.0, 150.0)
    far = gravity_tractor.tow(_rock(50.0, 2000.0), ship, 1.0, 100.0)
    what = "gravity tractor"
    return [
        Row(what, "20 t, 1.5 radii from 200 m, a year", 1.87, _mm_s(one),
            0.005, "mm/s", "lulove2005"),
        Row(what, "its thrust at 2 g/cm3, jets 20 deg wide", 1.0, one.thrust_n, 0.06, "N",
            "lulove2005", relative=True),
        Row(what, "20 t at 100 m, a year", 4.2, _mm_s(far), 0.005,
            "mm/s", "lulove2005", relative=True),
    ]  # fmt: skip


def _beam() -> list[Row]:
    force = _rock(100.0, 2000.0).mass_kg * 1.9e-3 / YEAR_S
    speed = ion_beam.exhaust_of_least_mass_m_s(YEAR_S, 0.7, 100.0)
    both = 2.0 * force
    ship = both * speed / (2.0 * 0.7 * 100.0) + both * YEAR_S / speed
    return [
        Row("ion-beam shepherd", "200 m as the tractor of 20 t: plant and propellant, by 20 t",
            0.0, ship / 2e4, 0.1, "", "bombardelli2011"),
    ]  # fmt: skip


def _broken() -> list[Row]:
    radii = np.geomspace(10.0, 1e4, 4001)
    told = [disruption.threshold_j_kg("basalt-5", float(r), 2700.0) for r in radii]
    hit = disruption.specific_j_kg(DIMORPHOS, 579.4, 6144.9)
    least = disruption.threshold_j_kg("basalt-5", DIMORPHOS.radius_m, DIMORPHOS.density_kg_m3)
    whole = disruption.state(hit / least, 2.7e-3, DIMORPHOS) == "stays whole"
    return [
        Row("disruption", "diameter of the weakest body of basalt", 300.0,
            2.0 * float(radii[int(np.argmin(told))]), 100.0, "m", "benz1999"),
        Row("disruption", "Dimorphos after the impact: whole", 1.0, float(whole), 0.0, "",
            "cheng2023"),
    ]  # fmt: skip
