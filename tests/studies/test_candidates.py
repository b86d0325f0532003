"""Real asteroids instead: cheap and light first, each a success under the scenario's own limits."""

from tests.studies.conftest import scenario
from windlass.studies import candidates
from windlass.studies.candidates import HEAVIEST_KG, WANTED, successes

WIDE = ("window.launch=2030..2043", "window.latest_return=2055")


def test_those_that_succeed_keep_every_limit_and_are_different_bodies() -> None:
    asked = scenario(*WIDE, "fleet.ships=3")
    found = successes(asked)
    assert 1 <= len(found) <= WANTED
    assert len({one.goal.title for one in found}) == len(found)
    for one in found:
        f = one.figures
        assert one.feasible
        assert not one.reasons
        assert one.goal.electric
        assert f["returned"].value <= HEAVIEST_KG
        assert f["fleet.ships"].value <= f["fleet.allowed"].value
        assert f["launch.mass"].value <= f["launch.capability"].value
        assert f["final.date"].value <= asked.window.latest_return + 60.0


def test_the_cheapest_light_bodies_come_first() -> None:
    bodies = candidates._cheap()
    assert len(bodies) == candidates.TRIED
    assert len({one.designation for one in bodies}) == len(bodies)
    assert "2006 RH120" in {one.designation for one in bodies}


def test_nothing_succeeds_where_nothing_can_be_lifted() -> None:
    assert successes(scenario('launch.leo_payload="1 t"')) == []


def test_a_scenario_that_brings_no_body_has_none() -> None:
    asked = scenario()
    alone = {key: one for key, one in asked.option.items() if key == "in-place"}
    assert successes(asked.model_copy(update={"option": alone})) == []
