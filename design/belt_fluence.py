"""Work out the belts' table, data/belts.csv: damage a day, by tilt, altitude and glass.

    python design/belt_fluence.py >> src/windlass/data/belts.csv

Needs the package aep8 (the AP-8 and AE-8 models of NASA), which Windlass itself does not.
Orbit average of the omnidirectional flux (sawyer1976, solar minimum: the higher of its two),
from all sides of a half space (the array's back is taken as closed), slowed down in the
coverglass by Bethe's formula, weighed by the protons' non-ionising energy loss in GaAs
(solarpy2021) relative to that at 10 MeV, times the electrons of 1 MeV that do as much as one
proton of 10 MeV (anspaugh1996).  Electrons (vette1991, solar maximum) are added without the
glass, which errs on the side of more damage.
"""

import sys

import numpy as np

ALTITUDE_KM = np.array([
    300, 500, 750, 1000, 1500, 2000, 2500, 3000, 3500, 4000, 5000, 6000, 7000, 8000, 9000,
    10000, 12000, 14000, 16000, 18000, 20000, 25000, 30000, 36000, 45000, 60000,
])  # fmt: skip
TILT_DEG = (0.0, 28.5, 51.6)
GLASS_UM = (75.0, 150.0, 300.0, 500.0)
GLASS_G_CM3 = 2.55
PER_PROTON = 1000.0
SOURCES = "sawyer1976,vette1991,anspaugh1996,solarpy2021"

NIEL_P = np.array([
    [0.1, 0.350], [0.2, 0.205], [0.3, 0.148], [0.5, 9.69e-2], [0.7, 7.26e-2], [1.0, 5.33e-2],
    [2.0, 2.89e-2], [3.0, 2.00e-2], [5.0, 1.27e-2], [7.0, 9.67e-3], [10.0, 7.42e-3],
    [20.0, 5.27e-3], [30.0, 4.61e-3], [50.0, 4.11e-3], [70.0, 3.81e-3], [100.0, 3.60e-3],
    [200.0, 3.25e-3], [300.0, 3.08e-3], [400.0, 3.15e-3],
])  # fmt: skip
"""Energy [MeV], loss [MeV cm²/g] of protons in GaAs."""

NIEL_E = np.array([
    [0.5, 1.18e-5], [0.71, 1.89e-5], [1.0, 2.66e-5], [2.0, 4.44e-5], [3.16, 5.75e-5],
    [5.0, 7.12e-5], [7.0, 8.18e-5],
])  # fmt: skip

SLOWEST_MEV = 0.3
"""Protons that come through the glass slower than this stop in the first 2 to 3 µm of the cell."""


def stopping(energy):
    """Mass stopping power [MeV cm²/g] of silica for protons, Bethe's formula."""
    rest, electron, mean = 938.272, 0.510999, 139.2e-6
    gamma = 1.0 + energy / rest
    beta2 = 1.0 - 1.0 / gamma**2
    most = 2.0 * electron * beta2 * gamma**2
    return 0.307075 * 0.4993 / beta2 * (np.log(most / mean) - beta2)


def ranges():
    """Energy [MeV] and range [g/cm²] beyond that at 0.2 MeV, where Bethe's formula begins."""
    energy = np.geomspace(0.2, 500.0, 4000)
    step = np.diff(energy)
    inverse = 1.0 / stopping(energy)
    return energy, np.concatenate([[0.0], np.cumsum(0.5 * step * (inverse[1:] + inverse[:-1]))])


def shielded(energy, glass_um):
    """Damage of an isotropic flux of protons behind glass, relative to 10 MeV straight on."""
    grid, reach = ranges()
    cosine = (np.arange(400) + 0.5) / 400
    path = glass_um * 1e-4 * GLASS_G_CM3 / cosine
    left = np.interp(energy, grid, reach)[:, None] - path[None, :]
    after = np.interp(left, reach, grid, left=0.0)
    loss = np.exp(
        np.interp(np.log(np.maximum(after, 0.1)), np.log(NIEL_P[:, 0]), np.log(NIEL_P[:, 1]))
    )
    return 0.5 * np.mean(np.where(after >= SLOWEST_MEV, loss, 0.0), axis=1) / 7.42e-3


def orbit(tilt_deg, altitude_km):
    """Places on a circular orbit, even in argument of latitude and in longitude."""
    from astropy import units as u
    from astropy.coordinates import EarthLocation

    along = np.radians(np.arange(24) * 15.0 + 7.5) if tilt_deg else np.zeros(1)
    latitude = np.degrees(np.arcsin(np.sin(np.radians(tilt_deg)) * np.sin(along)))
    lat, lon = np.meshgrid(latitude, np.arange(0.0, 360.0, 15.0))
    return EarthLocation.from_geodetic(lon.ravel() * u.deg, lat.ravel() * u.deg, altitude_km * u.km)


def mean_flux(model, shell, field, energies):
    """Mean omnidirectional flux [1/cm² s] above each energy [MeV]; where the model has none, 0."""
    from astropy import units as u

    found = []
    for energy in energies:
        flux = model.integral_flux_for_geomagnetic_coordinates(shell, field, energy * u.MeV)
        found.append(np.mean(np.nan_to_num(flux.value, nan=0.0, posinf=0.0)))
    return np.maximum(found, 0.0)


def main():
    """Print a line for each tilt and altitude."""
    import aep8
    from astropy.time import Time

    when = Time("2025-01-01")
    protons, electrons = (
        aep8.model(solar="min", particle="p"),
        aep8.model(solar="max", particle="e"),
    )
    energy = np.geomspace(0.5, 300.0, 90)
    mid, thin = np.sqrt(energy[1:] * energy[:-1]), np.geomspace(0.5, 7.0, 15)
    for tilt in TILT_DEG:
        rows, beside = [], []
        for altitude in ALTITUDE_KM:
            where = orbit(tilt, altitude)
            shell, field = protons.geomagnetic_coordinates(where, when)
            band = -np.diff(mean_flux(protons, shell, field, energy)) * 86400.0
            rows.append([PER_PROTON * np.sum(band * shielded(mid, glass)) for glass in GLASS_UM])
            flux = mean_flux(electrons, shell, field, thin)
            loss = np.interp(np.sqrt(thin[1:] * thin[:-1]), NIEL_E[:, 0], NIEL_E[:, 1]) / 2.66e-5
            beside.append(-0.5 * 86400.0 * np.sum(np.diff(flux) * loss))
            if "-v" in sys.argv:
                print(
                    f"{tilt:5.1f} {altitude:6.0f}",
                    *(f"{x:9.2e}" for x in rows[-1]),
                    f"  e {beside[-1]:9.2e}",
                )
        for altitude, row, more in zip(ALTITUDE_KM, rows, beside, strict=True):
            told = ",".join(f"{max(damage + more, 0.0):.3g}" for damage in row)
            print(f"{tilt},{altitude},{told},{SOURCES}")


if __name__ == "__main__":
    main()
