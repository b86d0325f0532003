"""A campaign's plan as plain data: what its page and its JSON say.

Checked: tests/studies/test_campaign_run.py.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from windlass.base.epochs import DAY_S, format_epoch
from windlass.campaign.plan.check_trip import mass_kg
from windlass.campaign.plan.plan import Plan
from windlass.campaign.tables import Campaign
from windlass.studies.campaign_file import CampaignFile
from windlass.studies.campaign_run import Planned


def told(planned: Planned) -> dict[str, Any]:
    """Return all of a plan as plain data; times are TDB seconds past J2000 and dates."""
    return {
        **_frame(planned.file, planned.campaign, planned.plan),
        "status": _status(planned),
        "faults": [
            {"rule": one.rule, "where": one.where, "at_s": one.at_s, "at": format_epoch(one.at_s),
             "wanted": one.wanted, "had": one.had}
            for one in (planned.verdict.faults if planned.verdict else ())
        ],
        "left": [list(row) for row in (planned.verdict.left if planned.verdict else ())],
        "binding": [asdict(one) | {"where": list(one.where)} for one in planned.binding],
        "short": [
            {"anchor": one.anchor, "node": one.node, "item": one.item, "wanted": one.wanted,
             "date": format_epoch(one.date_s), "short": one.short, "alone": one.alone}
            for one in planned.short
        ],
        "search": [{"step": name, "value": _finite(value), "bound": _finite(bound)}
                   for name, value, bound in planned.steps],
        "notes": _notes(planned),
        "schedule": None,
        "month": None,
        "risk": None,
    }  # fmt: skip


def unplanned(file: CampaignFile, campaign: Campaign) -> dict[str, Any]:
    """Return what is told of a campaign whose plan is not worked out."""
    return {
        **_frame(file, campaign, None),
        "status": "not computed",
        **{key: [] for key in ("faults", "left", "binding", "short", "search", "notes")},
        **dict.fromkeys(("schedule", "month", "risk")),
    }


def _frame(file: CampaignFile, campaign: Campaign, plan: Plan | None) -> dict[str, Any]:
    return {
        "name": file.name,
        "title": file.title or file.name,
        "goal": file.goal,
        "currency": file.currency,
        "start_s": file.start,
        "end_s": file.end,
        "start": format_epoch(file.start),
        "end": format_epoch(file.end),
        **_tables(campaign),
        **_planned(campaign, plan),
    }


def _status(planned: Planned) -> str:
    if planned.plan is None:
        return "none"
    return planned.plan.status if planned.holds else "refused"


def _finite(value: float) -> float | None:
    return value if abs(value) < float("inf") else None


def _tables(campaign: Campaign) -> dict[str, Any]:
    return {
        "nodes": [{"key": one.key, "title": one.title or one.key} for one in campaign.nodes],
        "items": [
            {"key": one.key, "kind": "commodity", "fluid": one.fluid, "unit_kg": one.unit_kg}
            for one in campaign.commodities
        ]
        + [
            {"key": one.key, "kind": "vehicle", "fluid": False, "unit_kg": one.dry_kg}
            for one in campaign.vehicles
        ],
        "legs": [
            {"key": one.key, "origin": one.origin, "destination": one.destination,
             "dv_m_s": one.dv_m_s, "duration_d": one.duration_s / DAY_S, "launch": one.launch,
             "source": one.source,
             "departures": [
                 {"date_s": row.date_s, "date": format_epoch(row.date_s), "source": row.source}
                 for row in one.departures if row.source
             ]}
            for one in campaign.legs
        ],
    }  # fmt: skip


def _planned(campaign: Campaign, plan: Plan | None) -> dict[str, Any]:
    if plan is None:
        return {"value": None, "bound": None, "gap": None, "asked_gap": None, "cost": None,
                "launched_kg": None, "last_delivery": None, "last_delivery_s": None,
                "step_d": None, "snapped_d": None, "instants_s": [], "trips": [], "stays": [],
                "deliveries": [], "flights": {}}  # fmt: skip
    steps = [b - a for a, b in zip(plan.instants_s, plan.instants_s[1:], strict=False)]
    legs = {one.key: one for one in campaign.legs}
    return {
        "value": plan.value,
        "bound": plan.bound,
        "gap": plan.gap,
        "asked_gap": plan.asked_gap,
        "cost": plan.cost,
        "launched_kg": plan.launched_kg,
        "last_delivery": format_epoch(plan.last_delivery_s),
        "last_delivery_s": plan.last_delivery_s,
        "step_d": max(steps) / DAY_S,
        "snapped_d": plan.snapped_s / DAY_S,
        "instants_s": list(plan.instants_s),
        "trips": [
            {"anchor": f"trip-{number}", "leg": one.leg, "origin": legs[one.leg].origin,
             "destination": legs[one.leg].destination, "leaves_s": one.leaves_s,
             "arrives_s": one.arrives_s, "leaves": format_epoch(one.leaves_s),
             "arrives": format_epoch(one.arrives_s), "flown": dict(one.flown),
             "ridden": dict(one.ridden), "cargo": dict(one.cargo), "burned": dict(one.burned),
             "mass_kg": mass_kg(campaign, one)}
            for number, one in enumerate(plan.trips, start=1)
        ],
        "stays": [
            {"node": one.node, "from_s": one.from_s, "until_s": one.until_s,
             "items": dict(one.items)}
            for one in plan.stays
        ],
        "deliveries": [
            {"anchor": demand.anchor or f"demand-{one.demand + 1}", "node": demand.node,
             "item": demand.item, "amount": one.amount, "date": format_epoch(demand.date_s),
             "at": format_epoch(one.at_s), "at_s": one.at_s}
            for one in plan.deliveries
            for demand in [campaign.demands[one.demand]]
        ],
        "flights": plan.flights(),
    }  # fmt: skip


def _notes(planned: Planned) -> list[str]:
    plan, notes = planned.plan, []
    if plan is None:
        return ["No plan meets all demands."]
    if plan.snapped_s > 1.0:
        notes.append(
            f"Arrivals of undated legs are moved to the grid, by at most "
            f"{plan.snapped_s / DAY_S:.1f} d; dated departures and arrivals keep their dates."
        )
    if plan.status == "feasible":
        notes.append(
            f"The search ended with a gap of {100.0 * plan.gap:.2g} %, above the "
            f"{100.0 * plan.asked_gap:.2g} % that was asked for."
        )
    if planned.verdict is not None and not planned.verdict.holds:
        notes.append("The replay of this plan found faults: it is not feasible.")
    return notes
