"""Section of a campaign's page on its risk: how sure the dates are, what delays, what spares buy.

Checked: tests/report/test_campaign_page.py.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from windlass.report import campaign_risk_charts as charts
from windlass.report.amounts import amount
from windlass.report.campaign_words import Ids, day, figure, percent, plain, section, table

NOT_REACHED = "not reached"


def risk_section(told: Mapping[str, Any], ids: Ids, command: str) -> dict[str, Any]:
    """Return the section; that it is not computed where nothing was simulated."""
    title, risk = "How sure the dates are", told["risk"]
    if risk is None:
        return section("risk", title, missing="the risk", command=command)
    milestones = table(
        "Milestones: planned, and what 50, 80 and 95 % of campaigns reach by then",
        ["Milestone", "Planned", "P50", "P80", "P95", "Sampling error"],
        [[plain(one["name"]), day(one["planned_s"]),
          *(_reached(one[f"{name}_s"]) for name, _ in charts.POINTS),
          f"± {figure(one['error_d'], 2)} d" if one["error_d"] is not None else NOT_REACHED]
         for one in risk["milestones"]],
        ids=[ids.take(f"milestone-{one['name']}") for one in risk["milestones"]],
    )  # fmt: skip
    spares = table(
        "What spare vehicles buy: the date by which 80 % of campaigns are complete",
        ["Vehicle", "Spares", "P80", "Earlier"],
        [[plain(one["vehicle"]), f"{one['spares']:,}", _reached(one["p80_s"]),
          "not computed" if one["gain_d"] is None else f"{figure(one['gain_d'])} d"]
         for one in risk["spares"]],
    )  # fmt: skip
    critical = table(
        "What flights wait for: in how many campaigns, and days of waiting, mean of a campaign",
        ["What", "Kind", "Campaigns", "Days of all flights"],
        [[plain(one["key"]), plain(one["kind"]), percent(one["share"]), f"{figure(one['days'])} d"]
         for one in risk["critical"]],
    )  # fmt: skip
    margins = table(
        "Margins that go back into the plan", ["What", "Margin"],
        [[plain(one["what"]), f"{figure(one['value'])} {one['unit']}".strip()]
         for one in risk["margins"]], wrap=(0,),
    )  # fmt: skip
    losses = table(
        "Vehicles lost, mean of a campaign", ["Vehicle", "Lost"],
        [[plain(key), figure(many)] for key, many in risk["losses"].items()],
    )  # fmt: skip
    return section(
        "risk", title, lines=_lines(told, risk),
        tables=[milestones, critical, spares, losses, margins],
        drawn=[
            (charts.completion_chart(risk), "Share of the simulated campaigns that are complete "
             "by a date."),
            (charts.milestone_chart(risk), "Milestones as planned and as simulated."),
            (charts.tornado_chart(risk), "What 80 % of campaigns gain where a hazard is "
             "switched off, the most first."),
            (charts.spares_chart(risk), "What spare vehicles gain at P80."),
        ],
    )  # fmt: skip


def _reached(t_s: float | None) -> str:
    return NOT_REACHED if t_s is None else day(t_s)


def _lines(told: Mapping[str, Any], risk: Mapping[str, Any]) -> list[str]:
    lines = [f"{risk['campaigns']:,} campaigns were simulated with seed {risk['seed']}."]
    if risk["milestones"]:
        last = risk["milestones"][-1]
        three = ", ".join(
            f"{_reached(last[f'{name}_s'])} at P{share}" for name, share in charts.POINTS
        )
        planned = f" Planned: {day(last['planned_s'])}." if last["planned_s"] is not None else ""
        lines.append(f"Complete ({plain(last['name'])}): {three}.{planned}")
    cost = [
        f"{amount(risk['cost'][name], told['currency'])} at P{share}"
        for name, share in charts.POINTS if risk["cost"].get(name) is not None
    ]  # fmt: skip
    if cost:
        lines.append("Cost: " + ", ".join(cost) + ".")
    if risk.get("complete") is not None:
        lines.append(f"Complete in {percent(risk['complete'])} of campaigns, and by the planned "
                     f"dates in {percent(risk['on_time'])}.")  # fmt: skip
    never = [charts.hazard(one["hazard"]) for one in risk["tornado"] if one["days"] is None]
    if never:
        lines.append("P80 is not reached with, or not without: " + ", ".join(never) + ".")
    return [*lines, *risk["notes"]]
