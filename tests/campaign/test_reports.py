"""Reports of hazards beside the tables: each adds a cause of its own, and nothing else changes."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from windlass.base.errors import InvalidInput
from windlass.campaign.risk.hazards import Hazards, dock_hazard, stoppage_hazard, vehicle_hazard
from windlass.campaign.risk.reports import YEAR_S, Report, either, with_reports

TABLE = Hazards(vehicles=(vehicle_hazard("tug"), vehicle_hazard("launcher")),
                docks=(dock_hazard("north"),), teams=(stoppage_hazard("crew", 0.2),))  # fmt: skip


def report(kind: str, of: str, chance: float) -> Report:
    return Report(key="r", kind=kind, of=of, chance=chance)  # type: ignore[arg-type]


@given(st.floats(0.0, 0.99), st.floats(0.0, 0.99), st.floats(0.0, 0.99))
def test_causes_add_in_any_order_and_never_pass_certainty(a: float, b: float, c: float) -> None:
    assert either(either(a, b), c) == pytest.approx(either(a, either(c, b)))
    assert max(a, b) - 1e-15 <= either(a, b) <= 1.0


def test_each_kind_feeds_its_own_chance() -> None:
    found = with_reports(TABLE, [
        report("scrub", "tug", 0.5), report("loss", "tug", 0.1), report("late", "launcher", 0.3),
        report("dock", "north", 2.0), report("stoppage", "crew", 0.5),
        report("stoppage", "pilots", 0.1),
    ], ["crew", "pilots"])  # fmt: skip
    tug, launcher = found.vehicles
    before, other = TABLE.vehicles
    assert tug.scrub == pytest.approx(1 - (1 - before.scrub) * 0.5)
    assert tug.chance == pytest.approx(1 - (1 - before.chance) * 0.9)
    assert (tug.late, launcher.loss, launcher.scrub) == (before.late, other.loss, other.scrub)
    assert launcher.late == pytest.approx(1 - (1 - other.late) * 0.7)
    rate = 1 / found.docks[0].between_s - 1 / TABLE.docks[0].between_s
    assert rate * YEAR_S == pytest.approx(2.0)
    assert {one.team: one.a_year for one in found.teams} == pytest.approx(
        {"crew": 0.6, "pilots": 0.1})  # fmt: skip
    assert with_reports(TABLE, [], []) == TABLE


@pytest.mark.parametrize(("kind", "of", "told"), [
    ("loss", "ferry", "no such vehicle"), ("dock", "south", "no such dock"),
    ("stoppage", "cooks", "no such team"),
])  # fmt: skip
def test_reports_of_what_is_not_there_are_refused(kind: str, of: str, told: str) -> None:
    with pytest.raises(InvalidInput, match=told):
        with_reports(TABLE, [report(kind, of, 0.1)], ["crew"])


@pytest.mark.parametrize(("kind", "chance"), [
    ("loss", 1.0), ("loss", -0.1), ("dock", math.nan), ("dock", math.inf), ("stand-down", 0.1),
])  # fmt: skip
def test_reports_that_are_none_are_refused(kind: str, chance: float) -> None:
    with pytest.raises(InvalidInput, match=r"report|chance"):
        report(kind, "x", chance)
