"""The least campaigns with one kind of constraint each, and their optima by hand.

``python -m tests.campaign.toy`` writes the golden files anew; look at what changed.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import log
from pathlib import Path
from typing import Any

from windlass.campaign.plan import flow as flows
from windlass.campaign.plan import grid as grids
from windlass.campaign.plan.flow import Flow
from windlass.campaign.plan.lp_text import write_lp
from windlass.campaign.tables import (
    Campaign,
    Commodity,
    Demand,
    Departure,
    Goal,
    Leg,
    Limit,
    Node,
    Process,
    Supply,
    Vehicle,
)

DAY = 86_400.0
GOLDEN = Path(__file__).parent / "golden"
CARGO = Commodity(key="cargo")
FUEL = Commodity(key="fuel", fluid=True)
PEOPLE = Commodity(key="people", unit_kg=100.0, whole=True, seat=True, agency="nasa")
SHIP = Vehicle(key="ship", dry_kg=1e3, hold_kg=2e3, flight_price=1e6)


@dataclass(frozen=True, slots=True)
class Toy:
    """A campaign, its goal, and its least value in the programme's units, by hand."""

    campaign: Campaign
    value: float
    goal: Goal = "cost"
    step_s: float = DAY


def leg(**more: Any) -> Leg:
    """The way out: leaves on day 0, arrives on day 1, counts as launched."""
    given: dict[str, Any] = {
        "key": "out", "origin": "base", "destination": "moon", "duration_s": DAY,
        "vehicles": ("ship",), "departures": (Departure(date_s=0.0),), "launch": True,
    }  # fmt: skip
    return Leg(**{**given, **more})


def toy(**more: Any) -> Campaign:
    """3 t of cargo by ships of 2 t."""
    given: dict[str, Any] = {
        "name": "toy", "start_s": 0.0, "end_s": DAY,
        "nodes": (Node(key="base"), Node(key="moon")), "commodities": (CARGO,),
        "vehicles": (SHIP,), "legs": (leg(),),
        "supplies": (Supply(node="base", item="cargo"), Supply(node="base", item="ship")),
        "demands": (Demand(node="moon", item="cargo", amount=3e3, date_s=DAY),),
    }  # fmt: skip
    return Campaign(**{**given, **more})


def supply(*items: str) -> tuple[Supply, ...]:
    """As much of each as is wanted, at the base."""
    return tuple(Supply(node="base", item=item) for item in items)


def want(item: str, amount: float, day: float = 1.0, node: str = "moon") -> Demand:
    """A demand at the Moon."""
    return Demand(node=node, item=item, amount=amount, date_s=day * DAY)


def _exposed() -> Campaign:
    """Two people are to be on the Moon on day 500.  By cruise 1.58 and there 1.37 mSv a day: who
    leaves first takes 316 + 411 of 600 mSv, who leaves on day 200 takes 316 + 137; the slow way
    is 632 by itself."""

    def way(key: str, day: float, lasts: float) -> Leg:
        return leg(key=key, vehicles=(key,), duration_s=lasts * DAY, where="cruise",
                   departures=(Departure(date_s=day * DAY),))  # fmt: skip

    ships = (("early", 1e6), ("late", 2e6), ("slow", 0.0))
    return toy(
        end_s=500 * DAY, legs=(way("early", 0, 200), way("late", 200, 200), way("slow", 0, 400)),
        vehicles=tuple(replace(SHIP, key=key, flight_price=price) for key, price in ships),
        nodes=(Node(key="base"), Node(key="moon", where="moon")), commodities=(PEOPLE,),
        supplies=(Supply(node="base", item="people", amount=8, until_s=200 * DAY),
                  *(Supply(node="base", item=key, until_s=200 * DAY) for key, _ in ships)),
        demands=(want("people", 2, 500),),
    )  # fmt: skip


def _feed() -> Campaign:
    """A tug burns 0.4 of what leaves: 2/3 of what arrives.  One tug (1 t) and pod (0.9 t) burn
    1.27 t of its 1 t tank, though the pod's would hold it; two tugs burn 1.93 t of 2 t."""
    tug = replace(SHIP, burns={"fuel": 1.0}, isp_s=300.0, tanks={"fuel": 1e3}, hold_kg=0.0)
    pod = Vehicle(key="pod", dry_kg=900.0, tanks={"fuel": 5e3}, rides=("ship",))
    return toy(
        commodities=(FUEL,), vehicles=(tug, pod), legs=(leg(shares={"ship": 0.4}),),
        supplies=supply("fuel", "ship", "pod"), demands=(want("pod", 1),),
    )  # fmt: skip


def _two_ways(**more: Any) -> Campaign:
    """Ships at 1 M and barges at 3 M, 1 t each, for 2 t; the ships' way is limited."""
    ship = replace(SHIP, hold_kg=1e3)
    barge = replace(ship, key="barge", flight_price=3e6)
    limit = Limit(key="pad", legs=("out",), flights=1, span_s=DAY, **more)
    return toy(
        vehicles=(ship, barge), legs=(leg(), leg(key="slow", vehicles=("barge",))),
        supplies=supply("cargo", "ship", "barge"), demands=(want("cargo", 2e3),), limits=(limit,),
    )  # fmt: skip


def toys() -> dict[str, Toy]:
    """All of them by the kind of constraint."""
    crew = Commodity(key="crew", unit_kg=100.0, whole=True, seat=True)
    free = replace(SHIP, dry_kg=0.0, flight_price=0.0)
    priced = (Supply(node="base", item="cargo", price=10.0), *supply("ship"))
    idle: dict[str, Any] = {"legs": (), "nodes": (Node(key="base"),), "end_s": 2 * DAY}
    burner = replace(SHIP, burns={"fuel": 1.0}, isp_s=300.0, tanks={"fuel": 9e3})
    both = supply("cargo", "fuel", "ship")
    return {
        "balance": Toy(
            toy(vehicles=(free,), legs=(leg(unlimited=True),), supplies=priced), 0.03
        ),
        "hold": Toy(toy(), 2.0),
        "tank": Toy(toy(
            commodities=(FUEL,), vehicles=(replace(SHIP, tanks={"fuel": 1e3}),),
            supplies=supply("fuel", "ship"), demands=(want("fuel", 3e3),),
        ), 3.0),
        "seats": Toy(toy(
            commodities=(crew,), vehicles=(replace(SHIP, seats=2),),
            supplies=supply("crew", "ship"), demands=(want("crew", 5),),
        ), 3.0),
        "pieces": Toy(toy(  # two of 0.9 t in a hold of 2 t, not 2.2
            commodities=(replace(crew, unit_kg=900.0, seat=False),),
            supplies=supply("crew", "ship"), demands=(want("crew", 5),),
        ), 3.0),
        "lift": Toy(toy(vehicles=(replace(SHIP, lift_kg=500.0),)), 6.0),
        "feed": Toy(_feed(), 2.0),
        "left-use": Toy(toy(  # 100 kg of a person, 5 kg of food for a day, 1 t of ship
            commodities=(replace(crew, uses={"cargo": 5.0 / DAY}), CARGO),
            supplies=supply("crew", "cargo", "ship"), demands=(want("crew", 1),),
        ), 1.105, "launch-mass"),
        "left-burn": Toy(toy(  # 1 t of ship and 1 t of cargo are half of what leaves
            commodities=(CARGO, FUEL), vehicles=(burner,), legs=(leg(shares={"ship": 0.5}),),
            supplies=both, demands=(want("cargo", 1e3),),
        ), 4.0, "launch-mass"),
        "left-boil-off": Toy(toy(
            commodities=(replace(FUEL, boiloff_1_s=-log(0.9) / DAY),), vehicles=(burner,),
            supplies=supply("fuel", "ship"), demands=(want("fuel", 900.0),),
        ), 2.0, "launch-mass"),
        "left-upkeep": Toy(toy(
            vehicles=(replace(SHIP, upkeep={"cargo": 20.0}),), demands=(want("cargo", 980.0),),
        ), 2.0, "launch-mass"),
        "none": Toy(toy(  # upkeep of what no hold can take: nothing flies, 1 M a flight saved
            commodities=(CARGO, FUEL), vehicles=(replace(SHIP, upkeep={"fuel": 1.0}),
                                                 replace(SHIP, key="barge", flight_price=5e6)),
            legs=(leg(vehicles=("ship", "barge")),),
            supplies=supply("cargo", "fuel", "ship", "barge"),
        ), 10.0),
        "stay": Toy(toy(  # a day in the ships' holds, though any ship could have brought it
            nodes=(Node(key="base"), Node(key="moon", storage=False)), end_s=2 * DAY,
            legs=(leg(unlimited=True),), demands=(want("cargo", 3e3, 2),),
        ), 2.0),
        "process": Toy(toy(  # a kg of plant makes 1 kg a day for two days: 10 kg at 1000
            nodes=(Node(key="moon"),), legs=(), commodities=(CARGO, Commodity(key="plant")),
            end_s=2 * DAY, demands=(want("cargo", 20.0, 2),),
            processes=(Process(key="works", node="moon", unit="plant",
                               makes={"cargo": 1.0 / DAY}),),
            supplies=(Supply(node="moon", item="plant", price=1e3, until_s=0.0),),
        ), 0.01),
        "supply-amount": Toy(toy(
            **idle, demands=(want("cargo", 3e3, 1, "base"),),
            supplies=(Supply(node="base", item="cargo", amount=1e3, price=1.0),
                      Supply(node="base", item="cargo", price=2.0)),
        ), 0.005),
        "supply-rate": Toy(toy(
            **idle, demands=(want("cargo", 3e3, 2, "base"),),
            supplies=(Supply(node="base", item="cargo", rate_1_s=1e3 / DAY, from_s=0.0, price=1.0),
                      Supply(node="base", item="cargo", price=2.0)),
        ), 0.004),
        "dose": Toy(_exposed(), 2.0, step_s=100 * DAY),
        "limit": Toy(_two_ways(), 4.0),
        "closed": Toy(_two_ways(closed=((0.0, 0.5 * DAY),)), 6.0),
        "demand": Toy(toy(
            legs=(leg(unlimited=True),), supplies=priced,
            demands=(want("cargo", 1e3), want("cargo", 2e3)), vehicles=(free,),
        ), 0.03),
        "done": Toy(toy(  # delivered on day 1 of 3: done for two days
            legs=(leg(departures=()),), end_s=3 * DAY, demands=(want("cargo", 3e3, 3),),
        ), -2.0, "time"),
    }  # fmt: skip


def build(one: Toy) -> Flow:
    """Its programme, a day a step."""
    return flows.build(one.campaign, grids.make(one.campaign, one.step_s), one.goal)


def main() -> None:
    """Write all golden files."""
    for name, one in toys().items():
        flow = build(one)
        (GOLDEN / f"{name}.lp").write_text(write_lp(flow.model.program, flow.matrix))


if __name__ == "__main__":
    main()
