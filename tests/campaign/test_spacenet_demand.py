"""What missions and elements ask for, beside sums by hand and what must hold."""

import math
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.campaign.test_spacenet import event, mini, text
from tests.campaign.test_spacenet_replay import made, scenario
from windlass.base.epochs import DAY_S
from windlass.base.errors import InvalidInput
from windlass.campaign.spacenet.demand import evas, of_element, of_mission, times
from windlass.campaign.spacenet.model import DemandModel, Element, Event, Resource
from windlass.campaign.spacenet.read import read
from windlass.campaign.spacenet.replay import replay


def test_second_quick_start_by_hand(shared: Path) -> None:
    """7 and 14 days at the pole, four people, excursions of two for 8 h; rates of the file."""
    found = replay(scenario(shared, "2_w_db"), g0=9.81)
    for name, days, outings in (("7-Day Surface Exploration", 7.0, 5), ("14-Day Surface "
                                "Exploration", 14.0, 10)):  # fmt: skip
        asked = found.demand_kg(name)
        people, outside = 4.0 * days, outings * 8.0 * 2.0
        assert asked[201] == pytest.approx(people * 3.6 * (1.0 - 0.42) + outside * 0.6875)
        assert asked[202] == pytest.approx(people * (0.05556 + 0.76389 + 1.61667))
        assert asked[203] == pytest.approx(people * (3.85714 + 2.21429) + outside * 0.07875)
        assert asked[204] == pytest.approx(people * 0.27778 + 4.0 * 1.8)
        assert asked[205] == pytest.approx(people * 2.3 / 4.0)
        assert asked[206] == pytest.approx(4.0 * 10.0)
        assert asked[301] == pytest.approx(4.0 * 5.0)
        assert asked[302] == pytest.approx(4.0 * 107.0 + outside * 0.3625)
        assert asked[303] == pytest.approx(20.0 + 4.0 * 0.1)
        assert (asked[304], asked[305], asked[306]) == (25.0, 20.0, 20.0)
        assert asked[701] == asked[702] == pytest.approx(people * 0.05)
    spares = 14.0 / 365.0 * (7500.0 * (0.01 + 0.04) + 2500.0 * 0.05)
    assert found.demand_kg()[4] == pytest.approx(spares)
    places = {found.scenario.nodes[one.location].name for one in found.demands}
    assert places == {"LSP"}
    assert all(one.met_kg == 0.0 for one in found.demands)


def test_transit_counts_unless_left_out(shared: Path) -> None:
    found = scenario(shared, "2_w_db")
    one = found.missions[1]
    took = times(found, one)
    assert (took.transit_s, took.stay_s, took.back_s) == (7.5 * DAY_S, 7.0 * DAY_S, 5.5 * DAY_S)
    assert (took.crew, took.eva_h) == (4, 80.0)
    rates = {"foodSupportRate": 1.0, "reservesDuration": 2.0}
    for omit, days in ((True, 9.0), (False, 22.0)):
        model = DemandModel(
            kind="Crew Consumables", name="", where="", rates=rates,
            flags={"transitDemandsOmitted": omit},
        )  # fmt: skip
        notes: list[Any] = []
        asked = of_mission(found, one, model, notes)
        assert math.fsum(each.amount for each in asked) == pytest.approx(4.0 * days)
        assert len(notes) == 21
        assert "oxygenRate of " in {each.what for each in notes}


@settings(max_examples=50, deadline=None)
@given(
    st.floats(1.0, 100.0), st.floats(0.0, 14.0), st.floats(0.1, 8.0),
)  # fmt: skip
def test_excursions_lie_within_their_exploration(days: float, week: float, hours: float) -> None:
    asked = Event(
        kind="Crewed Exploration", name="e", where="", priority=0, after_s=0.0, location="",
        duration_s=days * DAY_S, eva_s=hours * 3600.0, eva_per_week=week,
    )  # fmt: skip
    begins = evas(asked)
    assert len(begins) == math.floor(days * week / 7.0)
    assert all(0.0 <= one <= asked.duration_s for one in begins)
    gaps = [b - a for a, b in zip([0.0, *begins], begins, strict=False)]
    assert gaps == pytest.approx([gaps[0]] * len(gaps)) if gaps else True


def resource(key: str, environment: str, unit_kg: float) -> Resource:
    return Resource(key=key, name=key, supply_class=401, environment=environment,
                    unit_kg=unit_kg, unit_m3=0.0)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(
    st.floats(1.0, 1e4), st.floats(0.0, 1.0), st.floats(0.0, 1.0), st.floats(1.0, 1e3),
    st.integers(0, 9), st.integers(0, 9), st.booleans(),
)  # fmt: skip
def test_spares_by_mass_are_the_share_asked_whatever_the_parts(
    mass: float, dry: float, wet: float, days: float, some: int, more: int, listed: bool
) -> None:
    known = {"p": resource("p", "Pressurized", 3.0), "u": resource("u", "Unpressurized", 7.0)}
    one = Element(
        key="e", name="e", kind="Element", template="t", supply_class=8, mass_kg=mass,
        environment="Unpressurized", parts=(("p", float(some)), ("u", float(more))),
    )  # fmt: skip
    model = DemandModel(
        kind="Sparing By Mass", name="s", where="", flags={"partsListEnabled": listed},
        rates={"unpressurizedSparesRate": dry, "pressurizedSparesRate": wet},
    )  # fmt: skip
    asked = of_element(one, model, days * DAY_S, known)
    got = {"Pressurized": 0.0, "Unpressurized": 0.0}
    for each in asked:
        unit = known[each.resource].unit_kg if each.resource else 1.0
        got[each.environment] += each.amount * unit
    assert got["Pressurized"] == pytest.approx(mass * wet * days / 365.0, abs=1e-9)
    assert got["Unpressurized"] == pytest.approx(mass * dry * days / 365.0, abs=1e-9)
    assert listed or not any(each.resource for each in asked)


def test_rated_and_impulse_models() -> None:
    whole = mini()
    whole["demandModels"].append({
        "id": "once", "name": "Once", "type": "Timed Impulse",
        "demands": [{"classOfSupply": 3, "environment": "Unpressurized", "amount": 12.0}],
    })  # fmt: skip
    whole["elementTemplates"][1]["states"][0]["demandModels"] = [
        {"name": "Once", "type": "Timed Impulse", "templateId": "once"}
    ]
    whole["missionList"][0] |= {
        "destination": "orbit", "demandModels": [
            {"name": "Use", "type": "Rated", "templateId": "rated"},
            {"name": "Once", "type": "Timed Impulse", "templateId": "once"},
        ],
    }  # fmt: skip
    fly = event("Flight Transport", 1.0, "pad", edge="up", elements=["lab"])
    last = event("Remove Elements", 10.0, "orbit", elements=["lab"])
    found = replay(read(text(whole, made("lab", at="pad"), fly, last)))
    assert found.feasible
    assert found.demand_kg() == pytest.approx({2: 5.0 * 10.0, 3: 24.0})
    mission = [one for one in found.demands if not one.element]
    start = found.scenario.start_s
    assert {(one.time_s - start) / DAY_S for one in mission} == {4.0}
    assert {one.location for one in mission} == {"orbit"}


def test_models_in_the_wrong_place_are_refused() -> None:
    found = read(text(mini()))
    spares = DemandModel(kind="Sparing By Mass", name="s", where="here")
    with pytest.raises(InvalidInput, match="of a mission"):
        of_mission(found, found.missions[0], spares, [])
    crew = DemandModel(kind="Crew Consumables", name="c", where="here")
    with pytest.raises(InvalidInput, match="of an element"):
        of_element(found.elements["lab"], crew, 1.0, {})
