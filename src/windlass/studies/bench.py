"""What a scenario needs to be worked out: its body, the body's path, vehicles, goals, grids.

Made once a scenario; another scenario on the same orbit and dates may share its grids.
Checked: tests/studies/test_bench.py.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from windlass.base.engine import results, run_all
from windlass.base.errors import InvalidInput
from windlass.base.progress import Progress, silent
from windlass.bodies import asteroid, planets
from windlass.bodies.ephemeris import Ephemeris
from windlass.capture import lunar
from windlass.catalogue.collection import Catalogue
from windlass.catalogue.describe import Description, describe
from windlass.catalogue.physical import Given
from windlass.catalogue.target import Target
from windlass.studies import assumed, options, pushed, timeline
from windlass.studies.departures import chemical, electric
from windlass.studies.goal import Departure, Goal
from windlass.studies.scenario import Scenario
from windlass.studies.searches import Searches
from windlass.studies.variant import Variant
from windlass.studies.vehicle import stage, tug
from windlass.studies.work import work_out


@dataclass(frozen=True, slots=True, kw_only=True)
class Bench:
    """One scenario ready to be worked out; scenario: with the launch window from readiness on."""

    scenario: Scenario
    about: Description
    rock: Ephemeris
    goals: tuple[Goal, ...]
    departures: Mapping[str, Departure]
    searches: Searches


def bench(
    scenario: Scenario,
    *,
    catalogue: Catalogue | None = None,
    cache_dir: Path | None = None,
    target: Target | None = None,
    like: Searches | None = None,
) -> Bench:
    """Return a scenario ready to be worked out.

    target: instead of the scenario's; like: grids that are used where they are of the same
    body.  Raises InvalidInput for a target or size that is not known, NotSolved where an orbit
    cannot be integrated.
    """
    body = target or assumed.target_of(scenario, catalogue)
    about = describe(body, given(scenario))
    if about.physical is None:
        raise InvalidInput(about.not_computed, where=body.title)
    ready = when_ready(scenario)
    span = (scenario.window.launch[0], scenario.window.latest_return)
    rock = asteroid.integrate(body.orbit, span, cache_dir=cache_dir)
    goals = options.goals(
        ready, about.physical, body.orbit, tug(scenario.tug), stage(scenario.stage)
    )
    kept = like if like is not None and like.rock.data == rock.data else None
    return Bench(
        scenario=ready,
        about=about,
        rock=rock,
        goals=tuple(goals),
        departures=departures(ready),
        searches=Searches(
            scenario=ready,
            rock=rock,
            planets=planets.load(),
            target=body,
            found={} if kept is None else kept.found,
            trips={} if kept is None else kept.trips,
        ),
    )


def work(
    ready: Bench,
    *,
    only: Callable[[Goal], bool] | None = None,
    quick: bool = False,
    progress: Progress | None = None,
) -> list[Variant]:
    """Return the variants of a bench, those of all goals or of some; quick: see ``work_out``."""
    wanted = [goal for goal in ready.goals if only is None or only(goal)]
    return list(
        results(
            run_all(
                lambda goal: work_out(
                    ready.scenario,
                    goal,
                    ready.departures[goal.variant],
                    ready.searches,
                    quick=quick,
                ),
                wanted,
                name="searching trips",
                progress=progress or silent(),
            )
        )
    )


def when_ready(scenario: Scenario) -> Scenario:
    """Return the scenario with its launch window from readiness on, where it says its start.

    Where the first ship is ready after the window, the window is left as it is, and each
    variant says that it lifts off too early.
    """
    if scenario.programme.start is None:
        return scenario
    first, last = scenario.window.launch
    ready = timeline.start_of(scenario).value + timeline.development_time(scenario).value
    if not first < ready < last:
        return scenario
    window = scenario.window.model_copy(update={"launch": (ready, last)})
    return scenario.model_copy(update={"window": window})


def departures(scenario: Scenario) -> Mapping[str, Departure]:
    """Return how each variant leaves Earth."""
    low_thrust, impulsive = options.VARIANTS
    allowed = scenario.capture
    spiral = electric(
        scenario.launch, lunar.capture_vinf(allowed.flyby_altitude, allowed.flyby_apogee)
    )
    return {
        low_thrust: spiral,
        impulsive: chemical(scenario.launch),
        **dict.fromkeys(pushed.TITLES, pushed.departure(spiral)),
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
