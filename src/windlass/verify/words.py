"""What was found of a trajectory, said in sentences, by topic.

Checked: tests/verify/test_words.py.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np

from windlass.base.epochs import format_epoch
from windlass.verify.examine import MISSED_LIMIT, Verified
from windlass.verify.spread import SHARES

ALIKE: Mapping[str, str] = {
    "certified": "it would be certified",
    "needs correction": "it would need correction",
    "refuted": "it would be refuted",
}


def topics(made: Verified) -> dict[str, list[str]]:
    """Return sentences by topic, those without any left out."""
    found = {
        "Verdict": _verdict(made),
        "Flown by all forces": _flown(made),
        "Judged by others": _judged(made),
        "Errors and corrections": _spread(made),
        "Missed thrust": _missed(made),
        "Planetary safety": [] if made.safety is None else list(made.safety.lines()),
        "Operations": [] if made.operations is None else list(made.operations.lines()),
        "Finding the asteroid again": [] if made.recovery is None else list(made.recovery.lines()),
        "Notes, and what was not computed": [
            f"{one[0].upper()}{one[1:]}" for one in (*made.outcome.notes, *made.notes) if one
        ],
    }
    return {name: said for name, said in found.items() if said}


def _verdict(made: Verified) -> list[str]:
    v = made.verdict
    said = [v.text]
    said += [f"{why[0].upper()}{why[1:]}." for why in v.why[1:]]
    if v.word == "not certifiable":
        but = "As far as it was computed" if _partly(made) else "But for that"
        said.append(f"{but}, {ALIKE[v.flies]}.")
    return said


def _partly(made: Verified) -> bool:
    """Return whether something that a verdict needs was not computed."""
    plan = made.outcome.plan
    safe = made.safety is not None or plan is None or not plan.carried
    return made.judged is None or made.spread is None or not safe or bool(made.outcome.unflown)


def _flown(made: Verified) -> list[str]:
    outcome, plan = made.outcome, made.outcome.plan
    said = [
        f"The design, flown as it is, passes its {one.what} by {far(one.miss_m)}."
        for one in outcome.misses
    ]
    if plan is None:
        return said
    said.append(
        f"A path like it, by all forces: {plan.total_m_s:.1f} m/s; the design claims "
        f"{outcome.claimed_m_s:.1f} m/s."
    )
    for b, dv, claimed in zip(plan.path.burns, plan.dv_m_s, plan.designed_m_s, strict=True):
        said.append(
            f"{_day(float(plan.path.t_s[b]))}: {np.linalg.norm(dv):.1f} m/s, designed "
            f"{claimed:.1f} m/s."
        )
    return said


def _judged(made: Verified) -> list[str]:
    said = []
    for k, one in enumerate(made.judged or (), start=1):
        own = ""
        if one.own_forces_m is not None:
            own = f"; the model of the search, with fewer forces, {far(one.own_forces_m)}"
        said.append(
            f"Phase {k}, until {_day(one.until_s)}: another integrator with the same forces meets "
            f"every node within {far(one.pieces_m)} and {one.steered_m_s:.1g} m/s in all; flown "
            f"whole, without a correction, it ends {far(one.same_forces_m)} away{own}."
        )
    return said


def _spread(made: Verified) -> list[str]:
    one = made.spread
    if one is None:
        return []
    said = [f"{len(one)} flights with errors; the orbit {one.basis}."]
    for share in SHARES:
        value, low, high = one.at(share)
        if math.isfinite(value):
            upto = f" to {high:.2f}" if math.isfinite(high) else " or more"
            said.append(
                f"{share:.0%} of them need {value:.2f} m/s or less beyond the plan for "
                f"corrections ({low:.2f}{upto})."
            )
        else:
            said.append(f"Of {share:.0%} no bound is known: too many flights do not arrive.")
    arrived = ~one.lost
    if arrived.any():
        miss = [float(np.quantile(one.miss_m[arrived], q)) for q in (0.5, 0.99)]
        said.append(
            f"They arrive {far(miss[0])} from their place in the middle, 99% within "
            f"{far(miss[1])}; {one.lost.mean():.1%} do not arrive."
        )
    return said


def _missed(made: Verified) -> list[str]:
    said = [one.text(MISSED_LIMIT) for one in made.missed or ()]
    return said if made.towed is None else [*said, *made.towed.lines()]


def _day(t_s: float) -> str:
    return format_epoch(t_s, "minute")[:10]


def far(metres: float) -> str:
    """Return a distance as a reader takes it."""
    for unit, size in (("million km", 1e9), ("km", 1e3)):
        if metres >= size:
            value = metres / size
            return f"{value:,.0f} {unit}" if value >= 100 else f"{value:.3g} {unit}"
    return f"{metres:.3g} m"
