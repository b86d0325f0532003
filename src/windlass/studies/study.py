"""The study: one scenario in, options side by side out.

The only place that knows the order of the rooms.  Checked: tests/studies/test_study.py.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from windlass.base import ledger
from windlass.base.canonical import content_hash
from windlass.base.codeversion import code_version, lock_hash, thread_count
from windlass.base.engine import results, run_all
from windlass.base.errors import InvalidInput
from windlass.base.figure import Figure
from windlass.base.progress import Progress, silent
from windlass.bodies import asteroid, planets
from windlass.bodies.ephemeris import Ephemeris
from windlass.catalogue.collection import Catalogue
from windlass.catalogue.describe import describe
from windlass.catalogue.physical import Given
from windlass.studies import answer, assemble, assumed, options
from windlass.studies.departures import chemical, electric
from windlass.studies.goal import Departure, Goal
from windlass.studies.scenario import Scenario
from windlass.studies.searches import Searches
from windlass.studies.vehicle import stage, tug
from windlass.studies.work import work_out

SCHEMA = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class StudyResult:
    """What a study found.

    data: plain JSON (see docs/reference/result.md); arrays: tables by name; figures: by name,
    those of the recommended variant also without its prefix; feasible: some option is.
    """

    run_id: str
    data: dict[str, Any]
    arrays: dict[str, pl.DataFrame]
    figures: dict[str, Figure]
    feasible: bool

    def __getitem__(self, name: str) -> Figure:
        """Return a figure by its name or the end of it."""
        return ledger.find(self.figures, name)


def run_id(scenario: Scenario, catalogue: Catalogue | None = None) -> str:
    """Return the content hash of what the run stands on: scenario, target, code, lock, threads."""
    target = assumed.target_of(scenario, catalogue)
    return content_hash(
        {
            "scenario": scenario.model_dump(mode="json"),
            "target": repr(target),
            "planets": planets.load().source.digest,
            "code": code_version(),
            "lock": lock_hash(),
            "threads": thread_count(),
        }
    )


def run(
    scenario: Scenario,
    *,
    progress: Progress | None = None,
    cache_dir: Path | None = None,
    catalogue: Catalogue | None = None,
) -> StudyResult:
    """Return the study of a scenario.

    cache_dir: of stored integrations; catalogue: besides the packaged table.  Raises
    InvalidInput for a target or date that is not known, NotSolved where an orbit cannot be
    integrated.  An option that is impossible is a result, not an error.
    """
    bars = progress or silent()
    target = assumed.target_of(scenario, catalogue)
    about = describe(target, given(scenario))
    if about.physical is None:
        raise InvalidInput(about.not_computed, where=target.title)
    span = (scenario.window.launch[0], scenario.window.latest_return)
    with bars.task("integrating the orbit", 1) as step:
        rock = asteroid.integrate(target.orbit, span, cache_dir=cache_dir)
        step.advance(1)
    electric_tug, chemical_stage = tug(scenario.tug), stage(scenario.stage)
    wanted = options.goals(scenario, about.physical, target.orbit, electric_tug, chemical_stage)
    leave = departures(scenario)
    searches = Searches(scenario=scenario, rock=rock, planets=planets.load())
    variants = results(
        run_all(
            lambda goal: work_out(scenario, goal, leave[goal.variant], searches),
            wanted,
            name="searching trips",
            progress=bars,
        )
    )
    figures = answer.figures(about.physical, variants)
    best = answer.recommend(variants)
    figures |= answer.aliases(figures, best)
    arrays = assemble.arrays(variants, searches, rock, planets.load())
    data = assemble.data(scenario, about, variants, best, searches, figures)
    data["run"] = {"version": code_version(), "lock": lock_hash(), "threads": thread_count()}
    data["schema"] = SCHEMA
    return StudyResult(
        run_id=run_id(scenario, catalogue),
        data=data,
        arrays=arrays,
        figures=figures,
        feasible=best is not None,
    )


def from_store(found: Any) -> StudyResult:
    """Return the study of a stored run (store.Run with id, result and a loader of arrays)."""
    data: dict[str, Any] = found.result
    return StudyResult(
        run_id=found.run_id,
        data=data,
        arrays=dict(found.arrays()),
        figures=ledger.read(data["figures"]),
        feasible=data["recommended"] is not None,
    )


def departures(scenario: Scenario) -> Mapping[str, Departure]:
    """Return how each variant leaves Earth."""
    from windlass.capture import lunar

    low_thrust, impulsive = options.VARIANTS
    return {
        low_thrust: electric(
            scenario.launch,
            lunar.capture_vinf(scenario.capture.flyby_altitude, scenario.capture.flyby_apogee),
        ),
        impulsive: chemical(scenario.launch),
    }


def given(scenario: Scenario) -> Given:
    """Return what the user knows better than the catalogue."""
    body = scenario.body
    return Given(
        diameter_m=body.diameter,
        mass_kg=body.mass,
        density_kg_m3=body.density,
        albedo=body.albedo,
        taxonomy=body.taxonomy,
        spin_period_s=body.spin_period,
        magnitude=body.magnitude,
        metal=body.metal,
        water=body.water,
        iridium=body.iridium,
        like=body.like,
        mass=assumed.mass_of_worth(scenario),
    )


__all__ = ["Ephemeris", "Goal", "StudyResult", "departures", "from_store", "given", "run", "run_id"]
