"""Legs with the end body pulling: their geometry, that they arrive, and against patched conics."""

import math

import numpy as np
import pytest

from tests.verify import rocks
from windlass.base.constants import R_EARTH_M
from windlass.base.epochs import DAY_S
from windlass.base.errors import InvalidInput, NotSolved
from windlass.bodies import asteroid, reference
from windlass.bodies.planets import load
from windlass.kernels.izzo2015 import LEFT
from windlass.kernels.kepler import propagate_many
from windlass.transfers.legs import End, LegAsk
from windlass.transfers.refine import fly
from windlass.verify import hyperbola, legs, retime
from windlass.verify.trips import rock_states

POLE = np.array([0.0, 0.0, 1.0])
RADIUS = R_EARTH_M + 400e3


@pytest.mark.parametrize("leaving", [True, False])
def test_the_hyperbola_has_its_asymptote_periapsis_and_plane(leaving: bool) -> None:
    rng, mu = np.random.default_rng(4), hyperbola.gm("earth")
    for _ in range(50):
        vinf = rng.normal(size=3) * 3e3
        wanted = rng.uniform(0.0, math.pi)
        theta = hyperbola.angle(vinf, POLE, wanted)
        state = hyperbola.periapsis(mu, vinf, RADIUS, theta, POLE, leaving=leaving)
        assert np.linalg.norm(state[:3]) == pytest.approx(RADIUS, rel=1e-12)
        assert abs(state[:3] @ state[3:]) < 1e-9 * RADIUS * np.linalg.norm(state[3:])
        declination = abs(math.asin(vinf[2] / np.linalg.norm(vinf)))
        had = min(max(wanted, declination), math.pi - declination)
        assert hyperbola.inclination(state, POLE) == pytest.approx(had, abs=1e-7)
        # Kepler's equation, which shares no line with it, brings the velocity to v∞ far out.
        far = 1e11 / np.linalg.norm(vinf) * (1.0 if leaving else -1.0)
        _, v, status = propagate_many(mu, state[None, :3], state[None, 3:], np.array([far]))
        assert not status.any()
        assert np.linalg.norm(v[0] - vinf) < 0.01 * np.linalg.norm(vinf)


def test_a_departure_meets_the_asteroid_by_another_integrator_too() -> None:
    orbit = rocks.orbit()
    out = rocks.patched(orbit).out
    there = rock_states(orbit, np.array([out.arrive_s]))[0]
    ask = legs.Periapsis(body="earth", t_s=out.depart_s, radius_m=RADIUS, leaving=True)
    made = legs.carry(ask, there[:3], out.arrive_s, out.vinf_depart_vec_m_s)
    assert made.miss_m < 1.0
    assert made.steered_m < legs.ROUNDING_M
    assert np.linalg.norm(made.near[:3]) == pytest.approx(RADIUS, abs=0.01)
    assert abs(made.near[:3] @ made.near[3:]) < 1e-6 * RADIUS * made.speed_m_s
    assert made.inclination_rad == pytest.approx(legs.USUAL_INCLINATION_RAD, abs=1e-3)
    # The search's integrator has Earth's J2 alone and the Sun's relativity; J3 and J4 near perigee
    # make 600 km of it a half year on, the rest 50.
    home = np.hstack(load().body("earth").state(out.depart_s))[0]
    start = made.near + home
    r, _ = asteroid.propagate(start[:3], start[3:], out.depart_s, out.arrive_s)
    other = r + load().body("sun", centre="barycentre").state(out.arrive_s)[0][0]
    assert np.linalg.norm(other - there[:3]) < 1e6
    among = reference.model((out.depart_s, out.arrive_s))
    shape = among.shape.copy()
    shape[reference.NAMES.index("earth"), 1:3] = 0.0
    flight = reference.fly(
        made.states[0, :3], made.states[0, 3:], out.depart_s, out.arrive_s, centre="barycentre",
        among=among._replace(shape=shape),
    )  # fmt: skip
    rounder = flight.state(out.arrive_s, "barycentre")[0][0]
    assert np.linalg.norm(other - rounder) < 1e5
    # High v∞: patched conics are within some ten metres a second at each end.
    assert made.parking_m_s == pytest.approx(
        math.hypot(out.vinf_depart_m_s, math.sqrt(2.0 * hyperbola.gm("earth") / RADIUS))
        - math.sqrt(hyperbola.gm("earth") / RADIUS), abs=20.0,
    )  # fmt: skip
    assert np.linalg.norm(made.far[3:] - there[3:]) == pytest.approx(out.vinf_arrive_m_s, abs=40.0)


def test_a_return_flown_forward_comes_to_its_perigee() -> None:
    orbit = rocks.orbit()
    back = rocks.patched(orbit).back
    there = rock_states(orbit, np.array([back.depart_s]))[0]
    radius = R_EARTH_M + 60e3
    ask = legs.Periapsis(
        body="earth", t_s=back.arrive_s, radius_m=radius, leaving=False,
        inclination_rad=math.radians(150.0),
    )  # fmt: skip
    made = legs.carry(ask, there[:3], back.depart_s, back.vinf_arrive_vec_m_s)
    assert made.inclination_rad == pytest.approx(math.radians(150.0), abs=1e-3)
    flight = reference.fly(
        made.far[:3], made.far[3:], float(made.t_s[0]), float(made.t_s[-1]) + 600.0,
        centre="barycentre", watch={"earth": 1e8},
    )  # fmt: skip
    (passed,) = flight.passages
    assert passed.distance_m == pytest.approx(radius, abs=1_000.0)
    assert passed.t_s == pytest.approx(back.arrive_s, abs=1.0)
    assert passed.speed_m_s == pytest.approx(made.speed_m_s, abs=1.0)


def test_the_moon_is_met_too() -> None:
    orbit = rocks.slow()
    back = rocks.patched(orbit).back
    there = rock_states(orbit, np.array([back.depart_s]))[0]
    moon, v = load().body("moon").state(back.arrive_s)
    earth, w = load().body("earth").state(back.arrive_s)
    off = float(np.linalg.norm(moon[0] - earth[0]))
    fast = math.hypot(back.vinf_arrive_m_s, math.sqrt(2.0 * hyperbola.gm("earth") / off))
    guess = back.vinf_arrive_vec_m_s * fast / back.vinf_arrive_m_s - (v[0] - w[0])
    ask = legs.Periapsis(body="moon", t_s=back.arrive_s, radius_m=1.9e6, leaving=False)
    made = legs.carry(ask, there[:3], back.depart_s, guess)
    assert made.miss_m < 1.0
    assert np.linalg.norm(made.near[:3]) == pytest.approx(1.9e6, abs=0.01)


def test_another_date_at_earth_makes_a_slow_leg_cheaper() -> None:
    orbit = rocks.slow()
    out = rocks.patched(orbit).out
    there = rock_states(orbit, np.array([out.arrive_s]))[0]
    ask = legs.Periapsis(body="earth", t_s=out.depart_s, radius_m=RADIUS, leaving=True)

    def cost(one: legs.Flown) -> float:
        return one.speed_m_s + float(np.linalg.norm(one.far[3:] - there[3:]))

    vinf = out.vinf_depart_vec_m_s
    usual = legs.carry(ask, there[:3], out.arrive_s, vinf)
    made = retime.retimed(ask, there[:3], out.arrive_s, lambda _: vinf, cost, reach_s=8.0 * DAY_S)
    assert made.miss_m < 1.0
    assert abs(made.ask.t_s - ask.t_s) <= 8.0 * DAY_S
    assert cost(made) < cost(usual) - 1.0


def test_half_a_revolution_costs_what_the_patched_conic_does_on_its_own_date() -> None:
    # 0.12 d after LAUNCH lies the patched conic's narrow valley, where its plane turns by the hour.
    depart, arrive = rocks.LAUNCH + 0.12054 * DAY_S, rocks.LAUNCH + 210.0 * DAY_S
    orbit = rocks.opposite(210.0)
    body = asteroid.integrate(orbit, (rocks.LAUNCH, arrive))
    earth = load().body("earth")
    vesc2 = 2.0 * hyperbola.gm("earth") / RADIUS
    conic = fly(
        LegAsk(
            name="half a revolution", depart=earth, arrive=body, depart_s=(0.0, 0.0),
            tof_s=(DAY_S, DAY_S), step_s=DAY_S, max_revolutions=0,
            depart_end=End(vesc2_m2_s2=vesc2, v0_m_s=math.sqrt(0.5 * vesc2)), arrive_end=End(),
        ),
        depart, arrive - depart, 0, LEFT,
    )  # fmt: skip
    assert conic.cost_m_s == pytest.approx(5_326.8, abs=0.5)
    there = rock_states(orbit, np.array([arrive]))[0]
    ask = legs.Periapsis(body="earth", t_s=depart, radius_m=RADIUS, leaving=True)

    def cost(one: legs.Flown) -> float:
        return one.parking_m_s + float(np.linalg.norm(one.far[3:] - there[3:]))

    vinf = conic.vinf_depart_vec_m_s
    usual = legs.carry(ask, there[:3], arrive, vinf)
    assert cost(usual) > conic.cost_m_s + 1_000.0
    late = (depart, arrive)  # earlier ones take long, and are dearer
    made = retime.retimed(
        ask, there[:3], arrive, lambda _: vinf, cost, reach_s=4.0 * DAY_S, within_s=late
    )
    assert cost(made) == pytest.approx(conic.cost_m_s, abs=5.0)
    # Earth's pull puts the ship ahead by some times mu / v∞³, 0.28 d here.
    ahead = hyperbola.gm("earth") / conic.vinf_depart_m_s**3
    assert 2.0 * ahead < made.ask.t_s - depart < 8.0 * ahead
    # It keeps to the dates that are allowed.
    kept = retime.retimed(
        ask, there[:3], arrive, lambda _: vinf, cost, within_s=(depart, depart + 0.1 * DAY_S)
    )
    assert depart <= kept.ask.t_s <= depart + 0.1 * DAY_S
    assert cost(made) < cost(kept) < cost(usual)


def test_it_says_what_it_cannot_fly(monkeypatch: pytest.MonkeyPatch) -> None:
    ask = legs.Periapsis(body="earth", t_s=rocks.LAUNCH, radius_m=RADIUS, leaving=True)
    with pytest.raises(InvalidInput, match="too short"):
        legs.carry(ask, np.zeros(3), rocks.LAUNCH - 50.0 * DAY_S, np.ones(3))
    with pytest.raises(InvalidInput, match="below the surface"):
        legs.Periapsis(body="earth", t_s=rocks.LAUNCH, radius_m=0.0, leaving=True)
    with pytest.raises(InvalidInput, match="greatest v∞"):
        legs.Periapsis(
            body="earth", t_s=rocks.LAUNCH, radius_m=RADIUS, leaving=True, fastest_m_s=1.0
        )
    low = legs.Periapsis(body="earth", t_s=rocks.LAUNCH, radius_m=RADIUS, leaving=True)
    monkeypatch.setattr(legs, "ROUNDS", 1)
    with pytest.raises(NotSolved, match="no flight between earth"):
        legs.carry(low, np.zeros(3), rocks.LAUNCH + 90.0 * DAY_S, np.array([3e3, 0.0, 0.0]))
