"""Legs joined by flybys as a programme: derivatives beside differences, and what is refused."""

from dataclasses import replace

import numpy as np
import pytest

from tests.lowthrust._circles import VENUS, by_venus
from windlass.base.epochs import DAY_S
from windlass.base.errors import InvalidInput
from windlass.lowthrust.chain import Chain

STEP = 1e-6


def legs(goal="mass", masses=(11e3, 11e3)):
    first, second = by_venus().legs
    return (
        replace(first.with_dates(0.0, 165 * DAY_S), goal=goal, mass_kg=masses),
        replace(second.with_dates(165 * DAY_S, 205 * DAY_S), goal=goal, mass_kg=(11.0, masses[1])),
    )


@pytest.fixture(params=["mass", "start"])
def chain(request):
    spend = None if request.param == "mass" else 2e3
    masses = (11e3, 11e3) if spend is None else (5e3, 11e3)
    parts = np.full(3, 1 / 3), np.full(4, 0.25)
    made = Chain(legs(request.param, masses), (VENUS,), parts, spend_kg=spend, free=2)
    made.soften((0.05, 0.02))
    return made


def point(chain):
    rng = np.random.default_rng(3)
    low, high, _, _ = chain.bounds()
    x = rng.uniform(0.3, 1.0, chain.size)
    return np.where(low == high, low, x)


def dense(places, values, shape):
    out = np.zeros(shape)
    np.add.at(out, places, values)
    return out


def test_slopes_of_constraints_are_those_of_differences(chain):
    x = point(chain)
    rows, columns = chain.jacobian_places
    told = dense((rows, columns), chain.jacobian(x, np.empty(rows.size)), (chain.count, chain.size))
    rng = np.random.default_rng(1)
    for _ in range(6):
        way = rng.normal(size=chain.size)
        after, before = (
            chain.constraints(x + by * way, np.empty(chain.count)) for by in (STEP, -STEP)
        )
        assert told @ way == pytest.approx((after - before) / (2.0 * STEP), abs=2e-6)


def test_curvature_is_that_of_differences(chain):
    x = point(chain)
    rng = np.random.default_rng(2)
    held = rng.normal(size=chain.count)
    rows, columns = chain.hessian_places
    lower = dense(
        (rows, columns), chain.hessian(x, held, 1.0, np.empty(rows.size)), (chain.size,) * 2
    )
    assert (rows >= columns).all()
    told = lower + lower.T - np.diag(np.diag(lower))
    r, c = chain.jacobian_places

    def slope(at):
        return (
            dense((r, c), chain.jacobian(at, np.empty(r.size)), (chain.count, chain.size)).T @ held
        )

    for _ in range(6):
        way = rng.normal(size=chain.size)
        near = (slope(x + STEP * way) - slope(x - STEP * way)) / (2.0 * STEP)
        assert told @ way == pytest.approx(near, abs=1e-4 * max(1.0, np.abs(near).max()))


def test_goal_and_its_gradient(chain):
    x = point(chain)
    last = chain.each[1].last + 6 + int(chain.begin[1])
    place = last if chain.legs[0].goal == "mass" else chain.each[0].first + 6
    assert chain.value(x) == -x[place]
    assert np.flatnonzero(chain.gradient(x, np.empty(chain.size))).tolist() == [place]


def test_masses_are_passed_on_and_propellant_is_counted(chain):
    x = point(chain)
    first = chain.each[0]
    g = chain.constraints(x, np.empty(chain.count))
    at = int(chain.rows[-1])
    begins = int(chain.begin[1]) + chain.each[1].first + 6
    assert g[at] == pytest.approx(x[begins] - x[first.last + 6])
    if chain.spend_kg is not None:
        last = int(chain.begin[1]) + chain.each[1].last + 6
        assert g[chain.spend] == pytest.approx(x[first.first + 6] - x[last])
        assert chain.bounds()[3][chain.spend] == pytest.approx(2e3 / 11e3)
    else:
        assert chain.spend is None


def test_refusals():
    one, two = legs()
    part = np.full(3, 1 / 3)
    with pytest.raises(InvalidInput, match="flybys and meshes"):
        Chain((one, two), (), (part, part))
    with pytest.raises(InvalidInput, match="legs of a chain"):
        Chain((one, replace(two, mass_kg=(11.0, 12e3))), (VENUS,), (part, part))
    with pytest.raises(InvalidInput, match="legs of a chain"):
        Chain((one, replace(two, tof_s=(100 * DAY_S, 200 * DAY_S))), (VENUS,), (part, part))
