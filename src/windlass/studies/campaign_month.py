"""The first month of a campaign on one page: does it fit, what slips, who exceeds, what it takes.

Every line has an anchor that an objection can point to.
Checked: tests/studies/test_campaign_schedule.py.
"""

from __future__ import annotations

from typing import Any, Final

from windlass.base.epochs import DAY_S, format_epoch
from windlass.campaign.crew import supply as crew_supply
from windlass.campaign.schedule.counting import AtMost, most_within
from windlass.studies.campaign_schedule import Scheduled, told

MONTH_S: Final = 30.0 * DAY_S


def month(done: Scheduled) -> dict[str, Any]:
    """Return the first month as plain data."""
    table, plain = done.table, told(done)
    begin = min(one.windows[0][0] for one in table.flights)
    end = begin + MONTH_S
    wanted = [one.key for one in table.flights if one.windows[0][0] < end]
    flown = [one for one in plain["flights"] if one["key"] in wanted and one["lift_off_s"] < end]
    most = most_within(table, begin, end)
    slips = [
        {"anchor": f"month-slip-{one['key']}", "key": one["key"],
         "days": max(one["late_d"], (one["lift_off_s"] - end) / DAY_S)}
        for one in plain["flights"]
        if one["key"] in wanted and (one["late_d"] > 0.0 or one["lift_off_s"] >= end)
    ]  # fmt: skip
    slips += [
        {"anchor": f"month-slip-{key}", "key": key, "days": None}
        for key in plain["left_out"]
        if key in wanted
    ]
    over = [
        {"anchor": f"month-hours-{k + 1}", "who": one["who"], "clause": one["anchor"],
         "value": one["value"], "limit": one["limit"], "unit": one["unit"]}
        for k, one in enumerate(plain["breaches"])
    ]  # fmt: skip
    base = [*_docks(done, begin, end), *_consumed(done)]
    fits = len(flown) == len(wanted) and not slips and not over and not done.faults
    short = [one for one in base if one["has"] is not None and one["needs"] > one["has"]]
    return {
        "from": format_epoch(begin),
        "until": format_epoch(end),
        "wanted": len(wanted),
        "flown": len(flown),
        "at_most": {"flights": min(most.flights, len(wanted)), "why": most.why},
        "fits": fits and not short,
        "first_bottleneck": plain["bottleneck"],
        "slips": slips,
        "over_hours": over,
        "base": base,
        "readiness": _ready(done),
        "lines": _lines(done, len(wanted), len(flown), most, slips, over, base),
    }


def _docks(done: Scheduled, begin: float, end: float) -> list[dict[str, Any]]:
    """Return the most ships at each dock at once, and the docks there are."""
    found = []
    flights = {one.key: one for one in done.table.flights}
    for site in done.table.sites:
        if site.kind != "dock":
            continue
        moments = []
        for one in done.schedule.flights:
            flight = flights[one.key]
            if flight.dock == site.key:
                at = one.lift_off_s + flight.out_s
                moments += [(at, 1), (at + flight.dock_s, -1)]
        most, here = 0, 0
        for t, change in sorted(moments, key=lambda row: (row[0], row[1])):
            here += change
            if begin <= t < end:
                most = max(most, here)
        found.append(
            {"anchor": f"month-base-{site.key}", "what": "docks", "unit": "ships at once",
             "needs": most, "has": site.count, "share": most / site.count}
        )  # fmt: skip
    return found


def _consumed(done: Scheduled) -> list[dict[str, Any]]:
    """Return what the people at the bases use in the month, and what the file says is there."""
    found = []
    nodes = {site.node for site in done.table.sites if site.kind == "dock"}
    for node in sorted(nodes):
        people = sum(team.count for team in done.table.teams if team.node == node)
        part = done.file.base.get(node)
        people += part.people if part is not None else 0
        if not people:
            continue
        need = crew_supply.supply([crew_supply.Stay(people=people, time_s=MONTH_S)]).brought_kg
        for what in ("oxygen", "food", "water"):
            has = getattr(part, what) if part is not None else None
            found.append(
                {"anchor": f"month-base-{node}-{what}", "what": what, "unit": "kg",
                 "needs": need[what], "has": has, "share": need[what] / has if has else None}
            )  # fmt: skip
        seats = part.seats if part is not None else None
        found.append(
            {"anchor": f"month-base-{node}-seats", "what": "seats", "unit": "people who must leave",
             "needs": people, "has": seats, "share": people / seats if seats else None}
        )  # fmt: skip
    return found


def _ready(done: Scheduled) -> dict[str, Any]:
    """Return how long after the campaign's start all flights of the month can be at their docks."""
    hoped = None if done.file.hoped is None else done.file.hoped / DAY_S
    if done.ready is None:
        return {"asked_d": hoped, "earliest_d": None, "bottleneck": "", "missing": []}
    begin = done.file.start
    return {
        "asked_d": hoped,
        "first_d": (done.ready.first_lift_off_s - begin) / DAY_S,
        "earliest_d": (done.ready.ready_s - begin) / DAY_S,
        "no_sooner_d": (done.ready.bound_s - begin) / DAY_S,
        "proven": done.ready.proven,
        "bottleneck": done.ready.bottleneck,
        "missing": list(done.ready.missing),
    }


def _lines(
    done: Scheduled,
    wanted: int,
    flown: int,
    most: AtMost,
    slips: list[dict[str, Any]],
    over: list[dict[str, Any]],
    base: list[dict[str, Any]],
) -> list[dict[str, Any]]:
    """Return the page's sentences, each with its anchor and whether it is well."""
    found = done.schedule
    proof = {"optimal": "proven the best there is", "feasible": "the best found, not proven",
             "overloaded": "more was asked than fits" if found.proven
             else "more was asked than was found to fit, not proven"}[found.status]  # fmt: skip
    if flown < wanted and flown == most.flights:
        proof = f"no more can, by the {most.why}"
    elif flown < wanted and most.flights < wanted:
        proof += f"; at most {most.flights} can, by the {most.why}"
    lines: list[tuple[str, str, bool | None]] = [
        ("flights", f"{flown} of {wanted} flights lift off within the month: {proof}.",
         flown == wanted),
        ("bottleneck", f"What holds it back first: {found.bottleneck or 'nothing'}.",
         flown == wanted and not slips),
        ("slips", f"{len(slips)} flights slip or are left out." if slips else "None slips.",
         not slips),
        ("hours", f"{len(over)} clauses of working hours are broken." if over
         else done.pooled or "Everybody keeps the rule of working hours.",
         not over and not done.pooled),
    ]  # fmt: skip
    for one in base:
        if one["has"] is None:
            text = f"{one['what']}: {one['needs']:,.0f} {one['unit']}; what is there is not told."
            lines.append((one["anchor"].removeprefix("month-"), text, None))
            continue
        text = (
            f"{one['what']}: {one['needs']:,.0f} of {one['has']:,.0f} {one['unit']} "
            f"({100.0 * one['share']:.0f} %)."
        )
        lines.append((one["anchor"].removeprefix("month-"), text, one["needs"] <= one["has"]))
    if done.faults:
        lines.append(("replay", f"The replay found {len(done.faults)} faults.", False))
    return [{"anchor": f"month-{key}", "text": text, "ok": ok} for key, text, ok in lines]
