"""What pads, docks and people can possibly handle, as limits of flights that the plan keeps.

A limit lets through whatever any schedule could: spans are counted with all that may overhang them.
So a plan never asks for more than there is, and the schedule proves the rest.
Checked: tests/studies/test_campaign_capacity.py.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Final

from windlass.base.epochs import DAY_S
from windlass.base.units import parse
from windlass.campaign.crew import duty
from windlass.campaign.tables import Limit
from windlass.studies.campaign_file import CampaignFile

SPAN_S: Final = 56.0 * DAY_S
"""Over which flights are counted: whole weeks, and longer than what one flight holds."""


def capacities(file: CampaignFile) -> tuple[Limit, ...]:
    """Return limits by the pads, docks and teams of a file; none for what no flight needs.

    Each flight counts by what it takes of them, as a share of the heaviest type's.
    """
    return (*_sites(file), *_teams(file))


def _sites(file: CampaignFile) -> Iterator[Limit]:
    for key, site in file.site.items():
        held = {}
        for vehicle, part in file.vehicle.items():
            ground = part.ground
            if ground is None:
                continue
            time_s = 0.0
            if ground.pad == key:
                time_s += ground.pad_before + ground.pad_after
            if ground.dock == key:
                time_s += ground.dock_stay
            if time_s > 0.0:
                held[vehicle] = time_s
        if held:
            most = max(held.values())
            # Each place may hold a flight from before the span, and one that goes on after it.
            room_s = site.count * (SPAN_S + _step(file) + 2.0 * most)
            yield _limit(file, f"site {key}", held, room_s)


def _teams(file: CampaignFile) -> Iterator[Limit]:
    for key, team in file.team.items():
        week_s = duty.rule(team.rule).week_s
        if math.isinf(week_s):
            continue
        held: dict[str, float] = {}
        overhang_s = 0.0
        for vehicle, part in file.vehicle.items():
            for work in part.ground.work if part.ground is not None else ():
                if work.team != key:
                    continue
                begin, end = parse(work.begin, "s"), parse(work.end, "s")
                held[vehicle] = held.get(vehicle, 0.0) + work.people * (end - begin)
                overhang_s = max(overhang_s, abs(begin) + abs(end))
        if held:
            # One week more, so that a longer step of the grid is not held to less, either.
            weeks = math.ceil((SPAN_S + _step(file) + overhang_s) / duty.WEEK_S) + 1
            yield _limit(file, f"team {key}", held, team.count * week_s * weeks)


def _step(file: CampaignFile) -> float:
    """Return by how much flights that a span counts may leave after it; a step that is longer
    than the span has room of its own."""
    return file.step if file.step < SPAN_S else 0.0


def _limit(file: CampaignFile, key: str, held: dict[str, float], room_s: float) -> Limit:
    most = max(held.values())
    legs = tuple(leg for leg, part in file.leg.items() if any(one in held for one in part.vehicles))
    return Limit(
        key=key,
        legs=legs,
        flights=room_s / most,
        span_s=SPAN_S,
        vehicles=tuple(held),
        weights={vehicle: time_s / most for vehicle, time_s in held.items()},
    )
