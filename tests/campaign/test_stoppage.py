"""Durations of stoppages: published moments, closed forms beside samples, and what follows one."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from windlass.base.epochs import DAY_S
from windlass.base.errors import InvalidInput
from windlass.base.sources import table
from windlass.campaign.risk.stoppage import Again, Duration, again, duration, spells


def test_medians_and_mean_are_those_published() -> None:
    assert duration("weibull").quantile_s(0.5) / DAY_S == pytest.approx(27.54, abs=1e-9)
    assert duration("lognormal").quantile_s(0.5) / DAY_S == pytest.approx(22.15, abs=1e-9)
    # The fitted model's mean lies near that of the 62 strikes.
    sample = table("stoppage")["sample"]["mean"]["value"]
    assert duration("weibull").mean_s / DAY_S == pytest.approx(sample, rel=0.003)


@pytest.mark.parametrize("model", ["weibull", "lognormal"])
def test_samples_agree_with_the_closed_forms(model: str) -> None:
    one = duration(model)  # type: ignore[arg-type]
    drawn = one.draw_s(np.random.default_rng(7), 200_000)
    error = drawn.std() / math.sqrt(len(drawn))
    assert abs(drawn.mean() - one.mean_s) < 4.0 * error
    for share in (0.1, 0.5, 0.9):
        at = one.quantile_s(share)
        assert (drawn <= at).mean() == pytest.approx(share, abs=0.005)
        assert one.over(at) == pytest.approx(1.0 - share, abs=1e-12)


@settings(max_examples=40)
@given(st.floats(0.3, 4.0), st.floats(0.1, 1e8), st.floats(0.01, 0.98))
def test_quantiles_grow_and_invert(shape: float, median: float, share: float) -> None:
    for model in ("weibull", "lognormal"):
        one = Duration(model=model, median_s=median, shape=shape)  # type: ignore[arg-type]
        at = one.quantile_s(share)
        assert one.over(at) == pytest.approx(1.0 - share, abs=1e-9)
        assert one.quantile_s(share + 0.01) > at
    assert one.over(0.0) == 1.0


def test_a_short_one_makes_the_next_likelier_a_long_one_less() -> None:
    rule = again()
    assert rule.probability(0.2, None) == 0.2
    assert rule.probability(0.2, 14 * DAY_S) == pytest.approx(0.3)
    assert rule.probability(0.2, 15 * DAY_S) == pytest.approx(0.14)
    assert rule.probability(0.03, 90 * DAY_S) == 0.0
    assert rule.probability(0.0, DAY_S) == 0.0


def test_share_of_years_with_one_is_that_of_the_chain() -> None:
    """Years with a short, a long one and none are a Markov chain of three states."""
    rule, how_long = again(), duration()
    random = np.random.default_rng(3)
    found = sum(len(spells(0.3, 50.0, how_long, random, rule)) for _ in range(400)) / 20_000
    short = 1.0 - how_long.over(rule.short_s)
    chain = np.array([
        [p * short, p * (1.0 - short), 1.0 - p]
        for p in (0.4, 0.24, 0.3)
    ])  # fmt: skip
    still = np.linalg.matrix_power(chain, 60)[0]
    assert found == pytest.approx(1.0 - still[2], abs=0.012)


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: Duration(model="weibull", median_s=0.0, shape=1.0),
        lambda: Duration(model="gamma", median_s=1.0, shape=1.0),  # type: ignore[arg-type]
        lambda: duration("gamma"),  # type: ignore[arg-type]
        lambda: duration().quantile_s(1.0),
        lambda: duration().over(-1.0),
        lambda: Again(short_s=1.0, after_short=0.1, after_long=0.0).probability(1.1, None),
        lambda: spells(-0.1, 1.0, duration(), np.random.default_rng(1)),
        lambda: spells(0.1, math.inf, duration(), np.random.default_rng(1)),
    ],
)
def test_nonsense_is_refused(wrong: object) -> None:
    with pytest.raises(InvalidInput):
        wrong()  # type: ignore[operator]
