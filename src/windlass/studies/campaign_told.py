"""A campaign's plan as plain data: what its page and its JSON say.

Checked: tests/studies/test_campaign_run.py.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import Any, Final

from windlass.base.epochs import DAY_S, format_epoch
from windlass.campaign.plan.check_trip import mass_kg
from windlass.campaign.plan.exposure import exposures
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
             "date": format_epoch(one.date_s), "short": one.short, "alone": one.alone,
             "without": list(one.without)}
            for one in planned.short
        ],
        "exposures": _exposures(planned),
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
        **{
            key: []
            for key in ("faults", "left", "binding", "short", "exposures", "search", "notes")
        },
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


def _exposures(planned: Planned) -> list[dict[str, Any]]:
    """Return what people with seats take by the plan; empty where no agency is named."""
    if planned.plan is None:
        return []
    return [
        {
            "item": one.item,
            "agency": one.agency,
            "limit_msv": one.limit_msv,
            "people": one.people,
            "mean_msv": one.mean_msv,
            "most_msv": one.most_msv,
            "verdict": "broken" if one.broken else "kept" if one.kept else "open",
            "trips": [
                {"leg": leg, "leaves_s": leaves, "leaves": format_epoch(leaves), "msv": msv}
                for leg, leaves, msv in one.trips
            ],
            "unrated": list(one.unrated),
        }
        for one in exposures(planned.campaign, planned.plan)
    ]


VERDICTS: Final = {
    "kept": "nobody can exceed it, whoever flies when",
    "open": "who takes the longest way exceeds it: it hangs on who flies when",
    "broken": "somebody exceeds it, whoever flies when",
}


def _taken(planned: Planned) -> list[str]:
    """Return a line for each kind of people: their dose and the limit; and what is not counted."""
    lines = []
    for one in _exposures(planned):
        lines.append(
            f"Dose of {one['item']}: {one['mean_msv']:.3g} mSv at least in the mean, at most "
            f"{one['most_msv']:.3g} mSv for one person; {one['agency']} allows "
            f"{one['limit_msv']:g} mSv in a career: {VERDICTS[one['verdict']]}."
        )
        if one["unrated"]:
            lines.append(
                f"Dose of {one['item']} is not computed on {', '.join(one['unrated'])}: give these "
                "legs where = a place of data/dose.toml."
            )
    silent = [
        one.key for one in planned.campaign.commodities if one.seat and not one.agency
    ]  # fmt: skip
    if silent:
        lines.append(f"Dose of {', '.join(silent)} is not judged: no agency is named.")
    return lines


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
    notes += _taken(planned)
    if planned.verdict is not None and not planned.verdict.holds:
        notes.append("The replay of this plan found faults: it is not feasible.")
    return notes
