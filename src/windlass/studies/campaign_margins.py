"""A campaign planned again with the margins that its own simulation asks for.

Plan, schedule and simulation come first; what they say must be held back is laid on the tables and
on the due dates; plan, schedule and simulation follow again, the plan from the first one's flights.
Checked: tests/studies/test_campaign_margins.py.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from windlass.base.epochs import DAY_S, format_epoch
from windlass.base.errors import InvalidInput, NotSolved
from windlass.campaign.plan import flow as flows
from windlass.campaign.plan import grid as grids
from windlass.campaign.plan.check import check
from windlass.campaign.plan.plan import Plan
from windlass.campaign.plan.replan import Planner
from windlass.campaign.plan.why_not import Short, short
from windlass.campaign.risk.margins import Margins, margins, with_margins
from windlass.campaign.risk.simulate import RiskResult, simulate
from windlass.campaign.risk.summary import percentile
from windlass.campaign.tables import Campaign
from windlass.studies import campaign_risk, campaign_schedule
from windlass.studies.campaign_file import CampaignFile
from windlass.studies.campaign_load import tables
from windlass.studies.campaign_margins_tables import (
    as_flown,
    held_back,
    needed,
    pad_legs,
    why_not,
)
from windlass.studies.campaign_run import Planned
from windlass.studies.campaign_schedule import Scheduled
from windlass.studies.campaign_timetable import timetable, wanted

Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class Flown:
    """A plan, its schedule, and the campaigns simulated of it; in_time (n, flights): whether each
    flight is there when the plan or the file needs it; by_schedule (flights,): whether it is
    so with nothing going wrong."""

    planned: Planned
    schedule: Scheduled
    risk: RiskResult
    in_time: Flags
    by_schedule: Flags


@dataclass(frozen=True, slots=True, kw_only=True)
class Margined:
    """Both ways side by side; after: none where no plan has the margins, and then what is short and
    which departures would have to be earlier.

    legs_s: margin by leg [s], after the leg's own arrival; unsure: flights that in the share of
    campaigns do not come at all, which no time mends; warm: the plan began from the one before it;
    rounds: how often margins were laid on.  Where short is given beside an after, a further round
    had no plan.
    """

    file: CampaignFile
    share: float
    rounds: int
    found: Margins
    legs_s: dict[str, float]
    unsure: tuple[str, ...]
    before: Flown
    after: Flown | None
    short: tuple[Short, ...]
    why: tuple[str, ...]
    warm: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class _Case:
    """What stays the same from round to round."""

    file: CampaignFile
    rows: Campaign
    planner: Planner
    share: float
    many: int
    workers: int
    dates_s: float


def run(
    file: CampaignFile,
    *,
    share: float = 0.8,
    many: int | None = None,
    workers: int = 2,
    rounds: int = 3,
    limit_s: float = 300.0,
    dates_s: float = 10.0,
    tell: Callable[[str], None] | None = None,
) -> Margined:
    """Return a campaign with and without the margins that keep its dates in a share of campaigns.

    many: simulated campaigns, the file's own number unless given; rounds: how often margins are
    measured and laid on at most, since other dates have other delays; limit_s, dates_s: of one
    search for a plan, and for dates.  Raises InvalidInput for a share that is not between 0 and 1
    and for a plan without flights from pads, NotSolved where there is no first plan.
    """
    if not 0.0 < share < 1.0:
        raise InvalidInput("share of campaigns that keep their dates", value=share,
                           remedy="give one between 0 and 1, such as 0.8")  # fmt: skip
    if rounds < 1:
        raise InvalidInput("rounds of margins", value=rounds, remedy="give 1 or more")
    rows = tables(file)
    grid = grids.make(rows, file.step)
    case = _Case(
        file=file, rows=rows, share=share, many=many or file.risk.campaigns, workers=workers,
        dates_s=dates_s, planner=Planner(grid=grid, goal=file.goal, gap=file.gap,
                                         limit_s=limit_s, seed=file.seed),
    )  # fmt: skip
    first = case.planner.plan(rows, tell=tell)
    _held(rows, first, "windlass campaign plan")
    done = campaign_schedule.run(file, rows, first, limit_s=dates_s, ready=False)
    state = before = _flown(case, rows, first, done)
    after, legs_s, warm, taken = None, dict[str, float](), False, 0
    lacking: tuple[Short, ...] = ()
    for _ in range(rounds):
        found = margins(campaign_risk.ask(state.schedule, rows), state.risk, share)
        more = _longer(legs_s, _by_leg(file, state, found))
        if after is not None and more == legs_s:
            break
        taken += 1
        held = held_back(rows, grid, more, found.vehicles)
        second, lacking = _again(case, held, tell)
        legs_s = more
        if second is None:
            break
        warm = case.planner.begun
        state = after = _with_margins(case, held, second, legs_s, found)
        if _sure(state) >= share:
            break
    return Margined(
        file=file, share=share, rounds=taken, found=found, legs_s=legs_s, before=before,
        after=after, short=lacking, warm=warm,
        unsure=tuple(one.flight for one in found.flights if math.isinf(one.margin_s)),
        why=tuple(why_not(rows, state.planned.plan, legs_s)) if lacking and state.planned.plan
        else (),
    )  # fmt: skip


def _longer(one: Mapping[str, float], other: Mapping[str, float]) -> dict[str, float]:
    return {key: max(one.get(key, 0.0), other.get(key, 0.0)) for key in {**one, **other}}


def _again(
    case: _Case, held: Campaign, tell: Callable[[str], None] | None
) -> tuple[Plan | None, tuple[Short, ...]]:
    """Return the plan of tables with margins, or what is short where there is none."""
    try:
        plan = case.planner.plan(held, tell=tell)
    except NotSolved:
        lacking = short(flows.build(held, case.planner.grid, case.file.goal))
        if not lacking:
            raise
        return None, lacking
    _held(held, plan, "give the legs more departures, or a smaller --share")
    return plan, ()


def _with_margins(
    case: _Case, held: Campaign, plan: Plan, legs_s: Mapping[str, float], found: Margins
) -> Flown:
    """Return a plan made with margins, scheduled without them in its legs, and simulated."""
    file, rows = case.file, case.rows
    flown = as_flown(rows, plan, legs_s)
    earlier = with_margins(timetable(file, rows, flown), _of_file(file, rows, found))
    done = campaign_schedule.run(
        file, rows, flown, limit_s=case.dates_s, ready=False, table=earlier
    )
    return _flown(case, held, plan, done)


def _sure(state: Flown) -> float:
    """Return the share of campaigns in which the least sure of the plan's own flights is there."""
    assert state.planned.plan is not None
    pads = pad_legs(state.planned.file, state.planned.plan)
    planned = np.array([key in pads for key in state.risk.flights], dtype=bool)
    return float(state.in_time[:, planned].mean(axis=0).min(initial=1.0))


def _held(campaign: Campaign, plan: Plan, remedy: str) -> None:
    verdict = check(campaign, plan)
    if not verdict.holds:
        raise NotSolved(
            f"the replay refuses the plan: {verdict.faults[0].rule}", status=0,
            value=len(verdict.faults), remedy=remedy,
        )  # fmt: skip


def _flown(case: _Case, held: Campaign, plan: Plan, done: Scheduled) -> Flown:
    """Return a plan's schedule simulated; held: the tables as the plan saw them."""
    asked = campaign_risk.ask(done, case.rows)
    risk = simulate(asked, many=case.many, seed=case.file.seed, workers=case.workers)
    due = needed(case.file, case.rows, plan)
    latest = np.array([due[key] for key in risk.flights]) + done.table.tick_s
    at = risk.planned_s + risk.delay_s.astype(np.float64)
    planned = Planned(file=case.file, campaign=held, plan=plan, verdict=check(held, plan),
                      binding=(), short=(), steps=())  # fmt: skip
    return Flown(
        planned=planned, schedule=done, risk=risk, in_time=np.isfinite(at) & (at <= latest),
        by_schedule=risk.planned_s <= latest,
    )  # fmt: skip


def _by_leg(file: CampaignFile, state: Flown, found: Margins) -> dict[str, float]:
    """Return the margin of each leg from a pad after its own arrival [s]: the longest of its
    flights, with the time by which the schedule itself leaves later than the plan.
    """
    assert state.planned.plan is not None
    lifts = {one.key: one.lift_off_s for one in state.schedule.schedule.flights}
    margin = {one.flight: one.margin_s for one in found.flights}
    legs: dict[str, float] = {}
    for key, (leg, trip) in pad_legs(file, state.planned.plan).items():
        late = lifts[key] + margin[key] - trip.leaves_s
        legs[leg] = max(legs.get(leg, 0.0), late if math.isfinite(late) else 0.0)
    return legs


def _of_file(file: CampaignFile, rows: Campaign, found: Margins) -> Margins:
    """Return the margins of the flights that the file asks for itself, where they are finite."""
    mine = {one.key for one in wanted(file, rows)}
    return replace(found, flights=tuple(
        one for one in found.flights if one.flight in mine and math.isfinite(one.margin_s)
    ))  # fmt: skip


def plainly(done: Margined) -> dict[str, Any]:
    """Return both ways as plain data, units in its keys; cost in the file's currency."""
    before = _side(done.before, done.share)
    after = None if done.after is None else _side(done.after, done.share)
    rows = (
        ("cost", "cost of the plan", done.file.currency),
        ("launched_kg", "launched mass", "kg"),
        ("flights", "flights from pads", ""),
        ("last_delivery_s", "last delivery of the plan", "date"),
        ("docked_s", f"last flight at its dock, P{100.0 * done.share:g}", "date"),
        ("late", "flights that the schedule itself brings after they are needed", ""),
        ("all_in_time", "campaigns in which all others are there when they are needed", "share"),
        ("least_in_time", "campaigns in which the least sure of the plan's own is", "share"),
        (
            "least_of_file",
            "campaigns in which the least sure of those the file asks for is",
            "share",
        ),
    )
    return {
        "share": done.share,
        "campaigns": done.before.risk.many,
        "seed": done.file.seed,
        "legs": [{"leg": key, "margin_d": margin / DAY_S}
                 for key, margin in sorted(done.legs_s.items())],
        "vehicles": [
            {"vehicle": one.vehicle, "planned": one.planned, "lost": one.lost,
             "factor": one.factor if math.isfinite(one.factor) else None}
            for one in done.found.vehicles
        ],
        "unsure": list(done.unsure),
        "figures": [
            {"key": key, "name": name, "unit": unit, "before": before[key],
             "after": None if after is None else after[key]}
            for key, name, unit in rows
        ],
        "short": [
            {"anchor": one.anchor, "item": one.item, "node": one.node, "wanted": one.wanted,
             "short": one.short, "alone": one.alone, "without": list(one.without)}
            for one in done.short
        ],
        "why": list(done.why),
        "warm": done.warm,
        "rounds": done.rounds,
        "gap": [before["gap"], None if after is None else after["gap"]],
    }  # fmt: skip


def _side(one: Flown, share: float) -> dict[str, Any]:
    plan = one.planned.plan
    assert plan is not None
    docked, sure = percentile(one.risk.last_s, share).value, one.in_time[:, one.by_schedule]
    pads = pad_legs(one.planned.file, plan)
    planned = np.array([key in pads for key in one.risk.flights], dtype=bool)
    return {
        "cost": plan.cost,
        "launched_kg": plan.launched_kg,
        "flights": len(one.risk.flights),
        "last_delivery_s": plan.last_delivery_s,
        "docked_s": docked if math.isfinite(docked) else None,
        "late": int((~one.by_schedule).sum()),
        "all_in_time": float(sure.all(axis=1).mean()) if sure.size else None,
        "least_in_time": _least(one.in_time[:, one.by_schedule & planned]),
        "least_of_file": _least(one.in_time[:, one.by_schedule & ~planned]),
        "gap": plan.gap,
    }


def _least(in_time: Flags) -> float | None:
    """Return the share of campaigns in which the least sure flight is in time; None: no flight."""
    return float(in_time.mean(axis=0).min()) if in_time.size else None


def lines(plain: Mapping[str, Any]) -> list[str]:
    """Return what margins come to, in a few lines."""
    found, currency = plain["margins"], plain["currency"]
    said = [
        f"{plain['title']}: margins that keep each date in {100.0 * found['share']:g} % of "
        f"{found['campaigns']} simulated campaigns."
    ]
    said += [f"  leg.{one['leg']}: {one['margin_d']:.1f} d" for one in found["legs"]]
    said += [
        f"  {one['vehicle']}: {one['lost']} lost of {one['planned']}; "
        + ("no number of flights is enough" if one["factor"] is None
           else f"{one['factor']:.3g} flights for each that is planned")
        for one in found["vehicles"]
    ]  # fmt: skip
    if found["unsure"]:
        said.append(
            f"{len(found['unsure'])} flight(s) do not come at all in more than "
            f"{100.0 * (1.0 - found['share']):g} % of campaigns, the first {found['unsure'][0]}: "
            "no time mends that; give risk.spares, or another launcher."
        )
    if found["short"]:
        said.append("No plan has these margins. Short:")
        said += [f"  {one['anchor']}: {one['short']:,.6g} of {one['wanted']:,.6g}"
                 for one in found["short"]]  # fmt: skip
        said += found["why"]
    if found["gap"][1] is None:
        return [*said, *(f"{_named(one)}: {shown(one['before'], one['unit'], currency)}"
                         for one in found["figures"])]  # fmt: skip
    said += [
        f"{_named(one)}: {shown(one['before'], one['unit'], currency)} -> "
        f"{shown(one['after'], one['unit'], currency)}"
        for one in found["figures"]
    ]
    gaps = " and ".join(f"{100.0 * gap:.2g} %" for gap in found["gap"])
    how = "from the one before it" if found["warm"] else "anew"
    return [
        *said,
        f"Margins laid on {found['rounds']} time(s). Plans proven to {gaps}; the last planned "
        f"{how}.",
    ]


def _named(one: Mapping[str, Any]) -> str:
    return f"{one['name'][:1].upper()}{one['name'][1:]}"


def shown(value: float | None, unit: str, currency: str) -> str:
    """Return a figure of both ways with its unit."""
    if value is None:
        return "none"
    if unit == "date":
        return format_epoch(value)
    if unit == "share":
        return f"{100.0 * value:.1f} %"
    if unit == currency:
        return f"{value / 1e6:,.1f} M {currency}"
    return f"{value / 1e3:,.2f} t" if unit == "kg" else f"{value:,g}"
