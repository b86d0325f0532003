"""The page of a campaign: does it hold, what flies when, who and what carries it, how sure.

Made from plain stored data alone (``studies.campaign_told``).
Checked: tests/report/test_campaign_page.py.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from windlass.report import campaign_plan_sections as of_plan
from windlass.report import campaign_schedule_sections as of_schedule
from windlass.report.amounts import amount
from windlass.report.campaign_bat_chart import trip_count
from windlass.report.campaign_margins_section import margins_section
from windlass.report.campaign_month import month_section
from windlass.report.campaign_pareto_section import pareto_section
from windlass.report.campaign_risk_section import risk_section
from windlass.report.campaign_words import Ids, Names, figure, mass, percent, ships
from windlass.report.page import render_page
from windlass.report.references import known, references

TAKEN: Final = (
    "answer", "front", "margins", "faults", "short", "month", "flights", "ledger", "schedule",
    "crew", "risk", "binding", "notes", "again", "references", "words", "main", "tip", "chart-data",
)  # fmt: skip
GOALS: Final = {"cost": "cost", "launch-mass": "launched mass", "time": "time until all is there"}
BADGES: Final = {
    "optimal": ("good", "Optimal within the gap that was asked for"),
    "feasible": ("warn", "Feasible, not proven within the gap that was asked for"),
    "refused": ("bad", "Refused by the replay"),
    "none": ("bad", "No plan meets all demands"),
    "not computed": ("open", "The plan is not computed"),
}
SOURCES: Final = ("ishimatsu2016",)
FRONT_SOURCES: Final = ("haimes1971", "mavrotas2009")
RISK_SOURCES: Final = ("wilks1948",)
BASIS: Final = (
    "The plan is a flow of goods and vehicles over a network of nodes through time, with whole "
    "numbers of flights, solved as a mixed-integer programme; a replay that shares no code with it "
    "checks every mass, tank and rule. Dates are TDB."
)


def campaign_page(told: Mapping[str, Any]) -> str:
    """Return the page of a campaign as one HTML text.

    told: plain data of ``studies.campaign_told``; what is None in it is said to be not computed.
    """
    names, ids, run = Names(told), Ids(TAKEN), f"{told['name']}.toml"
    schedule, simulate = (f"windlass campaign {verb} {run}" for verb in ("schedule", "simulate"))
    month = month_section(told, ids, schedule)
    made = [
        pareto_section(told, ids), margins_section(told, ids),
        of_plan.faults_section(told, ids),
        of_plan.short_section(told, names, ids), month,
        of_plan.flights_section(told, names, ids), of_plan.ledger_section(told, names),
        of_schedule.schedule_section(told, names, ids, schedule),
        of_schedule.crew_section(told, ids, schedule), risk_section(told, ids, simulate),
        of_plan.binding_section(told),
    ]  # fmt: skip
    sections = [one for one in made if one is not None]
    used = {*SOURCES, *(RISK_SOURCES if told["risk"] is not None else ())}
    used |= set(FRONT_SOURCES if told.get("front") else ())
    used |= {one["source"] for one in told["legs"]}
    colour, verdict = BADGES[told["status"]]
    context = {
        "title": told["title"], "kind": "Plan of a campaign", "sections": sections,
        "badge": colour, "verdict": verdict, "about": _answer(told), "facts": _facts(told, names),
        "notes": list(told["notes"]), "basis": BASIS, "commands": _commands(told, run),
        "run": dict(told.get("run") or {}),
        "references": references(known(used)),
    }  # fmt: skip
    drawn = [chart for one in sections for chart, _ in one["charts"]]
    return render_page("campaign.html", drawn, context)


def _answer(told: Mapping[str, Any]) -> list[str]:
    """Return the answer in sentences; a plan that is refused is never praised."""
    status, goal = told["status"], GOALS[told["goal"]]
    if status == "not computed":
        return [f"The plan is not computed: windlass campaign plan {told['name']}.toml computes "
                "it. What follows is of the flights that the tables ask for."]  # fmt: skip
    if status == "none":
        count = len(told["short"])
        return ["The legs, vehicles and supplies of the tables cannot meet all demands by their "
                f"dates: {count:,} of them cannot be met in full."]  # fmt: skip
    if status == "refused":
        count = len(told["faults"])
        return [f"A plan was found, but its replay finds {count:,} "
                f"fault{'s' if count != 1 else ''}: it does not hold, and none of its figures "
                "may be relied on."]  # fmt: skip
    verb = "delivers" if len(told["trips"]) == 1 else "deliver"
    word = f"Least {goal}" if status == "optimal" else f"{goal[0].upper()}{goal[1:]} found so far"
    return [
        f"{trip_count(told['trips'])[:1].upper()}{trip_count(told['trips'])[1:]} {verb} all "
        f"that is wanted by {told['last_delivery']}. Flights: {ships(told['flights'])}.",
        f"{word}: {_value(told, told['value'])}; no plan on this grid is below "
        f"{_value(told, told['bound'])}, a gap of {percent(told['gap'])}.",
        "An independent replay of every trip and stock finds no fault.",
    ]


def _value(told: Mapping[str, Any], value: float | None) -> str:
    if value is None:
        return "not computed"
    if told["goal"] == "cost":
        return amount(value, told["currency"])
    return mass(value) if told["goal"] == "launch-mass" else f"{figure(value, 4)} d"


def _facts(told: Mapping[str, Any], names: Names) -> list[tuple[str, str]]:
    """Return what the plan comes to; only what was asked where none holds."""
    asked = [
        ("Horizon", f"{told['start']} to {told['end']}"),
        ("Goal", f"least {GOALS[told['goal']]}"),
        (
            "Network",
            f"{len(names.nodes)} nodes, {len(told['legs'])} leg"
            f"{'' if len(told['legs']) == 1 else 's'}",
        ),
    ]
    if told["value"] is None or told["status"] == "refused":
        return asked
    return [
        *asked,
        ("Cost", "not computed" if told["cost"] is None else amount(told["cost"],
                                                                    told["currency"])),
        ("Launched", mass(told["launched_kg"])), ("Flights", ships(told["flights"])),
        ("Last delivery", str(told["last_delivery"] or "not computed")),
        ("Gap, and what was asked", f"{percent(told['gap'])} of {percent(told['asked_gap'])}"),
        ("Longest step of the grid", f"{figure(told['step_d'])} d"),
    ]  # fmt: skip


def _commands(told: Mapping[str, Any], run: str) -> list[str]:
    front = told.get("front")
    if front:
        return [f"windlass campaign pareto {run} --against {front['against']}"]
    if told.get("margins"):
        return [f"windlass campaign margins {run} --share {told['margins']['share']:g}"]
    lines = [f"windlass campaign plan {run}"]
    if told["schedule"] is not None or told["month"] is not None:
        lines.append(f"windlass campaign schedule {run}")
    if told["risk"] is not None:
        lines.append(f"windlass campaign simulate {run}")
    return lines
