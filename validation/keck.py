"""Judge the mass chain by the Keck study's 2008 HU4 mission, and what stops the spin."""

import math

from validation.table import Row
from windlass.studies.vehicle import thrust_n
from windlass.transfers.despin import angular_momentum, cylinder_inertia, propellant
from windlass.transfers.mass_chain import Burn, Change, Spend, solve

SOURCE = "brophy2012"
YEAR_S = 365.25 * 86_400.0


def rows() -> list[Row]:
    return [*exact(), *spin(), *baseline()]


def exact() -> list[Row]:
    """Returning 1000 t by 170 m/s with a vehicle of 5.5 t, by specific impulse."""
    found = []
    for isp, published, half_digit in (
        (450.0, 39.5, 0.05),
        (325.0, 55.1, 0.05),
        (3000.0, 5.83, 0.005),
    ):
        events = solve((Burn(name="return", dv_m_s=170.0, isp_s=isp),), 1_005_500.0)
        found.append(
            Row("mass chain, Keck", f"propellant at {isp:.0f} s", published,
                events[0].propellant_kg / 1e3, half_digit, "t", SOURCE)
        )  # fmt: skip
    return found


def spin() -> list[Row]:
    """De-spin of 1100 t at one turn a minute, 6 m by 12 m; published values within 5 %."""
    momentum = angular_momentum(cylinder_inertia(1.1e6, 6.0, 12.0), 60.0)
    spent = propellant(momentum, 287.0, 2.0)
    name = "de-spin, Keck"
    return [
        Row(name, "angular momentum, solid cylinder", 1.641e6, momentum, 5e-4, "N m s",
            "computed before the work began", relative=True),
        Row(name, "propellant, solid cylinder", 292.0, spent, 0.5, "kg",
            "computed before the work began"),
        Row(name, "angular momentum", 1.7e6, momentum, 0.05, "N m s", SOURCE, relative=True),
        Row(name, "propellant", 306.0, spent, 0.05, "kg", SOURCE, relative=True),
    ]  # fmt: skip


def baseline() -> list[Row]:
    """The baseline's masses from its own Δv, each figure within the rounding of what is printed.

    Δv of 6.6, 2.8 and 0.17 km/s are printed to two digits, masses to 0.1 t; the 13.6 t at the
    body hold 5.5 t, the xenon of the return, and 0.4 t that the printed chain does not name
    (propellant that stops the spin).
    """
    steps = (
        Burn(name="spiral", dv_m_s=6_600.0, isp_s=3000.0),
        Burn(name="outbound", dv_m_s=2_800.0, isp_s=3000.0),
        Spend(name="spin", mass_kg=400.0),
        Change(name="rock", mass_kg=1_300_000.0),
        Burn(name="return", dv_m_s=170.0, isp_s=3000.0),
    )
    events = {event.name: event for event in solve(steps, 1_305_500.0)}
    xenon = math.fsum(event.propellant_kg for event in events.values() if event.kind == "burn")
    # half of the last digit of Δv moves the return's xenon by 3 %, the spiral's by 1 %
    name = "mass chain, Keck 2008 HU4"
    thrust = thrust_n(40e3, 3000.0, 0.60)
    years = events["spiral"].propellant_kg * 3000.0 * 9.80665 / thrust / YEAR_S
    table = (
        ("mass in low orbit", 18.8, events["spiral"].before_kg / 1e3, 0.02),
        ("xenon of the spiral", 3.8, events["spiral"].propellant_kg / 1e3, 0.02),
        ("mass at C3 2 km²/s²", 15.0, events["outbound"].before_kg / 1e3, 0.02),
        ("xenon outbound", 1.4, events["outbound"].propellant_kg / 1e3, 0.04),
        ("mass at the body", 13.6, events["outbound"].after_kg / 1e3, 0.02),
        ("xenon of the return", 7.7, events["return"].propellant_kg / 1e3, 0.03),
        ("all xenon", 12.9, xenon / 1e3, 0.02),
    )
    found = [
        Row(name, what, published, computed, off, "t", SOURCE, relative=True)
        for what, published, computed, off in table
    ]
    # the published time holds passages through Earth's shadow, without power
    found.append(Row(name, "time of the spiral", 2.2, years, 0.07, "yr", SOURCE, relative=True))
    return found
