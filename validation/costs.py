"""Judge relationships and work-breakdowns: the handbook's launcher, moments against draws; and
values of coalitions: the planner's programme of prizes against plans of restricted tables."""

from dataclasses import replace
from itertools import combinations
from pathlib import Path

import numpy as np

from validation.table import Row
from windlass.base.figure import leaf
from windlass.campaign.plan import flow as flows
from windlass.campaign.plan import grid as grids
from windlass.campaign.plan import prize
from windlass.campaign.plan.plan import plan
from windlass.campaign.tables import Campaign
from windlass.economics import breakdown, relationships
from windlass.economics.uncertain import Uncertain
from windlass.studies import campaign_load
from windlass.studies.coalitions import Player, values

SHIPPED = Path(__file__).resolve().parents[1] / "src" / "windlass" / "data" / "campaigns"
STEP = 180.0 * 86_400.0
RANGE = 30


def rows() -> list[Row]:
    return [*ariane(), *sums(), *coalitions()]


def ariane() -> list[Row]:
    """Ariane 5 element by element, and two others, in work-years: koelle2007's own examples."""
    found = []
    for title, key, kg, factors, told in (
        ("SSME, development", "engine-development", 3180.0, (1.30, 1.22, 0.85), 17_921.0),
        ("Vulcain, development", "engine-development", 1685.0, (1.1, 0.79, 0.9, 0.86), 6_592.0),
        ("Aestus, development", "pressure-engine-development", 119.0, (0.8, 1.0, 0.8, 0.77), 438.0),
        ("Ariane 5 core, development", "stage-development", 13_610.0, (1.1, 1.16, 0.85, 0.86),
         18_092.0),
        ("Ariane 5 upper stage, development", "stage-development", 2_500.0, (0.9, 1.09, 0.9, 0.86),
         5_750.0),
        ("Ariane 5 core, first unit", "stage-production", 13_610.0, (0.86,), 435.0),
        ("Ariane 5 upper stage, first unit", "storable-stage-production", 2_500.0, (0.86,), 110.0),
        ("Vulcain, first unit", "engine-production", 1685.0, (0.86,), 144.0),
        ("Ariane 5 booster, first unit", "solid-motor-production", 39_300.0, (0.86,), 155.0),
    ):  # fmt: skip
        cost = relationships.cost(
            f"transcost-{key}", leaf("mass", kg, "kg", status="chosen"), name="cost",
            factors={f"f{k}": leaf(f"f{k}", f, "", status="chosen") for k, f in enumerate(factors)},
            work_year=leaf("work_year", 1.0, "USD2024", status="chosen"),
        )  # fmt: skip
        found.append(Row("TRANSCOST", title, told, cost.value, 1.0, unit="work-years",
                         source="koelle2007"))  # fmt: skip
    return found


def sums() -> list[Row]:
    """Percentiles of sums of correlated costs, by moments and by draws, worst of many."""
    rng = np.random.default_rng(7)
    worst = 0.0
    for _ in range(RANGE):
        n = int(rng.integers(2, 9))
        wide = rng.uniform(1.1, 2.0, n)
        middle = rng.uniform(1.0, 100.0, n)
        costs = [Uncertain(name=f"c{k}", value=v, low=v / w, high=v * w)
                 for k, (v, w) in enumerate(zip(middle, wide, strict=True))]  # fmt: skip
        rho = breakdown.correlation([one.name for one in costs], float(rng.uniform(0.0, 0.8)))
        spread = breakdown.spread(costs, rho)
        for percent in (20.0, 50.0, 70.0, 80.0):
            drawn = spread.drawn_percentile(percent)
            worst = max(worst, abs(spread.percentile(percent) / drawn - 1.0))
    equal = [Uncertain(name=f"e{k}", value=1.0, low=0.5, high=2.0) for k in range(9)]
    alone = breakdown.moments(equal[0])[1]
    apart, as_one = (
        breakdown.spread(equal, breakdown.correlation([one.name for one in equal], r)).deviation
        for r in (0.0, 1.0)
    )
    return [
        Row("work-breakdown", f"percentiles by moments and by draws, {RANGE} sums, worst apart",
            0.0, worst, 0.03, unit="", source="book1999"),
        Row("work-breakdown", "nine equal parts, independent: by the deviation of one", 3.0,
            apart / alone, 1e-9, unit="", source="book1999"),
        Row("work-breakdown", "nine equal parts, as one: by the deviation of one", 9.0,
            as_one / alone, 1e-9, unit="", source="book1999"),
    ]  # fmt: skip


def coalitions() -> list[Row]:
    """All coalitions of four owners, each planned anew on its own tables."""
    rows = campaign_load.tables(campaign_load.load(SHIPPED / "m7-hu4.toml"))
    flow = flows.build(rows, grids.make(rows, STEP), "cost")
    made = prize.prized(flow, [(0, 1)], [True])
    worth = np.array([4e9])
    owners = ("launcher", "other-launcher", "tug", "heavy-tug")
    players = [Player(key=item, owns=(f"supply.{item}",), budget=1.2e9, worth=np.zeros(1))
               for item in owners]  # fmt: skip
    found = values(made, players, worth, gap=1e-4)
    apart = 0.0
    for size in range(1, 5):
        for who in combinations(owners, size):
            by_hand = _alone(rows, set(owners) - set(who), 1.2e9 * size, float(worth[0]))
            apart = max(apart, abs(found.game.values[found.game.number(who)] - by_hand))
    return [
        Row("coalitions", "value of 15 coalitions, each planned on tables of its own, worst apart",
            0.0, apart / found.game.total, 3e-4, unit="", source="plan of restricted tables"),
        Row("coalitions", "a launcher and a tug that two partners can pay for come to something",
            1.0, float(found.game.values[found.game.number(("launcher", "tug"))] > 0.0), 0.0,
            unit="", source="plan of restricted tables"),
    ]  # fmt: skip


def _alone(rows: Campaign, lacking: set[str], budget: float, worth: float) -> float:
    """Return what tables without some supplies come to: worth less least cost, if it is paid."""
    from windlass.base.errors import NotSolved

    own = replace(rows, supplies=tuple(one for one in rows.supplies if one.item not in lacking))
    try:
        found = plan(own, step_s=STEP, gap=1e-6)
    except NotSolved:
        return 0.0
    return max(0.0, worth - found.cost) if found.cost <= budget else 0.0
