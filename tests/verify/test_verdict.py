"""Verdicts: each word for its reason, and never a certificate for what is not known."""

from dataclasses import replace
from types import SimpleNamespace
from typing import cast

import numpy as np
import pytest

from tests.verify.hop import ORBIT, hop
from windlass.base.errors import InvalidInput
from windlass.verify.judge import Judged
from windlass.verify.keep_out import keep_out
from windlass.verify.outcome import Known, Outcome
from windlass.verify.plan import Plan
from windlass.verify.safety import Safety
from windlass.verify.spread import Spread
from windlass.verify.verdict import Verdict, criteria, verdict

GOOD = (
    Judged(
        from_s=0.0,
        until_s=1.0,
        pieces_m=1.0,
        steered_m_s=1e-6,
        same_forces_m=10.0,
        same_forces_m_s=1e-6,
        own_forces_m=900.0,
    ),
)


def spread(lost: int = 0) -> Spread:
    zero = np.zeros(300)
    return Spread(
        start_m=zero, correction_m_s=zero + 1.0, miss_m=zero, miss_m_s=zero,
        lost=np.arange(300) < lost, off=np.zeros((300, 11, 6)), nodes=(0, 5, 8), basis="a test",
    )  # fmt: skip


@pytest.fixture(scope="module")
def plan() -> Plan:
    return replace(hop(), carried=False)  # nothing is carried: no safety is needed


def outcome(plan: Plan | None, claimed: float | None = None, **known: object) -> Outcome:
    orbit = replace(ORBIT, **known)  # type: ignore[arg-type]
    cost = 100.0 if plan is None else plan.total_m_s
    return Outcome(
        name="a way", title="2099 ZZ9", kind="way home", plan=plan, why="nothing near",
        claimed_m_s=cost if claimed is None else claimed, limit_m_s=500.0,
        known=Known(orbit=orbit, covariance=None, told="a test"),
    )  # fmt: skip


def judged(made: Outcome, lost: int = 0, judges: tuple[Judged, ...] | None = GOOD) -> Verdict:
    return verdict(made, judges, spread(lost), None, criteria())


def test_what_flies_as_designed_is_certified(plan: Plan) -> None:
    made = judged(outcome(plan))
    assert made.word == made.flies == "certified"
    assert made.why == ()
    assert made.more_m_s == pytest.approx(0.0, abs=1e-6)


def test_what_costs_more_needs_correction_and_says_how_much(plan: Plan) -> None:
    made = judged(outcome(plan, claimed=plan.total_m_s - 10.0))
    assert made.word == "needs correction"
    assert made.more_m_s == pytest.approx(10.0)
    assert "10.0 m/s more" in made.text


@pytest.mark.parametrize("code", [5, 6, 7, 8, 9])
def test_an_uncertain_orbit_never_certifies(plan: Plan, code: int) -> None:
    made = judged(outcome(plan, uncertainty=code))
    assert made.word == "not certifiable"
    assert made.flies == "certified"
    assert f"condition code {code}" in made.why[0]
    with pytest.raises(InvalidInput, match="highest condition code"):
        criteria(code=code)


def test_flights_lost_by_an_uncertain_orbit_refute_nothing(plan: Plan) -> None:
    made = judged(outcome(plan, uncertainty=7), lost=24)
    assert (made.word, made.flies) == ("not certifiable", "needs correction")
    assert "8.0% of its flights" in made.why[1]
    assert judged(outcome(plan, uncertainty=4), lost=24).word == "refuted"


@pytest.mark.parametrize("precision", ["older-solution", "screening", "assumed"])
def test_an_orbit_that_is_not_the_present_one_never_certifies(plan: Plan, precision: str) -> None:
    assert judged(outcome(plan, precision=precision)).word == "not certifiable"


def test_an_orbit_of_unknown_error_never_certifies(plan: Plan) -> None:
    assert judged(outcome(plan, uncertainty=None)).word == "not certifiable"


def test_what_does_not_fly_is_refuted(plan: Plan) -> None:
    none = judged(outcome(None, uncertainty=7))
    assert none.word == "refuted"
    assert none.more_m_s is None
    dear = judged(replace(outcome(plan), limit_m_s=20.0))
    assert (dear.word, "20 m/s allowed" in dear.text) == ("refuted", True)
    for off in ({"pieces_m": 1.1e3}, {"steered_m_s": 2e-3}, {"pieces_m": float("nan")}):
        far = (replace(GOOD[0], **off),)
        assert judged(outcome(plan), judges=far).word == "refuted"
    # unstable, but held by nothing that navigation could tell: no reason to refuse it
    wild = (replace(GOOD[0], same_forces_m=3e6),)
    assert judged(outcome(plan), judges=wild).word == "certified"
    assert judged(outcome(plan), lost=4).word == "refuted"
    assert judged(outcome(plan), lost=3).word == "certified"


def test_corrections_beyond_a_usual_reserve_need_one(plan: Plan) -> None:
    dear = replace(spread(), correction_m_s=np.full(300, 30.0))
    made = verdict(outcome(plan), GOOD, dear, None, criteria())
    assert made.word == "needs correction"
    assert "corrections take 30 m/s for 99% of flights" in made.text
    assert verdict(outcome(plan), GOOD, dear, None, criteria(reserve_m_s=31.0)).word == "certified"


def test_what_was_not_computed_is_not_certified(plan: Plan) -> None:
    made = verdict(outcome(plan), None, None, None, criteria())
    assert made.word == "not certifiable"
    assert "judging integrator, its spread" in made.text
    carried = replace(outcome(plan), plan=replace(plan, carried=True))
    assert "its safety" in judged(carried).text


def test_what_was_not_flown_is_not_certified(plan: Plan) -> None:
    made = judged(replace(outcome(plan), unflown=("the spiral after it",)))
    assert (made.word, made.flies) == ("not certifiable", "certified")
    assert "not flown: the spiral after it" in made.text


@pytest.mark.parametrize("less", [{"years": 1.0}, {"instants": 59}, {"clones": 199}])
def test_a_safety_flown_in_part_does_not_certify(plan: Plan, less: dict[str, float]) -> None:
    carried = replace(outcome(plan), plan=replace(plan, carried=True))
    whole = cast("Safety", SimpleNamespace(broken=(), keep=keep_out()))
    assert verdict(carried, GOOD, spread(), whole, criteria()).word == "certified"
    part = cast("Safety", SimpleNamespace(broken=(), keep=keep_out(**less)))
    made = verdict(carried, GOOD, spread(), part, criteria())
    assert made.word == "not certifiable"
    assert f"{next(iter(less.values())):g} {next(iter(less))} of" in made.text


def test_what_is_no_number_never_certifies(plan: Plan) -> None:
    nan = float("nan")
    for bad in (
        (replace(GOOD[0], pieces_m=nan), *GOOD),
        (*GOOD, replace(GOOD[0], pieces_m=nan)),
    ):
        assert judged(outcome(plan), judges=bad).word == "refuted"
    assert judged(outcome(plan, claimed=nan)).word == "needs correction"
    unknown = replace(spread(), correction_m_s=np.full(300, nan))
    assert verdict(outcome(plan), GOOD, unknown, None, criteria()).word == "needs correction"


def test_criteria_are_numbers() -> None:
    with pytest.raises(InvalidInput, match="criteria"):
        criteria(lost=float("nan"))
