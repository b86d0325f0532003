"""The judges: what flies they confirm, what was moved they see; back again they return."""

from dataclasses import replace

import numpy as np
import pytest

from tests.verify.hop import hop
from windlass.base.epochs import DAY_S
from windlass.verify.judge import judge, multistep
from windlass.verify.plan import Plan


@pytest.fixture(scope="module")
def plan() -> Plan:
    return hop()


def test_what_flies_is_confirmed_phase_by_phase(plan: Plan) -> None:
    made = judge(plan)
    assert [round((one.until_s - one.from_s) / DAY_S) for one in made] == [100, 60]
    for one in made:
        assert one.pieces_m < 10.0
        assert one.steered_m_s < 1e-5
        assert one.same_forces_m < 100.0
        assert one.same_forces_m_s < 1e-4
        # fewer forces: kilometres, not metres
        assert one.own_forces_m is not None
        assert one.own_forces_m < 20e3


def test_what_was_moved_is_seen(plan: Plan) -> None:
    states = plan.path.states.copy()
    states[2:5, 0] += 50e3
    moved = replace(plan, path=replace(plan.path, states=states))
    made = judge(moved)
    assert made[0].pieces_m > 30e3
    assert made[1].pieces_m < 10.0


def test_there_and_back_is_where_it_began(plan: Plan) -> None:
    t0, t1 = plan.span_s[0], plan.span_s[0] + 90.0 * DAY_S
    start = plan.path.states[0]
    back = multistep(plan.among, multistep(plan.among, start, t0, t1), t1, t0)
    assert np.linalg.norm((back - start)[:3]) < 100.0
