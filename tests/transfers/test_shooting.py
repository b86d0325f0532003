"""From designs to paths among the real bodies: they hold together, and cost what they must."""

import numpy as np
import pytest

from tests.transfers.conftest import START, T, conic
from windlass.base.errors import InvalidInput, NotSolved
from windlass.bodies import reference
from windlass.bodies.planets import load
from windlass.transfers import shooting
from windlass.transfers.shooting import Patched, close


def test_a_path_that_is_one_already_stays(among: reference.Model, rock: np.ndarray) -> None:
    sun, move = (part[0] for part in load().body("sun", centre="barycentre").state(START))
    flight = reference.fly(rock[:3] - sun, rock[3:] - move, T[0], T[-1], among=among)
    r, v = flight.state(T, "barycentre")
    path = Patched(t_s=T, states=np.concatenate([r, v], axis=1), before=rock, burns=(0, 2))
    shot = close(among, path)
    assert shot.rounds == 0
    assert shot.total_m_s < 1e-5
    assert shot.gap_m < 1.0


def test_a_design_is_closed_and_flies(among: reference.Model, design: Patched) -> None:
    shot = close(among, design)
    assert shot.gap_m < 20.0
    assert shot.gap_m_s < 2e-6
    assert np.linalg.norm(shot.dv_m_s, axis=1) == pytest.approx([60.0, 80.0], abs=30.0)
    np.testing.assert_allclose(shot.path.states[0, :3], design.before[:3], rtol=0, atol=20.0)
    # flown from its first burn to the second one, and from there on, by itself
    for a, b in ((0, 3), (3, 6)):
        state = shot.path.states[a]
        flight = reference.fly(
            state[:3], state[3:], T[a], T[b], centre="barycentre", among=among
        )  # fmt: skip
        r, v = (part[0] for part in flight.state(T[b], "barycentre"))
        assert np.linalg.norm(r - shot.path.states[b, :3]) < 1e3
        jump = shot.path.states[b, 3:] - v
        np.testing.assert_allclose(jump, shot.dv_m_s[1] if b == 3 else 0.0, atol=1e-3)


def test_derivatives_are_those_of_the_flight(among: reference.Model, design: Patched) -> None:
    arcs = shooting.Arcs(among, design)
    end, slope = arcs.slopes(design.states)
    step = np.random.default_rng(5).normal(size=design.states.shape) * [*[2e5] * 3, *[0.02] * 3]
    moved = arcs.flown(design.states + step)
    linear = end + np.einsum("kij,kj->ki", slope, step[:-1])
    assert np.abs(moved - linear)[:, :3].max() < 1.0
    # and one of a shorter arc maps areas as a flight without friction must: its determinant is 1
    assert np.linalg.det(slope) == pytest.approx(1.0, abs=1e-6)


def test_what_cannot_be_closed_says_so(among: reference.Model, design: Patched) -> None:
    with pytest.raises(NotSolved, match="no path among the real bodies"):
        close(among, design, rounds=1)


def test_an_arc_into_earth_is_refused(among: reference.Model, rock: np.ndarray) -> None:
    earth, along = (p[0] for p in load().body("earth", centre="barycentre").state(T[0]))
    states = conic(rock)
    states[0] = np.concatenate([earth, along]) + np.array([7e6, 0.0, 0.0, -5e3, 0.0, 0.0])
    path = Patched(t_s=T, states=states, before=states[0], burns=(1,))
    with pytest.raises(NotSolved, match="cannot be flown"):
        close(among, path)


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"t_s": T[::-1].copy()}, "nodes of a path"),
        ({"before": np.zeros(3)}, "nodes of a path"),
        ({"states": np.full((7, 6), np.nan)}, "not finite"),
        ({"burns": ()}, "nodes with burns"),
        ({"burns": (3, 0)}, "nodes with burns"),
        ({"burns": (6,)}, "nodes with burns"),
    ],
)
def test_what_is_no_path_is_refused(design: Patched, change: dict[str, object], named: str) -> None:
    fields = {name: getattr(design, name) for name in ("t_s", "states", "before", "burns")}
    with pytest.raises(InvalidInput, match=named):
        Patched(**{**fields, **change})
