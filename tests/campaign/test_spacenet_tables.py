"""Tables out of replayed scenarios: nothing is lost between them, and what does not map is told."""

import json
import math
from pathlib import Path

import pytest

from tests.campaign.test_spacenet import event, mini, text
from tests.campaign.test_spacenet_replay import made, scenario
from windlass.base.errors import InvalidInput
from windlass.campaign.spacenet.read import read
from windlass.campaign.spacenet.replay import replay
from windlass.campaign.spacenet.tables import Mapped, carries, tables


def mapped(shared: Path, name: str) -> Mapped:
    return tables(replay(scenario(shared, name), g0=9.81))


@pytest.mark.parametrize("name", ["1_w_db", "1_wo_db", "2_w_db", "3_wo_db"])
def test_nothing_is_lost(shared: Path, name: str) -> None:
    found = replay(scenario(shared, name), g0=9.81)
    got = tables(found)
    campaign = got.campaign
    assert campaign.g0_m_s2 == 9.81
    assert [one.key for one in campaign.nodes][:2] == ["KSC", "PAC"]
    launchers = {one.key for one in campaign.vehicles if one.expended}
    lifted = [one for one in campaign.vehicles if one.expended and one.dry_kg > 0.0]
    spent = sum(one.dry_kg for one in lifted)
    dry = {one.key: one.dry_kg for one in campaign.vehicles}
    unit = {one.key: one.unit_kg for one in campaign.commodities}
    given = math.fsum(
        one.amount * (dry.get(one.item) or unit[one.item]) for one in campaign.supplies
        if one.item not in launchers and math.isfinite(one.amount)
    )  # fmt: skip
    all_made = math.fsum(one.made_kg for one in found.steps) + found.begin_kg
    assert given + spent == pytest.approx(all_made, rel=1e-12)
    assert all(one.what and one.where and one.why and one.then for one in got.notes)


def test_launchers_lift_what_they_lifted(shared: Path) -> None:
    got = mapped(shared, "1_w_db").campaign
    ares = {one.key: one for one in got.vehicles if one.expended}
    assert [round(one.lift_kg or 0.0, 2) for one in ares.values()] == [21575.0, 185170.67]
    gross = [one.dry_kg + (one.lift_kg or 0.0) for one in ares.values()]
    assert gross == pytest.approx([889575.0, 3669400.0])
    legs = {one.key: one for one in got.legs}
    assert legs["KSC-LEO"].vehicles == tuple(ares)
    assert [legs[key].launch for key in legs] == [True, False, False, False, False]
    assert legs["LEO-LLPO"].dv_m_s == 3150.0 + 2.0 + 2.0 + 950.0
    assert legs["LEO-LLPO"].vehicles == ("EDS", "Altair DM")
    assert legs["LSP-LLPO"].vehicles == ("Altair AM",)


def test_ends_are_what_must_be_where(shared: Path) -> None:
    got = mapped(shared, "1_w_db").campaign
    wanted = {(one.node, one.item): one.amount for one in got.demands}
    assert wanted == {
        ("PAC", "Crew Member"): 4.0, ("LSP", "Notional Cargo"): 1.0,
        ("PAC", "Lunar Surface Samples"): 1.0,
    }  # fmt: skip
    samples = next(one for one in got.supplies if one.item == "Lunar Surface Samples")
    assert samples.node == "LSP"
    assert (samples.from_s - got.start_s) / 86400.0 == 14.5


def test_demands_and_flights_of_the_second(shared: Path) -> None:
    found = replay(scenario(shared, "2_w_db"), g0=9.81)
    got = tables(found).campaign
    asked = math.fsum(one.amount for one in got.demands if one.item.startswith("class "))
    assert asked == pytest.approx(math.fsum(found.demand_kg().values()))
    flights = {one.key: one for one in got.vehicles if one.expended}
    assert flights["flight Cargo Delivery"].lift_kg == 13000.0
    lander = next(one for one in got.vehicles if one.key == "Crewed Lander")
    assert (lander.hold_kg, lander.seats) == (400.0 + 4 * 100.0, 4)
    assert {one.item for one in got.supplies if math.isinf(one.amount)} > {"class 203"}


def test_faults_of_a_replay_are_told(shared: Path) -> None:
    notes = mapped(shared, "1_wo_db").notes
    assert any("Ares V SRBs is to burn" in one.why for one in notes)
    assert {"events", "stays and excursions of people"} <= {one.what for one in notes}


def test_roads_lead_both_ways_and_idle_edges_nowhere() -> None:
    drive = event("Surface Transport", 1.0, "base", edge="road", vehicle="rover", speed=2.0)
    got = tables(replay(read(text(mini(), made("rover", at="base"), drive))))
    roads = {one.key: one for one in got.campaign.legs}
    assert (roads["ROAD"].origin, roads["ROAD back"].origin) == ("BASE", "CRATER")
    assert roads["ROAD"].duration_s == 36000.0 / 2.0
    assert "DOWN" not in roads
    assert any(one.what == "DOWN" and "nothing" in one.why for one in got.notes)


def test_elements_that_differ_are_types_of_their_own() -> None:
    whole = mini()
    more = dict(whole["instantiatedElements"][0]) | {"id": "ship2", "mass": 1200.0}
    whole["instantiatedElements"].append(more)
    later = event("Remove Elements", 1.0, "orbit", elements=["ship"])
    found = read(text(whole, made("ship", "ship2"), later))
    got = tables(replay(found)).campaign
    assert {"ship", "ship (2)"} <= {one.key for one in got.vehicles}
    assert carries(found.elements["ship"])
    assert not carries(found.elements["probe"])


def test_no_dates_make_no_tables() -> None:
    with pytest.raises(InvalidInput, match="ends before it starts"):
        tables(replay(read(json.dumps(mini()))))
