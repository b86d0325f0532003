"""Judge the replay of SpaceNet's quick starts: what it prints for the first, sums for the others.

The figures of quick start 1 are those of SpaceNet 2.5, whose descent module has 425 kg for small
thrusters.  The file of its successor leaves that tank out, so the departure stage is judged with
the mass put back; what the file itself gives stands beside it.
"""

import json
import math
import os
from dataclasses import replace
from pathlib import Path
from typing import Any

from validation.table import Row, at_most, skip
from windlass.campaign.spacenet.log import Replay
from windlass.campaign.spacenet.measures import measures, relative
from windlass.campaign.spacenet.model import Scenario
from windlass.campaign.spacenet.read import read
from windlass.campaign.spacenet.replay import replay

ROOT = Path(__file__).resolve().parents[1]
DATA = Path(os.environ.get("WINDLASS_SHARED", ROOT / ".." / "shared")) / "data" / "spacenet"
G0 = 9.81
"""SpaceNet's own."""

SMALL_THRUSTERS_KG = 425.0
HALF = 0.005
"""Half of the last digit printed."""


def rows() -> list[Row]:
    """All rows."""
    if not DATA.is_dir():
        return [skip(capability="SpaceNet", quantity="all", source="spacenet",
                     reason="no validation data; set WINDLASS_SHARED")]  # fmt: skip
    return [*_first(), *_without(), *_others(), *_kept()]


def _read(name: str) -> Scenario:
    path = DATA / f"completed_quick_start_{name}.json"
    return read(path.read_text(encoding="utf-8"), file=path.name)


def _key(scenario: Scenario, name: str) -> str:
    return next(key for key, one in scenario.elements.items() if one.name.endswith(name))


def _heavier(scenario: Scenario) -> Scenario:
    """Return a scenario with the tank that the file leaves out."""
    key = _key(scenario, "Altair DM")
    one = scenario.elements[key]
    mended = replace(one, mass_kg=one.mass_kg + SMALL_THRUSTERS_KG)
    return replace(scenario, elements={**scenario.elements, key: mended})


def _figures(found: Replay) -> tuple[float, float, float]:
    """Return Δv of the first stage, and what departure stage and service module are left with."""
    burns = [b for one in found.steps if one.impulse for b in one.impulse.burns]
    first, service = found.key("Ares I First Stage"), found.key("Orion SM")
    return (
        next(b.dv_m_s for b in burns if b.key == first),
        found.propellant_kg[found.key("EDS")],
        next(b.after_kg for b in burns if b.key == service),
    )


def _first() -> list[Row]:
    what = "SpaceNet quick start 1"
    scenario = _read("1_w_db")
    found, old = replay(scenario, g0=G0), replay(_heavier(scenario), g0=G0)
    standard = replay(_heavier(scenario))
    dv, left, service = _figures(old)
    return [
        Row(what, "Ares I first stage gives", 3127.14, dv, HALF, "m/s", "spacenet"),
        Row(what, "departure stage left with (425 kg put back)", 9623.24, left, HALF, "kg",
            "spacenet"),
        Row(what, "Orion service module left with, after the first burn home", 6244.10, service,
            HALF, "kg", "spacenet"),
        Row(what, "first stage, the file as it is", 3127.14, _figures(found)[0], HALF, "m/s",
            "spacenet"),
        Row(what, "service module, the file as it is", 6244.10, _figures(found)[2], HALF, "kg",
            "spacenet"),
        Row(what, "departure stage, the file as it is, by hand", _by_hand(scenario, G0),
            _figures(found)[1], 1e-6, "kg", "tsiolkovsky1903"),
        Row(what, "departure stage with g0 of 9.80665, by hand", _by_hand(_heavier(scenario),
            9.80665), _figures(standard)[1], 1e-6, "kg", "tsiolkovsky1903"),
        Row(what, "first stage with g0 of 9.80665", dv * 9.80665 / G0, _figures(standard)[0], 1e-9,
            "m/s", "tsiolkovsky1903"),
        Row(what, "events that fail", 0.0, float(len(found.problems)), 0.0, "", "spacenet"),
    ]  # fmt: skip


def _by_hand(scenario: Scenario, g0: float) -> float:
    """What the departure stage is left with by mass ratios alone."""

    def mass(*names: str) -> float:
        found = [scenario.elements[_key(scenario, name)] for name in names]
        return math.fsum(one.mass_kg + one.fuel_amount for one in found)

    payload = mass("Altair AM", "Altair DM", "Notional Cargo")
    core, boosters, stage = mass("Ares V Core"), mass("Ares V SRBs"), mass("EDS")
    speed = 9500.0
    speed -= 270.0 * g0 * math.log((payload + core + boosters + stage)
                                   / (payload + core + boosters + stage - 1375e3))  # fmt: skip
    speed -= 414.0 * g0 * math.log((payload + core + stage) / (payload + core + stage - 1587e3))
    orbit = (payload + stage) * math.exp(-speed / (448.0 * g0))
    crewed = mass("Orion CM", "Orion SM") + 400.0
    away = (orbit + crewed) * math.exp(-3150.0 / (448.0 * g0))
    return away - crewed - payload - 26e3


def _without() -> list[Row]:
    """The variant without a database stages its boosters twice and never burns the core."""
    what = "SpaceNet quick start 1, without database"
    found = replay(_read("1_wo_db"), g0=G0)
    path = DATA / "completed_quick_start_1_wo_db.json"
    raw: Any = json.loads(path.read_text(encoding="utf-8"))
    core = next(one["id"] for one in raw["instantiatedElements"] if "Ares V Core" in one["name"])
    actions = raw["missionList"][0]["events"][5]["burnStageSequence"][0]["actions"]
    for one in actions[2:4]:
        one["element"] = core
    for one in raw["elementTemplates"]:
        one["isp"] = 328.0 if one["name"] == "Orion SM" else one.get("isp", 0.0)
    mended = replay(_heavier(read(json.dumps(raw))), g0=G0)
    dv, left, service = _figures(mended)
    return [
        Row(what, "Ares I first stage gives", 3127.14, _figures(found)[0], HALF, "m/s", "spacenet"),
        Row(what, "events that fail", 1.0, float(len(found.problems)), 0.0, "", "spacenet"),
        Row(what, "speed missing at the second launch", 9500.0 - 270.0 * G0 * math.log(
            3669400.0 / (3669400.0 - 1375e3)), found.problems[0].short_m_s, 1e-6, "m/s",
            "tsiolkovsky1903"),
        Row(what, "first stage, boosters and isp mended", 3127.14, dv, HALF, "m/s", "spacenet"),
        Row(what, "departure stage, mended as well", 9623.24, left, HALF, "kg", "spacenet"),
        Row(what, "service module, mended as well", 6244.10, service, HALF, "kg", "spacenet"),
    ]  # fmt: skip


def _others() -> list[Row]:
    """No figures of quick starts 2 and 3 are published: sums by hand."""
    second, third = replay(_read("2_w_db"), g0=G0), replay(_read("3_wo_db"), g0=G0)
    lander = math.exp((126.4 + 648.6 + 19.4 + 1692.5) / (363.0 * G0))
    down = (8149.0 + 32285.0 + 200.0) / lander
    up = (down + 100.0) / math.exp((1692.4 + 19.4 + 649.2 + 125.1) / (363.0 * G0))
    gases = (28.0 + 56.0) * (3.85714 + 2.21429) + (80.0 + 160.0) * 0.07875
    first = replay(_read("1_w_db"), g0=G0)
    apollo = relative(measures(first), capability_kg_days=2594.0, launched_kg=2.93e6)
    return [
        Row("SpaceNet quick start 2", "events that fail", 0.0, float(len(second.problems)), 0.0, "",
            "spacenet"),
        Row("SpaceNet quick start 2", "gases asked for, by the file's rates", gases,
            second.demand_kg()[203], 1e-9, "kg", "spacenet"),
        Row("SpaceNet quick start 3", "events that fail", 0.0, float(len(third.problems)), 0.0, "",
            "spacenet"),
        Row("SpaceNet quick start 3", "lander left with", up - 8149.0 - 300.0,
            third.propellant_kg[third.key("HLS")], 1e-6, "kg", "tsiolkovsky1903"),
        Row("SpaceNet measures", "relative exploration capability of quick start 1",
            (14000.0 / 2594.0) / (4558975.0 / 2.93e6), apollo, 1e-9, "", "spacenet"),
    ]  # fmt: skip


def _kept() -> list[Row]:
    """Mass of all there is, counted anew at every step, beside what the steps say."""
    worst = 0.0
    for name in ("1_w_db", "1_wo_db", "2_w_db", "3_wo_db"):
        found = replay(_read(name), g0=G0)
        before = found.begin_kg
        for one in found.steps:
            worst = max(worst, abs(one.mass_kg - before - one.change_kg))
            before = one.mass_kg
    return [
        at_most(capability="SpaceNet", quantity="mass that is lost in a step of four quick starts",
                limit=1e-6, computed=worst, unit="kg", source="tsiolkovsky1903")
    ]  # fmt: skip
