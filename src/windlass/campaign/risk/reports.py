"""Hazard reports of people as chances of a campaign: what was seen adds to what the tables say.

A reported chance is of a cause of its own: neither hinders the other.  Who reports sets the chance,
as nobody else can; it is taken as it is given.  Checked: tests/campaign/test_reports.py.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from typing import Final

from windlass.base.errors import InvalidInput
from windlass.campaign.risk.hazards import Hazards, Kind, StoppageHazard, stoppage_hazard

YEAR_S: Final = 365.25 * 86_400.0
FEEDS: Final[dict[str, str]] = {
    "scrub": "a launch", "loss": "a flight", "late": "a delivery", "dock": "a year",
    "stoppage": "a year",
}  # fmt: skip
"""Kinds that a report can be of, and what its chance is for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A report that is open: of a vehicle, a dock's site or a team.  chance: 0 to below 1 for what
    FEEDS says, failures a year of one dock for "dock".
    """

    key: str
    kind: Kind
    of: str
    chance: float

    def __post_init__(self) -> None:
        if self.kind not in FEEDS:
            raise InvalidInput(f"{self.key}: kind of a report", value=self.kind,
                               remedy=f"one of {', '.join(FEEDS)}")  # fmt: skip
        most = math.inf if self.kind == "dock" else 1.0
        if not 0.0 <= self.chance < most:
            raise InvalidInput(f"{self.key}: chance of a {self.kind}, {FEEDS[self.kind]}",
                               value=self.chance, remedy="0 to below 1")  # fmt: skip


def with_reports(hazards: Hazards, reports: Iterable[Report], teams: Collection[str]) -> Hazards:
    """Return hazards with what is reported; teams: all that could stop work.

    Raises InvalidInput for a report of what the campaign does not have.
    """
    for one in reports:
        if one.kind == "stoppage":
            hazards = _stops(hazards, one, teams)
        elif one.kind == "dock":
            hazards = _fails(hazards, one)
        else:
            hazards = _vehicle(hazards, one)
    return hazards


def either(one: float, other: float) -> float:
    """Return the chance that at least one of two happens, neither of which hinders the other."""
    return 1.0 - (1.0 - one) * (1.0 - other)


def _vehicle(hazards: Hazards, report: Report) -> Hazards:
    found = []
    for one in hazards.vehicles:
        if one.vehicle == report.of:
            if report.kind == "scrub":
                one = replace(one, scrub=either(one.scrub, report.chance))
            elif report.kind == "late":
                one = replace(one, late=either(one.late, report.chance))
            else:
                one = replace(one, loss=either(one.chance, report.chance))
        found.append(one)
    _there(report, [one.vehicle for one in hazards.vehicles], "vehicle")
    return replace(hazards, vehicles=tuple(found))


def _fails(hazards: Hazards, report: Report) -> Hazards:
    _there(report, [one.site for one in hazards.docks], "dock")
    found = [
        replace(one, between_s=1.0 / (1.0 / one.between_s + report.chance / YEAR_S))
        if one.site == report.of else one
        for one in hazards.docks
    ]  # fmt: skip
    return replace(hazards, docks=tuple(found))


def _stops(hazards: Hazards, report: Report, teams: Collection[str]) -> Hazards:
    _there(report, teams, "team")
    known: list[StoppageHazard] = [
        replace(one, a_year=either(one.a_year, report.chance)) if one.team == report.of else one
        for one in hazards.teams
    ]  # fmt: skip
    if report.of not in {one.team for one in known}:
        known.append(stoppage_hazard(report.of, report.chance))
    return replace(hazards, teams=tuple(known))


def _there(report: Report, names: Collection[str], what: str) -> None:
    if report.of not in names:
        raise InvalidInput(f"{report.key}: the campaign has no such {what}", value=report.of,
                           remedy=f"one of: {', '.join(names) or 'none'}")  # fmt: skip
