"""Strategic plans beside published launch masses, an independent formulation, finer grids."""

import importlib.util
from dataclasses import replace
from importlib.resources import files
from pathlib import Path

import numpy as np

from validation import _campaign_linopy as judge
from validation._campaign_cases import DAY, GEORGIA_TECH_KG, georgia_tech, mars_by_moon
from validation.table import Row, at_most, skip
from windlass.campaign.plan import flow as flows
from windlass.campaign.plan import grid as grids
from windlass.campaign.plan.pareto import front
from windlass.campaign.plan.plan import plan
from windlass.campaign.plan.replan import Planner
from windlass.campaign.plan.solver import Solver, columns_of
from windlass.campaign.tables import Campaign, Goal
from windlass.studies.campaign_load import load, tables

EVENTS_S = 1e9
"""A step longer than any campaign: the instants are its events."""

STEP_S = 60 * DAY
LONG_S = 260 * DAY

GEORGIA = "Georgia Tech's lunar campaign"
MARS = "Mars by the Moon"
RATE = 10.0


def rows() -> list[Row]:
    """All rows."""
    return [*_georgia_tech(), *_linopy(), *_mars(), *_grid(), *_warm(), *_front()]


def relaxed_t(campaign: Campaign, step_s: float) -> float:
    """Return the launch mass [t] where flights may be parts, as in a generalised flow."""
    flow = flows.build(campaign, grids.make(campaign, step_s), "launch-mass")
    solver = Solver(flow.matrix)
    solver.whole(columns_of(flow.matrix), False)
    return solver.solve().value


def _georgia_tech() -> list[Row]:
    source = "spacelogistics"
    found = plan(georgia_tech(), goal="launch-mass", step_s=EVENTS_S, gap=1e-6)
    flow = flows.build(georgia_tech(), grids.make(georgia_tech(), EVENTS_S), "launch-mass")
    plain = Solver(flow.matrix).solve(gap=1e-6)
    other = plan(georgia_tech(9.80665), goal="launch-mass", step_s=EVENTS_S, gap=1e-6)
    return [
        Row(GEORGIA, "launch mass, by the search", GEORGIA_TECH_KG, found.value, 1e-9, "kg",
            source, relative=True),
        Row(GEORGIA, "launch mass, by HiGHS alone", GEORGIA_TECH_KG, plain.value * 1e3, 1e-9,
            "kg", source, relative=True),
        at_most(capability=GEORGIA, quantity="gap to what is proven", limit=1e-6,
                computed=found.gap, unit="", source=source),
        Row(GEORGIA, "launch mass with g0 of 9.80665 m/s², beside theirs with 9.8",
            GEORGIA_TECH_KG, other.value, 1e-2, "kg", source, relative=True),
    ]  # fmt: skip


def _linopy() -> list[Row]:
    if importlib.util.find_spec("linopy") is None:
        return [skip(capability="flow", quantity="launch mass", source="linopy",
                     reason="linopy is not installed")]  # fmt: skip
    lunar = judge.solve(georgia_tech(), EVENTS_S, "launch-mass", gap=1e-6)
    mars = mars_by_moon(RATE, missions=1)
    anew = judge.solve(mars, STEP_S, "launch-mass", relaxed=True)
    return [
        Row(GEORGIA, "launch mass, written anew in linopy", GEORGIA_TECH_KG, lunar.value * 1e3,
            1e-9, "kg", "linopy", relative=True),
        Row(MARS, "launch mass of one mission, relaxed, written anew in linopy", anew.value,
            relaxed_t(mars, STEP_S), 1e-7, "t", "linopy", relative=True),
    ]  # fmt: skip


def _mars() -> list[Row]:
    """Its direction; the inputs are ours where the paper's are not at hand (docs/methods)."""
    without = relaxed_t(mars_by_moon(0.0), STEP_S)
    with_plant = relaxed_t(mars_by_moon(RATE), STEP_S)
    low, high = 0.5, 5.0
    while high - low > 0.05:
        middle = 0.5 * (low + high)
        pays = relaxed_t(mars_by_moon(middle), STEP_S) < without * (1.0 - 1e-4)
        low, high = (low, middle) if pays else (middle, high)
    return [
        at_most(capability=MARS, quantity=f"launch mass with a plant of {RATE:g} kg/yr per kg, "
                "as a part of that without", limit=0.9, computed=with_plant / without, unit="",
                source="ishimatsu2016"),
        Row(MARS, "productivity at which a plant begins to pay, three missions, own inputs", 1.8,
            high, 0.9, "kg/yr per kg", "ishimatsu2016"),
    ]  # fmt: skip


def _grid() -> list[Row]:
    coarse, half, quarter = (
        relaxed_t(mars_by_moon(RATE, missions=1), days * DAY) for days in (60.0, 30.0, 15.0)
    )
    return [
        at_most(capability="grid", quantity=f"{name} of the step, change of the optimum",
                limit=0.02, computed=abs(value / coarse - 1.0), unit="", source="own")
        for name, value in (("half", half), ("a quarter", quarter))
    ]  # fmt: skip


def _warm() -> list[Row]:
    """Changed demands and a stoppage in a kept solver, against new ones."""
    tables = mars_by_moon(RATE, missions=1)
    grid = grids.make(tables, STEP_S)
    warm = Planner(grid=grid, goal="launch-mass")
    warm.relax(tables)
    most = 0.0
    for amount in (30e3, 55e3, 80e3):
        first = replace(tables.demands[0], amount=amount)
        change = replace(tables, demands=(first, *tables.demands[1:]))
        cold = Planner(grid=grid, goal="launch-mass").relax(change)
        most = max(most, abs(warm.relax(change).value / cold.value - 1.0))
    assert all(warm.warm[1:])
    return [
        at_most(capability="warm and cold", quantity="optimum after a changed demand", limit=1e-6,
                computed=most if np.isfinite(most) else np.inf, unit="", source="own"),
        _shipped_whole(tables),
    ]  # fmt: skip


def _shipped_whole(tables: Campaign) -> Row:
    """A plan of whole flights is never below its relaxation."""
    least = relaxed_t(tables, LONG_S)
    whole = plan(tables, goal="launch-mass", step_s=LONG_S, gap=0.01, limit_s=20.0)
    return at_most(
        capability=MARS, quantity="relaxation above a plan of whole flights", limit=1e-6,
        computed=max(0.0, least * 1e3 / whole.value - 1.0), unit="", source="own",
    )  # fmt: skip


def _front() -> list[Row]:
    """Ends of fronts beside plans of single goals; weighted sums as the judge between."""
    shipped = Path(str(files("windlass") / "data" / "campaigns"))
    pairs: tuple[tuple[str, Goal], ...] = (("2008-hu4", "time"), ("goldilocks", "launch-mass"))
    found = []
    for name, against in pairs:
        file = load(shipped / f"{name}.toml")
        campaign = tables(file)
        one = front(campaign, grids.make(campaign, file.step), goal=file.goal, against=against,
                    points=3, gap=file.gap, limit_s=60.0)  # fmt: skip
        for goal, value in ((file.goal, one.points[-1].value), (against, one.points[0].against)):
            alone = plan(campaign, goal=goal, step_s=file.step, gap=file.gap, limit_s=60.0)
            found.append(at_most(
                capability="front", quantity=f"{name}: end of least {goal}, off its own plan",
                limit=file.gap, computed=abs(value / alone.value - 1.0), unit="", source="own",
            ))  # fmt: skip
    return [*found, _weighted()]


def two_types() -> Campaign:
    """Georgia Tech's campaign with prices, and a second ship: a tenth lighter, and dearer."""
    given = georgia_tech()
    ship = replace(given.vehicles[0], price=50e6)
    light = replace(ship, key="light", dry_kg=0.9 * ship.dry_kg, price=90e6)
    more = [replace(one, item="light") for one in given.supplies if one.item == "ship"]
    return replace(
        given, vehicles=(ship, light), supplies=(*given.supplies, *more),
        legs=tuple(replace(leg, vehicles=("ship", "light")) for leg in given.legs),
    )  # fmt: skip


def _weighted() -> Row:
    """By how much a plan of HiGHS alone, for a sum of both goals, beats a point in both."""
    campaign = two_types()
    grid = grids.make(campaign, EVENTS_S)
    one = front(campaign, grid, goal="launch-mass", against="cost", points=6, gap=1e-6)
    flow = flows.build(campaign, grid, "launch-mass")
    most = 0.0
    for weight in (0.01, 0.1, 0.15, 0.3, 1.0):
        solver = Solver(flow.matrix)
        solver.cost(flow.launched + weight * flow.money / 1e6)
        x = solver.solve(gap=1e-6).x
        assert x is not None
        mass, cost = 1e3 * float(flow.launched @ x), float(flow.money @ x)
        for point in one.points:
            most = max(most, min(1.0 - mass / point.value, 1.0 - cost / point.against))
    return at_most(
        capability="front",
        quantity=f"{GEORGIA}, two types of ship: weighted sums better than {len(one.points)} "
        "points in both goals, by", limit=1e-5, computed=most, unit="", source="own",
    )  # fmt: skip
