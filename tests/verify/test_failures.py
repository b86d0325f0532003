"""Instants of failure: as many as asked for, on the path or between before and after a burn."""

from collections import Counter
from dataclasses import replace

import numpy as np
import pytest

from tests.verify.hop import hop
from windlass.base.epochs import DAY_S
from windlass.base.errors import InvalidInput
from windlass.bodies.thrust import Burn, profile
from windlass.verify.failures import failures


def test_sixty_are_spread_over_burns_and_stay() -> None:
    plan = hop()
    some = failures(plan)
    assert len(some) == 60
    assert Counter(one.part for one in some) == {"burn 1": 20, "burn 2": 20, "stay": 20}
    assert len({one.label for one in some}) == 60
    assert len({tuple(one.state) for one in some}) == 60
    assert [len(failures(plan, n)) for n in (6, 7, 61, 200)] == [6, 7, 61, 200]
    with pytest.raises(InvalidInput, match="instants"):
        failures(plan, 5)


def test_a_share_of_a_burn_is_done() -> None:
    plan = hop()
    burns = [one for one in failures(plan) if one.kind == "burn"]
    assert np.array_equal(burns[0].state, plan.path.before)
    assert burns[0].label == "0% of burn 1"
    for one in burns:
        k = int(one.part[-1]) - 1
        node = plan.path.burns[k]
        assert one.node == node
        assert np.array_equal(one.state[:3], plan.arrived[node, :3])
        gone = one.state[3:] - plan.arrived[node, 3:]
        assert np.allclose(gone, one.share * plan.dv_m_s[k], atol=1e-9)
    whole = [one for one in burns if one.share == 1.0]
    assert len(whole) == 2
    for one in whole:
        assert np.allclose(one.state, plan.path.states[one.node], atol=1e-6)
    assert min(one.share for one in burns if one.part == "burn 2") > 0.0


def test_the_stay_lies_on_the_path() -> None:
    plan = hop()
    stay = [one for one in failures(plan) if one.kind == "stay"]
    t = np.array([one.t_s for one in stay])
    assert t[0] == plan.path.t_s[plan.arrives]
    assert t[-1] == plan.span_s[1]
    assert np.allclose(np.diff(t), t[1] - t[0])
    r, v = plan.state(t, "barycentre")
    assert np.array_equal(np.array([one.state for one in stay]), np.concatenate([r, v], axis=1))


def test_deviations_between_nodes_lie_between_theirs() -> None:
    plan = hop()
    off = np.random.default_rng(1).normal(size=(4, len(plan.path.t_s), 6))
    for one in failures(plan):
        here = one.off(off)
        if one.onward == 0.0:
            assert np.array_equal(here, off[:, one.node])
        else:
            both = off[:, one.node : one.node + 2]
            assert (here >= both.min(axis=1) - 1e-12).all()
            assert (here <= both.max(axis=1) + 1e-12).all()


def test_arcs_of_thrust_are_cut_along_their_length() -> None:
    plan = hop()
    t0 = plan.span_s[0]
    spans = [(t0 + 10 * DAY_S, t0 + 20 * DAY_S), (t0 + 20 * DAY_S, t0 + 30 * DAY_S),
             (t0 + 60 * DAY_S, t0 + 70 * DAY_S)]  # fmt: skip
    thrust = profile(
        [Burn(from_s=a, until_s=b, force_n=(1e-4, 0.0, 0.0), isp_s=3000.0) for a, b in spans], 1e5
    )
    some = [one for one in failures(replace(plan, thrust=thrust), 81) if one.kind == "thrust"]
    assert len(some) == 18
    days = np.array([(one.t_s - t0) / DAY_S for one in some])
    assert days[0] == pytest.approx(10.0)
    assert days[-1] == pytest.approx(70.0)
    assert all(10.0 <= d <= 30.0 or 60.0 <= d <= 70.0 for d in days)
    assert ((days <= 30.0).sum(), (days >= 60.0).sum()) == (12, 6)
