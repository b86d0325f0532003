"""The options of a scenario on other orbits that its body may as well have.

On coarse grids, for what one ship brings and how many ships it takes; the option's most
favourable orbit is then worked out in full.  Checked: tests/studies/test_plausible.py.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from pathlib import Path

import polars as pl

from windlass.base.constants import AU_M
from windlass.base.progress import Progress, silent
from windlass.studies import assumed
from windlass.studies.bench import Bench, bench, work
from windlass.studies.goal import Goal
from windlass.studies.programme_parts import OrbitPart
from windlass.studies.scenario import Scenario
from windlass.studies.searches import Searches
from windlass.studies.variant import Variant
from windlass.studies.work import most_one_brings

STEP_S = 40.0 * 86_400.0
"""Step of the coarse grids."""

SCHEMA = {
    "orbit": pl.Int64,
    "like": pl.String,
    "rule": pl.String,
    "a_au": pl.Float64,
    "e": pl.Float64,
    "i_deg": pl.Float64,
    "option": pl.String,
    "variant": pl.String,
    "share_kg": pl.Float64,
    "ships": pl.Float64,
}


def coarse(scenario: Scenario, orbit: OrbitPart | None = None) -> Scenario:
    """Return the scenario on coarse grids, on another orbit if one is given."""
    step = max(STEP_S, scenario.window.step)
    window = scenario.window.model_copy(update={"step": step})
    change: dict[str, object] = {"window": window}
    if orbit is not None:
        change["orbit"] = orbit
    return scenario.model_copy(update=change)


def spread(
    scenario: Scenario, *, cache_dir: Path | None = None, progress: Progress | None = None
) -> pl.DataFrame:
    """Return a row for each orbit, option and variant: what one ship brings, ships it takes.

    share_kg and ships are null where nothing can be brought.  Columns as in SCHEMA.
    """
    rows = []
    with (progress or silent()).task("trying other orbits", len(scenario.orbits)) as step:
        for number, orbit in enumerate(scenario.orbits):
            ready = bench(coarse(scenario, orbit), cache_dir=cache_dir)
            rows += [_row(ready, goal, number, orbit) for goal in ready.goals if not goal.technique]
            step.advance(1)
    return pl.DataFrame(rows, schema=SCHEMA)


def _row(ready: Bench, goal: Goal, number: int, orbit: OrbitPart) -> dict[str, object]:
    share = most_one_brings(ready.scenario, goal, ready.departures[goal.variant], ready.searches)
    return {
        "orbit": number,
        "like": orbit.like or f"orbit {number + 1}",
        "rule": orbit.rule,
        "a_au": orbit.a / AU_M,
        "e": orbit.e,
        "i_deg": math.degrees(orbit.inclination),
        "option": goal.option,
        "variant": goal.variant,
        "share_kg": share,
        "ships": None
        if share is None
        else math.ceil(goal.whole.value / min(share, goal.whole.value)),
    }


def favourable(found: pl.DataFrame, option: str) -> tuple[int, str] | None:
    """Return (orbit, variant) on which a ship brings most of an option; None where none does."""
    rows = found.filter((pl.col("option") == option) & pl.col("share_kg").is_not_null())
    if not rows.height:
        return None
    best = rows.sort("share_kg", "orbit", descending=[True, False]).row(0, named=True)
    return int(best["orbit"]), str(best["variant"])


def on_best_orbits(
    scenario: Scenario,
    found: pl.DataFrame,
    options: Iterable[str],
    *,
    cache_dir: Path | None = None,
    progress: Progress | None = None,
) -> list[Variant]:
    """Return the variants of options on their most favourable orbits, worked out in full."""
    made: list[Variant] = []
    for option in options:
        best = favourable(found, option)
        if best is None:
            continue
        number, variant = best
        made += on_orbit(scenario, option, variant, number, cache_dir=cache_dir, progress=progress)
    return made


def on_orbit(
    scenario: Scenario,
    option: str,
    variant: str,
    number: int,
    *,
    cache_dir: Path | None = None,
    progress: Progress | None = None,
    like: Searches | None = None,
) -> list[Variant]:
    """Return one variant of an option on a plausible orbit, worked out in full."""
    ready = bench_on(scenario, option, number, cache_dir=cache_dir, like=like)
    key = key_on(option, number)
    return work(
        ready, only=lambda goal: (goal.option, goal.variant) == (key, variant), progress=progress
    )


def key_on(option: str, number: int) -> str:
    """Return the key of an option on a plausible orbit: "mars-orbit-on-3"."""
    return f"{option}-on-{number + 1}"


def bench_on(
    scenario: Scenario,
    option: str,
    number: int,
    *,
    cache_dir: Path | None = None,
    like: Searches | None = None,
) -> Bench:
    """Return the bench of one option on a plausible orbit, under its own key and title."""
    orbit = scenario.orbits[number]
    asked = scenario.option[option]
    title = f"{asked.title}, were its orbit like that of {orbit.like or f'orbit {number + 1}'}"
    renamed = asked.model_copy(update={"title": title})
    there = scenario.model_copy(
        update={"orbit": orbit, "option": {key_on(option, number): renamed}}
    )
    return bench(
        there, target=assumed.on_orbit(scenario.target, orbit), cache_dir=cache_dir, like=like
    )
