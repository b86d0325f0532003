"""Ways home as plans: the asteroid where its orbit takes it, the design flown as it is."""

import numpy as np

from tests.verify.hop import ORBIT, hop
from windlass.verify.retrieval import flown_as_designed, size, there


def test_the_asteroid_is_flown_to_the_day() -> None:
    plan = hop()
    start = there(ORBIT, float(plan.path.t_s[0]))
    assert np.linalg.norm((start - plan.path.before)[:3]) < 100.0


def test_a_design_that_holds_misses_nothing_and_one_that_does_not_is_measured() -> None:
    plan = hop()
    arrives = float(plan.path.t_s[plan.arrives])
    good = flown_as_designed(plan.path, arrives)
    assert [one.what for one in good] == ["second burn", "arrival"]
    assert max(one.miss_m for one in good) < 100.0
    states = plan.path.states.copy()
    states[5:, 1] += 3e9
    from dataclasses import replace

    first, second = flown_as_designed(replace(plan.path, states=states), arrives)
    assert abs(first.miss_m - 3e9) < 1e6
    assert second.miss_m > 1e6


def test_a_size_is_whole_or_none() -> None:
    row = {"size_low_m": 5.0, "size_m": 8.0, "size_high_m": 15.0}
    assert size(row) == (5.0, 8.0, 15.0)
    assert size(row | {"size_m": None}) is None
