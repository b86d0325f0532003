"""A small campaign with one of everything, for tests: an outpost on the Moon that makes oxygen."""

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

DAY = 86_400.0
BURNS = {"oxygen": 0.8, "hydrogen": 0.2}


def campaign() -> Campaign:
    """Return it: two flights out, one of them with people, who come home."""
    return Campaign(
        name="small",
        start_s=0.0,
        end_s=60 * DAY,
        nodes=(
            Node(key="earth"),
            Node(key="orbit"),
            Node(key="moon", storage=False),
        ),
        commodities=(
            Commodity(
                key="crew", unit_kg=100.0, whole=True, uses={"food": 5.0 / DAY}, seat=True
            ),
            Commodity(key="food"),
            Commodity(key="spares"),
            Commodity(key="plant"),
            Commodity(key="oxygen", fluid=True, boiloff_1_s=1e-3 / DAY),
            Commodity(key="hydrogen", fluid=True, boiloff_1_s=2e-3 / DAY),
        ),
        vehicles=(
            Vehicle(
                key="launcher", dry_kg=0.0, hold_kg=50e3, lift_kg=50e3, seats=6, expended=True,
                tanks={"oxygen": 50e3, "hydrogen": 50e3}, flight_price=90e6,
            ),
            Vehicle(
                key="lander", dry_kg=4e3, isp_s=440.0, burns=BURNS, hold_kg=6e3, seats=4,
                tanks={"oxygen": 24e3, "hydrogen": 6e3}, rides=("launcher",), price=50e6,
                upkeep={"spares": 20.0},
            ),
        ),
        legs=(
            Leg(
                key="up", origin="earth", destination="orbit", duration_s=0.5 * DAY,
                vehicles=("launcher",), launch=True,
            ),
            Leg(
                key="out", origin="orbit", destination="moon", dv_m_s=5000.0, duration_s=5 * DAY,
                vehicles=("lander",),
                departures=tuple(Departure(date_s=t * DAY) for t in (10.0, 25.0)),
            ),
            Leg(
                key="back", origin="moon", destination="orbit", dv_m_s=2600.0, duration_s=5 * DAY,
                vehicles=("lander",),
            ),
        ),
        supplies=(
            *(
                Supply(node="earth", item=item, price=price)
                for item, price in (("food", 10.0), ("spares", 100.0), ("plant", 1000.0),
                                    ("oxygen", 1.0), ("hydrogen", 5.0), ("launcher", 0.0),
                                    ("lander", 0.0))
            ),
            Supply(node="earth", item="crew", amount=2),
            Supply(node="moon", item="crew", amount=2, from_s=40 * DAY, until_s=40 * DAY),
        ),
        demands=(
            Demand(node="moon", item="plant", amount=1e3, date_s=15 * DAY, anchor="plant"),
            Demand(node="moon", item="crew", amount=2, date_s=30 * DAY, anchor="crew out"),
            Demand(node="orbit", item="crew", amount=2, date_s=60 * DAY, anchor="crew back"),
        ),
        processes=(
            Process(
                key="oxygen", node="moon", unit="plant",
                makes={"oxygen": 0.01 / DAY, "spares": -1e-4 / DAY},
            ),
        ),
        limits=(Limit(key="pad", legs=("up",), flights=2, span_s=5 * DAY),),
    )  # fmt: skip
