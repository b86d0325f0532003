"""A plan is flown from node to node, and refuses what is none."""

import numpy as np
import pytest

from tests.verify.hop import hop
from windlass.base.errors import InvalidInput
from windlass.bodies import reference


def test_it_gives_the_burns_and_the_states_between() -> None:
    plan = hop()
    assert np.allclose(np.linalg.norm(plan.dv_m_s, axis=1), plan.designed_m_s, atol=1e-4)
    assert plan.total_m_s == pytest.approx(plan.designed_m_s.sum(), abs=1e-3)
    t = plan.span_s[0] + np.array([0.0, 3.3, 40.0, 99.0]) * 86_400.0
    there, _ = plan.state(t, "barycentre")
    assert np.array_equal(there[0], plan.path.states[0, :3])
    flight = reference.fly(
        plan.path.states[0, :3], plan.path.states[0, 3:], t[0], t[2], centre="barycentre"
    )
    assert np.linalg.norm(flight.state(t[2], "barycentre")[0][0] - there[2]) < 100.0


def test_more_nodes_change_nothing() -> None:
    plan = hop()
    more = plan.with_nodes(plan.span_s[0] + np.array([1.0, 101.0, 150.0]) * 86_400.0)
    assert len(more.path.t_s) == len(plan.path.t_s) + 3
    assert np.allclose(more.dv_m_s, plan.dv_m_s, atol=1e-5)
    assert more.path.t_s[more.arrives] == plan.path.t_s[plan.arrives]
    with pytest.raises(InvalidInput, match="node outside"):
        plan.with_nodes(np.array([0.0]))


def test_it_refuses_what_is_no_plan() -> None:
    with pytest.raises(InvalidInput, match="arrives"):
        hop(arrives=0)
    with pytest.raises(InvalidInput, match="designed burns"):
        hop(designed=np.array([1.0]))
    with pytest.raises(InvalidInput, match="date outside"):
        hop().state(0.0)
