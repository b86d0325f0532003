"""Published against computed: sizes, masses, albedos, launchers."""

from __future__ import annotations

from validation.table import Row
from windlass.base.constants import AU_M
from windlass.base.epochs import YEAR_S
from windlass.catalogue import launchers, size
from windlass.catalogue.collection import lookup
from windlass.catalogue.elements import mean_motion
from windlass.catalogue.physical import Given, physical

# Payload [kg] at C3 [km2/s2], worked out term by term from the published coefficients.
POLYNOMIALS = (
    ("atlas-v-551", 0.0, 6105.805),
    ("atlas-v-551", 10.0, 5061.2280184),
    ("delta-iv-heavy", 10.0, 8458.4371),
    ("delta-iv-heavy", 20.0, 6997.0964),
    ("falcon-heavy-expendable", 2.0, 14436.497907432544),
    ("falcon-heavy-expendable", 10.0, 12344.1332067),
)
LSP_T = ((1, 14.7), (10, 12.4), (20, 10.2), (30, 8.3), (40, 6.6))


def _sizes() -> list[Row]:
    seven = physical(lookup("2008 HU4"), Given(diameter_m=7.0, density_kg_m3=2800.0))
    white = size.white_diameter_m
    cases = [
        ("7 m sphere at 2.8 g/cm³", 502_864.0, seven.mass.value, 0.5, "kg", "brophy2012"),
        (
            "diameter at H 23.7, albedo 0.03",
            140.0,
            size.diameter_m(white(23.7, 1329e3), 0.03),
            1.0,
            "m",
            "wright2016",
        ),
        (
            "2000 SG344 (H 24.7), albedo 0.60",
            20.0,
            size.diameter_m(white(24.7, 1329e3), 0.60),
            0.5,
            "m",
            "NHATS, object reply",
        ),
        (
            "2000 SG344 (H 24.7), albedo 0.03",
            89.0,
            size.diameter_m(white(24.7, 1329e3), 0.03),
            1.0,
            "m",
            "NHATS, object reply",
        ),
    ]
    return [Row("size and mass", *case) for case in cases]


def _drift_au_myr() -> float:
    """Return the drift of Bennu's semi-major axis [1e-4 au/Myr] that its A2 in the table makes."""
    orbit = lookup("Bennu").orbit
    if orbit.nongrav is None:
        raise ValueError("no force on Bennu in the table")
    a = orbit.a_m / AU_M
    motion = mean_motion(a)
    per_s = 2.0 * orbit.nongrav.a2_m_s2 / AU_M / (motion * a * a * (1.0 - orbit.e**2))
    return per_s * YEAR_S * 1e6 * 1e4


def _yarkovsky() -> list[Row]:
    what = "Bennu, drift of the semi-major axis"
    kind = "non-gravitational force"
    return [Row(kind, what, -19.0, _drift_au_myr(), 0.1, "1e-4 au/Myr", "chesley2014")]


def _launchers() -> list[Row]:
    rows = [
        Row(
            "launchers",
            f"{key} at C3 {c3:g}",
            kg,
            launchers.payload_kg(key, c3 * 1e6),
            1e-6,
            "kg",
            "emtg",
        )
        for key, c3, kg in POLYNOMIALS
    ]
    rows += [
        Row(
            "launchers",
            f"Falcon Heavy expendable polynomial, table at C3 {c3}",
            t,
            launchers.payload_kg("falcon-heavy-expendable", c3 * 1e6) / 1e3,
            0.11,
            "t",
            "lsp2023",
        )
        for c3, t in LSP_T
    ]
    keck = launchers.leo_capacity("atlas-v-551").value
    rows.append(
        Row("launchers", "Atlas V 551 to low orbit", 18_800.0, keck, 0.0, "kg", "brophy2012")
    )
    return rows


def rows() -> list[Row]:
    """Return the rows of this part of the validation table."""
    return [*_sizes(), *_yarkovsky(), *_launchers()]
