"""Claims put to the test: what was claimed, what comes out, and what would have to be true.

Checked: tests/studies/test_claims.py, validation/claims.py.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from windlass.base import units
from windlass.base.errors import InvalidInput
from windlass.base.figure import Figure
from windlass.base.words import number, sources_of
from windlass.economics import prices
from windlass.studies import assumptions
from windlass.studies.decide import Decision, Quantity, decide, of_figure, of_open
from windlass.studies.earn import Open
from windlass.studies.programme_parts import Claim
from windlass.studies.pushed import title
from windlass.studies.put_back import PutBack, put_back
from windlass.studies.roles import ROLES, near
from windlass.studies.scenario import Scenario
from windlass.studies.variant import Variant

TRIED = 5
"""Inputs that are put back at most, in their order, until one brings the claim about."""

RERUNS = 12
"""Times that the study is run again at most for one claim."""

Rerun = Callable[[Scenario, Variant], Variant]
"""Works one variant out again for a changed scenario."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """One claim beside what the study gives.

    status: "holds", "within the range" of what is computed, "does not hold", "not computed", or
    "shown" for a claim without a number;
    figure: name of the figure, where there is one; claimed: least and most [unit inside];
    wanted: the nearest end of what is claimed; decision: what would have to be true;
    key: of the scenario, text: its value, that bring the claim about; reproduced: the figure
    after the study was run again with it, None where it was not; runs: how often that took;
    nearly: words for what decision.reached is the share of, where the figure has no value.
    """

    key: str
    claim: Claim
    status: str
    why: str = ""
    variant: str = ""
    title: str = ""
    figure: str | None = None
    unit: str = ""
    claimed: tuple[float | None, float | None] = (None, None)
    computed: float | None = None
    wanted: float | None = None
    decision: Decision | None = None
    setting: str | None = None
    text: str = ""
    reproduced: float | None = None
    runs: int = 0
    nearly: str = ""

    @property
    def ratio(self) -> float | None:
        """Return computed by claimed; None without either, and where a range holds."""
        low, high = self.claimed
        inside = self.status == "holds" and None not in (low, high) and not self.claim.plain
        if self.computed is None or not self.wanted or inside:
            return None
        return self.computed / self.wanted

    def as_dict(self) -> dict[str, Any]:
        """Return plain data, values in SI with their unit beside."""
        decision = self.decision
        return {
            "key": self.key,
            "text": self.claim.text,
            "account": self.claim.account,
            "source": self.claim.source,
            "note": self.claim.note,
            "shown_by": self.claim.shown_by,
            "status": self.status,
            "why": self.why,
            "variant": self.variant,
            "option": self.title,
            "figure": self.figure,
            "role": self.claim.figure,
            "unit": self.unit,
            "claimed": list(self.claimed),
            "claimed_text": "" if self.claim.value is None else str(self.claim.value),
            "computed": self.computed,
            "ratio": self.ratio,
            "decides": None if decision is None else _decides(decision, self.setting, self.text),
            "reproduced": self.reproduced,
            "runs": self.runs,
            "nearly": self.nearly,
        }


def _decides(decision: Decision, setting: str | None, text: str) -> dict[str, Any]:
    leaf = decision.leaf
    return {
        "name": leaf.name,
        "unit": leaf.unit,
        "shown": leaf.shown_unit,
        "nominal": leaf.value,
        "low": leaf.low,
        "high": leaf.high,
        "status": leaf.trace.status,
        "sources": sorted(sources_of([leaf])) or list(leaf.trace.sources),
        "note": leaf.trace.note,
        "meets": decision.meets,
        "value": decision.value,
        "reached": decision.reached,
        "beyond": decision.beyond,
        "key": setting,
        "text": text,
    }


def judge(
    scenario: Scenario,
    variants: Sequence[Variant],
    body: Mapping[str, Figure],
    rerun: Rerun,
) -> list[Verdict]:
    """Return the verdict on every claim of a scenario.

    body: figures of the body, which a claim may be about; rerun: how a variant is worked out
    again.  Raises InvalidInput for a claim whose unit does not fit its figure.
    """
    return [
        _judge(scenario, key, one, variants, body, rerun) for key, one in scenario.claim.items()
    ]


def _judge(
    scenario: Scenario,
    key: str,
    claim: Claim,
    variants: Sequence[Variant],
    body: Mapping[str, Figure],
    rerun: Rerun,
) -> Verdict:
    if claim.figure is None:
        return Verdict(key=key, claim=claim, status="shown", why=claim.shown_by)
    if claim.figure not in ROLES and claim.figure not in body:
        raise InvalidInput(
            f"claim.{key} is about a figure that there is not",
            value=claim.figure,
            remedy=near(claim.figure),
        )
    low, high, unit = claim.bounds()
    one = _variant_of(claim, variants)
    held = _open(one, claim.figure)
    found = body.get(claim.figure) or (None if one is None else one.figures.get(claim.figure))
    if found is not None:
        quantity = of_figure(found)
    elif held is not None:
        quantity = of_open(held.fn, held.inputs)
    else:
        return Verdict(
            key=key, claim=claim, status="not computed", why=_why(scenario, claim, variants),
            claimed=(low, high), unit=unit,
        )  # fmt: skip
    own = found.unit if found is not None else held.unit if held is not None else unit
    low, high = _in_unit(key, (low, high), unit, own)
    told = replace(
        Verdict(
            key=key,
            claim=claim,
            status="does not hold",
            claimed=(low, high),
            unit=own,
            why=_pushed(one, claim.figure),
        ),
        variant="" if one is None else one.goal.key,
        title="" if one is None else one.goal.title,
    )
    if found is not None:
        wanted = _wanted(low, high, found.value, claim.plain)
        verdict = replace(told, figure=found.name, computed=found.value, wanted=wanted)
    else:
        past = held is not None and _past(held.beyond, high)
        verdict = replace(
            told,
            status="does not hold" if past else "not computed",
            why="" if held is None else held.why,
            wanted=_wanted(low, high, None, claim.plain),
        )
    return _tested(scenario, verdict, quantity, one, rerun)


def _tested(
    scenario: Scenario, verdict: Verdict, quantity: Quantity, one: Variant | None, rerun: Rerun
) -> Verdict:
    """Return the verdict with what decides it, put back and run again where it meets."""
    low, high = verdict.claimed
    value, wanted = verdict.computed, verdict.wanted
    if value is not None and _within(value, low, high):
        return replace(verdict, status="holds")
    if one is not None and verdict.claim.figure is not None and wanted is not None:
        found = one.figures.get(verdict.claim.figure)
        if found is not None and _in_range(found, wanted):
            verdict = replace(verdict, status="within the range")
    if wanted is None:
        return verdict
    found_by = decide(quantity, wanted)
    if not found_by:
        return verdict if value is not None else _nearest(scenario, verdict, one)
    first = _told(scenario, verdict, found_by[0], one)
    if not found_by[0].meets or one is None or not wanted:
        return first
    runs = 0
    for decision in found_by[:TRIED]:
        told = _told(scenario, verdict, decision, one)
        if told.setting is None or runs >= RERUNS:
            continue
        again = _put_back(scenario, told, decision, one, rerun, RERUNS - runs)
        runs += 1 if again is None else again.runs
        if again is not None and again.close:
            reached = replace(decision, value=again.value, reached=again.reached)
            return replace(
                _told(scenario, verdict, reached, one), reproduced=again.reached, runs=again.runs
            )
    if not runs:
        return replace(first, why="no key of the scenario holds that input, to run it again")
    return replace(
        first,
        why="run again with that value the study finds another trip or none, and no value of one "
        "input alone was found that brings the claim about",
    )


def _nearest(scenario: Scenario, verdict: Verdict, one: Variant | None) -> Verdict:
    """Return the verdict on what has no value with the input that comes nearest to giving one."""
    more = "; no single input changes that within its range"
    held = _open(one, verdict.claim.figure)
    if held is None or held.nearly is None:
        return replace(verdict, why=verdict.why + more)
    fn, words = held.nearly
    # A share may be below nought, where nearness is no ratio: one more than it is not.
    near = decide(of_open(lambda **x: 1.0 + fn(**x), held.inputs), 2.0)
    if not near:
        return replace(verdict, why=verdict.why + more)
    decision = replace(near[0], reached=near[0].reached - 1.0, meets=False, beyond=None)
    return replace(_told(scenario, verdict, decision, one), why=verdict.why + more, nearly=words)


def _told(scenario: Scenario, verdict: Verdict, decision: Decision, one: Variant | None) -> Verdict:
    """Return the verdict with what decides it, and the key and text to put it back."""
    option = "" if one is None else _base_option(scenario, one)
    return replace(
        verdict,
        decision=decision,
        setting=assumptions.key_of(decision.leaf, option),
        text=assumptions.text_of(decision.leaf, decision.value),
    )


def _put_back(
    scenario: Scenario, told: Verdict, decision: Decision, one: Variant, rerun: Rerun, runs: int
) -> PutBack | None:
    role, wanted = str(told.claim.figure), told.wanted
    if told.setting is None or wanted is None:
        raise AssertionError("only what has a key and a claim is put back")
    return put_back(
        lambda changed: rerun(changed, one).figures.get(role),
        scenario,
        told.setting,
        decision.leaf,
        values=(decision.value, told.computed),
        wanted=wanted,
        most=runs,
    )


def _variant_of(claim: Claim, variants: Sequence[Variant]) -> Variant | None:
    """Return the variant that a claim is about: the option's own, else on another orbit."""
    able = [
        one
        for one in variants
        if claim.figure in one.figures or _open(one, claim.figure) is not None
    ]
    if str(claim.figure).startswith("moved."):
        able = sorted(able, key=lambda one: -one.figures[str(claim.figure)].value)
    if claim.option is None:
        return next(iter(sorted(able, key=lambda one: not one.feasible)), None)
    own = [one for one in able if one.goal.option == claim.option]
    other = [one for one in able if one.goal.option.startswith(f"{claim.option}-on-")]
    return next(iter([*sorted(own, key=lambda one: not one.feasible), *other]), None)


def _pushed(one: Variant | None, role: str) -> str:
    """Return by which technique a body is moved, and what it would take; nothing for a trip."""
    if one is None or not role.startswith("moved."):
        return ""
    told = "; ".join(reason.text for reason in one.reasons[:1])
    return f"by {title(one.goal.technique).lower()}" + (f": {told}" if told else "")


def _open(one: Variant | None, role: str | None) -> Open | None:
    """Return how a figure without a value would be made, where the variant has it open."""
    if one is None or one.programme is None or role is None:
        return None
    return one.programme.missing.get(role)


def _base_option(scenario: Scenario, one: Variant) -> str:
    """Return the option's key in the scenario, for a variant on its own or another orbit."""
    key = one.goal.option
    return key if key in scenario.option else key.rpartition("-on-")[0]


def _why(scenario: Scenario, claim: Claim, variants: Sequence[Variant]) -> str:
    if claim.option is not None and claim.option not in scenario.option:
        raise InvalidInput(
            "claim is about an option that there is not",
            value=claim.option,
            remedy=f"one of: {', '.join(scenario.option)}",
        )
    about = [
        one
        for one in variants
        if claim.option is None
        or one.goal.option == claim.option
        or one.goal.option.startswith(f"{claim.option}-on-")
    ]
    flown = [one.programme for one in about if one.programme is not None]
    told = [note for made in flown for note in made.notes]
    if not flown:
        told = [reason.text for one in about for reason in one.reasons[:1]]
    return told[0] if told else "no option gives this figure"


def _in_unit(
    key: str, bounds: tuple[float | None, float | None], unit: str, own: str
) -> tuple[float | None, float | None]:
    """Return what is claimed in the unit of the figure; money in its year."""
    factor = 1.0
    if unit != own:
        a, b = units.currency(unit), units.currency(own)
        if not (a and b and unit.replace(a, b) == own):
            raise InvalidInput(
                f"claim.{key} has another unit than its figure",
                value=unit or "none",
                remedy=f"give it in {units.customary(own) or 'no unit'}",
            )
        factor = prices.index(prices.year_of(b)) / prices.index(prices.year_of(a))
    low, high = bounds
    return (None if low is None else low * factor, None if high is None else high * factor)


def _in_range(found: Figure, wanted: float) -> bool:
    """Return whether a value lies in the known range of a figure."""
    end = found.low if wanted < found.value else found.high
    return end is not None and min(end, found.value) <= wanted <= max(end, found.value)


def _past(beyond: float | None, high: float | None) -> bool:
    """Return whether what has no value is known to lie above all that is claimed."""
    return beyond is not None and high is not None and beyond >= high


def _within(value: float, low: float | None, high: float | None) -> bool:
    """Return whether a value is as claimed."""
    return (low is None or value >= low) and (high is None or value <= high)


def _wanted(
    low: float | None, high: float | None, value: float | None, plain: bool
) -> float | None:
    """Return the end of what is claimed that lies nearest to a value; of a plain one, itself."""
    if plain and low is not None and high is not None:
        return 0.5 * (low + high)
    if low is None or high is None:
        return high if low is None else low
    if value is None:
        return high
    return low if value < low else high


def lines(verdicts: Sequence[Verdict]) -> list[str]:
    """Return a line for each claim with a number."""
    said = []
    for one in verdicts:
        ratio = one.ratio
        if one.status != "shown":
            about = "" if ratio is None else f", {number(ratio, 3)} times the claim"
            said.append(f"{one.claim.text}: {one.status}{about}.")
    return said
