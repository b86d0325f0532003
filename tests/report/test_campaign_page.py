"""The page of a campaign: all that is told is on it, each line with its id, and nothing else."""

import copy
import json
import random
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from windlass.base.epochs import DAY_S, format_epoch, parse_epoch
from windlass.report import campaign_crew_charts as crew
from windlass.report import campaign_gantt_chart as gantt
from windlass.report import campaign_ledger_charts as ledger
from windlass.report import campaign_risk_charts as risks
from windlass.report.campaign_bat_chart import bat_chart
from windlass.report.campaign_page import campaign_page
from windlass.report.campaign_words import Ids, Names

START = parse_epoch("2035-11-01")


def trip(number, leg, ends, leaves_d, lasts_d, flown, mass_kg, **more):
    begin, end = START + leaves_d * DAY_S, START + (leaves_d + lasts_d) * DAY_S
    return {
        "anchor": f"trip-{number}", "leg": leg, "origin": ends[0], "destination": ends[1],
        "leaves_s": begin, "arrives_s": end, "leaves": format_epoch(begin),
        "arrives": format_epoch(end), "flown": flown, "ridden": {}, "cargo": {}, "burned": {},
        "mass_kg": mass_kg, **more,
    }  # fmt: skip


def stay(node, from_d, until_d, items):
    return {"node": node, "from_s": START + from_d * DAY_S, "until_s": START + until_d * DAY_S,
            "items": items}  # fmt: skip


def small():
    """One tug brings 2008 HU4 home: four trips, nothing scheduled or simulated."""
    trips = [
        trip(1, "up", ("earth", "leo"), 38, 1, {"launcher": 1}, 9412.0, ridden={"tug": 1},
             cargo={"xenon": 3912.0}),
        trip(2, "spiral", ("leo", "escape"), 39, 506, {"tug": 1}, 9412.0, cargo={"xenon": 3912.0},
             burned={"xenon": 1904.0}),
        trip(3, "out", ("escape", "asteroid"), 546, 775, {"tug": 1}, 7508.0,
             cargo={"xenon": 2008.0}, burned={"xenon": 116.0}),
        trip(4, "home", ("asteroid", "lunar-orbit"), 2754, 1440, {"tug": 1}, 514_136.0,
             cargo={"xenon": 1839.0, "rock": 1.0}, burned={"xenon": 1839.0}),
    ]  # fmt: skip
    return {
        "name": "2008-hu4", "title": "Bring 2008 HU4 home with one tug", "goal": "launch-mass",
        "currency": "USD2024", "start_s": START, "end_s": START + 4230 * DAY_S,
        "start": "2035-11-01", "end": "2047-06-01", "status": "optimal", "value": 9412.0,
        "bound": 9412.0, "gap": 0.0, "asked_gap": 0.01, "cost": 1.87e8, "launched_kg": 9412.0,
        "last_delivery": "2047-06-01", "last_delivery_s": START + 4230 * DAY_S, "step_d": 180.0,
        "snapped_d": 0.0, "instants_s": [START],
        "nodes": [{"key": key, "title": title} for key, title in (
            ("earth", "Launch site"), ("leo", "Low Earth orbit, 400 km"),
            ("escape", "After the spiral"), ("asteroid", "2008 HU4"),
            ("lunar-orbit", "High lunar orbit"))],
        "items": [
            {"key": "xenon", "kind": "commodity", "fluid": True, "unit_kg": 1.0},
            {"key": "rock", "kind": "commodity", "fluid": False, "unit_kg": 506_797.0},
            {"key": "launcher", "kind": "vehicle", "fluid": False, "unit_kg": 0.0},
            {"key": "tug", "kind": "vehicle", "fluid": False, "unit_kg": 5500.0},
        ],
        "legs": [
            {"key": one["leg"], "origin": one["origin"], "destination": one["destination"],
             "dv_m_s": 450.0, "duration_d": 100.0, "launch": one["leg"] == "up",
             "source": "brophy2012"} for one in trips
        ],
        "trips": trips,
        "stays": [stay("escape", 545, 546, {"xenon": 2008.0, "tug": 1.0}),
                  stay("asteroid", 1321, 1338, {"xenon": 1892.0, "tug": 1.0}),
                  stay("asteroid", 1338, 2754, {"xenon": 1839.0, "tug": 1.0}),
                  stay("lunar-orbit", 4194, 4230, {"rock": 1.0})],
        "deliveries": [
            {"anchor": "spin", "node": "asteroid", "item": "xenon", "amount": 52.9,
             "date": "2039-07-01", "at": "2039-07-01", "at_s": START + 1338 * DAY_S},
            {"anchor": "asteroid", "node": "lunar-orbit", "item": "rock", "amount": 1.0,
             "date": "2047-06-01", "at": "2047-06-01", "at_s": START + 4230 * DAY_S},
        ],
        "flights": {"launcher": 1, "tug": 3}, "faults": [], "short": [], "notes": [],
        "binding": [{"kind": "pieces in a hold", "name": "tug: rock", "unit": "piece", "times": 1,
                     "gain": 3514.1, "where": ["back"]}],
        "schedule": None, "month": None, "risk": None,
    }  # fmt: skip


def busy():
    """Three hundred trips, a full schedule, a first month that does not fit, a simulation."""
    told, dice = small(), random.Random(7)
    kinds = (("earth", "leo", "launcher"), ("leo", "escape", "tug"), ("escape", "asteroid", "tug"),
             ("asteroid", "escape", "tanker"))  # fmt: skip
    told["trips"], told["stays"] = [], []
    for number in range(1, 301):
        low, high, vehicle = kinds[number % 4]
        told["trips"].append(trip(
            number, ("up", "spiral", "out", "home")[number % 4], (low, high), 13 * number,
            1 if low == "earth" else dice.randint(60, 500), {vehicle: dice.randint(1, 3)},
            10.0 ** dice.uniform(3.5, 5.5), cargo={"xenon": dice.uniform(1e3, 1e4)},
            burned={} if low == "earth" else {"xenon": dice.uniform(1e2, 1e3)},
        ))  # fmt: skip
    for step in range(130):
        for node, size in (("leo", 9e4), ("escape", 3e4), ("asteroid", 1e4)):
            told["stays"].append(stay(node, 30 * step, 30 * step + 30,
                                      {"xenon": size * dice.random(), "tug": 2.0}))  # fmt: skip
    told |= {"flights": {"launcher": 150, "tug": 300, "tanker": 150}, "schedule": schedule(dice),
             "month": month(), "risk": risk(), "status": "feasible", "gap": 0.034, "goal": "cost",
             "value": 1.87e8, "bound": 1.81e8, "title": "Ten years of flights",
             "notes": ["The search ended with a gap of 3.4 %, above the 1 % that was asked for."],
             "run": {"version": "0.1", "seed": 3}}  # fmt: skip
    return told


def schedule(dice):
    flights = []
    for k in range(60):
        lift = START + (10 + 1.3 * k) * DAY_S
        late = 2.5 if k % 11 == 5 else 0.0
        flights.append({
            "anchor": f"flight-month-{k + 1}", "key": f"month-{k + 1}", "vehicle": "launcher",
            "pad": "pads", "pad_no": k % 4, "dock": "docks", "dock_no": k % 3, "vehicle_no": k % 12,
            "lift_off_s": lift, "on_pad_s": lift - 2 * DAY_S, "off_pad_s": lift + DAY_S,
            "lift_off": format_epoch(lift), "at_dock_s": lift + DAY_S,
            "leaves_dock_s": lift + 4 * DAY_S, "home_s": lift + 5 * DAY_S,
            "due_s": lift + (1 - late) * DAY_S, "late_d": late,
            "people": {"pad-crew": [k % 30, k % 30 + 1], "dock-crew": []},
        })  # fmt: skip
    hours = [{"team": team, "number": n, "week_s": START, "hours": dice.uniform(20, 52),
              "limit_h": 48.0} for team, many in (("pad-crew", 30), ("dock-crew", 10))
             for n in range(many)]  # fmt: skip
    sites = [{"key": "pads", "node": "earth", "kind": "pad", "count": 4,
              "closed": [[START + 20 * DAY_S, START + 24 * DAY_S]]},
             {"key": "docks", "node": "leo", "kind": "dock", "count": 3, "closed": []}]  # fmt: skip
    loads = [{"key": key, "kind": key[:3], "share": 0.41, "busiest": 0.97, "busiest_s": START}
             for key in ("pads", "docks", "pad-crew")]  # fmt: skip
    return {
        "status": "overloaded", "proven": False, "value": 12.5, "bound": 9.0, "gap": 0.28,
        "bottleneck": "docks: full from 2035-11-20", "tick_h": 1.0, "sites": sites,
        "flights": flights, "left_out": ["month-61"], "hours": hours, "loads": loads,
        "breaches": [{"who": "pad-crew 3", "clause": "week", "begin": START, "value": 50.5,
                      "limit": 48.0}],
        "doses": [{"who": f"dock-crew {n + 1}", "agency": "nasa", "msv": 90.0 * n,
                   "limit_msv": 600.0, "share": 0.15 * n} for n in range(8)],
        "checked": True, "faults": [],
    }  # fmt: skip


def month():
    base = [("seats", "ones", 12.0, 8.0), ("food", "kg", 812.0, 2400.0), ("docks", "d", 75.0, 90.0),
            ("water", "kg", 2810.0, 3000.0), ("oxygen", "kg", 600.0, 580.0)]  # fmt: skip
    words = [
        ("fits", "Of 25 flights wanted in the month, 19 can be flown.", False),
        ("docks", "The docks are full from 2035-11-20 on.", False),
        ("pads", "Four pads hold 25 flights with their turnaround.", True),
        ("hours", "Two people are above the 48 h of EU 2003/88.", False),
        ("dose", "Nobody comes near the limit of a career.", True),
        ("consumables", "Oxygen runs 20 kg short of what the base can spare.", False),
    ]
    return {
        "from": "2035-11-01", "until": "2035-12-01", "wanted": 25, "flown": 19, "fits": False,
        "first_bottleneck": "docks",
        "slips": [{"anchor": f"month-slip-{k}", "key": f"month-{k}", "days": 0.7 * k or None}
                  for k in range(40)],
        "over_hours": [{"who": f"pad-crew {k}", "clause": "week", "value": 50.0 + k, "limit": 48.0}
                       for k in (3, 9)],
        "base": [{"anchor": f"month-base-{what}", "what": what, "unit": unit, "needs": needs,
                  "has": has, "share": needs / has} for what, unit, needs, has in base],
        "readiness": {"asked_d": 56.0, "earliest_d": 71.0, "bottleneck": "docks"},
        "lines": [{"anchor": f"month-{key}", "text": text, "ok": ok} for key, text, ok in words],
    }  # fmt: skip


def risk():
    def at(days):
        return {"p": format_epoch(START + days * DAY_S), "s": START + days * DAY_S}

    def milestone(name, days):
        found = {"name": name, "planned": at(days)["p"], "planned_s": at(days)["s"], "error_d": 4.0}
        for key, more in (("p50", 40), ("p80", 90), ("p95", 260)):
            found |= {key: at(days + more)["p"], f"{key}_s": at(days + more)["s"]}
        return found

    late = milestone("all delivered", 3900)
    late |= {"p95": None, "p95_s": None}
    return {
        "campaigns": 1000, "seed": 3, "notes": ["Stoppages: 10 % a year, assumed."],
        "milestones": [milestone("first flight", 38), milestone("half delivered", 2100), late],
        "cost": {"p50": 2.0e8, "p80": 2.4e8, "p95": 3.1e8},
        "curve": [[START + (3900 + 2 * k) * DAY_S, 0.93 * (k / 80) ** 0.5] for k in range(81)],
        "critical": [{"key": "launcher", "kind": "vehicle", "share": 0.6, "days": 44.0}],
        "tornado": [{"hazard": "stand-down after a loss", "days": 61.0},
                    {"hazard": "stoppages", "days": 22.0}, {"hazard": "scrubs", "days": 3.1}],
        "spares": [{"vehicle": "tug", "spares": k, "p80_s": at(3950)["s"], "p80": "2046-08-25",
                    "gain_d": gain} for k, gain in ((1, 38.0), (2, 45.0))],
        "losses": {"launcher": 1.4, "tug": 0.2},
        "margins": [{"what": "time for a launch", "value": 3.1, "unit": "d"}],
    }  # fmt: skip


def infeasible():
    """No plan: one demand cannot be met at all, another not with the first."""
    told = small()
    nothing = dict.fromkeys(
        (
            "value",
            "bound",
            "gap",
            "asked_gap",
            "cost",
            "launched_kg",
            "last_delivery",
            "last_delivery_s",
            "step_d",
            "snapped_d",
        )
    )
    return told | nothing | {
        "status": "none", "trips": [], "stays": [], "deliveries": [], "flights": {}, "binding": [],
        "instants_s": [], "notes": ["No plan meets all demands."],
        "short": [
            {"anchor": "asteroid", "node": "lunar-orbit", "item": "rock", "date": "2040-06-01",
             "wanted": 1.0, "short": 1.0, "alone": True},
            {"anchor": "xenon at asteroid", "node": "asteroid", "item": "xenon",
             "date": "2039-07-01", "wanted": 53.0, "short": 20.0, "alone": False},
        ],
    }  # fmt: skip


def refused():
    return small() | {
        "status": "refused", "notes": ["The replay of this plan found faults: it is not feasible."],
        "faults": [{"rule": "tank", "where": "trip-2", "at_s": START, "at": "2035-11-01",
                    "wanted": 1904.0, "had": 1800.0}],
    }  # fmt: skip


CASES = {"small": small, "busy": busy, "infeasible": infeasible, "refused": refused}


@pytest.fixture(scope="module", params=CASES)
def case(request):
    told = json.loads(json.dumps(CASES[request.param](), allow_nan=False))
    return told, campaign_page(told)


def anchors(told):
    """Return every anchor that the plan tells, whatever part it is of."""
    if isinstance(told, dict):
        found = [told["anchor"]] if "anchor" in told else []
        return found + [one for part in told.values() for one in anchors(part)]
    return [one for part in told for one in anchors(part)] if isinstance(told, list) else []


def test_every_anchor_is_an_id_and_ids_are_unique(case, read):
    told, text = case
    found = read(text)
    assert len(found.ids) == len(set(found.ids))
    for anchor in anchors(told):
        assert anchor.replace(" ", "-") in found.ids, anchor
    links = [row["href"][1:] for tag, row in found.attributes
             if tag == "a" and (row.get("href") or "").startswith("#")]  # fmt: skip
    assert set(links) <= set(found.ids)


def test_the_page_is_whole_and_says_no_nan(case, read):
    told, text = case
    assert campaign_page(copy.deepcopy(told)) == text
    found = read(text)
    assert found.loads == []
    assert not re.search(r"\b(nan|inf|None|undefined|Infinity)\b", found.words)
    specs = json.loads(found.scripts[0])
    boxes = [row["id"] for tag, row in found.attributes if row.get("class") == "chart"]
    assert sorted(specs) == sorted(boxes)
    assert all(row.get("aria-label") for _, row in found.attributes if row.get("class") == "chart")


def test_a_refused_plan_is_never_called_feasible(read):
    words = read(campaign_page(refused())).words
    assert "Refused by the replay" in words
    assert "no fault" not in words
    assert "187 M" not in words
    assert not re.search(r"(?<!not )feasible|optimal|proven", words, re.IGNORECASE)


def test_an_infeasible_plan_leads_with_what_is_short(read):
    words = read(campaign_page(infeasible())).words
    assert words.index("What is short") < words.index("Pads, docks and vehicles")
    assert "even where nothing else is wanted" in words
    assert "no fault" not in words
    assert not re.search(r"\b(optimal|feasible)\b", words, re.IGNORECASE)


def test_what_is_not_computed_is_said_with_its_command(read):
    words = read(campaign_page(small())).words
    for line in ("windlass campaign schedule 2008-hu4.toml computes the schedule",
                 "windlass campaign schedule 2008-hu4.toml computes the first month",
                 "windlass campaign simulate 2008-hu4.toml computes the risk"):  # fmt: skip
        assert f"not computed : {line}" in words or f"not computed: {line}" in words
    assert "computes" not in read(campaign_page(busy())).words


def test_a_plan_that_is_not_worked_out_still_shows_its_schedule(read):
    told = busy() | {
        key: infeasible()[key]
        for key in ("value", "trips", "stays", "deliveries", "binding", "flights", "cost", "gap")
    }
    words = read(campaign_page(told | {"status": "not computed", "notes": []})).words
    assert "The plan is not computed" in words
    assert "It does not fit" in words


def test_a_schedule_that_its_replay_refuses_is_said_so(read):
    told = busy()
    told["schedule"] |= {"status": "optimal", "checked": False, "faults": [
        {"rule": "dock", "where": "docks", "wanted": 4.0, "had": 3.0}]}  # fmt: skip
    words = read(campaign_page(told)).words
    assert "the schedule breaks rules" in words
    assert "proven to be the least late" not in words


def test_the_bat_chart_draws_each_trip_from_node_to_node():
    for told in (small(), busy()):
        chart = bat_chart(told, Names(told))
        lines = [one for one in chart.traces if one["mode"] == "lines" and one.get("legendgroup")]
        drawn = sum(sum(x is None for x in one["x"]) for one in lines)
        assert drawn == len(told["trips"])
        assert len(chart.layout["yaxis"]["ticktext"]) == len(told["nodes"])
    assert bat_chart(infeasible(), Names(infeasible())) is None


def test_the_ledger_adds_up():
    told = busy()
    burned = ledger.burned_by_leg(told)
    total = sum(kg for one in told["trips"] for kg in one["burned"].values())
    assert sum(kg for row in burned.values() for kg in row.values()) == pytest.approx(total)
    lifted = ledger.launched_chart(small()).traces[0]
    assert lifted["y"] == [0.0, 9.412, 9.412]
    ((fluid, chart),) = ledger.stock_charts(small(), Names(small()))
    assert fluid == "xenon"
    at = {one["name"]: one["y"] for one in chart.traces}
    assert at["2008 HU4"] == [0.0, 0.0, 0.0, 1.892, 1.839, 0.0, 0.0]
    assert all(one["line"]["shape"] == "hv" for one in chart.traces)


def test_gantt_rows_are_pads_and_docks_and_the_closed_is_shaded():
    found = busy()["schedule"]
    chart = gantt.sites_chart(found)
    assert chart.layout["yaxis"]["ticktext"] == [
        *(f"pads {k}" for k in range(4)), *(f"docks {k}" for k in range(3))]  # fmt: skip
    assert len(chart.layout["shapes"]) == 1
    bars = [one for one in chart.traces if one["type"] == "bar"]
    assert sum(len(one["y"]) for one in bars) == 2 * len(found["flights"])
    late = next(one for one in bars if one["name"] == "at a dock, late")
    assert len(late["y"]) == sum(one["late_d"] > 0 for one in found["flights"])
    assert late["x"][0] == 3 * DAY_S * 1e3
    pooled = [one | {"pad_no": -1, "dock_no": -1} for one in found["flights"]]
    assert gantt.sites_chart(found | {"flights": pooled}) is None


def test_people_above_their_limit_are_marked():
    hours = busy()["schedule"]["hours"]
    chart = crew.hours_chart(hours)
    over = next(one for one in chart.traces if one["name"] == "above it")
    assert len(over["y"]) == sum(one["hours"] > 48.0 for one in hours)
    assert crew.hours_chart([]) is None
    assert crew.busiest([*hours, *(one | {"hours": 1.0} for one in hours)]) == crew.busiest(hours)


def test_percentiles_are_marked_on_the_curve():
    chart = risks.completion_chart(risk())
    marks = next(one for one in chart.traces if one["mode"] == "markers+text")
    assert marks["y"] == [50, 80]
    assert chart.layout["shapes"][0]["x0"] == "2046-07-06 00:00"
    bars = risks.tornado_chart(risk()).traces[0]["x"]
    assert bars == sorted(bars, reverse=True)


def test_what_nobody_knows_of_the_base_is_open(read):
    told = busy()
    told["month"]["base"][4] |= {"anchor": "month-consumables", "has": None, "share": None}
    words = read(campaign_page(told)).words
    assert "? open Oxygen runs" in words
    assert "✗ no Oxygen" not in words


@given(st.lists(st.text(max_size=9), max_size=12))
@settings(max_examples=40, deadline=None)
def test_ids_are_unique_whatever_the_anchors(given_anchors):
    ids = Ids(("risk",))
    found = [ids.take(one) for one in given_anchors]
    assert len({*found, "risk", "risk-title"}) == len(found) + 2
    assert all(re.fullmatch(r"\S+", one) for one in found)


def test_ids_are_kept_apart():
    ids = Ids(("risk",))
    assert [ids.take(one) for one in ("risk", "risk", "a b", "a-b", "ref-x", "")] == [
        "risk-2", "risk-3", "a-b", "a-b-2", "row-ref-x", "row"]  # fmt: skip
