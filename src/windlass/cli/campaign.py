"""``windlass campaign``: ships, flights, crews and what goes wrong, from the tables of a campaign.

Checked: tests/cli/test_campaign.py.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import App, Parameter

from windlass.base.errors import EXIT_INFEASIBLE, EXIT_OK, InvalidInput
from windlass.cli.output import AsJson, console, emit, say, write_page

if TYPE_CHECKING:
    from windlass.campaign.risk.reports import Report
    from windlass.campaign.tables import Campaign
    from windlass.studies.campaign_schedule import Scheduled

MARKS = {True: "ok ", False: "NOT", None: "?  "}
"""Of a line of the first month: well, not well, not known."""

campaign = App(
    name="campaign", help="Plan, schedule and simulate a campaign of flights from its tables."
)
Sets = Annotated[tuple[str, ...], Parameter(name="--set", negative="")]


@campaign.command
def plan(
    file: Path,
    /,
    *,
    sets: Sets = (),
    limit: str = "300 s",
    out: Path | None = None,
    as_json: AsJson = False,
) -> int:
    """Plan what flies when, with what on board: least cost, launch mass or time, with a proof.

    Parameters
    ----------
    file:
        Campaign file (.toml).
    sets:
        KEY=VALUE laid over the file; may be given again.
    limit:
        Longest time for the search.
    out:
        Page to write; without it reports/campaign-NAME.html.
    as_json:
        Print JSON with units in its keys.
    """
    from windlass.base.units import parse
    from windlass.studies.campaign_load import load
    from windlass.studies.campaign_run import run
    from windlass.studies.campaign_told import told

    asked = load(file, sets=sets)
    planned = run(asked, limit_s=parse(limit, "s", where="--limit"))
    plain = told(planned)
    page = _page(plain, out)
    if as_json:
        emit(plain | {"page": str(page)})
    else:
        say(_lines(plain))
        if planned.plan is not None:
            _show(plain)
        say([f"Page: {page}"])
    return EXIT_OK if planned.holds else EXIT_INFEASIBLE


@campaign.command
def schedule(
    file: Path,
    /,
    *,
    sets: Sets = (),
    with_plan: Annotated[bool, Parameter(name="--plan", negative="")] = False,
    limit: str = "10 s",
    out: Path | None = None,
    hours: Path | None = None,
    as_json: AsJson = False,
) -> int:
    """Give flights their dates, pads, docks and people, and say what the first month comes to.

    Parameters
    ----------
    file:
        Campaign file (.toml).
    sets:
        KEY=VALUE laid over the file; may be given again.
    with_plan:
        Plan first, and schedule the plan's flights beside those that the file asks for.
    limit:
        Longest time for each search.
    out:
        Page to write; without it reports/campaign-NAME.html.
    hours:
        File (CSV) for each person's shifts, which `windlass pay` reads.
    as_json:
        Print JSON with units in its keys.
    """
    plain, done, _ = _scheduled(file, sets, with_plan, limit)
    page = _page(plain, out)
    if hours is not None:
        from windlass.studies.pay_hours import planned

        write_page(hours, planned(done))
    if as_json:
        emit(plain | {"page": str(page)})
    else:
        say(_schedule_lines(plain))
        say([f"Page: {page}"])
    good = plain["schedule"]["status"] != "overloaded" and plain["schedule"]["checked"]
    return EXIT_OK if good and not done.pooled else EXIT_INFEASIBLE


@campaign.command
def simulate(
    file: Path,
    /,
    *,
    sets: Sets = (),
    with_plan: Annotated[bool, Parameter(name="--plan", negative="")] = False,
    campaigns: int | None = None,
    workers: int = 2,
    compare: bool = True,
    reports: Annotated[bool, Parameter(negative="")] = False,
    limit: str = "10 s",
    out: Path | None = None,
    as_json: AsJson = False,
) -> int:
    """Simulate the schedule with what goes wrong: how sure the dates are, what a spare ship buys.

    Parameters
    ----------
    file:
        Campaign file (.toml).
    sets:
        KEY=VALUE laid over the file, such as risk.stoppage=0.3; may be given again.
    with_plan:
        Plan first, and simulate the plan's flights beside those that the file asks for.
    campaigns:
        How many; the file's own number unless given.
    workers:
        Processes that share them; the result does not depend on their number.
    compare:
        Switch each hazard off, and add spare ships, on a quarter of the campaigns.
    reports:
        Count hazard reports that are not closed (`windlass hazard list`) beside the tables.
    limit:
        Longest time for each search for dates.
    out:
        Page to write; without it reports/campaign-NAME.html.
    as_json:
        Print JSON with units in its keys.
    """
    from windlass.studies import campaign_risk

    plain, done, tables = _scheduled(file, sets, with_plan, limit)
    plain["risk"] = campaign_risk.run(
        done, tables, many=campaigns, workers=workers, compare=compare,
        reports=_reported() if reports else (),
    )  # fmt: skip
    page = _page(plain, out)
    if as_json:
        emit(plain | {"page": str(page)})
    else:
        say([*_schedule_lines(plain), *_risk_lines(plain)])
        say([f"Page: {page}"])
    return EXIT_OK


@campaign.command
def what_if(
    file: Path,
    /,
    *,
    sets: Sets,
    limit: str = "300 s",
    as_json: AsJson = False,
) -> int:
    """Plan again with something changed, from the plan there was, and show both side by side.

    Parameters
    ----------
    file:
        Campaign file (.toml).
    sets:
        KEY=VALUE laid over the file: what is to be different; may be given again.
    limit:
        Longest time for each search.
    as_json:
        Print JSON with units in its keys.
    """
    from windlass.base.units import parse
    from windlass.studies.campaign_load import load
    from windlass.studies.campaign_what_if import compared
    from windlass.studies.campaign_what_if import what_if as compare

    found = compare(load(file), load(file, sets=sets), limit_s=parse(limit, "s", where="--limit"))
    plain = compared(found)
    if as_json:
        emit(plain)
    else:
        say(_what_if_lines(plain))
    return EXIT_OK if found.holds else EXIT_INFEASIBLE


@campaign.command(name="import")
def import_(file: Path, /, *, g0: str = "9.81 m/s2", as_json: AsJson = False) -> int:
    """Read a SpaceNet scenario (JSON), replay it, and say what of it does not map.

    Parameters
    ----------
    file:
        SpaceNet scenario file (.json).
    g0:
        Standard gravity; SpaceNet's own is 9.81 m/s2.
    as_json:
        Print JSON with units in its keys.
    """
    from windlass.base.units import parse
    from windlass.studies.campaign_spacenet import imported, lines

    plain = imported(file, g0_m_s2=parse(g0, "m/s2", where="--g0"))
    if as_json:
        emit(plain)
    else:
        say(lines(plain))
    return EXIT_OK if plain["feasible"] else EXIT_INFEASIBLE


def _scheduled(
    file: Path, sets: tuple[str, ...], with_plan: bool, limit: str
) -> tuple[dict[str, Any], Scheduled, Campaign]:
    """Return all that is told of a schedule, the schedule, and the campaign's tables."""
    from windlass.base.units import parse
    from windlass.studies import campaign_month, campaign_schedule
    from windlass.studies.campaign_load import load, tables
    from windlass.studies.campaign_run import run
    from windlass.studies.campaign_told import told, unplanned

    asked = load(file, sets=sets)
    rows, plan_, limit_s = tables(asked), None, parse(limit, "s", where="--limit")
    plain = unplanned(asked, rows)
    if with_plan:
        planned = run(asked, campaign=rows)
        if planned.plan is None or not planned.holds:
            raise InvalidInput(
                "there is no plan to schedule", value=asked.name,
                remedy="see `windlass campaign plan`",
            )  # fmt: skip
        plain, plan_ = told(planned), planned.plan
    done = campaign_schedule.run(asked, rows, plan_, limit_s=limit_s)
    plain["schedule"] = campaign_schedule.told(done)
    plain["month"] = campaign_month.month(done)
    return plain, done, rows


def _page(plain: dict[str, Any], out: Path | None) -> Path:
    from windlass.report.campaign_page import campaign_page

    page = out or Path("reports") / f"campaign-{_plain(plain['name'])}.html"
    write_page(page, campaign_page(plain))
    return page


def _schedule_lines(plain: dict[str, Any]) -> list[str]:
    """Return what a schedule comes to, in a few lines."""
    found, month = plain["schedule"], plain["month"]
    many = len(found["flights"])
    lines = [
        f"{plain['title']}: {many} flights scheduled, {len(found['left_out'])} left out; "
        f"{found['status']}{', proven' if found['proven'] else ''}.",
        f"First month, {month['from']} to {month['until']}: "
        f"{'fits' if month['fits'] else 'does not fit'}.",
        *(f"  {MARKS[one['ok']]} {one['text']}  #{one['anchor']}"
          for one in month["lines"]),
    ]  # fmt: skip
    ready = month["readiness"]
    if ready["earliest_d"] is not None:
        proof = "" if ready["proven"] else f" (not before {ready['no_sooner_d']:.1f} d)"
        asked = ready["asked_d"]
        hoped = "" if asked is None else f"; {asked:.0f} d are hoped for"
        lines.append(
            f"At the earliest the month's flights are all at their docks "
            f"{ready['earliest_d']:.1f} d after the start{proof}{hoped}. "
            f"What holds it: {ready['bottleneck'] or 'nothing'}."
        )
    lines += [f"Fault: {one['rule']}, {one['where']}, {one['at']}" for one in found["faults"][:10]]
    return lines


def _reported() -> list[Report]:
    from windlass.store.record_log import RecordLog
    from windlass.studies import hazards

    return hazards.feeding(hazards.reports(RecordLog.default()))


def _risk_lines(plain: dict[str, Any]) -> list[str]:
    risk = plain["risk"]
    lines = [f"{risk['campaigns']} simulated campaigns:"]
    lines += [
        f"  {one['name']}: planned {one['planned']}, P50 {one['p50']}, P80 {one['p80']}, "
        f"P95 {one['p95']}"
        for one in risk["milestones"]
    ]
    for one in risk["tornado"]:
        days = "nothing" if one["days"] is None else f"{one['days']:.1f} d"
        lines.append(f"  without {one['hazard']}: P80 gains {days}")
    for one in risk["spares"]:
        gain = "" if one["gain_d"] is None else f", gains {one['gain_d']:.1f} d"
        lines.append(f"  {one['spares']} spare {one['vehicle']}: P80 {one['p80']}{gain}")
    return [*lines, *risk["notes"]]


def _what_if_lines(plain: dict[str, Any]) -> list[str]:
    if plain["status"] == "none":
        return [
            "With that no plan meets all demands. Short:",
            *(f"  {one['anchor']}: {one['short']:,.6g} of {one['wanted']:,.6g}"
              for one in plain["short"]),
        ]  # fmt: skip
    from windlass.base.epochs import format_epoch

    lines = []
    for one in plain["figures"]:
        if one["unit"] == "s":
            lines.append(
                f"{one['name']}: {format_epoch(one['before'])} -> {format_epoch(one['after'])}"
            )
            continue
        change = one["after"] - one["before"]
        lines.append(
            f"{one['name']}: {one['before']:,.6g} -> {one['after']:,.6g} {one['unit']} "
            f"({change:+,.4g})"
        )
    lines += [f"flights of {key}: {a} -> {b}" for key, (a, b) in plain["flights"].items()]
    gaps = " and ".join(f"{100.0 * gap:.2g} %" for gap in plain["gap"])
    return [*lines, f"Proven to {gaps}; planned {'from the first' if plain['warm'] else 'anew'}."]


def _plain(name: str) -> str:
    return re.sub(r"[^0-9A-Za-z]+", "-", name).strip("-") or "plan"


def _lines(plain: dict[str, Any]) -> list[str]:
    """Return what a plan comes to, in a few lines."""
    if plain["status"] == "none":
        return [
            "No plan meets all demands. Short, of what is wanted:",
            *(f"  {one['anchor']} ({one['item']} at {one['node']} by {one['date']}): "
              f"{one['short']:,.6g} of {one['wanted']:,.6g}"
              + (", even if nothing else is wanted" if one["alone"] else "")
              for one in plain["short"]),
        ]  # fmt: skip
    value = {
        "cost": f"costs {plain['cost'] / 1e6:,.1f} M {plain['currency']}",
        "launch-mass": f"launches {plain['launched_kg'] / 1e3:,.2f} t",
        "time": f"has delivered all by {plain['last_delivery']}",
    }[plain["goal"]]
    proof = f"proven to {100.0 * plain['gap']:.2g} %"
    if plain["status"] == "refused":
        value, proof = "was refused by its replay", f"{len(plain['faults'])} faults"
    flights = ", ".join(f"{many} of {key}" for key, many in plain["flights"].items())
    return [
        f"{plain['title']}: the plan {value}, {proof}.",
        f"Flights: {flights or 'none'}; last delivery {plain['last_delivery']}; "
        f"launched {plain['launched_kg'] / 1e3:,.2f} t; cost "
        f"{plain['cost'] / 1e6:,.1f} M {plain['currency']}.",
        *plain["notes"],
        *(f"Fault: {one['rule']}, {one['where']}, {one['at']}: {one['wanted']:.6g} wanted, "
          f"{one['had']:.6g} there" for one in plain["faults"][:10]),
    ]  # fmt: skip


def _show(plain: dict[str, Any]) -> None:
    """Print the first flights."""
    from rich.table import Table

    table = Table(box=None, pad_edge=False)
    for name in ("leaves", "from", "to", "arrives", "flies", "carries"):
        table.add_column(name, no_wrap=name in ("leaves", "arrives"))
    for one in plain["trips"][:20]:
        flown = {**one["flown"], **{f"{k} (rides)": n for k, n in one["ridden"].items()}}
        cargo = sorted(one["cargo"].items(), key=lambda row: -row[1])
        table.add_row(
            one["leaves"][:10], one["origin"], one["destination"], one["arrives"][:10],
            ", ".join(f"{n} {k}" for k, n in flown.items()),
            ", ".join(f"{k} {amount:,.4g}" for k, amount in cargo[:4]),
        )  # fmt: skip
    console().print(table)
    if len(plain["trips"]) > 20:
        say([f"... and {len(plain['trips']) - 20} more; all are on the page."])
