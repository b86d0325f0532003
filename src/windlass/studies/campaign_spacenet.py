"""A SpaceNet scenario read, replayed, and turned into a campaign's tables: what maps, what not.

Checked: tests/studies/test_campaign_spacenet.py.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from windlass.campaign.spacenet import measures as spacenet_measures
from windlass.campaign.spacenet import read as spacenet
from windlass.campaign.spacenet import replay as spacenet_replay
from windlass.campaign.spacenet import tables as spacenet_tables
from windlass.studies.toml_file import read


def imported(file: Path, *, g0_m_s2: float) -> dict[str, Any]:
    """Return what a scenario comes to, as plain data: every burn, what is left, what does not map.

    Raises SourceError or InvalidInput for a file that is no scenario.
    """
    scenario = spacenet.read(read(file, "SpaceNet scenario"), file=str(file))
    replay = spacenet_replay.replay(scenario, g0=g0_m_s2)
    found = spacenet_measures.measures(replay)
    mapped = spacenet_tables.tables(replay)
    names = {key: one.name for key, one in scenario.elements.items()}
    notes = dict.fromkeys((*replay.notes, *mapped.notes))
    return {
        "name": scenario.name,
        "g0_m_s2": g0_m_s2,
        "feasible": replay.feasible,
        "problems": [{"step": one.name, "what": one.problem} for one in replay.problems],
        "burns": [
            {
                "step": step.name,
                "element": names.get(burn.key, burn.key),
                "dv_m_s": burn.dv_m_s,
                "before_kg": burn.before_kg,
                "after_kg": burn.after_kg,
                "stack_kg": burn.stack_kg,
            }
            for step in replay.steps
            if step.impulse is not None
            for burn in step.impulse.burns
        ],
        "propellant_kg": {names.get(key, key): kg for key, kg in replay.propellant_kg.items()},
        "surface_days": found.surface_days,
        "capability_kg_days": found.capability_kg_days,
        "launched_kg": found.launched_kg,
        "delivered_kg": found.delivered_kg,
        "tables": {
            "nodes": [one.key for one in mapped.campaign.nodes],
            "legs": [one.key for one in mapped.campaign.legs],
            "vehicles": [one.key for one in mapped.campaign.vehicles],
            "commodities": [one.key for one in mapped.campaign.commodities],
            "demands": len(mapped.campaign.demands),
        },
        "notes": [
            {"what": one.what, "where": one.where, "why": one.why, "then": one.then}
            for one in notes
        ],
    }


def lines(plain: dict[str, Any]) -> list[str]:
    """Return the same in lines."""
    told = [
        f"{plain['name']}: {'every event can happen' if plain['feasible'] else 'NOT feasible'}, "
        f"with g0 = {plain['g0_m_s2']:g} m/s2.",
        *(f"Problem: {one['step']}: {one['what']}" for one in plain["problems"]),
        f"Launched {plain['launched_kg'] / 1e3:,.1f} t; on surfaces {plain['surface_days']:g} "
        f"person-days; {plain['capability_kg_days']:,.0f} kg days of exploration.",
        "Burns:",
    ]
    told += [
        f"  {one['step']}: {one['element']}: {one['dv_m_s']:.2f} m/s, "
        f"{one['before_kg']:,.2f} -> {one['after_kg']:,.2f} kg"
        for one in plain["burns"]
    ]
    tables = plain["tables"]
    told.append(
        f"Maps to {len(tables['nodes'])} nodes, {len(tables['legs'])} legs, "
        f"{len(tables['vehicles'])} vehicle types, {len(tables['commodities'])} commodities, "
        f"{tables['demands']} demands."
    )
    told += [
        f"Does not map: {one['what']} ({one['where']}): {one['why']}; {one['then']}"
        for one in plain["notes"]
    ]
    return told
