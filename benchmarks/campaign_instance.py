"""The campaign that benchmarks plan: 8 nodes, 18 legs, 8 commodities, 3 vehicle types, by months.

A base on the Moon is kept up and grows, an asteroid is visited each year and sends home ore, and a
crew lands on Mars at each opposition; oxygen is made on the Moon.  Figures are round ones.
"""

from windlass.base.epochs import YEAR_S
from windlass.campaign.tables import (
    Campaign,
    Commodity,
    Demand,
    Departure,
    Leg,
    Limit,
    Node,
    Process,
    Supply,
    Vehicle,
)

DAY_S = 86_400.0
MONTH_S = YEAR_S / 12.0
NODES = ("earth", "leo", "l2", "llo", "moon", "asteroid", "mars-orbit", "mars")
WAYS = (
    # (from, to, Δv m/s, days, every so many months, from the month)
    ("earth", "leo", 0.0, 1.0, 0, 0),
    ("leo", "earth", 0.0, 1.0, 0, 0),
    ("leo", "l2", 3400.0, 10.0, 0, 0),
    ("l2", "leo", 900.0, 10.0, 0, 0),
    ("leo", "llo", 4040.0, 4.0, 0, 0),
    ("llo", "leo", 1200.0, 4.0, 0, 0),
    ("l2", "llo", 700.0, 5.0, 0, 0),
    ("llo", "l2", 700.0, 5.0, 0, 0),
    ("llo", "moon", 1870.0, 1.0, 0, 0),
    ("moon", "llo", 1870.0, 1.0, 0, 0),
    ("l2", "asteroid", 1400.0, 180.0, 12, 6),
    ("asteroid", "l2", 1100.0, 180.0, 12, 2),
    ("leo", "mars-orbit", 4600.0, 210.0, 26, 10),
    ("mars-orbit", "leo", 3300.0, 240.0, 26, 8),
    ("l2", "mars-orbit", 2200.0, 240.0, 26, 9),
    ("mars-orbit", "l2", 2000.0, 240.0, 26, 8),
    ("mars-orbit", "mars", 900.0, 1.0, 0, 0),
    ("mars", "mars-orbit", 4100.0, 1.0, 0, 0),
)


def instance(months: int, scale: float = 10.0) -> Campaign:
    """Return the campaign over so many months; scale: of its cargo."""
    food = {"food": 8.0 / DAY_S}
    commodities = (
        Commodity(key="crew", unit_kg=100.0, whole=True, uses=food, seat=True),
        Commodity(key="food"),
        Commodity(key="spares"),
        Commodity(key="payload"),
        Commodity(key="plant"),
        Commodity(key="ore"),
        Commodity(key="oxygen", fluid=True, boiloff_1_s=0.002 / (30.0 * DAY_S)),
        Commodity(key="hydrogen", fluid=True, boiloff_1_s=0.01 / (30.0 * DAY_S)),
    )
    burns = {"oxygen": 6.0 / 7.0, "hydrogen": 1.0 / 7.0}
    vehicles = (
        Vehicle(
            key="launcher", dry_kg=0.0, hold_kg=100e3, lift_kg=100e3, seats=8,
            tanks={"oxygen": 100e3, "hydrogen": 100e3}, expended=True, flight_price=150e6,
        ),
        Vehicle(
            key="tug", dry_kg=9e3, isp_s=450.0, burns=burns, hold_kg=30e3, lift_kg=90e3, seats=6,
            tanks={"oxygen": 60e3, "hydrogen": 10e3}, rides=("launcher",), price=120e6,
            upkeep={"spares": 90.0}, flight_price=2e6,
        ),
        Vehicle(
            key="lander", dry_kg=7e3, isp_s=450.0, burns=burns, hold_kg=15e3, lift_kg=40e3, seats=6,
            tanks={"oxygen": 30e3, "hydrogen": 5e3}, rides=("launcher", "tug"), price=180e6,
            upkeep={"spares": 140.0}, flight_price=3e6,
        ),
    )  # fmt: skip
    end = months * MONTH_S
    legs = tuple(_leg(*way, end) for way in WAYS)
    prices = {
        "crew": 0.0, "food": 20.0, "spares": 2000.0, "payload": 100.0, "plant": 5000.0,
        "oxygen": 1.0, "hydrogen": 6.0, "launcher": 0.0, "tug": 0.0, "lander": 0.0,
    }  # fmt: skip
    supplies = (
        *(Supply(node="earth", item=item, price=price) for item, price in prices.items()),
        Supply(node="asteroid", item="ore"),
        *_back(months),
    )
    return Campaign(
        name=f"{months} months",
        start_s=0.0,
        end_s=end,
        nodes=tuple(Node(key=key) for key in NODES),
        commodities=commodities,
        vehicles=vehicles,
        legs=legs,
        supplies=supplies,
        demands=tuple(_demands(months, scale)),
        processes=(
            Process(
                key="oxygen", node="moon", unit="plant",
                makes={"oxygen": 5.0 / YEAR_S, "spares": -0.05 / YEAR_S},
            ),
        ),
        limits=(Limit(key="pads", legs=("earth-leo",), flights=0.8 * scale + 2.0, span_s=MONTH_S),),
    )  # fmt: skip


def _leg(a: str, b: str, dv: float, days: float, every: int, first: int, end: float) -> Leg:
    lasts = days * DAY_S
    dates = [m * MONTH_S for m in range(first, 10_000, every)] if every else []
    return Leg(
        key=f"{a}-{b}",
        origin=a,
        destination=b,
        dv_m_s=dv,
        duration_s=lasts,
        vehicles=("launcher",) if (a, b) == ("earth", "leo") else ("tug", "lander"),
        departures=tuple(Departure(date_s=t) for t in dates if t + lasts <= end),
        launch=a == "earth",
    )


def _demands(months: int, scale: float) -> list[Demand]:
    wanted = []
    for m in range(6, months, 6):
        t = m * MONTH_S
        wanted.append(Demand(node="moon", item="payload", amount=8e3 * scale, date_s=t))
        wanted.append(Demand(node="moon", item="food", amount=1e3 * scale, date_s=t))
        wanted.append(Demand(node="moon", item="crew", amount=4, date_s=t))
        if m + 3 < months:
            wanted.append(Demand(node="earth", item="crew", amount=4, date_s=t + 3.0 * MONTH_S))
    wanted += [
        Demand(node="l2", item="ore", amount=10e3 * scale, date_s=m * MONTH_S)
        for m in range(22, months, 12)
    ]
    wanted += [
        Demand(node="mars", item="payload", amount=12e3 * scale, date_s=m * MONTH_S)
        for m in range(20, months, 26)
    ]
    return wanted


def _back(months: int) -> list[Supply]:
    """People who go home: they are free to leave three months after they came."""
    return [
        Supply(node="moon", item="crew", amount=4, from_s=t, until_s=t)
        for m in range(6, months, 6)
        if m + 3 < months
        for t in [(m + 2) * MONTH_S]
    ]
