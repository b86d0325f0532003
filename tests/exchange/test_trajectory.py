import numpy as np
import pytest

from tests.exchange.flights import two_legs, worst
from windlass.base.errors import InvalidInput
from windlass.exchange.sample import sample
from windlass.exchange.trajectory import Arc, Trajectory


def arc(start=0.0, n=6, step=3600.0, v=1e3, **more):
    t = start + step * np.arange(n)
    states = np.zeros((n, 6))
    states[:, 0], states[:, 3] = v * t, v
    return Arc(epochs_s=t, states=states, **more)


def trajectory(*arcs, **more):
    said = {"name": "a", "object_id": "-7", "centre": "sun"} | more
    return Trajectory(arcs=arcs, **said)


def test_impulses_cut_it():
    parts = two_legs(dv=(300.0, -1200.0, 80.0))
    made = sample(parts)
    assert len(made.arcs) == 2
    (impulse,) = made.impulses
    assert impulse.t_s == pytest.approx(parts[1].span_s[0], abs=1e-6)
    assert impulse.dv_m_s == pytest.approx([300.0, -1200.0, 80.0], abs=1e-5)
    # Both states of the instant are kept, that after it is what one is given.
    assert np.count_nonzero(made.epochs_s == impulse.t_s) == 2
    assert made.states.shape == (made.epochs_s.size, 6)
    _, v = made.state(impulse.t_s)
    assert v[0] == pytest.approx(parts[1].v, abs=1e-5)


@pytest.mark.parametrize("centre", ["earth", "barycentre", "mars"])
def test_other_centres(centre):
    parts = two_legs()
    t = np.linspace(*sample(parts).span_s, 40)
    r, v = sample(parts).state(t, centre)
    r1, v1 = sample(parts, centre=centre).state(t)
    assert np.abs(r - r1).max() < 20.0
    assert np.abs(v - v1).max() < 0.05


def test_a_trajectory_is_a_source_itself():
    parts = two_legs()
    again = sample(sample(parts), centre="earth")
    assert len(again.arcs) == 2
    assert worst(again, parts, "earth") < 20.0


def test_a_gap_is_told():
    gap = trajectory(arc(), arc(start=1e5))
    assert gap.impulses == ()
    with pytest.raises(InvalidInput, match=r"gap of a .*arc 1 ends at 2000-01-01T17:00"):
        gap.state(5e4)
    with pytest.raises(InvalidInput, match="outside the ephemeris of a"):
        gap.state(2e5)


def test_usable_spans_bound_it():
    one = trajectory(arc(n=10, usable_s=(7200.0, 20000.0)))
    assert one.span_s == (7200.0, 20000.0)
    with pytest.raises(InvalidInput, match="outside"):
        one.state(3600.0)


@pytest.mark.parametrize(
    ("made", "what"),
    [
        (lambda: arc(n=3), "3 states cannot be interpolated"),
        (lambda: arc(degree=99), "cannot be interpolated"),
        (lambda: arc(step=-1.0), "not in order"),
        (lambda: arc(v=np.nan), "not finite"),
        (lambda: arc(usable_s=(-1.0, 20.0)), "usable span"),
        (lambda: Arc(epochs_s=np.arange(5.0), states=np.zeros((4, 6))), "epochs and states"),
        (lambda: trajectory(), "no arc"),
        (lambda: trajectory(arc(), centre="ceres"), "centre.*ceres.*sun"),
        (lambda: trajectory(arc(), frame="ecliptic"), "frame.*convert to icrf"),
        (lambda: trajectory(arc(), scale="UTC"), "time scale.*convert to TDB"),
        (lambda: trajectory(arc(), arc(start=5000.0)), "overlap"),
    ],
)
def test_what_cannot_be_is_refused(made, what):
    with pytest.raises(InvalidInput, match=what):
        made()
