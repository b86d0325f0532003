"""A trajectory examined whole: judged, spread, missed, safe, operable; and the verdict.

Checked: tests/verify/test_examine.py.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from windlass.base.epochs import format_epoch
from windlass.base.errors import InvalidInput, NotSolved
from windlass.base.progress import Progress, silent
from windlass.bodies import clones, reference
from windlass.verify import safety as safe
from windlass.verify.judge import Judged, judge
from windlass.verify.keep_out import KeepOut, keep_out
from windlass.verify.missed_burns import MissedBurn, missed_burns
from windlass.verify.operations import Operations, operations
from windlass.verify.outcome import Outcome
from windlass.verify.plan import Plan
from windlass.verify.recovery import Recovery, recovery
from windlass.verify.safety import Safety
from windlass.verify.spread import SHARES, Spread, spread
from windlass.verify.spread_trip import spread_trip
from windlass.verify.towed import Towed, Tug, towed
from windlass.verify.verdict import Criteria, Verdict, criteria, verdict

MISSED_LIMIT: Final = 50.0
"""What making good a missed burn may cost [m/s], for the longest delay that is told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What is examined: samples of the Monte Carlo (0: none), seed, keep-out criteria (None: no
    safety), delays of burns (missed), a tug that thrusts instead of impulses, after_s: from when
    the asteroid can be observed, rules of the verdict.
    """

    samples: int = 500
    seed: int = 1
    keep: KeepOut | None = field(default_factory=keep_out)
    missed: bool = True
    tug: Tug | None = None
    after_s: float | None = None
    rules: Criteria = field(default_factory=criteria)


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """All that was found of a trajectory; None: not computed, for the reason in notes."""

    outcome: Outcome
    asked: Asked
    verdict: Verdict
    judged: tuple[Judged, ...] | None
    spread: Spread | None
    missed: tuple[MissedBurn, ...] | None
    towed: Towed | None
    safety: Safety | None
    operations: Operations | None
    recovery: Recovery | None
    notes: tuple[str, ...]

    def plain(self) -> dict[str, Any]:
        """Return it for programs, units in the keys."""
        outcome, plan = self.outcome, self.outcome.plan
        return {
            "name": outcome.name,
            "title": outcome.title,
            "kind": outcome.kind,
            "verdict": self.verdict.word,
            "why": list(self.verdict.why),
            "flies": self.verdict.flies,
            "claimed_dv_m_s": outcome.claimed_m_s,
            "limit_dv_m_s": outcome.limit_m_s,
            "dv_m_s": None if plan is None else plan.total_m_s,
            "more_dv_m_s": self.verdict.more_m_s,
            "burns": [] if plan is None else _burns(plan),
            "design_misses": [
                {"at": one.what, "date": _day(one.t_s), "miss_m": one.miss_m}
                for one in outcome.misses
            ],
            "orbit": _orbit(outcome),
            "model": reference.MODEL,
            "judges": None if self.judged is None else [_judged(one) for one in self.judged],
            "spread": None if self.spread is None else _spread(self.spread),
            "missed_burns": None if self.missed is None else [_missed(one) for one in self.missed],
            "thrust": None if self.towed is None else self.towed.plain(),
            "safety": None if self.safety is None else _safety(self.safety),
            "operations": None if self.operations is None else self.operations.plain(),
            "recovery": None if self.recovery is None else self.recovery.plain(),
            "unflown": list(outcome.unflown),
            "seed": self.asked.seed,
            "notes": [*outcome.notes, *self.notes],
        }


def examine(outcome: Outcome, asked: Asked, progress: Progress | None = None) -> Verified:
    """Return all that is asked of an outcome, and the verdict."""
    told = progress or silent()
    notes: list[str] = []
    plan, found = outcome.plan, _Found()
    if plan is not None:
        _fly(plan, outcome, asked, told, notes, found)
    sought = _recovery(outcome, asked, notes)
    return Verified(
        outcome=outcome, asked=asked,
        verdict=verdict(
            outcome, found.judged, found.spread, found.safety, asked.rules, found.towed
        ),
        judged=found.judged, spread=found.spread, missed=found.missed, towed=found.towed,
        safety=found.safety, operations=found.operations, recovery=sought, notes=tuple(notes),
    )  # fmt: skip


@dataclass(slots=True)
class _Found:
    """Parts as they are worked out."""

    judged: tuple[Judged, ...] | None = None
    spread: Spread | None = None
    missed: tuple[MissedBurn, ...] | None = None
    towed: Towed | None = None
    safety: Safety | None = None
    operations: Operations | None = None


def _fly(
    plan: Plan, outcome: Outcome, asked: Asked, told: Progress, notes: list[str], found: _Found
) -> None:
    """Work out all parts of a plan; what cannot be is noted, with the reason."""

    def tried(what: str, work: Any) -> Any:
        try:
            return work()
        except (NotSolved, InvalidInput) as reason:
            notes.append(f"{what} not computed: {reason}")
            return None

    found.judged = tried("The judging integrators", lambda: judge(plan))
    cloned = None
    if plan.orbit is not None:
        cloned = tried(
            "The spread of the orbit",
            lambda: clones.clones(plan.orbit, plan.covariance, max(2, asked.samples), asked.seed),
        )
    if asked.samples and (cloned is not None or plan.orbit is None):
        fly = spread if plan.carried else spread_trip
        found.spread = tried(
            "The Monte Carlo",
            lambda: fly(plan, cloned, samples=asked.samples, seed=asked.seed, progress=told),
        )
    if asked.missed and plan.thrust is None:
        found.missed = tried("Missed burns", lambda: missed_burns(plan, limit_m_s=MISSED_LIMIT))
    if asked.tug is not None and not plan.carried:
        notes.append("No asteroid is moved here: what a tug would do is not computed.")
    elif asked.tug is not None:
        found.towed = tried("Thrust instead of impulses", lambda: towed(plan, asked.tug))
    if asked.keep is not None and plan.carried:
        if found.spread is None:
            notes.append("Safety not computed: it needs the spread of the orbit.")
        elif found.spread.lost.all():
            notes.append("Safety not computed: no flight with errors arrives.")
        else:
            lost = int(found.spread.lost.sum())
            if lost:
                notes.append(
                    f"Safety is that of the flights that arrive: {lost} of {len(found.spread)} "
                    "that do not are not flown on."
                )
            found.safety = tried(
                "Safety",
                lambda: safe.judge(
                    plan, _arrived(found.spread), keep=asked.keep,
                    spectral=outcome.known.spectral if outcome.known else None, seed=asked.seed,
                    progress=told,
                ),
            )  # fmt: skip
    found.operations = tried("Operations", lambda: operations(plan))


def _arrived(made: Spread | None) -> NDArray[np.float64] | None:
    """Return the deviations of the flights that arrive."""
    return None if made is None else made.off[~made.lost]


def _recovery(outcome: Outcome, asked: Asked, notes: list[str]) -> Recovery | None:
    """Return when the asteroid can next be observed before it is reached."""
    known = outcome.known
    if known is None or asked.after_s is None:
        return None
    until = None
    if outcome.plan is not None:
        until = float(outcome.plan.path.t_s[outcome.plan.path.burns[0]])
        if until <= asked.after_s:
            notes.append("It begins before its asteroid could be observed again.")
            return None
    try:
        return recovery(
            known.orbit, known.covariance, asked.after_s, until, h_mag=known.h_mag,
            g_slope=known.g_slope, last_obs=known.last_obs,
        )  # fmt: skip
    except (NotSolved, InvalidInput) as reason:
        notes.append(f"Its next observing window not computed: {reason}")
        return None


def _day(t_s: float) -> str:
    return format_epoch(t_s, "minute")[:10]


def _burns(plan: Plan) -> list[dict[str, Any]]:
    return [
        {
            "date": format_epoch(float(plan.path.t_s[b]), "minute"),
            "designed_dv_m_s": float(claimed),
            "dv_m_s": float(np.linalg.norm(dv)),
            "dv_icrf_m_s": [float(x) for x in dv],
        }
        for b, dv, claimed in zip(plan.path.burns, plan.dv_m_s, plan.designed_m_s, strict=True)
    ]


def _orbit(outcome: Outcome) -> dict[str, Any] | None:
    known = outcome.known
    if known is None:
        return None
    return {
        "designation": known.orbit.designation,
        "precision": known.orbit.precision,
        "condition_code": known.orbit.uncertainty,
        "covariance": known.covariance is not None,
        "source": known.told,
    }


def _judged(one: Judged) -> dict[str, Any]:
    return {
        "from": _day(one.from_s),
        "until": _day(one.until_s),
        "pieces_miss_m": one.pieces_m,
        "steered_m_s": one.steered_m_s,
        "same_forces_miss_m": one.same_forces_m,
        "same_forces_miss_m_s": one.same_forces_m_s,
        "own_forces_miss_m": one.own_forces_m,
    }


def _finite(value: float) -> float | None:
    return value if math.isfinite(value) else None


def _spread(made: Spread) -> dict[str, Any]:
    arrived = ~made.lost
    return {
        "samples": len(made),
        "basis": made.basis,
        "start_m": {f"{q:.0%}": float(np.nanquantile(made.start_m, q)) for q in SHARES},
        "correction_dv_m_s": {
            f"{q:.0%}": dict(zip(("value", "low", "high"), map(_finite, made.at(q)), strict=True))
            for q in SHARES
        },
        "miss_m": {
            f"{q:.0%}": float(np.quantile(made.miss_m[arrived], q)) if arrived.any() else None
            for q in SHARES
        },
        "lost_share": float(made.lost.mean()),
        "corrections": len(made.nodes),
    }


def _missed(one: MissedBurn) -> dict[str, Any]:
    return {
        "date": _day(one.t_s),
        "dv_m_s": one.dv_m_s,
        "days": list(one.days),
        "costs_m_s": [_finite(x) for x in one.costs_m_s],
        "longest_d": None if one.why else one.longest_d,
        "or_more": one.at_limit,
        "limit_m_s": MISSED_LIMIT,
        "plan_dv_m_s": one.plan_m_s,
        "every_node_dv_m_s": None if one.free_m_s is None else _finite(one.free_m_s),
        "not_computed": one.why or None,
    }


def _safety(made: Safety) -> dict[str, Any]:
    pool = made.pooled
    return {
        "instants": len(made.instants),
        "flights": pool.flights,
        "years": made.keep.years,
        "confidence": made.keep.confidence,
        "earth": pool.earth,
        "earth_upper": pool.earth_upper,
        "moon": pool.moon,
        "moon_upper": pool.moon_upper,
        "near": pool.near,
        "near_upper": pool.near_upper,
        "unknown": dict(pool.unknown),
        "path_earth_m": made.path.earth_m,
        "path_moon_m": made.path.moon_m,
        "criteria": [{"state": one.state, "text": one.text} for one in made.criteria],
        "fall": made.fall.answer,
        "fall_text": made.fall.text,
        "by_instant": [
            {
                "what": one.label, "date": _day(one.t_s), "flights": fate.flights,
                "earth": fate.earth, "earth_upper": fate.earth_upper, "moon": fate.moon,
                "moon_upper": fate.moon_upper, "least_earth_m": _finite(fate.least_earth_m[0]),
            }
            for one, fate in zip(made.instants, made.fates, strict=True)
        ],
    }  # fmt: skip
