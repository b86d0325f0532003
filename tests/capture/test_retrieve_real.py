"""A way carried over among the real planets: it is flown, and near Earth when it ends."""

import numpy as np
import pytest

from tests.capture.rock import Rock
from windlass.base.epochs import DAY_S, parse_epoch
from windlass.bodies import reference
from windlass.bodies.planets import load
from windlass.capture import retrieve_exact as ex
from windlass.capture import retrieve_real as real
from windlass.capture.libration_field import Field, field, planet_states
from windlass.capture.manifolds import TubeAsk, tubes
from windlass.capture.retrieve_libration import Ask, Effort, search
from windlass.capture.three_body import primaries
from windlass.kernels import tube_arc

LOW = parse_epoch("2030")
SPAN = (LOW, LOW + 1_500.0 * DAY_S)


@pytest.fixture(scope="module")
def made() -> Field:
    few = TubeAsk(
        primaries=primaries("sun-earth"), kinds=("planar",), sizes=5, phases=12, reach=1.5
    )
    return field(tubes(few), SPAN, model="pulsating", thin=1)


@pytest.fixture(scope="module")
def rock(made: Field) -> Rock:
    """A body that passes a manifold by 30 m/s, three hundred days before."""
    held = made.tubes
    tube = next(k for k in range(len(held.point)) if held.counts[k] > 3)
    state, at = np.empty(6), SPAN[0] + 700.0 * DAY_S
    tube_arc.place(
        held.ask.primaries.mu, held.states[tube, 2, 3], made.at(np.array([at]))[0], state
    )
    state[3:] += [20.0, -20.0, 8.0]
    return Rock(s=state, at_s=at, span_s=(SPAN[0] - 400.0 * DAY_S, SPAN[1]))


def test_it_flies_and_stays_near_earth(made: Field, rock: Rock) -> None:
    ask = Ask(span_s=SPAN, effort=Effort(neighbours=2, basins=10))
    found = search(rock, made, ask)
    way = ex.exact(rock, made, ask, found, 0)
    path = ex.path(rock, made, way, points=real.points(way))
    one = real.carried(made, way, path, rounds=2)
    assert one.total_m_s < one.closed_m_s - 1.0
    assert one.shot.gap_m < 20.0
    assert one.near_m < one.far_m <= real.WIDER * way.reach_m
    nodes = one.shot.path
    # flown on its own from each burn: it arrives where the next node says
    model = reference.model((float(nodes.t_s[0]), float(nodes.t_s[-1])))
    for k in nodes.burns:
        flight = reference.fly(
            nodes.states[k, :3], nodes.states[k, 3:], nodes.t_s[k], nodes.t_s[k + 1],
            centre="barycentre", among=model,
        )  # fmt: skip
        end = flight.state(nodes.t_s[k + 1], "barycentre")[0][0]
        assert np.linalg.norm(end - nodes.states[k + 1, :3]) < 50.0


def test_the_first_guess_is_the_way_about_the_planet_where_it_is(made: Field, rock: Rock) -> None:
    ask = Ask(span_s=SPAN, effort=Effort(neighbours=2, basins=10))
    way = ex.exact(rock, made, ask, search(rock, made, ask), 0)
    path = ex.path(rock, made, way, points=9)
    guess = real.patched(made, way, path)
    assert guess.burns == (0, 8)
    turn = guess.t_s[17:] - way.arrives_s
    period = way.orbit.period * made.tubes.ask.primaries.turn_s
    assert turn[-1] == pytest.approx(period)
    assert np.diff(guess.t_s[16:]).max() <= real.STEP_S + 1.0
    # in the frame that turns and scales with the planet, its nodes are those of the manifold
    sun = load().body("sun", centre="barycentre").state(guess.t_s[8:17])[0]
    planet = planet_states("sun-earth", guess.t_s[8:17])
    off = np.linalg.norm(guess.states[8:17, :3] - sun, axis=1)
    mu = made.tubes.ask.primaries.mu
    told = np.linalg.norm(path.manifold[:, :3] + [mu, 0.0, 0.0], axis=1)
    assert off == pytest.approx(told * np.linalg.norm(planet[:, :3], axis=1), rel=1e-9)
