"""Names of figures and inputs that do not read as words when their parts are strung together.

Checked: tests/report/test_cells.py.
"""

from __future__ import annotations

import re
from typing import Final

WORDS: Final = {
    "dv": "Δv",
    "vinf": "v∞",
    "isp": "Isp",
    "rcs": "RCS",
    "gm": "GM",
    "dro": "DRO",
    "c3": "C3",
    "pgm": "platinum-group metal",
    "despin": "de-spin",
    "h": "absolute magnitude H",
    "earth": "Earth",
    "moon": "Moon",
    "mars": "Mars",
    "sun": "Sun",
}
"""Parts of a name that are written otherwise."""

NAMES: Final = {
    "target.white_diameter": "size at albedo 1, from H",
    "target.spin_period": "spin period of the target",
    "target.worth": "worth of the body's iridium, as claimed",
    "target.albedo": "albedo of the target",
    "target.density": "density of the target",
    "target.a": "semi-major axis of the target",
    "target.e": "eccentricity of the target",
    "target.iridium_fraction": "share of iridium in the body",
    "target.pgm_fraction": "share of platinum-group metal in the body",
    "target.metal_fraction": "share of metal in the body",
    "target.water_fraction": "share of water in the body",
    "dro.insertion_table": "Δv into the DRO, by table",
    "lunar.apogee_after": "apogee after the lunar flyby",
    "lunar.flyby_altitude": "altitude of the lunar flyby",
    "launch.leo_payload": "payload of the launcher to low Earth orbit",
    "launch.cadence": "launches that the launcher makes",
    "launch.parking_altitude": "altitude of the parking orbit",
    "plant.plant_mass": "mass of the plant",
    "plant.throughput": "rock dug per mass of plant",
    "plant.mining_time": "time of mining",
    "plant.recovery": "share of the product that is recovered",
    "tug.duty": "share of a thrust arc that the tug thrusts",
    "tug.efficiency": "efficiency of the tug's thrusters",
    "tug.propellant_capacity": "propellant that the tug's tanks hold",
    "stage.tank_fraction": "mass of the stage's tanks by propellant",
    "mars.stable_share": "share of Mars's sphere in which orbits stay",
    "mars.vinf_max": "greatest v∞ at Mars",
    "mars.periapsis_altitude": "lowest altitude of the orbit about Mars",
    "mars.apoapsis_altitude": "highest altitude of the orbit about Mars",
    "fleet.excavator_rate": "rock that one mining vehicle digs",
    "fleet.excavator_mass": "mass of one mining vehicle",
    "fleet.excavator_availability": "share of the time that a mining vehicle works",
    "fleet.propellant_supply": "what the world makes of the propellant",
    "fleet.propellant_share": "share of the world's propellant that can be had",
    "fleet.most_ships": "most ships that the scenario allows",
    "fleet.ships": "ships",
    "programme.development_time": "time from the start to the first lift-off",
    "programme.mining_time": "time over which the body is mined",
    "programme.sale_time": "time over which the product is sold",
    "programme.start": "start of the programme",
    "cost.development": "cost to develop the spacecraft",
    "cost.unit": "cost of the first spacecraft built",
    "cost.launch": "price of one launch",
    "cost.propellant": "price of the propellant",
    "cost.operations": "yearly cost to operate one ship",
    "cost.oversight": "oversight, as a share of the hardware",
    "cost.phase_a": "first studies, as a share of the hardware",
    "cost.reserve": "reserve on all costs",
    "cost.learning": "learning rate: cost of a unit at each doubling",
    "cost.discount_rate": "discount rate, a year",
    "cost.delivery": "price to bring product to the ground",
    "size.constant": "diameter of a body of H 0 and albedo 1",
    "r_earth_m": "radius of Earth",
    "r_moon_m": "radius of the Moon",
    "r_mars_m": "radius of Mars",
    "a_moon_m": "mean distance of the Moon",
    "a_mars_m": "mean distance of Mars",
    "left": "mass left behind",
    "most.returned": "most that can be returned",
    "npv": "net present value",
    "payback.at_rate": "payback at the income of a year of sale",
    "cost.spacecraft_amcm": "cost of the spacecraft, second opinion",
}
"""Whole names."""

PRODUCTS: Final = {"lunar-mass": "mass in lunar orbit"}
MARKET: Final = {
    "price": "price of {} today",
    "supply": "yearly supply of {} today",
    "elasticity": "elasticity of the demand for {}",
}
_MARKET: Final = re.compile(r"market\.([\w-]+)\.(price|supply|elasticity)")
_INDEX: Final = re.compile(r"index\.(\d{4})\.(\d{4})")
_CURVE: Final = re.compile(r"launcher\.[\w-]+\.curve")


def told(name: str) -> str | None:
    """Return the words for a name as a whole, None where its parts read as words."""
    if name in NAMES:
        return NAMES[name]
    if found := _MARKET.fullmatch(name):
        return MARKET[found[2]].format(PRODUCTS.get(found[1], found[1]))
    if found := _INDEX.fullmatch(name):
        return f"price level of {found[2]} by that of {found[1]}"
    return "performance curve of the launcher" if _CURVE.fullmatch(name) else None
