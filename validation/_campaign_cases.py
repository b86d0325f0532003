"""Tables of published campaigns, for their rows: Georgia Tech's lunar one, and Mars by the Moon."""

from windlass.base.epochs import YEAR_S
from windlass.campaign.tables import (
    Campaign,
    Commodity,
    Demand,
    Departure,
    Leg,
    Node,
    Process,
    Supply,
    Vehicle,
)

DAY = 86_400.0
GEORGIA_TECH_KG = 694_264.4171277
"""Launch mass that the test of the fixed spacecraft expects (spacelogistics)."""

DRY, HOLD, TANKS = 13_071.917273428024, 2_837.11768506991, 44_362.37800273237
ISP, CREW, STAY, FOOD = 420.0, 4, 3, 8.655


def georgia_tech(g0: float = 9.8) -> Campaign:
    """Two lunar missions a year apart by one spacecraft type; g0: that work takes 9.8 m/s²."""
    burns = {"oxygen": 1.0 / 6.5, "hydrogen": 5.5 / 6.5}
    ways = (
        ("earth", "leo", 1, 0.0, 0), ("leo", "llo", 3, 4040.0, 1), ("llo", "moon", 1, 1870.0, 4),
        ("moon", "llo", 1, 1870.0, 5 + STAY), ("llo", "leo", 3, 4040.0, 6 + STAY),
        ("leo", "earth", 1, 0.0, 9 + STAY),
    )  # fmt: skip
    begins = (0, 365)
    supplies: list[Supply] = []
    demands: list[Demand] = []
    for begin in begins:
        t, leave, home = (DAY * (begin + day) for day in (0, 5 + STAY, 10 + STAY))
        supplies += [
            Supply(node="earth", item=item, from_s=t, until_s=t)
            for item in ("spares", "food", "habitat", "oxygen", "hydrogen")
        ]
        supplies.append(Supply(node="earth", item="ship", amount=6, from_s=t, until_s=t))
        for node, when in (("earth", t), ("moon", leave)):
            supplies.append(Supply(node=node, item="crew", amount=CREW, from_s=when, until_s=when))
        supplies.append(Supply(node="moon", item="sample", from_s=leave, until_s=leave))
        demands += [
            Demand(node="moon", item="crew", amount=CREW, date_s=t + 5 * DAY),
            Demand(node="moon", item="habitat", amount=2000.0, date_s=t + 5 * DAY),
            Demand(node="moon", item="food", amount=CREW * STAY * FOOD, date_s=leave),
            Demand(node="earth", item="crew", amount=CREW, date_s=home),
            Demand(node="earth", item="sample", amount=1000.0, date_s=home),
        ]
    return Campaign(
        name="Georgia Tech, two lunar missions", start_s=0.0, end_s=(365 + 10 + STAY) * DAY,
        nodes=(Node(key="earth", stay=False), Node(key="leo", stay=False),
               Node(key="llo", storage=False), Node(key="moon", storage=False)),
        commodities=(
            Commodity(key="crew", unit_kg=100.0, whole=True, uses={"food": FOOD / DAY}),
            *(Commodity(key=key) for key in ("spares", "food", "habitat", "sample")),
            Commodity(key="oxygen", fluid=True), Commodity(key="hydrogen", fluid=True),
        ),
        vehicles=(
            Vehicle(key="ship", dry_kg=DRY, isp_s=ISP, burns=burns, hold_kg=HOLD,
                    tanks={key: TANKS * part for key, part in burns.items()},
                    upkeep={"spares": 0.01 * DRY}),
        ),
        legs=tuple(
            Leg(key=f"{a}-{b}", origin=a, destination=b, duration_s=days * DAY, dv_m_s=dv,
                vehicles=("ship",), launch=a == "earth", unlimited=a == "earth",
                departures=tuple(Departure(date_s=(begin + day) * DAY) for begin in begins))
            for a, b, days, dv, day in ways
        ),
        supplies=tuple(supplies), demands=tuple(demands), g0_m_s2=g0,
    )  # fmt: skip


CYCLE, OUT, WAIT, BACK = 780.0, 210.0, 500.0, 210.0
"""Days between Mars missions, of their way out, wait and way back."""

TURN = 30.0
"""Days of a cislunar flight with the turnaround after it: a ship flies once in so many."""

MARS_WAYS = (
    # (from, to, Δv m/s); no date: at any time
    ("leo", "l2", 3400.0), ("l2", "leo", 900.0), ("leo", "llo", 4040.0), ("llo", "leo", 1200.0),
    ("l2", "llo", 700.0), ("llo", "l2", 700.0), ("llo", "moon", 1870.0), ("moon", "llo", 1870.0),
)  # fmt: skip
MARS_DATED = (
    # (from, to, Δv m/s, days, days after the mission's own date)
    ("leo", "mars-orbit", 3700.0, OUT, 0.0), ("l2", "mars-orbit", 1300.0, OUT, 0.0),
    ("mars-orbit", "home", 2400.0, BACK, OUT + WAIT),
)  # fmt: skip


def mars_by_moon(rate_1_yr: float, missions: int = 3, upkeep_1_yr: float = 0.05) -> Campaign:
    """Return missions to Mars orbit and home, with a plant on the Moon where it is worth its mass.

    rate_1_yr: kg of water, electrolysed, a year by a kg of plant; 0: no plant.  upkeep_1_yr: spares
    a year, as a share of the plant.  Aerocapture at Mars, aerobraking at the Earth.
    """
    burns = {"oxygen": 6.0 / 7.0, "hydrogen": 1.0 / 7.0}
    tanks = {key: 10e3 * part for key, part in burns.items()}
    first = [CYCLE * (k + 1) for k in range(missions)]
    end = (first[-1] + OUT + WAIT + BACK) * DAY
    legs = [Leg(key="launch", origin="earth", destination="leo", duration_s=DAY, launch=True,
                vehicles=("launcher",), unlimited=True)]  # fmt: skip
    for a, b, dv in MARS_WAYS:
        low = "moon" in (a, b)
        legs.append(Leg(key=f"{a}-{b}", origin=a, destination=b, dv_m_s=dv, duration_s=TURN * DAY,
                        vehicles=("lander",) if low else ("tug",)))  # fmt: skip
    for a, b, dv, days, after in MARS_DATED:
        dates = tuple(Departure(date_s=(t + after) * DAY) for t in first)
        legs.append(Leg(key=f"{a}-{b}", origin=a, destination=b, dv_m_s=dv, duration_s=days * DAY,
                        vehicles=("tug",), departures=dates))  # fmt: skip
    demands = []
    for t in first:
        demands += [
            Demand(node="mars-orbit", item="payload", amount=40e3, date_s=(t + OUT) * DAY),
            Demand(node="home", item="cabin", amount=20e3, date_s=(t + OUT + WAIT + BACK) * DAY),
        ]
    made = {"oxygen": rate_1_yr / YEAR_S * 8.0 / 9.0, "hydrogen": rate_1_yr / YEAR_S / 9.0,
            "spares": -upkeep_1_yr / YEAR_S}  # fmt: skip
    works = (Process(key="water", node="moon", unit="plant", makes=made),)
    from_earth = ("payload", "cabin", "plant", "spares", *burns, "launcher", "tug", "lander")
    engine = {"isp_s": 450.0, "burns": burns, "tanks": tanks, "hold_kg": 1e6}
    return Campaign(
        name="Mars by the Moon", start_s=0.0, end_s=end,
        nodes=tuple(Node(key=key) for key in
                    ("earth", "leo", "l2", "llo", "moon", "mars-orbit", "home")),
        commodities=(
            *(Commodity(key=key) for key in ("payload", "cabin", "plant", "spares")),
            *(Commodity(key=key, fluid=True) for key in burns),
        ),
        vehicles=(
            Vehicle(key="launcher", dry_kg=0.0, expended=True),
            Vehicle(key="tug", dry_kg=1e3, rides=("launcher",), **engine),
            Vehicle(key="lander", dry_kg=2e3, rides=("launcher", "tug"), **engine),
        ),
        legs=tuple(legs),
        supplies=tuple(Supply(node="earth", item=item) for item in from_earth),
        demands=tuple(demands),
        processes=works if rate_1_yr > 0.0 else (),
    )  # fmt: skip
