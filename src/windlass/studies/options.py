"""From the options of a scenario to goals: each flown by the electric tug and by the stage.

Checked: tests/studies/test_options.py.
"""

from __future__ import annotations

from windlass.base.entries import entry_figure
from windlass.base.errors import InvalidInput
from windlass.base.figure import Figure, derive, leaf, renamed
from windlass.capture import dro, lunar, mars
from windlass.catalogue.physical import Physical
from windlass.studies.goal import Goal
from windlass.studies.scenario import (
    EarthMoonOption,
    InPlaceOption,
    MarsOrbitOption,
    Option,
    Scenario,
)
from windlass.studies.vehicle import Vehicle
from windlass.transfers.legs import End

VARIANTS = ("low-thrust", "impulsive")
ROCK_MINIMUM_KG = 1.0


def goals(
    scenario: Scenario, body: Physical, tug: Vehicle, stage: Vehicle
) -> list[Goal]:
    """Return the goals of a scenario, two for each option."""
    made = []
    for key, option in scenario.option.items():
        for variant, vehicle in zip(VARIANTS, (tug, stage), strict=True):
            made.append(_goal(scenario, key, option, variant, vehicle, body))
    return made


def _goal(
    scenario: Scenario,
    key: str,
    option: Option,
    variant: str,
    vehicle: Vehicle,
    body: Physical,
) -> Goal:
    match option:
        case EarthMoonOption():
            return _earth_moon(scenario, key, option, variant, vehicle, body)
        case MarsOrbitOption():
            return _mars_orbit(scenario, key, option, variant, vehicle, body)
        case InPlaceOption():
            return _in_place(scenario, key, option, variant, vehicle, body)


def _nothing(name: str, unit: str, why: str) -> Figure:
    return leaf(name, 0.0, unit, status="chosen", note=why)


def returned_mass(key: str, asked_kg: float | None, body: Physical) -> Figure:
    """Return the mass to be returned: the user's choice, or that of the whole body."""
    if asked_kg is None:
        return body.mass
    return leaf(
        f"{key}.returned", asked_kg, "kg", status="chosen", note="part of the body, as asked for"
    )


def spin_period(body: Physical) -> Figure:
    """Return the spin period [s]: measured, or assumed as for a small fast rotator."""
    if body.spin_period is not None:
        return body.spin_period
    return leaf(
        "target.spin_period",
        60.0,
        "s",
        status="assumed",
        sources=("brophy2012",),
        low=30.0,
        high=3_600.0,
        shown="h",
        note="never measured; one turn a minute is the design case of the Keck study",
    )


def _earth_moon(
    scenario: Scenario,
    key: str,
    option: EarthMoonOption,
    variant: str,
    vehicle: Vehicle,
    body: Physical,
) -> Goal:
    free = lunar.capture_vinf()
    return Goal(
        option=key,
        variant=variant,
        title=option.title,
        body="earth",
        vehicle=vehicle,
        returned=returned_mass(key, option.returned_mass, body),
        left=_nothing(f"{key}.left", "kg", "nothing stays behind"),
        spin_period=spin_period(body),
        density=body.density,
        stay_s=(scenario.legs.stay_min, scenario.legs.stay_max),
        **_to_the_moon(free),
    )


def _to_the_moon(free: Figure) -> dict[str, object]:
    """Return the arrival fields of a goal that ends in the lunar orbit."""

    def arrive_dv(vinf: Figure) -> Figure:
        return derive(
            "return.arrival_dv",
            "m/s",
            lambda vinf, free: max(0.0, vinf - free),
            {"vinf": vinf, "free": free},
            model="v∞ that the lunar flyby does not take, braked on the leg",
        )

    return {
        "arrive_end": End(v0_m_s=free.value),
        "arrive_dv": arrive_dv,
        "insertion_dv": dro.insertion,
        "insertion_guess_m_s": dro.insertion_m_s(free.value**2),
        "about": (free,),
        "notes": (
            "captured by a lunar flyby, then by the Sun's help into a distant retrograde orbit "
            "of the Moon",
        ),
    }


def _mars_orbit(
    scenario: Scenario,
    key: str,
    option: MarsOrbitOption,
    variant: str,
    vehicle: Vehicle,
    body: Physical,
) -> Goal:
    orbit = mars.orbit(
        periapsis_altitude_m=option.periapsis_altitude,
        apoapsis_altitude_m=option.apoapsis_altitude,
        vinf_max_m_s=option.vinf_max,
    )
    electric = vehicle.thrust is not None
    common = {
        "option": key,
        "variant": variant,
        "title": option.title,
        "body": "mars",
        "vehicle": vehicle,
        "returned": returned_mass(key, option.returned_mass, body),
        "left": _nothing(f"{key}.left", "kg", "nothing stays behind"),
        "spin_period": spin_period(body),
        "density": body.density,
        "stay_s": (scenario.legs.stay_min, scenario.legs.stay_max),
        "about": orbit.figures,
    }
    return Goal(**common, **(_to_mars_slowly(orbit) if electric else _to_mars_at_once(orbit)))
