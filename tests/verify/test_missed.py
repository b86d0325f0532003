"""Missed thrust and missed burns: by hand in free space, flown again, and never better for less."""

import itertools
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as hs
from scipy.optimize import brentq

from windlass.base.constants import AU_M
from windlass.base.epochs import DAY_S, parse_epoch
from windlass.base.errors import InvalidInput
from windlass.bodies import reference
from windlass.transfers.finite_arcs import FiniteArcs, finite_arcs
from windlass.transfers.shooting import Patched
from windlass.transfers.steering import Thruster, flown
from windlass.verify import missed
from windlass.verify.missed import Linear, Margin, margin
from windlass.verify.missed_burns import missed_burns
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
