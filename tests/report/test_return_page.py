"""The page of a low-thrust return: it tells what was computed, and says what was not."""

import json
import math
import os
import re
import shutil

import numpy as np
import polars as pl
import pytest

from tests.report import sample_return
from windlass.base.constants import AU_M
from windlass.base.epochs import DAY_S, YEAR_S, format_epoch
from windlass.base.errors import InvalidInput
from windlass.report import return_charts as charts
from windlass.report import return_charts_path as ways
from windlass.report import return_charts_trade as trade
from windlass.report.return_page import return_page


@pytest.fixture(scope="module")
def made():
    """A return with two solved legs and a solved spiral; its trades are made up."""
    out, back = sample_return.legs()
    climbed = sample_return.climb()
    result = sample_return.result(out, back, climbed)
    return result, sample_return.tables(out, back, climbed)


@pytest.fixture(scope="module")
def legs(made):
    frame = made[1]["history"]
    return [(n, frame.filter(pl.col("leg") == n)) for n in ("outbound", "return")]


@pytest.fixture(scope="module")
def text(made):
    return return_page(*made)


def said(found):
    """What is read, without the spaces that linked words leave before signs."""
    return re.sub(r" ([.,:])", r"\1", found.words)


def charts_of(text):
    data = re.search(r'id="chart-data">(.*?)</script>', text, re.S)[1]
    return json.loads(data)


def test_every_part_is_there_and_every_axis_has_a_name_and_a_unit(text, read):
    found = read(text)
    assert found.loads == []
    assert len(found.ids) == len(set(found.ids))
    drawn = charts_of(text)
    assert set(drawn) == {
        "chart-events", "chart-mass", "chart-path", "chart-thrust", "chart-steering",
        "chart-switching", "chart-spiral", "chart-front", "chart-windows", "chart-porkchop",
    }  # fmt: skip
    for key, one in drawn.items():
        assert one["data"], key
        for name, part in one["layout"].items():
            if re.fullmatch(r"[xy]axis\d*", name):
                words = part["title"]["text"]
                assert words.endswith(")") or words.startswith("Event"), (key, words)
        assert any(value is not None for trace in one["data"] for value in trace["y"]), key


def test_figures_are_told_in_words(text, made, read):
    words = said(read(text))
    result = made[0]
    for one in (
        "Low-thrust return of 2008 HU4", "87 t of 2008 HU4 come to", "18.8 t", "3,000 s", "60 %",
        f"{result['xenon_t']:.4g} t", f"{result['flight_yr']:.4g} years",
    ):  # fmt: skip
        assert one in words
    for one in result["events"]:
        assert f"{one['total_kg'] / 1e3:,.2f}" in words
        assert format_epoch(one["t_s"]) in words
    used = sum(one["xenon_used_kg"] for one in result["events"])
    assert f"{used / 1e3:.3f}" in words


def test_words_of_the_field_are_explained(text):
    for key in ("switching-function", "steering-angle", "pareto-front", "isp", "porkchop", "duty",
                "multipliers", "launch-window"):  # fmt: skip
        assert f'id="term-{key}"' in text, key
        assert f'href="#term-{key}"' in text, key


def test_masses_fall_by_what_is_spent(legs, made):
    chart = charts.mass_chart(legs, made[1]["spiral"], made[0]["events"][0]["t_s"])
    whole = [one for one in chart.traces if one["yaxis"] == "y"]
    spent = [one for one in chart.traces if one["yaxis"] == "y2"]
    assert [one["name"] for one in whole] == ["spiral", "outbound", "return"]
    for one, other in zip(whole, spent, strict=True):
        total = np.array(one["y"]) + np.array(other["y"])
        assert np.ptp(total) < 2e-2  # both rounded
    assert spent[-1]["y"][-1] == pytest.approx(made[0]["xenon_t"], abs=1e-3)
    assert spent[0]["y"][0] == 0
    # one after another in time
    ends = [(one["x"][0], one["x"][-1]) for one in whole]
    assert ends == sorted(ends)


def test_thrust_is_below_what_power_gives(legs):
    chart = charts.thrust_chart(legs)
    power = [one for one in chart.traces if one["yaxis"] == "y2"]
    used, there = power[0::2], power[1::2]
    assert len(used) == len(there) == 2
    for one, other in zip(used, there, strict=True):
        assert max(a - b for a, b in zip(one["y"], other["y"], strict=True)) < 1e-2
    thrust = chart.traces[0]["y"]
    assert max(thrust) == pytest.approx(2.0 * 0.6 * 0.95 * 40.0 / 9.80665 / 3.0, rel=5e-3)


def test_without_power_the_page_says_so(made, read):
    result, tables = made
    plain = tables["history"].with_columns(
        pl.lit(None, pl.Float64).alias(name) for name in ("power_w", "available_w", "switching")
    )
    text = return_page(result, {"history": plain})
    words = said(read(text))
    assert "Power: not computed" in words
    assert "not computed: the solver has left no multipliers." in words
    assert "Not computed in this run: the Pareto front, the launch windows, the map" in words
    drawn = charts_of(text)
    assert set(drawn) == {
        "chart-events", "chart-mass", "chart-path", "chart-thrust", "chart-steering",
    }  # fmt: skip
    assert "yaxis3" not in drawn["chart-thrust"]["layout"]
    for key in ("spiral", "front", "windows", "porkchop"):
        assert f'id="{key}"' not in text


def test_a_run_without_legs_says_what_is_missing(made, read):
    result, tables = made
    bare = result | {"legs": [], "events": [], "xenon_t": None}
    found = read(return_page(bare, {"front": tables["front"]}))
    assert said(found).count("not computed: the run has no leg's history.") == 2
    assert "Xenon from the lunar flyby on not computed" in said(found)


def test_the_way_is_that_of_the_legs(legs):
    chart = ways.path_chart(legs, "2008 HU4")
    names = {one["name"] for one in chart.traces}
    assert {"orbit of Earth", "orbit of 2008 HU4", "outbound, thrusting", "Sun"} <= names
    for name, frame in legs:
        burnt = next(one for one in chart.traces if one["name"] == f"{name}, thrusting")
        lit = (frame["throttle"] > charts.LIT).to_list()
        assert [one is not None for one in burnt["x"]] == lit
        assert 0 < sum(lit) < len(lit)
    first = next(one for one in chart.traces if one["name"].startswith("1  "))
    way = ways.places(legs[0][1], "")
    assert first["x"][0] == pytest.approx(way[0, 0] / AU_M, rel=1e-6)
    # the ecliptic: the ship stays near it, though ICRF's axes are tilted to it
    assert np.abs(way[:, 2]).max() < 0.1 * AU_M


def test_steering_does_not_cross_the_chart_where_it_turns_over():
    t = np.arange(6) * DAY_S
    degrees = np.array([150.0, 170.0, -170.0, -150.0, math.nan, -140.0])
    frame = pl.DataFrame({
        "t_s": t, "in_plane_rad": np.radians(degrees), "out_of_plane_rad": np.zeros(6),
        "throttle": np.ones(6),
    }).with_columns(pl.col("in_plane_rad").fill_nan(None))  # fmt: skip
    line = charts.steering_chart([("outbound", frame)]).traces[0]
    assert line["y"] == [150, 170, None, -170, -150, None, -140]
    assert len(line["x"]) == len(line["y"])


def test_arcs_of_thrust_are_found():
    throttle = np.array([1.0, 1.0, 0.0, 0.0, 0.5, 0.0, 1.0])
    assert charts.arcs(throttle) == [(0, 1), (4, 4), (6, 6)]
    assert charts.arcs(np.zeros(3)) == []


def test_the_front_joins_the_most_in_each_time():
    chart = trade.front_chart(sample_return.front())
    line, beaten, best = chart.traces
    pairs = list(zip(line["x"], line["y"], strict=True))
    assert pairs == sorted(pairs)
    assert line["y"] == sorted(line["y"])
    assert len(set(line["x"])) == len(line["x"])
    for years, mass in pairs:
        others = [m for y, m in zip(best["x"], best["y"], strict=True) if y <= years]
        assert mass == max(others)
    assert {*beaten["x"]} == {8}
    assert best["marker"]["color"][0] in (6, 8, 10, 12)
    assert best["marker"]["colorbar"]["title"]["text"].startswith("Xenon (t)")


def test_flights_that_differ_by_minutes_are_one_time_of_the_front():
    minute = 60.0 / YEAR_S
    frame = pl.DataFrame({
        "returned_kg": [2e5, 5e5, 3e5], "xenon_kg": [4e3, 8e3, 6e3], "departs_s": [0.0] * 3,
        "flight_s": [(5.0 + k * minute) * YEAR_S for k in (2, 1, 0)],
        "on_front": [True] * 3, "status": ["solved"] * 3,
    })  # fmt: skip
    assert trade.on_front(frame)["returned_kg"].to_list() == [2e5, 3e5, 5e5]
    # no line up from the one to the other
    assert [one["name"] for one in trade.front_chart(frame).traces] == ["on the Pareto front"]


def test_reasons_are_counted_and_told_once():
    windows = trade.reasons(sample_return.windows())
    assert windows[0] == "29 of 40 that were asked are solved."
    assert len(windows) == 2
    assert windows[1].startswith("Not solved, 11 ×, such as: low thrust from Earth")
    many = pl.DataFrame({
        "status": [f"reason {chr(97 + k)}" for k in range(9)] + ["solved"],
        "returned_kg": [None] * 9 + [1.0],
    })  # fmt: skip
    told = trade.reasons(many)
    assert told[0] == "1 of 10 that were asked are solved."
    assert told[-1] == "Not solved for 4 other reasons: 4."


def test_windows_without_a_way_are_marked():
    frame = sample_return.windows()
    chart = trade.windows_chart(frame)
    marks = next(one for one in chart.traces if one["name"] == "asked, not solved")
    assert len(marks["x"]) == 11
    low, _ = chart.layout["yaxis"]["range"]
    assert all(low < y for y in marks["y"])
    mass = chart.traces[0]["y"]
    assert mass.count(None) == 11
    least = min(one for one in mass if one is not None)
    assert all(y < least for y in marks["y"])


def test_windows_that_do_not_know_the_propellant_are_drawn_without_it():
    frame = sample_return.windows().with_columns(pl.lit(None, pl.Float64).alias("xenon_kg"))
    chart = trade.windows_chart(frame)
    titles = [chart.layout[key]["title"]["text"] for key in ("yaxis", "yaxis2")]
    assert titles == ["Returned mass (t)", "Flight time (years)"]
    assert "yaxis3" not in chart.layout


def test_what_all_windows_take_alike_is_told_and_not_drawn():
    frame = sample_return.windows().with_columns(
        xenon_kg=pl.lit(8_550.0), flight_s=pl.lit(8.0 * YEAR_S)
    )
    chart = trade.windows_chart(frame)
    assert "yaxis2" not in chart.layout
    assert trade.shared(frame) == " Each takes 8.55 t of xenon and 8.00 years."
    assert trade.shared(sample_return.windows()) == ""


def test_each_leg_has_a_panel_of_its_own_for_switching(legs):
    chart = charts.switching_chart(legs)
    titles = [chart.layout[key]["title"]["text"] for key in ("yaxis", "yaxis2")]
    assert titles == [f"Gain, {name} (kg/kg)" for name, _ in legs]
    assert "yaxis3" not in chart.layout
    assert [one["yaxis"] for one in chart.traces] == ["y", "y2"]


def test_numbers_of_one_place_stand_on_two_sides():
    assert ways._outside(np.array([1.0, 1.0, 0.0])) == "top right"
    assert ways._inside(np.array([1.0, 1.0, 0.0])) == "bottom left"


def test_flights_that_differ_by_minutes_are_one_line_of_the_map():
    frame = sample_return.porkchop()
    stray = 600.0 * np.sin(np.arange(frame.height))
    off = frame.with_columns(pl.col("flight_s") + pl.Series(stray))
    assert trade.porkchop_chart(off).traces[0]["z"] == trade.porkchop_chart(frame).traces[0]["z"]


def test_the_map_has_each_cell_once_and_marks_the_best():
    frame = sample_return.porkchop()
    chart = trade.porkchop_chart(frame)
    heat, missing, best = chart.traces
    assert sum(value is not None for row in heat["z"] for value in row) == 230
    assert len(missing["x"]) == frame.height - 230
    top = trade.solved(frame).sort("returned_kg").row(-1, named=True)
    assert best["x"] == [format_epoch(top["departs_s"])]
    assert best["y"][0] == pytest.approx(top["flight_s"] / DAY_S)
    column = heat["x"].index(best["x"][0])
    row = heat["y"].index(best["y"][0])
    assert heat["z"][row][column] == pytest.approx(top["returned_kg"] / 1e3, abs=1e-3)


def test_where_the_mass_is_given_the_map_shows_the_propellant():
    frame = sample_return.porkchop().with_columns(
        pl.when(pl.col("returned_kg").is_not_null()).then(4e5).alias("returned_kg"),
        (1e4 - pl.col("returned_kg") / 1e2).alias("xenon_kg"),
    )
    chart = trade.porkchop_chart(frame)
    assert chart.traces[0]["colorbar"]["title"]["text"].startswith("Xenon (t)")
    least = trade.solved(frame)["xenon_kg"].min()
    assert f"{least / 1e3:,.4g} t" in chart.alt


def test_trades_that_nothing_solves_are_told(made, read):
    result, tables = made
    none = {
        name: tables[name].filter(pl.col("status") != "solved")
        for name in ("front", "windows", "porkchop")
    }
    found = read(return_page(result, {"history": tables["history"]} | none))
    assert "not computed: no trip that was asked is solved." in said(found)
    assert "not computed: no departure that was asked is solved." in said(found)
    assert "not computed: no pair that was asked is solved." in said(found)
    assert "0 of 9 that were asked are solved." in said(found)


def test_tables_that_lack_columns_are_refused(made):
    result, tables = made
    with pytest.raises(InvalidInput, match="front of a return lacks columns"):
        return_page(result, {"front": tables["front"].drop("xenon_kg")})
    with pytest.raises(InvalidInput, match="history"):
        return_page(result, {"history": tables["history"].drop("throttle")})


def test_hostile_names_stay_text(made, read):
    name = "</script><script>alert(1)</script>"
    result, tables = made
    bad = result | {
        "title": name, "asteroid": name, "designation": name, "lines": [name], "notes": [name],
        "events": [one | {"name": name, "told": name} for one in result["events"]],
        "legs": [one | {"name": name} for one in result["legs"]],
    }  # fmt: skip
    front = tables["front"].with_columns(
        pl.when(pl.col("status") == "solved").then("status").otherwise(pl.lit(name)).alias("status")
    )
    found = read(return_page(bad, tables | {"front": front}))
    assert found.tags.count("script") == 3


def test_legs_in_tables_of_their_own_are_the_same(made, text):
    result, tables = made
    frame = tables["history"]
    apart = {
        f"history-{name}": frame.filter(pl.col("leg") == name) for name in ("return", "outbound")
    }
    rest = {name: one for name, one in tables.items() if name != "history"}
    assert return_page(result, rest | apart) == text


def test_a_spiral_is_thinned_and_keeps_its_ends(made):
    long = made[1]["spiral"]
    many = pl.DataFrame({
        "t_s": np.linspace(0.0, YEAR_S, 5_000), "radius_m": np.linspace(7e6, 4e8, 5_000),
        "mass_kg": np.linspace(2e4, 1.5e4, 5_000),
    })  # fmt: skip
    assert charts.thinned(many).height <= charts.ROWS
    assert charts.thinned(many)["t_s"][-1] == YEAR_S
    chart = charts.spiral_chart(long)
    assert chart.traces[0]["x"][-1] == pytest.approx(long["t_s"][-1] / DAY_S, abs=1e-2)


DRAWN = """() => [...document.querySelectorAll('.chart')].every((box) => box.querySelector(
    '.hm image, .scatterlayer .js-line, .scatterlayer .point') !== null)"""
EMPTY = """() => [...document.querySelectorAll('.chart')].flatMap((box) =>
    [...box.querySelectorAll('.subplot')].filter((one) => one.querySelector(
        '.hm image, .scatterlayer .js-line, .scatterlayer .point') === null)
        .map((one) => box.id + one.getAttribute('class')))"""
SIDEWAYS = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
OVERLAPS = """() => [...document.querySelectorAll('.chart')].flatMap((box) => {
    const kinds = '.xtick text, .ytick text, .xtitle, .ytitle, .y2title, .y3title, ' +
        '.legendtext, .cbaxis text, .cbtitle tspan:first-child';
    const texts = [...box.querySelectorAll(kinds)].filter((one) => one.textContent)
        .map((one) => [one.textContent, one.getBoundingClientRect()]);
    return texts.flatMap(([a, p], k) => texts.slice(k + 1).filter(([b, q]) =>
        Math.min(p.right, q.right) - Math.max(p.left, q.left) > 2 &&
        Math.min(p.bottom, q.bottom) - Math.max(p.top, q.top) > 2)
        .map(([b]) => `${box.id}: ${a} / ${b}`));
})"""
OUTSIDE = """() => [...document.querySelectorAll('.chart text')].filter((one) => one.textContent)
    .filter((one) => {
        const box = one.closest('.chart').getBoundingClientRect();
        const at = one.getBoundingClientRect();
        return at.left < box.left - 2 || at.right > box.right + 2 ||
            at.top < box.top - 2 || at.bottom > box.bottom + 2;
    }).map((one) => `${one.closest('.chart').id}: ${one.textContent}`)"""


@pytest.mark.browser
@pytest.mark.parametrize(("width", "scheme"), [(390, "dark"), (760, "light"), (1_280, "light")])
def test_the_page_draws_in_a_browser(text, tmp_path, width, scheme):
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    named = os.environ.get("WINDLASS_CHROMIUM", "")
    chromium = named or shutil.which("chromium") or shutil.which("chromium-browser")
    if not chromium:
        pytest.skip("no chromium found; install it or set WINDLASS_CHROMIUM")
    file = tmp_path / "return.html"
    file.write_text(text, encoding="utf-8")
    with playwright.sync_playwright() as play:
        browser = play.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        context = browser.new_context(
            viewport={"width": width, "height": 900}, color_scheme=scheme, offline=True
        )
        page, said, asked = context.new_page(), [], []
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.on("request", lambda request: asked.append(request.url))
        page.goto(file.as_uri())
        for _ in range(200):
            if page.evaluate(DRAWN):
                break
            page.wait_for_timeout(50)
        assert page.evaluate(DRAWN)
        assert page.evaluate(EMPTY) == []
        assert page.locator(".chart").count() == 10
        assert page.evaluate(SIDEWAYS) == 0
        assert page.evaluate(OVERLAPS) == []
        assert page.evaluate(OUTSIDE) == []
        page.hover("#switching-title a.term")
        assert "propellant" in page.inner_text("#tip")
        page.click("#front details.table summary")
        assert page.locator("#front details.table tbody tr").first.is_visible()
        assert page.evaluate(SIDEWAYS) == 0
        assert said == []
        assert [url for url in asked if not url.startswith(("file:", "data:", "blob:"))] == []
        browser.close()
