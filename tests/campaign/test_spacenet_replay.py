"""The replay of SpaceNet's events: quick starts, each kind of event, mass at every step."""

import json
import math
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.campaign.test_spacenet import event, mini, text
from windlass.base.epochs import DAY_S
from windlass.base.errors import InvalidInput
from windlass.campaign.spacenet.log import Replay
from windlass.campaign.spacenet.model import Scenario
from windlass.campaign.spacenet.read import read
from windlass.campaign.spacenet.replay import replay

G0 = 9.81
QUICK = "completed_quick_start"


def scenario(shared: Path, name: str) -> Scenario:
    return read((shared / "data" / "spacenet" / f"{QUICK}_{name}.json").read_text(), file=name)


def balanced(found: Replay) -> bool:
    """Whether the mass of all there is, counted anew at each step, is what the changes say."""
    before = found.begin_kg
    for one in found.steps:
        if not math.isclose(one.mass_kg, before + one.change_kg, rel_tol=1e-12, abs_tol=1e-6):
            return False
        before = one.mass_kg
    return True


def left_kg(found: Replay, name: str, burn: str) -> float:
    """What an element has after a burn, told by the name of its step."""
    steps = [one for one in found.steps if one.name.endswith(burn) and one.impulse]
    key = found.key(name)
    hits = [b.after_kg for s in steps if s.impulse for b in s.impulse.burns if b.key == key]
    assert len(hits) == 1
    return hits[0]


def test_first_quick_start(shared: Path) -> None:
    found = replay(scenario(shared, "1_w_db"), g0=G0)
    assert found.feasible
    assert balanced(found)
    first = next(one.impulse for one in found.steps if one.impulse is not None)
    assert first is not None
    assert round(first.burns[0].dv_m_s, 2) == 3127.14
    assert round(left_kg(found, "Orion SM", "burn 1 of 6"), 2) == 6244.10
    assert found.scenario.nodes[found.inside[found.key("Orion CM")]].name == "PAC"
    assert round(found.propellant_kg[found.key("EDS")], 2) == 9987.21


def test_published_departure_stage_needs_the_tank_that_the_file_dropped(shared: Path) -> None:
    """SpaceNet 2.5 gives the descent module 425 kg for small thrusters; the file leaves it out."""
    found = scenario(shared, "1_w_db")
    key = next(key for key, one in found.elements.items() if one.name.endswith("Altair DM"))
    heavier = replace(found.elements[key], mass_kg=found.elements[key].mass_kg + 425.0)
    old = replace(found, elements={**found.elements, key: heavier})
    again = replay(old, g0=G0)
    assert again.feasible
    assert round(again.propellant_kg[again.key("EDS")], 2) == 9623.24


def test_variant_without_database_stages_its_boosters_twice(shared: Path) -> None:
    found = replay(scenario(shared, "1_wo_db"), g0=G0)
    assert balanced(found)
    assert len(found.problems) == 1
    assert "Ares V SRBs is to burn and is not in the stack" in found.problems[0].problem
    assert found.problems[0].short_m_s == pytest.approx(9500.0 - 1243.715, abs=1e-3)
    first = next(one.impulse for one in found.steps if one.impulse is not None)
    assert first is not None
    assert round(first.burns[0].dv_m_s, 2) == 3127.14


def test_variant_without_database_mended_is_the_other(shared: Path) -> None:
    path = shared / "data" / "spacenet" / f"{QUICK}_1_wo_db.json"
    raw: Any = json.loads(path.read_text())
    core = next(e["id"] for e in raw["instantiatedElements"] if e["name"].endswith("Ares V Core"))
    acts = raw["missionList"][0]["events"][5]["burnStageSequence"][0]["actions"]
    acts[2]["element"] = acts[3]["element"] = core
    for one in raw["elementTemplates"]:
        if one["name"] == "Orion SM":
            one["isp"] = 328.0
    mended = replay(read(json.dumps(raw)), g0=G0)
    other = replay(scenario(shared, "1_w_db"), g0=G0)
    assert mended.feasible
    left = [
        {one.scenario.elements[key].name: kg for key, kg in one.propellant_kg.items()}
        for one in (mended, other)
    ]
    assert left[0] == pytest.approx(left[1], rel=1e-12)


def test_standard_gravity_changes_the_figures(shared: Path) -> None:
    found = replay(scenario(shared, "1_w_db"))
    first = next(one.impulse for one in found.steps if one.impulse is not None)
    assert first is not None
    assert first.burns[0].dv_m_s == pytest.approx(3127.14 * 9.80665 / 9.81, abs=0.01)
    assert found.propellant_kg[found.key("EDS")] == pytest.approx(9895.76, abs=0.01)
    service = 10e3 - 21675.0 * (1.0 - math.exp(-612.3 / (328.0 * 9.80665)))
    assert left_kg(found, "Orion SM", "burn 1 of 6") == pytest.approx(service, rel=1e-12)


@pytest.mark.parametrize("name", ["2_w_db", "3_wo_db"])
def test_other_quick_starts_run_through(shared: Path, name: str) -> None:
    for g0 in (G0, 9.80665):
        found = replay(scenario(shared, name), g0=g0)
        assert found.feasible
        assert balanced(found)
        people = [k for k, one in found.scenario.elements.items() if one.kind == "Human Agent"]
        homes = {found.scenario.nodes[found.inside[found.inside[key]]].name for key in people
                 if key in found.inside}  # fmt: skip
        assert homes <= {"PAC"}


def test_where_things_are_over_time(shared: Path) -> None:
    found = replay(scenario(shared, "3_wo_db"), g0=G0)
    crew, lander = found.key("Crew Member A"), found.key("HLS")
    start = found.scenario.start_s

    def name(key: str) -> str:
        known = found.scenario
        return (known.nodes.get(key) or known.edges.get(key) or known.elements[key]).name

    assert name(found.inside_at(crew, start)) == "Lunar | Orion CM"
    assert name(found.inside_at(crew, start + 9.2 * DAY_S)) == "Lunar | HLS"
    assert name(found.inside_at(lander, start + 9.2 * DAY_S)) == "NRO-LLO"
    assert name(found.inside_at(crew, start + 12.0 * DAY_S)) == "LSP"  # outside
    assert name(found.inside_at(lander, start + 12.0 * DAY_S)) == "LSP"
    assert found.inside_at(found.key("SLS Core"), start + 1.0 * DAY_S) == ""


def run(*events: dict[str, Any], **options: Any) -> Replay:
    whole = mini()
    whole["configuration"] |= options
    return replay(read(text(whole, *events)), g0=G0)


def made(*keys: str, at: str = "orbit", into: str = "", priority: int = 0) -> dict[str, Any]:
    return event("Create Elements", 0.0, at, priority, elements=list(keys), container=into or at)


def flight(day: float, *keys: str) -> dict[str, Any]:
    return event("Flight Transport", day, "pad", edge="up", elements=list(keys))


def problem(found: Replay) -> str:
    assert balanced(found)
    assert len(found.problems) == 1
    return found.problems[0].problem


def test_burns_of_a_transport_and_of_an_event() -> None:
    burn = [{"element": "ship", "type": "Burn"}]
    down = event("Space Transport", 1.0, "orbit", edge="down", elements=["ship"],
                 burnStageSequence=[{"burn": "b1", "actions": burn},
                                    {"burn": "b2", "actions": burn}])  # fmt: skip
    alone = event("Propulsive Burn", 0.5, "orbit", elements=["ship"], burn="b2",
                  burnStageSequence=burn)  # fmt: skip
    found = run(made("ship"), alone, down)
    assert found.feasible
    assert balanced(found)
    expected = 1800.0 * math.exp(-500.0 / (300.0 * G0)) - 1000.0
    assert found.propellant_kg["ship"] == pytest.approx(expected, rel=1e-12)
    assert found.inside["ship"] == "base"
    assert [one.impulse.wanted_m_s for one in found.steps if one.impulse] == [200.0, 100.0, 200.0]


def test_missing_speed_is_told_and_the_replay_goes_on() -> None:
    down = event("Space Transport", 1.0, "orbit", edge="down", elements=["ship", "probe"],
                 burnStageSequence=[{"burn": "b1", "actions": [
                     {"element": "probe", "type": "Burn"}]}])  # fmt: skip
    found = run(made("ship", "probe"), down)
    told = [one.problem for one in found.problems]
    assert told == [
        "M | probe is to burn and has no engine; 100 of 100 m/s are missing",
        "200 of 200 m/s are missing",
    ]
    assert found.inside["ship"] == "base"
    assert not found.feasible


def test_what_is_inside_another_burns_with_none() -> None:
    burn = event("Propulsive Burn", 1.0, "orbit", elements=["ship", "probe"], burn="b1",
                 burnStageSequence=[{"element": "ship", "type": "Burn"}])  # fmt: skip
    found = run(made("ship"), made("probe", into="ship", priority=1), burn)
    assert problem(found) == "M | probe is inside M | ship: 100 of 100 m/s are missing"
    assert found.propellant_kg["ship"] == 800.0


def test_limits_of_a_flight_edge() -> None:
    heavy = mini()
    heavy["elementTemplates"][1]["mass"] = 9000.0
    found = replay(read(text(heavy, made("lab", "ship", at="pad"), flight(1.0, "lab", "ship"))))
    assert problem(found) == "UP carries 9000 kg: 10800 kg is too much"
    assert found.inside["ship"] == "pad"
    small = mini()
    small["network"]["edges"][0]["maxCrew"] = 1
    crew = made("ann", "bob", at="pad", into="ship", priority=1)
    found = replay(read(text(small, made("ship", at="pad"), crew, flight(1.0, "ship"))))
    assert problem(found) == "UP carries 1 people: 2 are too many"


def test_limits_of_seats_cargo_and_air() -> None:
    lab = made("ann", "bob", into="rover", priority=1)
    assert problem(run(made("rover"), lab)) == "M | rover seats 1: M | bob has no seat"
    box = made("store", into="rover", priority=1)
    assert "carries 100 kg: M | store makes it 150 kg" in problem(run(made("rover"), box))
    assert "carries no elements" in problem(
        run(made("probe", "store"), event("Move Elements", 1.0, "orbit", elements=["probe"],
                                          container="store"))
    )  # fmt: skip
    air = mini()
    air["elementTemplates"][5]["environment"] = "Pressurized"
    found = replay(read(text(air, made("ship"), made("probe", into="ship", priority=1))))
    assert problem(found) == "M | ship is not pressurized"
    air["configuration"]["environmentConstrained"] = False
    assert replay(read(text(air, made("ship"), made("probe", into="ship", priority=1)))).feasible


def test_volume_counts_where_the_file_says_so() -> None:
    big = mini()
    big["elementTemplates"][5]["volume"] = 2.0
    big["elementTemplates"][0]["maxCargoVolume"] = 1.0
    inside = made("probe", into="ship", priority=1)
    assert replay(read(text(big, made("ship"), inside))).feasible
    big["configuration"]["volumeConstrained"] = True
    assert "2 m³ do not fit" in problem(replay(read(text(big, made("ship"), inside))))


def test_what_is_not_there_is_told() -> None:
    move = event("Move Elements", 1.0, "base", elements=["probe"], container="base")
    assert problem(run(made("probe"), move)) == "M | probe is at ORBIT, not at BASE"
    gone = event("Remove Elements", 1.0, "orbit", elements=["probe"])
    assert problem(run(gone)) == "M | probe does not exist"
    assert "already is at ORBIT" in problem(run(made("probe"), made("probe", priority=1)))
    far = event("Move Elements", 1.0, "orbit", elements=["ship"], container="base")
    assert problem(run(made("ship"), far)) == "BASE is not ORBIT"
    own = event("Move Elements", 1.0, "orbit", elements=["ship"], container="ship")
    assert problem(run(made("ship"), own)) == "M | ship cannot be inside itself"
    wrong = flight(1.0, "ship") | {"location": "base"}
    assert "M | ship is at ORBIT" in problem(run(made("ship"), wrong))


def test_surface_edges_go_both_ways() -> None:
    drive = {"edge": "road", "vehicle": "rover", "speed": 2.0, "dutyCycle": 0.5}
    there = event("Surface Transport", 1.0, "base", **drive)
    back = event("Surface Transport", 3.0, "crater", **drive)
    found = run(made("rover", at="base"), there, back)
    assert found.feasible
    arrivals = [one for one in found.moves if one.inside in ("base", "crater")]
    start = found.scenario.start_s
    assert [(m.time_s - start) / DAY_S for m in arrivals] == pytest.approx(
        [0.0, 1.0 + 36000.0 / DAY_S, 3.0 + 36000.0 / DAY_S]
    )
    assert [one.inside for one in arrivals] == ["base", "crater", "base"]
    far = event("Surface Transport", 1.0, "orbit", **drive)
    assert "leaves from BASE, not ORBIT" in problem(run(made("rover"), far))


def test_resources_are_added_moved_and_used() -> None:
    food = {"classOfSupply": 202, "environment": "Unpressurized"}
    add = event("Add Resources", 1.0, "orbit", container="store", resources=[food | {"amount": 50}])
    fuel = {"resource": "fuel", "amount": 150.0}
    fill = event("Add Resources", 1.0, "orbit", container="ship", resources=[fuel])
    use = event("Consume Resources", 2.0, "orbit", source="ship", resources=[
        {"classOfSupply": 2, "environment": "Unpressurized", "amount": 400.0}])  # fmt: skip
    found = run(made("store", "ship"), add, fill, use)
    assert found.feasible
    assert balanced(found)
    assert found.propellant_kg["ship"] == 950.0
    assert [(one.mass_kg, one.met_kg) for one in found.demands] == [(400.0, 150.0)]
    over = event("Add Resources", 1.0, "orbit", container="ship",
                 resources=[fuel | {"amount": 201.0}])  # fmt: skip
    assert "holds 1000" in problem(run(made("ship"), over))
    pour = event("Transfer Resources", 1.0, "orbit", originContainer="ship",
                 destinationContainer="rover", resources=[fuel | {"amount": 30.0}])  # fmt: skip
    found = run(made("ship", "rover"), pour)
    assert found.feasible
    assert (found.propellant_kg["ship"], found.propellant_kg["rover"]) == (770.0, 50.0)
    spill = pour | {"resources": fuel | {"amount": 31.0}}
    found = run(made("ship", "rover"), spill)
    assert "tank of M | rover holds 50" in problem(found)
    assert found.propellant_kg["ship"] == 800.0


def test_states_change_what_is_asked_for() -> None:
    on = event("Reconfigure Elements", 1.0, "base", elements=["lab"], stateType="Active")
    off = event("Reconfigure Element", 5.0, "base", element="lab", stateIndex=0)
    found = run(made("lab", at="base"), on, off)
    assert found.feasible
    assert found.states == {"lab": "Off"}
    asked = found.demand_kg()
    assert asked[2] == pytest.approx(4.0 * 5.0)
    spares = asked[4] + asked[401]
    assert spares == pytest.approx(500.0 * (0.1 + 0.2) * 4.0 / 365.0)
    none = event("Reconfigure Elements", 1.0, "base", elements=["lab"], stateType="Special")
    assert "has no state that is Special" in problem(run(made("lab", at="base"), none))


def test_people_go_out_and_come_back() -> None:
    crew = made("ann", "bob", at="base", into="lab", priority=1)
    extra = {"classOfSupply": 302, "environment": "Unpressurized", "amount": 2.0}
    states = [{"element": "ann", "stateIndex": -1}]
    long = event("Crewed Exploration", 1.0, "base", vehicle="lab", duration="P7D", evaPerWeek=2,
                 evaDuration="PT6H", elementStates=states, additionalDemands=[extra])  # fmt: skip
    short = event("Crewed EVA", 9.0, "base", vehicle="lab", evaDuration="PT4H",
                  elementStates=states, additionalDemands=[])  # fmt: skip
    found = run(made("lab", at="base"), crew, long, short)
    assert found.feasible
    out = [one.time_s for one in found.moves if one.element == "ann" and one.inside == "base"]
    share = (7.0 - 0.5) / 3.0
    start = found.scenario.start_s
    assert [(t - start) / DAY_S for t in out] == pytest.approx([1 + share, 1 + 2 * share, 9.0])
    assert found.inside["ann"] == "lab"
    assert found.demand_kg() == {302: 4.0}
    quiet = run(made("lab", at="base"), crew, long, detailedEva=False)
    assert quiet.demand_kg() == {}
    with pytest.raises(InvalidInput, match="excursions of"):
        run(made("lab", at="base"), crew, long | {"evaPerWeek": 40})


def test_what_stands_at_a_node_at_the_start_is_there() -> None:
    whole = mini()
    whole["network"]["nodes"][2]["contents"] = ["lab"]
    whole["instantiatedElements"][1]["contents"] = ["ann"]
    found = replay(read(text(whole)))
    assert found.inside == {"lab": "base", "ann": "lab"}
    assert found.begin_kg == 600.0
    again = replay(read(text(whole, made("lab", at="base", priority=1))))
    assert problem(again) == "M | lab already is at BASE"
    with pytest.raises(InvalidInput, match="g0"):
        replay(found.scenario, g0=math.nan)


KEYS = ("ship", "lab", "rover", "store", "ann", "bob", "probe")
PLACES = ("pad", "orbit", "base", "crater")


@st.composite
def any_event(draw: st.DrawFn) -> dict[str, Any]:
    """An event that may or may not be possible; most are about what is in orbit."""
    day = draw(st.integers(0, 9))
    at = draw(st.sampled_from(("orbit",) * 4 + PLACES))
    some = draw(st.lists(st.sampled_from(KEYS), max_size=3, unique=True))
    holder = st.sampled_from(("ship", "ship", "rover", "store"))
    one, other, much = draw(holder), draw(holder), draw(st.floats(0.0, 100.0))
    what = {"resource": "fuel", "amount": much}
    fires = ["ship", *some]
    burn = [
        {"element": draw(st.sampled_from(fires)), "type": draw(st.sampled_from(["Burn", "Stage"]))}
        for _ in range(draw(st.integers(0, 3)))
    ]
    into = draw(st.sampled_from((*KEYS, at, at, at)))
    kinds: dict[str, dict[str, Any]] = {
        "Create Elements": {"elements": some, "container": into},
        "Move Elements": {"elements": some, "container": into},
        "Remove Elements": {"elements": some},
        "Add Resources": {"container": one, "resources": [what]},
        "Transfer Resources": {"originContainer": one, "destinationContainer": other,
                               "resources": [what]},
        "Consume Resources": {"source": one, "resources": [what]},
        "Reconfigure Elements": {"elements": some, "stateType": "Active"},
        "Flight Transport": {"edge": "up", "elements": some},
        "Surface Transport": {"edge": "road", "vehicle": one, "speed": 5.0},
        "Propulsive Burn": {"elements": fires, "burn": "b1", "burnStageSequence": burn},
        "Space Transport": {"edge": "down", "elements": fires,
                            "burnStageSequence": [{"burn": "b2", "actions": burn}]},
    }  # fmt: skip
    kind = draw(st.sampled_from(sorted(kinds)))
    return event(kind, float(day), at, draw(st.integers(0, 3)), **kinds[kind])


@settings(max_examples=60, deadline=None)
@given(st.lists(any_event(), min_size=3, max_size=25), st.sampled_from(("orbit", "base")))
def test_mass_is_kept_whatever_happens(events: list[dict[str, Any]], at: str) -> None:
    found = run(made(*KEYS, at=at), *events)
    assert balanced(found)
    assert all(kg >= 0.0 for kg in found.propellant_kg.values())
    assert [one.time_s for one in found.steps] == sorted(one.time_s for one in found.steps)
    assert all(one.met_kg <= one.mass_kg * (1.0 + 1e-12) for one in found.demands)
    last: dict[str, str] = {}
    for moved in found.moves:
        last[moved.element] = moved.inside
    assert {key: into for key, into in last.items() if into} == dict(found.inside)
