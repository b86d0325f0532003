"""Judge returns by the Keck study's 2008 HU4: its five rows, and the chain of its baseline.

Each row is flown on its printed date, in its time, with its xenon and its speed at arrival, on the
orbit of the catalogue.  The tug leaves Earth with 5.5 t, the row's xenon, and the 0.4 t that the
baseline's 15.0 t also hold and that are left at the body.
"""

import math
from dataclasses import dataclass
from functools import lru_cache

from validation.table import Row, at_most
from windlass.base.constants import G0
from windlass.base.epochs import DAY_S, YEAR_S, parse_epoch
from windlass.catalogue.collection import lookup
from windlass.lowthrust.ends import asteroid, planet
from windlass.lowthrust.engine import solar
from windlass.lowthrust.leg import LowThrustLeg
from windlass.lowthrust.return_ask import Climb, ReturnAsk, Spin
from windlass.lowthrust.return_plan import ReturnPlan, plan_return
from windlass.lowthrust.trip import SolvedTrip, solve_trip
from windlass.lowthrust.trip_ask import LowThrustTrip, Stay
from windlass.lowthrust.trip_value import Valued

NAME = "return, Keck 2008 HU4"
SOURCE = "brophy2012"
OWN = "no published value"
DRY_KG = 5_500.0
OTHER_KG = 400.0
"""Mass of the printed baseline at Earth that is neither dry nor xenon: 15.0 - 5.5 - 9.1 t."""
ISP_S = 3000.0
POWER_W = 40e3
ENGINE = solar(POWER_W, ISP_S, 0.60)
VINF_OUT_M_S = 1e3 * math.sqrt(2.0)
STAY_S = 90.0 * DAY_S
LESS = 0.05
"""Share by which a returned mass may be below the published one."""


@dataclass(frozen=True, slots=True)
class Printed:
    """A row of the table: returned [t], xenon without the spiral [t], departure, time [yr], C3 at
    arrival [km²/s²]."""

    returned_t: float
    xenon_t: float
    leaves: str
    years: float
    c3: float


TABLE = (
    Printed(250.0, 5.0, "2022-04-27", 4.0, 1.8),
    Printed(400.0, 5.2, "2021-04-27", 5.0, 1.7),
    Printed(650.0, 6.5, "2020-04-27", 6.0, 1.6),
    Printed(950.0, 8.9, "2019-04-28", 7.0, 1.6),
    Printed(1300.0, 9.1, "2018-04-28", 8.0, 1.6),
)


def rows() -> list[Row]:
    """All of them."""
    made = [row for one in TABLE for row in of_row(one, flown(one))]
    return [*made, *as_printed(), *baseline(chain(flown(TABLE[-1]).coarse))]


def trip(one: Printed, other_kg: float = OTHER_KG) -> LowThrustTrip:
    """Return what a row asks: the most mass with its xenon, on its date."""
    leaves, within = parse_epoch(one.leaves), one.years * YEAR_S
    rock = asteroid(lookup("2008 HU4").orbit, (leaves, leaves + 1.02 * within))
    start = DRY_KG + other_kg + 1e3 * one.xenon_t
    out = LowThrustLeg(
        start=planet("earth", (0.0, VINF_OUT_M_S)), end=rock, departs_s=(leaves, leaves),
        tof_s=(200.0 * DAY_S, 0.7 * (within - YEAR_S)), mass_kg=(start, start), engine=ENGINE,
    )  # fmt: skip
    home = LowThrustLeg(
        start=rock, end=planet("earth", (0.0, 1e3 * math.sqrt(one.c3))),
        departs_s=(leaves + 290.0 * DAY_S, leaves + within - 0.5 * YEAR_S),
        tof_s=(0.3 * YEAR_S, within), mass_kg=(1e4, 3e6), engine=ENGINE,
    )  # fmt: skip
    stay = Stay(stays_s=(STAY_S, 700.0 * DAY_S), gains_kg=(1e3, 2.9e6))
    return LowThrustTrip(
        legs=(out, home), stays=(stay,), goal="gain", spend_kg=1e3 * one.xenon_t, within_s=within
    )


@lru_cache(maxsize=8)
def flown(one: Printed, other_kg: float = OTHER_KG) -> SolvedTrip:
    """Return a row's trip, solved and flown again."""
    return solve_trip(trip(one, other_kg))


def of_row(one: Printed, made: SolvedTrip) -> list[Row]:
    """The mass that comes home, and that nothing is used that the row does not have."""
    name, gain = f"{NAME}, {one.years:.0f} yr", made.gain_kg / 1e3
    home = made.legs[-1].best.told.w1_m_s / 1e3
    out = made.legs[0].best.told.w0_m_s / 1e3
    over = {
        "xenon": made.propellant_kg / (1e3 * one.xenon_t) - 1.0,
        "time": made.dates.time_s / (one.years * YEAR_S) - 1.0,
        "arrival C3": float(home @ home) / one.c3 - 1.0,
        "departure C3": float(out @ out) / 2.0 - 1.0,
    }
    most = max(over, key=lambda what: over[what])
    return [
        at_most(
            capability=name,
            quantity=f"returned {gain:,.0f} t, below the published {one.returned_t:,.0f} t by",
            limit=LESS, computed=max(0.0, 1.0 - gain / one.returned_t), unit="1", source=SOURCE,
        ),
        at_most(
            capability=name, quantity=f"more than printed, most of all of {most}", limit=1e-4,
            computed=max(0.0, over[most]), unit="1", source=SOURCE,
        ),
        at_most(
            capability=name, quantity="flown by another integrator, off", limit=1000.0,
            computed=max(leg.flown.miss_m for leg in made.legs) / 1e3, unit="km", source=OWN,
        ),
    ]  # fmt: skip


def as_printed() -> list[Row]:
    """The second row with the 15.0 t of the baseline at Earth: what is dead weight goes along."""
    one = TABLE[1]
    made = flown(one, 15e3 - DRY_KG - 1e3 * one.xenon_t)
    gain = made.gain_kg / 1e3
    return [
        at_most(
            capability=f"{NAME}, {one.years:.0f} yr, 15.0 t leave Earth",
            quantity=f"returned {gain:,.0f} t, below the published {one.returned_t:,.0f} t by",
            limit=LESS, computed=max(0.0, 1.0 - gain / one.returned_t), unit="1", source=SOURCE,
        )
    ]  # fmt: skip


def chain(near: Valued | None = None) -> ReturnPlan:
    """Return the baseline from low orbit on: 1300 t, with as little xenon as suffices.

    A sphere of 1300 t that turns once a minute, so loose that its spin takes the 0.4 t.
    """
    leaves, within = parse_epoch("2018-04-28"), 8.0 * YEAR_S
    ask = ReturnAsk(
        name="2008 HU4", orbit=lookup("2008 HU4").orbit, departs_s=(leaves, leaves),
        arrives_s=(leaves + within - 60.0 * DAY_S, leaves + within), within_s=within,
        power_w=POWER_W, isp_s=ISP_S, duty=1.0, dry_kg=DRY_KG, returned_kg=1.3e6, margin=0.0,
        stay_s=(STAY_S, 700.0 * DAY_S), vinf_out_m_s=VINF_OUT_M_S,
        vinf_home_m_s=1e3 * math.sqrt(1.6), capture="flyby", climb=Climb(),
        spin=Spin(period_s=60.0, density=1_170.0, isp_s=287.0, arm_m=2.0),
    )  # fmt: skip
    return plan_return(ask, near)


def baseline(plan: ReturnPlan) -> list[Row]:
    """Xenon and masses of the baseline, none above the published; what its return takes."""
    out, home = plan.trip.legs
    assert plan.climb is not None
    dv = ISP_S * G0 * math.log(home.best.start_kg / home.final_kg) / 1e3
    legs, climb = plan.trip.propellant_kg / 1e3, plan.climb.propellant_kg / 1e3
    low = plan.events[0].total_kg / 1e3
    found = [
        at_most(
            capability=f"{NAME}, baseline",
            quantity=f"{what} {ours:.2f} t, above the published {published} t by",
            limit=half_digit, computed=max(0.0, ours - published), unit="t", source=SOURCE,
        )
        for what, published, ours, half_digit in (
            ("mass in low orbit", 18.8, low, 0.05),
            ("mass at the lunar flyby", 15.0, out.best.start_kg / 1e3, 0.05),
            ("xenon of the spiral", 3.8, climb, 0.05),
            ("xenon of both legs", 9.1, legs, 0.05),
            ("all xenon", 12.9, legs + climb, 0.05),
        )
    ]  # fmt: skip
    return [
        *found,
        Row(f"{NAME}, baseline", "spin", OTHER_KG / 1e3, plan.extra.despin_kg / 1e3, 0.05, "t",
            SOURCE),
        at_most(
            capability=f"{NAME}, baseline", limit=0.005, unit="km/s", source=SOURCE,
            quantity=f"Δv of the return {dv:.3f} km/s, above the published 0.17 km/s by",
            computed=max(0.0, dv - 0.17),
        ),
    ]  # fmt: skip
