"""Rules of sharing: the Talmud's cases, their duality, and what holds for any claims."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from windlass.base.errors import InvalidInput
from windlass.partners import rules

CLAIMS = st.lists(st.floats(0.0, 1e3), min_size=1, max_size=8).filter(lambda one: sum(one) > 1e-6)


def test_the_talmuds_cases() -> None:
    claims = [100, 200, 300]
    assert rules.talmud(100, claims) == pytest.approx([100 / 3] * 3)
    assert rules.talmud(200, claims) == pytest.approx([50, 75, 75])
    assert rules.talmud(300, claims) == pytest.approx([50, 100, 150])
    assert rules.equal_awards(200, [50, 100, 300]) == pytest.approx([50, 75, 75])
    assert rules.equal_losses(200, [50, 100, 300]) == pytest.approx([0, 0, 200])


@settings(max_examples=200, deadline=None)
@given(claims=CLAIMS, share=st.floats(0.0, 1.0), name=st.sampled_from(sorted(rules.RULES)))
def test_any_rule_shares_all_of_an_estate(claims: list[float], share: float, name: str) -> None:
    estate = share * sum(claims)
    found = rules.RULES[name](estate, claims)
    assert found.sum() == pytest.approx(estate, abs=1e-9 * sum(claims))
    if name != "equal":
        assert (found >= -1e-9 * sum(claims)).all()
        assert (found <= np.array(claims) + 1e-9 * sum(claims)).all()
        # who claims more gets no less
        order = np.argsort(claims, kind="stable")
        assert (np.diff(found[order]) >= -1e-9 * sum(claims)).all()


@settings(max_examples=100, deadline=None)
@given(claims=CLAIMS, share=st.floats(0.0, 1.0))
def test_awards_and_losses_are_dual_and_the_talmud_is_its_own_dual(
    claims: list[float], share: float
) -> None:
    total = sum(claims)
    estate = share * total
    near = 1e-9 * total
    assert rules.equal_losses(estate, claims) == pytest.approx(
        np.array(claims) - rules.equal_awards(total - estate, claims), abs=near
    )
    assert rules.talmud(estate, claims) == pytest.approx(
        np.array(claims) - rules.talmud(total - estate, claims), abs=near
    )


def test_losses_are_shared_too() -> None:
    assert rules.equal(-9.0, [1, 2, 3]) == pytest.approx([-3, -3, -3])
    assert rules.proportional(-6.0, [1, 2, 3]) == pytest.approx([-1, -2, -3])


def test_refuses() -> None:
    with pytest.raises(InvalidInput, match="nothing and all claims"):
        rules.talmud(7.0, [1, 2, 3])
    with pytest.raises(InvalidInput, match="nothing and all claims"):
        rules.equal_awards(-1.0, [1, 2, 3])
    with pytest.raises(InvalidInput, match="0 or more"):
        rules.proportional(1.0, [1, -2])
    with pytest.raises(InvalidInput, match="nobody claims"):
        rules.proportional(1.0, [0, 0])
    with pytest.raises(InvalidInput, match="finite"):
        rules.equal(float("nan"), [1.0])
    with pytest.raises(InvalidInput, match="a claim for each"):
        rules.bankruptcy(("a", "b"), 1.0, [1.0])
    with pytest.raises(InvalidInput, match="a cost for each"):
        rules.airport(("a", "b"), [1.0])


def test_an_estate_of_all_claims_may_be_above_their_sum_by_rounding() -> None:
    rng = np.random.default_rng(0)
    for _ in range(200):
        claims = rng.uniform(0.0, 1.0, rng.integers(2, 14))
        for estate in (math.fsum(claims), float(claims.sum()) * (1.0 + 5e-13)):
            for rule in (rules.equal_awards, rules.equal_losses, rules.talmud):
                assert rule(estate, claims) == pytest.approx(claims)
