"""Parts of the study on their own: limits, chances, vehicles, goals, departures, words."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.studies.conftest import scenario
from windlass.base.constants import GM_EARTH, R_EARTH_M
from windlass.base.errors import InvalidInput
from windlass.base.figure import leaf
from windlass.capture import arrival, lunar, mars
from windlass.catalogue.collection import lookup
from windlass.catalogue.physical import physical
from windlass.studies import arrivals, departures, limits, options
from windlass.studies.goal import Arrival
from windlass.studies.programme_parts import Capture
from windlass.studies.scenario import Launch, Stage, Tug
from windlass.studies.vehicle import at_distance, stage, tug
from windlass.studies.work import chance_below


def test_users_values_replace_the_tables() -> None:
    found = tug(Tug.model_validate({"power": "50 kW"}))
    assert found.thrust is not None
    assert found.thrust.value == pytest.approx(tug(Tug()).thrust.value * 1.25)  # type: ignore[union-attr]
    with pytest.raises(InvalidInput, match="near"):
        tug(Tug(use="keck-2013"))
    with pytest.raises(InvalidInput, match="electric"):
        tug(Tug(use="hydrolox-stage"))
    assert stage(Stage()).thrust is None


def test_sunlight_falls_with_the_square_of_the_distance() -> None:
    far = leaf("far", 2 * 149_597_870_700.0, "m", status="chosen")
    weak = at_distance(tug(Tug()), far).thrust
    assert weak is not None
    assert weak.value == pytest.approx(tug(Tug()).thrust.value / 4.0)  # type: ignore[union-attr]
    assert at_distance(stage(Stage()), far).thrust is None


@given(
    limit=st.floats(1.0, 1e6),
    middle=st.floats(10.0, 1e5),
    down=st.floats(1.1, 10.0),
    up=st.floats(1.1, 10.0),
)
def test_chances(limit: float, middle: float, down: float, up: float) -> None:
    low, high = middle / down, middle * up
    chance = chance_below(limit, middle, low, high)
    assert 0.0 <= chance <= 1.0
    assert chance_below(2 * limit, middle, low, high) >= chance
    assert chance_below(low, middle, low, high) == pytest.approx(0.05, abs=1e-9)
    assert chance_below(middle, middle, low, high) == pytest.approx(0.5)
    assert chance_below(high, middle, low, high) == pytest.approx(0.95, abs=1e-9)


def test_limits_name_need_and_have() -> None:
    found = limits.compare("launch mass", 24_300.0, 14_700.0, "kg", "one rocket lifts")
    assert found is not None
    assert found.text == "needs 24.3 t, one rocket lifts 14.7 t"
    assert limits.compare("launch mass", 1.0, 2.0, "kg", "x") is None
    assert "11 N" in limits.too_weak(11.0, 1.5).text


def test_spiral_to_the_moon_is_near_the_published_one() -> None:
    # brophy2012: 6.6 km/s from low orbit to the lunar flyby
    free = arrival.free_vinf()
    found = departures.electric(Launch(), free)
    assert found.spiral_dv.value == pytest.approx(6_600.0, rel=0.01)
    assert found.depart_dv(leaf("v", free.value, "m/s", status="chosen")).value == 0.0


@pytest.mark.parametrize(
    "allowed",
    [{}, {"dro_insertion": 2.0}, {"dro_insertion": 7.0}, {"flyby_altitude": "20 km"},
     {"flyby_altitude": "300 km", "flyby_apogee": "1100000 km"}],
)  # fmt: skip
def test_a_lunar_arrival_is_priced_as_the_screens_price_it(allowed: dict[str, object]) -> None:
    made = arrivals.to_the_moon(Capture.model_validate(allowed))
    limit = lunar.capture_vinf(made_of(made, "altitude"), made_of(made, "apogee")).value
    v = np.array([[0.0, 700.0, 1_300.0], [1_450.0, 2_500.0, np.nan]])
    found = made.insertion(v) + made.end.cost(v)
    assert np.isnan(found[1, 2])
    for one, total in zip(v.ravel()[:5], found.ravel()[:5], strict=True):
        want = arrival.insertion(
            float(one),
            limit_m_s=min(limit, arrival.known_m_s()),
            factor=float(allowed.get("dro_insertion", 1.0)),  # type: ignore[arg-type]
        )
        assert total == pytest.approx(float(want.total_m_s), abs=1e-9)
        vinf = leaf("return.vinf_arrival", float(one), "m/s", status="computed")
        parts = made.dv(vinf).value, made.insertion_dv(vinf).value
        assert parts == (float(want.brake_m_s), float(want.insertion_m_s))


def made_of(made: Arrival, name: str) -> float:
    """A limit of the flyby that an arrival was made with [m]."""
    (free,) = made.about
    _, limit = free.trace.inputs[0]
    return dict(limit.trace.inputs)[name].value


def test_of_an_orbit_about_mars_a_study_says_whether_it_keeps() -> None:
    for to in (arrivals.to_mars_slowly, arrivals.to_mars_at_once):
        assert "keeps a century outside Deimos, within 20°" in to(mars.orbit()).notes[-1]
        assert "was not flown" in to(mars.orbit(periapsis_altitude_m=500e3)).notes[-1]


def test_chemical_departure_follows_the_launcher() -> None:
    found = departures.chemical(Launch(vehicle="falcon-heavy-expendable"))
    assert found.capability(np.array([0.0]))[0] == pytest.approx(15_008.08)
    assert found.capability(np.array([9e3]))[0] == 0.0
    at = found.capability_at(leaf("v", 1_000.0, "m/s", status="chosen"))
    assert at.value == pytest.approx(found.capability(np.array([1_000.0]))[0], rel=1e-6)
    # leaving the parking orbit with no v∞ is leaving at escape speed
    assert found.search_end.cost(0.0) == pytest.approx(
        (math.sqrt(2.0) - 1.0) * math.sqrt(GM_EARTH / (R_EARTH_M + 400e3))
    )
    assert not found.unable
    none = departures.chemical(Launch(vehicle="starship"))
    assert "no curve" in none.unable
    assert none.capability(np.array([0.0, 1e3])).tolist() == [0.0, 0.0]


def test_goals_two_for_each_option() -> None:
    asked = scenario('option.earth-moon.returned_mass="90 t"')
    body = physical(lookup("2008 HU4"))
    made = options.goals(asked, body, lookup("2008 HU4").orbit, tug(Tug()), stage(Stage()))
    assert [goal.key for goal in made] == [
        f"{option}.{way}"
        for option in ("earth-moon", "mars-orbit", "in-place")
        for way in options.VARIANTS
    ]
    by_key = {goal.key: goal for goal in made}
    assert by_key["earth-moon.low-thrust"].returned.value == 90_000.0
    assert by_key["mars-orbit.low-thrust"].returned == body.mass
    weak = by_key["mars-orbit.low-thrust"].vehicle.thrust
    strong = by_key["earth-moon.low-thrust"].vehicle.thrust
    assert weak is not None
    assert strong is not None
    assert weak.value < strong.value
    mine = by_key["in-place.low-thrust"]
    assert mine.stay_s[0] >= 365 * 86_400.0
    assert mine.returned.value < body.metal_mass.value


@given(
    plant=st.floats(10.0, 1e5),
    rate=st.floats(1e-6, 1e-3),
    days=st.floats(30.0, 3_000.0),
    share=st.floats(0.05, 1.0),
    recovery=st.floats(0.1, 1.0),
    body=st.floats(1e4, 1e9),
)
def test_no_more_product_than_the_body_holds(
    plant: float, rate: float, days: float, share: float, recovery: float, body: float
) -> None:
    try:
        found = options.product_mass(plant, rate, days * 86_400.0, share, recovery, body)
    except InvalidInput:
        return
    assert found <= body * share * recovery * (1 + 1e-12)
    assert found <= plant * rate * days * 86_400.0 * (1 + 1e-12)
