"""What if? A study kept warm: its grids of legs stay, so that a change is answered at once.

What is answered is what the study of the changed scenario gives, to the last bit: no model stands
in for it.  Left out is what only stands beside the answer (``variant.BESIDE``), claims, and other
orbits.  A change of the body, the window or the limits of legs searches its grids anew.
Checked: tests/studies/test_what_if.py.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from windlass.base.canonical import content_hash
from windlass.base.figure import Figure
from windlass.catalogue.collection import Catalogue
from windlass.studies import answer
from windlass.studies.assemble import VARIANT_TITLES
from windlass.studies.bench import Bench, bench, work
from windlass.studies.scenario import Scenario
from windlass.studies.variant import Variant

ROLES: Final = (
    "returned", "launch.date", "duration", "propellant", "launch.mass", "fleet.ships", "cost.total",
    "revenue.total", "npv", "payback.at_rate",
)  # fmt: skip
"""What is told before and after, in this order."""
KEPT: Final = 256
"""Answers that are kept at most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """What a scenario gives, without what stands beside the answer."""

    scenario: Scenario
    variants: Mapping[str, Variant]
    best: str | None


@dataclass(slots=True)
class Warm:
    """A study kept warm, and what was asked of it last."""

    base: Answered
    bench: Bench
    catalogue: Catalogue | None = None
    cache_dir: Path | None = None
    answered: OrderedDict[str, Answered] = field(default_factory=OrderedDict)

    @classmethod
    def open(
        cls, scenario: Scenario, *, catalogue: Catalogue | None = None,
        cache_dir: Path | None = None,
    ) -> Warm:  # fmt: skip
        """Return a study kept warm; raises what ``studies.study.run`` raises."""
        ready = bench(scenario, catalogue=catalogue, cache_dir=cache_dir)
        return cls(_answered(scenario, ready), ready, catalogue, cache_dir)

    def ask(self, scenario: Scenario) -> Answered:
        """Return what a changed scenario gives; raises what ``studies.study.run`` raises."""
        key = content_hash(scenario.model_dump(mode="json", by_alias=True))
        if key in self.answered:
            self.answered.move_to_end(key)
            return self.answered[key]
        ready = bench(scenario, catalogue=self.catalogue, cache_dir=self.cache_dir,
                      like=self.bench.searches)  # fmt: skip
        found = self.answered[key] = _answered(scenario, ready)
        while len(self.answered) > KEPT:
            self.answered.popitem(last=False)
        return found


def _answered(scenario: Scenario, ready: Bench) -> Answered:
    variants = work(ready, quick=True)
    best = answer.recommend(variants)
    return Answered(scenario=scenario, variants={one.goal.key: one for one in variants},
                    best=None if best is None else best.goal.key)  # fmt: skip


def told(before: Answered, after: Answered) -> dict[str, Any]:
    """Return two answers side by side as plain data; changed: what the scenarios differ in.

    Values are SI with their unit beside; change is relative, None where there is nothing to
    compare or the value was zero.
    """
    keys = [*before.variants, *(key for key in after.variants if key not in before.variants)]
    return {
        "schema": 1, "name": before.scenario.name, "title": before.scenario.title,
        "changed": differ(before.scenario, after.scenario),
        "recommended": [before.best, after.best],
        "variants": [_row(key, before.variants.get(key), after.variants.get(key)) for key in keys],
    }  # fmt: skip


def differ(before: Scenario, after: Scenario) -> list[dict[str, Any]]:
    """Return the keys in which two scenarios differ, with both values."""
    old, new = (dict(_flat(one.model_dump(mode="json", by_alias=True), "")) for one in
                (before, after))  # fmt: skip
    return [{"key": key, "before": old.get(key), "after": new.get(key)}
            for key in sorted(old.keys() | new.keys()) if old.get(key) != new.get(key)]  # fmt: skip


def _flat(part: Mapping[str, Any], before: str) -> list[tuple[str, Any]]:
    found: list[tuple[str, Any]] = []
    for name, value in part.items():
        if isinstance(value, Mapping):
            found += _flat(value, f"{before}{name}.")
        else:
            found.append((before + name, value))
    return found


def _row(key: str, before: Variant | None, after: Variant | None) -> dict[str, Any]:
    goal = next(one.goal for one in (after, before) if one is not None)
    return {
        "key": key, "title": f"{goal.title}, {VARIANT_TITLES[goal.variant].lower()}",
        "feasible": [one is not None and one.feasible for one in (before, after)],
        "reasons": [_reasons(one) for one in (before, after)],
        "figures": [row for role in ROLES
                    if (row := _pair(role, _of(before, role), _of(after, role))) is not None],
    }  # fmt: skip


def _reasons(one: Variant | None) -> Sequence[str]:
    return ["not asked for"] if one is None else [reason.text for reason in one.reasons]


def _of(one: Variant | None, role: str) -> Figure | None:
    return None if one is None else one.figures.get(role)


def _pair(role: str, before: Figure | None, after: Figure | None) -> dict[str, Any] | None:
    one = after or before
    if one is None:
        return None
    change = None
    if before is not None and after is not None and before.value and one.unit != "epoch":
        change = (after.value - before.value) / abs(before.value)
    return {
        "role": role, "unit": one.unit, "shown": one.shown_unit, "change": change,
        "before": _ends(before), "after": _ends(after),
    }  # fmt: skip


def _ends(one: Figure | None) -> dict[str, Any] | None:
    if one is None:
        return None
    return {"value": one.value, "low": one.low, "high": one.high}
