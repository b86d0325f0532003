"""The page of one retrieval, from a way made by hand: parts meet, scales agree, all is drawn."""

import json
import os
import shutil
from dataclasses import replace

import numpy as np
import pytest

from windlass.base.epochs import DAY_S, parse_epoch
from windlass.capture import libration_field as lf
from windlass.capture import manifolds, retrieve_exact
from windlass.capture import orbits as po
from windlass.report import retrieval_path, retrieval_path_charts
from windlass.report.retrieval_path_page import events, retrieval_page
from windlass.studies import orbit_family, orbit_manifold, orbit_pair


@pytest.fixture(scope="module")
def made():
    """A manifold of Sun and Earth met a while before its section, reached by a burn of nothing."""
    pair = orbit_pair.pair("sun-earth")
    member = orbit_family.Ask(pair=pair, kind="halo-north", period=3.05)
    tube = orbit_manifold.fly(orbit_manifold.TubeAsk(member=member, trajectories=8))
    begin = parse_epoch("2040-01-01")
    span = (begin, begin + 4_000.0 * DAY_S)
    ask = manifolds.TubeAsk(
        primaries=pair.primaries, kinds=("halo-north",), sizes=4, phases=8, reach=4.0
    )
    tubes = manifolds.build(ask)
    row = next(k for k in range(len(tubes)) if tubes.point[k] == 2 and tubes.outer[k])
    field = lf.field(tubes, span, model="circular", thin=1)
    section, wait = begin + 1_500.0 * DAY_S, 100.0 * DAY_S
    arrives = section - tube.times[0] * pair.primaries.turn_s
    count = 120
    back = np.empty((count, 6))
    from windlass.kernels import cr3bp

    cr3bp.sample(
        pair.mu, tube.begun[0], np.linspace(-1e-9, tube.times[0], count), po.TOL, np.zeros(2), back
    )
    burn = section - wait
    turned = wait / pair.primaries.turn_s
    at_burn, _ = cr3bp.propagate(pair.mu, back[-1], -turned, po.TOL, np.zeros(2))
    target = retrieval_path._rotating(field, np.array([burn]), at_burn[None, :])
    conic_s = np.linspace(burn - 400.0 * DAY_S, burn, count)
    angle = (conic_s - burn) / pair.primaries.turn_s * 1.02
    away = np.linalg.norm(target.places[0])
    first = np.arctan2(target.places[0, 1], target.places[0, 0])
    conic = np.zeros((count, 6))
    conic[:, 0], conic[:, 1] = away * np.cos(first + angle), away * np.sin(first + angle)
    conic[:, 2] = target.places[0, 2]
    rock_s = conic_s - conic_s[-1] + conic_s[0]
    planet = retrieval_path.planet_at(field, conic_s)
    orbit = po.flown(tube.orbit, np.linspace(0.0, tube.orbit.period, count))
    flown = retrieve_exact.Path(
        rock_t_s=rock_s, rock=conic.copy(), conic_t_s=conic_s, conic=conic, planet=planet,
        conic_rotating=retrieve_exact.rotating(pair.mu, conic, planet),
        manifold_t_s=np.linspace(section, arrives, count), manifold=back[::-1].copy(), orbit=orbit,
    )  # fmt: skip
    way = retrieve_exact.Way(
        dv_m_s=np.array([85.25, 19.5]), departs_s=float(conic_s[0]), burns_s=float(burn),
        section_s=float(section), arrives_s=float(arrives), x=np.zeros(5), tube=row, revolutions=1,
        orbit=tube.orbit, reach_m=1e9, near_m=1e8, clear_m=3e9, off=tube.begun[0],
        start=conic[0], target=conic[-1], table_m_s=105.0,
    )  # fmt: skip
    return field, way, flown


@pytest.fixture(scope="module")
def path(made):
    field, way, flown = made
    return retrieval_path.path_of("2006 RH120, to a libration orbit", way, flown, field)


def test_the_manifold_begins_at_the_burn_and_meets_the_conic(path):
    assert path.manifold.epochs_s[0] == pytest.approx(path.conic.epochs_s[-1])
    gap = np.linalg.norm(path.manifold.places[0] - path.conic.places[-1])
    assert gap < 3e7  # 30,000 km of 150 million
    assert np.abs(path.manifold.rotating[0] - path.conic.rotating[-1]).max() < 3e-4
    steps = np.linalg.norm(np.diff(path.manifold.rotating, axis=0), axis=1)
    assert steps.max() < 20.0 * np.median(steps)


def test_both_frames_tell_the_same_places(path, made):
    flown = made[2]
    for leg in (path.before, path.conic, path.manifold, path.stay):
        far = np.linalg.norm(leg.places, axis=1) / np.linalg.norm(leg.planet, axis=1)
        mu = path.pair.mu
        also = np.linalg.norm(leg.rotating + np.array([mu, 0.0, 0.0]), axis=1)
        assert far == pytest.approx(also, rel=1e-9)
    assert path.conic.rotating == pytest.approx(
        retrieve_exact.rotating(path.pair.mu, flown.conic, flown.planet), abs=1e-12
    )


def test_the_manifold_ends_on_the_orbit(path):
    end = path.manifold.rotating[-1]
    assert np.linalg.norm(path.orbit[:, :3] - end, axis=1).min() < 2e-3


def test_the_planet_goes_on_where_its_table_ends(made):
    field = made[0]
    last = float(field.epochs_s[-1])
    near = retrieval_path.planet_at(field, np.array([last - DAY_S, last, last + DAY_S]))
    steps = np.linalg.norm(np.diff(near[:, :3], axis=0), axis=1)
    assert steps[1] == pytest.approx(steps[0], rel=1e-3)
    beyond = retrieval_path.planet_at(field, np.array([last + 400.0 * DAY_S]))
    assert np.linalg.norm(beyond[0, :3]) == pytest.approx(np.linalg.norm(near[1, :3]))


def test_events_are_told_in_order_with_their_sum(path):
    rows = events(path)
    assert [row[0] for row in rows] == [
        "1  leave its orbit", "2  onto the manifold", "on the orbit", "both burns",
    ]  # fmt: skip
    assert rows[0][2] == "85.25"
    assert rows[3][2] == "104.75"
    days = [float(row[3].replace(",", "")) for row in rows[:3]]
    assert days == sorted(days)
    assert days[1] == pytest.approx(400, abs=1)


def test_charts_are_to_one_scale_with_units(path):
    for make in ("near_chart", "far_chart", "sun_chart", "planet_chart"):
        chart = getattr(retrieval_path_charts, make)(path)
        json.dumps(chart.spec(), allow_nan=False)
        layout = chart.layout
        assert layout["yaxis"]["scaleanchor"] == "x"
        assert layout["xaxis"]["range"] == layout["xaxis2"]["range"]
        spans = [np.ptp(layout[key]["range"]) for key in ("yaxis", "yaxis2")]
        assert spans[0] == pytest.approx(spans[1])
        for key in ("xaxis", "yaxis", "xaxis2", "yaxis2"):
            assert "(" in layout[key]["title"]["text"]
        names = [one["name"] for one in chart.traces if one.get("showlegend")]
        assert len(names) == len(set(names))


def test_the_page_is_whole_and_hostile_names_stay_text(path, read):
    name = "</script><script>alert(1)</script>"
    text = retrieval_page(replace(path, title=name), [name, "Found for 104.75 m/s."])
    found = read(text)
    assert found.loads == []
    assert found.tags.count("script") == 3
    assert "104.75" in found.words
    assert "Onto a northern halo orbit of L2" in found.words
    assert len(found.ids) == len(set(found.ids))


@pytest.mark.browser
@pytest.mark.parametrize("width", [400, 1_280])
def test_the_page_draws_in_a_browser(path, tmp_path, width):
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    named = os.environ.get("WINDLASS_CHROMIUM", "")
    chromium = named or shutil.which("chromium") or shutil.which("chromium-browser")
    if not chromium:
        pytest.skip("no chromium found; install it or set WINDLASS_CHROMIUM")
    file = tmp_path / "way.html"
    file.write_text(retrieval_page(path, ["Found."]), encoding="utf-8")
    drawn = """() => [...document.querySelectorAll('.chart')].filter(
        (box) => box.querySelectorAll('.scatterlayer .js-line').length > 3).length"""
    with playwright.sync_playwright() as play:
        browser = play.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": width, "height": 900})
        said = []
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.goto(file.as_uri())
        for _ in range(100):
            if page.evaluate(drawn) == 4:
                break
            page.wait_for_timeout(50)
        assert page.evaluate(drawn) == 4
        wide = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
        assert page.evaluate(wide) == 0
        assert said == []
        browser.close()
