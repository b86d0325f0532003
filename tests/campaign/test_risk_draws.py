"""Random numbers of a campaign: its own, the same again, and the same whatever is switched on."""

import numpy as np

from windlass.campaign.risk.draws import TRIES, Draws
from windlass.campaign.risk.hazards import Hazards, VehicleHazard, vehicle_hazard


def test_the_same_campaign_draws_the_same_and_another_does_not() -> None:
    calm, wild = Hazards(), Hazards(vehicles=(vehicle_hazard("a"), vehicle_hazard("b")))
    one, same, other = Draws(1, 5, 9, calm), Draws(1, 5, 9, wild), Draws(1, 6, 9, calm)
    assert one.scrub_u == same.scrub_u
    assert one.ground_z == same.ground_z
    assert one.scrub_u != other.scrub_u
    assert Draws(2, 5, 9, calm).scrub_u != one.scrub_u


def test_tries_beyond_those_drawn_before_have_their_own() -> None:
    one = Draws(3, 0, 4, Hazards())
    tries = [one.scrub(2, k) for k in range(TRIES + 4)]
    assert len(set(tries)) == TRIES + 4
    assert one.scrub(2, TRIES) == Draws(3, 0, 4, Hazards()).scrub(2, TRIES)
    assert one.launch(2, TRIES + 1) != one.scrub(2, TRIES + 1)


def test_numbers_are_uniform_and_normal() -> None:
    all_ = [Draws(4, k, 200, Hazards()) for k in range(40)]
    uniform = np.array([one.scrub_u for one in all_]).ravel()
    normal = np.array([one.scrub_z for one in all_]).ravel()
    assert abs(uniform.mean() - 0.5) < 4 / np.sqrt(12 * len(uniform))
    assert abs(normal.mean()) < 4 / np.sqrt(len(normal))
    assert abs(normal.var() - 1.0) < 0.02


def test_a_known_chance_is_taken_as_it_is() -> None:
    known = VehicleHazard(vehicle="a", loss=0.25)
    drawn = Hazards(vehicles=(vehicle_hazard("b"), known))
    chances = np.array([Draws(5, k, 1, drawn).chances for k in range(2_000)])
    assert (chances[:, 1] == 0.25).all()
    a, b = drawn.vehicles[0].beta
    assert abs(chances[:, 0].mean() - a / (a + b)) < 0.01
