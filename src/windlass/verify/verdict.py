"""The verdict on a trajectory: certified, needs correction, refuted, or not certifiable.

A trajectory is refuted where no path like it exists among the real bodies, or only one that costs
more than was allowed.  It is not certifiable where its asteroid's orbit is too uncertain, or where
something that a certificate needs was not computed.  It needs correction where it flies, but not
as designed, or not safely.  Only what is left is certified.
Checked: tests/verify/test_verdict.py.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

import numpy as np

from windlass.base.errors import InvalidInput
from windlass.base.sources import table
from windlass.catalogue.orbit import Orbit
from windlass.verify.judge import Judged
from windlass.verify.keep_out import KeepOut, keep_out
from windlass.verify.outcome import Outcome
from windlass.verify.recovery import WORST_CODE
from windlass.verify.safety import Safety
from windlass.verify.spread import Spread
from windlass.verify.towed import Towed

Word = Literal["certified", "needs correction", "refuted", "not certifiable"]
WORDS: Final[tuple[Word, ...]] = ("certified", "needs correction", "not certifiable", "refuted")

PRECISION: Final = {
    "older-solution": "its orbit is an older solution, not the present one",
    "screening": "its orbit is known here by rounded elements only",
    "assumed": "its orbit is assumed",
}


ENOUGH: Final = 299
"""Flights of which none is lost that show, with 95 %, that less than 1 % are."""
RESERVED: Final = 0.99
"""Share of flights for which a reserve is kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Criteria:
    """When a trajectory counts as certified; see data/verify.toml.

    code: highest condition code; more_share, more_m_s: what it may cost more than designed;
    judged_m, judged_m_s: how far the judging integrator may be off between two nodes, and what may
    hold it to them in all; lost: share of samples that may not arrive;
    reserve_share, reserve_m_s: what corrections may take for 99 % of flights.
    """

    code: int
    more_share: float
    more_m_s: float
    judged_m: float
    judged_m_s: float
    lost: float
    reserve_share: float
    reserve_m_s: float

    def __post_init__(self) -> None:
        """Raise InvalidInput for criteria that would certify too much, or are no numbers."""
        if not 0 <= self.code <= WORST_CODE:
            raise InvalidInput(
                "highest condition code of a certificate", value=self.code,
                remedy=f"give 0 to {WORST_CODE}: more uncertain orbits never certify",
            )  # fmt: skip
        shares = (
            self.more_share, self.more_m_s, self.judged_m, self.judged_m_s, self.lost,
            self.reserve_share, self.reserve_m_s,
        )  # fmt: skip
        if not (np.isfinite(shares).all() and min(shares) >= 0.0 and self.lost < 1.0):
            raise InvalidInput(
                "criteria of a certificate", value=shares, remedy="give numbers of 0 or more"
            )


def criteria(**given: float) -> Criteria:
    """Return the criteria of data/verify.toml, with what is given in their place."""
    t = {name: part["value"] for name, part in table("verify")["criteria"].items()}
    held: dict[str, Any] = {
        "code": int(t["code"]), "more_share": t["more_share"], "more_m_s": t["more"],
        "judged_m": t["judged"], "judged_m_s": t["steered"], "lost": t["lost"],
        "reserve_share": t["reserve_share"], "reserve_m_s": t["reserve"],
    }  # fmt: skip
    return Criteria(**(held | given))


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """word; why: reasons, those of the word first; more_m_s: what it costs among the real bodies
    beyond the design, None where it does not fly; flies: but for its orbit's uncertainty and what
    was not computed, what the word would be.
    """

    word: Word
    why: tuple[str, ...]
    more_m_s: float | None
    flies: Word

    @property
    def text(self) -> str:
        """The verdict in one sentence."""
        first = self.why[0] if self.why else ""
        if self.word == "certified":
            return "Certified: it flies as designed, by means that had no part in its design."
        return f"{self.word.capitalize()}: {first}."


def verdict(
    outcome: Outcome,
    judged: Sequence[Judged] | None,
    spread: Spread | None,
    safety: Safety | None,
    rules: Criteria,
    towed: Towed | None = None,
) -> Verdict:
    """Return the verdict; None: not computed, so that nothing is certified.

    A plan that moves no asteroid needs no safety; towed: by a tug, where one was asked for.
    """
    refuted = _refuted(outcome, judged, spread, rules)
    wrong = _wrong(outcome, spread, safety, rules)
    if towed is not None and not towed.enough:
        wrong.append(f"its tug cannot fly it ({towed.why or 'its tank is too small'})")
    uncertain = _uncertain(outcome, spread, rules) + _missing(outcome, judged, spread, safety)
    flies: Word = "refuted" if refuted else "needs correction" if wrong else "certified"
    word: Word = "refuted" if refuted else "not certifiable" if uncertain else flies
    ordered = {
        "refuted": (*refuted, *uncertain, *wrong),
        "not certifiable": (*uncertain, *wrong),
        "needs correction": tuple(wrong),
        "certified": (),
    }
    plan = outcome.plan
    more = None if plan is None else plan.total_m_s - outcome.claimed_m_s
    return Verdict(word=word, why=tuple(ordered[word]), more_m_s=more, flies=flies)


def _refuted(
    outcome: Outcome,
    judged: Sequence[Judged] | None,
    spread: Spread | None,
    rules: Criteria,
) -> list[str]:
    """Return why a trajectory does not exist as such."""
    plan = outcome.plan
    if plan is None:
        return [f"no path like it holds among the real bodies ({outcome.why})"]
    made = []
    cost, limit = plan.total_m_s, outcome.limit_m_s
    if limit is not None and not cost <= limit:  # what is no number is not within it either
        made.append(
            f"the nearest path among the real bodies costs {cost:.0f} m/s, more than the "
            f"{limit:g} m/s allowed"
        )
    worst = float(np.max([0.0, *(one.pieces_m for one in judged or ())]))
    steered = float(np.max([0.0, *(one.steered_m_s for one in judged or ())]))
    if not (worst <= rules.judged_m and steered <= rules.judged_m_s):
        made.append(
            f"the judging integrator is {worst / 1e3:,.3g} km off between two nodes, "
            f"{steered:.2g} m/s of a phase; {rules.judged_m / 1e3:g} km and "
            f"{rules.judged_m_s:g} m/s are allowed"
        )
    if not _unsure(outcome, rules):
        made += _astray(spread, rules)
    return made


def _unsure(outcome: Outcome, rules: Criteria) -> bool:
    """Return whether the orbit is too uncertain, so that its clones say nothing of the path."""
    code = None if outcome.known is None else outcome.known.orbit.uncertainty
    return code is not None and code > rules.code


def _astray(spread: Spread | None, rules: Criteria) -> list[str]:
    """Return that too many flights do not arrive."""
    if spread is None or spread.lost.mean() <= rules.lost:
        return []
    return [
        f"{spread.lost.mean():.1%} of its flights with errors do not arrive, more than "
        f"{rules.lost:.0%}"
    ]


def _wrong(
    outcome: Outcome, spread: Spread | None, safety: Safety | None, rules: Criteria
) -> list[str]:
    """Return what is to be corrected in a trajectory that flies."""
    plan = outcome.plan
    if plan is None:
        return []
    made = []
    more = plan.total_m_s - outcome.claimed_m_s
    if not more <= max(rules.more_m_s, rules.more_share * outcome.claimed_m_s):
        made.append(
            f"it costs {plan.total_m_s:.1f} m/s among the real bodies, {more:.1f} m/s more than "
            f"designed"
        )
    if spread is not None:
        needed = spread.at(RESERVED)[0]
        allowed = max(rules.reserve_m_s, rules.reserve_share * plan.total_m_s)
        if not needed <= allowed:
            bound = f"{needed:.0f} m/s" if np.isfinite(needed) else "more than can be told"
            made.append(
                f"its corrections take {bound} for {RESERVED:.0%} of flights, more than the "
                f"{allowed:.0f} m/s of a usual reserve"
            )
    if safety is not None and safety.broken and safety.fall.answer != "harmless":
        broken = "; ".join(one.text for one in safety.broken)
        made.append(f"it is not shown to be safe, and its fall is not harmless: {broken}")
    return made


def _uncertain(outcome: Outcome, spread: Spread | None, rules: Criteria) -> list[str]:
    """Return why the asteroid's orbit does not allow a certificate."""
    known = outcome.known
    if known is None:
        return []
    made = reasons(known.orbit, rules)
    if _unsure(outcome, rules):
        made += _astray(spread, rules)
    if known.covariance is None and known.orbit.uncertainty is None:
        made.append("how sure its orbit is is not known: no covariance, no condition code")
    return made


def reasons(orbit: Orbit, rules: Criteria) -> list[str]:
    """Return why an orbit does not allow a certificate; none: it does."""
    made = []
    if orbit.uncertainty is not None and orbit.uncertainty > rules.code:
        made.append(
            f"its orbit is too uncertain: condition code {orbit.uncertainty}, "
            f"at most {rules.code} certifies"
        )
    if orbit.precision in PRECISION:
        made.append(PRECISION[orbit.precision])
    return made


def _missing(
    outcome: Outcome,
    judged: Sequence[Judged] | None,
    spread: Spread | None,
    safety: Safety | None,
) -> list[str]:
    """Return what a certificate needs and was not computed."""
    plan = outcome.plan
    if plan is None:
        return []
    lacks = [
        name
        for name, part in (
            ("the judging integrator", judged),
            ("its spread", spread),
            ("its safety", safety if plan.carried else plan),
        )
        if part is None
    ]
    made = [f"not computed: {', '.join(lacks)}"] if lacks else []
    made += [] if safety is None else _short(safety.keep)
    if spread is not None and len(spread) < ENOUGH:
        made.append(f"only {len(spread)} flights with errors: {ENOUGH} bound what 99% of them need")
    if outcome.kind == "file":
        made.append("a file does not tell what it carries, nor how sure it is")
    return made + [f"not flown: {part}" for part in outcome.unflown]


def _short(keep: KeepOut) -> list[str]:
    """Return by what a safety is less than a certificate needs."""
    usual = keep_out()
    less = [
        f"{getattr(keep, name):g} {name} of {getattr(usual, name):g}"
        for name in ("instants", "clones", "years")
        if getattr(keep, name) < getattr(usual, name)
    ]
    return [f"its safety is flown in part: {', '.join(less)}"] if less else []
