"""Real asteroids that the same ships and the same limits can bring, where the target cannot be.

Small bodies of the packaged table that are cheap to meet are tried first, until enough succeed.
Checked: tests/studies/test_candidates.py.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from windlass.base.constants import AU_M
from windlass.base.errors import WindlassError
from windlass.base.progress import Progress, silent
from windlass.catalogue.describe import describe
from windlass.catalogue.designation import key
from windlass.catalogue.table import builtin
from windlass.catalogue.target import Target
from windlass.kernels.shoemaker_helin import shoemaker_helin
from windlass.kernels.status import OK
from windlass.studies.bench import bench, work
from windlass.studies.plausible import coarse
from windlass.studies.scenario import Body, EarthMoonOption, MarsOrbitOption, Scenario
from windlass.studies.variant import Variant

WANTED = 3
TRIED = 16
"""Bodies that are tried at most."""
HEAVIEST_KG = 2e6
"""Heavier bodies are not tried: no ship of today moves them."""


def successes(
    scenario: Scenario,
    *,
    cache_dir: Path | None = None,
    progress: Progress | None = None,
) -> list[Variant]:
    """Return variants that succeed with real asteroids, one of each, at most WANTED.

    The first option of the scenario that brings a body is taken, its vehicles, window, launcher
    and limits kept, on coarse grids.
    """
    option = _whole_body(scenario)
    if option is None:
        return []
    name, asked = option
    found: list[Variant] = []
    with (progress or silent()).task("trying real asteroids", TRIED) as step:
        for target in _cheap():
            if len(found) == WANTED:
                break
            found += _try(scenario, name, asked, target, cache_dir)[:1]
            step.advance(1)
    return found


def _whole_body(scenario: Scenario) -> tuple[str, EarthMoonOption | MarsOrbitOption] | None:
    """Return the option that real asteroids are tried with: to the Moon before all others."""
    brings = [
        (name, one)
        for name, one in scenario.option.items()
        if isinstance(one, EarthMoonOption | MarsOrbitOption)
    ]
    return min(brings, key=lambda pair: not isinstance(pair[1], EarthMoonOption), default=None)


def _cheap() -> Iterable[Target]:
    """Return light bodies of the packaged table, the cheapest to meet first."""
    rows = []
    for target in builtin():
        orbit = target.orbit
        dv, status = shoemaker_helin(orbit.a_m / AU_M, orbit.e, orbit.i_rad)
        physical = describe(target).physical
        if status == OK and physical is not None and physical.mass.value <= HEAVIEST_KG:
            rows.append((float(dv), target.designation, target))
    return [target for _, _, target in sorted(rows, key=lambda row: row[:2])[:TRIED]]


def _try(
    scenario: Scenario,
    name: str,
    asked: EarthMoonOption | MarsOrbitOption,
    target: Target,
    cache_dir: Path | None,
) -> list[Variant]:
    titled = asked.model_copy(
        update={
            "title": f"{asked.title}, with {target.title} instead",
            "returned_mass": None,
            "product": "rock" if isinstance(asked, EarthMoonOption) else "none",
            "market": None,
            "techniques": (),
            "trips": True,
            "ships": None,
        }
    )
    fleet = scenario.fleet.model_copy(update={"ships": None})
    there = coarse(scenario).model_copy(
        update={
            "target": target.designation,
            "orbit": None,
            "body": Body(),
            "fleet": fleet,
            "option": {f"{name}-of-{key(target.designation)}": titled},
        }
    )
    try:
        made = work(bench(there, target=target, cache_dir=cache_dir))
    except WindlassError:  # an orbit that cannot be integrated, a size not known: no success
        return []
    return [one for one in made if one.feasible and one.goal.electric]
