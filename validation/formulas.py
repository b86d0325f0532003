"""Judge the closed formulas by published values: burns, entry, spiral, rocket equation,
Shoemaker-Helin."""

import math

import numpy as np

from validation.table import Row
from windlass.kernels.impulses import entry_speed, impulse, parking_burn, turn_burn
from windlass.kernels.kepler import propagate
from windlass.kernels.rocket import propellant_from_final
from windlass.kernels.shoemaker_helin import shoemaker_helin
from windlass.kernels.spiral import edelbaum
from windlass.kernels.status import OK

MU_EARTH = 398600.4418e9
G0 = 9.80665
# NHATS minimum-speed records: object, C3 [km²/s²], parking burn [km/s].
NHATS = (
    ("2000 SG344", 1.507, 3.246), ("2006 RH120", 0.153, 3.183), ("2001 GP2", 6.211, 3.459),
    ("1991 VG", 2.985, 3.313), ("1999 AO10", 5.528, 3.428), ("2008 EA9", 2.827, 3.306),
)  # fmt: skip
# Benner's list: object, a [au], e, i [deg], speed change [km/s].
BENNER = (
    ("2006 RH120", 1.033, 0.025, 0.6, 3.813), ("2009 BD", 1.062, 0.052, 1.3, 3.870),
    ("2000 SG344", 0.978, 0.067, 0.1, 4.156), ("Itokawa", 1.324, 0.280, 1.6, 4.632),
    ("Nereus", 1.489, 0.360, 1.4, 4.979), ("Apophis", 0.922, 0.191, 3.3, 5.687),
    ("Eros", 1.458, 0.223, 10.8, 6.069),
)  # fmt: skip
# Returning 1000 t with a tug of 5.5 t by 170 m/s: specific impulse [s], propellant [t], half its
# last digit.
RETURN = ((450.0, 39.5, 0.05), (325.0, 55.1, 0.05), (3000.0, 5.83, 0.005))


def valid(result: tuple[float, int]) -> float:
    """The value of a kernel, nan where its status is not OK: the row then fails."""
    return result[0] if result[1] == OK else math.nan


def parking() -> list[Row]:
    """Parking burns from 400 km, to the printed digit; C3 is printed to 0.001 as well."""
    return [
        Row(
            capability="parking burn", quantity=f"{name}, C3 {c3}", published=printed,
            computed=valid(parking_burn(MU_EARTH, 6778137.0, c3 * 1e6)) / 1e3,
            tolerance=5.5e-4, unit="km/s", source="NHATS",
        )
        for name, c3, printed in NHATS
    ]  # fmt: skip


def entry() -> list[Row]:
    """The limit of 12 km/s at 125 km, through v∞ and back."""
    escape2 = 2 * MU_EARTH / 6503137.0
    vinf = math.sqrt(12e3**2 - escape2)
    return [
        Row(
            capability="entry speed", quantity=f"v∞ {vinf / 1e3:.4f} km/s, at 125 km",
            published=12.0, computed=valid(entry_speed(MU_EARTH, 6503137.0, vinf)) / 1e3,
            tolerance=1e-12, unit="km/s", source="NHATS, entry² = v∞² + 2μ/r",
        )
    ]  # fmt: skip


def gto_to_geo() -> Row:
    """IM2: one impulse at apogee; the published figure is cut, not rounded, after its last
    digit."""
    mu = 398600e9
    r0, v0 = np.array([6721956.52173912, 0, 0]), np.array([0, 10038.4360619658, 1232.56496402036])
    a = 1 / (2 / np.linalg.norm(r0) - v0 @ v0 / mu)
    _, v, status = propagate(mu, r0, v0, math.pi * math.sqrt(a**3 / mu))
    target = np.array([0.0, -3074.62812005026, 0.0])
    angle = math.acos(v @ target / np.linalg.norm(v) / np.linalg.norm(target))
    dv, code = turn_burn(float(np.linalg.norm(v)), float(np.linalg.norm(target)), angle)
    straight = impulse(v, target)
    good = status == OK and code == OK and abs(dv - straight) < 1e-6
    return Row(
        capability="one impulse", quantity="IM2, GTO to GEO", published=1.4873346,
        computed=straight / 1e3 if good else math.nan, tolerance=1e-7, unit="km/s",
        source="published optimum",
    )  # fmt: skip


def spirals() -> Row:
    """LEO to GEO by Edelbaum's formula; the printed value is of another GM_earth in its last
    digit."""
    dv = valid(edelbaum(MU_EARTH, 7000e3, 42166e3, math.radians(28.5)))
    return Row(
        capability="slow spiral", quantity="LEO to GEO, 28.5°", published=5.78378,
        computed=dv / 1e3, tolerance=1e-5, unit="km/s", source="edelbaum1961 in poliastro's case",
    )  # fmt: skip


def returns() -> list[Row]:
    """Propellant for returning an asteroid, from the rocket equation."""
    return [
        Row(
            capability="rocket equation", quantity=f"return of 1000 t, {isp:.0f} s",
            published=printed,
            computed=valid(propellant_from_final(1005.5e3, 170.0, isp * G0)) / 1e3, tolerance=digit,
            unit="t", source="brophy2012",
        )
        for isp, printed, digit in RETURN
    ]  # fmt: skip


def listed() -> list[Row]:
    """Shoemaker and Helin's estimate for Benner's list."""
    return [
        Row(
            capability="Shoemaker-Helin", quantity=name, published=printed,
            computed=valid(shoemaker_helin(a, e, math.radians(i))) / 1e3,
            tolerance=2e-3, unit="km/s",
            source="shoemaker1978, Benner's list",
        )
        for name, a, e, i, printed in BENNER
    ]  # fmt: skip


def rows() -> list[Row]:
    """All rows of this judge."""
    return [*parking(), *entry(), gto_to_geo(), spirals(), *returns(), *listed()]
