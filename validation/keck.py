"""Judge the mass chain by the Keck study's 2008 HU4 mission, and what stops the spin."""

import math

from validation.table import Row
from windlass.base.constants import G0
from windlass.transfers.despin import angular_momentum, cylinder_inertia, propellant
from windlass.transfers.electric import thrust_n
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


def masses(more: float = 0.0) -> dict[str, float]:
    """The baseline's masses [t] from its printed Δv, each ``more`` half digits larger.

    The 13.6 t at the body hold 5.5 t, the xenon of the return, and 0.4 t that the printed
    chain does not name (propellant that stops the spin).
    """
    burn = {"isp_s": 3000.0}
    steps = (
        Burn(name="spiral", dv_m_s=6_600.0 + 50.0 * more, **burn),
        Burn(name="outbound", dv_m_s=2_800.0 + 50.0 * more, **burn),
        Spend(name="spin", mass_kg=400.0),
        Change(name="rock", mass_kg=1_300_000.0),
        Burn(name="return", dv_m_s=170.0 + 5.0 * more, **burn),
    )
    events = {event.name: event for event in solve(steps, 1_305_500.0)}
    return {
        "mass in low orbit": events["spiral"].before_kg / 1e3,
        "xenon of the spiral": events["spiral"].propellant_kg / 1e3,
        "mass at C3 2 km²/s²": events["outbound"].before_kg / 1e3,
        "xenon outbound": events["outbound"].propellant_kg / 1e3,
        "mass at the body": events["outbound"].after_kg / 1e3,
        "xenon of the return": events["return"].propellant_kg / 1e3,
        "all xenon": math.fsum(e.propellant_kg for e in events.values() if e.kind == "burn") / 1e3,
    }


def baseline() -> list[Row]:
    """The baseline's masses within what the rounding of its printed Δv and masses allows."""
    published = (18.8, 3.8, 15.0, 1.4, 13.6, 7.7, 12.9)
    computed, more = masses(), masses(1.0)
    name = "mass chain, Keck 2008 HU4"
    found = [
        Row(name, what, value, computed[what], more[what] - computed[what] + 0.05, "t", SOURCE)
        for what, value in zip(computed, published, strict=True)
    ]
    thrust = thrust_n(40e3, 3000.0, 0.60)
    years = computed["xenon of the spiral"] * 1e3 * 3000.0 * G0 / thrust / YEAR_S
    # the published time holds passages through Earth's shadow, without power
    found.append(Row(name, "time of the spiral", 2.2, years, 0.07, "yr", SOURCE, relative=True))
    return found
