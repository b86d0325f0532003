"""A scenario made ready: the window from readiness on, shared grids, bodies not known."""

import pytest

from tests.studies.conftest import scenario
from windlass.base.epochs import YEAR_S, format_epoch
from windlass.base.errors import InvalidInput
from windlass.studies.bench import bench, when_ready, work


def test_the_window_opens_when_the_first_ship_is_ready() -> None:
    early = scenario('programme.start="2031-01-01"', 'programme.development_time="5 yr"')
    ready = when_ready(early).window.launch
    assert ready[0] == pytest.approx(early.programme.start + 5 * YEAR_S)
    assert ready[1] == early.window.launch[1]
    assert early.window.launch[0] < ready[0]


@pytest.mark.parametrize(("start", "time"), [("2020-01-01", "5 yr"), ("2034-01-01", "20 yr")])
def test_readiness_outside_the_window_leaves_it_as_it_is(start: str, time: str) -> None:
    asked = scenario(f'programme.start="{start}"', f'programme.development_time="{time}"')
    assert when_ready(asked).window.launch == asked.window.launch


def test_no_trip_lifts_off_before_readiness() -> None:
    asked = scenario('programme.start="2030-07-01"', 'programme.development_time="5.5 yr"')
    ready = bench(asked)
    (one,) = work(ready, only=lambda goal: goal.key == "earth-moon.low-thrust")
    assert one.feasible, one.reasons
    lift = one.figures["launch.date"].value
    assert lift >= one.figures["readiness.date"].value - 60.0, format_epoch(lift)


def test_grids_are_shared_on_the_same_orbit_alone() -> None:
    first = bench(scenario())
    same = bench(scenario('cost.launch="100 M USD2024"'), like=first.searches)
    assert same.searches.found is first.searches.found
    assert same.searches.trips is first.searches.trips
    other = bench(scenario(target="2006 RH120"), like=first.searches)
    assert other.searches.found is not first.searches.found


def test_what_a_shared_grid_gives_is_what_a_new_one_gives() -> None:
    def most(ready: object) -> float:
        (one,) = work(ready, only=lambda goal: goal.key == "earth-moon.low-thrust")  # type: ignore[arg-type]
        return one.figures["most.returned"].value

    first = bench(scenario())
    most(first)
    weaker = scenario('tug.power="35 kW"')
    assert most(bench(weaker, like=first.searches)) == most(bench(weaker))


def test_a_target_that_there_is_not_is_refused() -> None:
    with pytest.raises(InvalidInput, match="unknown asteroid"):
        bench(scenario(target="2008 HU5"))
