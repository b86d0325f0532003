"""Many paths: against exact means, in pieces, replayed, and payback against the scalar."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from windlass.base.errors import InvalidInput
from windlass.economics import monte_carlo as mc
from windlass.economics.cash_flow import payback_years
from windlass.economics.uncertain import Uncertain

YEARS = 30
COST = Uncertain(name="cost", value=50.0, low=30.0, high=90.0)
YIELD = Uncertain(name="yield", value=8.0, low=5.0, high=11.0, shape="normal")


def flows(x, price):
    out = np.tile(x["yield"][:, None], (1, YEARS))
    if price is not None:
        out = out * price
    out[:, 0] -= x["cost"]
    return out


def draws(walk: bool = True, rho: float = 0.0) -> mc.Draws:
    return mc.Draws(
        inputs=(COST, YIELD), correlation=np.array([[1.0, rho], [rho, 1.0]]),
        walk=mc.Walk(years=YEARS, volatility=0.25, reversion=0.1) if walk else None,
    )  # fmt: skip


def test_mean_is_the_exact_one() -> None:
    found = mc.run(draws(), flows, 0.07, 2**13, seed=4)
    factor = (1.07 ** -np.arange(YEARS)).sum()
    side = np.log([50 / 30, 90 / 50]) / 1.6448536269514722
    # of a lognormal in two halves: E = Σ v·exp(s²/2)·Φ(±s)
    from scipy.stats import norm

    mean_cost = 50.0 * (
        np.exp(side[0] ** 2 / 2) * norm.cdf(-side[0]) + np.exp(side[1] ** 2 / 2) * norm.cdf(side[1])
    )
    exact = 8.0 * factor - mean_cost
    assert found.npv.mean() == pytest.approx(exact, abs=0.05)
    assert found.fan.shape == (7, YEARS)
    assert (np.diff(found.fan, axis=0) >= 0.0).all()
    assert found.fan[3, -1] == pytest.approx(np.median(found.npv))


@pytest.mark.parametrize("kind", ["sobol", "plain"])
def test_the_path_behind_a_percentile_is_made_again(kind) -> None:
    found = mc.run(draws(rho=0.6), flows, 0.07, 40_000, seed=11, kind=kind)
    for percent in (0.0, 10.0, 50.0, 90.0, 100.0):
        path, npv = found.percentile(percent)
        inputs, price, flow = mc.replay(draws(rho=0.6), flows, path, seed=11, kind=kind)
        assert flow @ 1.07 ** -np.arange(YEARS) == pytest.approx(npv, rel=1e-12)
        assert flow[0] == pytest.approx(inputs["yield"] * price[0] - inputs["cost"])
        below = (found.npv < npv).mean()
        assert below == pytest.approx(percent / 100.0, abs=1e-4)


def test_correlation_and_the_walks_variance_come_out() -> None:
    seen: dict[str, list[np.ndarray]] = {"cost": [], "yield": [], "price": []}

    def spy(x, price):
        for key in ("cost", "yield"):
            seen[key].append(x[key])
        seen["price"].append(price)
        return flows(x, price)

    mc.run(draws(rho=0.5), spy, 0.07, 2**14, seed=2)
    cost, gains = np.log(np.concatenate(seen["cost"])), np.concatenate(seen["yield"])
    assert np.corrcoef(cost, gains)[0, 1] == pytest.approx(0.5, abs=0.02)
    price = np.vstack(seen["price"])
    assert price.mean(axis=0) == pytest.approx(np.ones(YEARS), abs=0.02)
    var = 0.25**2 / 0.2 * (1 - np.exp(-0.2 * np.arange(1, YEARS + 1)))
    assert np.log(price).var(axis=0) == pytest.approx(var, rel=0.02)


@settings(max_examples=80, deadline=None)
@given(st.lists(st.lists(st.floats(-9, 9), min_size=6, max_size=6), min_size=1, max_size=5))
def test_payback_is_the_scalars(rows: list[list[float]]) -> None:
    for found, row in zip(mc.payback(np.array(rows)), rows, strict=True):
        one = payback_years(row)
        assert found == pytest.approx(np.inf if one is None else one)


def test_refuses() -> None:
    with pytest.raises(InvalidInput, match="correlation of 2"):
        mc.run(mc.Draws(inputs=(COST, YIELD), correlation=np.eye(3)), flows, 0.07, 4)
    with pytest.raises(InvalidInput, match="contradict"):
        mc.run(mc.Draws(inputs=(COST, YIELD), correlation=np.array([[1.0, 2.0], [2.0, 1.0]])),
               flows, 0.07, 4)  # fmt: skip
    with pytest.raises(InvalidInput, match="discount rate"):
        mc.run(draws(), flows, -1.0, 4)
    with pytest.raises(InvalidInput, match="not finite"):
        mc.run(draws(), lambda x, p: np.full((x["cost"].size, 2), np.nan), 0.07, 4)
    with pytest.raises(InvalidInput, match="a row for each path"):
        mc.run(draws(), lambda x, p: np.ones((1, 2)), 0.07, 4)
    for paths in (0, -1, 2**25):
        with pytest.raises(InvalidInput, match="number of paths"):
            mc.run(draws(), flows, 0.07, paths)
    for more in ({"years": 0}, {"volatility": -0.2}, {"reversion": np.nan}):
        with pytest.raises(InvalidInput, match="a price walks"):
            mc.Walk(**({"years": 3, "volatility": 0.2} | more))
    with pytest.raises(InvalidInput, match="percentile"):
        mc.run(draws(), flows, 0.07, 4).percentile(101.0)
    with pytest.raises(InvalidInput, match="names of their own"):
        mc.Draws(inputs=(COST, COST)).components()
