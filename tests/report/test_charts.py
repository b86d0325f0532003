"""Charts: numbers of the tables, axes with units, marks where they belong."""

import json
import math

import pytest

from windlass.base.epochs import YEAR_S
from windlass.base.errors import InvalidInput, OutOfDomain
from windlass.base.figure import derive, leaf
from windlass.report.chart import log_axis, safe, short, significant
from windlass.report.mass_chart import mass_chart
from windlass.report.path_chart import path_chart
from windlass.report.tornado_chart import FAILS, swings, tornado_chart
from windlass.report.trade_chart import trade_chart
from windlass.report.variants import views


@pytest.fixture
def made(sample):
    return sample.study()


def axes(chart):
    return {k: v["title"]["text"] for k, v in chart.layout.items() if "axis" in k}


def test_trade_draws_each_variant_and_the_chosen_point(made):
    chart = trade_chart(views(made.data, made.figures), made.arrays)
    lines = [trace for trace in chart.traces if trace["mode"] == "lines+markers"]
    assert len(lines) == 2
    frame = made.arrays["trade.earth-moon.low-thrust"]
    assert lines[0]["x"] == pytest.approx((frame["shortest_s"] / YEAR_S).to_list(), rel=1e-4)
    assert lines[0]["y"] == pytest.approx((frame["returned_kg"] / 1e3).to_list(), rel=1e-4)
    star = [t for t in chart.traces if t["marker"].get("symbol") == "star" and t["mode"] != "l"]
    assert star[-1]["x"] == [6.0]
    mass = made.figures["target.mass"].value / 1e3
    assert star[-1]["y"] == pytest.approx([mass], rel=1e-4)
    assert star[-1]["name"].startswith("chosen")
    hollow = [t for t in chart.traces if "impossible" in t["name"]]
    assert len(hollow) == 1
    assert hollow[0]["marker"]["color"] == "--paper"
    assert axes(chart) == {
        "xaxis": "Total flight time, lift-off to final orbit (years)",
        "yaxis": "Returned mass (t)",
    }


def test_the_mark_of_a_shared_load_is_of_one_ship(made):
    key = "earth-moon.low-thrust.share"
    made.figures[key] = leaf(key, 4e3, "kg", status="computed", sources=("izzo2015",))
    made.data["options"][0]["variants"][0]["figures"]["share"] = key
    chart = trade_chart(views(made.data, made.figures), made.arrays)
    star = [trace for trace in chart.traces if trace["marker"].get("symbol") == "star"]
    assert star[-1]["y"] == [4.0]


def test_great_numbers_stand_on_an_axis_in_words():
    n = leaf("n", 2e9, "", status="assumed", low=1e9, high=4e9)
    figure = derive("f", "", lambda n: n, {"n": n}, model="m")
    chart = tornado_chart("c", figure, "Ships needed", {})
    assert axes(chart)["xaxis"] == "Ships needed (billion)"
    assert chart.traces[1]["customdata"] == [4.0]


def test_trade_of_nothing_is_no_chart(made):
    only = {**made.data, "options": made.data["options"][1:], "recommended": None}
    assert trade_chart(views(only, made.figures), made.arrays) is None


def test_path_draws_bodies_legs_and_dated_events(made, sample):
    chart = path_chart("c", made.arrays["path.earth-moon.low-thrust"], "t")
    names = [trace["name"] for trace in chart.traces]
    for name in ("Sun", "Earth", "Mars", sample.TARGET, "Way out", "Way back"):
        assert name in names
    events = [name for name in names if name[0].isdigit()]
    assert len(events) == 8  # four events, from above and from the side
    assert "1  Leave Earth 2031-02-03" in events
    assert set(axes(chart).values()) == {
        "x, ecliptic of J2000 (au)",
        "y, ecliptic of J2000 (au)",
        "z (au)",
    }
    assert chart.layout["yaxis"]["scaleanchor"] == "x"
    with pytest.raises(InvalidInput, match="z_au"):
        path_chart("c", made.arrays["path.earth-moon.low-thrust"].drop("z_au"), "t")


def test_mass_chain_runs_from_event_to_event(made):
    events = made.data["options"][0]["variants"][0]["events"]
    chart = mass_chart("c", events, "t")
    steps = chart.traces[0]
    assert steps["x"] == [9.0, 8.0, 8.0, 500.0, 500.0, 498.5]
    kinds = {trace["name"] for trace in chart.traces[1:]}
    assert kinds == {"propellant burned", "mass taken on or left behind"}
    labels = chart.layout["yaxis"]["categoryarray"]
    assert len(set(labels)) == 3
    assert set(steps["y"]) == set(labels)
    assert axes(chart)["xaxis"] == "Mass, logarithmic (t)"
    assert mass_chart("c", [], "t") is None


def swinging():
    a = leaf("tug.isp", 10.0, "s", status="assumed", low=5.0, high=40.0)
    b = leaf("tug.dry_mass", 3.0, "kg", status="assumed", low=2.0, high=4.0)

    def fn(a, b):
        if a > 20.0:
            raise OutOfDomain("too much")
        return 1_000.0 * a * b

    return derive("f", "kg", fn, {"a": a, "b": b}, model="product")


def test_tornado_shows_both_ends_and_where_the_model_fails():
    figure = swinging()
    chart = tornado_chart("c", figure, "Propellant", {})
    labels = chart.layout["yaxis"]["categoryarray"][::-1]
    assert labels == [f"tug Isp (high end: {FAILS})", "tug dry mass"]
    low, high = chart.traces
    assert low["base"] == 30.0
    assert [low["base"] + x for x in low["x"]] == [15.0, 20.0]
    assert high["x"] == [None, 10.0]
    assert axes(chart)["xaxis"] == "Propellant (t)"
    assert swings(figure, {})[0].high == FAILS
    assert swings(figure, {})[1].low == "20 t"


def test_a_figure_that_nothing_moves_has_no_tornado():
    still = leaf("x", 1.0, "kg", status="chosen")
    assert tornado_chart("c", still, "x", {}) is None


def test_charts_are_plain_data(made):
    chart = trade_chart(views(made.data, made.figures), made.arrays)
    text = json.dumps(chart.spec(), allow_nan=False)
    assert json.loads(text) == chart.spec()


def test_log_axes_mark_readable_masses():
    found = log_axis("Mass", "t", [7.0, 520.0])
    inside = [
        m for m in found["tickvals"] if 10 ** found["range"][0] <= m <= 10 ** found["range"][1]
    ]
    assert inside == [10.0, 20.0, 50.0, 100.0, 200.0, 500.0]
    assert "1,000" in found["ticktext"]
    same = log_axis("Mass", "t", [3.0, 3.0])
    assert same["range"][0] < math.log10(3.0) < same["range"][1]


def test_small_words():
    assert safe("<b>&") == "&lt;b&gt;&amp;"
    assert short([1.26, None, float("nan"), 2.0], 1) == [1.3, None, None, 2]
    assert significant([123_456.0, float("inf")], 3) == [123_000.0, None]
