"""Boxes of orbits: never above the bound between members, and it itself where they are single."""

import math

import numpy as np
import pytest

from windlass.base.constants import AU_M, GM_SUN
from windlass.kernels.orbit_bound import COLUMNS, MOMENTUM, orbit_bound, orbit_row
from windlass.kernels.orbit_boxes import beyond, body_reach, box_bound, hull

POLE = np.array([0.0, 0.0, 1.0])
SPEED = math.sqrt(GM_SUN / AU_M)


def rows(rng: np.random.Generator, count: int, wide: float = 0.05) -> np.ndarray:
    """Return rows of orbits like Earth's, within some share of it."""
    out = np.empty((count, COLUMNS))
    for row in out:
        r = AU_M * np.array([1.0, 0.0, 0.0]) * (1.0 + wide * rng.uniform(-1, 1))
        v = SPEED * (np.array([0.0, 1.0, 0.0]) + wide * rng.uniform(-1, 1, 3))
        assert orbit_row(GM_SUN, np.concatenate([r, v]), POLE, row) == 0
    return out


def box(members: np.ndarray) -> np.ndarray:
    out = np.empty((2, COLUMNS))
    assert hull(members, out) == len(members)
    return out


@pytest.mark.parametrize("seed", range(8))
def test_no_box_is_told_to_be_farther_than_its_members(seed: int) -> None:
    rng = np.random.default_rng(seed)
    a, b = rows(rng, 4, 0.03), rows(rng, 4, 0.03)
    together = box_bound(GM_SUN, box(a), box(b))
    least = min(orbit_bound(GM_SUN, one, other) for one in a for other in b)
    assert together <= least * (1.0 + 1e-9)


@pytest.mark.parametrize("seed", range(8))
def test_boxes_of_single_orbits_give_the_bound_itself(seed: int) -> None:
    one, other = rows(np.random.default_rng(seed), 2)
    a, b = box(one[None]), box(other[None])
    bound = box_bound(GM_SUN, a, b)
    assert bound == pytest.approx(orbit_bound(GM_SUN, one, other), rel=1e-9)
    assert beyond(GM_SUN, a, b, 0.99 * bound)
    assert not beyond(GM_SUN, a, b, 1.01 * bound)


def test_an_orbit_within_a_box_costs_nothing() -> None:
    members = rows(np.random.default_rng(1), 5)
    assert box_bound(GM_SUN, box(members[:1]), box(members)) == 0.0


def test_rows_that_are_not_known_are_left_out_of_a_box() -> None:
    members = rows(np.random.default_rng(2), 3)
    members[1] = np.nan
    out = np.empty((2, COLUMNS))
    assert hull(members, out) == 2
    assert out[0, MOMENTUM] == min(members[0, MOMENTUM], members[2, MOMENTUM])


@pytest.mark.parametrize("within", [50.0, 400.0, 3_000.0, math.inf])
def test_dates_and_groups_passed_over_change_nothing(within: float) -> None:
    rng = np.random.default_rng(7)
    dates, targets = rows(rng, 70, 0.06), rows(rng, 24, 0.04)
    boxes = np.stack([box(targets[k : k + 2]) for k in range(0, 24, 2)])
    first = np.array([0, 5, 12])
    groups = np.stack(
        [[boxes[a:b, 0].min(axis=0), boxes[a:b, 1].max(axis=0)] for a, b in ((0, 5), (5, 12))]
    )
    passed = np.zeros(len(dates) - 1)
    least = body_reach(GM_SUN, dates, boxes, first, groups, within, passed)
    every = np.array(
        [[box_bound(GM_SUN, box(dates[i : i + 2]), one) for one in boxes] for i in range(69)]
    ).min(axis=1)
    assert (passed > 0).tolist() == (every <= within).tolist()
    found = every[every <= within]
    assert least == pytest.approx(found.min() if found.size else math.inf, rel=1e-6)
