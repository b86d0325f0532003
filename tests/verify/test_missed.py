"""Missed thrust and missed burns: by hand in free space, flown again, and never better for less."""

import itertools
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as hs
from scipy.optimize import brentq

from tests.verify.hop import hop
from windlass.base.constants import AU_M
from windlass.base.epochs import DAY_S, parse_epoch
from windlass.base.errors import InvalidInput
from windlass.bodies import reference
from windlass.bodies.planets import load
from windlass.transfers.finite_arcs import FiniteArcs, finite_arcs
from windlass.transfers.shooting import Patched
from windlass.transfers.steering import flown
from windlass.transfers.thruster import Thruster
from windlass.verify import missed
from windlass.verify.missed import Linear, Margin, margin
from windlass.verify.missed_burns import made_good, missed_burns, rest_of, thinned
from windlass.verify.plan import Plan

START = parse_epoch("2035")
DAYS = 60.0
T = START + np.linspace(0.0, DAYS + 4.0, 17) * DAY_S
DV_M_S = 40.0
A_M_S2 = 5e-5
MASS_KG = 1_000.0


@pytest.fixture(scope="module")
def path() -> Patched:
    """One burn at the first node, a hundred au out: no gravity that counts."""
    before = np.array([100.0 * AU_M, 0.0, 0.0, 0.0, 3_000.0, 0.0])
    first = before + np.array([0.0, 0.0, 0.0, 0.0, 0.0, DV_M_S])
    among = reference.model((T[0], T[-1]))
    later = flown(among, np.full(T.size - 1, T[0]), np.tile(first, (T.size - 1, 1)), T[1:])
    return Patched(
        t_s=T, states=np.concatenate([first[None], later]), before=before, burns=(0,)
    )  # fmt: skip


@pytest.fixture(scope="module")
def plan(path: Patched) -> Plan:
    return Plan(
        name="a burn", title="", path=path, arrives=15, goal="far out", designer="by hand",
        designed_m_s=np.array([DV_M_S]),
    )  # fmt: skip


@pytest.fixture(scope="module")
def arcs(path: Patched) -> FiniteArcs:
    """The same by a weak thruster, free of the Sun, from the first node on."""
    thruster = Thruster(thrust_n=A_M_S2 * MASS_KG, isp_s=1e5, sunlit=False)
    return finite_arcs(path, thruster, MASS_KG, arrives=15, early_s=0.0, everywhere=True)


@pytest.fixture(scope="module")
def linear(arcs: FiniteArcs) -> Linear:
    t = arcs.steered.task.t_s
    return Linear.of(reference.model((t[0], t[-1])), arcs.steered)


def test_a_late_burn_costs_what_it_does_in_free_space(plan: Plan) -> None:
    """Late by d of T: the way left is made in T − d and the speed taken back: 2 dv d / (T − d)."""
    (burn,) = missed_burns(plan, days=(1.0, 5.0, 20.0), limit_m_s=20.0)
    wanted = [2.0 * DV_M_S * d / (DAYS - d) for d in burn.days]
    assert burn.costs_m_s == pytest.approx(wanted, rel=5e-3)
    assert burn.dv_m_s == pytest.approx(DV_M_S)
    longest = 20.0 * DAYS / (2.0 * DV_M_S + 20.0)
    assert longest - 1.0 < burn.longest_d <= longest * 1.001
    assert not burn.at_limit
    assert "days late for less than 20 m/s" in burn.text(20.0)


def test_a_burn_that_may_always_come_late(plan: Plan) -> None:
    (burn,) = missed_burns(plan, days=(1.0, 2.0), limit_m_s=1e3)
    assert burn.at_limit
    assert burn.longest_d == 2.0
    (never,) = missed_burns(plan, days=(30.0,), limit_m_s=1e-3)
    assert never.longest_d < 2.0


def test_what_makes_a_burn_good_is_flown(plan: Plan) -> None:
    """Node by node, with its impulses, it ends where the plan does."""
    due = rest_of(plan, 0)
    made = made_good(plan, due, 5.0)
    t, last = made.task.t_s, len(made.states) - 1
    after = made.states.copy()
    after[:, 3:] += made.control
    ends = plan.flown(t[:-1], after[:-1], t[1:])
    np.testing.assert_allclose(ends[:, :3], made.states[1:, :3], atol=150.0)
    np.testing.assert_allclose(ends[:, 3:], made.states[1:, 3:], atol=2e-5)
    np.testing.assert_allclose(after[last, :3], plan.path.states[plan.arrives, :3], atol=150.0)
    np.testing.assert_allclose(after[last, 3:], plan.path.states[plan.arrives, 3:], atol=2e-5)
    assert t[0] == pytest.approx(T[0] + 5.0 * DAY_S)


def test_a_dearer_plan_than_need_be_is_told_once() -> None:
    """There and back: two burns that undo each other are told as spared by impulses elsewhere."""
    one, two = missed_burns(hop(), days=(1.0,))
    free = made_good(hop(), rest_of(hop(), 0), 0.0).total
    assert free < 0.99 * one.plan_m_s
    assert one.free_m_s == pytest.approx(free, rel=0.02)
    assert "With impulses at every node from there on the same end costs" in one.text(50.0)
    assert two.free_m_s is None
    assert "every node" not in two.text(50.0)


def test_a_thinned_path_is_the_same_path() -> None:
    whole = hop()
    thin = thinned(whole, 3)
    assert len(thin.path.t_s) < len(whole.path.t_s)
    assert [thin.path.t_s[b] for b in thin.path.burns] == [whole.path.t_s[b] for b in (0, 5)]
    assert thin.path.t_s[thin.arrives] == whole.path.t_s[whole.arrives]
    np.testing.assert_allclose(thin.dv_m_s, whole.dv_m_s, atol=1e-4)


def test_a_missed_launch_is_not_a_late_burn() -> None:
    """Two burns of a ship that begins 7,000 km from Earth's centre, the second of no size."""
    t = START + np.array([0.0, 10.0, 20.0, 30.0]) * DAY_S
    home = np.hstack(load().body("earth", centre="barycentre").state(START))[0]
    before = home + np.array([7e6, 0.0, 0.0, 0.0, 7_500.0, 0.0])
    states = [before + np.array([0.0, 0.0, 0.0, 0.0, 4_500.0, 0.0])]
    among = reference.model((t[0], t[-1]))
    for k in range(3):
        states.append(flown(among, t[k : k + 1], states[-1][None], t[k + 1 : k + 2])[0])
    path = Patched(t_s=t, states=np.array(states), before=before, burns=(0, 1))
    ship = Plan(
        name="a trip", title="", path=path, arrives=3, goal="away", designer="by hand",
        designed_m_s=np.array([4_500.0, 0.0]),
    )  # fmt: skip
    (launch,) = missed_burns(ship)
    assert launch.days == launch.costs_m_s == ()
    assert launch.longest_d == 0.0
    assert "not computed" in launch.text(50.0)
    assert "a launch that is missed is a new launch" in launch.text(50.0)


def longest_by_hand() -> float:
    """Return the outage [d] at the start after which full thrust, on then back, just suffices.

    A line with double integrators: speed dv and the place of the impulse at the end of T.
    """
    span, fast = DAYS * DAY_S, DV_M_S / A_M_S2

    def short(days: float) -> float:
        left = span - days * DAY_S
        on, back = 0.5 * (left + fast), 0.5 * (left - fast)
        there = A_M_S2 * (on * (left - 0.5 * on) - 0.5 * back**2)
        return there - DV_M_S * span

    return float(brentq(short, 0.0, DAYS - fast / DAY_S))


def test_the_longest_outage_in_free_space(arcs: FiniteArcs, linear: Linear) -> None:
    made = margin(arcs, starts=(0,), days=(1.0, 5.0), most_d=50.0)
    one = made.worst
    assert one.linear_d == pytest.approx(longest_by_hand(), rel=0.03)
    assert 0.7 * one.linear_d <= one.longest_d <= one.linear_d
    assert not one.at_limit
    assert made.recoverable
    assert one.extra_m_s > 0.0
    assert one.extra_kg == pytest.approx(one.extra_m_s * MASS_KG / (1e5 * 9.80665), rel=1e-3)
    assert "the path can still be flown" in made.text()
    # the linear cost of what was flown, another way to it
    assert linear.cost_m_s(0, one.longest_d) == pytest.approx(one.extra_m_s, rel=0.1, abs=0.3)


def test_what_was_flown_ends_where_it_shall(arcs: FiniteArcs, linear: Linear) -> None:
    """The rest after an outage of five days, in one piece."""
    t = arcs.steered.task.t_s
    again = missed.recovered(reference.model((t[0], t[-1])), linear, 1, 5.0)
    assert again.throttle <= 1.0
    back = FiniteArcs(
        steered=again, impulsive_m_s=0.0, early_s=0.0, after=(np.empty(0), np.empty((0, 6)))
    )
    first, begins = again.states[0], again.task.t_s[0]
    assert begins == pytest.approx(t[1] + 5.0 * DAY_S)
    flight = reference.fly(
        first[:3], first[3:], begins, t[-1], centre="barycentre", thrust=back.thrust
    )  # fmt: skip
    r, v = (x[0] for x in flight.state(t[-1], "barycentre"))
    assert np.linalg.norm(r - arcs.steered.task.to[:3]) < 300.0
    assert np.linalg.norm(v - arcs.steered.task.to[3:]) < 1e-4


def test_no_outage_costs_nothing(linear: Linear) -> None:
    for start in (0, 1, 3):
        assert linear.cost_m_s(start, 0.0) == pytest.approx(0.0, abs=0.02 * DV_M_S)


@settings(max_examples=4, deadline=None)
@given(hs.integers(0, 5), hs.floats(0.5, 1.0))
def test_less_thrust_leaves_less_margin(linear: Linear, start: int, less: float) -> None:
    task = linear.steered.task
    assert task.thruster is not None
    weaker = replace(task.thruster, thrust_n=less * task.thruster.thrust_n)
    weak = replace(linear, steered=replace(linear.steered, task=replace(task, thruster=weaker)))
    for days in (0.0, 4.0):
        assert weak.share(start, days) >= linear.share(start, days) * (1.0 - 1e-3)
    assert weak.longest(start, 20.0) <= linear.longest(start, 20.0) * 1.03
    costs = [linear.cost_m_s(start, days) for days in (0.0, 1.0, 3.0, 6.0)]
    assert all(b >= a - 0.01 * DV_M_S for a, b in itertools.pairwise(costs))


def test_starts_are_those_of_thrust(arcs: FiniteArcs) -> None:
    starts = missed._starts(arcs, 5)
    assert starts[0] == np.flatnonzero(arcs.lit)[0]
    assert set(starts) <= set(np.flatnonzero(arcs.lit).tolist())


def test_words_for_all_ends() -> None:
    one = missed.Outage(
        starts_s=START, longest_d=0.0, at_limit=False, linear_d=0.0, extra_m_s=float("nan"),
        extra_kg=float("nan"), days=(1.0,), costs_m_s=(float("inf"),),
    )  # fmt: skip
    made = Margin(outages=(one,), most_d=30.0)
    assert not made.recoverable
    assert "no margin" in made.text()
    assert made.dearest_kg == 0.0
    full = replace(one, longest_d=30.0, at_limit=True, extra_m_s=-1.0, extra_kg=-2.0)
    assert "the longest looked for" in Margin(outages=(full,), most_d=30.0).text()
    part = replace(full, at_limit=False)
    assert "no propellant beyond" in Margin(outages=(part,), most_d=30.0).text()
    assert "2035-01-01" in Margin(outages=(part,), most_d=30.0).text()


def test_what_cannot_be_is_refused(arcs: FiniteArcs, plan: Plan) -> None:
    with pytest.raises(InvalidInput, match="instants at which the thrust stops"):
        margin(arcs, starts=(99,))
    with pytest.raises(InvalidInput, match="delays of a burn"):
        missed_burns(plan, days=(3.0, 1.0))
    with pytest.raises(InvalidInput, match="missed-thrust margin"):
        missed_burns(replace(plan, thrust=arcs.thrust))
