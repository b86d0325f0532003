"""How a campaign's schedule fares when things go wrong: dates, cost, what is waited for, spares.

Checked: tests/studies/test_campaign_risk.py.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from windlass.base.epochs import DAY_S, format_epoch
from windlass.base.errors import InvalidInput
from windlass.campaign.risk import compare as risk_compare
from windlass.campaign.risk import hazards
from windlass.campaign.risk import margins as risk_margins
from windlass.campaign.risk import summary as risk_summary
from windlass.campaign.risk.ask import Prices, RiskAsk
from windlass.campaign.risk.hazards import Hazards
from windlass.campaign.risk.reports import FEEDS, Report, with_reports
from windlass.campaign.risk.simulate import RiskResult, simulate
from windlass.campaign.risk.summary import Percentile
from windlass.campaign.schedule.timetable import Timetable
from windlass.campaign.tables import Campaign
from windlass.studies.campaign_load import money
from windlass.studies.campaign_schedule import Scheduled

SPARES = 3
"""Spare ships of a type up to which it is shown what one more buys."""


def ask(done: Scheduled, campaign: Campaign, reports: Sequence[Report] = ()) -> RiskAsk:
    """Return what is simulated: the packaged hazards, what is reported beside them, the file's
    stoppages and prices.
    """
    file = done.file
    if done.schedule.left_out:
        raise InvalidInput(
            "a schedule that leaves flights out is not simulated",
            value=len(done.schedule.left_out),
            remedy="ask for fewer flights, or give it what its bottleneck lacks",
        )
    if done.faults:
        raise InvalidInput(
            "a schedule that its replay refuses is not simulated",
            value=f"{len(done.faults)} faults, the first: {done.faults[0].rule}",
            remedy="see `windlass campaign schedule`",
        )
    for team in file.risk.teams:
        if team not in file.team:
            raise InvalidInput("risk.teams: no team of that name", value=team)
    vehicles = {one.key: one for one in campaign.vehicles}
    used = sorted({one.vehicle for one in done.table.flights})
    return RiskAsk(
        timetable=_with_later(done),
        schedule=done.schedule,
        hazards=with_reports(
            Hazards(
                vehicles=tuple(hazards.vehicle_hazard(key, file.risk.record) for key in used),
                docks=tuple(
                    hazards.dock_hazard(one.key) for one in done.table.sites if one.kind == "dock"
                ),
                teams=tuple(
                    hazards.stoppage_hazard(key, file.risk.stoppage)
                    for key in file.risk.teams
                    if file.risk.stoppage > 0.0
                ),
                spares=tuple(sorted(file.risk.spares.items())),
                rebuild_s=file.risk.rebuild,
                cargo_s=hazards.cargo_again_s(),
            ),
            reports,
            list(file.team),
        ),
        prices=Prices(
            launch_usd=tuple((key, vehicles[key].flight_price) for key in used),
            ship_usd=tuple((key, vehicles[key].price) for key in used),
            day_usd=money(file.risk.day, file),
        ),
        repeat_s=file.risk.repeat,
    )


def _with_later(done: Scheduled) -> Timetable:
    """Return the timetable with the later departures of dated legs: for who misses the planned one.

    It ends after the last of them.
    """
    table = done.table
    more = [span for spans in done.later.values() for span in spans]
    if not more:
        return table
    longest = max(one.home_s + one.pad_after_s for one in table.flights)
    return replace(
        table,
        end_s=max(table.end_s, max(high for _, high in more) + longest + DAY_S),
        flights=tuple(
            replace(one, windows=one.windows + tuple(done.later.get(one.key, ())))
            for one in table.flights
        ),
    )


def run(
    done: Scheduled,
    campaign: Campaign,
    *,
    many: int | None = None,
    workers: int = 2,
    compare: bool = True,
    reports: Sequence[Report] = (),
) -> dict[str, Any]:
    """Return the simulation as plain data; compare: with hazards off and spares, too; reports: of
    hazards, that count beside the tables.
    """
    asked, seed = ask(done, campaign, reports), done.file.seed
    count = many or done.file.risk.campaigns
    found = simulate(asked, many=count, seed=seed, workers=workers)
    summary = risk_summary.summary(found)
    dates, share = risk_summary.curve(found)
    fewer = max(100, count // 4)
    return {
        "campaigns": count,
        "seed": seed,
        "milestones": [
            _milestone("first lift-off", _first(done), summary.first_s),
            _milestone("last delivery", found.planned_last_s, summary.last_s),
        ],
        "in_month": [
            {"share": one.share, "value": one.value} for one in summary.in_month
        ],
        "cost": {_name(one): _plain(one.value) for one in summary.cost_usd},
        "complete": summary.complete,
        "on_time": summary.on_time,
        "curve": [
            [float(t), 1.0 - float(part)]
            for t, part in zip(dates, share, strict=True)
            if math.isfinite(float(t))
        ],
        "critical": [
            {"key": one.cause, "kind": one.cause.partition(" ")[0], "share": one.campaigns,
             "days": one.mean_s / DAY_S}
            for one in summary.critical
        ],
        "tornado": _tornado(asked, fewer, seed, workers) if compare else [],
        "spares": _spares(asked, fewer, seed, workers) if compare else [],
        "losses": {
            key: float(found.losses[:, k].mean()) for k, key in enumerate(found.vehicles)
        },
        "margins": _margins(asked, found),
        "notes": [*_notes(found, summary.complete, done), *(
            f"Reported, and counted beside the tables: {one.kind} of {one.of}, {one.chance:g} "
            f"{FEEDS[one.kind]} ({one.key})." for one in reports)],
    }  # fmt: skip


def _first(done: Scheduled) -> float:
    return min(one.lift_off_s for one in done.schedule.flights)


def _name(one: Percentile) -> str:
    return f"p{round(100.0 * one.share)}"


def _plain(value: float) -> float | None:
    return float(value) if math.isfinite(value) else None


def _milestone(name: str, planned_s: float, rows: tuple[Percentile, ...]) -> dict[str, Any]:
    """Return a date's percentiles, and half the width of what the middle one is sure to [d]."""
    plain: dict[str, Any] = {
        "name": name, "planned": format_epoch(planned_s), "planned_s": planned_s,
    }  # fmt: skip
    for one in rows:
        sure = math.isfinite(one.value)
        plain[_name(one)] = format_epoch(one.value) if sure else "never"
        plain[f"{_name(one)}_s"] = one.value if sure else None
    middle = rows[len(rows) // 2]
    plain["error_d"] = _plain((middle.high - middle.low) / 2.0 / DAY_S)
    return plain


def _tornado(asked: RiskAsk, many: int, seed: int, workers: int) -> list[dict[str, Any]]:
    """Return what each hazard costs at P80: its gain where it is switched off."""
    return [
        {
            "hazard": one.hazard,
            "days": None if one.gain_s is None else _plain(one.gain_s / DAY_S),
            "gain_cost": _plain(one.gain_usd),
        }
        for one in risk_compare.tornado(asked, many=many, seed=seed, workers=workers)
    ]


def _spares(asked: RiskAsk, many: int, seed: int, workers: int) -> list[dict[str, Any]]:
    """Return what each spare ship of each type gains at P80."""
    rows = []
    for pool in asked.timetable.pools:
        found = risk_compare.spares(asked, pool.key, SPARES, many=many, seed=seed, workers=workers)
        none = found[0].last_s
        for one in found:
            sure = math.isfinite(one.last_s)
            gain = (none - one.last_s) / DAY_S if sure and math.isfinite(none) else None
            rows.append(
                {"vehicle": one.vehicle, "spares": one.spares, "complete": one.complete,
                 "p80_s": one.last_s if sure else None,
                 "p80": format_epoch(one.last_s) if sure else "never", "gain_d": gain}
            )  # fmt: skip
    return rows


def _margins(asked: RiskAsk, found: RiskResult) -> list[dict[str, Any]]:
    """Return the time and the flights that a plan would hold back to keep its dates in P80."""
    margins = risk_margins.margins(asked, found)
    rows = [
        {"what": "days before the last delivery", "value": _plain(margins.whole_s / DAY_S),
         "unit": "d"}
    ]  # fmt: skip
    rows += [
        {"what": f"flights of {one.vehicle} for each that is planned", "value": _plain(one.factor),
         "unit": ""}
        for one in margins.vehicles
    ]  # fmt: skip
    return rows


def _notes(found: RiskResult, complete: float, done: Scheduled) -> list[str]:
    notes = [
        "Hazards are those of data/hazards.toml; stoppages are the file's, in a year.",
        "Simulated are the flights that need a pad, up to their docks; legs beyond keep the plan's "
        "dates. The last delivery is that at the docks.",
        "A flight of a dated leg that misses its departure waits for the leg's next one; after the "
        f"last window it may leave again every {done.file.risk.repeat / DAY_S:g} d (risk.repeat)."
        if done.file.risk.repeat
        else "A flight that misses all its windows does not fly: risk.repeat is 0.",
    ]
    last = sum(not spans for spans in done.later.values())
    if last and done.file.risk.repeat:
        notes.append(
            f"{last} flight(s) of dated legs have no later departure in the tables: what a missed "
            "one costs is risk.repeat alone. Give the legs their later departures."
        )
    if complete < 1.0:
        notes.append(
            f"In {100.0 * (1.0 - complete):.1f} % of {found.many} campaigns some flight never "
            "comes: no spare ship is left. Their dates count as never."
        )
    return notes
