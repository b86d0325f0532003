"""The study: one scenario in, options side by side out.

The only place that knows the order of the rooms.  Checked: tests/studies/test_study.py.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from windlass.base import ledger
from windlass.base.canonical import content_hash
from windlass.base.codeversion import code_version, lock_hash, thread_count
from windlass.base.figure import Figure
from windlass.base.progress import Progress, silent
from windlass.bodies import planets
from windlass.catalogue.collection import Catalogue
from windlass.studies import answer, assemble, assumed, candidates, claims, plausible
from windlass.studies.bench import bench, work
from windlass.studies.scenario import Scenario
from windlass.studies.variant import Variant

SCHEMA = 2


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
    with bars.task("integrating the orbit", 1) as step:
        ready = bench(scenario, catalogue=catalogue, cache_dir=cache_dir)
        step.advance(1)
    own = work(ready, progress=bars)
    best = answer.recommend(own)
    orbits = plausible.spread(scenario, cache_dir=cache_dir, progress=bars)
    elsewhere = plausible.on_best_orbits(
        scenario, orbits, _not_flown(scenario, own), cache_dir=cache_dir, progress=bars
    )
    variants = [*own, *elsewhere]
    instead = (
        []
        if best is not None
        else candidates.successes(scenario, cache_dir=cache_dir, progress=bars)
    )
    figures = answer.figures(ready.about, [*variants, *instead])
    figures |= answer.aliases(figures, answer.leading(variants, best))
    body = ready.about.figures
    with bars.task("testing claims", 1) as step:
        verdicts = claims.judge(scenario, variants, body, again(scenario, catalogue, cache_dir))
        step.advance(1)
    arrays = assemble.arrays(variants) | ({"orbits": orbits} if orbits.height else {})
    data = assemble.data(
        scenario, ready.about, variants, best, figures,
        verdicts=verdicts, instead=instead, orbits=orbits, contents=assumed.contents(scenario),
    )  # fmt: skip
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


def _not_flown(scenario: Scenario, own: list[Variant]) -> list[str]:
    """Return the options for which no trip could be worked out at all."""
    flown = {one.goal.option for one in own if "launch.mass" in one.figures}
    return [key for key in scenario.option if key not in flown]


def again(scenario: Scenario, catalogue: Catalogue | None, cache_dir: Path | None) -> claims.Rerun:
    """Return what works one variant of a study out again for a changed scenario."""

    def rerun(changed: Scenario, one: Variant) -> Variant:
        option, variant = one.goal.option, one.goal.variant
        if option in scenario.option:
            ready = bench(changed, catalogue=catalogue, cache_dir=cache_dir, like=one.searches)
        else:
            base, _, number = option.rpartition("-on-")
            ready = plausible.bench_on(
                changed, base, int(number) - 1, cache_dir=cache_dir, like=one.searches
            )
        return work(ready, only=lambda goal: (goal.option, goal.variant) == (option, variant))[0]

    return rerun
