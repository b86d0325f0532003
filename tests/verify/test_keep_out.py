"""Bounds: published ones, closed forms, and what more flights do to them."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as s
from scipy.stats import binom

from windlass.base.errors import InvalidInput
from windlass.verify.keep_out import judged, keep_out, lower, upper


@pytest.mark.parametrize("n", [1, 59, 200, 12_000])
def test_of_no_hits_the_bound_has_a_closed_form(n: int) -> None:
    assert upper(0, n, 0.95) == pytest.approx(1.0 - 0.05 ** (1.0 / n), rel=1e-12)
    assert lower(0, n, 0.95) == 0.0
    assert upper(n, n, 0.95) == 1.0
    assert lower(n, n, 0.95) == pytest.approx(0.05 ** (1.0 / n), rel=1e-12)


def test_tabulated_bounds() -> None:
    """Tables of two-sided 95 % limits: 1 of 10 lies in 0.0025 to 0.4450, 5 of 10 in 0.1871 to
    0.8129."""
    assert lower(1, 10, 0.975) == pytest.approx(0.0025, abs=5e-5)
    assert upper(1, 10, 0.975) == pytest.approx(0.4450, abs=5e-5)
    assert lower(5, 10, 0.975) == pytest.approx(0.1871, abs=5e-5)
    assert upper(5, 10, 0.975) == pytest.approx(0.8129, abs=5e-5)


@settings(max_examples=60, deadline=None)
@given(n=s.integers(1, 500), share=s.floats(0.0, 1.0), confidence=s.floats(0.5, 0.999))
def test_a_bound_is_what_it_says(n: int, share: float, confidence: float) -> None:
    """At the bound so few hits are as rare as the confidence says; more flights narrow it."""
    hits = int(share * n)
    top = upper(hits, n, confidence)
    if hits < n:
        assert binom.cdf(hits, n, top) == pytest.approx(1.0 - confidence, rel=1e-6)
    assert lower(hits, n, confidence) <= hits / n <= top
    assert upper(2 * hits, 2 * n, confidence) <= top + 1e-12
    assert upper(hits, n + 1, confidence) <= top + 1e-12


def test_three_answers_of_a_criterion() -> None:
    states = [judged("x", 0.02, h, n, 0, 0.95).state for h, n in ((0, 200), (1, 200), (9, 200))]
    assert states == ["kept", "not shown", "broken"]
    lost = judged("x", 0.02, 0, 200, 3, 0.95)
    assert lost.upper == upper(3, 200, 0.95)
    assert lost.state == "not shown"
    assert "3 without an end" in lost.text


def test_criteria_are_the_packaged_ones_unless_given() -> None:
    held = keep_out()
    assert held.instants >= 60
    assert held.clones >= 200
    assert held.years == 100.0
    assert upper(0, held.clones, held.confidence) < held.each
    assert upper(0, held.clones * held.instants, held.confidence) < held.pooled
    assert keep_out(years=5, clones=3).clones == 3
    with pytest.raises(InvalidInput, match="no such"):
        keep_out(century=1)
    with pytest.raises(InvalidInput, match="confidence"):
        keep_out(confidence=1.5)
    with pytest.raises(InvalidInput, match="bound"):
        upper(3, 2, 0.95)
